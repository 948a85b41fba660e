"""kill -9 of who publishes, once it is settled and before anybody was told: readers see it."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings

from tests import factories
from tests.faults.servers import ROOT, database_url, serving

#: Publishes, and dies with the commit: whatever it would have told anybody stays untold.
PUBLISH_AND_DIE = """
import os, signal, sys, django
django.setup()
from django.db import transaction
from articles import workflow
from articles.models import Article
article = Article.objects.get(pk=sys.argv[1])
with transaction.atomic():
    transaction.on_commit(lambda: os.kill(os.getpid(), signal.SIGKILL))
    workflow.publish(article, by=article.created_by)
"""


@pytest.mark.django_db(transaction=True)
def test_readers_of_another_process_see_what_a_killed_one_published(paper_directory):
    article = factories.story(headline="The ferry sails at dawn")
    news, name = "/news-sitemap.xml", "/the-ferry-sails-at-dawn/"
    with serving(database_url(), paper_directory / "staticfiles") as server:
        assert [name in server.get(news)[1] for _ in range(2)] == [False, False]

        killed = subprocess.run(
            [sys.executable, "-c", PUBLISH_AND_DIE, str(article.pk)],
            cwd=ROOT,
            env=os.environ
            | {
                "DATABASE_URL": database_url(),
                "DJANGO_SETTINGS_MODULE": "newsroom.settings",
                "NEWSROOM_SECRET_KEY": settings.SECRET_KEY,
            },
            capture_output=True,
            timeout=60,
        )
        assert killed.returncode == -signal.SIGKILL, killed.stderr

        time.sleep(1)
        assert name in server.get(news)[1]
