"""May this story make this move? The verbs of the desk, and the only writer of stages,
approvals, editions and withdrawals.

Each verb locks the story's row, checks the person's right, the version they acted on and
the desk's checks, makes the move and logs it, all in one transaction. Buttons, bulk
actions and commands call these and nothing else.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import pairwise

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from articles import desk_checks, rendering, revisions, rights, timeline
from articles.desk_checks import Finding, Moment
from articles.models import (
    Address,
    Approval,
    Article,
    Correction,
    Edition,
    EditionByline,
    EditionTopic,
    FrontLead,
    Move,
    Picture,
    Revision,
    Withdrawal,
)

Stage = Article.Stage
Verb = Move.Verb


class Refused(Exception):
    """A move that was not made; the message says why, in words for the person."""


class NoRight(Refused):
    """This person may not make this move with this story."""


class Stale(Refused):
    """Somebody saved since the version that this move was based on."""


class Blocked(Refused):
    """A check stops the move; `findings` holds everything the checks found."""

    def __init__(self, findings: list[Finding]):
        self.findings = findings
        stops = [finding for finding in findings if finding.stops]
        things = "1 thing" if len(stops) == 1 else f"{len(stops)} things"
        super().__init__(
            f"Not done: {things}. "
            + " ".join(f"{finding.message} {finding.way_out}" for finding in stops)
        )


# What every verb does first and last ---------------------------------------------


@contextmanager
def _move(article, verb: str, *, by, version=None, at=None) -> Iterator[tuple[Article, datetime]]:
    """Lock the story, check right and version; yields the locked row and the moment.

    The moment is read with the lock held: a move that waited for another comes after it.
    """
    with transaction.atomic():
        locked = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
        moment = at or timezone.now()
        if not rights.may(by, verb, locked):
            raise NoRight(f"You may not {verb.replace('_', ' ')} this story.")
        if version is not None and version != locked.version:
            raise Stale(
                f"{locked.slugline} was saved by somebody else meanwhile: "
                f"you acted on v{version}, the newest is v{locked.version}."
            )
        yield locked, moment
    article.refresh_from_db()


def _log(article, verb, *, by, at, reason="", edition=None, **detail):
    Move.objects.create(
        article=article,
        verb=verb,
        revision=revisions.newest(article),
        edition=edition,
        reason=reason,
        detail=detail,
        by=by,
        at=at,
    )


def _set_stage(article, stage):
    article.stage = stage
    Article.objects.filter(pk=article.pk).update(stage=stage)


def _checked(article, moment, *, at, leave_out=False, live=None):
    """Run the checks of this moment; raises Blocked, else returns what they found."""
    document = revisions.newest(article).document
    findings = desk_checks.check(
        document,
        desk_checks.gather(article, document, at=at, leave_out=leave_out),
        moment,
        live_document=live.revision.document if live else None,
    )
    if any(finding.stops for finding in findings):
        raise Blocked(findings)
    return findings


# Writing -----------------------------------------------------------------------


@transaction.atomic
def start(document, *, by, at=None, kind=Revision.Kind.SAVE, planned=False) -> Article:
    """Put a new story on the desk: planned, or a first draft with what the document says.

    Raises NoRight for somebody who may not write stories.
    """
    if not by.has_perm("articles.add_article"):
        raise NoRight("You may not start a story.")
    moment = at or timezone.now()
    article = Article(
        stage=Stage.PLANNED if planned else Stage.DRAFT,
        created_by=by,
        created_at=moment,
        assigned_to=None if planned else by,
    )
    revisions.write(article, document)
    keep(article, by=by, at=moment, kind=kind)
    return article


def keep(article, *, by, at=None, kind=Revision.Kind.SAVE) -> Revision:
    """Keep a saved working copy as its newest revision and log what that began.

    Call inside the transaction that saved the rows, with the story's row locked.
    """
    moment = at or timezone.now()
    is_first = article.version == 0
    revision = revisions.record(article, by=by, at=moment, kind=kind)
    if is_first:
        _log(article, Verb.PLAN if article.stage == Stage.PLANNED else Verb.START, by=by, at=moment)
    elif article.stage == Stage.PLANNED and article.body:
        _set_stage(article, Stage.DRAFT)
        _log(article, Verb.START, by=by, at=moment)
    return revision


def is_approved(article) -> bool:
    """Whether somebody stands by the newest revision."""
    return Approval.objects.filter(
        revision__article=article, revision__number=article.version
    ).exists()


# Moves on the desk ----------------------------------------------------------------


def submit(article, *, by, version=None, at=None) -> list[Finding]:
    """Send a draft to the desk; returns what the checks noted, none of which stops it."""
    with _move(article, "submit", by=by, version=version, at=at) as (locked, moment):
        if locked.stage not in (Stage.PLANNED, Stage.DRAFT):
            raise Refused(f"{locked.slugline} is {locked.get_stage_display().lower()} already.")
        findings = _checked(locked, Moment.SUBMIT, at=moment)
        _set_stage(locked, Stage.IN_REVIEW)
        _log(locked, Verb.SUBMIT, by=by, at=moment)
    return findings


def send_back(article, *, by, reason: str, version=None, at=None) -> None:
    """Give a story back to its writer, saying what should change."""
    if not reason.strip():
        raise Refused("Say what should change: the writer gets your words.")
    with _move(article, "send_back", by=by, version=version, at=at) as (locked, moment):
        if locked.stage != Stage.IN_REVIEW:
            raise Refused(f"{locked.slugline} is not in review.")
        _set_stage(locked, Stage.DRAFT)
        _log(locked, Verb.SEND_BACK, by=by, at=moment, reason=reason.strip())


def approve(article, *, by, version=None, at=None) -> list[Finding]:
    """Stand by the newest revision. It is not published yet."""
    with _move(article, "approve", by=by, version=version, at=at) as (locked, moment):
        if locked.stage == Stage.SPIKED:
            raise Refused(f"{locked.slugline} is spiked. Bring it back first.")
        findings = _checked(locked, Moment.APPROVE, at=moment)
        _approve(locked, by=by, at=moment)
    return findings


def _approve(article, *, by, at):
    """Record submit and approve as far as they are still missing."""
    if article.stage in (Stage.PLANNED, Stage.DRAFT):
        _set_stage(article, Stage.IN_REVIEW)
        _log(article, Verb.SUBMIT, by=by, at=at)
    if not is_approved(article):
        Approval.objects.create(revision=revisions.newest(article), by=by, at=at)
        _log(article, Verb.APPROVE, by=by, at=at)


def spike(article, *, by, version=None, reason="", at=None) -> None:
    """Give up a story that readers never saw. It can be brought back."""
    with _move(article, "spike", by=by, version=version, at=at) as (locked, moment):
        if timeline.public_state(locked, moment) != timeline.PublicState.NEVER:
            raise Refused("Readers can see, saw or will see this story. Withdraw it instead.")
        if locked.stage == Stage.SPIKED:
            raise Refused(f"{locked.slugline} is spiked already.")
        _set_stage(locked, Stage.SPIKED)
        _log(locked, Verb.SPIKE, by=by, at=moment, reason=reason)


def restore(article, *, by, at=None) -> None:
    """Bring a spiked story back as a draft."""
    with _move(article, "restore", by=by, at=at) as (locked, moment):
        if locked.stage != Stage.SPIKED:
            raise Refused(f"{locked.slugline} is not spiked.")
        _set_stage(locked, Stage.DRAFT)
        _log(locked, Verb.RESTORE, by=by, at=moment)


# Before readers --------------------------------------------------------------------


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
    at=None,
) -> Edition:
    """Put the newest revision before readers, now or at `go_live_at`; returns the edition.

    Records submit and approve as well where they are missing and the person may do both.
    Refuses (Refused and its kinds) a stale version, an unapproved story of somebody else,
    an embargo that has not lifted, and whatever a check blocks. `change` is asked of a
    story that is live: a fix, update, clarification or correction, the latter two with
    the dated notice in `correction`, unless one waits on the story already.
    """
    verb = "schedule" if go_live_at and go_live_at > (at or timezone.now()) else "publish"
    with _move(article, verb, by=by, version=version, at=at) as (locked, moment):
        moment = _after_what_began(locked, moment)
        start_at = max(go_live_at, moment) if verb == "schedule" else moment
        live = timeline.live_edition(locked, moment)
        kind = _change_class(locked, live, change)
        _refuse_unpublishable(locked, by, moment)
        _refuse_past_take_down(locked, start_at)
        if correction.strip():
            _add_correction(locked, kind, correction.strip())
            revisions.record(locked, by=by, at=moment)
        else:
            _require_fitting_correction(locked, kind)
        _checked(locked, _moment_of(kind), at=start_at, leave_out=leave_out, live=live)
        _approve(locked, by=by, at=moment)
        edition = _make_edition(
            locked,
            by=by,
            start_at=start_at,
            made_at=moment,
            change=kind,
            what_is_new=what_is_new,
            to_top=to_top,
            leave_out=leave_out,
        )
        _log(
            locked,
            Verb(verb),
            by=by,
            at=moment,
            edition=edition,
            live_from=start_at.isoformat(),
            change=kind,
        )
    return edition


def unschedule(article, *, by, at=None) -> None:
    """Cancel what is scheduled; readers keep what they have."""
    with _move(article, "unschedule", by=by, at=at) as (locked, moment):
        if not _drop_scheduled(locked, moment):
            raise Refused(f"Nothing is scheduled for {locked.slugline}.")
        _set_take_downs(locked, by=by, made_at=moment)
        timeline.retime(locked)
        _log(locked, Verb.UNSCHEDULE, by=by, at=moment)


def withdraw(article, *, by, version=None, notice="", reason="", at=None) -> None:
    """Take a story off the site now: its address says so (410), and its schedules go."""
    with _move(article, "withdraw", by=by, version=version, at=at) as (locked, moment):
        moment = _after_what_began(locked, moment)
        if timeline.live_edition(locked, moment) is None:
            raise Refused(f"{locked.slugline} is not live.")
        _drop_scheduled(locked, moment)
        locked.withdrawals.filter(at__gt=moment).delete()
        Withdrawal.objects.create(article=locked, at=moment, notice=notice, by=by)
        timeline.retime(locked)
        FrontLead.objects.filter(article=locked).delete()
        _log(locked, Verb.WITHDRAW, by=by, at=moment, reason=reason or notice)


def make_lead(article, *, by, until=None, at=None) -> None:
    """Pin a story to the head of the front, in place of the one pinned before."""
    with _move(article, "lead", by=by, at=at) as (locked, moment):
        if timeline.live_edition(locked, moment) is None:
            raise Refused(f"{locked.slugline} is not live.")
        FrontLead.objects.update_or_create(
            only=True, defaults={"article": locked, "until": until, "by": by, "at": moment}
        )
        _log(locked, Verb.LEAD, by=by, at=moment)


#: Instants closer than this are one tick of the clock.
A_TICK = timedelta(milliseconds=1)


def _after_what_began(article, moment):
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


def _change_class(article, live, change):
    if live is None:
        return Edition.Change.UPDATE if _was_live(article) else Edition.Change.FIRST
    if change in (None, Edition.Change.FIRST):
        raise Refused("Readers have this story already: say what kind of change this is.")
    return Edition.Change(change)


def _was_live(article):
    return article.editions.exists()


def _moment_of(change):
    if change == Edition.Change.FIRST:
        return Moment.PUBLISH
    return Moment.UPDATE if change == Edition.Change.UPDATE else Moment.FIX


def _refuse_unpublishable(article, by, moment):
    if article.stage == Stage.SPIKED:
        raise Refused(f"{article.slugline} is spiked. Bring it back first.")
    if article.version == 0:
        raise Refused("Save the story first.")
    if not is_approved(article) and not rights.may(by, "approve", article):
        raise Refused(f"{article.slugline} is not approved: ask somebody who may approve it.")
    if article.editions.filter(live_from__gt=moment).exists():
        raise Refused("Something is scheduled for this story already. Cancel it first.")


def _refuse_past_take_down(article, start_at):
    if article.use_until and article.use_until <= start_at:
        ends = timezone.localtime(article.use_until)
        raise Refused(
            f"{article.slugline} is to be taken down on {ends:%-d %B %Y at %H:%M %Z}, "
            "before it would go out. Change “Take down at” first."
        )


#: Changes of which readers get a dated notice.
WITH_NOTICE = (Edition.Change.CLARIFICATION, Edition.Change.CORRECTION)


def _add_correction(article, kind, text):
    if kind not in WITH_NOTICE:
        raise Refused("A notice goes with a correction or a clarification.")
    if article.corrections.filter(kind=kind, text=text, edition__isnull=False).exists():
        raise Refused("Readers have this notice already.")
    Correction.objects.create(article=article, ref=uuid.uuid4(), kind=kind, text=text)


def _require_fitting_correction(article, kind):
    """A notice goes out with a change that says so, and such a change with its notice."""
    waits = article.corrections.filter(edition=None).exists()
    if kind in WITH_NOTICE and not waits:
        raise Refused("Say what was wrong: readers get a dated notice.")
    if kind == Edition.Change.FIX and waits:
        raise Refused(
            "A correction waits on this story, and a fix tells readers nothing. "
            "Publish it as a correction, or take the notice out first."
        )


def _drop_scheduled(article, moment):
    """Remove editions that have not begun, with addresses that no reader ever met."""
    coming = article.editions.filter(live_from__gt=moment)
    if not coming.exists():
        return False
    article.corrections.filter(edition__in=coming).update(edition=None, issued_at=None)
    asked_slug = coming.earliest("live_from").revision.document["fields"]["slug"]
    coming.delete()
    article.addresses.exclude(path__in=article.editions.values("path")).delete()
    _set_slug(article, _slug_that_readers_know(article) or asked_slug)
    return True


def _slug_that_readers_know(article):
    begun = article.editions.order_by("live_from").last()
    return begun.path.split("/")[-2] if begun else ""


# Making an edition -------------------------------------------------------------------


def _make_edition(
    article, *, by, start_at, made_at, change, what_is_new, to_top, leave_out
) -> Edition:
    document = rendering.public_document(revisions.read(article), at=start_at, leave_out=leave_out)
    edition = rendering.edition_of(
        document,
        article=article,
        revision=revisions.newest(article),
        change=change,
        what_is_new=what_is_new,
        to_top=to_top,
        live_from=start_at,
        first_published_at=start_at,
        listed_at=start_at,
        lead_alt_text=_alt_text(rendering.lead_figure(document)),
        search_text=rendering.search_text(document),
        published_by=by,
        created_at=made_at,
    )
    edition.path = _claim_address(article, edition)
    edition.save()
    _add_rows(edition, document)
    _issue_corrections(article, edition, by=by)
    _set_take_downs(article, by=by, made_at=made_at)
    timeline.retime(article)
    return Edition.objects.get(pk=edition.pk)


SLUG_LENGTH = Article._meta.get_field("slug").max_length


def _alt_text(figure):
    if figure is None or figure["decorative"] or not figure["picture"]:
        return ""
    return figure["alt_text"] or Picture.objects.get(pk=figure["picture"]).alt_text


def _add_rows(edition, document):
    EditionByline.objects.bulk_create(
        EditionByline(
            edition=edition,
            author_id=byline["author"],
            position=position,
            role=byline["role"],
            credited_as=byline["credited_as"] or byline["name"],
            listed_at=edition.listed_at,
        )
        for position, byline in enumerate(document["bylines"])
    )
    EditionTopic.objects.bulk_create(
        EditionTopic(edition=edition, topic_id=topic, listed_at=edition.listed_at)
        for topic in document["topics"]
    )


def _issue_corrections(article, edition, *, by):
    article.corrections.filter(edition=None).update(
        edition=edition, issued_at=edition.live_from, issued_by=by
    )


def _set_take_downs(article, *, by, made_at):
    """Keep the withdrawals that lie ahead in step with the “take down at” of each edition.

    One counts while its own edition would be live: an update to come neither lengthens
    nor shortens what readers have now.
    """
    article.withdrawals.filter(kind=Withdrawal.Kind.TAKE_DOWN, at__gt=made_at).delete()
    editions = article.editions.order_by("live_from")
    ends = editions.values_list("live_from", "document__fields__use_until")
    for (live_from, use_until), following in pairwise([*ends, None]):
        ends_at = datetime.fromisoformat(use_until) if use_until else None
        if ends_at is None or ends_at <= max(made_at, live_from):
            continue
        if following is None or ends_at < following[0]:
            Withdrawal.objects.get_or_create(
                article=article,
                at=ends_at,
                defaults={"kind": Withdrawal.Kind.TAKE_DOWN, "by": by, "created_at": made_at},
            )


# Addresses ------------------------------------------------------------------------------


def _claim_address(article, edition):
    """The story's path, claimed for good; a taken slug gets -2, -3 and so on.

    The date is the local day of first publication; the slug is proposed from the headline
    until the story has an address and never again.
    """
    first = article.editions.order_by("live_from").values_list("live_from", flat=True).first()
    day = timezone.localtime(first or edition.live_from)
    slug = article.slug or slugify(article.headline)[:80].strip("-") or f"story-{article.pk}"
    number = 1
    while True:
        tail = f"-{number}" if number > 1 else ""
        numbered = slug[: SLUG_LENGTH - len(tail)] + tail
        path = f"/{edition.section.slug}/{day:%Y/%m/%d}/{numbered}/"
        if _claim(path, article):
            break
        number += 1
    _set_slug(article, numbered)
    return path


def _set_slug(article, slug):
    article.slug = slug
    Article.objects.filter(pk=article.pk).update(slug=slug)


def _claim(path, article):
    try:
        with transaction.atomic():
            address, _ = Address.objects.get_or_create(path=path, defaults={"article": article})
    except IntegrityError:
        return False
    return address.article_id == article.pk
