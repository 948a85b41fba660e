"""Related links and videos, in the many ways desks write them."""

import re
from html import unescape

from django.utils.translation import gettext as _

from articles import embeds
from articles.intake import bylines, inline, labels, outlets
from articles.intake.flow import list_item, numbered_item
from articles.intake.heads import HEADINGS
from articles.intake.notes import END_MARKS, OWNERSHIP
from articles.intake.reading import EMBED, RELATED
from articles.intake.stream import URL_ONLY, taken_as

_FRAME = re.compile(r"\s*<iframe\b[^>]*>(?:.*?</iframe>)?\s*", re.IGNORECASE | re.DOTALL)
_FRAME_SRC = re.compile(r"""\bsrc\s*=\s*["']?([^\s"'>]+)""", re.IGNORECASE)
_FRAME_TITLE = re.compile(r"""\btitle\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_CLOSED_TITLE = re.compile(r"[.:;,]$")


def media(stream, seen):
    """Players become embeds; pictures cannot come along and are announced to the desk."""
    paragraph = stream.peek()
    if paragraph.tag == "embed":
        title = paragraph.about.get("title", "")
        return _embed(stream.take(), "", _plain_title(title), "", paragraph.address)
    if paragraph.tag == "picture":
        address = "" if paragraph.address == paragraph.text else paragraph.address
        picture = f"{paragraph.text} {address}".strip()
        told = _("Picture left out of the copy: %(picture)s") % {"picture": picture}
        return taken_as("desk_note", stream.take(), value=told, picture=True)
    frame = _FRAME.fullmatch(paragraph.text)
    source = _FRAME_SRC.search(paragraph.text) if frame else None
    if source and source[1].startswith(("http://", "https://", "//")):
        title = _FRAME_TITLE.search(paragraph.text)
        title = unescape((title[1] or title[2] or "") if title else "")
        address = unescape(source[1])
        address = f"https:{address}" if address.startswith("//") else address
        return _embed(stream.take(), "", _plain_title(title), "", address)
    return None


def _plain_title(title):
    return "" if title.lower() in {"youtube video player", "embedded content"} else title


def related(stream, seen):
    label = labels.find(stream.peek().text)
    if label is None or label.kind != "related":
        return None
    if not label.rest:
        return _related_list(stream, label)
    paragraph = stream.take()[0]
    several = _several_links(paragraph, label)
    if several:
        return taken_as(RELATED, [paragraph], label=label.word, links=several)
    link = _link(label.rest, paragraph.html)
    taken = [paragraph]
    if not link["address"]:
        taken += _following_address(stream, paragraph, link)
    return taken_as(RELATED, taken, label=label.word, links=[link])


def _several_links(paragraph, label):
    """The links of a line that is nothing but links: "RELATED: One | Two"."""
    found = [
        {"title": words, "address": address} for words, address in inline.links(paragraph.html)
    ]
    rest = label.rest
    for link in found:
        rest = rest.replace(link["title"], "", 1)
    only_links = not re.search(r"\w", re.sub(r"\band\b", "", rest))
    return found if len(found) > 1 and only_links else []


def _link(text, html=""):
    """One related link from a line's words and, when there is one, the link around them."""
    address = next((address for __, address in inline.links(html)), "")
    in_words = inline.addresses(text)
    if in_words:
        address = in_words[0]
        text = _without_address(text, address)
    return {"title": text.strip(), "address": address}


def _without_address(text, address):
    place = text.index(address)
    before, after = text[:place].rstrip(), text[place + len(address) :].lstrip()
    if before.endswith(("<", "(", "[")):
        before = before[:-1]
        after = after[1:] if after[:1] in {">", ")", "]"} else after
    before = re.sub(r"\s*[-–—|:]\s*$", "", before)
    after = re.sub(r"^\s*[-–—|:]\s*", "", after.strip(">)]"))
    return f"{before} {after}".strip()


def _following_address(stream, paragraph, link):
    """The bare address on the next line, when it belongs to the link just read."""
    following = stream.peek()
    found = URL_ONLY.fullmatch(following.text) if following else None
    if not found:
        return []
    if following.group != paragraph.group and recognised(found[1]):
        return []  # a video on a line of its own
    link["address"] = found[1]
    return stream.take()


def _related_list(stream, label):
    """The links under a label that stands alone. Without any, the label is only words."""
    start = stream.peek()
    links, count = [], 1
    while (paragraph := stream.peek(count)) is not None and len(links) < 20:
        line = list_item(paragraph) or numbered_item(paragraph, len(links) + 1)
        if line is None and not _may_follow(start, paragraph, links, label):
            break
        text, html = line or (paragraph.text, paragraph.html)
        found = URL_ONLY.fullmatch(text)
        if found and links and not links[-1]["address"]:
            links[-1]["address"] = found[1]
        else:
            links.append(_link(text, html))
        count += 1
    if links:
        return taken_as(RELATED, stream.take(count), label=label.word, links=links)
    if label.separator or label.is_loud:
        told = _("“%(label)s” stood in the copy with nothing after it.") % {"label": label.word}
        return taken_as("desk_note", stream.take(), value=told)
    return None


def _may_follow(start, paragraph, links, label):
    """Whether an unmarked line is one of the titles under a label that stands alone."""
    text = paragraph.text
    if paragraph.tag in {"embed", "picture", "row", "quote"} or labels.begins(text):
        return False
    if URL_ONLY.fullmatch(text):
        return True
    linked = inline.links(paragraph.html)
    if linked and linked[0][0] == text:
        return True
    if not _is_title(text) or paragraph.tag in HEADINGS:
        return False
    if paragraph.tag:
        return not links and label.separator == ":"
    is_close = paragraph.group == start.group
    return is_close or (not links and (label.is_loud or bool(label.separator)))


def _is_title(text):
    """Whether a line can be a title: short, no full stop, and nothing of its own kind."""
    return (
        len(text.split()) <= 20
        and not _CLOSED_TITLE.search(text)
        and not labels.begins(text)
        and not bylines.read_byline(text)
        and not _is_other(text)
    )


def _is_other(text):
    return bool(END_MARKS.fullmatch(text[:60]) or OWNERSHIP.match(text) or _FRAME.fullmatch(text))


def video(stream, seen):
    label = labels.find(stream.peek().text)
    if label is None or label.kind != "embed":
        return None
    paragraph = stream.peek()
    if not label.rest:
        return _video_below(stream, label)
    stream.take()
    link = _link(label.rest, paragraph.html)
    taken = [paragraph]
    if not link["address"]:
        taken += _following_video(stream, link)
    title, credit = titled(link["title"])
    return _embed(taken, label.word, title, credit, link["address"])


def _video_below(stream, label):
    """A lone "WATCH:": its title, its address or its player stands on the next line."""
    following = stream.peek(1)
    if not (label.separator or label.is_loud):
        return None
    if following is None or following.tag in {"picture", "row", "quote"}:
        return _embed(stream.take(), label.word, "", "", "")
    if following.tag == "embed":
        return _embed(stream.take(2), label.word, following.about.get("title", ""), "",
                      following.address)  # fmt: skip
    text = following.text
    if not URL_ONLY.fullmatch(text) and not _is_title(text):
        return _embed(stream.take(), label.word, "", "", "")
    taken = stream.take(2)
    link = _link(text, following.html)
    if not link["address"]:
        taken += _following_video(stream, link)
    title, credit = titled(link["title"])
    return _embed(taken, label.word, title, credit, link["address"])


def _following_video(stream, link):
    following = stream.peek()
    if following is None:
        return []
    if following.tag == "embed":
        link["address"] = following.address
        return stream.take()
    frame = _FRAME.fullmatch(following.text) and _FRAME_SRC.search(following.text)
    found = URL_ONLY.fullmatch(following.text)
    if frame or found:
        link["address"] = unescape(frame[1]) if frame else found[1]
        return stream.take()
    return []


def titled(text):
    """`(title, credit)` of a video line: "Title - From X", "Title | X", "Title (X)"."""
    text = text.strip().strip("|").strip()
    length = _LENGTH.search(text)
    if length:
        title, credit = titled(text[: length.start()])
        return f"{title} {length[0].strip()}".strip(), credit
    for pattern in _CREDITS:
        found = pattern.fullmatch(text)
        if found and (pattern is not _CREDITS[-1] or outlets.is_outlet(found["credit"])):
            return found["title"].strip(), found["credit"].strip().rstrip(".").strip()
    return text, ""


_BY = (
    r"(?i:from|courtesy\s+of|courtesy|credits?|via|video\s+by|by|source|video)\s*:?\s+"
    r"(?:(?i:the)\s+)?"
)
_NAME = r"(?P<credit>(?:[^\W_a-z]|@)[^|]*)"
_LENGTH = re.compile(r"\s*[(\[]\d{1,3}:\d\d(?::\d\d)?[)\]]$")
_NOT_A_CREDIT = r"(?!(?i:video|watch|full|live|official)\b|\W*\d)"
_CREDITS = [
    re.compile(rf"(?P<title>.*\S)\s*(?:\s-|[–—|])\s*{_BY}{_NAME}", re.DOTALL),
    re.compile(rf"(?P<title>.*\S)\s*[(\[]\s*{_BY}{_NAME}[)\]]", re.DOTALL),
    re.compile(r"(?P<title>.*\S)\s*\|\s*(?P<credit>[^|]*\w[^|]*)", re.DOTALL),
    re.compile(rf"(?P<title>.*\S)\s*\({_NOT_A_CREDIT}(?P<credit>[^\W_a-z][^()]*)\)", re.DOTALL),
    re.compile(r"(?P<title>.*\S)\s+[-–—]\s+(?P<credit>[^-–—]{2,60})", re.DOTALL),
]


def bare_address(stream, seen):
    """A video's address on a line of its own is that video."""
    paragraph = stream.peek()
    found = URL_ONLY.fullmatch(paragraph.text)
    if not found:
        linked = inline.links(paragraph.html)
        if len(linked) != 1 or linked[0][0] != paragraph.text or paragraph.tag not in {"", "p"}:
            return None
        words, address = linked[0]
        if recognised(address):
            return _embed(stream.take(), "", words, "", address)
        return None
    if not recognised(found[1]):
        return None
    return _embed(stream.take(), "", "", "", found[1])


def recognised(address):
    """What the paper can show of an address, or None."""
    try:
        return embeds.recognise(address)
    except embeds.NotAnEmbed:
        return None


def _embed(paragraphs, label, title, credit, address):
    found = recognised(address) if address else None
    return taken_as(
        EMBED,
        paragraphs,
        label=label,
        title=title,
        credit=credit,
        address=address,
        provider=found.provider if found else "",
        embed_id=found.embed_id if found else "",
        embed_hash=found.embed_hash if found else "",
        start=found.start if found else 0,
        type=found.type if found else "video",
        ratio=found.ratio if found else "16:9",
    )
