"""The block editor in a browser: what a writer does with cards, panels, sources and pastes."""

import re

import pytest
from django.core.exceptions import ValidationError
from playwright.sync_api import expect

from articles import revisions
from articles.models import Article
from articles.sanitising import clean_body
from tests import factories, hostile
from tests.browser.story_form_page import StoryForm

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

VIDEO = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"


@pytest.fixture
def writer(sign_in):
    writer = factories.chief(is_superuser=True)
    sign_in(writer)
    return writer


@pytest.fixture
def form(page, context, writer):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.set_viewport_size({"width": 1400, "height": 900})
    return StoryForm(page)


def make_story(writer, blocks=(), *, body=None, **kwargs):
    """A story whose blocks stand between two paragraphs, in this order."""
    by_ref = {factories.ref(): block for block in blocks}
    if body is None:
        body = f"<p>The boat is back.</p>{factories.placed(**by_ref)}<p>It left at seven.</p>"
    return factories.story(by=writer, blocks=by_ref, body=body, **kwargs)


def quote(words="It will not come back."):
    return {"kind": "pullquote", "quote": words, "speaker": "Ada Harbourmaster"}


def stored(article):
    return revisions.read(Article.objects.get(pk=article.pk))


def test_every_kind_of_block_stands_where_it_was_put_after_a_save(form, writer):
    factories.PictureFactory(title="The quay at dusk")
    article = make_story(writer)
    form.open(article)

    form.put_caret(0)
    form.insert("Related")
    form.field("links-title").fill("Night trains return")
    form.field("links-address").fill("https://example.com/trains")
    form.done()
    form.insert("Video")
    form.field("address").fill(VIDEO)
    form.field("title").fill("The boat leaves")
    form.done()
    form.insert("Picture")
    form.pick("picture", "The quay at dusk")
    form.field("caption").fill("The north quay")
    form.done()
    form.insert("Quote")
    form.field("quote").fill("It will not come back.")
    form.field("speaker").fill("Ada Harbourmaster")
    form.done()
    form.insert("Box")
    form.field("title").fill("The boat in numbers")
    form.field("text").fill("Seats: 120")
    form.done()

    expect(form.card("related")).to_contain_text("Night trains return")
    expect(form.card("embed")).to_contain_text("YouTube")
    expect(form.card("figure")).to_contain_text("The quay at dusk")
    expect(form.card("pullquote")).to_contain_text("“It will not come back.”")
    expect(form.card("factbox")).to_contain_text("Seats: 120")
    refs = form.refs
    form.save_and_reopen()
    assert form.kinds == ["related", "embed", "figure", "pullquote", "factbox"]
    assert form.refs == refs
    document = stored(article)
    assert [document["blocks"][ref]["kind"] for ref in refs] == form.kinds
    assert document["blocks"][refs[1]]["provider"] == "youtube"
    assert document["body"].startswith("<p>The boat is back.</p><figure")
    assert document["body"].endswith("</figure><p>It left at seven.</p>")


def test_an_untouched_form_has_nothing_to_save(form, writer):
    source = factories.SourceFactory()
    ref = factories.ref()
    article = make_story(
        writer,
        citations={ref: factories.cited(source)},
        body=f'<p>So says <cite data-source="{ref}">the outlet</cite>.</p>',
    )

    form.open(article)

    assert form.page.evaluate("storyDesk.isChanged()") is False
    assert form.html == f'<p>So says <cite data-source="{ref}">the outlet</cite>.</p>'


def test_a_card_says_what_its_block_needs_while_one_types(form, writer):
    form.open(make_story(writer, [factories.embed(provider="", embed_id="", credit="")]))

    expect(form.card("embed")).to_contain_text("needs a video")
    form.card("embed").dblclick(position={"x": 40, "y": 30})
    form.field("address").fill("https://example.com/video")
    expect(form.card("embed")).to_contain_text("not one we can show")
    form.field("address").fill(VIDEO)
    expect(form.card("embed")).to_contain_text("YouTube")
    form.field("credit").fill("Coast TV")
    expect(form.card("embed")).to_contain_text("Credit: Coast TV")
    expect(form.card("embed").locator(".card-problem")).to_have_count(0)


@pytest.mark.parametrize("key", ["Delete", "Backspace"])
def test_a_removed_card_comes_back_with_undo_and_goes_with_redo(form, writer, key):
    form.open(make_story(writer, [quote()]))
    [ref] = form.refs

    form.card("pullquote").click(position={"x": 40, "y": 30})
    form.press(key)
    assert (form.refs, form.marked()) == ([], [ref])
    form.press("Control+z")
    assert (form.refs, form.marked()) == ([ref], [])
    expect(form.card("pullquote")).to_contain_text("It will not come back.")
    form.press("Control+y")
    assert (form.refs, form.marked()) == ([], [ref])


def test_a_removed_block_is_gone_after_the_save(form, writer):
    article = make_story(writer, [quote(), factories.embed()])
    form.open(article)

    form.card("pullquote").get_by_role("button", name="Remove").click()
    expect(form.card("pullquote")).to_have_count(0)
    form.save_and_reopen()

    assert form.kinds == ["embed"]
    assert [block["kind"] for block in stored(article)["blocks"].values()] == ["embed"]


def test_the_list_puts_a_removed_block_back(form, writer):
    form.open(make_story(writer, [quote()]))
    [ref] = form.refs

    form.card("pullquote").get_by_role("button", name="Remove").click()
    expect(form.blocks).to_contain_text("removed")
    form.blocks.get_by_role("button", name="Put back").click()
    form.settle()

    assert (form.refs, form.marked()) == ([ref], [])


def test_a_block_that_is_not_in_the_text_is_placed_at_the_caret(form, writer):
    article = make_story(writer, [quote()], body="<p>One.</p><p>Two.</p>")
    form.open(article)
    expect(form.blocks).to_contain_text("not in the text")

    form.put_caret(0)
    form.blocks.get_by_role("button", name="Place at cursor").click()
    form.save_and_reopen()

    [ref] = form.refs
    assert form.html == (
        f'<p>One.</p><figure data-block="pullquote" data-ref="{ref}"></figure><p>Two.</p>'
    )


def test_a_block_made_and_removed_before_the_save_leaves_nothing(form, writer):
    article = make_story(writer)
    form.open(article)

    form.put_caret(0)
    form.insert("Related")
    form.panel.get_by_role("button", name="Remove", exact=True).click()
    form.save_and_reopen()

    assert form.refs == []
    assert stored(article)["blocks"] == {}


def test_cards_move_with_buttons_and_keys_in_one_undo_step_each(form, writer):
    form.open(make_story(writer, [quote(), factories.embed()]))

    form.card("pullquote").get_by_role("button", name="Move down").click()
    assert form.kinds == ["embed", "pullquote"]
    form.press("Alt+ArrowUp")
    assert form.kinds == ["pullquote", "embed"]
    form.press("Control+z")
    assert form.kinds == ["embed", "pullquote"]


def test_a_duplicate_has_its_own_row_with_the_same_words(form, writer):
    article = make_story(
        writer, [factories.related(("Trains", "https://example.com/t"), ("Trams", None))]
    )
    form.open(article)

    form.card("related").get_by_role("button", name="Duplicate").click()
    form.settle()
    form.save_and_reopen()

    first, second = form.refs
    blocks = stored(article)["blocks"]
    assert first != second
    assert blocks[first] == blocks[second]


def test_a_copy_gets_a_new_row_and_a_cut_card_keeps_its_own(form, writer):
    form.open(make_story(writer, [quote()]))
    [ref] = form.refs

    form.card("pullquote").click(position={"x": 40, "y": 30})
    form.press("Control+c")
    form.new_line()
    form.press("Control+v")
    first, second = form.refs
    assert first == ref != second
    expect(form.card("pullquote", 1)).to_contain_text("It will not come back.")

    form.card("pullquote").click(position={"x": 40, "y": 30})
    form.press("Control+x")
    assert form.marked() == [ref]
    form.new_line()
    form.press("Control+v")
    assert set(form.refs) == {ref, second}
    assert form.marked() == []


def test_a_card_brings_its_words_to_another_story(form, writer):
    form.open(make_story(writer, [quote("It sails on.")]))
    form.card("pullquote").click(position={"x": 40, "y": 30})
    form.press("Control+c")
    other = make_story(writer, slugline="OTHER")

    form.open(other)
    form.new_line()
    form.press("Control+v")
    form.save_and_reopen()

    assert [block["quote"] for block in stored(other)["blocks"].values()] == ["It sails on."]


def test_the_slash_menu_makes_a_card_of_the_line(form, writer):
    form.open(make_story(writer))

    form.new_line()
    form.page.keyboard.type("/vi")
    expect(form.menu.get_by_role("option")).to_have_text(["Video"])
    form.press("Enter")

    expect(form.panel).to_be_visible()
    assert form.kinds == ["embed"]
    assert "/vi" not in form.html


def test_letters_typed_on_a_chosen_card_begin_a_line_after_it(form, writer):
    form.open(make_story(writer, [quote()]))

    form.card("pullquote").click(position={"x": 40, "y": 30})
    form.page.keyboard.type("New line")
    form.settle()

    assert form.kinds == ["pullquote"]
    assert "</figure><p>New line</p><p>It left at seven.</p>" in form.html


@pytest.mark.parametrize("way", ["Done", "Escape", "Enter"])
def test_the_panel_gives_the_focus_back_to_its_card(form, writer, way):
    form.open(make_story(writer, [quote()]))
    form.card("pullquote").click(position={"x": 40, "y": 30})

    form.press("Enter")
    expect(form.panel).to_have_attribute("role", "dialog")
    expect(form.field("quote")).to_be_visible()
    form.field("speaker").focus()
    if way == "Done":
        form.done()
    else:
        form.press(way)

    expect(form.panel).to_have_count(0)
    assert form.page.evaluate("CKEDITOR.instances.id_body.widgets.focused.kind") == "pullquote"
    assert "/change/" in form.page.url


def test_selected_words_are_cited_and_the_same_source_is_offered_again(form, writer):
    factories.SourceFactory(name="The Harbour Post")
    article = make_story(writer, body="<p>The Post says so, and the paper says more.</p>")
    form.open(article)

    form.select_words("The Post")
    form.press("Control+Shift+l")
    form.choose("The Harbour Post")
    form.done()
    form.select_words("the paper")
    form.press("Control+Shift+l")
    expect(form.menu.get_by_role("option").first).to_contain_text("The Harbour Post")
    form.press("Enter")
    form.save_and_reopen()

    document = stored(article)
    [ref] = document["citations"]
    assert document["body"] == (
        f'<p><cite data-source="{ref}">The Post</cite> says so, '
        f'and <cite data-source="{ref}">the paper</cite> says more.</p>'
    )
    assert document["citations"][ref]["phrase"] == "The Post"
    expect(form.sources).to_contain_text("2 times")


def test_a_citation_without_a_source_is_words_again(form, writer):
    form.open(make_story(writer, body="<p>The Post says so.</p>"))

    form.select_words("The Post")
    form.press("Control+Shift+l")
    form.press("Escape")
    form.panel.get_by_role("button", name="Done").click()
    form.settle()

    assert form.html == "<p>The Post says so.</p>"
    expect(form.says).to_contain_text("No source chosen")


def test_a_stop_typed_after_a_cited_name_stands_outside_it(form, writer):
    ref = factories.ref()
    article = make_story(
        writer,
        citations={ref: factories.cited(factories.SourceFactory())},
        body=f'<p>So says <cite data-source="{ref}">the outlet</cite></p>',
    )
    form.open(article)

    form.put_caret(0)
    form.page.keyboard.type(", it adds")
    form.settle()

    assert form.html == f'<p>So says <cite data-source="{ref}">the outlet</cite>, it adds</p>'


@pytest.mark.parametrize(
    "pasted",
    [VIDEO, '<iframe width="560" src="https://www.youtube.com/embed/dQw4w9WgXcQ"></iframe>'],
)
def test_a_video_pasted_on_an_empty_line_is_offered_as_a_card(form, writer, pasted):
    article = make_story(writer)
    form.open(article)

    form.new_line()
    form.paste(pasted)
    expect(form.menu).to_contain_text("YouTube")
    form.press("Enter")
    expect(form.card("embed")).to_contain_text("YouTube")
    form.done()
    form.save_and_reopen()

    [block] = stored(article)["blocks"].values()
    assert (block["provider"], block["embed_id"]) == ("youtube", "dQw4w9WgXcQ")


def test_undo_gives_a_pasted_address_back(form, writer):
    form.open(make_story(writer))

    form.new_line()
    form.paste(VIDEO)
    expect(form.menu).to_be_visible()
    form.press("Enter")
    form.done()
    form.press("Control+z")

    assert form.refs == []
    assert VIDEO in form.html


def test_an_address_pasted_within_a_sentence_stays_an_address(form, writer):
    form.open(make_story(writer))

    form.put_caret(0)
    form.paste(VIDEO)
    form.page.wait_for_timeout(500)

    expect(form.menu).to_have_count(0)
    assert form.refs == []


DOCS = """<meta charset="utf-8"><b style="font-weight:normal" id="docs-internal-guid-1">
<h1 dir="ltr"><span style="font-size:20pt">The harbour</span></h1>
<p dir="ltr"><span style="font-weight:400">The boat is </span>
<span style="font-weight:700">back</span>
<span style="font-style:italic"> at last</span>, see
<a href="https://www.google.com/url?q=https://example.com/boat&amp;sa=D"><span>here</span></a></p>
<ul><li dir="ltr"><p role="presentation"><span>One</span></p></li></ul>
<p><img src="https://example.com/a.png" width="300" height="200"></p><span>plain</span></b>"""


def test_a_paste_from_google_docs_keeps_its_meaning_and_counts_its_pictures(form, writer):
    form.open(make_story(writer, body="<p>Start.</p>"))

    form.new_line()
    form.paste("The harbour", DOCS)
    form.settle()

    html = form.html
    assert "<h2>The harbour</h2>" in html
    assert "<strong>back</strong>" in html
    assert "<em>" in html
    assert '<a href="https://example.com/boat">here</a>' in html
    assert "<li>One</li>" in html
    assert "<strong>plain" not in html
    assert "img" not in html
    expect(form.says).to_contain_text("One picture was in what you pasted")


def test_a_refused_address_shows_its_sentence_and_keeps_all_that_was_typed(form, writer):
    article = make_story(writer)
    form.open(article)

    form.put_caret(0)
    form.insert("Video")
    form.field("address").fill("https://example.com/not-a-video")
    form.field("title").fill("The boat leaves")
    form.done()
    form.insert("Quote")
    form.field("quote").fill("It sails on.")
    form.done()
    form.page.locator("#id_headline").fill("A new headline")
    form.put_caret(0)
    form.page.keyboard.type(" Truly.")
    form.save()
    form.wait()

    expect(form.panel).to_contain_text("not one we can show")
    expect(form.field("title")).to_have_value("The boat leaves")
    expect(form.card("embed")).to_contain_text("not one we can show")
    expect(form.card("pullquote")).to_contain_text("It sails on.")
    expect(form.page.locator("#id_headline")).to_have_value("A new headline")
    assert "Truly." in form.html
    assert stored(article)["blocks"] == {}

    form.field("address").fill(VIDEO)
    expect(form.card("embed")).to_contain_text("YouTube")
    expect(form.card("embed")).not_to_contain_text("not one we can show")
    form.done()
    form.save_and_reopen()
    assert sorted(form.kinds) == ["embed", "pullquote"]


def test_a_related_block_takes_many_links_and_a_story_of_ours(form, writer):
    ours = factories.published(by=writer, slugline="TRAINS", headline="Night trains return")
    article = make_story(writer)
    form.open(article)

    form.put_caret(0)
    form.insert("Related")
    form.field("links-title").fill("Trams")
    form.field("links-address").fill("https://example.com/trams")
    form.panel.get_by_role("button", name="Add a link").click()
    form.panel.locator(".link-line").nth(1).locator(".select2-selection").click()
    form.choose("TRAINS")
    form.panel.get_by_role("button", name="Add a link").click()
    form.field("links-title").nth(2).fill("To be dropped")
    form.panel.get_by_role("button", name="Remove this link").nth(2).click()
    form.done()
    form.save_and_reopen()

    [block] = stored(article)["blocks"].values()
    assert block["links"] == [
        {"title": "Trams", "address": "https://example.com/trams", "story": None},
        {"title": "", "address": "", "story": ours.pk},
    ]


def test_the_lead_picture_is_chosen_above_the_text_and_has_no_card(form, writer):
    picture = factories.PictureFactory(title="The quay at dusk")
    article = make_story(writer)
    form.open(article)

    form.page.get_by_role("button", name="Choose a lead picture").click()
    form.pick("picture", "The quay at dusk")
    form.done()
    expect(form.page.locator("#lead-picture")).to_contain_text("The quay at dusk")
    form.save_and_reopen()

    [block] = stored(article)["blocks"].values()
    assert (block["picture"], block["is_lead"]) == (picture.pk, True)
    assert form.refs == []


def test_words_and_headline_are_counted_while_one_types(form, writer):
    form.open(make_story(writer, [quote()], headline="Five!"))
    expect(form.page.locator("#word-count")).to_have_text("8 words")
    expect(form.page.locator("#headline-count")).to_have_text("5")

    form.page.locator("#id_wanted_words").fill("500")
    form.put_caret(-1)
    form.page.keyboard.type(" Ten minutes late.")
    form.page.locator("#id_headline").fill("Boat back")

    expect(form.page.locator("#word-count")).to_have_text("11/500 words")
    expect(form.page.locator("#headline-count")).to_have_text("9")


def test_control_s_saves_from_the_text_and_from_a_field(form, writer):
    article = make_story(writer)
    form.open(article)

    form.put_caret(-1)
    form.page.keyboard.type(" On time.")
    with form.page.expect_navigation():
        form.page.keyboard.press("Control+s")
    form.open(article)
    form.page.locator("#id_dek").fill("The dek is new.")
    with form.page.expect_navigation():
        form.page.keyboard.press("Control+s")

    document = stored(article)
    assert document["body"].endswith("<p>It left at seven. On time.</p>")
    assert document["fields"]["dek"] == "The dek is new."


def test_leaving_with_unsaved_words_is_asked_about(form, writer):
    form.open(make_story(writer))
    asked = []
    form.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))

    form.put_caret(-1)
    form.page.keyboard.type(" More.")
    form.page.goto("/admin/")

    assert asked == ["beforeunload"]


HOSTILE = [
    *hostile.OWN,
    "<p>a</p><img src=x onerror='window.__xss=1'>",
    "<figure data-block='embed' data-ref='x' onclick='window.__xss=1'><img src=x></figure>",
    "</textarea><script>window.__xss=1</script>",
    *hostile.XSS,
]
#: A page for each would take an hour.
PAGEFUL = 60


def cleaned(payload):
    """What the form makes of a payload; nothing where it is refused as a whole."""
    try:
        return clean_body(payload)
    except ValidationError:
        return ""


@pytest.mark.parametrize("start", range(0, len(HOSTILE), PAGEFUL))
def test_a_hostile_body_does_not_run_in_the_editor(form, writer, start):
    article = make_story(writer)
    body = "".join(cleaned(payload) for payload in HOSTILE[start : start + PAGEFUL])
    Article.objects.filter(pk=article.pk).update(body=f"{body}<p>The last line.</p>")
    dialogs = []
    form.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))

    form.open(article)

    expect(form.body).to_contain_text("The last line.")
    seen = "[window.__xss, CKEDITOR.instances.id_body.window.$.__xss]"
    assert (form.page.evaluate(seen), dialogs) == ([None, None], [])


def test_a_hostile_body_straight_in_the_database_does_not_run(form, writer):
    article = make_story(writer)
    body = "</textarea><script>window.__xss=1</script><img src=x onerror='window.__xss=1'>"
    Article.objects.filter(pk=article.pk).update(body=f"{body}<p>The last line.</p>")

    form.open(article)

    expect(form.body).to_have_text("The last line.")
    assert form.page.evaluate("window.__xss") is None


def test_hostile_words_in_rows_are_words_on_the_cards(form, writer):
    words = "<img src=x onerror='window.__xss=1'>"
    form.open(
        make_story(
            writer,
            [quote(words), factories.embed(title=words), factories.related((words, None))],
        )
    )

    expect(form.card("embed")).to_contain_text(words)
    expect(form.blocks.nth(1)).to_contain_text(words)
    assert form.text.locator("img[src=x]").count() == 0
    assert form.page.evaluate("window.__xss") is None


def test_the_frame_follows_the_desk_from_light_to_dark(form, writer):
    form.open(make_story(writer, [quote()]))
    frame = form.text.locator("html")
    expect(frame).to_have_attribute("data-theme", "light")

    form.page.evaluate("document.documentElement.dataset.theme = 'dark'")

    expect(frame).to_have_attribute("data-theme", "dark")


def test_a_dragged_card_lands_between_paragraphs_in_one_undo_step(form, writer):
    body = "<p>One.</p>{card}<p>Two.</p><ul><li>Three</li><li>Four</li></ul><p>Five.</p>"
    ref = factories.ref()
    block = quote()
    article = factories.story(
        by=writer, blocks={ref: block}, body=body.format(card=factories.placed(**{ref: block}))
    )
    form.open(article)
    tops = "body => [...body.children].map(e => e.tagName).filter(t => t !== 'SPAN')"

    form.card("pullquote").hover()
    # Hovering waits until the handle stands still; what is drawn late moves it.
    form.text.locator(".cke_widget_drag_handler").hover()
    form.page.mouse.down()
    expect(form.body).to_have_class(re.compile("cke_widget_dragging"))
    # CKEditor follows the mouse at its own pace: the line shows where it would drop the card.
    for nudge in range(20):
        target = form.text.locator("li").last.bounding_box()
        form.page.mouse.move(target["x"] + 40 + nudge, target["y"] + 18)
        form.page.wait_for_timeout(100)
        if form.drop_line_is_below("ul"):
            break
    form.page.mouse.up()

    form.page.wait_for_function(
        "() => CKEDITOR.instances.id_body.editable().getChildren().toArray()"
        ".filter((e) => e.getName && !e.is('span'))[3]?.is('div')"
    )
    assert form.body.evaluate(tops)[:5] == ["P", "P", "UL", "DIV", "P"]
    form.press("Control+z")
    assert form.body.evaluate(tops)[:5] == ["P", "DIV", "P", "UL", "P"]
    assert (form.refs, form.marked()) == ([ref], [])


def test_a_paste_that_a_filter_swallows_comes_in_as_bare_words(form, writer):
    form.open(make_story(writer))
    form.page.evaluate(
        "CKEDITOR.instances.id_body.on('paste', (event) => event.cancel(), null, null, 5)"
    )

    form.put_caret(-1)
    form.paste(" Kept words.", "<p><b>Kept</b> words.</p>")

    expect(form.body).to_contain_text("Kept words.", timeout=6000)
    expect(form.says).to_contain_text("only its words are here")


def test_a_paste_from_word_keeps_its_meaning_and_counts_its_pictures(form, writer):
    form.open(make_story(writer, body="<p>Start.</p>"))
    word = (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>'
        "<meta name=Generator content='Microsoft Word 15'></head><body lang=EN-GB>"
        '<p class=MsoNormal style="margin:0;mso-pagination:none"><b>The boat</b> is '
        '<i>back</i>.<o:p></o:p></p><p class=MsoNormal><img width=100 height=80 src="file:///a.png">'
        "</p></body></html>"
    )

    form.new_line()
    form.paste("The boat is back.", word)
    form.page.wait_for_timeout(1000)

    assert "<strong>The boat</strong> is <em>back</em>." in form.html
    assert "mso" not in form.html
    expect(form.says).to_contain_text("One picture was in what you pasted")


def test_the_text_can_be_written_when_a_script_of_the_page_fails(form, writer, watch):
    form.page.route(
        "**/desk/bridge.js",
        lambda route: route.fulfill(
            body="throw new Error('broken')", content_type="text/javascript"
        ),
    )
    article = make_story(writer, [quote()])
    form.open(article)

    form.put_caret(-1)
    form.page.keyboard.type(" On time.")
    form.save()

    watch.forgive("broken")
    document = stored(article)
    assert document["body"].endswith("<p>It left at seven. On time.</p>")
    assert [block["quote"] for block in document["blocks"].values()] == ["It will not come back."]


def test_bylines_keep_the_order_they_are_given(form, writer):
    second = factories.AuthorFactory(name="Bo Second")
    article = make_story(writer)
    form.open(article)

    group = form.page.locator("#bylines-group")
    group.get_by_role("button", name="Add another").click()
    row = group.locator(".inline-related:not(.empty-form)").last
    row.locator(".field-author .select2-selection").click()
    form.choose("Bo Second")
    row.get_by_role("button", name="Move this byline up").click()
    form.save()

    [first, _] = stored(article)["bylines"]
    assert first["author"] == second.pk


def test_cards_and_panels_have_names_that_can_be_spoken(form, writer):
    form.open(make_story(writer, [factories.embed(provider="", embed_id="", title="Mayor")]))

    wrapper = form.text.locator(".cke_widget_newsblock")
    expect(wrapper).to_have_attribute("role", "region")
    expect(wrapper).to_have_attribute("aria-label", "Video: Mayor. needs a video")
    form.card("embed").get_by_role("button", name="Edit: Video").click()
    expect(form.panel).to_have_attribute("aria-label", "Video: its form")
    expect(form.field("address")).to_be_focused()
    expect(form.page.get_by_role("region", name="Lead picture")).to_be_visible()


def test_a_citation_refused_for_its_source_says_so_in_its_panel(form, writer):
    article = make_story(writer, body="<p>The Post says so.</p>")
    form.open(article)

    form.select_words("The Post")
    form.press("Control+Shift+l")
    form.press("Escape", "Escape")
    form.press("Control+z")
    form.save()
    form.wait()

    expect(form.sources).to_contain_text("No source yet")
    expect(form.panel.locator(".errorlist")).to_be_visible()


def test_escape_in_the_text_closes_the_panel(form, writer):
    form.open(make_story(writer, [quote()]))

    form.card("pullquote").get_by_role("button", name="Edit").click()
    form.put_caret(0)
    form.press("Escape")

    expect(form.panel).to_have_count(0)
