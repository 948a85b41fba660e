"""Two people save one story: what only one touched is kept from both, the rest is chosen."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from articles import revisions, workflow
from articles.admin.forms import StoryForm
from articles.models import Article, Move
from tests.articles.admin.conftest import errors_of, page_of, said
from tests.factories import (
    HOUR,
    NOON,
    AuthorFactory,
    PictureFactory,
    SectionFactory,
    SourceFactory,
    TopicFactory,
    UserFactory,
    cited,
    embed,
    figure,
    placed,
    published,
    ref,
    related,
    story,
)

pytestmark = pytest.mark.django_db

BODY = "<p>One.</p><p>Two.</p><p>Three.</p>"


def ana(**kwargs):
    return UserFactory(roles=["Editor"], first_name="Ana", last_name="Paz", **kwargs)


def saved_by(person, ferry, change=None, **fields):
    """Somebody saves the story while the form is open."""
    ferry.refresh_from_db()
    document = revisions.read(ferry)
    document["fields"] |= {k: v for k, v in fields.items() if k != "body"}
    document["body"] = fields.get("body", document["body"])
    if change:
        change(document)
    revisions.write(ferry, document)
    workflow.keep(ferry, by=person, at=NOON)


def asked(response):
    """The side by side: {where: (mine, theirs, choices on offer)}."""
    places = page_of(response).xpath("//fieldset[@class='story-conflict-place']")
    return {
        place.xpath("legend")[0].text_content(): (
            *(
                " ".join(p.text_content() for p in side.xpath("p"))
                for side in place.xpath("div[@class='story-conflict-text']")
            ),
            place.xpath(".//input[@type='radio']/@value"),
        )
        for place in places
    }


def heading(response):
    return page_of(response).get_element_by_id("story-conflict-heading").text_content()


def now(ferry):
    ferry.refresh_from_db()
    return revisions.read(ferry)


MINE_THEIRS, ALL = ["mine", "theirs"], ["mine", "theirs", "both"]


# Nothing touches ------------------------------------------------------------------------


def test_different_paragraphs_fields_and_blocks_are_kept_from_both(desk, sign_in, client):
    theirs_block, mine_block = ref(), ref()
    blocks = {
        theirs_block: {"kind": "pullquote", "quote": "At first", "speaker": ""},
        mine_block: {"kind": "factbox", "title": "Box", "text": "Line"},
    }
    body = BODY + placed(**blocks)
    ferry = story(by=sign_in("Reporter"), body=body, blocks=blocks)
    values = desk.filled(desk.open(ferry))

    def change(document):
        document["blocks"][theirs_block]["quote"] = "Theirs"

    saved_by(ana(), ferry, change, dek="Theirs", body=body.replace("Two.", "Two by Ana."))
    values |= {
        "headline": "Mine",
        "body": body.replace("Three.", "Three by me."),
        "factboxs-0-title": "My box",
    }

    response = desk.send(values, ferry)

    document = now(ferry)
    assert response.status_code == 302
    assert (document["fields"]["headline"], document["fields"]["dek"]) == ("Mine", "Theirs")
    assert document["body"] == "<p>One.</p><p>Two by Ana.</p><p>Three by me.</p>" + placed(**blocks)
    assert document["blocks"][theirs_block]["quote"] == "Theirs"
    assert document["blocks"][mine_block]["title"] == "My box"
    assert ferry.version == 3
    assert ferry.revisions.get(number=3).document == document


def test_message_says_who_changed_what_while_you_wrote(desk, sign_in, client):
    ferry = story(by=sign_in("Reporter"), body=BODY + "<p>Four.</p>")
    opened = desk.open(ferry)
    changed = BODY.replace("Three.", "Third.") + "<p>Fourth.</p>"
    saved_by(ana(), ferry, body=changed, dek="Theirs")

    response = desk.save(ferry, page=opened, headline="Mine")

    first, second = said(client.get(response.url))
    assert first == (
        "Ana Paz changed paragraphs 3 and 4 and the dek while you wrote. Both are kept."
    )
    assert second.endswith(" as v3.")


def test_message_to_the_same_person_in_two_windows(desk, sign_in, client):
    reporter = sign_in("Reporter")
    ferry = story(by=reporter, headline="At first")
    opened = desk.open(ferry)
    desk.save(ferry, dek="In the first window")

    response = desk.save(ferry, page=opened, headline="In the second window")

    assert (
        "You have this story open in another window. The newer text is there; both are kept."
        in said(client.get(response.url))
    )
    fields = now(ferry)["fields"]
    assert fields["dek"] == "In the first window"
    assert fields["headline"] == "In the second window"


def test_own_second_save_is_no_conflict(desk, sign_in, client):
    ferry = story(by=sign_in("Reporter"))
    first = desk.save(ferry, headline="Once")

    response = desk.save(ferry, page=client.get(first.url), headline="Twice")

    assert response.status_code == 302
    ferry.refresh_from_db()
    assert (ferry.headline, ferry.version) == ("Twice", 3)


def test_page_after_a_merged_save_carries_its_version(desk, sign_in, client):
    ferry = story(by=sign_in("Reporter"))
    opened = desk.open(ferry)
    saved_by(ana(), ferry, dek="Theirs")

    page = client.get(desk.save(ferry, page=opened, headline="Mine").url)
    desk.save(ferry, page=page, headline="Mine, again")

    assert desk.filled(page)["base_version"] == ["3"]
    ferry.refresh_from_db()
    assert (ferry.headline, ferry.dek, ferry.version) == ("Mine, again", "Theirs", 4)


def test_rows_that_others_added_stay_and_rows_they_took_out_stay_out(desk, sign_in):
    gone = ref()
    blocks = {gone: {"kind": "pullquote", "quote": "Gone", "speaker": ""}}
    ferry = story(by=sign_in("Reporter"), blocks=blocks, body="<p>One.</p>" + placed(**blocks))
    opened = desk.open(ferry)
    new = ref()

    def change(document):
        document["blocks"] = {new: {"kind": "factbox", "title": "New", "text": ""}}
        document["body"] = "<p>One.</p>" + placed(**document["blocks"])

    saved_by(ana(), ferry, change)

    desk.save(ferry, page=opened, headline="Mine")

    document = now(ferry)
    assert list(document["blocks"]) == [new]
    assert document["body"] == "<p>One.</p>" + placed(**document["blocks"])


def test_same_form_sent_twice_makes_no_double_rows(desk, sign_in):
    ferry = story(by=sign_in("Reporter"))
    values = desk.filled(desk.open(ferry))
    desk.add(values, "pullquotes", quote="Once")

    desk.send(values, ferry)
    second = desk.send(values, ferry)

    assert second.status_code == 302
    assert ferry.pullquotes.count() == 1
    ferry.refresh_from_db()
    assert ferry.version == 2


def test_notice_that_went_out_meanwhile_waits_no_longer(desk, sign_in):
    by = sign_in("Reporter", "Editor", "Publisher")
    ferry = published(by=by, at=timezone.now() - HOUR)
    desk.save(ferry, corrections__TOTAL_FORMS="1", corrections__0__kind="correction",
              corrections__0__text="It left at eight.", corrections__0__ref="")  # fmt: skip
    ferry.refresh_from_db()
    opened = desk.open(ferry)
    workflow.publish(ferry, by=by, change="correction")

    response = desk.save(ferry, page=opened, headline="Mine")

    assert errors_of(response) if response.status_code == 200 else response.status_code == 302
    assert response.status_code == 302
    assert ferry.corrections.count() == 1
    assert now(ferry)["fields"]["headline"] == "Mine"


def test_notice_that_went_out_meanwhile_cannot_be_reworded(desk, sign_in):
    by = sign_in("Reporter", "Editor", "Publisher")
    ferry = published(by=by, at=timezone.now() - HOUR)
    desk.save(ferry, corrections__TOTAL_FORMS="1", corrections__0__kind="correction",
              corrections__0__text="It left at eight.", corrections__0__ref="")  # fmt: skip
    ferry.refresh_from_db()
    opened = desk.open(ferry)
    workflow.publish(ferry, by=by, change="correction")

    response = desk.save(ferry, page=opened, corrections__0__text="It left at nine.")

    assert errors_of(response) == [
        "Readers have this notice by now, and it stays. Write a second one."
    ]
    assert desk.filled(response)["corrections-0-text"] == ["It left at nine."]


# Both touched the same ----------------------------------------------------------------------


def test_conflict_saves_nothing_and_keeps_everything_typed(desk, sign_in):
    ferry = story(by=sign_in("Reporter"), headline="At first")
    opened = desk.open(ferry)
    saved_by(ana(), ferry, headline="Theirs", dek="Theirs, too")

    response = desk.save(ferry, page=opened, headline="Mine", kicker="Mine, too")

    ferry.refresh_from_db()
    assert (ferry.headline, ferry.kicker, ferry.version) == ("Theirs", "", 2)
    again = desk.filled(response)
    assert again["headline"] == ["Mine"]
    assert again["kicker"] == ["Mine, too"]
    assert again["base_version"] == ["1"]
    assert errors_of(response) == [
        "Not saved: you both changed the headline. Choose, or join them."
    ]


def test_conflict_shows_both_texts_who_saved_and_when_and_chooses_nothing(desk, sign_in):
    ferry = story(by=sign_in("Reporter"), headline="At first", body=BODY)
    opened = desk.open(ferry)
    saved_by(ana(), ferry, headline="Theirs", body=BODY.replace("Two.", "Two by Ana."))

    response = desk.save(
        ferry, page=opened, headline="Mine", body=BODY.replace("Two.", "Two by me.")
    )

    assert heading(response) == "Ana Paz saved v2 on 13 May 2026, 12:00:00 while you wrote"
    assert asked(response) == {
        "Headline": ("Mine", "Theirs", ALL),
        "Paragraph 2": ("Two by me.", "Two by Ana.", ALL),
    }
    assert page_of(response).xpath("//input[@type='radio'][@checked]") == []
    assert errors_of(response) == [
        "Not saved: you both changed the headline and paragraph 2. Choose, or join them."
    ]


def test_conflict_with_oneself_says_so(desk, sign_in):
    ferry = story(by=sign_in("Reporter"), headline="At first")
    opened = desk.open(ferry)
    desk.save(ferry, headline="In the first window")

    response = desk.save(ferry, page=opened, headline="In the second window")

    assert heading(response).startswith("You saved v2 on ")
    assert heading(response).endswith(" in another window")
    assert errors_of(response) == [
        "Not saved: you changed the headline in another window, too. Choose, or join them."
    ]


@pytest.mark.parametrize(
    ("choice", "headline"), [("mine", "Mine"), ("theirs", "Theirs"), ("both", "Mine Theirs")]
)
def test_choice_is_saved_and_theirs_stays_in_the_history(desk, sign_in, choice, headline):
    ferry = story(by=sign_in("Reporter"), headline="At first")
    opened = desk.open(ferry)
    saved_by(ana(), ferry, headline="Theirs")
    question = desk.save(ferry, page=opened, headline="Mine", dek="My dek")

    response = desk.save(ferry, page=question, **{"choice-field:headline": choice})

    assert response.status_code == 302
    ferry.refresh_from_db()
    assert (ferry.headline, ferry.dek, ferry.version) == (headline, "My dek", 3)
    assert ferry.revisions.get(number=2).document["fields"]["headline"] == "Theirs"


def test_both_texts_of_a_paragraph_can_be_joined(desk, sign_in):
    ferry = story(by=sign_in("Reporter"), body=BODY)
    opened = desk.open(ferry)
    saved_by(ana(), ferry, body=BODY.replace("Two.", "Two by Ana."))
    question = desk.save(ferry, page=opened, body=BODY.replace("Two.", "Two by me."))
    (name,) = set(page_of(question).xpath("//input[@type='radio']/@name"))

    desk.save(ferry, page=question, **{name: "both"})

    assert now(ferry)["body"] == ("<p>One.</p><p>Two by me.</p><p>Two by Ana.</p><p>Three.</p>")


def test_half_of_the_choices_is_asked_for_the_rest_and_keeps_what_was_chosen(desk, sign_in):
    ferry = story(by=sign_in("Reporter"), headline="At first", dek="At first")
    opened = desk.open(ferry)
    saved_by(ana(), ferry, headline="Theirs", dek="Their dek")
    question = desk.save(ferry, page=opened, headline="Mine", dek="My dek")

    response = desk.save(ferry, page=question, **{"choice-field:headline": "theirs"})

    assert errors_of(response) == ["Not saved: you both changed the dek. Choose, or join them."]
    checked = page_of(response).xpath("//input[@type='radio'][@checked]")
    assert [(box.get("name"), box.get("value")) for box in checked] == [
        ("choice-field:headline", "theirs")
    ]
    desk.save(ferry, page=response, **{"choice-field:dek": "mine"})
    fields = now(ferry)["fields"]
    assert (fields["headline"], fields["dek"]) == ("Theirs", "My dek")


def test_text_joined_by_hand_in_the_form_is_what_mine_says(desk, sign_in):
    ferry = story(by=sign_in("Reporter"), headline="At first")
    opened = desk.open(ferry)
    saved_by(ana(), ferry, headline="Theirs")
    question = desk.save(ferry, page=opened, headline="Mine")

    desk.save(ferry, page=question, headline="Theirs and mine", **{"choice-field:headline": "mine"})

    assert now(ferry)["fields"]["headline"] == "Theirs and mine"


def test_third_save_meanwhile_is_shown_again_and_old_choices_do_not_count(desk, sign_in):
    ferry = story(by=sign_in("Reporter"), headline="At first")
    opened = desk.open(ferry)
    saved_by(ana(), ferry, headline="Second")
    question = desk.save(ferry, page=opened, headline="Mine")
    saved_by(ana(username="other"), ferry, headline="Third")

    response = desk.save(ferry, page=question, **{"choice-field:headline": "mine"})

    ferry.refresh_from_db()
    assert ferry.headline == "Third"
    assert asked(response) == {"Headline": ("Mine", "Third", ALL)}
    assert page_of(response).xpath("//input[@type='radio'][@checked]") == []
    desk.save(ferry, page=response, **{"choice-field:headline": "mine"})
    assert now(ferry)["fields"]["headline"] == "Mine"


def test_block_taken_out_here_and_changed_there_is_chosen(desk, sign_in):
    box = ref()
    blocks = {box: {"kind": "factbox", "title": "Box", "text": "Line"}}
    body = "<p>One.</p>" + placed(**blocks)
    ferry = story(by=sign_in("Reporter"), blocks=blocks, body=body)
    opened = desk.open(ferry)

    def change(document):
        document["blocks"][box]["text"] = "Ana’s line"

    saved_by(ana(), ferry, change)
    question = desk.save(ferry, page=opened, factboxs__0__DELETE="on", body="<p>One.</p>")

    assert asked(question) == {
        "The box “Box”": ("(taken out)", "Title: BoxText: Ana’s line", MINE_THEIRS)
    }
    desk.save(ferry, page=question, **{f"choice-block:{box}": "theirs"})
    document = now(ferry)
    assert document["blocks"][box]["text"] == "Ana’s line"
    assert document["body"] == body


def test_two_new_lead_pictures_are_chosen_and_one_is_kept(desk, sign_in):
    ferry = story(by=sign_in("Reporter"))
    values = desk.filled(desk.open(ferry))
    theirs, mine = PictureFactory(title="Theirs"), PictureFactory(title="Mine")

    def change(document):
        document["blocks"][ref()] = figure(theirs, is_lead=True)

    saved_by(ana(), ferry, change)
    desk.add(values, "figures", picture=str(mine.pk), is_lead="on")
    question = desk.send(values, ferry)
    assert list(asked(question)) == ["Lead picture"]

    desk.save(ferry, page=question, **{"choice-lead": "mine"})

    assert ferry.figures.get(is_lead=True).picture == mine
    assert ferry.figures.count() == 2


def test_validation_errors_and_conflicts_are_shown_together(desk, sign_in):
    ferry = story(by=sign_in("Reporter"), headline="At first")
    opened = desk.open(ferry)
    saved_by(ana(), ferry, headline="Theirs")

    response = desk.save(ferry, page=opened, headline="Mine", origin_address="half an address")

    assert set(errors_of(response)) == {
        "Not saved: you both changed the headline. Choose, or join them.",
        "An address starts with https:// or http://. Copy it whole from the browser.",
    }
    assert asked(response) == {"Headline": ("Mine", "Theirs", ALL)}
    again = desk.filled(response)
    assert (again["headline"], again["origin_address"]) == (["Mine"], ["half an address"])


def test_errors_in_a_late_save_without_conflict_say_that_both_are_kept(desk, sign_in):
    ferry = story(by=sign_in("Reporter"))
    values = desk.filled(desk.open(ferry))
    saved_by(ana(), ferry, dek="Theirs")
    desk.add(values, "embeds", address="no video at all", type="video", ratio="16:9")

    response = desk.send(values, ferry)

    assert asked(response) == {}
    assert heading(response).startswith("Ana Paz saved v2 on ")
    assert "both are kept when you save" in response.content.decode()
    assert desk.filled(response)["embeds-0-address"] == ["no video at all"]


@pytest.mark.parametrize("base", ["", "x", "99", "0", "-1"])
def test_form_that_does_not_say_what_it_began_with_chooses_every_difference(desk, sign_in, base):
    ferry = story(by=sign_in("Reporter"), headline="At first")

    response = desk.save(ferry, base_version=base, headline="Blind")

    ferry.refresh_from_db()
    assert (ferry.headline, ferry.version) == ("At first", 1)
    assert asked(response) == {"Headline": ("Blind", "At first", ALL)}
    assert desk.filled(response)["headline"] == ["Blind"]


def test_text_that_looks_like_markup_is_shown_as_text(desk, sign_in):
    ferry = story(by=sign_in("Reporter"), headline="At first")
    opened = desk.open(ferry)
    saved_by(ana(), ferry, headline="<script>alert(1)</script>")

    response = desk.save(ferry, page=opened, headline="<img src=x onerror=alert(1)>")

    assert page_of(response).xpath("//section[@class='story-conflict']//script") == []
    assert page_of(response).xpath("//section[@class='story-conflict']//img") == []
    assert asked(response)["Headline"][:2] == (
        "<img src=x onerror=alert(1)>",
        "<script>alert(1)</script>",
    )


# How the desk handles the story -----------------------------------------------------------------


def test_embargo_set_meanwhile_is_kept_by_a_save_that_did_not_touch_it(desk, sign_in):
    by = sign_in("Reporter", "Editor")
    ferry = story(by=by)
    opened_before = desk.open(ferry)
    desk.save(
        ferry,
        headline="Theirs",
        embargo_until="2030-05-13T18:00:00",
        restricted_to=[str(by.pk)],
        kept_ready="on",
    )

    desk.save(ferry, page=opened_before, dek="The boat is back")

    ferry.refresh_from_db()
    assert (ferry.headline, ferry.dek) == ("Theirs", "The boat is back")
    assert ferry.embargo_until == datetime(2030, 5, 13, 18, tzinfo=UTC)
    assert (list(ferry.restricted_to.all()), ferry.kept_ready) == ([by], True)


def test_desk_fields_typed_in_a_late_save_are_kept_and_logged(desk, sign_in):
    by = sign_in("Reporter", "Editor", "Publisher")
    ferry = story(by=by)
    opened = desk.open(ferry)
    saved_by(ana(), ferry, dek="Theirs")

    desk.save(
        ferry,
        page=opened,
        headline="Mine",
        due_at="2030-05-13T18:00:00",
        use_until="2031-05-13T18:00:00",
        restricted_to=[str(by.pk)],
    )

    ferry.refresh_from_db()
    assert (ferry.headline, ferry.dek) == ("Mine", "Theirs")
    assert ferry.due_at == datetime(2030, 5, 13, 18, tzinfo=UTC)
    assert ferry.use_until == datetime(2031, 5, 13, 18, tzinfo=UTC)
    assert list(ferry.restricted_to.all()) == [by]
    verbs = ferry.moves.filter(by=by).exclude(verb="start").values_list("verb", flat=True)
    assert set(verbs) == {Move.Verb.TAKE_DOWN, Move.Verb.RESTRICT}


def test_embargo_is_lifted_by_who_empties_it(desk, sign_in):
    ferry = story(by=sign_in("Reporter", "Editor"))
    desk.save(ferry, embargo_until="2030-05-13T18:00:00")

    desk.save(ferry, embargo_until="")

    ferry.refresh_from_db()
    assert ferry.embargo_until is None


def test_embargo_cannot_outlast_the_schedule(desk, sign_in):
    by, at = sign_in("Reporter", "Editor", "Publisher"), timezone.now()
    ferry = published(by=by, at=at, go_live_at=at + HOUR)

    response = desk.save(ferry, embargo_until="2090-05-13T18:00:00")

    ferry.refresh_from_db()
    assert "Cancel the schedule first." in response.content.decode()
    assert ferry.embargo_until is None


# The document of a form ---------------------------------------------------------------------------


def full_story(by):
    """A story with every kind of row, two of some, linked and bylined."""
    target = published(slugline="BRIDGE", at=timezone.now() - HOUR)
    blocks = {
        ref(): related(
            ("The bridge", target), ("Elsewhere", "https://port.example/"), ("Words", None)
        ),
        ref(): embed(poster=PictureFactory().pk),
        ref(): embed(provider="", embed_id="", title=""),
        ref(): figure(PictureFactory(), caption="The quay"),
        ref(): figure(PictureFactory(), is_lead=True),
        ref(): {"kind": "pullquote", "quote": "It is late.", "speaker": "A. Ortiz"},
        ref(): {"kind": "factbox", "title": "Box", "text": "- One\n- Two"},
    }
    citations = {ref(): cited(SourceFactory(), phrase="reports"), ref(): cited(SourceFactory())}
    inline = {r: b for r, b in blocks.items() if not b.get("is_lead")}
    return story(
        by=by,
        blocks=blocks,
        citations=citations,
        body="<p>One.</p>" + placed(**inline) + "<p>10&nbsp;000 seats.</p>",
        author=AuthorFactory(),
        topics=[TopicFactory(), TopicFactory()],
        follows=target.pk,
        editors_note="One.\n\nTwo.",
        section=SectionFactory(slug="city", name="City"),
    )


@pytest.fixture
def document_sent(monkeypatch):
    """What `document_of` says of each form before it is saved."""
    said_before = []

    def full_clean(form):
        whole(form)
        if form.is_bound:
            said_before.append(form.document())

    whole = StoryForm.full_clean
    monkeypatch.setattr(StoryForm, "full_clean", full_clean)
    return said_before


def change_nothing(desk, values):
    pass


def change_fields(desk, values):
    values |= {"headline": "Ferry\x07 sinks ", "kicker": "Harbour", "noindex": "on"}
    values |= {"section": str(SectionFactory(slug="sea", name="Sea").pk), "follows": ""}
    values |= {"topics": [str(TopicFactory().pk)], "body": "<p onclick=x>Other.</p>"}


def change_rows(desk, values):
    values |= {
        "embeds-0-address": "https://vimeo.com/76979871",
        "figures-1-DELETE": "on",
        "relatedblocks-0-links-title": ["The bridge", "Only words"],
        "relatedblocks-0-links-address": ["", ""],
        "relatedblocks-0-links-story": ["", ""],
        "citations-0-DELETE": "on",
        "citations-1-note": "By phone",
    }
    desk.add(values, "pullquotes", quote="New", speaker="")
    desk.add(values, "bylines", author=str(AuthorFactory().pk), role="video", position="0")
    desk.add(values, "corrections", ref="", kind="correction", text="It left at eight.")


@pytest.mark.parametrize("change", [change_nothing, change_fields, change_rows])
def test_document_of_a_form_is_what_saving_it_makes(desk, sign_in, document_sent, change):
    ferry = full_story(sign_in("Reporter", "Editor", "Publisher"))
    values = desk.filled(desk.open(ferry))
    change(desk, values)

    response = desk.send(values, ferry)

    assert response.status_code == 302
    assert document_sent[-1] == now(ferry)


def test_document_of_a_new_form_is_what_saving_it_makes(desk, sign_in, document_sent):
    sign_in("Reporter")
    values = desk.filled(desk.open()) | {"slugline": "FERRY", "body": "<p>One.</p>"}
    desk.add(values, "pullquotes", quote="New", speaker="")
    desk.add(values, "bylines", author=str(AuthorFactory().pk), role="words")

    desk.send(values)

    assert document_sent[-1] == now(Article.objects.get())


def test_document_of_a_form_with_notices_that_readers_have(desk, sign_in, document_sent):
    by = sign_in("Reporter", "Editor", "Publisher")
    ferry = published(by=by, at=timezone.now() - HOUR)
    workflow.correct(ferry, by=by, notice="It left at eight.")
    values = desk.filled(desk.open(ferry))
    desk.add(values, "corrections", ref="", kind="clarification", text="In the morning.")

    desk.send(values, ferry)

    assert [c["text"] for c in now(ferry)["corrections"]] == [
        "It left at eight.",
        "In the morning.",
    ]
    assert document_sent[-1] == now(ferry)


def test_document_of_a_form_writes_nothing(desk, sign_in, document_sent):
    ferry = full_story(sign_in("Reporter"))
    before = now(ferry)
    values = desk.filled(desk.open(ferry)) | {"slugline": "", "headline": "Typed"}

    desk.send(values, ferry)

    assert document_sent[-1]["fields"]["headline"] == "Typed"
    assert now(ferry) == before


# Videos of those who may place nothing else -----------------------------------------------


@pytest.fixture
def waiting(sign_in):
    """A story of somebody else with a place for a video, and video staff signed in."""
    slot = ref()
    blocks = {slot: embed(provider="", embed_id="", title="At first", credit="")}
    ferry = story(blocks=blocks, body="<p>One.</p>" + placed(**blocks))
    ferry.slot = slot
    sign_in("Video")
    return ferry


def videos_of(response):
    form = page_of(response).xpath("//form[contains(@class, 'story-videos')]")[0]
    return dict(form.form_values())


def test_video_and_title_that_an_editor_gave_meanwhile_are_both_kept(client, waiting):
    values = videos_of(client.get(waiting.get_desk_url()))

    def change(document):
        document["blocks"][waiting.slot] |= {"title": "The editor’s title"}

    saved_by(ana(), waiting, change, headline="Theirs")
    values |= {"embeds-0-address": "https://youtu.be/dQw4w9WgXcQ", "embeds-0-credit": "Coast TV"}

    response = client.post(waiting.get_desk_url(), values)

    document = now(waiting)
    video = document["blocks"][waiting.slot]
    assert (video["title"], video["credit"]) == ("The editor’s title", "Coast TV")
    assert (video["provider"], video["embed_id"]) == ("youtube", "dQw4w9WgXcQ")
    assert document["fields"]["headline"] == "Theirs"
    assert waiting.revisions.get(number=3).kind == "video"
    assert said(client.get(response.url))[0].startswith("Ana Paz changed the headline and the ")


def test_title_that_both_changed_is_chosen_and_nothing_typed_is_lost(client, waiting):
    values = videos_of(client.get(waiting.get_desk_url()))

    def change(document):
        document["blocks"][waiting.slot] |= {"title": "The editor’s title"}

    saved_by(ana(), waiting, change)
    typed = values | {"embeds-0-title": "My title", "embeds-0-credit": "Coast TV"}

    question = client.post(waiting.get_desk_url(), typed)

    assert now(waiting)["blocks"][waiting.slot]["title"] == "The editor’s title"
    ((place, sides),) = asked(question).items()
    assert place.startswith("Title of the video")
    assert sides[:2] == ("My title", "The editor’s title")
    again = videos_of(question)
    assert (again["embeds-0-title"], again["embeds-0-credit"]) == ("My title", "Coast TV")
    chosen = again | {f"choice-block:{waiting.slot}:title": "theirs"}
    client.post(waiting.get_desk_url(), chosen)
    video = now(waiting)["blocks"][waiting.slot]
    assert (video["title"], video["credit"]) == ("The editor’s title", "Coast TV")


def test_video_for_a_place_that_was_taken_out_meanwhile_is_chosen(client, waiting):
    values = videos_of(client.get(waiting.get_desk_url()))

    def change(document):
        document["blocks"], document["body"] = {}, "<p>One.</p>"

    saved_by(ana(), waiting, change)
    values |= {"embeds-0-address": "https://youtu.be/dQw4w9WgXcQ"}

    question = client.post(waiting.get_desk_url(), values)

    assert videos_of(question)["embeds-0-address"] == "https://youtu.be/dQw4w9WgXcQ"
    client.post(
        waiting.get_desk_url(), videos_of(question) | {f"choice-block:{waiting.slot}": "mine"}
    )
    document = now(waiting)
    assert document["blocks"][waiting.slot]["embed_id"] == "dQw4w9WgXcQ"
    assert waiting.slot in document["body"]


def test_video_form_that_does_not_say_what_it_began_with_overwrites_nothing(client, waiting):
    values = videos_of(client.get(waiting.get_desk_url()))
    values |= {"base_version": "", "embeds-0-title": "Mine"}

    question = client.post(waiting.get_desk_url(), values)

    assert len(asked(question)) == 1
    assert now(waiting)["blocks"][waiting.slot]["title"] == "At first"
