"""Coming in: name and password, the code, the locks, and how long a session holds."""

import hmac
import re
import time
from datetime import timedelta
from hashlib import sha1
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from axes.models import AccessAttempt
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone

from authors.models import SignIn
from newsroom.request import network_address
from newsroom.signing_in import adapters, ages, forms, second_step
from tests.factories import HOUR, UserFactory
from tests.pages import page_of, says, select

pytestmark = pytest.mark.django_db

DESK = "/admin/"
LOGIN = "/admin/login/"
CODE = "/admin/account/code/"
SET_UP = "/admin/account/second-step/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
WRONG = "Please enter the correct username and password. Both mind capitals."
PASSWORD = "desk-pass-1"
What = SignIn.What


@pytest.fixture(autouse=True)
def _fresh_cache():
    cache.clear()


@pytest.fixture
def step_required(settings):
    settings.NEWSROOM_REQUIRE_SECOND_STEP = True


@pytest.fixture
def ana():
    return UserFactory(username="ana", email="ana@paper.example", roles=["Reporter"])


def sign_in(client, username="ana", password=PASSWORD, **more):
    return client.post(LOGIN, {"username": username, "password": password, **more})


def code(secret=SECRET, steps=0):
    """What a phone with this secret shows, so many half minutes from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def with_step(person):
    """The account with a phone and recovery codes; the same."""
    TOTP.activate(person, SECRET)
    return RecoveryCodes.activate(person)


def is_in(client):
    return client.get(DESK).status_code == 200


def refusal(response):
    return says(page_of(response), ".errornote")


def logged():
    return list(SignIn.objects.order_by("pk").values_list("what", "username"))


# Name and password -----------------------------------------------------------------------


@pytest.mark.parametrize("name", ["ana", "ana@paper.example"])
def test_name_or_mail_address_and_password_open_the_desk(client, ana, name):
    response = sign_in(client, name, next="/admin/articles/article/")

    assert response.headers["Location"] == "/admin/articles/article/"
    assert is_in(client)
    assert logged() == [("in", "ana")]


@pytest.mark.parametrize(
    "place",
    ["https://evil.example/", "//evil.example/", "https://127.0.0.1/", "javascript:alert(1)"],
)
def test_no_sign_in_leads_off_the_site(client, ana, settings, place):
    settings.ALLOWED_HOSTS = ["*"]

    assert sign_in(client, next=place).headers["Location"] == DESK


def test_session_gets_another_id_with_the_sign_in(client, ana):
    session = client.session
    session["before"] = True
    session.save()
    client.cookies["sessionid"] = session.session_key

    sign_in(client)

    assert client.cookies["sessionid"].value != session.session_key
    assert not Session.objects.filter(session_key=session.session_key).exists()


def test_whoever_may_not_in_hears_the_same(client, ana):
    UserFactory(username="left", is_active=False)
    UserFactory(username="reader", is_staff=False)
    tries = [("ana", "wrong"), ("nobody", "wrong"), ("left", PASSWORD), ("reader", PASSWORD)]

    answers = [sign_in(client, *each) for each in tries]

    assert [refusal(each) for each in answers] == [[WRONG]] * 4
    assert {each.status_code for each in answers} == {200}
    assert logged() == [("failed", name) for name, _ in tries]
    assert not is_in(client)


@pytest.mark.parametrize("name", ["ana", "ana@paper.example", "nobody", "nobody@paper.example"])
def test_a_wrong_password_costs_one_hash_whoever_it_is(client, ana, name, monkeypatch):
    hashed = []
    encode = MD5PasswordHasher.encode

    def counted(self, *args):
        hashed.append(1)
        return encode(self, *args)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    sign_in(client, name, "wrong")

    assert len(hashed) == 1


def test_there_is_no_way_to_sign_up(client):
    assert client.get("/admin/account/signup/").status_code == 302  # to sign in, like any address
    assert [client.get(f"/accounts/{each}/").status_code for each in ("signup", "login")] == [
        404
    ] * 2


def test_somebody_who_left_the_desk_is_asked_to_sign_in(client, ana):
    client.force_login(ana)
    type(ana).objects.update(is_staff=False)

    assert says(page_of(client.get(DESK, follow=True)), "h1") == ["Sign in"]


# Locks ------------------------------------------------------------------------------------


def locked(client, name="ana", **headers):
    return [
        client.post(LOGIN, {"username": name, "password": "wrong"}, **headers) for _ in range(10)
    ][-1]


@pytest.mark.parametrize("name", ["ana", "nobody"])
def test_ten_tries_lock_a_name_from_one_address(client, ana, name):
    tenth = locked(client, name)
    right = sign_in(client, name.upper())

    for answer in (tenth, right):
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "900")
        assert refusal(answer)[0].startswith("Too many tries. Wait 15 minutes")
    assert logged() == [("failed", name)] * 10 + [("locked", name)]
    assert sign_in(Client(REMOTE_ADDR="192.0.2.9"), "ana").status_code == 302


def test_every_address_of_one_ipv6_network_is_locked_together(ana):
    tries = [
        sign_in(Client(REMOTE_ADDR=f"2001:db8:1:2::{n}"), password="wrong") for n in range(1, 11)
    ]

    assert [each.status_code for each in tries] == [200] * 9 + [429]
    assert sign_in(Client(REMOTE_ADDR="2001:db8:1:2:a::9")).status_code == 429
    assert sign_in(Client(REMOTE_ADDR="2001:db8:1:3::1")).status_code == 302


def test_what_is_kept_of_a_try_holds_no_code(client, ana):
    with_step(ana)
    sign_in(client)

    client.post(CODE, {"code": "123456"})

    assert "123456" not in AccessAttempt.objects.get().post_data


def test_lock_ends_after_fifteen_minutes_and_another_name_is_free(client, ana):
    UserFactory(username="ben")
    locked(client)
    assert sign_in(Client(), "ben").status_code == 302

    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))

    assert sign_in(client).headers["Location"] == DESK


def test_a_hundred_tries_of_any_names_lock_an_address(client, ana):
    SignIn.objects.bulk_create(
        SignIn(what=What.FAILED, username=f"name{n}", network_address="127.0.0.1")
        for n in range(100)
    )

    assert sign_in(client).status_code == 429


@pytest.mark.parametrize(
    ("behind", "sent", "known"),
    [
        (False, "203.0.113.5", "127.0.0.1"),
        (True, "10.9.9.9, 203.0.113.5", "203.0.113.5"),
        (True, "nonsense", None),
        (True, "::ffff:203.0.113.5", "203.0.113.5"),
        (True, "fe80::1%eth0", "fe80::1"),
        (True, None, "127.0.0.1"),
    ],
)
def test_only_what_the_proxy_wrote_is_believed(rf, settings, behind, sent, known):
    settings.NEWSROOM_BEHIND_PROXY = behind
    headers = {"X-Forwarded-For": sent} if sent else {}

    assert network_address(rf.get("/", headers=headers)) == known


# The second step -------------------------------------------------------------------------------


@pytest.mark.usefixtures("step_required")
@pytest.mark.parametrize("role", ["Publisher", "Administrator"])
def test_whoever_publishes_or_keeps_accounts_sets_it_up_first(client, role):
    client.force_login(UserFactory(roles=[role]))

    assert client.get(DESK).headers["Location"] == SET_UP
    asked = client.get("/admin/articles/article/signed-in/", headers={"X-Desk-Person": "1"})
    assert (asked.status_code, asked.json()["ok"]) == (403, False)
    assert client.get("/").status_code == 200


def below(resolver, prefix=""):
    """Every address below a resolver, with something in each of its places."""
    for each in resolver.url_patterns:
        route = prefix + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from below(each, route)
        else:
            filled = re.sub(r"<uuid:\w+>", str(uuid4()), f"/{route}")
            yield each.name, re.sub(r"<(?:\w+:)?\w+>", "1", filled)


def test_nothing_on_the_desk_answers_before_the_step(client, settings):
    client.force_login(UserFactory(roles=["Publisher", "Administrator"]))
    settings.NEWSROOM_REQUIRE_SECOND_STEP = True
    found = [(name, path) for name, path in below(get_resolver()) if path.startswith(DESK)]
    closed = [path for name, path in found if name and name not in second_step.OPEN]

    for path in closed:
        answer = client.get(path)
        assert (answer.status_code, answer.headers.get("Location")) == (302, SET_UP), path
    assert client.post(closed[0], headers={"X-Desk-Person": "1"}).status_code == 403
    assert len(closed) > 100


@pytest.mark.usefixtures("step_required")
def test_others_go_on_without(client, ana):
    client.force_login(ana)

    assert is_in(client)


@pytest.mark.usefixtures("step_required")
def test_setting_up_opens_the_desk_and_ends_what_signed_in_without(
    client, django_capture_on_commit_callbacks
):
    ana = UserFactory(username="ana", roles=["Publisher"])
    elsewhere = Client()
    elsewhere.force_login(ana)
    sign_in(client)

    page = page_of(client.get(SET_UP))
    secret = says(page, ".account-secret")[0]
    square = client.get(select(page, ".account-square")[0].get("src"))
    wrong = client.post(SET_UP, {"code": "000000"})
    with django_capture_on_commit_callbacks(execute=True):
        right = client.post(SET_UP, {"code": code(secret)})
    codes = client.get(right.headers["Location"])

    assert square.headers["Content-Type"] == "image/svg+xml"
    assert refusal(wrong) == [adapters.NOT_THE_CODE]
    assert says(page_of(wrong), ".account-secret") == [secret]
    shown = says(page_of(codes), ".account-codes code")
    assert len(shown) == 10
    assert is_in(client)
    assert not is_in(elsewhere)
    assert secret not in str(Authenticator.objects.values_list("data", flat=True))
    file = client.get("/admin/account/codes/file/").content.decode()
    assert re.findall(r"^\d{8}$", file, re.MULTILINE) == [each.replace(" ", "") for each in shown]
    assert "They were shown once" in client.get("/admin/account/codes/").content.decode()
    assert logged()[-1] == ("code", "ana")


def test_sign_in_asks_for_the_code(client, ana, settings):
    with_step(ana)

    first = sign_in(client, next="/admin/articles/article/")
    assert first.headers["Location"] == CODE
    assert not is_in(client)
    wrong = client.post(CODE, {"code": "000000"})
    right = client.post(CODE, {"code": code()})

    assert len(refusal(wrong)) == 1
    assert right.headers["Location"] == "/admin/articles/article/"
    settings.NEWSROOM_REQUIRE_SECOND_STEP = True
    assert is_in(client)
    assert logged() == [("failed", "ana"), ("in", "ana")]


def test_no_code_opens_twice(ana):
    with_step(ana)
    used, next_one = code(), code(steps=1)
    for tried, opens in ((used, True), (used, False), (next_one, True), (used, False)):
        cache.clear()  # another process knows nothing of this one's
        client = Client()
        sign_in(client)
        client.post(CODE, {"code": tried})
        assert is_in(client) is opens


def test_recovery_code_opens_once(ana):
    used = with_step(ana).generate_codes()[3]
    for opens in (True, False):
        client = Client()
        sign_in(client)
        client.post(CODE, {"code": f"{used[:4]} {used[4:]}"})
        assert is_in(client) is opens


def test_another_secret_key_leaves_no_code_that_fits(ana, settings):
    codes = with_step(ana)
    settings.SECRET_KEY = "another"
    settings.SECRET_KEY_FALLBACKS = []
    empty = hmac.new(b"", b"  0,", sha1).digest()[:4]
    of_an_empty_seed = f"{int.from_bytes(empty) % 10**8:08}"

    for tried in (code(), code(""), of_an_empty_seed):
        assert not codes.validate_code(tried)
        assert not TOTP(Authenticator.objects.get(type="totp")).validate_code(tried)


def test_command_lets_in_whose_phone_is_lost(client, ana, capsys):
    with_step(ana)

    call_command("reset_second_step", "ana")

    assert sign_in(client).headers["Location"] == DESK
    with pytest.raises(CommandError, match="no account “nobody”"):
        call_command("reset_second_step", "nobody")


def test_codes_are_tried_ten_times_like_passwords(client, ana):
    with_step(ana)
    sign_in(client)

    answers = [client.post(CODE, {"code": "000000"}).status_code for _ in range(10)]

    assert answers == [200] * 9 + [429]
    assert client.post(CODE, {"code": code()}).status_code == 429
    assert not is_in(client)


def test_the_code_page_is_for_whoever_has_given_a_password(client, ana):
    with_step(ana)

    assert client.get(CODE).headers["Location"] == LOGIN
    sign_in(client)
    assert client.get(LOGIN).status_code == 200  # begins again
    assert client.get(CODE).headers["Location"] == LOGIN


@pytest.mark.usefixtures("step_required")
def test_turning_it_off_asks_again_and_leads_to_a_new_one(client):
    ana = UserFactory(username="ana", roles=["Publisher"])
    with_step(ana)
    sign_in(client)
    client.post(CODE, {"code": code()})
    off = reverse("mfa_deactivate_totp")

    assert client.get(off).status_code == 200
    client.post(off)

    assert Authenticator.objects.count() == 0
    assert client.get(DESK).headers["Location"] == SET_UP


@pytest.mark.usefixtures("step_required")
def test_changing_it_long_after_the_sign_in_asks_for_the_password(client):
    ana = UserFactory(username="ana", roles=["Reporter"])
    client.force_login(ana)  # by no password that the session knows of

    asked = client.get(SET_UP)
    assert asked.headers["Location"].startswith("/admin/account/again/?next=")
    wrong = client.post(asked.headers["Location"], {"password": "wrong"})
    assert refusal(wrong) == ["That is not your password."]
    right = client.post(asked.headers["Location"], {"password": PASSWORD, "next": SET_UP})
    assert right.headers["Location"] == SET_UP
    assert client.get(SET_UP).status_code == 200


@pytest.mark.usefixtures("step_required")
def test_session_from_before_the_step_signs_in_again(client):
    ana = UserFactory(username="ana", roles=["Publisher"])
    client.force_login(ana)
    with_step(ana)

    response = client.get(DESK, follow=True)

    assert says(page_of(response), "h1") == ["Sign in"]
    assert "Sign in once more, with the code" in response.content.decode()


# Sessions -----------------------------------------------------------------------------------


def ends(client):
    return Session.objects.get(session_key=client.cookies["sessionid"].value).expire_date


def test_session_ends_after_twelve_hours_of_nothing_and_seven_days_of_work(client, ana):
    sign_in(client)
    now = timezone.now()
    assert abs(ends(client) - now - 12 * HOUR) < timedelta(minutes=1)

    session = client.session
    session[ages.BEGAN] = (now - timedelta(days=6, hours=20)).isoformat()
    session[ages.SEEN] = (now - HOUR).isoformat()
    session.save()
    client.get(DESK)

    assert abs(ends(client) - now - 4 * HOUR) < timedelta(minutes=1)


def test_session_is_written_every_ten_minutes_and_by_nothing_that_asks_by_itself(client, ana):
    client.force_login(ana)
    before = ends(client)
    client.get(DESK)
    assert ends(client) == before

    session = client.session
    session[ages.SEEN] = (timezone.now() - timedelta(minutes=11)).isoformat()
    session.save()
    client.get("/admin/articles/article/signed-in/")
    assert client.session[ages.SEEN] == session[ages.SEEN]
    client.get(DESK)
    assert client.session[ages.SEEN] > session[ages.SEEN]


def test_signing_out_ends_the_session_at_the_desk(client, ana):
    sign_in(client)
    stolen = Client()
    stolen.cookies["sessionid"] = client.cookies["sessionid"].value
    assert is_in(stolen)

    client.post("/admin/logout/")

    assert not is_in(stolen)
    assert logged() == [("in", "ana"), ("out", "ana")]


def test_new_password_signs_out_everywhere_else(client, ana):
    elsewhere = Client()
    for each in (client, elsewhere):
        sign_in(each)
    new = "other-desk-pass-2"

    client.post(
        "/admin/password_change/",
        {"old_password": PASSWORD, "new_password1": new, "new_password2": new},
    )

    assert (is_in(client), is_in(elsewhere)) == (True, False)
    assert ("password", "ana") in logged()


def test_account_page_shows_where_one_is_and_signs_out_elsewhere(client, ana):
    elsewhere = Client(HTTP_USER_AGENT="Lynx <b>")
    for each in (client, elsewhere):
        sign_in(each)

    page = page_of(client.get("/admin/account/"))
    assert sorted(says(page, ".account-places tbody th")) == ["Lynx <b>", "This one Unknown"]
    client.post("/admin/account/sign-out-elsewhere/")

    assert (is_in(client), is_in(elsewhere)) == (True, False)
    assert logged()[-1] == ("everywhere", "ana")


def test_role_that_was_taken_counts_at_once(client):
    ana = UserFactory(roles=["Administrator"])
    client.force_login(ana)
    assert client.get("/admin/audit/").status_code == 200

    ana.groups.clear()

    assert client.get("/admin/audit/").status_code == 403


def test_readers_pages_say_nothing_of_a_session(client, ana):
    client.force_login(ana)

    assert "Cookie" not in client.get("/").headers.get("Vary", "")


# A new password by mail -------------------------------------------------------------------------


class AtOnce:
    """A thread that the test need not wait for."""

    def __init__(self, target, args, kwargs, daemon):
        self.run = lambda: target(*args, **kwargs)

    def start(self):
        self.run()


def test_new_password_by_mail_where_mail_goes_out(client, ana, settings, monkeypatch):
    assert client.get("/admin/account/password/").status_code == 404
    settings.NEWSROOM_SENDS_MAIL = True
    settings.NEWSROOM_SITE_URL = "https://paper.example"
    monkeypatch.setattr(forms, "Thread", AtOnce)

    answers = [
        client.post("/admin/account/password/", {"email": email})
        for email in ("ana@paper.example", "nobody@paper.example", "ana@paper.example")
    ]

    assert {each.headers["Location"] for each in answers} == {"/admin/account/password/sent/"}
    [sent] = mail.outbox
    assert (sent.to, sent.subject) == (
        ["ana@paper.example"],
        "The Harbour Ledger: choose a new password",
    )
    [link] = re.findall(r"https://paper\.example(/admin/account/password/\S+)", sent.body)
    form = client.get(link, follow=True)
    new = "other-desk-pass-2"
    client.post(form.redirect_chain[-1][0], {"new_password1": new, "new_password2": new})
    assert sign_in(client, password=new).status_code == 302
