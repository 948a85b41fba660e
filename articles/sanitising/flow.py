"""The tree put in the desk's own order: blocks between paragraphs, words never lost."""

import re
from typing import NamedTuple

from articles.sanitising.policy import HEADINGS, INLINE, REQUIRED
from articles.sanitising.text import legible


class Run(NamedTuple):
    """Words (or a line break) and the inline elements they stand in, outermost first."""

    wrappers: tuple
    text: str


class Block(NamedTuple):
    """A block to be written, holding runs or further blocks; without a tag, only what it holds."""

    tag: str
    content: list
    attributes: dict = {}


BREAK = "\n"


class Flow:
    """Blocks in the order they are read, and the paragraph that is being filled.

    Only the page itself takes placeholders; any other flow hands them up to be put after it.
    """

    def __init__(self, page=None):
        self.page = page
        self.refs = set() if page is None else page.refs
        self.tag = "p"
        self.blocks = []
        self.lifted = []
        self._runs = []

    def say(self, wrappers, text):
        last = self._runs[-1] if self._runs else None
        if last and BREAK not in (last.text, text) and last.wrappers == wrappers:
            self._runs[-1] = Run(wrappers, last.text + text)
        else:
            self._runs.append(Run(wrappers, text))

    def close(self):
        runs, self._runs = _tidied(self._runs), []
        if runs:
            self.blocks.append(Block(self.tag, runs))

    def put(self, block, lifted=()):
        self.close()
        if block:
            self.blocks.append(block)
        for placeholder in lifted:
            self.lift(placeholder)

    def lift(self, placeholder):
        (self.blocks if self.page is None else self.lifted).append(placeholder)

    def inside(self, nodes=(), wrappers=()):
        """A flow for what stands inside a quote, an item or a cell of this one."""
        flow = Flow(self.page or self)
        walk(nodes, wrappers, flow)
        flow.close()
        return flow


def _tidied(runs):
    """Fold blanks and drop those at the edges of lines, as a browser would not show them."""
    tidy, before = [], BREAK
    for wrappers, text in runs:
        if text == BREAK:
            _strip_end(tidy)
        else:
            text = _SOURCE_BLANKS.sub(" ", legible(text).replace("\u200b", ""))
            if before == BREAK:
                text = text.lstrip()
            elif before == " ":
                text = text.lstrip(" ")
        # A break before the first word is none.
        if text and (tidy or text != BREAK):
            tidy.append(Run(wrappers, text))
            before = text[-1]
    while _strip_end(tidy):
        tidy.pop()
    return tidy


# Blanks of the source fold into one; those set by hand (no-break, thin) are copy.
_SOURCE_BLANKS = re.compile("[ \t-\r\x85\u2028\u2029]+")


def _strip_end(runs):
    """Drop the blanks at the end of a line, and say whether a line break is now the last thing."""
    while runs and runs[-1].text != BREAK:
        wrappers, text = runs.pop()
        text = text.rstrip()
        if text:
            runs.append(Run(wrappers, text))
            return False
    return bool(runs)


def walk(nodes, wrappers, flow):
    for node in nodes:
        if isinstance(node, str):
            flow.say(wrappers, node.replace(BREAK, " "))
        elif node.tag == "br":
            flow.say(wrappers, BREAK)
        elif node.tag in INLINE:
            again = any(wrapper.tag == node.tag for wrapper in wrappers)
            stands = node.stands and (node.tag not in REQUIRED or node.has_words)
            inner = (*wrappers, node) if stands and not again else wrappers
            walk(node.children, inner, flow)
        else:
            _ELEMENTS.get(node.tag, _paragraph)(node, wrappers, flow)


def _paragraph(node, wrappers, flow):
    flow.close()
    outer, flow.tag = flow.tag, node.tag if node.tag in HEADINGS else "p"
    walk(node.children, wrappers, flow)
    flow.close()
    flow.tag = outer


def _placeholder(node, wrappers, flow):
    flow.close()
    ref = node.attributes.get("data-ref")
    if node.stands and ref not in flow.refs:
        flow.refs.add(ref)
        flow.lift(Block("figure", [], node.attributes))
    # Words in a placeholder are copy that was typed or pasted into the wrong place.
    _paragraph(node, wrappers, flow)


def _rule(node, wrappers, flow):
    flow.put(Block("hr", []))


def _quote(node, wrappers, flow):
    quote = flow.inside(node.children, wrappers)
    flow.put(quote.blocks and Block("blockquote", quote.blocks), quote.lifted)


def _list(node, wrappers, flow):
    items = []
    for child in node.children:
        if isinstance(child, str) and not child.strip():
            continue
        is_item = not isinstance(child, str) and child.tag == "li"
        # A list or words straight in a list belong to the item before them.
        if is_item or not items:
            items.append(flow.inside())
        walk(child.children if is_item else [child], wrappers, items[-1])
        items[-1].close()
    written = [Block("li", _unwrapped(item.blocks)) for item in items if item.blocks]
    lifted = [placeholder for item in items for placeholder in item.lifted]
    flow.put(written and Block(node.tag, written), lifted)


def _table(node, wrappers, flow):
    head, body, lifted = [], [], []
    for part in _elements(node):
        if part.tag == "tr":
            body.append(_row(part, wrappers, flow, lifted))
        elif part.tag in ("thead", "tbody", "tfoot"):
            rows = [_row(row, wrappers, flow, lifted) for row in _elements(part)]
            (head if part.tag == "thead" else body).extend(rows)
        else:
            _paragraph(part, wrappers, flow)
    sections = [("thead", [row for row in head if row]), ("tbody", [row for row in body if row])]
    written = [Block(tag, rows) for tag, rows in sections if rows]
    flow.put(written and Block("table", written), lifted)


def _row(node, wrappers, flow, lifted):
    cells = []
    for cell in _elements(node):
        inside = flow.inside(cell.children, wrappers)
        lifted += inside.lifted
        tag = "th" if cell.tag == "th" else "td"
        cells.append(Block(tag, _unwrapped(inside.blocks), cell.attributes))
    return cells and Block("tr", cells)


def _elements(node):
    return [child for child in node.children if not isinstance(child, str)]


def _unwrapped(blocks):
    """An item or a cell of one paragraph holds its words bare, as the editor writes it."""
    if blocks and blocks[0].tag == "p" and sum(block.tag == "p" for block in blocks) == 1:
        return [blocks[0]._replace(tag=""), *blocks[1:]]
    return blocks


_ELEMENTS = {
    "figure": _placeholder,
    "hr": _rule,
    "blockquote": _quote,
    "ul": _list,
    "ol": _list,
    "table": _table,
}
