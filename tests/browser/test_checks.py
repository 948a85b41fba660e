"""The checks beside the story form in a browser: they follow the writing and lead to the place."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from articles import revisions
from tests import factories
from tests.browser.story_form_page import StoryForm

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.fixture
def writer(sign_in):
    writer = factories.chief()
    sign_in(writer)
    return writer


@pytest.fixture
def form(page, writer):
    page.set_viewport_size({"width": 1400, "height": 900})
    return StoryForm(page)


@pytest.fixture
def ferry(writer):
    """A story somebody else wrote, with a video to come and nothing else to fix."""
    lead, video = factories.ref(), factories.ref()
    blocks = {
        lead: factories.figure(factories.PictureFactory(), is_lead=True),
        video: factories.embed(provider="", embed_id="", address=""),
    }
    body = f"<p>The boat is back.</p>{revisions.placeholder('embed', video)}<p>It left.</p>"
    return factories.story(by=factories.chief(), blocks=blocks, body=body)


class Checks:
    def __init__(self, page):
        self.count = page.locator("#checks .checks-count")
        self.says = page.locator("#checks .checks-says")
        self.findings = page.locator("#checks .findings li")
        self.page = page

    def way(self, words):
        return self.findings.filter(has_text=words).get_by_role("link")


@pytest.fixture
def checks(page):
    return Checks(page)


def test_checks_follow_the_writing_and_say_so(form, checks, ferry):
    form.open(ferry)
    expect(checks.count).to_have_text("1")

    form.page.locator("#id_dek").fill("")
    expect(checks.count).to_have_text("2")
    expect(checks.findings.filter(has_text="The dek is empty.")).to_have_count(1)
    expect(checks.says).to_have_text("Checks: 2 things to look at.")

    form.put_caret(0)
    form.page.keyboard.type(" It left at TK.")
    expect(checks.findings.filter(has_text="“TK” stands in the text")).to_have_count(1)

    form.page.locator("#id_dek").fill("At seven.")
    expect(checks.findings.filter(has_text="The dek is empty.")).to_have_count(0)


def test_finding_leads_to_its_field_again_and_again(form, checks, ferry):
    form.open(ferry)
    dek = form.page.locator("#id_dek")
    dek.fill("")

    for _ in range(2):
        checks.way("The dek is empty.").click()
        expect(dek).to_be_focused()
        form.page.locator("#id_headline").focus()


def test_finding_of_a_block_opens_its_panel(form, checks, ferry):
    form.open(ferry)

    checks.way("needs a video").click()

    expect(form.panel).to_be_visible()
    form.field("address").fill("https://www.youtube.com/watch?v=dQw4w9WgXcQ")
    form.done()
    expect(checks.count).to_have_text("0")
    expect(form.page.locator("#checks .checks-none")).to_have_text("Nothing to fix.")


def test_block_that_is_put_in_is_checked(form, checks, ferry):
    form.open(ferry)

    form.put_caret(0)
    form.insert("Related")
    form.done()

    expect(checks.findings.filter(has_text="“READ NEXT” has no link.")).to_have_count(1)


def test_never_more_than_one_question_is_under_way(form, checks, ferry, live_server):
    form.open(ferry)
    address = reverse("admin:articles_article_checks", args=[ferry.pk])
    waiting, most = [], []

    def hold(route):
        waiting.append(route)
        most.append(len(waiting))

    form.page.route(f"**{address}", hold)
    dek = form.page.locator("#id_dek")
    dek.fill("")
    form.page.wait_for_timeout(1300)
    dek.fill("One.")
    form.page.wait_for_timeout(1300)
    dek.fill("")
    form.page.wait_for_timeout(1300)
    assert len(waiting) == 1
    waiting.pop().continue_()
    form.page.wait_for_timeout(1500)
    while waiting:
        waiting.pop().continue_()
        form.page.wait_for_timeout(1500)

    assert max(most) == 1
    expect(checks.findings.filter(has_text="The dek is empty.")).to_have_count(1)


def test_page_that_is_only_read_asks_nothing(form, ferry):
    asked = []
    form.page.on("request", lambda request: asked.append(request.url))

    form.open(ferry)
    form.page.wait_for_timeout(1500)

    assert [url for url in asked if url.endswith("/checks/")] == []


def test_checks_are_silent_without_a_network_and_come_back(form, checks, ferry, context, watch):
    form.open(ferry)
    expect(checks.count).to_have_text("1")

    context.set_offline(True)
    form.page.locator("#id_dek").fill("")
    form.page.wait_for_timeout(1500)
    expect(checks.count).to_have_text("1")
    context.set_offline(False)

    expect(checks.count).to_have_text("2")
    watch.complaints = [c for c in watch.complaints if "ERR_INTERNET_DISCONNECTED" not in c]


def test_field_beside_the_text_does_not_move_while_it_is_filled_in(form, checks, ferry):
    form.open(ferry)
    note = form.page.locator("#id_editors_note")
    note.focus()
    before = note.bounding_box()

    note.press_sequentially("TK and XXX and TK")
    expect(checks.count).to_have_text("4")

    assert note.bounding_box()["y"] == before["y"]
    form.page.locator("#id_headline").click()
    expect(form.page.locator("#checks .checks-found.is-held")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_checks_fit_a_phone(form, checks, writer, page, scheme):
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme=scheme)
    blocks = {factories.ref(): factories.related(("Night trains return" * 8, None))}
    body = "<p>TK</p>" + factories.placed(**blocks)
    page.goto(factories.story(by=writer, dek="", blocks=blocks, body=body).get_desk_url())

    box = page.locator("#checks").bounding_box()

    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    link = checks.way("The dek is empty.")
    assert link.bounding_box()["height"] >= 24
    link.click()
    expect(page.locator("#id_dek")).to_be_focused()


def test_findings_of_the_saved_version_are_there_without_scripts(browser, sign_in, live_server):
    writer = factories.chief()
    ferry = factories.story(by=writer, dek="")
    context = browser.new_context(java_script_enabled=False)
    sign_in(writer, context)
    page = context.new_page()

    page.goto(live_server.url + ferry.get_desk_url())

    expect(page.locator("#checks .findings li").filter(has_text="The dek is empty.")).to_have_count(
        1
    )
    page.locator("#checks").get_by_role("link", name="One sentence under the headline.").click()
    assert page.url.endswith("#id_dek")
    context.close()
