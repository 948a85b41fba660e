"""Notes beside the story form: sent by themselves, to somebody, about the paragraph at hand."""

import pytest
from playwright.sync_api import expect

from articles import notes
from articles.models import Note
from tests import factories
from tests.browser.story_form_page import StoryForm

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.fixture
def ana(sign_in):
    ana = factories.chief(first_name="Ana", last_name="Diaz")
    sign_in(ana)
    return ana


@pytest.fixture
def ferry(ana):
    return factories.story(by=ana, body="<p>The boat is back.</p><p>It left at seven.</p>")


@pytest.fixture
def form(page):
    page.set_viewport_size({"width": 1400, "height": 1000})
    return StoryForm(page)


def test_note_is_sent_from_beside_the_form_and_the_text_stays_unsaved(form, page, ana, ferry):
    lucia = factories.UserFactory(roles=["Editor"], first_name="Lucía", last_name="Mora")
    factories.UserFactory(roles=["Reporter"], first_name="Lucas", last_name="Berg")
    form.open(ferry)
    form.body.locator("p").nth(1).click()
    page.keyboard.press("End")
    page.keyboard.type(" Unsaved.")
    page.locator("#side-notes summary").first.click()
    page.get_by_role("button", name="This paragraph").click()
    expect(page.get_by_label("About", exact=True)).to_have_value("It left at seven. Unsaved.")

    text = page.get_by_label("New note")
    text.press_sequentially("Who says so, @lu")
    expect(page.locator("#note-names").get_by_role("option")).to_have_text(["Lucía Mora"])
    text.press("Enter")
    expect(text).to_have_value("Who says so, @Lucía Mora ")
    text.press("Control+Enter")

    expect(page.locator(".notes-says")).to_have_text("Noted.")
    expect(page.locator(".notes-list .note-text")).to_have_text("Who says so, @Lucía Mora")
    expect(text).to_have_value("")
    assert "Unsaved." in form.html
    note = Note.objects.get()
    assert (note.about, list(note.mentions.all())) == ("It left at seven. Unsaved.", [lucia])

    form.body.locator("p").nth(0).click()
    page.get_by_role("button", name="Show", exact=True).click()
    page.keyboard.press("Home")
    page.keyboard.type("And ")
    assert "<p>And It left at seven. Unsaved.</p>" in form.html
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_text("That paragraph was changed.")).to_be_visible()


def test_half_written_note_outlives_a_save_and_another_note(form, page, ana, ferry):
    asked = notes.write(ferry, by=ana, text="Which quay?").note
    form.open(ferry)
    page.locator("#side-notes summary").first.click()
    page.get_by_label("New note").fill("Half a tho")
    page.locator(f"#note-{asked.pk} summary").click()
    page.get_by_label("Your answer").fill("North")
    page.locator("#article_form .submit-row [name=_save]").click()
    page.get_by_text("Saved already").or_(page.get_by_text("Saved ")).first.wait_for()
    form.wait()

    expect(page.get_by_label("New note")).to_be_visible()
    expect(page.get_by_label("New note")).to_have_value("Half a tho")
    expect(page.get_by_label("Your answer")).to_have_value("North")
    page.get_by_role("button", name="Answer", exact=True).click()

    expect(page.locator(".note-answer .note-text")).to_have_text("North")
    expect(page.get_by_label("New note")).to_have_value("Half a tho")
    page.reload()
    form.wait()
    expect(page.get_by_label("Your answer")).to_have_value("")
    assert [note.text for note in Note.objects.all()] == ["Which quay?", "North"]
