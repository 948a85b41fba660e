"""Labelled heads, headings and bylines."""

import re

from django.utils.translation import gettext as _

from articles.intake import bylines, inline, labels
from articles.intake.notes import labelled
from articles.intake.reading import PROSE, SUBHEAD
from articles.intake.stream import CLOSED, taken_as

_MARKDOWN_HEAD = re.compile(r"(#{1,6})\s+(?=\S)(.*?)\s*#*$", re.DOTALL)
HEADINGS = {"title": 1, **{f"h{level}": level for level in range(1, 7)}}


def named_field(stream, seen):
    """Read "HED: …", "DEK: …": above the text in any case, below it only in capitals."""
    label = labels.find(stream.peek().text)
    if label is None or label.kind not in labels.FIELDS:
        return None
    if label.separator not in {":", "|"} and (label.rest or not label.is_loud):
        return None
    kind = label.kind
    if kind == "slug" and (label.rest.isupper() or " " in label.rest):
        kind = "slugline"  # agencies say slug for the working name
    if kind in seen or (PROSE in seen and not label.is_loud):
        return None
    return labelled(stream, kind, label, bare=label.is_loud or kind == "headline")


def byline(stream, seen):
    paragraph = stream.peek()
    text = paragraph.text
    byline = bylines.read_byline(text, is_above=PROSE not in seen)
    if byline is not None:
        return taken_as("byline", stream.take(), **_credits(byline, text))
    following = stream.peek(1)
    if following and re.fullmatch(r"[*_]*(?:written\s+)?by\s*:?[*_]*", text, re.IGNORECASE):
        text = f"{text.rstrip(':* _')} {following.text}"
        byline = bylines.read_byline(text)
        if byline is not None:
            return taken_as("byline", stream.take(2), **_credits(byline, text))
    return None


def _credits(byline, text):
    data = {"credits": byline.credits}
    if not byline.whole:
        data["desk_notes"] = [_("The byline as it came: %(text)s") % {"text": text}]
    return data


def heading(stream, seen):
    paragraph = stream.peek()
    level = HEADINGS.get(paragraph.tag, 0)
    text, html = paragraph.text, paragraph.html
    if not level:
        marked = _MARKDOWN_HEAD.fullmatch(text)
        if marked and paragraph.tag == "":
            level, text = len(marked[1]), marked[2].strip("*_ ")
            html = inline.marked_up(text)
    if paragraph.tag == "subtitle":
        return taken_as("dek", stream.take(), value=text)
    if not level and _is_bold_line(paragraph):
        level = 2 if PROSE in seen else 0
    if not level:
        return None
    is_first = not seen & {PROSE, "headline"}
    coming = stream.paragraphs[stream.at + 1 : stream.at + 6]
    has_title = any(HEADINGS.get(later.tag) == 1 for later in coming)
    if is_first and (level == 1 or (paragraph.tag and not has_title)):
        return taken_as("headline", stream.take(), value=text)
    taken = stream.take()
    html = re.sub(r"</?strong>", "", html)
    return taken_as(SUBHEAD, taken, html, level=min(max(level, 2), 4), words=text)


def _is_bold_line(paragraph):
    return (
        re.fullmatch(r"<strong>[^<]*</strong>", paragraph.html) is not None
        and len(paragraph.text.split()) <= 12
        and not CLOSED.search(paragraph.text)
        and paragraph.tag == "p"
    )
