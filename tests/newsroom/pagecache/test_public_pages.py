"""Every kind of readers' page through the door: what one reader sends, no other sees."""

import re
from io import BytesIO

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone

from newsroom.pagecache import answers
from newsroom.pagecache.door import FrontDoor
from newsroom.pagecache.keys import Site
from newsroom.pagecache.store import Store
from newsroom.request import Request
from tests.factories import AuthorFactory, TopicFactory, chief, published
from tests.newsroom.pagecache.reader import Follower, Reader

pytestmark = pytest.mark.django_db

#: What has poisoned caches elsewhere: another host, scheme, port, path, method, language, body.
POISON = {
    "accept": "application/json",
    "accept_language": "de",
    "authorization": "Basic YTpi",
    "cache_control": "no-cache, max-age=0",
    "client_ip": "127.0.0.1",
    "cookie": "sessionid=evil; csrftoken=evil; messages=evil; django_language=de",
    "expect": "evil",
    "forwarded": "for=127.0.0.1;host=evil.example;proto=https",
    "from": "evil@evil.example",
    "front_end_https": "on",
    "if_match": '"evil"',
    "if_range": '"evil"',
    "if_unmodified_since": "Sat, 01 Jan 2000 00:00:00 GMT",
    "max_forwards": "0",
    "origin": "https://evil.example",
    "pragma": "no-cache",
    "proxy": "evil.example",
    "range": "bytes=0-9",
    "referer": "https://evil.example/",
    "save_data": "on",
    "sec_fetch_site": "cross-site",
    "te": "trailers",
    "true_client_ip": "127.0.0.1",
    "upgrade_insecure_requests": "1",
    "user_agent": "<script>evil()</script>",
    "via": "evil",
    "x_cluster_client_ip": "127.0.0.1",
    "x_csrftoken": "evil",
    "x_forwarded_by": "evil.example",
    "x_forwarded_for": "evil.example, 127.0.0.1",
    "x_forwarded_host": "evil.example",
    "x_forwarded_path": "/evil/",
    "x_forwarded_port": "1",
    "x_forwarded_prefix": "/evil",
    "x_forwarded_proto": "https",
    "x_forwarded_scheme": "nothttps",
    "x_forwarded_server": "evil.example",
    "x_forwarded_ssl": "on",
    "x_forwarded_uri": "/evil/",
    "x_host": "evil.example",
    "x_http_host_override": "evil.example",
    "x_http_method": "POST",
    "x_http_method_override": "POST",
    "x_method_override": "POST",
    "x_original_host": "evil.example",
    "x_original_url": "/evil/",
    "x_proxy_url": "https://evil.example",
    "x_real_ip": "127.0.0.1",
    "x_requested_with": "XMLHttpRequest",
    "x_rewrite_url": "/evil/",
    "x_script_name": "/evil",
    "x_url_scheme": "https",
    "x_wap_profile": "https://evil.example/",
}
STRAY = "utm_source=evil&callback=evil&page=evil&__debug__=1&cb=%3Cscript%3E"
PATHS = [
    "/",
    "/world/",
    "{story}",
    "/authors/",
    "/authors/ada-tide/",
    "/topics/",
    "/topics/harbour/",
    "/corrections/",
    "/archive/",
    "/archive/{day:%Y}/",
    "/archive/{day:%Y/%m}/",
    "/archive/{day:%Y/%m/%d}/",
    "/about/",
    "/colours.css",
    "/site.webmanifest",
    "/favicon.ico",
    "/robots.txt",
    "/sitemap.xml",
    "/sitemap-pages.xml",
    "/sitemap-stories-1.xml",
    "/news-sitemap.xml",
    "/feeds/rss.xml",
    "/world/feeds/atom.xml",
    "/topics/harbour/feeds/feed.json",
    "/authors/ada-tide/feeds/rss.xml",
    "/nothing/here/",
]


@pytest.fixture(autouse=True)
def _one_connection():
    """The test's transaction ends with its connection; a server would take another."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def path_of():
    """A paper with a story of every connection, and its addresses."""
    AuthorFactory(name="Ada Tide")
    TopicFactory(name="Harbour")
    now = timezone.now()
    path = published(at=now, headline="Barrier holds").editions.get().path
    return lambda pattern: pattern.format(story=path, day=timezone.localtime(now))


def fresh_door():
    application = WSGIHandler()
    application.request_class = Request
    store = Store(50_000_000, margin=answers.margin())
    return FrontDoor(application, Site(), store, Follower())


def without_secrets(answer):
    """An answer without what differs from one making of a page to the next, if it is not kept."""
    return answer[0], {k: v for k, v in answer[1].items() if k != "Date"}, answer[2]


@pytest.mark.parametrize("pattern", PATHS)
def test_whatever_a_reader_sends_along_the_next_gets_the_page(pattern, path_of):
    path = path_of(pattern)
    clean = Reader(fresh_door())(path)
    ask = Reader(fresh_door())

    poisoned = ask(path, query=STRAY, **POISON)
    after = ask(path)

    assert without_secrets(after) == without_secrets(clean)
    assert b"evil" not in after[2]
    if clean[0] == 200:
        assert without_secrets(poisoned) == without_secrets(clean)


def test_no_one_header_shows_in_a_page(path_of):
    path = path_of("/robots.txt")
    clean = without_secrets(Reader(fresh_door())(path))

    for header, sent in POISON.items():
        assert without_secrets(Reader(fresh_door())(path, **{header: sent})) == clean, header


def test_a_body_sent_with_the_request_is_not_read(path_of):
    path = path_of("{story}")
    door, environ = fresh_door(), {"CONTENT_LENGTH": "9", "CONTENT_TYPE": "text/x; charset=base64"}
    said = []
    asked = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "HTTP_HOST": "127.0.0.1"} | environ
    asked["wsgi.input"] = BytesIO(b"page=evil")

    body = b"".join(door(asked, lambda *start: said.append(start)))

    assert (said[0][0], body) == ("200 OK", Reader(fresh_door())(path)[2])


def test_people_of_the_desk_get_the_readers_pages_and_leave_nothing_of_theirs(path_of):
    session = SessionStore()
    person = chief(first_name="Zzyzx", last_name="Deskperson")
    session["_auth_user_id"] = str(person.pk)
    session["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
    session["_auth_user_hash"] = person.get_session_auth_hash()
    session.create()
    cookie = f"sessionid={session.session_key}; csrftoken={'a' * 32}; messages=evil"

    for pattern in PATHS:
        path, ask = path_of(pattern), Reader(fresh_door())
        theirs = ask(path, cookie=cookie)

        assert without_secrets(theirs) == without_secrets(ask(path)), path
        assert "Set-Cookie" not in theirs[1], path
        assert theirs[1].get("Vary", "Accept-Encoding") == "Accept-Encoding", path
        assert re.search(b"evil|Zzyzx|csrfmiddlewaretoken", theirs[2]) is None, path


@pytest.mark.parametrize(
    "path",
    [
        "/admin/x.css",
        "{story};a.css",
        "{story}/a.css",
        "{story}\0.css",
        "{story}?.css",
        "{story}a.css",
    ],
)
def test_no_file_name_put_after_an_address_makes_it_kept(path, path_of):
    door = fresh_door()
    ask = Reader(door)

    first = ask(path_of(path), cookie="sessionid=evil")

    assert first[0] in (302, 400, 404)
    assert door._store.pages.kept == {}
    assert ask(path_of(path))[0] == first[0]


def test_a_host_that_is_not_ours_is_refused_and_kept_under_no_name(path_of):
    door = fresh_door()
    ask = Reader(door)

    for host in (
        "evil.example",
        "evil.example:80",
        "127.0.0.1.evil.example",
        "127.0.0.1:80:80",
        "@",
    ):
        assert ask("/", host=host)[0] == 400, host
    assert door._store.pages.kept == {}
    assert b"evil" not in ask("/", host="127.0.0.1", x_forwarded_host="evil.example")[2]
