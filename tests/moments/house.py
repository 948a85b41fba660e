"""The paper from outside: its people in browsers of their own, and a reader on a phone."""

import re
from datetime import UTC, datetime

from playwright.sync_api import expect

from tests.browser.story_form_page import StoryForm

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
A = "/admin/articles/article/"


class House:
    """One running paper. `passwords` maps the demo's user names to their passwords."""

    def __init__(self, browser, address, passwords):
        self.browser, self.address, self.passwords = browser, address, passwords
        self.complaints = []
        self._windows = {}

    def window(self, username="", **device):
        """A page of this person, signed in; of a reader where no name is given."""
        key = (username, *device)
        if key not in self._windows:
            context = self.browser.new_context(
                base_url=self.address, locale="en-GB", timezone_id="UTC", **device
            )
            page = context.new_page()
            page.on("pageerror", lambda error: self.complaints.append(f"{username}: {error}"))
            if username:
                self._sign_in(page, username)
            self._windows[key] = page
        return self._windows[key]

    def _sign_in(self, page, username):
        page.goto("/admin/")
        page.get_by_label("Username").fill(username)
        page.get_by_label("Password").fill(self.passwords[username])
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("link", name=re.compile("New story|Week")).first).to_be_visible()

    def form(self, page, story):
        """The story form, open in this window; `story` is its number."""
        form = StoryForm(page)
        page.goto(f"{A}{story}/change/")
        form.wait()
        return form

    def new_story(self, page, slugline, headline, lines, *, section="City"):
        """Write a story into a new form and save it; returns its number."""
        form = StoryForm(page)
        page.goto(f"{A}add/")
        form.wait()
        page.locator("#id_slugline").fill(slugline)
        page.locator("#id_headline").fill(headline)
        page.locator("#id_dek").fill("One sentence under the headline.")
        open_panel(page, "Place")
        page.locator("#id_section").select_option(label=section)
        form.put_caret(0)
        for number, line in enumerate(lines):
            if number:
                page.keyboard.press("Enter")
            page.keyboard.type(line)
        form.settle()
        page.locator("#id_no_byline").check()
        form.save()
        form.wait()
        return number_of(page)


def number_of(page):
    """The number of the story whose form is open."""
    return int(re.search(r"/article/(\d+)/", page.url)[1])


def open_panel(page, name):
    """Open one piece of the side panel, if it is closed."""
    summary = page.locator("details > summary", has_text=re.compile(rf"^\s*{name}\b", re.I)).first
    if not summary.locator("xpath=..").evaluate("details => details.open"):
        summary.click()


def more(page, name):
    """Choose a move behind “More”."""
    page.locator(".story-bar summary", has_text="More").first.click()
    page.get_by_role("link", name=name).or_(page.get_by_role("button", name=name)).first.click()


def open_sheet(page):
    """Save the form and open the publish sheet."""
    with page.expect_navigation(url=re.compile("/publish/$")):
        page.get_by_role("button", name="Publish…", exact=True).first.click()


def publish_now(page):
    open_sheet(page)
    page.get_by_role("button", name="Publish now", exact=True).click()
    said(page, "Live ")


def said(page, words):
    expect(page.locator(".messagelist")).to_contain_text(words)


def now():
    return datetime.now(UTC)
