"""Two versions meet in a browser: a choice between two texts, and a change of the live version."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from articles import revisions, workflow
from articles.models import Article
from tests import factories
from tests.browser.story_form_page import StoryForm

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

BODY = "<p>The boat is back.</p><p>It left at seven.</p><p>It is blue.</p>"


@pytest.fixture
def writer(sign_in):
    writer = factories.chief()
    sign_in(writer)
    return writer


@pytest.fixture
def form(page, writer):
    page.set_viewport_size({"width": 1400, "height": 900})
    return StoryForm(page)


def saved_by_ana(article, body):
    ana = factories.UserFactory(roles=["Editor"], first_name="Ana", last_name="Paz")
    article.refresh_from_db()
    revisions.write(article, revisions.read(article) | {"body": body})
    workflow.keep(article, by=ana)


def stored(article):
    return revisions.read(Article.objects.get(pk=article.pk))


def test_two_texts_of_one_paragraph_stand_side_by_side_and_one_is_chosen(form, page, writer):
    article = factories.story(by=writer, body=BODY)
    form.open(article)
    saved_by_ana(article, BODY.replace("at seven", "at eight").replace("blue", "green"))
    form.put_caret(1)
    page.keyboard.type(" From the north quay.")
    form.settle()

    form.save()
    form.wait()

    question = page.locator(".story-conflict")
    expect(question.get_by_role("heading")).to_contain_text("Ana Paz saved v2 on")
    place = question.get_by_role("group", name="Paragraph 2")
    expect(place).to_contain_text("It left at seven. From the north quay.")
    expect(place).to_contain_text("It left at eight.")
    expect(place.get_by_role("radio", checked=True)).to_have_count(0)
    expect(form.body).to_contain_text("It left at seven. From the north quay.")
    assert stored(article)["body"].count("eight") == 1

    place.get_by_role("radio", name="Both, the left one first").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Save with these choices").click()
    form.wait()

    expect(page.locator(".messagelist")).to_contain_text("Both are kept.")
    assert stored(article)["body"] == (
        "<p>The boat is back.</p><p>It left at seven. From the north quay.</p>"
        "<p>It left at eight.</p><p>It is green.</p>"
    )


def test_live_version_is_corrected_while_the_draft_is_half_written(form, page, writer):
    article = factories.published(by=writer, at=timezone.now() - factories.HOUR, body=BODY)
    saved_by_ana(article, BODY + "<p>Half a sentence of the next</p>")
    page.goto(reverse("admin:articles_article_live", args=[article.pk]))
    form.wait()

    expect(page.locator(".live-banner")).to_contain_text("You are changing the live version (v1)")
    expect(form.body).not_to_contain_text("Half a sentence")
    form.put_caret(2)
    page.keyboard.type(" And white.")
    form.settle()
    with page.expect_navigation():
        page.keyboard.press("Control+s")
    form.wait()
    expect(page.locator("ul.errorlist")).to_contain_text("Say what kind of change this is.")
    assert article.editions.count() == 1

    page.get_by_role("radio", name="Correction").check()
    page.get_by_label("Notice", exact=True).fill("The boat is blue and white.")
    with page.expect_navigation():
        page.get_by_role("button", name="Put on the live page").click()
    form.wait()

    changed = BODY.replace("It is blue.", "It is blue. And white.")
    assert article.editions.live(timezone.now()).get().document["body"] == changed
    assert stored(article)["body"] == changed + "<p>Half a sentence of the next</p>"
    expect(form.body).to_contain_text("Half a sentence of the next")
    page.goto(article.editions.live(timezone.now()).get().path)
    expect(page.locator("main")).to_contain_text("The boat is blue and white.")
