"""“Correct the live story…”: the live version is changed, whatever the draft is."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles import revisions, workflow
from articles.models import Article
from tests.articles.admin.conftest import errors_of, page_of, said
from tests.articles.admin.test_merging_saves import ALL, asked, full_story, saved_by
from tests.factories import (
    DAY,
    HOUR,
    PictureFactory,
    chief,
    figure,
    placed,
    published,
    ref,
    related,
    story,
)

pytestmark = pytest.mark.django_db

BODY = "<p>One.</p><p>Two.</p><p>Three.</p>"
FIX = {"change": "fix", "_live": "1"}


@pytest.fixture
def editor(sign_in):
    return sign_in("Editor")


def live_story(**kwargs):
    return published(at=timezone.now() - HOUR, by=chief(), **kwargs)


def address(ferry):
    return reverse("admin:articles_article_live", args=[ferry.pk])


@pytest.fixture
def fix(client, desk):
    """Open the live form, change some inputs, and press a button."""

    def fixed(ferry, page=None, **changes):
        values = desk.filled(page or client.get(address(ferry)))
        values |= {name.replace("__", "-"): value for name, value in changes.items()}
        return client.post(address(ferry), {k: v for k, v in values.items() if v is not None})

    return fixed


def live(ferry):
    return ferry.editions.live(timezone.now()).get()


def now(ferry):
    ferry.refresh_from_db()
    return revisions.read(ferry)


def banner(response):
    return page_of(response).xpath("//p[@class='live-banner']/strong")[0].text_content()


def refused(response):
    found = page_of(response).xpath("//*[@role='alert']")
    return [" ".join(each.text_content().split()) for each in found]


# What it shows ------------------------------------------------------------------------------


def test_form_shows_what_readers_have_and_not_the_draft(client, desk, editor):
    ferry = live_story(headline="Live", body=BODY)
    saved_by(editor, ferry, headline="Draft", body="<p>Draft.</p>")

    response = client.get(address(ferry))

    values = desk.filled(response)
    assert values["headline"] == ["Live"]
    assert values["body"] == [BODY]
    assert values["base_version"] == ["1"]
    assert banner(response) == (
        "You are changing the live version (v1). Your draft (v2) stays. "
        "The change is merged into your draft."
    )


def test_banner_names_the_update_that_is_scheduled(client, editor):
    ferry = live_story()
    saved_by(editor, ferry, dek="Update")
    at = timezone.now() + DAY
    workflow.publish(ferry, by=chief(), change="update", what_is_new="More", go_live_at=at)

    response = client.get(address(ferry))

    assert banner(response) == (
        "You are changing the live version (v1). Your draft (v2) stays. The change is merged "
        f"into your draft and the update set for tomorrow {timezone.localtime(at):%H:%M:%S}."
    )


def test_banner_of_a_story_without_a_draft(client, editor):
    response = client.get(address(live_story()))

    assert banner(response) == ("You are changing the live version (v1). It is the newest version.")


def test_form_runs_the_editor_under_its_own_policy(client, editor):
    response = client.get(address(live_story()))

    policy = response.headers["Content-Security-Policy"]
    assert (
        policy
        == client.get(live_story(slugline="OTHER").get_desk_url()).headers[
            "Content-Security-Policy"
        ]
    )
    assert page_of(response).get_element_by_id("story-desk") is not None


def test_fields_of_the_desk_are_not_there(client, editor):
    page = page_of(client.get(address(live_story())))

    names = set(page.xpath("//form[@id='article_form']//*[@name]/@name"))
    assert names & {"due_at", "assigned_to", "restricted_to", "use_until", "slug"} == set()
    assert names >= {"headline", "body", "section", "topics", "short_headline", "weight"}
    assert page.get_element_by_id("id_slugline").get("disabled") is not None


def test_kind_of_change_is_asked_in_the_desks_words_and_nothing_is_chosen(client, editor):
    page = page_of(client.get(address(live_story())))

    kinds = page.xpath("//input[@name='change']")
    labels = [kind.getparent().text_content().strip().partition(":")[0] for kind in kinds]
    assert sorted(labels) == ["Clarification", "Correction", "Fix (no notice)", "Update"]
    assert page.xpath("//input[@name='change'][@checked]") == []


@pytest.mark.parametrize("rounds", [1, 4])
def test_form_opens_in_the_same_number_of_queries_whatever_its_blocks(
    client, editor, django_assert_num_queries, rounds
):
    target = published(slugline="BRIDGE", at=timezone.now() - HOUR)
    blocks = {}
    for _ in range(rounds):
        blocks |= {
            ref(): related(("", target), ("Elsewhere", "https://port.example/")),
            ref(): figure(PictureFactory(), alt_text="A quay", credit="Us"),
        }
    ferry = live_story(blocks=blocks, body="<p>One.</p>" + placed(**blocks))
    client.get(address(ferry))

    with django_assert_num_queries(17):
        client.get(address(ferry))


# Putting it live ------------------------------------------------------------------------------


def test_fix_changes_the_live_version_and_leaves_the_draft_its_own_words(fix, client, editor):
    ferry = live_story(headline="Live", dek="At first", body=BODY)
    saved_by(editor, ferry, headline="Draft", body=BODY + "<p>Draft.</p>")

    response = fix(ferry, dek="Fixed", body=BODY.replace("Two.", "Second."), **FIX)

    edition = live(ferry)
    assert response.url == ferry.get_desk_url()
    assert (edition.headline, edition.dek, edition.change) == ("Live", "Fixed", "fix")
    assert edition.revision.number == 3
    assert edition.document["body"] == BODY.replace("Two.", "Second.")
    document = now(ferry)
    assert (document["fields"]["headline"], document["fields"]["dek"]) == ("Draft", "Fixed")
    assert document["body"] == BODY.replace("Two.", "Second.") + "<p>Draft.</p>"
    messages = said(client.get(response.url))
    assert messages[0].startswith("FERRY: Live ")
    assert messages[1] == "The change is in your draft, too."


def test_fix_of_a_story_without_a_draft_is_its_newest_version(fix, editor):
    ferry = live_story(dek="At first")

    fix(ferry, dek="Fixed", **FIX)

    ferry.refresh_from_db()
    assert live(ferry).dek == "Fixed"
    assert (ferry.dek, ferry.version) == ("Fixed", live(ferry).revision.number)


def test_blocks_of_every_kind_go_through_the_form_unchanged(fix, client, editor):
    person = chief()
    ferry = full_story(person)
    workflow.publish(
        ferry, by=person, at=timezone.now() - HOUR, leave_out=True, override="Old pictures"
    )
    before = live(ferry).revision.document

    response = fix(ferry, dek="Fixed", **FIX)

    assert response.status_code == 302, refused(response) + errors_of(response)
    after = live(ferry).revision.document
    assert after["blocks"] == before["blocks"]
    assert after["citations"] == before["citations"]
    assert after["bylines"] == before["bylines"]
    assert after["topics"] == before["topics"]
    assert after["fields"] == before["fields"] | {"dek": "Fixed"}


def test_block_changed_added_and_removed_on_the_live_page(fix, client, desk, editor):
    kept, gone = ref(), ref()
    blocks = {
        kept: {"kind": "pullquote", "quote": "At first", "speaker": ""},
        gone: {"kind": "factbox", "title": "Box", "text": "Line"},
    }
    ferry = live_story(blocks=blocks, body="<p>One.</p>" + placed(**blocks))
    saved_by(editor, ferry, dek="Draft")
    values = desk.filled(client.get(address(ferry)))
    new = desk.add(values, "factboxs", title="New", text="Line")
    new_block = {"kind": "factbox", "title": "New", "text": "Line", "on_top": False}
    values |= {
        "pullquotes-0-quote": "Fixed",
        "factboxs-0-DELETE": "on",
        "body": "<p>One.</p>" + placed(**{kept: blocks[kept], new: new_block}),
    }

    response = client.post(address(ferry), values | FIX)

    assert response.status_code == 302
    wanted = {kept: blocks[kept] | {"quote": "Fixed"}, new: new_block}
    assert live(ferry).revision.document["blocks"] == wanted
    assert now(ferry)["blocks"] == wanted
    assert now(ferry)["fields"]["dek"] == "Draft"


def test_correction_is_published_with_its_notice_and_the_schedule_stands(fix, editor):
    ferry = live_story(body=BODY)
    saved_by(editor, ferry, dek="Update")
    at = timezone.now() + DAY
    workflow.publish(ferry, by=chief(), change="update", what_is_new="More", go_live_at=at)

    fix(
        ferry,
        body=BODY.replace("Two.", "Second."),
        change="correction",
        correction="It was two.",
        _live="1",
    )

    assert [c["text"] for c in live(ferry).document["corrections"]] == ["It was two."]
    (waiting,) = ferry.editions.scheduled(timezone.now())
    assert waiting.live_from == at
    assert waiting.document["body"] == BODY.replace("Two.", "Second.")
    assert waiting.document["fields"]["dek"] == "Update"


def test_notice_alone_is_a_correction(fix, editor):
    ferry = live_story()

    response = fix(ferry, change="clarification", correction="In the morning.", _live="1")

    assert response.status_code == 302
    assert live(ferry).change == "clarification"
    assert [c["text"] for c in live(ferry).document["corrections"]] == ["In the morning."]


def test_update_says_what_is_new(fix, editor):
    ferry = live_story()

    fix(ferry, dek="New", change="update", what_is_new="A second boat", _live="1")

    assert (live(ferry).change, live(ferry).what_is_new) == ("update", "A second boat")


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ({}, "Say what kind of change this is. It looks like a fix"),
        ({"change": "retraction"}, "Select a valid choice."),
        ({"change": "update"}, "Say in one line what is new"),
        ({"change": "correction"}, "Say what was wrong"),
        ({"change": "clarification", "correction": " \u200b"}, "Say what was wrong"),
    ],
)
def test_change_that_does_not_say_what_it_is_keeps_everything_typed(fix, desk, editor, sent, error):
    ferry = live_story(body=BODY)

    response = fix(ferry, body=BODY.replace("Two.", "Two!"), what_is_new="", _live="1", **sent)

    assert errors_of(response)[-1].startswith(error)
    assert desk.filled(response)["body"] == [BODY.replace("Two.", "Two!")]
    assert ferry.editions.count() == 1


def test_fix_of_nothing_is_refused(fix, editor):
    ferry = live_story()

    response = fix(ferry, **FIX)

    assert refused(response) == ["Not live: Nothing is changed. Readers have this already."]
    assert ferry.editions.count() == 1


def test_enter_and_ctrl_s_only_try_it(fix, client, desk, editor):
    ferry = live_story()

    response = fix(ferry, dek="Fixed", change="fix")

    assert ferry.editions.count() == 1
    assert Article.objects.get(pk=ferry.pk).version == 1
    assert desk.filled(response)["dek"] == ["Fixed"]
    words = page_of(response).xpath("//p[@class='live-tried']")[0].text_content()
    assert words == ("Nothing stands in the way. It is not live yet: press “Put on the live page”.")


def test_faulty_field_is_shown_and_nothing_is_live(fix, client, desk, editor):
    ferry = live_story()

    response = fix(ferry, dek="Fixed", origin_address="half", **FIX)

    assert errors_of(response) == [
        "An address starts with https:// or http://. Copy it whole from the browser."
    ]
    assert desk.filled(response)["dek"] == ["Fixed"]
    assert ferry.editions.count() == 1


# Checks ---------------------------------------------------------------------------------------


def test_check_that_stops_it_stands_on_top_with_the_way_there(fix, desk, editor):
    ferry = live_story(body=BODY)

    response = fix(ferry, body=BODY.replace("Two.", "TK."), **FIX)

    (stops,) = page_of(response).xpath("//section[@class='live-stops']//li")
    assert "TK" in stops.text_content()
    assert stops.xpath("a/@href") == ["#id_body"]
    assert page_of(response).xpath("//*[@name='override']") == []
    assert desk.filled(response)["body"] == [BODY.replace("Two.", "TK.")]
    assert ferry.editions.count() == 1


def test_publish_anyway_is_offered_to_who_may_and_its_reason_is_kept(fix, client, sign_in):
    sign_in("Editor", "Publisher")
    ferry = live_story(body=BODY)
    stopped = fix(ferry, body=BODY.replace("Two.", "TK."), **FIX)

    response = fix(ferry, page=stopped, override="It is a name.", **FIX)

    assert response.status_code == 302
    assert "TK." in live(ferry).body_html
    assert ferry.moves.get(verb="fix").reason == "It is a name."


# Two versions of one place ------------------------------------------------------------------------


def test_place_that_the_draft_changed_too_is_chosen_before_it_is_live(fix, desk, editor):
    ferry = live_story(headline="At first", dek="At first")
    saved_by(editor, ferry, headline="Draft")

    question = fix(ferry, headline="Fixed", dek="Fixed", **FIX)

    assert ferry.editions.count() == 1
    assert asked(question) == {"Headline": ("Draft", "Fixed", ALL)}
    assert desk.filled(question)["headline"] == ["Fixed"]
    response = fix(ferry, page=question, **{"choice-draft/field:headline": "mine"}, **FIX)
    assert response.status_code == 302
    assert (live(ferry).headline, live(ferry).dek) == ("Fixed", "Fixed")
    fields = now(ferry)["fields"]
    assert (fields["headline"], fields["dek"]) == ("Draft", "Fixed")


def test_choices_for_draft_and_schedule_are_kept_until_all_are_made(fix, desk, editor):
    ferry = live_story(headline="At first")
    saved_by(editor, ferry, headline="Update")
    at = timezone.now() + DAY
    scheduled = workflow.publish(
        ferry, by=chief(), change="update", what_is_new="More", go_live_at=at
    )
    saved_by(editor, ferry, headline="Draft")
    question = fix(ferry, headline="Fixed", **FIX)
    assert (
        list(asked(question).values()) == [("Update", "Fixed", ALL)]
        or len(page_of(question).xpath("//fieldset[@class='story-conflict-place']")) == 2
    )

    half = fix(ferry, page=question, **{"choice-draft/field:headline": "theirs"}, **FIX)

    assert ferry.editions.count() == 2
    name = f"choice-scheduled-{scheduled.pk}/field:headline"
    response = fix(ferry, page=half, **{name: "both"}, **FIX)
    assert response.status_code == 302
    assert live(ferry).headline == "Fixed"
    assert now(ferry)["fields"]["headline"] == "Fixed"
    (waiting,) = ferry.editions.scheduled(timezone.now())
    assert (waiting.headline, waiting.live_from) == ("Update Fixed", at)


def test_choices_do_not_count_for_a_draft_saved_since(fix, editor):
    ferry = live_story(headline="At first")
    saved_by(editor, ferry, headline="Draft")
    question = fix(ferry, headline="Fixed", **FIX)
    saved_by(editor, ferry, headline="Another draft")

    again = fix(ferry, page=question, **{"choice-draft/field:headline": "theirs"}, **FIX)

    assert asked(again) == {"Headline": ("Another draft", "Fixed", ALL)}
    assert live(ferry).headline == "At first"


def test_change_typed_over_an_older_live_version_is_merged_onto_the_newer(fix, client, editor):
    ferry = live_story(dek="At first", body=BODY)
    opened = client.get(address(ferry))
    ana = chief(first_name="Ana", last_name="Paz")
    other = {**live(ferry).revision.document, "body": BODY.replace("Three.", "Third.")}
    workflow.fix_live(ferry, by=ana, document=other, base=1)

    response = fix(ferry, page=opened, dek="Fixed", **FIX)

    assert live(ferry).dek == "Fixed"
    assert live(ferry).document["body"] == BODY.replace("Three.", "Third.")
    assert "Ana Paz changed paragraph 3 while you wrote. Both are kept." in said(
        client.get(response.url)
    )


def test_place_that_a_newer_live_version_changed_too_is_chosen(fix, client, desk, editor):
    ferry = live_story(dek="At first")
    opened = client.get(address(ferry))
    document = live(ferry).revision.document
    other = {**document, "fields": document["fields"] | {"dek": "Theirs"}}
    workflow.fix_live(ferry, by=chief(first_name="Ana", last_name="Paz"), document=other, base=1)

    question = fix(ferry, page=opened, dek="Mine", **FIX)

    assert asked(question) == {"Dek": ("Mine", "Theirs", ALL)}
    assert live(ferry).dek == "Theirs"
    assert desk.filled(question)["dek"] == ["Mine"]
    fix(ferry, page=question, **{"choice-live/field:dek": "mine"}, **FIX)
    assert live(ferry).dek == "Mine"


# Who, and when ---------------------------------------------------------------------------------


def test_story_that_is_not_live_leads_back_to_its_form(client, editor):
    ferry = story()

    response = client.get(address(ferry))

    assert response.url == ferry.get_desk_url()
    assert said(client.get(response.url)) == ["FERRY is not live: there is nothing to correct."]


@pytest.mark.parametrize("roles", [["Reporter"], ["Video"], ["Reporter", "Video"]])
def test_live_form_is_closed_to_who_may_not_fix(client, sign_in, roles):
    sign_in(*roles)
    ferry = live_story()

    answers = [client.get(address(ferry)), client.post(address(ferry), FIX)]

    assert [answer.status_code for answer in answers] == [403, 403]


def test_publisher_who_edits_no_stories_may_fix_any_live_one(fix, sign_in):
    sign_in("Publisher")
    ferry = live_story(dek="At first")

    fix(ferry, dek="Fixed", **FIX)

    assert live(ferry).dek == "Fixed"


def test_restricted_story_does_not_exist(client, editor):
    ferry = live_story()
    ferry.restricted_to.add(chief())

    assert client.get(address(ferry)).status_code == 404


def test_form_that_arrives_in_pieces_changes_nothing_and_breaks_nothing(client, editor):
    ferry = live_story()

    answers = [
        client.post(address(ferry), sent).status_code
        for sent in (
            {},
            FIX,
            FIX | {"base_version": "9" * 40, "headline": "x", "chosen_for": "\x00"},
            FIX | {"base_version": "1", "section": "9" * 40, "embeds-TOTAL_FORMS": "x"},
        )
    ]

    assert answers == [200] * 4
    assert ferry.editions.count() == 1


def test_story_withdrawn_while_the_form_is_open_is_not_changed(fix, client, editor):
    ferry = live_story()
    opened = client.get(address(ferry))
    workflow.withdraw(
        ferry, by=chief(), notice="", reason="Gone", at=timezone.now() - timedelta(seconds=1)
    )

    response = fix(ferry, page=opened, dek="Fixed", **FIX)

    assert response.url == ferry.get_desk_url()
    assert ferry.editions.count() == 1
