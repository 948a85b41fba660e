"""Who wrote, filmed, photographed and edited a story, read from the lines desks write."""

import re
from dataclasses import dataclass, field

from articles.intake import outlets

ROLES = {
    "words": r"(?:written|story|text|words|report|article|compiled)\s+by|by|text|words|authors?"
    r"|byline|writers?",
    "reporting": r"(?:with\s+)?(?:additional\s+|further\s+|extra\s+)?"
    r"(?:reporting|reported|research(?:ed)?)\s+(?:by|from)|(?:additional\s+)?reporting",
    "video": r"(?:videos?(?:\s+editing)?|videography|filmed|filming|camera)\s+by|camera|videos?",
    "pictures": r"(?:pictures?|photos?|photographs?|photography|images?|illustrations?"
    r"|photographed)\s+by|pictures?|photos?|photographs?|photography|images|illustrations?",
    "editing": r"(?:editing|edited|produced|production)\s+by|editing|editors?",
    "data": r"(?:data|graphics?|charts?|maps?|data\s+analysis)\s+by|data|graphics",
}
# These words stand for themselves only before a colon: "Photos: D", never "Photos D".
_ROLE = "|".join(f"(?P<{role}>{words})" for role, words in ROLES.items())
_FIRST = re.compile(rf"[\s*_(\[–—-]*(?:{_ROLE})(?P<sep>\s*[:|–—]\s*|\s+-\s+|\s+|$)", re.IGNORECASE)
_NEXT = re.compile(
    rf"(?:[;|•·]|\.(?=\s)|,|\s(?:and|with)\s|\s[–—/]\s)\s*(?:(?:and|with)\s+)?(?:{_ROLE})"
    r"(?P<sep>\s*:\s*|\s+)(?=[^\s])",
    re.IGNORECASE,
)
_ENDS_WITH_BY = re.compile(r"(?:by|from)$", re.IGNORECASE)
_PARTS = re.compile(
    r"\s*[,;]\s*(?:(?:and|&|with)\s+)?|\s+(?:and|&|with)\s+|\s*[|•·/]\s*|\s+[-–—]\s+", re.IGNORECASE
)
_PLACE = re.compile(r"\s+(?:in|at|for|of|from|on|near)\s+.*$")
_ASIDE = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\]|<[^<>]*>|@\w+|\S+@\S+)")
_WORD = re.compile(r"(?:[^\W\d_]|[.'’\-])+")
_PARTICLES = {
    "de", "da", "do", "dos", "das", "del", "della", "di", "du", "la", "le", "el", "al", "bin",
    "ibn", "ben", "van", "von", "der", "den", "ter", "ten", "y", "e", "zu", "af", "av",
}  # fmt: skip
_TITLES = re.compile(
    r"\b(?:writer|reporter|correspondent|editor|bureau|chief|contributor|contributing|columnist|"
    r"producer|intern|special|senior|staff|freelance\w*|journalist|photographer|desk|newsroom|"
    r"critic|analyst|team|fellow|video\s+journalist|ph\.?d\.?|m\.?d\.?|updated|published|posted|"
    r"\d{1,4}|ago|today|yesterday)\b",
    re.IGNORECASE,
)
_STAFF = re.compile(
    r"(?:the\s+)?(?:[\w.&’' -]{1,40}\s)?(?:staff(?:\s+(?:writers?|reporters?|correspondents?))?"
    r"|newsroom|editorial\s+board|news\s+desk|news\s+team)",
    re.IGNORECASE,
)
_NOT_A_NAME = {
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january",
    "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december", "christmas", "easter", "midnight", "noon", "then", "now", "all",
    "contrast", "comparison", "law", "day", "night", "far", "definition", "default", "spring",
    "summer", "autumn", "winter", "mid", "late", "early", "any", "this", "that", "these", "those",
    "its", "his", "her", "their", "our", "my", "your", "one", "no", "some",
}  # fmt: skip


@dataclass
class Byline:
    """The people credited as `(name, role)`, in order; `whole` when no word was left over."""

    credits: list = field(default_factory=list)
    whole: bool = True


def read_byline(text, *, is_above=False):
    """The byline a line holds, or None when it is an ordinary sentence.

    One name alone, "By Zapata", is a byline only above the text.
    """
    first = _FIRST.match(text) if len(text) <= 300 else None
    if first is None:
        return None
    if ":" not in first["sep"] and not _ENDS_WITH_BY.search(_label(first)):
        return None
    rest = text[first.end() :]
    rules = _Rules(_says_so(first, rest), is_above and " " not in rest.strip() and rest[-1:] != ".")
    byline = Byline()
    starts = [first, *(found for found in _NEXT.finditer(text, first.end()) if _is_role(found))]
    for found, after in zip(starts, [*starts[1:], None], strict=True):
        names = text[found.end() : after.start() if after else len(text)]
        if not _add(byline, names, _role(found), rules):
            return None
    return byline if byline.credits else None


@dataclass(frozen=True)
class _Rules:
    """How far words are believed to be names: whatever their case, and one alone."""

    any_case: bool = False
    one_word: bool = False


def _label(found):
    return found[_role(found)]


def _role(found):
    return next(role for role in ROLES if found[role])


def _says_so(found, rest):
    """Whether the label alone makes it a byline: "Written by: …", but not "Written by hand"."""
    label = _label(found).lower()
    if ":" in found["sep"]:
        return label.endswith("by") or label.startswith(("author", "byline", "writer"))
    is_short = 2 <= len(rest.split()) <= 4 and not re.search(r"[.,;:!?]", rest)
    return label.endswith("ten by") and is_short


def _is_role(found):
    return bool(_ENDS_WITH_BY.search(_label(found))) or ":" in found["sep"]


def _add(byline, words, role, rules):
    """Credit the people named in `words`; False when they are no names."""
    words = words.strip().strip("*_").strip()
    if words.endswith((")", "]")) and words.count("(") + words.count("[") == 0:
        words = words[:-1]
    without_asides = _ASIDE.sub("", words)
    byline.whole = byline.whole and without_asides == words
    words = without_asides.strip()
    if words.endswith((".", ";", ",")) and not re.search(r"\b(?:Jr|Sr|[A-Z])\.$", words):
        words = words[:-1]
    if re.search(r"[!?…:]|\.\s+\w+\s+\w+\s+\w+", words):
        return False
    found = False
    for place, part in enumerate(_PARTS.split(words)):
        name = _PLACE.sub("", part).strip()
        is_first = place == 0
        if is_name(name, rules, is_first=is_first):
            byline.credits.append((_cased(name), role))
            byline.whole = byline.whole and name == part.strip()
            found = True
        elif is_first:
            return False
        elif part.strip():
            if not rules.any_case and not _is_aside(part):
                return False
            byline.whole = False
    return found


def _is_aside(part):
    """A title, a place, a date or an affiliation after a name."""
    return bool(_TITLES.search(part)) or part.strip()[:1].isupper() or part.strip()[:1].isdigit()


def is_name(name, rules=_Rules(), *, is_first=True):
    """Whether words can be a person's or an agency's name on a byline."""
    if _STAFF.fullmatch(name):
        return is_first
    words = name.split()
    if not words or len(words) > 6 or len(name) > 70:
        return False
    if outlets.is_outlet(name):
        return is_first
    if not all(_WORD.fullmatch(word) for word in words) or _TITLES.search(name):
        return False
    if words[0].lower() in _NOT_A_NAME or words[0].lower() in {"a", "an"}:
        return False
    if rules.any_case and is_first:
        return words[0].lower() != "the" or name.istitle()
    capitals = [word for word in words if word.lower() not in _PARTICLES]
    if not capitals or not all(word[0].isupper() for word in capitals):
        return False
    return (len(words) > 1 or rules.one_word) and words[0].lower() != "the"


def _cased(name):
    """A name shouted or whispered, written as a name."""
    if (name.isupper() or name.islower()) and len(name) > 4 and " " in name:
        return " ".join(
            word.lower() if word.lower() in _PARTICLES else word.title() for word in name.split()
        )
    return name
