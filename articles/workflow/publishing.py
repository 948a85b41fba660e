"""Putting the newest version before readers, now or at a time."""

import uuid

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles import rendering, revisions, rights, timeline
from articles.desk_checks import Moment
from articles.models import Byline, Correction, Edition, Section
from articles.workflow import merged
from articles.workflow.editions import (
    drop,
    facts_of,
    make_again,
    make_edition,
    scheduled_of,
    with_dates,
)
from articles.workflow.moving import (
    Stage,
    Verb,
    after_what_began,
    approve_newest,
    checked,
    findings_of,
    is_approved,
    log,
    moving,
    not_killed,
)
from articles.workflow.refusals import Asked, Blocked, Refused

Change = Edition.Change
KEEP, CLEAR = "keep", "clear"


def publish(
    article,
    *,
    by,
    version=None,
    go_live_at=None,
    change=None,
    what_is_new="",
    correction="",
    to_top=False,
    leave_out=False,
    scheduled=None,
    choices=None,
    override="",
    as_new=False,
    keep_address=False,
    breaking=False,
    at=None,
) -> Edition:
    """Put the newest version before readers, now or at `go_live_at`; returns the edition.

    Records submit and approve as well where they are missing and the person may do both.
    `change` is asked of a story that is live: a fix, update, clarification or correction,
    the latter two with the dated notice in `correction`, unless one waits on the story.
    `scheduled` says what becomes of something that is scheduled already: "keep" merges
    this change into it (`choices` as for `fix_live`), "clear" cancels it once this is out.
    `override` is the reason for publishing against a check.

    Raises Refused or one of its kinds: Stale, NoRight, Blocked, Asked, Conflicts.
    """
    verb = "schedule" if go_live_at and go_live_at > (at or timezone.now()) else "publish"
    with moving(article, verb, by=by, version=version, at=at) as (locked, moment):
        moment = after_what_began(locked, moment)
        start_at = max(go_live_at, moment) if verb == "schedule" else moment
        live = timeline.live_edition(locked, moment)
        kind = _change_class(locked, live, change, moment)
        _refuse_unpublishable(locked, by)
        refuse_past_take_down(locked, start_at)
        cleared = _settle_scheduled(locked, verb, scheduled, moment)
        if breaking:
            _fill_from_desk(locked, by=by, at=moment)
        add_notice(locked, kind, correction, by=by, at=moment)
        leave_out = leave_out or breaking
        revision = revisions.newest(locked)
        refuse_what_readers_have(locked, live, revision, kind, start_at, leave_out)
        plans = (
            merged.plan(
                locked,
                revisions.upgrade(revision.document),
                revision,
                at=moment,
                choices=choices,
                with_draft=False,
            )
            if scheduled == KEEP
            else []
        )
        __, overridden = checked(
            locked,
            revision,
            moment_of(kind, breaking),
            at=start_at,
            by=by,
            leave_out=leave_out,
            live=live,
            override=override,
        )
        approve_newest(locked, by=by, at=moment)
        facts = [facts_of(edition) for edition in cleared]
        if cleared:
            drop(locked, cleared, by=by, at=moment)
            log(locked, Verb.UNSCHEDULE, by=by, at=moment)
        edition = make_edition(
            locked,
            revision,
            by=by,
            live_from=start_at,
            created_at=moment,
            published_by=by,
            change=kind,
            what_is_new=what_is_new.strip(),
            to_top=to_top,
            as_new=as_new and live is None,
            leave_out=leave_out,
            keep_address=keep_address,
        )
        merged.carry_out(locked, _still_apart(plans, revision), revision, by=by, at=moment)
        _first_no_more(locked, by=by, at=moment)
        log(
            locked,
            Verb(verb),
            by=by,
            at=moment,
            edition=edition,
            revision=revision,
            reason=override.strip() if overridden else "",
            live_from=start_at.isoformat(),
            change=kind,
            overridden=overridden,
            cleared=facts,
        )
    return edition


def _first_no_more(article, *, by, at):
    """What was set to be the first publication, and stays, is an update by now."""
    if not was_live(article, at):
        return
    for edition in scheduled_of(article, at):
        if edition.change == Change.FIRST:
            make_again(article, edition, edition.revision, by=by, at=at, change=Change.UPDATE)


def _still_apart(plans, revision):
    """The scheduled versions that do not have this one in them already."""
    return [each for each in plans if each.revision.pk != revision.pk]


def _settle_scheduled(article, verb, wish, moment):
    """What is to be cancelled; raises where the person did not say, or may not have both."""
    waiting = scheduled_of(article, moment)
    if not waiting:
        return []
    if verb == "schedule" and wish != CLEAR:
        raise Refused(
            _("Something is scheduled for this story already. Change its time, or cancel it first.")
        )
    if wish not in (KEEP, CLEAR):
        raise Asked(waiting)
    return waiting if wish == CLEAR else []


def _change_class(article, live, change, moment):
    if live is None:
        return Change.UPDATE if was_live(article, moment) else Change.FIRST
    if change in (None, "", Change.FIRST, Change.RETRACTION):
        raise Refused(_("Readers have this story already: say what kind of change this is."))
    return Change(change)


def was_live(article, at):
    """Whether readers ever had the story, slips aside."""
    return article.editions.filter(live_from__lte=at, undone_at=None).exists()


def moment_of(change, breaking=False):
    if change == Change.FIRST:
        return Moment.BREAKING if breaking else Moment.PUBLISH
    return Moment.UPDATE if change == Change.UPDATE else Moment.FIX


def _refuse_unpublishable(article, by):
    not_killed(article)
    if article.stage == Stage.SPIKED:
        raise Refused(
            _("%(slugline)s is spiked. Bring it back first.") % {"slugline": article.slugline}
        )
    if article.version == 0:
        raise Refused(_("Save the story first."))
    if not is_approved(article) and not rights.may(by, "approve", article):
        raise Refused(
            _("%(slugline)s is not approved: ask somebody who may approve it.")
            % {"slugline": article.slugline}
        )


def refuse_past_take_down(article, start_at):
    if article.use_until and article.use_until <= start_at:
        ends = timezone.localtime(article.use_until)
        raise Refused(
            _(
                "%(slugline)s is to be taken down on %(ends)s, before it would go out. Change "
                "“Take down at” first."
            )
            % {"slugline": article.slugline, "ends": date_format(ends, "j F Y \\a\\t H:i T")}
        )


def refuse_what_readers_have(article, live, revision, kind, start_at, leave_out):
    """A second press of the button makes no second edition."""
    if live is None or live.revision_id != revision.pk:
        return
    brings_nothing = kind in (Change.UPDATE, *Edition.WITH_NOTICE)
    if not brings_nothing:
        document = rendering.public_document(
            with_dates(article, revision, start_at), at=start_at, leave_out=leave_out
        )
        brings_nothing = revisions.says_the_same(document, live.document)
    if brings_nothing:
        raise Refused(
            _("Readers have v%(number)s already. Change the story first.")
            % {"number": revision.number}
        )


def add_notice(article, kind, text, *, by, at):
    """Put a notice on the story that goes out with this change; refuse one that does not fit."""
    text = text.strip()
    if text:
        if kind not in Edition.WITH_NOTICE:
            raise Refused(_("A notice goes with a correction or a clarification."))
        new_notice(article, kind, text)
        revisions.record(article, by=by, at=at)
        return
    waits = article.corrections.filter(edition=None).exists()
    if kind in Edition.WITH_NOTICE and not waits:
        raise Refused(_("Say what was wrong: readers get a dated notice."))
    if kind == Change.FIX and waits:
        raise Refused(
            _(
                "A correction waits on this story, and a fix tells readers nothing. "
                "Publish it as a correction, or take the notice out first."
            )
        )


def new_notice(article, kind, text, *, hides_body=False):
    """A notice that waits for the edition that carries it."""
    if article.corrections.filter(kind=kind, text=text, edition__isnull=False).exists():
        raise Refused(_("Readers have this notice already."))
    return Correction.objects.create(
        article=article, ref=uuid.uuid4(), kind=kind, text=text, hides_body=hides_body
    )


def _fill_from_desk(article, *, by, at):
    """Breaking news waits for no form: the desk's section and the writer's name stand in."""
    if article.section_id is None and article.desk_id:
        article.section = Section.objects.filter(slug=article.desk.slug).first()
        article.save(update_fields=["section"])
    author = getattr(article.created_by, "author", None)
    if author and not article.no_byline and not article.bylines.exists():
        Byline.objects.create(article=article, author=author, position=0)
    revisions.record(article, by=by, at=at)


# What is scheduled ------------------------------------------------------------------


def _one_scheduled(article, edition, moment):
    waiting = scheduled_of(article, moment)
    if edition is not None:
        waiting = [each for each in waiting if each.pk == edition.pk]
    if not waiting:
        raise Refused(_("Nothing is scheduled for %(slugline)s.") % {"slugline": article.slugline})
    return waiting[0]


def change_time(article, *, by, go_live_at, edition=None, at=None) -> Edition:
    """Let what is scheduled go out at another time, after the checks of that time."""
    with moving(article, "change_time", by=by, at=at) as (locked, moment):
        waiting = _one_scheduled(locked, edition, moment)
        if go_live_at <= moment:
            raise Refused(_("This time has passed. Choose a later one, or publish it now."))
        if go_live_at == waiting.live_from:
            raise Refused(_("That is the time it has."))
        refuse_past_take_down(locked, go_live_at)
        live = timeline.live_edition(locked, moment)
        checked_again(waiting, at=go_live_at, by=by, live=live)
        before = waiting.live_from
        made = make_again(locked, waiting, waiting.revision, by=by, at=moment, live_from=go_live_at)
        log(
            locked,
            Verb.CHANGE_TIME,
            by=by,
            at=moment,
            edition=made,
            revision=made.revision,
            before=before.isoformat(),
            live_from=go_live_at.isoformat(),
        )
    return made


def checked_again(edition, *, at, by, live):
    """The checks of a scheduled edition at its time, or another; raises Blocked.

    What somebody published against when it was scheduled stays so.
    """
    details = [move.detail.get("overridden", []) for move in edition.moves.all()]
    passes = {name for names in details for name in names}
    findings = findings_of(
        edition.article,
        edition.revision,
        moment_of(edition.change),
        at=at,
        by=by,
        leave_out=edition.leave_out,
        live=live,
    )
    findings = [finding for finding in findings if finding.check not in passes]
    if any(finding.stops for finding in findings):
        raise Blocked(findings)


def unschedule(article, *, by, edition=None, at=None) -> None:
    """Cancel what is scheduled; readers keep what they have."""
    with moving(article, "unschedule", by=by, at=at) as (locked, moment):
        waiting = (
            [_one_scheduled(locked, edition, moment)]
            if edition is not None
            else scheduled_of(locked, moment)
        )
        if not waiting:
            raise Refused(
                _("Nothing is scheduled for %(slugline)s.") % {"slugline": locked.slugline}
            )
        drop(locked, waiting, by=by, at=moment)
        log(locked, Verb.UNSCHEDULE, by=by, at=moment)


def hold(edition, *, words: str, at) -> None:
    """Take back a scheduled edition that fails its checks: done by the tick, in nobody's name."""
    with moving(edition.article, "hold", by=None, at=at) as (locked, moment):
        waiting = _one_scheduled(locked, edition, moment)
        revision, start = waiting.revision, waiting.live_from
        drop(locked, [waiting], by=None, at=moment)
        log(
            locked,
            Verb.HOLD,
            by=None,
            at=moment,
            revision=revision,
            reason=words[:1000],
            live_from=start.isoformat(),
        )
