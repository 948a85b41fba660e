"""Asking another host: which may be asked at all, and what is too far, too much or too slow."""

import http.server
import socket
import threading
import time

import pytest

from articles import outgoing

HOSTS = {"videos.example"}
ADDRESS = "https://videos.example/oembed?url=1"


class Provider(http.server.BaseHTTPRequestHandler):
    """A provider on this machine, without a certificate; it keeps what it was asked."""

    def do_GET(self):
        self.server.asked.append((self.path, dict(self.headers)))
        self.server.answer(self)

    def do_POST(self):
        self.server.asked.append((self.path, dict(self.headers)))
        self.server.told = self.rfile.read(int(self.headers["Content-Length"]))
        self.say(204)

    def do_PURGE(self):
        self.do_GET()

    def log_message(self, *args):
        """Say nothing."""

    def say(self, status, content=b"", **headers):
        self.send_response(status)
        for name, value in {"Content_Length": len(content), **headers}.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()
        self.wfile.write(content)


@pytest.fixture
def provider(monkeypatch):
    """The host that is asked, at an address of this machine, as if it were a public one."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    server.handle_error = lambda *args: None  # who asked may have left
    server.asked, server.answer = [], lambda handler: handler.say(200, b"{}")
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def connect(connection):
        connection.sock = socket.create_connection(server.server_address, connection.timeout)

    monkeypatch.setattr(outgoing, "public_address", lambda host: "127.0.0.1")
    monkeypatch.setattr(outgoing._Pinned, "connect", connect)
    yield server
    server.shutdown()
    server.server_close()


def ask(address=ADDRESS, **kwargs):
    return outgoing.ask(address, **{"hosts": HOSTS, "most_bytes": 1000} | kwargs)


def test_a_host_is_asked_in_the_paper_s_name(provider, settings):
    settings.NEWSROOM_SITE_URL = "https://paper.example"
    provider.answer = lambda handler: handler.say(200, b"[1]", Content_Type="application/json")

    answer = ask()

    assert answer == outgoing.Answer(200, "application/json", b"[1]")
    [(path, headers)] = provider.asked
    assert path == "/oembed?url=1"
    assert headers["Host"] == "videos.example"
    assert headers["Referer"] == "https://paper.example/"
    assert "Cookie" not in headers


def test_a_host_is_told_something(provider):
    answer = outgoing.tell(ADDRESS, b"hub.mode=publish", "text/plain", hosts=HOSTS)

    assert answer.status == 204
    [(path, headers)] = provider.asked
    assert (path, headers["Content-Type"]) == ("/oembed?url=1", "text/plain")
    assert provider.told == b"hub.mode=publish"
    with pytest.raises(outgoing.NoAnswer):
        outgoing.tell("https://elsewhere.example/", b"", "text/plain", hosts=HOSTS)


def test_a_redirect_is_not_followed(provider):
    provider.answer = lambda handler: handler.say(302, Location="https://videos.example/other")

    assert ask().status == 302
    assert len(provider.asked) == 1


@pytest.mark.parametrize(
    "answer",
    [
        lambda handler: handler.say(200, b"x" * 1001),
        lambda handler: handler.say(200, b"x", Content_Length=50),
        lambda handler: handler.wfile.write(b"nothing that is an answer\r\n\r\n"),
    ],
    ids=["too much", "cut off", "no answer"],
)
def test_what_is_no_sound_answer_is_none(provider, answer):
    provider.answer = answer

    with pytest.raises(outgoing.NoAnswer):
        ask()


@pytest.mark.parametrize("head", [b"HTTP/1.0 200 OK\r\n\r\n", b"HTTP/1.0 200 OK\r\nX-Slow: "])
def test_a_host_that_drips_is_left_when_the_time_is_over(provider, head):
    def drip(handler):
        handler.wfile.write(head)
        for _ in range(40):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.05)

    provider.answer = drip
    began = time.monotonic()

    with pytest.raises(outgoing.NoAnswer):
        ask(seconds=0.3)

    assert time.monotonic() - began < 1.5


@pytest.mark.parametrize(
    "address",
    [
        "http://videos.example/",
        "https://other.example/",
        "https://videos.example.other.example/",
        "https://videos.example:8443/",
        "https://somebody@videos.example/",
        "https://127.0.0.1/",
        "file:///etc/passwd",
    ],
)
def test_no_other_host_is_asked(provider, address):
    with pytest.raises(outgoing.NoAnswer):
        ask(address)

    assert provider.asked == []


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.8", "169.254.169.254", "192.168.1.1", "224.0.0.1", "::1", "fe80::1%eth0",
     "::ffff:10.0.0.8"],
)  # fmt: skip
def test_a_host_that_is_at_home_here_is_not_asked(monkeypatch, address):
    there = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443))]
    public = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: public + there)

    with pytest.raises(outgoing.NoAnswer):
        ask()


def test_the_address_that_was_looked_at_is_the_one_that_is_connected_to(monkeypatch):
    asked, connected = [], []

    def look_up(host, *args, **kwargs):
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", 443))]

    def connect(address, *args, **kwargs):
        connected.append(address)
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket, "create_connection", connect)

    with pytest.raises(outgoing.NoAnswer):
        ask()

    assert (asked, connected) == (["videos.example"], [("93.184.216.34", 443)])


# A Varnish of our own ----------------------------------------------------------------


def purge(server, host="127.0.0.1", **kwargs):
    address = f"{host}:{server.server_address[1]}"
    hosts = kwargs.pop("hosts", {address})
    headers = {"xkey-softpurge": "front site"}
    return outgoing.purge(f"varnish://{address}", headers, hosts=hosts, **kwargs)


def test_varnish_of_this_machine_is_told_without_https(provider):
    answer = purge(provider)

    assert answer.status == 200
    [(path, headers)] = provider.asked
    assert path == "/"
    assert headers["xkey-softpurge"] == "front site"


def test_varnish_that_no_setting_names_is_told_nothing(provider):
    with pytest.raises(outgoing.NoAnswer, match="is no host that is asked"):
        purge(provider, hosts={"127.0.0.1"})

    assert provider.asked == []


@pytest.mark.parametrize(
    ("found", "is_ours"),
    [
        (["127.0.0.1"], True),
        (["::1"], True),
        (["10.0.0.7"], True),
        (["192.168.3.4", "10.0.0.7"], True),
        (["fd12::7"], True),
        (["93.184.216.34"], False),
        (["10.0.0.7", "93.184.216.34"], False),
        (["169.254.169.254"], False),
        (["fe80::1"], False),
        (["0.0.0.0"], False),  # noqa: S104 -- told to nobody
        (["224.0.0.1"], False),
        (["2606:4700::1"], False),
        ([], False),
    ],
)
def test_plain_text_stays_in_the_house(monkeypatch, found, is_ours):
    rows = [(None, None, None, "", (address, 6081)) for address in found]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: rows)

    if is_ours:
        assert outgoing.house_address("cache", 6081) == found[0]
    else:
        with pytest.raises(outgoing.NoAnswer):
            outgoing.house_address("cache", 6081)


def test_nothing_but_a_varnish_is_spoken_to_without_https(provider):
    address = f"127.0.0.1:{provider.server_address[1]}"
    for scheme in ("http", "varnish"):
        with pytest.raises(outgoing.NoAnswer):
            outgoing.tell(f"{scheme}://{address}/", b"", "text/plain", hosts={address})
        with pytest.raises(outgoing.NoAnswer):
            outgoing.ask(f"{scheme}://{address}/", hosts={address}, most_bytes=10)
    with pytest.raises(outgoing.NoAnswer):
        outgoing.purge(f"http://{address}", {}, hosts={address})

    assert provider.asked == []


def test_token_goes_to_the_host_that_is_told(provider):
    outgoing.tell(ADDRESS, b"{}", "application/json", hosts=HOSTS, token="quay-9")

    [(_, headers)] = provider.asked
    assert headers["Authorization"] == "Bearer quay-9"
