"""What the desk page says first: alarms, and what a person has not seen yet."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles import alarms, notices
from articles.admin import videos
from articles.models import Alarm, Notice, Revision

Kind = Alarm.Kind


def desk_alarms(user):
    """The alarms that this person is shown, the red ones first, each with the way to it."""
    found = list(alarms.seen_by(user).select_related("article")[: alarms.MOST])
    own_edits = _own_edits(user, found)
    return [
        {
            "alarm": alarm,
            "words": _words(alarm, own_edits),
            "is_red": alarm.kind in alarms.RED,
            "way": _way(user, alarm),
            "may_be_done": alarm.kind == Kind.ASKED,
        }
        for alarm in found
    ]


def _own_edits(user, found):
    """Stories whose edit that is not live is this person's."""
    behind = [alarm.article_id for alarm in found if alarm.kind == Kind.BEHIND]
    if not behind:
        return set()
    newest = Revision.objects.filter(article__in=behind, number=F("article__version"), by=user)
    return set(newest.values_list("article", flat=True))


def _words(alarm, own_edits):
    if alarm.article_id in own_edits:
        return alarm.words.replace(_(": an edit is"), _(": your edit is"), 1)
    return alarm.words


def _way(user, alarm):
    """Where the matter is seen to; empty where the person has no such screen."""
    if alarm.article_id:
        return alarm.article.get_desk_url()
    if alarm.kind == Kind.VIDEO and videos.may_open(user):
        return reverse("admin:video_desk")
    if alarm.picture_id and user.has_perm("articles.view_picture"):
        return reverse("admin:articles_picture_change", args=[alarm.picture_id])
    return ""


@require_POST
def done(request, pk):
    """A publisher has done what was asked."""
    if not alarms.is_publisher(request.user):
        raise PermissionDenied
    asked = alarms.seen_by(request.user).filter(kind=Kind.ASKED, pk=pk).first()
    if asked is None:
        messages.info(request, _("Somebody else did it already."))
    else:
        alarms.done(asked)
    return redirect("admin:index")


@require_POST
def seen(request, pk):
    """The person has read what stood on one line of theirs."""
    notice = Notice.objects.filter(pk=pk, person=request.user).first()
    if notice is None:
        raise Http404
    notices.see(notice)
    return redirect("admin:index")


def addresses(site):
    """The buttons of the desk page's own lines."""
    return [
        path("alarms/<int:pk>/done/", site.admin_view(done), name="alarm_done"),
        path("notices/<int:pk>/seen/", site.admin_view(seen), name="notice_seen"),
    ]
