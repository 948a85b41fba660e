"""A video that does not play any more, replaced in every story that shows it."""

from dataclasses import dataclass

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from articles import embeds, registry, videos
from articles.admin import video_places
from articles.admin.asking import asks
from articles.admin.moves import refusal_words
from articles.admin.used import Use, known_uses
from articles.models import VideoHealth
from articles.rights import Standing
from articles.swapping import swap_video

#: Stories changed by one press: each is a publication of its own.
AT_ONCE = 50
WILL = {
    registry.LIVE: "a fix now: readers are not told, its time stays",
    registry.SCHEDULED: "set anew for its time",
    registry.DRAFT: "saved as a new version",
}


@dataclass
class Place:
    """One story on the list: what will happen to it, and afterwards what came of it."""

    use: Use
    may: bool
    done: str = ""
    refused: tuple = ()

    @property
    def will(self):
        return "; ".join(f"{place}: {WILL[place]}" for place in self.use.places)


@asks
def replace(request, pk):
    """Ask for the new address, show each story, then change them one by one."""
    if not request.user.has_perm("articles.replace_everywhere"):
        raise PermissionDenied
    health = VideoHealth.objects.filter(pk=pk).first()
    places = _places(request.user, health) if health else []
    if not places:  # nobody is told of a video in stories that they may not see
        raise Http404
    asked = request.POST if request.method == "POST" else request.GET
    address = asked.get("address", "").strip()
    other, error = video_places.recognised(address) if address else (None, "")
    if other and (other.provider, other.embed_id) == videos.key_of(health):
        other, error = None, "This is the same video. Paste the address of another."
    if request.method == "POST" and not address:
        error = "Paste the address first."
    ours = [place for place in places if place.may][:AT_ONCE]
    is_done = request.method == "POST" and other is not None
    if is_done:
        for place in ours:
            _swap(request, place, health, other)
    context = {
        **admin.site.each_context(request),
        "title": f"Replace the video of {places[0].use.story.slugline} everywhere",
        "health": health,
        "old": f"{health.title or places[0].use.story.slugline}: {_standing_of(health)}",
        "old_address": embeds.watch_address(*videos.key_of(health), health.embed_hash),
        "other": other,
        "other_provider": embeds.PROVIDERS[other.provider] if other else "",
        "address": address,
        "error": error,
        "ours": ours,
        "later": len([place for place in places if place.may]) - len(ours),
        "others": [place for place in places if not place.may],
        "is_done": is_done,
    }
    return render(request, "articles/desk/video_replace.html", context)


def _places(user, health):
    now = timezone.now()
    key = videos.key_of(health)
    uses = known_uses(user, videos.uses([key], now), now)[key].all
    return [Place(use, _may(Standing(user, use.story, sees=True), use.places)) for use in uses]


def _may(standing, places):
    """Whether the person may change the story wherever it shows the video."""
    if places[0] == registry.SCHEDULED:
        return standing.may("schedule") and standing.may("replace_video")
    return standing.may("replace_video")


def _standing_of(health):
    if health.state in videos.TROUBLED:
        return videos.what_happened(health)
    return health.get_state_display().lower()


def _swap(request, place, health, other):
    outcome = swap_video(place.use.story, videos.key_of(health), other, by=request.user)
    place.done = ", ".join(outcome.done)
    place.refused = [
        (where, refusal_words(place.use.story, "replace_video", refusal))
        for where, refusal in outcome.refused
    ]
