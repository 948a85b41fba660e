"""The front door: finished pages go out before Django makes a request; the rest it passes on.

What a page is made from is its key alone (`keys`), and only a view that names what it shows
has its page kept (`articles.showing.kept`). So no cookie, header or stray query of one reader
can show in the page of another.
"""

import logging
import os
import time
from contextlib import nullcontext
from functools import partial
from threading import Event, Lock
from typing import NamedTuple

from django.conf import settings
from django.utils.http import parse_http_date_safe

from articles import showing
from newsroom.pagecache import answers
from newsroom.pagecache.encoding import GZIP, choice, unpacked
from newsroom.pagecache.follower import Follower
from newsroom.pagecache.keys import SEARCH, Site
from newsroom.pagecache.store import Kept, Store

logger = logging.getLogger(__name__)

#: Seconds without another try after a page could not be made, while an old one is there.
REST = 0.5
#: Seconds that a request waits for a page that another is making.
PATIENCE = 10
#: The same where it holds the last thread, which finished pages need too.
LAST_PATIENCE = 1
#: A page that was purged while it was made is made once more for those who came later.
TRIES = 2


class Answer(NamedTuple):
    status: str
    headers: list
    body: tuple

    @property
    def is_failure(self):
        return self.status.startswith("5")


_WAIT = b"This page is being made. Please try again in a moment.\n"
BUSY = Answer(
    "503 Service Unavailable",
    [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(_WAIT))),
        ("Cache-Control", "no-store"),
        ("Retry-After", "1"),
    ],
    (_WAIT,),
)
#: Making the page ended in an error that Django did not answer.
FAILED = Answer("500 Internal Server Error", [], ())


class Flight:
    """A page that is being made by one request, for itself and for those who wait."""

    def __init__(self):
        self.done = Event()
        #: A page, an answer, or None: each has to ask Django itself.
        self.outcome = None
        self.was_purged = False


class FrontDoor:
    """A WSGI application around another: `store` keeps its pages, `follower` ends them."""

    def __init__(self, application, site, store, follower, *, threads=4, clock=time.time):
        self._application, self._site = application, site
        self._store, self._follower = store, follower
        self._pages, self._hosts = store.pages.kept, site.hosts
        self._wants_https = site.wants_https
        self._most_waiting, self._clock = max(threads - 1, 1), clock
        self.renew_locks()

    def renew_locks(self):
        """For a process that was forked: whoever made a page or held a lock is not in it."""
        self._lock = Lock()
        self._flights, self._waiting, self._rests_until = {}, 0, 0
        self._store.renew_lock()

    def __call__(self, environ, start_response):
        """The quick way: a page that is there, asked for in the usual manner."""
        page = self._pages.get(environ.get("PATH_INFO"))
        if (
            page is not None
            and not environ.get("QUERY_STRING")
            and environ["REQUEST_METHOD"] == "GET"
            and page.steady_until > self._clock()
            and environ.get("HTTP_HOST") in self._hosts
            and (not self._wants_https or self._site.is_secure(environ))
        ):
            variant = page.value[choice(environ.get("HTTP_ACCEPT_ENCODING", ""))]
            known = environ.get("HTTP_IF_NONE_MATCH")
            if known is not None:
                if variant.etag in known:
                    page.is_used = True
                    start_response("304 Not Modified", variant.unchanged)
                    return ()
            elif variant.body is not None and "HTTP_IF_MODIFIED_SINCE" not in environ:
                page.is_used = True
                start_response("200 OK", variant.headers)
                return variant.body
        return self._answered(environ, start_response)

    def _answered(self, environ, start_response):
        try:
            answer = self._answer(environ)
        except Exception:
            # A fault in here must cost nobody a page.
            logger.exception("The kept pages failed; this one is made without them.")
            answer = None
        if answer is None:
            return self._passed(environ, start_response)
        start_response(answer.status, answer.headers)
        return () if environ["REQUEST_METHOD"] == "HEAD" else answer.body

    def _passed(self, environ, start_response):
        """Django's own answer; a search is made of the parts that kept pages share."""
        is_search = environ.get("PATH_INFO") == SEARCH
        is_followed = is_search and self._follower.ensure()
        with self._held_parts(self._store.mark(), is_followed):
            return self._application(environ, start_response)

    def _held_parts(self, mark, is_followed):
        """Parts of pages are held where somebody says when they are old."""
        return showing.holding(partial(self._store.hold, mark)) if is_followed else nullcontext()

    def _answer(self, environ):
        """What to answer; None where Django has to see the request as it was sent."""
        key = self._site.key(environ)
        if key is None:
            return None
        found = self._found(key)
        if isinstance(found, Kept):
            found.is_used = True
            return self._as_asked(found, environ)
        if found is None or found is FAILED or (key.is_cut and found is not BUSY):
            return None
        return found

    def _found(self, key):
        """The page of a key, kept or made; or what was answered instead."""
        for _ in range(TRIES):
            page = self._pages.get(key.name)
            now = self._clock()
            if page is not None and page.fresh_until > now:
                return page
            old = page if page is not None and page.usable_until > now else None
            if old and now < max(old.retry_at, self._rests_until):
                return old
            flight, leads = self._boarded(key, old)
            if leads:
                return self._led(flight, key, old)
            if not isinstance(flight, Flight):
                return flight
            outcome = self._awaited(flight)
            if not flight.was_purged:
                break
        return outcome

    def _boarded(self, key, old):
        """The flight to lead or to wait for, and which; or what is there without waiting."""
        with self._lock:
            page = self._pages.get(key.name)
            if page is not None and page.fresh_until > self._clock():
                return page, False
            flight = self._flights.get(key.name)
            if flight is None:
                flight = self._flights[key.name] = Flight()
                return flight, True
            if old:
                return old, False
            if self._waiting >= self._most_waiting:
                return BUSY, False
            self._waiting += 1
            return flight, False

    def _awaited(self, flight):
        is_last = self._waiting >= self._most_waiting
        try:
            is_done = flight.done.wait(LAST_PATIENCE if is_last else PATIENCE)
        finally:
            with self._lock:
                self._waiting -= 1
        return flight.outcome if is_done else BUSY

    def _led(self, flight, key, old):
        try:
            flight.outcome = self._made(flight, key)
        finally:
            with self._lock:
                self._flights.pop(key.name, None)
            flight.done.set()
        outcome = flight.outcome
        if not isinstance(outcome, Answer) or not outcome.is_failure or old is None:
            return outcome
        return self._rested(old, outcome)

    def _rested(self, old, failure):
        """The old page, while a new one cannot be made; it is not tried again at once."""
        old.retry_at = self._clock() + REST
        if failure.status.startswith("503"):
            # The database is away: other pages could not be made either.
            self._rests_until = old.retry_at
        return old

    def _made(self, flight, key):
        """Have Django make the page from its key alone, and keep it if it may be kept."""
        is_followed = self._follower.ensure()
        mark = self._store.mark()
        try:
            with self._held_parts(mark, is_followed):
                tags, until, answer = self._asked_of_django(key)
        except Exception:
            logger.exception("A page could not be made.")
            return FAILED
        if answer is None or not answer.status.startswith("200 "):
            return answer
        if not answers.may_be_kept(answer.status, answer.headers, tags):
            if tags:
                logger.warning("%s is not the same for everybody and is not kept.", key.path)
            return None
        page = answers.finished(answer.headers, *answer.body, tags, until)
        if is_followed:
            flight.was_purged = not self._store.put(key.name, page, mark)
        else:
            # Nobody would say when it is old.
            page.ends(mark.at, is_hard=True)
        return page

    def _asked_of_django(self, key):
        """What its view says that the page shows, until when, and the answer (None: it streams)."""
        started = []
        response = self._application(self._site.scrubbed(key), lambda *said: started.append(said))
        try:
            if getattr(response, "streaming", False):
                return (), None, None
            body = b"".join(response)
        finally:
            if hasattr(response, "close"):
                response.close()
        tags, until = getattr(response, "page_tags", ()), getattr(response, "page_until", None)
        return tags, until, Answer(*started[-1][:2], (body,))

    def _as_asked(self, page, environ):
        """A page in the form that this client takes; 304 where it has that already."""
        variant = page.value[choice(environ.get("HTTP_ACCEPT_ENCODING", ""))]
        status, headers = "200 OK", variant.headers
        if is_unchanged(variant, environ):
            status, headers = "304 Not Modified", variant.unchanged
        left = page.fresh_until - self._clock()
        if page.steady_until <= self._clock():
            headers = [("Cache-Control", answers.lifetime(page, left)), *headers[1:]]
        if status != "200 OK":
            return Answer(status, headers, ())
        return Answer(status, headers, variant.body or (unpacked(*page.value[GZIP].body),))


def front_door(application):
    """The door of this process, as the settings want it."""
    room = settings.NEWSROOM_PAGE_CACHE_MB * 1024 * 1024
    store = Store(room, margin=answers.margin())
    threads = settings.NEWSROOM_THREADS
    door = FrontDoor(application, Site(), store, Follower(store), threads=threads)
    os.register_at_fork(after_in_child=door.renew_locks)
    return door


def is_unchanged(variant, environ):
    """Whether the client has this very form of the page."""
    known = environ.get("HTTP_IF_NONE_MATCH")
    if known is not None:
        # Alone, in a list, or weakened by a proxy: it has quotes on both sides, and none in it.
        return variant.etag in known or known.strip() == "*"
    since = environ.get("HTTP_IF_MODIFIED_SINCE")
    if since is None or variant.changed_at is None:
        return False
    return variant.changed_at <= (parse_http_date_safe(since) or 0)
