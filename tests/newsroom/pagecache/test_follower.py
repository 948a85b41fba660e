"""Every purge reaches the store once: however late its transaction is settled, and across a fork,
a restart of the database, a gap in the log."""

import os
import signal
import time
import warnings
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from articles import purging
from articles.models import Purge
from newsroom.pagecache.follower import Follower

MOST_SECONDS = 5


class Recorder:
    """What a store would be told, in order."""

    def __init__(self):
        self.told = []

    def purge(self, tags, is_hard=False):
        self.told.append(("hard" if is_hard else "soft", *sorted(tags)))

    def will_change(self, tags, due_at, is_hard=False):
        self.told.append(("ahead", *sorted(tags)))

    def clear(self):
        self.told.append(("clear",))

    def lost_touch(self, seconds):
        self.told.append(("lost touch",))

    def renew_lock(self):
        self.told.append(("renew lock",))

    def news(self):
        """What was told since this was asked last."""
        told, self.told = self.told, []
        return told


def followed():
    """A follower that has read the log once, and what it tells."""
    store = Recorder()
    follower = Follower(store)
    follower.apply()
    assert store.news() == [("clear",)]
    return follower, store


@pytest.fixture
def thread():
    """A follower with its thread, ended afterwards: its connection would hold the database."""
    store = Recorder()
    follower = Follower(store)
    yield follower, store
    follower.stop()


def until(is_so):
    deadline = time.monotonic() + MOST_SECONDS
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.005)


# Reading on ---------------------------------------------------------------------------


@pytest.mark.django_db
def test_each_purge_is_passed_on_once():
    follower, store = followed()
    purging.purge(["story-1", "news"])
    purging.purge(["picture-2"], is_hard=True)

    follower.apply()

    assert store.news() == [("soft", "news", "story-1"), ("hard", "picture-2")]
    follower.apply()
    assert store.news() == []


@pytest.mark.django_db
def test_what_was_purged_before_anybody_read_is_not_passed_on():
    purging.purge(["story-1"])
    followed()


@pytest.mark.django_db
def test_purge_waits_for_its_time_and_is_told_of_before():
    now = timezone.now()
    clock = [now]
    store = Recorder()
    purging.purge(["story-1"], due_at=now + timedelta(hours=1), is_hard=True)
    follower = Follower(store, clock=lambda: clock[0])
    follower.apply()
    purging.purge(["story-2"], due_at=now + timedelta(hours=2))

    follower.apply()

    assert store.news() == [("clear",), ("ahead", "story-1"), ("ahead", "story-2")]
    clock[0] += timedelta(minutes=59, seconds=59)
    follower.apply()
    assert store.news() == []
    clock[0] += timedelta(seconds=1)
    follower.apply()
    assert store.news() == [("hard", "story-1")]
    clock[0] += timedelta(days=1)
    follower.apply()
    assert store.news() == [("soft", "story-2")]


@pytest.mark.django_db
def test_gap_in_the_log_drops_everything_and_what_is_ahead_stays():
    follower, store = followed()
    purging.purge(["story-1"], due_at=timezone.now() + timedelta(hours=1))
    purging.purge(["story-2"])
    follower.apply()
    store.news()
    Purge.objects.filter(due_at=None).delete()

    follower.apply()

    assert store.news() == [("clear",), ("ahead", "story-1")]
    purging.purge(["story-3"])
    follower.apply()
    assert store.news() == [("soft", "story-3")]


@pytest.mark.django_db
def test_who_slept_longer_than_the_log_is_kept_drops_everything(monkeypatch):
    follower, store = followed()
    later = time.time() + purging.KEPT.total_seconds()
    monkeypatch.setattr("newsroom.pagecache.follower.time.time", lambda: later)

    follower.apply()

    assert store.news() == [("clear",)]


@pytest.mark.django_db(transaction=True)
def test_row_whose_transaction_is_settled_late_is_not_missed():
    """Its key is smaller than one that was read already."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    follower, store = followed()
    slow = connection.copy()
    try:
        with transaction.atomic():
            purging.purge(["before"])
        with slow.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute(
                "INSERT INTO articles_purge (tags, is_hard, made_at, tries, transaction) "
                "VALUES ('late', false, now(), 0, pg_current_xact_id()::text::bigint)"
            )
        purging.purge(["after"])
        for _ in range(3):
            follower.apply()
        assert store.news() == [("soft", "before"), ("soft", "after")]

        with slow.cursor() as cursor:
            cursor.execute("COMMIT")
        purging.purge(["last"])
        follower.apply()

        assert store.news() == [("soft", "late"), ("soft", "last")]
        follower.apply()
        assert store.news() == []
    finally:
        slow.close()


# The thread ----------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_thread_starts_with_the_first_page_and_has_read_what_this_process_publishes(thread):
    follower, store = thread
    assert purging.followers == []

    assert follower.ensure()
    assert follower.ensure()
    with transaction.atomic():
        purging.purge(["story-1"])
        assert store.news() == [("clear",)]

    assert store.news() == [("soft", "story-1")]


@pytest.mark.django_db(transaction=True)
def test_thread_sees_what_another_process_publishes(thread, monkeypatch):
    follower, store = thread
    follower.ensure()
    monkeypatch.setattr(purging, "followers", [])  # as in another process
    store.news()

    purging.purge(["story-1"])

    began = time.monotonic()
    until(lambda: store.told)
    # PostgreSQL calls; SQLite is looked at four times a second.
    assert time.monotonic() - began < 0.7
    assert store.news() == [("soft", "story-1")]


@pytest.mark.django_db(transaction=True)
def test_thread_acts_on_the_instant_and_never_before(thread):
    follower, store = thread
    follower.ensure()
    seen = []
    store.purge = lambda tags, is_hard=False: seen.append(timezone.now())
    due_at = timezone.now() + timedelta(seconds=0.4)
    purging.purge(["story-1"], due_at=due_at)

    until(lambda: seen)

    assert timedelta(0) <= seen[0] - due_at < timedelta(seconds=0.2)


@pytest.mark.django_db(transaction=True)
def test_thread_reads_on_from_where_it_was_when_its_connection_breaks(thread, monkeypatch):
    follower, store = thread
    monkeypatch.setattr("newsroom.pagecache.follower.TRIES_EVERY", 0.05)
    follower.ensure()
    store.news()
    reads, is_away = type(follower._log).read_on, [True]

    def broken(log):
        if is_away[0]:
            raise OperationalError("server closed the connection unexpectedly")
        return reads(log)

    monkeypatch.setattr(type(follower._log), "read_on", broken)
    until(lambda: ("lost touch",) in store.told)
    monkeypatch.setattr(purging, "followers", [])
    purging.purge(["story-1"])
    assert ("soft", "story-1") not in store.told
    is_away[0] = False

    until(lambda: ("soft", "story-1") in store.told)
    assert ("clear",) not in store.told
    assert follower.ensure()


@pytest.mark.django_db(transaction=True)
def test_no_page_is_kept_until_the_log_was_read(thread, monkeypatch):
    follower, _store = thread
    monkeypatch.setattr("newsroom.pagecache.follower.PATIENCE", 0.05)
    monkeypatch.setattr("newsroom.pagecache.follower.TRIES_EVERY", 0.05)

    def away(follower):
        raise OperationalError("could not connect to server")

    with monkeypatch.context() as broken:
        broken.setattr(Follower, "_listen", away)
        assert follower.ensure() is False
        began = time.monotonic()
        assert follower.ensure() is False
        assert time.monotonic() - began < 0.05  # it waits for the first time only

    until(follower.ensure)


@pytest.mark.django_db(transaction=True)
def test_process_that_is_forked_follows_by_itself(thread):
    follower, store = thread
    follower.ensure()
    ours = follower._thread
    with warnings.catch_warnings():
        # Newer Pythons warn of what is tried here.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        followed_anew = [("renew lock",), ("clear",), ("clear",), ("soft", "story-1")]
        connection.connection = None  # the parent's
        is_right = follower._thread is None
        store.told = store.told[-2:]
        is_right = is_right and follower.ensure() and follower._thread is not ours
        deadline = time.monotonic() + MOST_SECONDS
        while is_right and ("soft", "story-1") not in store.told and time.monotonic() < deadline:
            time.sleep(0.01)
        os.write(2, b"" if store.told == followed_anew else f"{store.told}\n".encode())
        os._exit(0 if is_right and store.told == followed_anew else 1)
    time.sleep(0.5)

    purging.purge(["story-1"])

    deadline = time.monotonic() + 2 * MOST_SECONDS
    ended, status = 0, None
    while not ended and time.monotonic() < deadline:
        ended, status = os.waitpid(child, os.WNOHANG)
        time.sleep(0.01)
    if not ended:
        os.kill(child, signal.SIGKILL)
    assert (ended, status) == (child, 0)
    assert follower._thread is ours
    assert store.told[-1] == ("soft", "story-1")
