"""What leads the front."""

from django.db.models import Q

from articles import timeline
from articles.models import FrontLead
from articles.workflow.moving import Verb, log, moving
from articles.workflow.refusals import Refused


def make_lead(article, *, by, until=None, at=None) -> None:
    """Pin a story to the head of the front until a time, in place of the one pinned before."""
    with moving(article, "lead", by=by, at=at) as (locked, moment):
        live = timeline.live_edition(locked, moment)
        if live is None or live.is_retracted:
            raise Refused(f"{locked.slugline} is not live.")
        if locked.desk_id and locked.desk.is_practice:
            raise Refused(f"{locked.slugline} is on the practice desk. Give it to another first.")
        if until is not None and until <= moment:
            raise Refused("This time has passed: choose a later one.")
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
    """Take a story off the head of the front; what was pinned before it leads again."""
    with moving(article, "lead", by=by, at=at) as (locked, moment):
        pin = pinned(moment)
        if pin is None or pin.article_id != locked.pk:
            raise Refused(f"{locked.slugline} is not pinned to the front.")
        is_over = pin.before_until is not None and pin.before_until <= moment
        if pin.before is None or is_over:
            pin.delete()
        else:
            FrontLead.objects.filter(pk=pin.pk).update(
                article=pin.before, until=pin.before_until, before=None, before_until=None, by=by
            )
        log(locked, Verb.LEAD_BACK, by=by, at=moment)


def pinned(at) -> FrontLead | None:
    """The pin in force at that moment, live or not."""
    in_force = FrontLead.objects.filter(Q(until=None) | Q(until__gt=at), at__lte=at)
    return in_force.select_related("before", "article").first()
