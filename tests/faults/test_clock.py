"""Clocks that jump, and the nights on which they are changed."""

import contextlib
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from articles import timeline, workflow
from articles.models import Edition
from articles.timeline import PublicState, public_state
from tests.factories import DAY, HOUR, NOON, chief, published, saved_again, story

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize("step", [-DAY, -10 * 60 * SECOND, -SECOND, SECOND, HOUR, DAY])
def test_clock_that_jumps_loses_no_publication(step):
    """What went out before the jump is there once the clock has caught up; nothing is twice."""
    by = chief()
    article = published(by=by, at=NOON)
    saved_again(article, by=by, dek="New")

    with contextlib.suppress(workflow.Refused):
        workflow.publish(article, by=by, at=NOON + step, change="update", scheduled="keep")

    later = NOON + 3 * DAY
    assert Edition.objects.live(later).filter(article=article).count() == 1
    spans = article.editions.order_by("live_from").values_list("live_from", "live_until")
    ends = [until for _, until in spans]
    assert ends[-1] is None
    assert ends[:-1] == [start for start, _ in spans][1:]


def test_clock_set_back_before_the_start_hides_a_story_and_no_more():
    article = published(at=NOON)

    assert public_state(article, NOON - SECOND) == PublicState.SCHEDULED
    assert public_state(article, NOON) == PublicState.LIVE


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", (2026, 3, 28), 9),  # spring: the night has an hour less
        ("Europe/Berlin", (2026, 10, 24), 11),  # autumn: one more
        ("America/New_York", (2026, 3, 7), 9),
        ("America/New_York", (2026, 10, 31), 11),
        ("America/Lima", (2026, 3, 28), 10),
    ],
)
def test_story_set_for_six_goes_out_at_six_by_the_wall_on_a_night_of_the_clock_change(
    zone, day, hours
):
    by, here = chief(), ZoneInfo(zone)
    evening = datetime(*day, 20, tzinfo=here)
    morning = evening + timedelta(hours=10)  # by the wall: Python adds hours of the clock
    with timezone.override(here):
        article = story(by=by, at=evening)
        edition = workflow.publish(article, by=by, at=evening, go_live_at=morning)

    assert edition.live_from.astimezone(UTC) - evening.astimezone(UTC) == hours * HOUR
    assert timezone.localtime(edition.live_from, here).strftime("%H:%M") == "06:00"
    assert timeline.live_edition(article, edition.live_from - timedelta(microseconds=1)) is None
    assert timeline.live_edition(article, edition.live_from) == edition


def test_embargo_in_the_hour_that_exists_twice_lifts_in_the_right_one():
    here = ZoneInfo("Europe/Berlin")
    first = datetime(2026, 10, 25, 2, 30, tzinfo=here)
    second = first.replace(fold=1)
    by = chief()
    article = story(by=by, at=NOON)
    article.embargo_until = second
    article.save()

    with pytest.raises(workflow.Blocked):
        workflow.publish(article, by=by, at=NOON, go_live_at=first)
    edition = workflow.publish(article, by=by, at=NOON, go_live_at=second)

    assert edition.live_from == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
