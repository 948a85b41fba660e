"""Saves that arrive in the same moment: none is lost, and no story is made twice."""

import uuid
from threading import Barrier, Thread

import pytest
from django.db import connections
from django.test import Client

from articles.models import Article
from tests.articles.admin.conftest import Desk
from tests.factories import UserFactory, story

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

WRITERS = 20


def desks(number, *, same_person=False):
    """That many people, each signed in; or one person in as many windows."""
    people = [UserFactory(roles=["Editor"]) for _ in range(1 if same_person else number)]
    found = []
    for person in people * (number if same_person else 1):
        client = Client(raise_request_exception=False)
        client.force_login(person)
        found.append(Desk(client))
    return found


def at_once(*calls):
    """Make the calls in threads that start together; their answers in order."""
    together, answers = Barrier(len(calls)), [None] * len(calls)

    def run(number):
        together.wait()
        try:
            answers[number] = calls[number]()
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=[number]) for number in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def saving(desk, form, ferry):
    """Press Save; where the database is too busy, which the page says, press again."""

    def save():
        answer = desk.send(form, ferry)
        return save() if answer.status_code == 503 else answer

    return save


def opened(desks, story):
    """The form that each of them has open: the same, but for the number of the window."""
    form = desks[0].filled(desks[0].open(story))
    assert "edit_session" in form
    return [form | {"edit_session": [str(uuid.uuid4())]} for _ in desks]


def sends(writers, forms, ferry=None):
    return [saving(desk, form, ferry) for desk, form in zip(writers, forms, strict=True)]


def test_twenty_saves_of_one_version_in_different_places_are_all_kept():
    paragraphs = [f"<p>Paragraph {number}.</p>" for number in range(WRITERS)]
    ferry = story(body="".join(paragraphs))
    writers = desks(WRITERS)
    forms = opened(writers, ferry)
    for number, form in enumerate(forms):
        mine = [*paragraphs]
        mine[number] = f"<p>Written by {number}.</p>"
        form["body"] = "".join(mine)

    answers = at_once(*sends(writers, forms, ferry))

    ferry.refresh_from_db()
    assert [answer.status_code for answer in answers] == [302] * WRITERS
    assert ferry.body == "".join(f"<p>Written by {number}.</p>" for number in range(WRITERS))
    assert ferry.version == 1 + WRITERS
    assert ferry.revisions.get(number=ferry.version).document["body"] == ferry.body


def test_of_twenty_saves_in_one_place_one_wins_and_the_others_choose():
    ferry = story(headline="At first")
    writers = desks(WRITERS)
    forms = opened(writers, ferry)
    for number, form in enumerate(forms):
        form["headline"] = f"Writer {number}"

    answers = at_once(*sends(writers, forms, ferry))

    winners = [number for number, answer in enumerate(answers) if answer.status_code == 302]
    ferry.refresh_from_db()
    assert sorted(answer.status_code for answer in answers) == [200] * (WRITERS - 1) + [302]
    assert (ferry.headline, ferry.version) == (f"Writer {winners[0]}", 2)
    for number, answer in enumerate(answers):
        if number not in winners:
            assert writers[number].filled(answer)["headline"] == [f"Writer {number}"]
            assert b'value="theirs"' in answer.content


def test_new_story_sent_several_times_at_once_is_one_story():
    writers = desks(4, same_person=True)
    form = writers[0].filled(writers[0].open()) | {"slugline": "FERRY", "headline": "Typed"}

    answers = at_once(*sends(writers, [form] * 4))

    ferry = Article.objects.get()
    assert {answer.url for answer in answers} == {ferry.get_desk_url()}
    assert (ferry.headline, ferry.version) == ("Typed", 1)
