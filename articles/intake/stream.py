"""The paragraphs of a story one after the other, and how a piece is made of some of them."""

import re

from articles.intake.reading import Piece

URL_ONLY = re.compile(r"<?(https?://[^\s<>]+)>?", re.IGNORECASE)
UPPER = r"[A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĘĚĞĢĪİŁŃŇŌŐŘŚŞŠŢŤŪŮŰŹŻŽ]"
CLOSED = re.compile(r"[.!?…:;,][\"”’'»)\]]*$")
STARTS_HEAD = re.compile(rf"[\"“‘'«¿¡(]?(?:{UPPER}|\d)")


class Stream:
    """The paragraphs still to be read."""

    def __init__(self, paragraphs):
        self.paragraphs = paragraphs
        self.at = 0

    def peek(self, ahead=0):
        place = self.at + ahead
        return self.paragraphs[place] if place < len(self.paragraphs) else None

    def take(self, count=1):
        taken = self.paragraphs[self.at : self.at + count]
        self.at += count
        return taken


def taken_as(becomes, paragraphs, html="", **data):
    """A piece of this kind, of paragraphs taken off the stream."""
    return Piece(
        becomes,
        [number for paragraph in paragraphs for number in paragraph.lines],
        " ".join(paragraph.text for paragraph in paragraphs),
        html,
        data,
    )
