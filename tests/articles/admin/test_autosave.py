"""Unsaved text: kept as it is, offered again, opened whole, and gone once it is saved."""

import uuid
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import autosaves, presences, revisions, workflow
from articles.models import Approval, Article, Autosave, Move, Revision
from tests.articles.admin.conftest import only_story, page_of, said
from tests.factories import HOUR, NOON, UserFactory, published, story

pytestmark = pytest.mark.django_db


def keep_address(ferry=None):
    if ferry is None:
        return reverse("admin:articles_article_autosave_new")
    return reverse("admin:articles_article_autosave", args=[ferry.pk])


def sent(desk, ferry=None, **changes):
    """What the browser sends on its own from this form, with these inputs changed."""
    values = desk.filled(desk.open(ferry)) | changes
    desk.client.post(keep_address(ferry), values)
    return values


def form_of(kept):
    """The inputs of a kept form, by name."""
    return dict(QueryDict(kept.form).lists())


def offered(response):
    """What the page offers: its words, and the window that the text was written in."""
    [banner] = page_of(response).find_class("keeping-offer")
    if banner.get("hidden") is not None:
        return None
    return banner.find("p").text_content(), banner.get("data-window")


def open_unsaved(client, values, ferry=None):
    address = ferry.get_desk_url() if ferry else reverse("admin:articles_article_add")
    return client.get(address, {"unsaved": values["edit_session"][0]})


# Keeping ----------------------------------------------------------------------------


def test_autosave_keeps_the_form_as_it_is_and_touches_nothing_of_the_story(desk, sign_in):
    editor = sign_in("Editor")
    ferry = story(headline="At first")
    workflow.submit(ferry, by=editor)
    workflow.approve(ferry, by=editor)
    before = Article.objects.values().get()

    values = sent(desk, ferry, headline="H" * 900, slugline="", **{"figures-TOTAL_FORMS": "many"})

    kept = Autosave.objects.get()
    assert (kept.article, kept.person) == (ferry, editor)
    assert str(kept.edit_session) == values["edit_session"][0]
    form = form_of(kept)
    assert form["headline"] == ["H" * 900]
    assert (form["slugline"], form["figures-TOTAL_FORMS"]) == ([""], ["many"])
    assert "csrfmiddlewaretoken" not in form
    assert Article.objects.values().get() == before
    assert (Revision.objects.count(), Approval.objects.count()) == (1, 1)
    assert Move.objects.filter(verb="approve").count() == 1


def test_autosave_says_when_it_was_kept_and_which_version_is_the_newest(client, desk, sign_in):
    editor = sign_in("Editor")
    ferry = story(by=UserFactory(roles=["Editor"], first_name="Ana", last_name="Quay"))
    values = desk.filled(desk.open(ferry))

    answer = client.post(keep_address(ferry), values)

    kept = Autosave.objects.get(person=editor)
    facts = answer.json()
    assert facts.pop("now")
    assert facts == {
        "ok": True,
        "saved_at": kept.saved_at.isoformat(),
        "clock": f"{timezone.localtime(kept.saved_at):%H:%M:%S}",
        "newest": {"version": 1, "by": "Ana Quay", "mine": False},
    }
    assert answer["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_one_window_has_one_autosave_and_another_window_another(desk, sign_in):
    sign_in("Editor")
    ferry = story()

    first = sent(desk, ferry, headline="One")
    desk.client.post(keep_address(ferry), first | {"headline": "Two"})
    second = sent(desk, ferry, headline="Three")

    kept = Autosave.objects.order_by("pk")
    assert [str(each.edit_session) for each in kept] == [
        first["edit_session"][0],
        second["edit_session"][0],
    ]
    assert [form_of(each)["headline"] for each in kept] == [["Two"], ["Three"]]


def test_story_not_saved_yet_is_kept_too(desk, sign_in):
    writer = sign_in("Reporter")

    sent(desk, headline="Not yet a story")

    assert list(Autosave.objects.values_list("person", "article")) == [(writer.pk, None)]
    assert Article.objects.count() == 0


def test_a_person_keeps_twenty_unsaved_forms_and_the_oldest_give_way():
    writer, other = UserFactory(), UserFactory()
    autosaves.keep(None, person=other, edit_session=uuid.uuid4(), form="theirs", at=NOON - HOUR)

    for minute in range(22):
        at = NOON + timedelta(minutes=minute)
        autosaves.keep(None, person=writer, edit_session=uuid.uuid4(), form=str(minute), at=at)

    kept = writer.autosaves.order_by("saved_at").values_list("form", flat=True)
    assert list(kept) == [str(minute) for minute in range(2, 22)]
    assert other.autosaves.get().form == "theirs"


def test_prune_forgets_what_is_thirty_days_old():
    writer = UserFactory()
    old, young = uuid.uuid4(), uuid.uuid4()
    autosaves.keep(None, person=writer, edit_session=old, form="old", at=NOON)
    autosaves.keep(None, person=writer, edit_session=young, form="young", at=NOON + HOUR)

    assert autosaves.prune(NOON + timedelta(days=30)) == 1

    assert [each.form for each in Autosave.objects.all()] == ["young"]


def test_blanked_words_are_forgotten_however_a_browser_sent_them():
    ferry, tram, writer = story(), story(), UserFactory()
    texts = {
        "said": {"body": "<p>The <em>secret</em> name, é</p>"},
        "typed": {"headline": "The secret name, é"},
        "other": {"headline": "Another name"},
    }
    for article in (ferry, tram):
        for values in texts.values():
            form = urlencode(values)
            autosaves.keep(article, person=writer, edit_session=uuid.uuid4(), form=form, at=NOON)

    autosaves.forget(ferry, words="secret name, é")

    kept = Autosave.objects.order_by("pk").values_list("article", "form")
    assert list(kept) == [
        (ferry.pk, urlencode(texts["other"])),
        *((tram.pk, urlencode(values)) for values in texts.values()),
    ]


# Rights -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("roles", "restricted", "status"),
    [
        (["Editor"], False, 200),
        (["Reporter"], False, 403),
        (["Video"], False, 403),
        (["Editor"], True, 404),
    ],
)
def test_autosave_asks_for_the_rights_of_the_form(client, sign_in, roles, restricted, status):
    sign_in(*roles)
    ferry = story()
    if restricted:
        ferry.restricted_to.add(ferry.created_by)

    answer = client.post(keep_address(ferry), {"edit_session": str(uuid.uuid4())})

    assert (answer.status_code, answer.json()["ok"]) == (status, status == 200)
    assert Autosave.objects.count() == (1 if status == 200 else 0)


def test_a_new_story_is_kept_for_who_may_start_one(client, sign_in):
    sign_in("Video")

    answer = client.post(keep_address(), {"edit_session": str(uuid.uuid4())})

    assert (answer.status_code, Autosave.objects.count()) == (403, 0)


def test_signed_out_is_401_with_words_and_no_page_to_sign_in_on(client):
    answer = client.post(keep_address(story()), {"edit_session": str(uuid.uuid4())})

    assert (answer.status_code, answer.json()) == (
        401,
        {"ok": False, "message": "You were signed out."},
    )


def test_the_form_of_one_person_is_not_kept_as_another_persons(client, sign_in):
    writer = UserFactory(roles=["Editor"])
    sign_in("Editor", first_name="Ben", last_name="Mole")

    answer = client.post(
        keep_address(story()),
        {"edit_session": str(uuid.uuid4())},
        headers={"X-Desk-Person": str(writer.pk)},
    )

    assert (answer.status_code, answer.json()["message"]) == (
        409,
        "Ben Mole is signed in here now.",
    )
    assert Autosave.objects.count() == 0


def test_autosave_without_a_token_is_refused(sign_in):
    guarded = Client(enforce_csrf_checks=True)
    guarded.force_login(UserFactory(roles=["Editor"]))

    answer = guarded.post(keep_address(story()), {"edit_session": str(uuid.uuid4())})

    assert (answer.status_code, Autosave.objects.count()) == (403, 0)


@pytest.mark.parametrize("window", ["", "17", "\x00", "zzz", "'" * 4000])
def test_a_form_without_a_window_is_refused_with_words(client, sign_in, window):
    sign_in("Editor")

    answer = client.post(keep_address(story()), {"edit_session": window})

    assert (answer.status_code, answer.json()["message"]) == (
        400,
        "This form does not say which window it is in.",
    )


def test_a_form_longer_than_any_story_is_refused_with_words(client, sign_in):
    sign_in("Editor")
    values = {"edit_session": str(uuid.uuid4()), "body": "x" * autosaves.LONGEST}

    answer = client.post(keep_address(story()), values)

    assert (answer.status_code, answer.json()["message"]) == (
        413,
        "This text is too long to be kept here. Save it, or make it shorter.",
    )
    assert Autosave.objects.count() == 0


def test_hostile_text_is_kept_and_drawn_as_text(client, desk, sign_in):
    sign_in("Editor")
    ferry = story()
    hostile = "<script>alert(1)</script>\x00\u202e"

    values = sent(desk, ferry, headline=hostile, body=f"<p>{hostile}</p>", recovers="\x00 \x00")

    page = open_unsaved(client, values, ferry)
    assert page.status_code == 200
    assert "<script>alert(1)" not in page.content.decode()


def test_autosave_costs_the_same_however_much_is_kept(client, desk, sign_in):
    writer = sign_in("Editor")
    ferry = story()
    values = sent(desk, ferry)

    with CaptureQueriesContext(connection) as alone:
        client.post(keep_address(ferry), values)
    for _ in range(19):
        autosaves.keep(ferry, person=writer, edit_session=uuid.uuid4(), form="x", at=NOON)
    with CaptureQueriesContext(connection) as among_twenty:
        client.post(keep_address(ferry), values)

    assert len(among_twenty) == len(alone)


# Saved ------------------------------------------------------------------------------


def test_saving_forgets_the_autosave_of_this_window_only(desk, sign_in):
    sign_in("Editor")
    ferry = story()
    other = sent(desk, ferry, headline="Other window")
    values = sent(desk, ferry, headline="Saved")

    desk.send(values, ferry)

    kept = Autosave.objects.values_list("edit_session", flat=True)
    assert [str(each) for each in kept] == [other["edit_session"][0]]


def test_a_refused_save_keeps_the_autosave(desk, sign_in):
    sign_in("Editor")
    ferry = story()
    values = sent(desk, ferry, slugline="")

    assert desk.send(values, ferry).status_code == 200

    assert Autosave.objects.count() == 1


def test_autosave_that_arrives_after_its_save_is_not_kept(client, desk, sign_in):
    sign_in("Editor")
    ferry = story()
    values = sent(desk, ferry, headline="Saved")
    desk.send(values, ferry)

    answer = client.post(keep_address(ferry), values)

    assert (answer.status_code, Autosave.objects.count()) == (200, 0)


def test_the_next_form_tells_the_browser_what_was_saved_even_after_a_new_sign_in(
    client, desk, sign_in
):
    writer = sign_in("Editor")
    ferry = story()
    values = sent(desk, ferry)
    desk.send(values, ferry)
    client.post(reverse("admin:logout"))
    client.force_login(writer)

    page = page_of(desk.open(ferry))

    assert page.get_element_by_id("story-keeping").get("data-saved") == values["edit_session"][0]
    cookie = client.cookies["desk_saved"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/admin/", True, "Lax")


def test_a_broken_list_of_saved_forms_is_no_matter(client, desk, sign_in):
    sign_in("Editor")
    client.cookies["desk_saved"] = "x.'.%00." + "9" * 5000

    page = page_of(desk.open(story()))

    assert page.get_element_by_id("story-keeping").get("data-saved") == ""


# Offered and opened -----------------------------------------------------------------


def test_unsaved_text_is_offered_when_its_story_is_opened_again(desk, sign_in):
    sign_in("Editor")
    ferry, tram = story(), story()
    values = sent(desk, ferry, headline="Unsaved")
    kept = Autosave.objects.get()

    at = f"{timezone.localtime(kept.saved_at):%H:%M}"
    assert offered(desk.open(ferry)) == (
        f"Text from {at} was not saved.",
        values["edit_session"][0],
    )
    assert offered(desk.open(tram)) is None
    assert offered(desk.open()) is None


def test_of_several_the_newest_is_offered(desk, sign_in):
    sign_in("Editor")
    ferry = story()
    sent(desk, ferry, headline="Older")
    newer = sent(desk, ferry, headline="Newer")

    assert offered(desk.open(ferry))[1] == newer["edit_session"][0]


def test_unsaved_text_of_a_window_that_is_open_says_so(desk, sign_in):
    writer = sign_in("Editor")
    ferry = story()
    values = sent(desk, ferry, headline="In the other window")
    window = values["edit_session"][0]
    presences.arrive(ferry, person=writer, edit_session=window, place="", at=timezone.now())

    assert offered(desk.open(ferry)) == (
        "You have this story open in another window. The newer text is there.",
        window,
    )


def test_unsaved_text_of_thirty_days_ago_is_not_offered(desk, sign_in):
    sign_in("Editor")
    ferry = story()
    sent(desk, ferry)
    Autosave.objects.update(saved_at=timezone.now() - autosaves.KEPT_FOR)

    assert offered(desk.open(ferry)) is None


def test_unsaved_text_of_a_new_story_is_offered_on_the_form_of_a_new_story(desk, sign_in):
    sign_in("Reporter")
    values = sent(desk, headline="Unsaved")

    assert offered(desk.open())[1] == values["edit_session"][0]


def test_nobody_else_is_offered_the_text_or_can_open_it(client, desk, sign_in):
    sign_in("Editor")
    ferry = story(headline="At first")
    values = sent(desk, ferry, headline="Ana’s words")
    sign_in("Editor")

    assert offered(desk.open(ferry)) is None
    answer = open_unsaved(client, values, ferry)
    assert (answer.status_code, answer.url) == (302, ferry.get_desk_url())
    assert said(client.get(answer.url)) == ["That text is not kept any more."]


def test_opened_text_is_the_whole_form_and_saves_nothing(client, desk, sign_in):
    sign_in("Editor")
    ferry = story(headline="At first", body="<p>One.</p>")
    values = desk.filled(desk.open(ferry))
    box = desk.add(values, "factboxs", title="A box", text="Of facts")
    values |= {
        "headline": "Half a head",
        "dek": "",
        "body": f"<p>One. And two.</p>{revisions.placeholder('factbox', box)}",
    }
    client.post(keep_address(ferry), values)
    kept = Autosave.objects.get()

    page = open_unsaved(client, values, ferry)

    form = desk.filled(page)
    assert (form["headline"], form.get("dek"), form["body"]) == (
        ["Half a head"],
        None,
        [f"<p>One. And two.</p>{revisions.placeholder('factbox', box)}"],
    )
    assert (form["factboxs-0-ref"], form["factboxs-0-title"]) == ([box], ["A box"])
    assert form["base_version"] == ["1"]
    assert form["edit_session"] != values["edit_session"]
    words = page_of(page).find_class("keeping-unsaved")[0].text_content()
    at = timezone.localtime(kept.saved_at)
    assert words == f"This is your text from {at:%H:%M:%S, %-d %B}. It is not saved yet."
    assert page_of(page).find_class("errornote") == []
    assert (only_story().headline, Revision.objects.count()) == ("At first", 1)
    assert Autosave.objects.get().form == kept.form


def test_opened_text_shows_what_is_wrong_in_it(client, desk, sign_in):
    sign_in("Editor")
    ferry = story()
    values = sent(desk, ferry, slugline="")

    page = open_unsaved(client, values, ferry)

    assert "slugline" not in desk.filled(page)
    assert page_of(page).xpath("//div[contains(@class, 'field-slugline')]//li/text()") == [
        "This field is required."
    ]


def test_saving_opened_text_makes_a_version_and_forgets_what_it_came_from(client, desk, sign_in):
    sign_in("Editor")
    ferry = story(headline="At first")
    values = sent(desk, ferry, headline="Brought back")

    desk.save(ferry, page=open_unsaved(client, values, ferry))

    ferry = only_story()
    assert (ferry.headline, ferry.version) == ("Brought back", 2)
    assert revisions.newest(ferry).parent.number == 1
    assert Autosave.objects.count() == 0


def test_opened_text_is_merged_with_what_others_saved_since(client, desk, sign_in):
    writer = sign_in("Editor")
    ferry = story(by=writer, headline="At first", body="<p>One.</p><p>Two.</p>")
    values = sent(desk, ferry, body="<p>One, unsaved.</p><p>Two.</p>")
    sign_in("Editor")
    desk.save(ferry, headline="Theirs")
    client.force_login(writer)

    page = open_unsaved(client, values, ferry)
    assert Article.objects.get().version == 2
    desk.save(ferry, page=page)

    ferry = only_story()
    assert (ferry.headline, ferry.body) == ("Theirs", "<p>One, unsaved.</p><p>Two.</p>")
    assert (ferry.version, Autosave.objects.count()) == (3, 0)


def test_opened_text_of_a_new_story_can_be_saved(client, desk, sign_in):
    sign_in("Reporter")
    values = sent(desk, slugline="BARGE", headline="Brought back")

    page = open_unsaved(client, values)
    assert desk.filled(page)["headline"] == ["Brought back"]
    assert Article.objects.count() == 0
    desk.save(page=page)

    assert (only_story().headline, Autosave.objects.count()) == ("Brought back", 0)


def test_opened_text_that_is_written_on_takes_the_place_of_what_it_came_from(client, desk, sign_in):
    sign_in("Editor")
    ferry = story()
    values = sent(desk, ferry, headline="Once")
    again = desk.filled(open_unsaved(client, values, ferry)) | {"headline": "Twice"}

    client.post(keep_address(ferry), again)

    kept = Autosave.objects.get()
    assert str(kept.edit_session) == again["edit_session"][0]
    assert form_of(kept)["headline"] == ["Twice"]


def test_text_that_its_window_wrote_on_meanwhile_is_not_forgotten_with_the_opened_one(
    client, desk, sign_in
):
    sign_in("Editor")
    ferry = story()
    values = sent(desk, ferry, headline="Once")
    page = open_unsaved(client, values, ferry)
    client.post(keep_address(ferry), values | {"headline": "Still writing there"})

    desk.save(ferry, page=page)

    assert form_of(Autosave.objects.get())["headline"] == ["Still writing there"]


def test_opened_text_of_who_may_write_no_more_is_not_shown(client, desk, sign_in):
    writer = sign_in("Reporter")
    ferry = story(by=writer, headline="At first")
    values = sent(desk, ferry, headline="Unsaved secret")
    Article.objects.update(created_by=None, assigned_to=None)

    page = open_unsaved(client, values, ferry)

    assert "Unsaved secret" not in page.content.decode()


def test_throwing_away_forgets_the_text_and_only_ones_own(client, desk, sign_in):
    sign_in("Editor")
    ferry = story()
    theirs = sent(desk, ferry)
    sign_in("Editor")
    mine = sent(desk, ferry)
    address = reverse("admin:articles_article_throw_away")

    for values in (theirs, mine):
        answer = client.post(
            address, {"story": ferry.pk, "edit_session": values["edit_session"][0]}
        )
        assert (answer.status_code, answer.url) == (302, ferry.get_desk_url())

    kept = Autosave.objects.values_list("edit_session", flat=True)
    assert [str(each) for each in kept] == [theirs["edit_session"][0]]


# Over the live version --------------------------------------------------------------


def live_form(client, ferry, **asked):
    return client.get(reverse("admin:articles_article_live", args=[ferry.pk]), asked)


def test_text_over_the_live_version_is_opened_there_and_never_over_the_draft(client, desk, sign_in):
    editor = sign_in("Reporter", "Editor", "Publisher")
    ferry = published(by=editor, headline="Live", at=timezone.now() - HOUR)
    values = desk.filled(live_form(client, ferry)) | {
        "headline": "Corrected",
        "change": "correction",
        "correction": "It was not.",
    }
    client.post(keep_address(ferry), values)
    window = values["edit_session"][0]

    assert offered(desk.open(ferry)) is None
    assert open_unsaved(client, values, ferry).status_code == 302
    assert offered(live_form(client, ferry))[1] == window
    page = desk.filled(live_form(client, ferry, unsaved=window))
    assert (page["headline"], page["correction"]) == (["Corrected"], ["It was not."])
    assert ferry.editions.count() == 1


def test_putting_a_change_live_forgets_its_unsaved_text(client, desk, sign_in):
    editor = sign_in("Reporter", "Editor", "Publisher")
    ferry = published(by=editor, headline="Live", at=timezone.now() - HOUR)
    values = desk.filled(live_form(client, ferry)) | {"headline": "Mended", "change": "fix"}
    client.post(keep_address(ferry), values)
    address = reverse("admin:articles_article_live", args=[ferry.pk])

    client.post(address, values | {"_live": "1"})

    assert ferry.editions.order_by("-pk")[0].headline == "Mended"
    assert Autosave.objects.count() == 0


# Before a save ----------------------------------------------------------------------


def test_a_form_asks_whether_it_may_be_saved_and_gets_a_token_that_works(sign_in):
    guarded = Client(enforce_csrf_checks=True)
    guarded.force_login(UserFactory(roles=["Editor"]))
    ferry = story()

    token = guarded.get(reverse("admin:articles_article_signed_in")).json()["token"]
    kept = guarded.post(
        keep_address(ferry),
        {"edit_session": str(uuid.uuid4())},
        headers={"X-CSRFToken": token},
    )

    assert kept.json()["ok"] is True
    guarded.logout()
    assert guarded.get(reverse("admin:articles_article_signed_in")).status_code == 401


@pytest.mark.parametrize("name", ["autosave_new", "throw_away"])
def test_keeping_and_throwing_away_are_posted(client, sign_in, name):
    sign_in("Editor")

    assert client.get(reverse(f"admin:articles_article_{name}")).status_code == 405
