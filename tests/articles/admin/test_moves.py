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
from tests.factories import HOUR, UserFactory, chief, published, ref, related, story

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


def test_live_story_is_made_lead(press, sign_in):
    sign_in("Publisher")
    ferry = published(at=timezone.now() - HOUR)

    assert press(ferry, "lead") == ["FERRY: It leads the front now."]
    assert FrontLead.objects.get().article == ferry


@pytest.mark.parametrize(
    ("roles", "verb", "words"),
    [
        (["Reporter"], "approve", "You may not approve this story."),
        (["Reporter"], "submit", "You may not submit this story."),
        (["Editor"], "lead", "You may not lead this story."),
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


def test_withdraw_lists_stories_that_link_here_and_takes_it_off(client, sign_in):
    person = sign_in("Publisher")
    ferry = published(at=timezone.now() - HOUR)
    story(slugline="BRIDGE", blocks={ref(): related(("", ferry))})
    hushed = story(slugline="HUSH", blocks={ref(): related(("", ferry))})
    hushed.restricted_to.add(hushed.created_by)
    address = reverse("admin:articles_article_withdraw", args=[ferry.pk])

    page = page_of(client.get(address))
    client.post(address, {"version": "1", "notice": "Withdrawn: the boat never left."})

    assert page.xpath("//form//li/a/text()") == ["BRIDGE"]
    withdrawal = ferry.withdrawals.get()
    assert (withdrawal.notice, withdrawal.by) == ("Withdrawn: the boat never left.", person)
    assert ferry.editions.live().count() == 0


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

    assert bar_words(client, ferry) == "Live + draft Readers see v1. You are on v2. See it History"


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


@pytest.mark.parametrize(
    ("put", "state", "offered"),
    [
        (put_planned, "Planned", "Save Preview Send to desk Approve Publish… Spike"),
        (put_in_review, "In review", "Save Preview Send back… Approve Publish… Spike"),
        (put_approved, "Approved", "Save Preview Send back… Publish… Spike"),
        (put_scheduled, "Scheduled", "Save Preview Send back… Cancel the schedule"),
        (put_withdrawn, "Withdrawn", "Save Preview Send back… Publish…"),
        (put_spiked, "Spiked", "Save Preview Bring back"),
        (put_kept_ready, "Kept ready", "Save Preview Send to desk Approve Publish… Spike"),
    ],
)
def test_every_state_has_its_word_and_its_moves(client, sign_in, put, state, offered):
    ferry = put(sign_in("Reporter", "Editor", "Publisher"))

    page = page_of(client.get(ferry.get_desk_url()))

    assert page.xpath("//p[@class='story-bar-state']/strong/text()") == [state]
    moves = page.xpath("//div[@class='story-bar-moves']")[0]
    assert " ".join(moves.text_content().split()) == offered


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


def test_bulk_actions_are_offered_by_right(client, sign_in):
    sign_in("Reporter")
    story()

    page = page_of(client.get(reverse("admin:articles_article_changelist")))

    assert page.xpath("//select[@name='action']/option/@value") == ["", "submit_stories"]


# History ---------------------------------------------------------------------------------


def test_history_lists_moves_and_versions(client, sign_in):
    person = sign_in("Editor", first_name="Ana", last_name="Paz")
    ferry = story()
    workflow.submit(ferry, by=ferry.created_by)
    workflow.send_back(ferry, by=person, reason="Name the councillor")

    page = page_of(client.get(reverse("admin:articles_article_history", args=[ferry.pk])))

    done, kept = page.xpath("//table[ancestor::div[@id='content-main']]")
    rows = [
        [cell.text_content() for cell in row.xpath("td")][1:] for row in done.xpath(".//tbody/tr")
    ]
    assert [row[0] for row in rows] == ["Sent back", "Sent to desk", "Started"]
    assert rows[0] == ["Sent back", "Ana Paz", "v1", "Name the councillor"]
    assert [row.xpath("td")[0].text_content() for row in kept.xpath(".//tbody/tr")] == ["v1"]


def test_history_is_for_those_who_may_read(client, sign_in):
    sign_in("Reporter")

    response = client.get(reverse("admin:articles_article_history", args=[story().pk]))

    assert response.status_code == 403


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
