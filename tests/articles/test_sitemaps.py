"""What crawlers are sent to, and what leaves by the clock alone."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from lxml import etree

from articles import revisions, sitemaps, workflow
from articles.models import Edition, VideoHealth
from tests.factories import (
    DAY,
    HOUR,
    AuthorFactory,
    PictureFactory,
    SectionFactory,
    TopicFactory,
    UserFactory,
    chief,
    document,
    embed,
    figure,
    placed,
    published,
    ref,
)
from tests.hostile import HOSTILE
from tests.kit import sitemap_faults, sitemap_index_faults
from tests.pages import YESTERDAY, path_of

pytestmark = pytest.mark.django_db

SITE = settings.NEWSROOM_SITE_URL
NS = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "image": "http://www.google.com/schemas/sitemap-image/1.1",
    "news": "http://www.google.com/schemas/sitemap-news/0.9",
    "video": "http://www.google.com/schemas/sitemap-video/1.1",
}
FILES = ["/sitemap.xml", "/sitemap-pages.xml", "/sitemap-stories-1.xml", "/news-sitemap.xml"]


@pytest.fixture
def first_file():
    """The file that holds this test's stories: ids go on from test to test."""

    def of(article):
        return f"/sitemap-stories-{(article.pk - 1) // sitemaps.IDS_A_FILE + 1}.xml"

    return of


def tree(client, address):
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    faults = sitemap_index_faults if address == "/sitemap.xml" else sitemap_faults
    assert faults(response.content) == []
    return etree.fromstring(response.content)


def texts(node, path):
    return node.xpath(f"{path}/text()", namespaces=NS)


def locations(client, address):
    return texts(tree(client, address), "//s:loc")


def iso(moment):
    return timezone.localtime(moment).isoformat(timespec="seconds")


def at_address(article):
    return SITE + path_of(article)


# The sitemap ----------------------------------------------------------------------


def test_an_empty_paper_has_sitemaps(client):
    assert locations(client, "/sitemap.xml") == [f"{SITE}/sitemap-pages.xml"]
    assert locations(client, "/sitemap-pages.xml") == [
        f"{SITE}/",
        f"{SITE}/corrections/",
        f"{SITE}/topics/",
        f"{SITE}/archive/",
        f"{SITE}/authors/",
    ]
    assert locations(client, "/news-sitemap.xml") == [f"{SITE}/"]
    assert client.get("/sitemap-stories-1.xml").status_code == 404


def test_every_story_is_in_one_file_of_its_own_for_good(client, monkeypatch):
    monkeypatch.setattr(sitemaps, "IDS_A_FILE", 3)
    by = chief()
    stories = [published(by=by, at=YESTERDAY - n * HOUR) for n in range(7)]

    files = locations(client, "/sitemap.xml")[1:]
    listed = [locations(client, address.removeprefix(SITE)) for address in files]

    assert [place for file in listed for place in file] == [at_address(one) for one in stories]
    assert max(len(file) for file in listed) <= 3
    numbers = [(one.pk - 1) // 3 + 1 for one in stories]
    assert files == [f"{SITE}/sitemap-stories-{n}.xml" for n in sorted(set(numbers))]


def test_a_file_holds_no_more_than_ten_thousand():
    assert sitemaps.IDS_A_FILE == 10_000


def test_last_change_is_exact_in_the_file_and_in_the_index(client, first_file):
    by = chief()
    older = published(by=by, at=YESTERDAY - DAY)
    newer = published(by=by, at=YESTERDAY)
    address = first_file(newer)

    def changes():
        in_file = texts(tree(client, address), "//s:lastmod")
        in_index = texts(tree(client, "/sitemap.xml"), "//s:lastmod")
        return in_file, in_index

    assert changes() == ([iso(YESTERDAY - DAY), iso(YESTERDAY)], [iso(YESTERDAY)])

    live = older.editions.get()
    copy = revisions.upgrade(live.revision.document)
    copy["body"] += "<p>Fixed.</p>"
    workflow.fix_live(
        older, by=by, at=YESTERDAY + HOUR, document=copy, base=live.revision.number, change="fix"
    )
    assert changes() == ([iso(YESTERDAY - DAY), iso(YESTERDAY)], [iso(YESTERDAY)])

    workflow.correct(older, by=by, at=YESTERDAY + 2 * HOUR, notice="It left at eight.")
    corrected = iso(YESTERDAY + 2 * HOUR)
    assert changes() == ([corrected, iso(YESTERDAY)], [corrected])


def test_the_lead_picture_goes_along_while_it_may_be_shown(client, first_file):
    picture = PictureFactory()
    article = published(at=YESTERDAY, blocks={ref(): figure(picture, is_lead=True)})
    (image,) = texts(tree(client, first_file(article)), "//image:loc")
    assert image.startswith(f"{SITE}/media/renditions/")
    assert image in client.get(path_of(article)).content.decode()

    picture.use_until = YESTERDAY
    picture.save()

    assert texts(tree(client, first_file(article)), "//image:loc") == []


def test_what_may_not_be_found_is_in_no_sitemap(client):
    by = chief()
    published(by=by, at=YESTERDAY, noindex=True, author=AuthorFactory(slug="hidden"))
    published(by=by, at=YESTERDAY, go_live_at=timezone.now() + DAY)
    workflow.retract(published(by=by, at=YESTERDAY), by=by, notice="It was not so.")
    workflow.withdraw(published(by=by, at=YESTERDAY), by=by)
    workflow.kill(published(by=by, at=YESTERDAY), by=by)

    assert locations(client, "/sitemap.xml") == [f"{SITE}/sitemap-pages.xml"]
    assert len(locations(client, "/sitemap-pages.xml")) == 5
    assert locations(client, "/news-sitemap.xml") == [f"{SITE}/"]


def test_sections_writers_and_topics_with_stories_are_named(client):
    SectionFactory(slug="empty"), AuthorFactory(slug="silent")
    TopicFactory(slug="nothing")
    published(
        at=YESTERDAY,
        section=SectionFactory(slug="city"),
        author=AuthorFactory(slug="ada"),
        topics=[TopicFactory(slug="ferries")],
    )

    named = locations(client, "/sitemap-pages.xml")

    assert named[5:] == [f"{SITE}/city/", f"{SITE}/authors/ada/", f"{SITE}/topics/ferries/"]


def test_every_address_in_a_sitemap_answers(client):
    by = chief()
    several = [published(by=by, at=YESTERDAY - n * HOUR) for n in range(3)]

    index = locations(client, "/sitemap.xml")
    found = {place for file in index for place in locations(client, file.removeprefix(SITE))}

    assert {at_address(one) for one in several} <= found
    for place in found | set(index) | set(locations(client, "/news-sitemap.xml")):
        assert client.get(place.removeprefix(SITE)).status_code == 200


@pytest.mark.parametrize("number", ["0", "-1", "9", "01", "a", "999999999", "9" * 30, "٣"])
def test_a_file_that_is_not_there_is_not_found(client, number):
    assert client.get(f"/sitemap-stories-{number}.xml").status_code == 404


# Videos ---------------------------------------------------------------------------


def videos_in(client, address):
    """(title, description, player, duration) of each video of a file."""
    names = ("title", "description", "player_loc", "duration")
    found = tree(client, address).xpath("//video:video", namespaces=NS)
    return [tuple("".join(texts(one, f"video:{name}")) for name in names) for one in found]


def test_a_storys_videos_go_along_with_what_the_page_plays(client, first_file):
    blocks = {
        ref(): embed(caption="The & boat", length=205),
        ref(): embed(embed_id="aaaaaaaaaaa", title="", length=99_999),
        ref(): embed(type="audio", provider="spotify", embed_id="episode/1"),
    }
    body = "<p>One.</p>" + placed(**blocks)
    article = published(at=YESTERDAY, blocks=blocks, body=body, headline="Ferry", dek="It is back.")

    first, second = videos_in(client, first_file(article))

    player = "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"
    assert first[:2] + first[3:] == ("The boat leaves", "The & boat", "205")
    assert first[2].startswith(player)
    assert second[:2] + second[3:] == ("Ferry", "It is back.", "")


def test_a_video_that_no_longer_plays_is_shown_to_nobody(client, first_file):
    block = {ref(): embed()}
    article = published(at=YESTERDAY, blocks=block, body="<p>One.</p>" + placed(**block))
    VideoHealth.objects.create(
        provider="youtube",
        embed_id="dQw4w9WgXcQ",
        state=VideoHealth.State.GONE,
        since=YESTERDAY,
        next_check_at=YESTERDAY,
    )

    assert videos_in(client, first_file(article)) == []


# News -----------------------------------------------------------------------------


def test_news_says_what_google_asks_for(client):
    article = published(
        at=YESTERDAY,
        headline="Boats & <boats>",
        search_headline="Ferries",
        language="en-GB",
        blocks={ref(): figure(PictureFactory(), is_lead=True)},
    )

    (url,) = tree(client, "/news-sitemap.xml")

    assert texts(url, "s:loc") == [at_address(article)]
    assert texts(url, "s:lastmod") == [iso(YESTERDAY)]
    assert texts(url, "news:news/news:publication/news:name") == [settings.NEWSROOM_NAME]
    assert texts(url, "news:news/news:publication/news:language") == ["en"]
    assert texts(url, "news:news/news:publication_date") == [iso(YESTERDAY)]
    assert texts(url, "news:news/news:title") == ["Boats & <boats>"]
    assert len(texts(url, "image:image/image:loc")) == 1


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "en"),
        ("pt-BR", "pt"),
        ("es_AR", "es"),
        ("fil", "fil"),
        ("zh", "zh-cn"),
        ("zh-Hans", "zh-cn"),
        ("zh-Hant", "zh-tw"),
        ("zh-TW", "zh-tw"),
    ],
)
def test_languages_are_said_as_google_takes_them(client, language, told):
    published(at=YESTERDAY, language=language)

    assert texts(tree(client, "/news-sitemap.xml"), "//news:language") == [told]


def test_a_story_leaves_the_news_by_the_clock_alone(client):
    """49 hours after first publication, without a save; an update does not keep it."""
    now = timezone.now()
    by = chief()
    published(by=by, at=now - 49 * HOUR, headline="Out")
    just_in = published(by=by, at=now - 48 * HOUR + timedelta(minutes=5), headline="In")
    old = published(by=by, at=now - 60 * HOUR, headline="Old, updated")
    workflow.correct(old, by=by, at=now - HOUR, notice="It left at eight.")

    assert texts(tree(client, "/news-sitemap.xml"), "//news:title") == ["In"]

    # The clock moves on by moving every time back.
    for edition in Edition.objects.filter(article=just_in):
        times = {
            name: getattr(edition, name) - HOUR
            for name in ("first_published_at", "listed_at", "live_from")
        }
        Edition.objects.filter(pk=edition.pk).update(**times)

    assert texts(tree(client, "/news-sitemap.xml"), "//news:title") == []


def test_paid_and_imported_stories_are_no_news(client):
    published(at=YESTERDAY, origin="sponsor", origin_source="Hearth")
    workflow.import_published(
        document(),
        by=UserFactory(roles=["Administrator"]),
        key="old-1",
        published_at=datetime(2019, 5, 4, 9, 0, tzinfo=UTC),
    )

    assert texts(tree(client, "/news-sitemap.xml"), "//news:title") == []


def test_news_is_the_newest_thousand(client, monkeypatch):
    assert sitemaps.MOST_NEWS == 1_000
    monkeypatch.setattr(sitemaps, "MOST_NEWS", 2)
    by = chief()
    for n in (3, 1, 2):
        published(by=by, at=YESTERDAY - n * HOUR, headline=f"Story {n}")

    assert texts(tree(client, "/news-sitemap.xml"), "//news:title") == ["Story 1", "Story 2"]


def test_no_word_breaks_the_news(client):
    edition = published(at=YESTERDAY).editions.get()
    for words in [*HOSTILE[::10], "a\x0bb\x0c\x1b\ufffe\uffff]]>&<"]:
        kept = words.replace("\x00", "").encode(errors="ignore").decode()[:200]
        Edition.objects.filter(pk=edition.pk).update(headline=kept or "x")

        response = client.get("/news-sitemap.xml")

        assert len(etree.fromstring(response.content)) == 1


# Asking again, and what it costs ----------------------------------------------------


@pytest.mark.parametrize("address", [*FILES, "/robots.txt"])
def test_who_has_the_newest_gets_no_bytes(client, address, first_file):
    article = published(at=YESTERDAY)
    address = first_file(article) if "stories" in address else address
    first = client.get(address)

    again = client.get(address, headers={"if-none-match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert first["Cache-Control"] == "public, max-age=0, must-revalidate"


def test_a_story_that_leaves_makes_the_file_new(client, first_file):
    by = chief()
    leaving, staying = published(by=by, at=YESTERDAY - DAY), published(by=by, at=YESTERDAY)
    address = first_file(staying)
    first = client.get(address)

    workflow.withdraw(leaving, by=by, at=YESTERDAY + HOUR)

    by_date = client.get(address, headers={"if-modified-since": first["Last-Modified"]})
    assert by_date.status_code == 200
    assert locations(client, address) == [at_address(staying)]


def test_the_news_says_no_last_change_because_the_clock_changes_it(client):
    published(at=YESTERDAY)

    assert "Last-Modified" not in client.get("/news-sitemap.xml")


@pytest.mark.parametrize("count", [1, 30])
def test_a_sitemap_asks_the_same_few_questions_for_any_number_of_stories(
    client, django_assert_num_queries, first_file, count
):
    by, picture = chief(), PictureFactory()
    for n in range(count):
        video = {ref(): embed(embed_id=f"{n:011}")}
        article = published(
            by=by,
            at=YESTERDAY - timedelta(minutes=n),
            blocks={ref(): figure(picture, is_lead=True), **video},
            body="<p>The boat.</p>" + placed(**video),
        )

    for address, queries in {
        "/sitemap.xml": 4,
        "/sitemap-pages.xml": 4,
        first_file(article): 5,  # with their videos, and what is known of these
        "/news-sitemap.xml": 2,
    }.items():
        with django_assert_num_queries(queries, info=address):
            response = client.get(address)
        assert response.status_code == 200


@pytest.mark.parametrize("host", ["127.0.0.1:81", "localhost"])
def test_addresses_are_the_papers_whatever_the_host(client, host, first_file):
    article = published(at=YESTERDAY)

    for address in [first_file(article), "/robots.txt", *FILES]:
        words = client.get(address, headers={"host": host}).content.decode()
        assert host not in words.replace(SITE, "")


# robots.txt -----------------------------------------------------------------------


def test_robots_txt_names_the_sitemaps_and_keeps_crawlers_from_the_desk(client):
    response = client.get("/robots.txt")

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode().splitlines() == [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /preview/",
        "Disallow: /draft/",
        "Disallow: /search/",
        "Disallow: /report/",
        "",
        f"Sitemap: {SITE}/sitemap.xml",
        f"Sitemap: {SITE}/news-sitemap.xml",
    ]
