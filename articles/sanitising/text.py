"""Plain text fields: what cannot be printed, or would disturb its neighbours, goes."""

import re
import unicodedata


def clean_text(value: str, *, multiline: bool = False) -> str:
    """Return a plain text field without what cannot be printed or would disturb its neighbours.

    With multiline, lines and single blank lines are kept; else all is one line.
    """
    value = legible(value)
    if not multiline:
        return _BLANKS.sub(_one_blank, value).strip(EDGES)
    lines = (_BLANKS.sub(_one_blank, line).strip(EDGES) for line in _LINE_ENDS.split(value))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


# \t \n \v \f \r and U+0085 are blanks, not waste: two words may have nothing else between them.
SURROGATES = re.compile("[\ud800-\udfff]")
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\ufeff\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]"
)
_LINE_ENDS = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")
_BLANKS = re.compile(r"\s+")
# Every blank there is, and the marks without a width.
EDGES = "".join(filter(str.isspace, map(chr, range(0x3001)))) + "\u200b\u200c\u200d\u2060"
_ISOLATES = re.compile("[\u2066-\u2069]")
# Only a long run of letters past Latin can hold a long run of combining marks.
_PERHAPS_MARKS = re.compile("[^\x00-\u02ff]{9,}")
_MARKS_IN_A_ROW = 8


def legible(text):
    text = _UNPRINTABLE.sub("", text)
    if _ISOLATES.search(text):
        text = _balanced(text)
    return _PERHAPS_MARKS.sub(_fewer_marks, text)


# XML 1.0 has no way to write these, not even escaped.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(value: str) -> str:
    """Return the text without what would make an XML file unreadable as a whole."""
    return _NOT_XML.sub("", value)


def _fewer_marks(run):
    kept, marks = [], 0
    for letter in run[0]:
        marks = marks + 1 if unicodedata.category(letter) in ("Mn", "Me") else 0
        if marks <= _MARKS_IN_A_ROW:
            kept.append(letter)
    return "".join(kept)


def _balanced(text):
    """Drop direction isolates without a partner: they would turn the words that follow around."""
    opened, partnered = [], set()
    for mark in _ISOLATES.finditer(text):
        if mark[0] != "\u2069":
            opened.append(mark.start())
        elif opened:
            partnered |= {opened.pop(), mark.start()}
    return _ISOLATES.sub(lambda mark: mark[0] if mark.start() in partnered else "", text)


def _one_blank(blanks):
    # A lone no-break or thin space was typed on purpose, as in "10 000".
    return blanks[0] if blanks[0] in ("\u00a0", "\u2009", "\u202f") else " "
