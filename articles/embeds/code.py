"""Pasted embed code: which one address it stands for. All the rest of it is thrown away."""

import math
import re
from dataclasses import dataclass
from html.parser import HTMLParser

from articles.embeds.refusal import EMBED_CODE, NotAnEmbed

_LONGEST = 20_000
#: A frame that says its height only is as wide as a story's text.
_USUAL_WIDTH = 640
_RATIOS = {"16:9": 16 / 9, "4:3": 4 / 3, "1:1": 1, "9:16": 9 / 16}

#: Where the code of those that hand out no frame has its address: tag, class, attribute.
_MARKS = (
    ("blockquote", "twitter-tweet", None),
    ("blockquote", "instagram-media", "data-instgrm-permalink"),
    ("blockquote", "tiktok-embed", "cite"),
    ("blockquote", "bluesky-embed", "data-bluesky-uri"),
    ("blockquote", "mastodon-embed", "data-embed-url"),
    ("div", "flourish-embed", "data-src"),
    ("div", "fb-video", "data-href"),
)
#: Code that carries the words of the post as well.
_QUOTED = frozenset({"twitter-tweet", "bluesky-embed"})
_DATAWRAPPER_SCRIPT = "https://datawrapper.dwcdn.net/"
_BLUESKY_URI = re.compile(r"at://([^/]+)/app\.bsky\.feed\.post/([^/]+)\Z", re.ASCII)
_FLOURISH_SRC = re.compile(r"(visualisation|story)/([0-9]+)(?:\?[0-9]*)?\Z", re.ASCII)


@dataclass(frozen=True)
class Quotation:
    """What the code of a post says in plain words."""

    words: str
    who: str
    when: str


@dataclass(frozen=True)
class Pasted:
    address: str
    #: The nearest of our ratios to the size that the code asks for; empty where it says none.
    ratio: str
    quotation: Quotation


def unpack(code):
    """Find the one thing that some code embeds; anything else is refused."""
    reader = _Reader()
    try:
        reader.feed(code[:_LONGEST])
        reader.close()
    except Exception:
        raise NotAnEmbed(EMBED_CODE) from None
    if len(reader.found) != 1:
        raise NotAnEmbed(EMBED_CODE)
    address, attributes = reader.found[0]
    # No provider hands out a frame with its own script or page: this code was tampered with.
    if any(name.startswith("on") or name == "srcdoc" for name in attributes):
        raise NotAnEmbed(EMBED_CODE)
    address = reader.last_link if address is None else address
    return Pasted(address.strip(" \t\r\n\f"), _ratio(attributes), reader.quotation)


class _Reader(HTMLParser):
    """Frames and marked elements of some code, and the words of the post inside."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        #: (address or None for the last link inside, attributes)
        self.found = []
        self.last_link = ""
        self._inside = ""
        self._in_words = False
        self._words = []
        #: What follows the words, in pieces, and which of them is the last link.
        self._after, self._link = [""], 0

    def handle_starttag(self, tag, attrs):
        attributes = {name: value or "" for name, value in attrs}
        address = _address(tag, attributes)
        if address is not _NOTHING:
            self.found.append((address, attributes))
            if _QUOTED.intersection(attributes.get("class", "").split()):
                self._inside = tag
        elif self._inside:
            self._look_inside(tag, attributes)

    def _look_inside(self, tag, attributes):
        if tag == "p":
            self._in_words = True
        elif tag == "br":
            self._words.append(" ")
        elif tag == "a" and not self._in_words:
            self.last_link = attributes.get("href", "")
            self._link = len(self._after)
            self._after.append("")

    def handle_endtag(self, tag):
        if tag == "p":
            self._in_words = False
        elif tag == self._inside:
            self._inside = ""
        elif tag == "a" and self._inside and not self._in_words:
            self._after.append("")

    def handle_data(self, data):
        if not self._inside:
            return
        if self._in_words:
            self._words.append(data)
        else:
            self._after[-1] += data

    @property
    def quotation(self):
        who = _spaced("".join(self._after[: self._link])).lstrip("—–- ")
        when = _spaced(self._after[self._link]) if self._link else ""
        return Quotation(_PICTURE.sub("", _spaced("".join(self._words))), who, when)


def _spaced(words):
    return " ".join(words.split())


#: What X and Bluesky write where a picture was.
_PICTURE = re.compile(r"\s*(?:pic\.(?:x|twitter)\.com/\w+|\[image or embed\])", re.ASCII)
_NOTHING = object()


def _address(tag, attributes):
    """The address that an element embeds; None for the last link inside it."""
    if tag == "iframe":
        return attributes.get("src", "")
    if tag == "script" and attributes.get("src", "").startswith(_DATAWRAPPER_SCRIPT):
        return attributes["src"]
    classes = attributes.get("class", "").split()
    for wanted, name, attribute in _MARKS:
        if tag == wanted and name in classes:
            return attribute and _whole(attributes.get(attribute, ""))
    return _NOTHING


def _whole(given):
    """The address where some code names a post or chart in a way of its own."""
    if match := _BLUESKY_URI.match(given):
        return f"https://bsky.app/profile/{match[1]}/post/{match[2]}"
    if match := _FLOURISH_SRC.match(given):
        return f"https://flo.uri.sh/{match[1]}/{match[2]}/embed"
    return given


def _ratio(attributes):
    width, height = _size(attributes, "width") or _USUAL_WIDTH, _size(attributes, "height")
    if not height:
        return ""
    return min(_RATIOS, key=lambda name: abs(math.log(_RATIOS[name] * height / width)))


def _size(attributes, name):
    """So many dots, from an attribute or the style; 0 for none and for parts of a hundred."""
    given = attributes.get(name) or attributes.get(f"data-{name}") or ""
    style = attributes.get("style", "")
    styled = re.search(rf"(?:\A|[\s;]){name}\s*:\s*([0-9]+px)", style, re.ASCII)
    match = re.fullmatch(r"([0-9]{2,4})(?:px)?", given or (styled[1] if styled else ""), re.ASCII)
    return int(match[1]) if match else 0
