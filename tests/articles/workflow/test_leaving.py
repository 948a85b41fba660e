"""Withdrawing, killing, blanking: what readers get no more, and what the desk keeps."""

import pytest

from articles import ticking, timeline, workflow
from articles.models import Edition, Picture, Withdrawal
from articles.timeline import PublicState, public_state
from tests.factories import (
    DAY,
    HOUR,
    NOON,
    PictureFactory,
    UserFactory,
    chief,
    figure,
    placed,
    published,
    ref,
    saved_again,
    story,
)

pytestmark = pytest.mark.django_db


def with_picture(picture, *, by, **kwargs):
    mark = ref()
    block = figure(picture)
    return published(
        by=by, blocks={mark: block}, body="<p>Go.</p>" + placed(**{mark: block}), **kwargs
    )


def test_killed_story_is_in_no_past_or_future():
    by = chief()
    article = published(by=by)
    saved_again(article, by=by, dek="New")
    workflow.publish(article, by=by, at=NOON, go_live_at=NOON + DAY, change="update")

    hidden = workflow.kill(article, by=by, notice="Legal reasons.", at=NOON + HOUR)

    assert (hidden.editions, hidden.schedules) == (1, 1)
    assert not Edition.objects.live(NOON).exists()
    assert not Edition.objects.live(NOON + 2 * DAY).exists()
    assert public_state(article, NOON + HOUR) == PublicState.KILLED
    assert article.killed_at == NOON + HOUR
    assert Withdrawal.objects.get().notice == "Legal reasons."
    assert article.headline == "Ferry returns to the north quay"


@pytest.mark.parametrize("make", [story, published])
def test_kill_always_succeeds(make):
    by = chief()
    article = make(by=by, author=False) if make is story else make(by=by)

    workflow.kill(article, by=by, at=NOON + HOUR)

    assert article.killed_at == NOON + HOUR


def test_killed_story_cannot_come_back():
    by = chief()
    article = published(by=by)
    saved_again(article, by=by, dek="New")
    workflow.kill(article, by=by, at=NOON + HOUR)

    for move in (
        lambda: workflow.publish(article, by=by, at=NOON + DAY),
        lambda: workflow.put_back(article, by=by, at=NOON + DAY),
        lambda: workflow.kill(article, by=by, at=NOON + DAY),
        lambda: workflow.correct(article, by=by, notice="x", at=NOON + DAY),
    ):
        with pytest.raises(workflow.Refused):
            move()
    assert timeline.live_edition(article, NOON + DAY) is None


def test_kill_takes_the_pictures_that_no_other_story_uses():
    by = chief()
    alone, shared, drafted = PictureFactory(), PictureFactory(), PictureFactory()
    article = with_picture(alone, by=by)
    saved_again(article, by=by, body="<p>Go.</p>")
    for picture in (shared, drafted):
        mark = ref()
        article.figures.create(ref=mark, picture=picture)
    with_picture(shared, by=by)
    other = story(by=by)
    other.figures.create(ref=ref(), picture=drafted)

    hidden = workflow.kill(article, by=by, at=NOON + HOUR)

    assert hidden.pictures == 1
    assert set(Picture.objects.exclude(killed_at=None)) == {alone}
    assert not Picture.objects.get(pk=alone.pk).may_be_shown(NOON)


def test_kill_turns_links_in_other_stories_into_words():
    by = chief()
    article = published(by=by)
    path = article.editions.get().path
    other = published(by=by, body=f'<p>As <a href="{path}">we said</a>, it is back.</p>')

    hidden = workflow.kill(article, by=by, at=NOON + HOUR)

    assert hidden.links == 1
    assert other.editions.get().body_html == "<p>As we said, it is back.</p>"
    saved_again(other, by=by, dek="New")
    edition = workflow.publish(other, by=by, at=NOON + HOUR, change="fix")
    assert edition.body_html == "<p>As we said, it is back.</p>"


def test_kill_that_was_cut_off_is_finished_by_the_tick(monkeypatch):
    by = chief()
    picture = PictureFactory()
    article = with_picture(picture, by=by)

    def cut_off(move):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("articles.workflow.leaving.finish_kill", cut_off)
        with pytest.raises(KeyboardInterrupt):
            workflow.kill(article, by=by, at=NOON + HOUR)
    assert not Edition.objects.live(NOON + HOUR).exists()

    ticking.do("kills", NOON + 2 * HOUR)

    assert Picture.objects.get(pk=picture.pk).killed_at == NOON + HOUR
    assert not workflow.unfinished_kills().exists()


def test_picture_that_another_live_story_shows_though_its_draft_does_not_stays():
    by, picture = chief(), PictureFactory()
    article = with_picture(picture, by=by)
    other = with_picture(picture, by=by)
    saved_again(other, by=by, body="<p>Go.</p>")
    other.figures.all().delete()

    hidden = workflow.kill(article, by=by, at=NOON + HOUR)

    assert hidden.pictures == 0
    assert Picture.objects.get(pk=picture.pk).may_be_shown(NOON)


def test_kill_says_what_it_hid():
    hidden = workflow.Hidden(editions=2, pictures=1, links=3, schedules=0)

    assert str(hidden) == "2 versions, 1 picture, 3 links in another story"
    assert str(workflow.Hidden()) == "nothing that readers had"


def test_withdrawn_story_comes_back_at_its_address():
    by = chief()
    article = published(by=by)
    path = article.editions.get().path
    workflow.withdraw(article, by=by, notice="Checking.", at=NOON + HOUR)

    edition = workflow.publish(article, by=by, at=NOON + DAY)

    assert (edition.path, edition.change) == (path, "update")
    assert edition.first_published_at == NOON


def test_story_brought_back_as_new_begins_anew():
    by = chief()
    article = published(by=by)
    workflow.withdraw(article, by=by, at=NOON + HOUR)

    edition = workflow.publish(article, by=by, at=NOON + DAY, as_new=True)

    assert (edition.first_published_at, edition.listed_at) == (NOON + DAY, NOON + DAY)
    assert edition.updated_at is None


# Redaction ------------------------------------------------------------------------------


def test_redaction_blanks_words_in_versions_and_editions_and_keeps_who_and_why():
    admin = UserFactory(roles=["Administrator"])
    by = chief()
    article = published(by=by, body="<p>Her name is Ann Marsh.</p>")
    saved_again(article, by=by, body="<p>Her name is Ann Marsh, 40.</p>")
    article.notes.create(text="Call Ann Marsh", by=by)

    count = workflow.redact(
        article, by=admin, versions=[1, 2], words="Ann Marsh", reason="A court order", at=NOON
    )

    assert count == 2
    article.refresh_from_db()
    edition = article.editions.get()
    kept = [str(revision.document) for revision in article.revisions.all()]
    everything = " ".join([*kept, article.body, edition.body_html, str(edition.document)])
    everything += article.notes.get().text
    assert "Ann Marsh" not in everything + edition.search_text
    assert edition.body_html == "<p>Her name is █████.</p>"
    move = article.moves.get(verb="redact")
    assert (move.by, move.reason, move.detail) == (admin, "A court order", {"versions": [1, 2]})


@pytest.mark.parametrize(
    ("versions", "words", "reason", "says"),
    [
        ([1], "  ", "why", "which words"),
        ([1], "boat", " ", "Say why"),
        ([7], "boat", "why", "versions of this story"),
        ([], "boat", "why", "versions of this story"),
    ],
)
def test_redaction_needs_versions_words_and_a_reason(versions, words, reason, says):
    admin = UserFactory(roles=["Administrator"])
    article = published(by=chief())

    with pytest.raises(workflow.Refused, match=says):
        workflow.redact(article, by=admin, versions=versions, words=words, reason=reason, at=NOON)


def test_only_an_administrator_redacts():
    article = published(by=chief())

    with pytest.raises(workflow.NoRight):
        workflow.redact(article, by=chief(), versions=[1], words="boat", reason="x", at=NOON)
