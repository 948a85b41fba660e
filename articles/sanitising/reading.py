"""What a cleaned body says: its words, its blocks and its citations."""

import re
from html.parser import HTMLParser

from articles.sanitising.policy import BLOCK_KINDS, BLOCKS, REF, VOID


class _Reader(HTMLParser):
    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.words = []
        self.placeholders = []
        self.cited = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "figure":
            kind, ref = attributes.get("data-block") or "", attributes.get("data-ref") or ""
            if kind in BLOCK_KINDS and REF.match(ref):
                self.placeholders.append((kind, ref.lower()))
        elif tag == "cite":
            ref = (attributes.get("data-source") or "").lower()
            if REF.match(ref) and ref not in self.cited:
                self.cited.append(ref)
        self._turn(tag)

    def handle_endtag(self, tag):
        self._turn(tag)

    def handle_data(self, data):
        self.words.append(data.replace("\n", " "))

    def _turn(self, tag):
        if tag in BLOCKS or tag in VOID:
            self.words.append("\n")
        elif tag in ("td", "th"):
            self.words.append(" ")


def plain_text(html: str) -> str:
    """Return the words a reader sees in a cleaned body, a paragraph, item or row to a line."""
    lines = (" ".join(line.split()) for line in "".join(_Reader(html).words).split("\n"))
    return "\n".join(line for line in lines if line)


_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)[^>]*>")


def top_level(html: str) -> list[str]:
    """Return a cleaned body cut between its top-level elements; joined, they are the body again."""
    elements, start, depth = [], 0, 0
    for tag in _TAG.finditer(html):
        if tag[2] not in VOID:
            depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth == 0:
            elements.append(html[start : tag.end()])
            start = tag.end()
    return [*elements, html[start:]] if html[start:] else elements


def word_count(html: str) -> int:
    """Count the words of a cleaned body; a dash between blanks is none."""
    return sum(any(map(str.isalnum, word)) for word in plain_text(html).split())


def placeholders(html: str) -> list[tuple[str, str]]:
    """Return (kind, ref) of every block in a cleaned body, in the order they are read."""
    return _Reader(html).placeholders


def cited_refs(html: str) -> list[str]:
    """Return the refs of the citations in a cleaned body, each once, in the order they are read."""
    return _Reader(html).cited
