"""What the desk page lists: what waits for somebody, and what will go out by itself."""

from django.db.models import Exists, F, OuterRef, Q

from articles import notices
from articles.admin.alarms import desk_alarms
from articles.admin.states import lines_for, state_of
from articles.models import Article, Embed

MOST_LINES = 20
Stage = Article.Stage
#: Readers have the newest version: nothing is left to do.
_done = Q(is_live=True, live_version=F("version"))


def desk_lists(user, at):
    """The desk page's lists as this person may see them, each with what it says when empty."""
    stories = (
        lines_for(user, at).select_related("section", "assigned_to").defer("body", "editors_note")
    )
    written = stories.exclude(stage=Stage.SPIKED)
    without_video = Embed.objects.waiting().filter(article=OuterRef("pk"))
    lists = [
        (
            "In review",
            "Nothing waits for a read.",
            written.filter(stage=Stage.IN_REVIEW, is_approved=False).order_by("modified_at", "pk"),
        ),
        (
            "Mine",
            "You have no story in hand.",
            written.filter(assigned_to=user).exclude(_done).order_by("-modified_at", "-pk"),
        ),
        (
            "Waiting for video",
            "No story waits for a video.",
            written.filter(Exists(without_video)).order_by("-modified_at", "-pk"),
        ),
        (
            "Scheduled",
            "Nothing is scheduled.",
            stories.filter(scheduled_for__isnull=False).order_by("scheduled_for", "pk"),
        ),
    ]
    return [
        {"title": title, "empty": empty, "lines": [_line(story) for story in found[:MOST_LINES]]}
        for title, empty, found in lists
    ]


def desk_needs(user):
    """What stands above the lists: alarms, and what this person was told and has not seen."""
    return {"alarms": desk_alarms(user), "needs_me": notices.unseen_by(user)}


def _line(story):
    return {"story": story, "state": state_of(story)}
