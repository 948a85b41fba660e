"""The notes of a story on the desk's pages, and the page that shares a draft."""

import pytest
from django.urls import reverse
from django.utils import timezone

from articles import notes, workflow
from articles.models import Note, ShareLink
from tests.articles.admin.conftest import errors_of, page_of, said
from tests.factories import DAY, DeskFactory, UserFactory, chief, story

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(sign_in):
    return sign_in("Reporter", "Night editor", "Publisher", first_name="Ana", last_name="Diaz")


@pytest.fixture
def ferry(ana):
    return story(by=ana, slugline="FERRY")


def page_address(article):
    return reverse("admin:articles_article_notes", args=[article.pk])


def ask(client, article, **values):
    return client.post(reverse("admin:articles_article_note", args=[article.pk]), values)


def words_in(element):
    return " ".join(element.text_content().split())


# On a page of their own -----------------------------------------------------------------


def test_note_is_written_answered_and_resolved_without_a_script(client, ana, ferry):
    address = page_address(ferry)

    wrote = client.post(
        address, {"text": "<b>Which</b> quay?\nNorth?", "about": "The boat is back."}, follow=True
    )
    note = Note.objects.get()
    client.post(address, {"text": "North", "answers": note.pk})
    resolved = client.post(address, {"resolve": note.pk}, follow=True)
    reopened = client.post(address, {"reopen": note.pk}, follow=True)

    assert said(wrote) == ["FERRY: Noted."]
    [shown] = page_of(wrote).find_class("note")
    assert words_in(shown.find_class("note-text")[0]) == "<b>Which</b> quay?North?"
    assert words_in(shown.find_class("note-about")[0]).startswith("On “The boat is back.…”")
    assert said(resolved) == ["FERRY: Answered.", "FERRY: Resolved."]
    [folded] = page_of(resolved).find_class("notes-resolved")
    assert "Resolved by Ana Diaz" in words_in(folded)
    assert words_in(folded.find_class("note-answer")[0]).endswith("North")
    assert said(reopened) == ["FERRY: Reopened."]
    assert page_of(reopened).find_class("notes-resolved") == []


def test_refused_note_comes_back_as_typed(client, ana, ferry):
    note = notes.write(ferry, by=ana, text="Which quay?").note
    long = "word " * 900

    response = client.post(page_address(ferry), {"text": long, "answers": note.pk})

    page = page_of(response)
    [wrong] = [error for error in page.find_class("note-error") if words_in(error)]
    assert words_in(wrong) == "4,000 characters fit here; this has 4,499. Make it shorter."
    assert page.get_element_by_id(f"note-{note.pk}-text").text.removeprefix("\n") == long
    assert page.get_element_by_id("note-new-text").text.strip() == ""


def test_name_that_is_not_for_the_note_is_said(client, ana, ferry):
    UserFactory(roles=["Reporter"], first_name="Femi", last_name="Ade")

    response = client.post(page_address(ferry), {"text": "@Femi Ade?"}, follow=True)

    assert said(response) == ["FERRY: Noted. Femi Ade may not read this note and was not told."]


def test_paragraph_that_was_changed_is_said(client, ana, ferry):
    notes.write(ferry, by=ana, text="Here", about="It left at seven.")
    notes.write(ferry, by=ana, text="Gone", about="It left at eight.")

    page = page_of(client.get(page_address(ferry)))

    assert ["hidden" in gone.attrib for gone in page.find_class("note-gone")] == [True, False]


def test_legal_note_of_others_is_neither_shown_nor_answered(client, sign_in):
    ana = chief()
    ferry = story(by=ana, desk=DeskFactory().pk)
    legal = notes.write(ferry, by=ana, text="qzx the court", is_legal=True).note
    sign_in("Video")

    page = client.get(page_address(ferry))
    answered = client.post(page_address(ferry), {"text": "Me", "answers": legal.pk})
    resolved = ask(client, ferry, resolve=legal.pk)

    assert "qzx" not in page.content.decode()
    assert (answered.status_code, resolved.status_code) == (404, 404)
    assert list(Note.objects.values_list("text", "resolved_at")) == [("qzx the court", None)]


def test_note_of_another_story_is_no_note_of_this_one(client, ana, ferry):
    other = notes.write(story(by=ana), by=ana, text="Elsewhere").note

    for values in ({"resolve": other.pk}, {"text": "x", "answers": other.pk}, {"resolve": "x"}):
        assert client.post(page_address(ferry), values).status_code == 404


def test_reader_without_the_form_notes_on_the_story_s_page(client, ana, ferry, sign_in):
    sign_in("Video")
    notes.write(ferry, by=ana, text="Which goal?")

    page = page_of(client.get(ferry.get_desk_url()))

    assert [words_in(text) for text in page.find_class("note-text")] == ["Which goal?"]
    box = page.get_element_by_id("note-new-text").getparent()
    assert (box.tag, box.get("action")) == ("form", page_address(ferry))
    # Only the writer of a note, and who edits the story, is done with it.
    assert page.find_class("note-resolve") == []


# Beside the form -------------------------------------------------------------------------


def test_note_from_beside_the_form_answers_with_the_list(client, ana, ferry):
    answer = ask(client, ferry, text="Which quay?").json()

    assert (answer["said"], answer["count"]) == ("Noted.", 1)
    assert "Which quay?" in answer["html"]
    # Nothing of the list goes with the story's form.
    assert "<form" not in answer["html"]
    assert answer["html"].count('name="text"') == answer["html"].count('-form" name="text"') == 1


def test_refusal_beside_the_form_has_its_words(client, ana, ferry):
    response = ask(client, ferry, text=" ")

    assert response.status_code == 400
    assert response.json() == {"ok": False, "message": "Write something first."}


def test_people_who_may_read_the_story_are_offered(client, ana, ferry):
    UserFactory(roles=["Reporter"], first_name="Femi", last_name="Ade")
    UserFactory(roles=["Editor"], first_name="Fea", last_name="Berg")
    address = reverse("admin:articles_article_note_people", args=[ferry.pk])

    assert client.get(address, {"begins": "fe"}).json()["people"] == ["Fea Berg"]


# Share draft -----------------------------------------------------------------------------


def share_address(article):
    return reverse("admin:articles_article_share", args=[article.pk])


def test_draft_is_shared_listed_and_revoked(client, ana, ferry):
    until = timezone.localtime() + DAY
    sent = {"for_whom": "Marta <Ruiz>", "works_until": f"{until:%Y-%m-%dT%H:%M}"}

    made = client.post(share_address(ferry), sent, follow=True)
    link = ShareLink.objects.get()
    revoke = reverse("admin:articles_article_unshare", args=[ferry.pk, link.pk])
    revoked = client.post(revoke, follow=True)

    assert said(made) == ["FERRY: The address for Marta <Ruiz> is made. Copy it below."]
    [listed] = page_of(made).find_class("shared")[0].findall(".//li")
    assert f"/draft/{link.key}/" in listed.find(".//input[@type='text']").get("value")
    assert "not opened yet · 0 answers" in words_in(listed)
    assert said(revoked) == ["FERRY: The address for Marta <Ruiz> works no more."]
    [listed] = page_of(revoked).find_class("shared")[0].findall(".//li")
    assert words_in(listed).startswith("Marta <Ruiz> Revoked")
    assert listed.findall(".//button") == listed.findall(".//input") == []


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({"for_whom": "", "works_until": "2999-01-01T10:00"}, "This field is required."),
        ({"for_whom": "Court", "works_until": "2026-01-01T10:00"}, "That time is over."),
        ({"for_whom": "Court", "works_until": "2999-01-01T10:00"}, "Choose a time within 90 days."),
    ],
)
def test_address_without_a_name_or_an_end_is_not_made(client, ana, ferry, sent, why):
    response = client.post(share_address(ferry), sent)

    assert any(error.startswith(why) for error in errors_of(response))
    assert not ShareLink.objects.exists()


def test_link_of_another_story_is_not_revoked_here(client, ana, ferry):
    other = story(by=ana)
    until = timezone.now() + DAY
    link = workflow.share(other, by=ana, for_whom="Court", works_until=until)

    response = client.post(reverse("admin:articles_article_unshare", args=[ferry.pk, link.pk]))

    assert response.status_code == 404
    link.refresh_from_db()
    assert link.revoked_at is None
