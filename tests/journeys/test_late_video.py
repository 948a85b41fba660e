"""A late video: an editor left a place for it on the live page, and the video desk fills it."""

import pytest
from playwright.sync_api import expect

from articles import revisions
from articles.models import Article
from tests.browser.story_form_page import StoryForm
from tests.factories import UserFactory, chief, story

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

TITLE = "The last crossing"
ADDRESS = "https://www.youtube.com/watch?v=HLdemo_0001"
LINES = ["The boat is back.", "It left at seven."]
HALF, TYPED = "The harbour council wa", "nts a second boat"


def test_a_late_video_goes_onto_the_live_page_and_leaves_the_draft_alone(
    page, reader, another_browser, sign_in
):
    ana = chief(first_name="Ana", last_name="Quay")
    sign_in(ana)
    ferry = story(by=ana)
    form = StoryForm(page).open(ferry)
    leave_a_place(form)
    ref = publish_without_it(page, form)
    path = ferry.editions.get().path
    reader.goto(path)
    readers_have(reader, video=False)
    begin_a_draft(form)

    bo = UserFactory(roles=["Video"], first_name="Bo", last_name="Reel")
    theirs = another_browser()
    sign_in(bo, theirs)
    put_the_video_on_the_page(theirs.new_page())
    reader.goto(path)
    readers_have(reader, video=True)
    expect(reader.locator(".story-time-label")).to_have_text(["Published"])

    go_on_writing(form)
    draft = revisions.read(Article.objects.get(pk=ferry.pk))
    card = revisions.placeholder("embed", ref)
    assert draft["body"] == f"<p>{LINES[0]}</p>{card}<p>{LINES[1]}</p><p>{HALF}{TYPED}</p>"
    assert draft["blocks"][ref]["embed_id"] == "HLdemo_0001"
    reader.goto(path)
    readers_have(reader, video=True)


def leave_a_place(form):
    form.put_caret(0)
    form.insert("Video")
    form.field("title").fill(TITLE)
    form.done()
    form.save()
    form.wait()


def publish_without_it(page, form):
    """The sheet says what is missing; one tick leaves it out for now."""
    [ref] = form.refs
    page.get_by_role("button", name="Publish…", exact=True).first.click()
    sheet = page.locator(".publish-sheet")
    expect(sheet.locator("#checks")).to_contain_text(f"“{TITLE}” needs a video.")
    sheet.get_by_label("Leave out for now").check()
    page.get_by_role("button", name="Publish now", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("Live ")
    return ref


def begin_a_draft(form):
    form.wait()
    form.new_line()
    form.page.keyboard.type(HALF)
    form.settle()
    form.save()
    form.wait()


def put_the_video_on_the_page(page):
    """From the list of what waits for a video to the live page, without anybody's help."""
    page.goto("/admin/")
    waiting = page.locator(".desk-list", has=page.get_by_role("heading", name="Waiting for video"))
    waiting.get_by_role("link", name="FERRY").click()
    button = page.get_by_role("button", name="Put the video on the live page")
    expect(button).to_have_count(0)
    page.get_by_label("Address or embed code").fill(ADDRESS)
    page.get_by_role("button", name="Save the videos").click()
    expect(page.locator(".messagelist .success")).to_have_text("FERRY: Videos saved as v4.")
    button.click()
    expect(page.locator(".messagelist .success")).to_have_text(
        "FERRY: The video is on the live page. See it"
    )
    expect(button).to_have_count(0)


def go_on_writing(form):
    """The writer had the draft open all the while; the save keeps both."""
    form.put_caret(-1)
    form.page.keyboard.type(TYPED)
    form.settle()
    form.save()
    expect(form.page.locator(".messagelist")).to_contain_text("while you wrote. Both are kept.")
    form.wait()


def readers_have(reader, *, video):
    """The live text, and the video in its place between the two paragraphs, or nothing there."""
    parts = reader.locator(".prose > *")
    expect(reader.locator(".prose > p")).to_have_text(LINES)
    expect(parts).to_have_count(3 if video else 2)
    if video:
        expect(parts.nth(1).locator(".embed-title")).to_have_text(TITLE)
        expect(parts.nth(1).get_by_role("link")).to_have_attribute("href", ADDRESS)
    assert reader.locator("iframe").count() == 0
