"""What leads the front, and the front as a person arranged it: draft, launched, scheduled."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import front, purging, timeline
from articles.models import Article, FrontDraft, FrontEdition, FrontLead, Section
from articles.workflow.moving import Verb, log, moving
from articles.workflow.refusals import NoRight, Refused, Stale

LONGEST_KICKER, LONGEST_HEADLINE = 60, 200


def make_lead(article, *, by, until=None, at=None) -> None:
    """Pin a story to the head of the front until a time, in place of the one pinned before."""
    with moving(article, "lead", by=by, at=at) as (locked, moment):
        live = timeline.live_edition(locked, moment)
        if live is None or live.is_retracted:
            raise Refused(_("%(slugline)s is not live.") % {"slugline": locked.slugline})
        if locked.desk_id and locked.desk.is_practice:
            raise Refused(
                _("%(slugline)s is on the practice desk. Give it to another first.")
                % {"slugline": locked.slugline}
            )
        if until is not None and until <= moment:
            raise Refused(_("This time has passed: choose a later one."))
        before = pinned(moment)
        pin = {"article": locked, "until": until, "by": by, "at": moment}
        if before is None or before.article_id != locked.pk:
            pin |= {
                "before": before and before.article,
                "before_until": before and before.until,
            }
        FrontLead.objects.update_or_create(only=True, defaults=pin)
        log(locked, Verb.LEAD, by=by, at=moment, **({"until": until.isoformat()} if until else {}))


def put_lead_back(article, *, by, at=None) -> None:
    """Take a story off the head of the front; what led before it leads again."""
    with moving(article, "lead", by=by, at=at) as (locked, moment):
        pin = pinned(moment)
        if pin is None or pin.article_id != locked.pk:
            raise Refused(
                _("%(slugline)s is not pinned to the front.") % {"slugline": locked.slugline}
            )
        is_over = pin.before_until is not None and pin.before_until <= moment
        if pin.before is None or is_over:
            pin.delete()
        else:
            FrontLead.objects.filter(pk=pin.pk).update(
                article=pin.before, until=pin.before_until, before=None, before_until=None, by=by
            )
            purging.front_changed()
        log(locked, Verb.LEAD_BACK, by=by, at=moment)


def pinned(at) -> FrontLead | None:
    """The pin in force at that moment, live or not; a lead launched since replaces it."""
    pin = front.pins_at(at).select_related("before", "article").first()
    if pin is None:
        return None
    since = FrontEdition.objects.filter(live_from__lte=at, launched_at__gt=pin.at)
    return None if front.is_overruled(pin.at, since) else pin


# The draft ------------------------------------------------------------------------------


def live_front(at) -> FrontEdition | None:
    """The front that readers have at that moment; None where nobody has launched one."""
    return FrontEdition.objects.live(at).select_related("launched_by").first()


def front_draft(at) -> FrontDraft:
    """The front that is being worked on: until somebody saves one, as readers have it."""
    draft = FrontDraft.objects.select_related("changed_by").first() or FrontDraft()
    return _as_live(draft, at) if is_untouched(draft) else draft


def is_untouched(draft):
    """Whether nothing was saved since the front was last launched or discarded."""
    return draft.changed_by_id is None and not draft.slots


def save_front_draft(slots, *, by, base_version, at=None) -> FrontDraft:
    """Keep an arrangement. Refuses one that began from an older draft than the newest."""
    with _arranging(by, base_version, at) as (draft, moment):
        if _visible(by, slots).count() < len({slot["article"] for slot in slots}):
            raise Refused(_("There is no such story. Choose another."))
        draft.slots = _checked([*slots, *_unseen(draft, slots, by, moment)])
        _save(draft, by=by, at=moment)
    return draft


def discard_front_draft(*, by, base_version, at=None) -> None:
    """Let go of what was arranged: the draft is the live front again."""
    with _arranging(by, base_version, at) as (draft, moment):
        _let_go(draft, moment)


# Before readers ----------------------------------------------------------------------------


def launch_front(*, by, base_version, at=None) -> FrontEdition:
    """Put the draft before readers now."""
    with _arranging(by, base_version, at) as (draft, moment):
        slots = draft.slots if not is_untouched(draft) else _live_slots(moment)
        launched = _launch(slots, by=by, at=moment)
        _let_go(draft, moment)
    return launched


def schedule_front(*, by, base_version, go_live_at, at=None) -> FrontEdition:
    """Put the draft before readers at a time; what was launched before ends there."""
    with _arranging(by, base_version, at) as (draft, moment):
        if go_live_at <= moment:
            raise Refused(_("This time has passed: choose a later one."))
        if FrontEdition.objects.filter(live_from=go_live_at).exists():
            raise Refused(
                _("Another front is scheduled for this time. Cancel it, or choose another time.")
            )
        slots = draft.slots if not is_untouched(draft) else _live_slots(moment)
        if any(front.is_over(slot, go_live_at) for slot in slots):
            raise Refused(
                _("A story’s time on the front ends before this front begins. Give it a later one.")
            )
        scheduled = _made(slots, go_live_at, by=by, at=moment)
        _let_go(draft, moment)
    return scheduled


def unschedule_front(scheduled, *, by, at=None) -> None:
    """Cancel a front that has not begun; the one before it goes on."""
    with _arranging(by, None, at) as (_draft, moment):
        ahead = FrontEdition.objects.filter(pk=scheduled.pk, live_from__gt=moment)
        if not ahead.delete()[0]:
            raise Refused(_("This front is not scheduled any more. Nothing was changed."))
        timeline.retime_fronts()


def restore_front(earlier, *, by, at=None) -> FrontEdition:
    """Put a front of before in front of readers again, now. The draft stays as it is."""
    with _arranging(by, None, at) as (_draft, moment):
        begun = FrontEdition.objects.filter(pk=earlier.pk, live_from__lte=moment).first()
        if begun is None:
            raise Refused(_("This front has not been live. Nothing was changed."))
        return _launch(begun.slots, by=by, at=moment, restored_from=begun)


def _launch(slots, *, by, at, restored_from=None):
    """A front from now on; what was taken for a time that has come fills itself."""
    while FrontEdition.objects.filter(live_from=at).exists():
        at += timedelta(microseconds=1)
    slots = [slot for slot in slots if not front.is_over(slot, at)]
    launched = _made(slots, at, by=by, at=at, restored_from=restored_from)
    launched.refresh_from_db()
    return launched


def _made(slots, live_from, *, by, at, restored_from=None):
    """A front that readers have from a moment on, decided on at another or the same."""
    made = FrontEdition.objects.create(
        slots=slots,
        live_from=live_from,
        listed_at=live_from,
        launched_by=by,
        launched_at=at,
        restored_from=restored_from,
    )
    timeline.retime_fronts()
    return made


# What every one of them does ---------------------------------------------------------------


@contextmanager
def _arranging(by, base_version, at) -> Iterator[tuple[FrontDraft, datetime]]:
    """Lock the draft, check right and version; yields it and the moment.

    The draft's one row is the lock of all fronts. `by` is None for what no person does.
    """
    with transaction.atomic():
        FrontDraft.objects.get_or_create(only=True)
        draft = FrontDraft.objects.select_for_update().get()
        moment = at or timezone.now()
        if by is not None and not by.has_perm("articles.lead_front"):
            raise NoRight(_("You may not arrange the front."))
        if base_version is not None and base_version != draft.version:
            raise Stale(
                _("Somebody else saved the front meanwhile. Look at theirs, then press once more.")
            )
        yield draft, moment


def _save(draft, *, by, at):
    draft.version += 1
    draft.changed_by, draft.changed_at = by, at
    draft.save()


def _let_go(draft, at):
    draft.slots = []
    _save(draft, by=None, at=at)


def _live_slots(at):
    live = live_front(at)
    return [slot for slot in live.slots if not front.is_over(slot, at)] if live else []


def _as_live(draft, at):
    draft.slots = _live_slots(at)
    return draft


def _unseen(draft, slots, by, at):
    """What somebody else placed and this person cannot know of: it stays where it is."""
    had = _live_slots(at) if is_untouched(draft) else draft.slots
    visible = set(_visible(by, had).values_list("pk", flat=True))
    taken = {slot["place"] for slot in slots}
    return [slot for slot in had if slot["article"] not in visible and slot["place"] not in taken]


def _visible(by, slots):
    stories = Article.objects.all() if by is None else Article.objects.visible_to(by)
    return stories.filter(pk__in={slot["article"] for slot in slots})


def _checked(slots):
    """The slots in the order of the page. Refuses what is no place, no story, no moment."""
    places = {*front.PLACES, *(front.river_of(each) for each in Section.objects.only("pk"))}
    stories = {story.pk: story for story in _visible(None, slots).select_related("desk")}
    for slot in slots:
        if slot["place"] not in places:
            raise Refused(_("The front has no such place. Load this page again."))
        if slot["article"] in stories:  # else the story was deleted since
            _may_stand(stories[slot["article"]])
        _fits(slot)
    if len({slot["place"] for slot in slots}) < len(slots):
        raise Refused(_("A place of the front holds one story. Load this page again."))
    return sorted(slots, key=lambda slot: (front.order_of(slot["place"]), slot["place"]))


def _may_stand(story):
    name = {"story": story.slugline}
    if story.killed_at:
        raise Refused(_("%(story)s was killed. Take it off the front.") % name)
    if story.desk_id and story.desk.is_practice:
        raise Refused(
            _("%(story)s is on the practice desk. Give it to another first, or take it off.") % name
        )


def _fits(slot):
    """Refuse words that a card has no room for, and a time that is none."""
    if len(slot["kicker"]) > LONGEST_KICKER or len(slot["headline"]) > LONGEST_HEADLINE:
        raise Refused(_("These words are too long for the front. Shorten them."))
    until = slot["until"]
    if until is not None and datetime.fromisoformat(until).tzinfo is None:
        raise Refused(_("A time on the front needs its zone."))
