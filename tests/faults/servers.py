"""A real server of the test's own, on the test's database, that may be killed."""

import html
import os
import random
import re
import signal
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection

from bench.programs import free_port, granian

ROOT = Path(__file__).parent.parent.parent
BOOT_SECONDS = 30


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect is an answer."""

    def redirect_request(self, *args, **kwargs):
        return None


# No proxy stands between a machine and itself.
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect())


def database_url():
    """The database that the test uses, as a server of its own may be told."""
    told = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{told['NAME']}"
    return (
        f"postgres://{told['USER']}:{told['PASSWORD']}@{told['HOST']}:{told['PORT']}/{told['NAME']}"
    )


class Server:
    """Granian with one worker, in a process group of its own."""

    def __init__(self, database, static_root=None):
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.process = None
        self.environment = os.environ | {
            "DATABASE_URL": database,
            "NEWSROOM_SECRET_KEY": settings.SECRET_KEY,
            "NEWSROOM_SITE_URL": self.address,
            "NEWSROOM_REQUIRE_SECOND_STEP": "0",
            "NEWSROOM_STATIC_ROOT": str(static_root or settings.STATIC_ROOT),
        }

    def start(self):
        self.process = subprocess.Popen(
            [*granian(self.port), "--blocking-threads", "4", "--log-level", "critical"],
            cwd=ROOT,
            env=self.environment,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + BOOT_SECONDS
        while not self.answers():
            assert self.process.poll() is None, "the server ended before it answered"
            assert time.monotonic() < deadline, "the server does not answer"
            time.sleep(0.02)

    def answers(self):
        try:
            opener.open(f"{self.address}/healthz", timeout=2)
        except OSError:
            return False
        return True

    def kill(self):
        """kill -9 of the server and its worker: only what was started here."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def post(self, path, fields, cookies, timeout=10):
        return post(self.address, path, fields, cookies, timeout)

    def get(self, path, cookies=None, timeout=10):
        return get(self.address, path, cookies, timeout)


def post(address, path, fields, cookies, timeout=10):
    """(status, body) of a form sent as a browser would; OSError where the server died."""
    token = "a" * 32
    headers = {"Origin": address, "Referer": address + path}
    data = urlencode([*fields, ("csrfmiddlewaretoken", token)]).encode()
    return _answer(address + path, {**cookies, "csrftoken": token}, timeout, headers, data)


def get(address, path, cookies=None, timeout=10):
    return _answer(address + path, cookies or {}, timeout)


def _answer(address, cookies, timeout, headers=None, data=None):
    jar = "; ".join(f"{name}={value}" for name, value in cookies.items())
    request = urllib.request.Request(  # noqa: S310 -- loopback only
        address, data=data, headers={"Cookie": jar, **(headers or {})}
    )
    try:
        with opener.open(request, timeout=timeout) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.read().decode()


def typed_fields(page):
    """What a page that could not be saved would send again, as a browser reads its form."""
    found = re.findall(r'<textarea name="([^"]*)" hidden>\n(.*?)</textarea>', page, re.DOTALL)
    return [(html.unescape(name), html.unescape(value)) for name, value in found]


@contextmanager
def serving(database, static_root):
    """A server that shows pages, with the static files that were collected there."""
    server = Server(database, static_root)
    server.start()
    try:
        yield server
    finally:
        server.kill()


def seeded():
    return random.Random(20261124)
