"""What readers' pages read of a full paper: never every edition, whatever its size.

A table of a few thousand rows is read whole for good reasons, so on PostgreSQL reading a page of
a table in order is made as dear here as it is where the table has a million, and no join walks
two whole indexes side by side. SQLite says by itself when it would read all of a table.
"""

import io
import json
import re

import pytest
from django.db import connection
from django.db.models import Exists
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import sitemaps
from articles.models import Edition, Topic
from articles.search import asking, postgresql
from articles.seeding import indexes
from articles.seeding.paper import Seeding
from articles.seeding.progress import Progress
from articles.seeding.words import THINGS
from authors.models import Author
from tests.factories import PictureFactory

pytestmark = pytest.mark.django_db

IS_POSTGRESQL = "postgresql" in connection.vendor
STORIES = 1_500 if IS_POSTGRESQL else 300
#: Tables that grow with every story.
LARGE = {
    "articles_edition",
    "articles_article",
    "articles_revision",
    "articles_editionbyline",
    "articles_editiontopic",
    "articles_search",
    "articles_correction",
    "articles_address",
}
#: Rows of them that one query may read.
MOST_ROWS = 450
COMMON = THINGS.split()[0]


@pytest.fixture
def addresses(monkeypatch):
    """Every kind of readers' page of a seeded paper."""
    monkeypatch.setattr(indexes, "take_away", lambda: ([], []))
    PictureFactory()
    Seeding(
        stories=STORIES,
        salt="plans",
        now=timezone.now(),
        processes=1,
        progress=lambda total, what: Progress(io.StringIO(), total, what),
    ).run()
    monkeypatch.setattr(postgresql, "NEAR", 200)
    monkeypatch.setattr(asking, "MOST_RANKED", 20)
    monkeypatch.setattr(sitemaps, "IDS_A_FILE", 300)
    busy, left, *_ = Author.objects.order_by("pk")
    topic, series, *_ = Topic.objects.order_by("pk")
    live = Edition.objects.live().listed().order_by("-listed_at")
    story, in_series = live[40], live.filter(edition_topics__topic=series)[0]
    day = timezone.localtime(story.first_published_at)
    return [
        "/",
        "/?page=3",
        "/city/",
        "/opinion/?page=2",
        busy.get_absolute_url(),
        left.get_absolute_url(),
        topic.get_absolute_url(),
        series.get_absolute_url(),
        "/authors/",
        "/topics/",
        "/archive/",
        f"/archive/{day:%Y}/",
        f"/archive/{day:%Y/%m}/",
        f"/archive/{day:%Y/%m/%d}/",
        "/corrections/",
        story.path,
        in_series.path,
        "/city/2020/01/01/nothing-was-here/",
        "/search/?q=xylophonist",
        f"/search/?q={COMMON}",
        f"/search/?q=%22new+{COMMON}%22&sort=relevant",
        f"/search/?q={COMMON}&author={busy.slug}&topic={topic.slug}&section=city",
        "/feeds/rss.xml",
        f"{busy.get_absolute_url()}feeds/atom.xml",
        f"{left.get_absolute_url()}feeds/atom.xml",
        f"{topic.get_absolute_url()}feeds/feed.json",
        "/city/feeds/rss.xml",
        "/sitemap-pages.xml",
        "/sitemap-stories-3.xml",
        "/news-sitemap.xml",
    ]


def test_no_page_reads_every_edition(client, addresses):
    faults = {}
    for address in addresses:
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(address)
        assert answer.status_code in (200, 404), address
        told = [fault for query in asked for fault in _faults(query["sql"])]
        if told:
            faults[address] = told

    assert faults == {}


def test_a_query_that_reads_every_edition_is_noticed():
    with CaptureQueriesContext(connection) as asked:
        list(Edition.objects.filter(byline__contains="ferry").order_by())
        list(Topic.objects.filter(Exists(Edition.objects.filter(byline__contains="ferry"))))

    assert [_faults(query["sql"]) for query in asked] == [["reads all of articles_edition"]] * 2


def _faults(sql):
    if not re.match(r"\(*\s*(SELECT|WITH)", sql, re.IGNORECASE) or not LARGE & _tables(sql):
        return []
    return _read_by_postgresql(sql) if IS_POSTGRESQL else _read_by_sqlite(sql)


def _tables(sql):
    return {*re.findall(r"\barticles_\w+", sql)}


# What PostgreSQL did ---------------------------------------------------------------------


def _read_by_postgresql(sql):
    with connection.cursor() as cursor:
        # No parameters: what was captured has them written out, with its own per cent signs.
        cursor.execute("SET LOCAL seq_page_cost = 40")
        cursor.execute("SET LOCAL enable_mergejoin = off")
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", None)
        (told,) = cursor.fetchone()
        cursor.execute("SET LOCAL seq_page_cost = 1")
        cursor.execute("SET LOCAL enable_mergejoin = on")
    told = json.loads(told) if isinstance(told, str) else told
    return [fault for node in _nodes(told[0]["Plan"]) for fault in _faults_of(node)]


def _nodes(node):
    yield node
    for part in node.get("Plans", ()):
        yield from _nodes(part)


def _faults_of(node):
    table = node.get("Relation Name")
    if table not in LARGE or not node["Actual Loops"]:
        return
    rows = node["Actual Rows"] + sum(
        count for name, count in node.items() if name.startswith("Rows Removed")
    )
    if node["Node Type"] == "Seq Scan":
        yield f"reads all of {table}"
    elif rows * node["Actual Loops"] > MOST_ROWS:
        yield f"reads {rows * node['Actual Loops']:,} rows of {table} by {node.get('Index Name')}"


# What SQLite would do --------------------------------------------------------------------


def _read_by_sqlite(sql):
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        steps = [row[3] for row in cursor.fetchall()]
    names = dict(re.findall(r'"?(articles_\w+)"? (?:AS )?"?(\w+)"?', sql))
    called = {alias: table for table, alias in names.items()} | {table: table for table in LARGE}
    scanned = [re.match(r"SCAN (\w+)$", step) for step in steps]
    return [
        f"reads all of {called[match[1]]}"
        for match in scanned
        if match and called.get(match[1]) in LARGE
    ]
