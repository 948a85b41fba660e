"""Moves that ask something first: each page says what it does, and does that or nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles import revisions, workflow
from articles.models import FrontLead
from tests.articles.admin.conftest import errors_of, page_of, said
from tests.factories import (
    HOUR,
    PictureFactory,
    UserFactory,
    chief,
    embed,
    figure,
    published,
    ref,
    related,
    story,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(client):
    """Open the page of a move, or press its button as the browser would from that page."""

    class Ask:
        def open(self, ferry, verb, *more):
            return client.get(self.address(ferry, verb, *more))

        def press(self, ferry, verb, *more, page=None, **answers):
            form = page_of(page or self.open(ferry, verb, *more)).xpath(
                "//form[contains(@class, 'desk-question')]"
            )[0]
            values = dict(form.form_values()) | answers
            return client.post(self.address(ferry, verb, *more), values)

        def told(self, response):
            return said(client.get(response.url))

        def address(self, ferry, verb, *more):
            return reverse(f"admin:articles_article_{verb}", args=[ferry.pk, *more])

    return Ask()


def live_story(**kwargs):
    return published(by=chief(), at=timezone.now() - HOUR, **kwargs)


def changed(ferry, **fields):
    for name, value in fields.items():
        setattr(ferry, name, value)
    ferry.save()
    workflow.keep(ferry, by=ferry.created_by)
    return ferry


VERBS = [
    "send_back",
    "hand_over",
    "ask_publisher",
    "ask_read",
    "answer_read",
    "change_time",
    "withdraw",
    "retract",
    "kill",
    "put_back",
]


@pytest.mark.parametrize("verb", VERBS)
def test_page_is_shown_whatever_the_story_and_runs_under_the_strict_policy(ask, sign_in, verb):
    sign_in("Reporter", "Editor", "Publisher", "Administrator")

    for ferry in (story(), live_story()):
        response = ask.open(ferry, verb)
        assert response.status_code == 200
        assert "unsafe-inline" not in response["Content-Security-Policy"]
        assert (
            page_of(response).xpath("//main//*[@style or @onclick]|//main//script[not(@src)]") == []
        )


@pytest.mark.parametrize("verb", VERBS)
def test_page_is_for_those_who_may_make_the_move(ask, sign_in, verb, client):
    sign_in("Reporter")
    ferry = live_story()

    assert ask.open(ferry, verb).status_code == 403
    assert client.post(ask.address(ferry, verb), {"version": 1, "live": 1}).status_code == 403
    assert ferry.editions.live().count() == 1


@pytest.mark.parametrize("verb", VERBS)
def test_page_of_a_story_that_does_not_exist_for_the_person_is_not_found(ask, sign_in, verb):
    sign_in("Reporter", "Editor", "Publisher")
    hushed = live_story(slugline="HUSH")
    hushed.restricted_to.add(hushed.created_by)

    assert ask.open(hushed, verb).status_code == 404


# Off the site -----------------------------------------------------------------------------


def test_withdraw_lists_stories_that_link_here_and_takes_it_off(ask, sign_in):
    person = sign_in("Publisher")
    ferry = live_story()
    story(slugline="BRIDGE", blocks={ref(): related(("", ferry))})
    hushed = story(slugline="HUSH", blocks={ref(): related(("", ferry))})
    hushed.restricted_to.add(hushed.created_by)

    page = page_of(ask.open(ferry, "withdraw"))
    response = ask.press(ferry, "withdraw", notice="Withdrawn: the boat never left.")

    assert page.xpath("//form//li/a/text()") == ["BRIDGE"]
    assert "Takes it off the site. The address says that it was withdrawn." in page.text_content()
    withdrawal = ferry.withdrawals.get()
    assert (withdrawal.notice, withdrawal.by) == ("Withdrawn: the boat never left.", person)
    assert ferry.editions.live().count() == 0
    assert ask.told(response) == ["FERRY: Withdrawn. Its address says so."]


@pytest.mark.parametrize(("verb", "answers"), [("withdraw", {}), ("retract", {"notice": "No."})])
def test_page_opened_before_another_publication_asks_to_look_again(ask, sign_in, verb, answers):
    sign_in("Publisher")
    ferry = live_story()
    page = ask.open(ferry, verb)
    changed(ferry, dek="Other words.")
    workflow.publish(ferry, by=ferry.created_by, change="fix")

    response = ask.press(ferry, verb, page=page, **answers)
    again = ask.press(ferry, verb, page=response, **answers)

    assert errors_of(response) == [
        "Readers have v2 by now. Look at it again, then press once more."
    ]
    assert again.status_code == 302


def test_newer_draft_does_not_hold_up_a_withdrawal(ask, sign_in):
    sign_in("Publisher")
    ferry = live_story()
    page = ask.open(ferry, "withdraw")
    changed(ferry, dek="Other words.")

    ask.press(ferry, "withdraw", page=page)

    assert ferry.editions.live().count() == 0


@pytest.mark.parametrize(("body", "is_there"), [("keep", True), ("remove", False)])
def test_retraction_keeps_or_removes_the_text(ask, sign_in, body, is_there, client):
    sign_in("Publisher")
    ferry = live_story()

    refused = ask.press(ferry, "retract", notice=" ")
    response = ask.press(ferry, "retract", notice="It was made up.", body=body)

    assert errors_of(refused) == ["This field is required."]
    assert ask.told(response) == ["FERRY: Retracted. Its page says so."]
    page = client.get(ferry.editions.live().get().path).content.decode()
    assert "It was made up." in page
    assert ("The boat is back." in page) is is_there


def test_kill_says_what_it_hides_and_needs_nothing_but_the_button(ask, sign_in):
    sign_in("Publisher")
    picture = PictureFactory()
    ferry = live_story(blocks={ref(): figure(picture, is_lead=True)})
    path = ferry.editions.get().path
    changed(ferry, dek="Tomorrow.")
    workflow.publish(
        ferry,
        by=ferry.created_by,
        go_live_at=timezone.now() + timedelta(days=1),
        change="update",
        what_is_new="More",
    )
    story(slugline="BRIDGE", blocks={ref(): related(("", ferry))})

    page = page_of(ask.open(ferry, "kill"))
    told = ask.told(ask.press(ferry, "kill"))

    items = [" ".join(each.text_content().split()) for each in page.xpath("//form//ul[1]/li")]
    assert items == [
        f"{path} answers that it is gone, and with nothing but your notice.",
        "1 version that readers had: not even the site as it stood yesterday shows it.",
        "1 scheduled version: cancelled.",
        "1 picture, unless another story uses it.",
        "Links to it in the text of other stories: the words stay, the links go.",
    ]
    assert len(page.xpath("//form//button[contains(@class, 'deletelink')]")) == 1
    assert page.xpath("//form//ul[2]/li/a/text()") == ["BRIDGE"]
    assert told == ["FERRY: Killed. Hidden: 1 version, 1 picture, 1 schedule."]
    ferry.refresh_from_db()
    assert ferry.killed_at is not None


def test_kill_is_not_held_up_by_another_publication_or_a_second_press(ask, sign_in):
    sign_in("Publisher")
    ferry = live_story()
    page = ask.open(ferry, "kill")
    changed(ferry, dek="Other words.")
    workflow.publish(ferry, by=ferry.created_by, change="fix")

    ask.press(ferry, "kill", page=page, notice="Removed.")
    again = ask.press(ferry, "kill", page=page)

    assert ferry.withdrawals.get().notice == "Removed."
    assert errors_of(again) == ["FERRY was killed already."]


@pytest.mark.parametrize("verb", ["kill", "publish"])
def test_nothing_is_asked_of_a_killed_story(client, sign_in, verb):
    by = sign_in("Publisher")
    ferry = live_story()
    workflow.kill(ferry, by=by)

    address = reverse(f"admin:articles_article_{verb}", args=[ferry.pk])
    response = client.get(address, follow=True)

    assert said(response) == ["FERRY was killed."]


# What is scheduled --------------------------------------------------------------------------


@pytest.fixture
def waiting(sign_in):
    person = sign_in("Editor", "Publisher")
    ferry = story()
    workflow.publish(ferry, by=person, go_live_at=timezone.now() + timedelta(days=1))
    return ferry


def test_time_of_what_is_scheduled_is_changed(ask, waiting):
    response = ask.press(waiting, "change_time", when="later", go_live_at="2030-05-13T18:00")

    edition = waiting.editions.get()
    assert edition.live_from == datetime(2030, 5, 13, 18, tzinfo=UTC)
    assert ask.told(response) == ["FERRY: It goes out Monday 13 May 2030 18:00."]


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({"when": "later", "go_live_at": ""}, "Say when it goes out."),
        (
            {"when": "later", "go_live_at": "2020-01-01T10:00"},
            "FERRY: This time has passed. Choose a later one, or publish it now.",
        ),
        ({"when": ""}, "Say when it goes out."),
        ({"when": "later", "go_live_at": "soon"}, "Enter a valid date/time."),
        (
            {"when": "later", "go_live_at": "2030-05-13T18:00", "edition": "1000000"},
            "FERRY: What is scheduled has changed meanwhile. Look at it again.",
        ),
    ],
)
def test_time_that_cannot_be_leaves_the_schedule_as_it_is(ask, waiting, answers, error):
    before = waiting.editions.get().live_from

    response = ask.press(waiting, "change_time", **answers)

    assert errors_of(response) == [error]
    assert waiting.editions.get().live_from == before


def test_schedule_is_cancelled_from_its_page(ask, waiting, client):
    (button,) = page_of(ask.open(waiting, "change_time")).xpath("//button[@formaction]")

    client.post(button.get("formaction"))

    assert button.text_content() == "Cancel the schedule"
    assert waiting.editions.count() == 0


def test_page_without_a_schedule_says_so(ask, sign_in):
    sign_in("Publisher")

    page = page_of(ask.open(story(), "change_time"))

    assert "Nothing is scheduled for this story." in page.text_content()
    assert page.xpath("//form[@class='desk-question']//button") == []


# From hand to hand ----------------------------------------------------------------------------


def test_story_is_handed_over_and_taken(ask, sign_in, client):
    person = sign_in("Editor", first_name="Ana", last_name="Paz")
    ferry, bo = story(), UserFactory(roles=["Reporter"], first_name="Bo", last_name="Lind")
    UserFactory(is_active=False, first_name="Gone", last_name="Away")
    UserFactory(is_staff=False, first_name="No", last_name="Desk")

    page = page_of(ask.open(ferry, "hand_over"))
    told = ask.told(ask.press(ferry, "hand_over", to=str(bo.pk)))
    ferry.refresh_from_db()
    handed = ferry.assigned_to
    client.post(reverse("admin:articles_article_move", args=[ferry.pk, "take"]))
    ferry.refresh_from_db()

    people = page.xpath("//select[@name='to']/option/text()")
    assert "Bo Lind" in people
    assert not {"Gone Away", "No Desk"} & set(people)
    assert told == ["FERRY: Bo Lind has it now."]
    assert (handed, ferry.assigned_to) == (bo, person)


def test_publisher_is_asked_in_words(ask, sign_in):
    sign_in("Video")
    ferry = live_story()

    refused = ask.press(ferry, "ask_publisher", words=" ")
    ask.press(ferry, "ask_publisher", words="Put the video of the goals on the page.")

    assert errors_of(refused) == ["This field is required."]
    move = ferry.moves.first()
    assert (move.verb, move.reason) == ("ask", "Put the video of the goals on the page.")


# Reads --------------------------------------------------------------------------------------


def test_read_is_asked_for_and_answered(ask, sign_in):
    sign_in("Reporter", "Editor", first_name="Ana", last_name="Paz")
    ferry = story()

    asked = ask.told(ask.press(ferry, "ask_read", kind="legal"))
    wanted = ask.press(ferry, "answer_read", kind="legal", words=" ", answer="changes")
    answered = ask.press(ferry, "answer_read", kind="legal", words="Name nobody.", answer="changes")
    answered = ask.told(answered)
    again = ask.told(ask.press(ferry, "answer_read", kind="legal", answer="cleared"))

    assert asked == ["FERRY: Legal read asked for."]
    assert errors_of(wanted) == ["FERRY: Say what should change."]
    assert answered == ["FERRY: Legal read: Changes wanted."]
    assert again == ["FERRY: Legal read: Cleared."]


def test_answer_stands_for_the_version_that_was_read(ask, sign_in):
    sign_in("Reporter", "Editor")
    ferry = story()
    ask.press(ferry, "ask_read", kind="desk")
    page = ask.open(ferry, "answer_read")
    changed(ferry, dek="Other words.")

    response = ask.press(ferry, "answer_read", page=page, kind="desk", answer="cleared")

    assert errors_of(response)[0].startswith("FERRY was saved by somebody else meanwhile")


def test_page_of_reads_says_when_none_was_asked_for(ask, sign_in):
    sign_in("Editor")

    page = page_of(ask.open(story(), "answer_read"))

    assert "Nobody has asked for a read of this story." in page.text_content()
    assert page.xpath("//form[@class='desk-question']//button") == []


def test_second_read_is_one_press(client, sign_in, settings):
    settings.NEWSROOM_SECOND_READ = "warn"
    writer = chief()
    ferry = published(by=writer, at=timezone.now() - HOUR)
    sign_in("Editor")

    page = page_of(client.get(ferry.get_desk_url()))
    client.post(reverse("admin:articles_article_move", args=[ferry.pk, "second_read"]))

    assert "I have read it" in page.xpath("//div[@class='story-bar-moves']")[0].text_content()
    assert not workflow.needs_second_read(ferry, timezone.now())


# Back ------------------------------------------------------------------------------------------


def test_version_before_is_put_back_after_saying_which(ask, sign_in):
    sign_in("Publisher")
    ferry = changed(live_story(), headline="Wrong headline")
    workflow.publish(ferry, by=ferry.created_by, change="update", what_is_new="More")

    page = page_of(ask.open(ferry, "put_back"))
    response = ask.press(ferry, "put_back")

    words = " ".join(page.xpath("//form[@class='desk-question']")[0].text_content().split())
    assert "They would get v1 again: “Ferry returns to the north quay”." in words
    assert ask.told(response) == ["FERRY: Readers have v1 again."]
    assert ferry.editions.live().get().headline == "Ferry returns to the north quay"


def test_nothing_before_is_said_and_offers_no_button(ask, sign_in):
    sign_in("Publisher")

    page = page_of(ask.open(live_story(), "put_back"))

    assert "There is no version before this one." in page.text_content()
    assert page.xpath("//form[@class='desk-question']//button") == []


@pytest.fixture
def lacking(sign_in):
    """A draft whose text was written without a correction that readers have."""
    person = sign_in("Reporter", "Editor", "Publisher")
    ferry = published(by=person, at=timezone.now() - HOUR)
    live = ferry.editions.get()
    corrected = revisions.upgrade(live.revision.document)
    corrected["body"] = "<p>The boat is back.</p><p>It left at eight.</p>"
    workflow.correct(ferry, by=person, notice="It left at eight.", document=corrected, base=1)
    workflow.restore_version(ferry, by=person, number=1)
    return ferry


def test_draft_that_lacks_a_correction_says_so_and_brings_it_in(ask, lacking, client):
    notice = lacking.corrections.get()

    page = page_of(client.get(lacking.get_desk_url()))
    (link,) = page.xpath("//p[@class='story-bar-lacks']/a")
    shown = page_of(ask.open(lacking, "bring_in", notice.pk))
    response = ask.press(lacking, "bring_in", notice.pk)

    assert (
        "lacks the correction of" in page.xpath("//p[@class='story-bar-lacks']")[0].text_content()
    )
    assert link.get("href") == ask.address(lacking, "bring_in", notice.pk)
    assert "It left at eight." in shown.text_content()
    lacking.refresh_from_db()
    assert ask.told(response) == [f"FERRY: The correction is in your draft, v{lacking.version}."]
    assert "It left at eight." in lacking.body


def test_correction_that_touches_what_the_draft_changed_is_chosen_for(ask, lacking):
    changed(lacking, body="<p>The boat is back.</p><p>It left at nine.</p>")
    notice = lacking.corrections.get()

    asked = ask.press(lacking, "bring_in", notice.pk)
    radios = page_of(asked).xpath("//input[starts-with(@name, 'choice-draft/')]")
    done = ask.press(
        lacking, "bring_in", notice.pk, page=asked, **{radios[0].get("name"): "theirs"}
    )

    assert len({radio.get("name") for radio in radios}) == 1
    assert done.status_code == 302
    lacking.refresh_from_db()
    assert lacking.body == "<p>The boat is back.</p><p>It left at eight.</p>"


def test_correction_of_another_story_is_not_found(ask, lacking):
    other = live_story(slugline="OTHER")

    assert ask.open(other, "bring_in", lacking.corrections.get().pk).status_code == 404


# Videos on the live page ------------------------------------------------------------------------


@pytest.fixture
def slot(sign_in):
    """A live story with an empty place for a video, and the video come since."""
    mark = ref()
    ferry = live_story_with_slot(mark)
    person = sign_in("Video")
    row = ferry.embeds.get()
    row.provider, row.embed_id = "youtube", "dQw4w9WgXcQ"
    row.save()
    workflow.keep(ferry, by=person, kind="video")
    return ferry, mark


def live_story_with_slot(mark):
    block = embed(provider="", embed_id="", address="", title="The goals", left_out=True)
    body = f"<p>One.</p>{revisions.placeholder('embed', mark)}<p>Two.</p>"
    return live_story(blocks={mark: block}, body=body)


def test_video_that_came_is_put_on_the_live_page_with_one_press(client, slot):
    ferry, mark = slot
    page = page_of(client.get(ferry.get_desk_url()))
    (form,) = page.xpath("//form[contains(@action, 'put-video-live')]")

    response = client.post(form.get("action"))

    assert form.xpath("button/text()") == ["Put the video on the live page"]
    live = ferry.editions.live().get()
    assert live.document["blocks"][mark]["embed_id"] == "dQw4w9WgXcQ"
    assert live.change == "fix"
    assert said(client.get(response.url)) == ["FERRY: The video is on the live page. See it"]


def test_video_without_a_place_left_for_it_is_not_put_there(client, sign_in):
    sign_in("Video")
    ferry = live_story()
    address = reverse("admin:articles_article_put_video_live", args=[ferry.pk, ref()])

    assert client.get(address).status_code == 405
    assert said(client.get(client.post(address).url)) == [
        "FERRY: The live version has no empty place for this video. Ask the publisher."
    ]
    assert ferry.editions.count() == 1


def test_live_story_is_made_lead_until_a_time(ask, sign_in):
    sign_in("Publisher")
    ferry = live_story()
    until = timezone.localtime(timezone.now() + HOUR)

    response = ask.press(ferry, "lead", until=f"{until:%Y-%m-%dT%H:%M}")

    assert ask.told(response) == [f"FERRY: It leads the front until today {until:%H:%M}."]
    assert FrontLead.objects.get().until == until.replace(second=0, microsecond=0)
