"""The front door before a small application, with a clock that stands."""

import gzip
import threading
from datetime import UTC, datetime

import brotli
import pytest
from django.utils.http import http_date

from articles import showing
from newsroom.pagecache import answers
from newsroom.pagecache import door as doors
from newsroom.pagecache.door import FrontDoor
from newsroom.pagecache.keys import Site
from newsroom.pagecache.store import GRACE, GRACE_WHEN_CORRECTED, Store
from tests.factories import NOON
from tests.newsroom.pagecache.reader import Follower, Reader

HTML = ("Content-Type", "text/html; charset=utf-8")
BODY = b"<p>The barrier held.</p>" * 40


class Clock:
    now = NOON.timestamp()

    def __call__(self):
        return self.now


class Response(list):
    """What Django gives to a server, as far as the door looks."""

    def __init__(self, body, tags=(), until=None, streaming=False):
        super().__init__([body])
        self.streaming, self.closed = streaming, 0
        if tags:
            self.page_tags, self.page_until = frozenset(tags), until

    def close(self):
        self.closed += 1


class Paper:
    """An application of one story, and whatever a test makes of it."""

    def __init__(self):
        self.asked, self.made = [], []
        self.status, self.headers, self.tags = "200 OK", [HTML], {"site", "story-1"}
        self.until, self.streaming = None, False
        self.body = self.meanwhile = None

    def __call__(self, environ, start_response):
        self.asked.append(environ)
        body = BODY if self.body is None else self.body
        if self.meanwhile:
            self.meanwhile()
        start_response(self.status, list(self.headers))
        self.made.append(Response(body, self.tags, self.until, self.streaming))
        return self.made[-1]


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def paper():
    return Paper()


@pytest.fixture
def store(clock):
    return Store(10_000_000, margin=answers.margin(), clock=clock)


@pytest.fixture
def follower():
    return Follower()


@pytest.fixture
def door(paper, store, follower, clock):
    return FrontDoor(paper, Site(), store, follower, clock=clock)


@pytest.fixture
def ask(door):
    return Reader(door)


def moment(clock, seconds):
    return datetime.fromtimestamp(clock.now + seconds, UTC)


# What goes out ---------------------------------------------------------------------


def test_a_page_is_made_once_and_goes_out_in_every_form(ask, paper):
    plain, packed, zipped = ask(), ask(accept_encoding="gzip, br"), ask(accept_encoding="gzip")

    assert len(paper.asked) == 1
    assert paper.made[0].closed == 1
    assert plain[2] == brotli.decompress(packed[2]) == gzip.decompress(zipped[2]) == BODY
    assert [each[1].get("Content-Encoding") for each in (plain, packed, zipped)] == [
        None,
        "br",
        "gzip",
    ]
    for status, headers, body in (plain, packed, zipped):
        assert (status, headers["Content-Length"]) == (200, str(len(body)))
        assert headers["Vary"] == "Accept-Encoding"
        assert headers["Content-Type"] == HTML[1]


def test_each_form_has_a_strong_etag_of_its_own(ask):
    etags = [ask(accept_encoding=coding)[1]["ETag"] for coding in ("identity", "br", "gzip")]

    digest = etags[0].strip('"')
    assert etags == [f'"{digest}"', f'"{digest}-br"', f'"{digest}-gz"']


def test_a_client_that_has_this_form_gets_it_not_again(ask):
    _, page, _ = ask(accept_encoding="br")
    etag = page["ETag"]

    for known in (etag, f"W/{etag}", f'"a", {etag} , "b"', f'W/"a",W/{etag}', "*", " * "):
        status, headers, body = ask(accept_encoding="br", if_none_match=known)

        assert (status, body) == (304, b""), known
        assert headers == {name: page[name] for name in ("Cache-Control", "ETag", "Vary")}
    for known in ('"a"', f'"x{etag[1:]}', etag.strip('"'), "", '"*"'):
        assert ask(accept_encoding="br", if_none_match=known)[0] == 200, known


def test_the_etag_of_another_form_is_not_known(ask):
    packed = ask(accept_encoding="br")[1]["ETag"]

    status, _, body = ask(accept_encoding="gzip", if_none_match=packed)

    assert (status, gzip.decompress(body)) == (200, BODY)
    assert ask(if_none_match=packed)[0] == 200


def test_a_head_request_gets_the_headers_of_get_and_shares_its_page(ask, paper):
    for accepted in ("", "br"):
        status, headers, body = ask(method="HEAD", accept_encoding=accepted)

        assert (status, headers, body) == (200, ask(accept_encoding=accepted)[1], b"")
    assert len(paper.asked) == 1
    assert paper.asked[0]["REQUEST_METHOD"] == "GET"


def test_a_feed_is_asked_for_by_date(ask, paper, clock):
    changed = clock.now - 100
    paper.headers.append(("Last-Modified", http_date(changed)))
    etag = ask()[1]["ETag"]

    assert ask(if_modified_since=http_date(changed))[0] == 304
    assert ask(if_modified_since=http_date(changed + 50))[1]["Last-Modified"] == http_date(changed)
    assert ask(if_modified_since=http_date(changed - 1))[0] == 200
    assert ask(if_modified_since="yesterday")[0] == 200
    assert ask(if_modified_since=http_date(changed + 50), if_none_match='"other"')[0] == 200
    assert ask(if_modified_since=http_date(changed - 1), if_none_match=etag)[0] == 304
    assert len(paper.asked) == 1


def test_a_page_without_a_date_is_not_asked_for_by_date(ask, clock):
    assert ask(if_modified_since=http_date(clock.now))[0] == 200


@pytest.mark.parametrize(
    ("content_type", "body"),
    [("image/png", BODY), ("text/css", b"a{}"), ("text/plain", b"")],
)
def test_what_is_not_packed_has_one_form(ask, paper, content_type, body):
    paper.headers, paper.body = [("Content-Type", content_type)], body

    status, headers, sent = ask(accept_encoding="br")

    assert (status, sent, headers["Content-Length"]) == (200, body, str(len(body)))
    assert {"Vary", "Content-Encoding"} & headers.keys() == set()
    assert ask(accept_encoding="gzip", if_none_match=headers["ETag"])[0] == 304
    assert len(paper.asked) == 1


def test_what_the_answer_says_of_safety_is_kept_and_what_the_door_says_better_is_not(ask, paper):
    policy = ("Content-Security-Policy", "default-src 'self'")
    theirs = [("ETag", '"theirs"'), ("Vary", "Accept-Encoding"), ("Content-Length", "1")]
    paper.headers += [policy, *theirs]
    ask()

    _, headers, _ = ask()

    assert headers["Content-Security-Policy"] == policy[1]
    assert headers["ETag"] != '"theirs"'
    assert headers["Content-Length"] == str(len(BODY))


# For how long others may keep it ----------------------------------------------------


def lifetime(answer):
    return answer[1]["Cache-Control"]


def test_browsers_ask_each_time_and_other_caches_once_a_minute(ask, paper):
    usual = "public, max-age=0, s-maxage=60, stale-while-revalidate=10, stale-if-error={}"

    assert lifetime(ask()) == usual.format(GRACE)
    paper.tags = {"site", "corrected"}
    assert lifetime(ask("/corrected/")) == usual.format(GRACE_WHEN_CORRECTED)


def test_nobody_keeps_a_page_beyond_its_next_change(ask, paper, store, clock):
    paper.until = moment(clock, 90)
    assert lifetime(ask()) == (
        "public, max-age=0, s-maxage=60, stale-while-revalidate=10, stale-if-error=30"
    )
    clock.now += 59.5
    assert lifetime(ask()) == (
        "public, max-age=0, s-maxage=30, stale-while-revalidate=0, stale-if-error=0"
    )
    store.will_change(["story-1"], moment(clock, 5.5))
    assert "s-maxage=5," in lifetime(ask())
    clock.now += 5
    unchanged = ask(if_none_match=ask()[1]["ETag"])
    assert (unchanged[0], lifetime(unchanged)) == (304, "public, max-age=0, s-maxage=0")
    assert len(paper.asked) == 1


def test_a_browser_may_keep_what_its_view_lets_it_until_the_next_change(ask, paper, clock):
    paper.headers.append(("Cache-Control", "public, max-age=300"))
    paper.until = moment(clock, 100)

    assert "max-age=100, s-maxage=60" in lifetime(ask())


def test_pages_name_what_they_show_where_a_cache_is_told(ask, paper, settings):
    assert {"Surrogate-Key", "xkey"} & ask()[1].keys() == set()
    settings.NEWSROOM_SURROGATE_KEYS = True

    headers = ask("/named/")[1]

    assert headers["Surrogate-Key"] == headers["xkey"] == "site story-1"
    assert ask("/named/", if_none_match=headers["ETag"])[1]["xkey"] == "site story-1"


def test_a_page_with_too_many_names_for_a_header_is_kept_by_nobody_else(ask, paper, settings):
    settings.NEWSROOM_SURROGATE_KEYS = True
    paper.tags = {f"story-{number}" for number in range(400)}

    headers = ask()[1]

    assert {"Surrogate-Key", "xkey"} & headers.keys() == set()
    assert headers["Cache-Control"] == "public, max-age=0, s-maxage=0"


# What is never kept ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "tags"),
    [
        ([], ()),
        ([("Set-Cookie", "a=b")], {"site"}),
        ([("set-cookie", "a=b")], {"site"}),
        ([("Vary", "Accept-Encoding, Cookie")], {"site"}),
        ([("Vary", "*")], {"site"}),
        ([("Cache-Control", "Private")], {"site"}),
        ([("Cache-Control", "max-age=0, no-store")], {"site"}),
        ([("Content-Encoding", "gzip")], {"site"}),
        ([("Content-Range", "bytes 0-1/2")], {"site"}),
    ],
    ids=str,
)
def test_what_may_be_somebodys_own_is_asked_of_django_as_it_was_sent(ask, paper, headers, tags):
    paper.headers, paper.tags = [HTML, *headers], tags

    for _ in range(2):
        status, sent, body = ask(cookie="sessionid=1")
        assert (status, sent, body) == (200, dict(paper.headers), BODY)

    assert [environ.get("HTTP_COOKIE") for environ in paper.asked] == [
        None,
        "sessionid=1",
        None,
        "sessionid=1",
    ]
    assert [response.closed for response in paper.made] == [1, 0, 1, 0]


def test_a_page_with_a_cookie_is_reported(ask, paper, caplog):
    paper.headers.append(("Set-Cookie", "csrftoken=1"))

    ask()

    assert [record.getMessage() for record in caplog.records] == [
        "/story/ is not the same for everybody and is not kept."
    ]


def test_a_stream_is_passed_on(ask, paper, store):
    paper.streaming = True

    assert ask()[2] == BODY
    assert store.pages.kept == {}
    assert [response.closed for response in paper.made] == [1, 0]


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone", "301 Moved Permanently"])
def test_another_answer_than_a_page_goes_out_and_is_not_kept(ask, paper, store, status):
    paper.status = status

    answers = [ask(cookie="sessionid=1"), ask(method="HEAD")]

    assert [(each[0], each[2]) for each in answers] == [
        (int(status[:3]), BODY),
        (int(status[:3]), b""),
    ]
    assert store.pages.kept == {}
    assert ["HTTP_COOKIE" in environ for environ in paper.asked] == [False, False]


def test_an_address_that_is_nothing_without_its_query_goes_to_django_as_sent(ask, paper):
    paper.status = "404 Not Found"

    ask("/index.php", query="id=5")

    assert [environ["QUERY_STRING"] for environ in paper.asked] == ["", "id=5"]


def test_what_somebody_sends_along_neither_forks_nor_changes_a_page(ask, paper, store):
    clean = ask()

    for number in range(20):
        sent = ask(
            query=f"utm_source={number}&page=x", cookie=f"sessionid={number}", user_agent="x"
        )
        assert sent == clean

    assert len(paper.asked) == 1
    assert list(store.pages.kept) == ["/story/"]


def test_pages_of_a_list_are_kept_apart(ask, paper, store):
    for query in ("", "page=2", "page=3&a=b", "page=1", "page=03"):
        ask("/world/", query=query)

    assert [environ["QUERY_STRING"] for environ in paper.asked] == ["", "page=2", "page=3"]
    assert list(store.pages.kept) == ["/world/", ("/world/", 2), ("/world/", 3)]


def test_a_strange_host_never_sees_a_kept_page(ask, paper, store):
    ask()
    paper.status = "400 Bad Request"

    assert ask(host="evil.example")[0] == 400
    assert ask(host="127.0.0.1:8000")[0] == 200
    assert len(paper.asked) == 2


def test_a_view_knows_that_its_page_may_be_kept_and_finds_the_parts_that_are_held(
    ask, paper, follower
):
    seen = []
    paper.meanwhile = lambda: seen.append(
        (showing.held(("card", 1), lambda: object()), paper.asked[-1].get("newsroom.kept"))
    )

    ask("/one/")
    ask("/two/")
    ask("/search/", query="q=boat")
    ask("/admin/")
    follower.is_followed = False
    ask("/three/")

    parts = [part for part, _ in seen]
    assert parts[0] is parts[1] is parts[2]
    assert len({*map(id, parts)}) == 3
    assert [is_kept for _, is_kept in seen] == [True, True, None, None, True]


def test_nothing_is_kept_while_nobody_reads_the_log(ask, paper, store, follower):
    follower.is_followed = False

    answer = ask()

    assert (answer[2], lifetime(answer)) == (BODY, "public, max-age=0, s-maxage=0")
    assert store.pages.kept == {}


# When it is old ----------------------------------------------------------------------


def test_a_purged_page_is_made_anew_by_the_next_request(ask, paper, store):
    ask()
    paper.body = b"new"
    assert ask()[2] == BODY

    store.purge(["story-1"])

    assert ask()[2] == b"new"
    assert len(paper.asked) == 2


def test_a_page_past_its_time_is_never_given_as_if_it_were_fresh(ask, paper, clock):
    paper.until = moment(clock, 60)
    ask()
    paper.until, paper.body = None, b"new"
    clock.now += 59.9
    assert ask()[2] == BODY

    clock.now += 0.1

    assert ask()[2] == b"new"


def test_a_page_that_was_purged_while_it_was_made_goes_to_its_reader_only(ask, paper, store):
    paper.meanwhile = lambda: store.purge(["story-1"])

    answer = ask()

    assert (answer[2], lifetime(answer)) == (BODY, "public, max-age=0, s-maxage=0")
    assert store.pages.kept == {}


@pytest.mark.parametrize("failure", ["500 Internal Server Error", "503 Service Unavailable", None])
def test_an_old_page_goes_out_while_no_new_one_can_be_made(ask, paper, store, clock, failure):
    ask()
    store.purge(["story-1"])
    fail(paper, failure)

    answer = ask()
    assert (answer[0], answer[2], lifetime(answer)) == (200, BODY, "public, max-age=0, s-maxage=0")
    assert ask()[2] == BODY
    assert len(paper.asked) == 2
    clock.now += 1
    assert ask()[2] == BODY
    assert len(paper.asked) == 3


def fail(paper, failure):
    def lose():
        raise RuntimeError("lost")

    paper.status, paper.tags = failure or "200 OK", ()
    paper.meanwhile = None if failure else lose


@pytest.mark.parametrize(
    ("tag", "seconds"), [("front", GRACE), ("corrected", GRACE_WHEN_CORRECTED)]
)
def test_an_old_page_goes_out_for_so_long_and_no_longer(ask, paper, store, clock, tag, seconds):
    paper.tags = {"story-1", tag}
    ask()
    store.purge(["story-1"])
    fail(paper, "503 Service Unavailable")

    clock.now += seconds - 1
    assert ask()[0] == 200
    clock.now += 1
    assert ask()[0] == 503


def test_a_withdrawn_page_does_not_go_out_while_no_new_one_can_be_made(ask, paper, store):
    ask()
    store.purge(["story-1"], is_hard=True)
    fail(paper, "503 Service Unavailable")

    assert ask()[0] == 503


def test_with_the_database_away_no_other_old_page_is_tried_meanwhile(ask, paper, store, clock):
    ask("/a/"), ask("/b/"), ask("/c/")
    store.purge(["story-1"])
    fail(paper, "500 Internal Server Error")
    ask("/a/"), ask("/b/")
    assert len(paper.asked) == 5

    paper.status = "503 Service Unavailable"
    ask("/c/")
    clock.now += 0.25
    ask("/a/"), ask("/b/")

    assert len(paper.asked) == 6


def test_a_fault_in_the_door_costs_nobody_a_page(ask, paper, monkeypatch, caplog):
    def broken(*args, **kwargs):
        raise ValueError("broken")

    monkeypatch.setattr(answers, "finished", broken)

    for _ in range(2):
        assert ask(cookie="a=b")[2] == BODY

    assert paper.asked[-1]["HTTP_COOKIE"] == "a=b"
    assert "made without them" in caplog.text


# One making of a page ------------------------------------------------------------------


class Together:
    """Requests at once: the first makes the page and is held until `go`."""

    def __init__(self, ask, paper, store):
        self.ask, self.paper = ask, paper
        self.started, self.go = threading.Event(), threading.Event()
        paper.meanwhile = self.hold
        self.threads, self.answers = [], []

    def hold(self):
        self.started.set()
        assert self.go.wait(5)

    def send(self, **asked):
        thread = threading.Thread(target=lambda: self.answers.append(self.ask(**asked)))
        self.threads.append(thread)
        thread.start()

    def begin(self):
        self.send()
        assert self.started.wait(5)

    def wait_for(self, door, number):
        for _ in range(500):
            if door._waiting == number:
                return
            threading.Event().wait(0.01)
        raise AssertionError(f"{door._waiting} wait, not {number}")

    def end(self):
        self.go.set()
        for thread in self.threads:
            thread.join(5)
        return self.answers


@pytest.fixture
def together(ask, paper, store):
    return Together(ask, paper, store)


def test_who_asks_for_a_page_that_is_being_made_waits_for_it(together, door, paper):
    together.begin()
    together.send()
    together.send(accept_encoding="br")
    together.wait_for(door, 2)

    answers = together.end()

    assert sorted(status for status, _, _ in answers) == [200, 200, 200]
    assert len(paper.asked) == 1
    assert (door._waiting, door._flights) == (0, {})


@pytest.mark.parametrize("status", ["404 Not Found", "500 Internal Server Error"])
def test_who_waits_gets_what_was_answered_instead(together, door, paper, store, status):
    paper.status, paper.tags = status, ()
    together.begin()
    together.send()
    together.wait_for(door, 1)

    assert [(each[0], each[2]) for each in together.end()] == [(int(status[:3]), BODY)] * 2
    assert len(paper.asked) == 1
    assert store.pages.kept == {}


def test_with_an_old_page_nobody_waits(together, ask, paper, store):
    paper.meanwhile = None
    ask()
    store.purge(["story-1"])
    paper.meanwhile, paper.body = together.hold, b"new"
    together.begin()

    assert ask()[2] == BODY

    assert [body for _, _, body in together.end()] == [b"new"]
    assert ask()[2] == b"new"
    assert len(paper.asked) == 2


def test_after_a_hard_purge_all_wait_for_the_new_page(together, ask, paper, store, door):
    paper.meanwhile = None
    ask()
    store.purge(["story-1"], is_hard=True)
    paper.meanwhile, paper.body = together.hold, b"new"
    together.begin()
    together.send()
    together.wait_for(door, 1)

    assert [body for _, _, body in together.end()] == [b"new", b"new"]


def test_no_more_wait_than_leave_a_thread_to_the_maker(together, ask, door):
    together.begin()
    for number in range(3):
        together.send()
        together.wait_for(door, number + 1)

    status, headers, _ = ask()

    assert (status, headers["Retry-After"], headers["Cache-Control"]) == (503, "1", "no-store")
    assert [status for status, _, _ in together.end()] == [200] * 4


def test_the_last_thread_does_not_wait_for_long(together, ask, door, monkeypatch):
    monkeypatch.setattr(doors, "LAST_PATIENCE", 0.01)
    together.begin()
    for number in range(2):
        together.send()
        together.wait_for(door, number + 1)

    assert ask()[0] == 503
    assert [status for status, _, _ in together.end()] == [200] * 3


def test_who_came_after_a_purge_gets_no_page_begun_before_it(together, door, paper, store):
    together.begin()
    store.purge(["story-1"])
    together.send()
    together.wait_for(door, 1)
    paper.body, paper.meanwhile = b"new", None

    assert sorted(body for _, _, body in together.end()) == [BODY, b"new"]
    assert len(paper.asked) == 2


def test_a_forked_process_waits_for_nobody_of_its_parent(door, ask, store):
    door._lock.acquire()
    store._lock.acquire()
    door._flights["/story/"] = doors.Flight()

    door.renew_locks()

    assert ask()[0] == 200
