from datetime import timedelta

import pytest

from articles import desk_checks, revisions
from articles.desk_checks import LEVELS, Level, Moment
from tests.factories import (
    DAY,
    NOON,
    PictureFactory,
    chief,
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


def found(made, moment=Moment.PUBLISH, *, at=NOON, leave_out=False, live=None, article=None):
    article = article or story()
    context = desk_checks.gather(article, made, at=at, leave_out=leave_out)
    findings = desk_checks.check(made, context, moment, live_document=live)
    return {finding.check: finding.level for finding in findings}


def with_block(block, **fields):
    return document(blocks={(made := ref()): block}, body="<p>Go.</p>" + placed(**{made: block}))


def test_finished_story_has_only_the_picture_to_wish_for():
    assert found(document()) == {"lead_picture": Level.WARN}


@pytest.mark.parametrize(
    ("change", "check", "levels"),
    [
        ({"headline": " "}, "headline", "note block block block block"),
        ({"headline": "a" * 101}, "headline_length", "note warn warn warn -"),
        ({"dek": ""}, "dek", "note warn warn warn -"),
        ({"author": False}, "byline", "note block block block block"),
        ({"headline": "TK wins"}, "unfinished", "note warn block block block"),
        ({"body": "<p>Lorem ipsum dolor.</p>"}, "unfinished", "note warn block block block"),
        ({"body": "<p>He won [check] votes.</p>"}, "unfinished", "note warn block block block"),
        ({"body": "<p>According to sources.</p>"}, "unsourced", "note note note note -"),
        ({"origin": "sponsor"}, "sponsor_label", "- block block block block"),
    ],
)
def test_each_check_weighs_what_the_table_says(change, check, levels):
    made = document(**change)

    weighed = [found(made, moment).get(check, "-") for moment in Moment]

    assert weighed == [Level(level) if level != "-" else "-" for level in levels.split()]


def test_missing_section_blocks():
    made = document()
    made["fields"]["section"] = None

    assert found(made)["section"] == Level.BLOCK


def test_no_byline_on_purpose_passes():
    assert "byline" not in found(document(author=False, no_byline=True))


@pytest.mark.parametrize("word", ["TKO", "Atkins", "xxx", "XX"])
def test_words_that_only_look_unfinished_pass(word):
    assert "unfinished" not in found(document(body=f"<p>The {word} stood.</p>"))


def test_unresolved_link_video_and_picture_can_be_left_out():
    for block in (
        related(("Night trains return", None)),
        related(),
        embed(provider="", embed_id=""),
        figure(),
    ):
        made = with_block(block)
        assert found(made)["unresolved"] == Level.LEAVE_OUT
        assert found(made, Moment.SUBMIT)["unresolved"] == Level.NOTE
        assert "unresolved" not in found(made, leave_out=True)
        block["left_out"] = True
        assert "unresolved" not in found(made)


def test_link_to_a_story_that_is_not_live_is_unresolved():
    target = story(headline="Held")
    live = published(headline="Live")

    assert found(with_block(related(("Held", target))))["unresolved"] == Level.LEAVE_OUT
    assert "unresolved" not in found(with_block(related(("Live", live))))


def test_picture_needs_credit_and_alt_text_from_figure_or_library():
    bare = PictureFactory(credit="", alt_text="")

    assert found(with_block(figure(bare)))["credit"] == Level.BLOCK
    assert found(with_block(figure(bare)))["alt_text"] == Level.BLOCK
    described = figure(bare, credit="Ana", alt_text="A quay")
    assert not {"credit", "alt_text"} & found(with_block(described)).keys()
    assert not {"credit", "alt_text"} & found(with_block(figure(PictureFactory()))).keys()
    decorative = figure(bare, credit="Ana", decorative=True)
    assert "alt_text" not in found(with_block(decorative))


def test_ended_picture_rights_block():
    ended = PictureFactory(use_until=NOON)

    assert found(with_block(figure(ended)))["credit"] == Level.BLOCK
    assert "credit" not in found(with_block(figure(ended)), at=NOON - DAY)


def test_embargo_holds_until_its_own_second():
    article = story()
    article.embargo_until = NOON + DAY
    early = NOON + DAY - timedelta(microseconds=1)

    assert found(document(), at=early, article=article)["embargo"] == Level.BLOCK
    assert "embargo" not in found(document(), at=NOON + DAY, article=article)


def test_place_in_the_text_without_its_block_and_block_without_a_place():
    made = document(body="<p>Go.</p>" + revisions.placeholder("embed", ref()))
    assert found(made)["missing_row"] == Level.BLOCK

    made = document(blocks={ref(): embed()})
    assert found(made)["not_placed"] == Level.WARN


def test_lead_picture_needs_no_place_in_the_text():
    made = document(blocks={ref(): figure(PictureFactory(), is_lead=True)})

    assert found(made) == {}


def test_sins_of_the_live_version_come_as_notes_from_before():
    made = document(dek="", headline="TK wins")
    context = desk_checks.gather(story(), made, at=NOON)

    findings = desk_checks.check(made, context, Moment.FIX, live_document=made)

    assert [(f.check, f.level, f.is_from_before) for f in findings] == [
        ("unfinished", Level.NOTE, True)
    ]


def test_update_carries_old_pictures_but_not_an_old_missing_byline():
    bare = PictureFactory(alt_text="")
    made = with_block(figure(bare))
    made["bylines"] = []

    levels = found(made, Moment.UPDATE, live=made)

    assert (levels["alt_text"], levels["byline"]) == (Level.NOTE, Level.BLOCK)


def test_every_check_has_a_level_for_every_moment():
    assert {len(levels) for levels in LEVELS.values()} == {len(Moment)}


def test_findings_that_stop_come_first():
    made = document(dek="", author=False)
    context = desk_checks.gather(story(by=chief()), made, at=NOON)

    levels = [finding.level for finding in desk_checks.check(made, context, Moment.PUBLISH)]

    assert levels == [Level.BLOCK, Level.WARN, Level.WARN]


@pytest.mark.parametrize("blocks", [1, 12])
def test_context_costs_two_queries_whatever_the_story_holds(blocks, django_assert_num_queries):
    target = published()
    made = document(
        blocks={ref(): related(("Live", target)) for _ in range(blocks)}
        | {ref(): figure(PictureFactory()) for _ in range(blocks)}
    )
    article = story()

    with django_assert_num_queries(2):
        desk_checks.gather(article, made, at=NOON)
