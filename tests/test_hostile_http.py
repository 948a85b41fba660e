"""Requests nobody sends by accident: each gets a clean answer, tells nothing and changes nothing.

Rows of our own, and a corpus of others where it lies beside the project. A 5xx is always a
fault of ours; what somebody else may be served afterwards never depends on an odd request.
"""

import json
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from urllib.parse import quote, unquote_to_bytes, urlencode

import pytest
from django.conf import settings
from django.contrib import admin
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse
from django.utils import timezone

from articles import workflow
from articles.models import Article, Edition, Revision
from newsroom.admin import ListAdmin
from newsroom.request import AsyncRequest, Request
from tests.articles.admin.conftest import Desk
from tests.factories import (
    AuthorFactory,
    PictureFactory,
    SectionFactory,
    SourceFactory,
    TopicFactory,
    UserFactory,
    chief,
    cited,
    document,
    embed,
    figure,
    placed,
    ref,
    related,
)
from tests.hostile import CORPORA

pytestmark = pytest.mark.django_db

CANARY = "qzxcanary"
#: As long and as likely as the canary, and in no story.
NONSENSE = "jvwnobody"
ANSWERS = {200, 301, 302, 400, 403, 404, 405, 410, 413, 414, 429}
BEYOND = 10**30
DIGITS = "9" * 5000


# The paper and how it is asked ---------------------------------------------------


@dataclass
class Paper:
    """A small paper: what readers have, and stories that they must not know of."""

    story: str
    hidden: dict
    draft: Article
    restricted: Article
    boss: object
    people: dict = field(default_factory=dict)

    def places(self, word=CANARY):
        """What the placeholders of the rows stand for; `word` names the story asked for."""
        day = f"/world/{timezone.localtime():%Y/%m/%d}/"
        hidden = f"{day}{word}/"
        pk = self.restricted.pk if word == CANARY else BEYOND
        return {
            "story": self.story,
            "author": "/authors/live-writer/",
            "page": "/",
            "tag": "/world/",
            "search": "/search/",
            "admin": "/admin/",
            "host": "testserver",
            "any_form": "/admin/login/",
            "sitemap": "/sitemap.xml",
            "related_of_published": self.story,
            "next_prev_links": self.story,
            "draft_word": word,
            "draft_image": f"/media/renditions/{word}.jpg",
            "draft_preview": f"/admin/articles/article/{pk}/preview/",
            "revision": f"/admin/articles/article/{pk}/history/",
            "api_list": f"/api/stories/?q={word}",
            "api_detail_draft": f"/api/stories/{word}/",
            "most_read": "/most-read/",
            "oembed": "/oembed/",
            "newsletter_preview": f"/newsletter/{word}/",
            "live_blog_draft_post": f"{hidden}live/1/",
            "print_of_draft": f"{hidden}print/",
            "amp_of_draft": f"{hidden}amp/",
            "og_image_of_draft": f"{hidden}share.jpg",
            **{
                name: path if word == CANARY else hidden
                for name, path in {
                    "draft": hidden,
                    "deleted": self.hidden["spiked"],
                    "unpublished": self.hidden["approved"],
                    "scheduled": self.hidden["scheduled"],
                    "embargoed": self.hidden["embargoed"],
                }.items()
            },
        }


def canary_document(slug):
    """A story that says the canary wherever words can stand, its picture included."""
    picture, video, link, source = (ref() for _ in range(4))
    blocks = {
        video: embed(title=CANARY, credit=CANARY),
        link: related((CANARY, f"https://post.example/{CANARY}"), label=CANARY),
    }
    words = ("kicker", "headline", "short_headline", "dek", "dateline", "slugline", "editors_note")
    return document(
        author=AuthorFactory(name=f"{CANARY} {slug}", slug=f"{slug}-author"),
        section=SectionFactory(slug="world"),
        slug=slug,
        topics=[TopicFactory(name=f"{CANARY} {slug}", slug=f"{slug}-topic")],
        body=f'<p>A <cite data-source="{source}">{CANARY}</cite> says.</p>' + placed(**blocks),
        blocks=blocks | {picture: figure(PictureFactory(title=CANARY), is_lead=True)},
        citations={source: cited(SourceFactory(name=f"{CANARY} {slug}"), phrase=CANARY)},
        weight=3,
        **dict.fromkeys(words, CANARY),
    )


def hidden_story(slug, by, now):
    return workflow.start(canary_document(slug), by=by, at=now)


def expected_path(slug):
    return f"/world/{timezone.localtime():%Y/%m/%d}/{slug}/"


def live_story(by, at, author, **fields):
    section = SectionFactory(slug="world")
    article = workflow.start(document(author=author, section=section, **fields), by=by, at=at)
    workflow.publish(article, by=by, at=at)
    return article


@pytest.fixture(scope="module")
def paper(django_db_setup, django_db_blocker):
    """Made once: every test below is undone to this paper."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield _made()
        transaction.set_rollback(True)


def _made():
    now, by = timezone.now(), chief(username="wren")
    author = AuthorFactory(name="Live Writer", slug="live-writer")
    SectionFactory(slug="city")
    before = [
        live_story(by, now - timedelta(hours=3 + n), author, headline=f"Boat number {n} sails")
        for n in range(6)
    ]
    link, video = ref(), ref()
    blocks = {
        link: related(("", before[0]), ("Elsewhere", "https://post.example/")),
        video: embed(),
    }
    story = live_story(
        by,
        now - timedelta(hours=2),
        author,
        blocks=blocks,
        body="<p>Go.</p>" + placed(**blocks),
        topics=[TopicFactory(slug="boats")],
    )
    draft = hidden_story(CANARY, by, now)
    spiked, approved, scheduled, embargoed, restricted = (
        hidden_story(f"{CANARY}-{n}", by, now) for n in range(5)
    )
    workflow.spike(spiked, by=by, at=now)
    workflow.submit(approved, by=by, at=now)
    workflow.approve(approved, by=by, at=now)
    workflow.publish(scheduled, by=by, at=now, go_live_at=now + timedelta(hours=1))
    Article.objects.filter(pk=embargoed.pk).update(embargo_until=now + timedelta(days=1))
    restricted.restricted_to.add(UserFactory())
    return Paper(
        story=story.editions.get().path,
        draft=draft,
        restricted=restricted,
        hidden={
            "spiked": expected_path(f"{CANARY}-0"),
            "approved": expected_path(f"{CANARY}-1"),
            "scheduled": scheduled.editions.get().path,
            "embargoed": expected_path(f"{CANARY}-3"),
        },
        boss=UserFactory(is_superuser=True, username="boss"),
        people={
            "anonymous": None,
            "reporter": UserFactory(roles=["Reporter"]),
            "reporter-other-desk": UserFactory(roles=["Reporter", "Video"]),
            "editor-without-publish": UserFactory(roles=["Editor"]),
        },
    )


@pytest.fixture(autouse=True)
def _requests_as_served(monkeypatch):
    """The test client makes its requests as newsroom.wsgi does."""
    monkeypatch.setattr("django.test.client.WSGIRequest", Request)


@pytest.fixture
def reader():
    return Client(raise_request_exception=False)


@pytest.fixture
def boss(reader, paper):
    """Somebody with every right, so that nothing is refused before it is looked at."""
    reader.force_login(paper.boss)
    return reader


def ask(client, address, method="GET", headers=None, **kwargs):
    """Ask for an address exactly as written: no client tidies it on the way."""
    path, _, query = address.partition("?")
    kwargs["QUERY_STRING"] = query.encode().decode("latin-1")
    kwargs["PATH_INFO"] = unquote_to_bytes(path).decode("latin-1")
    return client.generic(method, "/", headers=headers, **kwargs)


def body_of(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def whole(response):
    """All that a reader gets: the status, every header, every byte."""
    return response.status_code, dict(response.headers), body_of(response)


def words_of(response):
    return f"{dict(response.headers)} {body_of(response).decode(errors='replace')}"


def corpus(*classes):
    path = CORPORA / "http_hostile.jsonl"
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return [row for row in map(json.loads, lines) if row["cls"] in classes]


def filled(text, places):
    for name, value in places.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def row_name(row):
    """A test's name that any terminal can print."""
    said = f"{row['path']} {row.get('headers', '')}" if isinstance(row, dict) else row
    return quote(said[:60])


# Headers and parameters that poison ------------------------------------------------

EVIL = "evil.example"
POISON = [
    {"X-Forwarded-Host": EVIL},
    {"X-Forwarded-Host": EVIL, "X-Forwarded-Proto": "https", "X-Forwarded-Port": "666"},
    {"X-Host": EVIL},
    {"X-Forwarded-Server": EVIL},
    {"Forwarded": f"host={EVIL};proto=https"},
    {"X-Original-URL": "/admin/"},
    {"X-Original-Host": EVIL},
    {"X-HTTP-Method-Override": "DELETE"},
    {"X-Forwarded-Prefix": f"//{EVIL}"},
    {"Referer": f"https://{EVIL}/"},
    {"Origin": f"https://{EVIL}"},
    {"User-Agent": f"<script src=//{EVIL}></script>\x1b[31m"},
    {"Accept-Language": ",".join(["xx-" + "y" * 8] * 400)},
    {"Accept": "*/*;q=" + "9" * 9000},
    {"Cookie": f"sessionid={'a' * 32}; csrftoken={EVIL}; messages={EVIL}"},
    {"Cookie": 'sessionid="' + "a" * 9 + '\\000"'},
    {"Cookie": "=;;; =a; \x00\x01=\xff"},
    {"Cookie": "a=b; " * 3000},
    {"X-Large": "a" * 100_000},
    {"Range": "bytes=0-0," * 1000},
    {"If-None-Match": '"guess", W/"guess"'},
    {"If-Modified-Since": "Tue, 31 Feb 10000 99:99:99 GMT"},
    {"Content-Type": "text/html; charset=base64"},
    {"Content-Type": "text/html; charset=utf-16"},
    {"Content-Type": "text/html; charset=raw_unicode_escape"},
    {"Content-Type": "text/html; charset=\x00"},
    {"Content-Type": "text/html; charset*=utf-8''%00"},
    {"Content-Type": "text/html; a*=nothing''b"},
    {"Content-Type": "text/html; a*=undefined''b"},
    {"Content-Type": "text/html;" + " a=b;" * 5000},
    {"Content-Length": "-1"},
    {"Content-Length": DIGITS},
    {"Content-Length": "abc"},
    {"Host": EVIL},
    {"Host": f"testserver@{EVIL}"},
    {"Host": f"{EVIL}:80@testserver"},
    {"Host": f"testserver.{EVIL}"},
    {"Host": "testserver:99999999"},
    {"Host": "[::1"},
    {"Host": ""},
    {"Host": "test server"},
    {"Host": "testserver\x00"},
    {"Host": "testserver, " + EVIL},
]
PARAMETERS = [
    f"next=//{EVIL}",
    f"utm_source={EVIL}&callback=alert",
    "a=1&" * 1500,
    "q=" + "a" * 100_000,
    "%ff%fe=%c0%ae",
    "\u202e=\u20ac",
    "[]=&a[b]=c&__proto__=1",
    ";;;&&&===",
    f"page={DIGITS}&preview=1&format=json&draft=1",
]


@pytest.mark.parametrize("headers", [*POISON, *(r["headers"] for r in corpus("header"))], ids=str)
def test_odd_header_changes_nothing_for_the_next_reader(reader, paper, headers):
    address = f"{paper.story}?q=\\ud800"
    clean = whole(ask(Client(), address))
    headers = {name: filled(value, paper.places()) for name, value in headers.items()}

    poisoned = ask(reader, address, headers=headers)

    assert poisoned.status_code in {200, 400, 413}
    assert EVIL not in words_of(poisoned)
    if poisoned.status_code == 200:
        assert body_of(poisoned) == clean[2]
    assert whole(ask(Client(), address)) == clean


@pytest.mark.parametrize(
    "address",
    [
        *(
            f"{{story}}?{one.encode('utf-8', 'surrogatepass').decode('latin-1')}"
            for one in PARAMETERS
        ),
        *(row["path"] for row in corpus("query")),
    ],
    ids=row_name,
)
def test_unknown_parameter_does_not_change_a_page(reader, paper, address):
    clean = whole(reader.get(paper.story))

    asked = ask(reader, filled(address, paper.places()))

    assert whole(asked) == clean


@pytest.mark.parametrize(
    "charset", ["base64", "utf-16", "utf-7", "raw_unicode_escape", "undefined", "nothing"]
)
@pytest.mark.parametrize("query", ["q=boat", "q=\\ud800", "q=%d8%00"])
def test_address_is_read_as_utf_8_whatever_the_request_says_of_itself(reader, charset, query):
    headers = {"Content-Type": f"text/plain; charset={charset}"}

    answer = ask(reader, f"/search/?{query}", headers=headers)

    assert answer.status_code in {200, 400}
    assert answer.status_code == 400 or body_of(answer) == body_of(ask(reader, f"/search/?{query}"))


def test_servers_make_their_requests_as_these_tests_do():
    # Not above: both look for the static files, which this run keeps elsewhere.
    from newsroom import asgi, wsgi

    assert wsgi.django_application.request_class is Request
    assert asgi.application.request_class is AsyncRequest


# Paths, pages, searches ------------------------------------------------------------

PATHS = [
    "{story}%00.css",
    "{story};a.css",
    "{story}%3f.css",
    "{story}%2f",
    "{story}..%2f..%2fadmin/",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/..%5c..%5cnewsroom%5csettings.py",
    "/static/../newsroom/settings.py",
    "/static/%2e%2e/newsroom/settings.py",
    "/static/..%2f..%2fdb.sqlite3",
    "/media/../.secret-key",
    "/media/renditions/../../.secret-key",
    "/.git/config",
    "/.secret-key",
    f"//{EVIL}/%2e%2e",
    f"/\\{EVIL}",
    "/%ff%fe/",
    "/%ed%a0%80/",
    "/\u202e/",
    "/world/0000/00/00/x/",
    "/world/99999/99/99/x/",
    f"/world/{DIGITS}/1/1/x/",
    "/world/-1/1/1/x/",
    "/world/2026/5/13/" + "a" * 50_000 + "/",
    "/" + "a/" * 5000,
    "/authors/" + "a" * 5000 + "/",
    "/authors/%0d%0aSet-Cookie:%20a=b/",
    "/media/renditions/999999999999999999-000000000000-0x0/full-99999-" + "0" * 24 + ".jpg",
    "/admin/x.css",
    "/admin/articles/article/1/preview/x.css",
    "*",
]
PAGES = [
    "0", "-1", "1.5", "1e3", "abc", "", "%20", "%C2%B2", "%D9%A1", "%00", "NaN", "inf",
    "9223372036854775808", DIGITS, "[]", "1;2", "1&page=2", "0x10", "%2B1", "1_0",
]  # fmt: skip
SEARCHES = [
    "%00", "a%00b", "%", "%zz", "%c0%ae", "%ed%a0%80", "%EF%BB%BF", "%E2%80%AE", "\\", "_", "*",
    "'%20OR%201=1--", "1%20AND%20(SELECT%20pg_sleep(5))", "(" * 200, "%20".join("abcdefghij" * 500),
    "%cc%81" * 5000, "%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E", "%0d%0aSet-Cookie:x=1",
    "a" * 120_000, "&q=b&q=c", ":*", "%EF%BF%BE", "%F0%9F%9A%A2",
]  # fmt: skip


@pytest.mark.parametrize("address", [*PATHS, *(r["path"] for r in corpus("path"))], ids=row_name)
def test_odd_path_is_refused_or_not_found(reader, paper, address):
    answer = ask(reader, filled(address, paper.places()))

    assert answer.status_code in {301, 302, 400, 404}
    assert not answer.headers.get("Location", "/").startswith(("//", "/\\", "http"))
    told = words_of(answer)
    assert "SECRET_KEY" not in told
    assert CANARY not in told
    assert EVIL not in told


@pytest.mark.parametrize(
    "place", ["{page}?page=", "{tag}?page=", "{author}?page=", "{search}?q=boat&page="]
)
@pytest.mark.parametrize("asked", PAGES, ids=row_name)
def test_odd_page_number_means_the_first_page(reader, paper, place, asked):
    address = filled(place, paper.places())

    answer = ask(reader, address + asked)

    if "%00" in asked:
        assert answer.status_code == 400
    else:
        assert (answer.status_code, CANARY in words_of(answer)) == (200, False)
    if asked in {"0", "-1", "abc", "NaN", DIGITS}:
        assert body_of(answer) == body_of(ask(reader, f"{address}1"))


@pytest.mark.parametrize(
    "address",
    [
        *(f"/search/?q={s}" for s in SEARCHES),
        *(r["path"] for r in corpus("search-input", "pagination")),
    ],
    ids=row_name,
)
def test_odd_search_is_answered(reader, paper, address):
    answer = ask(reader, filled(address, paper.places()))

    assert answer.status_code == (400 if "%00" in address else 200)
    assert "Set-Cookie" not in answer.headers
    assert "<img src=x" not in words_of(answer)


# Drafts answer like nonsense ---------------------------------------------------------


@pytest.mark.parametrize("state", ["draft", "deleted", "unpublished", "scheduled", "embargoed"])
@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("GET", {}),
        ("HEAD", {}),
        ("POST", {}),
        ("OPTIONS", {}),
        ("GET", {"If-None-Match": "*"}),
        ("GET", {"If-None-Match": '"guess"', "If-Modified-Since": "Wed, 01 Jan 2031 00:00:00 GMT"}),
        ("GET", {"If-Match": '"guess"'}),
        ("GET", {"Range": "bytes=0-9"}),
        ("GET", {"Accept": "application/json", "X-Requested-With": "XMLHttpRequest"}),
        ("GET", {"X-Preview": "1", "X-Preview-Token": "a", "Purpose": "prefetch"}),
    ],
)
def test_story_that_is_not_live_answers_like_nonsense(reader, paper, state, method, headers):
    there, nowhere = paper.places()[state], expected_path(NONSENSE)

    hidden = ask(reader, there, method, headers)

    assert hidden.status_code == (404 if method in {"GET", "HEAD"} else 405)
    assert whole(hidden) == whole(ask(reader, nowhere, method, headers))
    shorter = ask(reader, there[:-1], method, headers)
    assert shorter.status_code == ask(reader, nowhere[:-1], method, headers).status_code


@pytest.mark.parametrize("row", corpus("draft-leak"), ids=row_name)
def test_no_byte_of_a_draft_for_whoever_may_not_read_it(reader, paper, row):
    person = paper.people[row["headers"]["X-Test-Role"]]
    if person:
        reader.force_login(person)
    asked = filled(row["path"], paper.places())
    nonsense = filled(row["path"], paper.places(NONSENSE))

    answer, other = ask(reader, asked), ask(reader, nonsense)

    assert answer.status_code == other.status_code
    told = words_of(answer)
    if asked.startswith("/admin/"):
        told = told.replace(asked, nonsense).replace(quote(asked), quote(nonsense))
    if "?q=" in asked:  # the page says what was searched for
        told = told.replace(CANARY, NONSENSE)
    assert CANARY not in told
    assert told == words_of(other)


# Methods, bodies -----------------------------------------------------------------


@pytest.mark.parametrize(
    "method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "FOO"]
)
@pytest.mark.parametrize(
    "place", ["page", "tag", "story", "author", "search", "/authors/", "/healthz", "/readyz"]
)
def test_public_page_takes_get_and_head_only(reader, paper, place, method):
    answer = ask(reader, paper.places().get(place, place), method)

    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD"
    assert body_of(answer) == b""


@pytest.mark.parametrize("place", ["page", "tag", "story", "author", "search"])
def test_head_is_get_without_a_body(reader, paper, place):
    address = paper.places()[place]
    status, headers, _ = whole(ask(reader, address))

    assert whole(ask(reader, address, "HEAD")) == (status, headers, b"")


@pytest.mark.parametrize("row", corpus("method"), ids=lambda row: row["method"])
def test_method_of_the_corpus_is_answered(reader, paper, row):
    answer = ask(reader, filled(row["path"], paper.places()), row["method"])

    assert answer.status_code == (200 if row["method"] == "HEAD" else 405)


FORM = "application/x-www-form-urlencoded"
PART = b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
BODIES = [
    (FORM, b"username=%00&password=%00"),
    (FORM, b"username=\x00&password=a"),
    (FORM, b"username=%ed%a0%80&password=%ff%fe"),
    (FORM, b"\xff\xfe\x00"),
    (FORM, b"&".join(b"f%d=1" % n for n in range(5001))),
    (FORM, b"=" * 10_000),
    (f"{FORM}; charset=utf-16", b"username=a"),
    (f"{FORM}; charset=base64", b"username=a"),
    ("application/json", b'{"username": "\\ud800", "a": NaN}'),
    ("application/json", b"[" * 100_000),
    ("multipart/form-data; boundary=x", b"--x\r\n"),
    ("multipart/form-data; boundary=x", PART % (b"a\x00b", b"c\x00d") + b"--x--"),
    ("multipart/form-data; boundary=x", PART % (b"username", b"\xff\xfe") + b"--x--"),
    ("multipart/form-data; boundary=x", (PART % (b"f", b"1")) * 5001 + b"--x--"),
    ("multipart/form-data; boundary=x; charset=base64", PART % (b"f", b"1") + b"--x--"),
    ("multipart/form-data", b"--x--"),
    ("multipart/form-data; boundary=" + "x" * 2000, b"--x--"),
    ("multipart/form-data; boundary=\x00", b"--x--"),
    (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="f"; filename="..\x00/../a.jpg"\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\n!!!!\r\n--x--",
    ),
    (
        "multipart/form-data; boundary=x",
        b"--x\r\nContent-Disposition: form-data; name*=nothing''b\r\n\r\nc\r\n--x--",
    ),
    ("text/plain", b"\xff\xfe"),
    ("", b"a=b"),
    ("application/xml", b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'),
]


@pytest.mark.parametrize(
    ("content_type", "body"),
    [*BODIES, *((row["content_type"], row["body"].encode()) for row in corpus("body"))],
    ids=row_name,
)
def test_odd_body_lets_nobody_in(paper, content_type, body):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    without_token = ask(client, "/admin/login/", "POST", data=body, content_type=content_type)
    token = {"X-CSRFToken": "a" * 32, "Cookie": f"csrftoken={'a' * 32}"}
    with_token = ask(client, "/admin/login/", "POST", token, data=body, content_type=content_type)

    assert 400 <= without_token.status_code < 500
    # 200: the form again, with what is wrong with it.
    assert with_token.status_code in {200, 400, 403, 413}
    assert "sessionid" not in client.cookies


@pytest.mark.parametrize(
    "address",
    [
        f"{{admin}}login/?next=//{EVIL}",
        f"{{admin}}login/?next=https://testserver@{EVIL}/",
        f"{{admin}}login/?next=%09//{EVIL}",
        f"{{admin}}login/?next=/%5c{EVIL}",
        f"{{admin}}login/?next=/admin/%0d%0aLocation:%20//{EVIL}",
        *(row["path"] for row in corpus("open-redirect")),
    ],
    ids=row_name,
)
def test_sign_in_leads_to_this_site_only(reader, paper, address):
    person = UserFactory()
    sent = f"username={person.username}&password=desk-pass-1".encode()

    answer = ask(reader, filled(address, paper.places()), "POST", data=sent, content_type=FORM)

    assert answer.status_code == 302
    place = answer.headers["Location"]
    assert place.startswith("/")
    assert not place.startswith(("//", "/\\", "/\t"))
    assert "\n" not in place


# The desk --------------------------------------------------------------------------


def lists():
    return [
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for model in admin.site._registry
    ]


def test_every_list_of_the_desk_is_guarded():
    assert [
        model.__name__
        for model, screen in admin.site._registry.items()
        if not isinstance(screen, ListAdmin)
    ] == []


LOOKUPS = [
    "username__exact=%00", "slugline__regex=(", "slugline__iregex=(a%2B)%2B$", "id__regex=(",
    "created_at__year=0", "created_at__year=99999999", "created_at__gt=abc", "id__in=a,b",
    "created_at__hour=abc", "pk=abc", f"pk={BEYOND}", f"id={BEYOND}", "id__exact=abc",
    f"section__id__exact={BEYOND}", "section__id__exact=abc", "section__isnull=maybe",
    "stage__exact=%27", "stage=x", "p=abc", f"p={BEYOND}", "p=-1", "o=99", "o=-99.x.1", "o=abc",
    f"o={DIGITS}", "e=1", "all=1", "q=%EF%BF%BE", "q=" + "a" * 120_000, "q=%22",
    "q=" + "a+" * 3000, "_popup=1&_to_field=password", "_to_field=%zz", "_facets=1", "foo=bar",
    "body__contains=a", "password__startswith=a", "created_by__password__startswith=a",
    "revisions__document__contains=a", "groups__id__exact=abc", f"is_active__exact={DIGITS}",
    "__=1", "section__articles__body__regex=(", "kind__in=" + "a," * 5000, "&&;=", "[]=1",
]  # fmt: skip


@pytest.mark.parametrize("query", LOOKUPS, ids=row_name)
def test_odd_filter_of_a_list_is_answered(boss, query):
    answers = {address: ask(boss, f"{address}?{query}").status_code for address in lists()}

    assert {a: status for a, status in answers.items() if status not in {200, 302, 400}} == {}


@pytest.mark.parametrize(
    "query",
    [
        "body__contains=ferry",
        "slugline__startswith=F",
        "slugline__regex=F",
        "created_by__username__startswith=w",
        "revisions__document__contains=ferry",
        "password__startswith=m",
        "groups__permissions__codename=x",
    ],
)
def test_list_answers_only_what_its_own_filters_ask(boss, query):
    """Else who sees a story's line could spell out its text, letter by letter."""
    answers = {address: ask(boss, f"{address}?{query}").status_code for address in lists()}

    # There is one publication: its list leads to its form, and asks for no row by any filter.
    assert answers.pop(reverse("admin:articles_publication_changelist")) == 302
    assert {*answers.values()} == {400}


@pytest.mark.parametrize(
    "query",
    ["stage__exact=draft", "section__id__exact=1", "section__isnull=True", "desk__isnull=1"],
)
def test_filters_of_the_story_list_work(boss, query):
    assert ask(boss, f"{reverse('admin:articles_article_changelist')}?{query}").status_code == 200


AUTOCOMPLETE = "app_label=articles&model_name=article&field_name=topics"


@pytest.mark.parametrize(
    "query",
    [
        "",
        "term=a",
        f"{AUTOCOMPLETE}&term=%00",
        f"{AUTOCOMPLETE}&term={'a' * 120_000}",
        f"{AUTOCOMPLETE}&term={'a+' * 3000}",
        f"{AUTOCOMPLETE}&page=abc",
        f"{AUTOCOMPLETE}&page={BEYOND}",
        f"{AUTOCOMPLETE}&page=-1",
        "app_label=articles&model_name=article&field_name=body",
        "app_label=articles&model_name=article&field_name=created_by__password",
        "app_label=auth&model_name=user&field_name=password",
        "app_label=x&model_name=y&field_name=z",
        "app_label=articles&model_name=citation&field_name=source&term=%ed%a0%80",
    ],
    ids=row_name,
)
def test_odd_autocomplete_is_answered(boss, query):
    answer = ask(boss, f"/admin/autocomplete/?{query}")

    assert answer.status_code in {200, 400, 403, 404}


def desk_addresses(patterns=None, before="/admin/"):
    """Every address of the desk, its variables in braces."""
    if patterns is None:
        patterns = admin.site.get_urls()
    for pattern in patterns:
        route = str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from desk_addresses(pattern.url_patterns, before + route)
        elif isinstance(pattern, URLPattern) and "(?P" not in route:
            yield before + route


DESK = sorted(set(desk_addresses()))
ODD_IDS = ["abc", "0", "-1", "_00", "_0A", "%ff", "1;2", str(BEYOND), DIGITS, "1%0a", "²"]


def desk_address(route, pk):
    out = route
    for name in ("path:object_id", "int:pk", "id", "path:content_type_id", "int:content_type_id"):
        out = out.replace(f"<{name}>", str(pk))
    return out.replace("<slug:verb>", "submit").replace("<path:url>", "x")


@pytest.mark.parametrize("route", DESK)
def test_odd_id_is_nowhere_on_the_desk(boss, route):
    for pk in ODD_IDS if "<" in route else [""]:
        for method in ("GET", "HEAD", "POST"):
            answer = ask(boss, desk_address(route, pk), method)
            assert answer.status_code in ANSWERS, (pk, method)


GARBAGE = [
    {},
    {"action": "submit_stories", "_selected_action": "abc"},
    {"action": "approve_stories", "_selected_action": str(BEYOND)},
    {"action": "approve_stories", "_selected_action": "\x00", "index": "9"},
    {"action": "delete_selected", "_selected_action": ["1", "x"], "post": "yes"},
    {"action": "\x00", "index": DIGITS, "select_across": "x"},
    {"action": "submit_stories", "_selected_action": "²"},
]


@cache
def garbage_form(value):
    """One value for every field that any form of the desk has, and for rows it may have.

    As one line, and short enough in all: else the whole form would be refused unread.
    """
    value = value[:10_000]
    names = {field.name for model in admin.site._registry for field in model._meta.get_fields()}
    rows = ("relatedblocks", "embeds", "figures", "pullquotes", "factboxs", "citations", "bylines")
    sent = dict.fromkeys(names, value) | {
        f"{row}-{part}": count
        for row in (*rows, "corrections", "aliases")
        for part, count in (("TOTAL_FORMS", "1"), ("INITIAL_FORMS", "0"))
    }
    columns = ("id", "ref", "article", "source", "author", "picture", "poster", "story", "title",
               "links-story", "links-title", "links-address", "address", "position", "role", "kind",
               "text", "start", "provider", "is_lead", "name", "ORDER", "DELETE")  # fmt: skip
    sent |= {f"{row}-0-{name}": value for row in rows for name in columns}
    sent |= dict.fromkeys(
        ["version", "base_version", "chosen_for", "edit_session", "copy", "format", "do", "when",
         "go_live_at", "reason", "notice", "change", "correction", "password", "password1",
         "password2", "next", "action", "become-1", f"become-{DIGITS}", "video-1", "link-1-0",
         "address-1-0", "video", "topics", "restricted_to", "groups", "_popup", "_to_field"],
        value,
    )  # fmt: skip
    return urlencode(sent)


VALUES = [
    "\x00",
    str(BEYOND),
    DIGITS,
    "²",
    "\u202e\ufffe\U0001f6a2",
    "-1",
    "[]",
    "NaN",
    "a" * 100_000,
]


@pytest.mark.parametrize("route", DESK)
def test_garbage_posted_to_the_desk_is_refused_cleanly(boss, paper, route):
    address = desk_address(route, paper.draft.pk)
    editions, revisions = Edition.objects.count(), Revision.objects.count()
    forms = GARBAGE if route.endswith("/article/") else GARBAGE[:2]

    statuses = [boss.post(address, form).status_code for form in forms]
    for value in VALUES:
        sent = garbage_form(value)
        statuses.append(boss.post(address, sent, content_type=FORM).status_code)
        if not boss.cookies[settings.SESSION_COOKIE_NAME].value:
            boss.force_login(paper.boss)
    statuses += [
        ask(boss, address, "POST", data=body, content_type=kind).status_code
        for kind, body in BODIES[:: 1 if route.endswith("/add/") else 6]
    ]
    statuses += [
        ask(boss, address, method).status_code for method in ("PUT", "DELETE", "TRACE", "FOO")
    ]

    assert [status for status in statuses if status not in ANSWERS] == []
    assert Edition.objects.count() == editions
    assert Revision.objects.count() == revisions


FIELDS = (
    "follows",
    "section",
    "topics",
    "restricted_to",
    "wanted_words",
    "language",
    "embargo_until",
)
ROWS = {
    "relatedblocks": ("links-story", "links-title", "links-address"),
    "citations": ("source", "address"),
    "bylines": ("author", "position"),
    "figures": ("picture",),
    "embeds": ("address", "start", "poster"),
}


@pytest.mark.parametrize("value", VALUES, ids=row_name)
def test_odd_value_in_a_story_form_is_refused_cleanly(boss, paper, value):
    """With the rest of the form as a browser sends it, so that every value is looked at."""
    desk = Desk(boss)
    filled_in = desk.filled(desk.open(paper.draft))
    rows = dict(filled_in)
    for row, names in ROWS.items():
        desk.add(rows, row, **{name.replace("-", "__"): value for name in names})
    odd_fields = filled_in | {name: [value] for name in FIELDS}
    odd_ref = filled_in | {"relatedblocks-TOTAL_FORMS": ["1"], "relatedblocks-0-ref": [value]}

    for sent in (odd_fields, rows, odd_ref):
        assert desk.send(sent, paper.draft).status_code in {200, 302, 400}


@pytest.mark.parametrize("value", VALUES, ids=row_name)
def test_odd_value_on_the_intake_screen_is_refused_cleanly(boss, value):
    copy = "The boat sails.\n\nREAD NEXT: Another boat\n\nWATCH: The boat - From Coast TV"
    lines = ("become-1", f"become-{value}", "link-3-0", "address-3-0", "video-5")
    facts = ("copy", "format", "section", "headline", "slugline", "do")

    for names in (lines, facts):
        sent = urlencode({"copy": copy, "do": "look"} | dict.fromkeys(names, value))
        answer = ask(boss, "/admin/articles/article/intake/", "POST", data=sent, content_type=FORM)
        assert answer.status_code == 200


def test_signed_in_page_with_a_file_s_ending_is_nobody_s(boss, reader, paper):
    """A cache in front must not take a page of the desk for a stylesheet."""
    for ending in (";a.css", "%2fa.css", "a.css", "%3f.css"):
        answer = ask(boss, f"/admin/articles/article/{paper.draft.pk}/change/{ending}")
        assert CANARY not in words_of(answer)
        assert answer.status_code in {301, 302, 404}
