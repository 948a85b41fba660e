"""A second pair of eyes: who must read what somebody published alone."""

from django.conf import settings
from django.db.models import Q

from articles import timeline
from articles.models import Approval, Move, Read
from articles.workflow.moving import Verb, log, moving
from articles.workflow.refusals import Refused


def second_read(article, *, by, at=None) -> None:
    """Say that somebody else has read what one person wrote and published."""
    with moving(article, "second_read", by=by, at=at) as (locked, moment):
        live = timeline.live_edition(locked, moment)
        if live is None:
            raise Refused(f"{locked.slugline} is not live.")
        if not needs_second_read(locked, moment):
            raise Refused("Somebody else has read it already.")
        if live.published_by_id == by.pk:
            raise Refused("Somebody else must read it: you published it.")
        log(locked, Verb.SECOND_READ, by=by, at=moment, edition=live, revision=live.revision)


def needs_second_read(article, at) -> bool:
    """Whether one person wrote and published what readers have, and nobody else has read it."""
    if settings.NEWSROOM_SECOND_READ == "off":
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


def writers(article) -> set[int]:
    """The accounts of those who wrote the story: who started it, and who is bylined."""
    bylined = article.bylines.filter(author__user__isnull=False)
    return {article.created_by_id, *bylined.values_list("author__user", flat=True)} - {None}
