"""What the desk must know without having asked: raised, put in other words, cleared, shown."""

import contextlib

from django.db import IntegrityError, transaction
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import rights
from articles.models import Alarm, Article, Move
from articles.notices import name_of

Kind = Alarm.Kind
Verb = Move.Verb
LONGEST = Alarm._meta.get_field("words").max_length
#: What readers miss, or will: it stands above the rest.
RED = (Kind.HELD, Kind.DUE, Kind.TROUBLE)
#: As many as somebody can take in; the red ones come first.
MOST = 50
#: Moves after which an alarm has no reason any more, so that it goes at once.
SETTLED_BY = {
    Kind.HELD: {Verb.PUBLISH, Verb.SCHEDULE, Verb.SPIKE, Verb.WITHDRAW, Verb.KILL},
    Kind.DUE: {Verb.UNSCHEDULE, Verb.CHANGE_TIME, Verb.HOLD, Verb.WITHDRAW, Verb.KILL},
    Kind.SECOND_READ: {Verb.SECOND_READ, Verb.WITHDRAW, Verb.KILL},
    Kind.BEHIND: {Verb.PUBLISH, Verb.WITHDRAW, Verb.KILL},
    Kind.LOOK_AGAIN: {Verb.KEEP_READY, Verb.SPIKE, Verb.KILL},
}


def sound(kind, key: str, words: str, *, at, article=None, picture=None) -> bool:
    """Raise an alarm, or put these words to the one that stands; True when it is new."""
    words = shortened(words)
    standing = Alarm.objects.filter(key=key, cleared_at=None)
    said = standing.values_list("words", flat=True).first()
    if said is None:
        # The same alarm raised a moment ago by another tick is as good.
        with contextlib.suppress(IntegrityError), transaction.atomic():
            Alarm.objects.create(
                kind=kind, key=key, words=words, article=article, picture=picture, raised_at=at
            )
            return True
    elif said != words:
        standing.update(words=words)
    return False


def shortened(words):
    """One line that fits its column."""
    line = " ".join(words.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


def clear(alarms, *, at) -> int:
    """Clear those of these alarms that stand; returns how many did."""
    return alarms.filter(cleared_at=None).update(cleared_at=at)


def clear_others(alarms, keys, *, at) -> int:
    """Clear those of these alarms whose key is not among `keys`; returns how many."""
    standing = alarms.filter(cleared_at=None).values_list("pk", "key")
    over = [pk for pk, key in standing if key not in keys]
    return clear(Alarm.objects.filter(pk__in=over), at=at) if over else 0


def on_move(move) -> None:
    """Raise what a move asks for and clear what it settles, without waiting for the tick."""
    if move.verb == Verb.ASK:
        ask(move)
    kinds = [kind for kind, verbs in SETTLED_BY.items() if move.verb in verbs]
    if kinds:
        clear(Alarm.objects.filter(article=move.article_id, kind__in=kinds), at=move.at)


def ask(move) -> bool:
    """Put what somebody asks of the publisher before every publisher; once, even when done."""
    key = f"asked:{move.pk}"
    if Alarm.objects.filter(key=key).exists():
        return False
    words = _("%(slugline)s: %(name)s asks: %(reason)s") % {
        "slugline": move.article.slugline,
        "name": name_of(move.by),
        "reason": move.reason,
    }
    return sound(Kind.ASKED, key, words, at=move.at, article=move.article)


# Who is shown what -------------------------------------------------------------------


def seen_by(person):
    """The alarms that stand and concern this person.

    An alarm may name what a story says, so it is for those who read the story; one about
    no story for those who read them all; what is asked of the publisher for publishers.
    """
    stories = Article.objects.visible_to(person)
    mine = Q(article=None)
    if not rights.reads_all(person):
        stories = stories.filter(rights.own(person))
        mine = Q(pk=None)
    theirs = Exists(stories.filter(pk=OuterRef("article")))
    standing = Alarm.objects.filter(mine | theirs, cleared_at=None)
    if not is_publisher(person):
        standing = standing.exclude(kind=Kind.ASKED)
    red = Case(When(kind__in=RED, then=Value(0)), default=Value(1))
    return standing.order_by(red, "-raised_at", "-pk")


def is_publisher(person):
    return person.has_perm("articles.publish_article")


def done(alarm, *, at=None) -> None:
    """What was asked of the publisher is done."""
    clear(Alarm.objects.filter(pk=alarm.pk, kind=Kind.ASKED), at=at or timezone.now())
