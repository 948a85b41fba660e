"""The reads beside the text: how each stands, who may do what about it, who sees the words."""

import pytest
from django.urls import reverse
from django.utils import timezone

from articles import revisions, rights, workflow
from articles.admin.reads_said import brief_of, read_lines, reads_in_words
from articles.admin.states import with_states
from articles.models import Article, Notice, Read
from tests.articles.admin.conftest import page_of
from tests.factories import DeskFactory, UserFactory, chief, saved_again, story

pytestmark = pytest.mark.django_db

WORDS = "Name no minors."


def words(element):
    return " ".join(element.text_content().split())


def lines_of(person, ferry, *, may_ask=True):
    """Kind → line of the panel, as this person gets it for the newest version."""
    found = with_states(Article.objects.all()).get(pk=ferry.pk)
    reads = {r.kind: r for r in found.reads.select_related("revision", "asked_by", "answered_by")}
    document = revisions.upgrade(revisions.newest(found).document)
    standing = rights.Standing(person, found)
    return {line.kind: line for line in read_lines(standing, reads, document, may_ask=may_ask)}


def legal_changes(ferry, by):
    """A legal read that wants changes, asked by the writer of the story."""
    workflow.ask_read(ferry, by=ferry.created_by, kind="legal")
    workflow.answer_read(
        ferry, by=by, kind="legal", cleared=False, words=WORDS, version=ferry.version
    )


def test_read_goes_from_not_asked_to_cleared_to_changed_since():
    ana, bo = chief(first_name="Ana", last_name="Diaz"), chief(first_name="Bo", last_name="Lind")
    ferry = story(by=ana)
    assert brief_of(lines_of(ana, ferry).values()) == "desk – · copy – · legal –"

    workflow.ask_read(ferry, by=ana, kind="legal")
    asked = lines_of(bo, ferry)["legal"]
    at = timezone.localtime(ferry.reads.get().asked_at)
    assert asked.says == f"asked by Ana Diaz, {at:%-d %B, %H:%M}"
    assert (asked.may_ask, asked.may_answer, asked.brief) == (False, True, "asked")

    workflow.answer_read(ferry, by=bo, kind="legal", cleared=True, version=1)
    cleared = lines_of(bo, ferry)["legal"]
    assert cleared.says == "cleared by Bo Lind on v1"
    assert (cleared.may_ask, cleared.may_answer, cleared.compare) == (True, False, "")

    saved_again(ferry, by=ana, slugline="FERRIES")
    assert not lines_of(bo, ferry)["legal"].is_stale
    saved_again(ferry, by=ana, body="<p>Other words.</p>")
    stale = lines_of(bo, ferry)["legal"]
    assert (stale.is_stale, stale.brief, stale.may_answer) == (True, "changed since", True)
    compare = reverse("admin:articles_article_compare", args=[ferry.pk])
    assert stale.compare == f"{compare}?a=1&b={ferry.version}"


def test_who_may_neither_ask_nor_answer_gets_no_buttons():
    ferry = story(by=UserFactory(roles=["Reporter"]))
    workflow.ask_read(ferry, by=chief(), kind="copy")

    line = lines_of(ferry.created_by, ferry, may_ask=False)["copy"]

    assert (line.may_ask, line.may_answer) == (False, False)


# The words of a legal read ---------------------------------------------------------------


@pytest.fixture
def city():
    return DeskFactory()


@pytest.fixture
def ferry(city):
    writer = UserFactory(roles=["Reporter"], first_name="Lucía", last_name="Mora")
    return story(by=writer, slugline="FERRY", desk=city.pk)


def editor_of(desk):
    person = UserFactory(roles=["Editor"])
    person.desks.add(desk)
    return person


@pytest.fixture
def people(ferry, city):
    """Who reads the text of the story, by what they are to it."""
    return {
        "writer": ferry.created_by,
        "lawyer": editor_of(DeskFactory()),
        "other editor": editor_of(DeskFactory()),
        "editor": editor_of(city),
        "night editor": UserFactory(roles=["Night editor"]),
        "publisher": UserFactory(roles=["Publisher"]),
        "video": UserFactory(roles=["Video"]),
    }


HEAR = {"lawyer", "editor", "night editor", "publisher"}


def test_words_of_a_legal_read_are_for_its_editors_publishers_and_who_wrote_them(ferry, people):
    legal_changes(ferry, people["lawyer"])

    in_panel = {who for who, each in people.items() if lines_of(each, ferry)["legal"].words}
    in_bar = {
        who
        for who, each in people.items()
        if WORDS in " ".join(reads_in_words(rights.Standing(each, ferry)))
    }

    assert in_panel == in_bar == HEAR
    assert lines_of(people["writer"], ferry)["legal"].brief == "changes wanted"


def test_words_of_another_read_are_for_all_who_read_the_text(ferry, people):
    workflow.ask_read(ferry, by=ferry.created_by, kind="copy")
    workflow.answer_read(
        ferry, by=people["lawyer"], kind="copy", cleared=False, words=WORDS, version=1
    )

    assert {who for who, each in people.items() if lines_of(each, ferry)["copy"].words} == set(
        people
    )


def test_no_page_of_the_desk_tells_the_writer_the_words_of_a_legal_read(client, ferry, people):
    legal_changes(ferry, people["lawyer"])
    client.force_login(ferry.created_by)
    routes = ["change", "history", "preview"]
    addresses = [reverse(f"admin:articles_article_{name}", args=[ferry.pk]) for name in routes]
    addresses += [
        reverse("admin:articles_article_side", args=[ferry.pk, "history"]),
        reverse("admin:articles_move_changelist"),
    ]

    pages = {address: client.get(address).content.decode() for address in addresses}

    assert [address for address, page in pages.items() if WORDS in page] == []
    assert "changes wanted by" in pages[addresses[0]]


def test_other_editor_meets_no_words_where_reads_are_answered(client, ferry, people):
    legal_changes(ferry, people["lawyer"])
    address = reverse("admin:articles_article_answer_read", args=[ferry.pk])
    told = {}
    for who in ("other editor", "editor"):
        client.force_login(people[who])
        told[who] = WORDS in client.get(address).content.decode()

    assert told == {"other editor": False, "editor": True}


@pytest.mark.parametrize("hears", [False, True])
def test_who_asked_is_told_the_words_of_a_legal_read_only_if_they_may_know_them(
    ferry, people, hears, django_capture_on_commit_callbacks
):
    asker = people["editor"] if hears else ferry.created_by
    workflow.ask_read(ferry, by=asker, kind="legal")
    with django_capture_on_commit_callbacks(execute=True):
        workflow.answer_read(
            ferry, by=people["lawyer"], kind="legal", cleared=False, words=WORDS, version=1
        )

    (told,) = Notice.objects.filter(person=asker).values_list("words", flat=True)
    assert told.endswith(f"wants changes (legal read): “{WORDS}”" if hears else "(legal read).")


# From the form ------------------------------------------------------------------------------


def post(client, verb, ferry, **sent):
    address = reverse(f"admin:articles_article_{verb}", args=[ferry.pk])
    return client.post(address, sent, headers={"X-Desk-Piece": "1"})


def test_read_is_asked_for_and_answered_beside_the_form_without_leaving_it(client, sign_in):
    ferry = story(by=sign_in("Reporter", "Editor"))

    asked = page_of(post(client, "ask_read", ferry, kind="copy"))
    assert words(asked.xpath("//p[contains(@class, 'reads-said')]")[0]) == (
        f"{ferry.slugline}: Copy read asked for."
    )
    assert asked.get_element_by_id("reads").get("data-says") == "desk – · copy asked · legal –"

    refused = page_of(post(client, "answer_read", ferry, kind="copy", answer="changes", version=1))
    said = refused.xpath("//p[contains(@class, 'is-refused')]")[0]
    assert words(said) == f"{ferry.slugline}: Say what should change."

    stale = page_of(post(client, "answer_read", ferry, kind="copy", answer="cleared", version=7))
    assert "saved by somebody else" in words(stale.xpath("//p[contains(@class, 'is-refused')]")[0])

    done = page_of(post(client, "answer_read", ferry, kind="copy", answer="cleared", version=1))
    assert done.get_element_by_id("reads").get("data-says") == "desk – · copy cleared · legal –"
    assert ferry.reads.get().answer == Read.Answer.CLEARED
    # Said beside the form, it is not said again on the next page.
    assert page_of(client.get(ferry.get_desk_url())).xpath("//ul[@class='messagelist']") == []


def test_buttons_of_the_reads_belong_to_forms_outside_the_story_s(desk, sign_in):
    ferry = story(by=sign_in("Reporter", "Editor"))
    workflow.ask_read(ferry, by=ferry.created_by, kind="legal")

    page = page_of(desk.open(ferry))

    buttons = page.xpath("//div[@id='reads']//button")
    assert [words(button) for button in buttons] == [
        "Ask for a read", "Ask for a read", "Cleared", "Changes wanted", "Ask for a read",
    ]  # fmt: skip
    owners = {page.get_element_by_id(button.get("form")) for button in buttons}
    assert [owner.xpath("ancestor::form") for owner in owners] == [[]] * len(owners)
    assert page.xpath("//form[@id='article_form']//form") == []


def test_finding_of_a_read_leads_to_its_panel(desk, sign_in):
    ferry = story(by=sign_in("Reporter", "Editor"))
    workflow.ask_read(ferry, by=ferry.created_by, kind="legal")

    page = page_of(desk.open(ferry))

    assert page.xpath("//*[@id='checks']//a[@href='#reads']")
    assert page.get_element_by_id("reads").xpath("ancestor::details/@id") == ["side-reads"]
