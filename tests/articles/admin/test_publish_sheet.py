"""The publish sheet: it says what will happen, and does that or nothing."""

from datetime import UTC, datetime, time, timedelta

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


def labels_of(page, field):
    return [
        " ".join(label.text_content().split())
        for label in page.xpath(f"//div[@id='id_{field}']//label")
    ]


def chosen(page, field):
    return page.xpath(f"//input[@name='{field}'][@checked]/@value")


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
    assert said(page) == [f"Live {start:%H:%M:%S}. See it Undo for 60 s Copy link"]
    told = page_of(page).xpath("//ul[@class='messagelist']")[0]
    assert told.xpath(".//a/@href") == [edition.path]
    assert told.xpath(".//button/@data-copy") == [edition.path]
    undo = told.xpath(".//button[@form='move-undo']")
    assert len(undo) == len(page_of(page).xpath("//form[@id='move-undo']")) == 1


def test_sheet_says_what_and_where(sheet, sign_in):
    sign_in("Editor", "Publisher")
    ferry = story(headline="Ferry returns to quay", section=SectionFactory(slug="city"))
    today = timezone.localtime()

    page = page_of(sheet.open(ferry))

    assert page.xpath("//code/text()") == [f"/city/{today:%Y/%m/%d}/ferry-returns-to-quay/"]
    assert page.xpath("//form//strong/text()") == ["Ferry returns to quay"]
    first, *usual, last = buttons_of(page)
    assert (first, last) == ("Publish at this time", "Publish now")
    assert [words[:8] for words in usual] == ["Publish "] * 3


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

    assert "now" not in page.xpath("//button[@name='when']/@value")
    kept = timezone.localtime(ferry.embargo_until + timedelta(seconds=1)).replace(microsecond=0)
    (proposed,) = page.xpath("//input[@name='go_live_at']/@value")
    assert datetime.fromisoformat(proposed) == kept.replace(tzinfo=None)
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

    offered = labels_of(page, "change")
    assert offered == [
        "Fix (no notice): Spelling, links, layout. Readers are not told, the time stays.",
        "Update: Something is new. Readers see one line that says what.",
        "Clarification: It was right but could mislead.",
        "Correction: It was wrong. A dated notice stays on the page for good.",
    ]
    assert buttons_of(page)[0] == "Publish at this time"


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


def test_second_press_of_a_first_publication_says_that_readers_have_it(sheet, sign_in):
    sign_in("Editor", "Publisher")
    ferry = story()

    sheet.press(ferry)
    again = sheet.press(ferry)

    assert errors_of(again) == ["Readers have v1 already. Change the story first."]
    assert ferry.editions.count() == 1


def test_second_press_of_a_correction_names_who_published_and_when(sheet, live):
    decisions = {"change": "correction", "correction": "It was 40."}
    sheet.press(live, version=2, **decisions)
    again = sheet.press(live, version=2, **decisions)

    edition = live.editions.order_by("-live_from").first()
    start = timezone.localtime(edition.live_from)
    assert errors_of(again) == [
        f"Readers have v3 already: {edition.published_by.get_full_name()} published it "
        f"at {start:%H:%M:%S}."
    ]
    assert live.editions.count() == 2


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


# The kind of change is proposed ---------------------------------------------------------


def changed(ferry, **fields):
    for name, value in fields.items():
        setattr(ferry, name, value)
    ferry.save()
    workflow.keep(ferry, by=ferry.created_by)
    return ferry


def test_small_difference_is_proposed_as_a_fix_in_a_sentence(sheet, sign_in):
    chief = sign_in("Editor", "Publisher", "Reporter")
    ferry = published(by=chief, at=timezone.now() - HOUR, body="<p>The boat, is back.</p>")
    changed(ferry, body="<p>The boat is back.</p>")

    page = page_of(sheet.open(ferry))

    assert chosen(page, "change") == ["fix"]
    assert "It looks like a fix: only punctuation, spelling" in page.text_content()
    assert buttons_of(page)[-1] == "Put the fix live"


def test_headline_and_numbers_are_proposed_as_an_update_with_the_question(sheet, sign_in):
    chief = sign_in("Editor", "Publisher", "Reporter")
    ferry = published(by=chief, at=timezone.now() - HOUR, body="<p>40 boats.</p>")
    changed(ferry, body="<p>400 boats.</p>", headline="More boats")

    page = page_of(sheet.open(ferry))

    assert chosen(page, "change") == ["update"]
    assert "Is it new? Update. Was it wrong before? Correction." in page.text_content()
    assert buttons_of(page)[-1] == "Put the update live"


def test_notice_that_waits_proposes_its_own_kind(sheet, live):
    live.corrections.create(ref=ref(), kind="clarification", text="It could mislead.")
    workflow.keep(live, by=live.created_by)

    page = page_of(sheet.open(live))

    assert chosen(page, "change") == ["clarification"]
    assert buttons_of(page)[-1] == "Put the clarification live"


# When ------------------------------------------------------------------------------------


def test_usual_times_are_one_press_each(sheet, sign_in, settings):
    sign_in("Editor", "Publisher")
    settings.NEWSROOM_USUAL_TIMES = [time(6, 0)]
    ferry = story()

    page = page_of(sheet.open(ferry))
    _later, button, _now = page.xpath("//button[@name='when']")
    sheet.press(ferry, when=button.get("value"))

    edition = ferry.editions.get()
    local = timezone.localtime(edition.live_from)
    assert (local.hour, local.minute) == (6, 0)
    today = local.date() == timezone.localdate()
    assert button.text_content() == f"Publish {'today' if today else 'tomorrow'} 06:00"


@pytest.mark.parametrize("when", ["", "soon", "2020-01-01T10:00:00+00:00", "2030-05-13T18:00"])
def test_button_of_no_moment_publishes_nothing(sheet, sign_in, when):
    sign_in("Editor", "Publisher")

    response = sheet.press(story(), when=when)

    assert len(errors_of(response)) == 1
    assert Edition.objects.count() == 0


def test_time_in_the_field_does_not_hold_up_publishing_now(sheet, sign_in):
    sign_in("Editor", "Publisher")
    ferry = story()

    sheet.press(ferry, go_live_at="tomorrow")

    assert ferry.editions.live().count() == 1


def test_time_that_the_clock_skips_or_has_twice_is_explained(sheet, sign_in, settings):
    settings.TIME_ZONE = "Europe/Madrid"
    sign_in("Editor", "Publisher")
    ferry = story()

    with timezone.override("Europe/Madrid"):
        skipped = sheet.press(ferry, when="later", go_live_at="2030-03-31T02:30")
        twice = sheet.press(ferry, when="later", go_live_at="2030-10-27T02:30")

    assert errors_of(skipped) == [
        "On 31 March 2030 the clock goes forward and 02:30 is skipped. "
        "Choose 03:30, or another time."
    ]
    assert errors_of(twice) == [
        "On 27 October 2030 the clock goes back and 02:30 comes twice. "
        "Choose a time before or after that hour."
    ]
    assert Edition.objects.count() == 0


def test_seconds_of_an_embargo_are_kept(sheet, sign_in):
    sign_in("Editor", "Publisher")
    ferry = story()
    ferry.embargo_until = datetime(2030, 5, 13, 18, 0, 17, tzinfo=UTC)
    ferry.save()

    page = page_of(sheet.open(ferry))
    (field,) = page.xpath("//input[@name='go_live_at']")
    sheet.press(ferry, when="later", go_live_at=field.get("value"))

    assert field.get("step") == "1"
    assert ferry.editions.get().live_from == ferry.embargo_until


# Something is scheduled already ----------------------------------------------------------


@pytest.fixture
def coming(live):
    """The live story with its draft set for tomorrow, and a newer draft since."""
    workflow.publish(
        live,
        by=live.created_by,
        go_live_at=timezone.now() + timedelta(days=1),
        change="update",
        what_is_new="The second boat",
    )
    return changed(live, kicker="Harbour")


def test_publish_now_over_a_schedule_is_asked_first(sheet, coming):
    page = page_of(sheet.open(coming))
    response = sheet.press(coming, change="fix")

    assert labels_of(page, "scheduled") == [
        "Keep it: this goes into it as well, and it goes out at its time",
        "Cancel it, once this is out",
    ]
    assert chosen(page, "scheduled") == []
    assert errors_of(response) == ["Say first what becomes of what is scheduled."]
    assert coming.editions.count() == 2


def test_kept_schedule_has_the_change_merged_in(sheet, coming):
    sheet.press(coming, change="fix", scheduled="keep")

    live = coming.editions.live().get()
    later = coming.editions.scheduled().get()
    assert [edition.kicker for edition in (live, later)] == ["Harbour", "Harbour"]
    assert later.what_is_new == "The second boat"


def test_cleared_schedule_goes_only_when_the_publication_succeeds(sheet, coming):
    changed(coming, headline="Ferry TK")
    refused = sheet.press(coming, change="fix", scheduled="clear")
    stood = coming.editions.scheduled().count()
    changed(coming, headline="Ferry sails")

    sheet.press(coming, change="fix", scheduled="clear")

    assert errors_of(refused) == ["Not published: 1 thing. See below."]
    assert stood == 1
    assert coming.editions.scheduled().count() == 0
    assert coming.editions.live().get().headline == "Ferry sails"


def fix_the_dek(ferry, dek):
    """Change it on the live page, and let draft and schedule keep their own."""
    live = ferry.editions.live().get()
    document = revisions.upgrade(live.revision.document)
    document["fields"]["dek"] = dek
    targets = ["draft", f"scheduled-{ferry.editions.scheduled().get().pk}"]
    workflow.fix_live(
        ferry,
        by=ferry.created_by,
        document=document,
        base=live.revision.number,
        choices={target: {"field:dek": "mine"} for target in targets},
    )


def test_places_that_both_versions_changed_are_chosen_before_anything_goes_out(sheet, sign_in):
    chief = sign_in("Editor", "Publisher", "Reporter")
    ferry = published(by=chief, at=timezone.now() - HOUR)
    changed(ferry, dek="The evening dek.")
    workflow.publish(
        ferry,
        by=chief,
        go_live_at=timezone.now() + timedelta(days=1),
        change="update",
        what_is_new="Evening",
    )
    changed(ferry, dek="The dek of now.")
    fix_the_dek(ferry, "The dek of noon.")
    later = ferry.editions.scheduled().get()
    decisions = {"change": "fix", "scheduled": "keep"}

    asked = page_of(sheet.press(ferry, **decisions))
    radios = asked.xpath("//input[starts-with(@name, 'choice-')]")
    bound = asked.xpath("//input[@name='chosen_for']/@value")[0]
    before = ferry.editions.count()
    name = f"choice-scheduled-{later.pk}/field:dek"
    sheet.press(ferry, chosen_for=bound, **{name: "mine"}, **decisions)

    assert {radio.get("name") for radio in radios} == {name}
    assert [radio for radio in radios if radio.get("checked")] == []
    assert "The evening dek." in asked.text_content()
    assert "The dek of now." in asked.text_content()
    assert before == 3
    assert ferry.editions.live().get().dek == "The dek of now."
    assert ferry.editions.scheduled().get().dek == "The evening dek."


# Publish anyway --------------------------------------------------------------------------


def test_publish_anyway_needs_the_right_and_a_reason(sheet, sign_in):
    sign_in("Editor", "Publisher")
    ferry = story(headline="Ferry TK")

    page = page_of(sheet.open(ferry))
    refused = sheet.press(ferry, override="   ")
    sheet.press(ferry, override="The mayor waits.")

    assert page.xpath("//details/summary/text()") == ["Publish anyway…"]
    assert "Your name and reason stay in the history." in page.text_content()
    assert errors_of(refused) == ["Not published: 1 thing. See below."]
    assert ferry.editions.live().get().headline == "Ferry TK"
    assert ferry.moves.first().reason == "The mayor waits."


def test_publish_anyway_is_not_offered_where_nothing_may_be_overridden(sheet, sign_in):
    sign_in("Editor", "Publisher")
    sponsored = story(origin="sponsor", origin_source="")
    fine = story(slugline="FINE")

    for ferry in (sponsored, fine):
        assert page_of(sheet.open(ferry)).xpath("//*[@name='override']") == []
    response = sheet.press(sponsored, override="They paid.")
    assert errors_of(response) == ["Not published: 1 thing. See below."]
    assert Edition.objects.count() == 0


def test_publish_anyway_is_not_offered_without_the_right(sheet, sign_in):
    person = sign_in("Editor", "Publisher")
    group = person.groups.get(name="Publisher")
    group.permissions.filter(codename="override_article").delete()

    ferry = story(headline="Ferry TK")

    assert page_of(sheet.open(ferry)).xpath("//*[@name='override']") == []


# Where it will stand ---------------------------------------------------------------------


def test_changed_section_says_what_happens_and_offers_to_keep_the_address(sheet, live):
    former = live.editions.get().path
    changed(live, section=SectionFactory(slug="sport"))

    page = page_of(sheet.open(live))
    sheet.press(live, change="fix", keep_address="on")

    assert "This changes the address; 1 redirect will be made." in page.text_content()
    edition = live.editions.live().get()
    assert (edition.section.slug, edition.path) == ("sport", former)


def test_address_changes_where_it_is_not_kept(sheet, live, client):
    former = live.editions.get().path
    changed(live, section=SectionFactory(slug="sport"))
    sheet.press(live, change="fix")

    response = client.get(former)

    assert response.status_code == 301
    assert response.headers["Location"] == former.replace("/world/", "/sport/")


def test_same_address_is_not_asked_about(sheet, live):
    assert page_of(sheet.open(live)).xpath("//input[@name='keep_address']") == []


def test_withdrawn_story_may_count_as_new(sheet, sign_in):
    chief = sign_in("Editor", "Publisher", "Reporter")
    ferry = published(by=chief, at=timezone.now() - timedelta(days=2))
    workflow.withdraw(ferry, by=chief)

    page = page_of(sheet.open(ferry))
    sheet.press(ferry, as_new="on")

    assert page.xpath("//input[@name='as_new']/@type") == ["checkbox"]
    edition = ferry.editions.live().get()
    assert edition.first_published_at == edition.live_from


def test_breaking_news_goes_out_with_what_is_there(sheet, sign_in):
    sign_in("Editor", "Publisher")
    ferry, _slot = waiting_for_video()

    page = page_of(sheet.open(ferry))
    sheet.press(ferry, breaking="on")

    assert page.xpath("//input[@name='breaking']/@type") == ["checkbox"]
    assert ferry.editions.live().get().document["blocks"] == {}


# Undo ------------------------------------------------------------------------------------


def undo(client, ferry):
    return client.post(reverse("admin:articles_article_move", args=[ferry.pk, "undo"]))


def test_undo_takes_a_first_publication_off(sheet, sign_in, client):
    sign_in("Editor", "Publisher")
    ferry = story()
    sheet.press(ferry)

    response = undo(client, ferry)

    assert said(client.get(response.url))[-1] == (
        "FERRY: Undone. Readers no longer have it; its address is unknown to them."
    )
    assert ferry.editions.live().count() == 0
    page = page_of(client.get(ferry.get_desk_url()))
    assert page.xpath("//p[@class='story-bar-state']/strong/text()") == ["Approved"]


def test_undo_of_an_update_puts_the_version_before_back(sheet, live, client):
    sheet.press(live, change="update", what_is_new="A slip")

    response = undo(client, live)

    assert said(client.get(response.url))[-1] == "FERRY: Undone. Readers have v1 again."


def test_undo_comes_too_late_after_its_minute(sign_in, client):
    chief = sign_in("Editor", "Publisher")
    ferry = published(by=chief, at=timezone.now() - timedelta(seconds=61))

    page = page_of(client.get(ferry.get_desk_url()))
    response = undo(client, ferry)

    assert page.xpath("//form[@id='move-undo']") == []
    assert said(client.get(response.url)) == [
        "FERRY: Too late to undo. Use “Put back the version before”, or withdraw it."
    ]
    assert ferry.editions.live().count() == 1
