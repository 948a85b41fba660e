"""The preview beside the form: the page as readers would get it, of the form as it stands."""

from django.core.exceptions import PermissionDenied
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_POST

from articles.admin import checks
from articles.admin.answering import answer, answers, story_to_write
from articles.admin.posted import document_of
from articles.admin.preview import draft_context
from articles.models import Article


@require_POST
@answers
def unsaved_preview(request, pk=None):
    """The page of the form as it was sent, for a script; nothing is written.

    What the form sends is cleaned as a save would clean it. A row without its author, and
    whatever else cannot be accepted, is left out or stands as the story has it.
    """
    story, document = _asked(request, pk)
    document["bylines"] = [byline for byline in document["bylines"] if byline["author"]]
    context = draft_context(story, document, at=timezone.now())
    return answer(html=render_to_string("articles/story.html", context, request))


def _asked(request, pk):
    """The story and what its form says: that of the draft, of the live version, or a new one's."""
    if pk is None:
        if not request.user.has_perm("articles.add_article"):
            raise PermissionDenied
        story = Article(created_by=request.user)
    else:
        is_live = "live_form" in request.POST
        story = story_to_write(request, pk, live=is_live)
        if is_live:
            return story, _live_document(request, story)
    form, formsets = checks.posted_form(request, story)
    return form.instance, document_of(form, formsets)


def _live_document(request, story):
    """What the form over the live version says: made of the story form, so imported late."""
    from articles.admin.live_form import posted_document

    return posted_document(request, story)
