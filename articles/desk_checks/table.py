"""How much each finding weighs at which moment."""

from collections import defaultdict
from dataclasses import replace

from articles.desk_checks import blocks, house_words, standing, story
from articles.desk_checks.findings import Level, Moment

B, O, L, W, N = Level  # noqa: E741 -- the table's own letters
#: Check → its level when the story is sent to the desk, approved, published or scheduled,
#: published as breaking news, put over a live story, and when a live story is fixed or corrected.
LEVELS = {
    story.headline: (N, B, B, B, B, B),
    story.section: (N, B, B, B, B, B),
    story.byline: (N, B, B, B, B, B),
    story.headline_length: (N, W, W, None, W, None),
    story.dek: (N, W, W, None, W, None),
    blocks.lead_picture: (None, N, W, None, None, None),
    blocks.credit: (N, W, B, B, B, B),
    blocks.not_again: (N, W, B, B, B, B),
    blocks.one_use: (N, W, B, B, B, B),
    blocks.alt_text: (N, W, B, W, B, None),
    blocks.unresolved: (N, N, O, L, O, None),
    story.unsourced: (N, N, N, None, N, None),
    story.gone_link: (N, N, N, None, N, None),
    story.unfinished: (N, W, B, B, B, B),
    house_words.house_words: (N, N, N, N, N, N),
    standing.practice: (None, None, B, B, B, B),
    standing.legal_read: (N, W, B, B, B, W),
    standing.second_read: (None, None, W, W, W, None),
    standing.embargo: (N, N, B, B, B, B),
    standing.undo_correction: (None, None, B, B, B, B),
    story.sponsor_label: (None, B, B, B, B, B),
    story.sponsor_byline: (None, B, B, B, B, B),
    story.sponsor_end: (None, N, W, W, W, None),
    blocks.missing_row: (None, W, B, L, B, None),
    blocks.not_placed: (N, N, W, None, W, None),
}
#: What breaking news goes out with all the same, to be seen to afterwards.
TO_DO = frozenset({blocks.alt_text, blocks.unresolved, blocks.missing_row, standing.second_read})
#: What an update, too, may bring along when the live version already has it.
OLD_SINS_PASS = frozenset({"credit", "not_again", "one_use", "alt_text"})
#: True of the story, not of one of its versions: never something from before.
OF_THE_STORY = frozenset({"embargo", "legal_read", "practice", "second_read", "undo_correction"})


def check(document, context, moment, *, live_document=None):
    """All findings at this moment, the ones that stop first.

    What is already true of the live version never stops a fix or correction: it comes
    as a note, marked as being from before.
    """
    if moment is Moment.BREAKING:
        # Left out without being asked, but the desk hears of it.
        context = replace(context, leave_out=False)
    findings = list(_run(document, context, moment))
    if live_document is not None and moment in (Moment.UPDATE, Moment.FIX):
        findings = _since(findings, list(_run(live_document, context, moment)), moment)
    order = list(Level)
    return sorted(findings, key=lambda finding: order.index(finding.level))


def _run(document, context, moment):
    for function in LEVELS:
        level = _level(function, moment, context)
        if level is None:
            continue
        is_to_do = moment is Moment.BREAKING and function in TO_DO
        for finding in function(document, context):
            yield replace(finding, level=level, is_to_do=is_to_do)


def _level(function, moment, context):
    level = LEVELS[function][list(Moment).index(moment)]
    must = context.second_read == "required" and moment is Moment.PUBLISH
    return B if function is standing.second_read and must else level


def _since(findings, before, moment):
    """The findings, each marked where the live version has it already.

    Each that the live version has counts once: the same words first, then edited ones.
    """
    waiting = defaultdict(list)
    for finding in before:
        if finding.check not in OF_THE_STORY:
            waiting[finding.key].append(finding.around)
    old = set()
    for is_same in (str.__eq__, _was_edited):
        for number, finding in enumerate(findings):
            around = waiting[finding.key]
            place = next(
                (p for p in around if number not in old and is_same(p, finding.around)), None
            )
            if place is not None:
                around.remove(place)
                old.add(number)
    return [_weigh(f, moment) if number in old else f for number, f in enumerate(findings)]


def _was_edited(before, after):
    """Whether two paragraphs share half of their words."""
    before, after = set(before.split()), set(after.split())
    return len(before & after) * 2 >= max(len(before), len(after))


def _weigh(finding, moment):
    passes = moment is Moment.FIX or finding.check in OLD_SINS_PASS
    return replace(finding, is_from_before=True, level=N if passes else finding.level)
