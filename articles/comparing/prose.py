"""The body told apart, paragraph by paragraph."""

import re
from html import unescape
from typing import NamedTuple

from django.utils.translation import gettext as _

from articles.comparing.pieces import ADDED, REMOVED, SAME, Piece, pieces
from articles.merging.body import align, ref_of
from articles.merging.words import PROSE, capital, tag_of
from articles.sanitising import plain_text, top_level

CHANGED, MOVED = "changed", "moved"
_LINK = re.compile(r'<a href="([^"]*)"')


class Paragraph(NamedTuple):
    """One element of the prose; `number` counts paragraphs in the version that has it."""

    kind: str
    tag: str
    number: int
    pieces: list
    note: str = ""

    @property
    def place(self):
        return (
            f"¶ {self.number}" if self.tag == "p" else capital(str(PROSE.get(self.tag, _("text"))))
        )


def paragraphs(before, after):
    """Every element of both texts in reading order, those that are the same as well."""
    old, new = top_level(before), top_level(after)
    script = align(old, new)
    told = []
    for index in range(len(old) + 1):
        for element, origin in script.gaps.get(index, ()):
            told.append((MOVED if origin is not None else ADDED, "", element))
        if index < len(old) and index not in script.moved:
            told.append(_told(old[index], script.now.get(index)))
    return _numbered([each for each in told if not ref_of(each[1] or each[2])])


def _told(before, after):
    if after is None:
        return REMOVED, before, ""
    return SAME if before == after else CHANGED, before, after


def _numbered(told):
    numbers = {False: 0, True: 0}
    numbered = []
    for kind, before, after in told:
        for is_new, element in ((False, before), (True, after)):
            numbers[is_new] += tag_of(element) == "p"
        if kind == MOVED:
            numbers[False] += tag_of(after) == "p"
        numbered.append(_paragraph(kind, before, after, numbers[kind != REMOVED]))
    return numbered


def _paragraph(kind, before, after, number):
    tag = tag_of(after or before)
    if kind == MOVED:
        return Paragraph(kind, tag, number, [Piece(SAME, plain_text(after))])
    return Paragraph(
        kind, tag, number, pieces(plain_text(before), plain_text(after)), _note(kind, before, after)
    )


def _note(kind, before, after):
    """What changed beside the words: addresses of links, or how the words look."""
    if kind != CHANGED:
        return ""
    old, new = ([unescape(address) for address in _LINK.findall(e)] for e in (before, after))
    notes = [
        _("Link added: %(address)s") % {"address": address} for address in new if address not in old
    ]
    notes += [
        _("Link removed: %(address)s") % {"address": address}
        for address in old
        if address not in new
    ]
    if not notes and plain_text(before) == plain_text(after):
        notes = [_("Only formatting or source marks changed.")]
    return "\n".join(notes)


def moved_blocks(before, after):
    """Refs of the placeholders that stand after other words than before."""
    elements = top_level(before)
    script = align(elements, top_level(after))
    return {ref for index in script.moved if (ref := ref_of(elements[index]))}
