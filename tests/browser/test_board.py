"""The board by keyboard and by dragging, and the undo that stands on the desk page."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from articles import workflow
from articles.models import Edition
from tests.factories import HOUR, chief, published, story

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def person(sign_in, settings):
    settings.NEWSROOM_REQUIRE_SECOND_STEP = False
    person = chief()
    sign_in(person)
    return person


def in_review(by, *names):
    made = []
    for number, name in enumerate(names):
        ferry = story(by=by, slugline=name, at=timezone.now() - HOUR)
        workflow.submit(ferry, by=by, at=timezone.now() - HOUR / (number + 1))
        made.append(ferry)
    return made


def card(page, column, name):
    return page.locator(f"[data-column={column}] .board-card", has_text=name)


def test_story_is_approved_and_sent_back_by_keyboard(page, person):
    ferry, _ = in_review(person, "FERRY", "RAIL")
    page.goto(reverse("admin:index"))

    page.keyboard.press("j")
    expect(page.get_by_role("link", name="FERRY", exact=True).last).to_be_focused()
    page.keyboard.press("a")
    expect(page.locator(".messagelist")).to_contain_text("FERRY: Approved. Not published yet.")
    expect(card(page, "approved", "FERRY")).to_be_visible()
    assert workflow.is_approved(ferry)

    rail = card(page, "review", "RAIL").locator(".board-name")
    expect(rail).to_be_focused()
    page.get_by_role("button", name="Keys on").click()
    rail.focus()
    page.keyboard.press("b")
    expect(rail).to_be_focused()
    page.get_by_role("button", name="Keys off").click()
    page.keyboard.press("/")
    expect(page.get_by_label("Search stories")).to_be_focused()
    page.keyboard.type("back")
    rail.focus()
    page.keyboard.press("b")
    expect(page.get_by_label("What should change?")).to_be_visible()


def test_card_is_dragged_only_where_a_move_leads(page, person):
    [ferry] = in_review(person, "FERRY")
    page.goto(reverse("admin:index"))
    ours = card(page, "review", "FERRY")

    ours.drag_to(page.locator("[data-column=planned]"))
    expect(ours).to_be_visible()
    assert not workflow.is_approved(ferry)
    ours.drag_to(page.locator("[data-column=approved]"))

    expect(card(page, "approved", "FERRY")).to_be_visible()
    assert workflow.is_approved(ferry)
    card(page, "approved", "FERRY").drag_to(page.locator("[data-column=live]"))
    expect(page.locator(".publish-sheet")).to_be_visible()


def test_slip_is_undone_from_the_desk_page(page, person):
    published(by=person, slugline="FERRY", at=timezone.now())
    page.goto(reverse("admin:index"))

    page.get_by_role("button", name="Undo FERRY").click()

    expect(page.locator(".messagelist")).to_contain_text("FERRY: Undone.")
    expect(page.locator(".desk-published")).to_contain_text("Nothing was published")
    assert not Edition.objects.live().exists()
