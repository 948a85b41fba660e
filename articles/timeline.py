"""A story's windows in time: which of its editions readers see at which instant."""

from enum import StrEnum
from itertools import pairwise

from articles.models import Edition, EditionByline, EditionTopic


class PublicState(StrEnum):
    NEVER = "never"
    SCHEDULED = "scheduled"
    LIVE = "live"
    WITHDRAWN = "withdrawn"


def retime(article):
    """Close every edition where the next one or a withdrawal begins, so windows never overlap.

    The one writer of windows and of the times derived from them: first publication (lost
    with the edition that held it), the reader's "updated", and the place in lists. Call
    with the story's row locked, after any change to its editions or withdrawals.
    """
    editions = list(article.editions.order_by("live_from"))
    ends = sorted(article.withdrawals.values_list("at", flat=True))
    first = listed = updated = None
    for edition, following in pairwise([*editions, None]):
        if first is None:
            first = listed = edition.live_from
        if edition.change in Edition.SUBSTANTIVE:
            updated = edition.live_from
        if edition.to_top:
            listed = edition.live_from
        until = min(
            [end for end in ends if end > edition.live_from]
            + ([following.live_from] if following else []),
            default=None,
        )
        _set_times(edition, until=until, first=first, listed=listed, updated=updated)


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
    Edition.objects.filter(pk=edition.pk).update(**times)
    for name, value in times.items():
        setattr(edition, name, value)


def public_state(article, at):
    """What readers get at the story's address at this instant; derived, never stored."""
    begun = article.editions.filter(live_from__lte=at)
    if begun.live(at).exists():
        return PublicState.LIVE
    if begun.exists():
        return PublicState.WITHDRAWN
    return PublicState.SCHEDULED if article.editions.exists() else PublicState.NEVER


def live_edition(article, at):
    """The edition that readers see at this instant, or None."""
    return article.editions.live(at).first()
