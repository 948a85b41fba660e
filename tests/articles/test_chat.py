"""What a chat is told of alarms: that there is one, once, and nothing that stands in a draft."""

import json
from datetime import timedelta

import pytest
from django.conf import settings as site
from django.core.exceptions import ImproperlyConfigured

from articles import alarms, outgoing, ticking, workflow
from articles.models import Alarm, Article, Edition
from newsroom import settings as site_settings
from tests.factories import DAY, HOUR, NOON, chief, published, saved_again, story

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
CHAT = "https://hooks.example/services/T0/B0/secret"
Kind = Alarm.Kind


@pytest.fixture
def told(monkeypatch, settings):
    """A chat is set up; what it was told, line by line, and what it answers."""
    settings.NEWSROOM_CHAT_WEBHOOK = CHAT

    class Told(list):
        answer = outgoing.Answer(200, "text/plain", b"ok")
        messages = 0

    lines = Told()

    def tell(address, content, content_type, *, hosts, **kwargs):
        assert (address, content_type, hosts) == (CHAT, "application/json", {"hooks.example"})
        lines.messages += 1
        if lines.answer is None:
            raise outgoing.NoAnswer("hooks.example: TimeoutError")
        if lines.answer.status == 200:
            lines.extend(json.loads(content)["text"].splitlines())
        return lines.answer

    monkeypatch.setattr(outgoing, "tell", tell)
    return lines


def tick(at=NOON):
    return ticking.do("chat", at)


def alarm(article=None, kind=Kind.HELD, at=NOON, words="It says “qzx” in paragraph 2."):
    alarms.sound(kind, f"{kind}:{article and article.pk}", words, at=at, article=article)


def line(kind, article):
    return f"{kind}: {article.slugline} {site.NEWSROOM_SITE_URL}{article.get_desk_url()}"


def troubles():
    standing = Alarm.objects.filter(kind=Kind.TROUBLE, cleared_at=None)
    return list(standing.values_list("words", flat=True))


def test_no_chat_is_told_unless_a_setting_names_one(monkeypatch):
    monkeypatch.setattr(outgoing, "tell", None)
    alarm(story(slugline="FERRY"))

    tick()

    assert Alarm.objects.get().told_chat_at is None


def test_an_alarm_is_told_once_without_its_words(told):
    ferry = story(slugline="FERRY")
    alarm(ferry)
    alarm(kind=Kind.VIDEO)
    alarm(kind=Kind.TROUBLE)

    for minute in range(3):
        tick(NOON + minute * MINUTE)
    alarm(ferry, words="Another reason")
    tick(NOON + HOUR)

    assert told == [
        line("Did not go out", ferry),
        f"A video does not play: {site.NEWSROOM_SITE_URL}/admin/video/",
        f"Something failed: {site.NEWSROOM_SITE_URL}/admin/",
    ]
    assert told.messages == 1
    assert {each.told_chat_at for each in Alarm.objects.all()} == {NOON}


@pytest.mark.parametrize(
    "hidden",
    [{"kept_ready": True}, {"embargo_until": NOON + HOUR}, {"killed_at": NOON}, None],
)
def test_of_a_story_that_is_not_everybody_s_nothing_is_told(told, hidden):
    secret = story(slugline="SECRET")
    if hidden:
        Article.objects.filter(pk=secret.pk).update(**hidden)
    else:
        secret.restricted_to.add(chief())
    alarm(secret)
    alarm(story(slugline="ASKED"), kind=Kind.ASKED)

    tick(NOON + 10 * MINUTE)

    assert (told, told.messages, troubles()) == ([], 0, [])


def test_an_alarm_that_stands_when_the_embargo_ends_is_told_then(told):
    ferry = story(slugline="FERRY")
    Article.objects.filter(pk=ferry.pk).update(embargo_until=NOON + HOUR)
    alarm(ferry)

    tick(NOON + HOUR)

    assert told == [line("Did not go out", ferry)]


def test_a_slugline_calls_nobody_in_the_chat(told):
    alarm(story(slugline="<!channel> & CO"))

    tick()

    [said] = told
    assert said.startswith("Did not go out: &lt;!channel&gt; &amp; CO http")


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (None, "hooks.example: TimeoutError"),
        (outgoing.Answer(404, "text/plain", b"no_service"), "hooks.example answers 404"),
    ],
)
def test_a_chat_that_takes_nothing_is_tried_again_and_said_on_the_desk(told, answer, reason):
    ferry = story(slugline="FERRY")
    alarm(ferry)
    taken, told.answer = told.answer, answer

    tick(NOON + MINUTE)
    assert troubles() == []
    tick(NOON + 5 * MINUTE)
    words = f"The chat does not take alarms ({reason}). Look at NEWSROOM_CHAT_WEBHOOK."
    assert troubles() == [words]

    told.answer = taken
    tick(NOON + 6 * MINUTE)
    assert (told, troubles()) == ([line("Did not go out", ferry)], [])


def test_what_is_over_or_a_day_old_is_no_news(told):
    alarm(story(slugline="OLD"))
    ferry = story(slugline="FERRY")
    alarm(ferry, at=NOON + DAY)
    alarms.clear(Alarm.objects.filter(article=ferry), at=NOON + DAY)

    tick(NOON + DAY)

    assert told.messages == 0


@pytest.mark.parametrize(
    "written", ["http://hooks.example/x", "https://hooks.example:8443/x", "qzx", "https://a b.c/"]
)
def test_setting_that_is_no_https_address_is_refused_without_repeating_it(monkeypatch, written):
    monkeypatch.setenv("NEWSROOM_CHAT_WEBHOOK", written)

    with pytest.raises(ImproperlyConfigured) as refusal:
        site_settings._chat_webhook()

    assert written not in str(refusal.value)


def test_what_readers_got_is_told_once_and_a_fix_is_not(told):
    by = chief()
    ferry = published(by=by, at=NOON, headline="Ferry <sails>")
    published(by=by, at=NOON, go_live_at=NOON + DAY, headline="Not yet")
    address = f"{site.NEWSROOM_SITE_URL}{ferry.editions.get().path}"

    ticking.do("pings", NOON + MINUTE)
    saved_again(ferry, by=by, at=NOON + 2 * MINUTE, dek="From the old quay.")
    workflow.publish(ferry, by=by, at=NOON + 2 * MINUTE, change=Edition.Change.FIX)
    ticking.do("pings", NOON + 2 * MINUTE)
    workflow.correct(ferry, by=by, at=NOON + HOUR, notice="It left at eight.")
    ticking.do("pings", NOON + HOUR)
    ticking.do("pings", NOON + HOUR + MINUTE)

    assert told == [
        f"First publication: Ferry &lt;sails&gt; {address}",
        f"Correction: Ferry &lt;sails&gt; {address}",
    ]


def test_what_left_before_the_chat_took_it_is_not_told(told):
    by = chief()
    ferry = published(by=by, at=NOON)
    workflow.withdraw(ferry, by=by, at=NOON + MINUTE)

    ticking.do("pings", NOON + 2 * MINUTE)

    assert told.messages == 0
