"""Once a minute: what readers never wait for. Publication needs no worker; alarms do."""

import signal
import time

from django.core.management.base import BaseCommand
from django.db import Error as DatabaseError
from django.db import connection
from django.utils import timezone

from articles import ticking
from articles.ticking import outer

EVERY = 60
#: So promptly the loop sees that it is to end.
A_NAP = 0.25


class Command(BaseCommand):
    help = (
        "Re-check what goes out within the hour, raise and clear alarms, send mail, make share "
        "images, forget what is old. --loop does so every minute until stopped."
    )

    def add_arguments(self, parser):
        parser.add_argument("--loop", action="store_true")

    def handle(self, *, loop, **options):
        self.is_ended = False
        if not loop:
            self._tick()
            return
        before = signal.signal(signal.SIGTERM, self._end)
        try:
            with outer.following():
                self._loop()
        finally:
            signal.signal(signal.SIGTERM, before)

    def _loop(self):
        while not self.is_ended:
            self._tick()
            # The process sleeps without a connection: a restarted database is met fresh.
            connection.close()
            self._sleep()

    def _end(self, signum, frame):
        """End between two jobs; what one of them does is finished."""
        self.is_ended = True

    def _sleep(self):
        """Until the next full minute, or until the loop is to end."""
        wakes = time.monotonic() + EVERY - time.time() % EVERY
        while not self.is_ended and (left := wakes - time.monotonic()) > 0:
            time.sleep(min(left, A_NAP))

    def _tick(self):
        at = timezone.now()
        try:
            connection.ensure_connection()
            done = ticking.run(at, goes_on=lambda: not self.is_ended)
        except DatabaseError as error:
            self.stderr.write(f"The database does not answer; trying again: {error}")
            return
        if done:
            counted = ", ".join(f"{what}: {count}" for what, count in done.items())
            self.stdout.write(f"{timezone.localtime(at):%H:%M} {counted}")
            self.stdout.flush()
