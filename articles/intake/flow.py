"""Lists, quotes and tables."""

import re

from articles.intake import inline, labels
from articles.intake.reading import LIST, QUOTE, TABLE
from articles.intake.stream import taken_as

_BULLET = re.compile(r"[-*•·‣▪◦]\s+(?=\S)")
_NUMBER = re.compile(r"\(?(\d{1,2})[.)]\s+(?=\S)")


def list_item(paragraph):
    """`(words, markup)` of a list item, or None."""
    if paragraph.tag in {"ul", "ol"}:
        return paragraph.text, paragraph.html
    if paragraph.tag:
        return None
    marker = _BULLET.match(paragraph.text)
    if marker is None:
        return None
    text = paragraph.text[marker.end() :]
    return text, inline.marked_up(text)


def numbered_item(paragraph, number):
    marker = _NUMBER.match(paragraph.text) if paragraph and not paragraph.tag else None
    if marker is None or int(marker[1]) != number:
        return None
    text = paragraph.text[marker.end() :]
    return text, inline.marked_up(text)


def bullets(stream, seen):
    first = stream.peek()
    items = []
    kind = "ol" if first.tag == "ol" else "ul"
    while (paragraph := stream.peek(len(items))) is not None:
        item = list_item(paragraph)
        if item is None or (paragraph.tag or "ul") != kind or _is_marked(item[0]):
            break
        items.append(item)
    if not items:
        kind = "ol"
        while item := numbered_item(stream.peek(len(items)), len(items) + 1):
            items.append(item)
        if len(items) < 2:
            return None
    html = "".join(f"<li>{html}</li>" for _, html in items)
    return taken_as(LIST, stream.take(len(items)), f"<{kind}>{html}</{kind}>")


def _is_marked(text):
    """Whether a list item is a label's line after all: "- READ MORE: …"."""
    label = labels.find(text)
    return label is not None and bool(label.rest) and label.kind not in labels.FIELDS


def quote(stream, seen):
    count = 0
    inner = []
    while (paragraph := stream.peek(count)) is not None:
        if paragraph.tag == "quote":
            inner.append(paragraph.html)
        elif paragraph.tag == "" and re.match(r">+\s*\S", paragraph.text):
            inner.append(inline.marked_up(paragraph.text.lstrip("> ")))
        else:
            break
        count += 1
    if not count:
        return None
    taken = stream.take(count)
    text = " ".join(paragraph.text.lstrip("> ") for paragraph in taken)
    html = "".join(f"<p>{words}</p>" for words in inner)
    return taken_as(QUOTE, taken, html, words=text)


def table(stream, seen):
    count = 0
    rows = []
    first = stream.peek()
    while (paragraph := stream.peek(count)) is not None and paragraph.group == first.group:
        cells = _cells(paragraph)
        if cells is None:
            break
        rows.append(cells)
        count += 1
    if not rows or (first.tag != "row" and count < 2):
        return None
    html = "".join(f"<tr>{cells}</tr>" for cells in rows if cells)
    return taken_as(TABLE, stream.take(count), f"<table><tbody>{html}</tbody></table>")


def _cells(paragraph):
    """The cells of a row as markup; "" for the rule under a markdown head, None for no row."""
    if paragraph.tag == "row":
        return paragraph.html
    text = paragraph.text
    if paragraph.tag or not ("\t" in text or (text.startswith("|") and text.endswith("|"))):
        return None
    if re.fullmatch(r"[|\s:-]+", text):
        return ""
    words = text.strip("|").split("|") if "\t" not in text else text.split("\t")
    return "".join(f"<td>{inline.marked_up(word.strip())}</td>" for word in words)
