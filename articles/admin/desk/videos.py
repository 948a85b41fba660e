"""What waits for a video, as the desk page lists it; the video desk has it all."""

from django.db.models import Exists, OuterRef

from articles.models import Article, Edition, Embed

SHOWN = 12


def waiting(at):
    """(story, whether readers have it) of stories with an empty place for a video, live first."""
    empty = Embed.objects.waiting().values("article")
    live = Edition.objects.filter(article=OuterRef("pk")).live(at)
    stories = Article.objects.filter(pk__in=empty, killed_at=None)
    stories = stories.exclude(stage=Article.Stage.SPIKED).annotate(is_live=Exists(live))
    found = stories.order_by("-is_live", "-modified_at", "-pk").values_list("pk", "is_live")
    return list(found[: 5 * SHOWN])


def lines(found, known):
    """Those of them that exist for the person."""
    told = [{**known[pk], "is_live": is_live} for pk, is_live in found if pk in known]
    return told[:SHOWN]
