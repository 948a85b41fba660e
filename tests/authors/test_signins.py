"""The log of sign-ins, the audit, and what an administrator does to an account."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from axes.models import AccessAttempt
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from authors import signins
from authors.models import DeskPerson, SignIn
from tests.factories import DAY, DeskFactory, UserFactory, chief, story
from tests.pages import page_of, says, select

pytestmark = pytest.mark.django_db

What = SignIn.What
AUDIT = "/admin/audit/"


@pytest.fixture
def administrator(client):
    person = UserFactory(username="root", roles=["Administrator"])
    client.force_login(person)
    return person


def lines(response):
    return [says(row, "td") for row in select(page_of(response), ".audit-lines tbody > tr")]


def file_of(response):
    text = b"".join(response.streaming_content).decode()
    assert text.startswith("\ufeff")
    return text.removeprefix("\ufeff").splitlines()


# The log ------------------------------------------------------------------------------


def test_line_keeps_browser_and_name_short_and_printable(rf):
    request = rf.get("/", headers={"User-Agent": "Lynx\x1b[31m" + "x" * 300})

    line = signins.note(What.FAILED, request=request, username="ana\r\nroot" + "y" * 300)

    line.refresh_from_db()
    assert line.browser == "Lynx [31m" + "x" * 191
    assert line.username == ("ana  root" + "y" * 300)[:150]
    assert line.network_address == "127.0.0.1"


def test_log_forgets_after_four_hundred_days():
    now = timezone.now()
    for days in (399, 401):
        signins.note(What.IN, username=f"{days} days", at=now - days * DAY)
    AccessAttempt.objects.create(username="ana", failures_since_start=1)
    AccessAttempt.objects.update(attempt_time=now - 2 * DAY)

    assert signins.prune(now) == 1
    assert [line.username for line in SignIn.objects.all()] == ["399 days"]


def test_administrator_sees_the_log_and_changes_nothing(client, administrator):
    signins.note(What.FAILED, username="ana")
    line = SignIn.objects.get(username="ana")

    listed = client.get(reverse("admin:authors_signin_changelist"), {"what__exact": "failed"})

    assert says(page_of(listed), ".field-username") == ["ana"]
    delete = reverse("admin:authors_signin_delete", args=[line.pk])
    assert client.post(delete, {"post": "yes"}).status_code == 403


# The audit ------------------------------------------------------------------------------


def test_audit_is_for_those_with_the_right(client):
    client.force_login(chief())

    assert client.get(AUDIT).status_code == 403
    assert client.get("/admin/audit/file/").status_code == 403


def test_audit_names_no_story_that_is_hidden(client, administrator):
    writer = chief(first_name="Ana", last_name="Quay")
    story(by=writer, slugline="FERRY")
    hidden = story(by=writer, slugline="SECRET-CASE")
    hidden.restricted_to.add(writer)

    rows = lines(client.get(AUDIT))
    found = client.get(AUDIT, {"about": "moves", "story": "secret"})
    file = client.get("/admin/audit/file/", {"about": "moves"})

    assert [row[1:4] for row in rows] == [
        ["Ana Quay", "(restricted)", "Started"],
        ["Ana Quay", "FERRY", "Started"],
    ]
    assert lines(found) == []
    written = file_of(file)
    assert written[0] == "When,Who,Story,Move,Version,Reason"
    assert [line.split(",")[2] for line in written[1:]] == ["(restricted)", "FERRY"]


def test_audit_is_asked_by_person_verb_and_day(client, administrator):
    ana, ben = chief(), chief()
    now = timezone.now()
    story(by=ana, slugline="FERRY", at=now - 3 * DAY)
    story(by=ben, slugline="BARGE", at=now)
    day = timezone.localdate() - timedelta(days=2)

    def sluglines(**asked):
        return [row[2] for row in lines(client.get(AUDIT, {"about": "moves", **asked}))]

    assert sluglines(person=ana.pk) == ["FERRY"]
    assert sluglines(since=day) == ["BARGE"]
    assert sluglines(until=day) == ["FERRY"]
    assert sluglines(verb="start") == ["BARGE", "FERRY"]
    assert sluglines(verb="kill") == []


@pytest.mark.parametrize(
    "asked",
    [
        {"person": "abc"},
        {"person": "9" * 30},
        {"verb": "nothing"},
        {"since": "0001-01-01"},
        {"until": "9999-12-31"},
        {"story": "x" * 81},
        {"page": "²"},
        {"about": "nothing"},
    ],
)
def test_odd_questions_are_answered(client, administrator, asked):
    for address in (AUDIT, "/admin/audit/file/"):
        assert client.get(address, {"about": "moves", **asked}).status_code == 200


def test_audit_has_no_query_a_line(client, administrator, django_assert_num_queries):
    def ask():
        with django_assert_num_queries(7):
            client.get(AUDIT, {"about": "moves"})

    writer = chief()
    story(by=writer)
    ask()
    for _ in range(3):
        story(by=chief())
    ask()


def test_file_of_sign_ins_holds_no_formula(client, administrator):
    signins.note(What.FAILED, username='=HYPERLINK("http://evil.example")')

    _, first, *_ = file_of(
        client.get("/admin/audit/file/", {"about": "sign-ins", "what": "failed"})
    )

    assert first.split(",")[2].startswith("\"'=HYPERLINK")


# Accounts ----------------------------------------------------------------------------------


def test_administrator_signs_somebody_out_everywhere(client, administrator):
    ana, theirs = UserFactory(username="ana"), Client()
    theirs.force_login(ana)

    client.post(reverse("admin:auth_user_sign_out", args=[ana.pk]))

    assert theirs.get("/admin/").status_code == 302
    assert client.get("/admin/").status_code == 200
    assert SignIn.objects.filter(what=What.EVERYWHERE, person=ana).exists()


def test_administrator_resets_a_second_step(client, administrator):
    ana, theirs = UserFactory(username="ana"), Client()
    TOTP.activate(ana, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    theirs.force_login(ana)
    address = reverse("admin:auth_user_reset_step", args=[ana.pk])

    asked = client.get(address)
    assert says(page_of(asked), ".deletelink") == ["Reset second step"]
    assert Authenticator.objects.count() == 1
    client.post(address)

    assert Authenticator.objects.count() == 0
    assert theirs.get("/admin/").status_code == 302
    assert SignIn.objects.filter(what=What.CODE, person=ana).exists()


def test_administrator_does_neither_to_a_superuser(client, administrator):
    boss = UserFactory(is_superuser=True)

    for verb in ("sign_out", "reset_step"):
        address = reverse(f"admin:auth_user_{verb}", args=[boss.pk])
        assert client.post(address).status_code == 403
    assert client.get(reverse("admin:auth_user_change", args=[boss.pk])).status_code == 200


def test_administrator_gives_roles_to_others_and_not_to_themselves(client, administrator):
    ana, publisher = UserFactory(username="ana"), Group.objects.get(name="Publisher")
    sent = {"is_active": "on", "is_staff": "on", "is_superuser": "on", "groups": [publisher.pk]}

    for person in (administrator, ana):
        address = reverse("admin:auth_user_change", args=[person.pk])
        assert client.post(address, sent | {"username": person.username}).status_code == 302

    roles = {each.username: list(each.groups.all()) for each in User.objects.all()}
    assert roles["ana"] == [publisher]
    assert publisher not in roles[administrator.username]
    assert not User.objects.filter(is_superuser=True).exists()


def test_account_says_desks_and_whether_a_second_read_is_needed(client, administrator):
    ana, desk = UserFactory(username="ana"), DeskFactory()
    sent = {"username": "ana", "is_active": "on", "is_staff": "on"}
    address = reverse("admin:auth_user_change", args=[ana.pk])

    client.post(address, sent | {"desks": [desk.pk], "needs_second_read": "on"})
    assert list(ana.desks.all()) == [desk]
    assert DeskPerson.objects.get(person=ana).needs_second_read
    assert says(page_of(client.get(address)), ".account-lead")[0].startswith(
        "Signed in in 0 places"
    )

    client.post(address, sent)
    assert list(ana.desks.all()) == []
    assert not DeskPerson.objects.get(person=ana).needs_second_read


def test_somebodys_password_set_by_an_administrator_is_logged(client, administrator):
    ana = UserFactory(username="ana")
    new = {"password1": "other-desk-pass-2", "password2": "other-desk-pass-2"}

    client.post(reverse("admin:auth_user_password_change", args=[ana.pk]), new)

    assert User.objects.get(username="ana").check_password("other-desk-pass-2")
    assert SignIn.objects.filter(what=What.PASSWORD, person=ana).count() == 1
