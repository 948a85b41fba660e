"""The one door for words from outside: story bodies, plain text fields and web addresses.

nh3 decides what may stay. A small tree pass then puts the story in the desk's own order
(blocks between paragraphs, words never lost) and writes the form that is stored.
"""

import re
import unicodedata
import uuid
from html import escape
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import urlsplit

import nh3
from django.core.exceptions import ValidationError

# Raise it with every change of what clean_body lets through: old rows are cleaned again.
POLICY_VERSION = 1

BLOCK_KINDS = ("related", "embed", "figure", "pullquote", "factbox")

MAX_LENGTH = 400_000
MAX_DEPTH = 60
MAX_TAGS = 40_000
MAX_ADDRESS = 2_000

HEADINGS = ("h2", "h3", "h4")
INLINE = ("strong", "em", "s", "sub", "sup", "a", "cite")
VOID = ("br", "hr")
BLOCKS = ("p", *HEADINGS, "blockquote", "ul", "ol", "li", "table", "thead", "tbody", "tr")
TAGS = {*BLOCKS, *INLINE, *VOID, "th", "td", "figure"}

# Read as the tag on the right. h1 is the headline's, so a pasted one becomes a crosshead.
SPELLED = {"b": "strong", "i": "em", "del": "s", "strike": "s", "h1": "h2", "h5": "h4", "h6": "h4"}
# Never stored, but they end a paragraph: without them two pasted lines run into one word.
BOUNDARIES = frozenset(
    """address article aside caption center dd details div dl dt fieldset figcaption footer form
    header hgroup legend main nav pre section summary tfoot""".split()  # noqa: SIM905 -- a name a line hides the list
)
# Their words go with them: what stands inside was never meant to be read as copy.
DROPPED_WHOLE = frozenset(
    """applet audio canvas embed iframe math noembed noframes noscript object script select style
    svg template textarea title video xmp""".split()  # noqa: SIM905 -- a name a line hides the list
)

TOO_LONG = (
    "This text is too long for one story (400,000 characters at most). "
    "Split it into two stories, or paste it again as plain text."
)
TOO_DEEP = (
    "This text has too many layers inside one another (lists in lists, quotes in quotes). "
    "Paste it again as plain text."
)
TOO_TANGLED = "The formatting of this text could not be tidied. Paste it again as plain text."


def clean_body(html: str) -> str:
    """Return a story body in the form that is stored, with nothing in it but what a story may hold.

    Cleaning a cleaned body changes nothing. Raises ValidationError, with what to do about it,
    for a text that is too long or too deeply nested; nothing else is ever raised.
    """
    # Moving a block or unwrapping a tag can bring two things together that need a second look.
    for _ in range(8):
        cleaned = _clean_once(html)
        if cleaned == html:
            return cleaned
        html = cleaned
    raise ValidationError(TOO_TANGLED, code="tangled")


def _clean_once(html):
    if len(html) > MAX_LENGTH:
        raise ValidationError(TOO_LONG, code="too_long")
    html = _SURROGATES.sub("", html)
    _refuse_costly(html)
    html = _NH3.clean(html)
    # A link left open is repeated in every paragraph that follows it.
    if len(html) > 2 * MAX_LENGTH:
        raise ValidationError(TOO_LONG, code="too_long")
    page = _Flow()
    _walk(_parse(html), (), page)
    page.close()
    return _written(page.blocks)


# Elements whose end tag may be left out do not count: a hundred open <p> are not nested.
_NESTING = re.compile(
    r"<(/?)(?!(?:p|li|d[dt]|t[drh]|tbody|thead|tfoot|br|hr|img|input|wbr|col|meta|link|option)\b)"
    r"[a-z]",
    re.ASCII | re.IGNORECASE,
)


def _refuse_costly(html):
    """Refuse what would keep the parser busy for seconds: its time grows with depth times tags."""
    if html.count("<") > MAX_TAGS:
        raise ValidationError(TOO_LONG, code="too_long")
    depth = 0
    for tag in _NESTING.finditer(html):
        depth = max(depth - 1, 0) if tag[1] else depth + 1
        if depth > 5 * MAX_DEPTH:
            raise ValidationError(TOO_DEEP, code="too_deep")


# Plain text


def clean_text(value: str, *, multiline: bool = False) -> str:
    """Return a plain text field without what cannot be printed or would disturb its neighbours.

    With multiline, lines and single blank lines are kept; else all is one line.
    """
    value = _legible(value)
    if not multiline:
        return _BLANKS.sub(_one_blank, value).strip(_EDGES)
    lines = (_BLANKS.sub(_one_blank, line).strip(_EDGES) for line in _LINE_ENDS.split(value))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


# \t \n \v \f \r and U+0085 are blanks, not waste: two words may have nothing else between them.
_SURROGATES = re.compile("[\ud800-\udfff]")
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\ufeff\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]"
)
_LINE_ENDS = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")
_BLANKS = re.compile(r"\s+")
# Every blank there is, and the marks without a width.
_EDGES = "".join(filter(str.isspace, map(chr, range(0x3001)))) + "\u200b\u200c\u200d\u2060"
_ISOLATES = re.compile("[\u2066-\u2069]")
# Only a long run of letters past Latin can hold a long run of combining marks.
_PERHAPS_MARKS = re.compile("[^\x00-\u02ff]{9,}")
_MARKS_IN_A_ROW = 8


def _legible(text):
    text = _UNPRINTABLE.sub("", text)
    if _ISOLATES.search(text):
        text = _balanced(text)
    return _PERHAPS_MARKS.sub(_fewer_marks, text)


def _fewer_marks(run):
    kept, marks = [], 0
    for letter in run[0]:
        marks = marks + 1 if unicodedata.category(letter) in ("Mn", "Me") else 0
        if marks <= _MARKS_IN_A_ROW:
            kept.append(letter)
    return "".join(kept)


def _balanced(text):
    """Drop direction isolates without a partner: they would turn the words that follow around."""
    opened, partnered = [], set()
    for mark in _ISOLATES.finditer(text):
        if mark[0] != "\u2069":
            opened.append(mark.start())
        elif opened:
            partnered |= {opened.pop(), mark.start()}
    return _ISOLATES.sub(lambda mark: mark[0] if mark.start() in partnered else "", text)


def _one_blank(blanks):
    # A lone no-break or thin space was typed on purpose, as in "10 000".
    return blanks[0] if blanks[0] in ("\u00a0", "\u2009", "\u202f") else " "


# Addresses


def clean_address(value: str) -> str:
    """Return an outward web address as given, blanks around it aside; nothing given is nothing.

    Raises ValidationError with a sentence for the editor unless a browser will take it for what
    it looks like: http or https, a named site, no password, no character that reads two ways.
    """
    address = value.strip(" \t\r\n")
    fault = address and _address_fault(address)
    if fault:
        raise ValidationError(fault, code="address")
    return address


_NOT_IN_ADDRESS = re.compile(
    '[\\s\\\\<>"`\x00-\x20\x7f-\xa0\xad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ud800-\udfff'
    "\ufdd0-\ufdef\ufeff\ufff0-\uffff]"
)
_WEB_START = re.compile(r"https?://[^/?#]", re.IGNORECASE)
_SITE = re.compile(r"(?!\.)(?!.*\.\.)[\w.-]*\w\.?\Z")
_MAILTO = re.compile(
    r"mailto:[a-z0-9.!#$%&'*+=?^_{|}~-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:\?[a-z0-9=&%+.,_~-]*)?\Z",
    re.ASCII | re.IGNORECASE,
)
_TEL = re.compile(r"tel:\+?[0-9().-]{3,30}\Z", re.ASCII | re.IGNORECASE)
_ON_THIS_SITE = re.compile(r"/(?!/)|#")


def _address_fault(address):
    """What is wrong with a web address, as a sentence for the editor; empty when nothing is."""
    if len(address) > MAX_ADDRESS:
        return "This address is too long (2,000 characters at most). Copy the short form of it."
    if not _WEB_START.match(address):
        return "An address starts with https:// or http://. Copy it whole from the browser."
    if _NOT_IN_ADDRESS.search(address):
        return (
            "This address has a blank, a backslash, a quote or an invisible character in it. "
            "Copy it again from the browser."
        )
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return "This address is not complete. Copy it again from the browser."
    if "@" in parts.netloc:
        return (
            "This address has a name or a password before the site. Take out what stands up to @."
        )
    if "." not in host.rstrip(".") or not _SITE.match(host):
        return "This address does not name a site. Copy it again from the browser."
    return ""


def _link(value):
    """The href that is stored for a link in the text, or None for one that may not stand there."""
    href = value.strip(" \t\r\n").replace(" ", "%20")
    if len(href) > MAX_ADDRESS or _NOT_IN_ADDRESS.search(href):
        return None
    if _ON_THIS_SITE.match(href) or _MAILTO.match(href) or not _address_fault(href):
        return href
    href = href.replace("%20", "")
    return href if _TEL.match(href) else None


# Attributes


def _hint(value):
    return clean_text(value)[:300].strip() or None


def _ref(value):
    return str(uuid.UUID(value)) if _REF.match(value) else None


def _matching(pattern):
    allowed = re.compile(rf"(?:{pattern})\Z", re.ASCII)
    return lambda value: value if allowed.match(value) else None


_REF = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z", re.ASCII | re.IGNORECASE)
_SPAN = _matching(r"[1-9][0-9]?")
_CELL = {"colspan": _SPAN, "rowspan": _SPAN}
# Each says what is stored for a value, None for nothing. The order here is the order written.
ATTRIBUTES = {
    "a": {
        "href": _link,
        "title": _hint,
        "hreflang": _matching(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}"),
    },
    "th": {"scope": _matching("row|col|rowgroup|colgroup"), **_CELL},
    "td": _CELL,
    "figure": {"data-block": _matching("|".join(BLOCK_KINDS)), "data-ref": _ref},
    "cite": {"data-source": _ref},
}
# Without these the element is nothing, and only its words stay.
_REQUIRED = {"a": ("href",), "cite": ("data-source",), "figure": ("data-block", "data-ref")}


def _decide(tag, attribute, value):
    """Keep the exact value or drop it. nh3 looked at the scheme before this and does not again."""
    try:
        return value if ATTRIBUTES[tag][attribute](value) is not None else None
    except Exception:
        return None


def _decide_relative(address):
    return address if _link(address) is not None else None


_NH3 = nh3.Cleaner(
    tags=TAGS | set(SPELLED) | BOUNDARIES,
    clean_content_tags=set(DROPPED_WHOLE),
    attributes={tag: set(checks) for tag, checks in ATTRIBUTES.items()},
    attribute_filter=_decide,
    url_schemes={"http", "https", "mailto", "tel"},
    url_relative=_decide_relative,
    link_rel=None,
)


# The tree pass


class _Node:
    """An element as nh3 left it."""

    __slots__ = ("attributes", "children", "tag")

    def __init__(self, tag, attributes):
        self.tag = SPELLED.get(tag, tag)
        checks = ATTRIBUTES.get(self.tag, {})
        given = {name: checks[name](value or "") for name, value in attributes if name in checks}
        self.attributes = {name: given[name] for name in checks if given.get(name) is not None}
        self.children = []

    @property
    def stands(self):
        required = _REQUIRED.get(self.tag, ())
        return all(name in self.attributes for name in required)

    @property
    def has_words(self):
        return any(
            child.has_words if isinstance(child, _Node) else child.strip(_EDGES)
            for child in self.children
        )


class _Parser(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open = [_Node("body", ())]

    def handle_starttag(self, tag, attrs):
        node = _Node(tag, attrs)
        self.open[-1].children.append(node)
        if tag in VOID:
            return
        self.open.append(node)
        if len(self.open) > MAX_DEPTH:
            raise ValidationError(TOO_DEEP, code="too_deep")

    def handle_endtag(self, tag):
        if len(self.open) > 1 and self.open[-1].tag == SPELLED.get(tag, tag):
            self.open.pop()

    def handle_data(self, data):
        self.open[-1].children.append(data)


def _parse(html):
    parser = _Parser()
    parser.feed(html)
    parser.close()
    return parser.open[0].children


class _Run(NamedTuple):
    """Words (or a line break) and the inline elements they stand in, outermost first."""

    wrappers: tuple
    text: str


class _Block(NamedTuple):
    """A block to be written, holding runs or further blocks; without a tag, only what it holds."""

    tag: str
    content: list
    attributes: dict = {}


_BREAK = "\n"


class _Flow:
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
        if last and _BREAK not in (last.text, text) and last.wrappers == wrappers:
            self._runs[-1] = _Run(wrappers, last.text + text)
        else:
            self._runs.append(_Run(wrappers, text))

    def close(self):
        runs, self._runs = _tidied(self._runs), []
        if runs:
            self.blocks.append(_Block(self.tag, runs))

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
        flow = _Flow(self.page or self)
        _walk(nodes, wrappers, flow)
        flow.close()
        return flow


def _tidied(runs):
    """Fold blanks and drop those at the edges of lines, as a browser would not show them."""
    tidy, before = [], _BREAK
    for wrappers, text in runs:
        if text == _BREAK:
            _strip_end(tidy)
        else:
            text = _SOURCE_BLANKS.sub(" ", _legible(text).replace("\u200b", ""))
            if before == _BREAK:
                text = text.lstrip()
            elif before == " ":
                text = text.lstrip(" ")
        # A break before the first word is none.
        if text and (tidy or text != _BREAK):
            tidy.append(_Run(wrappers, text))
            before = text[-1]
    while _strip_end(tidy):
        tidy.pop()
    return tidy


# Blanks of the source fold into one; those set by hand (no-break, thin) are copy.
_SOURCE_BLANKS = re.compile("[ \t-\r\x85\u2028\u2029]+")


def _strip_end(runs):
    """Drop the blanks at the end of a line, and say whether a line break is now the last thing."""
    while runs and runs[-1].text != _BREAK:
        wrappers, text = runs.pop()
        text = text.rstrip()
        if text:
            runs.append(_Run(wrappers, text))
            return False
    return bool(runs)


def _walk(nodes, wrappers, flow):
    for node in nodes:
        if isinstance(node, str):
            flow.say(wrappers, node.replace(_BREAK, " "))
        elif node.tag == "br":
            flow.say(wrappers, _BREAK)
        elif node.tag in INLINE:
            again = any(wrapper.tag == node.tag for wrapper in wrappers)
            stands = node.stands and (node.tag not in _REQUIRED or node.has_words)
            inner = (*wrappers, node) if stands and not again else wrappers
            _walk(node.children, inner, flow)
        else:
            _ELEMENTS.get(node.tag, _paragraph)(node, wrappers, flow)


def _paragraph(node, wrappers, flow):
    flow.close()
    outer, flow.tag = flow.tag, node.tag if node.tag in HEADINGS else "p"
    _walk(node.children, wrappers, flow)
    flow.close()
    flow.tag = outer


def _placeholder(node, wrappers, flow):
    flow.close()
    ref = node.attributes.get("data-ref")
    if node.stands and ref not in flow.refs:
        flow.refs.add(ref)
        flow.lift(_Block("figure", [], node.attributes))
    # Words in a placeholder are copy that was typed or pasted into the wrong place.
    _paragraph(node, wrappers, flow)


def _rule(node, wrappers, flow):
    flow.put(_Block("hr", []))


def _quote(node, wrappers, flow):
    quote = flow.inside(node.children, wrappers)
    flow.put(quote.blocks and _Block("blockquote", quote.blocks), quote.lifted)


def _list(node, wrappers, flow):
    items = []
    for child in node.children:
        if isinstance(child, str) and not child.strip():
            continue
        is_item = not isinstance(child, str) and child.tag == "li"
        # A list or words straight in a list belong to the item before them.
        if is_item or not items:
            items.append(flow.inside())
        _walk(child.children if is_item else [child], wrappers, items[-1])
        items[-1].close()
    written = [_Block("li", _unwrapped(item.blocks)) for item in items if item.blocks]
    lifted = [placeholder for item in items for placeholder in item.lifted]
    flow.put(written and _Block(node.tag, written), lifted)


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
    written = [_Block(tag, rows) for tag, rows in sections if rows]
    flow.put(written and _Block("table", written), lifted)


def _row(node, wrappers, flow, lifted):
    cells = []
    for cell in _elements(node):
        inside = flow.inside(cell.children, wrappers)
        lifted += inside.lifted
        tag = "th" if cell.tag == "th" else "td"
        cells.append(_Block(tag, _unwrapped(inside.blocks), cell.attributes))
    return cells and _Block("tr", cells)


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


# Writing


class _Writer:
    """The stored form, given up as soon as it grows past what a story may hold."""

    def __init__(self):
        self.parts = []
        self.length = 0

    def write(self, part):
        self.parts.append(part)
        self.length += len(part)
        if self.length > MAX_LENGTH:
            raise ValidationError(TOO_LONG, code="too_long")

    def block(self, block):
        if block.tag:
            self.write(_start_tag(block))
        if block.content and isinstance(block.content[0], _Run):
            self.runs(block.content)
        else:
            for inner in block.content:
                self.block(inner)
        if block.tag and block.tag not in VOID:
            self.write(f"</{block.tag}>")

    def runs(self, runs):
        opened = ()
        for wrappers, text in runs:
            shared = _shared(opened, wrappers)
            self.close(opened[shared:])
            for wrapper in wrappers[shared:]:
                self.write(_start_tag(wrapper))
            self.write("<br>" if text == _BREAK else _escaped(text))
            opened = wrappers
        self.close(opened)

    def close(self, wrappers):
        for wrapper in reversed(wrappers):
            self.write(f"</{wrapper.tag}>")


def _written(blocks):
    writer = _Writer()
    for block in blocks:
        writer.block(block)
    return "".join(writer.parts)


def _shared(opened, wrappers):
    count = 0
    for ours, theirs in zip(opened, wrappers, strict=False):
        if ours is not theirs:
            break
        count += 1
    return count


def _start_tag(element):
    pairs = "".join(
        f' {name}="{escape(value, quote=True)}"' for name, value in element.attributes.items()
    )
    return f"<{element.tag}{pairs}>"


def _escaped(text):
    return escape(text, quote=False).replace("\u00a0", "&nbsp;")


# Reading a cleaned body


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
            if kind in BLOCK_KINDS and _REF.match(ref):
                self.placeholders.append((kind, ref.lower()))
        elif tag == "cite":
            ref = (attributes.get("data-source") or "").lower()
            if _REF.match(ref) and ref not in self.cited:
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
