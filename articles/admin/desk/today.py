"""What readers got: published since midnight, and the front as it stands."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import shifts, workflow
from articles.admin.desk.lines import Action, clock, first_name, waited
from articles.admin.times import midnight_of
from articles.front import top_at
from articles.models import Edition, Move
from articles.workflow.back import UNDONE

Change = Edition.Change
#: As many publications as are looked at, and as many as are shown.
MOST, SHOWN = 400, 12
#: What is said of a publication beside its time.
SAID = shifts.CHANGED | {Change.FIRST: "", Change.FIX: gettext_lazy("fixed")}


def midnight(at):
    """When the site's day began."""
    return midnight_of(timezone.localdate(at))


def published_since(start, at):
    """What was put before readers since then, the newest first; slips and what was killed aside."""
    begun = Edition.objects.filter(live_from__gte=start, live_from__lte=at)
    begun = begun.filter(undone_at=None, is_killed=False).select_related("published_by")
    return list(_without_text(begun).order_by("-live_from", "-pk")[:MOST])


def _without_text(editions):
    return editions.defer("document", "body_html", "search_text")


def live_today(editions, known, at, desk=None):
    """The stories that went out today and are live: each once, with the time it went out."""
    seen = {}
    for edition in editions:
        name = known.get(edition.article_id)
        if name is None or desk not in (None, name["desk"]):
            continue
        if edition.live_until is None or edition.live_until > at:
            seen.setdefault(edition.article_id, edition)
    return [
        {**known[pk], "time": clock(edition.live_from, at), "path": edition.path}
        for pk, edition in seen.items()
    ]


def published_lines(user, editions, known, unread, at):
    """A line for each publication of today that the person may know of, and how many there are."""
    told = [edition for edition in editions if edition.article_id in known]
    undo = _may_be_undone(user, told[:SHOWN], at)
    kills = user.has_perm("articles.kill_article")
    lines = [
        {
            **known[edition.article_id],
            "time": clock(edition.live_from, at),
            "said": SAID[Change(edition.change)],
            "by": first_name(edition.published_by),
            "path": edition.path,
            "is_single_read": edition.pk in unread,
            "undo": undo.get(edition.pk),
            "kill": _kill(edition) if kills else "",
        }
        for edition in told[:SHOWN]
    ]
    return lines, len(told)


def _kill(edition):
    return reverse("admin:articles_article_kill", args=[edition.article_id])


def _may_be_undone(user, editions, at):
    """Edition → its Undo, for the minute in which it counts as a slip; the workflow decides."""
    fresh = {
        edition.pk: edition
        for edition in editions
        if at - edition.live_from < workflow.UNDO_FOR and edition.live_until is None
    }
    if not fresh:
        return {}
    moves = Move.objects.filter(edition__in=fresh, verb__in=UNDONE)
    return {
        move.edition_id: Action(
            _("Undo"),
            reverse("admin:articles_article_move", args=[move.article_id, "undo"]),
            is_post=True,
            until=fresh[move.edition_id].live_from + workflow.UNDO_FOR,
            form_id=f"undo-{move.edition_id}",
        )
        for move in moves
        if _takes_back(user, move)
    }


def _takes_back(user, move):
    """A publisher any slip; whoever may change the live page, a fix of their own."""
    if user.has_perm("articles.publish_article"):
        return True
    fixes = ("articles.fix_article", "articles.put_video_live_article")
    own = move.by_id == user.pk and move.verb in (Move.Verb.FIX, Move.Verb.CORRECT)
    return own and any(map(user.has_perm, fixes))


# A second pair of eyes --------------------------------------------------------------------


def single_reads(at):
    """What one person wrote and published in the last days and nobody else has read."""
    return list(_without_text(workflow.published_alone(at)).select_related("published_by")[:MOST])


# The front --------------------------------------------------------------------------------


def front_now(at):
    """The lead and the stories beside it, as the public front has them at this moment."""
    return {**top_at(at), "pin": workflow.pinned(at)}


def front_lines(front, known, at):
    """What the desk reads of the front: where each story stands, and since when the lead leads."""
    lead, pin = front["lead"], front["pin"]
    if lead is None:
        return {"lead": None, "beside": []}
    is_pinned = pin is not None and pin.article_id == lead.article_id
    since = pin.at if is_pinned else lead.listed_at
    until = clock(pin.until, at) if is_pinned and pin.until else ""
    return {
        "lead": _on_front(lead, known) | {"since": waited(since, at), "until": until},
        "beside": [
            _on_front(edition, known) | {"number": number}
            for number, edition in enumerate(front["beside"], 2)
        ],
    }


def _on_front(edition, known):
    """By its slugline; a story that does not exist for the person as readers know it."""
    name = known.get(edition.article_id)
    return {
        "name": name["slugline"] if name else edition.card_headline,
        "desk_address": name["address"] if name else "",
        "path": edition.path,
        "headline": edition.card_headline,
    }
