"""Feeds: what is in them, in which form, and that a reader's copy never goes wrong."""

import json
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cache
from itertools import product

import pytest
from django.conf import settings
from django.utils import timezone
from lxml import etree

from articles import feeds, ninjs, revisions, workflow
from articles.models import Edition, Picture
from tests.factories import (
    DAY,
    HOUR,
    AuthorFactory,
    PictureFactory,
    SectionFactory,
    SourceFactory,
    TopicFactory,
    UserFactory,
    chief,
    cited,
    document,
    embed,
    figure,
    placed,
    published,
    ref,
    related,
    saved_again,
)
from tests.hostile import HOSTILE
from tests.kit import atom_faults, json_feed_faults
from tests.pages import YESTERDAY, page_at, path_of, says, select

pytestmark = pytest.mark.django_db

SITE = settings.NEWSROOM_SITE_URL
NAMES = ["rss.xml", "atom.xml", "feed.json"]
TYPES = {
    "rss.xml": "application/rss+xml; charset=utf-8",
    "atom.xml": "application/atom+xml; charset=utf-8",
    "feed.json": "application/feed+json",
}
NS = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "media": "http://search.yahoo.com/mrss/",
}


def rss(client, address="/feeds/rss.xml"):
    response = client.get(address)
    assert response.status_code == 200
    return etree.fromstring(response.content)


def atom(client, address="/feeds/atom.xml"):
    response = client.get(address)
    assert response.status_code == 200
    assert atom_faults(response.content) == []
    return etree.fromstring(response.content)


def json_feed(client, address="/feeds/feed.json"):
    response = client.get(address)
    assert response.status_code == 200
    feed = json.loads(response.content)
    assert json_feed_faults(feed) == []
    return feed


def texts(node, path):
    return node.xpath(f"{path}/text()", namespaces=NS)


def titles(client, folder="/feeds/"):
    """What the three formats list; each must list the same."""
    in_rss = texts(rss(client, f"{folder}rss.xml"), "//item/title")
    in_atom = texts(atom(client, f"{folder}atom.xml"), "//atom:entry/atom:title")
    in_json = [item["title"] for item in json_feed(client, f"{folder}feed.json")["items"]]
    assert in_rss == in_atom == in_json
    return in_rss


def ids(client):
    in_rss = texts(rss(client), "//item/guid")
    in_atom = texts(atom(client), "//atom:entry/atom:id")
    in_json = [item["id"] for item in json_feed(client)["items"]]
    assert in_rss == in_atom == in_json
    return in_rss


def updated(client):
    """When each entry last changed, as Atom and JSON Feed say."""
    in_atom = texts(atom(client), "//atom:entry/atom:updated")
    in_json = [item["date_modified"] for item in json_feed(client)["items"]]
    assert in_atom == in_json
    return [datetime.fromisoformat(moment) for moment in in_atom]


def whole(moment):
    return moment.replace(microsecond=0)


def fixed(article, *, by, at, change="fix", **kwargs):
    live = article.editions.live(at).get()
    copy = revisions.upgrade(live.revision.document)
    copy["body"] += f"<p>Said at {at:%H:%M}.</p>"
    return workflow.fix_live(
        article, by=by, at=at, document=copy, base=live.revision.number, change=change, **kwargs
    )


def several(count, **kwargs):
    by = chief()
    kwargs = {"section": SectionFactory(), "author": AuthorFactory(slug="ada"), **kwargs}
    return [
        published(by=by, at=YESTERDAY - n * HOUR, headline=f"Story {n}", **kwargs)
        for n in range(count)
    ]


# Which stories ----------------------------------------------------------------------


def test_a_feed_brings_the_thirty_newest_of_the_list(client):
    several(32)

    assert titles(client) == [f"Story {n}" for n in range(30)]
    for folder in ("/feeds/", "/authors/ada/feeds/"):
        first, second = f"{SITE}{folder}atom.xml", f"{folder}atom.xml?page=2"
        older = atom(client, second)
        assert texts(older, "//atom:entry/atom:title") == ["Story 30", "Story 31"]
        assert pages(older) == {"self": SITE + second, "first": first, "previous": first}
        assert pages(atom(client, f"{folder}atom.xml"))["next"] == SITE + second
    assert pages(rss(client))["next"] == f"{SITE}/feeds/rss.xml?page=2"
    assert json_feed(client)["next_url"] == f"{SITE}/feeds/feed.json?page=2"
    assert "next_url" not in json_feed(client, "/feeds/feed.json?page=2")


def pages(feed):
    """Where a feed says that it is, and the other pages of its list (RFC 5005)."""
    rels = ("self", "first", "previous", "next")
    links = feed.xpath("/*/atom:link | /rss/channel/atom:link", namespaces=NS)
    return {a.get("rel"): a.get("href") for a in links if a.get("rel") in rels}


def test_an_empty_feed_is_a_feed(client):
    assert titles(client) == []


def test_sections_topics_and_writers_have_feeds_of_their_own(client):
    city, ferries, ada = SectionFactory(slug="city"), TopicFactory(slug="ferries"), AuthorFactory()
    published(at=YESTERDAY, headline="In the city", section=city)
    published(at=YESTERDAY - HOUR, headline="On ferries", topics=[ferries])
    published(at=YESTERDAY - 2 * HOUR, headline="By Ada", author=ada)

    assert titles(client) == ["In the city", "On ferries", "By Ada"]
    assert titles(client, "/city/feeds/") == ["In the city"]
    assert titles(client, "/topics/ferries/feeds/") == ["On ferries"]
    assert titles(client, f"/authors/{ada.slug}/feeds/") == ["By Ada"]


def test_a_writer_credited_twice_is_listed_once(client):
    ada = AuthorFactory()
    copy = document(author=ada)
    copy["bylines"] += [{**copy["bylines"][0], "role": "video"}]
    by = chief()
    workflow.publish(workflow.start(copy, by=by, at=YESTERDAY), by=by, at=YESTERDAY)

    assert len(titles(client, f"/authors/{ada.slug}/feeds/")) == 1


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("folder", ["nowhere", "topics/nowhere", "authors/nobody", "a b"])
def test_what_readers_do_not_know_has_no_feed(client, folder, name):
    TopicFactory(slug="unused"), AuthorFactory(slug="unknown")

    assert client.get(f"/{folder}/feeds/{name}").status_code == 404
    assert client.get(f"/topics/unused/feeds/{name}").status_code == 404
    assert client.get(f"/authors/unknown/feeds/{name}").status_code == 404


@pytest.mark.parametrize("name", ["rss", "feed.xml", "rssxxml", "RSS.XML", ""])
def test_there_are_three_formats_and_no_others(client, name):
    assert client.get(f"/feeds/{name}").status_code == 404


def test_retracted_withdrawn_and_killed_stories_leave_at_once(client):
    by = chief()
    for name in ("retracted", "withdrawn", "killed", "standing"):
        published(by=by, at=YESTERDAY, headline=name, slugline=name)
    assert len(titles(client)) == 4
    story = {e.headline: e.article for e in Edition.objects.live()}

    workflow.retract(story["retracted"], by=by, notice="It was not so.")
    workflow.withdraw(story["withdrawn"], by=by)
    workflow.kill(story["killed"], by=by)

    assert titles(client) == ["standing"]


def test_what_is_scheduled_waits(client):
    published(at=YESTERDAY, go_live_at=timezone.now() + DAY)

    assert titles(client) == []


def test_imported_stories_keep_their_dates_and_are_not_new(client):
    several(30)
    archivist = UserFactory(roles=["Administrator"])
    long_ago = datetime(2019, 5, 4, 9, 0, tzinfo=UTC)

    workflow.import_published(
        document(headline="From the archive", section=SectionFactory(slug="archived")),
        by=archivist,
        key="old-1",
        published_at=long_ago,
        updated_at=long_ago + DAY,
    )

    assert titles(client) == [f"Story {n}" for n in range(30)]
    (entry,) = json_feed(client, "/archived/feeds/feed.json")["items"]
    assert datetime.fromisoformat(entry["date_published"]) == long_ago
    assert datetime.fromisoformat(entry["date_modified"]) == long_ago + DAY
    assert entry["id"].split(":")[1].endswith(",2019-05-04")


# What is said of a story --------------------------------------------------------------


def telling(**kwargs):
    """A story with something in each place that a feed has a word for."""
    picture = PictureFactory(width=1920, height=1280, caption="The quay")
    other = published(at=YESTERDAY - DAY, headline="The other quay")
    lead, inline, video, link, box, quote, mark = (ref() for _ in range(7))
    blocks = {
        lead: figure(picture, is_lead=True),
        inline: figure(picture),
        video: embed(),
        link: related(("", other), ("Elsewhere", "https://post.example/")),
        box: {"kind": "factbox", "title": "In figures", "text": "- 7 boats"},
        quote: {"kind": "pullquote", "quote": "We sail.", "speaker": "The captain"},
    }
    set_in_text = {key: block for key, block in blocks.items() if key != lead}
    body = (
        f'<p>See <a href="/about/">this</a>, <a href="https://post.example/a">that</a> and'
        f' <cite data-source="{mark}">the Herald</cite>.</p>{placed(**set_in_text)}<p>The end.</p>'
    )
    return published(
        **{
            "at": YESTERDAY,
            "headline": "Boats & <boats>",
            "dek": "Seven > six.",
            "author": AuthorFactory(name="Ada Quay", slug="ada-quay"),
            "topics": [TopicFactory(name="Ferries")],
            "blocks": blocks,
            "citations": {mark: cited(SourceFactory(name="The Herald"))},
            "body": body,
            **kwargs,
        }
    )


def test_rss_says_what_the_story_is(client):
    article = telling()
    feed = rss(client)
    item = feed.xpath("//item")[0]

    assert feed.get("version") == "2.0"
    assert [
        (e.get("rel"), e.get("type"), e.get("href"))
        for e in feed.xpath("//atom:link", namespaces=NS)
    ] == [("self", "application/rss+xml", f"{SITE}/feeds/rss.xml")]
    assert texts(feed, "/rss/channel/title") == [settings.NEWSROOM_NAME]
    assert texts(feed, "/rss/channel/link") == [f"{SITE}/"]
    assert texts(feed, "/rss/channel/language") == ["en"]
    assert texts(feed, "/rss/channel/lastBuildDate") == [format_datetime(whole(YESTERDAY))]
    assert texts(item, "title") == ["Boats & <boats>"]
    assert texts(item, "link") == [SITE + path_of(article)]
    assert texts(item, "description") == ["Seven &gt; six."]
    assert texts(item, "pubDate") == [format_datetime(whole(YESTERDAY))]
    assert texts(item, "dc:creator") == ["Ada Quay"]
    assert texts(item, "category") == ["World", "Ferries"]
    assert item.xpath("guid/@isPermaLink") == ["false"]
    assert texts(item, "author") == []


def test_the_lead_picture_goes_along_with_its_credit(client):
    article = telling()
    picture = article.editions.get().lead_picture
    page = page_at(client, path_of(article))
    (shared,) = select(page, "meta[property=og:image]")

    for item in (
        rss(client).xpath("//item")[0],
        atom(client).xpath("//atom:entry", namespaces=NS)[0],
    ):
        (media,) = item.xpath("media:content", namespaces=NS)
        assert dict(media.attrib) == {
            "url": shared.get("content"),
            "type": "image/jpeg",
            "medium": "image",
            "width": "1280",
            "height": "720",
        }
        assert texts(media, "media:title") == ["The quay"]
        assert texts(media, "media:description") == [picture.alt_text]
        assert texts(media, "media:credit") == [picture.credit]
    assert json_feed(client)["items"][0]["image"] == shared.get("content")


def test_a_picture_whose_rights_have_ended_goes_nowhere(client):
    telling()
    assert "/media/" in client.get("/feeds/rss.xml").content.decode()
    Picture.objects.update(use_until=YESTERDAY)

    for name in NAMES:
        assert "/media/" not in client.get(f"/feeds/{name}").content.decode()


def test_atom_says_what_the_story_is(client):
    article = telling()
    feed = atom(client)
    entry = feed.xpath("//atom:entry", namespaces=NS)[0]
    host = SITE.partition("//")[2].partition(":")[0]

    links = [(e.get("rel"), e.get("href")) for e in feed.xpath("atom:link", namespaces=NS)]
    assert links == [("alternate", f"{SITE}/"), ("self", f"{SITE}/feeds/atom.xml")]
    assert texts(feed, "atom:id") == [f"tag:{host},2026:paper"]
    assert texts(feed, "atom:author/atom:name") == [settings.NEWSROOM_NAME]
    assert texts(entry, "atom:id") == [
        f"tag:{host},{YESTERDAY.astimezone(UTC):%Y-%m-%d}:story:{article.pk}"
    ]
    assert texts(entry, "atom:title") == ["Boats & <boats>"]
    assert texts(entry, "atom:published") == [whole(YESTERDAY).isoformat()]
    assert texts(entry, "atom:author/atom:name") == ["Ada Quay"]
    assert texts(entry, "atom:author/atom:uri") == [f"{SITE}/authors/ada-quay/"]
    assert entry.xpath("atom:category/@term", namespaces=NS) == ["World", "Ferries"]
    assert entry.xpath("atom:link[@rel='alternate']/@href", namespaces=NS) == [
        SITE + path_of(article)
    ]


def test_json_feed_says_what_the_story_is(client):
    article = telling()
    feed = json_feed(client)
    item = feed["items"][0]

    assert (feed["home_page_url"], feed["feed_url"]) == (f"{SITE}/", f"{SITE}/feeds/feed.json")
    assert feed["authors"] == [{"name": settings.NEWSROOM_NAME, "url": f"{SITE}/"}]
    assert item["url"] == SITE + path_of(article)
    assert item["title"] == "Boats & <boats>"
    assert item["summary"] == "Seven > six."
    assert item["authors"] == [{"name": "Ada Quay", "url": f"{SITE}/authors/ada-quay/"}]
    assert item["tags"] == ["World", "Ferries"]
    assert item["date_published"] == whole(YESTERDAY).isoformat()
    assert "language" not in item


def contents(client):
    """The whole text of the first story, as each format has it."""
    in_rss = texts(rss(client), "//item[1]/content:encoded")
    in_atom = texts(atom(client), "//atom:entry[1]/atom:content")
    in_json = [json_feed(client)["items"][0].get("content_html")]
    assert in_rss == in_atom == (in_json if in_json != [None] else [])
    return etree.HTML(in_rss[0]) if in_rss else None


def test_the_whole_story_goes_along_with_whole_addresses(client):
    article = telling()

    story = contents(client)

    address = SITE + path_of(article)
    other = SITE + path_of(article.__class__.objects.exclude(pk=article.pk).get())
    assert list(story.xpath("//@href")) == [
        f"{SITE}/about/",
        "https://post.example/a",
        f"{address}#source-1",
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
        other,
        "https://post.example/",
    ]
    assert len(story.xpath("//img")) == 2
    assert all(source.startswith(f"{SITE}/media/") for source in story.xpath("//@src"))
    assert story.xpath("//@srcset | //@id | //script | //@data-frame") == []
    words = " ".join(" ".join(story.itertext()).split())
    for said in (
        "The end.",
        "Watch on YouTube: The boat leaves",
        "7 boats",
        "We sail.",
        "The quay",
    ):
        assert said in words
    assert "Nothing is loaded until you press play" not in words


def test_a_correction_goes_along_with_the_story(client):
    by = chief()
    article = published(by=by, at=YESTERDAY)

    workflow.correct(article, by=by, at=YESTERDAY + HOUR, notice="It left at eight.")

    words = " ".join(contents(client).itertext())
    assert "It left at eight." in words
    assert "Correction" in words


def test_a_story_that_may_not_leave_the_site_sends_its_dek_alone(client):
    published(at=YESTERDAY, may_syndicate=False, body="<p>Stays at home.</p>")

    assert contents(client) is None
    assert json_feed(client)["items"][0]["content_text"] == "The first boat leaves at seven."
    for name in NAMES:
        assert "Stays at home" not in client.get(f"/feeds/{name}").content.decode()


def test_a_paid_piece_says_so_before_anything_else(client):
    published(at=YESTERDAY, origin="sponsor", origin_source="Hearth")

    summary = json_feed(client)["items"][0]["summary"]

    assert summary == "Paid for by Hearth. The first boat leaves at seven."
    assert texts(rss(client), "//item/description") == [summary]
    assert "Paid for by Hearth" in " ".join(contents(client).itertext())


def test_links_of_a_paid_piece_are_no_recommendation(client):
    published(
        at=YESTERDAY,
        origin="sponsor",
        origin_source="Hearth",
        body='<p>See <a href="https://hearth.example/">us</a> or <a href="/world/">here</a>.</p>',
    )

    rels = {link.get("href"): link.get("rel") for link in contents(client).xpath("//a")}

    assert rels == {"https://hearth.example/": "sponsored", f"{SITE}/world/": None}


def test_another_language_is_named(client):
    published(at=YESTERDAY, language="es")

    language = "{http://www.w3.org/XML/1998/namespace}lang"
    (entry,) = atom(client).xpath("//atom:entry", namespaces=NS)
    assert entry.get(language) == "es"
    assert texts(rss(client), "//item/dc:language") == ["es"]
    assert json_feed(client)["items"][0]["language"] == "es"


def test_nothing_of_the_desk_goes_along(client):
    mark = ref()
    published(
        at=YESTERDAY,
        slugline="SECRET",
        body=f'<p><cite data-source="{mark}">A clerk</cite> says.</p>',
        citations={mark: cited(SourceFactory(name="Secret clerk"), shown=False, note="secret")},
    )

    for name in NAMES:
        assert "secret" not in client.get(f"/feeds/{name}").content.decode().lower()


# Ids and dates ------------------------------------------------------------------------


def test_ids_stay_and_dates_move_only_with_what_readers_are_told(client):
    by = chief()
    article = published(by=by, at=YESTERDAY)
    first_ids, first_path = ids(client), path_of(article)
    assert updated(client) == [whole(YESTERDAY)]

    fixed(article, by=by, at=YESTERDAY + HOUR)
    assert (ids(client), updated(client)) == (first_ids, [whole(YESTERDAY)])

    workflow.correct(article, by=by, at=YESTERDAY + 2 * HOUR, notice="It left at eight.")
    assert (ids(client), updated(client)) == (first_ids, [whole(YESTERDAY + 2 * HOUR)])

    article.refresh_from_db()
    moved = saved_again(
        article, by=by, at=YESTERDAY + 3 * HOUR, section=SectionFactory(slug="city").pk
    )
    workflow.publish(article, by=by, at=YESTERDAY + 3 * HOUR, change="update", what_is_new="Moved.")
    assert moved is not None
    assert path_of(article) != first_path
    assert (ids(client), updated(client)) == (first_ids, [whole(YESTERDAY + 3 * HOUR)])
    assert texts(rss(client), "//item/link") == [SITE + path_of(article)]
    assert texts(rss(client), "//item/pubDate") == [format_datetime(whole(YESTERDAY))]


def signs_of_change(client, path):
    """What machines go by: dates of the page, the feed and the sitemap, and the notices."""
    node = story_node(page_at(client, path))
    article = node["@id"]
    sitemap = etree.fromstring(client.get("/sitemap-stories-1.xml").content)
    (changed,) = [
        url.findtext("{*}lastmod") for url in sitemap if url.findtext("{*}loc") == article
    ]
    return {
        "entry": updated(client),
        "page": node["dateModified"],
        "notices": [notice["text"] for notice in node.get("correction", ())],
        "sitemap": changed,
        "corrections": says(page_at(client, "/corrections/"), ".corrections-text"),
    }


def story_node(page):
    (script,) = select(page, "script[type=application/ld+json]")
    return next(n for n in json.loads(script.text)["@graph"] if n["@type"] == "NewsArticle")


def test_a_correction_moves_all_that_machines_go_by_and_a_fix_none(client):
    by, notice = chief(), "It left at eight."
    article = published(by=by, at=YESTERDAY)
    path, first = path_of(article), signs_of_change(client, path_of(article))

    fixed(article, by=by, at=YESTERDAY + HOUR)
    after_fix = signs_of_change(client, path)
    moment = whole(YESTERDAY + 2 * HOUR)
    workflow.correct(article, by=by, at=YESTERDAY + 2 * HOUR, notice=notice)

    assert after_fix == first
    assert signs_of_change(client, path) == {
        "entry": [moment],
        "page": moment.isoformat(),
        "notices": [notice],
        "sitemap": moment.isoformat(),
        "corrections": [notice],
    }


# The hub ------------------------------------------------------------------------------

HUB = "https://hub.example/"


def test_a_feed_names_its_hub_and_itself_inside_and_in_its_header(client, settings):
    settings.NEWSROOM_WEBSUB_HUB = HUB
    several(1)

    for name in NAMES:
        link = client.get(f"/world/feeds/{name}")["Link"]
        assert link == f'<{HUB}>; rel="hub", <{SITE}/world/feeds/{name}>; rel="self"'
    for feed in (rss(client), atom(client)):
        hubs = feed.xpath("//atom:link[@rel='hub']/@href", namespaces=NS)
        assert hubs == [HUB]
    assert json_feed(client)["hubs"] == [{"type": "WebSub", "url": HUB}]


def test_a_paper_without_a_hub_names_none(client):
    several(1)

    assert "Link" not in client.get("/feeds/rss.xml")
    assert "hub" not in client.get("/feeds/rss.xml").content.decode()
    assert "hubs" not in json_feed(client)


# Asking again -------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_who_has_the_newest_gets_no_bytes(client, name):
    several(2)
    first = client.get(f"/feeds/{name}")

    by_tag = client.get(f"/feeds/{name}", headers={"if-none-match": first["ETag"]})
    by_date = client.get(f"/feeds/{name}", headers={"if-modified-since": first["Last-Modified"]})

    assert first["Content-Type"] == TYPES[name]
    assert first["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert [(r.status_code, r.content) for r in (by_tag, by_date)] == [(304, b"")] * 2
    assert by_tag["ETag"] == by_date["ETag"] == first["ETag"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "change",
    [
        lambda article, by, at: fixed(article, by=by, at=at),
        lambda article, by, at: workflow.withdraw(article, by=by, at=at),
        lambda article, by, at: workflow.kill(article, by=by, at=at),
        lambda article, by, at: workflow.retract(article, by=by, at=at, notice="No."),
        lambda article, by, at: published(by=by, at=at, headline="Another"),
    ],
    ids=["fixed", "withdrawn", "killed", "retracted", "another"],
)
def test_who_has_an_older_one_gets_the_newest(client, name, change):
    by = chief()
    article, _ = several(2)
    first = client.get(f"/feeds/{name}")

    change(article, by, YESTERDAY + HOUR)

    by_tag = client.get(f"/feeds/{name}", headers={"if-none-match": first["ETag"]})
    by_date = client.get(f"/feeds/{name}", headers={"if-modified-since": first["Last-Modified"]})
    assert (by_tag.status_code, by_date.status_code) == (200, 200)
    assert by_tag.content == by_date.content != first.content


def test_a_feed_is_read_and_nothing_else(client):
    assert client.post("/feeds/rss.xml").status_code == 405
    assert client.head("/feeds/rss.xml").status_code == 200


def test_pages_of_other_sites_may_read_the_json(client):
    first = client.get("/feeds/feed.json")
    again = client.get("/feeds/feed.json", headers={"if-none-match": first["ETag"]})

    assert first["Access-Control-Allow-Origin"] == again["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in client.get("/feeds/rss.xml")


def test_a_feed_sets_no_cookie_and_keeps_the_policy(client):
    response = client.get("/feeds/atom.xml")

    assert not response.cookies
    assert "Vary" not in response
    assert "default-src 'none'" in response["Content-Security-Policy"]


@pytest.mark.parametrize("host", ["127.0.0.1:81", "localhost"])
def test_addresses_are_the_papers_whatever_the_host(client, host):
    several(1)

    for name in NAMES:
        response = client.get(f"/feeds/{name}", headers={"host": host})
        assert host not in response.content.decode().replace(SITE, "")


# What it costs ------------------------------------------------------------------------


QUESTIONS = {"": 8, "world/": 9, "authors/ada/": 10, "topics/ferries/": 10}


@pytest.mark.parametrize("count", [1, 30])
def test_a_feed_asks_the_same_few_questions_for_any_number_of_stories(
    client, django_assert_num_queries, count
):
    picture, key, link = PictureFactory(), ref(), ref()
    target = published(at=YESTERDAY - 9 * DAY, section=SectionFactory(slug="old"))
    blocks = {key: figure(picture, is_lead=True), link: related(("", target))}
    several(
        count,
        blocks=blocks,
        body="<p>one</p>" + placed(**{link: blocks[link]}),
        topics=[TopicFactory(name="Ferries", slug="ferries")],
    )

    for folder, name in product(QUESTIONS, NAMES):
        address = f"/{folder}feeds/{name}"
        with django_assert_num_queries(QUESTIONS[folder], info=address):
            response = client.get(address)
        assert response.status_code == 200


# Hostile words ------------------------------------------------------------------------


def test_no_word_breaks_a_feed(client):
    """Whatever got into a column: the whole feed must still be read."""
    article = telling()
    edition = article.editions.get()
    block = next(iter(edition.document["blocks"].values()))
    ask = client.get
    for words in [*HOSTILE[::20], "a\x0bb\x0c\x1b\ufffe\uffff]]>&<"]:
        kept = words.replace("\x00", "").encode(errors="ignore").decode()
        block["caption"] = block["credit"] = kept
        edition.document["fields"]["editors_note"] = kept
        Edition.objects.filter(pk=edition.pk).update(
            headline=kept[:200] or "x", dek=kept[:300], document=edition.document
        )

        client.get = cache(ask)  # each format is fetched once, and read twice
        assert len(titles(client)) == 2
        assert all("<script" not in (s or "") for s in contents(client).xpath("//script"))


@pytest.mark.parametrize("feed_type", feeds.FORMATS.values())
def test_half_a_character_breaks_no_feed(feed_type):
    """SQLite's JSON can hold one; no file can."""
    half = "half \ud83d a \x0b smile"
    feed = feed_type(
        title=half,
        link="/",
        description=half,
        feed_url="/",
        author_name=half,
        author_link="/",
        links={"hub": "https://hub.example/"},
    )
    feed.add_item(
        title=half,
        link="/",
        description=half,
        categories=[half],
        people=[{"name": half, "url": "/"}],
        media={
            "attributes": {"url": half, "type": half, "width": "9", "height": "9"},
            **dict.fromkeys(
                ("title", "description", "credit", "copyright", "source_type", "lasting_id"), half
            ),
        },
        wire=dict.fromkeys(
            (*ninjs.SAID_AS_IS, "short_headline", "kicker", "source", "words"), half
        ),
        summary=half,
        language="",
        content=half,
        pubdate=YESTERDAY,
        updateddate=YESTERDAY,
        unique_id="1",
    )

    written = feed.writeString("utf-8").encode()

    assert written.count(b"half  a  smile") >= 6
    if "json" in feed_type.content_type:
        json.loads(written)
    else:
        etree.fromstring(written)


# Where they are found -------------------------------------------------------------------


def alternates(page):
    return [(link.get("type"), link.get("href")) for link in select(page, "link[rel=alternate]")]


def three(folder):
    return [
        ("application/rss+xml", f"{folder}feeds/rss.xml"),
        ("application/atom+xml", f"{folder}feeds/atom.xml"),
        ("application/feed+json", f"{folder}feeds/feed.json"),
    ]


def test_pages_say_where_their_feeds_are(client):
    article = published(at=YESTERDAY, author=AuthorFactory(slug="ada"))

    assert alternates(page_at(client, "/")) == three("/")
    assert alternates(page_at(client, path_of(article))) == three("/")
    assert alternates(page_at(client, "/world/")) == three("/world/") + three("/")
    assert alternates(page_at(client, "/authors/ada/")) == three("/authors/ada/") + three("/")
    for _, address in three("/world/") + three("/authors/ada/"):
        assert client.get(address).status_code == 200
