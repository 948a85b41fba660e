"""An update set for a time over a live story: the time comes, is changed, and is called off."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.story_form_page import StoryForm
from tests.factories import DAY, chief, published

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

HAD, NEW = "Ferry returns to the north quay", "Two ferries return to the north quay"
LINES = ["The boat is back.", "It left at seven."]
LINE = "The second one follows on Friday."
NEWS = "A second boat follows."
JUST_BEFORE = timedelta(microseconds=1)


@pytest.fixture
def readers_see(reader, site_clock):
    """What the story's address shows at a moment: the version before, or the update."""

    def readers_see(path, at, *, updated):
        with site_clock(at):
            reader.goto(path)
            expect(reader.get_by_role("heading", level=1)).to_have_text(NEW if updated else HAD)
            expect(reader.locator(".prose > p")).to_have_text([*LINES, LINE] if updated else LINES)
            news = [f"What is new: {NEWS}"] if updated else []
            expect(reader.locator(".notice-new")).to_have_text(news)
            reader.goto("/")
            link = reader.get_by_role("main").get_by_role("link", name=NEW if updated else HAD)
            expect(link.first).to_be_visible()

    return readers_see


def test_an_update_waits_for_its_time_for_another_and_for_none(page, sign_in, readers_see):
    ana = chief(first_name="Ana", last_name="Quay")
    sign_in(ana)
    ferry = published(by=ana, at=timezone.now() - DAY, headline=HAD)
    path = ferry.editions.get().path
    first = (timezone.localtime() + 3 * DAY).replace(hour=15, minute=30, second=0, microsecond=0)
    second = first - timedelta(hours=4, minutes=15)

    write_the_update(StoryForm(page).open(ferry))
    set_it_for(page, first)
    readers_see(path, timezone.now(), updated=False)
    readers_see(path, first - JUST_BEFORE, updated=False)
    readers_see(path, first, updated=True)

    change_the_time(page, first, second)
    readers_see(path, second - JUST_BEFORE, updated=False)
    readers_see(path, second, updated=True)

    call_it_off(page)
    readers_see(path, second, updated=False)
    readers_see(path, first, updated=False)
    the_draft_is_whole(page, ferry)


def write_the_update(form):
    form.page.locator("#id_headline").fill(NEW)
    form.new_line()
    form.page.keyboard.type(LINE)
    form.settle()


def set_it_for(page, at):
    page.get_by_role("button", name="Publish…", exact=True).first.click()
    page.get_by_label(re.compile(r"^\s*Update:")).check()
    page.get_by_label("What is new?").fill(NEWS)
    page.get_by_label("Time", exact=True).fill(f"{at:%Y-%m-%dT%H:%M}")
    page.get_by_role("button", name=f"Publish {at:%A %-d %B}").click()
    expect(page.locator(".messagelist")).to_contain_text(
        f"Scheduled for {at:%A %-d %B %Y %H:%M} UTC."
    )
    expect(page.locator(".story-bar-state strong")).to_have_text("Live + draft")


def change_the_time(page, was, to):
    page.get_by_role("link", name="Change time…").click()
    expect(page.get_by_label("New time")).to_have_value(f"{was:%Y-%m-%dT%H:%M}")
    page.get_by_label("New time").fill(f"{to:%Y-%m-%dT%H:%M}")
    page.get_by_role("button", name="Change time", exact=True).click()
    expect(page.locator(".messagelist .success")).to_have_text(
        re.compile(rf"FERRY: It goes out {to:%A %-d %B}.* {to:%H:%M}\.")
    )


def call_it_off(page):
    page.get_by_role("link", name="Change time…").click()
    page.get_by_role("button", name="Cancel the schedule").click()
    expect(page.locator(".messagelist .success")).to_have_text("FERRY: The schedule is cancelled.")
    expect(page.get_by_role("link", name="Change time…")).to_have_count(0)


def the_draft_is_whole(page, ferry):
    """What is not going out is still written, and the history says all that was done."""
    form = StoryForm(page)
    form.wait()
    assert page.locator("#id_headline").input_value() == NEW
    assert form.html == "".join(f"<p>{words}</p>" for words in [*LINES, LINE])
    page.get_by_role("link", name="History", exact=True).first.click()
    said = page.locator(".versions-event.is-move strong")
    for number, move in enumerate(["Schedule cancelled", "Time changed", "Scheduled"]):
        expect(said.nth(number)).to_have_text(move)
