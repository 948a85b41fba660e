"""What is scheduled: asked about, kept merged, cleared, moved, held back."""

import threading

import pytest
from django.db import connection

from articles import workflow
from articles.models import Article
from tests.factories import DAY, HOUR, NOON, chief, published, saved_again, story

pytestmark = pytest.mark.django_db

TEXT = "<p>The boat is back.</p><p>It left at seven.</p>"


def with_update(by, *, at=NOON, body=TEXT + "<p>The update.</p>"):
    """A live story with an update set for tomorrow noon."""
    article = published(by=by, body=TEXT)
    saved_again(article, by=by, body=body)
    workflow.publish(
        article, by=by, at=at, go_live_at=NOON + DAY, change="update", what_is_new="More."
    )
    return article


def coming(article):
    return article.editions.order_by("live_from").last()


def test_publish_now_asks_what_becomes_of_the_schedule():
    by = chief()
    article = with_update(by)
    saved_again(article, by=by, body=TEXT + "<p>The update.</p>", dek="Now")

    with pytest.raises(workflow.Asked) as asked:
        workflow.publish(article, by=by, at=NOON + HOUR, change="fix")

    assert asked.value.editions == [coming(article)]
    assert article.editions.count() == 2


def test_kept_schedule_takes_the_change_in():
    by = chief()
    article = with_update(by)
    saved_again(article, by=by, body=TEXT, dek="Now")

    workflow.publish(article, by=by, at=NOON + HOUR, change="fix", scheduled="keep")

    update = coming(article)
    assert (update.live_from, update.dek) == (NOON + DAY, "Now")
    assert update.what_is_new == "More."


def test_first_publication_that_was_scheduled_and_stays_is_an_update_by_then():
    by = chief()
    article = story(by=by, body=TEXT)
    workflow.publish(article, by=by, at=NOON, go_live_at=NOON + DAY)
    saved_again(article, by=by, body=TEXT, dek="Now")

    now = workflow.publish(article, by=by, at=NOON + HOUR, scheduled="keep")

    assert (now.change, coming(article).change) == ("first", "update")
    assert coming(article).first_published_at == NOON + HOUR


def test_cleared_schedule_goes_only_when_the_publication_succeeds():
    by = chief()
    article = with_update(by)
    saved_again(article, by=by, headline="")

    with pytest.raises(workflow.Blocked):
        workflow.publish(article, by=by, at=NOON + HOUR, change="fix", scheduled="clear")
    assert article.editions.count() == 2

    saved_again(article, by=by, headline="Back")
    workflow.publish(article, by=by, at=NOON + HOUR, change="fix", scheduled="clear")
    assert [edition.change for edition in article.editions.order_by("live_from")] == [
        "first",
        "fix",
    ]


def test_second_schedule_is_refused():
    by = chief()
    article = with_update(by)
    saved_again(article, by=by, dek="Now")

    with pytest.raises(workflow.Refused, match="Change its time, or cancel it first"):
        workflow.publish(article, by=by, at=NOON + HOUR, go_live_at=NOON + 2 * DAY, change="update")


def test_time_of_a_schedule_changes_and_nothing_else():
    by = chief()
    article = with_update(by)
    path = coming(article).path

    made = workflow.change_time(article, by=by, go_live_at=NOON + 2 * DAY, at=NOON + HOUR)

    assert (made.live_from, made.what_is_new, made.path) == (NOON + 2 * DAY, "More.", path)
    assert article.editions.live(NOON + DAY).get().change == "first"
    assert [move.verb for move in made.moves.order_by("pk")] == ["schedule", "change_time"]


@pytest.mark.parametrize(("to", "says"), [(NOON, "has passed"), (NOON + DAY, "the time it has")])
def test_time_that_makes_no_sense_is_refused(to, says):
    by = chief()
    article = with_update(by)

    with pytest.raises(workflow.Refused, match=says):
        workflow.change_time(article, by=by, go_live_at=to, at=NOON + HOUR)


def test_time_before_the_embargo_lifts_cannot_be_set():
    by = chief()
    article = story(by=by)
    Article.objects.filter(pk=article.pk).update(embargo_until=NOON + DAY)
    workflow.publish(article, by=by, at=NOON, go_live_at=NOON + 2 * DAY)

    with pytest.raises(workflow.Blocked):
        workflow.change_time(article, by=by, go_live_at=NOON + HOUR, at=NOON)

    assert coming(article).live_from == NOON + 2 * DAY


def test_held_back_edition_is_gone_in_nobodys_name():
    by = chief()
    article = with_update(by)

    workflow.hold(coming(article), words="Its legal read was withdrawn.", at=NOON + HOUR)

    move = article.moves.get(verb="hold")
    assert (move.by, move.reason) == (None, "Its legal read was withdrawn.")
    assert article.editions.count() == 1


def test_check_is_overridden_with_right_and_reason_and_both_are_kept():
    by = chief()
    article = story(by=by, headline="TK about the ferry")

    with pytest.raises(workflow.Blocked):
        workflow.publish(article, by=by, at=NOON, override="   ")
    edition = workflow.publish(article, by=by, at=NOON, override="It is the band's name")

    move = article.moves.get(verb="publish")
    assert (move.edition, move.reason) == (edition, "It is the band's name")
    assert move.detail["overridden"] == ["unfinished"]


def test_breaking_news_fills_in_the_section_and_the_byline():
    from tests.factories import AuthorFactory, DeskFactory, SectionFactory

    by = chief()
    AuthorFactory(user=by, name="Ines Person")
    section = SectionFactory(slug="city")
    article = story(by=by, author=False, desk=DeskFactory(slug="city").pk)
    saved_again(article, by=by, section=None)

    edition = workflow.publish(article, by=by, at=NOON, breaking=True)

    assert (edition.section, edition.byline) == (section, "By Ines Person")


@pytest.mark.django_db(transaction=True)
def test_five_presses_of_one_update_make_one_edition():
    by = chief()
    article = published(by=by)
    saved_again(article, by=by, dek="New")
    answers = []

    def press():
        try:
            workflow.publish(
                Article.objects.get(pk=article.pk),
                by=by,
                version=2,
                change="update",
                what_is_new="More.",
            )
            answers.append("live")
        except workflow.Refused as refusal:
            answers.append(str(refusal))
        finally:
            connection.close()

    presses = [threading.Thread(target=press) for _ in range(5)]
    for each in presses:
        each.start()
    for each in presses:
        each.join()

    assert sorted(answers) == ["Readers have v2 already. Change the story first."] * 4 + ["live"]
    assert article.editions.count() == 2
