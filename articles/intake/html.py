"""Copy from Word, Google Docs and web pages as the same stream of lines that plain copy gives.

Kept: paragraphs, headings, lists, quotes, tables, links, bold, italics, strike-through,
superscript and subscript, embedded players (as their address). Gone: styles, wrappers,
scripts, everything Word says to itself. Pictures cannot come along and are announced.
"""

import re
from html import escape
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

from django.utils.translation import gettext

from articles.intake.inline import without_empty
from articles.intake.lines import Line, clean

INLINE = {"b": "strong", "strong": "strong", "i": "em", "em": "em", "cite": "em",
          "s": "s", "strike": "s", "del": "s", "sub": "sub", "sup": "sup"}  # fmt: skip
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
BLOCKS = HEADINGS | {
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "html", "li", "main",
    "nav", "ol", "p", "pre", "section", "summary", "table", "caption", "tbody", "thead", "tfoot",
    "tr", "td", "th", "ul", "legend", "option",
}  # fmt: skip
UNSEEN = {"script", "style", "head", "template", "svg", "math", "noembed", "object", "audio"}
PLAYERS = {"iframe", "embed", "video"}
# What an opening tag closes when the copy forgot to: the tag, and where to stop looking.
CLOSES = {
    "li": ({"li"}, {"ul", "ol"}),
    "tr": ({"tr", "td", "th"}, {"table"}),
    "td": ({"td", "th"}, {"tr", "table"}),
    "th": ({"td", "th"}, {"tr", "table"}),
    "dt": ({"dt", "dd"}, {"dl"}),
    "dd": ({"dt", "dd"}, {"dl"}),
}
DEEPEST = 500
_SPACE = re.compile(r"\s+")
_CONDITION = re.compile(r"<!\[[^<>]*>|<!\[")
_ORDERED = re.compile(r"\s*\(?[0-9a-zA-Z]{1,4}[.)]")


def html_lines(source):
    """Numbered lines of copy that came as HTML; each carries its inline markup."""
    parser = CopyParser()
    parser.feed(_without_comments(source))
    parser.close()
    parser.end_line()
    return [
        Line(number, line.text, line.html, line.tag, line.address, line.about)
        for number, line in enumerate(parser.lines, start=1)
    ]


def _without_comments(source):
    """HTML without comments and Word's conditions, in one pass however they are left open."""
    parts, end = [], 0
    while (start := source.find("<!--", end)) >= 0:
        closing = source.find("-->", start)
        if closing < 0:
            break
        parts.append(source[end:start])
        end = closing + 3
    source = "".join(parts) + source[end:].replace("<!--", "")
    source = _CONDITION.sub("", source)
    # After the last ">" there are no tags; HTMLParser would look for one at every "<".
    body, bracket, tail = source.rpartition(">")
    return body + bracket + tail.replace("<", "&lt;")


class Words:
    """The inline markup of one paragraph, spaces collapsed as a browser shows them."""

    def __init__(self):
        self.text = []
        self.markup = []
        self.is_spaced = False  # a space is due before the next word

    def say(self, words):
        """Add words; any white space between two words counts as one space."""
        inner = _SPACE.sub(" ", words.strip())
        if not inner:
            self.is_spaced = self.is_spaced or bool(words)
            return
        if words[0].isspace():
            self.is_spaced = True
        self._space()
        self.text.append(inner)
        self.markup.append(escape(inner, quote=False))
        self.is_spaced = words[-1].isspace()

    def open(self, tag):
        """Begin an element; a space that is due stands before it."""
        self._space()
        self.markup.append(tag)

    def close(self, name):
        self.markup.append(f"</{name}>")

    def finish(self):
        """`(text, html)` of the paragraph."""
        if self.text and self.text[-1] == " ":
            self.text.pop()
            place = len(self.markup) - 1 - self.markup[::-1].index(" ")
            del self.markup[place]
        return "".join(self.text), without_empty("".join(self.markup))

    def _space(self):
        if self.is_spaced and self.text and self.text[-1] != " ":
            self.text.append(" ")
            self.markup.append(" ")
        self.is_spaced = False


class CopyParser(HTMLParser):
    """Reads pasted HTML into lines. Never raises and never recurses, whatever it is fed."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.lines = []
        self.words = Words()
        self.blocks = []  # (tag, how many inline elements were open before it)
        self.inline = []  # (tag as it came, how many marks it opened, is it a list marker)
        self.open_marks = []  # (name, opening tag) of the markup under way
        self.unseen = ("", 0)
        self.bullet = None  # Word's own list marker, while it is being read
        self.about = {}
        self.row = None
        self.cell = None
        self.depth = {}

    # -- what HTMLParser calls

    def handle_starttag(self, tag, attrs):
        attrs = {name: value or "" for name, value in attrs}
        tag = tag.rpartition(":")[2] if tag.startswith(("o:", "w:", "st1:")) else tag
        if self.unseen[1]:
            if tag == self.unseen[0]:
                self.unseen = (tag, self.unseen[1] + 1)
        elif tag in UNSEEN or (tag in {"span", "div"} and _is_hidden(attrs)):
            self.unseen = (tag, 1)
        elif tag == "br":
            self._break()
        elif tag == "hr":
            self.end_line()
        elif tag == "img":
            self._picture(attrs)
        elif tag in PLAYERS or tag == "source":
            self._player(tag, attrs)
        elif tag in BLOCKS:
            self._open_block(tag, attrs)
        elif len(self.inline) < DEEPEST:
            self._open_inline(tag, attrs)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in {"br", "hr", "img", "source", "embed"}:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if self.unseen[1]:
            if tag == self.unseen[0]:
                self.unseen = (tag, self.unseen[1] - 1)
        elif tag in BLOCKS:
            self._close_block({tag}, set())
        elif tag == "br":
            self._break()
        elif self.depth.get(tag):
            self._close_inline(tag)

    def handle_data(self, data):
        if self.unseen[1]:
            return
        data = clean(data)
        if self.bullet is not None:
            self.bullet += data
        elif self._inside("pre") and "\n" in data:
            for number, part in enumerate(data.split("\n")):
                if number:
                    self.end_line()
                self.words.say(part)
        else:
            self.words.say(data)

    # -- blocks

    def _open_block(self, tag, attrs):
        if tag not in {"td", "th"} or self.row is None:
            self._end_paragraph()
        if self.blocks and self.blocks[-1][0] == "p":
            self._close_block({"p"}, set())
        if tag in CLOSES:
            self._close_block(*CLOSES[tag])
        if len(self.blocks) < DEEPEST:
            self.blocks.append((tag, len(self.inline)))
            self.depth[tag] = self.depth.get(tag, 0) + 1
        self.about = _about(tag, attrs)
        if tag == "tr" and self.depth.get("table", 0) <= 1:
            self._end_row()
            self.row = []
        elif tag in {"td", "th"} and self.depth.get("table", 0) <= 1:
            self._end_cell()
            self.cell = {"tag": tag, "lines": []}

    def _close_block(self, names, until):
        """Close the nearest open block of these names, and what stands open inside it."""
        if not any(self.depth.get(name) for name in names):
            return
        for place in range(len(self.blocks) - 1, -1, -1):
            if self.blocks[place][0] in until:
                return
            if self.blocks[place][0] in names:
                self._close_from(place)
                return

    def _close_from(self, place):
        self._end_paragraph()
        outermost = self.blocks[place]
        for tag, _ in self.blocks[place:]:
            self.depth[tag] -= 1
        del self.blocks[place:]
        while len(self.inline) > outermost[1]:
            self._pop_inline()
        if outermost[0] in {"td", "th"} and self.depth.get("table", 0) <= 1:
            self._end_cell()
        elif outermost[0] in {"tr", "table", "tbody", "thead"} and not (
            self.depth.get("tr") or (outermost[0] != "table" and self.depth.get("table", 0) > 1)
        ):
            self._end_row()
        self.about = {}

    def _break(self):
        if self._inside("li"):
            self.words.say(" ")
        else:
            self.end_line()

    def _inside(self, tag):
        return bool(self.depth.get(tag))

    def _end_paragraph(self):
        """A block begins or ends: inside a list item that is only a space."""
        if self._inside("li") and self.blocks and self.blocks[-1][0] not in {"li", "ul", "ol"}:
            self.words.say(" ")
        else:
            self.end_line()

    def end_line(self):
        """Finish the paragraph under way, if it holds any words."""
        for name, _ in reversed(self.open_marks):
            self.words.close(name)
        text, html = self.words.finish()
        self._restart()
        if text:
            self._put(Line(0, text, html, self._tag(), about=dict(self.about)))

    def _put(self, line):
        if self.cell is not None:
            self.cell["lines"].append(line)
        else:
            self.lines.append(line)

    def _tag(self):
        if self.about.get("tag"):
            return self.about["tag"]
        for tag, _ in reversed(self.blocks):
            if tag in HEADINGS:
                return tag
            if tag == "li":
                return self._list_kind()
            if tag == "blockquote":
                return "quote"
        return "p"

    def _list_kind(self):
        kinds = [tag for tag, _ in self.blocks if tag in {"ul", "ol"}]
        return kinds[-1] if kinds else "ul"

    # -- tables

    def _end_cell(self):
        if self.cell is not None and self.row is not None:
            self.row.append(self.cell)
        elif self.cell is not None:
            self.lines.extend(self.cell["lines"])
        self.cell = None

    def _end_row(self):
        self._end_cell()
        row, self.row = self.row, None
        if not row:
            return
        # A page laid out with tables is not a table: one column, or whole stories in a cell.
        if len(row) == 1 or any(len(cell["lines"]) > 3 for cell in row):
            self.lines.extend(line for cell in row for line in cell["lines"])
            return
        if any(cell["lines"] for cell in row):
            self.lines.extend(
                line for cell in row for line in cell["lines"] if line.tag in {"embed", "picture"}
            )
            self.lines.append(_row_line(row))

    # -- inline markup

    def _open_inline(self, tag, attrs):
        style = attrs.get("style", "").replace(" ", "").lower()
        if "mso-list:ignore" in style:
            self.bullet = ""
        already = {name for name, _ in self.open_marks}
        marks = [mark for mark in _marks(tag, attrs, style) if mark[0] not in already]
        for _, opening in marks:
            self.words.open(opening)
        self.open_marks.extend(marks)
        self.inline.append((tag, len(marks), "mso-list:ignore" in style))
        self.depth[tag] = self.depth.get(tag, 0) + 1

    def _close_inline(self, tag):
        floor = self.blocks[-1][1] if self.blocks else 0
        if not any(entry[0] == tag for entry in self.inline[floor:]):
            return
        while self._pop_inline() != tag:
            pass

    def _pop_inline(self):
        tag, count, was_bullet = self.inline.pop()
        self.depth[tag] -= 1
        for _ in range(count):
            self.words.close(self.open_marks.pop()[0])
        if was_bullet and self.bullet is not None:
            marker, self.bullet = self.bullet, None
            self.about["tag"] = "ol" if _ORDERED.match(marker) else "ul"
        return tag

    def _restart(self):
        self.words = Words()
        for _, opening in self.open_marks:
            self.words.open(opening)

    # -- what cannot come along

    def _picture(self, attrs):
        if attrs.get("width") in {"0", "1"} or attrs.get("height") in {"0", "1"}:
            return  # a counter, not a picture
        address = clean_address(attrs.get("src", ""))
        words = _SPACE.sub(" ", clean(attrs.get("alt", ""))).strip()
        self._put(Line(0, words or address or gettext("no description"), "", "picture", address))

    def _player(self, tag, attrs):
        address = attrs.get("src") or attrs.get("data-src") or ""
        if address.startswith("//"):
            address = f"https:{address}"
        address = clean_address(address)
        if tag == "iframe":
            self.unseen = ("iframe", 1)
        if address:
            self.end_line()
            title = _SPACE.sub(" ", clean(attrs.get("title", ""))).strip()
            self._put(Line(0, address, "", "embed", address, {"title": title}))


def clean_address(address):
    """A link's address, out of Google's redirect; "" for one that must not be followed."""
    address = clean(address).strip()
    try:
        parts = urlsplit(address)
        if parts.netloc.lower() in {"www.google.com", "google.com"} and parts.path == "/url":
            query = parse_qs(parts.query)
            return clean_address((query.get("q") or query.get("url") or [""])[0])
    except ValueError:
        return ""
    if parts.scheme in {"http", "https"} and parts.netloc:
        return address
    if parts.scheme in {"mailto", "tel"}:
        return address
    is_on_this_site = not parts.scheme and not parts.netloc and address.startswith("/")
    return address if is_on_this_site else ""


def _marks(tag, attrs, style):
    """`(name, opening tag)` of what an inline element means here."""
    if tag == "a":
        address = clean_address(attrs.get("href", ""))
        return [("a", f'<a href="{escape(address)}">')] if address else []
    names = []
    normal = re.search(r"font-weight:(?:normal|[1-5]00)", style)
    if tag in INLINE and not (INLINE[tag] == "strong" and normal):
        names.append(INLINE[tag])
    if re.search(r"font-weight:(?:bold|[6-9]00)", style):
        names.append("strong")
    if "font-style:italic" in style:
        names.append("em")
    if "text-decoration:line-through" in style:
        names.append("s")
    if "vertical-align:super" in style:
        names.append("sup")
    if "vertical-align:sub" in style:
        names.append("sub")
    return [(name, f"<{name}>") for name in dict.fromkeys(names)]


def _about(tag, attrs):
    """What a block says about itself beyond its tag."""
    names = attrs.get("class", "").lower().split()
    if tag == "p" and ("msotitle" in names or "title" in names):
        return {"tag": "title"}
    if tag == "p" and ("msosubtitle" in names or "subtitle" in names):
        return {"tag": "subtitle"}
    if tag == "p" and ("msoquote" in names or "msointensequote" in names):
        return {"tag": "quote"}
    return {}


def _is_hidden(attrs):
    style = attrs.get("style", "").replace(" ", "").lower()
    return "display:none" in style or "mso-hide:all" in style


def _row_line(row):
    cells, words = [], []
    for cell in row:
        lines = [line for line in cell["lines"] if line.tag not in {"embed", "picture"}]
        html = "<br>".join(line.html for line in lines)
        cells.append(f"<{cell['tag']}>{html}</{cell['tag']}>")
        words.extend(line.text for line in lines)
    return Line(0, " ".join(words), "".join(cells), "row")
