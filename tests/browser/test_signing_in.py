"""The second step in a browser: set up, asked for at the sign-in, and in place while writing."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from articles.models import Article
from newsroom.signing_in.adapters import NOT_THE_CODE
from tests import factories
from tests.browser.story_form_page import StoryForm

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SIGNED_OUT = "You were signed out. Sign in here; nothing you typed is lost."


def code(secret, steps=0):
    """What a phone with this secret shows, so many half minutes from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def fill_in(page):
    page.get_by_label("Username").fill("ana")
    page.get_by_label("Password").fill("desk-pass-1")
    page.get_by_role("button", name="Sign in").click()


def test_a_publisher_sets_the_step_up_and_signs_in_with_it(page, settings):
    settings.NEWSROOM_REQUIRE_SECOND_STEP = True
    factories.UserFactory(username="ana", roles=["Publisher"])
    page.goto("/admin/articles/article/")
    fill_in(page)

    expect(page.get_by_role("heading", name="Set up your second step")).to_be_visible()
    square = page.locator(".account-square")
    assert square.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    secret = page.locator(".account-secret").inner_text()
    page.get_by_label("Code that your phone shows now").fill(code(secret))
    page.get_by_role("button", name="Turn it on").click()
    expect(page.locator(".account-codes li")).to_have_count(10)
    with page.expect_download() as kept:
        page.get_by_role("link", name="Download them").click()
    assert kept.value.suggested_filename == "recovery-codes.txt"
    page.get_by_role("link", name="I have them: to the desk").click()
    expect(page).to_have_url(re.compile(r"/admin/$"))

    page.get_by_role("button", name="Log out").click()
    page.goto("/admin/articles/article/")
    fill_in(page)
    page.get_by_label("Code").fill(code(secret, 1))
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile(r"/admin/articles/article/$"))


def test_signed_out_while_writing_one_signs_in_in_place_with_the_code(page, sign_in, watch):
    ana = factories.chief(username="ana")
    TOTP.activate(ana, SECRET)
    ferry = factories.story(by=ana, body="<p>One.</p>")
    sign_in(ana)
    form = StoryForm(page).open(ferry)
    form.put_caret(0)
    form.page.keyboard.type(" Still here.")
    form.settle()
    Session.objects.all().delete()

    page.locator(".submit-row [name=_save]").click()
    dialog = page.get_by_role("dialog", name=SIGNED_OUT)
    asked = dialog.get_by_label("Code from your phone")
    expect(asked).to_be_hidden()
    dialog.get_by_label("Password").fill("desk-pass-1")
    dialog.get_by_role("button", name="Sign in").click()
    expect(dialog.get_by_role("alert")).to_have_text("Now the code from your phone.")
    asked.fill("000000")
    dialog.get_by_role("button", name="Sign in").click()
    expect(dialog.get_by_role("alert")).to_have_text(str(NOT_THE_CODE))
    asked.fill(code(SECRET))
    with page.expect_navigation():
        dialog.get_by_role("button", name="Sign in").click()
    form.wait()

    assert Article.objects.get().body == "<p>One. Still here.</p>"
    assert Authenticator.objects.get().last_used_at is not None
    watch.forgive("401")
