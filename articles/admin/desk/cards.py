"""Stories as the desk page shows them: one query for all that stand on it, whatever the lists."""

from django.db.models import Exists, OuterRef, Prefetch, Q, Subquery
from django.utils.translation import gettext as _

from articles import presences
from articles.admin.desk import hand
from articles.admin.desk.lines import clock, first_name, page, press
from articles.admin.states import (
    approvals_of_newest,
    lines_for,
    readers_have_newest,
    state_of,
)
from articles.models import Article, Byline, Embed, Figure, Presence, Read
from articles.rights import Standing, reads_all
from articles.sanitising import word_count

Stage = Article.Stage


def stories_by_key(user, keys, at):
    """Those of these stories whose line the person sees, with all that lists say of them."""
    bylined = Byline.objects.filter(article=OuterRef("pk"), author__user=user)
    here = Presence.objects.filter(seen_at__gt=at - presences.GONE_AFTER)
    stories = (
        lines_for(user, at)
        .filter(pk__in=keys)
        .select_related("assigned_to", "desk", "created_by")
        .defer("editors_note")
        .annotate(is_mine=hand.is_own(user), is_bylined=Exists(bylined), **_wanted())
        .prefetch_related(
            Prefetch("presences", here.select_related("person").order_by("pk"), "here")
        )
    )
    return {story.pk: story for story in stories}


def _wanted():
    """What else a story still needs: the law's answer, a picture, a video; and who stands by it."""
    of_story = {"article": OuterRef("pk")}
    figures = Figure.objects.filter(**of_story)
    legal = Read.objects.filter(kind=Read.Kind.LEGAL, **of_story)
    has_lead = Exists(figures.filter(is_lead=True, picture__isnull=False))
    in_review = Q(stage=Stage.IN_REVIEW)
    return {
        "wants_legal": Exists(legal.exclude(answer=Read.Answer.CLEARED)),
        "has_empty_figure": Exists(figures.filter(picture=None)),
        "lacks_lead": ~has_lead & in_review,
        "wants_video": Exists(Embed.objects.waiting().filter(**of_story)),
        "approved_by": Subquery(approvals_of_newest().values("by")[:1]),
    }


def standing_of(user, story):
    """What the person may do with a listed story; asks the database nothing."""
    return Standing(user, story, sees=True, is_own=bool(story.is_mine))


def marks_of(story):
    """What is still wanted, each as a sign and the words for it."""
    if story.wants_legal:
        yield "⚖", _("Legal read asked")
    if story.has_empty_figure or story.lacks_lead:
        yield "▣", _("Picture wanted")
    if story.wants_video:
        yield "▶", _("Video wanted")


def words_of(user, story):
    """“412/500”, “412” without a wanted length; how much is written only for who reads it."""
    if not (story.is_mine or reads_all(user)):
        return (
            _("%(count)s wanted") % {"count": f"{story.wanted_words:,}"}
            if story.wanted_words
            else ""
        )
    counted = word_count(story.body)
    if story.wanted_words:
        return f"{counted:,}/{story.wanted_words:,}"
    return f"{counted:,}" if counted else ""


def _words(counted):
    """The same on a card, where no heading says of what."""
    return _("%(count)s w") % {"count": counted} if counted[-1:].isdecimal() else counted


def has_it(user, story):
    """Who has the story in hand, and who has it open now."""
    owner = _("me") if story.assigned_to_id == user.pk else first_name(story.assigned_to)
    others = {p.person_id: first_name(p.person) for p in story.here if p.person_id != user.pk}
    if story.assigned_to_id in others:
        owner = _now(others.pop(story.assigned_to_id))
    return ", ".join(filter(None, [owner, *map(_now, others.values())]))


def _now(name):
    return _("%(name)s now") % {"name": name}


def readers_have(story):
    """“v7 (v9)”: what readers have, and the draft's version where that is another."""
    if not story.is_live:
        return ""
    newer = "" if readers_have_newest(story) else f" (v{story.version})"
    return f"v{story.live_version}{newer}"


def state_and_time(story, at):
    """Where it stands; of what is scheduled also when it goes out."""
    state = state_of(story)
    if story.scheduled_for:
        return f"{state} {clock(story.scheduled_for, at)}"
    return state


def due(story, at):
    """When it is due, in words."""
    return clock(story.due_at, at) if story.due_at else ""


def card_of(user, story, at):
    """A story's card on the board."""
    return {
        "story": story,
        "version": f"v{story.version}" if story.is_live else "",
        "who": has_it(user, story),
        "words": _words(words_of(user, story)),
        "due": due(story, at),
        "is_late": bool(story.due_at and story.due_at < at),
        "goes_out": clock(story.scheduled_for, at) if story.scheduled_for else "",
        "marks": list(marks_of(story)),
        "is_practice": story.is_practice,
        "actions": list(actions_of(user, story)),
    }


def actions_of(user, story):
    """The moves that bring a card on to the next column, for who may make them."""
    standing = standing_of(user, story)
    if story.scheduled_for:
        if standing.may("change_time"):
            yield page(_("Change time…"), story, "change_time")
    elif story.stage == Stage.DRAFT:
        if standing.may("submit"):
            yield press(story, "submit", to="review")
    elif story.stage == Stage.IN_REVIEW:
        yield from _of_review(standing, story)


def _of_review(standing, story):
    if story.is_approved:
        if standing.may("publish") and not story.is_practice:
            yield page(_("Publish…"), story, "publish", to="scheduled live")
    elif standing.may("approve"):
        yield press(story, "approve", to="approved", key="a")
    if standing.may("send_back"):
        yield page(_("Back…"), story, "send_back", to="draft", key="b")
