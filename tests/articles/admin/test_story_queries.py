"""What the desk's screens cost: literal counts, so that growth is seen."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone

from articles import revisions
from articles.models import Article
from tests.factories import (
    HOUR,
    AuthorFactory,
    PictureFactory,
    SourceFactory,
    TopicFactory,
    cited,
    embed,
    figure,
    published,
    ref,
    related,
    story,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def warm():
    """The one thing that a process looks up once and keeps."""
    ContentType.objects.get_for_model(Article)


def full_story(by, rounds):
    """A story with four blocks a round, each with what it can point to, and a citation."""
    target = published(slugline="BRIDGE", at=timezone.now() - HOUR)
    blocks, citations = {}, {}
    for _ in range(rounds):
        blocks |= {
            ref(): related(("", target), ("Elsewhere", "https://port.example/"), ("Words", None)),
            ref(): embed(poster=PictureFactory().pk),
            ref(): figure(PictureFactory()),
            ref(): {"kind": "factbox", "title": "Box", "text": "Line"},
        }
        citations[ref()] = cited(SourceFactory())
    body = "<p>One.</p>" + "".join(revisions.placeholder(b["kind"], r) for r, b in blocks.items())
    return story(
        by=by,
        slugline="FULL",
        blocks=blocks,
        citations=citations,
        body=body,
        author=AuthorFactory(),
        topics=[TopicFactory(), TopicFactory()],
        follows=target.pk,
    )


@pytest.mark.parametrize("rounds", [1, 10])
def test_story_form_opens_in_34_queries_whatever_its_blocks(
    client, sign_in, django_assert_num_queries, rounds
):
    ferry = full_story(sign_in("Reporter", "Editor", "Publisher"), rounds)
    assert len(ferry.revisions.get().document["blocks"]) == 4 * rounds

    with django_assert_num_queries(34):
        client.get(ferry.get_desk_url())


@pytest.mark.parametrize("stories", [1, 30])
def test_list_costs_the_same_for_1_and_30_stories(
    client, sign_in, django_assert_num_queries, stories
):
    person = sign_in("Editor")
    for number in range(stories):
        story(by=person, slugline=f"STORY {number}")

    with django_assert_num_queries(11):
        client.get(reverse("admin:articles_article_changelist"))


@pytest.mark.parametrize("stories", [1, 15])
def test_autocomplete_costs_the_same_for_1_and_15_stories(
    client, sign_in, django_assert_num_queries, stories
):
    person = sign_in("Editor")
    for number in range(stories):
        story(by=person, slugline=f"STORY {number}")
    asked = {
        "app_label": "articles",
        "model_name": "relatedlink",
        "field_name": "story",
        "term": "",
    }

    with django_assert_num_queries(6):
        client.get(reverse("admin:autocomplete"), asked)
