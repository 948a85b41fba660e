"""The row of an embed in the story form: what it takes an address or code for, and keeps."""

import json

import pytest

from articles.models import Embed
from tests.articles.admin.conftest import page_of
from tests.articles.test_embed_code import DATAWRAPPER_FRAME, SKEET_CODE, TWEET
from tests.factories import embed, ref, story

pytestmark = pytest.mark.django_db


def save_row(desk, sign_in, **fields):
    ferry = story(by=sign_in("Reporter"))
    values = desk.filled(desk.open(ferry))
    desk.add(values, "embeds", **{"type": "video", "ratio": "16:9", **fields})
    return ferry, desk.send(values, ferry)


def kept(*names):
    row = Embed.objects.get()
    return tuple(getattr(row, name) for name in names)


def test_kind_follows_from_the_address(desk, sign_in):
    save_row(desk, sign_in, address="https://www.openstreetmap.org/#map=15/52.51628/13.37771")

    assert kept("type", "provider", "embed_id", "ratio") == (
        "map",
        "openstreetmap",
        "15/52.51628/13.37771",
        "16:9",
    )


def test_code_of_a_chart_is_kept_as_its_address_and_height(desk, sign_in):
    save_row(desk, sign_in, address=DATAWRAPPER_FRAME)

    assert kept("type", "provider", "embed_id", "address", "ratio") == (
        "chart",
        "datawrapper",
        "aBc1D",
        "https://datawrapper.dwcdn.net/aBc1D/",
        "4:3",
    )


def test_height_that_a_person_chose_stays(desk, sign_in):
    ferry, _ = save_row(desk, sign_in, address=DATAWRAPPER_FRAME, ratio="1:1")
    values = desk.filled(desk.open(ferry)) | {"embeds-0-title": "Tides"}
    desk.send(values, ferry)

    assert kept("ratio", "title") == ("1:1", "Tides")


def test_code_of_a_post_gives_its_words(desk, sign_in):
    save_row(desk, sign_in, address=TWEET)

    assert kept("type", "provider", "caption", "title", "credit", "address") == (
        "post",
        "x",
        "The gates are #shut. No boat sails.",
        "Harbour Desk (@harbourdesk)",
        "May 13, 2026",
        "https://x.com/i/status/1700000000000000001",
    )


def test_words_that_a_person_typed_stay(desk, sign_in):
    save_row(desk, sign_in, address=SKEET_CODE, title="The harbour desk", caption="It is shut.")

    assert kept("title", "caption", "credit") == ("The harbour desk", "It is shut.", "13 May 2026")


def test_words_longer_than_their_field_are_cut(desk, sign_in):
    save_row(desk, sign_in, address=TWEET.replace("The gates", "Gate " * 300))

    (caption,) = kept("caption")
    assert len(caption) == 500
    assert caption.endswith("…")


def test_post_can_be_typed_in(desk, sign_in):
    said = {"title": "Ada Quay", "caption": "It is shut.", "credit": "13 May 2026"}
    save_row(desk, sign_in, type="post", address="", **said)

    assert Embed.objects.get().is_resolved
    assert kept("type", "provider", "title", "caption", "credit") == ("post", "", *said.values())


def test_post_of_an_untrusted_site_is_refused_with_the_way_out(desk, sign_in):
    address = "https://toots.example/@desk/113456789012345678"
    _, response = save_row(desk, sign_in, address=address)

    assert Embed.objects.count() == 0
    assert desk.filled(response)["embeds-0-address"] == [address]
    assert (
        "For a post elsewhere leave the address empty, choose Post and type its words."
        in response.content.decode()
    )


def test_longest_address_is_kept_as_the_watch_address(desk, sign_in):
    long = "https://open.spotify.com/show/4rOoJ6Egrf8K2IrywzwOMk?si="
    save_row(desk, sign_in, address=long + "a" * (2048 - len(long)))

    assert kept("address") == ("https://open.spotify.com/show/4rOoJ6Egrf8K2IrywzwOMk",)


def test_row_says_what_may_stand_in_it(desk, sign_in):
    ferry = story(by=sign_in("Reporter"), blocks={ref(): embed()})

    page = desk.open(ferry).content.decode()

    assert "Paste the address or embed code of a video, post, chart, document, map" in page
    assert "For a post: its words. With them a post needs no address." in page


def test_scripts_know_what_can_be_made_beside_a_video(desk, sign_in):
    ferry = story(by=sign_in("Reporter"))

    story_desk = page_of(desk.open(ferry)).get_element_by_id("story-desk")

    assert json.loads(story_desk.get("data-kinds"))["embed"]["types"] == [
        ["post", "Post"],
        ["chart", "Chart"],
        ["document", "Document"],
        ["map", "Map"],
        ["audio", "Audio"],
    ]
