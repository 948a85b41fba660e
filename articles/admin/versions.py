"""A story's versions: who made them, what readers had, how two differ, and one put back."""

from itertools import groupby

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from articles import comparing, pointers, revisions, timeline, workflow
from articles.admin.bar import bar_of
from articles.admin.fields import UNSEEN_STORY, name_of
from articles.admin.moves import posted_version
from articles.admin.preview import draft_context, private
from articles.admin.standing import standing, story_to_move, story_to_read
from articles.models import Article, Edition, Move, Read
from articles.paging import page_of
from articles.views import story_context

PAGE_SIZE = 50
#: No table holds a version with a larger number.
LAST_NUMBER = 2_147_483_647


def _context(request, story, title):
    may = standing(request, story)
    return {
        **admin.site.each_context(request),
        "title": title,
        "story": story,
        "opts": Article._meta,
        "bar": bar_of(request.user, story, edits=may.edits),
        "compare_from": _worth_comparing(story),
        "may_restore": may.may("restore_version") and not story.killed_at,
    }


# What was done ---------------------------------------------------------------------------


@require_safe
def history(request, story):
    """Everything that was done to a story, newest first; or, asked so, what readers saw."""
    if not standing(request, story).reads:
        raise PermissionDenied
    now = timezone.now()
    seen = request.GET.get("readers") == "1"
    shown = _seen_by_readers if seen else _all_events
    context = _context(request, story, _("History of %(slugline)s") % {"slugline": story.slugline})
    context |= shown(story, request.GET.get("page"), now) | {"readers": seen, "now": now}
    return private(render(request, "articles/desk/versions.html", context))


def _all_events(story, asked, now):
    """Versions and moves as one timeline, so many versions to a page."""
    kept = story.revisions.select_related("by", "approval__by", "merged_from").defer(
        "document", "merged_from__document"
    )
    page = page_of(kept.order_by("-number"), asked, PAGE_SIZE)
    editions = {}
    for edition in _editions(story).filter(revision__in=page.items):
        editions.setdefault(edition.revision_id, []).append(edition)
    events = [_version_event(story, version, editions) for version in page.items]
    events += _move_events(story, page)
    events.sort(key=_time, reverse=True)
    days = groupby(events, key=lambda event: timezone.localtime(event["at"]).date())
    return {"page": page, "days": [(day, list(those)) for day, those in days]}


def last_events(story, most=10):
    """The newest versions and moves, as beside the form: no more than can be taken in."""
    kept = story.revisions.select_related("by", "merged_from").defer(
        "document", "merged_from__document"
    )
    moves = story.moves.select_related("by", "revision").defer("revision__document")
    events = [_version_event(story, version, {}) for version in kept.order_by("-number")[:most]]
    events += _as_events(list(moves[:most]))
    return sorted(events, key=_time, reverse=True)[:most]


def _time(event):
    """What a save led to came after it, even in the same instant."""
    return (event["at"], event["move"] is not None, event["pk"])


def _editions(story):
    return (
        story.editions.select_related("revision", "published_by")
        .defer("document", "body_html", "search_text", "revision__document")
        .order_by("-live_from")
    )


def _version_event(story, version, editions):
    return {
        "pk": version.pk,
        "at": version.at,
        "who": name_of(version.by),
        "what": version.get_kind_display(),
        "version": version,
        "is_newest": version.number == story.version,
        "editions": editions.get(version.pk, ()),
        "move": None,
    }


def _move_events(story, page):
    """The moves made while these versions were the newest."""
    moves = story.moves.select_related("by", "revision", "edition").defer(
        "revision__document", "edition__document", "edition__body_html", "edition__search_text"
    )
    if page.has_older:
        moves = moves.filter(at__gte=page.items[-1].at)
    if page.number > 1:
        newer = story.revisions.filter(number__gt=page.items[0].number) if page.items else None
        after = newer.order_by("number").values_list("at", flat=True).first() if newer else None
        if after is None:
            return []
        moves = moves.filter(at__lt=after)
    return _as_events(list(moves))


def _as_events(moves):
    people = _people_in(moves)
    return [
        {
            "pk": move.pk,
            "at": move.at,
            "who": name_of(move.by) if move.by else "",
            "what": move.get_verb_display(),
            "words": _detail(move, people),
            "version": None,
            "move": move,
        }
        for move in moves
    ]


def _people_in(moves):
    """Names of the people that moves only number: into whose hands, restricted to whom."""
    numbers = set()
    for move in moves:
        if move.verb in (Move.Verb.HAND_OVER, Move.Verb.RESTRICT):
            for side in ("before", "after"):
                said = move.detail.get(side)
                numbers |= set(said if isinstance(said, list) else [said])
    people = User.objects.in_bulk(numbers - {None}) if numbers - {None} else {}
    return {number: name_of(person) for number, person in people.items()}


def _detail(move, people):
    """What else is to be said of a move: when for, which kind, from what to what."""
    verb, detail = move.verb, move.detail
    words = []
    if "change" in detail and detail["change"] != Edition.Change.FIRST:
        kind = dict(Edition.Change.choices).get(detail["change"], "").lower()
        words.append(_("as %(kind)s") % {"kind": kind})
    if verb in (Move.Verb.SCHEDULE, Move.Verb.CHANGE_TIME, Move.Verb.HOLD):
        words.append(_("for %(time)s") % {"time": _moment(detail.get("live_from"))})
    if detail.get("field") == "look_again_on":
        words.append(_("look again on"))
    if "after" in detail:
        words.append(" → ".join(_side(detail.get(side), people) for side in ("before", "after")))
    if verb == Move.Verb.RESTORE_VERSION and "version" in detail:
        words.append(f"v{detail['version']}")
    if "versions" in detail:
        words.append(", ".join(f"v{number}" for number in detail["versions"]))
    if "read" in detail:
        words.append(dict(Read.Kind.choices).get(detail["read"], "").lower())
    if "cleared" in detail and verb == Move.Verb.ANSWER_READ:
        words.append(_("cleared") if detail["cleared"] else _("changes wanted"))
    if "for_whom" in detail:
        words.append(_("for %(name)s") % {"name": detail["for_whom"]})
    if detail.get("video"):
        words.append(_("“%(title)s”") % {"title": detail["video"]})
    if "hid" in detail:
        words.append(_("hid %(hidden)s") % {"hidden": workflow.Hidden(**detail["hid"])})
    if "undone" in detail:
        words.append(dict(Move.Verb.choices).get(detail["undone"], "").lower())
    if detail.get("overridden"):
        words.append(_("against the checks"))
    return ", ".join(words)


def _side(value, people):
    """One side of a change of how the desk handles a story."""
    if isinstance(value, list):
        return ", ".join(people.get(number, _("somebody")) for number in value) or _("everybody")
    if value is None:
        return _("none")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return people.get(value, _("somebody")) if isinstance(value, int) else _moment(value)


def _moment(text):
    if isinstance(text, str) and (day := parse_date(text)):
        return date_format(day, "j F Y")
    at = parse_datetime(text) if isinstance(text, str) else None
    return date_format(timezone.localtime(at), "j F Y, H:i") if at else _("a time")


# What readers had -------------------------------------------------------------------------


def _seen_by_readers(story, asked, now):
    """Each version that was put before readers, with its window."""
    return {"page": page_of(_editions(story).filter(live_from__lte=now), asked, PAGE_SIZE)}


@require_safe
def as_it_stood(request, pk, edition):
    """The page as readers had it from the moment this edition began; never of a killed story."""
    story = story_to_read(request, pk)
    now = timezone.now()
    began = story.editions.filter(pk=_number(edition), live_from__lte=now)
    found = began.for_page().select_related("revision").first()
    if found is None:
        raise Http404
    if story.killed_at or found.is_killed:
        context = _context(request, story, _("This story was killed"))
        return private(render(request, "articles/desk/killed.html", context, status=404))
    context = story_context(found, found.live_from) | {"story": story, "now": now}
    return private(render(request, "articles/desk/as_it_stood.html", context))


# One version ------------------------------------------------------------------------------


@require_safe
def version(request, pk, number):
    """One version through the readers' template; never kept, never indexed."""
    story = story_to_read(request, pk)
    kept = _kept(story, number)
    document = pointers.on_file(revisions.upgrade(kept.document))
    context = draft_context(story, document, at=timezone.now())
    context |= {"version": kept, "who": name_of(kept.by), "story": story}
    return private(render(request, "articles/desk/version.html", context))


@require_POST
def restore(request, pk, number):
    """Put a version into the draft, as its newest; readers keep what they have."""
    story = story_to_move(request, pk, "restore_version")
    kept, before = _kept(story, number), story.version
    try:
        made = workflow.restore_version(
            story, by=request.user, number=kept.number, version=posted_version(request)
        )
    except workflow.Refused as refusal:
        messages.error(
            request,
            _("Not restored: v%(number)s. %(refusal)s")
            % {"number": kept.number, "refusal": refusal},
        )
        return redirect("admin:articles_article_history", story.pk)
    messages.success(request, f"{story.slugline}: {_restored(story, kept, before, made)}")
    return redirect("admin:articles_article_change", story.pk)


def _restored(story, kept, before, made):
    if made.number == before:
        return _("Your draft says what v%(number)s says already.") % {"number": kept.number}
    live = timeline.live_edition(story, timezone.now())
    numbers = {"number": kept.number, "made": made.number}
    said = [_("v%(number)s is in your draft as v%(made)s.") % numbers]
    if live:
        said.append(_("Readers see v%(number)s.") % {"number": live.revision.number})
    return " ".join(said)


# Two versions -----------------------------------------------------------------------------


@require_safe
def compare(request, pk):
    """Any two versions of a story, told apart: `a` is the older side, `b` the newer."""
    story = story_to_read(request, pk)
    before = _kept(story, request.GET.get("a") or _worth_comparing(story))
    after = _kept(story, request.GET.get("b") or story.version)
    documents = [revisions.upgrade(kept.document) for kept in (before, after)]
    found = comparing.compare(*documents, stories=_story_names(request.user, documents))
    context = _context(
        request,
        story,
        _("%(slugline)s: %(before)s and %(after)s")
        % {"slugline": story.slugline, "before": before, "after": after},
    )
    context |= {
        "before": before,
        "after": after,
        "sides": [(kept, name_of(kept.by)) for kept in (before, after)],
        "found": found,
        "runs": _runs(found.paragraphs),
    }
    return private(render(request, "articles/desk/compare.html", context))


def _worth_comparing(story):
    """The version that the newest is most likely compared with: what readers have, or the last."""
    if story.live_version and story.live_version != story.version:
        return story.live_version
    return max(story.version - 1, 1)


def _runs(paragraphs):
    """Paragraphs in runs: those that stayed as they were fold away."""
    runs = groupby(paragraphs, key=lambda paragraph: paragraph.kind == "same")
    return [(is_same, list(those)) for is_same, those in runs]


def _story_names(user, documents):
    """Sluglines of the stories that two versions link to, but for those hidden from the person."""
    linked = {document["fields"].get(name) for document in documents for name in _LINKED}
    for document in documents:
        for block in document["blocks"].values():
            linked |= {link["story"] for link in block.get("links", ())}
    linked.discard(None)
    if not linked:
        return {}
    seen = Article.objects.visible_to(user).filter(pk__in=linked)
    return dict.fromkeys(linked, str(UNSEEN_STORY)) | dict(seen.values_list("pk", "slugline"))


_LINKED = ("follows", "translation_of")


# Numbers from addresses ---------------------------------------------------------------------


def _kept(story, number):
    """A version of this story; raises Http404 for what is no version of it."""
    kept = story.revisions.select_related("by", "approval__by").filter(number=_number(number))
    found = kept.first()
    if found is None:
        raise Http404
    return found


def _number(sent):
    sent = str(sent)
    if not (sent.isascii() and sent.isdecimal() and len(sent) < 11 and int(sent) <= LAST_NUMBER):
        raise Http404
    return int(sent)
