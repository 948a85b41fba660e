"""A second pair of eyes: who must read what somebody published alone."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from articles import timeline
from articles.models import Approval, Byline, Edition, Move, Read
from articles.workflow.moving import Verb, log, moving
from articles.workflow.refusals import Refused

#: Whoever has not read it in a week will not.
READ_WITHIN = timedelta(days=7)


def second_read(article, *, by, at=None) -> None:
    """Say that somebody else has read what one person wrote and published."""
    with moving(article, "second_read", by=by, at=at) as (locked, moment):
        live = timeline.live_edition(locked, moment)
        if live is None:
            raise Refused(_("%(slugline)s is not live.") % {"slugline": locked.slugline})
        if not needs_second_read(locked, moment):
            raise Refused(_("Somebody else has read it already."))
        if live.published_by_id == by.pk:
            raise Refused(_("Somebody else must read it: you published it."))
        log(locked, Verb.SECOND_READ, by=by, at=moment, edition=live, revision=live.revision)


def needs_second_read(article, at) -> bool:
    """Whether one person wrote and published what readers have, and nobody else has read it."""
    if settings.NEWSROOM_SECOND_READ == "off" and not _by_who_needs_one(article, at):
        return False
    live = timeline.live_edition(article, at)
    if live is None or live.published_by_id is None or article.import_key:
        return False
    if live.published_by_id not in writers(article):
        return False
    others = ~Q(by=live.published_by_id)
    approved = Approval.objects.filter(others, revision__article=article, at__lte=live.live_from)
    read = Move.objects.filter(others, article=article, verb=Verb.SECOND_READ)
    cleared = Read.objects.filter(
        ~Q(answered_by=live.published_by_id),
        article=article,
        kind__in=(Read.Kind.DESK, Read.Kind.COPY),
        answer=Read.Answer.CLEARED,
        revision=live.revision_id,
    )
    return not (approved.exists() or read.exists() or cleared.exists())


def _by_who_needs_one(article, at):
    """Whether somebody published it whose stories need a second read, whatever the setting."""
    live = article.editions.live(at)
    return live.filter(published_by__desk_person__needs_second_read=True).exists()


def writers(article) -> set[int]:
    """The accounts of those who wrote the story: who started it, and who is bylined."""
    bylined = article.bylines.filter(author__user__isnull=False)
    return {article.created_by_id, *bylined.values_list("author__user", flat=True)} - {None}


def published_alone(at):
    """The live editions of which `needs_second_read` says so, as one query, the oldest first."""
    live = Edition.objects.live(at).filter(live_from__gt=at - READ_WITHIN)
    live = live.filter(published_by__isnull=False, article__import_key=None)
    if settings.NEWSROOM_SECOND_READ == "off":
        live = live.filter(published_by__desk_person__needs_second_read=True)
    others = ~Q(by=OuterRef("published_by"))
    bylined = Byline.objects.filter(
        article=OuterRef("article"), author__user=OuterRef("published_by")
    )
    approved = Approval.objects.filter(
        others, revision__article=OuterRef("article"), at__lte=OuterRef("live_from")
    )
    read = Move.objects.filter(others, article=OuterRef("article"), verb=Verb.SECOND_READ)
    cleared = Read.objects.filter(
        ~Q(answered_by=OuterRef("published_by")),
        article=OuterRef("article"),
        kind__in=(Read.Kind.DESK, Read.Kind.COPY),
        answer=Read.Answer.CLEARED,
        revision=OuterRef("revision"),
    )
    alone = live.filter(Q(article__created_by=F("published_by")) | Exists(bylined))
    alone = alone.filter(~Exists(approved), ~Exists(read), ~Exists(cleared))
    return alone.order_by("live_from", "pk")
