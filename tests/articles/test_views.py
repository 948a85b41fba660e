"""Which story is where, which address answers what, and at which price."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import workflow
from articles.models import Edition
from tests.factories import (
    HOUR,
    AuthorFactory,
    PictureFactory,
    SectionFactory,
    SourceFactory,
    TopicFactory,
    chief,
    cited,
    embed,
    figure,
    placed,
    published,
    ref,
    related,
    story,
)
from tests.pages import page_of, says

pytestmark = pytest.mark.django_db

NOW = timezone.now()
YESTERDAY = NOW - timedelta(days=1)


def headlines(response, selector=".card-headline"):
    return says(page_of(response), selector)


def path_of(article):
    return article.editions.order_by("live_from").last().path


def several(count, **kwargs):
    """Stories an hour apart, the first of them the newest."""
    by = chief()
    kwargs |= {"section": SectionFactory(), "author": AuthorFactory()}
    return [
        published(by=by, at=YESTERDAY - timedelta(hours=n), headline=f"Story {n}", **kwargs)
        for n in range(count)
    ]


def leading_with(picture):
    return {"blocks": {ref(): figure(picture, is_lead=True)}}


# The front ---------------------------------------------------------------------------


def test_front_leads_with_the_pinned_then_the_heavy_then_the_newest(client):
    newest, older, oldest = several(3)
    heavy = published(at=YESTERDAY - timedelta(days=2), headline="Heavy", weight=2)
    newest_only = headlines(client.get("/"), ".card-lead .card-headline")
    workflow.make_lead(older, by=chief(), at=NOW)

    pinned = headlines(client.get("/"), ".card-lead .card-headline")

    assert newest_only == [heavy.headline]
    assert pinned == [older.headline]
    assert sorted(headlines(client.get("/"))) == sorted(
        story.headline for story in (newest, older, oldest, heavy)
    )


def test_front_leads_with_the_newest_where_all_weigh_the_same(client):
    several(3)

    assert headlines(client.get("/"), ".card-lead .card-headline") == ["Story 0"]


def test_front_puts_heavy_stories_beside_the_lead(client):
    picture = PictureFactory()
    several(9, **leading_with(picture))
    published(at=YESTERDAY - timedelta(minutes=90), headline="Notable", weight=1)
    published(at=YESTERDAY - timedelta(minutes=5), headline="Lead", weight=3)
    workflow.make_lead(
        published(at=YESTERDAY - timedelta(days=1), headline="Pinned"), by=chief(), at=NOW
    )

    response = client.get("/")

    assert headlines(response, ".front-beside .card-headline") == ["Lead", "Notable", "Story 0"]
    assert headlines(response, ".front-tiles .card-headline") == [
        "Story 1",
        "Story 2",
        "Story 3",
        "Story 4",
    ]
    assert headlines(response, ".front-river .card-headline") == [
        "Story 5",
        "Story 6",
        "Story 7",
        "Story 8",
    ]


def test_front_gives_opinion_a_place_of_its_own_however_old(client):
    published(at=YESTERDAY - timedelta(days=90), headline="A view", type_of_work="opinion")
    several(40)

    assert headlines(client.get("/"), ".front-opinion .card-headline") == ["A view"]


def test_what_somebody_paid_for_never_stands_at_the_top(client):
    several(5)
    published(
        at=NOW - timedelta(hours=1), headline="Bought", origin="sponsor", origin_source="Hearth"
    )
    published(at=YESTERDAY, headline="Lead", weight=3)

    response = client.get("/")

    assert "Bought" in headlines(response, ".front-river .card-headline")
    assert headlines(response).count("Bought") == 1
    assert headlines(client.get("/world/"), ".river .card-headline")[0] == "Bought"


def test_front_has_older_pages_and_no_story_twice(client):
    several(35)

    first, second, third = (client.get("/", {"page": n}) for n in (1, 2, 3))

    assert len(set(headlines(first))) == len(headlines(first)) == 30
    assert headlines(second) == [f"Story {n}" for n in range(30, 35)]
    assert headlines(third) == []
    assert "There are no stories this far back." in third.content.decode()
    assert 'href="?page=2"' in first.content.decode()
    assert 'href="?page=1"' in second.content.decode()
    assert 'href="?page=3"' not in second.content.decode()


def test_empty_paper_says_so(client):
    assert "Nothing has been published yet." in client.get("/").content.decode()


@pytest.mark.parametrize("asked", ["abc", "0", "-1", "1.5", "9" * 30, "²", "", "1e3", "٣"])
def test_odd_page_number_means_the_first_page(client, asked):
    several(3)

    assert headlines(client.get("/", {"page": asked})) == headlines(client.get("/"))


@pytest.mark.parametrize("count", [1, 30])
def test_front_asks_the_same_few_questions_for_any_number_of_cards(
    client, django_assert_num_queries, count
):
    several(count, **leading_with(PictureFactory()))

    with django_assert_num_queries(5):
        response = client.get("/")

    assert len(headlines(response)) == count


# Sections ----------------------------------------------------------------------------


def test_section_shows_its_own_stories_newest_first(client):
    city = SectionFactory(slug="city", description="Street by street.")
    several(2)
    for hours in (3, 1, 2):
        published(at=NOW - timedelta(hours=hours), section=city, headline=f"City {hours}")
    published(at=NOW, go_live_at=NOW + timedelta(days=1), section=city, headline="Tomorrow")

    response = client.get("/city/")

    assert headlines(response) == ["City 1", "City 2", "City 3"]
    assert headlines(response, "h1") == ["City"]
    assert headlines(response, ".page-intro") == ["Street by street."]
    assert headlines(response, ".sections [aria-current=page]") == ["City"]


def test_empty_section_says_so_and_an_unknown_one_is_not_found(client):
    SectionFactory(slug="city")

    assert "Nothing has been published in City yet." in client.get("/city/").content.decode()
    assert client.get("/nowhere/").status_code == 404


@pytest.mark.parametrize("count", [1, 30])
def test_section_asks_the_same_few_questions_for_any_number_of_cards(
    client, django_assert_num_queries, count
):
    several(count, **leading_with(PictureFactory()))

    with django_assert_num_queries(3):
        response = client.get("/world/")

    assert len(headlines(response)) == count


# Stories -----------------------------------------------------------------------------


def full_story():
    """A story with every kind of block, several of most, and everything else there is."""
    targets = several(3)
    picture = PictureFactory()
    source, key = SourceFactory(), ref()
    blocks = {ref(): related(("", target)) for target in targets}
    blocks |= {ref(): figure(picture), ref(): figure(PictureFactory())}
    blocks |= {ref(): embed(poster=PictureFactory().pk), ref(): embed("x", "12345", type="post")}
    blocks |= {ref(): {"kind": "pullquote", "quote": "So it is.", "speaker": "She"}}
    body = "<p>one</p>" + placed(**blocks) + f'<p><cite data-source="{key}">It</cite> says.</p>'
    lead = {ref(): figure(picture, is_lead=True)}
    return published(
        at=YESTERDAY,
        blocks={**blocks, **lead},
        body=body,
        citations={key: cited(source)},
        topics=[TopicFactory(), TopicFactory()],
    )


def test_story_page_takes_six_queries_whatever_it_holds(client, django_assert_num_queries):
    path = path_of(full_story())

    with django_assert_num_queries(6):
        response = client.get(path)

    assert len(headlines(response, ".related a")) == 3


def test_plain_story_page_takes_four_queries(client, django_assert_num_queries):
    path = path_of(published(at=YESTERDAY))

    with django_assert_num_queries(4):
        assert client.get(path).status_code == 200


def test_former_address_leads_to_the_live_one(client):
    by = chief()
    article = published(by=by, at=YESTERDAY)
    former = path_of(article)
    Edition.objects.filter(article=article).update(path="/world/2026/01/01/moved/")

    response = client.get(former)

    assert response.status_code == 301
    assert response.headers["Location"] == "/world/2026/01/01/moved/"


def test_withdrawn_story_is_gone_with_its_notice(client):
    by = chief()
    article = published(by=by, at=YESTERDAY, headline="Taken back", dek="Secret words")
    workflow.withdraw(
        article, by=by, at=NOW - timedelta(hours=1), notice="It named the wrong firm."
    )

    response = client.get(path_of(article))

    assert response.status_code == 410
    assert headlines(response, ".page-intro") == ["It named the wrong firm."]
    assert "Taken back" not in response.content.decode()
    assert "Secret" not in response.content.decode()


def test_draft_and_scheduled_and_nonsense_are_the_same_bytes(client):
    by = chief()
    draft = story(by=by, at=YESTERDAY, headline="Still a draft", slug="still-a-draft")
    scheduled = published(by=by, at=YESTERDAY, go_live_at=NOW + timedelta(days=1))
    day = f"{YESTERDAY:%Y/%m/%d}"

    answers = [
        client.get(path)
        for path in (
            f"/world/{day}/nobody-wrote-this/",
            f"/world/{day}/{draft.slug}/",
            path_of(scheduled),
            "/no/such/shape/of/an/address/at/all/",
        )
    ]

    assert {response.status_code for response in answers} == {404}
    assert len({response.content for response in answers}) == 1


@pytest.mark.parametrize("path", ["/", "/world/", "/search/"])
def test_readers_pages_take_no_posts(client, path):
    SectionFactory()

    assert client.post(path).status_code == 405


def test_head_answers_like_get_without_a_body(client):
    path = path_of(published(at=YESTERDAY))

    response = client.head(path)

    assert (response.status_code, response.content) == (200, b"")


def test_pages_set_no_cookie_and_vary_on_nothing_of_the_reader(client):
    path = path_of(published(at=YESTERDAY))

    for address in ("/", path, "/search/?q=boat"):
        response = client.get(address)
        assert dict(response.cookies) == {}
        assert "Cookie" not in response.headers.get("Vary", "")


# Search ------------------------------------------------------------------------------


def test_search_finds_stories_with_every_word_newest_first(client):
    several(2)
    published(at=YESTERDAY, headline="Gates of the barrier", dek="Nine & ten")
    published(at=NOW - timedelta(hours=2), headline="Barrier shut", body="<p>Eight gates.</p>")
    published(at=YESTERDAY, headline="Barrier ordered")
    story(at=YESTERDAY, headline="Draft of gates and barrier")

    response = client.get("/search/", {"q": "BARRIER  gates"})

    assert headlines(response) == ["Barrier shut", "Gates of the barrier"]
    assert headlines(response, ".card-headline mark") == ["Barrier", "Gates", "barrier"]


def test_search_marks_words_and_escapes_the_rest(client):
    published(at=YESTERDAY, headline="Rock <b>&</b> roll")

    content = client.get("/search/", {"q": "rock b"}).content.decode()

    assert "<mark>Rock</mark> &lt;<mark>b</mark>&gt;&amp;&lt;/<mark>b</mark>&gt; roll" in content


def test_search_without_a_word_or_a_find_helps_on(client):
    SectionFactory(slug="city")
    published(at=YESTERDAY)

    nothing_asked, nothing_found = client.get("/search/"), client.get("/search/?q=zeppelin")

    for response in (nothing_asked, nothing_found):
        assert headlines(response) == []
        assert headlines(response, ".ways-on a") == ["The front page", "City", "World"]
    assert "No story holds “zeppelin”." in nothing_found.content.decode()
    assert "No story holds" not in nothing_asked.content.decode()


def test_search_pages_keep_the_words_and_stay_out_of_search_engines(client):
    several(31)

    response = client.get("/search/", {"q": "story & boat"})
    content = response.content.decode()

    assert headlines(response) == []
    content = client.get("/search/", {"q": "boat is"}).content.decode()
    assert 'href="?q=boat%20is&amp;page=2"' in content
    assert '<meta name="robots" content="noindex">' in content


@pytest.mark.parametrize("count", [1, 30])
def test_search_asks_two_questions_for_any_number_of_cards(
    client, django_assert_num_queries, count
):
    several(count, **leading_with(PictureFactory()))

    with django_assert_num_queries(2):
        response = client.get("/search/", {"q": "story"})

    assert len(headlines(response)) == count


def test_address_of_an_update_to_come_is_nonsense_until_it_begins(client):
    by, now = chief(), timezone.now()
    article = published(by=by, at=now - HOUR)
    article.section = SectionFactory(slug="sport")
    article.save()
    workflow.keep(article, by=by, at=now)
    coming = workflow.publish(article, by=by, at=now, go_live_at=now + HOUR, change="fix")

    response = client.get(coming.path)

    assert response.status_code == 404
    assert response.content == client.get("/sport/2026/05/13/nonsense/").content
