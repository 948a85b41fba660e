"""What the person at the desk may do with a story: asked once a request, however often needed."""

from django.core.exceptions import PermissionDenied
from django.http import Http404

from articles.admin.states import with_states
from articles.admin.widgets import as_pk
from articles.models import Article
from articles.rights import Standing


def standing(request, story):
    """The person's standing with the story, the same object for the whole request."""
    known = request.__dict__.setdefault("desk_standings", {})
    if story.pk not in known:
        known[story.pk] = Standing(request.user, story)
    return known[story.pk]


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
    stories = with_states(Article.objects.visible_to(request.user))
    if lock:
        stories = stories.select_for_update(of=("self",))
    story = stories.filter(pk=pk).first()
    if story is not None:
        known = request.__dict__.setdefault("desk_standings", {})
        known[story.pk] = Standing(request.user, story, sees=True)
    return story


def story_or_404(request, object_id):
    """The story with its state; raises Http404 where it does not exist for this person."""
    story = find_story(request, object_id)
    if story is None:
        raise Http404
    return story


def story_to_read(request, object_id):
    """The story whose text is asked for; refuses who may see no more than its line."""
    story = story_or_404(request, object_id)
    if not standing(request, story).reads:
        raise PermissionDenied
    return story


def story_to_move(request, object_id, verb):
    """The story for one move; refuses who may not make it."""
    story = story_or_404(request, object_id)
    if not standing(request, story).may(verb):
        raise PermissionDenied
    return story
