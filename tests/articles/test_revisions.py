import json
from pathlib import Path

import pytest

from articles import revisions, workflow
from articles.models import Approval, Article, RelatedBlock
from authors.models import Author
from tests.factories import (
    HOUR,
    NOON,
    PictureFactory,
    SourceFactory,
    TopicFactory,
    UserFactory,
    chief,
    cited,
    document,
    embed,
    figure,
    placed,
    published,
    ref,
    related,
    story,
)

pytestmark = pytest.mark.django_db


def everything():
    """A document with each kind of block, a citation, topics and a waiting correction."""
    other = published()
    blocks = {
        ref(): related(("Night trains return", other), ("Elsewhere", "https://post.example/a")),
        ref(): embed(poster=PictureFactory().pk),
        ref(): figure(PictureFactory(), caption="The quay"),
        ref(): figure(PictureFactory(), is_lead=True),
        ref(): {"kind": "pullquote", "quote": "It is late.", "speaker": "Mo Ortiz"},
        ref(): {"kind": "factbox", "title": "Key points", "text": "- One\n- Two", "on_top": True},
    }
    source = ref()
    body = f'<p>As <cite data-source="{source}">the Post</cite> says.</p>' + placed(
        **{r: b for r, b in blocks.items() if not b.get("is_lead")}
    )
    made = document(
        body=body,
        blocks=blocks,
        citations={source: cited(SourceFactory(), phrase="the Post says")},
        topics=[TopicFactory(), TopicFactory()],
    )
    made["corrections"] = [
        {
            "ref": ref(),
            "kind": "correction",
            "text": "It has two decks.",
            "hides_body": False,
            "issued_at": None,
        }
    ]
    return made


def test_document_comes_back_as_it_was_written():
    written = everything()

    article = workflow.start(written, by=chief(), at=NOON)

    assert revisions.read(Article.objects.get(pk=article.pk)) == written


def test_writing_twice_changes_nothing():
    written = everything()
    article = workflow.start(written, by=chief(), at=NOON)
    rows = set(RelatedBlock.objects.values_list("pk", flat=True))

    revisions.write(article, written)

    assert revisions.read(article) == written
    assert set(RelatedBlock.objects.values_list("pk", flat=True)) == rows


def test_another_document_replaces_all_blocks_and_lead_picture():
    article = workflow.start(everything(), by=chief(), at=NOON)
    later = everything()

    revisions.write(article, later)

    assert revisions.read(article) == later


def test_document_survives_json():
    written = everything()

    assert json.loads(json.dumps(written)) == written


def test_named_author_and_source_are_put_on_file_once():
    made = document(author=False)
    made["bylines"] = [
        {"author": None, "name": "Nadia  Quay", "credited_as": "", "role": "words"},
    ]
    made["citations"] = {
        ref(): {
            "source": None,
            "name": "The Estuary Times",
            "phrase": "",
            "shown": True,
            "address": "",
            "note": "",
        }
    }
    known = SourceFactory(name="the estuary times")

    article = workflow.start(made, by=chief(), at=NOON)
    workflow.start(made, by=chief(), at=NOON)

    assert Author.objects.get(slug="nadia-quay").kind == Author.Kind.GUEST
    assert [byline.author.name for byline in article.bylines.all()] == ["Nadia Quay"]
    assert [citation.source for citation in article.citations.all()] == [known]


def test_save_without_a_change_makes_no_version():
    by = chief()
    article = story(by=by)

    workflow.keep(article, by=by, at=NOON + HOUR)

    assert [revision.number for revision in article.revisions.all()] == [1]


def test_each_save_has_its_parent():
    by = chief()
    article = story(by=by)
    article.headline = "Second"
    article.save()

    second = workflow.keep(article, by=by, at=NOON + HOUR)

    assert (second.number, second.parent.number) == (2, 1)
    assert Article.objects.get(pk=article.pk).version == 2


@pytest.mark.parametrize(
    ("change", "stays"),
    [
        ({"headline": "Another headline"}, False),
        ({"body": "<p>Other words.</p>"}, False),
        ({"weight": 2}, True),
    ],
)
def test_approval_outlives_only_what_a_writer_may_change_freely(change, stays):
    by = chief()
    article = story(by=by)
    workflow.approve(article, by=by, at=NOON)
    for name, value in change.items():
        setattr(article, name, value)
    article.save()

    workflow.keep(article, by=UserFactory(roles=["Reporter"]), at=NOON + HOUR)

    assert workflow.is_approved(article) is stays


def test_video_placed_after_approval_keeps_it():
    by = chief()
    waiting = ref()
    block = embed(provider="", embed_id="")
    article = story(by=by, blocks={waiting: block}, body="<p>Go.</p>" + placed(**{waiting: block}))
    workflow.approve(article, by=by, at=NOON)
    article.embeds.update(provider="youtube", embed_id="dQw4w9WgXcQ")

    workflow.keep(article, by=UserFactory(roles=["Video"]), at=NOON + HOUR)

    assert workflow.is_approved(article)


def test_approvers_own_edit_carries_the_approval_in_his_name():
    by = chief()
    article = story(by=by)
    workflow.approve(article, by=UserFactory(roles=["Editor"]), at=NOON)
    article.headline = "Better"
    article.save()

    revision = workflow.keep(article, by=by, at=NOON + HOUR)

    assert Approval.objects.get(revision=revision).by == by


@pytest.mark.parametrize("schema", [None, 0, 4, "1"])
def test_unknown_schema_is_refused(schema):
    with pytest.raises(revisions.UnreadableDocument):
        revisions.upgrade({"schema": schema})


def test_every_older_schema_has_a_kept_fixture_that_still_reads():
    kept = Path(__file__).parent / "documents"

    for number in range(1, revisions.SCHEMA + 1):
        document = json.loads((kept / f"schema_{number}.json").read_text())
        upgraded = revisions.upgrade(document)
        assert upgraded["schema"] == revisions.SCHEMA
        assert upgraded.keys() == revisions.blank().keys()
        assert upgraded["fields"].keys() == revisions.blank()["fields"].keys()


def test_blocks_are_told_in_the_order_of_the_text_whatever_the_database_does():
    first, second, loose = sorted((ref(), ref(), ref()), reverse=True)
    made = document(
        blocks={loose: embed(), second: embed(), first: embed()},
        body=placed(**{first: embed(), second: embed()}),
    )

    assert [r for r, _ in revisions.blocks_in_order(made)] == [first, second, loose]
