"""Link only: readers get the way to a video in the place of its player, until that is undone."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles import workflow
from articles.admin.video_replace import seen_video


@require_POST
def link_only(request, pk):
    """Make a video a link wherever it stands."""
    said = _("%(slugline)s: Readers get a link to the video in the place of the player.")
    return _pressed(request, pk, workflow.link_only, said)


@require_POST
def embed_again(request, pk):
    """Let a video be a player again."""
    said = _("%(slugline)s: Readers get the player again, where the provider lets us show it.")
    return _pressed(request, pk, workflow.embed_again, said)


def _pressed(request, pk, change, said):
    if not request.user.has_perm("articles.replace_everywhere"):
        raise PermissionDenied
    health, uses = seen_video(request.user, pk)
    change(health, by=request.user)
    messages.success(request, said % {"slugline": uses[0].story.slugline})
    return redirect("admin:video_desk")
