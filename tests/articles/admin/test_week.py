"""The week: what stands on which day, for whom, and the usual times in one click."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles import workflow
from articles.admin import week
from articles.models import Article
from tests.articles.admin.conftest import page_of, said
from tests.factories import (
    DAY,
    HOUR,
    NOON,
    DeskFactory,
    PictureFactory,
    UserFactory,
    chief,
    story,
)

pytestmark = pytest.mark.django_db

#: The Monday of the week in which NOON lies.
MONDAY = date(2026, 5, 11)


def with_times(article, **fields):
    Article.objects.filter(pk=article.pk).update(**fields)
    return article


def lines(user, first=MONDAY, at=NOON, desk=None):
    stories = week.stories_of(user, first, at, desk)
    found = sorted(week.lines_of(user, stories, first, at), key=lambda line: line.order)
    return [(f"{line.day:%a}", line.what, line.name) for line in found]


def test_week_holds_what_is_due_goes_out_may_go_out_ends_and_is_looked_at_again():
    boss = chief()
    with_times(story(by=boss, slugline="COURT", planned=True), due_at=NOON + 2 * HOUR)
    with_times(story(by=boss, slugline="BUDGET"), due_at=NOON + DAY)
    with_times(story(by=boss, slugline="TREATY"), embargo_until=NOON + 3 * HOUR)
    with_times(story(by=boss, slugline="OFFER"), use_until=NOON + 4 * DAY)
    with_times(story(by=boss, slugline="OBIT"), kept_ready=True, look_again_on=date(2026, 5, 17))
    ferry = story(by=boss, slugline="FERRY")
    workflow.publish(ferry, by=boss, at=NOON, go_live_at=NOON + 2 * DAY)

    assert lines(boss) == [
        ("Wed", "Planned", "COURT"),
        ("Wed", "Not before", "TREATY"),
        ("Thu", "Due", "BUDGET"),
        ("Fri", "Goes out", "FERRY"),
        ("Sun", "Look again", "OBIT"),
        ("Sun", "Take down", "OFFER"),
    ]


def test_week_leaves_out_what_lies_outside_it_is_spiked_or_killed():
    boss = chief()
    start = datetime(2026, 5, 11, tzinfo=UTC)
    with_times(story(by=boss, slugline="FIRST"), due_at=start)
    with_times(story(by=boss, slugline="LAST"), due_at=start + 7 * DAY - timedelta(seconds=1))
    with_times(story(by=boss, slugline="BEFORE"), due_at=start - timedelta(seconds=1))
    with_times(story(by=boss, slugline="AFTER"), due_at=start + 7 * DAY)
    with_times(story(by=boss, slugline="KILLED"), due_at=NOON, killed_at=NOON)
    spiked = with_times(story(by=boss, slugline="SPIKED"), due_at=NOON)
    workflow.spike(spiked, by=boss, at=NOON)

    assert lines(boss) == [("Mon", "Due", "FIRST"), ("Sun", "Due", "LAST")]


def test_week_of_one_desk_and_of_nobody_else_s_drawer():
    city, sport = DeskFactory(), DeskFactory()
    boss, reporter = chief(), UserFactory(roles=["Reporter"])
    with_times(story(by=boss, slugline="CITY", desk=city.pk), due_at=NOON)
    with_times(story(by=boss, slugline="SPORT", desk=sport.pk), due_at=NOON)
    with_times(story(by=boss, slugline="SECRET", desk=city.pk), due_at=NOON, kept_ready=True)

    assert lines(boss, desk=city) == [("Wed", "Due", "CITY"), ("Wed", "Due", "SECRET")]
    assert lines(reporter) == [("Wed", "Due", "CITY"), ("Wed", "Due", "SPORT")]


@pytest.mark.parametrize(
    ("first", "hours"),
    [(date(2026, 3, 23), 167), (date(2026, 10, 19), 169), (date(2026, 5, 11), 168)],
    ids=["clock goes forward", "clock goes back", "plain"],
)
def test_day_of_a_line_is_that_of_the_site_s_clock(settings, first, hours):
    settings.TIME_ZONE = "Europe/Berlin"
    boss = chief()
    start = week.midnight_of(first)
    end = start.astimezone(UTC) + timedelta(hours=hours)
    with_times(story(by=boss, slugline="LAST"), due_at=end - timedelta(minutes=1))
    with_times(story(by=boss, slugline="NEXT"), due_at=end)

    assert lines(boss, first, at=start) == [("Sun", "Due", "LAST")]
    assert lines(boss, first + week.WEEK, at=start) == [("Mon", "Due", "NEXT")]


def test_usual_time_that_the_clock_skips_is_not_offered(settings):
    settings.TIME_ZONE = "Europe/Berlin"
    settings.NEWSROOM_USUAL_TIMES = [time(2, 30), time(6, 30)]

    offered = week.usual_times_of(date(2026, 3, 29))

    assert [f"{each:%H:%M}" for each in offered] == ["06:30"]


@pytest.mark.parametrize("asked", ["abc", "2026-02-30", "0001-01-01", "9999-12-31", "2026-5"])
def test_day_that_is_none_is_said_and_this_week_shown(client, sign_in, asked):
    sign_in("Reporter")

    response = client.get(reverse("admin:week"), {"from": asked}, follow=True)

    assert said(response) == ["That is no day that the calendar has. This week is shown."]
    assert response.context["first"] == week.this_week(timezone.localdate())


def test_week_has_its_days_its_neighbours_and_the_ends_of_picture_rights(client, sign_in):
    sign_in("Reporter")
    PictureFactory(title="Strike", use_until=NOON + DAY)

    page = page_of(client.get(reverse("admin:week"), {"from": "2026-05-11"}))

    days = page.xpath("//section[contains(@class, 'week-day')]")
    assert [day.xpath("string(h2/time)") for day in days][::6] == ["Monday 11 May", "Sunday 17 May"]
    assert "Strike" in days[3].text_content()
    assert "Picture rights end" in days[3].text_content()
    assert page.xpath("//nav[@aria-label='Weeks']/a/@href") == [
        "?from=2026-05-04",
        "?",
        "?from=2026-05-18",
    ]


@pytest.fixture
def ready():
    """An approved story and one that is scheduled, for tomorrow."""
    boss, now = chief(), timezone.now()
    noon = week.midnight_of(timezone.localdate(now) + DAY) + 12 * HOUR
    walks = with_times(story(by=boss, slugline="WALKS", at=now), due_at=noon + HOUR)
    workflow.approve(walks, by=boss, at=now)
    ferry = story(by=boss, slugline="FERRY", at=now)
    workflow.publish(ferry, by=boss, at=now, go_live_at=noon + HOUR)
    return walks, ferry, noon


def week_of(client, moment):
    return client.get(reverse("admin:week"), {"from": f"{timezone.localdate(moment)}"})


def test_one_click_opens_the_sheet_with_a_usual_time(client, sign_in, ready):
    walks, _, noon = ready
    sign_in("Publisher")

    page = page_of(week_of(client, noon))
    [link] = page.xpath("//ol//a[@aria-label='Schedule WALKS for 12:00…']/@href")
    sheet = page_of(client.get(link))

    assert link.startswith(reverse("admin:articles_article_publish", args=[walks.pk]))
    assert sheet.xpath("//input[@name='go_live_at']/@value") == [f"{noon:%Y-%m-%dT%H:%M}"]


def test_one_click_moves_what_is_scheduled_and_comes_back_to_the_week(client, sign_in, ready):
    _, ferry, noon = ready
    sign_in("Publisher")
    page = page_of(week_of(client, noon))
    [button] = page.xpath("//button[@aria-label='Move FERRY to 12:00']")
    form = button.getparent()
    sent = dict(form.form_values()) | {button.get("name"): button.get("value")}

    response = client.post(form.get("action"), sent, follow=True)

    assert ferry.editions.get().live_from == noon
    assert response.redirect_chain[0][0] == f"{reverse('admin:week')}?from={noon:%Y-%m-%d}"
    assert said(response) == ["FERRY: It goes out tomorrow 12:00."]


def test_usual_times_are_for_who_may_schedule(client, sign_in, ready):
    sign_in("Editor")

    page = page_of(week_of(client, ready[2]))

    assert "WALKS" in page.text_content()
    assert page.xpath("//*[contains(@class, 'week-press')]") == []


@pytest.mark.parametrize("stories", [1, 12])
def test_week_costs_the_same_for_1_and_12_stories(
    client, sign_in, django_assert_num_queries, stories
):
    person = sign_in("Publisher", "Night editor")
    for number in range(stories):
        with_times(story(by=person, slugline=f"STORY {number}"), due_at=NOON)

    with django_assert_num_queries(9):
        client.get(reverse("admin:week"), {"from": "2026-05-11"})
