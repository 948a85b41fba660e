"""The database restarts under an editor: a clear page, nothing lost, saved at the next press."""

import os
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.urls import reverse

from bench.cluster import own_cluster
from tests import factories
from tests.faults.servers import ROOT, serving, typed_fields


@pytest.mark.django_db
def test_form_sent_while_the_database_is_away_comes_back_whole(client, monkeypatch):
    client.raise_request_exception = False
    client.force_login(factories.chief())
    sent = [("headline", "A <b>bold</b> ferry\r\nline"), ("topics", "1"), ("topics", "2")]

    def away(*args, **kwargs):
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr("articles.admin.story.StoryAdmin.get_form", away)
    answer = client.post(
        reverse("admin:articles_article_add"), {"headline": sent[0][1], "topics": ["1", "2"]}
    )

    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert "Nothing you typed is lost." in page
    assert typed_fields(page) == sent


@pytest.mark.django_db
def test_password_is_not_written_back(client, monkeypatch):
    client.raise_request_exception = False

    def away(*args, **kwargs):
        raise OperationalError("away")

    monkeypatch.setattr("allauth.account.auth_backends.AuthenticationBackend.authenticate", away)
    answer = client.post(reverse("admin:login"), {"username": "ines", "password": "secret-word"})

    assert answer.status_code == 503
    assert "secret-word" not in answer.content.decode()


def test_reader_gets_503_while_the_database_is_away(client, monkeypatch):
    client.raise_request_exception = False

    def away(*args, **kwargs):
        raise OperationalError("away")

    monkeypatch.setattr("articles.prepared.Prepared.ask", away)
    answer = client.get("/")

    assert answer.status_code == 503
    assert "One moment, please" in answer.content.decode()


# A real one, restarted ------------------------------------------------------------------------


@pytest.fixture
def cluster():
    with own_cluster() as cluster:
        yield cluster


MAKE = """
import django; django.setup()
from tests import factories
from django.test import Client
by = factories.chief()
story = factories.story(by=by)
waiting = factories.story(by=by, headline="The lighthouse is lit again")
client = Client()
client.force_login(by)
print(story.pk, waiting.pk, client.cookies["sessionid"].value)
"""


def in_cluster(cluster, static_root, *command):
    environment = os.environ | {
        "DATABASE_URL": cluster.url,
        "NEWSROOM_STATIC_ROOT": str(static_root),
        "NEWSROOM_SECRET_KEY": settings.SECRET_KEY,
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
    }
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    )
    return done.stdout.split()


def restart_under_an_editor(cluster, static_root):
    in_cluster(cluster, static_root, "manage.py", "migrate", "--no-input", "-v0")
    in_cluster(cluster, static_root, "manage.py", "collectstatic", "--no-input", "-v0")
    story, waiting, session = in_cluster(cluster, static_root, "-c", MAKE)
    cookies = {"sessionid": session}
    path = reverse("admin:articles_article_send_back", args=[story])
    with serving(cluster.url, static_root) as server:
        submit = reverse("admin:articles_article_move", args=[story, "submit"])
        assert server.post(submit, [("version", "1")], cookies)[0] == 302
        front = server.get("/")
        cluster.stop()

        # Readers have what they had.
        assert [server.get("/") for _ in range(20)] == [front] * 20

        status, page = server.post(
            path, [("version", "1"), ("reason", "Name the second councillor")], cookies
        )
        assert status == 503
        assert ("reason", "Name the second councillor") in typed_fields(page)

        cluster.start()
        again = [(name, value) for name, value in typed_fields(page) if "csrf" not in name]
        assert server.post(path, again, cookies)[0] == 302

        publish = reverse("admin:articles_article_publish", args=[waiting])
        assert server.post(publish, [("when", "now"), ("version", "1")], cookies)[0] == 302
        time.sleep(1)
        assert "The lighthouse is lit again" in server.get("/")[1]


if connection.vendor == "postgresql":  # SQLite has no server that could restart

    def test_database_restarts_under_an_editor_and_nothing_is_lost(cluster, tmp_path):
        restart_under_an_editor(cluster, tmp_path)
