"""What the desk makes of a line where it knows better than the reading."""

from dataclasses import replace
from html import escape

from django.utils.translation import gettext_lazy as _

from articles.intake import bylines, labels
from articles.intake.reading import EMBED, PROSE, QUOTE, RELATED, SUBHEAD, Piece, Reading

#: What a piece may be made into, and the words for it on the screen.
KINDS = {
    PROSE: _("Text"),
    SUBHEAD: _("Subhead"),
    QUOTE: _("Block quote"),
    RELATED: _("Related link"),
    EMBED: _("Video"),
    "headline": _("Headline"),
    "dek": _("Dek"),
    "kicker": _("Kicker"),
    "byline": _("Byline"),
    "dateline": _("Dateline"),
    "editors_note": _("Editor’s note (readers see it)"),
    "desk_note": _("Desk note"),
    "correction": _("Correction"),
    "ownership": _("Ownership notice"),
}


def changed(reading: Reading, choices: dict[int, str]) -> Reading:
    """The reading with pieces made into what was chosen, by the number of their first line.

    A choice that names no kind of KINDS, or what the piece is already, changes nothing.
    """
    pieces = []
    for piece in reading.pieces:
        kind = choices.get(piece.lines[0])
        pieces.append(made(piece, kind) if kind in KINDS and kind != piece.kind else piece)
    return replace(reading, pieces=pieces)


def made(piece: Piece, kind: str) -> Piece:
    """The piece as another kind. As text it keeps every word, its label too."""
    words = piece.text if kind in (PROSE, SUBHEAD, QUOTE) else _without_label(piece.text)
    html = piece.html if kind == PROSE and piece.html else escape(words, quote=False)
    return Piece(kind, piece.lines, piece.text, html, _data(kind, words))


def _without_label(text):
    label = labels.find(text)
    return label.rest if label and label.rest else text


def _data(kind, words):
    if kind == SUBHEAD:
        return {"level": 2, "words": words}
    if kind in (PROSE, QUOTE):
        return {}
    if kind == RELATED:
        return {"label": "READ NEXT", "links": [{"title": words, "address": ""}]}
    if kind == EMBED:
        return {
            "type": "video",
            "provider": "",
            "embed_id": "",
            "embed_hash": "",
            "start": 0,
            "address": "",
            "title": words,
            "credit": "",
            "ratio": "16:9",
        }
    if kind == "byline":
        read = bylines.read_byline(words) or bylines.read_byline(f"By {words}")
        return {"credits": read.credits if read else [(words, "words")]}
    if kind == "correction":
        return {"kind": "correction", "value": words}
    return {"value": words}
