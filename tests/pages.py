"""Reading a page in a test: find parts by selector, and what they say."""

import re
from datetime import timedelta

from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone
from lxml import html

from articles.admin.preview import draft_context
from tests.factories import figure, placed, published, ref, story

_PART = re.compile(
    r"""(?P<tag>^[a-z0-9*]+)|\.(?P<name>[\w-]+)|\#(?P<id>[\w-]+)|\[(?P<attribute>[\w-]+)(?:=(?P<value>[^\]]*))?\]"""
)


def page_of(response):
    return html.fromstring(response.content.decode())


def select(node, selector):
    """Elements under a node, in the order of the page: tags, classes, ids, attributes, `>`, `,`."""
    paths = [f"descendant::{_path(one.strip())}" for one in selector.split(",")]
    return node.xpath("|".join(paths))


def says(node, selector):
    """The text of each element found, its blanks made one."""
    return [" ".join(found.text_content().split()) for found in select(node, selector)]


def _path(selector):
    steps = re.sub(r"\s*>\s*", " >", selector).split()
    path = _step(steps[0])
    for step in steps[1:]:
        path += f"/{_step(step[1:])}" if step[0] == ">" else f"/descendant::{_step(step)}"
    return path


def _step(compound):
    tag, tests = "*", ""
    for part in _PART.finditer(compound):
        if part["tag"]:
            tag = part["tag"]
        elif part["name"]:
            tests += f"[contains(concat(' ', normalize-space(@class), ' '), ' {part['name']} ')]"
        elif part["id"]:
            tests += f"[@id='{part['id']}']"
        elif part["value"] is None:
            tests += f"[@{part['attribute']}]"
        else:
            tests += f"[@{part['attribute']}='{part['value']}']"
    return tag + tests


# Story pages

#: Stories here are live since yesterday: pages are read with the clock that readers have.
YESTERDAY = timezone.now() - timedelta(days=1)


def page_at(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return page_of(response)


def story_page(client, **kwargs):
    return page_at(client, path_of(published(at=kwargs.pop("at", YESTERDAY), **kwargs)))


def path_of(article):
    return article.editions.order_by("live_from").last().path


def meta(page):
    found = select(page, "meta[property], meta[name]")
    return {tag.get("property") or tag.get("name"): tag.get("content") for tag in found}


def body_with(blocks, *paragraphs):
    """Paragraphs with the blocks between them, in order."""
    holes = [placed(**{key: block}) for key, block in blocks.items()]
    pieces = [f"<p>{words}</p>" for words in paragraphs]
    return "".join(
        piece + (holes[n] if n < len(holes) else "") for n, piece in enumerate(pieces)
    ) + "".join(holes[len(pieces) :])


def with_lead(picture, **kwargs):
    inline = ref()
    blocks = {ref(): figure(picture, is_lead=True), inline: figure(picture)}
    return {"blocks": blocks, "body": "<p>one</p>" + placed(**{inline: blocks[inline]}), **kwargs}


def preview_of(copy, at):
    """The story page as the desk previews it."""
    context = draft_context(story(at=at), copy, at=at)
    request = RequestFactory().get("/")
    return html.fromstring(render_to_string("articles/story.html", context, request))
