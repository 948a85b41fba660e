"""Outlets, agencies and documents that a story leans on, found where its prose says so.

People who speak are not sources here: "Ortiz said" proposes nothing unless the paper has a
source of that name on file.
"""

import re
from dataclasses import dataclass

from articles.intake import outlets

_CAPITAL = r"[A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĘĚĞĢĪİŁŃŇŌŐŘŚŞŠŢŤŪŮŰŹŻŽ]"
_CAP = rf"{_CAPITAL}[\w&-]*(?:['’](?!s\b)\w+)*(?:\.\w[\w-]*)*"
_LINK = r"(?:(?:of|de|del|la|las|los|do|da|di|du|des|en|&)\s+){0,2}"
_NAME = rf"(?P<name>{_CAP}(?:\s+{_LINK}(?:{_CAP}|\d\d?\b)){{0,6}})"
_THE = r"(?P<the>\b[Tt]he\s+)?"
_ADVERB = (
    r"(?:(?:has|had|have|first|also|previously|earlier|since|later|separately|exclusively)\s+){0,2}"
)
_REPORTS = r"reports?|reported|is\s+reporting|was\s+reporting"
_SAYS = (
    r"says|said|notes?|noted|writes|wrote|adds?|added|claims?|claimed|states?|stated|reveals?|"
    r"revealed|disclosed|explains?|explained|confirms?|confirmed|found|finds|announced|cites?|"
    r"cited|quotes?|quoted|published|broadcast|observed|pointed\s+out|estimates|estimated"
)
_PAPER = (
    r"report(?:ing|s)?|stor(?:y|ies)|article|dispatch|investigation|analysis|coverage|account|"
    r"interview|survey|poll|study|review|editorial|correspondent"
)


def _pattern(expression):
    return re.compile(expression.replace("THE", _THE).replace("NAME", _NAME))


_OUT = r"(?:reported|published|revealed|broadcast|disclosed)"
_SEEN = (
    r"(?:reported|published|revealed|noted|cited|quoted|seen|obtained|reviewed|broadcast|carried|"
    r"verified|confirmed|commissioned)"
)
_WORDS_TO = r"(?:statement|interview|e-?mail|letter|comments?|remarks|response)s?"
PATTERNS = (
    ("says", _pattern(rf"THENAME\s+{_ADVERB}(?P<verb>{_REPORTS}|{_SAYS})\b")),
    (
        "according",
        _pattern(
            r"\b[Aa]ccording\s+to\s+(?:(?:an?|the|its|new|recent|latest|annual)\s+){0,3}"
            rf"(?:(?:{_PAPER}|statement|figures|data|statistics|document|filing)\s+"
            r"(?:(?:published|released|carried|issued)\s+)?(?:by|in|from|of|on)\s+)?THENAME"
        ),
    ),
    ("told", _pattern(r"\b(?:told|tells|telling)\s+THENAME")),
    (
        "statement",
        _pattern(
            r"\b(?:in\s+)?(?:(?:an?|the|his|her|its|their)\s+)?(?:\w+\s+)?"
            rf"{_WORDS_TO}\s+(?:(?:given|sent|made|published)\s+)?(?:to|with|for|by|in)\s+THENAME"
        ),
    ),
    (
        "first",
        _pattern(
            rf"\b(?:as\s+)?(?:first|originally|earlier|also)\s+{_OUT}\s+(?:by|in|on)\s+THENAME"
        ),
    ),
    ("by", _pattern(rf"\b(?:as\s+)?{_SEEN}\s+(?:\w+ly\s+)?(?:by|in|on)\s+THENAME")),
    ("told", _pattern(r"\b(?:speaking|spoke|talking|speaks)\s+(?:to|with)\s+THENAME")),
    ("told", _pattern(r"\b(?:[Cc]iting|[Pp]er|[Qq]uoting|[Vv]ia)\s+THENAME")),
    (
        "paper",
        _pattern(rf"THENAME(?:['’]s?)?\s+(?:(?:own|exclusive|original)\s+)?(?:{_PAPER})\b"),
    ),
)
# Only what holds one of these words can attribute anything: saves reading every line nine times.
_HINT = re.compile(
    r"report|according|told|tell|citing|per\b|via\b|quot|cite|statement|interview|publish|broadcast|"
    r"note|said|says|wr[io]te|add|claim|state|reveal|disclos|expla|confirm|found|finds|announc|"
    r"obtain|seen|spea|spoke|talking|stor[yi]|article|investigation|analysis|coverage|account|"
    r"survey|poll|study|review|editorial|correspondent|observ|point|estimat|dispatch|e-?mail|letter",
    re.IGNORECASE,
)
_TITLES = re.compile(
    r"(?:Mr|Mrs|Ms|Miss|Dr|Sir|Dame|Lord|Lady|President|Vice|Prime|Minister|Mayor|Governor|Senator|"
    r"Judge|Justice|Captain|Sergeant|Officer|Detective|General|Colonel|Professor|Prof|Pope|King|"
    r"Queen|Prince|Princess|Archbishop|Bishop|Cardinal|Father|Sister|Councillor|Chancellor|"
    r"Secretary|Director|Chairman|Chairwoman|Chief|Deputy|Ambassador|Speaker|Rev|Reverend)\b"
)
_OPENERS = frozenset(
    """Yesterday Today Meanwhile Also But And As Later Earlier When While After Before On In At For
    That This Then However Although Since Still If Because So Or Nor Yet Once Until Now Last Both
    Moreover Monday Tuesday Wednesday Thursday Friday Saturday Sunday""".split()  # noqa: SIM905 -- a list of words reads best as words
)
_LONE = frozenset(
    """Police Officials Doctors Hospitals Authorities Witnesses Residents Experts Scientists
    Researchers Critics Analysts He She It They We I You The A An There Nobody Everyone Both
    Someone Government Parliament Congress""".split()  # noqa: SIM905 -- a list of words reads best as words
)
_WHEN = re.compile(
    r"\s+(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|"
    r"May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|"
    r"Oct|Nov|Dec)\b.*"
)
_AFTER_REPORT = re.compile(
    r"\s*(?:[,.;:—–)\"”]|$|that\b|on\b|this\b|last\b|earlier\b|yesterday\b|in\b|at\b)"
)


@dataclass(frozen=True)
class Attribution:
    """A source named in a text: its name, where that stands, and the words that attribute."""

    name: str
    start: int
    end: int
    phrase: str


def attributions(text, *, known=frozenset(), people=frozenset()):
    """The attributions in a paragraph, in order.

    `known` are names on file, as `outlets.bare` writes them; `people` are last words of
    names that speak or are credited in this story, and are never proposed.
    """
    if not _HINT.search(text):
        return []
    found = {}
    for kind, pattern in PATTERNS:
        position = 0
        while match := pattern.search(text, position):
            attribution = _attribution(kind, match, known, people)
            if attribution and not any(
                attribution.start < other.end and other.start < attribution.end
                for other in found.values()
            ):
                found[attribution.start] = attribution
            # A refused name may hide another: "Yesterday Petri and Reuters reported".
            position = match.end() if attribution else match.start("name") + 1
            position = _word_end(text, position) if not attribution else position
    return [found[start] for start in sorted(found)]


def speakers(texts):
    """Last words of the names that speak in a story, outlets left out."""
    names = set()
    for text in texts:
        for match in _SPEAKS.finditer(text):
            name = match["name"]
            if not outlets.is_outlet(name):
                names.add(name.split()[-1])
    return frozenset(names)


_SPEAKS = re.compile(
    rf"{_NAME}(?:,[^,.]{{1,60}},)?\s+(?:told|said|says|added|shared|stated|argued|asked)\b"
)


def _word_end(text, position):
    while position < len(text) and not text[position].isspace():
        position += 1
    return position


def _attribution(kind, match, known, people):
    text = match.string
    start, end = match.span("name")
    words = text[start:end]
    lead = re.match(rf"(?:(?:{'|'.join(sorted(_OPENERS))})\s+)+(?={_CAPITAL})", words)
    if lead:
        start += lead.end()
    inner = text[start:end]
    if " The " in inner:
        start += inner.index(" The ") + 1
    trail = _WHEN.search(text, start, end)
    if trail:
        end = trail.start()
    name = text[start:end]
    if not name:
        return None
    the = (match["the"] or "").strip() if start == match.start("name") else ""
    if name.startswith("The "):
        the, start, name = "The", start + 4, name[4:]
    if the == "The":
        start = text.rindex("The", 0, start)
        name = text[start:end]
    if not _is_source(kind, match, outlets.bare(name), name, the, known, people):
        return None
    return Attribution(name, start, end, _phrase(match, start, the))


def _phrase(match, start, the):
    """The words that attribute, from the first that belongs to them."""
    begin = min(start, match.start()) if match.start() < match.start("name") else start
    if match.re is PATTERNS[0][1] or match.re is PATTERNS[-1][1]:
        begin = match.start() if the == "the" else start
    return " ".join(match.string[begin : match.end()].split())


def _is_source(kind, match, bare, name, the, known, people):
    if bare in known:
        return True
    plain = name[4:] if name.startswith("The ") else name
    words = plain.split()
    if not words or _TITLES.match(plain) or words[-1] in people or plain in _LONE:
        return False
    if outlets.is_outlet(f"the {plain}" if the else plain):
        return True
    if kind == "according":
        return outlets.is_organisation(plain)
    if kind == "first":
        owns = match.string[match.end() : match.end() + 2] in {"'s", "’s"}
        return not owns and " by " in match[0]
    if kind == "says":
        return _reports_alone(match, plain, the)
    return False


def _reports_alone(match, plain, the):
    """Whether "…, Sky Bolivia reports." attributes: said of an outlet, hardly ever of a person."""
    in_paper = re.match(
        r"\s+in\s+an?\s+(?:\w+\s+){0,2}(?:report|study|survey)\b", match.string[match.end() :]
    )
    if in_paper:
        return outlets.is_organisation(plain)
    if not re.match(r"report|is\s|was\s", match["verb"]):
        return False
    before = match.string[: match.start("the") if match["the"] else match.start("name")].rstrip()
    ends_here = bool(_AFTER_REPORT.match(match.string, match.end()))
    follows = before.endswith((",", "”", '"', "—", "–", " as"))
    return ends_here and follows
