"""The seeded paper is one that the desk could have made: held against the verbs themselves."""

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from articles import rendering, revisions, search, timeline
from articles.models import Address, Article, Edition, Purge, Revision, Topic
from articles.search import index
from articles.seeding import indexes
from articles.seeding.loading import drawn
from articles.seeding.paper import Seeding
from articles.seeding.progress import Progress
from articles.workflow.editions import with_dates
from authors.models import Author
from tests.factories import NOON, PictureFactory, story

pytestmark = pytest.mark.django_db
STORIES = 120
DERIVED = (
    *rendering.EDITION_COLUMNS,
    "section_id",
    "lead_picture_id",
    "byline",
    "word_count",
    "body_html",
)


@pytest.fixture
def seeding(monkeypatch):
    """A small seeded paper, with what was seeded; its indexes stay, which is quicker here."""
    monkeypatch.setattr(indexes, "take_away", lambda: ([], []))
    PictureFactory()
    return seeded()


def seeded(stories=STORIES, **kwargs):
    made = Seeding(
        stories=stories,
        salt="harbour",
        now=NOON,
        processes=1,
        progress=lambda total, what: Progress(io.StringIO(), total, what),
        **kwargs,
    )
    made.run()
    return made


def test_every_edition_is_what_its_version_gives(seeding):
    """No shortcut of the seeder's shows: not in the document, not in what is derived from it."""
    editions = list(Edition.objects.select_related("article", "revision", "lead_picture"))

    assert len(editions) > STORIES
    for edition in editions:
        document = rendering.public_document(
            with_dates(edition.article, edition.revision, edition.live_from), at=edition.live_from
        )
        made = rendering.edition_of(document)
        assert edition.document == document
        assert {name: getattr(edition, name) for name in DERIVED} == {
            name: getattr(made, name) for name in DERIVED
        }
        assert edition.search_text == rendering.search_text(document)
        assert edition.path.split("/")[-2] == edition.article.slug
        assert edition.is_retracted == any(
            c["kind"] == "retraction" for c in document["corrections"]
        )


def test_the_desk_has_what_the_newest_version_says(seeding):
    for article in Article.objects.all():
        kept = revisions.newest(article)

        assert revisions.says_the_same(revisions.read(article), kept.document)
        assert kept.carries == sorted(c["ref"] for c in kept.document["corrections"])


def test_windows_are_as_the_timeline_sets_them(seeding):
    columns = ("pk", "live_from", "live_until", "first_published_at", "listed_at", "updated_at")
    before = list(Edition.objects.order_by("pk").values_list(*columns))

    for article in Article.objects.all():
        timeline.retime(article)

    assert list(Edition.objects.order_by("pk").values_list(*columns)) == before


def test_paper_has_every_kind_of_story(seeding):
    live = Edition.objects.live(NOON)

    assert Edition.objects.scheduled(NOON).count() == 24
    assert Article.objects.filter(editions=None).count() == 24
    assert {*Article.objects.filter(editions=None).values_list("stage", flat=True)} == {
        "planned",
        "draft",
        "in_review",
        "spiked",
    }
    assert 110 < live.count() <= STORIES
    assert Edition.objects.filter(live_until__lte=NOON).count() in range(8, 30)
    assert live.filter(live_until__gt=NOON).exists()
    assert Article.objects.filter(embargo_until__gt=NOON).exists()
    assert {*Edition.objects.values_list("change", flat=True)} >= {"first", "update", "fix"}
    assert (NOON - live.earliest("live_from").live_from).days in range(4300, 4390)
    assert Address.objects.count() == STORIES + 24


def test_one_author_is_busy_and_one_left_long_ago(seeding):
    busy, left, *_ = Author.objects.order_by("pk")
    topic, series, *_ = Topic.objects.order_by("pk")

    assert busy.edition_bylines.count() > STORIES / 30
    newest = Edition.objects.filter(bylines__author=left).latest("live_from")
    assert not left.is_active
    assert newest.live_from < NOON - timedelta(days=9 * 365)
    assert topic.edition_topics.count() in range(STORIES // 15, STORIES // 6)
    assert series.is_series
    assert series.edition_topics.count() >= 12


def test_words_are_found_as_if_the_workflow_had_put_them(seeding):
    edition = Edition.objects.live(NOON).listed().order_by("-listed_at")[7]
    asked = search.asked_for(f'"{edition.headline}"')
    before = words()

    index.put(Edition.objects.all())

    assert [each.pk for each in search.found(asked, NOON).items] == [edition.pk]
    assert words() == before


def words():
    column = "words" if connection.vendor == "postgresql" else "words, headline, dek, names"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT edition_id, {column} FROM articles_search ORDER BY edition_id"  # noqa: S608
        )
        return cursor.fetchall()


def test_the_same_word_gives_the_same_paper(seeding):
    plan = seeding.plan

    again = drawn(plan, plan.batches[0])

    headlines = dict(Article.objects.values_list("pk", "headline"))
    assert {row["id"]: row["headline"] for row in again[Article]} == headlines
    assert [row["id"] for row in again[Revision]] == [
        pk for (pk,) in Revision.objects.order_by("pk").values_list("pk")
    ]


def test_seeding_is_one_change_of_the_whole_site(seeding):
    assert {*Purge.objects.values_list("tags", "due_at", "is_hard")} == {("site", None, False)}


def test_paper_with_stories_is_left_alone():
    story(headline="Ours")

    with pytest.raises(CommandError, match="This paper has stories of its own"):
        call_command("seed", stories=10, stderr=io.StringIO())

    assert Article.objects.count() == 1
    assert not Author.objects.filter(beat__gt="").exists()


def test_stories_may_be_added_and_the_desk_goes_on_after_them():
    PictureFactory()
    ours = story(headline="Ours")

    seeded(20, may_add=True)
    theirs = story(headline="Theirs")

    assert Article.objects.filter(pk=ours.pk, headline="Ours").exists()
    assert Article.objects.count() == 30
    assert theirs.pk > Article.objects.exclude(pk=theirs.pk).latest("pk").pk


def test_command_says_what_it_did():
    PictureFactory()
    out, err = io.StringIO(), io.StringIO()

    call_command("seed", stories=10, processes=1, stdout=out, stderr=err)

    assert out.getvalue() == "14 stories are in: some scheduled, some drafts.\n"
    assert err.getvalue().startswith("14 of 14 stories, ")
    assert Edition.objects.live(timezone.now()).exists()


def test_stopped_command_says_how_to_start_anew(monkeypatch):
    PictureFactory()
    monkeypatch.setattr("articles.seeding.loading.load", _stop)

    with pytest.raises(CommandError, match="Stopped: 0 stories are in") as stopped:
        call_command("seed", stories=10, processes=1, stderr=io.StringIO())

    assert stopped.value.returncode == 130
    assert "To start anew, make a fresh database" in str(stopped.value)


def _stop(plan, numbers):
    raise KeyboardInterrupt


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite's indexes stay in place")
def test_indexes_that_were_taken_away_come_back_the_same():
    before = shape()

    first, after = indexes.take_away()
    for statement in [*first, *after]:
        indexes.build(statement)

    assert shape() == before


def shape():
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1")
        found = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            "SELECT conname, conrelid::regclass::text, pg_get_constraintdef(oid)"
            " FROM pg_constraint ORDER BY 1, 2"
        )
        return found + cursor.fetchall()


class _Terminal(io.StringIO):
    def isatty(self):
        return True


def test_progress_says_rate_and_time_left():
    clock = iter([0.0, 4.0, 20.0, 130.0]).__next__
    out = io.StringIO()
    progress = Progress(out, 3_000, "stories", clock=clock)

    progress.add(1_000)
    progress.add(1_000)
    progress.add(1_000)

    assert out.getvalue().splitlines() == [
        "2,000 of 3,000 stories, 100 a second, 10 s left",
        "3,000 of 3,000 stories, 23 a second, in 2:10 min",
    ]


def test_progress_is_a_bar_on_a_terminal():
    out = _Terminal()
    progress = Progress(out, 4, "stories", clock=iter([0.0, 2.0]).__next__)

    progress.add(2)

    bar = "█" * 14 + "·" * 14
    assert out.getvalue() == f"\r  {bar} 2 of 4 stories, 1 a second, 2 s left \033[K"
