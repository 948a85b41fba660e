"""Lines of plain copy joined to the paragraphs their writer meant."""

import re
from dataclasses import dataclass, field
from itertools import pairwise

from articles.intake import labels
from articles.intake.inline import marked_up

NARROWEST, WIDEST = 50, 100
_STARTS = re.compile(r"\s*(?:[-*•·‣▪◦>#|]|\d{1,2}[.)]\s|https?://|<)")
_SENTENCE_END = re.compile(r"[.!?:…][\"”’'»)\]]*$")


@dataclass
class Paragraph:
    """What is read as one: its line numbers, words, markup, and what the copy says it is.

    Paragraphs with the same `group` stood together without a blank line between them.
    """

    lines: list
    text: str
    html: str
    tag: str = ""
    address: str = ""
    group: int = 0
    about: dict = field(default_factory=dict)


def of_html(lines):
    """Every line of HTML copy is a paragraph already."""
    return [
        Paragraph([line.number], line.text, line.html, line.tag, line.address, 0, line.about)
        for line in lines
    ]


def of_text(lines):
    """The paragraphs of plain copy: hard-wrapped lines joined, all others one each."""
    width = _wrap_width(lines)
    paragraphs, group = [], 0
    previous = None
    for line in lines:
        if not line.text:
            group += 1
            previous = None
            continue
        if width and previous is not None and _goes_on(previous, line, width):
            paragraphs[-1].lines.append(line.number)
            paragraphs[-1].text += f" {line.text}"
        else:
            paragraphs.append(Paragraph([line.number], line.text, "", group=group))
        previous = line
    for paragraph in paragraphs:
        paragraph.html = marked_up(paragraph.text)
    return paragraphs


def _wrap_width(lines):
    """How wide the copy was wrapped, or 0 when its lines are whole paragraphs.

    Wrapped copy shows itself: most lines end where the next word would no longer have fitted,
    and many of them in the middle of a sentence.
    """
    widths = [len(line.text) for line in lines if " " in line.text]
    width = max(widths, default=0)
    if not NARROWEST <= width <= WIDEST:
        return 0
    pairs = [
        (line, after)
        for line, after in pairwise(lines)
        if line.text and after.text and not _stands_alone(after.text)
    ]
    full = [line for line, after in pairs if _is_full(line, after, width)]
    broken = [line for line in full if not _SENTENCE_END.search(line.text)]
    if pairs and len(full) * 5 >= len(pairs) * 3 and len(broken) * 2 >= len(full) > 0:
        return width
    return 0


def _is_full(line, after, width):
    """Whether the next line's first word would not have fitted on this one."""
    first = after.text.split(maxsplit=1)[0]
    return len(line.text) + 1 + len(first) > width - 4


def _goes_on(line, after, width):
    return _is_full(line, after, width) and not _stands_alone(after.text)


def _stands_alone(text):
    """Whether a line begins something of its own, however full the line before it is."""
    return bool(_STARTS.match(text)) or labels.begins(text)
