"""Who is told what about a story: a line on their desk page, by mail if they do not see it.

A notice never holds text of the story, and goes to nobody for whom the story does not exist.
Nobody is told what they did themselves.
"""

from datetime import datetime

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import rights
from articles.models import Approval, Article, Move, Notice

Verb = Move.Verb
NOT_YET = gettext_lazy("It is not published yet.")
LONGEST = Notice._meta.get_field("words").max_length

#: What the people of a story are told of each move; every other move is quiet.
WORDS = {
    Verb.SEND_BACK: gettext_lazy("{by} sent it back: “{reason}”"),
    Verb.APPROVE: gettext_lazy("{by} approved it. {not_yet}"),
    Verb.PUBLISH: gettext_lazy("{by} published it."),
    Verb.SCHEDULE: gettext_lazy("{by} scheduled it for {time}."),
    Verb.CHANGE_TIME: gettext_lazy("{by} moved it to {time}."),
    Verb.UNSCHEDULE: gettext_lazy("{by} cancelled its schedule."),
    Verb.HOLD: gettext_lazy("It was held back: {reason}"),
    Verb.CORRECT: gettext_lazy("{by} published a correction to it."),
    Verb.RETRACT: gettext_lazy("{by} retracted it."),
    Verb.WITHDRAW: gettext_lazy("{by} withdrew it."),
    Verb.KILL: gettext_lazy("{by} killed it."),
    Verb.SPIKE: gettext_lazy("{by} spiked it."),
    Verb.PUT_BACK: gettext_lazy("{by} put the version before back before readers."),
    Verb.UNDO: gettext_lazy("{by} took the publication back."),
}
#: Recorded on the way to a publication, of which people are told.
ON_THE_WAY = (Verb.APPROVE, Verb.UNSCHEDULE)
PUBLICATIONS = (Verb.PUBLISH, Verb.SCHEDULE)


def name_of(person, nobody=None):
    """How a person is named on the desk; what nobody did, the desk did."""
    if person is None:
        return _("The desk") if nobody is None else nobody
    return person.get_full_name() or person.get_username()


def tell(person, article, words: str, at: datetime) -> Notice | None:
    """Leave a person a line about a story; None where the story does not exist for them."""
    if not person.is_active or not rights.may_see_line(person, article):
        return None
    return Notice.objects.create(person=person, article=article, words=_shortened(words), at=at)


def on_move(move) -> None:
    """Tell those whom a move concerns: the story's people, and whoever asked for a read."""
    for person, words in _told(move):
        if person is not None and person.pk != move.by_id:
            tell(person, move.article, words, move.at)


def _told(move):
    """Each person with what they are told, whoever made the move among them."""
    if move.verb == Verb.HAND_OVER:
        return _of_hand_over(move)
    if move.verb == Verb.ANSWER_READ:
        return _of_answer(move)
    if move.verb not in WORDS or _is_on_the_way(move):
        return []
    people = people_of(move.article)
    if move.verb == Verb.HOLD:
        people |= _who_scheduled(move)
    words = words_of(move)
    return [(person, words) for person in sorted(people, key=lambda person: person.pk)]


def words_of(move):
    """What the people of a story are told of a move, as their line says it."""
    words = WORDS[move.verb].format(
        by=name_of(move.by),
        reason=move.reason,
        time=_time(move.detail.get("live_from")),
        not_yet=NOT_YET,
    )
    return _shortened(words)


def _shortened(words):
    """One line that fits its column."""
    line = " ".join(words.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


def people_of(article):
    """Who started the story, who has it, and who is bylined with an account."""
    bylined = article.bylines.filter(author__user__isnull=False).values_list("author__user")
    keys = {article.created_by_id, article.assigned_to_id, *(key for (key,) in bylined)}
    return set(get_user_model().objects.filter(pk__in=keys - {None}))


def _is_on_the_way(move):
    """Whether the same press of a button went on to publish."""
    if move.verb not in ON_THE_WAY:
        return False
    same_press = Move.objects.filter(article=move.article_id, by=move.by_id, at=move.at)
    return same_press.filter(verb__in=PUBLICATIONS, pk__gt=move.pk).exists()


def _who_scheduled(move):
    moves = move.article.moves.filter(verb__in=(Verb.SCHEDULE, Verb.CHANGE_TIME), pk__lt=move.pk)
    last = moves.select_related("by").order_by("-pk").first()
    return {last.by} - {None} if last else set()


def _time(instant):
    if not instant:
        return _("another time")
    return date_format(timezone.localtime(datetime.fromisoformat(instant)), "D j F, H:i")


def _of_hand_over(move):
    before, after = move.detail.get("before"), move.detail.get("after")
    people = get_user_model().objects.in_bulk({before, after} - {None})
    taker, by = people.get(after), {"by": name_of(move.by)}
    yield taker, _("%(by)s handed it over to you.") % by
    if after == move.by_id:
        yield people.get(before), _("%(by)s took it over from you.") % by
    elif taker:
        words = _("%(by)s handed it over to %(taker)s.") % (by | {"taker": name_of(taker)})
        yield people.get(before), words
    else:
        yield people.get(before), _("%(by)s put it down: nobody has it now.") % by


def _of_answer(move):
    read = move.article.reads.select_related("asked_by").filter(kind=move.detail["read"]).first()
    if read is None:
        return
    said = {
        "by": name_of(move.by),
        "kind": read.get_kind_display().lower(),
        "words": read.words,
    }
    if move.detail.get("cleared"):
        yield read.asked_by, _("%(by)s gave it its %(kind)s.") % said
    elif read.asked_by:
        may_hear = rights.Standing(read.asked_by, move.article).reads_words_of(read)
        words = (
            _("%(by)s wants changes (%(kind)s): “%(words)s”")
            if may_hear
            else _("%(by)s wants changes (%(kind)s).")
        )
        yield read.asked_by, words % said


def on_save(revision) -> None:
    """Tell whoever approved the version before that it was changed and is not approved now."""
    approved = Approval.objects.filter(revision=revision.parent_id).select_related("by").first()
    if approved is None or approved.by is None or approved.by_id == revision.by_id:
        return
    if not Approval.objects.filter(revision=revision).exists():
        words = _("%(by)s changed what you approved. It needs approval again.")
        tell(approved.by, revision.article, words % {"by": name_of(revision.by)}, revision.at)


# On the desk page --------------------------------------------------------------------

#: As many stories as somebody can take in.
MOST = 30


def unseen_by(person) -> list[dict]:
    """What this person has not seen yet, one line a story, the newest first.

    A story that has been closed to them since is not named. What was approved and then
    published is not said to be unpublished.
    """
    visible = Article.objects.visible_to(person).filter(pk=OuterRef("article"))
    unseen = Notice.objects.filter(Exists(visible), person=person, seen_at=None)
    lines = {}
    for notice in unseen.select_related("article").order_by("-at", "-pk")[: 10 * MOST]:
        line = lines.setdefault(notice.article_id, {"newest": notice, "words": [], "times": []})
        line["words"].insert(0, notice.words)
        line["times"].insert(0, notice.at)
    found = list(lines.values())[:MOST]
    for line in found:
        earlier = [words.removesuffix(f" {NOT_YET}") for words in line["words"][:-1]]
        line["words"] = [*earlier, line["words"][-1]]
    return found


def see(notice, *, at=None) -> None:
    """The person has seen this line and what stood before it about the same story."""
    line = Notice.objects.filter(person=notice.person_id, article=notice.article_id, seen_at=None)
    line.filter(pk__lte=notice.pk).update(seen_at=at or timezone.now())
