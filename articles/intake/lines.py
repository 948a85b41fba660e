"""Bytes or text as they reach the desk, turned into clean, numbered lines."""

import codecs
import re
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

MOST_CHARACTERS = 1_000_000
MOST_BYTES = 5_000_000


class IntakeRefused(ValueError):
    """Copy that cannot be read at all. The message is a sentence for the person who pasted it."""


@dataclass
class Line:
    """One line of plain copy, or one paragraph of copy that came as HTML.

    `tag` is what the copy itself says the line is ("" for plain text); `html` holds the
    inline markup and shows exactly the characters of `text`.
    """

    number: int
    text: str
    html: str = ""
    tag: str = ""
    address: str = ""
    about: dict = field(default_factory=dict)


# What a file begins with, and what to tell the person who chose it.
NOT_COPY = (
    (
        b"PK\x03\x04",
        _("This is a Word or zip file, not plain text. Save it as plain text or HTML."),
    ),
    (b"PK\x05\x06", _("This is a zip file, not copy. Take the story out of it first.")),
    (b"\xd0\xcf\x11\xe0", _("This is an old Word file. Save it as plain text or HTML.")),
    (b"%PDF", _("This is a PDF. Copy the words out of it and paste them.")),
    (b"{\\rtf", _("This is a rich text file. Save it as plain text or HTML.")),
    (b"\x89PNG", _("This is a picture, not copy.")),
    (b"\xff\xd8\xff", _("This is a picture, not copy.")),
    (b"GIF8", _("This is a picture, not copy.")),
    (b"\x1f\x8b", _("This is a compressed file, not copy.")),
)
BINARY = _("This file is not text, so there is no copy to read in it.")
EMPTY = _("There is no copy here: nothing but blank lines.")
TOO_LONG = _("This is too long for one story: at most 1,000,000 characters (5 MB) can be read.")

_MARKS = (  # UTF-32 before UTF-16: its mark begins with the same two bytes
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")
_BREAKS = re.compile(r"\r\n|[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SPACES = re.compile(r"[ \xa0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
# Byte order marks, soft hyphens and the invisible marks that web pages and clipboards leave
# behind; also the direction overrides that make copy read as something it does not say.
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]"
)
# A joiner belongs to emoji and to scripts that need it, never beside plain letters.
_STRAY_JOINER = re.compile(r"(?<![^\x00-\x7f])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f])")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_CHARSET = re.compile(rb"charset=[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_HTML_START = re.compile(
    r"\s*<(?:!doctype\s+html|!--\s*startfragment|/?(?:html|head|meta|body|article|section|main|"
    r"div|p|h[1-6]|ul|ol|table|span|b|strong|em|font|blockquote)[\s>/])",
    re.IGNORECASE,
)
_HTML_BLOCKS = re.compile(r"</(?:p|div|li|h[1-6]|tr|blockquote)\s*>|<br\s*/?>", re.IGNORECASE)


def copy_text(raw):
    """The copy as clean text with `\\n` line ends.

    Refuses what is empty, too long, or not text at all; see `IntakeRefused`.
    """
    text = decoded(raw) if isinstance(raw, bytes | bytearray | memoryview) else raw
    _refuse_files(text[:8].encode("latin-1", "replace"))
    if len(text) > MOST_CHARACTERS:
        raise IntakeRefused(TOO_LONG)
    _refuse_binary(text)
    text = clean(_BREAKS.sub("\n", text))
    if not text.strip():
        raise IntakeRefused(EMPTY)
    return text


def decoded(raw):
    """Bytes as text: by their mark, as UTF-8, as the page declares, else as Windows wrote it."""
    raw = bytes(raw)
    if len(raw) > MOST_BYTES:
        raise IntakeRefused(TOO_LONG)
    _refuse_files(raw)
    encodings = [name for mark, name in _MARKS if raw.startswith(mark)][:1] or _likely(raw)
    for encoding in encodings:
        try:
            return raw.decode(encoding)
        except (LookupError, UnicodeError):
            continue
    return raw.decode("latin-1")


def clean(text):
    """Text without characters nobody can see. Words, tabs and line ends stay."""
    if text.isascii() and text.isprintable():
        return text
    text = _SURROGATES.sub("\ufffd", text)
    text = _INVISIBLE.sub(lambda found: found[0] if found[0] in "\t\n" else "", text)
    text = _STRAY_JOINER.sub("", text)
    return _SPACES.sub(" ", text)


def guessed_format(text, filename=None):
    """`html` or `text`, by the file's ending, then by what the copy looks like."""
    ending = (filename or "").lower().rpartition(".")[2]
    if ending in {"html", "htm", "xhtml"}:
        return "html"
    if ending in {"txt", "text", "md"}:
        return "text"
    if _HTML_START.match(text[:2000]) or len(_HTML_BLOCKS.findall(text[:20_000])) >= 3:
        return "html"
    return "text"


def plain_lines(text):
    """Numbered lines of plain copy, blank ones included: they part the paragraphs."""
    return [
        Line(number, " ".join(line.split(" ")).strip())
        for number, line in enumerate(text.split("\n"), start=1)
    ]


def _likely(raw):
    start = raw[:2000]
    if start.count(0) > len(start) // 5:  # Latin text in UTF-16 is half zeros
        return ["utf-16-le" if start[1::2].count(0) >= start[::2].count(0) else "utf-16-be"]
    declared = _CHARSET.search(start)
    names = [declared[1].decode("ascii", "replace")] if declared else []
    return ["utf-8", *names, "cp1252"]


def _refuse_files(start):
    for magic, sentence in NOT_COPY:
        if start.startswith(magic[:8]):
            raise IntakeRefused(sentence)


def _refuse_binary(text):
    controls = len(_CONTROLS.findall(text))
    if controls > max(2, len(text) // 200) or (controls and controls * 3 > len(text)):
        raise IntakeRefused(BINARY)
