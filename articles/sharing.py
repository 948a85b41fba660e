"""A draft shown to somebody outside the house: whether its address still works, and answers.

The address holds a secret that was given to one person, and is all that is asked of them.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import notes, notices
from articles.models import Article, Move, Note, Read, ShareLink, Withdrawal
from articles.workflow import Refused

#: So many answers come through one address: it is open to whoever has it.
MOST_ANSWERS = 10


class NoMoreAnswers(Refused):
    """This address has taken as many answers as one may."""


#: The one state that ends by itself.
CLOSED = gettext_lazy("Closed until its embargo ends")


@dataclass(frozen=True)
class End:
    """Something that ends every address of a story that was given out before."""

    at: datetime
    words: str


def ends_of(article: Article, at: datetime) -> list[End]:
    """What has ended the addresses of a story so far, the earliest first.

    Derived, like all that readers may see: an address needs nobody to close it.
    """
    begun = article.editions.filter(live_from__lte=at).values_list("live_from", flat=True)
    left = article.withdrawals.filter(at__lte=at).exclude(kind=Withdrawal.Kind.KILLED)
    ends = [End(instant, _("Ended: it was published")) for instant in begun]
    ends += [
        End(instant, _("Ended: it was withdrawn")) for instant in left.values_list("at", flat=True)
    ]
    ends += [End(move.at, words) for move in _closing(article, at) if (words := _closes(move))]
    if article.killed_at:
        ends.append(End(article.killed_at, _("Ended: it was killed")))
    return sorted(ends, key=lambda end: end.at)


def _closing(article, at):
    return article.moves.filter(verb__in=(Move.Verb.SPIKE, Move.Verb.RESTRICT), at__lte=at)


def _closes(move):
    """What a move says against addresses given out before it; a restriction lifted, nothing."""
    if move.verb == Move.Verb.SPIKE:
        return _("Ended: it was spiked")
    return _("Ended: it was restricted") if move.detail.get("after") else ""


def why_over(link: ShareLink, at: datetime, ends: list[End] | None = None) -> str:
    """Why the address does not show the draft, in the desk's words; empty while it does."""
    article = link.article
    if article.killed_at:  # whatever the clocks of two machines said
        return _("Ended: it was killed")
    if link.revoked_at and link.revoked_at <= at:
        return _("Revoked")
    ends = ends_of(article, at) if ends is None else ends
    since = next((end.words for end in ends if end.at > link.made_at), "")
    if since:
        return since
    if article.stage == Article.Stage.SPIKED:
        return _("Ended: it was spiked")
    if link.works_until <= at:
        return _("Ended: its time is over")
    return str(CLOSED) if article.is_embargoed(at) else ""


def links_of(article: Article, at: datetime) -> list[ShareLink]:
    """The addresses of a story, the newest first, each with `over`: why it works no more."""
    links = list(article.share_links.select_related("made_by"))
    ends = ends_of(article, at) if links else []
    for link in links:
        link.article = article
        link.over = why_over(link, at, ends)
    return links


def is_before_law(article: Article) -> bool:
    """Whether a legal read was asked for: all that outsiders answer may then be a lawyer's words.

    Somebody who asked for one may have forgotten to say so of the address.
    """
    return article.reads.filter(kind=Read.Kind.LEGAL).exists()


def opened(link: ShareLink, *, at: datetime) -> None:
    """Somebody looked at the draft."""
    ShareLink.objects.filter(pk=link.pk).update(opened_at=at)


@transaction.atomic
def answer(link: ShareLink, *, text: str, at: datetime | None = None) -> Note:
    """Keep what the outsider says of the draft as a note, and tell the story's people.

    Raises Refused for no words or too many, NoMoreAnswers once the address has had its share.
    The same words again, as a second press sends them, are the same answer.
    """
    moment = at or timezone.now()
    locked = (
        ShareLink.objects.select_for_update(of=("self",)).select_related("article").get(pk=link.pk)
    )
    words = notes.in_order(text)
    said = Note.objects.filter(article=locked.article_id, outsider=locked.for_whom)
    before = said.filter(text=words, at__gte=locked.made_at).first()
    if before:
        return before
    if locked.answers_given >= MOST_ANSWERS:
        raise NoMoreAnswers(
            _(
                "%(count)s answers came through this address, and it takes no more. "
                "Please write to whoever sent it to you."
            )
            % {"count": MOST_ANSWERS}
        )
    note = Note.objects.create(
        article=locked.article,
        text=words,
        is_legal=locked.is_for_legal_read or is_before_law(locked.article),
        outsider=locked.for_whom,
        at=moment,
    )
    ShareLink.objects.filter(pk=locked.pk).update(answers_given=locked.answers_given + 1)
    people = notices.people_of(locked.article) | ({locked.made_by} - {None})
    for person in (each for each in people if notes.is_for(note, each)):
        notices.tell(
            person,
            locked.article,
            _("%(for_whom)s answered the shared draft.") % {"for_whom": locked.for_whom},
            moment,
        )
    return note
