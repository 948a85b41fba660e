"""The publish sheet: it says what will happen, and does that or nothing."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles import revisions, workflow
from articles.models import Correction, Edition
from tests.articles.admin.conftest import errors_of, page_of, said
from tests.factories import (
    HOUR,
    PictureFactory,
    SectionFactory,
    UserFactory,
    embed,
    figure,
    published,
    ref,
    related,
    story,
)

pytestmark = pytest.mark.django_db


def sheet_address(ferry):
    return reverse("admin:articles_article_publish", args=[ferry.pk])


@pytest.fixture
def sheet(client):
    """Open the sheet of a story, or press its button with these decisions."""

    class Sheet:
        def open(self, ferry):
            return client.get(sheet_address(ferry))

        def press(self, ferry, **decisions):
            decisions = {"version": ferry.version, "when": "now"} | decisions
            return client.post(sheet_address(ferry), decisions)

    return Sheet()


def listed(response, heading):
    """What stands under a heading of the checks."""
    found = page_of(response).xpath(f"//h3[text()='{heading}']/following-sibling::ul[1]/li")
    return [" ".join(item.text_content().split()) for item in found]


def buttons_of(page):
    """What the buttons say; the first one is pressed by Enter in a field."""
    return [button.text_content() for button in page.xpath("//form//button[@name='when']")]


def waiting_for_video(**kwargs):
    slot, links = ref(), ref()
    blocks = {
        slot: embed(provider="", embed_id="", title="The boat"),
        links: related(("Night trains", None)),
    }
    body = "<p>One.</p>" + "".join(revisions.placeholder(b["kind"], r) for r, b in blocks.items())
    return story(blocks=blocks, body=body, **kwargs), slot


def test_publish_now_puts_the_newest_version_before_readers(sheet, sign_in, client):
    chief = sign_in("Editor", "Publisher")
    ferry = story(slugline="FERRY", section=SectionFactory(slug="city"))

    response = sheet.press(ferry)

    edition = Edition.objects.live().get()
    assert (edition.article, edition.published_by) == (ferry, chief)
    start = timezone.localtime(edition.live_from)
    page = client.get(response.url)
    assert said(page) == [f"Live {start:%H:%M:%S}. See it"]
    assert page_of(page).xpath("//ul[@class='messagelist']//a/@href") == [edition.path]


def test_sheet_says_what_and_where(sheet, sign_in):
    sign_in("Editor", "Publisher")
    ferry = story(headline="Ferry returns to quay", section=SectionFactory(slug="city"))
    today = timezone.localtime()

    page = page_of(sheet.open(ferry))

    assert page.xpath("//code/text()") == [f"/city/{today:%Y/%m/%d}/ferry-returns-to-quay/"]
    assert page.xpath("//form//strong/text()") == ["Ferry returns to quay"]
    assert buttons_of(page) == ["Schedule for this time", "Publish now"]


def test_sheet_names_who_approved_the_version(sheet, sign_in):
    sign_in("Publisher")
    ferry = story()
    workflow.approve(ferry, by=UserFactory(roles=["Editor"], first_name="Ana", last_name="Paz"))

    assert "Version 1. Approved by Ana Paz, " in sheet.open(ferry).content.decode()


def test_stops_stand_first_each_with_the_way_to_its_place(sheet, sign_in):
    sign_in("Editor", "Publisher")
    ferry = story(headline="Ferry TK", dek="")

    response = sheet.open(ferry)

    assert listed(response, "These stop it") == [
        "“TK” stands in the headline. Finish the sentence."
    ]
    assert "The dek is empty. One sentence under the headline." in listed(response, "Look at these")
    way = page_of(response).xpath("//h3[text()='These stop it']/following-sibling::ul[1]//a/@href")
    assert way == [f"{ferry.get_desk_url()}#id_headline"]


def test_stopped_story_is_not_published(sheet, sign_in):
    sign_in("Editor", "Publisher")
    ferry = story(headline="Ferry TK")

    response = sheet.press(ferry)

    assert errors_of(response) == ["Not published: 1 thing. See below."]
    assert listed(response, "These stop it") == [
        "“TK” stands in the headline. Finish the sentence."
    ]
    assert Edition.objects.count() == 0


def test_way_to_a_block_names_its_ref(sheet, sign_in):
    sign_in("Editor", "Publisher")
    mark = ref()
    ferry = story(blocks={mark: figure(PictureFactory(alt_text=""), is_lead=True)})

    page = page_of(sheet.open(ferry))

    ways = page.xpath("//h3[text()='These stop it']/following-sibling::ul[1]//a/@href")
    assert ways == [f"{ferry.get_desk_url()}#block-{mark}"]


def test_what_is_not_there_yet_stops_until_it_is_left_out(sheet, sign_in):
    sign_in("Editor", "Publisher")
    ferry, _slot = waiting_for_video()

    opened = sheet.open(ferry)
    refused = sheet.press(ferry)

    unresolved = [
        "“The boat” needs a video. Paste its address, or leave it out for now.",
        "“Night trains” needs a link. Choose it, or leave it out for now.",
    ]
    assert listed(opened, "These are not there yet") == unresolved
    assert listed(refused, "These are not there yet") == unresolved
    assert page_of(opened).xpath("//input[@name='leave_out']/@type") == ["checkbox"]
    assert Edition.objects.count() == 0


def test_left_out_blocks_stay_in_the_draft(sheet, sign_in):
    sign_in("Editor", "Publisher")
    ferry, slot = waiting_for_video()

    sheet.press(ferry, leave_out="on")

    edition = Edition.objects.live().get()
    assert edition.document["blocks"] == {}
    assert ferry.embeds.count() == 1
    assert slot in ferry.body


def test_leave_out_is_not_offered_without_need(sheet, sign_in):
    sign_in("Editor", "Publisher")

    assert page_of(sheet.open(story())).xpath("//input[@name='leave_out']") == []


def test_schedule_goes_out_at_that_time_in_the_sites_zone(sheet, sign_in, client, settings):
    settings.TIME_ZONE = "America/Lima"
    sign_in("Editor", "Publisher")
    ferry = story()

    with timezone.override("America/Lima"):
        response = sheet.press(ferry, when="later", go_live_at="2030-05-13T18:00")

    edition = Edition.objects.get()
    assert edition.live_from.isoformat() == "2030-05-13T23:00:00+00:00"
    assert "Scheduled for Monday 13 May 2030 18:00 -05." in said(client.get(response.url))


def test_sheet_names_the_zone(sheet, sign_in, settings):
    sign_in("Editor", "Publisher")

    assert f"In the site’s time zone, {settings.TIME_ZONE}." in sheet.open(story()).content.decode()


@pytest.mark.parametrize(
    ("when", "error"),
    [
        ("", "Say when it goes out."),
        ("2020-01-01T10:00", "This time has passed."),
        ("tomorrow", "Enter a valid date/time."),
    ],
)
def test_schedule_needs_a_time_to_come(sheet, sign_in, when, error):
    sign_in("Editor", "Publisher")

    response = sheet.press(story(), when="later", go_live_at=when)

    assert errors_of(response) == [error]
    assert Edition.objects.count() == 0


def test_embargo_proposes_its_own_end(sheet, sign_in):
    sign_in("Editor", "Publisher")
    ferry = story()
    ferry.embargo_until = timezone.now() + timedelta(days=1)
    ferry.save()

    page = page_of(sheet.open(ferry))
    response = sheet.press(ferry)

    assert page.xpath("//button[@name='when']/@value") == ["later"]
    assert page.xpath("//input[@name='go_live_at']/@value") == [
        f"{timezone.localtime(ferry.embargo_until):%Y-%m-%dT%H:%M}"
    ]
    assert errors_of(response) == ["Not published: 1 thing. See below."]


def test_stale_version_is_not_published(sheet, sign_in):
    chief = sign_in("Editor", "Publisher")
    ferry = story()
    ferry.headline = "Changed meanwhile"
    ferry.save()
    workflow.keep(ferry, by=chief)

    response = sheet.press(ferry, version=1)

    (error,) = errors_of(response)
    assert error.startswith("Not published: FERRY was saved by somebody else meanwhile")
    assert Edition.objects.count() == 0


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30])
def test_sheet_without_a_version_publishes_nothing(sheet, sign_in, version):
    sign_in("Editor", "Publisher")

    sheet.press(story(), version=version)

    assert Edition.objects.count() == 0


def test_publisher_cannot_publish_what_nobody_approved(sheet, sign_in):
    person = sign_in("Publisher")
    person.groups.get().permissions.filter(codename="approve_article").delete()
    ferry = story()

    response = sheet.press(ferry)

    assert errors_of(response) == [
        "Not published: FERRY is not approved: ask somebody who may approve it."
    ]


def test_editor_without_the_right_gets_no_sheet(sheet, sign_in):
    sign_in("Editor")

    assert sheet.open(story()).status_code == 403


# A live story -------------------------------------------------------------------------


@pytest.fixture
def live(sign_in):
    """A live story with a newer draft, and the chief signed in."""
    chief = sign_in("Editor", "Publisher", "Reporter")
    ferry = published(by=chief, at=timezone.now() - HOUR)
    ferry.dek = "Changed."
    ferry.save()
    workflow.keep(ferry, by=chief)
    return ferry


def test_first_publication_is_not_asked_for_a_kind_of_change(sheet, sign_in):
    sign_in("Editor", "Publisher")

    assert page_of(sheet.open(story())).xpath("//input[@name='change']") == []


def test_live_story_offers_the_kinds_of_change_in_the_desks_words(sheet, live):
    page = page_of(sheet.open(live))

    offered = [
        " ".join(label.text_content().split())
        for label in page.xpath("//div[@id='id_change']//label")
    ]
    assert offered == [
        "Fix (no notice): Spelling, links, layout. Readers are not told, the time stays.",
        "Update: Something is new. Readers see one line that says what.",
        "Clarification: It was right but could mislead.",
        "Correction: It was wrong. A dated notice stays on the page for good.",
    ]
    assert buttons_of(page) == ["Schedule for this time", "Put the update live"]


def test_live_story_needs_a_kind_of_change(sheet, live):
    response = sheet.press(live)

    assert errors_of(response) == ["Readers have this story: say what kind of change it is."]
    assert live.editions.count() == 1


def test_fix_moves_no_time(sheet, live):
    sheet.press(live, change="fix", what_is_new="Never shown", correction="Never shown")

    newest = live.editions.order_by("-live_from").first()
    assert (newest.change, newest.what_is_new, newest.updated_at) == ("fix", "", None)
    assert Correction.objects.count() == 0


def test_update_says_what_is_new(sheet, live):
    refused = sheet.press(live, change="update")
    sheet.press(live, change="update", what_is_new="The second boat", to_top="on")

    assert errors_of(refused) == ["Say in one line what is new: readers see it."]
    newest = live.editions.order_by("-live_from").first()
    assert (newest.what_is_new, newest.to_top) == ("The second boat", True)


def test_correction_needs_its_notice_and_keeps_it(sheet, live):
    refused = sheet.press(live, change="correction")
    sheet.press(live, change="correction", correction="The boat has 40 seats, not 400.")

    assert errors_of(refused) == ["Say what was wrong: readers get a dated notice."]
    notice = Correction.objects.get()
    assert notice.text == "The boat has 40 seats, not 400."
    assert notice.is_issued


def test_correction_that_waits_on_the_story_is_enough(sheet, live):
    live.corrections.create(ref=ref(), text="It was 40.")
    workflow.keep(live, by=live.created_by)
    live.refresh_from_db()

    sheet.press(live, change="correction")

    assert Correction.objects.get().is_issued


def test_second_press_of_the_same_sheet_publishes_no_second_update(sheet, live):
    sheet.press(live, change="update", what_is_new="Once")
    again = sheet.press(live, change="update", what_is_new="Once")

    assert errors_of(again) == ["Readers have v2 already. Change the story first."]
    assert live.editions.count() == 2


def test_second_press_of_a_first_publication_publishes_nothing(sheet, sign_in):
    sign_in("Editor", "Publisher")
    ferry = story()

    sheet.press(ferry)
    sheet.press(ferry)

    assert ferry.editions.count() == 1


def test_same_version_may_go_out_as_a_fix_with_what_was_left_out(sheet, sign_in):
    chief = sign_in("Editor", "Publisher")
    target = story(slugline="BRIDGE", by=chief)
    mark = ref()
    ferry = published(
        by=chief,
        at=timezone.now() - HOUR,
        blocks={mark: related(("", target))},
        body=f"<p>One.</p>{revisions.placeholder('related', mark)}",
        leave_out=True,
    )
    workflow.publish(target, by=chief)

    sheet.press(ferry, change="fix")

    newest = ferry.editions.order_by("-live_from").first()
    assert list(newest.document["blocks"]) == [mark]
