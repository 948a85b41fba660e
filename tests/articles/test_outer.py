"""What caches before the site are told of the log of purges: after the processes, and twice."""

import json
import os
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from django.utils import timezone

from articles import outgoing, purging, ticking
from articles.models import Alarm, Purge
from articles.ticking import outer
from tests.factories import NOON

VARNISH, OTHER = "varnish://127.0.0.1:6081", "varnish://10.0.0.7:6081"
SERVICE = "https://cache.example/purge"
SECOND = timedelta(seconds=1)


@pytest.fixture
def caches(monkeypatch, settings):
    """What was told, as (address, header or tags, names), and the hosts that do not answer."""
    settings.NEWSROOM_PURGE_ADDRESSES = [VARNISH]
    settings.NEWSROOM_PURGE_TOKEN = "quay-9"
    monkeypatch.setattr(outer, "caches", outer.Caches())

    class Told(list):
        away = ()

    told = Told()

    def answer(address, *said):
        if address in told.away:
            raise outgoing.NoAnswer("127.0.0.1:6081: TimeoutError")
        told.append((address, *said))
        return outgoing.Answer(200, "text/plain", b"")

    def purge(address, headers, *, hosts):
        [(header, names)] = headers.items()
        assert hosts == {address.removeprefix("varnish://")}
        return answer(address, header, names)

    def tell(address, content, content_type, *, hosts, token):
        assert (hosts, token, content_type) == ({"cache.example"}, "quay-9", "application/json")
        return answer(address, "tags", " ".join(json.loads(content)["tags"]))

    monkeypatch.setattr(outgoing, "purge", purge)
    monkeypatch.setattr(outgoing, "tell", tell)
    return told


def made(tags, *, at=NOON, **kwargs):
    return Purge.objects.create(tags=tags, made_at=at, **kwargs)


def look(at):
    return ticking.do("outer caches", at)


def after(seconds):
    look(NOON + seconds * SECOND)


@pytest.mark.django_db
def test_nobody_is_told_unless_a_setting_names_them(caches, settings):
    settings.NEWSROOM_PURGE_ADDRESSES = []
    made("front")

    after(10)

    assert caches == []
    assert Purge.objects.get().sent_at is None


@pytest.mark.django_db
def test_what_changed_is_told_after_the_processes_have_seen_it_and_once_more(caches):
    made("story-1 front")
    once = [(VARNISH, "xkey-softpurge", "front story-1")]

    after(1)
    assert caches == []
    after(2)
    assert caches == once
    after(3)
    after(14)
    assert caches == once
    after(17)
    after(18)
    after(60)
    assert caches == once * 2


@pytest.mark.django_db
def test_what_is_due_later_is_told_then(caches):
    made("story-1", due_at=NOON + 60 * SECOND)

    after(61)
    assert caches == []
    after(62)
    assert caches == [(VARNISH, "xkey-softpurge", "story-1")]


@pytest.mark.django_db
def test_one_message_says_much_and_what_nobody_may_get_comes_first(caches):
    made("story-1 front")
    made("story-2 front")
    made("story-3 front", is_hard=True)

    after(20)
    after(60)

    assert caches == [
        (VARNISH, "xkey-purge", "front story-3"),
        (VARNISH, "xkey-softpurge", "story-1 story-2"),
    ]


@pytest.mark.django_db
def test_many_names_go_in_lots_and_very_many_are_every_page(caches):
    made(" ".join(f"story-{number}" for number in range(150)), is_hard=True)
    made(" ".join(f"day-{number}" for number in range(2000)))
    made(" ".join("long" * 25 + str(number) for number in range(60)), at=NOON + 100 * SECOND)

    after(20)
    assert [len(names.split()) for _, _, names in caches] == [100, 50, 1]
    assert caches[-1] == (VARNISH, "xkey-softpurge", "site")
    after(120)
    assert [len(names.split()) for _, _, names in caches[3:]] == [38, 22]
    assert max(len(names) for _, _, names in caches) <= outer.MOST_BYTES


@pytest.mark.django_db
def test_service_is_told_by_https_with_the_token(caches, settings):
    settings.NEWSROOM_PURGE_ADDRESSES = [SERVICE]
    made("story-1 front", is_hard=True)

    after(20)

    assert caches == [(SERVICE, "tags", "front story-1")]


@pytest.mark.django_db
def test_cache_that_does_not_answer_rests_longer_each_time_and_holds_up_no_other(caches, settings):
    settings.NEWSROOM_PURGE_ADDRESSES = [VARNISH, OTHER]
    caches.away = {VARNISH}
    row = made("front", at=NOON)
    tries = []

    for second in range(2, 15):
        after(second)
        row.refresh_from_db()
        tries.append(row.tries)
    assert tries == [1, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4]
    assert caches == [(OTHER, "xkey-softpurge", "front")]
    assert row.sent_at is None

    caches.away = ()
    after(18)
    row.refresh_from_db()
    assert caches[1:] == [(VARNISH, "xkey-softpurge", "front")]
    assert row.sent_at == NOON + 18 * SECOND


@pytest.mark.django_db
def test_refusal_is_no_success(caches, monkeypatch):
    refused = outgoing.Answer(405, "text/html", b"")
    monkeypatch.setattr(outgoing, "purge", lambda *args, **kwargs: refused)
    row = made("front")

    after(5)

    row.refresh_from_db()
    assert (row.sent_at, row.tries) == (None, 1)
    assert outer.caches.refusals == {VARNISH: "127.0.0.1:6081 answers 405"}


@pytest.mark.django_db
def test_desk_is_told_of_a_cache_that_takes_nothing_until_it_does(caches):
    caches.away = {VARNISH}
    made("front")

    def alarms():
        return list(Alarm.objects.filter(cleared_at=None).values_list("words", flat=True))

    after(60)
    assert alarms() == []
    after(130)
    assert alarms() == [
        f"{VARNISH} does not take what changed (127.0.0.1:6081: TimeoutError). "
        "Readers may get old pages."
    ]
    caches.away = ()
    after(260)
    assert alarms() == []


@pytest.mark.django_db
def test_what_no_cache_can_have_any_more_is_not_told(caches):
    made("front")

    look(NOON + outer.GIVE_UP)

    assert caches == []


@pytest.mark.django_db
def test_query_of_each_second_does_not_grow_with_what_waits(caches, django_assert_num_queries):
    with django_assert_num_queries(1):
        outer.caches.send(NOON)
    for number in range(30):
        made(f"story-{number}")
    with django_assert_num_queries(2):
        outer.caches.send(NOON + 20 * SECOND)


@pytest.mark.django_db(transaction=True)
def test_loop_tells_while_a_round_goes_on_and_ends_with_it(caches, monkeypatch):
    monkeypatch.setattr(outer, "LOOKS_EVERY", 0.05)
    told = threading.Event()
    send = outer.caches.send
    monkeypatch.setattr(outer.caches, "send", lambda at: (send(at), caches and told.set()))
    made("front", at=timezone.now() - 3 * SECOND)

    with outer.following():
        assert told.wait(5)

    assert caches == [(VARNISH, "xkey-softpurge", "front")]
    assert [thread.name for thread in threading.enumerate() if "outer" in thread.name] == []


@pytest.mark.django_db
def test_names_are_those_of_the_log(caches):
    purging.purge(["story-1", "front"])

    look(timezone.now() + 3 * SECOND)

    assert caches == [(VARNISH, "xkey-softpurge", "front story-1")]


@pytest.mark.parametrize(
    ("written", "is_taken"),
    [
        ("varnish://127.0.0.1:6081, https://cache.example/v1/purge", True),
        ("varnish://127.0.0.1:6081,http://127.0.0.1:6081", False),
    ],
)
def test_setting_names_caches_of_ours_and_services(written, is_taken):
    code = "from django.conf import settings; print(settings.NEWSROOM_PURGE_ADDRESSES)"
    run = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ
        | {"DJANGO_SETTINGS_MODULE": "newsroom.settings", "NEWSROOM_PURGE_ADDRESSES": written},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode == 0) is is_taken, run.stderr
    assert ("NEWSROOM_PURGE_ADDRESSES holds" in run.stderr) is not is_taken
