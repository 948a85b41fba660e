"""A story's windows in time: which of its editions readers see at which instant."""

from enum import StrEnum
from itertools import pairwise

from articles import purging, search
from articles.models import Edition, EditionByline, EditionTopic, FrontEdition


class PublicState(StrEnum):
    NEVER = "never"
    SCHEDULED = "scheduled"
    LIVE = "live"
    WITHDRAWN = "withdrawn"
    KILLED = "killed"


def retime(article):
    """Close every edition where the next one or a withdrawal begins, so windows never overlap.

    The one writer of windows and of the times derived from them: first publication (lost
    with the edition that held it), the reader's "updated", and the place in lists. Call
    with the story's row locked, after any change to its editions or withdrawals.
    """
    editions = list(article.editions.order_by("live_from"))
    ends = sorted(article.withdrawals.values_list("at", flat=True))
    before_all = purging.said_by(article, editions)
    first = listed = updated = None
    for edition, following in pairwise([*editions, None]):
        before = first, listed, updated
        if first is None or edition.as_new:
            first, listed, updated = edition.live_from, edition.live_from, None
        if edition.change in Edition.SUBSTANTIVE and edition.live_from != first:
            updated = edition.live_from
        if edition.to_top:
            listed = edition.live_from
        _set_times(
            edition,
            until=_end(edition, following, ends),
            first=first,
            listed=listed,
            updated=updated,
        )
        if edition.undone_at:
            # It was a slip: what comes after takes up where it was.
            first, listed, updated = before
    purging.story_changed(article, editions, before=before_all)


def _end(edition, following, withdrawals):
    ends = [at for at in withdrawals if at > edition.live_from]
    ends += [following.live_from] if following else []
    ends += [edition.undone_at] if edition.undone_at else []
    return min(ends, default=None)


def _set_times(edition, *, until, first, listed, updated):
    times = {
        "live_until": until,
        "first_published_at": first,
        "listed_at": listed,
        "updated_at": updated,
    }
    if all(getattr(edition, name) == value for name, value in times.items()):
        return
    if edition.listed_at != listed:
        EditionByline.objects.filter(edition=edition).update(listed_at=listed)
        EditionTopic.objects.filter(edition=edition).update(listed_at=listed)
        search.relist(edition, listed)
    Edition.objects.filter(pk=edition.pk).update(**times)
    for name, value in times.items():
        setattr(edition, name, value)


def retime_fronts():
    """Close every front where the next one begins, so that readers have one at a time.

    Call with the draft's row locked, after any change to what is launched or scheduled.
    """
    fronts = list(FrontEdition.objects.order_by("live_from").only("live_from", "live_until"))
    for front, following in pairwise([*fronts, None]):
        until = following.live_from if following else None
        if front.live_until != until:
            FrontEdition.objects.filter(pk=front.pk).update(live_until=until)
    purging.fronts_changed(fronts)


def public_state(article, at):
    """What readers get at the story's address at this instant; derived, never stored."""
    if article.killed_at and article.killed_at <= at:
        return PublicState.KILLED
    begun = article.editions.filter(live_from__lte=at)
    if begun.live(at).exists():
        return PublicState.LIVE
    if begun.exclude(undone_at__lte=at).exists():
        return PublicState.WITHDRAWN
    scheduled = article.editions.scheduled(at).exists()
    return PublicState.SCHEDULED if scheduled else PublicState.NEVER


def live_edition(article, at):
    """The edition that readers see at this instant, or None."""
    return article.editions.live(at).first()
