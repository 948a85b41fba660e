"""What the paper has on file for the names, titles and addresses in raw copy."""

import pytest

from articles import workflow
from articles.intake import matching, read
from articles.models import SourceAlias
from tests.factories import (
    NOON,
    AuthorFactory,
    SectionFactory,
    SourceFactory,
    TopicFactory,
    chief,
    document,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return chief()


def live(desk, headline, **fields):
    article = workflow.start(document(headline=headline, **fields), by=desk, at=NOON)
    return workflow.publish(article, by=desk, at=NOON)


def test_names_are_found_whatever_their_case_and_article():
    author = AuthorFactory(name="Ana Ruiz")
    post = SourceFactory(name="Harbour Post")
    times = SourceFactory(name="The Bay Times")
    SourceAlias.objects.create(source=times, name="Lantern Times")
    section, topic = SectionFactory(slug="city"), TopicFactory(name="Boats")

    found = matching.find(
        read(
            "SECTION: CITY\nTOPICS: boats, trains\n\nBy ANA RUIZ\n\n"
            "It failed, The Harbour Post reports.\n\nIt is late, the Lantern Times reports."
        )
    )

    assert found.author("ana  ruiz") == (author.pk, "Ana Ruiz")
    assert found.source("The Harbour Post") == post
    assert found.source("Lantern Times") == times
    assert (found.section, found.topics) == (section.pk, {"boats": topic.pk, "trains": None})


def test_archive_offers_the_three_stories_most_like_a_title(desk):
    wanted = "Night Trains Return to the Coast"
    headlines = [
        "Night trains return to the coast",
        "Night trains may return to the coast",
        "Night trains return to the coast line",
        "Night trains leave the coast for good",
        "Council passes budget",
    ]
    editions = {headline: live(desk, headline) for headline in headlines}

    offers = matching.offers([wanted])[wanted]

    assert [offer.headline for offer in offers] == headlines[:3]
    assert offers[0] == matching.Offer(
        editions[headlines[0]].article_id, headlines[0], editions[headlines[0]].path, 1.0
    )


def test_stories_that_are_not_live_are_never_offered(desk):
    workflow.start(document(headline="Night trains return"), by=desk, at=NOON)

    assert matching.offers(["Night trains return"]) == {"Night trains return": []}


@pytest.mark.parametrize("before", ["", "http://127.0.0.1:8000", "http://localhost"])
def test_address_of_a_live_story_is_that_story(desk, before, settings):
    settings.NEWSROOM_SITE_URL = "http://127.0.0.1:8000"
    settings.ALLOWED_HOSTS = ["localhost"]
    edition = live(desk, "Night trains return")

    assert matching.story_at(before + edition.path) == edition.article_id
    assert matching.story_at(before + edition.path.rstrip("/")) == edition.article_id


@pytest.mark.parametrize("address", ["https://example.org/a/", "//example.org/a/", "http://[", ""])
def test_address_elsewhere_is_no_story_of_ours(address):
    assert matching.path_here(address) is None
    assert matching.story_at(address) is None
