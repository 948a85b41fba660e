"""Copy from Word, Google Docs and the web keeps its structure and loses its clutter."""

import time
from contextlib import suppress

import pytest

from articles.intake import IntakeRefused, read
from articles.intake.html import clean_address
from tests.articles.intake.copy_shapes import DOCS_HTML, WORD_HTML


def kinds(reading):
    return [piece.kind for piece in reading.pieces]


def test_word_copy_is_read_without_its_clutter():
    reading = read(WORD_HTML)

    assert reading.headline == "The ferry sails again"
    assert reading.credits == [("Ana Ruiz", "words")]
    assert kinds(reading) == ["headline", "byline", "prose", "subhead", "list", "table", "prose"]
    assert [piece.html for piece in reading.pieces[2:]] == [
        'The <strong>board</strong> met <em>on</em> Tuesday, <a href="https://example.org/plan?a=1'
        '&amp;b=2">the plan</a> says, for 10<sup>2</sup> boats.',
        "What it costs",
        "<ul><li>Two coins</li><li>Nothing for children</li></ul>",
        "<table><tbody><tr><th>Port</th><th>Fare</th></tr>"
        "<tr><td>North</td><td>2</td></tr></tbody></table>",
        "The quay is dry.",
    ]


def test_docs_copy_loses_its_wrapper_and_redirects():
    reading = read(DOCS_HTML)

    assert reading.headline == "The ferry sails again"
    assert [piece.html for piece in reading.pieces[1:]] == [
        "The board <strong>met</strong><em> on Tuesday</em>.",
        "<ul><li>Two coins</li><li>Nothing for children</li></ul>",
        '<a href="https://example.org/plan">The plan</a> is public.',
    ]


def test_linked_related_and_video_lines_carry_their_address():
    reading = read(
        '<p><strong>READ NEXT:</strong> <a href="https://example.org/a">Night trains</a></p>'
        '<p>WATCH: <a href="https://youtu.be/aaaaaaaaaaa">The boat - From Coast TV</a></p>'
        '<p><iframe src="//www.youtube.com/embed/aaaaaaaaaaa"></iframe></p>'
        '<h3>Related stories</h3><ul><li><a href="https://example.org/b">B side</a></li></ul>'
    )

    assert kinds(reading) == ["related", "embed", "embed", "related"]
    assert reading.pieces[0].data["links"] == [
        {"title": "Night trains", "address": "https://example.org/a"}
    ]
    assert reading.pieces[1].data["credit"] == "Coast TV"
    assert [piece.data["provider"] for piece in reading.of("embed")] == ["youtube", "youtube"]
    assert reading.pieces[3].data["links"] == [
        {"title": "B side", "address": "https://example.org/b"}
    ]


def test_pictures_are_announced_to_the_desk():
    reading = read('<p>The boat.</p><p><img src="https://example.org/a.jpg" alt="A boat"></p>')

    assert reading.desk_notes == ["Picture left out of the copy: A boat https://example.org/a.jpg"]


def test_words_outside_paragraphs_and_unclosed_tags_are_kept():
    reading = read(
        "loose <div>one<br>two</div>three<p>four <b>bold<p>five <i>x</b> y", format="html"
    )

    assert [piece.text for piece in reading.pieces] == [
        *("loose", "one", "two", "three", "four bold", "five x y")
    ]


def test_page_laid_out_in_tables_is_not_a_table():
    reading = read("<table><tr><td><p>One story.</p><p>Two.</p></td></tr></table>")

    assert kinds(reading) == ["prose", "prose"]


def test_attribution_in_italics_stays_in_italics():
    reading = read("<p>The talks failed, <em>The Independent</em> reports.</p>")

    assert [source.name for source in reading.sources] == ["The Independent"]


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "data:text/html,x", "//a.example", "page.html", "#top", "http://["],
)
def test_addresses_that_must_not_be_followed_are_dropped(address):
    assert clean_address(address) == ""


@pytest.mark.parametrize("bad", ["<", "<!--", "<a ", "<b>", "<ul><li>", "<td>", "<?", "<![", "&"])
def test_broken_html_is_read_in_time_and_never_raises(bad):
    started = time.monotonic()

    with suppress(IntakeRefused):
        read("<p>x</p>" + bad * 20_000, format="html")

    assert time.monotonic() - started < 5
