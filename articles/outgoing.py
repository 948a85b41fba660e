"""Asking another host: the tick alone does, and only hosts that the code names.

https, no redirect, a public address that is looked up once and then kept to, a few
seconds and a few bytes in all. What comes back is a stranger's: text to be cleaned, a
picture to be taken in. A hub, a search engine or a cache that stands before the site is told
something the same way; only a Varnish in the house itself is spoken to without https.
"""

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

SECONDS = 5
#: What a host says to something that it is told is at most a page of its own.
MOST_SAID = 64 * 1024
_PIECE = 16 * 1024


class NoAnswer(Exception):
    """Nobody answered as they should; the message says why, for the log."""


@dataclass(frozen=True)
class Answer:
    """What a host said: its status, the kind of content it claims, and that content."""

    status: int
    content_type: str
    content: bytes


def ask(address: str, *, hosts, most_bytes: int, seconds: float = SECONDS) -> Answer:
    """Ask one of these hosts for what it has at an address, or raise NoAnswer.

    A redirect is an answer like any other, and is not followed.
    """
    return _answer("https", address, hosts, most_bytes, seconds, "GET", None, _asking())


def tell(
    address: str,
    content: bytes,
    content_type: str,
    *,
    hosts,
    token: str = "",
    seconds: float = SECONDS,
) -> Answer:
    """Send one of these hosts something at an address; what it says to that is not for us."""
    headers = _ours() | {"Content-Type": content_type}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    return _answer("https", address, hosts, MOST_SAID, seconds, "POST", content, headers)


def purge(address: str, headers: dict[str, str], *, hosts, seconds: float = SECONDS) -> Answer:
    """Have one of these Varnishes, at varnish://host:port, drop what the headers name."""
    headers = _ours() | headers
    return _answer("varnish", address, hosts, MOST_SAID, seconds, "PURGE", None, headers)


def _answer(scheme, address, hosts, most_bytes, seconds, *request):
    parts = urlsplit(address)
    if parts.scheme != scheme or parts.netloc not in hosts:
        raise NoAnswer(f"{parts.netloc!r} is no host that is asked")
    try:
        return _said(parts, most_bytes, time.monotonic() + seconds, *request)
    except (OSError, http.client.HTTPException, UnicodeError) as error:
        raise NoAnswer(f"{parts.netloc}: {type(error).__name__}") from error


def _said(parts, most_bytes, ends, method, body, headers):
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    connection = _LINES[parts.scheme](parts.netloc, timeout=_left(ends))
    with contextlib.closing(connection), _hung_up_at(ends, connection):
        connection.request(method, path, body=body, headers=headers)
        # The response takes the socket over: what is left of the time is told to it here.
        line = connection.line = connection.sock
        line.settimeout(_left(ends))
        response = connection.getresponse()
        content = b""
        while piece := response.read1(_PIECE):
            content += piece
            if len(content) > most_bytes:
                raise NoAnswer(f"{parts.netloc} sends more than {most_bytes} bytes")
            line.settimeout(_left(ends))
        _left(ends)  # what was cut off may look complete
        if response.length:
            raise NoAnswer(f"{parts.netloc} ended early")
        return Answer(response.status, response.headers.get_content_type(), content)


@contextlib.contextmanager
def _hung_up_at(ends, connection):
    """Hang up when the time is over: a timeout begins anew with every byte that drips in."""
    clock = threading.Timer(_left(ends), _hang_up, [connection])
    clock.daemon = True
    clock.start()
    try:
        yield
    finally:
        clock.cancel()


def _hang_up(connection):
    line = connection.line or connection.sock
    if line is not None:
        with contextlib.suppress(OSError):
            socket.socket.shutdown(line, socket.SHUT_RDWR)


def _left(ends):
    left = ends - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _ours():
    return {
        "User-Agent": f"Newsroom (+{settings.NEWSROOM_SITE_URL})",
        "Connection": "close",
    }


def _asking():
    return _ours() | {
        "Accept": "application/json, image/jpeg, image/png, image/webp",
        # A video that may be shown on this site alone is there for this site alone.
        "Referer": f"{settings.NEWSROOM_SITE_URL}/",
    }


def public_address(host: str) -> str:
    """The address of a host, which must be one of the public internet."""
    found = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    addresses = [address[0] for *_, address in found]
    for each in addresses:
        known = ipaddress.ip_address(each.partition("%")[0])
        if not known.is_global or known.is_multicast:
            raise NoAnswer(f"{host} is at {each}, which is not public")
    if not addresses:
        raise NoAnswer(f"{host} is nowhere")
    return addresses[0]


def house_address(host: str, port: int) -> str:
    """The address of a host of our own: this machine's, or one that the internet has no way to.

    What goes there goes in plain text. An address that a machine gives itself, at which clouds
    keep their secrets, is none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [address[0] for *_, address in found]
    for each in addresses:
        known = ipaddress.ip_address(each.partition("%")[0])
        is_ours = known.is_loopback or (known.is_private and not known.is_link_local)
        if not is_ours or known.is_unspecified:
            raise NoAnswer(f"{host} is at {each}, which is not in the house")
    if not addresses:
        raise NoAnswer(f"{host} is nowhere")
    return addresses[0]


class _Pinned(http.client.HTTPSConnection):
    """A connection to the address that was looked at, with the host's name in its certificate."""

    #: The socket, which the connection forgets once the response has it.
    line = None

    def __init__(self, host, *, timeout):
        super().__init__(host, timeout=timeout, context=ssl.create_default_context())
        self._address = public_address(host)

    def connect(self):
        self.sock = socket.create_connection((self._address, self.port), self.timeout)
        self.sock = self._context.wrap_socket(
            self.sock, server_hostname=self.host, do_handshake_on_connect=False
        )
        self.sock.do_handshake()


class _InTheHouse(http.client.HTTPConnection):
    """A connection without https to the address that was looked at, on our own network."""

    line = None

    def __init__(self, host, *, timeout):
        super().__init__(host, timeout=timeout)
        self._address = house_address(self.host, self.port)

    def connect(self):
        self.sock = socket.create_connection((self._address, self.port), self.timeout)


_LINES = {"https": _Pinned, "varnish": _InTheHouse}
