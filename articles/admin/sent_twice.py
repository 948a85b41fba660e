"""A form for a new story that is sent again: by a double press, or after “Back”.

It makes no second story. What was changed in between is saved into the first one, as from a
second window.
"""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.admin.formsets import as_ref
from articles.models import Presence
from articles.presences import GONE_AFTER

#: Where a person's session keeps which form made their last new story.
LAST_ADDED = "desk_last_added"


class SentTwice(Exception):
    """The same form made a story in this very moment."""


def note(request, story):
    """Take the form's window for this story; raises SentTwice where another save has it.

    The window closes with this save, so it never counts as open.
    """
    edit_session = as_ref(request.POST.get("edit_session"))
    if edit_session is None:
        return
    closed_at = timezone.now() - GONE_AFTER - timedelta(seconds=1)
    try:
        with transaction.atomic():
            Presence.objects.create(
                article=story, person=request.user, edit_session=edit_session, seen_at=closed_at
            )
    except IntegrityError:
        raise SentTwice from None


def begin(request, make):
    """The story that `make` starts, taken for the form’s window; raises SentTwice like `note`."""
    with transaction.atomic():
        story = make()
        note(request, story)
    remember(request, story)
    return story


def remember(request, story):
    """Note in the session which form made the story: a window is soon forgotten."""
    request.session[LAST_ADDED] = [request.POST.get("edit_session", ""), story.pk]


def started_from(request):
    """The primary key of the story that this posted form made, or None."""
    edit_session = as_ref(request.POST.get("edit_session"))
    if request.method != "POST" or edit_session is None:
        return None
    form, story = request.session.get(LAST_ADDED, ("", None))
    if as_ref(form) == edit_session:
        return story
    windows = Presence.objects.filter(person=request.user, edit_session=edit_session)
    return windows.values_list("article", flat=True).first()


def as_second_save(request):
    """The request as a save over the version that the form made."""
    request.POST = request.POST.copy()
    request.POST["base_version"] = "1"
    request.desk_sent_twice = True
    return request


def is_repeat(request):
    return getattr(request, "desk_sent_twice", False)
