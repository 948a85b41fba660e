"""Two editors in one story: what only one touched is kept from both, for the rest they choose."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from articles.models import Article
from tests.browser.story_form_page import StoryForm
from tests.factories import chief, story

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

TEXT = ["The boat is back.", "It left at seven.", "Forty cars were aboard."]
ANAS, BENS = "It left at eight, Ana was told.", "It left at nine, Ben was told."


@pytest.fixture
def window_of(another_browser, sign_in):
    """Open the story in the browser of one more person."""

    def window_of(article, **name):
        browser = another_browser()
        sign_in(chief(**name), browser)
        return StoryForm(browser.new_page()).open(article)

    return window_of


def test_both_texts_are_kept_and_joined_where_they_touch(window_of, reader):
    ferry = story(at=timezone.now(), body="".join(f"<p>{words}</p>" for words in TEXT))
    ana = window_of(ferry, first_name="Ana", last_name="Quay")
    ben = window_of(ferry, first_name="Ben", last_name="Mole")

    rewrite(ana, "The boat is back.", "The boat is back at last.")
    ana.save()
    ben.page.locator("#id_dek").fill("Forty cars come along.")
    rewrite(ben, "Forty cars were aboard.", "Forty cars and a bus were aboard.")
    ben.save()
    expect(ben.page.locator(".messagelist")).to_contain_text(
        "Ana Quay changed paragraph 1 while you wrote. Both are kept."
    )

    ana.open(ferry)
    ben.wait()
    merged = ["The boat is back at last.", TEXT[1], "Forty cars and a bus were aboard."]
    assert ana.html == ben.html == "".join(f"<p>{words}</p>" for words in merged)
    rewrite(ana, TEXT[1], ANAS)
    ana.save()
    rewrite(ben, TEXT[1], BENS)
    ben.save()
    side_by_side(ben)
    join(ben)

    both = [merged[0], BENS, ANAS, merged[2]]
    assert ben.html == "".join(f"<p>{words}</p>" for words in both)
    publish(ben.page)
    read(reader, both)
    every_version_is_there(ben.page)


def rewrite(form, words, by):
    form.select_words(words)
    form.page.keyboard.type(by)
    form.settle()


def side_by_side(form):
    """Nothing is saved, all that was typed is in the form, and both texts are shown."""
    page = form.page
    expect(page.locator(".errorlist.nonfield")).to_have_text(
        "Not saved: you both changed paragraph 2. Choose, or join them."
    )
    place = page.locator(".story-conflict-place")
    expect(place).to_have_count(1)
    expect(place.locator("legend")).to_have_text("Paragraph 2")
    expect(place.locator(".story-conflict-text p")).to_have_text([BENS, ANAS])
    form.wait()
    assert BENS in form.html
    assert ANAS in Article.objects.get().body


def join(form):
    form.page.get_by_label("Both, the left one first").check()
    with form.page.expect_navigation():
        form.page.get_by_role("button", name="Save with these choices").click()
    expect(form.page.locator(".messagelist .success")).to_contain_text(
        re.compile(r"Saved \d\d:\d\d:\d\d as v5\.")
    )
    form.wait()


def publish(page):
    page.get_by_role("button", name="Publish…", exact=True).first.click()
    page.get_by_role("button", name="Publish now", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("Live ")


def read(reader, lines):
    reader.goto("/")
    reader.get_by_role("link", name="Ferry returns to the north quay").first.click()
    expect(reader.locator(".story-dek")).to_have_text("Forty cars come along.")
    expect(reader.locator(".prose > p")).to_have_text(lines)


def every_version_is_there(page):
    """Each save is kept under its writer's name, and shows its own text."""
    page.get_by_role("link", name="History", exact=True).first.click()
    made = page.locator(".versions-event.is-version .versions-what > p:first-child")
    expect(made).to_contain_text(
        [
            "v5 Merged by Ben Mole",
            "v4 Saved by Ana Quay",
            "v3 Merged by Ben Mole",
            "v2 Saved by Ana Quay",
            "v1 Saved by",
        ]
    )
    pk = Article.objects.get().pk
    page.goto(reverse("admin:articles_article_version", args=[pk, 4]))
    expect(page.get_by_text(ANAS)).to_be_visible()
    expect(page.get_by_text(BENS)).to_have_count(0)
