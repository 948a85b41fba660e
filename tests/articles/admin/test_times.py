"""Times as the desk types and reads them, on a clock that jumps twice a year."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django import forms
from django.utils import timezone

from articles.admin.times import MomentField, day_words, sent_moment, usual_times, whole_second

NOON = datetime(2026, 5, 13, 12, 0, tzinfo=UTC)


class OneTime(forms.Form):
    at = MomentField()


@pytest.fixture(autouse=True)
def in_madrid(settings):
    settings.TIME_ZONE = "Europe/Madrid"
    with timezone.override("Europe/Madrid"):
        yield


def typed(text):
    form = OneTime({"at": text})
    return form.cleaned_data["at"] if form.is_valid() else form.errors["at"][0]


def test_time_is_read_on_the_sites_clock_with_its_seconds():
    assert typed("2026-05-13T18:00").astimezone(UTC) == datetime(2026, 5, 13, 16, tzinfo=UTC)
    assert typed("2026-05-13T18:00:17").second == 17


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (
            "2026-03-29T02:30",
            "On 29 March 2026 the clock goes forward and 02:30 is skipped. "
            "Choose 03:30, or another time.",
        ),
        (
            "2026-10-25T02:30",
            "On 25 October 2026 the clock goes back and 02:30 comes twice. "
            "Choose a time before or after that hour.",
        ),
        ("soon", "Enter a valid date/time."),
        ("9999-12-31T23:59", "Enter a year that somebody at the desk will see."),
        ("0001-01-01T00:00", "Enter a year that somebody at the desk will see."),
    ],
)
def test_time_that_is_none_is_explained(text, error):
    assert typed(text) == error


def test_field_shows_seconds_only_where_there_are_any():
    def shown(moment):
        return str(OneTime(initial={"at": moment})["at"])

    assert 'value="2026-05-13T14:00"' in shown(NOON)
    assert "step" not in shown(NOON)
    assert 'value="2026-05-13T14:00:17"' in shown(NOON + timedelta(seconds=17))
    assert 'step="1"' in shown(NOON + timedelta(seconds=17))


def test_part_of_a_second_is_rounded_up():
    assert whole_second(NOON) == NOON
    assert whole_second(NOON + timedelta(microseconds=1)) == NOON + timedelta(seconds=1)


def usual(now, **kwargs):
    return [f"{timezone.localtime(at):%-d %b %H:%M}" for at in usual_times(now, **kwargs)]


def test_usual_times_are_the_next_of_each(settings):
    settings.NEWSROOM_USUAL_TIMES = [time(6), time(14), time(18)]

    # It is 14:00 in Madrid: what is now is not to come.
    assert usual(NOON) == ["13 May 18:00", "14 May 06:00", "14 May 14:00"]
    assert usual(NOON, not_before=NOON + timedelta(days=2)) == [
        "15 May 14:00",
        "15 May 18:00",
        "16 May 06:00",
    ]


def test_usual_time_that_the_clock_skips_or_has_twice_comes_a_day_later(settings):
    settings.NEWSROOM_USUAL_TIMES = [time(2, 30)]

    assert usual(datetime(2026, 3, 28, 12, tzinfo=UTC)) == ["30 Mar 02:30"]
    assert usual(datetime(2026, 10, 24, 12, tzinfo=UTC)) == ["26 Oct 02:30"]


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (NOON + timedelta(hours=4), "today 18:00"),
        (NOON + timedelta(hours=10, seconds=17), "tomorrow 00:00:17"),
        (NOON + timedelta(days=2), "Friday 15 May 14:00"),
        (NOON + timedelta(days=300), "Tuesday 9 March 2027 13:00"),
    ],
)
def test_moment_is_said_as_people_say_it(moment, words):
    assert day_words(moment, NOON) == words


@pytest.mark.parametrize(
    "text", ["", "now", "2026-05-13T18:00", "9" * 400, "0001-01-01T00:00:00+14:00"]
)
def test_button_that_names_no_moment_is_none(text):
    assert sent_moment(text) is None


def test_button_names_its_moment():
    assert sent_moment("2026-05-13T18:00:00+02:00") == datetime(2026, 5, 13, 16, tzinfo=UTC)
