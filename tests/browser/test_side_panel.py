"""The panels beside the text in a browser: one open at a time, and nothing typed is lost."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from articles.models import Read
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


def open_panels(page):
    return page.locator("details[name=side][open]").evaluate_all("all => all.map(({id}) => id)")


def test_one_panel_is_open_and_is_open_again_on_the_next_page(form, writer, page):
    ferry = factories.published(by=writer, slugline="FERRY", at=timezone.now() - factories.HOUR)
    linked = {factories.ref(): factories.related(("", ferry))}
    beside = factories.story(by=writer, slugline="BESIDE", dek="", blocks=linked)
    form.open(ferry)
    assert open_panels(page) == ["side-checks"]

    used = page.locator("#side-where-used")
    used.locator("summary").press("Enter")
    expect(used.locator(".side-uses").first).to_contain_text("BESIDE links to it beside the text")
    assert open_panels(page) == ["side-where-used"]

    form.open(beside)
    assert open_panels(page) == ["side-where-used"]
    page.locator("#side-checks summary").click()
    assert open_panels(page) == ["side-checks"]

    # A finding opens the panel of its field.
    page.evaluate("location.hash = '#id_section'")
    expect(page.locator("#id_section")).to_be_focused()
    assert open_panels(page) == ["side-place"]


def test_read_is_asked_for_and_answered_while_the_text_is_not_saved(form, writer, page):
    ferry = factories.story(by=writer)
    form.open(ferry)
    page.locator("#id_dek").fill("Typed and not saved.")
    reads = page.locator("#side-reads")
    reads.locator("summary").click()

    reads.get_by_role("button", name="Copy read: Ask for a read").click()
    expect(reads.locator(".reads-said")).to_have_text("FERRY: Copy read asked for.")
    expect(reads.locator(".side-says")).to_have_text("desk – · copy asked · legal –")
    words = reads.get_by_label("Words to the writer")
    reads.get_by_role("button", name="Copy read: Changes wanted").click()
    expect(reads.locator(".reads-said")).to_have_text("FERRY: Say what should change.")
    expect(words).to_be_focused()
    words.fill("Name the second councillor.")
    reads.get_by_role("button", name="Copy read: Changes wanted").click()

    expect(reads.locator("blockquote")).to_have_text("Name the second councillor.")
    expect(page.locator("#id_dek")).to_have_value("Typed and not saved.")
    form.save()
    ferry.refresh_from_db()
    assert (ferry.dek, ferry.reads.get().answer) == ("Typed and not saved.", Read.Answer.CHANGES)


def test_closed_lines_follow_what_is_typed_and_fit_narrow_screens(form, writer, page):
    ferry = factories.published(by=writer, at=timezone.now() - factories.HOUR)
    sport = factories.SectionFactory(slug="sport", name="Sport")
    tail = ferry.editions.get().path.split("/", 2)[2]
    form.open(ferry)
    page.locator("#side-place summary").click()

    page.locator("#id_section").select_option(str(sport.pk))

    expect(page.locator("#side-place .side-says")).to_have_text("Sport")
    expect(page.locator("#side-address .side-says")).to_have_text(f"/sport/{tail}")
    page.locator("#side-address summary").click()
    expect(page.locator(".side-moves")).to_contain_text("This changes the address; 1 redirect")
    expect(page.get_by_label("Keep the address")).to_be_visible()
    for width in (1099, 390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
