"""The readers' pages. Every one begins with `Edition.objects.live()`."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles import rendering
from articles.models import Address, Article, Edition, FrontLead, Section
from articles.paging import page_of
from articles.sanitising import clean_text
from newsroom import errors


@require_safe
def front(request):
    """The lead (pinned, else the newest with weight, else the newest), then newest first."""
    now = timezone.now()
    page = page_of(Edition.objects.live(now).newest_first().for_cards(), request.GET.get("page"))
    lead = _lead(now) if page.number == 1 else None
    if page.number == 1 and lead is None and page.items:
        lead = page.items[0]
    stories = [edition for edition in page.items if edition != lead]
    places = _front_places(stories, now) if page.number == 1 else {"river": stories}
    return render(request, "site/front.html", {"lead": lead, "page": page, "at": now, **places})


#: How many stories each place of the front takes, and how far down the heavy ones are looked for.
BESIDE, TILES, OPINIONS, TOP = 3, 4, 4, 14


def _front_places(stories, now):
    """Which story stands where: opinion apart, heavy stories first, the rest as they came.

    What somebody paid for never stands among the top stories.
    """
    opinion = Edition.objects.live(now).filter(type_of_work=Article.Work.OPINION)
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

    What somebody paid for leads only where a person pinned it.
    """
    live = Edition.objects.live(now).for_cards()
    pinned = FrontLead.objects.exclude(until__lte=now).values("article")
    heavy = live.filter(weight__gt=0).exclude(origin=Article.Origin.SPONSOR)
    return live.filter(article__in=pinned).first() or heavy.newest_first().first()


@require_safe
def section(request, slug):
    section = get_object_or_404(Section, slug=slug)
    now = timezone.now()
    stories = Edition.objects.live(now).in_section(section).newest_first().for_cards()
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
def story(request, **address):
    """The story whose live edition has this address.

    Another address of a live story leads there (301); that of a withdrawn one says so
    (410); for readers everything else does not exist (404).
    """
    now = timezone.now()
    edition = (
        Edition.objects.live(now)
        .select_related("section", "lead_picture")
        .filter(path=request.path)
        .first()
    )
    if edition is None:
        return _elsewhere(request, now)
    return render(request, "articles/story.html", _story_context(edition, now))


def _story_context(edition, at):
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


def _elsewhere(request, now):
    claimed = Address.objects.filter(path=request.path).select_related("article").first()
    if claimed is None:
        raise Http404
    of_this_path = claimed.article.editions.filter(path=request.path)
    was_open = of_this_path.filter(live_from__lte=now).exists()
    live = claimed.article.editions.live(now).only("path").first()
    # The path of an update to come is nonsense to readers until it begins.
    if live and (was_open or not of_this_path.exists()):
        return redirect(live.path, permanent=True)
    # Only a path that readers could open once may say that something is gone.
    if not was_open:
        raise Http404
    withdrawal = claimed.article.withdrawals.filter(at__lte=now).order_by("-at").first()
    return errors.gone(request, withdrawal.notice if withdrawal else "")


LONGEST_SEARCH = 200
MOST_WORDS = 8


@require_safe
def search(request):
    """Stories that hold every word asked for, newest first."""
    asked = clean_text(request.GET.get("q", "")[:LONGEST_SEARCH])
    words = list(dict.fromkeys(asked.casefold().split()))[:MOST_WORDS]
    now = timezone.now()
    page = None
    if words:
        found = Edition.objects.live(now).newest_first().for_cards()
        for word in words:
            found = found.filter(search_text__contains=word)
        page = page_of(found, request.GET.get("page"))
        for edition in page.items:
            edition.marked_headline = rendering.highlighted(edition.headline, words)
            edition.marked_dek = rendering.highlighted(edition.dek, words)
    return render(request, "site/search.html", {"asked": asked, "page": page, "at": now})
