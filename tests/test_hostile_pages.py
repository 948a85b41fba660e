"""No word of a story, whoever wrote it and however it got in, runs anything on a reader's page."""

import re
from datetime import timedelta
from urllib.parse import quote

import html5lib
import pytest
from django.utils import timezone

from articles import workflow
from articles.models import Article, Edition
from authors.models import Author
from tests.factories import (
    AuthorFactory,
    PictureFactory,
    SectionFactory,
    SourceFactory,
    TopicFactory,
    chief,
    cited,
    document,
    embed,
    figure,
    placed,
    ref,
    related,
)
from tests.hostile import NAUGHTY, XSS

pytestmark = pytest.mark.django_db

OWN = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</title></head><body onload=alert(1)><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg onload=alert(1)>",
    '" onmouseover="alert(1)" autofocus onfocus="alert(1)',
    "' onmouseover='alert(1)",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object><embed src=javascript:alert(1)>",
    "<a href=javascript:alert(1)>k</a><form action=javascript:alert(1)><button>k</button></form>",
    "javascript:alert(1)",
    "--><script>alert(1)</script><!--",
    "</textarea></style></noscript><img src=x onerror=alert(1)>",
    '"><base href=//evil.example/><meta http-equiv=refresh content="0;url=javascript:alert(1)">',
    "{{ paper.name }}{% load static %}<mark onclick=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&#x3c;img src=x onerror=alert(1)&#x3e;",
    "\u2028</p><p onclick=alert(1)>\r\n\r\n- <li onclick=alert(1)>\n- <b/onclick=alert(1)>",
]


def chosen(strings, count):
    """Some of a corpus, evenly, with nothing that no database takes or that a check stops."""
    usable = [s for s in strings if s.strip() and not re.search("[\x00\ud800-\udfff]|XXX|TK", s)]
    return usable[:: max(len(usable) // count, 1)][:count]


PAYLOADS = [*OWN, *chosen(XSS, 40), *chosen(NAUGHTY, 10)]

RUNS = {"script", "iframe", "frame", "object", "embed", "applet", "base", "form", "style", "link"}
RUNS |= {"svg", "math", "template", "portal", "button", "input"}
ADDRESSES = {"href", "src", "action", "formaction", "data", "poster", "background", "ping", "cite"}
SCHEME = re.compile(r"[\x00-\x20]*(javascript|data|vbscript)[\x00-\x20]*:", re.IGNORECASE)


def active(page):
    """What could run on a page, as a parser of others reads it."""
    nodes = set()
    tree = html5lib.parse(page, treebuilder="etree", namespaceHTMLElements=False)
    for element in tree.iter():
        tag = element.tag if isinstance(element.tag, str) else "comment"
        attributes = {str(name): value for name, value in element.attrib.items()}
        if tag.split("}")[-1] in RUNS:
            nodes.add((tag, *sorted(name for name in attributes)))
        if "http-equiv" in attributes:
            nodes.add((tag, "http-equiv"))
        for name, value in attributes.items():
            is_address = name.split("}")[-1] in ADDRESSES and SCHEME.match(value)
            if name.startswith("on") or name in ("style", "srcdoc") or is_address:
                nodes.add((tag, name))
    return nodes


def fitting(model, text):
    """Every text column of a row filled, behind the back of every form."""
    return lambda name: text[: model._meta.get_field(name).max_length]


def tell(text, *, by, at, slug):
    """Publish a correction of a story that says this in every field; returns the article."""
    say = fitting(Article, text)
    author = AuthorFactory(
        name=text[:120].strip() or "k", title=text[:120], bio=text[:2000], kind=Author.Kind.GUEST
    )
    section = SectionFactory(slug=slug, name=text[:60], description=text[:200])
    source = SourceFactory(name=text[:160], address="javascript:alert(1)")
    picture = PictureFactory(
        title=text[:80], caption=text[:1000], credit=text[:200], alt_text=text[:500]
    )
    lead, inside, video, next_, quoted, facts, mark = (ref() for _ in range(7))
    said = {"caption": text[:500], "credit": text[:200]}
    blocks = {
        lead: figure(picture, is_lead=True, alt_text=text[:500], **said),
        inside: figure(picture, **said),
        video: embed(title=text[:300], **said),
        next_: related((text[:300], "https://harbour.example/"), label=text[:40]),
        quoted: {"kind": "pullquote", "quote": text[:600], "speaker": text[:160]},
        facts: {"kind": "factbox", "title": text[:120], "text": f"{text}\n- {text}"[:4000]},
    }
    shown = {key: block for key, block in blocks.items() if key != lead}
    copy = document(
        author=author,
        section=section,
        blocks=blocks,
        citations={mark: cited(source)},
        topics=[TopicFactory(name=text[:80])],
        body=f'<p>Harbour words. The <cite data-source="{mark}">Post</cite>.</p>{placed(**shown)}',
        origin="agency",
        **{
            name: say(name)
            for name in ("kicker", "dek", "headline", "short_headline", "search_headline")
        },
        **{
            name: say(name)
            for name in ("dateline", "editors_note", "ownership_notice", "origin_source")
        },
    )
    copy["fields"]["headline"] = copy["fields"]["headline"].strip() or "k"
    copy["bylines"][0]["credited_as"] = text[:120]
    article = workflow.start(copy, by=by, at=at)
    body = article.body + f"<p>{text}</p>" + text
    Article.objects.filter(pk=article.pk).update(body=body, origin_address="javascript:alert(1)")
    article.refresh_from_db()
    workflow.publish(article, by=by, at=at)
    later = at + timedelta(minutes=1)
    workflow.publish(
        article,
        by=by,
        at=later,
        change=Edition.Change.CORRECTION,
        correction=text[:1000].strip() or "k",
        what_is_new=text[:200],
    )
    return article


def pages_of(client, text, slug="told"):
    """What could run on each of the readers' pages of a story that says this everywhere."""
    by, at = chief(), timezone.now() - timedelta(hours=1)
    article = tell(text, by=by, at=at, slug=slug)
    story = article.editions.live().get()
    author = story.bylines.get().author
    paths = {
        "front": "/",
        "section": story.section.get_absolute_url(),
        "story": story.path,
        "author": author.get_absolute_url(),
        "authors": "/authors/",
        "found": "/search/?q=harbour",
        "asked": f"/search/?q={quote(text[:200], errors='replace')}",
        "nothing": f"/{quote(text[:200], errors='replace')}/",
    }
    answers = {name: client.get(path) for name, path in paths.items()}
    assert {name: answer.status_code for name, answer in answers.items()} == {
        **dict.fromkeys(paths, 200),
        "nothing": 404,
    }
    workflow.withdraw(article, by=by, notice=text[:300], at=timezone.now() - timedelta(minutes=1))
    answers["gone"] = client.get(story.path)
    assert answers["gone"].status_code == 410
    return {name: active(answer.content) for name, answer in answers.items()}


_harmless = {}


@pytest.fixture
def harmless(client, db):
    """The same pages of a story in plain words."""
    if not _harmless:
        _harmless.update(pages_of(client, "Plain words", slug="plain"))
    return _harmless


def test_plain_pages_are_seen_to_have_something_to_compare(harmless):
    assert {"front", "story", "gone"} <= set(harmless)
    assert any(node[0] == "script" for node in harmless["story"])


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_hostile_words_in_every_field_add_nothing_that_runs(payload, client, harmless):
    assert pages_of(client, payload) == harmless


ADDRESSES_THAT_RUN = [
    "javascript:alert(1)",
    " \x01javascript:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "//evil.example/",
    "/\\evil.example/",
    "https:evil.example",
    "https://paper.example@evil.example/",
]


@pytest.mark.parametrize("address", ADDRESSES_THAT_RUN)
def test_address_put_in_by_sql_is_no_live_link(address, client):
    next_, mark = ref(), ref()
    copy = document(
        blocks={next_: related(("Next", "https://harbour.example/"))},
        citations={mark: cited(SourceFactory())},
        body=f'<p>The <cite data-source="{mark}">Post</cite> said.</p>'
        + placed(**{next_: {"kind": "related"}}),
        origin="agency",
    )
    by, at = chief(), timezone.now() - timedelta(hours=1)
    article = workflow.start(copy, by=by, at=at)
    edition = workflow.publish(article, by=by, at=at)
    frozen = edition.document
    frozen["blocks"][next_]["links"][0]["address"] = address
    frozen["citations"][mark]["address"] = address
    frozen["fields"]["origin_address"] = address
    Edition.objects.filter(pk=edition.pk).update(document=frozen)

    page = client.get(edition.path)

    tree = html5lib.parse(page.content, treebuilder="etree", namespaceHTMLElements=False)
    hrefs = {link.get("href") for link in tree.iter("a")}
    assert not {href for href in hrefs if "evil" in href or SCHEME.match(href) or "script" in href}
