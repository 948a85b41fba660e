"""A video that readers get as a link wherever it stands, and that taken back."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from articles import alarms, purging, videos
from articles.models import Alarm, Article, VideoHealth
from articles.workflow.moving import NOT_ALLOWED, Verb, log
from articles.workflow.refusals import NoRight


def link_only(video: VideoHealth, *, by, at=None) -> None:
    """Give readers the way to a video in the place of its player, in every story that has it."""
    moment = at or timezone.now()
    _change(video, Verb.LINK_ONLY, by=by, at=moment, link_only_at=moment, link_only_by=by)


def embed_again(video: VideoHealth, *, by, at=None) -> None:
    """Give readers the player again, where the provider has it and lets us."""
    moment = at or timezone.now()
    _change(video, Verb.EMBED_AGAIN, by=by, at=moment, link_only_at=None, link_only_by=None)


@transaction.atomic
def _change(video, verb, *, by, at, **made):
    """Change the video and log it with every story that has it; a second press does nothing."""
    if not by.has_perm("articles.replace_everywhere"):
        raise NoRight(NOT_ALLOWED["replace_video"])
    is_link = made["link_only_at"] is not None
    found = VideoHealth.objects.filter(pk=video.pk, link_only_at__isnull=is_link)
    if not found.update(**made):
        return
    key = videos.key_of(video)
    for story in Article.objects.filter(pk__in=videos.uses([key], at)[key]).order_by("pk"):
        log(story, verb, by=by, at=at, video=video.title)
    # Once embedded again, what is wrong with it is said anew by the tick.
    said = Q(key=f"video:{video.pk}") | Q(key__startswith=f"video:{video.pk}:")
    alarms.clear(Alarm.objects.filter(said), at=at)
    purging.videos_changed(f"video-{video.pk}")
