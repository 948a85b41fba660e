"""Site as of: any page at another time, for who may look ahead, and never a killed story."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles import workflow
from tests.factories import SectionFactory, UserFactory, chief, published, story

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(sign_in):
    return sign_in("Editor")


def at(moment, page=""):
    """Where a page stands at a moment; minutes are as close as an address goes."""
    stamp = f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}"
    return reverse("admin:as_of_front", args=[stamp]) + page


def in_an_hour():
    return timezone.now() + timedelta(hours=1)


def scheduled(**fields):
    going_out = story(**fields)
    when = timezone.now() + timedelta(minutes=30)
    workflow.publish(going_out, by=chief(), go_live_at=when)
    return going_out


def test_scheduled_story_stands_on_the_front_at_its_time_and_not_before(editor, client):
    scheduled(headline="Ferry sails again")

    assert "Ferry sails again" in client.get(at(in_an_hour())).content.decode()
    assert "Ferry sails again" not in client.get(at(timezone.now())).content.decode()


def test_links_stay_at_that_time(editor, client):
    ferry = scheduled(headline="Ferry sails again")
    path = ferry.editions.get().path
    front = client.get(at(in_an_hour())).content.decode()
    address = at(in_an_hour(), path.lstrip("/"))

    assert f'href="{address}"' in front
    assert f'href="{path}"' not in front
    assert "Ferry sails again" in client.get(address).content.decode()


def test_past_shows_what_readers_had(editor, client):
    now = timezone.now()
    ferry = published(headline="Ferry stuck", at=now - timedelta(hours=3))
    workflow.withdraw(ferry, by=chief(), notice="Gone.", reason="x", at=now - timedelta(hours=1))
    path = ferry.editions.get().path.lstrip("/")

    then = client.get(at(now - timedelta(hours=2), path))
    assert then.status_code == 200
    assert "As it was" in then.content.decode()
    assert client.get(at(now, path)).status_code == 410
    assert client.get(at(now - timedelta(hours=4), path)).status_code == 404


def test_killed_story_is_in_no_past(editor, client):
    now = timezone.now()
    ferry = published(headline="Ferry stuck", at=now - timedelta(hours=3))
    path = ferry.editions.get().path.lstrip("/")
    workflow.kill(ferry, by=chief(), notice="Gone.", at=now - timedelta(hours=1))

    answer = client.get(at(now - timedelta(hours=2), path))
    assert answer.status_code in (404, 410)
    assert "Ferry stuck" not in answer.content.decode()


def test_story_that_does_not_exist_for_the_person_is_at_no_time(editor, client):
    secret = scheduled(headline="Secret inquiry")
    secret.restricted_to.add(UserFactory(roles=["Editor"]))
    path = secret.editions.get().path.lstrip("/")

    assert "Secret inquiry" not in client.get(at(in_an_hour())).content.decode()
    assert client.get(at(in_an_hour(), path)).status_code == 404

    secret.restricted_to.add(editor)
    assert "Secret inquiry" in client.get(at(in_an_hour())).content.decode()


def test_page_is_kept_by_nobody_and_sets_no_reader_on_the_track(editor, client):
    SectionFactory(slug="world")

    answer = client.get(at(in_an_hour(), "world/"))

    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"].split(", ")
    assert answer["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize(
    "page", ["feeds/rss.xml", "sitemap.xml", "robots.txt", "healthz", "nothing/at/all", "%00"]
)
def test_what_is_no_page_of_the_paper_is_not_found(editor, client, page):
    assert client.get(at(in_an_hour(), page)).status_code in (400, 404)


@pytest.mark.parametrize(
    "stamp", ["tomorrow", "2026-13-01T10:00", "99999-01-01T00:00", "0001-01-01"]
)
def test_time_that_is_none_is_not_found(editor, client, stamp):
    assert client.get(f"/admin/as-of/{stamp}/").status_code == 404


@pytest.mark.parametrize("head", ["/", "%5C", "%09/"])
def test_way_to_the_page_as_it_is_now_stays_on_this_site(editor, client, head):
    answer = client.get(at(in_an_hour()) + f"{head}evil.example/")

    assert 'href="/evil.example/">As it is now' in answer.content.decode()


def test_form_leads_to_the_page_at_that_time(editor, client):
    asked = {"at": "2026-05-04T18:00", "page": "https://paper.example/world/"}

    answer = client.get(reverse("admin:as_of"), asked)

    assert answer["Location"] == "/admin/as-of/2026-05-04T18:00/world/"


def test_form_says_what_is_wrong_with_a_time(editor, client):
    answer = client.get(reverse("admin:as_of"), {"at": "soon", "page": "/"})

    assert answer.status_code == 200
    assert answer.context["form"].errors["at"]


def test_lead_pinned_since_leads_no_earlier_front(editor, client):
    now = timezone.now()
    older = published(headline="Older news", at=now - timedelta(hours=5))
    published(headline="Newer news", at=now - timedelta(hours=4))
    workflow.make_lead(older, by=chief(), at=now - timedelta(hours=1))

    def lead(moment):
        return client.get(at(moment)).context["lead"].headline

    assert lead(now - timedelta(hours=2)) == "Newer news"
    assert lead(now) == "Older news"
