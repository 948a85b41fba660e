"""One look of one job, in which no item that fails stops another."""

import logging
from collections import Counter
from contextlib import contextmanager
from datetime import datetime

from django.db import DatabaseError
from django.utils.translation import gettext as _

from articles import alarms
from articles.models import Alarm

logger = logging.getLogger(__name__)


class Round:
    """What one job does at one instant: what it has done, and which of its items failed."""

    def __init__(self, job: str, at: datetime):
        self.job, self.at = job, at
        self.done = Counter()
        self.failed = set()

    @contextmanager
    def item(self, name, *, about="", article=None, picture=None):
        """One item on its own: a failure is logged and said on the desk page, and that is all.

        `about` is how the desk knows the item, where neither story nor picture says so.
        """
        try:
            yield
        except Exception as error:
            logger.exception("The tick failed at %s, %s", self.job, name)
            key = f"trouble:{self.job}:{name}"
            self.failed.add(key)
            about = about or str(article or picture or _("the tick"))
            words = _("%(about)s: %(job)s failed (%(error)s). The log says more.") % {
                "about": about,
                "job": self.job,
                "error": type(error).__name__,
            }
            self._sound(Alarm.Kind.TROUBLE, key, words, article=article, picture=picture)

    def _sound(self, *args, **kwargs):
        try:
            self.raise_alarm(*args, **kwargs)
        except DatabaseError:
            logger.warning("The database does not take the alarm either.")

    def raise_alarm(self, kind, key, words, **about):
        self.done["alarms raised"] += alarms.sound(kind, key, words, at=self.at, **about)

    def clear(self, found):
        self.done["alarms cleared"] += alarms.clear(found, at=self.at)

    def clear_others(self, kind, keys):
        """Clear alarms of this kind whose matter this look did not find any more."""
        found = Alarm.objects.filter(kind=kind)
        self.done["alarms cleared"] += alarms.clear_others(found, keys, at=self.at)

    def end(self):
        """Clear the troubles that are over; not while the job as a whole does not come through."""
        if f"trouble:{self.job}:all of it" in self.failed:
            return
        found = Alarm.objects.filter(
            kind=Alarm.Kind.TROUBLE, key__startswith=f"trouble:{self.job}:"
        )
        try:
            self.done["alarms cleared"] += alarms.clear_others(found, self.failed, at=self.at)
        except DatabaseError:
            logger.warning("The database did not answer at the end of %s.", self.job)
