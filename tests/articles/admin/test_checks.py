"""The checks beside the form: of the saved version, and of the form as somebody writes it."""

import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import revisions, workflow
from articles.models import Article, Revision
from tests.articles.admin.conftest import page_of
from tests.factories import (
    HOUR,
    AuthorFactory,
    PictureFactory,
    SectionFactory,
    chief,
    embed,
    figure,
    placed,
    published,
    ref,
    related,
    story,
)

pytestmark = pytest.mark.django_db

ROLES = ("Reporter", "Editor", "Publisher", "Video")


def address_of(ferry=None):
    if ferry is None:
        return reverse("admin:articles_article_checks_new")
    return reverse("admin:articles_article_checks", args=[ferry.pk])


def groups_of(response):
    """Heading → [(words, address)] of the findings that an answer or a page shows."""
    page = page_of(response)
    return {
        heading.text_content(): [
            (" ".join(item.text.split()), item.find("a").get("href"))
            for item in heading.getnext().findall("li")
        ]
        for heading in page.xpath("//*[contains(@class, 'checks-found')]/h3")
    }


def count_of(response):
    return int(page_of(response).xpath("//*[contains(@class, 'checks-found')]/@data-count")[0])


class Form:
    """The open form of a story, asked about as it is filled in, and never saved."""

    def __init__(self, desk, ferry=None):
        self.desk, self.ferry = desk, ferry
        self.values = desk.filled(desk.open(ferry))

    def ask(self, **changes):
        values = self.values | {name.replace("__", "-"): said for name, said in changes.items()}
        sent = {name: value for name, value in values.items() if value is not None}
        return self.desk.client.post(address_of(self.ferry), sent)


# With the page ----------------------------------------------------------------------


def test_form_opens_with_what_the_checks_find_in_the_saved_version(desk, sign_in):
    ferry = story(by=sign_in(*ROLES), dek="", body="<p>It left at TK.</p>")

    opened = desk.open(ferry)

    assert groups_of(opened) == {
        "These stop it": [("“TK” stands in the text, line 1.", "#id_body")],
        "Look at these": [
            ("The dek is empty.", "#id_dek"),
            ("There is no lead picture.", "#lead-picture"),
            ("You wrote this and nobody else has read it.", "#reads"),
        ],
    }
    assert count_of(opened) == 4
    heading = page_of(opened).get_element_by_id("checks-heading")
    assert " ".join(heading.text_content().split()) == "Checks 4"


def test_new_form_opens_with_what_a_story_needs(desk, sign_in):
    sign_in("Reporter")

    assert [words for words, _ in groups_of(desk.open())["These stop it"]] == [
        "There is no headline.",
        "No section is chosen.",
        "Nobody is credited.",
    ]


def test_finished_story_has_nothing_to_fix(desk, sign_in):
    sign_in(*ROLES)
    ferry = story(blocks={ref(): figure(PictureFactory(), is_lead=True)})

    opened = desk.open(ferry)

    assert groups_of(opened) == {}
    assert count_of(opened) == 0
    assert page_of(opened).xpath("string(//*[@class='checks-none'])") == "Nothing to fix."


def test_refused_save_comes_back_with_what_the_checks_find_in_what_was_typed(desk, sign_in):
    ferry = story(by=sign_in("Reporter"))

    response = desk.save(ferry, slugline="", headline="TK wins")

    assert ("“TK” stands in the headline.", "#id_headline") in groups_of(response)["These stop it"]


def test_every_place_that_a_finding_names_is_in_the_form(desk, sign_in):
    sign_in(*ROLES)
    bare = ref()
    blocks = {bare: figure(PictureFactory(credit=""))}
    ferry = story(
        by=sign_in(*ROLES),
        author=False,
        headline="",
        dek="",
        origin="sponsor",
        body="<p>TK</p>" + placed(**blocks),
        blocks=blocks,
    )
    Article.objects.filter(pk=ferry.pk).update(section=None, embargo_until=timezone.now() + HOUR)

    opened = desk.open(ferry)

    page = page_of(opened)
    ways = {way for found in groups_of(opened).values() for _, way in found}
    # The list of blocks and the lead picture's card are made by the scripts.
    assert {way for way in ways if not page.xpath(f"//*[@id='{way[1:]}']")} <= {
        "#lead-picture",
        "#block-list",
        "#reads",
    }
    assert f"#block-{bare}" in ways
    assert "#id_embargo_until" in ways


# As it stands -----------------------------------------------------------------------


def test_form_is_checked_as_it_stands_and_nothing_is_written(desk, sign_in):
    ferry = story(by=sign_in(*ROLES))
    form = Form(desk, ferry)

    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = form.ask(headline="TK wins", dek="", body="<p>According to her, yes.</p>")

    assert groups_of(answer) == {
        "These stop it": [("“TK” stands in the headline.", "#id_headline")],
        "Look at these": [
            ("The dek is empty.", "#id_dek"),
            ("There is no lead picture.", "#lead-picture"),
            ("You wrote this and nobody else has read it.", "#reads"),
        ],
        "Noted": [("Paragraph 1 leans on somebody without a source.", "#id_body")],
    }
    # Savepoints are Django's own, around the questions that its constraints ask.
    verbs = {query["sql"].split()[0] for query in asked}
    assert verbs <= {"SELECT", "SAVEPOINT", "RELEASE"}
    ferry.refresh_from_db()
    assert (ferry.version, ferry.headline) == (1, "Ferry returns to the north quay")


def test_new_story_is_checked_before_it_is_saved(desk, sign_in):
    sign_in("Reporter")
    form = Form(desk)
    section = SectionFactory()

    answer = form.ask(headline="Ferry returns", dek="At seven.", section=section.pk)

    assert groups_of(answer)["These stop it"] == [("Nobody is credited.", "#bylines-group")]
    assert not Article.objects.exists()
    assert not Revision.objects.exists()


def test_rows_count_as_they_are_typed(desk, sign_in):
    ferry = story(by=sign_in(*ROLES), author=False, blocks={})
    form = Form(desk, ferry)
    video = desk.add(form.values, "embeds", title="The boat leaves", type="video", ratio="16:9")
    links = desk.add(form.values, "relatedblocks", label="READ NEXT")
    desk.add(form.values, "bylines", author=AuthorFactory().pk, role="words")
    body = "<p>Go.</p>" + "".join(
        revisions.placeholder(kind, each) for kind, each in (("embed", video), ("related", links))
    )

    answer = form.ask(body=body)

    assert "These stop it" not in groups_of(answer)
    assert groups_of(answer)["These are not there yet"] == [
        ("“The boat leaves” needs a video.", f"#block-{video}"),
        ("“READ NEXT” has no link.", f"#block-{links}"),
    ]


def test_row_that_is_removed_counts_no_more(desk, sign_in):
    slot = ref()
    blocks = {slot: embed(provider="", embed_id="")}
    ferry = story(by=sign_in(*ROLES), blocks=blocks, body="<p>Go.</p>" + placed(**blocks))
    form = Form(desk, ferry)
    assert "These are not there yet" in groups_of(form.ask())

    answer = form.ask(body="<p>Go.</p>", embeds__0__DELETE="on")

    assert "These are not there yet" not in groups_of(answer)


def test_live_story_is_checked_as_an_update_and_knows_what_is_from_before(desk, sign_in):
    shown = ref()
    picture = PictureFactory()
    blocks = {shown: figure(picture)}
    ferry = published(
        by=sign_in(*ROLES), at=timezone.now() - HOUR, blocks=blocks, body=placed(**blocks)
    )
    type(picture).objects.filter(pk=picture.pk).update(alt_text="")
    form = Form(desk, ferry)

    assert groups_of(form.ask()) == {
        "Look at these": [("You wrote this and nobody else has read it.", "#reads")],
        "From before": [(f"“{picture}” has no alt text.", f"#block-{shown}")],
    }


def test_version_that_would_undo_a_correction_leads_to_the_page_that_brings_it_in(desk, sign_in):
    at = timezone.now() - HOUR
    ferry = published(by=sign_in(*ROLES), at=at)
    workflow.publish(ferry, by=chief(), change="correction", correction="Seven.", at=at + HOUR / 2)
    workflow.restore_version(ferry, by=chief(), number=1)
    correction = ferry.corrections.get()

    ((words, way),) = groups_of(Form(desk, ferry).ask())["These stop it"]

    issued = timezone.localtime(correction.issued_at)
    assert words.startswith("Would undo the correction of ")
    assert f"{issued:%H:%M}" in words
    assert way == reverse("admin:articles_article_bring_in", args=[ferry.pk, correction.pk])


def test_embargo_counts_as_it_is_typed(desk, sign_in):
    ferry = story(by=sign_in(*ROLES))
    form = Form(desk, ferry)

    answer = form.ask(embargo_until="2099-01-01T12:00")

    ((words, way),) = groups_of(answer)["These stop it"]
    assert words.startswith("Under embargo until 1 January 2099 12:00")
    assert way == "#id_embargo_until"


def test_words_of_the_story_are_never_markup(desk, sign_in):
    name = "<img src=x onerror=alert(1)>"
    blocks = {ref(): related((name, None))}
    ferry = story(by=sign_in(*ROLES), blocks=blocks, body="<p>Go.</p>" + placed(**blocks))

    answer = Form(desk, ferry).ask()

    assert b"<img" not in answer.content
    assert [words for words, _ in groups_of(answer)["These are not there yet"]] == [
        f"“{name}” needs a link."
    ]


# Broken and hostile forms ----------------------------------------------------------------

BROKEN = [
    {},
    {"headline": "TK"},
    {"body": "<p>" * 3000},
    {"body": "x" * 2_000_000},
    {"headline": "a" * 5000, "section": "nowhere", "desk": "-1", "topics": ["x", "9" * 40]},
    {"base_version": "99999", "edit_session": "no", "due_at": "never"},
    {"embargo_until": "2026-13-45T99:99"},
    {"embeds-TOTAL_FORMS": "x", "figures-TOTAL_FORMS": "-3", "bylines-TOTAL_FORMS": "100000"},
    {
        "figures-TOTAL_FORMS": "2",
        "figures-INITIAL_FORMS": "7",
        "figures-0-ref": "none",
        "figures-0-picture": "9" * 30,
        "figures-1-ref": str(uuid.UUID(int=5)),
        "figures-1-picture": "77777",
    },
    {
        "embeds-TOTAL_FORMS": "3",
        "embeds-INITIAL_FORMS": "0",
        "embeds-0-ref": str(uuid.UUID(int=1)),
        "embeds-0-address": "javascript:alert(1)",
        "embeds-1-ref": str(uuid.UUID(int=1)),
        "embeds-1-poster": "zero",
        "embeds-2-ref": str(uuid.UUID(int=2)),
        "embeds-2-ratio": "wide",
        "embeds-2-type": "song",
    },
    {
        "relatedblocks-TOTAL_FORMS": "1",
        "relatedblocks-INITIAL_FORMS": "0",
        "relatedblocks-0-ref": str(uuid.UUID(int=3)),
        "relatedblocks-0-links-title": ["One", "Two"],
        "relatedblocks-0-links-address": ["javascript:1"],
        "relatedblocks-0-links-story": ["88888", "x"],
    },
    {
        "bylines-TOTAL_FORMS": "2",
        "bylines-INITIAL_FORMS": "2",
        "bylines-0-author": "99999",
        "bylines-1-role": "king",
        "citations-TOTAL_FORMS": "1",
        "citations-INITIAL_FORMS": "0",
        "citations-0-ref": str(uuid.UUID(int=4)),
        "citations-0-source": "99999",
        "corrections-TOTAL_FORMS": "1",
        "corrections-INITIAL_FORMS": "0",
        "corrections-0-kind": "joke",
        "corrections-0-text": "It was seven.",
    },
]


@pytest.mark.parametrize("sent", BROKEN)
def test_broken_form_gets_findings_for_what_can_be_read(client, sign_in, sent):
    ferry = story(by=sign_in(*ROLES))

    for address in (address_of(ferry), address_of()):
        answer = client.post(address, sent)
        assert answer.status_code == 200
        assert count_of(answer) >= 1


@pytest.mark.parametrize("sent", BROKEN)
def test_whole_form_with_one_broken_part_gets_findings(desk, sign_in, sent):
    ferry = story(by=sign_in(*ROLES), dek="")
    form = Form(desk, ferry)
    form.values |= {"headline": "TK wins"} | sent

    answer = form.ask()

    assert answer.status_code == 200
    assert "The dek is empty." in [words for words, _ in groups_of(answer)["Look at these"]]


# Rights -----------------------------------------------------------------------------


def test_checks_are_for_who_may_change_the_story(client, sign_in):
    ferry = story(by=chief())

    sign_in("Reporter")
    assert client.post(address_of(ferry)).status_code == 403
    sign_in("Video")
    assert client.post(address_of(ferry)).status_code == 403
    assert client.post(address_of()).status_code == 403
    sign_in("Night editor")
    assert client.post(address_of(ferry)).status_code == 200
    assert client.post(address_of()).status_code == 200


def test_hidden_story_is_not_there(client, sign_in):
    ferry = story(by=chief())
    ferry.restricted_to.add(chief())
    sign_in("Night editor")

    hidden, none = client.post(address_of(ferry)), client.post(address_of(Article(pk=99999)))

    assert (hidden.status_code, hidden.content) == (none.status_code, none.content)
    assert hidden.status_code == 404


def test_checks_are_asked_by_post_with_a_token_and_signed_in(client, sign_in):
    person = chief()
    ferry = story(by=person)
    assert client.post(address_of(ferry)).status_code == 401
    client.force_login(person)
    assert client.get(address_of(ferry)).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(person)
    assert strict.post(address_of(ferry)).status_code == 403


# What it costs ----------------------------------------------------------------------


@pytest.mark.parametrize(("rounds", "queries"), [(1, 51), (10, 51 + 2 * 9)])
def test_checks_cost_no_more_than_a_save_looks_up(
    desk, sign_in, django_assert_num_queries, rounds, queries
):
    """Each picture that a row names is looked up once, as a save would; nothing else grows."""
    target = published(slugline="BRIDGE", headline="Bridge", at=timezone.now() - HOUR)
    blocks = {}
    for _ in range(rounds):
        blocks |= {
            ref(): related(("", target), ("Words", None)),
            ref(): embed(poster=PictureFactory().pk),
            ref(): figure(PictureFactory()),
        }
    ferry = story(by=sign_in(*ROLES), blocks=blocks, body="<p>One.</p>" + placed(**blocks))
    form = Form(desk, ferry)

    with django_assert_num_queries(queries):
        form.ask()


def test_form_of_the_live_version_has_checks_of_its_own(client, sign_in):
    """It asks by its button what stops it; the panel would ask about the draft."""
    ferry = published(by=sign_in(*ROLES), at=timezone.now() - HOUR)

    page = page_of(client.get(reverse("admin:articles_article_live", args=[ferry.pk])))

    assert page.xpath("//*[@id='article_form']")
    assert not page.xpath("//*[@id='checks']")
