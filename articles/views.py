"""The readers' pages. Every one begins with `Edition.objects.live()`."""

from django.db.models import Exists, OuterRef, Subquery
from django.http import Http404, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import Resolver404, resolve
from django.utils.encoding import escape_uri_path
from django.utils.http import escape_leading_slashes
from django.views.decorators.http import require_safe

from articles import rendering, structured_data
from articles.asof import known, moment_of
from articles.models import (
    Address,
    Article,
    Correction,
    Edition,
    FrontLead,
    Section,
    Withdrawal,
)
from articles.paging import page_of
from articles.sanitising import clean_text
from newsroom import errors


@require_safe
def front(request):
    """The lead (pinned, else the newest with weight, else the newest), then newest first.

    An archive may have had its stories at `/?p=123`: those lead to where they are now.
    """
    now = moment_of(request)
    if "p" in request.GET and (former := _known_address(request, now)):
        return former
    return render(request, "site/front.html", front_at(now, request.GET.get("page")))


def front_at(now, asked=None):
    """What stands where on the front at a moment, on the page of it that is asked for."""
    stories = Edition.objects.live(now).listed().newest_first().for_cards()
    page = page_of(stories, asked)
    lead = _lead(now) if page.number == 1 else None
    if page.number == 1 and lead is None and page.items:
        lead = page.items[0]
    stories = [edition for edition in page.items if edition != lead]
    places = _front_places(stories, now) if page.number == 1 else {"river": stories}
    return {"lead": lead, "page": page, "at": now, **places}


#: How many stories each place of the front takes, and how far down the heavy ones are looked for.
BESIDE, TILES, OPINIONS, TOP = 3, 4, 4, 14


def _front_places(stories, now):
    """Which story stands where: opinion apart, heavy stories first, the rest as they came.

    What somebody paid for never stands among the top stories.
    """
    opinion = Edition.objects.live(now).listed().filter(type_of_work=Article.Work.OPINION)
    opinions = list(opinion.newest_first().for_cards()[:OPINIONS])
    news = [e for e in stories if e not in opinions and e.origin != Article.Origin.SPONSOR]
    ranked = sorted(news[:TOP], key=lambda edition: -edition.weight)
    beside, tiles = ranked[:BESIDE], _with_pictures(ranked[BESIDE:])[:TILES]
    placed = {edition.pk for edition in [*opinions, *beside, *tiles]}
    return {
        "beside": beside,
        "tiles": tiles,
        "opinions": opinions,
        "river": [edition for edition in stories if edition.pk not in placed],
    }


def _with_pictures(stories):
    """The stories that have one, for a row of pictures that would look torn without."""
    return [edition for edition in stories if edition.lead_picture_id]


def _lead(now):
    """The story that leads the front: a pin beats weight, weight beats news.

    What somebody paid for leads only where a person pinned it. A pin ends when its story
    leaves the site: one that comes back does not come back as the lead.
    """
    live = Edition.objects.live(now).listed().for_cards()
    left = Withdrawal.objects.filter(
        article=OuterRef("article"), at__gt=OuterRef("at"), at__lte=now
    )
    pins = FrontLead.objects.filter(at__lte=now).exclude(until__lte=now)
    pinned = pins.exclude(Exists(left)).values("article")
    heavy = live.filter(weight__gt=0).exclude(origin=Article.Origin.SPONSOR)
    return live.filter(article__in=pinned).first() or heavy.newest_first().first()


@require_safe
def section(request, slug):
    section = get_object_or_404(Section, slug=slug)
    now = moment_of(request)
    stories = Edition.objects.live(now).listed().in_section(section).newest_first().for_cards()
    page = page_of(stories, request.GET.get("page"))
    places = _section_places(page.items) if page.number == 1 else {"river": page.items}
    return render(
        request, "site/section.html", {"section": section, "page": page, "at": now, **places}
    )


def _section_places(stories):
    """The newest story large, the next few beside each other, the rest as they came."""
    unpaid = [e for e in stories if e.origin != Article.Origin.SPONSOR]
    lead, tiles = unpaid[:1], _with_pictures(unpaid[1:TOP])[:TILES]
    placed = {edition.pk for edition in [*lead, *tiles]}
    return {
        "lead": lead[0] if lead else None,
        "tiles": tiles,
        "river": [edition for edition in stories if edition.pk not in placed],
    }


@require_safe
def story(request, **asked):
    """The story whose live edition has this address.

    Another address of a live story leads there (301); that of a withdrawn or killed one
    says so (410); for readers everything else does not exist (404).
    """
    now = moment_of(request)
    edition = (
        Edition.objects.live(now)
        .select_related("section", "lead_picture")
        .filter(path=request.path)
        .first()
    )
    if edition:
        return _story_page(request, edition, now)
    return former(request)


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
    people = [
        {
            "role": byline.role,
            "name": byline.credited_as,
            "credited_as": byline.credited_as,
            "author": byline.author,
        }
        for byline in edition.bylines.select_related("author")
    ]
    topics = [row.topic for row in edition.edition_topics.select_related("topic")]
    return rendering.page_context(edition, people=people, topics=topics, at=at)


# Addresses that a story had ---------------------------------------------------------


def _known_address(request, now):
    """What a path of some story answers that is not where it is now: 301, 410, or None."""
    asked = _spellings(request)
    claimed = known(Address.objects.filter(path__in=asked)).select_related("article")
    address = min(claimed, key=lambda one: asked.index(one.path), default=None)
    if address is None or not _was_open(address, now):
        return None
    live = address.article.editions.live(now).select_related("section", "lead_picture").first()
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


@require_safe
def corrections(request):
    """Every correction, clarification and retraction of what is live, newest first."""
    now = moment_of(request)
    live = Edition.objects.filter(article=OuterRef("article")).live(now)
    told = (
        Correction.objects.filter(edition__live_from__lte=now)
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
    return render(request, "site/corrections.html", {"page": page})


# Search --------------------------------------------------------------------------------


LONGEST_SEARCH = 200
MOST_WORDS = 8


@require_safe
def search(request):
    """Stories that hold every word asked for, newest first."""
    asked = clean_text(request.GET.get("q", "")[:LONGEST_SEARCH])
    words = list(dict.fromkeys(asked.casefold().split()))[:MOST_WORDS]
    now = moment_of(request)
    page = None
    if words:
        found = Edition.objects.live(now).listed().newest_first().for_cards()
        for word in words:
            found = found.filter(search_text__contains=word)
        page = page_of(found, request.GET.get("page"))
        for edition in page.items:
            edition.marked_headline = rendering.highlighted(edition.headline, words)
            edition.marked_dek = rendering.highlighted(edition.dek, words)
    return render(request, "site/search.html", {"asked": asked, "page": page, "at": now})
