"""What is kept, what ends it, and what is not taken in any more."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from newsroom.pagecache import store as storing
from newsroom.pagecache.store import GRACE, GRACE_WHEN_CORRECTED, Kept, Store
from tests.factories import NOON

START = NOON.timestamp()


class Clock:
    """Stands at noon until it is set on."""

    def __init__(self):
        self.now = START

    def __call__(self):
        return self.now


@dataclass
class Shown:
    tags: set = field(default_factory=set)
    until: datetime | None = None


def moment(seconds):
    return datetime.fromtimestamp(START + seconds, UTC)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def store(clock):
    return Store(8_000, margin=60, clock=clock)


def put(store, name, *tags, until=None, weight=100, mark=None):
    page = Kept(name, tags, until, weight)
    return page, store.put(name, page, mark or store.mark())


def test_a_purge_makes_old_what_shows_one_of_its_names_and_nothing_else(store, clock):
    one, _ = put(store, "/a/", "story-1", "site")
    other, _ = put(store, "/b/", "story-2", "site")

    store.purge(["story-1", "front"])

    assert (one.fresh_until, one.steady_until) == (START, START)
    assert one.usable_until == START + GRACE
    assert other.fresh_until == storing.NEVER
    assert set(store.pages.kept) == {"/a/", "/b/"}


def test_a_hard_purge_drops_the_page(store):
    put(store, "/a/", "story-1")
    put(store, "/b/", "story-2")

    store.purge(["story-1"], is_hard=True)

    assert set(store.pages.kept) == {"/b/"}
    assert store.pages.weight == 100


def test_an_old_page_may_go_out_for_a_shorter_time_where_it_was_corrected(store):
    page, _ = put(store, "/a/", "story-1", "corrected")

    store.purge(["story-1"])

    assert page.usable_until == START + GRACE_WHEN_CORRECTED


def test_a_page_is_not_kept_if_something_in_it_was_purged_meanwhile(store):
    mark = store.mark()
    store.purge(["story-1"])

    page, is_kept = put(store, "/a/", "story-1", mark=mark)
    _, other_is_kept = put(store, "/b/", "story-2", mark=mark)

    assert (is_kept, other_is_kept) == (False, True)
    assert page.fresh_until == page.steady_until == START
    assert set(store.pages.kept) == {"/b/"}


def test_a_page_is_not_kept_if_more_was_purged_meanwhile_than_is_remembered(store, monkeypatch):
    mark = store.mark()
    for number in range(storing.REMEMBERED):
        store.purge([f"story-{number}"])
    assert put(store, "/a/", "topic-1", mark=mark)[1] is True

    store.purge(["story-1"])

    assert put(store, "/a/", "topic-1", mark=mark)[1] is False


def test_a_page_is_not_kept_if_all_was_dropped_meanwhile(store):
    put(store, "/b/", "site")
    mark = store.mark()

    store.clear()

    assert put(store, "/a/", "story-1", mark=mark)[1] is False
    assert put(store, "/a/", "story-1")[1] is True
    assert set(store.pages.kept) == {"/a/"}


def test_a_page_ends_at_its_time_and_its_headers_are_steady_until_shortly_before(store):
    page, _ = put(store, "/a/", "story-1", until=moment(600))

    assert page.fresh_until == START + 600
    assert page.steady_until == START + 600 - 60


def test_a_change_ahead_ends_the_pages_there_are_and_those_to_come(store, clock):
    here, _ = put(store, "/a/", "story-1")

    store.will_change(["story-1"], moment(300))
    store.will_change(["story-2"], moment(200), is_hard=True)
    later, _ = put(store, "/b/", "story-1", "story-2")

    assert (here.fresh_until, here.steady_until) == (START + 300, START + 240)
    assert (later.fresh_until, later.usable_until) == (START + 200, START + 200)
    clock.now += 200
    assert put(store, "/b/", "story-2")[0].fresh_until == storing.NEVER


def test_a_page_begun_before_a_change_and_kept_after_it_is_old(store, clock):
    store.will_change(["story-1"], moment(10))
    mark = store.mark()
    clock.now += 11

    page, _ = put(store, "/a/", "story-1", mark=mark)

    assert page.fresh_until == START + 10


def test_what_was_not_asked_for_goes_first(store):
    for number in range(8):
        put(store, f"/{number}/", weight=1000)
    for number in (0, 1, 3):
        store.pages.kept[f"/{number}/"].is_used = True

    put(store, "/new/", weight=1000)

    assert set(store.pages.kept) == {f"/{number}/" for number in (0, 1, 3, 4, 5, 6, 7)} | {"/new/"}
    assert store.pages.kept["/0/"].is_used is False
    assert store.pages.weight == 8_000


def test_a_page_that_would_take_the_room_of_many_is_not_kept(store):
    put(store, "/a/", "story-1", weight=900)

    _, was_current = put(store, "/a/", "story-1", weight=1_001)

    assert was_current is True
    assert store.pages.kept == {}
    assert store.pages.weight == 0


def test_what_is_replaced_and_dropped_leaves_no_names_behind(store):
    put(store, "/a/", "story-1", "author-1")
    put(store, "/a/", "story-1", "topic-1", weight=50)
    assert (store.pages.weight, store.pages.showing(["author-1"])) == (50, set())

    store.purge(["topic-1"], is_hard=True)

    assert store.pages.weight == 0
    assert store.pages._showing == {}
    assert not store.pages._turns


def held(store, name, make, mark=None):
    """A part by itself: what it says, and what it shows."""
    mark = mark or store.mark()
    return store.hold(mark, [name], lambda missing: {each: make() for each in missing})[name]


def test_a_part_is_made_once_until_it_is_purged(store):
    made = []

    def make():
        made.append(len(made))
        return f"card {len(made)}", Shown({"story-1"})

    first, again = held(store, ("card", 1), make), held(store, ("card", 1), make)
    store.purge(["story-1"])
    after = held(store, ("card", 1), make)

    assert [each[0] for each in (first, again, after)] == ["card 1", "card 1", "card 2"]


def test_a_part_ends_at_its_time(store, clock):
    def make():
        return clock.now, Shown({"story-1"}, moment(60))

    first = held(store, "line", make)
    clock.now += 60

    assert (first[0], held(store, "line", make)[0]) == (START, START + 60)


def test_a_part_that_was_purged_while_it_was_made_is_not_held(store):
    def make():
        store.purge(["story-1"])
        return "old", Shown({"story-1"})

    assert held(store, "card", make)[0] == "old"
    assert store.parts.kept == {}


def test_a_part_of_a_page_that_began_before_a_purge_is_not_held(store):
    """It was asked for after the purge, but says what was live when its page began."""
    page = store.mark()
    store.purge(["story-1"])

    assert held(store, "card", lambda: ("old", Shown({"story-1"})), page)[0] == "old"
    assert store.parts.kept == {}


def test_parts_are_dropped_before_a_purge_counts(store, monkeypatch):
    """Else a page begun in between would take an old part and be kept as new."""
    held(store, "card", lambda: ("old", Shown({"story-1"})))
    counted = []
    drop = store.parts.drop
    monkeypatch.setattr(
        store.parts, "drop", lambda name: counted.append(store.mark().count) or drop(name)
    )

    store.purge(["story-1"])

    assert (counted, store.mark().count) == ([0], 1)
    assert store.parts.kept == {}


def test_without_touch_for_long_corrected_pages_go_first_and_then_all(store):
    put(store, "/a/", "story-1", "corrected")
    put(store, "/b/", "story-2")

    store.lost_touch(GRACE_WHEN_CORRECTED - 1)
    assert set(store.pages.kept) == {"/a/", "/b/"}
    store.lost_touch(GRACE_WHEN_CORRECTED)
    assert set(store.pages.kept) == {"/b/"}
    store.lost_touch(GRACE)
    assert store.pages.kept == {}
