"""Saves that arrive in the same moment: one is kept, every other is shown again."""

from threading import Barrier, Thread

import pytest
from django.db import connections
from django.test import Client

from tests.articles.admin.conftest import Desk
from tests.factories import UserFactory, story

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

WRITERS = 4


def test_of_simultaneous_saves_from_one_version_one_wins_and_the_others_are_stale():
    ferry = story(headline="At first")
    desks = []
    for _ in range(WRITERS):
        client = Client()
        client.force_login(UserFactory(roles=["Editor"]))
        desks.append(Desk(client))
    forms = [desk.filled(desk.open(ferry)) for desk in desks]
    together, answers = Barrier(WRITERS), {}

    def save(number):
        together.wait()
        try:
            sent = forms[number] | {"headline": f"Writer {number}"}
            answers[number] = desks[number].send(sent, ferry).status_code
        finally:
            connections.close_all()

    threads = [Thread(target=save, args=[number]) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    winners = [number for number, status in answers.items() if status == 302]
    assert sorted(answers.values()) == [200] * (WRITERS - 1) + [302]
    ferry.refresh_from_db()
    assert ferry.headline == f"Writer {winners[0]}"
    assert ferry.version == 2
