"""What did not go out: said until somebody publishes, schedules or spikes it."""

from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone

from articles import alarms
from articles.models import Alarm, Edition, Move

A_MINUTE = timedelta(minutes=1)
NUMBERS = ("", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")


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
    happened = "did not" if time <= at else "does not"
    said = f"{happened} go out at {timezone.localtime(time):%H:%M}: {move.reason}"
    others = _others(move, time) if time <= at else 0
    return f"{said} {_counted(others)} did." if others else said


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


def _counted(number):
    name = NUMBERS[number] if number < len(NUMBERS) else str(number)
    return f"{name} other" if number == 1 else f"{name} others"
