"""Saves that merge, what the desk sets, and reads asked and given."""

import threading

import pytest
from django.db import connection

from articles import revisions, workflow
from articles.models import Article, Read
from tests.factories import HOUR, NOON, UserFactory, chief, published, saved_again, story

pytestmark = pytest.mark.django_db

TEXT = "<p>One.</p><p>Two.</p><p>Three.</p>"


def typed(article, number, old, new):
    """What somebody typed who began from this version."""
    document = article.revisions.get(number=number).document
    return {**document, "body": document["body"].replace(old, new)}


def test_save_over_a_newer_version_is_merged():
    by, other = chief(), chief()
    article = story(by=by, body=TEXT)
    saved_again(article, by=other, body=TEXT.replace("One", "First"))

    revision, merged = workflow.save_merged(
        article, by=by, document=typed(article, 1, "Three", "Third"), base=1, at=NOON
    )

    assert article.body == "<p>First.</p><p>Two.</p><p>Third.</p>"
    assert (revision.number, article.version) == (3, 3)
    assert [place.words for place in merged.changed_by_theirs] == ["paragraph 1"]


def test_save_that_touches_the_same_paragraph_is_asked():
    by = chief()
    article = story(by=by, body=TEXT)
    saved_again(article, by=by, body=TEXT.replace("Two", "Second"))
    mine = typed(article, 1, "Two", "2")

    with pytest.raises(workflow.Conflicts) as asked:
        workflow.save_merged(article, by=by, document=mine, base=1, at=NOON)

    [conflict] = asked.value.targets[0].merged.conflicts
    assert (conflict.mine, conflict.theirs) == ("2.", "Second.")
    workflow.save_merged(
        article, by=by, document=mine, base=1, choices={conflict.key: "both"}, at=NOON
    )
    assert article.body == "<p>One.</p><p>2.</p><p>Second.</p><p>Three.</p>"


@pytest.mark.django_db(transaction=True)
def test_twenty_saves_of_one_version_lose_no_text():
    by = chief()
    body = "".join(f"<p>Paragraph {number}.</p>" for number in range(20))
    article = story(by=by, body=body)

    def save(number):
        try:
            mine = typed(article, 1, f"Paragraph {number}.", f"Paragraph {number}, mine.")
            workflow.save_merged(Article.objects.get(pk=article.pk), by=by, document=mine, base=1)
        finally:
            connection.close()

    saves = [threading.Thread(target=save, args=[number]) for number in range(20)]
    for each in saves:
        each.start()
    for each in saves:
        each.join()

    article.refresh_from_db()
    assert article.body == "".join(f"<p>Paragraph {n}, mine.</p>" for n in range(20))
    assert article.version == 21


def test_desk_fields_that_change_are_moves():
    by = chief()
    article = story(by=by)
    before = workflow.desk_fields(article)
    article.embargo_until, article.kept_ready = NOON + HOUR, True
    article.save()
    article.restricted_to.add(by)

    workflow.keep(article, by=by, at=NOON, before=before)

    moves = {move.verb: move.detail for move in article.moves.all()}
    assert moves["embargo"] == {"before": None, "after": (NOON + HOUR).isoformat()}
    assert moves["keep_ready"] == {"before": False, "after": True}
    assert moves["restrict"] == {"before": [], "after": [by.pk]}


def test_story_is_handed_over():
    by, to = chief(), UserFactory(roles=["Reporter"])
    article = story(by=by)

    workflow.hand_over(article, by=by, to=to, at=NOON)

    assert article.assigned_to == to
    assert article.moves.get(verb="hand_over").detail == {"before": by.pk, "after": to.pk}


def test_read_is_asked_and_answered_for_one_version():
    by = chief()
    article = story(by=by)
    workflow.ask_read(article, by=by, kind="legal", at=NOON)

    with pytest.raises(workflow.Refused, match="Say what should change"):
        workflow.answer_read(article, by=by, kind="legal", cleared=False, at=NOON)
    workflow.answer_read(article, by=by, kind="legal", cleared=True, version=1, at=NOON)

    read = Read.objects.get()
    assert (read.answer, read.revision, read.answered_by) == (
        "cleared",
        revisions.newest(article),
        by,
    )
    workflow.ask_read(article, by=by, kind="legal", at=NOON)
    read.refresh_from_db()
    assert (read.answer, read.revision) == ("asked", None)


def test_second_read_after_publication():
    writer, other = chief(), chief()
    article = published(by=writer)

    assert workflow.needs_second_read(article, NOON + HOUR)
    with pytest.raises(workflow.Refused, match="Somebody else must read it"):
        workflow.second_read(article, by=writer, at=NOON + HOUR)
    workflow.second_read(article, by=other, at=NOON + HOUR)

    assert not workflow.needs_second_read(article, NOON + HOUR)


def test_story_that_another_approved_needs_no_second_read():
    writer, other = chief(), chief()
    article = story(by=writer)
    workflow.approve(article, by=other, at=NOON)
    workflow.publish(article, by=writer, at=NOON)

    assert not workflow.needs_second_read(article, NOON + HOUR)


def test_send_back_takes_the_approval_of_that_version():
    by = chief()
    article = story(by=by)
    workflow.approve(article, by=by, at=NOON)

    workflow.send_back(article, by=by, reason="Legal called", at=NOON)

    assert not workflow.is_approved(article)
