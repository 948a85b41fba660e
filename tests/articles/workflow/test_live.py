"""Fixes and corrections of the live version, merged into the draft and what is scheduled."""

import copy

import pytest

from articles import revisions, timeline, workflow
from articles.models import Correction, EditionTopic, Move
from tests.factories import (
    DAY,
    HOUR,
    NOON,
    TopicFactory,
    UserFactory,
    chief,
    embed,
    placed,
    published,
    ref,
    saved_again,
)

pytestmark = pytest.mark.django_db

TEXT = "<p>The boat is back.</p><p>It left at seven.</p><p>Forty cars were aboard.</p>"


def live_document(article, at=NOON):
    return copy.deepcopy(timeline.live_edition(article, at).revision.document)


def with_body(document, old, new):
    assert old in document["body"]
    return {**document, "body": document["body"].replace(old, new)}


def scheduled(article):
    return article.editions.order_by("live_from").last()


def test_fix_of_an_unchanged_story_is_its_newest_version():
    by = chief()
    article = published(by=by, body=TEXT)
    document = with_body(live_document(article), "seven", "eight")

    edition = workflow.fix_live(article, by=by, document=document, base=1, at=NOON + HOUR)

    assert (edition.change, edition.revision.number, article.version) == ("fix", 2, 2)
    assert "left at eight" in article.body
    assert edition.updated_at is None
    assert workflow.is_approved(article)


def test_fix_leaves_out_the_half_written_draft_and_is_merged_into_it():
    by = chief()
    article = published(by=by, body=TEXT)
    saved_again(article, by=by, body=TEXT + "<p>Half a sentence</p>", headline="Not yet")
    document = with_body(live_document(article), "seven", "eight")

    edition = workflow.fix_live(article, by=by, document=document, base=1, at=NOON + HOUR)

    assert edition.headline == "Ferry returns to the north quay"
    assert "Half a sentence" not in edition.body_html
    assert "left at eight" in edition.body_html
    assert (article.headline, article.version) == ("Not yet", 4)
    assert article.body == TEXT.replace("seven", "eight") + "<p>Half a sentence</p>"
    fixed, merged = article.revisions.order_by("number")[2:]
    assert (fixed.parent.number, fixed.kind) == (1, "fix")
    assert (merged.parent.number, merged.merged_from, merged.kind) == (2, fixed, "merge")


def test_correction_is_merged_into_the_scheduled_update_which_keeps_its_time():
    by = chief()
    article = published(by=by, body=TEXT)
    saved_again(article, by=by, body=TEXT + "<p>The update.</p>")
    workflow.publish(
        article, by=by, at=NOON, go_live_at=NOON + DAY, change="update", what_is_new="More."
    )
    saved_again(article, by=by, body=TEXT + "<p>The update.</p><p>Half</p>")

    edition = workflow.correct(
        article,
        by=by,
        base=1,
        document=with_body(live_document(article), "Forty", "Fourteen"),
        notice="There were 14 cars.",
        at=NOON + HOUR,
    )

    update = scheduled(article)
    assert (update.live_from, update.change, update.what_is_new) == (NOON + DAY, "update", "More.")
    assert "Fourteen cars" in update.body_html
    assert "The update." in update.body_html
    assert "Half" not in update.body_html
    assert "Fourteen" in article.body
    assert "Half" in article.body
    assert (edition.updated_at, edition.change) == (NOON + HOUR, "correction")
    for each in (edition, update):
        [notice] = each.document["corrections"]
        assert notice["text"] == "There were 14 cars."
        assert notice["issued_at"] == (NOON + HOUR).isoformat()
    assert Correction.objects.get().edition == edition
    assert [move.verb for move in update.moves.all()] == ["schedule"]


def test_place_that_both_touched_is_asked_before_anything_happens():
    by = chief()
    article = published(by=by, body=TEXT)
    saved_again(article, by=by, body=TEXT.replace("at seven", "at six"))
    document = with_body(live_document(article), "at seven", "at eight")

    with pytest.raises(workflow.Conflicts) as asked:
        workflow.fix_live(article, by=by, document=document, base=1, at=NOON + HOUR)

    [target] = asked.value.targets
    assert target.name == "draft"
    [conflict] = target.merged.conflicts
    assert "left at six" in conflict.mine
    assert "left at eight" in conflict.theirs
    assert article.editions.count() == 1
    assert article.version == 2

    edition = workflow.fix_live(
        article,
        by=by,
        document=document,
        base=1,
        choices={"draft": {conflict.key: "mine"}},
        at=NOON + HOUR,
    )
    assert "left at eight" in edition.body_html
    assert "left at six" in article.body
    assert "left at eight" not in article.body


def test_conflict_in_the_scheduled_update_names_it():
    by = chief()
    article = published(by=by, body=TEXT)
    saved_again(article, by=by, body=TEXT.replace("at seven", "at six"))
    workflow.publish(article, by=by, at=NOON, go_live_at=NOON + DAY, change="update")
    saved_again(article, by=by, body=TEXT)
    document = with_body(live_document(article), "at seven", "at eight")

    with pytest.raises(workflow.Conflicts) as asked:
        workflow.fix_live(article, by=by, document=document, base=1, at=NOON + HOUR)

    assert [target.label for target in asked.value.targets] == ["the version set for 14 May, 12:00"]


def test_second_fix_does_not_meet_the_first_as_a_conflict():
    by = chief()
    article = published(by=by, body=TEXT)
    saved_again(article, by=by, body=TEXT + "<p>Draft.</p>")
    first = with_body(live_document(article), "at seven", "at eight")
    workflow.fix_live(article, by=by, document=first, base=1, at=NOON + HOUR)

    second = with_body(live_document(article, NOON + HOUR), "at eight", "at nine")
    workflow.fix_live(article, by=by, document=second, base=3, at=NOON + 2 * HOUR)

    assert article.body == TEXT.replace("at seven", "at nine") + "<p>Draft.</p>"


def test_fix_of_a_version_that_readers_have_no_more_is_stale():
    by = chief()
    article = published(by=by, body=TEXT)
    document = with_body(live_document(article), "seven", "eight")
    workflow.fix_live(article, by=by, document=document, base=1, at=NOON + HOUR)

    with pytest.raises(workflow.Stale, match="Readers have v2 by now, and you changed v1"):
        workflow.fix_live(article, by=by, document=document, base=1, at=NOON + 2 * HOUR)


def test_fix_without_a_change_is_refused():
    by = chief()
    article = published(by=by)

    with pytest.raises(workflow.Refused, match="Nothing is changed"):
        workflow.fix_live(article, by=by, document=live_document(article), base=1, at=NOON + HOUR)


def test_correction_may_be_a_notice_alone():
    by = chief()
    article = published(by=by)

    edition = workflow.correct(article, by=by, notice="The quay is the north one.", at=NOON + HOUR)

    assert [c["text"] for c in edition.document["corrections"]] == ["The quay is the north one."]


def test_fix_brings_no_new_sin_but_old_ones_pass():
    by = chief()
    article = published(by=by, body=TEXT)
    document = live_document(article)

    with pytest.raises(workflow.Blocked) as refusal:
        workflow.fix_live(
            article,
            by=by,
            document=with_body(document, "Forty", "TK"),
            base=1,
            at=NOON + HOUR,
        )

    assert [f.check for f in refusal.value.findings if f.stops] == ["unfinished"]


def test_reporter_may_not_fix_what_is_live():
    reporter = UserFactory(roles=["Reporter"])
    article = published(by=chief())

    with pytest.raises(workflow.NoRight):
        workflow.fix_live(
            article, by=reporter, document=live_document(article), base=1, at=NOON + HOUR
        )


# Retraction ----------------------------------------------------------------------------


def test_retracted_story_keeps_its_page_and_leaves_the_lists():
    by = chief()
    article = published(by=by, body=TEXT)

    edition = workflow.retract(article, by=by, notice="We could not verify it.", at=NOON + HOUR)

    assert (edition.change, edition.is_retracted) == ("retraction", True)
    assert "The boat is back." in edition.body_html
    assert edition.updated_at == NOON + HOUR
    assert not article.editions.live(NOON + HOUR).listed().exists()
    with pytest.raises(workflow.Refused, match="retracted already"):
        workflow.retract(article, by=by, notice="Again.", at=NOON + 2 * HOUR)


def test_retraction_may_take_the_text_off_the_page_and_leaves_it_on_the_desk():
    by = chief()
    article = published(by=by, body=TEXT)

    edition = workflow.retract(
        article, by=by, notice="It was invented.", hide_body=True, at=NOON + HOUR
    )

    assert (edition.body_html, edition.document["blocks"]) == ("", {})
    assert "forty cars" not in edition.search_text
    assert article.body == TEXT


# Corrections that a version lacks ------------------------------------------------------


def test_older_version_that_lacks_a_correction_cannot_go_out_until_it_is_brought_in():
    by = chief()
    article = published(by=by, body=TEXT)
    workflow.correct(
        article,
        by=by,
        base=1,
        document=with_body(live_document(article), "Forty", "Fourteen"),
        notice="There were 14 cars.",
        at=NOON + HOUR,
    )
    workflow.restore_version(article, by=by, number=1, at=NOON + 2 * HOUR)
    assert "Forty" in article.body

    for go_live_at, when in ((None, "13:00"), (NOON + DAY, "13 May 2026, 13:00")):
        with pytest.raises(workflow.Blocked) as refusal:
            workflow.publish(
                article,
                by=by,
                at=NOON + 2 * HOUR,
                go_live_at=go_live_at,
                change="update",
                what_is_new="x",
                override="I want it",
            )
        [stop] = [f for f in refusal.value.findings if f.stops]
        assert stop.message == f"Would undo the correction of {when}."
        assert not stop.may_be_overridden

    workflow.bring_in(article, by=by, correction=Correction.objects.get(), at=NOON + 2 * HOUR)
    assert "Fourteen" in article.body
    saved_again(article, by=by, at=NOON + 2 * HOUR, dek="New")
    workflow.publish(article, by=by, at=NOON + 2 * HOUR, change="update", what_is_new="x")


# Videos for the live page ----------------------------------------------------------------


def test_video_goes_into_the_slot_that_an_editor_left():
    by, video_desk = chief(), UserFactory(roles=["Video"])
    slot = ref()
    empty = embed(provider="", embed_id="")
    article = published(
        by=by, blocks={slot: empty}, body="<p>Go.</p>" + placed(**{slot: empty}), leave_out=True
    )
    article.embeds.update(provider="youtube", embed_id="dQw4w9WgXcQ")
    workflow.keep(article, by=video_desk, at=NOON, kind="video")
    saved_again(article, by=by, headline="Half a new headline")
    assert workflow.slots_open(article, NOON) == [slot]

    edition = workflow.put_video_live(article, by=video_desk, ref=slot, at=NOON + HOUR)

    assert edition.document["blocks"][slot]["embed_id"] == "dQw4w9WgXcQ"
    assert edition.headline == "Ferry returns to the north quay"
    assert edition.change == "fix"
    assert article.headline == "Half a new headline"
    assert workflow.slots_open(article, NOON + HOUR) == []
    with pytest.raises(workflow.Refused, match="no empty place"):
        workflow.put_video_live(article, by=video_desk, ref=slot, at=NOON + 2 * HOUR)


def test_video_without_a_slot_is_asked_of_the_publisher():
    video_desk = UserFactory(roles=["Video"])
    article = published(by=chief())

    with pytest.raises(workflow.Refused):
        workflow.put_video_live(article, by=video_desk, ref=ref(), at=NOON + HOUR)
    workflow.ask_publisher(article, by=video_desk, words="Goals are in.", at=NOON + HOUR)

    assert Move.objects.get(verb="ask").reason == "Goals are in."
    assert revisions.newest(article).number == 1


def test_topic_that_was_deleted_meanwhile_is_left_out_of_what_is_merged():
    by, topic = chief(), TopicFactory()
    article = published(by=by, body=TEXT, topics=[topic])
    saved_again(article, by=by, body=TEXT + "<p>The update.</p>")
    workflow.publish(article, by=by, at=NOON, go_live_at=NOON + DAY, change="update")
    EditionTopic.objects.all().delete()
    topic.delete()

    workflow.fix_live(
        article,
        by=by,
        document=with_body(live_document(article), "seven", "eight"),
        base=1,
        at=NOON + HOUR,
    )

    assert scheduled(article).edition_topics.count() == 0
    assert article.topics.count() == 0
