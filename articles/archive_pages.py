"""The archive: what a year, a month and a day brought, by the paper's own clock.

A story stands on the day by which every list has it: that of its first publication, or the one
on which news brought it to the top again. Only a month is counted, and all of it is read from
the one index on that day; of years and their months it is asked whether there is anything.
"""

import calendar
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Exists, Q, Subquery
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.asof import moment_of
from articles.models import Edition
from articles.paging import page_of
from articles.showing import kept, shows

#: For re_path: no paper is older, and none is printed after the year 2999.
YEAR = r"(?P<year>1[6-9][0-9]{2}|2[0-9]{3})"
MONTH = r"(?P<month>0[1-9]|1[0-2])"
DAY = r"(?P<day>0[1-9]|[12][0-9]|3[01])"

#: Days that a page names one by one.
MOST_NAMES = 10


@kept
@require_safe
def archive(request):
    """Every year in which something was published that still stands, the newest first."""
    shows("news")
    live = _listed(request)
    oldest, newest = live.order_by("listed_at"), live.newest_first()
    ends = _told(live, first=_nearest(oldest), last=_nearest(newest))
    years = _years(live, _day_of(ends["first"]), _day_of(ends["last"])) if ends else []
    return render(request, "site/archive.html", {"years": years})


def _years(live, first, last):
    years = [date(year, 1, 1) for year in range(last.year, first.year - 1, -1)]
    return _with_stories(live, {year: _of_year(year) for year in years})


@kept
@require_safe
def archive_year(request, year):
    """The months of a year, and which of them have stories."""
    year = date(int(year), 1, 1)
    months = [year.replace(month=month) for month in range(1, 13)]
    live = _listed(request)
    filled = _with_stories(live, {month: _of_month(month) for month in months})
    if not filled:
        raise Http404
    before, after = _around(live, _of_year(year))
    context = {
        "year": year,
        "months": [(month, month in filled) for month in months],
        "before": before and before.replace(month=1, day=1),
        "after": after and after.replace(month=1, day=1),
    }
    return render(request, "site/archive_year.html", context)


@kept
@require_safe
def archive_month(request, year, month):
    """The days of a month as a calendar, each with how many stories it has."""
    month = date(int(year), int(month), 1)
    weeks = calendar.Calendar().monthdatescalendar(month.year, month.month)
    days = [day for week in weeks for day in week if day.month == month.month]
    live = _listed(request)
    counted = _counted(live, {day: _of_day(day) for day in days})
    if not any(counted.values()):
        raise Http404
    before, after = _around(live, _of_month(month))
    context = {
        "month": month,
        "weekdays": weeks[1],
        "weeks": [[(day, counted.get(day)) for day in week] for week in weeks],
        "before": before and before.replace(day=1),
        "after": after and after.replace(day=1),
    }
    return render(request, "site/archive_month.html", context)


@kept
@require_safe
def archive_day(request, year, month, day):
    """What a day brought, the newest first."""
    try:
        day = date(int(year), int(month), int(day))
    except ValueError:
        raise Http404 from None
    live = _listed(request)
    stories = _within(live, _of_day(day)).newest_first().for_cards()
    page = page_of(stories, request.GET.get("page"))
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
    return _start(year), _start(year.replace(year=year.year + 1))


def _start(day):
    """The midnight with which a day begins where the paper is."""
    return timezone.make_aware(datetime.combine(day, time.min))


def _day_of(moment):
    return timezone.localtime(moment).date()


# What stands in them --------------------------------------------------------------------


def _listed(request):
    return Edition.objects.live(moment_of(request)).listed()


def _within(editions, window):
    begin, end = window
    return editions.filter(listed_at__gte=begin, listed_at__lt=end)


def _nearest(editions):
    """When the first of these editions stands in lists."""
    return Subquery(editions.values("listed_at")[:1])


def _told(editions, **asked):
    """The answers to several questions, each one look into the index; none of an empty paper."""
    return editions.newest_first().annotate(**asked).values(*asked).first() or {}


def _with_stories(editions, windows):
    """Those of these windows in which something stands."""
    asked = {
        f"in_{number}": Exists(_within(editions, window))
        for number, window in enumerate(windows.values())
    }
    told = _told(editions, **asked)
    return [name for number, name in enumerate(windows) if told.get(f"in_{number}")]


def _counted(editions, windows):
    """How many stories each window has, in one query over what lies between them."""
    begin, end = min(w[0] for w in windows.values()), max(w[1] for w in windows.values())
    counts = {
        f"in_{number}": Count("pk", filter=Q(listed_at__gte=first, listed_at__lt=last))
        for number, (first, last) in enumerate(windows.values())
    }
    told = _within(editions, (begin, end)).aggregate(**counts)
    return {name: told[f"in_{number}"] for number, name in enumerate(windows)}


def _around(editions, window):
    """The nearest days before and after a window that have stories; None at either end."""
    begin, end = window
    told = _told(
        editions,
        before=_nearest(editions.filter(listed_at__lt=begin).newest_first()),
        after=_nearest(editions.filter(listed_at__gte=end).order_by("listed_at")),
    )
    found = (told.get(name) for name in ("before", "after"))
    before, after = (moment and _day_of(moment) for moment in found)
    # What comes between them is the page's own, or is a nearer one.
    shows(*(_names_of(before, after) if before and after else ["news"]))
    return before, after


def _names_of(first, last):
    """What all that stands between two days goes by: by its day, month or year."""
    if last - first <= timedelta(days=MOST_NAMES):
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        return [f"day-{day}" for day in days]
    if first.year == last.year:
        return [f"month-{first.year}-{month:02}" for month in range(first.month, last.month + 1)]
    return [f"year-{year}" for year in range(first.year, last.year + 1)]
