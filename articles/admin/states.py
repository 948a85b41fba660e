"""The one word that says where a story stands, derived for a whole list in one query."""

from django.db.models import Case, Exists, F, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import rights
from articles.models import Approval, Article, Edition


def approvals_of_newest():
    """Who stands by the newest version of each listed story."""
    return Approval.objects.filter(
        revision__article=OuterRef("pk"), revision__number=OuterRef("version")
    )


def readers_have_newest(story):
    """Whether what readers have of a story from `with_states` is its newest version."""
    return story.is_live and story.live_version == story.version


def with_states(stories, at=None):
    """Annotate what `state_of` and the bar need, so that a list costs no query a story."""
    moment = at or timezone.now()
    editions = Edition.objects.filter(article=OuterRef("pk"))
    begun = editions.filter(live_from__lte=moment)
    live = editions.live(moment)
    coming = editions.filter(live_from__gt=moment).order_by("live_from")
    return stories.annotate(
        is_live=Exists(live),
        # What was undone within its minute counts as never having been there.
        was_live=Exists(begun.filter(undone_at=None)),
        is_retracted=Exists(live.filter(is_retracted=True)),
        live_version=Subquery(live.values("revision__number")[:1]),
        live_path=Subquery(live.values("path")[:1]),
        live_since=Subquery(live.values("live_from")[:1]),
        scheduled_for=Subquery(coming.values("live_from")[:1]),
        is_approved=Exists(approvals_of_newest()),
        is_practice=Coalesce(F("desk__is_practice"), Value(False)),
    )


def lines_for(user, at=None):
    """The stories whose line this person sees, with `with_states` and `known_headline`.

    A headline is text: of a story that the person may not read it is the one that
    readers have, or none.
    """
    stories = with_states(Article.objects.visible_to(user), at)
    if rights.reads_all(user):
        return stories.annotate(known_headline=F("headline"))
    live = Edition.objects.filter(article=OuterRef("pk")).live(at)
    public = Coalesce(Subquery(live.values("headline")[:1]), Value(""))
    return stories.annotate(
        known_headline=Case(When(rights.own(user), then=F("headline")), default=public)
    )


def state_of(story):
    """The state of a story that comes from `with_states`, in the desk's words."""
    state = _state_of(story)
    return _("%(state)s · Practice") % {"state": state} if story.is_practice else state


def _state_of(story):
    if story.killed_at:
        return _("Killed")
    if story.is_retracted:
        return _("Retracted")
    if story.is_live:
        return _("Live") if readers_have_newest(story) else _("Live + draft")
    if story.stage == Article.Stage.SPIKED:
        return _("Spiked")
    if story.scheduled_for:
        return _("Scheduled")
    if story.was_live:
        return _("Withdrawn")
    if story.kept_ready:
        return _("Kept ready")
    if story.is_approved:
        return _("Approved")
    return story.get_stage_display()
