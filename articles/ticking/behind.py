"""Edits of live stories that were saved and then forgotten."""

from datetime import timedelta

from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from articles import revisions
from articles.models import Alarm, Article, Edition, Revision

WAITS = timedelta(hours=2)
#: What was left for two weeks was left on purpose; an alarm that stands already stays.
LOOKS_BACK = timedelta(days=14)


def look(this):
    """Raise an alarm for each live story whose newest version readers do not get."""
    standing = Alarm.objects.filter(kind=Alarm.Kind.BEHIND, cleared_at=None)
    stands = set(standing.values_list("article", flat=True))
    keys = set()
    for article in edited(this.at, or_among=stands):
        key = f"behind:{article.pk}"
        keys.add(key)
        with this.item(article.pk, article=article):
            if is_behind(article, this.at):
                words = _("%(slugline)s: an edit is not live (v%(version)s)") % {
                    "slugline": article.slugline,
                    "version": article.version,
                }
                this.raise_alarm(Alarm.Kind.BEHIND, key, words, article=article)
            else:
                keys.discard(key)
    this.clear_others(Alarm.Kind.BEHIND, keys)


def edited(at, *, or_among=()):
    """Live stories with a version after the live one, saved two hours ago or more."""
    live = Edition.objects.filter(article=OuterRef("pk")).live(at)
    newest = Revision.objects.filter(article=OuterRef("pk"), number=OuterRef("version"))
    recent = Article.objects.filter(
        Q(modified_at__gt=at - LOOKS_BACK) | Q(pk__in=or_among)
    ).annotate(
        live_version=Subquery(live.values("revision__number")[:1]),
        saved_at=Subquery(newest.values("at")[:1]),
    )
    behind = recent.filter(live_version__lt=F("version"), saved_at__lte=at - WAITS)
    behind = behind.filter(Q(saved_at__gt=at - LOOKS_BACK) | Q(pk__in=or_among))
    return list(behind.defer("body").order_by("pk"))


def is_behind(article, at):
    """Whether the newest version says something else than readers get, or will get."""
    newest = revisions.newest(article)
    if article.editions.scheduled(at).filter(revision=newest).exists():
        return False
    live = Revision.objects.get(article=article, number=article.live_version)
    documents = map(revisions.upgrade, (live.document, newest.document))
    return not revisions.says_the_same(*documents)
