"""The demo paper's copy is whole: every file parses and every name in it resolves."""

import re
from pathlib import Path

import pytest

from articles import intake
from articles.demo import cast
from articles.demo.drawing import MOTIFS
from articles.embeds import recognise

COPY = Path(cast.__file__).parent / "copy"
KEYS = frozenset(
    [
        "slugline",
        "headline",
        "short_headline",
        "dek",
        "kicker",
        "section",
        "topics",
        "hours_ago",
        "weight",
        "type_of_work",
        "origin",
        "origin_source",
        "language",
        "translation_of",
        "follows",
        "no_byline",
        "restricted_to",
        "stage",
        "scheduled_in_hours",
        "due_in_hours",
        "wanted_words",
        "video",
        "picture",
        "picture_alt",
        "picture_caption",
        "picture_credit",
        "inline_picture",
        "inline_picture_alt",
        "inline_picture_caption",
        "inline_picture_credit",
        "inline_after",
        "pullquote",
        "pullquote_speaker",
        "pullquote_after",
        "factbox_title",
        "factbox_text",
        "factbox_after",
        "factbox_on_top",
        "methods",
        "developing_hours",
        "correction",
        "correction_hours_ago",
        "clarification",
        "clarification_hours_ago",
        "update",
        "update_note",
        "update_hours_ago",
    ]
)
STAGES = ["approved", "draft", "draft", "in_review", "planned", "restricted", "scheduled", "spiked"]
AUTHORS = {author["name"] for author in cast.AUTHORS}
UNRESOLVED = {
    "Keeper's cottage to be listed as a monument",
    "Parade route and road closures confirmed",
}


def _story(path):
    """One file as its head, its copy and what intake makes of the copy."""
    head, found, copy = (path.read_text(encoding="utf-8") + "\n").partition("\n---\n")
    assert found, f"{path.name} has no line of dashes"
    story = {}
    for line in head.splitlines():
        key, colon, value = line.partition(": ")
        assert colon, f"{path.name}: {line!r}"
        assert key not in story, f"{path.name} gives {key} twice"
        story[key] = value.strip()
    reading = intake.read(copy) if copy.strip() else None
    return {"file": path.name, "copy": copy, "reading": reading, **story}


STORIES = [_story(path) for path in sorted(COPY.glob("*.txt"))]
PUBLISHED = [story for story in STORIES if "stage" not in story]
BY_HEADLINE = {story["headline"]: story for story in STORIES if "headline" in story}

every_story = pytest.mark.parametrize("story", STORIES, ids=lambda story: story["file"])
every_published = pytest.mark.parametrize("story", PUBLISHED, ids=lambda story: story["file"])


def _plain(text):
    return text.translate(str.maketrans("“”‘’", "\"\"''")).rstrip(".")


def test_the_paper_is_large_enough_to_look_like_one():
    assert len(PUBLISHED) >= 64
    assert sorted(story["stage"] for story in STORIES if "stage" in story) == STAGES


def test_the_cast_is_consistent():
    users = {user["username"] for user in cast.USERS}
    desks = {slug for slug, _, _ in cast.DESKS}

    assert len(cast.SECTIONS) == 8
    assert users == {"reporter", "video", "editor", "publisher", "admin"}
    assert {author["user"] for author in cast.AUTHORS} - {None} == users - {"admin"}
    assert {desk for user in cast.USERS for desk in user["desks"]} == desks
    assert sorted(slug for _, _, sections in cast.DESKS for slug in sections) == sorted(
        slug for slug, _, _ in cast.SECTIONS
    )
    assert all(".example/" in address for *_, address in cast.SOURCES if address)


@pytest.mark.parametrize("key", ["headline", "slugline"])
def test_no_two_stories_share_a_name(key):
    names = [story[key] for story in STORIES if key in story]

    assert len(names) == len(set(names))


@every_story
def test_head_names_only_what_exists(story):
    topics = {slug for slug, _ in cast.TOPICS}

    assert {key for key in story if key not in {"file", "copy", "reading"}} <= KEYS
    assert story["section"] in {slug for slug, _, _ in cast.SECTIONS}
    assert set(filter(None, story.get("topics", "").split(", "))) <= topics
    assert len(story.get("short_headline", "")) <= 60
    assert len(story.get("headline", "")) <= 100
    assert len(story.get("dek", "")) <= 300


@every_story
def test_pictures_are_drawable_and_described(story):
    for picture in ("picture", "inline_picture"):
        if picture in story:
            assert story[picture] in MOTIFS
            assert all(story[f"{picture}_{part}"] for part in ("alt", "caption", "credit"))


@every_story
def test_every_credited_person_is_in_the_cast(story):
    credited = {name for name, _ in story["reading"].credits} if story["reading"] else set()

    assert credited <= AUTHORS
    assert bool(credited) != ("no_byline" in story or story.get("stage") == "planned")


@every_story
def test_related_titles_are_earlier_stories_of_the_paper(story):
    titles = re.findall(r"^READ (?:NEXT|MORE): (.+)$", story["copy"], re.MULTILINE)
    titles += [story[key] for key in ("follows", "translation_of") if key in story]

    for title in set(titles) - (UNRESOLVED if story.get("stage") == "draft" else set()):
        assert float(BY_HEADLINE[title]["hours_ago"]) > float(story.get("hours_ago", 0))


@every_story
def test_a_video_has_a_line_in_the_copy_and_an_address_we_can_show(story):
    lines = re.findall(r"^WATCH: .+ - From .+$", story["copy"], re.MULTILINE)

    assert len(lines) == ("video" in story)
    if "video" in story:
        assert recognise(story["video"])


@every_story
def test_blocks_stand_between_paragraphs_of_the_story(story):
    for key in ("inline_after", "pullquote_after", "factbox_after"):
        if key in story:
            assert 1 <= int(story[key]) < story["reading"].paragraphs
    if "pullquote" in story:
        said = " ".join(_plain(story["copy"]).split())
        parts = re.split(r"(?<=[.,]) ", story["pullquote"])
        assert [part for part in parts if _plain(part).rstrip(",") not in said] == []


@every_published
def test_published_stories_say_enough_to_be_read(story):
    body = sum(len(piece.text.split()) for piece in story["reading"].of("prose"))

    assert body >= 55
    assert 1 <= float(story["hours_ago"]) <= 60 * 24
    assert story["headline"]
    assert story["type_of_work"]


def test_the_paper_shows_each_kind_of_notice():
    noticed = {
        kind: [story for story in PUBLISHED if kind in story]
        for kind in ("correction", "clarification", "update")
    }

    assert {kind: len(stories) for kind, stories in noticed.items()} == {
        "correction": 2,
        "clarification": 1,
        "update": 2,
    }
    for kind, stories in noticed.items():
        for story in stories:
            assert float(story[f"{kind}_hours_ago"]) < float(story["hours_ago"])
    assert all(story["update_note"] for story in noticed["update"])
