"""The publish sheet and the bar with their scripts: buttons say what they do, and end in time."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from articles import workflow
from articles.models import Edition
from tests.factories import HOUR, chief, published, story

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def person(sign_in):
    person = chief()
    sign_in(person)
    return person


def sheet_of(page, ferry):
    page.goto(reverse("admin:articles_article_publish", args=[ferry.pk]))


def test_buttons_follow_the_time_and_the_kind_of_change(page, person):
    ferry = published(by=person, at=timezone.now() - HOUR)
    ferry.headline = "Other words"
    ferry.save()
    workflow.keep(ferry, by=person)
    sheet_of(page, ferry)
    now, later = page.locator("button[value=now]"), page.locator("button[value=later]")

    expect(now).to_have_text("Put the update live")
    expect(page.get_by_label("What is new?")).to_be_visible()
    expect(page.get_by_label("Notice", exact=True)).to_be_hidden()
    page.get_by_label("Correction: It was wrong").check()
    expect(now).to_have_text("Put the correction live")
    expect(page.get_by_label("What is new?")).to_be_hidden()
    expect(page.get_by_label("Notice", exact=True)).to_be_visible()

    expect(later).to_have_text("Publish at this time")
    tomorrow = timezone.localdate() + timedelta(days=1)
    page.get_by_label("Time", exact=True).fill(f"{tomorrow:%Y-%m-%d}T06:30")
    expect(later).to_have_text("Publish tomorrow 06:30")
    page.get_by_label("Time", exact=True).fill("2030-05-13T18:00")
    expect(later).to_have_text("Publish Monday 13 May 2030 18:00")


def test_slip_is_undone_from_what_is_said_after_it(page, person):
    ferry = story(by=person)
    sheet_of(page, ferry)
    page.locator("button[value=now]").click()

    said = page.locator(".messagelist")
    expect(said).to_contain_text("Live ")
    expect(said.get_by_role("button", name="Copy link")).to_be_visible()
    said.get_by_role("button", name="Undo for 60 s").click()

    expect(page.locator(".messagelist")).to_contain_text("Undone. Readers no longer have it")
    assert not Edition.objects.live().exists()


def test_undo_ends_with_its_minute(page, person):
    ferry = published(by=person, at=timezone.now() - timedelta(seconds=57))
    page.goto(ferry.get_desk_url())

    undo = page.locator("#move-undo button")
    expect(undo).to_have_text("Too late to undo", timeout=8000)
    expect(undo).to_be_disabled()


def test_menu_of_moves_opens_and_closes_by_keyboard(page, person):
    ferry = published(by=person, at=timezone.now() - HOUR)
    page.goto(ferry.get_desk_url())
    menu = page.locator(".story-bar-more summary")

    menu.press("Enter")
    expect(page.get_by_role("link", name="Kill…")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.get_by_role("link", name="Kill…")).to_be_hidden()
    expect(menu).to_be_focused()


@pytest.mark.parametrize("verb", ["publish", "kill", "change_time", "answer_read"])
def test_screens_fit_a_phone(page, person, verb):
    page.set_viewport_size({"width": 390, "height": 800})
    ferry = published(by=person, at=timezone.now() - HOUR)
    workflow.ask_read(ferry, by=person, kind="legal")

    page.goto(reverse(f"admin:articles_article_{verb}", args=[ferry.pk]))

    wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wider) == 0
