"""ninjs: what agencies and partners take in is by the standard, and nothing that may not leave."""

import pytest
from django.conf import settings

from articles import workflow
from articles.feeds import lasting_id
from articles.models import PolicyPage
from tests.factories import HOUR, AuthorFactory, PictureFactory, TopicFactory, chief, published
from tests.kit import ninjs_faults
from tests.pages import YESTERDAY, path_of, with_lead

pytestmark = pytest.mark.django_db

SITE = settings.NEWSROOM_SITE_URL


def taken_in(client, address="/feeds/ninjs.json"):
    response = client.get(address)
    assert response.status_code == 200
    package = response.json()
    assert ninjs_faults(package) == []
    return package


def iso(moment):
    return moment.isoformat(timespec="seconds")


def test_a_story_is_an_item_by_itself(client):
    PolicyPage.objects.create(role="ethics", title="Ethics", text="We ask.", is_shown=True)
    article = published(
        at=YESTERDAY,
        author=AuthorFactory(name="Ada Quay", slug="ada-quay"),
        topics=[TopicFactory(name="Ferries", slug="ferries")],
        type_of_work="analysis",
        dateline="SABLE BAY",
        kicker="Ferries",
        weight=2,
        **with_lead(
            PictureFactory(
                width=1920, height=1280, copyright_notice="© Coast", machine_made="wholly"
            )
        ),
    )

    response = client.get("/feeds/ninjs.json")
    package = taken_in(client)

    assert response["Access-Control-Allow-Origin"] == "*"
    assert package["standard"]["version"] == "3.1"
    assert {
        "role": "https://schema.org/ethicsPolicy",
        "href": f"{SITE}/ethics/",
    } in package["trustIndicators"]
    (item,) = package["associations"]
    edition = article.editions.get()
    (body,) = item.pop("bodies")
    assert (body["contentType"], body["wordCount"]) == ("text/html", edition.word_count)
    assert f'src="{SITE}/media/' in body["value"]
    (picture,) = item.pop("associations")
    assert (picture["by"], picture["copyrightNotice"]) == (
        "Drawn by the paper · Made by a machine",
        "© Coast",
    )
    assert picture["digitalSourceType"]["uri"].endswith("/trainedAlgorithmicMedia")
    assert picture["renditions"][0]["width"] == 1280
    assert item == {
        "name": edition.headline,
        "rel": "item",
        "uri": lasting_id(f"{YESTERDAY:%Y-%m-%d}", f"story:{article.pk}"),
        "standard": package["standard"],
        "type": "text",
        "representationType": "full",
        "pubStatus": "usable",
        "version": str(edition.pk),
        "firstCreated": iso(edition.first_published_at),
        "versionCreated": iso(edition.live_from),
        "language": "en",
        "urgency": 3,
        "located": "SABLE BAY",
        "altIds": [{"role": "web", "value": SITE + path_of(article)}],
        "headlines": [
            {"role": "main", "value": edition.headline},
            {"role": "kicker", "value": "Ferries"},
        ],
        "descriptions": [{"role": "summary", "value": edition.dek}],
        "by": "Ada Quay",
        "infoSources": [{"name": "Ada Quay", "role": "author", "uri": f"{SITE}/authors/ada-quay/"}],
        "copyrightHolder": settings.NEWSROOM_NAME,
        "genres": [{"name": "Analysis", "uri": "http://cv.iptc.org/newscodes/genre/Analysis"}],
        "subjects": [
            {"name": "World", "uri": f"{SITE}/world/", "rel": "about"},
            {"name": "Ferries", "uri": f"{SITE}/topics/ferries/", "rel": "about"},
        ],
    }


def test_what_may_not_leave_the_site_says_so_and_stays(client):
    published(
        at=YESTERDAY,
        origin="agency",
        origin_source="Coast Wire",
        may_syndicate=False,
        body="<p>Stays at home.</p>",
    )

    (item,) = taken_in(client)["associations"]

    assert "Stays at home" not in client.get("/feeds/ninjs.json").content.decode()
    assert (item["representationType"], "bodies" in item) == ("partial", False)
    assert item["usageTerms"] == "The text may not be published elsewhere."
    assert item["copyrightHolder"] == "Coast Wire"
    assert {"name": "Coast Wire", "role": "origin"} in item["infoSources"]


def test_a_correction_is_a_new_version_and_told_to_the_desk_that_printed_it(client):
    by = chief()
    article = published(by=by, at=YESTERDAY)
    (before,) = taken_in(client)["associations"]

    workflow.correct(article, by=by, at=YESTERDAY + HOUR, notice="It left at eight.")

    (after,) = taken_in(client, "/world/feeds/ninjs.json")["associations"]
    assert after["uri"] == before["uri"]
    assert int(after["version"]) > int(before["version"])
    assert after["edNote"] == f"Correction, {iso(YESTERDAY + HOUR)}: It left at eight."


def test_a_list_without_stories_is_an_item_all_the_same(client):
    assert "associations" not in taken_in(client)
