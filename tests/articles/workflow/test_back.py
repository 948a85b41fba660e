"""Undo for a minute, and the version before."""

from datetime import timedelta

import pytest
from django.test import Client

from articles import registry, rights, timeline, workflow
from articles.models import Correction, Edition
from articles.timeline import PublicState, public_state
from tests.factories import (
    DAY,
    HOUR,
    NOON,
    AuthorFactory,
    TopicFactory,
    UserFactory,
    chief,
    published,
    saved_again,
    story,
)

pytestmark = pytest.mark.django_db

SOON = timedelta(seconds=20)


def may_undo(article, *, by, at):
    """What the bar asks before it offers Undo."""
    return workflow.slip_of(article, at) is not None and rights.may(by, "undo", article)


def live(article, at):
    return timeline.live_edition(article, at)


def test_first_publication_undone_was_never_there():
    by = chief()
    article = published(by=by)
    path = article.editions.get().path

    workflow.undo(article, by=by, at=NOON + SOON)

    assert public_state(article, NOON + HOUR) == PublicState.NEVER
    assert live(article, NOON + SOON) is None
    assert Client().get(path).status_code == 404
    edition = workflow.publish(article, by=by, at=NOON + DAY)
    assert (edition.change, edition.first_published_at) == ("first", NOON + DAY)
    assert edition.path == "/world/2026/05/14/ferry-returns-to-the-north-quay/"
    assert [move.verb for move in article.moves.order_by("pk")][-2:] == ["undo", "publish"]


def test_update_undone_gives_readers_the_version_before_and_its_times():
    by = chief()
    article = published(by=by)
    saved_again(article, by=by, dek="New")
    workflow.publish(article, by=by, at=NOON + HOUR, change="update", to_top=True)

    workflow.undo(article, by=by, at=NOON + HOUR + SOON)

    edition = live(article, NOON + 2 * HOUR)
    assert (edition.dek, edition.updated_at) == ("The first boat leaves at seven.", None)
    assert (edition.listed_at, edition.first_published_at) == (NOON, NOON)
    assert article.dek == "New"


def test_undo_lasts_a_minute():
    by = chief()
    article = published(by=by)

    assert may_undo(article, by=by, at=NOON + timedelta(seconds=59))
    assert not may_undo(article, by=by, at=NOON + timedelta(seconds=60))
    with pytest.raises(workflow.Refused, match="Too late to undo"):
        workflow.undo(article, by=by, at=NOON + timedelta(seconds=60))


def test_undone_correction_waits_on_the_story_again():
    by = chief()
    article = published(by=by)
    workflow.correct(article, by=by, notice="It was 14.", at=NOON + HOUR)

    workflow.undo(article, by=by, at=NOON + HOUR + SOON)

    assert Correction.objects.get().edition is None
    assert live(article, NOON + 2 * HOUR).document["corrections"] == []


def test_undo_brings_back_the_schedule_that_was_cleared():
    by = chief()
    article = published(by=by)
    saved_again(article, by=by, dek="For tomorrow")
    workflow.publish(
        article, by=by, at=NOON, go_live_at=NOON + DAY, change="update", what_is_new="More."
    )
    saved_again(article, by=by, dek="At once")
    workflow.publish(article, by=by, at=NOON + HOUR, change="update", scheduled="clear")
    assert not article.editions.scheduled(NOON + HOUR).exists()

    workflow.undo(article, by=by, at=NOON + HOUR + SOON)

    coming = article.editions.scheduled(NOON + HOUR + SOON).get()
    assert (coming.live_from, coming.dek, coming.what_is_new) == (
        NOON + DAY,
        "For tomorrow",
        "More.",
    )


def test_version_before_comes_back_without_a_word_to_readers():
    by = chief()
    article = published(by=by)
    saved_again(article, by=by, dek="New")
    workflow.publish(article, by=by, at=NOON + HOUR, change="update", what_is_new="x")

    edition = workflow.put_back(article, by=by, at=NOON + DAY)

    assert (edition.dek, edition.change) == ("The first boat leaves at seven.", "fix")
    assert edition.updated_at == NOON + HOUR
    assert (article.dek, article.version) == ("New", 2)
    assert edition.bylines.count() == 1


def test_version_before_is_found_by_what_its_topic_and_author_became(client):
    by = chief(is_superuser=True)
    gone, kept, writer, same = TopicFactory(), TopicFactory(), AuthorFactory(), AuthorFactory()
    article = published(by=by, topics=[gone], author=writer)
    saved_again(article, by=by, dek="New")
    workflow.publish(article, by=by, at=NOON + HOUR, change="update", what_is_new="x")
    registry.merge_topics(gone, kept, by=by)
    registry.merge_authors(writer, same, by=by)

    edition = workflow.put_back(article, by=by, at=NOON + DAY)

    assert (edition.edition_topics.get().topic, edition.bylines.get().author) == (kept, same)
    assert client.get(gone.get_absolute_url()).headers["Location"] == kept.get_absolute_url()


def test_version_before_a_correction_does_not_come_back():
    by = chief()
    article = published(by=by)
    workflow.correct(article, by=by, notice="It was 14.", at=NOON + HOUR)

    with pytest.raises(workflow.Refused, match="undo the correction of 13 May, 13:00"):
        workflow.put_back(article, by=by, at=NOON + DAY)

    assert Edition.objects.count() == 2


def test_story_with_one_version_has_none_before():
    by = chief()

    with pytest.raises(workflow.Refused, match="no version before"):
        workflow.put_back(published(by=by), by=by, at=NOON + HOUR)
    with pytest.raises(workflow.Refused, match="no version before"):
        workflow.put_back(story(by=by), by=by, at=NOON + HOUR)


def test_reporter_undoes_nothing():
    reporter = UserFactory(roles=["Reporter"])
    article = published(by=chief())

    assert not may_undo(article, by=reporter, at=NOON + SOON)
    with pytest.raises(workflow.NoRight):
        workflow.undo(article, by=reporter, at=NOON + SOON)


def test_restored_version_is_a_new_draft_and_readers_keep_theirs():
    by = chief()
    article = published(by=by)
    saved_again(article, by=by, dek="New", headline="Other")

    workflow.restore_version(article, by=by, number=1, at=NOON + HOUR)

    assert (article.dek, article.version) == ("The first boat leaves at seven.", 3)
    assert article.revisions.get(number=3).kind == "restore"
    assert live(article, NOON + HOUR).revision.number == 1
    with pytest.raises(workflow.Refused, match="There is no v9"):
        workflow.restore_version(article, by=by, number=9, at=NOON + HOUR)
