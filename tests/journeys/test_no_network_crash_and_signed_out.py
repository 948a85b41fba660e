"""One bad evening of one writer: the network goes, the browser crashes, the session ends."""

import contextlib
import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Error, expect

from articles.models import Article, Autosave
from tests.browser.story_form_page import StoryForm
from tests.factories import chief, story

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

#: Longer than it takes to notice that the desk cannot keep what was typed.
KEPT = 15000
FIRST, SECOND, THIRD = "Offline words.", "Words after the crash.", "Words without a session."
SIGNED_OUT = "You were signed out. Sign in here; nothing you typed is lost."


@pytest.fixture
def ferry(sign_in):
    ana = chief(username="ana", first_name="Ana", last_name="Quay")
    sign_in(ana)
    return story(by=ana, body="<p>The boat is back.</p>")


def test_every_word_reaches_the_readers(ferry, page, context, reader, watch):
    form = StoryForm(page).open(ferry)
    headline = page.locator("#id_headline").input_value()

    context.set_offline(True)
    add_line(form, FIRST)
    is_safe_here(form)
    form = crash(form)
    context.set_offline(False)
    assert Autosave.objects.count() == 0

    form.open(ferry)
    find_it_again(form)
    add_line(form, SECOND)

    Session.objects.all().delete()
    add_line(form, THIRD)
    save_and_sign_in(form)
    lines = ["The boat is back.", FIRST, SECOND, THIRD]
    assert Article.objects.get().body == "".join(f"<p>{words}</p>" for words in lines)
    assert Autosave.objects.count() == 0

    publish(form.page)
    reader.goto("/")
    reader.get_by_role("link", name=headline).first.click()
    expect(reader.locator(".prose > p")).to_have_text(lines)
    watch.forgive("net::ERR_INTERNET_DISCONNECTED")
    watch.forgive("401")


def add_line(form, words):
    form.new_line()
    form.page.keyboard.type(words)
    form.settle()


def is_safe_here(form):
    """The form says so, and a save that cannot arrive is not sent."""
    trouble = form.page.locator(".keeping-trouble")
    safe = re.compile(
        r"No connection\. Your text is safe on this device; saved here \d\d:\d\d:\d\d\."
    )
    expect(trouble).to_have_text(safe, timeout=KEPT)
    form.page.locator(".submit-row [name=_save]").click()
    expect(trouble).to_have_text(safe)
    assert FIRST in form.html


def crash(form):
    """The page dies and can say or send nothing; a new one opens in the same browser."""
    context = form.page.context
    with form.page.expect_event("crash"), contextlib.suppress(Error):
        form.page.goto("chrome://crash", timeout=1000)
    form.page.close()
    return StoryForm(context.new_page())


def find_it_again(form):
    offer = form.page.locator(".keeping-offer")
    expect(offer.locator("p")).to_have_text(re.compile(r"Text from \d\d:\d\d was not saved\."))
    with form.page.expect_navigation():
        offer.get_by_role("link", name="Open it").click()
    form.wait()
    assert FIRST in form.html


def save_and_sign_in(form):
    """The save waits for the writer to sign in, in place, and then goes on by itself."""
    form.page.locator(".submit-row [name=_save]").click()
    dialog = form.page.get_by_role("dialog", name=SIGNED_OUT)
    expect(dialog.get_by_label("Username")).to_have_value("ana")
    dialog.get_by_label("Password").fill("desk-pass-1")
    with form.page.expect_navigation():
        dialog.get_by_role("button", name="Sign in").click()
    expect(form.page.locator(".messagelist .success")).to_have_text(
        re.compile(r"Saved \d\d:\d\d:\d\d as v2\.")
    )
    form.wait()
    expect(form.page.locator(".keeping-offer")).to_be_hidden()


def publish(page):
    page.get_by_role("button", name="Publish…", exact=True).first.click()
    page.get_by_role("button", name="Publish now", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("Live ")
