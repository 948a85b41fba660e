"""The archive: by the paper's own days, with nothing in it that readers cannot open."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from articles import archive_pages, workflow
from tests.factories import DAY, HOUR, chief, published, saved_again
from tests.pages import page_of, says, select

pytestmark = pytest.mark.django_db

#: Half an hour before midnight in London, which is summer time: the next day in Karachi.
LATE = datetime(2026, 5, 13, 22, 30, tzinfo=UTC)


@pytest.fixture
def by():
    return chief()


def page(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return page_of(answer)


def links(node, selector):
    return [link.get("href") for link in select(node, selector)]


def test_years_months_and_days_lead_to_stories(client, by):
    published(by=by, at=LATE, headline="Late")
    published(by=by, at=LATE - 3 * HOUR, headline="Early")
    published(by=by, at=datetime(2024, 2, 29, 12, tzinfo=UTC), headline="Leap")

    archive = page(client, "/archive/")
    assert links(archive, ".archive-spans a") == ["/archive/2026/", "/archive/2024/"]

    year = page(client, "/archive/2026/")
    assert links(year, ".archive-spans a") == ["/archive/2026/05/"]
    assert links(year, ".pager a") == ["/archive/2024/"]

    month = page(client, "/archive/2026/05/")
    assert links(month, ".archive-month a") == ["/archive/2026/05/13/"]
    assert says(month, ".archive-month a") == ["13 2 stories"]
    assert links(month, ".pager a") == ["/archive/2024/02/"]

    day = page(client, "/archive/2026/05/13/")
    assert says(day, ".card-headline") == ["Late", "Early"]
    assert links(day, ".pager a") == ["/archive/2024/02/29/"]
    assert links(page(client, "/archive/2024/02/29/"), ".pager a") == ["/archive/2026/05/13/"]
    assert select(day, "meta[name=robots][content=noindex]") == []
    assert select(day, "link[rel=canonical]")[0].get("href").endswith("/archive/2026/05/13/")


@pytest.mark.parametrize(
    ("zone", "day"), [("UTC", "13"), ("Asia/Karachi", "14"), ("America/New_York", "13")]
)
def test_days_are_those_of_the_papers_clock(client, by, settings, zone, day):
    settings.TIME_ZONE = zone
    published(by=by, at=LATE)
    with timezone.override(zone):
        assert client.get(f"/archive/2026/05/{day}/").status_code == 200
        assert links(page(client, "/archive/2026/05/"), ".archive-month a") == [
            f"/archive/2026/05/{day}/"
        ]


def test_a_day_on_which_the_clock_changes_is_whole():
    with timezone.override("Europe/London"):
        begin, end = archive_pages._of_day(date(2026, 10, 25))
    assert end.astimezone(UTC) - begin.astimezone(UTC) == DAY + HOUR


@pytest.mark.parametrize(
    "address",
    [
        "/archive/2025/",
        "/archive/2026/06/",
        "/archive/2026/05/12/",
        "/archive/2026/02/30/",
        "/archive/2026/5/13/",
        "/archive/2026/13/",
        "/archive/0000/",
        "/archive/2999/12/31/",
        "/archive/99999/",
        "/archive/2026/00/",
    ],
)
def test_empty_and_impossible_days_are_not_found(client, by, address):
    published(by=by, at=LATE)

    assert client.get(address).status_code == 404


def test_what_readers_cannot_open_is_counted_nowhere(client, by):
    now = timezone.now()
    published(by=by, at=now - DAY, go_live_at=now + 2 * DAY)
    workflow.withdraw(published(by=by, at=LATE), by=by)
    workflow.retract(published(by=by, at=LATE), by=by, notice="It was not so.")
    workflow.kill(published(by=by, at=LATE), by=by)

    assert says(page(client, "/archive/"), ".archive-spans li") == []
    assert client.get("/archive/2026/05/13/").status_code == 404
    assert client.get(f"/archive/{now + 2 * DAY:%Y/%m/%d}/").status_code == 404


def test_an_update_leaves_a_story_on_its_first_day(client, by):
    article = published(by=by, at=LATE, headline="Ferry")
    workflow.correct(article, by=by, at=LATE + 3 * DAY, notice="It left at eight.")

    assert says(page(client, "/archive/2026/05/13/"), ".card-headline") == ["Ferry"]
    assert client.get("/archive/2026/05/16/").status_code == 404


def test_news_that_brings_a_story_to_the_top_brings_it_to_its_day(client, by):
    article = published(by=by, at=LATE, headline="Ferry")
    saved_again(article, by=by, at=LATE + 3 * DAY, headline="Ferry is back")
    workflow.publish(article, by=by, at=LATE + 3 * DAY, change="update", to_top=True)

    assert says(page(client, "/archive/2026/05/16/"), ".card-headline") == ["Ferry is back"]
    assert client.get("/archive/2026/05/13/").status_code == 404


@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("/archive/", 5),
        ("/archive/2026/", 5),
        ("/archive/2026/05/", 5),
        ("/archive/2026/05/13/", 5),
    ],
)
@pytest.mark.parametrize("count", [1, 10])
def test_the_archive_asks_the_same_few_questions(
    client, by, django_assert_num_queries, address, queries, count
):
    for hour in range(count):
        published(by=by, at=LATE - hour * HOUR)

    with django_assert_num_queries(queries):
        client.get(address)
