"""Telling the caches that stand before the site what changed, from the log of purges.

Last of all: a cache that is told before every process has dropped its own page fetches the
old one again, and keeps it. Off unless a setting names the caches.
"""

import json
import logging
import threading
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import outgoing
from articles.models import Alarm, Purge

logger = logging.getLogger(__name__)

#: Processes look into the log each second: by then each has dropped its own pages.
SETTLED = timedelta(seconds=2)
#: Once more, for an old page that was on its way to the cache, a process that was late, and
#: a change that was not yet settled at the time that it names.
AGAIN = timedelta(seconds=15)
#: By then a cache that keeps to what pages say of themselves has none of that age.
GIVE_UP = timedelta(hours=2)
#: So long in vain, and the desk is told.
SILENCE = timedelta(minutes=2)
LOOKS_EVERY = 1
LONGEST_REST = timedelta(minutes=1)
#: What goes into one message: proxies take headers of 8 kB, and services few names at once.
MOST_NAMES, MOST_BYTES = 100, 4000
#: Of more names than this it is quicker to say that every page is old.
MOST_APART = 1000
MOST_ROWS = 2000
EVERY_PAGE = "site"


def look(this):
    """Tell what waits, and keep an alarm of each cache that does not take it."""
    if not settings.NEWSROOM_PURGE_ADDRESSES:
        return
    with this.item("caches", about=_("Caches before the site")):
        this.done["purges sent"] += caches.send(this.at)
    if _waiting(this.at).filter(sent_at=None, since__lte=this.at - SILENCE).exists():
        for address, reason in caches.refusals.items():
            key = f"trouble:{this.job}:{address}"[:120]
            this.failed.add(key)  # so that it stands as long as this is so
            words = _(
                "%(address)s does not take what changed (%(reason)s). Readers may get old pages."
            ) % {"address": address, "reason": reason}
            this.raise_alarm(Alarm.Kind.TROUBLE, key, words)


@contextmanager
def following():
    """Meanwhile look each second, in a thread of its own: a round may wait for other hosts."""
    if not settings.NEWSROOM_PURGE_ADDRESSES:
        yield
        return
    is_over = threading.Event()
    thread = threading.Thread(target=_follow, args=[is_over], name="outer caches", daemon=True)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


def _follow(is_over):
    while not is_over.wait(LOOKS_EVERY):
        try:
            caches.send(timezone.now())
        except DatabaseError:
            connection.close()  # met fresh at the next look; the rounds say that it is away
        except Exception:
            logger.exception("Telling the caches before the site failed")
    connection.close()


# What waits ----------------------------------------------------------------------------


def _waiting(at):
    """What is to be told now, for the first time or once more."""
    early = at - GIVE_UP
    log = Purge.objects.filter(
        Q(due_at=None, made_at__gt=early) | Q(due_at__gt=early, due_at__lte=at)
    ).annotate(since=Coalesce("due_at", "made_at"))
    never = Q(sent_at=None, since__lte=at - SETTLED)
    once = Q(sent_at__lt=F("since") + AGAIN, since__lte=at - AGAIN)
    return log.filter(never | once)


class Caches:
    """The caches before the site: what each was told, and which is left alone for a while."""

    def __init__(self):
        self._lock = threading.Lock()
        self._told, self._rests = {}, {}
        #: Why those that did not take the last message did not.
        self.refusals = {}

    def send(self, at) -> int:
        """Tell each cache what it was not told yet; how many purges every cache has taken."""
        with self._lock:
            rows = {(row.pk, row.sent_at): row for row in _waiting(at).order_by("pk")[:MOST_ROWS]}
            for address in settings.NEWSROOM_PURGE_ADDRESSES:
                told = self._told[address] = self._told.get(address, set()) & rows.keys()
                if new := [rows[key] for key in rows.keys() - told]:
                    self._tell(address, new, at)
            told = set(rows).intersection(
                *(self._told[address] for address in settings.NEWSROOM_PURGE_ADDRESSES)
            )
            Purge.objects.filter(pk__in=[pk for pk, _ in told]).update(sent_at=at)
            return len(told)

    def _tell(self, address, rows, at):
        """Tell one cache; one that does not answer rests, twice as long each time."""
        until, length = self._rests.get(address, (at, timedelta(seconds=LOOKS_EVERY)))
        if at < until:
            return
        try:
            for names, is_hard in _messages(rows):
                _SENT[urlsplit(address).scheme](address, names, is_hard)
        except outgoing.NoAnswer as error:
            self.refusals[address] = str(error)
            self._rests[address] = (at + length, min(2 * length, LONGEST_REST))
            Purge.objects.filter(pk__in=[row.pk for row in rows]).update(tries=F("tries") + 1)
        else:
            self.refusals.pop(address, None)
            self._rests.pop(address, None)
            self._told[address] |= {(row.pk, row.sent_at) for row in rows}


#: What this process has told them.
caches = Caches()


# Messages ------------------------------------------------------------------------------


def _messages(rows):
    """The names to tell, some at a time, and whether their old pages go to nobody."""
    told = set()
    for is_hard in (True, False):
        names = {name for row in rows if row.is_hard == is_hard for name in row.tags.split()}
        names -= told
        told |= names
        if len(names) > MOST_APART:
            names = {EVERY_PAGE}
        yield from ((some, is_hard) for some in _lots(sorted(names)))


def _lots(names):
    lot, size = [], 0
    for name in names:
        if lot and (len(lot) == MOST_NAMES or size + len(name) >= MOST_BYTES):
            yield lot
            lot, size = [], 0
        lot.append(name)
        size += len(name) + 1
    if lot:
        yield lot


def _to_varnish(address, names, is_hard):
    header = "xkey-purge" if is_hard else "xkey-softpurge"
    hosts = {urlsplit(address).netloc}
    _taken(address, outgoing.purge(address, {header: " ".join(names)}, hosts=hosts))


def _to_service(address, names, is_hard):
    content = json.dumps({"tags": names}).encode()
    token, hosts = settings.NEWSROOM_PURGE_TOKEN, {urlsplit(address).netloc}
    answer = outgoing.tell(address, content, "application/json", hosts=hosts, token=token)
    _taken(address, answer)


def _taken(address, answer):
    if not 200 <= answer.status < 300:
        raise outgoing.NoAnswer(f"{urlsplit(address).netloc} answers {answer.status}")


_SENT = {"varnish": _to_varnish, "https": _to_service}
