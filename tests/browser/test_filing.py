"""File fast and pasted copy in a browser: what is typed survives, lines are walked by key."""

import contextlib

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import Error, expect

from articles.models import Article
from tests.factories import UserFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

COPY = """\
Saltmere has asked to join the lighthouse league, its council said on Monday.

READ NEXT: Night ferries return to the north quay

Members pay by the length of their coast, Ilse Varnham said.

WATCH: The last keeper - From Coast Television
"""


@pytest.fixture
def reporter(sign_in):
    reporter = UserFactory(roles=["Reporter"], username="femi")
    sign_in(reporter)
    return reporter


def crashed(page):
    """The page dies and can say or send nothing; a new one opens in the same browser."""
    context = page.context
    with page.expect_event("crash"), contextlib.suppress(Error):
        page.goto("chrome://crash", timeout=5000)
    page.close()
    return context.new_page()


def test_what_is_typed_on_a_phone_survives_a_crash_and_a_sign_out(page, reporter, sign_in):
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(reverse("admin:file"))
    page.get_by_label("Headline").fill("Ferry hits wall")
    page.get_by_label("Text").fill("The ferry hit the wall.\n\nNobody was hurt.")
    page.get_by_label("Breaking").check()
    expect(page.locator(".keeping-kept")).to_contain_text("Kept on this device")
    assert page.evaluate("document.documentElement.scrollWidth") == 320

    Session.objects.all().delete()
    page = crashed(page)
    sign_in(reporter)
    page.goto(reverse("admin:file"))
    expect(page.locator(".keeping-unsaved")).to_contain_text("is here again; it was not sent.")
    expect(page.get_by_label("Breaking")).to_be_checked()
    page.get_by_role("button", name="Send to desk").click()
    expect(page.locator(".messagelist")).to_contain_text("Sent to the desk.")

    # Once sent it comes back no more.
    expect(page.get_by_label("Text")).to_have_value("")
    page.reload()
    expect(page.locator(".keeping-unsaved")).to_be_hidden()
    filed = Article.objects.get()
    assert filed.body == "<p>The ferry hit the wall.</p><p>Nobody was hurt.</p>"


def test_lines_of_a_paste_are_walked_kept_and_made_text_by_key(page, reporter):
    page.goto(reverse("admin:articles_article_intake"))
    page.get_by_label("Copy").fill(COPY)
    page.get_by_role("button", name="Read the copy").click()
    count = page.locator(".intake-count")
    expect(count).to_contain_text("4 lines in · 4 placed · 2 need you")

    page.locator("#line-1").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#line-3")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#line-5")).to_be_focused()
    expect(count).to_contain_text("1 needs you")
    page.keyboard.press("ArrowDown")
    with page.expect_navigation():
        page.keyboard.press("t")
    expect(page.locator("#line-7")).to_be_focused()
    expect(page.locator("#become-7")).to_have_value("prose")
    expect(count).to_contain_text("nothing needs you")
