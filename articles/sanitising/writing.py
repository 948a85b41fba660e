"""The form of a body that is stored."""

from html import escape

from django.core.exceptions import ValidationError

from articles.sanitising.flow import BREAK, Run
from articles.sanitising.limits import MAX_LENGTH, TOO_LONG
from articles.sanitising.policy import VOID


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
        if block.content and isinstance(block.content[0], Run):
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
            self.write("<br>" if text == BREAK else _escaped(text))
            opened = wrappers
        self.close(opened)

    def close(self, wrappers):
        for wrapper in reversed(wrappers):
            self.write(f"</{wrapper.tag}>")


def written(blocks):
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
