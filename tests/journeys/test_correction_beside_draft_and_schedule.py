"""A correction of the live story while a draft is half-written and an update is scheduled."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from articles.models import Edition
from tests.browser.story_form_page import StoryForm
from tests.factories import DAY, HOUR, chief, published

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

LIVE = ["The boat is back.", "It left at seven.", "Forty cars were aboard."]
RIGHT = [*LIVE[:2], "Fourteen cars were aboard."]
UPDATE = "A second boat follows on Friday."
NOTICE = "There were 14 cars aboard, not 40."
JUST_BEFORE = timedelta(microseconds=1)


def test_all_three_end_right(page, reader, sign_in, site_clock):
    ana = chief(first_name="Ana", last_name="Quay")
    sign_in(ana)
    body = "".join(f"<p>{words}</p>" for words in LIVE)
    ferry = published(by=ana, at=timezone.now() - DAY, body=body)
    path = ferry.editions.get().path
    start = (timezone.localtime() + 3 * DAY).replace(hour=15, minute=30, second=0, microsecond=0)

    form = StoryForm(page).open(ferry)
    add_line(form, UPDATE)
    schedule_the_update(page, start)
    add_line(form, "The harbour council wa")
    form.save()
    form.wait()
    correct_the_live_story(form, start)

    corrected = Edition.objects.live().get()
    reader.goto(path)
    readers_have(reader, RIGHT, corrected)
    expect(reader.locator(".notice-new")).to_have_count(0)

    form.wait()
    draft = [*RIGHT, UPDATE, "The harbour council wa"]
    assert form.html == "".join(f"<p>{words}</p>" for words in draft)
    expect(page.locator(".story-bar-state strong")).to_have_text("Live + draft")
    expect(page.locator(".story-bar-lacks")).to_have_count(0)

    the_time_stands(page, start)
    with site_clock(start - JUST_BEFORE):
        reader.goto(path)
        readers_have(reader, RIGHT, corrected)
    with site_clock(start):
        reader.goto(path)
        readers_have(reader, [*RIGHT, UPDATE], corrected)
        expect(reader.locator(".notice-new")).to_have_text("What is new: A second boat.")
    with site_clock(start + HOUR):
        reader.goto("/corrections/")
        expect(reader.get_by_role("main")).to_contain_text(NOTICE)


def add_line(form, words):
    form.wait()
    form.new_line()
    form.page.keyboard.type(words)
    form.settle()


def schedule_the_update(page, start):
    page.get_by_role("button", name="Publish…", exact=True).first.click()
    page.get_by_label(re.compile(r"^\s*Update:")).check()
    page.get_by_label("What is new?").fill("A second boat.")
    page.get_by_label("Time", exact=True).fill(f"{start:%Y-%m-%dT%H:%M}")
    page.get_by_role("button", name=f"Publish {start:%A %-d %B}").first.click()
    expect(page.locator(".messagelist")).to_contain_text(
        f"Scheduled for {start:%A %-d %B %Y} 15:30 UTC."
    )


def correct_the_live_story(form, start):
    page = form.page
    page.locator("summary", has_text="More").first.click()
    page.get_by_role("link", name="Correct the live story…").click()
    form.wait()
    expect(page.locator(".live-banner")).to_contain_text(
        "You are changing the live version (v1). Your draft (v3) stays. The change is merged "
        f"into your draft and the update set for {start:%A %-d %B}"
    )
    assert form.html == "".join(f"<p>{words}</p>" for words in LIVE)
    form.select_words("Forty")
    page.keyboard.type("Fourteen")
    form.settle()
    page.get_by_label(re.compile(r"^\s*Correction:")).check()
    page.get_by_label("Notice", exact=True).fill(NOTICE)
    page.get_by_role("button", name="Put on the live page").click()
    told = page.locator(".messagelist")
    expect(told).to_contain_text(re.compile(r"FERRY: Live \d\d:\d\d:\d\d as v4\."))
    expect(told).to_contain_text(
        f"The change is in your draft and the update set for {start:%A %-d %B}"
    )


def readers_have(reader, lines, corrected):
    """The lines, and the dated notice of the correction above and below them."""
    expect(reader.locator(".prose > p")).to_have_text(lines)
    at = timezone.localtime(corrected.live_from)
    expect(reader.locator(".notice-correction")).to_have_text(
        f"This story was corrected on {at:%-d %B %Y}."
    )
    expect(reader.locator("#corrections li")).to_have_text(
        re.compile(rf"Correction, {at:%-d %B %Y, %H:%M} UTC\s*{re.escape(NOTICE)}")
    )


def the_time_stands(page, start):
    page.get_by_role("link", name="Change time…").click()
    expect(page.get_by_label("New time")).to_have_value(f"{start:%Y-%m-%dT%H:%M}")
    [waiting] = Edition.objects.scheduled(timezone.now())
    assert waiting.live_from == start
