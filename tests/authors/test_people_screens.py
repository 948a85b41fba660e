"""Authors, desks and accounts on the desk."""

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse
from django.utils import timezone

from authors.models import Author
from tests.factories import HOUR, AuthorFactory, UserFactory, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    person = UserFactory(roles=["Administrator"])
    client.force_login(person)
    return person


def test_author_is_never_deleted(client, administrator):
    author = AuthorFactory()
    published(author=author, at=timezone.now() - HOUR)

    response = client.post(
        reverse("admin:authors_author_delete", args=[author.pk]), {"post": "yes"}
    )

    assert response.status_code == 403
    assert Author.objects.get() == author


def account(user, **changes):
    return {
        "username": user.username,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "email": user.email,
        "is_active": "on",
        "is_staff": "on",
    } | changes


def change(user):
    return reverse("admin:auth_user_change", args=[user.pk])


def test_administrator_gives_roles(client, administrator):
    person = UserFactory()
    editor = Group.objects.get(name="Editor")

    client.post(change(person), account(person, groups=[str(editor.pk)]))

    assert list(person.groups.all()) == [editor]


def test_administrator_makes_nobody_a_superuser(client, administrator):
    person = UserFactory()

    client.post(change(person), account(person, is_superuser="on", user_permissions=["1"]))

    person.refresh_from_db()
    assert not person.is_superuser
    assert person.user_permissions.count() == 0


def test_administrator_cannot_change_a_superuser(client, administrator):
    root = User.objects.create_superuser("root", password="desk-pass-1")

    changed = client.post(change(root), account(root, is_active=""))
    password = client.post(
        reverse("admin:auth_user_password_change", args=[root.pk]),
        {"password1": "another-pass-1", "password2": "another-pass-1"},
    )

    assert (changed.status_code, password.status_code) == (403, 403)
    root.refresh_from_db()
    assert root.is_active
    assert root.check_password("desk-pass-1")


def test_accounts_are_never_deleted(client, administrator):
    person = UserFactory()

    response = client.post(reverse("admin:auth_user_delete", args=[person.pk]), {"post": "yes"})

    assert response.status_code == 403


def test_list_of_accounts_names_their_roles(client, administrator):
    UserFactory(username="ana", roles=["Editor", "Publisher"])

    page = client.get(reverse("admin:auth_user_changelist")).content.decode()

    assert "Editor, Publisher" in page


def test_accounts_are_called_so_and_roles_are_ticked(client, administrator):
    listed, form, page = (
        client.get(reverse(f"admin:auth_user_{name}", args=args)).content.decode()
        for name, args in (
            ("changelist", []),
            ("add", []),
            ("change", [UserFactory(roles=["Video"]).pk]),
        )
    )

    assert "Add account" in listed
    assert "By role" in listed
    assert "<h1>Add account</h1>" in form
    assert "<h1>Account</h1>" in page
    assert '<label for="id_groups_0">' in page
