"""The week: what is due, goes out, may go out, comes down, or is to be looked at again, by day."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, Subquery
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from articles.admin.states import (
    approvals_of_newest,
    lines_for,
    readers_have_newest,
    state_of,
)
from articles.admin.times import YEARS, day_words, midnight_of, usual_times, usual_times_of
from articles.admin.widgets import as_pk
from articles.models import Article, Edition, Picture
from articles.rights import Standing
from authors.models import Desk

DAYS = 7
#: As many stories as one page names; a week with more is asked for by desk.
MOST = 300
#: As many ready stories as stand above the days.
MOST_READY = 10
#: As many usual times as are offered for a story that has no day yet.
MOST_TIMES = 3
WEEK = timedelta(days=DAYS)
#: Approved and not touched for so long: the story list has it, the week does not.
LOOKS_BACK = timedelta(days=60)
Stage = Article.Stage

#: What happens to a story → its sign, and its words.
KINDS = {
    "planned": ("▫", _("Planned")),
    "due": ("▫", _("Due")),
    "scheduled": ("▪", _("Goes out")),
    "embargo": ("◦", _("Not before")),
    "ends": ("✕", _("Take down")),
    "look": ("↻", _("Look again")),
    "rights": ("▣", _("Picture rights end")),
}


@dataclass(frozen=True)
class Press:
    """One usual time in one click: a sheet that opens with it, or a schedule that moves to it."""

    words: str
    moment: datetime
    address: str
    #: The scheduled edition that is moved; without one the sheet opens.
    edition: int | None = None


@dataclass(frozen=True)
class Line:
    """One thing of one day; without a time it is of the whole day."""

    kind: str
    day: date
    at: datetime | None
    name: str
    address: str
    state: str = ""
    desk: str = ""
    presses: list = field(default_factory=list)

    @property
    def mark(self):
        return KINDS[self.kind][0]

    @property
    def what(self):
        return KINDS[self.kind][1]

    @property
    def order(self):
        moment = self.at.timestamp() if self.at else midnight_of(self.day).timestamp()
        return moment, self.at is not None, self.name, self.kind


# What the address asks for -----------------------------------------------------------------


def asked_day(text):
    """The first day of the week that an address names; None for what is none."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    # The weeks before and after are named as well.
    return day if day.year in YEARS and (day + 2 * WEEK).year in YEARS else None


def address_of(asked):
    """The address of the week that a button stood in: its first day, and its desk if it had one."""
    day, __, desk = asked.partition(" ")
    kept = {"from": day} if asked_day(day) else {}
    kept |= {"desk": as_pk(desk)} if as_pk(desk) else {}
    return f"{reverse('admin:week')}{'?' if kept else ''}{urlencode(kept)}"


def this_week(today):
    """Its Monday."""
    return today - timedelta(days=today.weekday())


def asked_desk(text, desks):
    return next((desk for desk in desks if str(desk.pk) == text), None)


# What the week holds -----------------------------------------------------------------------


def stories_of(user, first, at, desk=None):
    """The stories with something in the seven days, whose line the person sees."""
    start, end = midnight_of(first), midnight_of(first + WEEK)
    ahead = Edition.objects.scheduled(at).filter(is_killed=False)
    goes_out = ahead.filter(live_from__gte=start, live_from__lt=end)
    last = first + WEEK - timedelta(days=1)
    # One part for each kind of moment: each has an index of its own.
    asked = goes_out.values("article").union(
        *(
            Article.objects.filter(**{f"{name}__gte": start, f"{name}__lt": end}).values("pk")
            for name in ("due_at", "embargo_until", "use_until")
        ),
        Article.objects.filter(kept_ready=True, look_again_on__range=(first, last)).values("pk"),
    )
    coming = ahead.filter(article=OuterRef("pk")).order_by("live_from")
    stories = (
        lines_for(user, at)
        .filter(pk__in=asked, killed_at=None)
        .exclude(stage=Stage.SPIKED)
        .select_related("desk")
        .defer("body", "editors_note")
        .annotate(scheduled_edition=Subquery(coming.values("pk")[:1]))
    )
    if desk is not None:
        stories = stories.filter(desk=desk)
    return list(stories.order_by("slugline", "pk")[: MOST + 1])


def lines_of(user, stories, first, at):
    """What happens to each of them within the seven days."""
    start, end = midnight_of(first), midnight_of(first + WEEK)
    for story in stories:
        due = "planned" if story.stage == Stage.PLANNED else "due"
        moments = {
            due: story.due_at,
            "scheduled": story.scheduled_for,
            "embargo": story.embargo_until,
            "ends": story.use_until,
        }
        for kind, moment in moments.items():
            if moment is not None and start <= moment < end:
                presses = _presses(user, story, kind, moment, at)
                yield _line(story, kind, timezone.localdate(moment), moment, presses)
        day = story.look_again_on
        if story.kept_ready and day is not None and first <= day < first + WEEK:
            yield _line(story, "look", day, None, [])


def _line(story, kind, day, moment, presses):
    return Line(
        kind,
        day,
        moment,
        story.slugline,
        story.get_desk_url(),
        state=state_of(story),
        desk=str(story.desk or ""),
        presses=presses,
    )


def pictures_of(first):
    """Pictures whose rights end within the seven days."""
    start, end = midnight_of(first), midnight_of(first + WEEK)
    ending = Picture.objects.filter(use_until__gte=start, use_until__lt=end, killed_at=None)
    for picture in ending.order_by("use_until", "pk")[:MOST]:
        day = timezone.localdate(picture.use_until)
        address = reverse("admin:articles_picture_used", args=[picture.pk])
        yield Line("rights", day, picture.use_until, str(picture), address)


# Usual times -------------------------------------------------------------------------------


def _presses(user, story, kind, moment, at):
    """The usual times of its day for what goes out then, or is ready to."""
    if kind not in ("due", "scheduled", "embargo") or not _may_schedule(user, story):
        return []
    if kind == "scheduled":
        return [
            _move_to(story, time, f"{timezone.localtime(time):%H:%M}")
            for time in _possible(usual_times_of(timezone.localdate(moment)), story, at)
            if time != story.scheduled_for
        ]
    if story.scheduled_for or not is_ready(story):
        return []
    day = timezone.localdate(moment)
    return [
        open_sheet(story, time, f"{timezone.localtime(time):%H:%M}")
        for time in _possible(usual_times_of(day), story, at)
    ]


def _may_schedule(user, story):
    # Whose story it is has no part in this right.
    return not story.is_practice and Standing(user, story, sees=True, is_own=False).may("schedule")


def is_ready(story):
    """Approved, and readers have another version or none."""
    return story.is_approved and not readers_have_newest(story) and not story.kept_ready


def _possible(moments, story, at):
    """Those that lie ahead, and not before what was agreed."""
    earliest = story.embargo_until
    return [each for each in moments if each > at and (earliest is None or each >= earliest)]


def open_sheet(story, moment, words):
    sheet = reverse("admin:articles_article_publish", args=[story.pk])
    return Press(words, moment, f"{sheet}?at={moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}")


def _move_to(story, moment, words):
    address = reverse("admin:articles_article_change_time", args=[story.pk])
    return Press(words, moment, address, edition=story.scheduled_edition)


def ready_lines(user, first, at, desk=None):
    """Approved stories without a time, each with the usual times that come next."""
    if not user.has_perm("articles.publish_article"):
        return []
    keys = list(_ready(user, at, desk).values_list("pk", flat=True)[:MOST_READY])
    stories = lines_for(user, at).filter(pk__in=keys)
    stories = stories.select_related("desk").defer("body", "editors_note").in_bulk()
    ready = [stories[pk] for pk in keys if pk in stories and is_ready(stories[pk])]
    return [
        {
            "name": story.slugline,
            "address": story.get_desk_url(),
            "state": state_of(story),
            "desk": str(story.desk or ""),
            "presses": _next_times(story, first, at) if _may_schedule(user, story) else [],
            "sheet": reverse("admin:articles_article_publish", args=[story.pk]),
        }
        for story in ready
    ]


def _ready(user, at, desk):
    """Stories somebody stands by that were touched lately and whose newest version has no time."""
    editions = Edition.objects.filter(article=OuterRef("pk"), undone_at=None)
    timed = editions.filter(Q(revision__number=OuterRef("version")) | Q(live_from__gt=at))
    ready = Article.objects.visible_to(user).filter(
        Exists(approvals_of_newest()),
        ~Exists(timed),
        stage=Stage.IN_REVIEW,
        modified_at__gte=at - LOOKS_BACK,
        killed_at=None,
        kept_ready=False,
    )
    if desk is not None:
        ready = ready.filter(desk=desk)
    return ready.order_by("-modified_at", "-pk")


def _next_times(story, first, at):
    """The usual times that come next in the week on show, or from now on."""
    earliest = max(filter(None, [at, midnight_of(first), story.embargo_until]))
    return [
        open_sheet(story, moment, day_words(moment, at).capitalize())
        for moment in usual_times(at, not_before=earliest)[:MOST_TIMES]
    ]


# The page ----------------------------------------------------------------------------------


@require_safe
def week(request):
    """Seven days, each with what happens by itself or is awaited."""
    user, at = request.user, timezone.now()
    if not user.has_perm("articles.view_article"):
        raise PermissionDenied
    today = timezone.localdate(at)
    asked = request.GET.get("from", "")
    first = asked_day(asked) or this_week(today)
    if asked and asked_day(asked) is None:
        messages.error(
            request, gettext("That is no day that the calendar has. This week is shown.")
        )
        return redirect("admin:week")
    desks = list(Desk.objects.order_by("name"))
    desk = asked_desk(request.GET.get("desk", ""), desks)
    stories = stories_of(user, first, at, desk)
    lines = list(lines_of(user, stories[:MOST], first, at))
    if desk is None and user.has_perm("articles.view_picture"):
        lines += pictures_of(first)
    context = {
        **admin.site.each_context(request),
        "title": gettext("Week"),
        "days": days_of(first, today, lines),
        "ready": ready_lines(user, first, at, desk),
        "has_more": len(stories) > MOST,
        "desks": desks,
        "desk": desk,
        "here": f"{first} {desk.pk if desk else ''}",
        "first": first,
        "last": first + WEEK - timedelta(days=1),
        "before": first - WEEK,
        "after": first + WEEK,
        "is_this_week": first <= today < first + WEEK,
        "today": today,
    }
    return render(request, "articles/desk/week.html", context)


def days_of(first, today, lines):
    """The seven days with their lines, soonest first."""
    days = [first + timedelta(days=number) for number in range(DAYS)]
    return [
        {
            "day": day,
            "is_today": day == today,
            "is_past": day < today,
            "lines": sorted((line for line in lines if line.day == day), key=lambda x: x.order),
        }
        for day in days
    ]


def addresses(site):
    return [path("week/", site.admin_view(week), name="week")]
