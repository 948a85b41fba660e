"""Charts, documents, maps, audio and posts of other sites: their addresses and their frames."""

import re
import socket
from urllib.parse import urlsplit

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from articles import embeds
from articles.embeds import (
    NOT_SHOWN,
    SHORT_LINK,
    TYPE_IT_IN,
    NotAnEmbed,
    frame_address,
    recognise,
    watch_address,
)
from newsroom.settings import _mastodon_hosts
from tests.articles.test_embeds import ACCEPTED as VIDEOS

SPOTIFY = "4rOoJ6Egrf8K2IrywzwOMk"
DID = "did:plc:z72i7hdynmk6r22z27h6tvur"
SKEET = "3l7vzz4w3gk2x"
TOOT = "113456789012345678"
DWCDN = "https://datawrapper.dwcdn.net"
FLOURISH = "https://public.flourish.studio"
DOCS = "https://www.documentcloud.org/documents"
OSM = "https://www.openstreetmap.org"
BOX = "bbox=13.36%2C52.50%2C13.40%2C52.53&layer=mapnik"
PLAYER = "https://w.soundcloud.com/player/?url=https%3A//api.soundcloud.com"


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("an address was looked up on the network")

    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refuse)


# Address; type, provider, id, second part and start; the frame's ratio.
ACCEPTED = [
    (f"{DWCDN}/aBc1D/", "chart datawrapper aBc1D - 0 4:3"),
    (f"{DWCDN}/aBc1D/12/", "chart datawrapper aBc1D - 0 4:3"),
    (f"{DWCDN}/aBc1D/3/index.html", "chart datawrapper aBc1D - 0 4:3"),
    ("//datawrapper.dwcdn.net/aBc1D", "chart datawrapper aBc1D - 0 4:3"),
    ("https://www.datawrapper.de/_/aBc1D/?v=3", "chart datawrapper aBc1D - 0 4:3"),
    (f"{FLOURISH}/visualisation/8624951/", "chart flourish visualisation/8624951 - 0 4:3"),
    (f"{FLOURISH}/story/862495/", "chart flourish story/862495 - 0 4:3"),
    (
        "https://flo.uri.sh/visualisation/8624951/embed?auto=1",
        "chart flourish visualisation/8624951 - 0 4:3",
    ),
    (f"{DOCS}/20417938-test-pdf", "document documentcloud 20417938 - 0 1:1"),
    (f"{DOCS}/3031639-07-Introduction.html", "document documentcloud 3031639 - 0 1:1"),
    (f"{DOCS}/20417938/", "document documentcloud 20417938 - 0 1:1"),
    (f"{DOCS}/20417938-test-pdf#document/p12/a99", "document documentcloud 20417938 - 12 1:1"),
    (f"{DOCS}/20417938-test-pdf/pages/7.html", "document documentcloud 20417938 - 7 1:1"),
    (
        "https://embed.documentcloud.org/documents/20417938-test-pdf/?embed=1&responsive=1",
        "document documentcloud 20417938 - 0 1:1",
    ),
    (f"{OSM}/#map=15/52.51628/13.37771", "map openstreetmap 15/52.51628/13.37771 - 0 16:9"),
    (f"{OSM}#map=6/-33.9/-70.61&layers=T", "map openstreetmap 6/-33.90000/-70.61000 - 0 16:9"),
    (
        f"{OSM}/?mlat=52.5163&mlon=13.3777#map=15/52.51628/13.37771",
        "map openstreetmap 15/52.51628/13.37771 52.51630/13.37770 0 16:9",
    ),
    ("osm.org/#map=0/0/-0.000001", "map openstreetmap 0/0.00000/0.00000 - 0 16:9"),
    (f"{OSM}/export/embed.html?{BOX}", "map openstreetmap 13/52.51500/13.38000 - 0 16:9"),
    (
        f"{OSM}/export/embed.html?{BOX}&marker=52.51%2C13.38",
        "map openstreetmap 13/52.51500/13.38000 52.51000/13.38000 0 16:9",
    ),
    (
        f"https://open.spotify.com/episode/{SPOTIFY}?si=0a1b2c&t=90",
        f"audio spotify episode/{SPOTIFY} - 90 16:9",
    ),
    (
        f"https://open.spotify.com/intl-de/track/{SPOTIFY}",
        f"audio spotify track/{SPOTIFY} - 0 16:9",
    ),
    (
        f"https://open.spotify.com/embed/show/{SPOTIFY}?utm_source=generator&theme=0",
        f"audio spotify show/{SPOTIFY} - 0 4:3",
    ),
    (
        f"https://open.spotify.com/embed-podcast/episode/{SPOTIFY}/video",
        f"audio spotify episode/{SPOTIFY} - 0 16:9",
    ),
    (
        "https://podcasts.apple.com/gb/podcast/harbour-hour/id1200361736?i=1000533080737",
        "audio applepodcasts gb/1200361736 1000533080737 0 16:9",
    ),
    (
        "https://embed.podcasts.apple.com/cz/podcast/6-mark%C3%A9ta/id1603653549?theme=light",
        "audio applepodcasts cz/1603653549 - 0 4:3",
    ),
    (
        "https://podcasts.apple.com/podcast/id1200361736",
        "audio applepodcasts us/1200361736 - 0 4:3",
    ),
    (
        "https://soundcloud.com/harbour-desk/the-tide",
        "audio soundcloud harbour-desk/the-tide - 0 16:9",
    ),
    (
        "https://m.soundcloud.com/harbour-desk/sets/all-tides?si=1",
        "audio soundcloud harbour-desk/sets/all-tides - 0 4:3",
    ),
    (
        "https://soundcloud.com/harbour-desk/the-tide/s-5wElwc2UBtP",
        "audio soundcloud harbour-desk/the-tide s-5wElwc2UBtP 0 16:9",
    ),
    (f"{PLAYER}/tracks/533446239&color=%23ff5500", "audio soundcloud tracks/533446239 - 0 16:9"),
    (
        f"{PLAYER}/tracks/soundcloud%253Atracks%253A533446239&auto_play=false",
        "audio soundcloud tracks/533446239 - 0 16:9",
    ),
    (
        f"{PLAYER}/playlists/1030007044%3Fsecret_token%3Ds-5wElwc2UBtP",
        "audio soundcloud playlists/1030007044 s-5wElwc2UBtP 0 4:3",
    ),
    (
        "https://w.soundcloud.com/player/?url=https%3A%2F%2Fsoundcloud.com%2Fharbour-desk%2Fthe-tide",
        "audio soundcloud harbour-desk/the-tide - 0 16:9",
    ),
    (
        f"https://bsky.app/profile/Harbour.example.com/post/{SKEET}?ref_src=embed",
        f"post bluesky {SKEET} harbour.example.com 0 1:1",
    ),
    (f"bsky.app/profile/{DID}/post/{SKEET}", f"post bluesky {SKEET} {DID} 0 1:1"),
    (
        f"https://embed.bsky.app/embed/{DID}/app.bsky.feed.post/{SKEET}?id=1",
        f"post bluesky {SKEET} {DID} 0 1:1",
    ),
    (
        f"https://mastodon.social/@harbour_desk/{TOOT}",
        f"post mastodon mastodon.social/harbour_desk/{TOOT} - 0 1:1",
    ),
    (
        f"https://mastodon.social/@harbour.desk/{TOOT}/embed",
        f"post mastodon mastodon.social/harbour.desk/{TOOT} - 0 1:1",
    ),
    (
        f"https://mastodon.social/users/harbour/statuses/{TOOT}",
        f"post mastodon mastodon.social/harbour/{TOOT} - 0 1:1",
    ),
]
ADDRESSES = [address for address, _ in ACCEPTED]


@pytest.mark.parametrize(("address", "expected"), ACCEPTED, ids=ADDRESSES)
def test_supported_address_gives_its_parts(address, expected):
    found = recognise(address)

    said = (found.type, found.provider, found.embed_id, found.embed_hash or "-", str(found.start))
    assert " ".join([*said, found.ratio]) == expected


@pytest.mark.parametrize("address", ADDRESSES)
def test_watch_address_is_recognised_as_the_same_thing(address):
    found = recognise(address)

    assert recognise(found.watch_address) == found


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_is_kept_fits_its_columns(address):
    found = recognise(address)

    assert len(found.provider) <= 20
    assert len(found.embed_id) <= 120
    assert len(found.embed_hash) <= 80


REFUSED = [
    # Another site that carries a provider's name.
    "https://datawrapper.dwcdn.net.evil.example/aBc1D/",
    "https://evil.example/datawrapper.dwcdn.net/aBc1D/",
    "https://flo.uri.sh@evil.example/visualisation/8624951/embed",
    "https://xn--opn-hoa.spotify.com/track/" + SPOTIFY,
    f"https://open.spotify.com.evil.example/track/{SPOTIFY}",
    "https://podcasts.apple.com:8080/gb/podcast/x/id1200361736",
    "https://www.openstreetmap.org.evil.example/#map=15/52.5/13.3",
    f"https://bsky.app.evil.example/profile/{DID}/post/{SKEET}",
    f"https://mastodon.social.evil.example/@desk/{TOOT}",
    f"https://mastodon.social%2eevil.example/@desk/{TOOT}",
    f"https://evil.example\\@mastodon.social/@desk/{TOOT}",
    # Other schemes.
    "javascript://datawrapper.dwcdn.net/aBc1D/",
    f"at://{DID}/app.bsky.feed.post/{SKEET}",
    f"spotify:episode:{SPOTIFY}",
    # An id that is none.
    f"{DWCDN}/aBc1/",
    f"{DWCDN}/aBc1D2/",
    f"{DWCDN}/aBc1D/../../evil",
    f"{DWCDN}/aBc1D/%2e%2e/evil",
    f"{DWCDN}/aBc1\uff24/",
    f"{DWCDN}/aBc1D/javascript.html",
    f"{FLOURISH}/visualisation/12345678901234567890/",
    f"{FLOURISH}/visualisation/862%0a4951/",
    f"{FLOURISH}/redirect?url=https://evil.example",
    f"{DOCS}/\uff11\uff12\uff13\uff14/",
    f"{DOCS}/20417938-x/../../evil",
    f"{DOCS}/20417938-x/annotations/12345",
    f"{OSM}/#map=15/91/13",
    f"{OSM}/#map=15/85.00001/13",
    f"{OSM}/#map=15/52/180.00001",
    f"{OSM}/#map=99/52/13",
    f"{OSM}/#map=15/nan/13",
    f"{OSM}/#map=15/1e5/13",
    f"{OSM}/#map=15/52/13<script>",
    f"{OSM}/?mlat=52.5#map=15/52/13",
    f"{OSM}/?mlat=52.5&mlon=x#map=15/52/13",
    f"{OSM}/node/1#map=15/52/13",
    f"{OSM}/export/embed.html?bbox=13.4%2C52.5%2C13.3%2C52.6",
    f"{OSM}/export/embed.html?bbox=13.3%2C52.5%2C13.4",
    f"{OSM}/export/embed.html?bbox=13.3%2C52.5%2C13.4%2C52.6%2C1",
    f"{OSM}/export/embed.html?bbox=0%2C0%2C0%2C0",
    f"{OSM}/export/embed.html?{BOX}&{BOX}",
    f"{OSM}/export/embed.html?{BOX}&marker=",
    f"{OSM}/export/embed.html?{BOX}&marker=52.5",
    f"{OSM}/export/embed.html?{BOX}&marker=52.5%2C13.3%2C1",
    f"https://open.spotify.com/episode/{SPOTIFY[:-1]}",
    f"https://open.spotify.com/episode/{SPOTIFY}%22onload=1",
    f"https://open.spotify.com/user/{SPOTIFY}",
    f"https://open.spotify.com/embed/../redirect/{SPOTIFY}",
    "https://podcasts.apple.com/gb/podcast/x/id1200361736?i=",
    "https://podcasts.apple.com/gb/podcast/x/id1200361736?i=1&i=2",
    "https://podcasts.apple.com/gb/podcast/x/id1200361736?i=1000x",
    "https://podcasts.apple.com/gb/podcast/x/id12",
    "https://podcasts.apple.com/gb/browse",
    "https://soundcloud.com/harbour-desk",
    "https://soundcloud.com/harbour-desk/sets",
    "https://soundcloud.com/harbour-desk/likes",
    "https://soundcloud.com/discover/sets/new",
    "https://soundcloud.com/tracks/533446239",
    "https://soundcloud.com/" + "a" * 60 + "/" + "b" * 60,
    "https://soundcloud.com/harbour-desk/the-tide/x-secret",
    "https://soundcloud.com/harbour-desk/the-tide?secret_token=",
    "https://w.soundcloud.com/player/?url=https%3A%2F%2Fevil.example%2Ftracks%2F1",
    "https://w.soundcloud.com/player/?url=https%3A%2F%2Fw.soundcloud.com%2Fplayer%2F",
    "https://w.soundcloud.com/player/?url=javascript%3Aalert(1)",
    "https://w.soundcloud.com/player/?url=https%3A%2F%2Fapi.soundcloud.com%40evil.example%2Ftracks%2F1",
    f"{PLAYER}/users/533446239",
    f"{PLAYER}/tracks/1&url=https%3A//api.soundcloud.com/tracks/2",
    f"https://bsky.app/profile/{DID}",
    f"https://bsky.app/profile/{DID}/post/{SKEET}x",
    f"https://bsky.app/profile/{DID}/post/3l7vzz4w3gk1x",
    f"https://bsky.app/profile/did:web:evil.example/post/{SKEET}",
    f"https://bsky.app/profile/nodots/post/{SKEET}",
    f"https://bsky.app/profile/{'a.' * 40}example/post/{SKEET}",
    f"https://bsky.app/profile/desk%2Fevil.example/post/{SKEET}",
    f"https://mastodon.social/@desk@evil.example/{TOOT}",
    f"https://mastodon.social/@desk/{TOOT}123456",
    f"https://mastodon.social/@de%20sk/{TOOT}",
    "https://mastodon.social/@desk",
    "https://mastodon.social/tags/harbour",
]


@pytest.mark.parametrize("address", REFUSED, ids=lambda address: ascii(address)[:80])
def test_any_other_address_is_refused_with_a_sentence(address):
    with pytest.raises(NotAnEmbed) as refusal:
        recognise(address)

    assert refusal.value.message.startswith(str(NOT_SHOWN))


@pytest.mark.parametrize(
    "address",
    [
        "https://spotify.link/abc",
        "https://spotify.app.link/abc",
        "https://on.soundcloud.com/abc",
        "https://www.openstreetmap.org/go/0MbEeD8@",
        "https://osm.org/go/0MbEeD8",
        "https://go.bsky.app/Abc123",
    ],
)
def test_short_link_is_refused_with_the_way_out(address):
    with pytest.raises(NotAnEmbed) as refusal:
        recognise(address.replace("@", "%40"))

    assert refusal.value.message == f"{NOT_SHOWN} {SHORT_LINK}"


# Frames


@pytest.mark.parametrize(
    ("address", "frame", "watch"),
    [
        (f"{DWCDN}/aBc1D/4/", f"{DWCDN}/aBc1D/", f"{DWCDN}/aBc1D/"),
        (
            f"{FLOURISH}/story/862495/",
            "https://flo.uri.sh/story/862495/embed",
            f"{FLOURISH}/story/862495/",
        ),
        (
            f"{DOCS}/20417938-test#document/p3",
            "https://embed.documentcloud.org/documents/20417938/?embed=1#document/p3",
            f"{DOCS}/20417938#document/p3",
        ),
        (
            f"{OSM}/?mlat=52.5&mlon=13.25#map=15/52.5/13.25",
            f"{OSM}/export/embed.html?bbox=13.24142%2C52.49706%2C13.25858%2C52.50294"
            "&layer=mapnik&marker=52.50000%2C13.25000",
            f"{OSM}/?mlat=52.50000&mlon=13.25000#map=15/52.50000/13.25000",
        ),
        (
            f"{OSM}/#map=0/84/179",
            f"{OSM}/export/embed.html?bbox=-102.25000%2C67.46327%2C180.00000%2C85.00000&layer=mapnik",
            f"{OSM}/#map=0/84.00000/179.00000",
        ),
        (
            f"https://open.spotify.com/episode/{SPOTIFY}?t=1m",
            f"https://open.spotify.com/embed/episode/{SPOTIFY}?t=60",
            f"https://open.spotify.com/episode/{SPOTIFY}?t=60",
        ),
        (
            "https://podcasts.apple.com/gb/podcast/x/id1200361736?i=1000533080737",
            "https://embed.podcasts.apple.com/gb/podcast/id1200361736?i=1000533080737",
            "https://podcasts.apple.com/gb/podcast/id1200361736?i=1000533080737",
        ),
        (
            "https://soundcloud.com/desk/tide/s-abc",
            "https://w.soundcloud.com/player/?url=https%3A%2F%2Fsoundcloud.com%2Fdesk%2Ftide%2Fs-abc",
            "https://soundcloud.com/desk/tide/s-abc",
        ),
        (
            f"{PLAYER}/tracks/533",
            "https://w.soundcloud.com/player/?url=https%3A%2F%2Fapi.soundcloud.com%2Ftracks%2F533",
            "https://w.soundcloud.com/player/?url=https%3A%2F%2Fapi.soundcloud.com%2Ftracks%2F533",
        ),
        (
            f"https://bsky.app/profile/{DID}/post/{SKEET}",
            f"https://embed.bsky.app/embed/{DID}/app.bsky.feed.post/{SKEET}",
            f"https://bsky.app/profile/{DID}/post/{SKEET}",
        ),
        (
            f"https://mastodon.social/users/desk/statuses/{TOOT}",
            f"https://mastodon.social/@desk/{TOOT}/embed",
            f"https://mastodon.social/@desk/{TOOT}",
        ),
    ],
)
def test_addresses_are_built_again_from_constants(address, frame, watch):
    found = recognise(address)

    assert (frame_address(found), found.watch_address) == (frame, watch)


def test_frame_hosts_are_where_the_frames_are():
    recognised = [recognise(address) for address in [*ADDRESSES, *(case[0] for case in VIDEOS)]]
    frames = [frame for frame in map(frame_address, recognised) if frame]

    origins = {re.match(r"https://[^/]+", frame)[0] for frame in frames}
    assert origins - {"https://mastodon.social"} == set(embeds.FRAME_HOSTS)
    assert {found.provider for found in recognised} == set(embeds.PROVIDERS)


@pytest.mark.parametrize(
    "stored",
    [
        {"provider": "datawrapper", "embed_id": 'aBc1D" onload="'},
        {"provider": "datawrapper", "embed_id": "aBc1D\n"},
        {"provider": "flourish", "embed_id": "visualisation/../862495"},
        {"provider": "documentcloud", "embed_id": "1/../../evil"},
        {"provider": "openstreetmap", "embed_id": "15/52.5/13.3"},
        {"provider": "openstreetmap", "embed_id": "15/52.50000/13.30000", "embed_hash": "&x=1"},
        {"provider": "spotify", "embed_id": f"redirect/{SPOTIFY}"},
        {"provider": "applepodcasts", "embed_id": "gb/1200361736", "embed_hash": "1&x=2"},
        {"provider": "soundcloud", "embed_id": "desk/../evil"},
        {"provider": "bluesky", "embed_id": SKEET, "embed_hash": "evil.example/../x"},
        {"provider": "bluesky", "embed_id": SKEET, "embed_hash": ""},
        {"provider": "mastodon", "embed_id": f"mastodon.social@evil.example/desk/{TOOT}"},
        {"provider": "mastodon", "embed_id": f"localhost/desk/{TOOT}"},
        {"provider": "mastodon", "embed_id": f"127.0.0.1/desk/{TOOT}"},
    ],
)
def test_stored_parts_that_are_no_id_give_no_address(stored):
    watch = watch_address(stored["provider"], stored["embed_id"], stored.get("embed_hash", ""))

    assert (frame_address(stored), watch) == (None, "")


# Mastodon is many sites


def test_post_of_an_untrusted_site_is_to_be_typed_in():
    with pytest.raises(NotAnEmbed) as refusal:
        recognise(f"https://toots.example/@desk/{TOOT}")

    assert refusal.value.message == f"{NOT_SHOWN} {TYPE_IT_IN}"


def test_setting_says_which_sites_of_mastodon_are_trusted(settings):
    settings.NEWSROOM_MASTODON_HOSTS = ["toots.example"]

    found = recognise(f"https://toots.example/@desk/{TOOT}")

    assert frame_address(found) == f"https://toots.example/@desk/{TOOT}/embed"
    with pytest.raises(NotAnEmbed):
        recognise(f"https://mastodon.social/@desk/{TOOT}")


def test_post_of_a_site_that_is_trusted_no_more_is_a_link(settings):
    found = recognise(f"https://mastodon.social/@desk/{TOOT}")
    settings.NEWSROOM_MASTODON_HOSTS = []

    assert frame_address(found) is None
    assert found.watch_address == f"https://mastodon.social/@desk/{TOOT}"


def test_setting_is_a_list_of_hosts(monkeypatch):
    monkeypatch.setenv("NEWSROOM_MASTODON_HOSTS", "Mastodon.social, mstdn.example,")

    assert _mastodon_hosts() == ["mastodon.social", "mstdn.example"]


@pytest.mark.parametrize(
    "host",
    [
        "https://mstdn.example",
        "mstdn.example/",
        "*.example",
        "mstdn.example:8443",
        "mstdn.example; script-src *",
        "localhost",
        "ledger.example",
    ],
)
def test_setting_refuses_what_is_no_other_site(monkeypatch, host):
    monkeypatch.setenv("NEWSROOM_MASTODON_HOSTS", f"mastodon.social,{host}")
    monkeypatch.setattr("newsroom.settings._site", urlsplit("https://ledger.example"))

    with pytest.raises(ImproperlyConfigured, match="write host names of other sites"):
        _mastodon_hosts()


# Whatever is typed


@given(
    st.sampled_from(ADDRESSES),
    st.integers(min_value=0, max_value=120),
    st.text(min_size=1, max_size=6),
)
def test_disturbed_address_is_refused_or_still_sound(address, position, inserted):
    position = min(position, len(address))
    try:
        found = recognise(address[:position] + inserted + address[position:])
    except NotAnEmbed:
        return

    again = recognise(found.watch_address)
    assert (again.provider, again.embed_id, again.embed_hash) == (
        found.provider,
        found.embed_id,
        found.embed_hash,
    )
    assert re.fullmatch(r"[A-Za-z0-9_./:-]+", found.embed_id)
    frame = frame_address(found)
    assert frame is None or frame.startswith((*embeds.FRAME_HOSTS, "https://mastodon.social/"))


@given(st.tuples(*[st.floats(allow_nan=True, allow_infinity=True)] * 4))
def test_any_box_of_a_map_is_refused_or_a_place(box):
    try:
        found = recognise(f"{OSM}/export/embed.html?bbox=" + ",".join(map(str, box)))
    except NotAnEmbed:
        return

    assert frame_address(found).startswith(f"{OSM}/export/embed.html?bbox=")


@given(st.integers(0, 19), st.floats(-84.9, 84.9), st.floats(-179.9, 179.9))
def test_frame_of_a_map_has_its_place_in_the_middle(zoom, north, east):
    found = recognise(f"{OSM}/#map={zoom}/{north:.5f}/{east:.5f}")

    again = recognise(frame_address(found))
    assert again.type == "map"
    if zoom >= 4 and abs(north) < 75 and abs(east) < 150:
        assert [round(float(n), 3) for n in again.embed_id.split("/")[1:]] == pytest.approx(
            [north, east], abs=0.002
        )
