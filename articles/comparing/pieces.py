"""Words added and words removed, between two texts."""

import re
from typing import NamedTuple

from diff_match_patch import diff_match_patch

SAME, ADDED, REMOVED = "same", "added", "removed"
_KINDS = {
    diff_match_patch.DIFF_EQUAL: SAME,
    diff_match_patch.DIFF_INSERT: ADDED,
    diff_match_patch.DIFF_DELETE: REMOVED,
}
WORD = re.compile(r"\d+(?:[.,:]\d+)+|\w+(?:['’]\w+)*")
_TOKEN = re.compile(rf"{WORD.pattern}|\s+|[^\w\s]")
#: Past this many words, two texts are told apart as a whole.
MAX_TOKENS = 20_000


class Piece(NamedTuple):
    kind: str
    text: str


def tokens(text):
    """Words, blanks and marks, one after the other."""
    return _TOKEN.findall(text)


def pieces(before, after, *, tidy=True):
    """The two texts as one, in pieces that are the same, removed or added.

    Tidy ones read well: a lone word that stayed between two changes goes with them.
    """
    if before == after:
        return [Piece(SAME, before)] if before else []
    old, new = tokens(before), tokens(after)
    if len(old) + len(new) > MAX_TOKENS:
        return [Piece(kind, text) for kind, text in ((REMOVED, before), (ADDED, after)) if text]
    return _differences(old, new, tidy=tidy)


def _differences(old, new, *, tidy):
    """The library works on letters, so each word is given a letter of its own."""
    letters = {token: chr(0x100 + n) for n, token in enumerate(dict.fromkeys([*old, *new]))}
    words = {letter: token for token, letter in letters.items()}
    library = diff_match_patch()
    # Past this a paragraph is told apart more coarsely: a page of them must not keep anybody.
    library.Diff_Timeout = 0.1
    found = library.diff_main(*("".join(map(letters.get, side)) for side in (old, new)), False)
    if tidy:
        library.diff_cleanupSemantic(found)
    return [Piece(_KINDS[what], "".join(words[letter] for letter in run)) for what, run in found]


def side_by_side(before, after):
    """The same for two columns: (same and removed, same and added)."""
    both = pieces(before, after)
    return (
        [piece for piece in both if piece.kind != ADDED],
        [piece for piece in both if piece.kind != REMOVED],
    )
