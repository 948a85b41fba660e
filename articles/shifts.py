"""What one shift leaves to the next: a few lines, and what happened since they were written."""

from collections import Counter
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Edition, ShiftNote, Withdrawal

Change = Edition.Change
#: A note older than this is about another day.
STANDS = timedelta(hours=36)
#: As many notes as the desk page shows, and as the page of notes lists.
MOST, LISTED = 3, 20


def write(*, text: str, by, desk=None, at=None) -> ShiftNote:
    """Leave a note to whoever comes next, of one desk or of all."""
    return ShiftNote.objects.create(text=text, by=by, desk=desk, at=at or timezone.now())


def for_person(person, desks):
    """The notes that concern somebody of these desks; those of every desk for a publisher."""
    if not person.has_perm("articles.view_shiftnote"):
        return ShiftNote.objects.none()
    notes = ShiftNote.objects.select_related("desk", "by")
    if any(map(person.has_perm, ("articles.edit_every_desk", "articles.publish_article"))):
        return notes
    return notes.filter(Q(desk=None) | Q(desk__in=desks))


def unseen_by(person, desks, *, at) -> list[ShiftNote]:
    """What others left and this person has not seen, the newest first."""
    notes = for_person(person, desks).filter(at__gt=at - STANDS, at__lte=at)
    return list(notes.exclude(by=person).exclude(seen_by=person)[:MOST])


def see(note, person) -> None:
    """The person has read the note; their desk page shows it no more."""
    note.seen_by.add(person)


#: What is said of a story that changed before readers or left them, after its slugline.
LEFT = {
    Withdrawal.Kind.WITHDRAWN: gettext_lazy("withdrawn"),
    Withdrawal.Kind.KILLED: gettext_lazy("killed"),
}
CHANGED = {
    Change.CLARIFICATION: gettext_lazy("clarified"),
    Change.CORRECTION: gettext_lazy("corrected"),
    Change.RETRACTION: gettext_lazy("retracted"),
    Change.UPDATE: gettext_lazy("updated"),
}
SAID = LEFT | CHANGED


def left_since(notes, at) -> list[Withdrawal]:
    """What left the site by somebody's hand since the oldest of these notes."""
    if not notes:
        return []
    oldest = min(note.at for note in notes)
    left = Withdrawal.objects.filter(kind__in=LEFT, at__gt=oldest, at__lte=at)
    return list(left.order_by("at", "pk"))


def since_then(note, editions, left, known, waiting) -> str:
    """“3 published, FERRY corrected, 2 waiting”: what happened since a note was written.

    `editions` and `left` are what readers got and lost meanwhile, `known` the stories that
    exist for the person ({key: {"slugline", "desk"}}), `waiting` the desks of what is in review.
    """
    told = [
        (edition.article_id, edition.change)
        for edition in reversed(editions)
        if edition.live_from > note.at and _concerns(note, known.get(edition.article_id))
    ]
    told += [
        (gone.article_id, gone.kind)
        for gone in left
        if gone.at > note.at and _concerns(note, known.get(gone.article_id))
    ]
    published = Counter(what for __, what in told)[Change.FIRST]
    words = [_("%(count)s published") % {"count": published}] if published else []
    words += dict.fromkeys(
        f"{known[pk]['slugline']} {SAID[what]}" for pk, what in told if what in SAID
    )
    in_review = sum(note.desk_id in (None, desk) for desk in waiting)
    words += [_("%(count)s waiting") % {"count": in_review}] if in_review else []
    return ", ".join(words) or _("nothing yet")


def _concerns(note, story):
    return story is not None and note.desk_id in (None, story["desk"])
