"""What stands inside a story: its blocks, its sources and its pictures."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from articles.embeds import ALLOW, FRAME_HOSTS, REFERRER_POLICY, SANDBOX
from articles.models import Edition
from articles.templatetags import paper
from tests.factories import (
    PictureFactory,
    SourceFactory,
    cited,
    document,
    embed,
    figure,
    published,
    ref,
    related,
    story,
)
from tests.pages import (
    YESTERDAY,
    body_with,
    meta,
    page_at,
    path_of,
    preview_of,
    says,
    select,
    story_page,
    with_lead,
)

pytestmark = pytest.mark.django_db

# Blocks ----------------------------------------------------------------------------


def test_blocks_stand_where_the_writer_put_them(client):
    target = published(at=YESTERDAY, headline="The other story")
    picture = PictureFactory()
    blocks = {
        ref(): related(("", target)),
        ref(): embed(),
        ref(): {"kind": "pullquote", "quote": "Keep an appointment.", "speaker": "The master"},
        ref(): {"kind": "factbox", "title": "In brief", "text": "Eight gates.\n\n- Steel\n- Heavy"},
        ref(): figure(picture, caption="The quay."),
    }

    page = story_page(client, blocks=blocks, body=body_with(blocks, "one", "two", "three"))

    order = [(part.tag, part.get("class")) for part in select(page, ".prose > *")]
    assert order == [
        ("p", None),
        ("aside", "related"),
        ("p", None),
        ("figure", "embed embed-16-9"),
        ("p", None),
        ("figure", "pullquote"),
        ("aside", "factbox"),
        ("figure", "figure"),
    ]
    assert says(page, ".factbox p, .factbox li") == ["In brief", "Eight gates.", "Steel", "Heavy"]
    assert says(page, ".pullquote-speaker") == ["The master"]
    assert says(page, ".prose .caption") == [
        "The boat leaves Coast TV Plays from YouTube. Nothing is loaded until you press play.",
        "The quay. Drawn by the paper",
    ]


def test_related_block_prints_its_label_and_live_links(client):
    target = published(at=YESTERDAY, headline="The other story")
    blocks = {ref(): related(("", target), ("Figures", "https://example.org/f"), label="READ MORE")}

    page = story_page(client, blocks=blocks, body=body_with(blocks, "one"))

    assert says(page, ".related-label") == ["READ MORE"]
    assert [(a.text_content(), a.get("href")) for a in select(page, ".related a")] == [
        ("The other story", path_of(target)),
        ("Figures", "https://example.org/f"),
    ]


def loaded_from(page):
    """Hosts that a browser goes to for this page before anybody clicks."""
    found = set()
    for tag in page.iter("*"):
        for name, value in tag.items():
            loads = name in ("src", "srcset", "poster", "data", "action") or (
                name == "href" and tag.tag == "link" and tag.get("rel") != "canonical"
            )
            if loads:
                found |= {urlsplit(part.split()[0]).netloc for part in value.split(",") if part}
    return found


def test_facade_loads_nothing_from_elsewhere(client):
    blocks = {ref(): embed(start=43), ref(): embed("vimeo", "76979871")}

    page = story_page(client, blocks=blocks, body=body_with(blocks, "one", "two"))

    assert select(page, "iframe, object, video, .prose script") == []
    assert loaded_from(page) == {""}
    facade = select(page, "a.embed-facade")[0]
    assert facade.get("href") == "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=43s"
    assert says(facade, ".embed-play") == ["Play the video: The boat leaves"]


def test_facade_carries_what_the_frame_needs(client):
    blocks = {ref(): embed()}

    page = story_page(client, blocks=blocks, body=body_with(blocks, "one"))

    facade = select(page, "a.embed-facade")[0]
    assert facade.get("data-frame").startswith(tuple(FRAME_HOSTS))
    assert facade.get("data-title") == "Video: The boat leaves"
    assert facade.get("data-allow") == ALLOW
    assert facade.get("data-sandbox") == SANDBOX
    assert facade.get("data-referrer-policy") == REFERRER_POLICY


def test_post_is_a_card_with_a_link(client):
    blocks = {ref(): embed("x", "1234567890", type="post", ratio="1:1", title="Gates shut")}

    page = story_page(client, blocks=blocks, body=body_with(blocks, "one"))

    assert select(page, ".embed-facade") == []
    assert says(page, ".embed-card-link") == ["Read it on X"]
    assert select(page, ".embed-card-link")[0].get("href") == "https://x.com/i/status/1234567890"


def test_preview_marks_itself_and_what_readers_will_not_get():
    held = story(at=YESTERDAY)
    missing, link = ref(), ref()
    blocks = {missing: embed("", "", title="Coming"), link: related(("Soon", held))}

    page = preview_of(document(blocks=blocks, body=body_with(blocks, "one", "two")), YESTERDAY)

    assert says(page, ".preview-bar") == ["Preview: readers do not see this"]
    assert meta(page)["robots"] == "noindex"
    assert select(page, "link[rel=canonical]") == []
    assert says(page, ".embed-missing") == [
        "Video “Coming”: its address is missing. Readers do not see this."
    ]
    assert says(page, ".related li") == ["Soon Not live: readers do not see this link"]


def test_readers_get_nothing_of_a_video_without_an_address(client):
    blocks = {ref(): embed("", "", title="Coming")}

    page = story_page(client, blocks=blocks, body=body_with(blocks, "one"), leave_out=True)

    assert select(page, ".embed, .embed-missing, .preview-bar") == []
    assert "Coming" not in page.text_content()


# Sources ---------------------------------------------------------------------------


def test_source_marks_match_the_list_both_ways(client):
    wire = SourceFactory(name="Coastal Wire", address="https://wire.example/")
    record = SourceFactory(name="Assembly Record")
    unmarked = SourceFactory(name="Tide Tables")
    refs = [ref() for _ in range(3)]
    body = (
        f'<p><cite data-source="{refs[1]}">The Record</cite> says, and'
        f' <cite data-source="{refs[0]}">the wire</cite> and again'
        f' <cite data-source="{refs[1]}">the Record</cite>.</p>'
    )

    page = story_page(
        client,
        body=body,
        citations=dict(zip(refs, map(cited, (wire, record, unmarked)), strict=True)),
    )

    marks = [(a.text_content(), a.get("href"), a.get("id")) for a in select(page, "sup a")]
    assert marks == [
        ("1", "#source-1", "mark-1"),
        ("2", "#source-2", "mark-2"),
        ("1", "#source-1", None),
    ]
    sources = select(page, ".sources li")
    assert [(li.get("id"), li.get("value")) for li in sources] == [
        ("source-1", "1"),
        ("source-2", "2"),
        ("source-3", "3"),
    ]
    assert says(page, ".sources li") == ["Assembly Record ↩", "Coastal Wire ↩", "Tide Tables"]
    assert [a.get("href") for a in select(page, ".sources a")] == [
        "#mark-1",
        "https://wire.example/",
        "#mark-2",
    ]


def test_address_that_a_browser_would_run_is_no_link(client):
    blocks = {ref(): related(("Bad", "https://example.org/"))}
    source, key = SourceFactory(address="https://example.org/"), ref()
    article = published(
        at=YESTERDAY,
        blocks=blocks,
        body=body_with(blocks, f'<cite data-source="{key}">It</cite>'),
        citations={key: cited(source)},
    )
    edition = article.editions.get()
    edition.document["blocks"][next(iter(blocks))]["links"][0]["address"] = "javascript:alert(1)"
    edition.document["citations"][key]["address"] = "\x01javascript:alert(1)"
    edition.document["fields"]["origin_address"] = "data:text/html,x"
    Edition.objects.filter(pk=edition.pk).update(document=edition.document, origin="partner")

    page = page_at(client, edition.path)

    hrefs = [a.get("href") for a in select(page, "article a")]
    assert [
        href for href in hrefs if not href.startswith(("/", "#", "https://", "mailto:?subject="))
    ] == []
    assert says(page, ".related li") == ["Bad"]
    assert select(page, ".origin a, .sources a[rel]") == []


# Pictures --------------------------------------------------------------------------


def test_lead_picture_is_fetched_first_and_the_others_when_needed(client):
    page = story_page(client, **with_lead(PictureFactory()))

    lead, inline = select(page, "article img")
    assert (lead.get("fetchpriority"), lead.get("loading")) == ("high", None)
    assert (inline.get("fetchpriority"), inline.get("loading")) == (None, "lazy")
    assert (lead.get("width"), lead.get("height")) == ("960", "540")
    assert lead.get("alt") == "A harbour at dusk"
    assert select(page, ".story-lead source")[0].get("type") == "image/avif"
    assert lead.get("sizes") == paper.SLOTS["story-lead"]
    assert inline.get("sizes") == paper.SLOTS["story"]
    assert says(page, ".story-lead figcaption") == ["Drawn by the paper"]


def test_picture_whose_rights_ended_is_on_no_page(client):
    picture = PictureFactory(use_until=timezone.now() + timedelta(days=1))
    article = published(at=YESTERDAY, **with_lead(picture))
    shown = [len(select(page_at(client, path), "img")) for path in ("/", path_of(article))]
    type(picture).objects.update(use_until=timezone.now() - timedelta(minutes=1))

    page = page_at(client, path_of(article))

    assert shown == [1, 2]
    assert select(page, "img") == []
    assert select(page_at(client, "/"), "img") == []
    assert meta(page)["og:image"].endswith("img/share.jpg")
