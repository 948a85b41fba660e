import pytest
from django.test import override_settings

pytestmark = pytest.mark.django_db


def directives(response):
    """The policy of a response, whose directives come in no order, by name."""
    policy = response.headers["Content-Security-Policy"]
    return dict(part.strip().partition(" ")[::2] for part in policy.split(";"))


def test_every_page_carries_the_strict_policy(client):
    policy = directives(client.get("/"))

    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["img-src"] == "'self'"
    assert "unsafe" not in str(policy)


@pytest.mark.parametrize(
    "address", ["/", "/nothing-here/", "/healthz", "/admin/login/", "/search/?q=a%00"]
)
def test_policy_and_fences_stand_on_every_kind_of_answer(client, address):
    response = client.get(address)

    assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"


@pytest.mark.parametrize(
    "address",
    ["/search/?q=%00", "/?page=%00", "/%00/", "/world/%00/", "/authors/%00/", "/admin/?x=%00"],
)
def test_nul_in_an_address_is_a_bad_request(client, address):
    assert client.get(address).status_code == 400


@pytest.mark.parametrize(
    "asked", ["abc", "0", "-1", "1.5", "99999999999999999999", "²", "１", "", "1e3", "500"]
)
def test_odd_page_numbers_are_answered(client, asked):
    assert client.get("/", {"page": asked}).status_code == 200
    assert client.get("/search/", {"q": "boat", "page": asked}).status_code == 200


@pytest.mark.parametrize(
    "asked", ["\ud800".encode("utf-8", "surrogatepass"), b"\xff\xfe", b"%", b"'"]
)
def test_odd_unicode_in_a_search_is_answered(client, asked):
    query = "".join(f"%{byte:02x}" for byte in asked)

    assert client.get(f"/search/?q={query}").status_code == 200


def test_search_of_any_length_is_answered(client):
    assert client.get("/search/", {"q": "boat " * 20_000}).status_code == 200


def test_body_over_the_limit_gets_its_own_page(client):
    response = client.post(
        "/admin/login/", b"a" * (9 * 1024 * 1024), content_type="application/x-www-form-urlencoded"
    )

    assert response.status_code == 413
    assert b"too large" in response.content.lower()


def test_too_many_fields_get_their_own_page(client):
    response = client.post("/admin/login/", {f"field{n}": "1" for n in range(5001)})

    assert response.status_code == 413


def test_stranger_host_is_refused(client):
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400


def test_public_pages_set_no_cookie(client):
    published_addresses = ["/", "/search/?q=boat", "/nothing-here/", "/authors/"]

    assert [client.get(a).cookies.output() for a in published_addresses] == ["", "", "", ""]


def test_readyz_says_when_the_database_is_away(client, monkeypatch):
    from django.db import OperationalError, connection

    def away():
        raise OperationalError("connection refused")

    assert client.get("/readyz").status_code == 200
    monkeypatch.setattr(connection, "cursor", away)
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200


def test_server_error_page_needs_no_database(client, monkeypatch):
    from articles import views

    def broken(*args, **kwargs):
        raise RuntimeError("gone")

    monkeypatch.setattr(views, "front_at", broken)
    client.raise_request_exception = False
    with override_settings(DEBUG=False):
        response = client.get("/")

    assert response.status_code == 500
    assert b"<h1" in response.content
