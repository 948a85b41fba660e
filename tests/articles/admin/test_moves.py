"""The desk's buttons call the workflow and say what came of it."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles import revisions, workflow
from articles.models import Article, FrontLead, Move
from tests.articles.admin.conftest import errors_of, page_of, said
from tests.factories import HOUR, UserFactory, chief, published, saved_again, story

pytestmark = pytest.mark.django_db


@pytest.fixture
def press(client):
    """Press a button of the bar; returns what the desk is told."""

    def pressed(ferry, verb, version=None):
        address = reverse("admin:articles_article_move", args=[ferry.pk, verb])
        response = client.post(address, {"version": version or ferry.version})
        ferry.refresh_from_db()
        return [str(message) for message in get_messages(response.wsgi_request)][-1:]

    return pressed


def test_submit_sends_a_draft_to_the_desk(press, sign_in):
    ferry = story(by=sign_in("Reporter"))

    assert press(ferry, "submit") == ["FERRY: Sent to the desk."]
    assert ferry.stage == "in_review"


def test_approve_says_that_it_is_not_published(press, sign_in):
    sign_in("Editor")
    ferry = story()

    assert press(ferry, "approve") == ["FERRY: Approved. Not published yet."]
    assert workflow.is_approved(ferry)


def test_blocked_approval_names_each_thing_with_its_way_out(press, sign_in):
    sign_in("Editor")
    ferry = story(headline="", section=None, author=False)

    (words,) = press(ferry, "approve")

    assert words.startswith("FERRY not approved: 2 things. There is no headline. <a href=")
    assert f'{ferry.get_desk_url()}#id_headline">Write one.</a>' in words
    assert f'{ferry.get_desk_url()}#bylines-group">' in words
    assert not workflow.is_approved(ferry)


def test_words_of_a_story_are_escaped_in_messages(press, sign_in):
    sign_in("Editor")
    ferry = story(slugline="<b>FERRY", headline="")

    (words,) = press(ferry, "approve")

    assert words.startswith("&lt;b&gt;FERRY not approved")


def test_stale_approval_is_refused(press, sign_in):
    editor = sign_in("Editor")
    ferry = story()
    ferry.headline = "Changed meanwhile"
    ferry.save()
    workflow.keep(ferry, by=editor)

    (words,) = press(ferry, "approve", version=1)

    assert words.startswith("FERRY was saved by somebody else meanwhile")
    assert not workflow.is_approved(ferry)


def test_spiked_story_can_be_brought_back(press, sign_in):
    sign_in("Editor")
    ferry = story()

    assert press(ferry, "spike") == ["FERRY: Spiked. It can be brought back."]
    assert ferry.stage == "spiked"
    assert press(ferry, "restore") == ["FERRY: Brought back as a draft."]
    assert ferry.stage == "draft"


def test_schedule_is_cancelled(press, sign_in):
    person = sign_in("Editor", "Publisher")
    ferry = story()
    workflow.publish(ferry, by=person, go_live_at=timezone.now() + timedelta(days=1))

    assert press(ferry, "unschedule") == ["FERRY: The schedule is cancelled."]
    assert ferry.editions.count() == 0


def test_lead_is_taken_off_the_head_of_the_front(press, sign_in):
    sign_in("Publisher")
    ferry = published(at=timezone.now() - HOUR)
    workflow.make_lead(ferry, by=chief())

    assert press(ferry, "lead_back") == ["FERRY: It is not pinned to the front any more."]
    assert not FrontLead.objects.exists()


@pytest.mark.parametrize(
    ("roles", "verb", "words"),
    [
        (["Reporter"], "approve", "You may not approve this story."),
        (["Reporter"], "submit", "You may not submit this story."),
        (["Editor"], "lead_back", "You may not make a lead of this story."),
        (["Publisher"], "spike", "You may not spike this story."),
        (["Video"], "unschedule", "You may not unschedule this story."),
    ],
)
def test_move_without_the_right_is_refused(press, sign_in, roles, verb, words):
    sign_in(*roles)
    ferry = story()
    before = list(Move.objects.values_list("verb", flat=True))

    assert press(ferry, verb) == [f"FERRY: {words}"]
    assert list(Move.objects.values_list("verb", flat=True)) == before


@pytest.mark.parametrize("verb", ["publish", "withdraw", "send_back", "record", "keep"])
def test_moves_that_ask_something_are_no_plain_buttons(client, sign_in, verb):
    sign_in("Editor", "Publisher")
    ferry = published(at=timezone.now() - HOUR)

    response = client.post(reverse("admin:articles_article_move", args=[ferry.pk, verb]))

    assert response.status_code == 403


def test_moves_are_posted_only(client, sign_in):
    sign_in("Editor")
    ferry = story()

    response = client.get(reverse("admin:articles_article_move", args=[ferry.pk, "approve"]))

    assert response.status_code == 405
    assert not workflow.is_approved(ferry)


def test_moves_need_the_forms_token(sign_in):
    ferry = story()
    careless = Client(enforce_csrf_checks=True)
    careless.force_login(UserFactory(roles=["Editor"]))

    response = careless.post(reverse("admin:articles_article_move", args=[ferry.pk, "approve"]))

    assert response.status_code == 403
    assert not workflow.is_approved(ferry)


def test_every_button_that_posts_brings_the_forms_token(sign_in, client):
    by = sign_in("Reporter", "Editor", "Publisher", "Video", "Administrator")
    ferry = published(by=by, at=timezone.now() - HOUR)
    saved_again(ferry, by=by, at=timezone.now(), dek="New")
    history = reverse("admin:articles_article_history", args=[ferry.pk])

    for address in (ferry.get_desk_url(), history):
        forms = page_of(client.get(address)).xpath("//form[@method='post']")
        assert len(forms) > 2
        assert all(form.xpath(".//input[@name='csrfmiddlewaretoken']/@value") for form in forms)


def test_who_published_alone_is_not_offered_to_have_read_it(sign_in, client):
    ferry = published(by=sign_in("Reporter", "Editor", "Publisher"), at=timezone.now() - HOUR)
    mine = client.get(ferry.get_desk_url()).content.decode()
    sign_in("Editor")
    theirs = client.get(ferry.get_desk_url()).content.decode()

    assert ["I have read it" in each for each in (mine, theirs)] == [False, True]


# Moves with a page ---------------------------------------------------------------------


def test_send_back_asks_what_should_change(client, sign_in):
    sign_in("Editor")
    ferry = story()
    workflow.submit(ferry, by=ferry.created_by)
    address = reverse("admin:articles_article_send_back", args=[ferry.pk])

    refused = client.post(address, {"version": "1", "reason": "  "})
    client.post(address, {"version": "1", "reason": "Name the second councillor."})

    assert errors_of(refused) == ["This field is required."]
    ferry.refresh_from_db()
    assert ferry.stage == "draft"
    assert ferry.moves.first().reason == "Name the second councillor."


# The bar ------------------------------------------------------------------------------


def bar_words(client, ferry):
    page = page_of(client.get(ferry.get_desk_url()))
    state = page.xpath("//p[@class='story-bar-state']")[0]
    return " ".join(state.text_content().split())


def test_bar_says_what_readers_see_and_what_you_are_on(client, sign_in):
    person = sign_in("Editor", "Publisher")
    ferry = published(by=chief(), at=timezone.now() - HOUR)
    assert bar_words(client, ferry) == "Live Readers see v1, the newest. See it History"

    ferry.headline = "Changed"
    ferry.save()
    workflow.keep(ferry, by=person)

    assert bar_words(client, ferry) == (
        "Live + draft Readers see v1. You are on v2. Compare See it History"
    )


def put_planned(person):
    return story(planned=True)


def put_in_review(person):
    ferry = story()
    workflow.submit(ferry, by=ferry.created_by)
    return ferry


def put_approved(person):
    ferry = story()
    workflow.approve(ferry, by=person)
    return ferry


def put_scheduled(person):
    ferry = story()
    workflow.publish(ferry, by=person, go_live_at=timezone.now() + timedelta(days=1))
    return ferry


def put_withdrawn(person):
    ferry = published(at=timezone.now() - HOUR)
    workflow.withdraw(ferry, by=person)
    return ferry


def put_spiked(person):
    ferry = story()
    workflow.spike(ferry, by=person)
    return ferry


def put_kept_ready(person):
    ferry = story()
    Article.objects.filter(pk=ferry.pk).update(kept_ready=True)
    return ferry


def put_live(person):
    return published(by=chief(), at=timezone.now() - HOUR)


def put_retracted(person):
    ferry = put_live(person)
    workflow.retract(ferry, by=person, notice="It was not so.")
    return ferry


def put_killed(person):
    ferry = put_live(person)
    workflow.kill(ferry, by=person)
    return ferry


def put_undone(person):
    ferry = published(by=chief(), at=timezone.now() - timedelta(seconds=20))
    workflow.undo(ferry, by=person)
    return ferry


TEXT = "Take it, Hand over to…, Ask for a read…, New story from this one, Share draft…"
GONE = "Spike, Kill…"


@pytest.mark.parametrize(
    ("put", "state", "offered", "more"),
    [
        (put_planned, "Planned", "Send to desk, Approve, Publish…", f"{TEXT}, {GONE}"),
        (put_in_review, "In review", "Send back…, Approve, Publish…", f"{TEXT}, {GONE}"),
        (put_approved, "Approved", "Send back…, Publish…", f"{TEXT}, {GONE}"),
        (
            put_scheduled,
            "Scheduled",
            "Send back…, Publish…, Change time…",
            f"{TEXT}, Cancel the schedule, Kill…",
        ),
        (put_withdrawn, "Withdrawn", "Send back…, Publish…", f"{TEXT}, Kill…"),
        (put_undone, "Approved", "Send back…, Publish…", f"{TEXT}, {GONE}"),
        (
            put_spiked,
            "Spiked",
            "Bring back",
            "Take it, Hand over to…, New story from this one, Kill…",
        ),
        (put_kept_ready, "Kept ready", "Send to desk, Approve, Publish…", f"{TEXT}, {GONE}"),
        (
            put_live,
            "Live",
            "Publish…, I have read it",
            "Correct the live story…, Make lead until…, Take it, Hand over to…, "
            "New story from this one, "
            "Retract…, Withdraw…, Kill…",
        ),
        (
            put_retracted,
            "Retracted",
            "Publish…",
            "Correct the live story…, Put back the version before…, Take it, Hand over to…, "
            "New story from this one, "
            "Withdraw…, Kill…",
        ),
        (put_killed, "Killed", "", ""),
    ],
)
def test_every_state_has_its_word_and_its_moves(client, sign_in, put, state, offered, more):
    ferry = put(sign_in("Reporter", "Editor", "Publisher"))

    page = page_of(client.get(ferry.get_desk_url()))

    assert page.xpath("//p[@class='story-bar-state']/strong/text()") == [state]
    (moves,) = page.xpath("//div[@class='story-bar-moves']")
    shown = moves.xpath("./a|./button|./form/button")
    hidden = moves.xpath("./details/div/a|./details/div/button|./details/div/form/button")
    said = [
        ", ".join(each.text_content() for each in found if each.text_content() != "Undo for 60 s")
        for found in (shown, hidden)
    ]
    assert said == [", ".join(filter(None, ["Save", "Preview", offered])), more]


def test_list_says_killed_retracted_and_undone(client, sign_in):
    person = sign_in("Editor", "Publisher")
    for put in (put_killed, put_retracted, put_undone):
        put(person)

    page = page_of(client.get(reverse("admin:articles_article_changelist")))

    assert sorted(page.xpath("//td[@class='field-state']/text()")) == [
        "Approved",
        "Killed",
        "Retracted",
    ]


def test_enter_in_a_field_saves_and_does_not_send_on(client, sign_in):
    """A browser takes the form's first button in the page when Enter is pressed."""
    ferry = story(by=sign_in("Reporter", "Editor"))

    page = page_of(client.get(ferry.get_desk_url()))

    buttons = page.xpath(
        "//*[(@type='submit') and (@form='article_form' or ancestor::form[@id='article_form'])]"
    )
    assert buttons[0].get("name") == "_save"


def test_bar_warns_who_would_undo_an_approval(client, sign_in):
    ferry = story(by=sign_in("Reporter"))
    workflow.approve(ferry, by=UserFactory(roles=["Editor"]))

    warned = page_of(client.get(ferry.get_desk_url())).xpath(
        "//p[@class='story-bar-state']/em/text()"
    )
    sign_in("Editor")
    unwarned = page_of(client.get(ferry.get_desk_url())).xpath(
        "//p[@class='story-bar-state']/em/text()"
    )

    assert warned == ["It is approved. If you change its words, it needs approval again."]
    assert unwarned == []


# Many at once ---------------------------------------------------------------------------


def test_bulk_approval_reports_each_story(client, sign_in):
    sign_in("Editor")
    good, bad = story(slugline="GOOD"), story(slugline="BAD", headline="")

    response = client.post(
        reverse("admin:articles_article_changelist"),
        {"action": "approve_stories", "_selected_action": [good.pk, bad.pk]},
    )

    words = sorted(said(client.get(response.url)))
    assert words == [
        "BAD not approved: 1 thing. There is no headline. Write one.",
        "GOOD: Approved. Not published yet.",
    ]
    assert [workflow.is_approved(ferry) for ferry in (good, bad)] == [True, False]


def run(client, action, *stories):
    response = client.post(
        reverse("admin:articles_article_changelist"),
        {"action": action, "_selected_action": [ferry.pk for ferry in stories]},
    )
    return sorted(said(client.get(response.url)))


def test_bulk_publication_makes_each_story_by_itself(client, sign_in):
    person = sign_in("Editor", "Publisher")
    good, bad = story(slugline="GOOD"), story(slugline="BAD", headline="")
    live = published(slugline="LIVE", by=chief(), at=timezone.now() - HOUR)
    waits = put_scheduled(person)

    words = run(client, "publish_stories", bad, live, good, waits)

    assert words[:2] == [
        "BAD not published: 1 thing. There is no headline. Write one.",
        "FERRY: Something is scheduled for this story already: say whether it stays, "
        "with this change merged in, or is cancelled. Open the sheet",
    ]
    assert words[2].startswith("GOOD: Live ")
    assert words[3] == (
        "LIVE: Readers have this story already: say what kind of change this is. Open the sheet"
    )
    assert len(words) == 4
    assert [each.editions.live().count() for each in (good, bad, waits)] == [1, 0, 0]
    assert live.editions.count() == 1


def test_bulk_spike_stops_at_no_story(client, sign_in):
    sign_in("Editor", "Publisher")
    draft = story(slugline="DRAFT")
    live = published(slugline="LIVE", by=chief(), at=timezone.now() - HOUR)

    words = run(client, "spike_stories", live, draft)

    assert words == [
        "DRAFT: Spiked. It can be brought back.",
        "LIVE: Readers can see, saw or will see this story. Withdraw it instead.",
    ]


@pytest.mark.parametrize("action", ["submit", "approve", "publish", "spike"])
def test_bulk_actions_touch_and_name_no_story_that_does_not_exist_for_the_person(
    client, sign_in, action
):
    sign_in("Reporter", "Editor", "Publisher")
    hushed = story(slugline="HUSH", headline="Hush")
    hushed.restricted_to.add(hushed.created_by)

    words = run(client, f"{action}_stories", hushed)

    assert not any("HUSH" in each or "Hush" in each for each in words)
    hushed.refresh_from_db()
    assert (hushed.stage, hushed.editions.count()) == ("draft", 0)
    assert [move.verb for move in hushed.moves.all()] == ["start"]


def test_bulk_actions_are_offered_by_right(client, sign_in):
    sign_in("Reporter")
    story()

    page = page_of(client.get(reverse("admin:articles_article_changelist")))

    assert page.xpath("//select[@name='action']/option/@value") == ["", "submit_stories"]


# Preview ----------------------------------------------------------------------------------


def test_preview_shows_the_newest_version_to_the_desk_only(client, sign_in):
    person = sign_in("Editor")
    ferry = published(at=timezone.now() - HOUR, headline="For readers")
    ferry.headline = "Not for readers yet"
    ferry.save()
    workflow.keep(ferry, by=person)

    response = client.get(reverse("admin:articles_article_preview", args=[ferry.pk]))

    assert page_of(response).xpath("//h1")[0].text_content().strip() == "Not for readers yet"
    assert response["Cache-Control"].startswith("no-store")
    assert response["X-Robots-Tag"] == "noindex"
    assert "unsafe-inline" not in response["Content-Security-Policy"]


def test_preview_of_a_story_that_says_nothing_yet_is_shown(client, sign_in):
    person = sign_in("Reporter")
    document = revisions.blank()
    document["fields"]["slugline"] = "EMPTY"
    ferry = workflow.start(document, by=person)

    response = client.get(reverse("admin:articles_article_preview", args=[ferry.pk]))

    assert response.status_code == 200
    assert "Preview" in response.content.decode()
