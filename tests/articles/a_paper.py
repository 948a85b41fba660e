"""A small paper in which everything occurs once, and a look at each kind of page it has.

tests/articles/conftest.py makes it once for a test file; what a test changes is taken back.
"""

from dataclasses import dataclass

from django.test import Client
from django.utils import timezone

from articles import workflow
from articles.models import (
    CrawlerRule,
    PolicyPage,
    Publication,
    Purge,
    VideoHealth,
)
from tests.factories import (
    HOUR,
    AuthorFactory,
    PictureFactory,
    SectionFactory,
    TopicFactory,
    chief,
    embed,
    figure,
    placed,
    published,
    ref,
    related,
)


class Paper:
    """One story with all that a story can have, what it leads to, and a story apart from it."""

    def __init__(self):
        self.now = timezone.now()
        self.chief = chief()
        self.rows()
        self.stories()
        self.pages = self.addresses()

    def rows(self):
        self.publication = Publication.objects.create(
            name="The Harbour Post", accent="#a01020", contact_email="desk@post.example"
        )
        self.policy = PolicyPage.objects.create(
            role="about", title="About us", text="We are here.", is_shown=True
        )
        self.crawler = CrawlerRule.objects.create(token="GPTBot", purpose="training")
        self.world, self.coast, self.far = (
            SectionFactory(slug=slug) for slug in ("world", "coast", "far")
        )
        self.face, self.lead, self.inside = PictureFactory.create_batch(3)
        self.ada = AuthorFactory(name="Ada Ruiz", slug="ada-ruiz", kind="staff", picture=self.face)
        self.bea = AuthorFactory(name="Bea Lund", slug="bea-lund", kind="guest")
        self.harbour = TopicFactory(name="Harbour", slug="harbour")
        self.series = TopicFactory(name="Ten quays", slug="ten-quays", is_series=True)
        self.quays = TopicFactory(name="Quays", slug="quays")

    def stories(self):
        self.apart = self.published(
            headline="Snow on the hill", slug="snow", section=self.far, author=AuthorFactory()
        )
        self.target = self.published(headline="The old quay", slug="quay", section=self.coast)
        self.waiting = self.published(headline="To come back", slug="back", section=self.coast)
        link = {ref(): related(("", self.waiting), ("", self.target))}
        self.before = self.published(
            headline="The first quay",
            slug="first",
            section=self.world,
            topics=[self.series],
            blocks=link,
            body="<p>It was here.</p>" + placed(**link),
        )
        self.paid = self.published(
            headline="A fine boat",
            slug="paid",
            section=self.coast,
            origin="sponsor",
            origin_source="Boats Ltd",
            author=self.bea,
        )
        blocks = {
            ref(): figure(self.lead, is_lead=True),
            ref(): figure(self.inside, credit=""),
            ref(): related(("", self.target), ("Elsewhere", "https://post.example/")),
            ref(): embed(),
        }
        self.story = self.published(
            headline="Ferry returns",
            slug="ferry",
            section=self.world,
            author=self.ada,
            topics=[self.harbour, self.series],
            blocks=blocks,
            body="<p>The boat is back.</p>" + placed(**blocks),
        )
        workflow.withdraw(self.waiting, by=self.chief, at=self.now - HOUR / 2)
        self.video = VideoHealth.objects.create(
            provider="youtube", embed_id="dQw4w9WgXcQ", next_check_at=self.now
        )

    def published(self, *, at=None, **kwargs):
        """Published an hour ago, unless a test says when."""
        return published(by=self.chief, at=at or self.now - HOUR, **kwargs)

    def addresses(self):
        day = timezone.localtime(self.now - HOUR)
        return {
            "front": "/",
            "section": "/world/",
            "story": path_of(self.story),
            "target": path_of(self.target),
            "before": path_of(self.before),
            "apart": path_of(self.apart),
            "topics": "/topics/",
            "topic": "/topics/harbour/",
            "authors": "/authors/",
            "author": "/authors/ada-ruiz/",
            "archive": "/archive/",
            "year": f"/archive/{day:%Y}/",
            "month": f"/archive/{day:%Y/%m}/",
            "day": f"/archive/{day:%Y/%m/%d}/",
            "corrections": "/corrections/",
            "policy": "/about/",
            "feed": "/feeds/rss.xml",
            "section feed": "/world/feeds/feed.json",
            "topic feed": "/topics/harbour/feeds/atom.xml",
            "author feed": "/authors/ada-ruiz/feeds/rss.xml",
            "sitemap": "/sitemap.xml",
            "sitemap of pages": "/sitemap-pages.xml",
            "sitemap of stories": "/sitemap-stories-1.xml",
            "news sitemap": "/news-sitemap.xml",
            "robots": "/robots.txt",
            "ads": "/ads.txt",
            "trust": "/trust.txt",
            "security": "/.well-known/security.txt",
            "colours": "/colours.css",
            "manifest": "/site.webmanifest",
        }

    def look(self, *names):
        """Those pages as a reader gets them now."""
        return {name: Seen.at(self.pages[name]) for name in names}


#: Pages that show nothing but what others show as well: who means them names them.
SAID_ELSEWHERE = {
    "ads",
    "archive",
    "author feed",
    "colours",
    "manifest",
    "month",
    "policy",
    "robots",
    "security",
    "sitemap",
    "topic feed",
    "trust",
    "year",
}


@dataclass(frozen=True)
class Seen:
    """A page as it came, with what it said it shows and until when."""

    status: int
    body: bytes
    tags: frozenset
    until: object

    @classmethod
    def at(cls, address):
        response = Client().get(address)
        tags = getattr(response, "page_tags", frozenset())
        return cls(
            response.status_code, response.content, tags, getattr(response, "page_until", None)
        )


def path_of(article):
    return article.editions.latest("live_from").path


class Log:
    """What was purged since it was opened."""

    def __init__(self):
        self.begins = Purge.objects.order_by("-pk").values_list("pk", flat=True).first() or 0

    def names(self, at, *, hard_only=False):
        """Names of what is old by then."""
        rows = [row for row in Purge.objects.filter(pk__gt=self.begins) if is_due(row, at)]
        return {tag for row in rows if row.is_hard or not hard_only for tag in row.tags.split()}


def is_due(row, at):
    return row.due_at is None or row.due_at <= at


def differing(before, after):
    """Names of the pages that are not what they were."""
    return {
        name
        for name, seen in after.items()
        if (seen.status, seen.body) != (before[name].status, before[name].body)
    }


def held_against(before, after, log, at):
    """The pages that differ: each was purged by then, or had said that it would change.

    Where a story left the site nobody gets an old page meanwhile.
    """
    changed = differing(before, after)
    has_left = any(after[name].status == 410 for name in changed)
    purged = log.names(at, hard_only=has_left)
    is_over = {n for n in changed if before[n].until and before[n].until <= at}
    assert {n for n in changed - is_over if purged.isdisjoint(before[n].tags)} == set()
    return changed
