"""Breaking news at night: one person writes a few lines and has them before readers."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from articles import ticking
from articles.models import Article
from tests.browser.story_form_page import StoryForm
from tests.factories import AuthorFactory, DeskFactory, SectionFactory, UserFactory, chief

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

HEADLINE = "Fire on the old pier"
LINES = ["The old pier of Saltmere is on fire.", "Nobody is hurt, the harbour master says."]


@pytest.fixture
def nora():
    """The only person on duty, who may do everything."""
    nora = chief(first_name="Nora", last_name="Quay")
    AuthorFactory(user=nora, name="Nora Quay")
    return nora


@pytest.fixture
def city():
    SectionFactory(slug="city")
    return DeskFactory(name="City", slug="city")


def test_breaking_news_is_out_with_one_button_and_read_by_somebody_in_the_morning(
    nora, city, page, reader, sign_in
):
    sign_in(nora)
    write_a_few_lines(page)
    put_it_out(page)

    article = Article.objects.get()
    read_on_the_site(reader)
    read_the_history(page, ["Started", "Sent to desk", "Approved", "Published"])

    sign_in(UserFactory(roles=["Night editor"], first_name="Emil", last_name="Mole"))
    read_in_the_morning(page, article)
    read_the_history(
        page, ["Started", "Sent to desk", "Approved", "Published", "Read after publication"]
    )


def write_a_few_lines(page):
    """No section, no byline, no dek, no picture: there is no time."""
    page.goto("/admin/")
    page.get_by_role("link", name="New story", exact=True).click()
    form = StoryForm(page)
    form.wait()
    page.locator("#id_slugline").fill("PIER-FIRE")
    page.locator("#id_desk").select_option(label="City")
    page.locator("#id_headline").fill(HEADLINE)
    form.put_caret(0)
    page.keyboard.type(LINES[0])
    page.keyboard.press("Enter")
    page.keyboard.type(LINES[1])
    form.settle()
    form.save()
    form.wait()


def put_it_out(page):
    page.get_by_role("button", name="Publish…", exact=True).first.click()
    checks = page.locator(".publish-sheet #checks")
    expect(checks).to_contain_text("These stop it")
    expect(checks).to_contain_text("You wrote this and nobody else has read it.")
    page.get_by_label("Breaking").check()
    page.get_by_role("button", name="Publish now", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("Live ")
    expect(page.locator(".story-bar-state strong")).to_have_text("Live")
    expect(page.get_by_role("button", name="I have read it")).to_have_count(0)


def read_on_the_site(reader):
    """The desk's section and the writer's name stand in for what was not filled in."""
    reader.goto("/")
    reader.get_by_role("link", name=HEADLINE).first.click()
    expect(reader.get_by_role("heading", level=1)).to_have_text(HEADLINE)
    expect(reader.locator(".prose > p")).to_have_text(LINES)
    expect(reader.locator(".story-kicker")).to_have_text("City")
    expect(reader.locator(".byline")).to_have_text("By Nora Quay")
    today = timezone.localtime()
    assert reader.url.endswith(f"/city/{today:%Y/%m/%d}/fire-on-the-old-pier/")


def read_the_history(page, moves):
    """All that was done, each under its own name, by whoever did it."""
    page.get_by_role("link", name="History", exact=True).first.click()
    said = page.locator(".versions-event.is-move strong")
    expect(said).to_have_text(list(reversed(moves)))


def read_in_the_morning(page, article):
    """The desk hears that nobody else has read it, until somebody has."""
    ticking.run(timezone.now() + timedelta(minutes=31))
    alarm = page.locator(".desk-alarm", has_text="PIER-FIRE")
    page.goto("/admin/")
    expect(alarm).to_contain_text("and nobody else has read it.")
    alarm.get_by_role("link", name="Open").click()
    page.get_by_role("button", name="I have read it").click()
    expect(page.locator(".messagelist .success")).to_have_text("PIER-FIRE: Read. Thank you.")
    expect(page.get_by_role("button", name="I have read it")).to_have_count(0)

    page.goto("/admin/")
    expect(alarm).to_have_count(0)
    page.goto(article.get_desk_url())
