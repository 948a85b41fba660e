"""Inviting somebody to the desk: by mail or by hand, once, for a week."""

import re
import smtplib
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from authors import invitations
from authors.models import Invitation
from tests.factories import DeskFactory, UserFactory
from tests.pages import page_of, says, select

pytestmark = pytest.mark.django_db

NEW = {"username": "ana", "password1": "a-desk-pass-9", "password2": "a-desk-pass-9"}
LIST = "/admin/authors/invitation/"


@pytest.fixture
def administrator(client):
    person = UserFactory(
        username="root", first_name="Robin", last_name="T", roles=["Administrator"]
    )
    client.force_login(person)
    return person


@pytest.fixture
def desk():
    return DeskFactory()


def invite(client, desk, email="ana@paper.example"):
    editor = Group.objects.get(name="Editor")
    sent = {"email": email, "first_name": "Ana", "roles": [editor.pk], "desks": [desk.pk]}
    return client.post(f"{LIST}add/", sent)


def link_of(response):
    """The link that stands on the page, as a path."""
    [shown] = select(page_of(response), ".account-link input")
    return shown.get("value").removeprefix("http://127.0.0.1:8000")


def act(client, action):
    chosen = {"action": action, "_selected_action": [Invitation.objects.get().pk]}
    return client.post(LIST, chosen, follow=True)


def test_without_mail_the_link_is_shown_once_and_becomes_an_account(client, administrator, desk):
    shown = invite(client, desk)
    link = link_of(shown)
    newcomer = Client()

    page = newcomer.get(link)
    joined = newcomer.post(link, NEW)

    assert "no-store" in shown.headers["Cache-Control"]
    assert "no-store" in page.headers["Cache-Control"]
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert joined.headers["Location"] == "/admin/"
    ana = User.objects.get(username="ana")
    assert (ana.email, ana.first_name, ana.is_staff) == ("ana@paper.example", "Ana", True)
    assert [group.name for group in ana.groups.all()] == ["Editor"]
    assert list(ana.desks.all()) == [desk]
    assert newcomer.get("/admin/").status_code == 200
    invited = Invitation.objects.get()
    assert invited.person == ana
    assert link.split("/")[-2] not in invited.key
    assert says(page_of(client.get(LIST)), ".field-state") == ["Accepted: ana"]


def test_link_goes_by_mail_where_mail_goes_out(client, administrator, desk, settings):
    settings.NEWSROOM_SENDS_MAIL = True
    settings.NEWSROOM_SITE_URL = "https://paper.example"

    response = invite(client, desk)

    assert response.headers["Location"] == LIST
    [sent] = mail.outbox
    assert sent.to == ["ana@paper.example"]
    assert sent.subject == "The Harbour Ledger: your place on the desk"
    assert sent.body.startswith("Robin T invites you")
    [link] = re.findall(r"https://paper\.example(/admin/invitation/\S+/)", sent.body)
    assert Client().get(link).status_code == 200


def test_mail_server_that_refuses_leaves_the_link_to_hand_on(
    client, administrator, desk, settings, monkeypatch
):
    def refuse(*args, **kwargs):
        raise smtplib.SMTPException("no")

    settings.NEWSROOM_SENDS_MAIL = True
    monkeypatch.setattr(invitations, "send_mail", refuse)

    assert Client().get(link_of(invite(client, desk))).status_code == 200


def ended(link):
    page = Client().get(link)
    posted = Client().post(link, NEW)
    assert says(page_of(page), "h1") == ["This invitation works no longer"]
    assert not User.objects.filter(username="ana").exists()
    return page.status_code, posted.status_code


def test_link_works_for_a_week(client, administrator, desk):
    link = link_of(invite(client, desk))
    Invitation.objects.update(works_until=timezone.now() - timedelta(seconds=1))

    assert ended(link) == (410, 410)


def test_revoked_link_works_no_longer(client, administrator, desk):
    link = link_of(invite(client, desk))

    response = act(client, "revoke")

    assert says(page_of(response), ".messagelist li") == ["Revoked: ana@paper.example."]
    assert ended(link) == (410, 410)


def test_sending_again_replaces_the_link(client, administrator, desk):
    first = link_of(invite(client, desk))
    second = link_of(act(client, "send_again"))

    assert ended(first) == (410, 410)
    assert Client().get(second).status_code == 200


def test_sending_again_what_is_accepted_meanwhile_makes_no_second_account(
    client, administrator, desk
):
    invite(client, desk)
    seen = Invitation.objects.get()
    Invitation.objects.update(accepted_at=timezone.now(), person=administrator)

    link = invitations.new_link(seen, by=administrator, at=timezone.now())

    assert Invitation.objects.get().accepted_at
    assert Client().get(link.removeprefix("http://127.0.0.1:8000")).status_code == 410


def test_link_works_once(client, administrator, desk):
    link = link_of(invite(client, desk))
    Client().post(link, NEW)

    again = Client().post(link, NEW | {"username": "ben"})

    assert again.status_code == 410
    assert not User.objects.filter(username="ben").exists()


@pytest.mark.parametrize("token", ["none", "é", "x" * 500, "%F0%9F%98%80"])
def test_nonsense_is_answered_like_an_old_link(client, token):
    assert client.get(f"/admin/invitation/{token}/").status_code == 410


def test_bad_name_or_password_keeps_the_link_open(client, administrator, desk):
    link = link_of(invite(client, desk))

    taken = Client().post(link, NEW | {"username": "ROOT"})
    easy = Client().post(link, NEW | {"password1": "12345678", "password2": "12345678"})

    assert (taken.status_code, easy.status_code) == (200, 200)
    assert len(says(page_of(taken), ".errornote")) == len(says(page_of(easy), ".errornote")) == 1
    assert Client().post(link, NEW).status_code == 302


def test_address_of_an_account_is_not_invited(client, administrator, desk):
    UserFactory(username="ana", email="Ana@Paper.example")

    response = invite(client, desk)

    assert "The account “ana” has this address already." in response.content.decode()
    assert Invitation.objects.count() == 0


def test_newcomer_whose_role_needs_it_sets_the_second_step_up_first(
    client, administrator, desk, settings
):
    settings.NEWSROOM_REQUIRE_SECOND_STEP = True
    link = reverse("admin:invitation", args=["a-token"])
    invited = Invitation.objects.create(
        email="ana@paper.example",
        key=invitations._key("a-token"),
        works_until=timezone.now() + timedelta(days=1),
    )
    invited.roles.add(Group.objects.get(name="Publisher"))
    newcomer = Client()

    newcomer.post(link, NEW)

    asked = newcomer.get("/admin/")
    assert asked.headers["Location"] == "/admin/account/second-step/"
    # The password was chosen a moment ago and is not asked for again.
    assert newcomer.get(asked.headers["Location"]).status_code == 200
