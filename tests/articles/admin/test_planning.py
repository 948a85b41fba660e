"""Planning a story, and starting one that follows another."""

import uuid

import pytest
from django.urls import reverse

from articles import revisions
from articles.admin.bar import bar_of
from articles.admin.planning import next_name
from articles.admin.states import lines_for
from articles.models import Article, Move, Note
from tests.articles.admin.conftest import errors_of, said
from tests.factories import (
    DeskFactory,
    SectionFactory,
    TopicFactory,
    UserFactory,
    chief,
    story,
)

pytestmark = pytest.mark.django_db

PLAN = "admin:articles_article_plan"


def plan(client, **said_in_it):
    sent = {"slugline": "COURT", "edit_session": str(uuid.uuid4())} | said_in_it
    return client.post(reverse(PLAN), sent, follow=True)


def test_editor_plans_a_story_for_somebody(client, sign_in):
    city, world = DeskFactory(name="City"), SectionFactory()
    me, femi = (
        sign_in("Editor"),
        UserFactory(roles=["Reporter"], first_name="Femi", last_name="Ade"),
    )
    city.people.add(me)

    response = plan(
        client,
        desk=city.pk,
        section=world.pk,
        who=femi.pk,
        due_at="2026-05-13T18:30",
        wanted_words="500",
        note="The verdict is at 17:00.",
    )

    court = Article.objects.get()
    assert (court.stage, court.slugline, court.desk, court.section) == (
        Article.Stage.PLANNED, "COURT", city, world,
    )  # fmt: skip
    assert (court.assigned_to, f"{court.due_at:%H:%M}", court.wanted_words) == (femi, "18:30", 500)
    assert [(n.text, n.by) for n in Note.objects.all()] == [("The verdict is at 17:00.", me)]
    verbs = [move.verb for move in court.moves.order_by("pk")]
    assert verbs == [Move.Verb.PLAN, Move.Verb.HAND_OVER]
    assert said(response) == ["COURT: Planned. Femi Ade has it. Open it Plan another"]
    assert response.redirect_chain[0][0] == reverse("admin:index")


def test_reporter_plans_for_themselves(client, sign_in):
    me = sign_in("Reporter")

    plan(client, who=chief().pk)

    court = Article.objects.get()
    assert (court.stage, court.assigned_to) == (Article.Stage.PLANNED, me)


def test_publisher_plans_without_writing(client, sign_in):
    sign_in("Publisher")

    plan(client)

    assert Article.objects.get().assigned_to is None


def test_editor_of_another_desk_plans_for_it_and_names_nobody(client, sign_in):
    sign_in("Editor")
    sport, femi = DeskFactory(name="Sport"), UserFactory(roles=["Reporter"])

    response = plan(client, desk=sport.pk, who=femi.pk)

    assert errors_of(response) == [
        "Who writes for Sport its own editors say. Leave it at “Nobody yet”."
    ]
    assert not Article.objects.exists()


@pytest.mark.parametrize(
    "typed",
    [
        {"slugline": ""},
        {"slugline": "x" * 61},
        {"due_at": "tomorrow"},
        {"due_at": "0001-01-01T00:00"},
        {"wanted_words": "-1"},
        {"wanted_words": "9" * 30},
        {"desk": "99999999999999999999"},
        {"note": "x" * 4001},
    ],
    ids=str,
)
def test_what_no_plan_can_hold_is_said_and_kept(client, sign_in, typed):
    sign_in("Editor")

    response = plan(client, note=typed.pop("note", "Ask Bo."), **typed)

    assert len(errors_of(response)) == 1
    assert b'name="slugline"' in response.content
    assert not Article.objects.exists()


def test_plan_sent_twice_makes_one_story(client, sign_in):
    sign_in("Editor")
    form = str(uuid.uuid4())

    plan(client, edit_session=form)
    plan(client, edit_session=form)

    assert Article.objects.count() == 1


# A story that takes up another ---------------------------------------------------------


def follow(client, article):
    address = reverse("admin:articles_article_follow_up", args=[article.pk])
    return client.post(address, {"version": article.version})


def test_story_from_this_one_has_its_place_and_none_of_its_words(client, sign_in):
    city, port = DeskFactory(), TopicFactory()
    ferry = story(by=chief(), desk=city.pk, topics=[port], language="es", kicker="Port")
    me = sign_in("Editor")

    response = follow(client, ferry)
    again = follow(client, ferry)

    new = ferry.follow_ups.get()
    said_now = revisions.read(new)
    kept = {name: said_now["fields"][name] for name in ("slugline", "desk", "section", "language")}
    assert kept == {
        "slugline": "FERRY-2", "desk": city.pk, "section": ferry.section_id, "language": "es",
    }  # fmt: skip
    assert (said_now["topics"], said_now["body"], new.headline, new.kicker) == (
        [port.pk],
        "",
        "",
        "",
    )
    assert (new.stage, new.created_by, new.version) == (Article.Stage.DRAFT, me, 1)
    assert response.url == again.url == new.get_desk_url()


def test_story_from_a_restricted_one_is_for_the_same_people(client, sign_in):
    boss = chief()
    me = sign_in("Editor")
    secret = story(by=boss, slugline="BRIBE")
    secret.restricted_to.add(me)

    follow(client, secret)

    new = secret.follow_ups.get()
    assert set(new.restricted_to.all()) == {me, boss}
    assert not Article.objects.visible_to(UserFactory(roles=["Publisher"])).exists()
    assert new.moves.filter(verb=Move.Verb.RESTRICT).exists()


def test_story_from_one_kept_ready_is_kept_ready(client, sign_in):
    me = sign_in("Night editor")
    ready = story(by=chief(), slugline="OBITUARY")
    Article.objects.filter(pk=ready.pk).update(kept_ready=True)

    follow(client, ready)

    new = ready.follow_ups.get()
    assert (new.slugline, new.kept_ready) == ("OBITUARY-2", True)
    assert not Article.objects.visible_to(UserFactory(roles=["Reporter"])).exists()
    assert new.moves.get(verb=Move.Verb.KEEP_READY).by == me


@pytest.mark.parametrize(
    ("slugline", "name"),
    [("BRIDGE", "BRIDGE-2"), ("FERRY", "FERRY-3"), ("FERRY-2", "FERRY-3"), ("-7", "-8"),
     ("X" * 60, "X" * 58 + "-2"), ("MAYOR-2026", "MAYOR-2026-2")],
)  # fmt: skip
def test_next_name_is_the_first_that_is_free(slugline, name):
    boss = chief()
    for taken in ("FERRY", "FERRY-2"):
        story(by=boss, slugline=taken)

    assert next_name(slugline, boss) == name


def test_story_from_this_one_is_offered_to_writers_who_read_it():
    boss = chief()
    ferry = story(by=boss)

    def offered(person):
        bar = bar_of(person, lines_for(person).get(pk=ferry.pk), edits=False)
        return [button.label for button in bar["more"] if button.verb == "follow_up"]

    assert offered(boss) == ["New story from this one"]
    assert offered(UserFactory(roles=["Video"])) == []
    assert offered(UserFactory(roles=["Reporter"])) == []
