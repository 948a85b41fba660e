"""What readers look for: the index of every edition's words, and the ways through it.

The index is derived: it can be thrown away and made anew (`manage.py index_search`). It says
which editions hold the words; `Edition.objects.live(at)` decides which of them are shown.
"""

from articles.search.asking import TookTooLong, found, keys_of, spellings
from articles.search.index import forget, put, relist
from articles.search.narrowing import read
from articles.search.words import LONGEST, Asked, asked_for, folded, words_of

__all__ = [
    "LONGEST",
    "Asked",
    "TookTooLong",
    "asked_for",
    "folded",
    "forget",
    "found",
    "keys_of",
    "put",
    "read",
    "relist",
    "spellings",
    "words_of",
]
