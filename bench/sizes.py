"""Whether a large paper is as quick as a small one: the same pages of two papers, side by side.

Run with `python -m bench.sizes SMALL LARGE`, the names of two databases of one server (or two
files of SQLite) that `manage.py seed` filled, smaller first. Each page is asked for in turn of
both papers, so that whatever else the machine does falls on both; the fastest of the rounds
counts. A page of a large paper may take half as long again, with as many queries.
"""

import argparse
import logging
import os
import sys
import time
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
os.environ.setdefault("NEWSROOM_REQUIRE_SECOND_STEP", "0")
django.setup()

from django.conf import settings  # noqa: E402 -- after setup
from django.contrib.auth.models import User  # noqa: E402
from django.db import connections, transaction  # noqa: E402
from django.db.models import Count  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext, override_settings  # noqa: E402
from django.utils import timezone  # noqa: E402

from articles.models import Edition, Section, Topic  # noqa: E402
from articles.seeding.words import THINGS  # noqa: E402
from authors.models import Author  # noqa: E402

ROUNDS = 9
#: No manifest: the papers are asked without files having been collected.
STORAGES = {
    **settings.STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
#: How much longer a page of the larger paper may take.
MOST = 1.5
COMMON, HALF = THINGS.split()[0], THINGS.split()[9]


def addresses():
    """What is asked for, by name; the desk's pages begin with /admin/."""
    live = Edition.objects.live().listed()
    story = _middle_story(live)
    day = timezone.localtime(story.first_published_at)
    by_work = Author.objects.annotate(stories=Count("edition_bylines")).order_by("-stories")
    busy, retired = by_work.first(), by_work.filter(is_active=False).first()
    topic = Topic.objects.annotate(n=Count("edition_topics")).order_by("-n", "pk").first()
    section = Section.objects.order_by("pk").first()
    file = (story.article_id - 1) // 10_000 + 1
    return {
        "front": "/",
        "front, page 3": "/?page=3",
        "section": section.get_absolute_url(),
        "section, page 3": f"{section.get_absolute_url()}?page=3",
        "busy author": busy.get_absolute_url(),
        "author who left": retired.get_absolute_url(),
        "authors": "/authors/",
        "topic": topic.get_absolute_url(),
        "topics": "/topics/",
        "archive": "/archive/",
        "archive, year": f"/archive/{day:%Y}/",
        "archive, month": f"/archive/{day:%Y/%m}/",
        "archive, day": f"/archive/{day:%Y/%m/%d}/",
        "story": story.path,
        "corrections": "/corrections/",
        "search, no hit": "/search/?q=xylophonist",
        "search, half of all": f"/search/?q={HALF}",
        "search, phrase": f"/search/?q=%22new+{COMMON}%22",
        "search, fitting": f"/search/?q={HALF}+{COMMON}&sort=relevant",
        "search, by an author": f"/search/?q={COMMON}&author={busy.slug}",
        "feed": "/feeds/rss.xml",
        "section's feed": f"{section.get_absolute_url()}feeds/rss.xml",
        "topic's feed": f"{topic.get_absolute_url()}feeds/rss.xml",
        "sitemap": "/sitemap.xml",
        "sitemap, pages": "/sitemap-pages.xml",
        "sitemap, a file": f"/sitemap-stories-{file}.xml",
        "news sitemap": "/news-sitemap.xml",
        "desk": "/admin/",
        "week": "/admin/week/",
        "story list": "/admin/articles/article/",
        "story list, searched": f"/admin/articles/article/?q={HALF}",
        "story list, no hit": "/admin/articles/article/?q=xylophonist",
        "story list, live": "/admin/articles/article/?public=live",
        "story list, scheduled": "/admin/articles/article/?public=scheduled",
        "published story's form": story.article.get_desk_url(),
    }


def _middle_story(live):
    """One of six years ago that has what most have: picture, topics, and links to others."""
    middle = live.filter(listed_at__lte=timezone.now() - timedelta(days=6 * 365))
    middle = middle.filter(lead_picture__isnull=False, updated_at=None)
    linking = middle.filter(body_html__contains='data-block="related"')
    plain = linking.exclude(body_html__contains='data-block="embed"')
    return next(story for story in plain.newest_first()[:100] if story.edition_topics.exists())


class Paper:
    """One of the papers: its connection, and two readers, one of whom works there."""

    def __init__(self, name):
        self.name = name
        connections.settings[name] = {**connections.settings["default"], "NAME": name}
        self.connection = connections.create_connection(name)

    def open(self):
        self.take_up()
        self.addresses = addresses()
        self.reader = Client(raise_request_exception=False, headers={"host": "127.0.0.1"})
        self.editor = Client(raise_request_exception=False, headers={"host": "127.0.0.1"})
        person = User.objects.create_superuser("bench-sizes", "bench@localhost.example")
        self.editor.force_login(person)

    def take_up(self):
        """Let everything from here on be asked of this paper."""
        connections["default"] = self.connection

    def asked(self, page):
        self.take_up()
        address = self.addresses[page]
        client = self.editor if address.startswith("/admin/") else self.reader
        with transaction.atomic(using=self.name), CaptureQueriesContext(self.connection) as made:
            began = time.perf_counter()
            answer = client.get(address)
            took = (time.perf_counter() - began) * 1000
            # A query that took too long spoils no other page.
            self.connection.set_rollback(answer.status_code >= 500)
        # A paper is looked at inside a transaction of ours; its savepoints are none of the site's.
        queries = [q for q in made if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]
        return len(queries), answer.status_code, took


def measured(papers, page, rounds):
    """[(queries, status, milliseconds) of each paper]; the first asking warms both."""
    warm = [paper.asked(page) for paper in papers]
    times = [[paper.asked(page)[2] for paper in papers] for _ in range(rounds)]
    return [(*one[:2], min(each)) for one, each in zip(warm, zip(*times, strict=True), strict=True)]


def table(papers, rounds=ROUNDS, only=""):
    """Print a line a page; returns the pages that grow."""
    print(f"{'page':<26}{'queries':>12}{papers[0].name:>14}{papers[1].name:>14}{'ratio':>8}")
    grown = []
    for page in papers[0].addresses:
        if only not in page:
            continue
        small, large = measured(papers, page, rounds)
        ratio = large[2] / small[2]
        grows = ratio > MOST or small[:2] != large[:2]
        grown += [page] if grows else []
        queries = f"{small[0]}/{large[0]}"
        status = "" if (small[1], large[1]) == (200, 200) else f"  {small[1]}/{large[1]}"
        print(
            f"{page:<26}{queries:>12}{small[2]:>11.1f} ms{large[2]:>11.1f} ms{ratio:>8.2f}"
            f"{'  grows' if grows else ''}{status}",
            flush=True,
        )
    return grown


@override_settings(STORAGES=STORAGES)
def main(arguments=None):
    parser = argparse.ArgumentParser(prog="bench.sizes", description=__doc__.split("\n")[0])
    parser.add_argument("papers", nargs="*", metavar="DATABASE")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--only", default="", help="Pages whose name holds this.")
    asked = parser.parse_args(arguments)
    if len(asked.papers) != 2:
        print(
            "Two papers are compared: fill one database with `manage.py seed --stories 1000`, one "
            "with `manage.py seed --stories 100000`, then `python -m bench.sizes SMALL LARGE`."
        )
        return 0
    logging.disable(logging.CRITICAL)
    papers = [Paper(name) for name in asked.papers]
    print(f"load {os.getloadavg()[0]:.1f}, fastest of {asked.rounds} rounds")
    opened = [transaction.atomic(using=name) for name in asked.papers]
    for paper, block in zip(papers, opened, strict=True):
        connections[paper.name] = paper.connection
        block.__enter__()
        paper.open()
    try:
        grown = table(papers, asked.rounds, asked.only)
    finally:
        # Nobody who looked stays on file.
        for paper, block in zip(papers, opened, strict=True):
            paper.connection.set_rollback(True)
            block.__exit__(None, None, None)
    print(f"load {os.getloadavg()[0]:.1f}; grows: {', '.join(grown) or 'nothing'}")
    return 1 if grown else 0


if __name__ == "__main__":
    sys.exit(main())
