"""kill -9 of the server while it publishes: every story is wholly draft or wholly published."""

import threading
import time

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles import timeline
from articles.models import Article, Edition
from tests import factories
from tests.faults.servers import Server, database_url, seeded

pytestmark = pytest.mark.django_db(transaction=True)

STORIES = 50
MOST_SECONDS = 120


def test_killed_server_leaves_every_story_wholly_draft_or_wholly_published(paper_directory):
    by = factories.chief()
    stories = [factories.story(by=by, headline=f"Story number {n}") for n in range(STORIES)]
    client = Client()
    client.force_login(by)
    cookies = {"sessionid": client.cookies["sessionid"].value}
    server, chance, kills, answered = Server(database_url()), seeded(), 0, {}

    def publish_all():
        for story in stories:
            while not server.answers():
                time.sleep(0.02)
            path = reverse("admin:articles_article_publish", args=[story.pk])
            try:
                status, _ = server.post(path, [("when", "now"), ("version", "1")], cookies)
            except OSError:
                status = None
            answered[story.pk] = status

    sender = threading.Thread(target=publish_all, daemon=True)
    deadline = time.monotonic() + MOST_SECONDS
    try:
        server.start()
        sender.start()
        while sender.is_alive() and time.monotonic() < deadline:
            time.sleep(chance.uniform(0.05, 0.6))
            server.kill()
            kills += 1
            server.start()
        sender.join(10)
    finally:
        server.kill()

    assert not sender.is_alive()
    assert kills > 3
    for story in stories:
        assert_whole(story, answered[story.pk])
    # What no kill hit went out, or the test would have tried nothing.
    assert sum(status == 302 for status in answered.values()) > STORIES // 4


def assert_whole(story, status):
    """Rows, log and pages of a story agree, and an answer that was given holds."""
    story = Article.objects.get(pk=story.pk)
    verbs = [move.verb for move in story.moves.order_by("pk")]
    edition = Edition.objects.filter(article=story).first()
    if edition is None:
        assert status != 302
        assert (story.stage, verbs) == ("draft", ["start"])
        assert story.addresses.count() == 0
        assert timeline.public_state(story, timezone.now()) == "never"
        return
    assert (story.stage, verbs) == ("in_review", ["start", "submit", "approve", "publish"])
    assert story.editions.count() == 1
    assert [address.path for address in story.addresses.all()] == [edition.path]
    assert edition.bylines.count() == 1
    assert (edition.live_until, edition.first_published_at) == (None, edition.live_from)
    assert Client().get(edition.path).status_code == 200
