"""Putting readers back to what they had: the version before, and Undo for a slip."""

from datetime import timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles import revisions, timeline
from articles.models import Edition, Move
from articles.workflow.editions import (
    add_rows,
    make_from_facts,
    set_take_down,
    take_back_corrections,
)
from articles.workflow.moving import Verb, after_what_began, log, moving, not_killed
from articles.workflow.publishing import refuse_past_take_down
from articles.workflow.refusals import Refused

#: For how long a publication counts as a slip.
UNDO_FOR = timedelta(seconds=60)
#: Moves that put something before readers at once.
UNDONE = (Verb.PUBLISH, Verb.FIX, Verb.CORRECT, Verb.RETRACT, Verb.PUT_BACK)


def put_back(article, *, by, at=None) -> Edition:
    """Put the version before the live one back before readers, as a fix; the draft stays."""
    with moving(article, "put_back", by=by, at=at) as (locked, moment):
        not_killed(locked)
        moment = after_what_began(locked, moment)
        refuse_past_take_down(locked, moment)
        live = timeline.live_edition(locked, moment)
        before = _before(locked, live)
        if live is None or before is None:
            raise Refused(_("Readers had no version before this one."))
        if live.is_retracted and not before.is_retracted:
            raise Refused(_("A retraction stays. Publish what is right instead."))
        missing = revisions.missing_corrections(before.revision, at=moment)
        if missing:
            issued = timezone.localtime(missing[0].issued_at)
            raise Refused(
                _("That would undo the correction of %(issued)s. Correct the live version instead.")
                % {"issued": date_format(issued, "j F, H:i")}
            )
        edition = _again(before, by=by, at=moment)
        log(
            locked,
            Verb.PUT_BACK,
            by=by,
            at=moment,
            edition=edition,
            revision=edition.revision,
            live_from=moment.isoformat(),
        )
    return edition


def _before(article, live):
    """What readers had before the live edition, slips and what was put back over aside."""
    if live is None:
        return None
    earlier = article.editions.filter(live_from__lt=live.live_from, undone_at=None)
    earlier = earlier.exclude(revision=live.revision_id)
    return earlier.select_related("revision").order_by("-live_from").first()


def _again(edition, *, by, at):
    """The same edition once more, from now on; readers are told nothing."""
    again = Edition.objects.get(pk=edition.pk)
    again.pk = None
    again._state.adding = True
    again.change, again.what_is_new = Edition.Change.FIX, ""
    again.to_top = again.as_new = False
    again.live_from, again.live_until, again.undone_at = at, None, None
    again.first_published_at = again.listed_at = at
    again.published_by, again.created_at = by, at
    again.save()
    add_rows(again)
    set_take_down(again.article, by=by, at=at)
    timeline.retime(again.article)
    return Edition.objects.get(pk=again.pk)


def slip_of(article, at) -> Move | None:
    """The publication of the last minute that Undo would take back, or None."""
    live = timeline.live_edition(article, at)
    if live is None:
        return None
    recent = article.moves.filter(verb__in=UNDONE, edition=live, at__gt=at - UNDO_FOR, at__lte=at)
    return recent.select_related("edition", "by").first()


def undo(article, *, by, at=None) -> None:
    """Take back a slip of the last minute: readers get what they had, or nothing (404).

    Schedules that the publication cleared come back where their time lies ahead; its
    notice waits on the story again; the draft stays as it is.
    """
    with moving(article, "undo", by=by, at=at) as (locked, moment):
        move = slip_of(locked, moment)
        if move is None:
            raise Refused(_("Too late to undo. Use “Put back the version before”, or withdraw it."))
        moment = after_what_began(locked, moment)
        slip = move.edition
        before = _had_before(locked, slip)
        take_back_corrections([slip])
        Edition.objects.filter(pk=slip.pk).update(undone_at=moment)
        if before:
            _again(before, by=by, at=moment)
        else:
            set_take_down(locked, by=by, at=moment)
            timeline.retime(locked)
        for facts in move.detail.get("cleared", []):
            if facts["live_from"] > moment.isoformat():
                make_from_facts(locked, facts, by=by)
        log(
            locked,
            Verb.UNDO,
            by=by,
            at=moment,
            edition=slip,
            revision=slip.revision,
            undone=move.verb,
        )


def _had_before(article, slip):
    """The edition whose window the slip closed."""
    earlier = article.editions.filter(
        live_until=slip.live_from, live_from__lt=slip.live_from, is_killed=False
    )
    return earlier.order_by("-live_from").first()
