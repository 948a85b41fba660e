"""Which page a request asks for, and what is left of the request."""

import pytest

from newsroom.pagecache.keys import Key, Site


@pytest.fixture
def site(settings):
    settings.NEWSROOM_SITE_URL = "http://ledger.example"
    settings.ALLOWED_HOSTS = ["ledger.example", "127.0.0.1", ".wild.example", "*"]
    return Site()


def asked(path="/world/", query="", host="ledger.example", **more):
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "HTTP_HOST": host,
        "wsgi.url_scheme": "http",
        **more,
    }


@pytest.mark.parametrize(
    ("query", "number", "is_cut"),
    [
        ("", 0, False),
        ("page=2", 2, False),
        ("page=02", 2, True),
        ("page=1", 0, True),
        ("page=0", 0, True),
        ("page=9999", 500, True),
        ("page=10000", 0, True),
        ("page=%32", 0, True),
        ("page=-1", 0, True),
        ("page=²", 0, True),
        ("page=last", 0, True),
        ("page=2&page=3", 3, True),
        ("utm_source=mail&fbclid=1", 0, True),
        ("utm_source=mail&page=2", 2, True),
        ("&&=&page", 0, True),
    ],
)
def test_of_a_query_only_the_page_of_a_list_counts(site, query, number, is_cut):
    assert site.key(asked(query=query)) == Key("/world/", number, is_cut)


def test_no_path_looks_like_a_later_page(site):
    later = site.key(asked("/world/", "page=2"))
    odd = site.key(asked("/world/?page=2"))

    assert later.name != odd.name


@pytest.mark.parametrize(
    "environ",
    [
        asked(REQUEST_METHOD="POST"),
        asked(REQUEST_METHOD="OPTIONS"),
        asked("/admin/articles/"),
        asked("/admin/x.css"),
        asked("/search/", "q=boat"),
        asked("/report/4/"),
        asked("/draft/secret/"),
        asked("/static/css/paper.css"),
        asked("/media/pictures/1.webp"),
        asked("/healthz"),
        asked("/readyz"),
        asked("/", "p=123"),
        asked("/", "a=1&p="),
        asked("/world/", "a=%00"),
        asked("/wor\0ld/"),
        asked(host="another.example"),
        asked(host="sub.wild.example"),
        asked(host="LEDGER.example"),
        asked(host="ledger.example."),
        asked(host="ledger.example:80x"),
        asked(host="ledger.example:²"),
        asked(host=":80"),
        asked(host=""),
    ],
    ids=str,
)
def test_what_is_not_a_page_of_the_site_goes_to_django(site, environ):
    assert site.key(environ) is None


def test_a_request_without_a_host_goes_to_django(site):
    environ = asked()
    del environ["HTTP_HOST"]

    assert site.key(environ) is None


def test_one_page_has_one_key_by_whatever_host_and_port(site):
    hosts = ["ledger.example", "ledger.example:80", "127.0.0.1", "127.0.0.1:9000"]

    assert {site.key(asked(host=host)) for host in hosts} == {Key("/world/", 0, False)}


def test_any_number_of_ports_takes_no_memory(site):
    for port in range(1000):
        assert site.key(asked(host=f"127.0.0.1:{port}")) is not None

    assert len(site.hosts) == 64


def test_a_plain_request_goes_to_django_where_the_site_is_https(settings):
    settings.NEWSROOM_SITE_URL, settings.ALLOWED_HOSTS = "https://a.example", ["a.example"]
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    site = Site()

    def key(**more):
        return site.key(asked(host="a.example", **more))

    assert key() is None
    assert key(HTTP_X_FORWARDED_PROTO="http") is None
    assert key(HTTP_X_FORWARDED_PROTO="http, https") is None
    assert key(**{"wsgi.url_scheme": "https", "HTTP_X_FORWARDED_PROTO": "http"}) is None
    assert key(HTTP_X_FORWARDED_PROTO="https") == Key("/world/", 0, False)
    assert key(**{"wsgi.url_scheme": "https"}) == Key("/world/", 0, False)
    scrubbed = site.scrubbed(Key("/", 0, False))
    assert (scrubbed["wsgi.url_scheme"], scrubbed["HTTP_X_FORWARDED_PROTO"]) == ("https", "https")


def test_nothing_of_the_client_is_in_a_scrubbed_request(site):
    scrubbed = site.scrubbed(Key("/world/", 3, True))

    assert scrubbed.pop("wsgi.input").read() == b""
    assert {name for name in scrubbed if not name.startswith("wsgi.")} == {
        "REQUEST_METHOD",
        "SCRIPT_NAME",
        "PATH_INFO",
        "QUERY_STRING",
        "SERVER_NAME",
        "SERVER_PORT",
        "SERVER_PROTOCOL",
        "HTTP_HOST",
        "newsroom.kept",
    }
    assert scrubbed["HTTP_HOST"] == scrubbed["SERVER_NAME"] == "ledger.example"
    assert (scrubbed["PATH_INFO"], scrubbed["QUERY_STRING"]) == ("/world/", "page=3")
