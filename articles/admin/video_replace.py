"""A video that does not play any more, replaced in every story that shows it."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles import embeds, registry, videos
from articles.admin import video_places
from articles.admin.asking import asks
from articles.admin.swapped import Place, sorted_out
from articles.admin.used import PLACE_NAMES, known_uses
from articles.models import VideoHealth
from articles.rights import Standing
from articles.swapping import swap_video

WILL = {
    registry.LIVE: _("a fix now: readers are not told, its time stays"),
    registry.SCHEDULED: _("set anew for its time"),
    registry.DRAFT: _("saved as a new version"),
}


class VideoPlace(Place):
    """One story on the list, with what will happen to it."""

    @property
    def will(self):
        return "; ".join(f"{PLACE_NAMES[place]}: {WILL[place]}" for place in self.use.places)


@asks
def replace(request, pk):
    """Ask for the new address, show each story, then change them one by one."""
    if not request.user.has_perm("articles.replace_everywhere"):
        raise PermissionDenied
    health, uses = seen_video(request.user, pk)
    places = [_place(request.user, use) for use in uses]
    asked = request.POST if request.method == "POST" else request.GET
    address = asked.get("address", "").strip()
    other, error = video_places.recognised(address) if address else (None, "")
    if other and (other.provider, other.embed_id) == videos.key_of(health):
        other, error = None, gettext("This is the same video. Paste the address of another.")
    if "address" in asked and not address:
        error = gettext("Paste the address first.")
    sorted_places = sorted_out(places)
    is_done = request.method == "POST" and other is not None
    if is_done:
        for place in sorted_places["ours"]:
            outcome = swap_video(place.use.story, videos.key_of(health), other, by=request.user)
            place.keep(outcome, "replace_video")
    context = {
        **admin.site.each_context(request),
        "title": gettext("Replace the video of %(slugline)s everywhere")
        % {"slugline": places[0].use.story.slugline},
        "health": health,
        "old": f"{health.title or places[0].use.story.slugline}: {_standing_of(health)}",
        "old_address": embeds.watch_address(*videos.key_of(health), health.embed_hash),
        "other": other,
        "other_provider": embeds.PROVIDERS[other.provider] if other else "",
        "address": address,
        "error": error,
        "is_done": is_done,
        **sorted_places,
    }
    return render(request, "articles/desk/video_replace.html", context)


def seen_video(user, pk):
    """What is known of a video, and where it is used as far as the person may see it."""
    health = VideoHealth.objects.filter(pk=pk).first()
    if health is None:
        raise Http404
    now = timezone.now()
    key = videos.key_of(health)
    uses = known_uses(user, videos.uses([key], now), now)[key].all
    if not uses:  # nobody is told of a video in stories that they may not see
        raise Http404
    return health, uses


def _place(user, use):
    return VideoPlace(use, _may(Standing(user, use.story, sees=True), use.places))


def _may(standing, places):
    """Whether the person may change the story wherever it shows the video."""
    if places[0] == registry.SCHEDULED:
        return standing.may("schedule") and standing.may("replace_video")
    return standing.may("replace_video")


def _standing_of(health):
    if health.state in videos.TROUBLED:
        return videos.what_happened(health)
    return health.get_state_display().lower()
