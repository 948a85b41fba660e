"""Stories kept ready whose day has come: is what they say still right?"""

from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles.models import Alarm, Article, Edition, Move


def look(this):
    """Raise an alarm for each story kept ready from its “look again” day on."""
    keys = set()
    for story in to_look_at(this.at):
        key = f"look_again:{story.pk}"
        keys.add(key)
        with this.item(story.pk, article=story):
            this.raise_alarm(Alarm.Kind.LOOK_AGAIN, key, _words(story), article=story)
    this.clear_others(Alarm.Kind.LOOK_AGAIN, keys)


def to_look_at(at):
    """Stories in the drawer, not with readers, whose day has come; the longest waiting first."""
    put_in = Move.objects.filter(
        article=OuterRef("pk"), verb=Move.Verb.KEEP_READY, detail__after=True
    )
    stories = Article.objects.filter(
        kept_ready=True, look_again_on__lte=timezone.localdate(at), killed_at=None
    )
    live = Edition.objects.filter(article=OuterRef("pk")).live(at)
    stories = stories.exclude(stage=Article.Stage.SPIKED).filter(~Exists(live))
    stories = stories.annotate(put_in_at=Subquery(put_in.values("at")[:1]))
    return stories.order_by("look_again_on", "pk").defer("body")


def _words(story):
    since = timezone.localdate(story.put_in_at or story.created_at)
    return _("%(slugline)s is kept ready since %(day)s: still right?") % {
        "slugline": story.slugline,
        "day": date_format(since, "j F Y"),
    }
