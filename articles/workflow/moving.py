"""What every verb does first and last: lock, right, version, checks, log."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

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
            raise NoRight(f"You may not {WORDS.get(verb, verb.replace('_', ' '))} this story.")
        if version is not None and version != locked.version:
            raise Stale(
                f"{locked.slugline} was saved by somebody else meanwhile: "
                f"you acted on v{version}, the newest is v{locked.version}."
            )
        yield locked, moment
    article.refresh_from_db()


#: Verbs whose name does not read as what a person does.
WORDS = {
    "fix_live": "change the live version of",
    "lead": "make a lead of",
    "put_video_live": "put a video on the live page of",
    "replace_video": "replace a video in",
    "restore": "bring back",
    "restore_version": "restore a version of",
    "bring_in": "bring a correction into",
    "second_read": "read",
    "import_published": "import",
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
        raise Refused(f"{article.slugline} was killed. It cannot come back; start a new story.")


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
        raise NoRight("You may not publish against a check. Ask a publisher.")
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
