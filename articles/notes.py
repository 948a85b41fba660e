"""Desk notes: what colleagues say to each other about a story, or about a paragraph of it.

Whoever reads the story may note and answer. A legal note exists for its writer, the story's
editors and publishers. A notice says that there is a note, never what it says.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import notices, rights
from articles.models import Note
from articles.sanitising import clean_text, plain_text, top_level
from articles.workflow import NoRight, Refused

LONGEST = Note._meta.get_field("text").max_length
#: So much of a paragraph tells it from the others.
ABOUT_WORDS, ABOUT_LONGEST = 12, 120


@dataclass
class Written:
    """A note that was kept, with what became of each name in it."""

    note: Note
    #: Names after an @ that nobody on the desk has, or several have.
    unknown: list = field(default_factory=list)
    #: People of that name for whom the note is not.
    barred: list = field(default_factory=list)

    def __str__(self):
        return " ".join(
            [
                *(
                    _("%(name)s may not read this note and was not told.") % {"name": name}
                    for name in self.barred
                ),
                *(
                    _("Nobody was told for “@%(name)s”: write the whole name.") % {"name": name}
                    for name in self.unknown
                ),
            ]
        )


# Writing ----------------------------------------------------------------------------


@transaction.atomic
def write(article, *, by, text: str, about="", is_legal=False, answers=None, at=None) -> Written:
    """Keep a note, or an answer to one, and tell those whom it concerns.

    An answer belongs to the note that began the talk, and is as legal as that.
    """
    _may_note(by, article)
    if answers is not None:
        answers = answers.answers or answers
        about, is_legal = "", answers.is_legal
    moment = at or timezone.now()
    note = Note.objects.create(
        article=article,
        text=in_order(text),
        about=beginning(about),
        is_legal=is_legal,
        answers=answers,
        by=by,
        at=moment,
    )
    written = Written(note)
    mentioned = _mentioned(written)
    note.mentions.set(mentioned)
    _tell(note, mentioned, moment)
    return written


def _may_note(by, article):
    if not rights.Standing(by, article).reads:
        raise NoRight(_("You may not read this story."))


def in_order(text: str) -> str:
    """The words of a note as they are kept; raises Refused for none, or too many."""
    words = clean_text(text, multiline=True)
    if not words.strip():
        raise Refused(_("Write something first."))
    if len(words) > LONGEST:
        raise Refused(
            _("%(longest)s characters fit here; this has %(count)s. Make it shorter.")
            % {"longest": f"{LONGEST:,}", "count": f"{len(words):,}"}
        )
    return words


def is_for(note, person) -> bool:
    """Whether a note is for this person: they read the story, and its legal notes if it is one."""
    standing = rights.Standing(person, note.article)
    return standing.reads and (not note.is_legal or standing.reads_legal)


def _tell(note, mentioned, at):
    """A line for who is mentioned, and for who spoke before in the same talk."""
    name = notices.name_of(note.by)
    for person in mentioned:
        if person != note.by:
            notices.tell(
                person, note.article, _("%(name)s mentions you in a note.") % {"name": name}, at
            )
    if note.answers is None:
        return
    for person in _spoke_before(note) - {note.by, *mentioned}:
        if is_for(note, person) or note.answers.by == person:
            notices.tell(
                person, note.article, _("%(name)s answered your note.") % {"name": name}, at
            )


def _spoke_before(note):
    talk = Note.objects.filter(Q(pk=note.answers_id) | Q(answers=note.answers_id))
    keys = talk.exclude(pk=note.pk).values("by")
    return set(get_user_model().objects.filter(pk__in=keys))


# Names in a note ----------------------------------------------------------------------

#: An @ that begins a word; one within a word belongs to an address.
_AT = re.compile(r"(?<![\w.@])@(?=\w)")
#: So many names in one note are looked up, and no more.
MOST_NAMES = 50
_WORD = re.compile(r"[\w.'’-]*\w")


def _desk_people():
    return get_user_model().objects.filter(is_active=True, is_staff=True)


def _mentioned(written) -> list:
    """Those named after an @ for whom the note is; the other names are put into `written`."""
    text = written.note.text
    starts = [found.end() for found in _AT.finditer(text)][:MOST_NAMES]
    people = list(_desk_people().order_by("pk")) if starts else []
    # However often somebody is named, what they may read is asked once.
    may_read = cache(lambda person: is_for(written.note, person))
    found = {}
    for start in starts:
        named = _named(text[start:], people)
        readers = [person for person in named if may_read(person)]
        if len(readers) == 1:
            found[readers[0].pk] = readers[0]
        elif len(named) == 1:
            written.barred.append(notices.name_of(named[0]))
        else:
            written.unknown.append(_WORD.match(text[start:])[0])
    written.barred = list(dict.fromkeys(written.barred))
    written.unknown = list(dict.fromkeys(written.unknown))
    return list(found.values())


def _named(rest, people):
    """The people whose name stands at the head of these words; the longest name counts."""
    rest = rest.casefold()
    best, found = 0, []
    for person in people:
        length = max((len(name) for name in _names(person) if _begins(rest, name)), default=0)
        if length > best:
            best, found = length, [person]
        elif length and length == best:
            found.append(person)
    return found


def _names(person):
    """What a person answers to: the whole name, the first name, the name they sign in with."""
    names = (person.get_full_name(), person.first_name, person.get_username())
    return {" ".join(name.casefold().split()) for name in names} - {""}


def _begins(rest, name):
    if not rest.startswith(name):
        return False
    after = rest[len(name) : len(name) + 1]
    return not (after.isalnum() or after == "_")


#: As many names as are offered, and as many people as are asked whether they may.
OFFERED, ASKED = 8, 24


def people_to_mention(article, begins: str) -> list:
    """Desk people whose name begins so and who read the story, for the list beside an @."""
    first, __, last = " ".join(begins.split()).partition(" ")
    named = Q(first_name__istartswith=first)
    if last:
        named &= Q(last_name__istartswith=last)
    else:
        named |= Q(last_name__istartswith=first) | Q(username__istartswith=first)
    people = _desk_people().filter(named).order_by("first_name", "last_name", "username", "pk")
    may_read = (each for each in people[:ASKED] if rights.Standing(each, article).reads)
    return [person for person, _ in zip(may_read, range(OFFERED), strict=False)]


# Resolving ----------------------------------------------------------------------------


def may_resolve(note, standing) -> bool:
    """Whoever edits the story may, and whoever wrote the note."""
    return standing.reads and (standing.edits or note.by_id == standing.user.pk)


def resolve(note, *, by, at: datetime | None = None) -> None:
    """The note and its answers are done with; somebody else's second press changes nothing."""
    _may_resolve(note, by)
    done = {"resolved_at": at or timezone.now(), "resolved_by": by}
    Note.objects.filter(pk=note.pk, resolved_at=None).update(**done)


def reopen(note, *, by) -> None:
    """The note is open after all."""
    _may_resolve(note, by)
    Note.objects.filter(pk=note.pk).update(resolved_at=None, resolved_by=None)


def _may_resolve(note, by):
    if not may_resolve(note, rights.Standing(by, note.article)):
        raise NoRight(_("Only who edits the story, or wrote the note, resolves it."))


# Reading ------------------------------------------------------------------------------


def notes_for(standing):
    """The notes of a story that exist for this person, the oldest first."""
    if not standing.reads:
        return Note.objects.none()
    kept = Note.objects.filter(article=standing.article)
    if not standing.reads_legal:
        own = Q(by=standing.user) | Q(answers__by=standing.user)
        kept = kept.filter(Q(is_legal=False) | own)
    return kept.order_by("at", "pk")


def open_notes_of(articles, user):
    """How many open notes each of these stories has that this person may count.

    For lists: legal notes are left out, except the person's own.
    """
    kept = Note.objects.filter(article__in=articles, answers=None, resolved_at=None)
    kept = kept.filter(Q(is_legal=False) | Q(by=user)).order_by()
    return dict(kept.values_list("article").annotate(Count("pk")))


@dataclass
class Talk:
    """A note with its answers, in their order."""

    note: Note
    answers: list = field(default_factory=list)


def talks_for(standing) -> list[Talk]:
    """Every talk about the story that exists for this person, in one query."""
    talks = {}
    for note in notes_for(standing).select_related("by", "resolved_by"):
        if note.answers_id is None:
            talks[note.pk] = Talk(note)
        elif note.answers_id in talks:
            talks[note.answers_id].answers.append(note)
    return list(talks.values())


# Paragraphs ---------------------------------------------------------------------------


def beginning(text: str) -> str:
    """The first words of a paragraph, as a note keeps them."""
    words = clean_text(text).split()[:ABOUT_WORDS]
    while len(" ".join(words)) > ABOUT_LONGEST and len(words) > 1:
        words.pop()
    return " ".join(words)[:ABOUT_LONGEST]


def beginnings(body: str) -> list[str]:
    """The first words of each paragraph of a text, in its order, each once."""
    texts = (" ".join(plain_text(element).split()) for element in top_level(body))
    return list(dict.fromkeys(filter(None, map(beginning, texts))))
