"""Stories that somebody wrote and published alone, and that nobody else has read yet."""

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import workflow
from articles.models import Alarm, Approval, Edition, Revision

WAITS = timedelta(minutes=30)
#: Whoever has not read it in a week will not; the alarm has said so long enough.
LOOKS_BACK = timedelta(days=7)


def look(this):
    """Raise an alarm half an hour after such a publication, until somebody reads it."""
    keys = set()
    for edition in published_alone(this.at):
        article, key = edition.article, f"second_read:{edition.article_id}"
        keys.add(key)
        with this.item(article.pk, article=article):
            if workflow.needs_second_read(article, this.at):
                time = timezone.localtime(edition.live_from)
                words = _("%(slugline)s: published %(time)s, and nobody else has read it.") % {
                    "slugline": article.slugline,
                    "time": f"{time:%H:%M}",
                }
                this.raise_alarm(Alarm.Kind.SECOND_READ, key, words, article=article)
            else:
                keys.discard(key)
    this.clear_others(Alarm.Kind.SECOND_READ, keys)


def published_alone(at):
    """Live for half an hour at least and approved by nobody but whoever published it.

    The workflow knows whether it needs a read; this leaves out most that do not in one query.
    """
    by_others = Approval.objects.filter(
        revision__article=OuterRef("article"), at__lte=OuterRef("live_from")
    ).exclude(by=OuterRef("published_by"))
    editions = Edition.objects.live(at).filter(
        live_from__gt=at - LOOKS_BACK, live_from__lte=at - WAITS, published_by__isnull=False
    )
    # The archive was read before it came.
    editions = editions.exclude(revision__kind=Revision.Kind.IMPORT)
    editions = editions.filter(~Exists(by_others)).select_related("article")
    return list(editions.order_by("live_from", "pk"))
