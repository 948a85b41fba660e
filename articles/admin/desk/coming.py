"""What happens in the next 24 hours by itself, or is due."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles.admin.desk import hand
from articles.models import Edition, Withdrawal

AHEAD = timedelta(hours=24)
MOST = 60


@dataclass(frozen=True)
class Coming:
    """One thing to come: a story, what happens to it, and where that is seen to."""

    at: datetime
    article_id: int
    mark: str
    what: str
    #: What is scheduled, where this is its time.
    edition: int | None = None


def coming(rows, pin, at):
    """All that lies within a day, the soonest first, also of stories unknown to the person."""
    until = at + AHEAD
    found = [
        *_going_out(at, until),
        *_taken_down(at, until),
        *_of_rows(rows, at, until),
        *_lead_end(pin, until),
    ]
    return sorted(found, key=lambda each: (each.at, each.article_id))


def _going_out(at, until):
    editions = Edition.objects.scheduled(at).filter(live_from__lte=until, is_killed=False)
    times = editions.order_by("live_from").values_list("live_from", "article", "pk")[:MOST]
    return [Coming(time, story, "▪", _("goes out"), pk) for time, story, pk in times]


def _taken_down(at, until):
    ends = Withdrawal.objects.filter(kind=Withdrawal.Kind.TAKE_DOWN, at__gt=at, at__lte=until)
    times = ends.order_by("at").values_list("at", "article")[:MOST]
    return [Coming(time, pk, "✕", _("is taken down")) for time, pk in times]


#: Where a story stands while its due time still matters.
_AWAITED = (hand.PLANNED, hand.DRAFT, hand.REVIEW)


def _of_rows(rows, at, until):
    for row in rows:
        if row.column in _AWAITED and row.due_at and at < row.due_at <= until:
            what = _("due (plan)") if row.column == hand.PLANNED else _("due")
            yield Coming(row.due_at, row.pk, "▫", what)
        if row.embargo_until and at < row.embargo_until <= until:
            yield Coming(row.embargo_until, row.pk, "◦", _("embargo ends"))


def _lead_end(pin, until):
    if pin is not None and pin.until and pin.until <= until:
        yield Coming(pin.until, pin.article_id, "◂", _("lead ends"))


def hours(found, known, *, publishes, desk=None):
    """What is to come, by the hour in which it does; stories unknown to the person left out."""
    told = [each for each in found if _is_to_tell(known.get(each.article_id), desk)]
    by_hour = groupby(told, key=lambda each: date_format(timezone.localtime(each.at), "D H"))
    return [
        {
            "hour": hour.split()[1],
            "day": hour.split()[0],
            "things": [_item(each, known, publishes) for each in those],
        }
        for hour, those in by_hour
    ]


def _is_to_tell(name, desk):
    """Whether the story exists for the person, is not killed, and of the desk asked for."""
    return name is not None and not name["is_killed"] and desk in (None, name["desk"])


def _item(coming, known, publishes):
    name = known[coming.article_id]
    changes = publishes and coming.edition
    page = "admin:articles_article_change_time"
    return {
        **name,
        "at": coming.at,
        "mark": coming.mark,
        "what": coming.what,
        "edition": coming.edition if changes else None,
        "address": reverse(page, args=[coming.article_id]) if changes else name["address"],
    }


def slots(at):
    """Each hour that a time may be dragged to, by the paper's clock."""
    begins = timezone.localtime(at).replace(minute=0, second=0, microsecond=0)
    return [timezone.localtime(begins + timedelta(hours=number)) for number in range(25)]
