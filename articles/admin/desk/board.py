"""The board: what the desk has in hand by state, and what readers got today."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.admin.desk import hand
from articles.admin.desk.cards import card_of

#: As many cards as a column shows; the story list has them all.
CARDS = 8
#: Column → its heading, and what the story list is asked for to show all of it.
COLUMNS = {
    hand.PLANNED: (_("Planned"), {"stage__exact": "planned"}),
    hand.DRAFT: (_("Draft"), {"stage__exact": "draft"}),
    hand.REVIEW: (_("In review"), {"stage__exact": "in_review", "public": "never"}),
    hand.APPROVED: (_("Approved"), {"stage__exact": "in_review", "public": "never"}),
    hand.SCHEDULED: (_("Scheduled"), {"public": "scheduled"}),
    hand.LIVE: (_("Today live"), {"public": "live"}),
}


def chosen(rows, desk=None):
    """Column → how many stories it has, and those whose cards it shows."""
    found = {}
    for name in COLUMNS:
        inside = [row for row in rows if row.column == name and desk in (None, row.desk_id)]
        inside.sort(key=_by_wait if name == hand.REVIEW else by_due)
        found[name] = (len(inside), [row.pk for row in inside[:CARDS]])
    return found


def _by_wait(row):
    return row.since, row.pk


def by_due(row):
    """What is due soonest first, then what was touched last."""
    return row.due_at is None, row.due_at.timestamp() if row.due_at else -row.since.timestamp()


def columns(user, found, stories, at, *, desk=None):
    """The columns of the board, from left to right."""
    return [
        {
            "name": name,
            "title": COLUMNS[name][0],
            "count": count,
            "cards": [card_of(user, stories[pk], at) for pk in keys if pk in stories],
            "has_more": count > len(keys),
            "all": all_of(name, desk),
        }
        for name, (count, keys) in found.items()
    ]


def all_of(name, desk=None):
    """The story list with all of a column."""
    asked = COLUMNS[name][1] | ({"desk__id__exact": desk} if desk else {})
    listed = reverse("admin:articles_article_changelist")
    return f"{listed}?{urlencode(asked)}"


def with_live(columns, live, desk=None):
    """The columns with the last one filled: what went out today and is live."""
    for column in columns:
        if column["name"] == hand.LIVE:
            shown = live[:CARDS]
            column |= {"count": len(live), "live": shown, "has_more": len(live) > len(shown)}
    return columns
