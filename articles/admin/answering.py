"""What the scripts of an open form ask: answered in JSON, never with a page to sign in on."""

from functools import wraps

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles.admin.fields import name_of
from articles.admin.standing import standing, story_or_404

#: By this header a form says whose it is: the browser may have somebody else signed in by now.
WHOSE_FORM = "X-Desk-Person"


def answers(view):
    """Let scripts call a view: signed out is 401, somebody else 409; a refusal has its words."""

    @never_cache
    @wraps(view)
    def answered(request, *args, **kwargs):
        if not admin.site.has_permission(request):
            return refusal(401, _("You were signed out."))
        if request.headers.get(WHOSE_FORM, str(request.user.pk)) != str(request.user.pk):
            return refusal(
                409, _("%(user)s is signed in here now.") % {"user": name_of(request.user)}
            )
        try:
            return view(request, *args, **kwargs)
        except Http404:
            return refusal(404, _("There is no such story."))
        except PermissionDenied:
            return refusal(403, _("You may not change this story any more."))

    return answered


def refusal(status, message):
    return JsonResponse({"ok": False, "message": message}, status=status)


def answer(**facts):
    """What a script asked for, with the time here: a device's own clock may be wrong."""
    return JsonResponse({"ok": True, "now": timezone.now().isoformat(), **facts})


def story_to_write(request, pk, *, live=False):
    """The story, for who may change what it says; raises as the form would refuse."""
    story = story_or_404(request, pk)
    may = standing(request, story)
    if not (may.may("fix_live") if live else may.edits):
        raise PermissionDenied
    return story


def newest_version(request, story):
    """Which version is the newest and whose it is, for a form that may have begun before it."""
    kept = story.revisions.select_related("by").defer("document")
    newest = kept.filter(number=story.version).first()
    return {
        "version": story.version,
        "by": name_of(newest.by) if newest else "",
        "mine": bool(newest and newest.by_id == request.user.pk),
    }


@require_safe
@answers
def signed_in(request):
    """Whether the desk can be reached and the same person is signed in, asked before a save.

    A sign-in elsewhere changes the token, so the form takes the new one from here.
    """
    return answer(token=get_token(request))
