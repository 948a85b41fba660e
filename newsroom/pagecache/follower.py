"""What ends kept pages: one thread a process reads the log of purges and passes them on.

It has a connection of its own, for as long as the process lives. PostgreSQL calls it
(NOTIFY); it looks by itself as well, because a pooler, a standby or SQLite calls nobody.
"""

import logging
import os
import select
import threading
import time
import weakref

from django.db import Error as DatabaseError
from django.db import connection
from django.utils import timezone

from articles import purging
from newsroom.pagecache import log

logger = logging.getLogger(__name__)

#: So often it looks by itself, in seconds.
LOOKS_EVERY = {"postgresql": 1, "sqlite": 0.25}
#: For so long a first page, and who publishes, waits until the log was read.
PATIENCE = 1
#: While the database is away it is tried again after so many seconds.
TRIES_EVERY = 0.25
#: Whoever has not read for half as long as rows are kept may have missed some.
MOST_SILENCE = purging.KEPT.total_seconds() / 2

_followers = weakref.WeakSet()


class Follower:
    """Follows the log for one store, from the first page that is wanted on."""

    def __init__(self, store, clock=timezone.now):
        self._store, self._clock = store, clock
        self._renew()
        _followers.add(self)

    def _renew(self):
        """Nothing followed yet, in this process."""
        self._thread, self._begins = None, threading.Lock()
        self._has_read, self._waits_until = threading.Event(), 0
        self._turn, self._turns = threading.Condition(), (0, 0)
        self._log, self._ahead, self._read_at = None, {}, None
        self._is_ended, self._is_away, self._pipe = False, False, None

    # Asked by others -------------------------------------------------------------------

    def ensure(self) -> bool:
        """Follow from now on; whether the log is being read, so that a page may be kept."""
        if self._thread is None or not self._thread.is_alive():
            self._start()
        left = self._waits_until - time.monotonic()
        return self._has_read.is_set() or (left > 0 and self._has_read.wait(left))

    def wake(self) -> None:
        """Read the log at once, and wait until that is done: who publishes sees it done."""
        if self._thread is None or not self._has_read.is_set():
            return
        with self._turn:
            wanted = self._turns[0] + 1
            self._turns = wanted, self._turns[1]
            self._call()
            self._turn.wait_for(lambda: self._turns[1] >= wanted, PATIENCE)

    def stop(self) -> None:
        """End the thread and its connection."""
        self._is_ended = True
        if self._thread is not None:
            purging.followers[:] = [each for each in purging.followers if each != self.wake]
            self._call()
            self._thread.join()
            self._renew()
            self._store.clear()

    def _start(self):
        with self._begins:
            if self._thread is not None and self._thread.is_alive():
                return
            self._has_read.clear()
            self._waits_until = time.monotonic() + PATIENCE
            self._pipe = os.pipe()
            self._thread = threading.Thread(target=self._follow, name="purges", daemon=True)
            self._thread.start()
            if self.wake not in purging.followers:
                purging.followers.append(self.wake)

    def _call(self):
        os.write(self._pipe[1], b".")

    def was_forked(self):
        """The thread and its connection stayed with the parent, and what it knew with them."""
        for end in self._pipe or ():
            os.close(end)
        self._renew()
        self._store.renew_lock()
        self._store.clear()

    # The thread ------------------------------------------------------------------------

    def _follow(self):
        pipe = self._pipe
        try:
            while not self._is_ended:
                self._follow_while_connected()
                self._wait(pipe, TRIES_EVERY)
        finally:
            connection.close()
            for end in pipe:
                os.close(end)

    def _follow_while_connected(self):
        """Read on until the connection breaks; kept pages wait for it, and time goes on."""
        pipe = self._pipe
        try:
            self._listen()
            while not self._is_ended:
                asked = self._turns[0]
                self.apply()
                self._answered(asked)
                self._wait(pipe, LOOKS_EVERY[connection.vendor])
        except DatabaseError as error:
            if not self._is_away:
                logger.warning("The log of purges cannot be read: %s", str(error).strip())
            self._is_away = True
        except Exception:
            # Whatever it was: no page is kept that it may have missed.
            logger.exception("Following the log of purges failed; all kept pages are dropped.")
            self._has_read.clear()
            self._log = None
            self._store.clear()
        if self._read_at is not None:
            self._store.lost_touch(time.time() - self._read_at)
        self._fire()
        connection.close()

    def _listen(self):
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"LISTEN {purging.CHANNEL}")

    def _answered(self, asked):
        self._is_away = False
        self._has_read.set()
        with self._turn:
            self._turns = self._turns[0], asked
            self._turn.notify_all()

    def _wait(self, pipe, most):
        """Until somebody calls, something is due, or so many seconds have passed."""
        due = min((row.due_at for row in self._ahead.values()), default=None)
        if due is not None:
            most = min(most, max(0, (due - self._clock()).total_seconds()))
        database = connection.connection if connection.vendor == "postgresql" else None
        with connection.wrap_database_errors:
            called, _, _ = select.select([pipe[0], *filter(None, [database])], [], [], most)
            if database in called:
                database.poll()
                database.notifies.clear()
        if pipe[0] in called:
            os.read(pipe[0], 4096)

    # What is read ----------------------------------------------------------------------

    def apply(self) -> None:
        """Read on in the log, over this thread's connection, and pass on what is due."""
        if self._log is None or time.time() - self._read_at > MOST_SILENCE:
            self._begin()
        try:
            rows = self._log.read_on()
        except log.Gap:
            logger.warning("The log of purges has a gap; all kept pages are dropped.")
            self._begin()
            rows = self._log.read_on()
        self._read_at = time.time()
        for row in rows:
            if row.due_at is None:
                self._store.purge(row.tags, is_hard=row.is_hard)
            else:
                self._expect(row)
        self._fire()

    def _begin(self):
        """Follow from here on; whatever was kept before is of no use."""
        self._log, self._ahead = None, {}
        begun = log.of_the_database()
        begun.begin()
        self._store.clear()
        for row in log.ahead(self._clock()):
            self._expect(row)
        self._log, self._read_at = begun, time.time()

    def _expect(self, row):
        self._ahead[row.id] = row
        self._store.will_change(row.tags, row.due_at, is_hard=row.is_hard)

    def _fire(self):
        now = self._clock()
        for key, row in sorted(self._ahead.items()):
            if row.due_at <= now:
                self._store.purge(row.tags, is_hard=row.is_hard)
                del self._ahead[key]


def _after_fork():
    for follower in _followers:
        follower.was_forked()


os.register_at_fork(after_in_child=_after_fork)
