"""A browser before the live server: a page that complains, or asks another host, fails its test."""

import os
from threading import Lock
from time import monotonic, sleep
from urllib.parse import urlsplit

import pytest
from django.conf import settings as site_settings
from django.core.signals import request_finished, request_started
from django.db import connection
from django.test import Client

# Playwright's sync API keeps an event loop running in the test's own thread, and Django
# would refuse the ORM there. The loop never touches the database: the test alone does.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


class Watch:
    """What pages did that a reader's or an editor's page must not do."""

    def __init__(self, origin):
        self.origin = origin
        self.complaints = []
        self.allowed_hosts = set()

    def allow_host(self, host):
        """Let pages ask this host too, as a clicked facade does; the test answers in its place."""
        self.allowed_hosts.add(host)

    def forgive(self, words):
        """Take out the complaints with these words. There must be one."""
        kept = [complaint for complaint in self.complaints if words not in complaint]
        assert kept != self.complaints, f"no page complained of {words!r}"
        self.complaints = kept

    def follow(self, context):
        """Watch every page and frame of a browser context."""
        context.on("console", self._console)
        context.on("weberror", self._error)
        context.on("request", self._request)

    def leave(self, context):
        """Watch it no longer."""
        context.remove_listener("console", self._console)
        context.remove_listener("weberror", self._error)
        context.remove_listener("request", self._request)

    def _note(self, complaint):
        self.complaints.append(complaint)

    def _error(self, error):
        self._note(f"page error: {error.error}")

    def _console(self, message):
        if message.type == "error":
            self._note(f"console: {message.text} ({message.location.get('url', '')})")

    def _request(self, request):
        parts = urlsplit(request.url)
        if parts.scheme in {"data", "blob", "about"} or request.url.startswith(self.origin + "/"):
            return
        if parts.hostname not in self.allowed_hosts:
            self._note(f"off-host request: {request.url}")


def pytest_itemcollected(item):
    """Everything in this folder is a browser test; they run last (tests/conftest.py)."""
    item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session", autouse=True)
def _same_contents(request, django_db_setup):
    """Once Playwright's loop runs, Django takes another connection for this thread: let it
    know, too, what migrations made and every test must put back."""
    contents = getattr(connection, "_test_serialized_contents", None)
    request.getfixturevalue("playwright")
    if contents is not None:
        connection._test_serialized_contents = contents


@pytest.fixture(scope="session")
def base_url(live_server):
    """Let `page.goto("/")` find the live server."""
    return live_server.url


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "locale": "en-GB", "timezone_id": "UTC"}


@pytest.fixture
def watch(live_server):
    watch = Watch(live_server.url)
    yield watch
    assert watch.complaints == []


class Traffic:
    """What the live server is answering now: a page that closes still says that it leaves."""

    QUIET = 0.2

    def __init__(self):
        self._lock = Lock()
        self._under_way = 0
        self._last = monotonic()
        request_started.connect(self._started)
        request_finished.connect(self._finished)

    def _started(self, **kwargs):
        self._count(1)

    def _finished(self, **kwargs):
        self._count(-1)

    def _count(self, change):
        with self._lock:
            self._under_way += change
            self._last = monotonic()

    def wait_until_quiet(self):
        """Let the last requests end before the database is put back."""
        give_up = monotonic() + 5
        while monotonic() < give_up:
            if self._under_way <= 0 and monotonic() - self._last > self.QUIET:
                return
            sleep(0.02)


@pytest.fixture
def traffic():
    return Traffic()


class SharedContext:
    """One window's browser for all tests, which starts each of them with nothing of another's.

    What it need not fetch and compile again, the paper's scripts and styles, is most of what a
    page costs it.
    """

    def __init__(self, browser, args, origin):
        self.context = browser.new_context(**args)
        self._origin = origin
        self._first = self.context.new_page()
        self._tools = self.context.new_cdp_session(self._first)

    def close_pages(self):
        for page in self.context.pages:
            if page is not self._first:
                page.close()

    def forget(self):
        """Everything that a page, or a test, left in the browser."""
        self.context.set_offline(False)
        self.context.unroute_all()
        self.context.clear_cookies()
        self.context.clear_permissions()
        self._tools.send(
            "Storage.clearDataForOrigin",
            {
                "origin": self._origin,
                "storageTypes": "local_storage,indexeddb,service_workers,cache_storage",
            },
        )


@pytest.fixture(scope="session")
def shared_context(browser, browser_context_args, live_server):
    shared = SharedContext(browser, browser_context_args, live_server.url)
    yield shared
    shared.context.close()


@pytest.fixture
def context(shared_context, watch, traffic):
    """Every page of the test is watched; a context of the test's own needs `watch.follow`."""
    watch.follow(shared_context.context)
    yield shared_context.context
    shared_context.close_pages()
    traffic.wait_until_quiet()
    watch.leave(shared_context.context)
    shared_context.forget()


@pytest.fixture
def sign_in(context, live_server):
    """Sign a person in to the desk without the form: `sign_in(person)`."""

    def sign_in(person, browser_context=None):
        client = Client()
        client.force_login(person)
        name = site_settings.SESSION_COOKIE_NAME
        cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
        (browser_context or context).add_cookies([cookie])

    return sign_in
