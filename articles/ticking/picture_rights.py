"""Pictures that readers see, or will, and whose rights end soon."""

from collections import Counter
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import front, registry
from articles.models import Alarm, Article, FrontEdition, FrontLead, Picture

AHEAD = timedelta(days=7)
#: For as long afterwards the desk is told that a picture is gone.
LOOKS_BACK = timedelta(days=7)
PLACES = {
    "live": gettext_lazy("live"),
    "scheduled": gettext_lazy("scheduled"),
    "front": gettext_lazy("front"),
}


def look(this):
    """Raise an alarm for each picture, with where it is used, from a week before its end on.

    What a story uses for which only some people may know is an alarm of that story's own.
    """
    pictures = ending(this.at)
    uses = _uses(pictures, this.at) if pictures else {}
    hidden = _hidden_stories(article for used in uses.values() for article, __ in used)
    keys = set()
    for picture in pictures.values():
        with this.item(picture.pk, picture=picture):
            for article, places in _by_alarm(uses.get(picture.pk, ()), hidden).items():
                key = f"rights:{picture.pk}" + (f":{article}" if article else "")
                keys.add(key)
                this.raise_alarm(
                    Alarm.Kind.RIGHTS,
                    key,
                    _words(picture, places, this.at),
                    picture=picture,
                    article=hidden.get(article),
                )
    this.clear_others(Alarm.Kind.RIGHTS, keys)


def ending(at):
    """Pictures whose rights end within a week, or ended within the last."""
    end = Picture.objects.filter(
        use_until__gt=at - LOOKS_BACK, use_until__lte=at + AHEAD, killed_at=None
    )
    return end.order_by("use_until", "pk").in_bulk()


def _uses(pictures, at):
    """For each picture: (story, place) for every version with it that is out, or will be."""
    chosen = _on_front(at)
    uses = {}
    editions = registry.holding(pictures, at).only("article", "live_from", "document")
    for edition in editions.order_by("pk").iterator(chunk_size=200):
        is_live = edition.live_from <= at
        used = {
            block.get(name)
            for block in edition.document["blocks"].values()
            for name in ("picture", "poster")
        }
        for picture in used & set(pictures):
            places = uses.setdefault(picture, [])
            places.append((edition.article_id, "live" if is_live else "scheduled"))
            if is_live and edition.article_id in chosen:
                places.append((edition.article_id, "front"))
    return uses


def _on_front(at):
    """Stories that a person put on the front: the one pinned, and those of the front launched."""
    pinned = FrontLead.objects.filter(Q(until=None) | Q(until__gt=at))
    live = FrontEdition.objects.live(at).first()
    slots = live.slots if live else ()
    placed = {slot["article"] for slot in slots if not front.is_over(slot, at)}
    return placed | set(pinned.values_list("article", flat=True))


def _hidden_stories(articles):
    """Those of these stories that do not exist for everybody on the desk."""
    hidden = Q(kept_ready=True) | Q(restricted_to__isnull=False)
    return Article.objects.filter(hidden, pk__in=set(articles)).distinct().in_bulk()


def _by_alarm(used, hidden):
    """The places by the alarm that names them: None for everybody's, else a hidden story's."""
    by_alarm = {}
    for article, place in used:
        key = article if article in hidden else None
        by_alarm.setdefault(key, Counter())[place] += 1
    return by_alarm


def _words(picture, places, at):
    end = timezone.localtime(picture.use_until)
    where = ", ".join(f"{name} {places[place]}" for place, name in PLACES.items() if places[place])
    words = (
        _("Rights in “%(picture)s” ended %(time)s: %(places)s. It is not shown any more.")
        if picture.use_until <= at
        else _("Rights in “%(picture)s” end %(time)s: %(places)s.")
    )
    return words % {"picture": picture, "time": date_format(end, "D j F, H:i"), "places": where}
