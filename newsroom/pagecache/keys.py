"""Which page of the site a request asks for, and that request without all that is not the page's.

A page that is kept is made for its key alone: whatever else a client sends cannot change it.
"""

import sys
from io import BytesIO
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import validate_host

from articles.paging import LAST_PAGE

SEARCH = "/search/"
#: What is made for one person, one question or one machine goes past the kept pages.
PASSED = (SEARCH, "/admin/", "/report/", "/draft/", "/healthz", "/readyz")
#: Hosts with a port that were seen to be ours, so that the next request is quicker.
REMEMBERED = 64


class Key(NamedTuple):
    path: str
    number: int
    #: Whether the address as it was sent has more in it.
    is_cut: bool

    @property
    def name(self):
        """Under what the page is kept; no path can look like a page further on in a list."""
        return (self.path, self.number) if self.number else self.path


class Site:
    """The one site that is served: which requests are for it, and how its own would look."""

    def __init__(self):
        site = urlsplit(settings.NEWSROOM_SITE_URL)
        self._names = {name.lower() for name in settings.ALLOWED_HOSTS if name[:1] not in ".*"}
        if site.hostname and validate_host(site.hostname, settings.ALLOWED_HOSTS):
            self._names.add(site.hostname)
        host = site.netloc if site.hostname in self._names else min(self._names, default="")
        self.hosts = {*self._names, host}
        self.passed = (*PASSED, settings.STATIC_URL, settings.MEDIA_URL)
        self.wants_https = settings.SECURE_SSL_REDIRECT
        self._proxy = settings.SECURE_PROXY_SSL_HEADER
        self._own = self._said_always(site, host)

    def _said_always(self, site, host):
        """What every scrubbed request says, whoever asks, and from wherever."""
        scheme = "https" if self.wants_https else site.scheme
        own = {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "SERVER_NAME": site.hostname or "",
            "SERVER_PORT": str(site.port or (443 if scheme == "https" else 80)),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": host,
            "wsgi.version": (1, 0),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
            "wsgi.url_scheme": scheme,
            "newsroom.kept": True,
        }
        if self._proxy:
            own[self._proxy[0]] = self._proxy[1] if scheme == "https" else "http"
        return own

    def key(self, environ):
        """The page that is asked for; None for a request that Django has to see as it is."""
        path = environ.get("PATH_INFO", "")
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or path.startswith(self.passed):
            return None
        if not self._is_ours(environ.get("HTTP_HOST", "")) or "\0" in path:
            return None
        if self.wants_https and not self.is_secure(environ):
            return None
        query = environ.get("QUERY_STRING", "")
        if not query:
            return Key(path, 0, False)
        return _with_query(path, query)

    def _is_ours(self, host):
        """Exactly a host of the site, with any port; a stranger's must not fill the store."""
        if host in self.hosts:
            return True
        name, _, port = host.rpartition(":")
        if name not in self._names or not (port.isascii() and port.isdigit()):
            return False
        if len(self.hosts) < REMEMBERED:
            self.hosts.add(host)
        return True

    def is_secure(self, environ):
        """Whether the client came by https, as Django decides it."""
        if self._proxy and (said := environ.get(self._proxy[0])) is not None:
            return said.split(",")[0].strip() == self._proxy[1]
        return environ.get("wsgi.url_scheme") == "https"

    def scrubbed(self, key):
        """The request as anybody could have sent it: nothing of this client is in it."""
        query = f"page={key.number}" if key.number else ""
        asked = {"PATH_INFO": key.path, "QUERY_STRING": query, "wsgi.input": BytesIO()}
        return self._own | asked


def _with_query(path, query):
    """The key of an address with a query, of which only the page of a list counts."""
    pairs = [pair.partition("=")[::2] for pair in query.split("&")]
    if "%00" in query or (path == "/" and any(name == "p" for name, _ in pairs)):
        return None
    asked = [value for name, value in pairs if name == "page"]
    number = _number(asked[-1]) if asked else 0
    return Key(path, number, query != (f"page={number}" if number else ""))


def _number(asked):
    """As `articles.paging` reads it; 0 for the first page, which needs no number."""
    if not (asked.isascii() and asked.isdigit() and len(asked) < 5):
        return 0
    number = min(int(asked), LAST_PAGE)
    return number if number > 1 else 0
