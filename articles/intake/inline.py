"""Inline markup addressed by the characters a reader sees."""

import re
from html import escape, unescape

_VISIBLE = re.compile(r"<[^>]*>|&(?:#\d+|#x[0-9a-fA-F]+|\w+);|[^<]", re.DOTALL)
_TAG = re.compile(r"<(/?)(\w+)[^>]*>")
_EMPTY = re.compile(r"<(strong|em|s|sub|sup|a)\b[^>]*></\1>")
_LINK = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_ADDRESS = re.compile(r"https?://[^\s<>\"“”]+", re.IGNORECASE)


def visible(html):
    """The words of a piece of inline markup."""
    return unescape(_TAG.sub("", html))


def links(html):
    """`(words, address)` of every link."""
    return [(visible(words).strip(), unescape(address)) for address, words in _LINK.findall(html)]


def marked_up(text):
    """Plain words as markup, with the addresses in them made links."""
    parts, end = [], 0
    for found in _ADDRESS.finditer(text):
        address = trimmed_address(found[0])
        if len(address) <= len("https://"):
            continue
        parts.append(escape(text[end : found.start()], quote=False))
        parts.append(f'<a href="{escape(address)}">{escape(address, quote=False)}</a>')
        end = found.start() + len(address)
    return "".join(parts) + escape(text[end:], quote=False)


def addresses(text):
    """The web addresses that stand in plain words, in order."""
    return [trimmed_address(found) for found in _ADDRESS.findall(text)]


def trimmed_address(address):
    """An address without the full stop or bracket of the sentence around it."""
    end = len(address)
    opened = "(" in address
    while end and (address[end - 1] in ".,;:!?'’»]*_" or (address[end - 1] == ")" and not opened)):
        end -= 1
    return address[:end]


def wrapped(html, spans):
    """Markup with `(start, end, opening, closing)` put around visible characters.

    A span that would cut through other markup is left alone.
    """
    if not spans:
        return html
    places = _places(html)
    for start, end, opening, closing in sorted(spans, reverse=True):
        first, last = places[start][0], places[end - 1][1]
        if _balanced(html[first:last]):
            html = html[:first] + opening + html[first:last] + closing + html[last:]
    return html


def cut(html, start, end):
    """Markup without the visible characters from `start` to `end`."""
    gone = set(range(start, end))
    parts, seen = [], 0
    for found in _VISIBLE.finditer(html):
        if found[0].startswith("<"):
            parts.append(found[0])
            continue
        if seen not in gone:
            parts.append(found[0])
        seen += 1
    return without_empty("".join(parts)).strip()


def without_empty(html):
    """Markup without elements that hold nothing."""
    while True:
        shorter = _EMPTY.sub("", html)
        if shorter == html:
            return html
        html = shorter


def _places(html):
    return [found.span() for found in _VISIBLE.finditer(html) if not found[0].startswith("<")]


def _balanced(html):
    depth = []
    for closing, name in _TAG.findall(html):
        if not closing:
            depth.append(name)
        elif not depth or depth.pop() != name:
            return False
    return not depth
