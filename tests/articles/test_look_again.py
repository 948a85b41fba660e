"""Stories kept ready, on the day on which somebody wanted to look at them again."""

from datetime import date, timedelta

import pytest

from articles import alarms, ticking, workflow
from articles.models import Alarm, Article, Move
from tests.factories import DAY, NOON, UserFactory, chief, published, story

pytestmark = pytest.mark.django_db

TODAY = NOON.date()


def kept_ready(*, look_again_on=TODAY, slugline="OBIT-X", by=None, **fields):
    """A story that was put in the drawer three days ago."""
    by = by or chief()
    obit = story(by=by, slugline=slugline, at=NOON - 5 * DAY)
    set_fields(obit, by, NOON - 3 * DAY, kept_ready=True, look_again_on=look_again_on, **fields)
    return obit


def set_fields(article, by, at, **fields):
    """As the story form sets how the desk handles a story."""
    before = workflow.desk_fields(article)
    Article.objects.filter(pk=article.pk).update(**fields)
    article.refresh_from_db()
    workflow.set_desk_fields(article, before, by=by, at=at)


def tick(at=NOON):
    ticking.do("look again", at)
    return [alarm.words for alarm in Alarm.objects.filter(cleared_at=None)]


def test_alarm_stands_from_the_day_on_and_once():
    obit = kept_ready()

    assert tick(NOON - DAY) == []
    assert tick() == ["OBIT-X is kept ready since 10 May 2026: still right?"]
    assert tick(NOON + DAY) == ["OBIT-X is kept ready since 10 May 2026: still right?"]
    assert Alarm.objects.get().article == obit


@pytest.mark.parametrize(
    "change",
    [{"look_again_on": TODAY + timedelta(days=30)}, {"look_again_on": None}, {"kept_ready": False}],
    ids=["moved", "no date", "out of the drawer"],
)
def test_alarm_goes_when_the_date_is_moved_or_the_story_leaves_the_drawer(
    django_capture_on_commit_callbacks, change
):
    boss = chief()
    obit = kept_ready(by=boss)
    tick()

    with django_capture_on_commit_callbacks(execute=True):
        set_fields(obit, boss, NOON, **change)

    assert list(Alarm.objects.filter(cleared_at=None)) == []
    assert tick() == []


def test_tick_clears_what_was_changed_without_a_move():
    obit = kept_ready()
    tick()
    Article.objects.filter(pk=obit.pk).update(look_again_on=TODAY + DAY)

    assert tick() == []


@pytest.mark.parametrize("fields", [{"killed_at": NOON}, {"stage": "spiked"}])
def test_nobody_is_asked_to_look_at_what_is_gone(fields):
    kept_ready(**fields)

    assert tick() == []


def test_nobody_is_asked_to_look_at_what_readers_have():
    boat = published(at=NOON - DAY)
    Article.objects.filter(pk=boat.pk).update(kept_ready=True, look_again_on=TODAY)

    assert tick() == []


def test_day_is_that_of_the_site_s_clock(settings):
    settings.TIME_ZONE = "Pacific/Auckland"  # the next day begins there at noon UTC
    kept_ready(look_again_on=date(2026, 5, 14))

    assert tick(NOON - timedelta(seconds=1)) == []
    assert len(tick(NOON)) == 1


def test_alarm_is_for_those_for_whom_the_story_exists():
    boss = chief()
    kept_ready(by=boss)
    tick()

    assert [len(alarms.seen_by(person)) for person in (boss, UserFactory(roles=["Video"]))] == [
        1,
        0,
    ]


def test_change_of_the_date_is_a_move_that_says_so():
    boss = chief()
    obit = kept_ready(by=boss)

    set_fields(obit, boss, NOON, look_again_on=TODAY + timedelta(days=30))

    move = obit.moves.filter(verb=Move.Verb.KEEP_READY).first()
    assert move.detail == {"field": "look_again_on", "before": "2026-05-13", "after": "2026-06-12"}
