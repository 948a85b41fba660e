"""Re-checking what goes out within the hour, and holding back what fails when its time comes."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import timeline, workflow
from articles.models import Alarm, Article, Edition
from articles.ticking import held
from articles.workflow.publishing import checked_again

AHEAD = timedelta(hours=1)
#: Somewhat more than from one tick to the next.
AT_HAND = timedelta(seconds=90)
#: What begins within this is as good as out: readers must not lose what they have seen.
TOO_LATE = timedelta(seconds=5)
AN_INSTANT = timedelta(microseconds=1)


def look(this):
    """Raise an alarm for each scheduled version that would not pass its checks at its time."""
    keys = set()
    for edition in coming(this.at):
        key = f"due:{edition.pk}"
        keys.add(key)
        with this.item(edition.pk, article=edition.article):
            found = stops(edition)
            if not found:
                keys.discard(key)
            elif TOO_LATE < edition.live_from - this.at <= AT_HAND:
                this.done["held back"] += hold_back(edition, at=this.at)
                keys.discard(key)
            else:
                words = f"{edition.article.slugline} {warning(edition, found)}"
                this.raise_alarm(Alarm.Kind.DUE, key, words, article=edition.article)
    this.clear_others(Alarm.Kind.DUE, keys)


def coming(at):
    """What goes out within the hour, the soonest first."""
    editions = Edition.objects.scheduled(at).filter(live_from__lte=at + AHEAD)
    editions = editions.select_related("article", "revision", "published_by")
    return list(editions.prefetch_related("moves").order_by("live_from", "pk"))


def stops(edition):
    """The findings that would stop it at its time, but for those overridden when it was set."""
    try:
        checked_again(
            edition,
            at=edition.live_from,
            by=edition.published_by,
            live=timeline.live_edition(edition.article, edition.live_from - AN_INSTANT),
        )
    except workflow.Blocked as refusal:
        return [finding for finding in refusal.findings if finding.stops]
    return []


def warning(edition, found):
    """What the desk reads beside the story's name while there is time."""
    time = timezone.localtime(edition.live_from)
    return _("cannot go out at %(time)s as it is: %(reason)s") % {
        "time": f"{time:%H:%M}",
        "reason": reason(found),
    }


def reason(found):
    """Why, as the end of a sentence."""
    why = clause(found[0].message)
    if len(found) == 1:
        return why
    return _("%(why)s (And %(count)s more.)") % {"why": why, "count": len(found) - 1}


def clause(message):
    """A sentence as it reads after a colon; a name or an abbreviation keeps its capital."""
    is_common_word = message[:1].isupper() and message[1:2].islower()
    return message[:1].lower() + message[1:] if is_common_word else message


@transaction.atomic
def hold_back(edition, *, at) -> bool:
    """Take a version back that fails when its time is at hand; False if it was put right.

    Asked once more with the story locked: somebody may have saved, or another tick been here.
    """
    Article.objects.select_for_update(of=("self",)).get(pk=edition.article_id)
    edition = next((each for each in coming(at) if each.pk == edition.pk), None)
    found = stops(edition) if edition else []
    if not found:
        return False
    workflow.hold(edition, words=reason(found), at=at)
    held.sound(edition.article, at=at)
    return True
