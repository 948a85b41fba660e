"""Which story is where, which address answers what, and at which price."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import workflow
from articles.models import Article, Edition
from tests.factories import (
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
    story,
)
from tests.pages import page_of, says, select

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
    assert headlines(response, ".front-latest .card-headline") == [
        "Story 5",
        "Story 6",
        "Story 7",
        "Story 8",
    ]


def test_front_gives_opinion_a_place_of_its_own_however_old(client):
    published(at=YESTERDAY - timedelta(days=90), headline="A view", type_of_work="opinion")
    several(40)

    assert headlines(client.get("/"), ".front-opinion .card-headline") == ["A view"]


def test_what_somebody_paid_for_stands_on_no_front_by_itself(client):
    several(5)
    published(
        at=NOW - timedelta(hours=1), headline="Bought", origin="sponsor", origin_source="Hearth"
    )
    published(at=YESTERDAY, headline="Lead", weight=3)

    response = client.get("/")

    assert "Bought" not in headlines(response)
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


@pytest.mark.parametrize("count", [2, 30])
def test_front_asks_the_same_few_questions_for_any_number_of_cards(
    client, django_assert_max_num_queries, count
):
    several(count, **leading_with(PictureFactory()))

    with django_assert_max_num_queries(6):
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

    with django_assert_num_queries(5):
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


def test_full_story_page_takes_eight_queries_alone(client, django_assert_num_queries):
    path = path_of(full_story())

    # Three of its own, three of the paper, one for its topics and one for its section.
    with django_assert_num_queries(8):
        response = client.get(path)

    assert len(headlines(response, ".related a")) == 3


def test_plain_story_page_takes_six_queries(client, django_assert_num_queries):
    path = path_of(published(at=YESTERDAY))

    with django_assert_num_queries(6):
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


# Retracted, killed, undone ---------------------------------------------------------------


def retracted(*, hide_body=False, **kwargs):
    by = chief()
    article = published(by=by, at=YESTERDAY, headline="Ferry sunk", **kwargs)
    workflow.retract(
        article,
        by=by,
        notice="The ferry never sank.",
        hide_body=hide_body,
        at=NOW - timedelta(hours=1),
    )
    return article


def test_retracted_story_keeps_its_page_and_says_so_first(client):
    article = retracted()

    page = page_of(client.get(path_of(article)))

    assert says(page, "h1") == ["Retracted: Ferry sunk"]
    assert page.findtext(".//title").startswith("Retracted: Ferry sunk – ")
    notice = says(page, ".story-head > .retraction > p, .story-head > .retraction > div")
    assert notice[0] == "The Harbour Ledger no longer stands by this story."
    assert notice[1].startswith("Retracted on ")
    assert notice[2] == "The ferry never sank."
    assert page.xpath("//header/*[1]/@class") != []
    assert says(page, ".prose p") == ["The boat is back.", "It left at seven."]
    assert says(page, ".correction-head")[0].startswith("Retraction, ")
    assert says(page, ".notice-correction") == []


def test_text_of_a_retracted_story_is_gone_where_the_desk_chose_so(client):
    picture = PictureFactory()
    article = retracted(hide_body=True, **leading_with(picture))

    response = client.get(path_of(article))

    assert "The boat is back." not in response.content.decode()
    assert says(page_of(response), ".prose") == []
    assert says(page_of(response), "figure") == []
    assert says(page_of(response), ".retraction-body") == ["Its text has been taken off the page."]


def test_retracted_story_stands_in_no_list(client):
    author = AuthorFactory(slug="ada")
    article = retracted(section=SectionFactory(slug="city"), author=author, weight=3)
    beside = published(at=YESTERDAY, headline="Beside", section=SectionFactory(slug="city"))

    for address in ("/", "/city/", "/search/?q=ferry", "/authors/ada/"):
        assert "Ferry sunk" not in client.get(address).content.decode(), address
    assert headlines(client.get("/")) == [beside.headline]
    assert says(page_of(client.get("/authors/")), ".author-list a") == [
        beside.bylines.get().author.name
    ]
    assert client.get(path_of(article)).status_code == 200


def test_retracted_story_leads_no_front_though_it_was_pinned(client):
    by = chief()
    article = published(by=by, at=YESTERDAY, headline="Pinned")
    workflow.make_lead(article, by=by, at=YESTERDAY)
    workflow.retract(article, by=by, notice="It was not so.", at=NOW - timedelta(hours=1))
    published(at=YESTERDAY, headline="Lead")

    assert headlines(client.get("/"), ".card-lead .card-headline") == ["Lead"]


def test_killed_story_says_nothing_but_the_notice_chosen(client):
    by = chief()
    article = published(by=by, at=YESTERDAY, headline="Named a child", dek="Secret words")
    first = path_of(article)
    article.section = SectionFactory(slug="sport")
    article.save()
    workflow.keep(article, by=by, at=NOW - HOUR)
    workflow.publish(article, by=by, change="fix", at=NOW - HOUR)
    workflow.withdraw(article, by=by, notice="Words of before", at=NOW - timedelta(minutes=30))
    workflow.kill(article, by=by, notice="Removed for legal reasons.", at=NOW)

    for path in (first, path_of(article)):
        response = client.get(path)
        assert response.status_code == 410
        assert headlines(response, ".page-intro") == ["Removed for legal reasons."]
        words = response.content.decode()
        assert not any(word in words for word in ("Named", "Secret", "Ada Writer", "before"))
    assert "Named a child" not in client.get("/search/?q=child").content.decode()


def test_undone_first_publication_is_nonsense_to_readers(client):
    by, now = chief(), timezone.now()
    article = published(by=by, at=now - timedelta(seconds=30))
    path = path_of(article)
    assert client.get(path).status_code == 200
    workflow.undo(article, by=by, at=now)

    response = client.get(path)

    assert response.status_code == 404
    assert response.content == client.get("/world/2026/05/13/nonsense/").content


def test_undone_story_that_is_published_again_answers_and_then_is_gone(client):
    by, now = chief(), timezone.now()
    article = published(by=by, at=now - timedelta(seconds=30))
    workflow.undo(article, by=by, at=now - timedelta(seconds=20))
    again = workflow.publish(article, by=by, at=now - timedelta(seconds=10))

    assert client.get(again.path).status_code == 200
    workflow.withdraw(article, by=by, at=now)
    assert client.get(again.path).status_code == 410


def test_story_that_comes_back_does_not_lead_the_front_again(client):
    by = chief()
    article = published(by=by, at=YESTERDAY, headline="Pinned")
    workflow.make_lead(article, by=by, at=YESTERDAY)
    before = workflow.desk_fields(article)
    Article.objects.filter(pk=article.pk).update(use_until=NOW - timedelta(hours=2))
    article.refresh_from_db()
    workflow.set_desk_fields(article, before, by=by, at=YESTERDAY + timedelta(minutes=1))
    Article.objects.filter(pk=article.pk).update(use_until=None)
    article.refresh_from_db()
    workflow.publish(article, by=by, at=NOW - timedelta(hours=1))
    published(at=YESTERDAY, headline="Heavy", weight=1)

    response = client.get("/")

    assert headlines(response, ".card-lead .card-headline") == ["Heavy"]
    assert "Pinned" in headlines(response)


# Former addresses --------------------------------------------------------------------------


def imported(*former, by=None):
    copy = document(slugline="OLD", headline="From the archive")
    return workflow.import_published(
        copy,
        by=by or UserFactory(roles=["Administrator"]),
        key=f"old-{len(former)}-{former[:1]}",
        published_at=YESTERDAY,
        former_paths=former,
    )


SHAPES = [
    "/?p=123",
    "/2019/05/04/boat/",
    "/2019/05/04/boat.html",
    "/news/story.php?id=7",
    "/cafe/caf%C3%A9/",
    "/a/b/c/d/e/f",
]


@pytest.mark.parametrize("former", SHAPES)
def test_former_address_of_any_shape_leads_straight_to_the_story(client, former):
    article = imported(former)

    response = client.get(former)

    assert (response.status_code, response.headers["Location"]) == (301, path_of(article))
    assert client.post(former).status_code == 405


@pytest.mark.parametrize("former", SHAPES)
def test_former_address_of_a_withdrawn_story_says_that_it_is_gone(client, former):
    article = imported(former)
    workflow.withdraw(article, by=chief(), notice="Taken back.")

    response = client.get(former)

    assert response.status_code == 410
    assert headlines(response, ".page-intro") == ["Taken back."]


def test_former_address_without_its_last_slash_leads_there_in_one_step(client):
    article = imported("/2019/05/04/boat/")

    response = client.get("/2019/05/04/boat")

    assert (response.status_code, response.headers["Location"]) == (301, path_of(article))


def test_address_of_ours_without_its_last_slash_gets_it(client):
    SectionFactory(slug="city")

    response = client.get("/city?page=2")

    assert (response.status_code, response.headers["Location"]) == (301, "/city/?page=2")


def test_number_that_no_archive_had_shows_the_front(client):
    imported("/?p=123")
    front = client.get("/")

    for address in ("/?p=124", "/?p=", "/?p=//evil.example/", "/?p=1&p=2"):
        response = client.get(address)
        assert (response.status_code, response.content) == (200, front.content), address


@pytest.mark.parametrize(
    "address",
    ["//evil.example", "//evil.example/", "/\\evil.example", "/http://evil.example/", "/%2F/x"],
)
def test_no_address_leads_to_another_site(client, address):
    imported("/2019/05/04/boat/")

    response = client.get("/", PATH_INFO=address)

    assert response.status_code in (301, 404)
    assert not response.headers.get("Location", "/x").startswith(("//", "http", "/\\"))


@pytest.mark.parametrize("address", ["/admin/nothing/", "/static/nothing.css", "/media/nothing"])
def test_desk_and_files_are_never_looked_up_among_stories(client, address):
    imported(address)

    assert client.get(address).status_code in (302, 404)


# Corrections ---------------------------------------------------------------------------------


def corrected(headline, notice, *, at, kind="correction", **kwargs):
    by = chief()
    article = published(by=by, at=YESTERDAY - timedelta(days=3), headline=headline, **kwargs)
    workflow.correct(article, by=by, notice=notice, kind=kind, at=at)
    return article


def test_corrections_of_what_is_live_are_listed_newest_first(client):
    first = corrected("Old", "It was 40.", at=YESTERDAY - timedelta(days=1))
    corrected("New", "It could mislead.", at=YESTERDAY, kind="clarification")
    gone = corrected("Gone", "Not to be seen.", at=YESTERDAY)
    workflow.withdraw(gone, by=chief())
    killed = corrected("Killed", "Not to be seen.", at=YESTERDAY)
    workflow.kill(killed, by=chief())
    retracted()

    page = page_of(client.get("/corrections/"))

    assert says(page, ".corrections-story") == ["Ferry sunk", "New", "Old"]
    assert says(page, ".corrections-kind strong") == ["Retraction", "Clarification", "Correction"]
    assert says(page, ".corrections-text") == [
        "The ferry never sank.",
        "It could mislead.",
        "It was 40.",
    ]
    assert page.xpath("//h3/a/@href")[-1] == path_of(first)
    assert [link.get("href") for link in select(page, "footer a")].count("/corrections/") == 1


def test_correction_of_tomorrow_is_not_public_today(client):
    by = chief()
    article = published(by=by, at=YESTERDAY)
    article.corrections.create(ref=ref(), text="It was 40.")
    workflow.keep(article, by=by)
    article.refresh_from_db()
    workflow.publish(article, by=by, change="correction", go_live_at=NOW + timedelta(days=1))

    assert "It was 40." not in client.get("/corrections/").content.decode()


@pytest.mark.parametrize("count", [0, 1, 30])
def test_corrections_ask_four_questions_for_any_number(client, django_assert_num_queries, count):
    for number in range(count):
        corrected(f"Story {number}", f"It was {number}.", at=YESTERDAY)

    with django_assert_num_queries(4):
        response = client.get("/corrections/")

    assert len(headlines(response, ".corrections-story")) == count


def test_corrections_have_older_pages_and_say_when_there_are_none(client):
    empty = client.get("/corrections/")
    for number in range(31):
        corrected(f"Story {number}", "It was so.", at=YESTERDAY)

    first, second, third = (client.get("/corrections/", {"page": n}) for n in (1, 2, 3))

    assert headlines(empty, ".empty") == [
        "Nothing on the site has been corrected. Go to the front page."
    ]
    assert len(headlines(first, ".corrections-story")) == 30
    assert headlines(first, ".pager-older") == ["Older corrections"]
    assert len(headlines(second, ".corrections-story")) == 1
    assert "There are no corrections this far back." in third.content.decode()
