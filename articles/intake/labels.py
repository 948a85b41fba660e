"""Words that desks put before a line to say what it is: READ NEXT, WATCH, CORRECTION, HED."""

import re
from dataclasses import dataclass

RELATED = (
    r"read(?=\s*[:|])|read\s+(?:next|also|on|this(?:\s+(?:next|too))?|more(?:\s+(?:about|on)(?:\s+(?:this|it|that))?)?"
    r"(?:\s+(?:story|topic))?(?:\s+here)?)|also\s+read|must\s+read"
    r"|related(?:\s+(?:stor(?:y|ies)|articles?|reading|coverage|news|links?|posts?|topics?))?"
    r"|more\s+on\s+this(?:\s+(?:story|topic))?|see\s+(?:also|more)|further\s+reading"
    r"|you\s+(?:may|might)\s+also\s+like|don['’]?t\s+miss"
)
VIDEO = r"watch(?:\s+(?:also|more|next|now|here|live|this|(?:the\s+)?video))?|also\s+watch|videos?"
EDITORS_NOTE = r"editor(?:['’]?s|s['’])?\s+note|ed(?:s|['’]s)?\.?\s+note"
DESK_NOTE = (
    r"desk\s+notes?|notes?\s+(?:to|for)\s+(?:the\s+)?(?:news\s*)?(?:desk|editors?|eds|sub(?:s|-?editors?)?"
    r"|copy\s+desk|photo\s+desk|picture\s+desk|video\s+desk)|eds"
)
CORRECTION = r"corrections?(?:\s+and\s+clarifications?)?|corrected"
CLARIFICATION = r"clarifications?"
FIELDS = {
    "headline": r"headline|hed|head|title",
    "short_headline": r"short\s+(?:headline|hed)",
    "search_headline": r"(?:search|seo|web)\s+(?:headline|hed|title)",
    "dek": r"dek|deck|standfirst|sub-?\s?headline|subtitle|summary",
    "kicker": r"kicker|eyebrow",
    "slug": r"slug",
    "slugline": r"slug-?line",
    "section": r"section",
    "topics": r"topics?|tags|keywords",
    "dateline": r"dateline",
}

_OPENING = r"^[\s*_>»›▶►▸→👉🎥📹-]{0,12}(?P<bracket>[\[(]?)[\s*_]{0,4}"
_CLOSING = r"[\s*_]{0,6}(?P<sep>:|\||--?|[–—])?[*_]{0,4}(?:(?<=[\s:|–—*_-])|$)(?P<rest>.*)$"
_DATED = r"(?P<dated>\s*\([^()]{1,30}\)|,?\s+(?:on\s+)?\w{3,9}\.?\s+\d{1,2}(?:,?\s+\d{4})?)?"


def _pattern(words, after=""):
    return re.compile(f"{_OPENING}(?P<label>{words}){after}{_CLOSING}", re.IGNORECASE | re.DOTALL)


KINDS = {
    "related": _pattern(RELATED),
    "embed": _pattern(VIDEO),
    "editors_note": _pattern(EDITORS_NOTE),
    "desk_note": _pattern(DESK_NOTE),
    "correction": _pattern(CORRECTION, _DATED),
    "clarification": _pattern(CLARIFICATION, _DATED),
    **{name: _pattern(words) for name, words in FIELDS.items()},
}
# A line can only carry a label when it begins with one of these words.
_FIRST_WORDS = re.compile(
    r"[\W_]{0,20}(?:read|also|must|related|more|see|further|you|don|watch|videos?|editors?|eds?|desk"
    r"|notes?|correct|clarif|head|hed|title|short|search|seo|web|dek|deck|standfirst|sub|summary"
    r"|kicker|eyebrow|slug|section|topics?|tags|keywords|dateline)",
    re.IGNORECASE,
)
_BEFORE_A_TITLE = re.compile(r"[\s\"'“‘«(\[<*_]*(?:[^\W\d_a-zß-öø-ÿ]|\d|https?://|www\.)")
_MOST_WORDS = 40


@dataclass
class Label:
    """A label found: what it marks, how the copy writes it, and the words after it."""

    kind: str
    word: str
    rest: str
    separator: str
    bracket: str
    dated: str = ""

    @property
    def is_loud(self):
        """Written in capitals, so not the beginning of an ordinary sentence."""
        return self.word.isupper()


def find(text):
    """The label a line begins with, or None for an ordinary sentence."""
    if not _FIRST_WORDS.match(text):
        return None
    for kind, pattern in KINDS.items():
        found = pattern.match(text)
        if found is None:
            continue
        label = Label(
            kind,
            " ".join(found["label"].split()),
            found["rest"],
            found["sep"] or "",
            found["bracket"],
            (found.groupdict().get("dated") or "").strip(" ,"),
        )
        if _is_meant(label):
            return _tidied(label)
    return None


def begins(text):
    """Whether a line begins with a label, or is a byline's or an end mark's."""
    return find(text) is not None


def _is_meant(label):
    """Whether this is a label and not a sentence that happens to begin with its words."""
    rest = label.rest.strip()
    if label.separator in {":", "|"}:
        return label.is_loud or label.kind not in _SHORT or _reads_as_title(rest)
    if not rest:
        return True
    if label.separator:
        spaced = label.rest[:1].isspace() or label.separator in "–—"
        return spaced and bool(_BEFORE_A_TITLE.match(rest)) and label.kind not in FIELDS
    if label.kind in {"desk_note", "editors_note"} and label.bracket == "[":
        return True
    return (
        label.is_loud
        and label.kind in _SHORT
        and label.word != "VIDEO"
        and bool(_BEFORE_A_TITLE.match(rest))
        and not rest.endswith(".")
        and not rest.isupper()
    )


def _reads_as_title(words):
    is_sentence = words[:1].islower() and words.endswith(".")
    return len(words.split()) <= _MOST_WORDS and not is_sentence


_SHORT = {"related", "embed"}
_PAIRS = {"[": "]", "(": ")"}


def _tidied(label):
    rest = label.rest.strip().strip("*_").strip()
    closing = _PAIRS.get(label.bracket)
    if closing and rest.endswith(closing) and rest.count(closing) > rest.count(label.bracket):
        rest = rest[:-1].strip()
    label.rest = rest
    return label
