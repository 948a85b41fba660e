"""What a page costs that nobody asked for before, and what ends it once it is kept."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from articles import showing, workflow
from articles.models import Edition, VideoHealth
from articles.purging import UNKNOWN_VIDEO
from tests.articles.test_front import launched, slot
from tests.articles.test_views import full_story, path_of
from tests.factories import SectionFactory, chief, embed, placed, published, ref, related

pytestmark = pytest.mark.django_db

NOW = timezone.now()
HOUR = timedelta(hours=1)


@pytest.fixture
def parts():
    """Parts of pages, held meanwhile as the front door holds them."""
    held = {}

    def holder(names, make):
        if missing := [name for name in names if name not in held]:
            held.update(make(missing))
        return {name: held[name] for name in names}

    with showing.holding(holder):
        yield held


# What it costs --------------------------------------------------------------------------


def test_a_story_with_everything_takes_three_queries(client, parts, django_assert_num_queries):
    path = path_of(full_story())
    first = client.get(path)

    with django_assert_num_queries(3):  # itself, around it, pictures and videos
        again = client.get(path)

    assert again.content == first.content


@pytest.mark.parametrize("count", [3, 12])
@pytest.mark.parametrize(("address", "queries"), [("/", 4), ("/world/", 2)])
def test_lists_take_the_same_few_queries(
    client, parts, django_assert_max_num_queries, address, queries, count
):
    by, world = chief(), SectionFactory(slug="world")
    old = [published(by=by, at=NOW - n * HOUR, section=world) for n in range(1, count + 1)]
    launched(by, slot("lead", old[-1]), at=NOW - HOUR)
    first = client.get(address)

    with django_assert_max_num_queries(queries):
        again = client.get(address)

    assert again.content == first.content


def test_a_card_is_printed_once_for_each_of_its_places(client, parts):
    published(at=NOW - HOUR)
    client.get("/")
    cards = {name: shown for name, (_, shown) in parts.items() if name[0] == "card"}
    edition = Edition.objects.get()

    ((name, shown),) = cards.items()

    assert name[:2] == ("card", edition.pk)
    assert shown.tags == {"site", f"story-{edition.article_id}"}


# What ends it ---------------------------------------------------------------------------


def holding_block(block, **kwargs):
    key = ref()
    return published(at=NOW - HOUR, blocks={key: block}, body=placed(**{key: block}), **kwargs)


def test_a_link_to_a_story_that_is_not_live_is_named(client):
    by = chief()
    target = published(by=by, at=NOW - HOUR)
    article = holding_block(related(("Soon", target)), by=by)
    workflow.withdraw(target, by=by, at=NOW)

    response = client.get(path_of(article))

    assert f"story-{target.pk}" in response.page_tags
    assert "Soon" not in response.content.decode()


def test_a_video_is_named_by_what_is_known_of_it(client):
    path = path_of(holding_block(embed()))
    assert UNKNOWN_VIDEO in client.get(path).page_tags

    health = VideoHealth.objects.create(
        provider="youtube", embed_id=embed()["embed_id"], next_check_at=NOW
    )

    tags = client.get(path).page_tags
    assert f"video-{health.pk}" in tags
    assert UNKNOWN_VIDEO not in tags


def test_a_story_lasts_until_it_is_called_developing_no_more(client):
    until = NOW + HOUR
    article = published(at=NOW - HOUR, developing_until=until.isoformat())

    assert client.get(path_of(article)).page_until == until
    assert client.get("/").page_until <= until


def test_the_front_lasts_until_a_place_is_free_again_and_never_over_midnight(client):
    by = chief()
    article = published(by=by, at=NOW - 2 * HOUR)
    midnight = timezone.make_aware(
        datetime.combine(timezone.localdate() + timedelta(days=1), time.min)
    )
    assert client.get("/").page_until == midnight

    until = timezone.now() + timedelta(seconds=1)
    launched(by, slot("lead", article, until=until), at=NOW - HOUR)

    assert client.get("/").page_until == min(until, midnight)
