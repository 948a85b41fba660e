"""The alert line: one urgent sentence above every page of the paper, until a time."""

from datetime import timedelta

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import purging
from articles.models import AlertLine, Article, Edition, Publication
from articles.workflow.refusals import NoRight, Refused

RIGHT = "articles.add_alertline"


def set_alert(text, *, by, ends_at, article=None, at=None) -> AlertLine:
    """Put the line above every page, in place of the one that stands there."""
    moment = at or timezone.now()
    with transaction.atomic():
        paper = _paper(by)
        if not text.strip():
            raise Refused(_("Write the sentence that readers shall see."))
        if ends_at <= moment:
            raise Refused(_("This time has passed: choose a later one."))
        if article and not Article.objects.visible_to(by).filter(pk=article.pk).exists():
            raise Refused(_("There is no such story. Choose another."))
        _end(paper.alert, moment)
        paper.alert = AlertLine.objects.create(
            text=text, article=article, live_from=moment, live_until=ends_at, set_by=by
        )
        paper.save(update_fields=["alert"])
    return paper.alert


def end_alert(*, by, at=None) -> None:
    """Take the line off at once."""
    moment = at or timezone.now()
    with transaction.atomic():
        if not _end(_paper(by).alert, moment):
            raise Refused(_("There is no alert line any more. Nothing was changed."))


def alert_at(moment) -> AlertLine | None:
    """The line above the pages at that moment, with the `path` of its story once that is live."""
    live = Edition.objects.live(moment).listed().filter(article=OuterRef("article"))
    standing = AlertLine.objects.filter(
        publication__isnull=False, live_from__lte=moment, live_until__gt=moment
    )
    return (
        standing.annotate(path=Subquery(live.values("path")[:1])).select_related("set_by").first()
    )


def _paper(by):
    """The paper's one row, locked, for who may alert its readers."""
    if not by.has_perm(RIGHT):
        raise NoRight(_("You may not set the alert line."))
    Publication.objects.get_or_create(only=True)
    return Publication.objects.select_for_update(of=("self",)).select_related("alert").get()


def _end(alert, moment):
    """Close its window, if it is open."""
    if alert is None or not alert.live_from <= moment < alert.live_until:
        return False
    # A window has a length, however soon its line was taken back.
    ends_at = max(moment, alert.live_from + timedelta(microseconds=1))
    AlertLine.objects.filter(pk=alert.pk).update(live_until=ends_at)
    purging.site_changed()
    return True
