"""The story form on a phone: paragraphs as boxes, blocks as cards, buttons at the bottom edge."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from articles.models import Article
from tests import factories

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

LINK = 'href="https://example.com/plan?a=1&amp;b=2" title="The &quot;plan&quot;"'


@pytest.fixture
def editor(sign_in):
    editor = factories.chief(is_superuser=True)
    sign_in(editor)
    return editor


@pytest.fixture
def phone(page, editor):
    page.set_viewport_size({"width": 390, "height": 844})
    return page


def boxes(page):
    return page.locator("#phone-body .phone-line")


def card(page, name):
    return page.locator(".phone-card").filter(has_text=name)


def press(page, name):
    with page.expect_navigation():
        page.locator(".story-bar-moves").get_by_role("button", name=name).click()


def quotes(*words):
    return {
        factories.ref(): {"kind": "pullquote", "quote": each, "speaker": "Ada"} for each in words
    }


def test_paragraph_is_fixed_and_sent_on_with_its_link_and_the_others_as_they_were(phone, editor):
    source = factories.SourceFactory(name="Port Authority")
    named = factories.ref()
    body = (
        f"<p>The <a {LINK}>harbour plan</a> has a snagg, *one* [check] &amp; H<sub>2</sub>O.</p>"
        f'<p>“It is <strong>not <em>late</em></strong>,” <cite data-source="{named}">they said'
        "</cite>.<br>Un<em>believ</em>able&nbsp;<strong>a</strong>.</p><hr>"
        "<ul><li>One <strong>bold</strong></li><li>Two</li></ul><table><tbody><tr><td>Cell</td>"
        "</tr></tbody></table><blockquote><p>Quoted.</p></blockquote>"
    )
    ferry = factories.story(by=editor, body=body, citations={named: factories.cited(source)})
    phone.goto(ferry.get_desk_url())
    assert phone.evaluate("Object.keys(CKEDITOR.instances)") == []

    first = boxes(phone).first
    expect(first).to_have_value(re.compile(r"^The \[harbour plan\]\(https://example.com/plan"))
    first.fill(first.input_value().replace("snagg", "snag"))
    boxes(phone).last.press("End")
    boxes(phone).last.press("Enter")
    phone.keyboard.type("And **more** below.")
    press(phone, "Approve")

    kept = Article.objects.get(pk=ferry.pk)
    assert kept.body == body.replace("snagg", "snag").replace(
        "<p>Quoted.</p>", "<p>Quoted.</p><p>And <strong>more</strong> below.</p>"
    )
    assert [str(each.ref) for each in kept.citations.all()] == [named]
    expect(phone.locator(".story-bar-state")).to_contain_text("Approved")


def test_cards_are_moved_edited_and_removed_and_come_back(phone, editor):
    blocks = quotes("First", "Second")
    body = f"<p>Above.</p>{factories.placed(**blocks)}<p>Below.</p>"
    ferry = factories.story(by=editor, blocks=blocks, body=body)
    phone.goto(ferry.get_desk_url())

    card(phone, "Second").get_by_role("button", name="Move up").click()
    card(phone, "Second").get_by_role("button", name="Move up").click()
    card(phone, "Second").get_by_role("button", name="Edit").click()
    phone.locator('.inline-related[data-panel="open"] [name$="-quote"]').fill("Second, better")
    phone.locator('.inline-related[data-panel="open"]').get_by_role("button", name="Done").click()
    expect(card(phone, "Second, better")).to_be_visible()
    card(phone, "First").get_by_role("button", name="Remove").click()
    expect(card(phone, "First")).to_have_count(0)
    boxes(phone).last.click()
    phone.set_viewport_size({"width": 844, "height": 390})  # turned on its side
    boxes(phone).last.press("Home")
    phone.keyboard.press("Backspace")
    expect(boxes(phone)).to_have_count(1)
    expect(boxes(phone)).to_have_value("Above.Below.")
    phone.set_viewport_size({"width": 390, "height": 844})
    press(phone, "Save")

    _, second = blocks
    kept = Article.objects.get(pk=ferry.pk)
    assert kept.body == f"{factories.placed(**{second: blocks[second]})}<p>Above.Below.</p>"
    assert [(str(each.ref), each.quote) for each in kept.pullquotes.all()] == [
        (second, "Second, better")
    ]


def test_live_story_is_corrected_with_buttons_in_reach(phone, editor):
    at = timezone.now() - factories.HOUR
    ferry = factories.published(by=editor, at=at, body="<p>It left at sevn.</p>")
    phone.goto(reverse("admin:articles_article_live", args=[ferry.pk]))

    boxes(phone).first.fill("It left at seven.")
    phone.locator('[name="change"][value="fix"]').check()
    button = phone.get_by_role("button", name="Put on the live page")
    expect(button).to_be_in_viewport()
    with phone.expect_navigation():
        button.click()

    expect(phone.locator(".messagelist")).to_contain_text("Live")
    assert ferry.editions.live(timezone.now()).get().body_html == "<p>It left at seven.</p>"


def test_nothing_goes_sideways_on_a_narrow_phone_and_the_bar_covers_no_focus(phone, editor):
    phone.set_viewport_size({"width": 320, "height": 640})
    blocks = quotes("A quotation that is long enough to be wider than a telephone is")
    body = "".join(f"<p>Paragraph {number}.</p>" for number in range(12))
    ferry = factories.story(by=editor, blocks=blocks, body=body + factories.placed(**blocks))
    phone.goto(ferry.get_desk_url())

    assert phone.evaluate("document.documentElement.scrollWidth") == 320
    bar = phone.locator(".story-bar-moves")
    boxes(phone).first.focus()
    for _ in range(25):
        phone.keyboard.press("Tab")
        focused = phone.evaluate("document.activeElement.getBoundingClientRect().bottom")
        is_in_bar = phone.evaluate("document.activeElement.closest('.story-bar-moves') !== null")
        assert is_in_bar or focused <= bar.bounding_box()["y"]
