"""The archive: what was first published in a year, a month, on a day, by the paper's own clock."""

import calendar
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Max, Min, Q
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.asof import moment_of
from articles.models import Edition
from articles.paging import page_of

#: For re_path: no paper is older, and none is printed after the year 2999.
YEAR = r"(?P<year>1[6-9][0-9]{2}|2[0-9]{3})"
MONTH = r"(?P<month>0[1-9]|1[0-2])"
DAY = r"(?P<day>0[1-9]|[12][0-9]|3[01])"


@require_safe
def archive(request):
    """Every year in which something was published that still stands, the newest first."""
    live = _listed(request)
    ends = live.aggregate(first=Min("first_published_at"), last=Max("first_published_at"))
    years = _years(live, ends) if ends["first"] else []
    return render(request, "site/archive.html", {"years": years})


def _years(live, ends):
    first, last = (timezone.localtime(ends[name]).year for name in ("first", "last"))
    counted = _counted(live, {year: _of_year(year) for year in range(first, last + 1)})
    return [(date(year, 1, 1), count) for year, count in reversed(counted.items()) if count]


@require_safe
def archive_year(request, year):
    """The months of a year, each with how many stories it has."""
    year = int(year)
    months = [date(year, month, 1) for month in range(1, 13)]
    live = _listed(request)
    counted = _counted(live, {month: _of_month(month) for month in months})
    _refuse_empty(counted)
    before, after = _around(live, _of_year(year))
    context = {
        "year": months[0],
        "months": list(counted.items()),
        "before": before and before.replace(month=1, day=1),
        "after": after and after.replace(month=1, day=1),
    }
    return render(request, "site/archive_year.html", context)


@require_safe
def archive_month(request, year, month):
    """The days of a month as a calendar, each with how many stories it has."""
    month = date(int(year), int(month), 1)
    weeks = calendar.Calendar().monthdatescalendar(month.year, month.month)
    days = [day for week in weeks for day in week if day.month == month.month]
    live = _listed(request)
    counted = _counted(live, {day: _of_day(day) for day in days})
    _refuse_empty(counted)
    before, after = _around(live, _of_month(month))
    context = {
        "month": month,
        "weekdays": weeks[1],
        "weeks": [[(day, counted.get(day)) for day in week] for week in weeks],
        "before": before and before.replace(day=1),
        "after": after and after.replace(day=1),
    }
    return render(request, "site/archive_month.html", context)


@require_safe
def archive_day(request, year, month, day):
    """What was first published on a day, the newest first."""
    try:
        day = date(int(year), int(month), int(day))
    except ValueError:
        raise Http404 from None
    live = _listed(request)
    stories = _within(live, _of_day(day)).order_by("-first_published_at", "-article_id")
    page = page_of(stories.for_cards(), request.GET.get("page"))
    if not page.items and page.number == 1:
        raise Http404
    before, after = _around(live, _of_day(day))
    context = {"day": day, "page": page, "before": before, "after": after, "at": moment_of(request)}
    return render(request, "site/archive_day.html", context)


# Days, months and years as windows of time -------------------------------------------


def _of_day(day):
    return _start(day), _start(day + timedelta(days=1))


def _of_month(month):
    days = calendar.monthrange(month.year, month.month)[1]
    return _start(month), _start(month + timedelta(days=days))


def _of_year(year):
    return _start(date(year, 1, 1)), _start(date(year + 1, 1, 1))


def _start(day):
    """The midnight with which a day begins where the paper is."""
    return timezone.make_aware(datetime.combine(day, time.min))


# What was published in them -------------------------------------------------------------


def _listed(request):
    return Edition.objects.live(moment_of(request)).listed()


def _within(editions, window):
    """First published within these times; no edition begins before its story, which narrows."""
    begin, end = window
    return editions.filter(
        live_from__gte=begin, first_published_at__gte=begin, first_published_at__lt=end
    )


def _counted(editions, windows):
    """How many stories each window has, in one query."""
    begin, end = min(w[0] for w in windows.values()), max(w[1] for w in windows.values())
    counts = {
        f"in_{number}": Count(
            "pk", filter=Q(first_published_at__gte=first, first_published_at__lt=last)
        )
        for number, (first, last) in enumerate(windows.values())
    }
    told = _within(editions, (begin, end)).aggregate(**counts)
    return {name: told[f"in_{number}"] for number, name in enumerate(windows)}


def _refuse_empty(counted):
    if not any(counted.values()):
        raise Http404


def _around(editions, window):
    """The nearest days before and after a window that have stories; None at either end."""
    begin, end = window
    ends = editions.aggregate(
        before=Max("first_published_at", filter=Q(first_published_at__lt=begin)),
        after=Min("first_published_at", filter=Q(first_published_at__gte=end)),
    )
    days = (ends[name] and timezone.localtime(ends[name]).date() for name in ("before", "after"))
    return tuple(days)
