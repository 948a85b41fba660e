"""Embeds in a browser: nothing comes from elsewhere before a click; cards say what they need."""

import pytest
from playwright.sync_api import expect

from articles import embeds
from tests import factories
from tests.articles.test_embed_blocks import KINDS, TYPED_IN
from tests.articles.test_embed_code import TWEET
from tests.browser.story_form_page import StoryForm
from tests.pages import YESTERDAY, body_with, path_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

BLOCKS = {"video": factories.embed(), **KINDS}
CHART = "https://datawrapper.dwcdn.net/aBc1D/"


def answer_in_their_place(page, watch):
    """Let frames ask their hosts, answered here; returns the addresses that were asked."""
    asked = []

    def answer(route):
        asked.append(route.request.url)
        route.fulfill(body="<!doctype html><title>Frame</title>", content_type="text/html")

    for host in embeds.FRAME_HOSTS:
        watch.allow_host(host.removeprefix("https://"))
        page.route(f"{host}/**", answer)
    return asked


def test_frame_of_every_kind_is_loaded_after_a_click_only(page, watch):
    blocks = {factories.ref(): block for block in [*BLOCKS.values(), TYPED_IN]}
    body = body_with(blocks, *["The boat is back."] * len(blocks))
    article = factories.published(at=YESTERDAY, blocks=blocks, body=body)
    asked = answer_in_their_place(page, watch)

    for number, (kind, block) in enumerate(BLOCKS.items()):
        page.goto(path_of(article))
        page.wait_for_load_state("networkidle")
        assert asked == []
        assert page.locator("iframe").count() == 0

        figure = page.locator("figure.embed").nth(number)
        words = "Play" if kind in ("video", "audio") else f"Show the {kind}"
        expect(figure.locator(".embed-words")).to_contain_text(words)
        figure.locator("a.embed-facade").click()

        frame = figure.locator("iframe")
        expect(frame).to_have_attribute("src", embeds.frame_address(block))
        expect(frame).to_be_focused()
        assert frame.get_attribute("title") == f"{kind.capitalize()}: {block['title']}"
        assert frame.get_attribute("sandbox") == embeds.SANDBOX
        assert frame.get_attribute("referrerpolicy") == "strict-origin-when-cross-origin"
        expect(figure.locator("a.embed-facade")).to_have_count(0)
        page.wait_for_load_state("networkidle")
        assert asked == [embeds.frame_address(block).split("#")[0]]
        asked.clear()


def test_frames_fit_a_phone(page, watch):
    blocks = {factories.ref(): block for block in [*BLOCKS.values(), TYPED_IN]}
    article = factories.published(at=YESTERDAY, blocks=blocks, body=body_with(blocks, "one"))
    answer_in_their_place(page, watch)
    page.set_viewport_size({"width": 360, "height": 780})

    page.goto(path_of(article))
    for _ in BLOCKS:
        page.locator("a.embed-facade").first.press("Enter")

    assert page.evaluate("document.documentElement.scrollWidth") == 360
    sizes = page.locator("iframe").evaluate_all("all => all.map(({clientHeight: h}) => h)")
    video, chart, document, place, audio, post = sizes
    assert min(chart, document, place) == 352
    assert audio == 176
    assert video < 220 < post


@pytest.fixture
def form(page, context, sign_in):
    sign_in(factories.chief(is_superuser=True))
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.set_viewport_size({"width": 1400, "height": 900})
    return StoryForm(page)


def test_slash_menu_makes_a_card_of_each_kind(form):
    form.open(factories.story())

    form.new_line()
    form.page.keyboard.type("/ch")
    expect(form.menu.get_by_role("option")).to_have_text(["Chart"])
    form.press("Enter")

    expect(form.panel).to_have_attribute("aria-label", "Chart: its form")
    expect(form.field("type")).to_have_value("chart")
    expect(form.card("embed")).to_contain_text("needs a chart")
    form.field("address").fill(CHART)
    expect(form.card("embed")).to_contain_text("Datawrapper")
    expect(form.field("ratio")).to_have_value("4:3")


def test_card_of_a_post_needs_its_words_or_an_address(form):
    form.open(factories.story())

    form.new_line()
    form.page.keyboard.type("/post")
    form.press("Enter")
    expect(form.card("embed")).to_contain_text("needs a post")
    form.field("caption").fill("The gates are shut.")

    expect(form.card("embed")).to_contain_text("“The gates are shut.”")
    expect(form.card("embed").locator(".card-problem")).to_have_count(0)


@pytest.mark.parametrize(
    ("pasted", "whose", "card"),
    [
        (CHART, "Datawrapper", "Make it a chart card"),
        (
            "https://open.spotify.com/episode/4rOoJ6Egrf8K2IrywzwOMk",
            "Spotify",
            "Make it an audio card",
        ),
        (TWEET, "X", "Make it a post card"),
    ],
    ids=["chart", "audio", "post"],
)
def test_what_is_pasted_on_an_empty_line_is_offered_as_its_kind_of_card(form, pasted, whose, card):
    form.open(factories.story())

    form.new_line()
    form.paste(pasted)

    expect(form.menu).to_contain_text(f"This is {whose}")
    expect(form.menu).to_contain_text(card)
