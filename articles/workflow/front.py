"""What leads the front."""

from articles import timeline
from articles.models import FrontLead
from articles.workflow.moving import Verb, log, moving
from articles.workflow.refusals import Refused


def make_lead(article, *, by, until=None, at=None) -> None:
    """Pin a story to the head of the front, in place of the one pinned before."""
    with moving(article, "lead", by=by, at=at) as (locked, moment):
        live = timeline.live_edition(locked, moment)
        if live is None or live.is_retracted:
            raise Refused(f"{locked.slugline} is not live.")
        FrontLead.objects.update_or_create(
            only=True, defaults={"article": locked, "until": until, "by": by, "at": moment}
        )
        log(locked, Verb.LEAD, by=by, at=moment)
