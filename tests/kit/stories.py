"""What a story's page must tell search engines, as a list of faults."""

import json
from datetime import datetime

from tests.kit import unknown_terms
from tests.pages import says, select

SHAPES = (16 / 9, 4 / 3, 1)
#: The largest picture is for whoever shows one across the whole screen.
WIDEST, MOST_PIXELS, FEWEST_PIXELS = 1200, 300_000, 50_000


def story_faults(page, address):
    """Everything that is wrong with the structured data and the card of a page, in words."""
    scripts = select(page, "script[type=application/ld+json]")
    if len(scripts) != 1:
        return [f"{len(scripts)} graphs"]
    graph = json.loads(scripts[0].text)["@graph"]
    stories = [node for node in graph if node["@type"].endswith("Article")]
    if len(stories) != 1:
        return [f"{len(stories)} stories"]
    return [
        *unknown_terms(graph),
        *_of_the_story(stories[0], page, address),
        *_dates(stories[0], page),
        *_people(stories[0], page, address),
        *_images(stories[0]),
        *_pointers(graph),
        *_card(page, address),
    ]


def _of_the_story(node, page, address):
    canonical = [tag.get("href") for tag in select(page, "link[rel=canonical]")]
    if canonical != [address] or not node["@id"] == node["url"] == address:
        yield f"is {node['@id']}, its page {canonical}"
    if [node["headline"]] != says(page, "h1"):
        yield f"headline {node['headline']!r} is not the page's"


def _dates(node, page):
    first, last = (
        datetime.fromisoformat(node[f"date{what}"]) for what in ("Published", "Modified")
    )
    if first.tzinfo is None or last.tzinfo is None or last < first:
        yield f"dates {first} and {last}"
    shown = {tag.get("datetime") for tag in select(page, ".story-times time")}
    if not shown <= {node["datePublished"], node["dateModified"]} or not shown:
        yield f"the page shows {shown}"


def _people(node, page, address):
    site = "/".join(address.split("/")[:3])
    linked = {site + tag.get("href") for tag in select(page, ".byline a")}
    for person in node.get("author", ()):
        if person["name"].startswith("By ") or person["url"] not in linked:
            yield f"author {person}"


def _images(node):
    images = node.get("image", ())
    shapes = [image["width"] / image["height"] for image in images]
    if any(all(abs(shape / wanted - 1) > 0.01 for shape in shapes) for wanted in SHAPES):
        yield f"shapes {shapes}"
    sizes = [image["width"] * image["height"] for image in images]
    if min(sizes, default=0) < FEWEST_PIXELS or max(sizes, default=0) < MOST_PIXELS:
        yield f"sizes {sizes}"
    if max((image["width"] for image in images), default=0) < WIDEST:
        yield "no picture is wide enough"


def _pointers(graph):
    known = {node["@id"] for node in graph if "@id" in node}
    asked = {
        value["@id"]
        for node in graph
        for value in node.values()
        if isinstance(value, dict) and set(value) == {"@id"}
    }
    yield from sorted(asked - known)


def _card(page, address):
    said = {tag.get("property"): tag.get("content") for tag in select(page, "meta[property]")}
    for name in ("og:title", "og:type", "og:site_name", "og:locale", "og:image:width"):
        if not said.get(name):
            yield f"no {name}"
    if said.get("og:url") != address or not said.get("og:image", "").startswith("http"):
        yield "the card leads elsewhere"
