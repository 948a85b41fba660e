"""What one process keeps of readers' pages and of the parts that pages share."""

import math
import time
from collections import OrderedDict, deque
from threading import RLock
from typing import NamedTuple

NEVER = math.inf
#: Parts of pages that are held at most: cards, mostly, of about a kilobyte.
PARTS = 20_000
#: Purges that are remembered for pages that were being made meanwhile.
REMEMBERED = 2_000
#: Seconds for which an old page may go out while no new one can be made.
GRACE = 60 * 60
#: The same where the story carries a correction.
GRACE_WHEN_CORRECTED = 10 * 60
CORRECTED = "corrected"
#: No one page may take the room of more than so many others.
SHARE = 8


class Mark(NamedTuple):
    """Where the log stood, and what time it was, when a page began to be made."""

    count: int
    at: float


class Kept:
    """A page or a part of one, with what it shows and how long it may be used."""

    __slots__ = (
        "fresh_until",
        "is_used",
        "retry_at",
        "steady_until",
        "tags",
        "until",
        "usable_until",
        "value",
        "weight",
    )

    def __init__(self, value, tags, until=None, weight=1):
        self.value, self.tags, self.weight = value, frozenset(tags), weight
        self.until = NEVER if until is None else until.timestamp()
        #: Nothing in it changes before this instant; until shortly before, headers stay too.
        self.fresh_until = self.steady_until = self.until
        #: So long it may go out while a new one is made, or cannot be.
        self.usable_until = self.fresh_until + self.grace
        #: When making it anew may be tried again, after that failed.
        self.retry_at = 0
        self.is_used = False

    @property
    def grace(self):
        return GRACE_WHEN_CORRECTED if CORRECTED in self.tags else GRACE

    def ends(self, at, is_hard=False, margin=0):
        """It is old from this instant on; nobody may get it then if `is_hard`."""
        self.steady_until = min(self.steady_until, at - margin)
        self.fresh_until = min(self.fresh_until, at)
        self.usable_until = min(self.usable_until, at if is_hard else at + self.grace)


class Shelf:
    """Kept things by name and by what they show, up to a weight; second chance decides who goes.

    Whoever reads takes no lock: `kept` is a plain dictionary. Whoever changes holds the store's.
    """

    def __init__(self, limit):
        self.limit, self.weight = limit, 0
        self.kept = {}
        self._showing = {}
        self._turns = OrderedDict()

    def put(self, name, kept):
        if kept.weight > self.limit // SHARE:
            self.drop(name)
            return
        self._forget(name, self.kept.get(name))
        self.kept[name] = kept
        self._turns[name] = None
        self.weight += kept.weight
        for tag in kept.tags:
            self._showing.setdefault(tag, set()).add(name)
        while self.weight > self.limit:
            self._make_room()

    def _make_room(self):
        """What was asked for since its last turn waits for another; what was not, goes."""
        name = next(iter(self._turns))
        if self.kept[name].is_used:
            self.kept[name].is_used = False
            self._turns.move_to_end(name)
        else:
            self.drop(name)

    def drop(self, name):
        self._forget(name, self.kept.pop(name, None))

    def _forget(self, name, kept):
        if kept is None:
            return
        del self._turns[name]
        self.weight -= kept.weight
        for tag in kept.tags:
            names = self._showing[tag]
            names.discard(name)
            if not names:
                del self._showing[tag]

    def showing(self, tags):
        """The names of what shows any of these."""
        return set().union(*(self._showing.get(tag, ()) for tag in tags))

    def clear(self):
        for each in (self.kept, self._showing, self._turns):
            each.clear()
        self.weight = 0


class Store:
    """The pages of one process and the parts they share, under one log of purges.

    `margin`: seconds for which other caches may use a page once they have it.
    """

    def __init__(self, limit, *, margin=0, clock=time.time):
        self._margin, self._clock = margin, clock
        self.pages, self.parts = Shelf(limit), Shelf(PARTS)
        self._count = self._cleared = 0
        self._purged = deque(maxlen=REMEMBERED)
        self._ahead = set()
        self.renew_lock()

    def renew_lock(self):
        """For a process that was forked: whoever held the lock is not in it."""
        self._lock = RLock()

    def mark(self):
        """Ask for this before a page begins to be made; `put` wants it."""
        return Mark(self._count, self._clock())

    def put(self, name, page, mark):
        """Keep a page; False if something in it was purged since it began to be made."""
        return self._put(self.pages, name, page, mark)

    def hold(self, mark, names, make):
        """Parts of pages by name, each with what it shows: for `articles.showing.holding`.

        `make(missing)` gives those that are not held, in the same shape. They are as old as
        the page, whose mark is asked for: it was made for the moment at which that began.
        """
        now, held = self._clock(), {}
        for name in names:
            part = self.parts.kept.get(name)
            if part is not None and now < part.fresh_until:
                part.is_used = True
                held[name] = part.value
        missing = [name for name in names if name not in held]
        if missing:
            for name, value in make(missing).items():
                _, shown = held[name] = value
                self._put(self.parts, name, Kept(value, shown.tags, shown.until), mark)
        return held

    def purge(self, tags, is_hard=False):
        """Have made anew what shows any of these: hard, and nobody gets the old page meanwhile."""
        tags = frozenset(tags)
        with self._lock:
            # Parts first: a page that is begun after this purge counts must find none of them.
            for name in self.parts.showing(tags):
                self.parts.drop(name)
            self._count += 1
            self._purged.append((self._count, tags))
            for name in self.pages.showing(tags):
                self._end(name, is_hard)

    def _end(self, name, is_hard):
        if is_hard:
            self.pages.drop(name)
        else:
            self.pages.kept[name].ends(self._clock())

    def will_change(self, tags, due_at, is_hard=False):
        """What shows any of these is old from `due_at` on; a purge of them follows then."""
        due, tags = due_at.timestamp(), frozenset(tags)
        with self._lock:
            long_past = self._clock() - GRACE
            self._ahead = {each for each in self._ahead if each[0] > long_past}
            self._ahead.add((due, tags, is_hard))
            for shelf in (self.parts, self.pages):
                for name in shelf.showing(tags):
                    shelf.kept[name].ends(due, is_hard, self._margin)

    def lost_touch(self, seconds):
        """The log could not be read for so long: drop what nobody can vouch for any longer."""
        with self._lock:
            if seconds >= GRACE:
                self.clear()
            elif seconds >= GRACE_WHEN_CORRECTED:
                self.purge({CORRECTED}, is_hard=True)

    def clear(self):
        """Drop everything, also what is being made just now."""
        with self._lock:
            self.parts.clear()
            self._count += 1
            self._cleared = self._count
            self.pages.clear()

    def _put(self, shelf, name, kept, mark):
        with self._lock:
            for due, tags, is_hard in self._ahead:
                if due > mark.at and not tags.isdisjoint(kept.tags):
                    kept.ends(due, is_hard)
            if self._was_purged_since(mark, kept.tags):
                kept.ends(mark.at)
                return False
            kept.steady_until = kept.fresh_until - self._margin
            shelf.put(name, kept)
            return True

    def _was_purged_since(self, mark, tags):
        if mark.count == self._count:
            return False
        is_full = len(self._purged) == REMEMBERED
        forgotten = self._purged[0][0] - 1 if is_full else 0
        if mark.count < max(self._cleared, forgotten):
            return True
        return any(
            not purged.isdisjoint(tags) for count, purged in self._purged if count > mark.count
        )
