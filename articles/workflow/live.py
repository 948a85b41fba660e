"""Changing what readers have, whatever the draft is: fixes, corrections, retractions."""

import copy

from django.utils import timezone
from django.utils.translation import gettext as _

from articles import embeds, revisions, rights, timeline
from articles.embeds import in_text
from articles.models import Approval, Edition, Revision
from articles.workflow import merged
from articles.workflow.drafting import keep
from articles.workflow.editions import make_edition
from articles.workflow.moving import (
    Verb,
    after_what_began,
    checked,
    log,
    moving,
    not_killed,
)
from articles.workflow.publishing import moment_of, new_notice, refuse_past_take_down
from articles.workflow.refusals import Refused, Stale

Change = Edition.Change

#: How each kind of change of the live version is logged.
LOGGED_AS = {
    Change.FIX: Verb.FIX,
    Change.UPDATE: Verb.PUBLISH,
    Change.CLARIFICATION: Verb.CORRECT,
    Change.CORRECTION: Verb.CORRECT,
    Change.RETRACTION: Verb.RETRACT,
}


def fix_live(
    article,
    *,
    by,
    document,
    base: int,
    change=Change.FIX,
    what_is_new="",
    correction="",
    choices=None,
    override="",
    leave_out=False,
    at=None,
) -> Edition:
    """Publish the live version with a change, and merge the change into draft and schedules.

    `document` is the live version (number `base`) as the person changed it. Where the
    draft or a scheduled version touched the same place, raises Conflicts until `choices`
    ({target: {conflict key: "mine", "theirs" or "both"}}, "mine" being the draft's) says
    what stays there. Schedules stand.
    """
    change = Change(change)
    if change in (Change.FIRST, Change.RETRACTION):
        raise Refused(_("Say what kind of change this is."))
    with moving(article, "fix_live", by=by, at=at) as (locked, moment):
        live = _live(locked, moment)
        if live.revision.number != base:
            raise Stale(
                _("Readers have v%(number)s by now, and you changed v%(base)s.")
                % {"number": live.revision.number, "base": base}
            )
        readers = revisions.upgrade(live.revision.document)
        document = rights.within_rights(by, locked, document, before=readers)
        return _change_live(
            locked,
            live,
            document,
            by=by,
            at=moment,
            change=change,
            what_is_new=what_is_new.strip(),
            notice=correction.strip(),
            choices=choices,
            override=override,
            leave_out=leave_out,
        )


def correct(
    article, *, by, notice: str, document=None, kind=Change.CORRECTION, **kwargs
) -> Edition:
    """Correct or clarify the live version with a dated notice; without a document, by it alone."""
    if document is None:
        live = _live(article, kwargs.get("at"))
        document = revisions.upgrade(live.revision.document)
        kwargs.setdefault("base", live.revision.number)
    return fix_live(article, by=by, document=document, change=kind, correction=notice, **kwargs)


def retract(article, *, by, notice: str, hide_body=False, at=None) -> Edition:
    """Say that the paper no longer stands by a story; its page stays and says so.

    `hide_body` takes the text off the page as well.
    """
    if not notice.strip():
        raise Refused(_("Say why the paper no longer stands by it: readers see your words."))
    with moving(article, "retract", by=by, at=at) as (locked, moment):
        live = _live(locked, moment)
        if live.is_retracted:
            raise Refused(_("%(slugline)s is retracted already.") % {"slugline": locked.slugline})
        return _change_live(
            locked,
            live,
            revisions.upgrade(live.revision.document),
            by=by,
            at=moment,
            change=Change.RETRACTION,
            notice=notice.strip(),
            hides_body=hide_body,
        )


def _live(article, at):
    live = timeline.live_edition(article, at or timezone.now())
    if live is None:
        raise Refused(_("%(slugline)s is not live.") % {"slugline": article.slugline})
    return live


def _change_live(
    article,
    live,
    document,
    *,
    by,
    at,
    change,
    notice="",
    hides_body=False,
    what_is_new="",
    choices=None,
    override="",
    leave_out=False,
):
    not_killed(article)
    moment = after_what_began(article, at)
    refuse_past_take_down(article, moment)
    if change in Edition.WITH_NOTICE and not notice:
        raise Refused(_("Say what was wrong: readers get a dated notice."))
    if notice and change not in Edition.WITH_NOTICE:
        raise Refused(_("A notice goes with a correction or a clarification."))
    before = revisions.upgrade(live.revision.document)
    document = _with_notices(article, before, document, change, notice, hides_body)
    if change not in Edition.WITH_NOTICE and revisions.says_the_same(before, document):
        raise Refused(_("Nothing is changed. Readers have this already."))
    plans = merged.plan(article, document, live.revision, at=moment, choices=choices)
    revision = revisions.keep_aside(
        article,
        document,
        by=by,
        at=moment,
        kind=Revision.Kind.FIX,
        parent=live.revision,
        carries=live.revision.carries,
    )
    overridden = []
    if change != Change.RETRACTION:
        __, overridden = checked(
            article,
            revision,
            moment_of(change),
            at=moment,
            by=by,
            leave_out=leave_out or live.leave_out,
            live=live,
            override=override,
        )
    Approval.objects.create(revision=revision, by=by, at=moment)
    edition = make_edition(
        article,
        revision,
        by=by,
        live_from=moment,
        created_at=moment,
        published_by=by,
        change=change,
        what_is_new=what_is_new,
        leave_out=leave_out or live.leave_out,
        keep_address=before["fields"]["section"] == document["fields"]["section"],
    )
    merged.carry_out(article, plans, revision, by=by, at=moment)
    log(
        article,
        LOGGED_AS[change],
        by=by,
        at=moment,
        edition=edition,
        revision=revision,
        reason=override.strip() if overridden else "",
        change=change,
        live_from=moment.isoformat(),
        overridden=overridden,
    )
    return edition


def _with_notices(article, before, document, change, notice, hides_body):
    """The changed document with the notices readers have, and the new one."""
    document = copy.deepcopy(document)
    document["corrections"] = copy.deepcopy(before["corrections"])
    document["fields"]["slug"] = before["fields"]["slug"]
    if notice:
        row = new_notice(article, change, notice, hides_body=hides_body)
        document["corrections"].append(
            {
                "ref": str(row.ref),
                "kind": row.kind,
                "text": row.text,
                "hides_body": row.hides_body,
                "issued_at": None,
            }
        )
    return document


def bring_in(article, *, by, correction, choices=None, at=None) -> Revision:
    """Merge a correction that readers have into a working copy whose text lacks it."""
    with moving(article, "bring_in", by=by, at=at) as (locked, moment):
        draft = revisions.newest(locked)
        if correction not in revisions.missing_corrections(draft, at=moment):
            raise Refused(_("The draft has this correction already."))
        source = correction.edition.revision
        text = merged.into(draft, source.document, source.parent or source, choices)
        revisions.write(locked, text.document)
        revision = revisions.record(
            locked,
            by=by,
            at=moment,
            kind=Revision.Kind.MERGE,
            merged_from=source,
            carries=sorted({*draft.carries, str(correction.ref)}),
        )
        log(locked, Verb.BRING_IN, by=by, at=moment, correction=str(correction.ref))
    return revision


# Videos for the live page ----------------------------------------------------------------


def slots_open(article, at) -> list[str]:
    """Places in the live version that wait for a video which the working copy has by now."""
    live = timeline.live_edition(article, at)
    if live is None:
        return []
    empty = {
        ref
        for ref, block in revisions.upgrade(live.revision.document)["blocks"].items()
        if block["kind"] == "embed" and not embeds.is_resolved(block)
    }
    there = article.embeds.filter(ref__in=empty).order_by("pk")
    return [str(embed.ref) for embed in there if embed.is_resolved]


def put_video_live(article, *, by, ref: str, at=None) -> Edition:
    """Publish the live version plus one video, as a fix, into the slot that an editor left."""
    with moving(article, "put_video_live", by=by, at=at) as (locked, moment):
        live = _live(locked, moment)
        if ref not in slots_open(locked, moment):
            raise Refused(
                _("The live version has no empty place for this video. Ask the publisher.")
            )
        document = copy.deepcopy(revisions.upgrade(live.revision.document))
        video = revisions.read_block("embed", locked.embeds.get(ref=ref))
        document["blocks"][ref] = video | {"left_out": False}
        return _change_live(locked, live, document, by=by, at=moment, change=Change.FIX)


def replace_live_video(article, *, by, video, other, choices=None, at=None) -> Edition:
    """Publish the live version with another video in the place of this one, as a fix.

    `video` is (provider, id), `other` what was recognised. Nothing else changes, so that
    it asks for less than a fix of the text does.
    """
    with moving(article, "replace_video", by=by, at=at) as (locked, moment):
        live = _live(locked, moment)
        document = revisions.upgrade(live.revision.document)
        if video not in in_text.shown_in(document):
            raise Refused(_("The live version does not show this video."))
        document = in_text.with_other(document, video, other)
        change = {"change": Change.FIX, "choices": choices}
        return _change_live(locked, live, document, by=by, at=moment, **change)


def replace_draft_video(article, *, by, video, other, at=None) -> Revision:
    """Keep the working copy with another video in the place of this one; its state stays."""
    with moving(article, "replace_video", by=by, at=at) as (locked, moment):
        document = revisions.upgrade(revisions.newest(locked).document)
        revisions.write(locked, in_text.with_other(document, video, other))
        return keep(locked, by=by, at=moment, kind=Revision.Kind.VIDEO)


def ask_publisher(article, *, by, words: str, at=None) -> None:
    """Ask for something that only a publisher may do; it stands on the publishers' desk page."""
    if not words.strip():
        raise Refused(_("Say what the publisher should do."))
    with moving(article, "ask_publisher", by=by, at=at) as (locked, moment):
        log(locked, Verb.ASK, by=by, at=moment, reason=words.strip()[:1000])
