"""In which form a body goes out."""

import gzip
import random

import brotli
import pytest

from newsroom.pagecache.encoding import BROTLI, GZIP, PLAIN, choice, packed, unpacked

PAGE = b"<p>The barrier held for the third night.</p>" * 50


@pytest.mark.parametrize(
    ("accepted", "form"),
    [
        ("", PLAIN),
        ("br", BROTLI),
        ("gzip, deflate, br, zstd", BROTLI),
        ("gzip, deflate", GZIP),
        ("GZIP", GZIP),
        ("br;q=0", PLAIN),
        ("br;q=0, gzip", GZIP),
        ("br; q=0.5, gzip ; q=0.8", GZIP),
        ("br;q=0.000, *", GZIP),
        ("*", BROTLI),
        ("*;q=0", PLAIN),
        ("identity", PLAIN),
        ("identity;q=1, br;q=0.2", PLAIN),
        ("identity;q=0", PLAIN),
        ("identity;q=0, gzip;q=0.1", GZIP),
        ("identity;q=0, *", BROTLI),
        ("gzip;q=0.1", GZIP),
        ("gzip;q=nan, br;q=inf", PLAIN),
        ("gzip;q=", PLAIN),
        ("br;level=11", BROTLI),
        (",;=,,q=1", PLAIN),
        ("deflate, zstd, sdch", PLAIN),
        ("brotli, gzipped", PLAIN),
        ("br, " * 100, PLAIN),
    ],
)
def test_a_client_gets_the_form_that_it_wants_most(accepted, form):
    assert choice(accepted) == form


def test_any_header_chooses_a_form():
    generator = random.Random(4)
    for _ in range(2_000):
        accepted = "".join(generator.choices("brgzipq=;,.* 01\xff", k=generator.randrange(30)))

        assert choice(accepted) in (BROTLI, GZIP, PLAIN)


def test_a_page_is_packed_in_both_forms_and_comes_out_the_same():
    with_brotli, zipped = packed(PAGE, "text/html; charset=utf-8")

    assert brotli.decompress(with_brotli) == gzip.decompress(zipped) == unpacked(zipped) == PAGE
    assert len(with_brotli) < len(PAGE) / 5


def test_the_same_page_is_packed_into_the_same_bytes(monkeypatch):
    first = packed(PAGE, "text/html")
    monkeypatch.setattr("time.time", lambda: 2_000_000_000)

    assert packed(PAGE, "text/html") == first


@pytest.mark.parametrize(
    "content_type",
    [
        "text/css",
        "application/rss+xml; charset=utf-8",
        "application/xml",
        "application/feed+json",
        "application/json",
        "application/manifest+json",
        "image/svg+xml",
    ],
)
def test_every_kind_of_text_is_packed(content_type):
    assert packed(PAGE, content_type) is not None


@pytest.mark.parametrize(
    ("body", "content_type"),
    [(PAGE, "image/png"), (PAGE, "font/woff2"), (PAGE, ""), (PAGE[:199], "text/html")],
)
def test_what_would_not_become_shorter_stays_as_it_is(body, content_type):
    assert packed(body, content_type) is None
