"""Nothing is lost silently, and a story is read in no time."""

import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.intake import Matches, build, read
from articles.intake.inline import visible
from tests.articles.intake.copy_shapes import DOCS_HTML, STORY, WORD_HTML

# Words that say what a line is, and are said by the block, field or role it became.
LABELS = frozenset(
    """read next more also watch related stories story video written reporting editing by and from
    courtesy of editor s note to desk correction clarification headline dek hed slug slugline
    section topics kicker ends 30 pictures additional with in 1 2""".split()  # noqa: SIM905 -- a list of words reads best as words
)
WORDS = st.text(st.characters(categories=["L", "Nd", "P", "Zs"], max_codepoint=0x24F), max_size=40)
STARTS = [
    "READ NEXT: ", "Read more - ", "RELATED STORIES", "WATCH: ", "VIDEO | ", "By ", "Written by: ",
    "Reporting by Ana Ruiz; editing by ", "This article is owned by ", "Editor’s note: ",
    "[note to desk: ", "Correction: ", "Clarification (Nov 3): ", "LIMA (AP) — ", "-30-", "(ENDS)",
    "HEADLINE: ", "DEK: ", "SLUG: ", "SECTION: ", "TOPICS: ", "## ", "> ", "- ", "• ", "1. ", "2. ",
    "", "The Harbour Post reports ", "https://example.org/", "<p>", "<b>", "a | b | ", "\t", "**",
    "© 2026 ", "according to the Bay Times ", "https://youtu.be/aaaaaaaaaaa ",
]  # fmt: skip
ENDS = st.sampled_from(["", ".", "]", " - From Coast TV", " (Coast TV)", " and Jo Pa", "?", ":"])
LINES = st.builds("{}{}{}".format, st.sampled_from(STARTS), WORDS, ENDS)
COPY = st.lists(st.one_of(LINES, st.just("")), min_size=1, max_size=12).map("\n".join)


def words_of(text):
    return set(re.findall(r"[^\W_]+", text.casefold()))


def kept_words(reading):
    """Every word of the document and the notes built of a reading."""
    built = build(reading, Matches())
    said = [visible(re.sub(r"</?(?:p|li|t[dhr]|h\d|blockquote)>", " ", built.document["body"]))]
    said += built.notes
    waiting = [built.document["fields"], built.document["blocks"], built.document["bylines"]]
    waiting += [built.document["corrections"]]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, str):
            said.append(value)
    return words_of(" ".join(said))


def assert_nothing_lost(reading):
    placed = [number for piece in reading.pieces for number in piece.lines]
    assert placed == [line.number for line in reading.lines if line.text]
    assert [entry["line"] for entry in reading.account()] == placed
    kept = kept_words(reading) | LABELS
    for line in reading.lines:
        assert words_of(line.text) - kept == set(), line.text


@settings(max_examples=200, deadline=None)
@given(COPY.filter(str.strip))
def test_every_line_of_text_is_accounted_for(copy):
    if words_of(copy):
        assert_nothing_lost(read(copy, format="text"))


@settings(max_examples=100, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=8), st.sampled_from(["p", "li", "div", "h2", "td"]))
def test_every_paragraph_of_html_is_accounted_for(lines, tag):
    escaped = [line.replace("&", "&amp;").replace("<", "&lt;") for line in lines]
    copy = "<p>The board met.</p>" + "".join(f"<{tag}>{line}</{tag}>" for line in escaped)

    reading = read(copy, format="html")

    assert_nothing_lost(reading)
    wanted = words_of(" ".join(lines))
    assert wanted - words_of(" ".join(line.text for line in reading.lines)) == set()


@pytest.mark.parametrize("copy", [STORY, WORD_HTML, DOCS_HTML], ids=["story", "word", "docs"])
def test_copy_in_known_shapes_is_accounted_for(copy):
    assert_nothing_lost(read(copy))


def test_story_is_read_whole():
    reading = read(STORY)

    assert reading.paragraphs == 7
    assert len(reading.of("subhead")) == 2
    assert [source.name for source in reading.sources] == [
        *("The Lantern Independent", "Saltmarsh Bay Times", "Express")
    ]
    assert reading.account()[4] == {
        "line": 9,
        "text": "Understanding the Bay and the Ferry's Return",
        "kind": "subhead",
        "says": "subhead",
    }


MODELS = sorted((Path(__file__).parents[4] / "shared" / "copy").glob("*_*.txt"))


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_real_copy_is_read_whole(path):
    """A story as it reached a desk: 20 paragraphs of prose, counted by hand."""
    reading = read(path.read_bytes(), filename=path.name)

    assert_nothing_lost(reading)
    assert reading.paragraphs == 20
    assert [len(reading.of(kind)) for kind in ("subhead", "related", "embed")] == [2, 2, 1]
    assert [len(reading.of(kind)) for kind in ("byline", "ownership")] == [1, 1]
    assert len(reading.sources) == 3
    assert all(piece.data["links"][0]["title"] for piece in reading.of("related"))
    assert reading.of("embed")[0].data["credit"]
    assert (reading.headline, reading.headline_candidate) == ("", "")


def test_long_story_is_read_in_a_tenth_of_a_second():
    copy = "\n\n".join([STORY] * 7)
    assert len(copy.split()) > 1_000

    read(copy)
    started = time.process_time()
    read(copy)

    assert time.process_time() - started < 0.1
