"""Bytes and text become clean, numbered lines, or are refused in a sentence."""

import zipfile
from io import BytesIO

import pytest

from articles.intake import IntakeRefused, read
from articles.intake.lines import clean, copy_text, guessed_format, plain_lines

WORDS = "Café “Zum Löwen” – naïve"


@pytest.mark.parametrize(
    "raw",
    [
        WORDS.encode(),
        WORDS.encode("utf-8-sig"),
        WORDS.encode("utf-16"),
        WORDS.encode("utf-16-le"),
        WORDS.encode("utf-16-be"),
        WORDS.encode("utf-32"),
        WORDS.encode("cp1252"),
    ],
    ids=["utf-8", "utf-8 mark", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "windows"],
)
def test_every_encoding_that_desks_send_is_read(raw):
    assert copy_text(raw) == WORDS


def test_declared_encoding_of_a_page_is_believed():
    page = '<meta charset="iso-8859-2"><p>Łódź</p>'.encode("iso-8859-2")

    assert read(page).pieces[0].text == "Łódź"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\u2028", "\u2029", "\x85"])
def test_every_line_end_counts(end):
    assert [line.text for line in plain_lines(copy_text(f"One{end}Two"))] == ["One", "Two"]


def test_blanks_and_invisible_characters_are_tidied():
    assert clean("a\u00a0\u2009b\u200bc\u00ad\ufeff\u202e") == "a bc"
    assert clean("x\u200dy") == "xy"


def test_joined_emoji_stay_whole():
    family = "\U0001f469\u200d\U0001f469\u200d\U0001f467"

    assert clean(family) == family


def _zip():
    held = BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("word/document.xml", "<w:document/>")
    return held.getvalue()


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("", "no copy here"),
        (" \n\u200b\n", "no copy here"),
        ("a" * 1_000_001, "too long"),
        (b"a" * 5_000_001, "too long"),
        (_zip(), "Word or zip"),
        (_zip().decode("latin-1"), "Word or zip"),
        (b"%PDF-1.7", "PDF"),
        (b"{\\rtf1 x}", "rich text"),
        (b"\xd0\xcf\x11\xe0", "old Word"),
        (bytes(range(256)) * 8, "not text"),
    ],
    ids=["empty", "blank", "characters", "bytes", "zip", "zip text", "pdf", "rtf", "doc", "binary"],
)
def test_what_is_no_copy_is_refused_in_a_sentence(raw, words):
    with pytest.raises(IntakeRefused, match=words) as refusal:
        read(raw)

    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize(
    ("text", "filename", "expected"),
    [
        ("<p>One</p>", None, "html"),
        ("<p>One</p>", "story.txt", "text"),
        ("One", "story.html", "html"),
        ("<!doctype html><p>x", None, "html"),
        ("x</p><br><div>y</div>", "story", "html"),
        ("a < b and b > c", None, "text"),
        ("Intro\n<iframe src=x></iframe>", None, "text"),
    ],
)
def test_format_is_guessed_from_the_ending_then_from_the_copy(text, filename, expected):
    assert guessed_format(text, filename) == expected
