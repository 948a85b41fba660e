"""`manage.py intake`: copy on the command line becomes a draft, or nothing at all."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from articles import workflow
from articles.models import Article, Edition, Note, Source
from authors.models import Author
from tests.articles.intake.copy_shapes import STORY
from tests.factories import SectionFactory, SourceFactory, UserFactory, chief, document

pytestmark = pytest.mark.django_db

VIDEO = "https://www.youtube.com/watch?v=aaaaaaaaaaa"
RESOLVED = [
    "--video",
    VIDEO,
    "--related",
    "old lighthouse opens its doors to night walkers=https://example.org/a=b",
]


@pytest.fixture
def story(tmp_path):
    path = tmp_path / "story.txt"
    path.write_text(STORY, encoding="utf-8")
    return str(path)


def intake(*arguments):
    out = io.StringIO()
    call_command("intake", *arguments, "--json", stdout=out)
    return json.loads(out.getvalue())


def refused(*arguments):
    """The code and message of a command that gave up."""
    with pytest.raises(CommandError) as refusal:
        call_command("intake", *arguments, stdout=io.StringIO())
    return refusal.value.returncode, str(refusal.value)


def test_story_becomes_a_draft_with_everything_in_it(story):
    told = intake(story)

    article = Article.objects.get()
    assert told["article"] == article.pk
    assert article.stage == Article.Stage.DRAFT
    assert told["headline"] == ""
    assert told["paragraphs"] == 7
    assert told["subheads"] == [
        "Understanding the Bay and the Ferry's Return",
        "The Fare and the Fishing Fleet's Doubts",
    ]
    assert told["bylines"] == [{"name": "Ana Ruiz", "role": "words"}]
    assert told["related"] == [
        {
            "label": "READ NEXT",
            "title": "Old Lighthouse Opens Its Doors to Night Walkers",
            "url": "",
            "resolved": False,
            "after_paragraph": 3,
        },
        {
            "label": "READ MORE",
            "title": "Fishing Crews Ask for a Slower Channel",
            "url": "",
            "resolved": False,
            "after_paragraph": 7,
        },
    ]
    assert told["videos"] == [
        {
            "title": "The Night Ferry: Who is at the wheel?",
            "credit": "Coast Television",
            "url": "",
            "resolved": False,
            "after_paragraph": 7,
        }
    ]
    assert told["sources"] == [
        {
            "name": "The Lantern Independent",
            "phrase": "The Lantern Independent reports",
            "known": False,
        },
        {
            "name": "Saltmarsh Bay Times",
            "phrase": "according to the Saltmarsh Bay Times",
            "known": False,
        },
        {"name": "Express", "phrase": "Express noted", "known": False},
    ]
    assert told["ownership"] == "This article is owned by Harbour Post."
    assert [waiting["kind"] for waiting in told["unresolved"]] == ["related", "related", "video"]
    assert told["admin_url"].endswith(article.get_desk_url())
    assert article.body.count("<p>") == 7
    assert article.body.count("<cite ") == 3
    assert article.revisions.get().kind == "intake"
    assert Author.objects.get().kind == Author.Kind.GUEST
    assert Source.objects.count() == 3


def test_sources_and_authors_on_file_are_used(story):
    known = SourceFactory(name="Lantern Independent")
    author = Author.objects.create(name="Ana RUIZ", slug="ana-ruiz")

    told = intake(story)

    assert told["sources"][0] == {
        "name": "Lantern Independent",
        "phrase": "The Lantern Independent reports",
        "known": True,
    }
    assert known.citations.count() == 1
    assert list(author.bylines.values_list("role", flat=True)) == ["words"]


def test_archive_story_resolves_a_related_title(story):
    live = workflow.start(document(), by=chief())
    edition = workflow.publish(live, by=chief())

    told = intake(story, "--related", f"Fishing Crews ask for a slower channel={edition.path}")

    assert told["related"][1]["resolved"]
    assert told["related"][1]["url"].endswith(edition.path)
    assert live.inbound_links.count() == 1


def test_resolved_story_is_published(story):
    SectionFactory(slug="city")
    chief(username="wren")

    told = intake(
        story,
        *RESOLVED,
        *("--headline", "Night ferry returns", "--section", "city", "--leave-out"),
        *("--publish", "--as", "wren"),
    )

    edition = Edition.objects.live().get()
    assert told["url"].endswith(edition.path)
    assert edition.headline == "Night ferry returns"
    assert (
        edition.document["fields"]["ownership_notice"] == "This article is owned by Harbour Post."
    )


def test_blocked_publish_keeps_the_draft_and_names_each_finding(story):
    chief(username="wren")

    code, message = refused(story, "--publish", "--as", "wren")

    assert code == 3
    assert "There is no headline. Write one." in message
    assert "“Old Lighthouse Opens Its Doors to Night Walkers” needs a link." in message
    assert Article.objects.get().stage == Article.Stage.DRAFT
    assert not Edition.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--section", "nowhere"], "no section"),
        (["--publish", "--as", "nobody"], "no account"),
        (["--publish", "--as", "junior"], "may not press Publish"),
        (["--publish"], "--as USERNAME"),
        (["--related", "Some other title=https://example.org/"], "waits for"),
        (["--related", "No address at all"], "TITLE=URL"),
        (["--related", "Fishing Crews Ask for a Slower Channel=/city/nothing/"], "No live story"),
        (["--video", VIDEO, "--video", VIDEO], "2 video addresses"),
        (["--video", "https://example.org/clip"], ""),
    ],
)
def test_what_does_not_fit_saves_nothing(story, arguments, words):
    UserFactory(username="junior", roles=["Reporter"])

    code, message = refused(story, *arguments)

    assert code == 2
    assert words in message
    assert not Article.objects.exists()
    assert not Author.objects.exists()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b" \n\t\n ",
        b"PK\x03\x04word/document.xml",
        b"a" * 5_200_000,
        bytes(range(256)) * 20,
        "\u200b\ufeff".encode(),
    ],
    ids=["empty", "blank", "docx", "large", "binary", "invisible"],
)
def test_what_is_no_copy_is_refused(tmp_path, content):
    path = tmp_path / "copy.txt"
    path.write_bytes(content)

    code, message = refused(str(path))

    assert code == 2
    assert message.endswith(".")
    assert not Article.objects.exists()


def test_missing_file_is_refused(tmp_path):
    code, message = refused(str(tmp_path / "gone.txt"))

    assert code == 2
    assert "gone.txt" in message


def test_standard_input_is_read(monkeypatch):
    class Piped:
        buffer = io.BytesIO(STORY.encode("utf-16"))

    monkeypatch.setattr("sys.stdin", Piped())

    assert intake("-")["paragraphs"] == 7


def test_notes_to_the_desk_never_reach_readers(tmp_path):
    path = tmp_path / "copy.txt"
    path.write_text(
        "Editor’s note: Some names are changed.\n\n"
        "The ferry sails. [note to desk: ask Bo] It is late.\n\n"
        "[note to desk: legal has not read this]\n",
        encoding="utf-8",
    )

    told = intake(str(path))

    article = Article.objects.get()
    assert article.body == "<p>The ferry sails. It is late.</p>"
    assert article.editors_note == "Some names are changed."
    assert list(Note.objects.values_list("text", flat=True)) == [
        "ask Bo",
        "legal has not read this",
    ]
    assert told["notes"] == ["Some names are changed.", "ask Bo", "legal has not read this"]


def test_account_of_every_line_is_readable(story):
    out = io.StringIO()

    call_command("intake", story, stdout=out)

    lines = out.getvalue().splitlines()
    assert lines[0].split()[0] == "1"
    assert any("READ NEXT, needs a link" in line for line in lines)
    assert any(line.startswith("Saved as HARBOUR-BOARD-VOTED") for line in lines)
