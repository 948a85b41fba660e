"""The policy once more, written apart from the product and read by two parsers of others."""

import re

import html5lib
import lxml.html

PLAIN = """p h2 h3 h4 blockquote strong em s ul ol li hr br sub sup
    table thead tbody tr"""
ALLOWED = {
    **{tag: set() for tag in PLAIN.split()},
    "a": {"href", "title", "hreflang"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    "figure": {"data-block", "data-ref"},
    "cite": {"data-source"},
}
HREF = re.compile(
    r"(?:https?://[^\s/\\@?#]+\.[^\s/\\@?#]+(?:[/?#][^\s\\<>\"]*)?"
    r"|mailto:[^\s\\:/]+@[^\s\\:/]+|tel:\+?[0-9().-]+|/(?![/\\])[^\s\\]*|#[^\s\\]*)\Z",
    re.IGNORECASE,
)
UUID = re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}\Z")
UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\ufffe\uffff\ud800-\udfff]")


def faults(body):
    """Everything two independent parsers find in a body that has no place there."""
    by_html5lib = html5lib.parseFragment(body, treebuilder="etree", namespaceHTMLElements=False)
    by_lxml = lxml.html.fragment_fromstring(body, create_parent="body")
    found = []
    for element in [*by_html5lib.iter(), *by_lxml.iter()]:
        if element in (by_html5lib, by_lxml):
            continue
        if element.tag not in ALLOWED:
            found.append(f"tag {element.tag}")
            continue
        found += [f"{element.tag} {name}" for name in set(element.attrib) - ALLOWED[element.tag]]
        found += _bad_values(element)
    if UNPRINTABLE.search(body):
        found.append("unprintable")
    return [*found, *_misplaced(by_html5lib)]


def _bad_values(element):
    value = element.attrib.get
    if element.tag == "a" and not HREF.match(value("href", "")):
        yield f"href {value('href')!r}"
    if element.tag == "cite" and not UUID.match(value("data-source", "")):
        yield f"source {value('data-source')!r}"
    kinds = {"related", "embed", "figure", "pullquote", "factbox"}
    if element.tag == "figure" and not (
        value("data-block") in kinds and UUID.match(value("data-ref", "")) and not len(element)
    ):
        yield f"placeholder {dict(element.attrib)!r}"


def _misplaced(body):
    if (body.text or "").strip():
        yield "words outside a paragraph"
    refs = [element.attrib.get("data-ref") for element in body.iter("figure")]
    if len(refs) != len(set(refs)) or len(refs) != len(body.findall("figure")):
        yield "placeholder twice or not at the top"
    for element in body:
        if element.tag in ("a", "li", "br", "td", "cite", "strong", "em"):
            yield f"{element.tag} at the top"
        if (element.tail or "").strip():
            yield "words outside a paragraph"
    for element in body.iter("p"):
        if not "".join(element.itertext()).strip():
            yield "empty paragraph"
        if any(inner is not element for inner in element.iter("p")):
            yield "paragraph in a paragraph"
