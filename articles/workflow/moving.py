"""What every verb does first and last: lock, right, version, checks, log."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles import alarms, desk_checks, notices, revisions, rights
from articles.models import Approval, Article, Move
from articles.workflow.refusals import Blocked, NoRight, Refused, Stale

Stage = Article.Stage
Verb = Move.Verb


@contextmanager
def moving(article, verb: str, *, by, version=None, at=None) -> Iterator[tuple[Article, datetime]]:
    """Lock the story, check right and version; yields the locked row and the moment.

    The moment is read with the lock held: a move that waited for another comes after it.
    `by` is None for what the tick does.
    """
    with transaction.atomic():
        locked = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
        moment = at or timezone.now()
        if by is not None and not rights.may(by, verb, locked):
            raise NoRight(NOT_ALLOWED[verb])
        if version is not None and version != locked.version:
            raise Stale(
                gettext(
                    "%(slugline)s was saved by somebody else meanwhile: you acted on v%(version)s, "
                    "the newest is v%(version_2)s."
                )
                % {"slugline": locked.slugline, "version": version, "version_2": locked.version}
            )
        yield locked, moment
    article.refresh_from_db()


#: What somebody is told who may not do it, verb by verb.
NOT_ALLOWED = {
    "save": _("You may not save this story."),
    "submit": _("You may not submit this story."),
    "send_back": _("You may not send back this story."),
    "approve": _("You may not approve this story."),
    "spike": _("You may not spike this story."),
    "restore": _("You may not bring back this story."),
    "restore_version": _("You may not restore a version of this story."),
    "hand_over": _("You may not hand over this story."),
    "ask_read": _("You may not ask read this story."),
    "answer_read": _("You may not answer read this story."),
    "second_read": _("You may not read this story."),
    "publish": _("You may not publish this story."),
    "schedule": _("You may not schedule this story."),
    "change_time": _("You may not change time this story."),
    "unschedule": _("You may not unschedule this story."),
    "put_back": _("You may not put back this story."),
    "undo": _("You may not undo this story."),
    "fix_live": _("You may not change the live version of this story."),
    "bring_in": _("You may not bring a correction into this story."),
    "put_video_live": _("You may not put a video on the live page of this story."),
    "replace_video": _("You may not replace a video in this story."),
    "ask_publisher": _("You may not ask publisher this story."),
    "withdraw": _("You may not withdraw this story."),
    "retract": _("You may not retract this story."),
    "kill": _("You may not kill this story."),
    "redact": _("You may not redact this story."),
    "lead": _("You may not make a lead of this story."),
    "share": _("You may not share this story."),
    "import_published": _("You may not import this story."),
}


def log(article, verb, *, by, at, reason="", edition=None, revision=None, **detail):
    """Keep what was done, and let those know whom it concerns."""
    move = Move.objects.create(
        article=article,
        verb=verb,
        revision=revision or revisions.newest(article),
        edition=edition,
        reason=reason,
        detail=detail,
        by=by,
        at=at,
    )
    transaction.on_commit(lambda: notices.on_move(move), robust=True)
    transaction.on_commit(lambda: alarms.on_move(move), robust=True)
    return move


def set_stage(article, stage):
    article.stage = stage
    Article.objects.filter(pk=article.pk).update(stage=stage)


def not_killed(article):
    if article.killed_at:
        raise Refused(
            gettext("%(slugline)s was killed. It cannot come back; start a new story.")
            % {"slugline": article.slugline}
        )


def findings_of(article, revision, moment, *, at, by, leave_out=False, live=None):
    """What the checks of this moment find in a version, beside what readers have."""
    document = revisions.upgrade(revision.document)
    return desk_checks.check(
        document,
        desk_checks.gather(article, document, at=at, leave_out=leave_out, by=by, revision=revision),
        moment,
        live_document=revisions.upgrade(live.revision.document) if live else None,
    )


def checked(article, revision, moment, *, at, by, leave_out=False, live=None, override=""):
    """Run the checks of this moment; returns (findings, names of the checks overridden).

    Raises Blocked, unless every finding that stops may be overridden by this person,
    who gave a reason.
    """
    findings = findings_of(article, revision, moment, at=at, by=by, leave_out=leave_out, live=live)
    stops = [finding for finding in findings if finding.stops]
    if not stops:
        return findings, []
    if not override.strip() or not all(finding.may_be_overridden for finding in stops):
        raise Blocked(findings)
    if not rights.may(by, "override", article):
        raise NoRight(gettext("You may not publish against a check. Ask a publisher."))
    return findings, sorted({finding.check for finding in stops})


def is_approved(article) -> bool:
    """Whether somebody stands by the newest revision."""
    return Approval.objects.filter(
        revision__article=article, revision__number=article.version
    ).exists()


def approve_newest(article, *, by, at):
    """Record submit and approve as far as they are still missing."""
    if article.stage in (Stage.PLANNED, Stage.DRAFT):
        set_stage(article, Stage.IN_REVIEW)
        log(article, Verb.SUBMIT, by=by, at=at)
    if not is_approved(article):
        Approval.objects.create(revision=revisions.newest(article), by=by, at=at)
        log(article, Verb.APPROVE, by=by, at=at)


#: Instants closer than this are one tick of the clock.
A_TICK = timedelta(milliseconds=1)


def after_what_began(article, moment):
    """The moment, or just after a start or end that shares its tick of the clock.

    Two moves within one tick would else begin at one instant.
    """
    tick = (moment, moment + A_TICK)
    latest = max(
        [
            *article.editions.filter(live_from__range=tick).values_list("live_from", flat=True),
            *article.withdrawals.filter(at__range=tick).values_list("at", flat=True),
        ],
        default=None,
    )
    return moment if latest is None else latest + timedelta(microseconds=1)
