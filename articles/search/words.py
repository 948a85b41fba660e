"""What counts as the same word, and what a reader typed into the search box."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

LONGEST = 200
MOST_WORDS = 12
#: Letters of a story that are indexed. PostgreSQL keeps a megabyte of words of one text at most.
LONGEST_TEXT = 200_000

#: Chinese and Japanese run on without blanks: every sign is a word, a word is a phrase.
_SIGNS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_MARKS = "".join(
    chr(code) for code in range(0x300, 0x1D00) if unicodedata.category(chr(code)) in ("Mn", "Mc")
)
WORD = re.compile(f"[{_SIGNS}]|[^\\W_{_SIGNS}](?:[^\\W_{_SIGNS}]|[{_MARKS}])*")
#: Accents of Latin and Greek letters. In other scripts such a mark makes another letter.
_ACCENTS = re.compile("(?<=[a-z\u0370-\u03ff])[\u0300-\u036f]+")
_PLAIN = {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i"}
_OTHERS = re.compile(f"[{''.join(_PLAIN)}]")


def folded(text: str) -> str:
    """The text as it is compared: without capitals and accents."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    whole = unicodedata.normalize("NFC", _ACCENTS.sub("", apart))
    return _OTHERS.sub(lambda letter: _PLAIN[letter[0]], whole)


def words_of(text: str) -> list[str]:
    """The text's words as they are compared; punctuation only divides them."""
    return WORD.findall(folded(text))


@lru_cache(maxsize=8_192)
def compared(word: str) -> tuple[str, ...]:
    """A word of a text as it is compared: nearly always one; pages of results ask it often."""
    return tuple(words_of(word))


def indexed(text: str) -> str:
    """What the index holds of a text."""
    return " ".join(words_of(text[:LONGEST_TEXT]))[:LONGEST_TEXT]


@dataclass(frozen=True)
class Asked:
    """What a search asks for: phrases (most of them of one word) to be in a story or not in it."""

    text: str = ""
    wanted: tuple[tuple[str, ...], ...] = ()
    unwanted: tuple[tuple[str, ...], ...] = ()
    is_cut: bool = False

    @property
    def words(self):
        """Every word that a story has to have, once."""
        return list(dict.fromkeys(chain.from_iterable(self.wanted)))


_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
#: A phrase whose end was forgotten goes on to the last letter.
_TERM = re.compile(r'(?<!\S)([-−]?)(?:"([^"]*)(?:"|$)|(\S+))')


def asked_for(text: str) -> Asked:
    """Read a search: words, “phrases”, and -what to leave out. Nothing in it is an error."""
    wanted, unwanted, count = [], [], 0
    for minus, phrase, word in _TERM.findall(text[:LONGEST].translate(_QUOTES)):
        words = tuple(words_of(phrase or word))
        count += len(words)
        if words and count <= MOST_WORDS:
            (unwanted if minus else wanted).append(words)
    return Asked(
        text[:LONGEST],
        tuple(wanted),
        tuple(unwanted),
        is_cut=count > MOST_WORDS or len(text) > LONGEST,
    )
