"""A day of the front: arranged, launched, changed for the evening, and seen at both times."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.factories import DAY, chief, published

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


def test_front_is_arranged_launched_and_changed_for_the_evening(page, sign_in, reader, site_clock):
    ana = chief(first_name="Ana", last_name="Quay")
    sign_in(ana)
    for name in ("Ferry", "Rail", "Quay"):
        published(
            by=ana, at=timezone.now() - DAY, slugline=name.upper(), headline=f"{name} is the news"
        )
    evening = (timezone.localtime() + DAY).replace(hour=18, minute=0, second=0, microsecond=0)

    page.goto("/admin/")
    desk = page.get_by_role("navigation", name="Desk")
    desk.get_by_role("link", name="Front", exact=True).click()
    choose(page, "Lead", "rail", "RAIL: Rail is the news")
    page.get_by_text("Own words, until when – Lead").click()
    page.locator("#place-lead").get_by_label("Headline of its own").fill("Trains stand still")
    page.get_by_role("button", name="Save draft").click()
    lead_is(reader, "Quay is the news")

    page.get_by_role("button", name="Launch now").click()
    expect(page.locator(".messagelist")).to_contain_text("Launched")
    lead_is(reader, "Trains stand still")

    choose(page, "Beside the lead 1", "ferry", "FERRY: Ferry is the news")
    page.get_by_role("button", name="Move up: Beside the lead 1").click()
    page.get_by_label("Goes live at").fill(f"{evening:%Y-%m-%dT%H:%M}")
    page.get_by_role("button", name="Schedule", exact=True).click()
    expect(page.locator(".front-list strong")).to_have_text(["Scheduled", "Live"])

    lead_is(reader, "Trains stand still")
    with site_clock(evening - timedelta(seconds=1)):
        lead_is(reader, "Trains stand still")
    with site_clock(evening):
        lead_is(reader, "Ferry is the news")
    page.goto(f"/admin/as-of/{evening:%Y-%m-%dT%H:%M}/")
    expect(page.locator(".card-lead .card-headline")).to_have_text("Ferry is the news")


def choose(page, place, words, name):
    """Type some words, and take the story from the list that follows them."""
    field = page.get_by_label(f"Story for {place}", exact=True)
    field.press_sequentially(words)
    option = page.locator(f"#offered-stories option[value^='{name} (']")
    expect(option).to_have_count(1)
    field.fill(option.get_attribute("value"))


def lead_is(reader, headline):
    reader.goto("/")
    expect(reader.locator(".card-lead .card-headline")).to_have_text(headline)
