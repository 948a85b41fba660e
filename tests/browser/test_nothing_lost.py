"""What is typed is never lost: no network, a crash, an ended session, two windows, two people."""

import contextlib
import re

import pytest
from django.contrib.sessions.models import Session
from django.http import QueryDict
from playwright.sync_api import Error, expect

from articles.models import Article, Autosave, Presence
from tests import factories
from tests.browser.story_form_page import StoryForm

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

#: Longer than the copy in the browser takes, and than the desk's.
COPIED = 1500
KEPT = 8000
NOT_SAVED = re.compile(r"Text from \d\d:\d\d was not saved\.")
IN_ANOTHER_WINDOW = "You have this story open in another window."
OFFLINE = re.compile(
    r"No connection\. Your text is safe on this device; saved here \d\d:\d\d:\d\d\."
)
SIGNED_OUT = "You were signed out. Sign in here; nothing you typed is lost."
NO_NETWORK = "net::ERR_INTERNET_DISCONNECTED"


@pytest.fixture
def writer(sign_in):
    writer = factories.chief(username="ana", first_name="Ana", last_name="Quay")
    sign_in(writer)
    return writer


@pytest.fixture
def form(page, writer):
    page.set_viewport_size({"width": 1400, "height": 900})
    return StoryForm(page)


@pytest.fixture
def ferry(writer):
    return factories.story(by=writer, headline="At first", body="<p>One.</p><p>Two.</p>")


def line(form, name):
    return form.page.locator(f".keeping-{name}")


def write(form, words, nth=0):
    form.put_caret(nth)
    form.page.keyboard.type(words)
    form.settle()


def press_save(form):
    form.page.locator(".submit-row [name=_save]").click()


def crash(form):
    """The page dies and can say or send nothing; a new one opens in the same browser."""
    context = form.page.context
    with form.page.expect_event("crash"), contextlib.suppress(Error):
        form.page.goto("chrome://crash", timeout=5000)
    form.page.close()
    return StoryForm(context.new_page())


def open_unsaved(form):
    """Open what is on offer."""
    with form.page.expect_navigation():
        form.page.get_by_role("link", name="Open it").click()
    form.wait()


def kept_forms():
    """What the desk keeps, by the edit session it is of."""
    return {
        str(kept.edit_session): dict(QueryDict(kept.form).lists())
        for kept in Autosave.objects.all()
    }


def stored():
    return Article.objects.get().body


def window_of(form):
    return form.page.locator("#article_form [name=edit_session]").input_value()


# Autosave ---------------------------------------------------------------------------


def test_the_desk_keeps_what_is_typed_and_forgets_it_with_the_save(form, ferry):
    form.open(ferry)

    write(form, " And more.")
    expect(line(form, "kept")).to_have_text(re.compile(r"Saved here \d\d:\d\d:\d\d"), timeout=KEPT)

    [values] = kept_forms().values()
    assert values["body"] == ["<p>One. And more.</p>\n\n<p>Two.</p>\n"]
    assert stored() == "<p>One.</p><p>Two.</p>"
    form.save()
    assert (Autosave.objects.count(), stored()) == (0, "<p>One. And more.</p><p>Two.</p>")
    form.open(ferry)
    expect(line(form, "offer")).to_be_hidden()


def test_an_untouched_form_sends_and_copies_nothing(form, ferry):
    form.open(ferry)
    form.page.wait_for_timeout(5500)

    assert Autosave.objects.count() == 0
    assert copies_in(form) == []


def copies_in(form):
    return form.page.evaluate(
        "storyDesk.copies.of(storyDesk.keeping.settings).then(found => found.map(({form}) => form))"
    )


def test_leaving_sends_what_was_typed_a_moment_ago(form, ferry):
    form.open(ferry)
    write(form, " Just now.")
    form.page.once("dialog", lambda dialog: dialog.accept())

    form.page.goto("/admin/")
    form.open(ferry)

    expect(line(form, "offer").locator("p")).to_have_text(NOT_SAVED)
    open_unsaved(form)
    assert form.html == "<p>One. Just now.</p><p>Two.</p>"


def test_somebody_elses_save_meanwhile_is_told_and_no_text_is_touched(form, ferry):
    form.open(ferry)
    ben = factories.chief(first_name="Ben", last_name="Mole")
    Article.objects.update(version=2)
    ferry.revisions.create(number=2, document=ferry.revisions.get().document, by=ben)

    write(form, " And more.")

    expect(line(form, "meanwhile")).to_have_text(
        "Ben Mole saved v2 meanwhile. Your text is kept; saving merges both.", timeout=KEPT
    )
    assert form.html == "<p>One. And more.</p><p>Two.</p>"


def test_a_browser_that_keeps_no_copies_saves_as_ever(form, ferry):
    form.page.add_init_script("IDBFactory.prototype.open = () => { throw new Error('private'); }")
    form.open(ferry)

    write(form, " And more.")
    expect(line(form, "kept")).to_have_text(re.compile("Saved here"), timeout=KEPT)
    form.save()

    assert stored() == "<p>One. And more.</p><p>Two.</p>"


def test_words_typed_while_a_save_is_under_way_are_offered_on_the_next_page(form, ferry):
    form.open(ferry)
    write(form, " Saved.")
    form.page.evaluate(
        """() => document.addEventListener("desk:sent", () => setTimeout(() =>
            CKEDITOR.instances.id_body.insertText("Late words.")), { once: true })"""
    )

    form.save()
    form.wait()

    assert stored() == "<p>One. Saved.</p><p>Two.</p>"
    expect(line(form, "offer").locator("p")).to_have_text(NOT_SAVED)
    open_unsaved(form)
    assert form.html == "<p>One. Saved.Late words.</p><p>Two.</p>"


# The network drops --------------------------------------------------------------------


def test_without_a_network_the_text_stays_and_is_saved_when_it_is_back(form, ferry, context, watch):
    form.open(ferry)
    context.set_offline(True)

    write(form, " Offline.")
    expect(line(form, "trouble")).to_have_text(OFFLINE, timeout=KEPT)
    press_save(form)
    form.page.wait_for_timeout(500)
    expect(line(form, "trouble")).to_have_text(OFFLINE)
    assert form.html == "<p>One. Offline.</p><p>Two.</p>"
    assert (Autosave.objects.count(), stored()) == (0, "<p>One.</p><p>Two.</p>")

    context.set_offline(False)
    expect(line(form, "trouble")).to_have_text("Back. Saved.", timeout=KEPT)
    [values] = kept_forms().values()
    assert values["body"] == ["<p>One. Offline.</p>\n\n<p>Two.</p>\n"]
    form.save()
    assert stored() == "<p>One. Offline.</p><p>Two.</p>"
    watch.forgive(NO_NETWORK)


# The browser crashes ------------------------------------------------------------------


def test_after_a_crash_the_copy_in_the_browser_is_offered_whole(form, ferry, context, watch):
    form.open(ferry)
    context.set_offline(True)
    form.put_caret(0)
    form.insert("Quote")
    form.field("quote").fill("It will not come back.")
    form.field("speaker").fill("Ada Harbourmaster")
    form.done()
    write(form, " Before the crash.")
    form.page.wait_for_timeout(COPIED)
    ref = form.refs[0]

    again = crash(form)
    context.set_offline(False)
    again.open(ferry)

    assert Autosave.objects.count() == 0
    expect(line(again, "offer").locator("p")).to_have_text(NOT_SAVED)
    open_unsaved(again)
    expect(line(again, "unsaved")).to_have_text(
        re.compile(r"This is your text from \d\d:\d\d:\d\d, \d+ \w+\. It is not saved yet\.")
    )
    assert (again.kinds, again.refs) == (["pullquote"], [ref])
    expect(again.card("pullquote")).to_contain_text("Ada Harbourmaster")
    assert again.page.evaluate("storyDesk.isChanged()") is True
    again.save()
    assert stored() == (
        "<p>One. Before the crash.</p>"
        f'<figure data-block="pullquote" data-ref="{ref}"></figure><p>Two.</p>'
    )
    assert Autosave.objects.count() == 0
    again.open(ferry)
    expect(line(again, "offer")).to_be_hidden()
    watch.complaints = [each for each in watch.complaints if NO_NETWORK not in each]


def test_after_a_crash_a_new_story_is_offered_on_the_form_of_a_new_story(form):
    form.open()
    form.page.locator("#id_slugline").fill("BARGE")
    write(form, "The barge is loose.")
    form.page.wait_for_timeout(COPIED)

    again = crash(form)
    again.open()
    open_unsaved(again)
    again.save()

    assert list(Article.objects.values_list("slugline", "body")) == [
        ("BARGE", "<p>The barge is loose.</p>")
    ]


def test_thrown_away_text_is_gone_here_and_at_the_desk(form, ferry):
    form.open(ferry)
    write(form, " Not wanted.")
    expect(line(form, "kept")).to_have_text(re.compile("Saved here"), timeout=KEPT)
    again = crash(form)
    again.open(ferry)

    with again.page.expect_navigation():
        again.page.get_by_role("button", name="Throw it away").click()
    again.wait()

    expect(line(again, "offer")).to_be_hidden()
    assert (Autosave.objects.count(), copies_in(again)) == (0, [])


def test_another_person_in_the_same_browser_is_not_offered_the_text(form, ferry, sign_in):
    form.open(ferry)
    write(form, " Ana’s words.")
    form.page.wait_for_timeout(COPIED)
    again = crash(form)
    sign_in(factories.chief(username="ben"))

    again.open(ferry)
    again.page.wait_for_timeout(1000)

    expect(line(again, "offer")).to_be_hidden()


# The session ends ---------------------------------------------------------------------


def test_signed_out_while_writing_one_signs_in_in_place_and_the_save_goes_on(form, ferry, watch):
    form.open(ferry)
    write(form, " Still here.")
    Session.objects.all().delete()

    press_save(form)
    dialog = form.page.get_by_role("dialog", name=SIGNED_OUT)
    expect(dialog).to_be_visible()
    expect(dialog.get_by_label("Username")).to_have_value("ana")
    dialog.get_by_label("Password").fill("wrong")
    dialog.get_by_role("button", name="Sign in").click()
    expect(dialog.get_by_role("alert")).to_have_text(
        re.compile("Please enter the correct username")
    )
    dialog.get_by_label("Password").fill("desk-pass-1")
    with form.page.expect_navigation():
        dialog.get_by_role("button", name="Sign in").click()
    form.wait()

    assert stored() == "<p>One. Still here.</p><p>Two.</p>"
    assert form.page.locator(".messagelist .success").count() == 1
    watch.forgive("401")


def test_signed_out_says_so_while_one_writes_and_signing_in_keeps_the_text(form, ferry, watch):
    form.open(ferry)
    Session.objects.all().delete()
    write(form, " Still here.")

    expect(line(form, "trouble")).to_have_text(f"{SIGNED_OUT} Sign in", timeout=KEPT)
    line(form, "trouble").get_by_role("button", name="Sign in").click()
    dialog = form.page.get_by_role("dialog")
    dialog.get_by_label("Password").fill("desk-pass-1")
    dialog.get_by_role("button", name="Sign in").click()

    expect(line(form, "kept")).to_have_text(re.compile("Saved here"), timeout=KEPT)
    expect(line(form, "trouble")).to_have_text("")
    [values] = kept_forms().values()
    assert values["body"] == ["<p>One. Still here.</p>\n\n<p>Two.</p>\n"]
    watch.forgive("401")


def test_another_person_cannot_go_on_with_the_text(form, ferry, sign_in, watch):
    factories.chief(username="ben", first_name="Ben", last_name="Mole")
    form.open(ferry)
    write(form, " Ana’s words.")
    Session.objects.all().delete()

    press_save(form)
    dialog = form.page.get_by_role("dialog")
    dialog.get_by_label("Username").fill("ben")
    dialog.get_by_label("Password").fill("desk-pass-1")
    dialog.get_by_role("button", name="Sign in").click()

    expect(dialog.get_by_role("alert")).to_have_text(
        "This is Ana Quay’s text: only they can go on with it here."
    )
    dialog.get_by_role("button", name="Not now").click()
    expect(dialog).to_have_count(0)
    assert (form.html, stored()) == (
        "<p>One. Ana’s words.</p><p>Two.</p>",
        "<p>One.</p><p>Two.</p>",
    )
    assert Session.objects.count() == 0
    watch.forgive("401")


def test_a_form_of_one_person_is_not_saved_by_another_who_signed_in_elsewhere(
    form, ferry, sign_in, watch
):
    form.open(ferry)
    write(form, " Ana’s words.")
    sign_in(factories.chief(username="ben", first_name="Ben", last_name="Mole"))

    press_save(form)

    expect(line(form, "trouble")).to_have_text(
        "Ben Mole is signed in here now. This is Ana Quay’s text: "
        "only they can go on with it here. Sign in"
    )
    assert stored() == "<p>One.</p><p>Two.</p>"
    assert Autosave.objects.count() == 0
    watch.forgive("409")


def test_a_sign_in_in_another_window_does_not_make_the_save_fail(form, ferry, context):
    form.open(ferry)
    write(form, " Still here.")
    cookie = {"name": "csrftoken", "value": "A" * 32, "url": form.page.url}
    context.add_cookies([cookie])

    expect(line(form, "kept")).to_have_text(re.compile("Saved here"), timeout=KEPT)
    form.save()

    assert stored() == "<p>One. Still here.</p><p>Two.</p>"


# Two windows, two people --------------------------------------------------------------


def test_ones_own_second_window_says_that_the_newer_text_is_in_the_first(form, ferry, context):
    form.open(ferry)
    write(form, " In the first window.")
    expect(line(form, "kept")).to_have_text(re.compile("Saved here"), timeout=KEPT)

    second = StoryForm(context.new_page()).open(ferry)

    expect(line(second, "others")).to_have_text(IN_ANOTHER_WINDOW)
    expect(line(second, "offer").locator("p")).to_have_text(
        f"{IN_ANOTHER_WINDOW} The newer text is there."
    )
    write(second, " In the second window.", nth=1)
    expect(line(second, "kept")).to_have_text(re.compile("Saved here"), timeout=KEPT)
    kept = kept_forms()
    assert {window: values["body"] for window, values in kept.items()} == {
        window_of(form): ["<p>One. In the first window.</p>\n\n<p>Two.</p>\n"],
        window_of(second): ["<p>One.</p>\n\n<p>Two. In the second window.</p>\n"],
    }


def test_a_window_that_crashed_is_not_taken_for_one_that_is_open(form, ferry):
    form.open(ferry)
    write(form, " Before the crash.")
    expect(line(form, "kept")).to_have_text(re.compile("Saved here"), timeout=KEPT)
    crashed = window_of(form)
    assert Presence.objects.filter(edit_session=crashed).count() == 1

    again = crash(form)
    again.open(ferry)

    expect(line(again, "offer").locator("p")).to_have_text(NOT_SAVED)
    again.page.wait_for_timeout(1000)
    expect(line(again, "others")).to_be_hidden()
    assert [str(each.edit_session) for each in Presence.objects.all()] == [window_of(again)]


def test_two_people_see_each_other_and_where_they_are(
    form, ferry, browser, browser_context_args, sign_in, watch
):
    form.open(ferry)
    write(form, "", nth=1)
    ben = factories.chief(username="ben", first_name="Ben", last_name="Mole")
    his = browser.new_context(**browser_context_args)
    watch.follow(his)
    sign_in(ben, his)
    look = "document.dispatchEvent(new Event('visibilitychange'))"

    form.page.evaluate(look)
    theirs = StoryForm(his.new_page())
    theirs.page.goto(f"{form.page.url}")
    theirs.wait()
    expect(line(theirs, "others")).to_have_text("Ana Quay is here, ¶2.")
    theirs.page.locator("#id_headline").focus()
    theirs.page.evaluate(look)
    theirs.page.wait_for_timeout(500)
    form.page.evaluate(look)
    expect(line(form, "others")).to_have_text("Ben Mole is here, headline.")

    his.close()
    form.page.wait_for_timeout(500)
    form.page.evaluate(look)
    expect(line(form, "others")).to_be_hidden()
