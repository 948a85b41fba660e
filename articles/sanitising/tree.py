"""A body as a tree, read from what nh3 wrote."""

from html.parser import HTMLParser

from django.core.exceptions import ValidationError

from articles.sanitising.limits import MAX_DEPTH, TOO_DEEP
from articles.sanitising.policy import ATTRIBUTES, REQUIRED, SPELLED, VOID
from articles.sanitising.text import EDGES


class Node:
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
        required = REQUIRED.get(self.tag, ())
        return all(name in self.attributes for name in required)

    @property
    def has_words(self):
        return any(
            child.has_words if isinstance(child, Node) else child.strip(EDGES)
            for child in self.children
        )


class _Parser(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open = [Node("body", ())]

    def handle_starttag(self, tag, attrs):
        node = Node(tag, attrs)
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


def parse(html):
    parser = _Parser()
    parser.feed(html)
    parser.close()
    return parser.open[0].children
