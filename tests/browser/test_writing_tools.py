"""The writer's tools: keys, find and replace, the preview beside the form."""

import pytest
from playwright.sync_api import expect

from articles.models import Article, Revision
from tests import factories
from tests.browser.story_form_page import StoryForm

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.fixture
def writer(sign_in):
    writer = factories.chief(is_superuser=True)
    sign_in(writer)
    return writer


@pytest.fixture
def form(page, writer):
    page.set_viewport_size({"width": 1400, "height": 900})
    return StoryForm(page)


def test_words_are_replaced_everywhere_but_in_links_and_blocks_and_undo_brings_them_back(
    form, writer
):
    page = form.page
    blocks = {factories.ref(): {"kind": "pullquote", "quote": "The ferry sank", "speaker": "Ada"}}
    card = factories.placed(**blocks)
    body = (
        '<p>The <a href="https://example.com/ferry">old fer<strong>ry</strong></a> left.</p>'
        f"{card}<ul><li>Ferry, FERRY</li></ul>"
    )
    form.open(
        factories.story(by=writer, headline="Ferry late", dek="No.", blocks=blocks, body=body)
    )

    form.put_caret(0)
    page.keyboard.press("Control+h")
    page.keyboard.type("ferry")
    expect(page.locator('[data-find="count"]')).to_have_text("1 of 4, in headline")
    page.get_by_label("Replace with").fill("boat & <b>")
    page.get_by_role("button", name="Replace all").click()

    expect(page.locator('[data-find="count"]')).to_have_text("4 replaced")
    expect(page.locator("#id_headline")).to_have_value("boat & <b> late")
    words = "boat &amp; &lt;b&gt;"
    assert form.html == (
        f'<p>The <a href="https://example.com/ferry">old {words}</a> left.</p>'
        f"{card}<ul><li>{words}, {words}</li></ul>"
    ).replace("<li>", "\t<li>")
    page.keyboard.press("Escape")
    form.put_caret(0)
    form.press("Control+z")
    assert form.html == body.replace("<li>", "\t<li>")


def test_preview_stands_beside_the_form_and_shows_what_is_not_saved(form, writer):
    page = form.page
    ferry = factories.story(by=writer, headline="As saved", body="<p>One.</p>")
    form.open(ferry)
    page.locator("#id_headline").fill("Typed just now")

    page.keyboard.press("Alt+Shift+W")

    shown = page.frame_locator(".preview-frame")
    expect(shown.get_by_role("heading", level=1)).to_have_text("Typed just now")
    assert shown.locator("script").count() == 0
    assert shown.locator("html").evaluate("html => html.clientWidth") == 390
    page.get_by_role("button", name="Desktop").click()
    assert shown.locator("html").evaluate("html => html.clientWidth") == 1280
    form.put_caret(0)
    page.keyboard.type(" Two.")
    page.get_by_role("button", name="Update").click()
    expect(shown.locator(".prose")).to_have_text("One. Two.")
    page.get_by_role("button", name="Close the preview").click()
    expect(page.locator("#preview-beside")).to_have_count(0)
    assert Article.objects.get(pk=ferry.pk).headline == "As saved"
    assert Revision.objects.count() == 1


def test_keys_send_the_story_on_from_within_its_text(form, writer):
    page = form.page
    ferry = factories.story(by=writer, body="<p>One.</p>")
    form.open(ferry)

    form.put_caret(0)
    page.keyboard.press("Control+/")
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("Send to desk (saves first)")
    page.keyboard.press("Escape")
    form.put_caret(0)
    page.keyboard.type(" Two.")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")

    kept = Article.objects.get(pk=ferry.pk)
    assert (kept.stage, kept.body) == (Article.Stage.IN_REVIEW, "<p>One. Two.</p>")
