"""`check_cache` says of a running server which of its pages are not as they would be made now."""

import threading
from io import StringIO
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.core.management import CommandError, call_command

from articles.management.commands import check_cache
from articles.whole_site import addresses
from tests.factories import published
from tests.newsroom.pagecache.random_paper import Clock, Readers, one_connection


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        pass


@pytest.mark.django_db
def test_pages_that_differ_are_said_and_the_exit_code_is_one(monkeypatch, settings):
    """A page that was made before the server's process knew better."""
    article = published(at=Clock().now())
    path = article.editions.get().path
    readers, said = Readers(Clock()), []

    def handed_out(command, address):
        status, body = readers.page(address)
        return status, body.replace(b"north quay", b"south quay") if address == path else body

    monkeypatch.setattr(check_cache.Command, "_handed_out", handed_out)
    monkeypatch.setattr(check_cache.time, "sleep", said.append)
    out = StringIO()
    with one_connection(), pytest.raises(SystemExit) as ended:
        call_command("check_cache", stdout=out)

    asked = len(list(addresses(Clock().now())))
    assert ended.value.code == 1
    first, last = out.getvalue().splitlines()
    assert first.startswith(f"{path}  -")
    assert "south quay" in first
    assert last == f"{asked} pages, 1 differ"
    assert said == [check_cache.ON_ITS_WAY]


@pytest.mark.django_db
def test_server_is_asked_as_a_reader_asks(monkeypatch, settings):
    published(at=Clock().now())
    asked = []

    def application(environ, start_response):
        asked.append((environ["PATH_INFO"], environ["HTTP_HOST"]))
        start_response("302 Found", [("Location", "https://elsewhere.example/")])
        return [b""]

    monkeypatch.setattr(check_cache, "ON_ITS_WAY", 0)
    with make_server("127.0.0.1", 0, application, handler_class=Quiet) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        out, address = StringIO(), f"http://127.0.0.1:{server.server_port}"
        with one_connection(), pytest.raises(SystemExit):
            call_command("check_cache", server=address, pages=2, stdout=out)
        server.shutdown()

    host = settings.NEWSROOM_SITE_URL.removeprefix("http://")
    assert asked == [("/", host), ("/corrections/", host)] * 2
    assert out.getvalue().splitlines()[0] == "/  answers 302, made anew 200"


@pytest.mark.parametrize("server", ["http://elsewhere.example", "file:///etc/passwd", "127.0.0.1"])
def test_no_other_machine_is_asked(server):
    with pytest.raises(CommandError):
        call_command("check_cache", server=server)
