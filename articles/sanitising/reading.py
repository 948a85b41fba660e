"""What a cleaned body says: its words, its blocks and its citations."""

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


def word_count(html: str) -> int:
    """Count the words of a cleaned body; a dash between blanks is none."""
    return sum(any(map(str.isalnum, word)) for word in plain_text(html).split())


def placeholders(html: str) -> list[tuple[str, str]]:
    """Return (kind, ref) of every block in a cleaned body, in the order they are read."""
    return _Reader(html).placeholders


def cited_refs(html: str) -> list[str]:
    """Return the refs of the citations in a cleaned body, each once, in the order they are read."""
    return _Reader(html).cited
