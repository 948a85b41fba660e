"""Who has a story open, said by each open form and to each."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import presences
from articles.models import Presence
from tests.factories import NOON, UserFactory, story

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


def here(client, ferry, window=None, **values):
    address = reverse("admin:articles_article_here", args=[ferry.pk])
    return client.post(address, {"edit_session": str(window or uuid.uuid4()), **values})


def test_somebody_else_who_has_the_story_open_is_named_with_their_place(client, sign_in):
    ferry = story(by=UserFactory(roles=["Editor"], first_name="Cleo", last_name="Reef"))
    sign_in("Editor", first_name="Ana", last_name="Quay")
    here(client, ferry, place="¶3")
    sign_in("Editor")

    facts = here(client, ferry, place="headline").json()

    assert facts.pop("now")
    assert facts == {
        "ok": True,
        "others": [{"name": "Ana Quay", "place": "¶3", "same_person": False, "window": ""}],
        "newest": {"version": 1, "by": "Cleo Reef", "mine": False},
    }


def test_ones_own_other_window_is_told_apart_and_named(client, sign_in):
    sign_in("Editor", first_name="Ana", last_name="Quay")
    ferry, other = story(), uuid.uuid4()
    here(client, ferry, other)

    [found] = here(client, ferry).json()["others"]

    assert found == {"name": "Ana Quay", "place": "", "same_person": True, "window": str(other)}


def test_one_window_is_there_once_and_moves_about():
    ferry, ana, window = story(), UserFactory(), uuid.uuid4()

    presences.arrive(ferry, person=ana, edit_session=window, place="¶1", at=NOON)
    presences.arrive(ferry, person=ana, edit_session=window, place="¶2", at=NOON + SECOND)

    assert list(Presence.objects.values_list("place", "seen_at")) == [("¶2", NOON + SECOND)]


def test_a_person_with_two_windows_is_named_once_where_they_were_last():
    ferry, ana, ben = story(), UserFactory(), UserFactory()
    presences.arrive(ferry, person=ana, edit_session=uuid.uuid4(), place="¶1", at=NOON)
    presences.arrive(ferry, person=ana, edit_session=uuid.uuid4(), place="¶9", at=NOON + SECOND)

    found = presences.others(ferry, person=ben, edit_session=uuid.uuid4(), at=NOON + SECOND)

    assert [(each.person, each.place) for each in found] == [(ana, "¶9")]


@pytest.mark.parametrize(("seconds", "is_there"), [(59, True), (60, False)])
def test_a_window_that_says_nothing_for_a_minute_is_gone(seconds, is_there):
    ferry, ana, ben, window = story(), UserFactory(), UserFactory(), uuid.uuid4()
    presences.arrive(ferry, person=ana, edit_session=window, place="", at=NOON)
    at = NOON + timedelta(seconds=seconds)

    found = presences.others(ferry, person=ben, edit_session=uuid.uuid4(), at=at)

    assert [each.person for each in found] == ([ana] if is_there else [])
    assert presences.is_open(person=ana, edit_session=window, at=at) is is_there


def test_a_window_that_closes_is_gone_at_once(client, sign_in):
    sign_in("Editor")
    ferry, window = story(), uuid.uuid4()
    here(client, ferry, window)

    answer = here(client, ferry, window, leave="1")

    assert (answer.status_code, Presence.objects.count()) == (200, 0)


def test_somebody_at_another_story_is_not_here(client, sign_in):
    ferry, tram = story(), story()
    sign_in("Editor")
    here(client, tram)
    sign_in("Editor")

    assert here(client, ferry).json()["others"] == []


def test_prune_forgets_the_windows_that_are_gone():
    ferry = story()
    for seconds in (0, 30):
        at = NOON + timedelta(seconds=seconds)
        presences.arrive(ferry, person=UserFactory(), edit_session=uuid.uuid4(), place="", at=at)

    assert presences.prune(NOON + timedelta(seconds=60)) == 1

    assert list(Presence.objects.values_list("seen_at", flat=True)) == [
        NOON + timedelta(seconds=30)
    ]


@pytest.mark.parametrize(
    ("roles", "restricted", "status"),
    [
        (["Editor"], False, 200),
        (["Reporter"], False, 403),
        (["Video"], False, 403),
        (["Editor"], True, 404),
    ],
)
def test_presence_asks_for_the_rights_of_the_form(client, sign_in, roles, restricted, status):
    sign_in(*roles)
    ferry = story()
    if restricted:
        ferry.restricted_to.add(ferry.created_by)
        presences.arrive(
            ferry, person=ferry.created_by, edit_session=uuid.uuid4(), place="", at=NOON
        )

    answer = here(client, ferry)

    assert answer.status_code == status
    assert ("others" in answer.json()) is (status == 200)


def test_presence_of_a_restricted_story_reads_like_that_of_none(client, sign_in):
    sign_in("Editor")
    ferry = story()
    ferry.restricted_to.add(ferry.created_by)
    nowhere = reverse("admin:articles_article_here", args=[10**12])

    answers = [here(client, ferry), client.post(nowhere, {"edit_session": str(uuid.uuid4())})]

    assert len({(answer.status_code, answer.content) for answer in answers}) == 1


def test_signed_out_is_401(client):
    answer = here(client, story())

    assert (answer.status_code, answer.json()["message"]) == (401, "You were signed out.")


@pytest.mark.parametrize("window", ["", "17", "\x00", "zzz"])
def test_a_form_without_a_window_is_refused_with_words(client, sign_in, window):
    sign_in("Editor")
    address = reverse("admin:articles_article_here", args=[story().pk])

    answer = client.post(address, {"edit_session": window, "place": "¶1"})

    assert (answer.status_code, Presence.objects.count()) == (400, 0)


def test_a_place_is_short_plain_text(client, sign_in):
    sign_in("Editor")

    here(client, story(), place="\x00 <b>\u202e" + "x" * 100)

    assert Presence.objects.get().place == "<b>" + "x" * 37


def test_presence_costs_the_same_for_1_and_10_people(client, sign_in):
    sign_in("Editor")
    ferry, window, costs = story(), uuid.uuid4(), {}
    here(client, ferry, window)

    for people in (1, 10):
        while Presence.objects.count() <= people:
            presences.arrive(
                ferry,
                person=UserFactory(),
                edit_session=uuid.uuid4(),
                place="",
                at=timezone.now(),
            )
        with CaptureQueriesContext(connection) as asked:
            answer = here(client, ferry, window)
        assert len(answer.json()["others"]) == people
        costs[people] = len(asked)

    assert costs[1] == costs[10]
