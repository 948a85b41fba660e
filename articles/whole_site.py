"""Every address of the paper that readers may open at a moment, for who looks through them all."""

from django.db.models import Exists, Max, OuterRef
from django.urls import reverse
from django.utils import timezone

from articles.models import Address, Edition, PolicyPage, Section, Topic
from articles.sitemaps import IDS_A_FILE
from authors.models import Author

FEEDS = ("rss.xml", "atom.xml", "feed.json", "ninjs.json")
#: Pages that are there whatever was published.
FIXED = (
    "front",
    "corrections",
    "topics",
    "archive",
    "colours",
    "manifest",
    "security",
    "robots",
    "ads",
    "trust",
    "sitemap",
    "sitemap_pages",
    "news_sitemap",
)


def addresses(at):
    """Fixed pages, lists and their feeds, then stories, the newest first, and their dates."""
    yield from (reverse(f"articles:{name}") for name in FIXED)
    yield reverse("authors:list")
    yield from _feeds("feed")
    shown = PolicyPage.objects.filter(is_shown=True).exclude(role=PolicyPage.Role.CORRECTIONS)
    yield from (policy.get_absolute_url() for policy in shown.only("role"))
    live = Edition.objects.live(at)
    last = live.aggregate(last=Max("article_id"))["last"] or 0
    for number in range(1, last // IDS_A_FILE + 2):
        yield reverse("articles:sitemap_stories", args=[number])
    yield f"{reverse('articles:front')}?page=2"
    for section in Section.objects.all():
        yield from _list(section, "section_feed")
    for author in Author.objects.of(live):
        yield from _list(author, "author_feed")
    for topic in Topic.objects.of(live):
        yield from _list(topic, "topic_feed")
    yield from _stories(live)


def left(at):
    """Addresses at which no story is now: readers are led on, or told that it is gone."""
    live = Edition.objects.live(at).filter(path=OuterRef("path"))
    rows = Address.objects.filter(~Exists(live)).order_by("-pk").values_list("path", flat=True)
    yield from rows.iterator(chunk_size=1000)


def _list(row, feed):
    yield row.get_absolute_url()
    yield f"{row.get_absolute_url()}?page=2"
    yield from _feeds(feed, slug=row.slug)


def _feeds(name, **of):
    yield from (reverse(f"articles:{name}", kwargs={**of, "name": feed}) for feed in FEEDS)


def _stories(live):
    dated = set()
    rows = live.newest_first().values_list("path", "listed_at")
    for path, listed_at in rows.iterator(chunk_size=1000):
        yield path
        parts = timezone.localtime(listed_at).strftime("%Y %m %d").split()
        for name, args in (("year", parts[:1]), ("month", parts[:2]), ("day", parts)):
            address = reverse(f"articles:archive_{name}", args=args)
            if address not in dated:
                dated.add(address)
                yield address
