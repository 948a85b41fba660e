"""Topics: there from their first live story, in the order that fits what they are."""

import pytest
from django.urls import reverse

from articles import registry, workflow
from tests.factories import HOUR, TopicFactory, UserFactory, chief, published
from tests.pages import YESTERDAY, page_at, says, select

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return chief()


def about(topic, by, *headlines):
    for number, headline in enumerate(headlines):
        published(by=by, at=YESTERDAY + number * HOUR, headline=headline, topics=[topic])


def test_a_topic_is_there_from_its_first_story(client, by):
    topic = TopicFactory(name="Ferries", slug="ferries")
    assert client.get("/topics/ferries/").status_code == 404
    assert says(page_at(client, "/topics/"), ".topic-list li") == []

    about(topic, by, "One")

    assert says(page_at(client, "/topics/"), ".topic-list a") == ["Ferries"]
    assert says(page_at(client, "/topics/ferries/"), "h1") == ["Ferries"]


def test_a_topic_tells_the_story_so_far_and_then_the_newest(client, by):
    topic = TopicFactory(description="It sank.\n\nIt was raised.")
    about(topic, by, "One", "Two", "Three")
    published(by=by, at=YESTERDAY, headline="Other")

    page = page_at(client, topic.get_absolute_url())

    assert says(page, ".topic-so-far p") == ["It sank.", "It was raised."]
    assert says(page, ".card-headline") == ["Three", "Two", "One"]
    feeds = [link.get("href") for link in select(page, ".page-feeds a")]
    assert {client.get(feed).status_code for feed in feeds} == {200}
    assert len(feeds) == 3


def test_a_series_is_read_from_its_first_part(client, by):
    topic = TopicFactory(is_series=True)
    about(topic, by, "One", "Two", "Three")

    assert says(page_at(client, topic.get_absolute_url()), ".card-headline") == [
        "One",
        "Two",
        "Three",
    ]


def test_a_merged_topic_leads_to_what_it_became(client, by):
    gone, kept = TopicFactory(slug="boats"), TopicFactory(slug="ferries")
    about(gone, by, "One")
    registry.merge_topics(gone, kept, by=UserFactory(is_superuser=True))

    answer = client.get("/topics/boats/")

    assert (answer.status_code, answer["Location"]) == (301, "/topics/ferries/")
    assert says(page_at(client, "/topics/ferries/"), ".card-headline") == ["One"]


def test_a_retracted_story_leaves_its_topic_a_page_without_it(client, by):
    topic = TopicFactory(slug="ferries")
    article = published(by=by, at=YESTERDAY, topics=[topic])
    workflow.retract(article, by=by, notice="It was not so.")

    page = page_at(client, "/topics/ferries/")

    assert says(page, ".card-headline") == []
    assert select(page, ".page-feeds a") == []
    assert says(page_at(client, "/topics/"), ".topic-list li") == []

    workflow.withdraw(article, by=by)
    assert client.get("/topics/ferries/").status_code == 404


def test_the_desk_writes_the_story_so_far(client):
    topic = TopicFactory(name="Ferries", slug="ferries")
    client.force_login(UserFactory(roles=["Administrator"]))
    form = reverse("admin:articles_topic_change", args=[topic.pk])
    sent = {"name": "Ferries", "slug": "ferries", "description": "It sank.", "is_series": "on"}

    client.post(form, sent)

    topic.refresh_from_db()
    assert (topic.description, topic.is_series) == ("It sank.", True)


@pytest.mark.parametrize("count", [1, 10])
def test_a_topic_asks_the_same_few_questions(client, by, django_assert_num_queries, count):
    topic = TopicFactory()
    about(topic, by, *(f"Story {number}" for number in range(count)))

    # The topic, the keys and cards of its stories, sections, paper, policies.
    with django_assert_num_queries(6):
        client.get(topic.get_absolute_url())
    with django_assert_num_queries(4):
        client.get("/topics/")
