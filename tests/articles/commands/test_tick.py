"""The command: what it prints, how its loop goes on and how it ends; and two of it at once."""

import os
import signal
import threading
import time
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import OperationalError, connection, connections
from django.utils import timezone

from articles import notices, ticking, workflow
from articles.management.commands import tick
from articles.models import Alarm, Edition, Move, Notice, Picture
from tests.factories import (
    HOUR,
    PictureFactory,
    UserFactory,
    chief,
    figure,
    placed,
    ref,
    story,
)


def scheduled_and_spoilt(by, count, *, now, in_time):
    """Stories set for one time, each with a picture whose rights have ended since."""
    articles = []
    for number in range(count):
        block = {ref(): figure(PictureFactory())}
        article = story(
            by=by,
            at=now,
            slugline=f"STORY {number}",
            blocks=block,
            body="<p>Go.</p>" + placed(**block),
        )
        workflow.publish(article, by=by, at=now, go_live_at=now + in_time)
        articles.append(article)
    Picture.objects.update(use_until=now)
    return articles


@pytest.mark.django_db
def test_one_line_says_what_was_done_and_a_second_tick_says_nothing():
    now = timezone.now()
    scheduled_and_spoilt(chief(), 2, now=now, in_time=HOUR / 2)
    out, again = StringIO(), StringIO()

    call_command("tick", stdout=out)
    call_command("tick", stdout=again)

    [line] = out.getvalue().splitlines()
    # Each of the two stories, and each of the two pictures.
    assert line.endswith(" alarms raised: 4")
    assert again.getvalue() == ""


class Clock:
    """Sleeps on paper only."""

    def __init__(self, monkeypatch, at=0.0):
        self.at, self.naps = at, []
        monkeypatch.setattr(tick.time, "time", lambda: self.at)
        monkeypatch.setattr(tick.time, "monotonic", lambda: self.at)
        monkeypatch.setattr(tick.time, "sleep", self.sleep)

    def sleep(self, seconds):
        self.naps.append(seconds)
        self.at += seconds


@pytest.mark.django_db(transaction=True)
def test_loop_ticks_on_every_full_minute_until_it_is_told_to_end(monkeypatch):
    clock, ticked = Clock(monkeypatch, at=1_000_017.0), []

    def run(at, goes_on):
        ticked.append(clock.at % 60)
        if len(ticked) == 4:
            os.kill(os.getpid(), signal.SIGTERM)
        return {}

    monkeypatch.setattr(ticking, "run", run)
    before = signal.getsignal(signal.SIGTERM)

    call_command("tick", loop=True)

    assert ticked == [pytest.approx(1_000_017.0 % 60), *[pytest.approx(0, abs=0.01)] * 3]
    assert signal.getsignal(signal.SIGTERM) is before


@pytest.mark.django_db(transaction=True)
def test_loop_ends_promptly_while_it_sleeps(monkeypatch):
    monkeypatch.setattr(ticking, "run", lambda at, goes_on: {})
    threading.Timer(0.5, os.kill, [os.getpid(), signal.SIGTERM]).start()
    begun = time.monotonic()

    call_command("tick", loop=True)

    assert time.monotonic() - begun < 3


@pytest.mark.django_db(transaction=True)
def test_loop_goes_on_when_the_database_is_back(monkeypatch):
    Clock(monkeypatch)
    errors, ticked = StringIO(), []
    reaches = connection.ensure_connection

    def ensure_connection():
        if not ticked:
            ticked.append("away")
            raise OperationalError("the server is gone")
        reaches()

    def run(at, goes_on):
        ticked.append(Alarm.objects.count())
        os.kill(os.getpid(), signal.SIGTERM)
        return {}

    monkeypatch.setattr(ticking, "run", run)
    with monkeypatch.context() as patch:
        patch.setattr(connection, "ensure_connection", ensure_connection)
        call_command("tick", loop=True, stderr=errors)

    assert ticked == ["away", 0]
    assert errors.getvalue() == ("The database does not answer; trying again: the server is gone\n")


@pytest.mark.django_db
def test_run_ends_between_two_jobs_when_told(monkeypatch):
    done = []
    for job in ticking.JOBS:
        monkeypatch.setitem(ticking.JOBS, job, lambda this: done.append(this.job))

    ticking.run(timezone.now(), goes_on=lambda: len(done) < 2)

    assert done == ["kills", "due"]


def at_once(number, do):
    """Let so many threads do the same in the same moment, each with its own connection."""
    together, results, failures = threading.Barrier(number), [], []

    def one():
        try:
            together.wait(10)
            results.append(do())
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
    return results


@pytest.mark.django_db(transaction=True)
def test_two_ticks_at_once_do_what_one_does(settings):
    settings.NEWSROOM_SENDS_MAIL = True
    by, now = chief(), timezone.now()
    scheduled_and_spoilt(by, 4, now=now, in_time=HOUR / 2)
    at_hand = story(by=by, at=now, slugline="FERRY", body="<p>The boat is back.</p>")
    workflow.publish(at_hand, by=by, at=now, go_live_at=now + HOUR / 60)
    at_hand.embargo_until = now + HOUR
    at_hand.save()
    people = [UserFactory(roles=["Reporter"], email=f"p{n}@x.example") for n in range(5)]
    for person in people:
        notices.tell(person, at_hand, "Ana handed it over to you.", now - HOUR)

    results = at_once(2, lambda: ticking.run(now))

    standing = Alarm.objects.filter(cleared_at=None).values_list("kind", flat=True)
    assert sorted(standing) == ["due"] * 4 + ["held"] + ["rights"] * 4
    assert Move.objects.filter(verb=Move.Verb.HOLD).count() == 1
    assert Edition.objects.count() == 4
    assert sorted(message.to[0] for message in mail.outbox) == [p.email for p in people]
    assert Notice.objects.filter(mailed_at=now).count() == 5
    assert sum(done["held back"] for done in results) == 1
    assert sum(done["mails sent"] for done in results) == 5
    assert sum(done["alarms raised"] for done in results) == 8


@pytest.mark.django_db(transaction=True)
def test_mail_is_left_to_the_tick_that_is_at_it(settings):
    settings.NEWSROOM_SENDS_MAIL = True
    now = timezone.now()
    person = UserFactory(roles=["Reporter"], email="p@x.example")
    notices.tell(person, story(by=person, at=now), "Ana approved it.", now - HOUR)
    sent = []

    def other():
        sent.append(ticking.do("mail", now)["mails sent"])
        connections.close_all()

    with ticking.digests.alone("newsroom mail") as is_alone:
        assert is_alone
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(20)
    other()

    assert sent == [0, 1]
