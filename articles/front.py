"""The front: which story stands where at a moment. A person's choice stands, the rest fills in."""

from datetime import datetime

from django.db.models import Max, OuterRef, Q, Subquery

from articles import sponsoring
from articles.models import Article, Edition, FrontEdition, FrontLead, Section, Withdrawal
from articles.models.rows import Rows
from articles.paging import PreparedPages
from articles.prepared import Prepared, several, spread
from articles.prepared import moment as given
from articles.showing import changes_at, held, shows

LEAD = "lead"
BESIDE = tuple(f"beside-{number}" for number in range(1, 4))
TILES = tuple(f"tile-{number}" for number in range(1, 5))
OPINIONS = tuple(f"opinion-{number}" for number in range(1, 5))
#: From the top of the page down: a story placed twice stands in the higher place.
PLACES = (LEAD, *BESIDE, *TILES, *OPINIONS)
#: How far down the newest stories the heavy ones are looked for.
TOP = 14
#: How many stories the latest begins with, and how many a section's river has.
LATEST, RIVER = 8, 4
#: So many of a section's newest are looked through for its river: one with nothing but opinion
#: is not read from end to end.
NEAR = 30


def front_at(moment, asked=None, slots=None):
    """What stands where on the front at a moment, on the page of it that is asked for.

    With `slots` the front is as it would be if they were launched.
    """
    shows("front", "news")
    page = _NEWEST.page_of(asked, at=moment)
    front = {"page": page, "at": moment, "lead": None, "latest": page.items}
    if page.number > 1:
        return front
    chosen = _chosen(moment, slots)
    places = _with_top(chosen, page.items)
    sections, places, rivers, latest = _with_rivers(chosen, places, page.items, moment)
    return {
        **front,
        "sections": sections,
        "chosen": chosen,
        "places": places,
        "lead": places.get(LEAD),
        "beside": _row(BESIDE, places),
        "tiles": _row(TILES, places),
        "opinions": _row(OPINIONS, places),
        "rivers": rivers,
        "latest": latest,
    }


def top_at(moment):
    """The lead and what stands beside it, for who needs no more of the front."""
    shows("front", "news")
    stories = _NEWEST.page_of(None, at=moment).items
    places = _with_top(_chosen(moment), stories)
    return {"lead": places.get(LEAD), "beside": _row(BESIDE, places)}


def river_of(section):
    """The first place in a section's river."""
    return f"river-{section.pk}"


def order_of(place):
    """Where a place stands among the others, from the top down."""
    return PLACES.index(place) if place in PLACES else len(PLACES)


def with_pictures(stories):
    """The stories that have one, for a row of pictures that would look torn without."""
    return [edition for edition in stories if edition.lead_picture_id]


def _row(places, found):
    return [found[place] for place in places if place in found]


def _unpaid(moment):
    """What may fill a place by itself. What somebody paid for stands where a person puts it."""
    listed = sponsoring.unpaid(Edition.objects.live(moment).listed())
    return listed.newest_first().for_cards()


_NEWEST = PreparedPages(lambda: _unpaid(given("at")))


# What a person chose -----------------------------------------------------------------------


def is_over(slot, moment):
    """Whether the place fills itself again, because the time it was taken for has come."""
    if slot["until"] is None:
        return False
    until = datetime.fromisoformat(slot["until"])
    if moment < until:
        changes_at(until)
    return until <= moment


def has_lead(slots):
    return any(slot["place"] == LEAD for slot in slots)


def is_overruled(pinned_at, fronts):
    """Whether a front with a lead of its own was launched after a story was pinned."""
    return any(front.launched_at > pinned_at and has_lead(front.slots) for front in fronts)


def _chosen(moment, slots=None):
    """Place → edition, in words of its own if it has them; each story once.

    A choice ends when its story leaves the site: one that comes back is not chosen again.
    Of the front and a pin the later decision counts for the lead.
    """
    pins = pins_at(moment)
    fronts = [FrontEdition(slots=slots, launched_at=moment)] if slots is not None else []
    fronts = fronts or held(("fronts",), lambda: _begun(moment, pins))
    live = fronts[0] if fronts else FrontEdition(slots=[], launched_at=moment)
    wanted = {slot["place"]: slot for slot in live.slots if not is_over(slot, moment)}
    keys = spread("story", {slot["article"] for slot in wanted.values()})
    named = _NAMED.ask(len(keys), at=moment, **keys)
    editions = {edition.article_id: edition for edition in named}
    since = dict.fromkeys(wanted, live.launched_at)
    for edition in editions.values():
        pinned_at = edition.pinned_at
        changes_at(edition.pinned_until)
        if pinned_at and not (_left(edition, pinned_at) or is_overruled(pinned_at, fronts)):
            wanted[LEAD] = {"article": edition.article_id, "kicker": "", "headline": ""}
            since[LEAD] = pinned_at
    chosen, seen = {}, set()
    for place in sorted(wanted, key=order_of):
        edition = editions.get(wanted[place]["article"])
        if edition is None or edition.pk in seen or _left(edition, since[place]):
            continue
        seen.add(edition.pk)
        chosen[place] = _in_own_words(edition, wanted[place])
    return chosen


def _left(edition, since):
    """Whether the story left the site since it was given its place."""
    return edition.left_at is not None and edition.left_at > since


def _in_own_words(edition, slot):
    """The edition as this place of the front calls it; nothing of that is ever saved."""
    if slot["headline"]:
        edition.headline = edition.short_headline = slot["headline"]
    if slot["kicker"]:
        edition.kicker = slot["kicker"]
    return edition


def pins_at(moment):
    """The pin in force at a moment, as a query: one row or none."""
    return FrontLead.objects.filter(Q(until=None) | Q(until__gt=moment), at__lte=moment)


def _begun(moment, pins):
    """The front that is live, and those launched since the pin, newest first."""
    shows("front")
    since = Q(launched_at__gt=Subquery(pins.values("at")[:1]))
    is_live = Q(live_until=None) | Q(live_until__gt=moment)
    return list(FrontEdition.objects.filter(is_live | since, live_from__lte=moment))


def _write_named(stories):
    """What readers have at a moment of the stories named, and of the one pinned."""
    at, keys = given("at"), several("story", stories)
    left, pins = Withdrawal.objects.filter(article=OuterRef("article"), at__lte=at), pins_at(at)
    is_named = Q(article__pk__in=keys) if keys else Q()
    return (
        Edition.objects.live(at)
        .listed()
        .filter(Q(article=Subquery(pins.values("article")[:1])) | is_named)
        .annotate(
            pinned_at=Subquery(pins.filter(article=OuterRef("article")).values("at")[:1]),
            pinned_until=Subquery(pins.filter(article=OuterRef("article")).values("until")[:1]),
            left_at=Subquery(
                left.order_by().values("article").annotate(last=Max("at")).values("last")
            ),
        )
        .for_cards()
    )


_NAMED = Prepared(_write_named)


# What fills in by itself -------------------------------------------------------------------


def _with_top(chosen, stories):
    """The places at the top, filled: the lead the newest with weight, then the heavy first.

    Opinion has a place of its own, unless the desk gave it weight.
    """
    places = dict(chosen)
    taken = {edition.pk for edition in chosen.values()}
    news = [
        edition
        for edition in stories
        if edition.pk not in taken
        and (edition.weight or edition.type_of_work != Article.Work.OPINION)
    ]
    if LEAD not in places and news:
        places[LEAD] = next((edition for edition in news if edition.weight), news[0])
        news.remove(places[LEAD])
    ranked = sorted(news[:TOP], key=lambda edition: -edition.weight)
    beside = [place for place in BESIDE if place not in places]
    places |= zip(beside, ranked, strict=False)
    tiles = [place for place in TILES if place not in places]
    places |= zip(tiles, with_pictures(ranked[len(beside) :]), strict=False)
    return places


def _with_rivers(chosen, places, stories, moment):
    """Sections, all places, the rivers by section, and the latest: what stands under the top.

    Every one of the newest stories stands somewhere, so that the second page goes on from them.
    """
    taken = {edition.pk for edition in places.values()}
    rest = [edition for edition in stories if edition.pk not in taken]
    news = [edition for edition in rest if edition.type_of_work != Article.Work.OPINION]
    newest = {edition.pk for edition in news[:LATEST]}
    above = {edition.article_id for edition in [*places.values(), *news[:LATEST]]}
    above = spread("above", above)
    sections = _SECTIONS.ask(len(above), at=moment, **above)
    known = {edition.pk: edition for edition in rest} | _cards(sections, stories, moment)
    free = [place for place in OPINIONS if place not in places]
    places = places | dict(zip(free, _found(sections[:1], "opinion", known), strict=False))
    rivers = []
    for section in sections:
        head = chosen.get(river_of(section))
        stories_of = [head] if head else []
        stories_of += _found([section], "river", known)[: RIVER - len(stories_of)]
        if stories_of:
            rivers.append({"section": section, "stories": stories_of})
            places.setdefault(river_of(section), stories_of[0])
    in_rivers = {edition.pk for river in rivers for edition in river["stories"]}
    elsewhere = {edition.pk for edition in places.values()} | in_rivers
    latest = [e for e in rest if e.pk in newest or e.pk not in elsewhere]
    return sections, places, rivers, latest


def _write_sections(above):
    """The sections, each with the keys of its newest stories that do not stand above.

    The newest opinions come with them: one question instead of two.
    """
    unpaid = _unpaid(given("at"))
    free = unpaid.exclude(article__pk__in=several("above", above)) if above else unpaid
    is_opinion = Q(type_of_work=Article.Work.OPINION)
    near = unpaid.filter(section=OuterRef(OuterRef("pk"))).values("pk")[:NEAR]
    news = free.filter(~is_opinion, pk__in=near)[:RIVER]
    opinion = free.filter(is_opinion)[: len(OPINIONS)]
    return Section.objects.annotate(river=Rows(news), opinion=Rows(opinion))


_SECTIONS = Prepared(_write_sections)


def _keys(sections, name):
    return [pk for section in sections for pk in getattr(section, name) or ()]


def _found(sections, name, known):
    found = [known[pk] for pk in _keys(sections, name) if pk in known]
    return sorted(found, key=lambda edition: (edition.listed_at, edition.article_id), reverse=True)


def _cards(sections, stories, moment):
    """Those of the rivers and the opinions that are not among the newest."""
    missing = {*_keys(sections, "river"), *_keys(sections[:1], "opinion")}
    missing = spread("edition", missing - {edition.pk for edition in stories})
    found = _BY_KEY.ask(len(missing), at=moment, **missing) if missing else ()
    return {edition.pk: edition for edition in found}


def _write_by_key(editions):
    keys = several("edition", editions)
    return Edition.objects.live(given("at")).filter(pk__in=keys).for_cards()


_BY_KEY = Prepared(_write_by_key)
