"""What the desk page's lists are made of: a story's line, its marks, and what one press does."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.admin.bar import LABELS, PAGES, RIGHT_OF
from articles.notices import name_of

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@dataclass(frozen=True)
class Action:
    """One press: a page that opens, or a button that posts."""

    label: str
    address: str
    is_post: bool = False
    #: The version that the person acts on.
    version: int | None = None
    #: The columns of the board that a card may be dragged to for the same.
    to: str = ""
    #: The key that presses it while its card has the focus.
    key: str = ""
    #: After this moment the press comes too late.
    until: datetime | None = None
    #: What the button's form is called, where a script has to find it.
    form_id: str = ""


@dataclass(frozen=True)
class Line:
    """One thing that waits for a person, with the moment since when it does."""

    mark: str
    mark_says: str
    slugline: str
    address: str
    words: str
    since: datetime
    quote: str = ""
    actions: list = field(default_factory=list)


def page(label, story, verb, **kwargs):
    """The page of a move that asks something first."""
    return Action(label, reverse(PAGES[verb], args=[story.pk]), **kwargs)


def press(story, verb, label="", **kwargs):
    """A move that is made at once, for the version that the person saw."""
    address = reverse("admin:articles_article_move", args=[story.pk, verb])
    label = label or LABELS[verb]
    return Action(label, address, is_post=True, version=story.version, **kwargs)


def right_of(verb):
    """The workflow's name for what a button does."""
    return RIGHT_OF.get(verb, verb)


def first_name(person):
    """How somebody is called across the desk; empty for nobody."""
    return (person.first_name or name_of(person)) if person else ""


def waited(since, at):
    """“22 min”, “3 h 40” or “2 days”: how long something has waited."""
    minutes = max(0, int((at - since) / MINUTE))
    if minutes < 60:
        return _("%(minutes)s min") % {"minutes": minutes}
    if minutes < 24 * 60:
        return _("%(hours)s h %(minutes)s") % {
            "hours": minutes // 60,
            "minutes": f"{minutes % 60:02}",
        }
    days = minutes // (24 * 60)
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}


def clock(instant, at):
    """“18:30” of today, “Sun 06:00” within the week, else “3 May 06:00”."""
    local, today = timezone.localtime(instant), timezone.localtime(at).date()
    days = (local.date() - today).days
    if days == 0:
        return f"{local:%H:%M}"
    return date_format(local, "D H:i" if abs(days) < 7 else "j M H:i")
