"""From a reporter's raw copy to a reader's phone, through everybody's hands."""

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect

from articles.models import Article, Edition
from tests.browser.story_form_page import StoryForm
from tests.factories import SectionFactory, SourceFactory, UserFactory, published

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

OWN_COPY = """\
Saltmere has asked to join the northern lighthouse league, its harbour council said on Monday.

The move ends nine years of waiting, the Estuary Times reports.

Harbour master Edda Quill handed over a letter on the mole, in front of some two hundred people.

READ NEXT: Night ferries return to the north quay\u00a0

What the league does

The league keeps forty lights burning between the two capes, according to the Coastal Wire.

Six towns belong to it today.

A lamp in the fog

Members pay by the length of their coast. Saltmere has eleven kilometres of it.

The council will vote in March, the Lantern noted.

READ MORE: Council sells the old lamp works

This article is owned by The Harbour Ledger.

Written by: Nadia Quay

WATCH: The last keeper of Saltmere: who was he? - From Coast Television
"""

#: The model story of the brief has the same shape; it is read where it lies, never kept here.
MODEL = Path(__file__).parents[3] / "shared" / "copy" / "000_04d9e89282520f61.txt"
COPIES = [OWN_COPY, *([MODEL.read_text()] if MODEL.exists() else [])]

VIDEO = "https://www.youtube.com/watch?v=HLdemo_0001"
PROVIDERS = ("youtube.com", "youtube-nocookie.com", "ytimg.com")


@pytest.fixture
def archive():
    """A story of ours that READ NEXT means, and the outlets that the copy leans on."""
    SectionFactory(slug="world")
    SourceFactory(name="Estuary Times")
    return published(
        at=timezone.now() - timedelta(days=2),
        headline="Night ferries return to the north quay",
    )


def paste(page, copy):
    page.goto("/admin/")
    page.get_by_role("link", name="Paste copy").click()
    page.get_by_label("Copy").fill(copy)
    page.get_by_role("button", name="Read the copy").click()
    expect(page.locator(".intake-count")).to_contain_text("3 need you")


def resolve_the_links(page):
    """READ NEXT from the archive's offer or by its address, READ MORE by an address elsewhere."""
    targets = page.locator("fieldset.intake-target")
    expect(targets).to_have_count(2)
    offer = targets.nth(0).get_by_label("Night ferries return to the north quay")
    if offer.count():
        offer.check()
    else:
        path = Edition.objects.get(headline="Night ferries return to the north quay").path
        targets.nth(0).get_by_role("textbox").fill(path)
    targets.nth(1).get_by_role("textbox").fill("https://post.example/lamp-works")


@pytest.mark.parametrize("copy", COPIES, ids=["own copy", "model story"][: len(COPIES)])
def test_raw_copy_becomes_a_story_that_readers_read(copy, archive, page, browser, sign_in, watch):
    reporter = UserFactory(roles=["Reporter"], username="reporter")
    sign_in(reporter)
    paste(page, copy)
    page.get_by_label("Headline", exact=True).fill("Saltmere asks to join the lighthouse league")
    page.get_by_label("Section").select_option(label="World")
    resolve_the_links(page)
    with page.expect_navigation():  # it asks first whether the desk is there
        page.get_by_role("button", name="Save draft").click()

    form = StoryForm(page)
    form.wait()
    article = Article.objects.get(headline="Saltmere asks to join the lighthouse league")
    assert form.kinds == ["related", "related", "embed"]
    page.locator("#id_dek").fill("Nine years of waiting end with a letter.")
    page.get_by_role("button", name="Send to desk").first.click()
    expect(page.locator(".messagelist")).to_contain_text("Sent to the desk.")

    sign_in(UserFactory(roles=["Video"]))
    page.goto(article.get_desk_url())
    page.get_by_label("Address or embed code").fill(VIDEO)
    page.get_by_role("button", name="Save the videos").click()
    expect(page.locator(".messagelist .success")).to_have_count(1)

    sign_in(UserFactory(roles=["Editor"]))
    page.goto(article.get_desk_url())
    form.wait()
    page.get_by_role("button", name="Approve").first.click()
    expect(page.locator(".messagelist")).to_contain_text("Approved. Not published yet.")

    sign_in(UserFactory(roles=["Publisher"]))
    page.goto(article.get_desk_url())
    page.get_by_role("link", name="Publish…").click()
    page.get_by_role("button", name="Publish now").click()
    expect(page.locator(".messagelist")).to_contain_text("Live ")

    read_on_a_phone(browser, watch, article)


def read_on_a_phone(browser, watch, article):
    """What a reader gets who is signed in nowhere."""
    phone = browser.new_context(
        base_url=watch.origin, viewport={"width": 390, "height": 844}, has_touch=True
    )
    watch.follow(phone)
    page = phone.new_page()
    page.goto("/")
    page.get_by_role("link", name="Saltmere asks to join the lighthouse league").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Saltmere asks to join the lighthouse league"
    )
    assert len(page.locator(".prose h2").all()) == 2
    order = page.locator(".prose > *").evaluate_all(
        "parts => parts.map(part => part.tagName + '.' + (part.classList[0] || ''))"
    )
    related = [n for n, name in enumerate(order) if "related" in name]
    video = [n for n, name in enumerate(order) if "embed" in name]
    heads = [n for n, name in enumerate(order) if name.startswith("H2")]
    assert len(related) == 2
    assert related[0] < heads[0] < heads[1] < related[1] < video[0] == len(order) - 1
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.locator("iframe").count() == 0
    expect(page.locator("main")).to_contain_text("This article is owned by")
    press_play(page, phone, watch)
    phone.close()
    assert article.moves.filter(verb="publish").count() == 1


def press_play(page, phone, watch):
    """Nothing came from a third party before; now its player does."""
    for host in ("www.youtube-nocookie.com",):
        watch.allow_host(host)
    phone.route(
        "https://www.youtube-nocookie.com/**",
        lambda route: route.fulfill(body="<title>Player</title>", content_type="text/html"),
    )
    page.locator(".embed a").first.click()
    frame = page.locator("iframe")
    expect(frame).to_have_count(1)
    assert frame.get_attribute("src").startswith(
        "https://www.youtube-nocookie.com/embed/HLdemo_0001"
    )
    assert frame.get_attribute("referrerpolicy") == "strict-origin-when-cross-origin"


@pytest.mark.parametrize("copy", COPIES, ids=["own copy", "model story"][: len(COPIES)])
def test_the_command_does_the_same_to_the_end(copy, archive, tmp_path, browser, watch):
    UserFactory(roles=["Editor", "Publisher"], username="chief")
    file = tmp_path / "copy.txt"
    file.write_text(copy)
    told = StringIO()
    preview = StringIO()
    call_command("intake", file, json=True, stdout=preview)
    titles = [link["title"] for link in json.loads(preview.getvalue())["related"]]
    path = archive.editions.get().path

    call_command(
        "intake",
        file,
        headline="Saltmere asks to join the lighthouse league",
        section="world",
        video=[VIDEO],
        related=[f"{titles[0]}={path}", f"{titles[1]}=https://post.example/lamp-works"],
        publish=True,
        person="chief",
        json=True,
        stdout=told,
    )

    made = json.loads(told.getvalue())
    assert made["unresolved"] == []
    assert [video["resolved"] for video in made["videos"]] == [True]
    article = Article.objects.get(pk=made["article"])
    assert made["url"].endswith(article.editions.get().path)
    read_on_a_phone(browser, watch, article)
