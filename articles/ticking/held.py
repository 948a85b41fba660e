"""What did not go out: said until somebody publishes, schedules or spikes it."""

from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles import alarms
from articles.models import Alarm, Edition, Move

A_MINUTE = timedelta(minutes=1)
NUMBERS = (
    "",
    gettext_lazy("One"),
    gettext_lazy("Two"),
    gettext_lazy("Three"),
    gettext_lazy("Four"),
    gettext_lazy("Five"),
    gettext_lazy("Six"),
    gettext_lazy("Seven"),
    gettext_lazy("Eight"),
    gettext_lazy("Nine"),
)


def look(this):
    """Keep the words of each true as its time passes; clear those that were seen to."""
    standing = Alarm.objects.filter(kind=Alarm.Kind.HELD, cleared_at=None)
    for alarm in standing.select_related("article"):
        with this.item(alarm.article_id, article=alarm.article):
            move = last_hold(alarm.article)
            if move is None or is_settled(move):
                this.clear(Alarm.objects.filter(pk=alarm.pk))
            else:
                sound(alarm.article, at=this.at)


def sound(article, *, at) -> bool:
    """Say of a story that was held back that it does not go out, or did not."""
    key = f"held:{article.pk}"
    words = f"{article.slugline} {what_happened(last_hold(article), at)}"
    return alarms.sound(Alarm.Kind.HELD, key, words, at=at, article=article)


def last_hold(article):
    return article.moves.filter(verb=Move.Verb.HOLD).order_by("-at", "-pk").first()


def is_settled(move):
    verbs = alarms.SETTLED_BY[Alarm.Kind.HELD]
    return Move.objects.filter(article=move.article_id, verb__in=verbs, pk__gt=move.pk).exists()


def what_happened(move, at):
    """What the desk reads beside the story's name: when, why, and that others did go out."""
    time = datetime.fromisoformat(move.detail["live_from"])
    words = (
        _("did not go out at %(time)s: %(reason)s")
        if time <= at
        else _("does not go out at %(time)s: %(reason)s")
    )
    said = words % {"time": f"{timezone.localtime(time):%H:%M}", "reason": move.reason}
    others = _others(move, time) if time <= at else 0
    return f"{said} {_others_did(others)}" if others else said


def _others(move, time):
    """How many other stories were set for the same minute and went out."""
    minute = time.replace(second=0, microsecond=0)
    went_out = Edition.objects.filter(
        live_from__gte=minute,
        live_from__lt=minute + A_MINUTE,
        created_at__lt=F("live_from"),
        is_killed=False,
    )
    return went_out.exclude(article=move.article_id).values("article").distinct().count()


def _others_did(number):
    name = NUMBERS[number] if number < len(NUMBERS) else str(number)
    return ngettext("%(count)s other did.", "%(count)s others did.", number) % {"count": name}
