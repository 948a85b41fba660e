"""What is told to hubs and search engines: what began or left, once, and nothing hidden."""

import json
from datetime import timedelta
from urllib.parse import parse_qs

import pytest
from django.conf import settings as site
from django.utils import timezone

from articles import outgoing, ticking, workflow
from articles.models import Alarm, Ping
from tests.factories import DAY, HOUR, NOON, AuthorFactory, SectionFactory, chief, published

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
HUB, KEY = "https://hub.example/", "a1b2c3d4-quay"


@pytest.fixture
def told(monkeypatch, settings):
    """Both are set up; what they were told, as (address, message), and what they answer."""
    settings.NEWSROOM_WEBSUB_HUB, settings.NEWSROOM_INDEXNOW_KEY = HUB, KEY

    class Told(list):
        answer = outgoing.Answer(204, "text/plain", b"")

    messages = Told()

    def tell(address, content, content_type, *, hosts, **kwargs):
        messages.append((address, content.decode()))
        if messages.answer is None:
            raise outgoing.NoAnswer("hub.example: TimeoutError")
        return messages.answer

    monkeypatch.setattr(outgoing, "tell", tell)
    return messages


def tick(at):
    return ticking.do("pings", at)


def feeds_told(messages):
    said = [parse_qs(message) for address, message in messages if address == HUB]
    assert all(one["hub.mode"] == ["publish"] for one in said)
    return sorted(
        url.removeprefix(site.NEWSROOM_SITE_URL) for one in said for url in one["hub.url"]
    )


def pages_told(messages):
    said = [json.loads(message) for address, message in messages if address != HUB]
    return [url.removeprefix(site.NEWSROOM_SITE_URL) for one in said for url in one["urlList"]]


def test_nobody_is_told_unless_a_setting_names_them(monkeypatch):
    monkeypatch.setattr(outgoing, "tell", None)
    published(at=NOON)

    tick(NOON + MINUTE)

    assert not Ping.objects.exists()


def test_a_new_story_is_told_once_to_each(told):
    article = published(at=NOON, author=AuthorFactory(slug="ada"), section=SectionFactory())
    path = article.editions.get().path

    tick(NOON + MINUTE)
    tick(NOON + 2 * MINUTE)

    names = ("atom.xml", "feed.json", "ninjs.json", "rss.xml")
    folders = ("/authors/ada/", "/", "/world/")
    assert feeds_told(told) == sorted(
        f"{folder}feeds/{name}" for folder in folders for name in names
    )
    assert pages_told(told) == [path]
    assert len(told) == 2
    (message,) = [json.loads(said) for address, said in told if address != HUB]
    assert message["keyLocation"] == f"{site.NEWSROOM_SITE_URL}/{KEY}.txt"
    assert message["key"] == KEY


def test_a_scheduled_story_is_told_when_it_is_there_and_no_sooner(told):
    article = published(at=NOON, go_live_at=NOON + HOUR)

    tick(NOON + MINUTE)
    assert told == []

    tick(NOON + HOUR)
    assert pages_told(told) == [article.editions.get().path]


def test_an_edit_and_an_end_are_told(told):
    by = chief()
    article = published(by=by, at=NOON)
    path = article.editions.get().path
    tick(NOON + MINUTE)

    workflow.correct(article, by=by, at=NOON + HOUR, notice="It left at eight.")
    tick(NOON + HOUR)
    workflow.withdraw(article, by=by, at=NOON + 2 * HOUR)
    tick(NOON + 2 * HOUR)

    assert pages_told(told) == [path] * 3


def test_what_is_kept_from_search_engines_or_was_a_slip_is_not_told(told):
    by = chief()
    published(by=by, at=NOON, noindex=True)
    slip = published(by=by, at=NOON, slugline="SLIP")
    workflow.undo(slip, by=by, at=NOON + timedelta(seconds=20))

    tick(NOON + MINUTE)

    assert pages_told(told) == []
    assert all("slip" not in message.lower() for _, message in told)


def test_what_was_a_slip_by_the_time_it_is_sent_is_not_told(told):
    by = chief()
    slip = published(by=by, at=NOON)
    told.answer = None
    tick(NOON)
    told.clear()
    workflow.undo(slip, by=by, at=NOON + timedelta(seconds=40))
    told.answer = outgoing.Answer(200, "text/plain", b"")

    tick(NOON + 5 * MINUTE)

    assert pages_told(told) == []
    assert not Ping.objects.filter(taken_at=None).exists()


def test_who_does_not_answer_is_tried_again_ever_more_seldom(told):
    published(at=NOON)
    told.answer = None

    tries = []
    for minute in range(20):
        before = len(told)
        tick(NOON + minute * MINUTE)
        if len(told) > before:
            tries.append(minute)

    assert tries == [0, 1, 3, 7, 15]


def test_after_a_day_it_is_given_up_with_one_alarm_until_something_is_taken(told):
    by = chief()
    published(by=by, at=NOON)
    told.answer = None
    tick(NOON)

    for later in (NOON + DAY, NOON + DAY + MINUTE):
        tick(later)
    alarms = Alarm.objects.filter(cleared_at=None).order_by("key")
    assert [alarm.key for alarm in alarms] == [
        "trouble:pings:indexnow given up",
        "trouble:pings:websub given up",
    ]
    assert not Ping.objects.filter(given_up_at=None).exists()

    told.answer = outgoing.Answer(202, "text/plain", b"")
    published(by=by, at=NOON + DAY + HOUR, headline="Another", slugline="OTHER")
    tick(NOON + DAY + HOUR)
    assert not alarms.all().exists()


def test_a_refusal_is_no_taking(told):
    published(at=NOON)
    told.answer = outgoing.Answer(429, "text/plain", b"")

    tick(NOON)

    assert set(Ping.objects.values_list("answer", "taken_at")) == {("429", None)}


def test_the_key_is_served_under_its_own_name_alone(client, settings):
    assert client.get(f"/{KEY}.txt").status_code == 404
    settings.NEWSROOM_INDEXNOW_KEY = KEY

    response = client.get(f"/{KEY}.txt")

    assert (response.status_code, response.content) == (200, KEY.encode())
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert client.get("/another-key.txt").status_code == 404


def test_old_pings_are_forgotten():
    now = timezone.now()
    Ping.objects.create(kind="websub", address="a", due_at=now - 8 * DAY)
    Ping.objects.create(kind="websub", address="b", due_at=now - 6 * DAY)

    ticking.do("pruning", now)

    assert list(Ping.objects.values_list("address", flat=True)) == ["b"]
