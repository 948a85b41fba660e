"""Feeds of the paper, a section, a topic and a writer: RSS, Atom, JSON Feed and ninjs."""

import json
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import Prefetch
from django.template.loader import render_to_string
from django.utils import feedgenerator, timezone
from django.utils.html import escape

from articles import ninjs, rendering, sponsoring, structured_data
from articles.models import Edition, EditionByline, EditionTopic, Section, Topic
from articles.outside import whole
from articles.paging import page_of, page_through
from articles.polling import polled, with_last_modified
from articles.renditions import SOURCE_TYPES
from articles.sanitising import xml_text
from articles.showing import kept, shows
from authors.models import Author
from newsroom.site import paper, publication

#: Whoever is credited with the words; the others stand in the story.
WRITERS = ("words", "reporting")
#: A paper in which nothing was ever published has not changed since.
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


def lasting_id(day, what):
    """A name that stays whatever becomes of the address (RFC 4151)."""
    return f"tag:{urlsplit(settings.NEWSROOM_SITE_URL).hostname},{day}:{what}"


def to_the_second(moment):
    return timezone.localtime(moment).replace(microsecond=0)


# What a feed says of a story ----------------------------------------------------


class Entry:
    """One story of a feed, whatever its format."""

    def __init__(self, edition, surroundings):
        self.edition = edition
        self.surroundings = surroundings
        self.lead = rendering.lead_context(edition, at=surroundings.at)

    @property
    def lasting_id(self):
        first = self.edition.first_published_at.astimezone(UTC)
        return lasting_id(f"{first:%Y-%m-%d}", f"story:{self.edition.article_id}")

    @property
    def address(self):
        return whole(self.edition.path)

    @property
    def updated_at(self):
        """Moves with what readers are told of, never with a fix."""
        return to_the_second(self.edition.updated_at or self.edition.first_published_at)

    @property
    def published_at(self):
        return to_the_second(self.edition.first_published_at)

    @property
    def summary(self):
        return sponsoring.summary(self.edition)

    @property
    def language(self):
        """Where it is not the paper's."""
        language = self.edition.language
        return "" if language == settings.LANGUAGE_CODE else language

    def people(self):
        writers = [byline for byline in self.edition.bylines.all() if byline.role in WRITERS]
        shows(*(f"author-{byline.author_id}" for byline in writers))
        return [
            {"name": byline.credited_as, "url": whole(byline.author.get_absolute_url())}
            for byline in writers
        ]

    def categories(self):
        rows = self.edition.edition_topics.all()
        shows(*(f"topic-{row.topic_id}" for row in rows))
        topics = [row.topic.name for row in rows]
        label = sponsoring.work_label(self.edition)
        return [self.edition.section.name, *topics, *([label] if label else [])]

    def wire(self):
        """What agencies ask for beside all this."""
        topics = [row.topic for row in self.edition.edition_topics.all()]
        return ninjs.wire(
            self.edition,
            rendering.dated_corrections(self.edition.document),
            [
                {"name": one.name, "uri": whole(one.get_absolute_url())}
                for one in (self.edition.section, *topics)
            ],
        )

    def content(self):
        """The whole story, where it may leave the site."""
        if not self.edition.may_syndicate:
            return ""
        context = {
            "edition": self.edition,
            "paper": paper(None)["paper"],
            "lead": self.lead,
            "body": rendering.story_body(
                self.edition, at=self.surroundings.at, surroundings=self.surroundings
            ),
            "corrections": rendering.dated_corrections(self.edition.document),
        }
        story = render_to_string("articles/feed/story.html", context)
        return rendering.standing_alone(story, self.address)

    def media(self):
        if self.lead is None:
            return None
        share = self.lead["share"]
        size = {"width": str(share.width), "height": str(share.height)}
        return {
            "attributes": {
                "url": whole(share.address),
                "type": "image/jpeg",
                "medium": "image",
                **size,
            },
            "title": self.lead["caption"],
            "description": self.lead["alt_text"],
            "credit": self.lead["credit"],
            "source_type": SOURCE_TYPES.get(self.edition.lead_picture.machine_made, ""),
            "copyright": self.edition.lead_picture.copyright_notice,
            "lasting_id": lasting_id("2026", f"picture:{self.edition.lead_picture_id}"),
        }


# The formats ----------------------------------------------------------------------


class Legible:
    """Leaves out what would make the whole file unreadable, from whatever field it comes."""

    def __init__(self, **kwargs):
        super().__init__(**_legible(kwargs))

    def add_item(self, **kwargs):
        super().add_item(**_legible(kwargs))

    def latest_post_date(self):
        """When a story last changed; for a list without stories, when the paper did."""
        if self.items:
            return super().latest_post_date()
        return self.feed["changed_at"] or BEGAN


def _legible(value):
    if isinstance(value, str):
        return xml_text(value)
    if isinstance(value, dict):
        return {key: _legible(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_legible(part) for part in value]
    return value


MEDIA = {"xmlns:media": "http://search.yahoo.com/mrss/"}


def _add_media(handler, media):
    if media is None:
        return
    handler.startElement("media:content", media["attributes"])
    for name in ("title", "description", "credit"):
        if media[name]:
            handler.addQuickElement(f"media:{name}", media[name])
    handler.endElement("media:content")


class Rss(Legible, feedgenerator.Rss201rev2Feed):
    content_type = "application/rss+xml; charset=utf-8"

    def rss_attributes(self):
        return {
            **super().rss_attributes(),
            "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
            **MEDIA,
        }

    def add_root_elements(self, handler):
        """Django's own link to the feed itself does not say its type."""
        address, self.feed["feed_url"] = self.feed["feed_url"], None
        super().add_root_elements(handler)
        link = {"rel": "self", "type": "application/rss+xml", "href": address}
        handler.addQuickElement("atom:link", None, link)
        for rel, address in self.feed["links"].items():
            handler.addQuickElement("atom:link", None, {"rel": rel, "href": address})

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        for person in item["people"]:
            handler.addQuickElement("dc:creator", person["name"])
        if item["language"]:
            handler.addQuickElement("dc:language", item["language"])
        if item["content"]:
            handler.addQuickElement("content:encoded", item["content"])
        _add_media(handler, item["media"])


class Atom(Legible, feedgenerator.Atom1Feed):
    def root_attributes(self):
        return {**super().root_attributes(), **MEDIA}

    def add_root_elements(self, handler):
        super().add_root_elements(handler)
        for rel, address in self.feed["links"].items():
            handler.addQuickElement("link", "", {"rel": rel, "href": address})

    def item_attributes(self, item):
        return {"xml:lang": item["language"]} if item["language"] else {}

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        for person in item["people"]:
            handler.startElement("author", {})
            handler.addQuickElement("name", person["name"])
            handler.addQuickElement("uri", person["url"])
            handler.endElement("author")
        if item["content"]:
            handler.addQuickElement("content", item["content"], {"type": "html"})
        _add_media(handler, item["media"])


class JsonFeed(Legible, feedgenerator.SyndicationFeed):
    content_type = "application/feed+json"

    def write(self, outfile, encoding):
        json.dump(self._whole(), outfile, ensure_ascii=False)

    def _whole(self):
        hub, older = (self.feed["links"].get(rel) for rel in ("hub", "next"))
        return {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.feed["title"],
            "home_page_url": self.feed["link"],
            "feed_url": self.feed["feed_url"],
            "description": self.feed["description"],
            "language": self.feed["language"],
            "authors": [{"name": self.feed["author_name"], "url": self.feed["author_link"]}],
            **({"next_url": older} if older else {}),
            **({"hubs": [{"type": "WebSub", "url": hub}]} if hub else {}),
            "items": [self._item(item) for item in self.items],
        }

    def _item(self, item):
        media = item["media"]
        told = {
            "id": item["unique_id"],
            "url": item["link"],
            "title": item["title"],
            "summary": item["summary"],
            "image": media["attributes"]["url"] if media else "",
            "date_published": item["pubdate"].isoformat(),
            "date_modified": item["updateddate"].isoformat(),
            "authors": item["people"],
            "tags": item["categories"],
            "language": item["language"],
            "content_html": item["content"],
        }
        if not item["content"]:
            told["content_text"] = item["summary"] or item["title"]
        return {name: value for name, value in told.items() if value}


class Ninjs(Legible, feedgenerator.SyndicationFeed):
    content_type = "application/json"

    def write(self, outfile, encoding):
        told = {**self.feed, "updated": self.latest_post_date()}
        policies = structured_data.policies(publication()).items()
        json.dump(ninjs.package(told, self.items, policies), outfile, ensure_ascii=False)


FORMATS = {"rss.xml": Rss, "atom.xml": Atom, "feed.json": JsonFeed, "ninjs.json": Ninjs}
#: For re_path: the last part of a feed's address.
NAME = r"(?P<name>rss\.xml|atom\.xml|feed\.json|ninjs\.json)"


# The feeds ------------------------------------------------------------------------


class PaperFeed(Feed):
    """Everything in the lists; one of its own for each request, as they stand at its moment."""

    item_guid_is_permalink = False

    def __init__(self, feed_type, address="", asked=None):
        """`asked` is the page of the list, the first by default."""
        self.feed_type = feed_type
        self.address, self.asked = address, asked
        self.at = timezone.now()
        self.language = settings.LANGUAGE_CODE
        self.paper = publication()
        self.author_name = self.paper.name
        self.author_link = whole("/")
        self.changed_at = Edition.objects.changed_at(self.at)

    def listed(self):
        return Edition.objects.live(self.at).listed()

    def editions(self, obj):
        return self.listed()

    def names(self, obj):
        """What the list of its stories goes by, and what it is of."""
        return ["news"]

    def page(self, obj):
        """The part of the list that this feed brings."""
        return page_of(_in_full(self.editions(obj)).newest_first(), self.asked)

    def items(self, obj):
        editions = self.shown.items
        # An empty feed says when the paper changed.
        shows(*self.names(obj), *(() if editions else ("news",)))
        blocks = {}
        for edition in editions:
            blocks |= edition.document["blocks"]
        around = rendering.gather(blocks, at=self.at, folder="articles/feed")
        return [Entry(edition, around) for edition in editions]

    def title(self, obj):
        return self.paper.name

    def description(self, obj):
        return self.paper.tagline

    def link(self, obj):
        return whole("/")

    def feed_guid(self, obj):
        return lasting_id("2026", "paper")

    def get_feed(self, obj, request):
        self.shown = self.page(obj)
        return super().get_feed(obj, request)

    def feed_url(self, obj):
        return _page_at(self.address, self.shown.number)

    def feed_extra_kwargs(self, obj):
        return {"changed_at": self.changed_at, "links": self.links()}

    def links(self):
        """The hub, and the other pages of the list (RFC 5005): older stories are reached, too."""
        page = self.shown
        links = {
            "hub": settings.NEWSROOM_WEBSUB_HUB if page.number == 1 else "",
            "first": self.address if page.number > 1 or page.has_older else "",
            "previous": _page_at(self.address, page.newer) if page.number > 1 else "",
            "next": _page_at(self.address, page.older) if page.has_older else "",
        }
        return {rel: address for rel, address in links.items() if address}

    def subtitle(self, obj):
        return self.description(obj)

    def item_title(self, entry):
        return entry.edition.headline

    def item_description(self, entry):
        """As HTML, which is what RSS and Atom take it for."""
        return escape(entry.summary) or None

    def item_link(self, entry):
        return entry.address

    def item_guid(self, entry):
        return entry.lasting_id

    def item_pubdate(self, entry):
        return entry.published_at

    def item_updateddate(self, entry):
        return entry.updated_at

    def item_categories(self, entry):
        return entry.categories()

    def item_extra_kwargs(self, entry):
        return {
            "people": entry.people(),
            "summary": entry.summary,
            "language": entry.language,
            "content": entry.content(),
            "media": entry.media(),
            "wire": entry.wire(),
        }


def _in_full(editions):
    """With all that a feed says of a story."""
    topics = EditionTopic.objects.select_related("topic").order_by("pk")
    return (
        editions.select_related("section", "lead_picture")
        .defer("search_text")
        .prefetch_related(
            Prefetch("bylines", EditionByline.objects.select_related("author")),
            Prefetch("edition_topics", topics),
        )
    )


def _page_at(address, number):
    return address if number == 1 else f"{address}?page={number}"


class SectionFeed(PaperFeed):
    def get_object(self, request, slug):
        return Section.objects.get(slug=slug)

    def editions(self, section):
        return self.listed().in_section(section)

    def names(self, section):
        return [f"section-{section.pk}"]

    def title(self, section):
        return f"{self.paper.name}: {section.name}"

    def description(self, section):
        return section.description or self.paper.tagline

    def link(self, section):
        return whole(section.get_absolute_url())

    def feed_guid(self, section):
        return lasting_id("2026", f"section:{section.pk}")


class TopicFeed(PaperFeed):
    """A topic exists for readers once a story in the lists is about it."""

    def get_object(self, request, slug):
        return Topic.objects.known_as(slug).of(self.listed()).get()

    def page(self, topic):
        about = EditionTopic.objects.filter(topic=topic)
        return page_through(about, _in_full(self.listed()), self.asked, at=self.at)

    def names(self, topic):
        return [f"topic-{topic.pk}", f"about-{topic.pk}"]

    def title(self, topic):
        return f"{self.paper.name}: {topic.name}"

    def description(self, topic):
        return topic.description or self.paper.tagline

    def link(self, topic):
        return whole(topic.get_absolute_url())

    def feed_guid(self, topic):
        return lasting_id("2026", f"topic:{topic.pk}")


class AuthorFeed(PaperFeed):
    """There from the first story of theirs that is live, as their page is."""

    def get_object(self, request, slug):
        return Author.objects.known_as(slug).of(Edition.objects.live(self.at)).get()

    def page(self, author):
        credited = EditionByline.objects.filter(author=author)
        return page_through(credited, _in_full(self.listed()), self.asked, at=self.at)

    def names(self, author):
        return [f"author-{author.pk}", f"by-{author.pk}"]

    def title(self, author):
        return f"{self.paper.name}: {author.name}"

    def link(self, author):
        return whole(author.get_absolute_url())

    def feed_guid(self, author):
        return lasting_id("2026", f"author:{author.pk}")


@polled
def _answer(request, of, name, **which):
    feed = of(FORMATS[name], whole(request.path), request.GET.get("page"))
    return with_last_modified(feed(request, **which), feed.changed_at)


@kept
def feed(request, of, name, **which):
    """A feed in the format that its address names; pages of other sites may read the JSON."""
    response = _answer(request, of, name, **which)
    if (hub := settings.NEWSROOM_WEBSUB_HUB) and "page" not in request.GET:
        response["Link"] = f'<{hub}>; rel="hub", <{whole(request.path)}>; rel="self"'
    if name.endswith(".json"):
        response["Access-Control-Allow-Origin"] = "*"
    return response
