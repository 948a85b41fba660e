"""Author pages: who is on them, and what they say."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import workflow
from tests.factories import AuthorFactory, PictureFactory, chief, figure, published, ref, story
from tests.pages import page_of, says

pytestmark = pytest.mark.django_db

NOW = timezone.now()
YESTERDAY = NOW - timedelta(days=1)


def words(response, selector):
    return says(page_of(response), selector)


def test_list_has_everybody_with_a_live_story_and_nobody_else(client):
    by = chief()
    for name in ("Cleo Reef", "Ada Quay"):
        published(by=by, at=YESTERDAY, author=AuthorFactory(name=name, title="Reporter"))
    story(by=by, at=YESTERDAY, author=AuthorFactory(name="Draft Only"))
    published(by=by, at=NOW, go_live_at=NOW + timedelta(days=1), author=AuthorFactory(name="Later"))
    gone = published(by=by, at=YESTERDAY, author=AuthorFactory(name="Withdrawn"))
    workflow.withdraw(gone, by=by, at=NOW - timedelta(hours=1))

    response = client.get("/authors/")

    assert words(response, ".author-list a") == ["Ada Quay", "Cleo Reef"]
    assert words(response, ".author-list .author-title") == ["Reporter", "Reporter"]


def test_list_of_a_new_paper_says_that_it_is_empty(client):
    assert words(client.get("/authors/"), ".empty") == [
        "Nobody’s story has been published yet. Go to the front page."
    ]


def test_page_says_who_it_is_and_lists_their_stories_newest_first(client):
    ada = AuthorFactory(
        name="Ada Quay",
        title="Court reporter",
        bio="She counts.\n\nAnd writes.",
        email="ada@ledger.example",
    )
    published(at=YESTERDAY, author=ada, headline="Older")
    published(at=NOW - timedelta(hours=1), author=ada, headline="Newer")
    published(at=YESTERDAY, headline="Of somebody else")

    response = client.get(ada.get_absolute_url())

    assert words(response, "h1") == ["Ada Quay"]
    assert words(response, ".author-title") == ["Court reporter"]
    assert words(response, ".author-bio p") == ["She counts.", "And writes."]
    assert words(response, ".author-facts a") == ["ada@ledger.example"]
    assert words(response, ".card-headline") == ["Newer", "Older"]


def test_story_with_two_roles_of_one_author_is_listed_once(client):
    ada = AuthorFactory()
    article = story(at=YESTERDAY, author=ada)
    by = chief()
    article.bylines.create(author=ada, position=1, role="video")
    workflow.keep(article, by=by, at=YESTERDAY)
    workflow.publish(article, by=by, at=YESTERDAY)

    assert len(words(client.get(ada.get_absolute_url()), ".card-headline")) == 1


def test_author_who_left_keeps_the_page_without_an_address(client):
    ada = AuthorFactory(is_active=False, email="ada@ledger.example")
    published(at=YESTERDAY, author=ada)

    response = client.get(ada.get_absolute_url())

    assert words(response, ".author-left") == ["No longer writes for The Harbour Ledger."]
    assert "ada@ledger.example" not in response.content.decode()


def test_author_without_a_live_story_does_not_exist_for_readers(client):
    ada = AuthorFactory()
    story(at=YESTERDAY, author=ada)

    hidden, nonsense = client.get(ada.get_absolute_url()), client.get("/authors/nobody/")

    assert (hidden.status_code, nonsense.status_code) == (404, 404)
    assert hidden.content == nonsense.content


@pytest.mark.parametrize("count", [1, 30])
def test_page_asks_six_questions_for_any_number_of_cards(client, django_assert_num_queries, count):
    ada, by = AuthorFactory(), chief()
    picture = PictureFactory()
    for n in range(count):
        blocks = {ref(): figure(picture, is_lead=True)}
        published(by=by, at=YESTERDAY - timedelta(hours=n), author=ada, blocks=blocks)

    with django_assert_num_queries(6):
        response = client.get(ada.get_absolute_url())

    assert len(words(response, ".card-headline")) == count


def test_list_asks_four_questions_for_any_number_of_authors(client, django_assert_num_queries):
    for _ in range(3):
        published(at=YESTERDAY)

    with django_assert_num_queries(4):
        response = client.get("/authors/")

    assert len(words(response, ".author-list a")) == 3
