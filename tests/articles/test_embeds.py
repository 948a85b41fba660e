"""Addresses and iframe code: what is a video we can show, and what only looks like one."""

import json
import re
import socket
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles import embeds
from articles.embeds import (
    NOT_SHOWN,
    SHORT_LINK,
    NotAnEmbed,
    Recognised,
    frame_address,
    recognise,
    watch_address,
)

CORPUS = Path(__file__).parents[3] / "shared" / "corpora" / "video_urls.jsonl"
LINES = CORPUS.read_text("utf-8").strip().split("\n") if CORPUS.exists() else []
ROWS = [json.loads(line) for line in LINES]

YT = "a1B2c3D4e5_"
VIMEO, HASH = "123456789", "0a1b2c3d4e"
DM = "x9abcde"
TIKTOK = "7000000000000000001"
POST = "1700000000000000001"
JW = "EfGh5678"
BRIGHTCOVE = "1234567890123/AbCdEf12_default/6000000000001"


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("an address was looked up on the network")

    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refuse)


def rows(*kinds):
    return [row for row in ROWS if row["kind"] in kinds]


def outcome(address):
    """The provider, id and second part of an address, or the sentence that refuses it."""
    try:
        found = recognise(address)
    except NotAnEmbed as refusal:
        return refusal.message
    return found.provider, found.embed_id, found.embed_hash


ACCEPTED = [
    (f"https://www.youtube.com/watch?v={YT}", "youtube", YT, "", 0),
    (f"  https://youtu.be/{YT}?t=43 \n", "youtube", YT, "", 43),
    (f"youtube.com/watch?list=PLx&index=2&v={YT}&t=1h2m3s", "youtube", YT, "", 3723),
    (f"//www.youtube.com/embed/{YT}?start=30&end=40", "youtube", YT, "", 30),
    (f"HTTPS://WWW.YOUTUBE.COM/watch?v={YT}#t=90", "youtube", YT, "", 90),
    (f"https://www.youtube.com:443/live/{YT}?si=x", "youtube", YT, "", 0),
    (f"https://music.youtube.com/watch?v={YT}", "youtube", YT, "", 0),
    (f"https://www.youtube-nocookie.com/embed/{YT}?rel=0", "youtube", YT, "", 0),
    (f"https://m.youtube.com/v/{YT}", "youtube", YT, "", 0),
    (f"https://gaming.youtube.com/watch/{YT}/", "youtube", YT, "", 0),
    (f"https://www.youtube.com/watch?v={YT}&t=1e999", "youtube", YT, "", 0),
    (f"https://www.youtube.com/watch?v={YT}&t=999999", "youtube", YT, "", 86400),
    (f"https://vimeo.com/{VIMEO}#t=30s", "vimeo", VIMEO, "", 30),
    (f"https://vimeo.com/{VIMEO}/{HASH}?share=copy", "vimeo", VIMEO, HASH, 0),
    (f"https://player.vimeo.com/video/{VIMEO}?badge=0&h={HASH}", "vimeo", VIMEO, HASH, 0),
    (f"https://vimeo.com/channels/desk/{VIMEO}", "vimeo", VIMEO, "", 0),
    (f"https://vimeo.com/groups/desk/videos/{VIMEO}", "vimeo", VIMEO, "", 0),
    (f"https://vimeo.com/showcase/12345/video/{VIMEO}", "vimeo", VIMEO, "", 0),
    (f"https://vimeo.com/manage/videos/{VIMEO}", "vimeo", VIMEO, "", 0),
    (f"https://vimeo.com/user1/review/{VIMEO}/{HASH}", "vimeo", VIMEO, HASH, 0),
    (f"https://www.dailymotion.com/video/{DM}_a-harbour-at-dawn", "dailymotion", DM, "", 0),
    (f"https://www.dailymotion.com/fr/video/{DM}?start=12", "dailymotion", DM, "", 12),
    (f"https://dai.ly/{DM}", "dailymotion", DM, "", 0),
    (f"https://geo.dailymotion.com/player/x1abc.html?video={DM}", "dailymotion", DM, "", 0),
    (f"https://www.tiktok.com/@desk.one/video/{TIKTOK}?lang=en", "tiktok", TIKTOK, "", 0),
    (f"https://m.tiktok.com/v/{TIKTOK}.html", "tiktok", TIKTOK, "", 0),
    (f"https://www.tiktok.com/player/v1/{TIKTOK}", "tiktok", TIKTOK, "", 0),
    (f"https://x.com/harbourdesk/status/{POST}?s=20&t=abc", "x", POST, "", 0),
    (f"https://mobile.twitter.com/harbourdesk/status/{POST}/video/1", "x", POST, "", 0),
    (f"https://x.com/i/web/status/{POST}", "x", POST, "", 0),
    ("https://www.instagram.com/p/AbC-dEf_123/", "instagram", "AbC-dEf_123", "", 0),
    ("https://instagr.am/harbourdesk/reel/AbC-dEf_123/", "instagram", "AbC-dEf_123", "", 0),
    ("https://www.facebook.com/watch/?v=1000000000001", "facebook", "1000000000001", "", 0),
    (
        "https://m.facebook.com/desk/videos/title/1000000000001/",
        "facebook",
        "1000000000001",
        "",
        0,
    ),
    ("https://web.facebook.com/reel/1000000000001", "facebook", "1000000000001", "", 0),
    (
        "https://www.facebook.com/plugins/video.php?href="
        "https%3A%2F%2Fwww.facebook.com%2Fdesk%2Fvideos%2F1000000000001%2F&show_text=0",
        "facebook",
        "1000000000001",
        "",
        0,
    ),
    (
        "https://players.brightcove.net/1234567890123/AbCdEf12_default/index.html"
        "?videoId=6000000000001",
        "brightcove",
        BRIGHTCOVE,
        "",
        0,
    ),
    (
        "https://players.brightcove.net/12345/a_default/index.html?videoId=ref:harbour-1",
        "brightcove",
        "12345/a_default/ref:harbour-1",
        "",
        0,
    ),
    (
        "https://cdn.jwplayer.com/players/AbCd1234-EfGh5678.html",
        "jwplayer",
        "AbCd1234",
        "EfGh5678",
        0,
    ),
    (
        "https://content.jwplatform.com/previews/AbCd1234-EfGh5678",
        "jwplayer",
        "AbCd1234",
        "EfGh5678",
        0,
    ),
]


@pytest.mark.parametrize(("address", "provider", "embed_id", "embed_hash", "start"), ACCEPTED)
def test_supported_address_gives_its_parts(address, provider, embed_id, embed_hash, start):
    found = recognise(address)

    assert (found.provider, found.embed_id, found.embed_hash, found.start) == (
        provider,
        embed_id,
        embed_hash,
        start,
    )


REFUSED = [
    "",
    "   ",
    "not an address",
    "https://",
    "https://[",
    "https://[youtube.com]/watch?v=" + YT,
    # Another site that carries a provider's name.
    f"https://youtube.com.evil.example/watch?v={YT}",
    f"https://evil.example/youtube.com/watch?v={YT}",
    f"https://evil.example/?u=https://www.youtube.com/watch?v={YT}",
    f"https://evil.example/#https://www.youtube.com/watch?v={YT}",
    f"https://notyoutube.com/watch?v={YT}",
    f"https://myyoutu.be/{YT}",
    f"https://youtu.be.com/{YT}",
    f"https://youtube/{YT}",
    f"https://wwwXyoutube.com/watch?v={YT}",
    f"https://www.youtube.com./watch?v={YT}",
    f"https://netflix.com/desk/status/{POST}",
    f"https://player.vimeo.com.evil.example/video/{VIMEO}",
    # An address two parsers read differently.
    f"https://www.youtube.com@evil.example/watch?v={YT}",
    f"https://evil.example\\@www.youtube.com/watch?v={YT}",
    f"https://www.youtube.com%2eevil.example/watch?v={YT}",
    f"https://www.you\ntube.com/watch?v={YT}",
    f"https://www.youtube.com\t.evil.example/watch?v={YT}",
    f"https://www.youtube.com\x00.evil.example/watch?v={YT}",
    f"https:///www.youtube.com/watch?v={YT}",
    f"https:www.youtube.com/watch?v={YT}",
    f"https:/\\www.youtube.com/watch?v={YT}",
    f"\\\\www.youtube.com\\watch?v={YT}",
    f"https://www.youtube.com:8443/watch?v={YT}",
    f"https://www.youtube.com:abc/watch?v={YT}",
    f"https://www.youtube.com:99999/watch?v={YT}",
    f"https://youtub\u0435.com/watch?v={YT}",
    f"https://www.youtube\u3002com/watch?v={YT}",
    f"https://\uff59outube.com/watch?v={YT}",
    "https://\ud800.example/",
    # Other schemes.
    f"javascript:alert(1)//https://www.youtube.com/watch?v={YT}",
    f"javascript://www.youtube.com/%0aalert(1)?v={YT}",
    f"data:text/html,x#www.youtube.com/watch?v={YT}",
    f"ftp://www.youtube.com/watch?v={YT}",
    f"view-source:https://www.youtube.com/watch?v={YT}",
    # An id that is none.
    "https://www.youtube.com/watch?v=",
    f"https://www.youtube.com/watch?v={YT[:-1]}",
    f"https://www.youtube.com/watch?v={YT}Q",
    f"https://www.youtube.com/watch?v={YT}&v=AAAAAAAAAAA",
    f"https://www.youtube.com/watch?v[]={YT}",
    f"https://www.youtube.com/watch?v={YT[:-1]}%00",
    f"https://www.youtube.com/watch?v={YT}%0a",
    f"https://www.youtube.com/watch?v={YT[:-1]}\uff31",
    'https://www.youtube.com/watch?x=1&v="><script>alert(1)</script>',
    "https://www.youtube.com/watch?v=%22%20onload%3Dalert(1)%20x%3D%22",
    f"https://www.youtube.com/embed/{YT}%22onload=1",
    "https://vimeo.com/\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18",
    f"https://vimeo.com/{VIMEO}/<script>",
    f"https://player.vimeo.com/video/{VIMEO}?h=nothex",
    f"https://player.vimeo.com/video/{VIMEO}?h=",
    f"https://x.com/desk/status/{POST}1234567890",
    "https://players.brightcove.net/12345/x_default/index.html?videoId=%22%3E%3Cscript%3E",
    # Out of the provider's own path.
    "https://www.youtube.com/embed/../redirect?q=https://evil.example",
    "https://www.youtube.com/embed/%2e%2e/redirect?q=https://evil.example",
    f"https://vimeo.com/{VIMEO}/../../evil",
    "https://www.youtube.com/redirect?q=https%3A%2F%2Fevil.example",
    f"https://www.youtube.com/attribution_link?u=//evil.example/watch?v={YT}",
    "https://www.facebook.com/l.php?u=https%3A%2F%2Fevil.example",
    "https://www.facebook.com/plugins/video.php?href=https%3A%2F%2Fevil.example%2F",
    "https://www.facebook.com/plugins/video.php?href="
    "https%3A%2F%2Fwww.facebook.com%2Fplugins%2Fvideo.php%3Fhref%3Dx",
    # Machines of our own.
    f"http://127.0.0.1/watch?v={YT}",
    f"http://localhost:8000/watch?v={YT}",
    "http://[::1]/",
    "http://169.254.169.254/latest/meta-data/",
    "http://2130706433/",
    # Too much of it.
    "https://www.youtube.com/watch?v=" + "A" * 100_000,
    "https://www.youtube.com/watch?" + "a=1&" * 100 + f"v={YT}",
    # Theirs, but not one video.
    "https://www.youtube.com/@desk",
    "https://www.youtube.com/playlist?list=PLabc",
    "https://www.youtube.com/embed/videoseries?list=PLabc",
    "https://www.youtube.com/embed/live_stream?channel=UCabc",
    "https://vimeo.com/event/4154130",
    "https://vimeo.com/showcase/2632481",
    "https://www.dailymotion.com/desk",
    "https://www.tiktok.com/@desk",
    "https://x.com/desk",
    "https://www.instagram.com/stories/desk/1234567890/",
    "https://www.instagram.com/stories/reel/1234567890/",
    "https://www.instagram.com/reels/audio/1234567890/",
    "https://www.facebook.com/desk",
    # Code that is not a plain frame.
    f'<iframe src="https://evil.example/embed/{YT}" data-x="https://youtu.be/{YT}"></iframe>',
    f'<iframe src="https://www.youtube.com/embed/{YT}" onload="alert(1)"></iframe>',
    f'<iframe srcdoc="x" src="https://www.youtube.com/embed/{YT}"></iframe>',
    f'<script src="https://www.youtube.com/embed/{YT}"></script>',
    f'<iframe src="https://youtu.be/{YT}"></iframe><iframe src="https://evil.example/"></iframe>',
    "<iframe></iframe>",
    "<iframe src>",
    "<![x",
    "<",
]


@pytest.mark.parametrize("address", REFUSED, ids=lambda address: ascii(address)[:80])
def test_any_other_address_is_refused_with_a_sentence(address):
    with pytest.raises(NotAnEmbed) as refusal:
        recognise(address)

    assert refusal.value.message.startswith("This address is not one we can show. YouTube, ")


@pytest.mark.parametrize(
    "address",
    [
        "https://vm.tiktok.com/ZSabc123/",
        "https://vt.tiktok.com/ZSabc123/",
        "https://www.tiktok.com/t/ZSabc123/",
        "https://fb.watch/ABC123eew/",
        "https://www.facebook.com/share/v/1AbCdEfGh/",
        "https://www.facebook.com/share/r/1AbCdEfGh/",
        "https://t.co/AbCdEf1234",
        "bit.ly/3abcdef",
        "https://youtube.app.goo.gl/abc",
    ],
)
def test_short_link_is_refused_with_the_way_out(address):
    with pytest.raises(NotAnEmbed) as refusal:
        recognise(address)

    assert refusal.value.message == (
        "This address is not one we can show. YouTube, Vimeo, Dailymotion, TikTok, X, "
        "Instagram, Facebook, Brightcove, JW Player, Bluesky, Mastodon, Datawrapper, Flourish, "
        "DocumentCloud, OpenStreetMap, Spotify, Apple Podcasts, SoundCloud work. "
        "It looks like a short link: open it and copy the long address."
    )


def test_iframe_code_counts_for_its_address_alone():
    code = (
        '<div style="padding:56% 0 0 0"><iframe title="A harbour – at dawn" width="560" '
        f'src="https://player.vimeo.com/video/{VIMEO}?h={HASH}&amp;badge=0" allowfullscreen>'
        '</iframe></div><script src="https://player.vimeo.com/api/player.js"></script>'
    )

    assert recognise(code) == Recognised("vimeo", VIMEO, HASH)


@pytest.mark.parametrize(
    ("address", "kind", "ratio"),
    [
        (f"https://www.youtube.com/watch?v={YT}", "video", "16:9"),
        (f"https://www.youtube.com/shorts/{YT}", "video", "9:16"),
        (f"https://www.tiktok.com/@desk/video/{TIKTOK}", "video", "9:16"),
        (f"https://x.com/desk/status/{POST}", "post", "1:1"),
        ("https://www.instagram.com/p/AbCdEf123/", "post", "1:1"),
        ("https://www.instagram.com/reel/AbCdEf123/", "video", "9:16"),
        ("https://www.facebook.com/reel/1000000000001", "video", "9:16"),
    ],
)
def test_recognised_says_what_it_is_and_its_shape(address, kind, ratio):
    found = recognise(address)

    assert (found.type, found.ratio) == (kind, ratio)


@pytest.mark.parametrize(
    ("found", "frame", "watch"),
    [
        (
            Recognised("youtube", YT, start=43),
            f"https://www.youtube-nocookie.com/embed/{YT}?start=43",
            f"https://www.youtube.com/watch?v={YT}&t=43s",
        ),
        (
            Recognised("vimeo", VIMEO, HASH),
            f"https://player.vimeo.com/video/{VIMEO}?dnt=1&h={HASH}",
            f"https://vimeo.com/{VIMEO}/{HASH}",
        ),
        (
            Recognised("dailymotion", DM),
            f"https://geo.dailymotion.com/player.html?video={DM}",
            f"https://www.dailymotion.com/video/{DM}",
        ),
        (
            Recognised("tiktok", TIKTOK),
            f"https://www.tiktok.com/player/v1/{TIKTOK}",
            f"https://www.tiktok.com/@_/video/{TIKTOK}",
        ),
        (Recognised("x", POST), None, f"https://x.com/i/status/{POST}"),
        (Recognised("instagram", "AbCdE"), None, "https://www.instagram.com/p/AbCdE/"),
        (Recognised("facebook", "12345"), None, "https://www.facebook.com/watch/?v=12345"),
        (
            Recognised("brightcove", BRIGHTCOVE),
            "https://players.brightcove.net/1234567890123/AbCdEf12_default/index.html"
            "?videoId=6000000000001",
            "https://players.brightcove.net/1234567890123/AbCdEf12_default/index.html"
            "?videoId=6000000000001",
        ),
        (
            Recognised("jwplayer", "AbCd1234", "EfGh5678"),
            "https://cdn.jwplayer.com/players/AbCd1234-EfGh5678.html",
            "https://cdn.jwplayer.com/players/AbCd1234-EfGh5678.html",
        ),
    ],
)
def test_addresses_are_built_again_from_constants(found, frame, watch):
    assert frame_address(found) == frame
    assert found.watch_address == watch


def test_frame_of_a_block_and_of_a_row_is_the_same():
    parts = {"provider": "youtube", "embed_id": YT, "embed_hash": "", "start": 5}

    assert frame_address(parts) == f"https://www.youtube-nocookie.com/embed/{YT}?start=5"
    assert frame_address(SimpleNamespace(**parts)) == frame_address(parts)


@pytest.mark.parametrize(
    "stored",
    [
        {},
        {"provider": "", "embed_id": ""},
        {"provider": "youtube", "embed_id": None},
        {"provider": "youtube", "embed_id": f'{YT}" onload="'},
        {"provider": "youtube", "embed_id": f"{YT}\n"},
        {"provider": "youtube", "embed_id": YT, "embed_hash": "&x=1"},
        {"provider": "vimeo", "embed_id": VIMEO, "embed_hash": '"><script>'},
        {"provider": "jwplayer", "embed_id": "AbCd1234", "embed_hash": ""},
        {"provider": "brightcove", "embed_id": "1/../x_default/1"},
        {"provider": "elsewhere", "embed_id": YT},
    ],
)
def test_stored_parts_that_are_no_id_give_no_address(stored):
    watch = watch_address(
        stored.get("provider", ""), stored.get("embed_id") or "", stored.get("embed_hash") or ""
    )

    assert (frame_address(stored), watch) == (None, "")


def test_stored_start_that_is_no_number_is_left_out():
    hostile = {"provider": "youtube", "embed_id": YT, "start": "1&autoplay=1"}

    assert frame_address(hostile) == f"https://www.youtube-nocookie.com/embed/{YT}"


@pytest.mark.parametrize("case", ACCEPTED, ids=lambda case: case[0].strip()[:80])
def test_watch_address_is_recognised_as_the_same_video(case):
    found = recognise(case[0])

    again = recognise(found.watch_address)
    assert (again.provider, again.embed_id, again.embed_hash) == (
        found.provider,
        found.embed_id,
        found.embed_hash,
    )


@given(st.text(max_size=200))
def test_random_letters_are_refused_and_nothing_worse(text):
    with pytest.raises(NotAnEmbed):
        recognise(text)


@given(
    st.sampled_from([case[0] for case in ACCEPTED]),
    st.integers(min_value=0, max_value=80),
    st.text(min_size=1, max_size=6),
)
def test_disturbed_address_is_refused_or_still_sound(address, position, inserted):
    position = min(position, len(address))
    try:
        found = recognise(address[:position] + inserted + address[position:])
    except NotAnEmbed:
        return

    assert found.watch_address.startswith("https://")
    assert re.fullmatch(r"[A-Za-z0-9_./:-]+", found.embed_id)


@given(st.text(max_size=200))
def test_random_code_is_refused_and_nothing_worse(text):
    with pytest.raises(NotAnEmbed):
        recognise(f"<{text}")


# The corpus, where it is there.


def test_corpus_video_is_accepted_or_is_of_another_provider():
    wrong = []
    for row in rows("positive"):
        known = row["provider"] in embeds.PROVIDERS
        found = outcome(row["url"])
        expected = (row["provider"], row["id"], row.get("hash", found[2])) if known else NOT_SHOWN
        if found != expected:
            wrong.append((row, found))

    assert wrong == []


def test_corpus_hostile_address_is_refused():
    refused = [(row, outcome(row["url"])) for row in rows("hostile", "nonvideo")]

    assert [pair for pair in refused if not str(pair[1]).startswith(str(NOT_SHOWN))] == []


def test_corpus_short_link_is_refused_with_the_way_out():
    refused = [(row, outcome(row["url"])) for row in rows("needs-network")]

    assert [pair for pair in refused if pair[1] != f"{NOT_SHOWN} {SHORT_LINK}"] == []


def test_corpus_odd_address_is_refused_or_gives_the_right_id():
    found = [(row, outcome(row["url"])) for row in rows("either", "legacy")]
    accepted = [(row, parts) for row, parts in found if isinstance(parts, tuple)]

    assert [row for row, parts in accepted if parts[:2] != (row["provider"], row["id"])] == []
