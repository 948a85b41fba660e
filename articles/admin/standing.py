"""What the person at the desk may do with a story: asked once a request, however often needed."""

from dataclasses import dataclass

from django.http import Http404

from articles import rights
from articles.admin.states import with_states
from articles.admin.widgets import as_pk
from articles.models import Article


@dataclass(frozen=True)
class Standing:
    """Whether the story exists for a person, may be read, changed, or given a video."""

    sees: bool = False
    reads: bool = False
    edits: bool = False
    places_video: bool = False


def standing(request, story):
    known = request.__dict__.setdefault("desk_standings", {})
    if story.pk not in known:
        known[story.pk] = _asked(request.user, story)
    return known[story.pk]


def _asked(user, story):
    if rights.may_edit(user, story):
        return Standing(sees=True, reads=True, edits=True, places_video=True)
    if not rights.may_see_line(user, story):
        return Standing()
    return Standing(
        sees=True,
        reads=rights.may_read(user, story),
        places_video=rights.may_place_video(user, story),
    )


def find_story(request, object_id, *, lock=False):
    """The story with its state, or None where it does not exist for this person.

    One that is only shown is fetched once a request; `lock` always asks the database.
    """
    found = request.__dict__.setdefault("desk_stories", {})
    if lock or object_id not in found:
        found[object_id] = _fetched(request, object_id, lock=lock)
    return found[object_id]


def _fetched(request, object_id, *, lock):
    pk = as_pk(object_id)
    if pk is None:
        return None
    stories = with_states(Article.objects.all())
    if lock:
        stories = stories.select_for_update(of=("self",))
    story = stories.filter(pk=pk).first()
    return story if story and standing(request, story).sees else None


def story_or_404(request, object_id):
    """The story with its state; raises Http404 where it does not exist for this person."""
    story = find_story(request, object_id)
    if story is None:
        raise Http404
    return story
