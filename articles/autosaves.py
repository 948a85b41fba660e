"""What a browser saves on its own while somebody writes: the whole form, valid or not.

It never touches a story's rows, versions, stage or approval. Each open form (an edit session)
has one, written over in place and gone when that form is saved.
"""

import re
from datetime import datetime, timedelta

from django.db import transaction
from django.http import QueryDict

from articles.models import Autosave

#: How many unsaved forms one person may have; the oldest give way.
MOST = 20
KEPT_FOR = timedelta(days=30)
#: A form this long, as it is sent, is more than any story: 400 KB of text, mostly accented.
LONGEST = 2 * 1024 * 1024
#: How the form over the live version begins: it is never opened over the draft.
OVER_LIVE = "live_form=1&"


@transaction.atomic
def keep(article, *, person, edit_session, form: str, at: datetime) -> None:
    """Keep what stands in an open form; `article` is None for a story not saved yet."""
    slot = Autosave.objects.filter(person=person, edit_session=edit_session)
    if slot.update(article=article, form=form, saved_at=at):
        return
    Autosave.objects.bulk_create(
        [
            Autosave(
                article=article, person=person, edit_session=edit_session, form=form, saved_at=at
            )
        ],
        # Two of the same moment: the later one stands.
        update_conflicts=True,
        unique_fields=["person", "edit_session"],
        update_fields=["article", "form", "saved_at"],
    )
    _drop_oldest(person)


def _drop_oldest(person):
    newest_first = person.autosaves.order_by("-saved_at", "-pk")
    too_many = list(newest_first.values_list("pk", flat=True)[MOST:])
    if too_many:
        Autosave.objects.filter(pk__in=too_many).delete()


def offered(article, *, person, at: datetime, live=False) -> Autosave | None:
    """The newest text of this story (None: of a new one) that the person has not saved."""
    kept = _texts(article, person, live).filter(saved_at__gt=at - KEPT_FOR).defer("form")
    return kept.order_by("-saved_at", "-pk").first()


def find(article, *, person, edit_session, live=False) -> Autosave | None:
    """This person's unsaved text of this story from one open form."""
    return _texts(article, person, live).filter(edit_session=edit_session).first()


def _texts(article, person, live):
    """A person's unsaved texts of the draft, or of the form over the live version."""
    kept = Autosave.objects.filter(person=person, article=article)
    begins = {"form__startswith": OVER_LIVE}
    return kept.filter(**begins) if live else kept.exclude(**begins)


def drop(*, person, edit_session, until: datetime | None = None) -> None:
    """Forget an open form that was saved or thrown away; not what is newer than `until`."""
    kept = Autosave.objects.filter(person=person, edit_session=edit_session)
    if until is not None:
        kept = kept.filter(saved_at__lte=until)
    kept.delete()


def forget(article, *, words: str) -> None:
    """Forget every unsaved text of a story with these words in it: they were blanked."""
    kept = Autosave.objects.filter(article=article).iterator()
    said = [each.pk for each in kept if _says(each, words)]
    Autosave.objects.filter(pk__in=said).delete()


def _says(kept, words):
    """Whether a kept form has the words, whichever way a browser sent them."""
    values = [value for _, values in QueryDict(kept.form).lists() for value in values]
    return any(words in text for value in values for text in (value, _TAGS.sub("", value)))


_TAGS = re.compile("<[^>]*>")


def prune(at: datetime) -> int:
    """Forget what nobody came back for in thirty days."""
    return Autosave.objects.filter(saved_at__lte=at - KEPT_FOR).delete()[0]
