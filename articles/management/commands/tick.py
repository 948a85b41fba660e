"""Once a minute: what readers never wait for. Publication needs no worker; alarms do."""

import time
from datetime import timedelta

from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection
from django.utils import timezone

from articles import desk_checks, revisions
from articles.models import Edition

EVERY = 60


def stopped_by_checks(at, until):
    """Editions about to begin whose story would not pass the checks at that time any more."""
    due = Edition.objects.filter(live_from__gt=at, live_from__lte=until)
    for edition in due.select_related("article", "revision").order_by("live_from", "pk"):
        document = revisions.upgrade(edition.revision.document)
        context = desk_checks.gather(
            edition.article, document, at=edition.live_from, leave_out=True
        )
        findings = desk_checks.check(document, context, desk_checks.Moment.PUBLISH)
        stops = [finding for finding in findings if finding.stops]
        if stops:
            yield edition, stops


class Command(BaseCommand):
    help = "Re-check what goes out within the hour. --loop does so every minute until stopped."

    def add_arguments(self, parser):
        parser.add_argument("--loop", action="store_true")

    def handle(self, *, loop, **options):
        while True:
            self._tick()
            if not loop:
                return
            # The process sleeps without a connection: a restarted database is met fresh.
            connection.close()
            time.sleep(EVERY)

    def _tick(self):
        now = timezone.now()
        try:
            for edition, stops in stopped_by_checks(now, now + timedelta(hours=1)):
                self.stderr.write(
                    f"{edition.article.slugline}, due {timezone.localtime(edition.live_from):%H:%M}"
                    f": {stops[0].message}"
                )
        except DatabaseError as error:
            self.stderr.write(f"The database does not answer; trying again: {error}")
