"""What the desk has in hand: every story that is not finished, and the column it stands in."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Subquery

from articles import rights
from articles.admin.states import lines_for
from articles.models import Article, Edition, Move

Stage = Article.Stage
#: As many as are counted of what is planned or drafted, and of what was sent to the desk last.
MOST = 2000
#: As many of those touched last are looked at, however they came to the desk.
TOUCHED = 500

PLANNED, DRAFT, REVIEW = "planned", "draft", "review"
APPROVED, SCHEDULED, LIVE, DRAWER = "approved", "scheduled", "live", "drawer"


@dataclass(frozen=True)
class InHand:
    """One story in hand, as far as lists need it before they choose what to show."""

    pk: int
    slugline: str
    column: str
    desk_id: int | None
    assigned_to_id: int | None
    created_by_id: int | None
    is_mine: bool
    is_practice: bool
    due_at: datetime | None
    embargo_until: datetime | None
    #: Since when it waits where it stands.
    since: datetime


def in_hand(user, at):
    """The unfinished stories whose line this person sees, in five queries, newest first."""
    lines = _unfinished(lines_for(user, at).filter(killed_at=None), at)
    begun = lines.filter(stage__in=(Stage.PLANNED, Stage.DRAFT))
    sent = lines.filter(pk__in=_lately(at), stage=Stage.IN_REVIEW)
    return [_row(found) for stories in (begun, sent) for found in _columns(stories, user)]


def _lately(at):
    """Keys of what was sent to the desk or touched among the last, or is scheduled.

    What was published stays in review for good: a paper's whole archive is. The keys are
    fetched first, because PostgreSQL looks at the whole archive for a condition of three parts.
    """
    sent = Move.objects.filter(verb=Move.Verb.SUBMIT).order_by("-pk").values_list("article_id")
    touched = Article.objects.filter(stage=Stage.IN_REVIEW).order_by("-modified_at")
    ahead = Edition.objects.scheduled(at).order_by("live_from").values_list("article_id")
    found = (sent[:MOST], touched.values_list("pk")[:TOUCHED], ahead[:MOST])
    return {pk for keys in found for (pk,) in keys}


def _unfinished(stories, at):
    """Stories whose newest version readers neither have nor had when the story left them."""
    editions = Edition.objects.filter(article=OuterRef("pk"))
    newest = editions.filter(revision__number=OuterRef("version"))
    had = newest.filter(live_from__lte=at, undone_at=None)
    stories = stories.filter(~Exists(newest.live(at)))
    return stories.filter(Exists(editions.live(at)) | ~Exists(had))


def is_own(user):
    """Whether a story is this person's, as a column of a list."""
    return ExpressionWrapper(rights.own(user), output_field=BooleanField())


def sent_at():
    """When a story was last sent to the desk, as a column of a list."""
    sent = Move.objects.filter(article=OuterRef("pk"), verb=Move.Verb.SUBMIT)
    return Subquery(sent.order_by("-pk").values("at")[:1])


_COLUMNS = (
    "pk",
    "slugline",
    "stage",
    "kept_ready",
    "desk_id",
    "assigned_to_id",
    "created_by_id",
    "mine",
    "due_at",
    "embargo_until",
    "is_live",
    "live_since",
    "scheduled_for",
    "is_approved",
    "is_practice",
    "sent",
    "modified_at",
)


def _columns(stories, user):
    stories = stories.annotate(sent=sent_at(), mine=is_own(user))
    return stories.order_by("-modified_at", "-pk").values(*_COLUMNS)[:MOST]


def _row(found):
    column = _column(found)
    waits = found["sent"] if column == REVIEW else None
    return InHand(
        is_mine=bool(found["mine"]),
        is_practice=found["is_practice"],
        column=column,
        since=waits or found["modified_at"],
        **{
            name: found[name]
            for name in (
                "pk",
                "slugline",
                "desk_id",
                "assigned_to_id",
                "created_by_id",
                "due_at",
                "embargo_until",
            )
        },
    )


def _column(found):
    if found["scheduled_for"]:
        return SCHEDULED
    if found["kept_ready"]:
        return DRAWER
    if found["stage"] != Stage.IN_REVIEW:
        return PLANNED if found["stage"] == Stage.PLANNED else DRAFT
    if found["is_approved"]:
        return APPROVED
    return DRAFT if _is_being_updated(found) else REVIEW


def _is_being_updated(found):
    """Whether somebody works on a live story and did not send that to the desk."""
    sent = found["sent"]
    return found["is_live"] and (sent is None or sent <= found["live_since"])
