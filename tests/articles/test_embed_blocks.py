"""What readers get of charts, documents, maps, audio and posts, and what the desk is told."""

import pytest

from articles import desk_checks, revisions, workflow
from articles.admin.desk.page import DeskPage
from articles.desk_checks import Moment
from articles.embeds import FRAME_HOSTS
from articles.models import Article, Embed
from tests.articles.test_story_blocks import loaded_from
from tests.factories import (
    HOUR,
    NOON,
    PictureFactory,
    chief,
    document,
    embed,
    published,
    ref,
    story,
)
from tests.pages import YESTERDAY, body_with, page_at, path_of, preview_of, says, select, story_page

pytestmark = pytest.mark.django_db

KINDS = {
    "chart": embed("datawrapper", "aBc1D", type="chart", ratio="4:3", title="Tides"),
    "document": embed("documentcloud", "20417938", type="document", ratio="1:1", title="Tides"),
    "map": embed("openstreetmap", "15/52.51628/13.37771", type="map", title="Tides"),
    "audio": embed("applepodcasts", "gb/1200361736", type="audio", title="Tides"),
    "post": embed(
        "bluesky",
        "3l7vzz4w3gk2x",
        embed_hash="desk.example.com",
        type="post",
        ratio="1:1",
        title="Harbour Desk",
        caption="The gates are shut.",
        credit="Bluesky, 13 May 2026",
    ),
}
TYPED_IN = embed(
    "",
    "",
    type="post",
    title="Ada Quay",
    caption="The gates are shut.",
    credit="On a site of her own, 13 May 2026",
)


def page_with(client, block, **kwargs):
    blocks = {ref(): block}
    return story_page(client, blocks=blocks, body=body_with(blocks, "one"), **kwargs)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_waits_behind_a_plain_link(client, kind):
    page = page_with(client, KINDS[kind])

    facade = select(page, "a.embed-facade")[0]
    assert facade.get("href").startswith("https://")
    assert facade.get("data-frame").startswith(tuple(FRAME_HOSTS))
    assert facade.get("data-title") == f"{kind.capitalize()}: {KINDS[kind]['title']}"
    assert select(page, "iframe, object, .prose script, .prose img") == []
    assert loaded_from(page) == {""}
    assert [tag.get("src") for tag in select(page, "script[src]")] == ["/static/js/video.js"]


@pytest.mark.parametrize(
    ("kind", "button", "promise"),
    [
        (
            "chart",
            "Show the chart: Tides",
            "Comes from Datawrapper. Nothing is loaded until you press show.",
        ),
        (
            "document",
            "Show the document: Tides",
            "Comes from DocumentCloud. Nothing is loaded until you press show.",
        ),
        (
            "map",
            "Show the map: Tides",
            "Comes from OpenStreetMap. Nothing is loaded until you press show.",
        ),
        (
            "audio",
            "Play the audio: Tides",
            "Plays from Apple Podcasts. Nothing is loaded until you press play.",
        ),
        (
            "post",
            "Show the post: Harbour Desk",
            "Comes from Bluesky. Nothing is loaded until you press show.",
        ),
    ],
)
def test_button_and_promise_say_what_it_is(client, kind, button, promise):
    page = page_with(client, KINDS[kind])

    assert says(page, ".embed-play") == [button]
    assert says(page, ".embed-provider") == [promise]


def test_figure_carries_its_height_and_kind(client):
    chart = page_with(client, KINDS["chart"])

    assert select(chart, ".prose figure")[0].get("class") == "embed embed-4-3 embed-chart"


def test_chart_with_a_picture_of_its_own_shows_it(client):
    page = page_with(client, {**KINDS["chart"], "poster": PictureFactory().pk})

    facade = select(page, "a.embed-facade")[0]
    assert facade.get("class") == "embed-facade"
    assert len(select(facade, "img")) == 1


def test_post_is_quoted_before_anything_is_loaded(client):
    page = page_with(client, KINDS["post"])

    assert says(page, ".embed-quote") == ["The gates are shut."]
    assert says(page, ".embed figcaption") == [
        "Harbour Desk Bluesky, 13 May 2026"
        " Comes from Bluesky. Nothing is loaded until you press show."
    ]


def test_post_on_x_is_quoted_with_a_link(client):
    page = page_with(
        client, {**KINDS["post"], "provider": "x", "embed_id": "1234567890", "embed_hash": ""}
    )

    assert says(page, ".embed-card-from, .embed-quote, .embed figcaption") == [
        "X",
        "The gates are shut.",
        "Harbour Desk Bluesky, 13 May 2026 Read it on X",
    ]
    assert select(page, ".embed-facade") == []


def test_post_of_a_site_that_is_trusted_no_more_stays_readable(client, settings):
    settings.NEWSROOM_MASTODON_HOSTS = []
    toot = {"provider": "mastodon", "embed_id": "toots.example/desk/113456", "embed_hash": ""}

    page = page_with(client, {**KINDS["post"], **toot})

    assert says(page, ".embed-quote") == ["The gates are shut."]
    link = select(page, ".embed-card-link")[0]
    assert link.get("href") == "https://toots.example/@desk/113456"
    assert select(page, "[data-frame]") == []


def test_trusted_sites_of_mastodon_may_be_framed(client):
    policy = client.get("/").headers["Content-Security-Policy"]

    frames = next(part for part in policy.split("; ") if part.startswith("frame-src"))
    assert set(frames.split()) == {
        "frame-src",
        "'self'",
        "https://mastodon.social",
        *FRAME_HOSTS,
    }


# Typed in --------------------------------------------------------------------------


def test_post_typed_in_is_a_quotation(client):
    page = page_with(client, TYPED_IN)

    assert says(page, ".embed blockquote") == ["The gates are shut."]
    assert says(page, ".embed figcaption") == ["Ada Quay On a site of her own, 13 May 2026"]
    assert select(page, ".embed a, [data-frame], script[src]") == []


def test_post_typed_in_stays_when_the_unresolved_is_left_out(client):
    page = page_with(client, TYPED_IN, leave_out=True)

    assert says(page, ".embed-quote") == ["The gates are shut."]


def test_post_without_words_is_missing():
    blocks = {ref(): {**TYPED_IN, "caption": ""}}

    page = preview_of(document(blocks=blocks, body=body_with(blocks, "one")), YESTERDAY)

    assert says(page, ".embed-missing") == [
        "Post “Ada Quay”: its address and its words are missing. Readers do not see this."
    ]


def test_feed_quotes_a_post_and_links_the_rest(client):
    blocks = {ref(): TYPED_IN, ref(): KINDS["post"], ref(): KINDS["map"]}
    published(at=YESTERDAY, blocks=blocks, body=body_with(blocks, "one"))

    (item,) = client.get("/feeds/feed.json").json()["items"]

    quotation = "<blockquote><p>The gates are shut.</p></blockquote>"
    assert item["content_html"].count(quotation) == 2
    assert "<p>Ada Quay, On a site of her own, 13 May 2026</p>" in item["content_html"]
    assert (
        '<p>Harbour Desk, Bluesky, 13 May 2026. <a href="https://bsky.app/profile/'
        'desk.example.com/post/3l7vzz4w3gk2x">Read it on Bluesky</a></p>' in item["content_html"]
    )
    assert "See it on OpenStreetMap: Tides</a>" in item["content_html"]
    assert "None" not in item["content_html"]


# The desk --------------------------------------------------------------------------


def unresolved(block):
    blocks = {ref(): block}
    made = document(blocks=blocks, body=body_with(blocks, "one"))
    context = desk_checks.gather(story(), made, at=NOON)
    found = desk_checks.check(made, context, Moment.PUBLISH)
    return [(f.message, f.way_out) for f in found if f.check == "unresolved"]


@pytest.mark.parametrize(
    ("kind", "message", "way_out"),
    [
        ("video", "“Tides” needs a video.", "Paste its address, or leave it out for now."),
        ("chart", "“Tides” needs a chart.", "Paste its address, or leave it out for now."),
        ("document", "“Tides” needs a document.", "Paste its address, or leave it out for now."),
        ("map", "“Tides” needs a map.", "Paste its address, or leave it out for now."),
        ("audio", "“Tides” needs a recording.", "Paste its address, or leave it out for now."),
        (
            "post",
            "“Tides” needs a post.",
            "Paste its address or type its words, or leave it out for now.",
        ),
    ],
)
def test_check_asks_for_what_is_missing(kind, message, way_out):
    assert unresolved(embed("", "", type=kind, title="Tides")) == [(message, way_out)]


def test_check_names_what_has_no_title():
    assert unresolved(embed("", "", type="audio", title=""))[0][0] == (
        "“The recording” needs a recording."
    )


def test_post_typed_in_needs_nothing():
    assert unresolved(TYPED_IN) == []


def test_words_under_a_chart_are_no_chart():
    assert len(unresolved({**TYPED_IN, "type": "chart"})) == 1


def test_desk_page_waits_for_what_readers_cannot_be_shown():
    by = chief()
    story(by=by, blocks={ref(): TYPED_IN})
    chart = story(by=by, blocks={ref(): embed("", "", type="chart")})

    lines = DeskPage(by, NOON, {}).context()["video_lines"]

    assert [line["pk"] for line in lines] == [chart.pk]
    assert [e.is_resolved for e in Embed.objects.order_by("pk")] == [True, False]
    assert Embed.objects.waiting().get().article == chart


def test_words_that_came_late_fill_the_place_on_the_live_page():
    by, key = chief(), ref()
    blocks = {key: {**TYPED_IN, "caption": ""}}
    article = published(by=by, blocks=blocks, body=body_with(blocks, "one"), leave_out=True)
    assert workflow.slots_open(article, NOON + HOUR) == []
    copy = revisions.read(Article.objects.get(pk=article.pk))
    copy["blocks"][key] = TYPED_IN
    revisions.write(article, copy)
    workflow.keep(article, by=by, at=NOON + HOUR)

    assert workflow.slots_open(article, NOON + HOUR) == [key]
    workflow.put_video_live(article, by=by, ref=key, at=NOON + HOUR)

    assert workflow.slots_open(article, NOON + HOUR) == []
    live = article.editions.order_by("live_from").last()
    assert live.document["blocks"][key]["caption"] == "The gates are shut."


def test_hostile_words_of_a_post_are_words(client):
    hostile = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    said = {"title": hostile, "caption": hostile, "credit": hostile}
    blocks = {ref(): {**block, **said} for block in (TYPED_IN, *KINDS.values())}
    article = published(at=YESTERDAY, blocks=blocks, body=body_with(blocks, "one"))

    page = page_at(client, path_of(article))

    assert select(page, ".prose script, .prose img") == []
    assert says(page, ".embed-quote") == [hostile, hostile]
