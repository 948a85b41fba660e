"""Authors, desks and accounts on the desk."""

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse
from django.utils import timezone

from authors.models import Author
from tests.factories import HOUR, AuthorFactory, UserFactory, published
from tests.pages import page_of, says

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
    assert "<summary>Role</summary>" in listed
    assert "<h1>Add account</h1>" in form
    assert "<h1>Account</h1>" in page
    assert '<label for="id_groups_0">' in page


def test_account_shows_no_hash_and_says_what_each_role_may(client, administrator):
    page = client.get(change(UserFactory())).content.decode()

    assert "pbkdf2" not in page
    assert "algorithm" not in page
    assert "Publisher – may press Publish" in page


def test_administrator_sets_a_new_password(client, administrator):
    person = UserFactory()
    address = reverse("admin:auth_user_password_change", args=[person.pk])

    assert "usable_password" not in client.get(address).content.decode()
    new = {"password1": "another-pass-1", "password2": "another-pass-1"}
    assert client.post(address, new).status_code == 302
    person.refresh_from_db()
    assert person.check_password("another-pass-1")


def test_nobody_is_left_without_a_password(client, administrator):
    person = UserFactory()
    address = reverse("admin:auth_user_password_change", args=[person.pk])

    client.post(address, {"usable_password": "false", "unset-password": "yes"})

    person.refresh_from_db()
    assert person.check_password("desk-pass-1")


@pytest.mark.parametrize(("name", "said"), [("auth_user", "1 account"), ("auth_group", "6 roles")])
def test_lists_count_in_the_words_of_the_desk(client, administrator, name, said):
    page = page_of(client.get(reverse(f"admin:{name}_changelist")))

    assert says(page, ".paginator") == [said]


def test_own_password_is_changed_in_the_frame_of_the_desk(client, administrator):
    page = page_of(client.get(reverse("admin:password_change")))

    assert says(page, "h1") == ["Change the password"]
    assert says(page, ".breadcrumbs a") == ["Desk", "Your account"]
    assert says(page, "#user-tools a") == ["View site", "Account"]
