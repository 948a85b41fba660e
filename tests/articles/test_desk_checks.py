"""What the desk checks, each check by itself."""

from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from articles import desk_checks, revisions, workflow
from articles.desk_checks import Level, Moment
from articles.models import Article, Correction
from newsroom import settings as site_settings
from tests.factories import (
    DAY,
    HOUR,
    NOON,
    AuthorFactory,
    PictureFactory,
    UserFactory,
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
    """Check → level, of a document at a moment."""
    article = article or story()
    context = desk_checks.gather(article, made, at=at, leave_out=leave_out)
    findings = desk_checks.check(made, context, moment, live_document=live)
    return {finding.check: finding.level for finding in findings}


def with_block(block, **fields):
    blocks = {(made := ref()): block}
    return document(blocks=blocks, body="<p>Go.</p>" + placed(**{made: block}), **fields)


def findings_of(name, article, made, moment, person, **kwargs):
    at = NOON + timedelta(minutes=1)
    context = desk_checks.gather(article, made, at=at, by=person)
    return [f for f in desk_checks.check(made, context, moment, **kwargs) if f.check == name]


# Each check by itself ------------------------------------------------------------------


def test_finished_story_has_only_the_picture_to_wish_for():
    assert found(document()) == {"lead_picture": Level.WARN}


def test_no_byline_on_purpose_passes():
    assert "byline" not in found(document(author=False, no_byline=True))


@pytest.mark.parametrize("word", ["TKO", "Atkins", "xxx", "XX"])
def test_words_that_only_look_unfinished_pass(word):
    assert "unfinished" not in found(document(body=f"<p>The {word} stood.</p>"))


@pytest.mark.parametrize("words", ["TK", "TKTK", "XXX", "[check]", "[CHECK]", "Lorem ipsum"])
def test_unfinished_words_are_found_in_every_text(words):
    for made in (
        document(headline=f"{words} wins"),
        document(dek=words),
        document(editors_note=words),
        document(body=f"<p>He won {words} votes.</p>"),
        with_block({"kind": "factbox", "title": "Box", "text": f"In {words} words"}),
    ):
        assert found(made)["unfinished"] == Level.BLOCK


def test_unfinished_words_in_a_block_name_the_block():
    made = with_block({"kind": "pullquote", "quote": "TK", "speaker": ""})

    findings = findings_of("unfinished", story(), made, Moment.PUBLISH, None)

    assert [f.ref for f in findings] == list(made["blocks"])


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


def test_breaking_news_leaves_out_by_itself_and_says_what():
    made = with_block(embed(provider="", embed_id=""))

    assert found(made, Moment.BREAKING, leave_out=True)["unresolved"] == Level.LEFT_OUT


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


def test_picture_of_a_killed_story_blocks_and_says_so():
    made = with_block(figure(PictureFactory(title="Quay", killed_at=NOON)))

    (finding,) = findings_of("credit", story(), made, Moment.PUBLISH, None)

    assert finding.message == "“Quay” went with a story that was killed."


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


def link_to(article):
    return document(body=f'<p>See <a href="{article.editions.first().path}">it</a>.</p>')


def test_prose_that_links_to_a_withdrawn_or_killed_story_is_noted():
    gone = published(slugline="BRIDGE", headline="Bridge", at=NOON - DAY)
    made = link_to(gone)
    assert "gone_link" not in found(made)

    workflow.withdraw(gone, by=chief(), at=NOON - HOUR)
    (finding,) = findings_of("gone_link", story(), made, Moment.PUBLISH, None)
    assert (
        finding.message
        == f"The text links to {gone.editions.get().path}, a story that was withdrawn."
    )

    workflow.kill(gone, by=chief(), at=NOON)
    (finding,) = findings_of("gone_link", story(), made, Moment.PUBLISH, None)
    assert finding.message.endswith("a story that was killed.")


def test_link_to_what_readers_never_had_gives_nothing_away():
    coming = story(slugline="SECRET", headline="Secret", at=NOON - DAY)
    workflow.publish(coming, by=chief(), go_live_at=NOON + DAY, at=NOON - HOUR)

    assert "gone_link" not in found(link_to(coming))


# Reads -----------------------------------------------------------------------------


def legal(article, made=None):
    made = made or revisions.newest(article).document
    return [
        (f.message, f.way_out)
        for f in findings_of("legal_read", article, made, Moment.PUBLISH, None)
    ]


def test_legal_read_is_asked_of_nobody_by_itself():
    assert legal(story()) == []


def test_legal_read_stops_until_it_is_cleared_and_again_once_the_words_change():
    article = story()
    workflow.ask_read(article, by=chief(), kind="legal", at=NOON)
    assert legal(article) == [
        ("The legal read was asked for and is not given yet.", "Wait for the answer.")
    ]

    workflow.answer_read(
        article, by=chief(), kind="legal", cleared=False, words="Name no minors.", at=NOON
    )
    assert legal(article) == [
        ("The legal read wants changes.", "Make them and ask for the read again.")
    ]

    workflow.answer_read(article, by=chief(), kind="legal", cleared=True, at=NOON)
    assert legal(article) == []

    article.topics.clear()
    revisions.write(article, {**revisions.read(article), "body": "<p>Another word.</p>"})
    assert legal(article, revisions.read(article)) == [
        ("The story changed since its legal read of v1.", "Ask for the read again.")
    ]


def test_legal_read_holds_when_only_what_keeps_an_approval_changes():
    article = story()
    workflow.ask_read(article, by=chief(), kind="legal", at=NOON)
    workflow.answer_read(article, by=chief(), kind="legal", cleared=True, at=NOON)
    made = revisions.read(article)
    made["blocks"][ref()] = embed()

    assert legal(article, made) == []


def test_other_reads_stop_nothing():
    article = story()
    for kind in ("desk", "copy", "picture"):
        workflow.ask_read(article, by=chief(), kind=kind, at=NOON)

    assert found(document(), article=article) == {"lead_picture": Level.WARN}


def second(article, person, moment=Moment.PUBLISH):
    made = revisions.newest(article).document
    return [(f.level, f.message) for f in findings_of("second_read", article, made, moment, person)]


ALONE = "You wrote this and nobody else has read it."


@pytest.mark.parametrize(
    ("wanted", "moment", "levels"),
    [
        ("off", Moment.PUBLISH, []),
        ("off", Moment.BREAKING, []),
        ("warn", Moment.PUBLISH, [Level.WARN]),
        ("required", Moment.PUBLISH, [Level.BLOCK]),
        ("required", Moment.BREAKING, [Level.WARN]),
        ("required", Moment.UPDATE, [Level.WARN]),
        ("required", Moment.FIX, []),
    ],
)
def test_second_read_is_asked_as_the_setting_says(settings, wanted, moment, levels):
    settings.NEWSROOM_SECOND_READ = wanted
    writer = chief()

    assert second(story(by=writer), writer, moment) == [(level, ALONE) for level in levels]


def test_second_read_setting_is_one_of_three(monkeypatch):
    monkeypatch.delenv("NEWSROOM_SECOND_READ", raising=False)
    assert site_settings._second_read() == "warn"
    for wanted in ("off", "warn", "required"):
        monkeypatch.setenv("NEWSROOM_SECOND_READ", wanted)
        assert site_settings._second_read() == wanted
    monkeypatch.setenv("NEWSROOM_SECOND_READ", "sometimes")
    with pytest.raises(ImproperlyConfigured, match="must be off, warn or required"):
        site_settings._second_read()


def test_second_read_is_asked_of_a_bylined_person_too():
    writer, other = chief(), chief()
    article = story(author=AuthorFactory(user=writer))

    assert second(article, writer) == [(Level.WARN, ALONE)]
    assert second(article, other) == []
    assert second(article, None) == []


def test_somebody_elses_approval_or_desk_read_is_a_second_read():
    writer = chief()
    approved, read = story(by=writer), story(by=writer)

    workflow.approve(approved, by=writer, at=NOON)
    assert second(approved, writer) == [(Level.WARN, ALONE)]
    article = story(by=writer)
    workflow.approve(article, by=chief(), at=NOON)
    assert second(article, writer) == []
    workflow.ask_read(read, by=writer, kind="copy", at=NOON)
    workflow.answer_read(read, by=chief(), kind="copy", cleared=True, at=NOON)
    assert second(read, writer) == []


def test_own_read_is_no_second_read():
    writer = chief()
    article = story(by=writer)
    workflow.ask_read(article, by=writer, kind="desk", at=NOON)
    workflow.answer_read(article, by=writer, kind="desk", cleared=True, at=NOON)

    assert second(article, writer) == [(Level.WARN, ALONE)]


# Corrections ---------------------------------------------------------------------------


def test_version_without_a_correction_names_its_time_and_the_way_to_bring_it_in():
    article = published(at=NOON - DAY)
    workflow.publish(
        article, by=chief(), change="clarification", correction="It was seven.", at=NOON - HOUR
    )
    workflow.restore_version(article, by=chief(), number=1, at=NOON)
    correction = Correction.objects.get()
    made = revisions.newest(article).document

    (today,) = findings_of("undo_correction", article, made, Moment.UPDATE, None)
    context = desk_checks.gather(article, made, at=NOON + DAY)
    later = desk_checks.check(made, context, Moment.UPDATE)[0]

    issued = timezone.localtime(NOON - HOUR)
    assert today.message == f"Would undo the clarification of {issued:%H:%M}."
    assert later.message == f"Would undo the clarification of {issued:%-d %B %Y, %H:%M}."
    assert (today.way_out, today.correction) == ("Bring it in", correction.pk)


def test_version_that_carries_the_correction_passes():
    article = published(at=NOON - DAY)
    workflow.publish(
        article, by=chief(), change="correction", correction="It was seven.", at=NOON - HOUR
    )

    assert "undo_correction" not in found(
        revisions.newest(article).document, Moment.UPDATE, article=article
    )


# From before ------------------------------------------------------------------------------


def test_old_unfinished_words_stay_old_when_lines_move_and_new_ones_stop():
    live = document(body="<p>One.</p><p>It left at TK o’clock from the quay.</p>")
    moved = document(body="<p>New.</p><p>One.</p><p>It left at TK o’clock from the north quay.</p>")
    second_one = document(body="<p>TK said so.</p><p>It left at TK o’clock from the quay.</p>")

    def levels(made):
        findings = findings_of("unfinished", story(), made, Moment.FIX, None, live_document=live)
        return [(f.level, f.message) for f in findings]

    assert levels(moved) == [(Level.NOTE, "“TK” stands in the text, line 3.")]
    assert levels(second_one) == [
        (Level.BLOCK, "“TK” stands in the text, line 1."),
        (Level.NOTE, "“TK” stands in the text, line 2."),
    ]


def test_old_unfinished_word_that_moved_elsewhere_is_new():
    live = document(body="<p>One.</p><p>It left at TK o’clock from the quay.</p>")
    made = document(body="<p>The TK minister spoke.</p><p>It left at seven.</p>")

    (finding,) = findings_of("unfinished", story(), made, Moment.FIX, None, live_document=live)

    assert finding.level == Level.BLOCK


def test_picture_that_took_the_place_of_an_old_one_is_new():
    made_before = with_block(figure(PictureFactory(title="Old", credit="")))
    (key,) = made_before["blocks"]
    made = {**made_before, "blocks": {key: figure(PictureFactory(title="New", credit=""))}}

    (finding,) = findings_of("credit", story(), made, Moment.FIX, None, live_document=made_before)

    assert (finding.level, finding.is_from_before) == (Level.BLOCK, False)


# What it costs -------------------------------------------------------------------------


def test_findings_that_stop_come_first():
    made = document(dek="", author=False)
    context = desk_checks.gather(story(by=chief()), made, at=NOON)

    levels = [finding.level for finding in desk_checks.check(made, context, Moment.PUBLISH)]

    assert levels == [Level.BLOCK, Level.WARN, Level.WARN]


@pytest.mark.parametrize("blocks", [1, 12])
@pytest.mark.parametrize(("knows_more", "queries"), [(False, 7), (True, 9)])
def test_context_costs_the_same_whatever_the_story_holds(
    blocks, knows_more, queries, django_assert_num_queries
):
    target = published()
    link = f'<p>See <a href="{target.editions.get().path}">it</a>.</p>'
    made = document(
        blocks={ref(): related(("Live", target)) for _ in range(blocks)}
        | {ref(): figure(PictureFactory()) for _ in range(blocks)},
        body=link * blocks,
    )
    article = story()
    for kind in ("legal", "desk"):
        workflow.ask_read(article, by=chief(), kind=kind, at=NOON)
    more = {"by": UserFactory(), "revision": None} if knows_more else {}

    with django_assert_num_queries(queries):
        context = desk_checks.gather(article, made, at=NOON, **more)
    with django_assert_num_queries(0):
        desk_checks.check(made, context, Moment.PUBLISH)


def test_context_of_a_story_not_saved_yet_costs_nothing(django_assert_num_queries):
    writer = chief()

    with django_assert_num_queries(0):
        desk_checks.gather(Article(created_by=writer), revisions.blank(), at=NOON, by=writer)
