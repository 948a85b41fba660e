"""Front and the alert line at the desk: what is typed is kept, refused in words, or put out."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from articles import workflow
from articles.models import AlertLine, FrontEdition
from tests.factories import UserFactory, chief, published, story
from tests.pages import page_of, says, select

pytestmark = pytest.mark.django_db

FRONT = reverse("admin:front")
HOUR = timedelta(hours=1)


@pytest.fixture
def publisher(sign_in):
    return sign_in("Publisher", first_name="Gil", last_name="Quay")


@pytest.fixture
def ferry():
    return published(slugline="FERRY", headline="Ferry is back", at=timezone.now() - HOUR)


@pytest.fixture
def rail():
    return published(slugline="RAIL", headline="Rail is shut", at=timezone.now() - 2 * HOUR)


def filled(client):
    """What the browser would send from the page as it stands."""
    form = select(page_of(client.get(FRONT)), "form.front-form")[0]
    return dict(form.form_values())


def press(client, do, **typed):
    """Type into the page and press one of its buttons."""
    typed = {name.replace("__", "-"): value for name, value in typed.items()}
    return client.post(FRONT, filled(client) | typed | {"do": do}, follow=True)


def choices():
    slots = workflow.front_draft(timezone.now()).slots
    return {slot["place"]: slot["article"] for slot in slots}


def test_draft_is_kept_and_readers_do_not_have_it(publisher, client, ferry, rail):
    page = press(client, "save", lead__story=f"Rail ({rail.pk})", lead__headline="Shut again")

    assert "The draft is saved. Readers do not see it." in page.content.decode()
    assert select(page_of(page), "[name=lead-story]")[0].value == f"RAIL: Rail is shut ({rail.pk})"
    assert choices() == {"lead": rail.pk}
    assert says(page_of(client.get("/")), ".card-lead .card-headline") == ["Ferry is back"]


def test_story_is_found_by_its_slugline_and_what_is_unclear_is_said(publisher, client, ferry):
    published(slugline="FERRY 2", headline="Second boat", at=timezone.now() - HOUR)
    story(slugline="DRAFT", headline="Not out")

    assert press(client, "save", lead__story="second boat").status_code == 200
    assert list(choices()) == ["lead"]
    several = press(client, "save", lead__story="ferry", lead__kicker="Now")
    nothing = press(client, "save", lead__story="Not out")

    assert "Several stories are called that: " in several.content.decode()
    assert select(page_of(several), "[name=lead-kicker]")[0].value == "Now"
    assert "No live or scheduled story is called “Not out”." in nothing.content.decode()


def test_places_are_exchanged_and_taken_off(publisher, client, ferry, rail):
    press(client, "save", lead__story=f"({ferry.pk})", beside_1__story="")
    typed = {"beside-1-story": f"({rail.pk})"}
    client.post(FRONT, filled(client) | typed | {"do": "up:beside-1"})
    assert choices() == {"lead": rail.pk, "beside-1": ferry.pk}

    press(client, "down:beside-1")
    press(client, "remove:lead")
    assert choices() == {"beside-2": ferry.pk}


def test_what_fills_a_place_stands_there_in_grey(publisher, client, ferry, rail):
    press(client, "save", lead__story=f"({rail.pk})")

    page = page_of(client.get(FRONT))

    assert says(page, "#place-lead .front-fill") == []
    assert says(page, "#place-beside-1 .front-fill") == ["Fills itself: Ferry is back"]


def test_somebody_else_s_save_is_said_and_nothing_typed_is_lost(publisher, client, ferry, rail):
    page = filled(client)
    other = chief(first_name="Ana", last_name="Other")
    slot = {"place": "lead", "article": ferry.pk, "kicker": "", "headline": "", "until": None}
    workflow.save_front_draft([slot], by=other, base_version=0)
    typed = page | {"lead-story": f"({rail.pk})", "lead-headline": "Mine", "do": "launch"}

    refused = client.post(FRONT, typed)

    assert "Ana Other saved the front today" in refused.content.decode()
    assert says(page_of(refused), "#place-lead .front-theirs") == [
        f"In the other draft: FERRY: Ferry is back ({ferry.pk})"
    ]
    assert not FrontEdition.objects.exists()
    again = dict(select(page_of(refused), "form.front-form")[0].form_values())
    assert (again["lead-story"], again["lead-headline"]) == (f"({rail.pk})", "Mine")

    client.post(FRONT, again | {"do": "launch"})
    assert FrontEdition.objects.get().slots[0]["headline"] == "Mine"


def test_launch_schedule_cancel_and_restore(publisher, client, ferry, rail):
    press(client, "launch", lead__story=f"({rail.pk})")
    assert says(page_of(client.get("/")), ".card-lead .card-headline") == ["Rail is shut"]

    missing = press(client, "schedule", lead__story=f"({ferry.pk})")
    assert "Choose when this front goes live." in missing.content.decode()
    at = timezone.localtime() + timedelta(days=1)
    page = press(client, "schedule", lead__story=f"({ferry.pk})", go_live_at=f"{at:%Y-%m-%dT%H:%M}")
    assert says(page_of(page), ".front-list strong") == ["Scheduled", "Live"]

    coming, live = FrontEdition.objects.all()
    client.post(reverse("admin:front_one", args=[coming.pk, "cancel"]))
    told = says(page_of(client.get(FRONT)), ".front-list > .front-about")
    words = date_format(timezone.localtime(coming.live_from), "l j F Y, H:i")
    assert [each.partition(" was cancelled.")[0] for each in told] == [f"The front of {words}"]
    press(client, "launch", lead__story=f"({ferry.pk})")
    client.post(reverse("admin:front_one", args=[live.pk, "restore"]))
    assert says(page_of(client.get("/")), ".card-lead .card-headline") == ["Rail is shut"]
    assert FrontEdition.objects.count() == 3

    gone = client.post(reverse("admin:front_one", args=[coming.pk, "restore"]), follow=True)
    assert "This front is not there any more." in gone.content.decode()


def test_front_launched_meanwhile_is_looked_at_first(publisher, client, ferry):
    page = filled(client) | {"lead-story": f"({ferry.pk})", "do": "launch"}
    version = workflow.front_draft(timezone.now()).version
    workflow.launch_front(by=chief(), base_version=version)

    refused = client.post(FRONT, page)

    assert "Another front went live since you opened this page" in refused.content.decode()
    assert FrontEdition.objects.count() == 1


def test_preview_shows_what_is_typed_to_nobody_else(publisher, client, ferry, rail):
    typed = filled(client) | {"lead-story": f"({rail.pk})", "lead-headline": "Typed"}

    page = client.post(reverse("admin:front_preview"), typed)

    assert says(page_of(page), ".card-lead .card-headline") == ["Typed"]
    assert says(page_of(page), ".preview-bar")[0].startswith("Preview of the front")
    assert "no-store" in page["Cache-Control"]
    assert page["X-Robots-Tag"] == "noindex"
    assert choices() == {}
    assert client.get(reverse("admin:front_preview"), {"at": "soon"}).status_code == 404


def test_stories_offered_are_those_that_exist_for_the_person(publisher, client, ferry):
    hidden = published(slugline="FERRY SECRET")
    hidden.restricted_to.add(UserFactory())

    found = client.get(reverse("admin:front_stories"), {"q": "ferry"}).json()["stories"]

    assert [each["value"] for each in found] == [f"FERRY: Ferry is back ({ferry.pk})"]


def test_story_list_leads_to_the_lead_of_one_story(publisher, client, ferry, rail):
    address = reverse("admin:articles_article_changelist")
    one = client.post(address, {"action": "lead_story", "_selected_action": [ferry.pk]})
    two = client.post(
        address, {"action": "lead_story", "_selected_action": [ferry.pk, rail.pk]}, follow=True
    )

    assert one["Location"] == reverse("admin:articles_article_lead", args=[ferry.pk])
    assert "The front has one lead: tick one story." in two.content.decode()


# The alert line ----------------------------------------------------------------------------

ALERT = reverse("admin:alert")


def test_alert_stands_until_its_time_and_leads_to_its_story_once_live(sign_in, client, ferry):
    sign_in("Night editor")
    ends_at = timezone.localtime() + 3 * HOUR
    coming = story(slugline="COMING")
    workflow.publish(coming, by=chief(), go_live_at=timezone.now() + HOUR)
    typed = {"text": "Barrier shuts at six.", "ends_at": f"{ends_at:%Y-%m-%dT%H:%M}"}

    client.post(ALERT, typed | {"story": f"({coming.pk})", "do": "set"})

    now = timezone.now()
    assert (workflow.alert_at(now).text, workflow.alert_at(now).path) == (typed["text"], None)
    later = workflow.alert_at(now + 2 * HOUR)
    assert later.path == coming.editions.get().path
    assert workflow.alert_at(now + 3 * HOUR) is None

    client.post(ALERT, {"do": "end"})
    assert workflow.alert_at(timezone.now()) is None
    again = client.post(ALERT, {"do": "end"}, follow=True)
    assert "There is no alert line any more." in again.content.decode()


def test_alert_replaces_the_one_before_and_says_what_is_wrong(publisher, client):
    for text in ("First.", "Second."):
        workflow.set_alert(text, by=publisher, ends_at=timezone.now() + HOUR)
    past = {"text": "", "ends_at": "2020-01-01T10:00", "do": "set"}

    page = client.post(ALERT, past | {"text": "Third."})

    assert "This time has passed: choose a later one." in page.content.decode()
    assert workflow.alert_at(timezone.now()).text == "Second."
    assert AlertLine.objects.filter(live_until__lte=timezone.now()).count() == 1
