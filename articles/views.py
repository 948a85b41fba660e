"""The readers' pages. Every one begins with `Edition.objects.live()`."""

from datetime import datetime, time, timedelta

from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.encoding import escape_uri_path
from django.utils.http import escape_leading_slashes
from django.views.decorators.http import require_safe

from articles import rendering, sponsoring, structured_data
from articles import search as searching
from articles.around import around
from articles.asof import known, moment_of
from articles.front import TILES, TOP, front_at, with_pictures
from articles.models import (
    Address,
    Correction,
    Edition,
    Section,
    Withdrawal,
)
from articles.paging import PreparedPages, page_of
from articles.policy_pages import corrections_policy
from articles.prepared import Prepared, moment, number, text
from articles.sanitising import clean_text
from articles.showing import changes_at, kept, shows
from newsroom import errors


@kept
@require_safe
def front(request):
    """The front as it stands.

    An archive may have had its stories at `/?p=123`: those lead to where they are now.
    """
    now = moment_of(request)
    if "p" in request.GET and (former := _known_address(request, now)):
        return former
    changes_at(_midnight_after(now))
    return render(request, "site/front.html", front_at(now, request.GET.get("page")))


def _midnight_after(moment):
    """When the day that stands in the front's masthead is over."""
    tomorrow = timezone.localdate(moment) + timedelta(days=1)
    return timezone.make_aware(datetime.combine(tomorrow, time.min))


@kept
@require_safe
def section(request, slug):
    section = get_object_or_404(Section, slug=slug)
    shows(f"section-{section.pk}")
    now = moment_of(request)
    page = _IN_SECTION.page_of(request.GET.get("page"), at=now, section=section.pk)
    places = _section_places(page.items) if page.number == 1 else {"river": page.items}
    return render(
        request, "site/section.html", {"section": section, "page": page, "at": now, **places}
    )


def _write_in_section():
    live = Edition.objects.live(moment("at")).listed().in_section(number("section"))
    return live.newest_first().for_cards()


_IN_SECTION = PreparedPages(_write_in_section)


def _section_places(stories):
    """The newest story large, the next few beside each other, the rest as they came."""
    unpaid = [e for e in stories if not sponsoring.is_paid(e)]
    lead, tiles = unpaid[:1], with_pictures(unpaid[1:TOP])[: len(TILES)]
    placed = {edition.pk for edition in [*lead, *tiles]}
    return {
        "lead": lead[0] if lead else None,
        "tiles": tiles,
        "river": [edition for edition in stories if edition.pk not in placed],
    }


@kept
@require_safe
def story(request, **asked):
    """The story whose live edition has this address.

    Another address of a live story leads there (301); that of a withdrawn or killed one
    says so (410); for readers everything else does not exist (404).
    """
    now = moment_of(request)
    for edition in _AT_ADDRESS.ask(at=now, path=request.path):
        return _story_page(request, edition, now)
    return former(request)


def _write_at_address():
    live = Edition.objects.live(moment("at"))
    return live.filter(path=text("path")).for_page()[:1]


_AT_ADDRESS = Prepared(_write_at_address)


@kept
@require_safe
def former(request, **asked):
    """What any other address answers: where its story went, or that there is none (404)."""
    answer = _known_address(request, moment_of(request)) or _with_slash(request)
    if answer is None:
        raise Http404
    return answer


def _story_page(request, edition, at):
    context = story_context(edition, at)
    context["structured_data"] = rendering.json_for_script(structured_data.of_story(context))
    return render(request, "articles/story.html", context)


def story_context(edition, at):
    """What the page of an edition prints at some moment."""
    topics = edition.topics
    found = around(
        edition,
        topics=topics,
        corrections=rendering.dated_corrections(edition.document),
        at=at,
        linked=rendering.linked_from(edition),
    )
    people = edition.people
    shows(f"story-{edition.article_id}", *(f"topic-{topic.pk}" for topic in topics))
    shows(*(f"author-{person['author'].pk}" for person in people))
    context = rendering.page_context(
        edition, people=people, topics=topics, at=at, targets=found.targets
    )
    return context | {"around": found}


# Addresses that a story had ---------------------------------------------------------


def _known_address(request, now):
    """What a path of some story answers that is not where it is now: 301, 410, or None."""
    asked = _spellings(request)
    claimed = known(Address.objects.filter(path__in=asked)).select_related("article")
    address = min(claimed, key=lambda one: asked.index(one.path), default=None)
    if address is None or not _was_open(address, now):
        return None
    live = address.article.editions.live(now).for_page().first()
    if live is None:
        return errors.gone(request, _last_notice(address.article, now))
    if live.path in (asked[0], request.path):  # it is here, in no shape of ours
        return _story_page(request, live, now)
    return HttpResponsePermanentRedirect(escape_leading_slashes(live.path))


def _spellings(request):
    """How a table of addresses may hold the one that was asked for, the closest first."""
    path = request.path
    whole = f"{path}?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else path
    number = f"/?p={request.GET['p']}" if path == "/" and "p" in request.GET else whole
    return list(dict.fromkeys([whole, number, path, escape_uri_path(path), f"{path}/"]))


def _was_open(address, now):
    """Whether readers could ever open this path; only then may it say where the story went.

    The path of an edition to come is nonsense to them, and so is that of a first publication
    that was undone. A path that no edition had came with an archive.
    """
    editions = list(
        address.article.editions.order_by("live_from").values_list("path", "live_from", "undone_at")
    )
    begun = [edition for edition in editions if edition[1] <= now]
    while begun and begun[-1][2]:
        begun.pop()
    paths = {path for path, _, _ in begun}
    every_path = {path for path, _, _ in editions}
    return address.path in paths if address.path in every_path else bool(paths)


def _last_notice(article, now):
    """What the desk chose to say when the story left; of a killed one only what came with that."""
    ends = article.withdrawals.filter(at__lte=now)
    if article.killed_at:
        ends = ends.filter(kind=Withdrawal.Kind.KILLED)
    last = ends.order_by("-at").first()
    return last.notice if last else ""


def _with_slash(request):
    """Where an address leads that only lacks its last slash; None for any other.

    Django does the same for paths that no route takes, and the last route takes them all.
    """
    if request.path.endswith("/"):
        return None
    try:
        found = resolve(f"{request.path_info}/")
    except Resolver404:
        return None
    if found.url_name == "former":
        return None
    whole = request.get_full_path(force_append_slash=True)
    return HttpResponsePermanentRedirect(escape_leading_slashes(whole))


# Corrections ---------------------------------------------------------------------------


@kept
@require_safe
def corrections(request):
    """Every correction, clarification and retraction of what is live, newest first."""
    shows("corrections")
    now = moment_of(request)
    live = Edition.objects.filter(article=OuterRef("article")).live(now)
    told = (
        Correction.objects.filter(edition__live_from__lte=now, issued_at__lte=now)
        .annotate(
            **{
                name: Subquery(live.values(column)[:1])
                for name, column in (
                    ("path", "path"),
                    ("headline", "headline"),
                    ("language", "language"),
                    ("section_name", "section__name"),
                )
            }
        )
        .filter(path__isnull=False)
        .order_by("-issued_at", "-pk")
    )
    page = page_of(told, request.GET.get("page"))
    policy = corrections_policy() if page.number == 1 else None
    return render(request, "site/corrections.html", {"page": page, "policy": policy})


# Search --------------------------------------------------------------------------------


@require_safe
def search(request):
    """Stories that hold what was asked for; whatever is asked gets a page that helps on."""
    now = moment_of(request)
    asked = searching.asked_for(clean_text(request.GET.get("q", "")[: searching.LONGEST + 1]))
    narrowing = searching.read(request.GET, now)
    context = {"asked": asked, "narrowing": narrowing, "at": now, "found": None}
    if asked.wanted:
        context |= _found(asked, narrowing, now, request.GET.get("before", ""))
    context["conditions"] = narrowing.removable(asked.text)
    context["problems"] = [
        (words, [(name, narrowing.address(asked.text, **value)) for name, value in offered])
        for words, offered in narrowing.problems
    ]
    return render(request, "site/search.html", context)


def _found(asked, narrowing, at, before):
    """A page of results, its words marked, and the ways to the next and to the first one."""
    try:
        found = searching.found(
            asked,
            at,
            lists=narrowing.lists,
            since=narrowing.since,
            until=narrowing.until,
            relevant=narrowing.relevant,
            before=before,
        )
    except searching.TookTooLong:
        return {"took_too_long": True}
    words = searching.spellings(asked, found.items)
    for edition in found.items:
        edition.marked_headline = rendering.highlighted(edition.headline, words)
        edition.marked_dek = rendering.extract(edition.search_text, words) or (
            rendering.highlighted(edition.dek, words)
        )
    return {
        "found": found,
        "first": narrowing.address(asked.text),
        "older": found.older and narrowing.address(asked.text, before=found.older),
    }
