"""The video desk: what waits for a video, which videos do not play, and what came last."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import embeds, renditions, rights, videos
from articles.admin import video_link, video_places, video_replace
from articles.admin.asking import asks
from articles.admin.times import day_words
from articles.admin.used import known_uses
from articles.models import Article, Edition, Embed, VideoHealth
from articles.notices import name_of
from articles.registry import these_videos
from articles.revisions import upgrade
from articles.rights import Standing
from newsroom.admin import LONGEST_SEARCH

MOST_TROUBLES = 50
RECENT = 12
#: An editor who left a place on a page still wants it filled within a month.
LOOKS_BACK = timedelta(days=30)


def may_open(user) -> bool:
    """Who works with videos, and reads the stories that they stand in."""
    works = map(user.has_perm, ("articles.place_video_article", "articles.replace_everywhere"))
    return any(works) and rights.reads_all(user)


@asks
def desk(request):
    """The screen; posted, one video goes into one place, or its line says why not."""
    if not may_open(request.user):
        raise PermissionDenied
    attempt = None
    if request.method == "POST":
        attempt = video_places.attach(request)
        if attempt.leads_to:
            return attempt.leads_to
    now = timezone.now()
    asked = _asked(request)
    waiting = video_places.waiting(request.user, now, asked, attempt)
    if attempt and not waiting.shows(attempt):
        messages.error(request, attempt.error)
    context = {
        **admin.site.each_context(request),
        "title": _("Video"),
        "asked": asked,
        "waiting": waiting,
        "arrived": _arrived(request.user, now),
        "checked": _checked(),
        "is_asking": settings.NEWSROOM_ASKS_PROVIDERS,
        **_known(request.user, now),
    }
    return render(request, "articles/desk/video_desk.html", context)


# What was pasted on top -------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """What stands in the address: a video for some story, which story, whose desk."""

    address: str = ""
    words: str = ""
    is_mine: bool = False
    has_desks: bool = False
    found: embeds.Recognised | None = None
    error: str = ""

    @property
    def provider(self):
        return embeds.PROVIDERS[self.found.provider]


def _asked(request):
    address = request.GET.get("address", "").strip()
    desks = request.user.desks.exists()
    given = {
        "address": address,
        "words": request.GET.get("q", "").strip()[:LONGEST_SEARCH],
        "is_mine": desks and request.GET.get("desk") == "mine",
        "has_desks": desks,
    }
    if not address:
        return Asked(**given)
    found, error = video_places.recognised(address)
    return Asked(**given, found=found, error=error)


# Arrived for the live page ----------------------------------------------------------


@dataclass(frozen=True)
class Arrived:
    """A video that has come for a place which an editor left on the live page."""

    story: Article
    video: Embed
    may: bool

    @property
    def address(self):
        args = [self.story.pk, self.video.ref]
        return reverse("admin:articles_article_put_video_live", args=args)


def _arrived(user, at):
    """The videos that wait for one press, in the person's stories; two queries."""
    editions = list(_with_newer_draft(user, at))
    empty = {
        (edition.article_id, ref)
        for edition in editions
        for ref, block in upgrade(edition.revision.document)["blocks"].items()
        if block["kind"] == "embed" and not embeds.is_resolved(block)
    }
    rows = Embed.objects.filter(article__in={pk for pk, _ in empty}).order_by("pk")
    stories = {edition.article_id: edition.article for edition in editions}
    return [
        Arrived(story, row, Standing(user, story, sees=True).may("put_video_live"))
        for row in rows
        if (row.article_id, str(row.ref)) in empty and row.is_resolved
        for story in [stories[row.article_id]]
    ]


def _with_newer_draft(user, at):
    visible = Article.objects.visible_to(user)
    there = Embed.objects.exclude(provider="").filter(article=OuterRef("article"))
    editions = Edition.objects.live(at).filter(
        Exists(there), live_from__gt=at - LOOKS_BACK, article__in=visible.values("pk")
    )
    editions = editions.exclude(revision__number=F("article__version"))
    columns = ("article__slugline", "article__desk", "revision__document")
    return editions.select_related("article", "revision").only(*columns).order_by("-live_from")


# What does not play, and what came last ---------------------------------------------


@dataclass(frozen=True)
class Trouble:
    """A video that does not play, or is a link, with the stories in which the person sees it."""

    health: VideoHealth
    stories: list

    @property
    def name(self):
        return self.stories[0].slugline

    @property
    def words(self):
        return videos.what_happened(self.health)

    @property
    def watch_address(self):
        return embeds.watch_address(*videos.key_of(self.health), self.health.embed_hash)

    @property
    def is_refused(self):
        return self.health.state == VideoHealth.State.REFUSED

    @property
    def since(self):
        """Since when it is a link, where the desk made it one."""
        return day_words(self.health.link_only_at, timezone.now())

    @property
    def by(self):
        return name_of(self.health.link_only_by)


@dataclass(frozen=True)
class Recent:
    """One of the videos that came last: its still, and in how many stories it is."""

    video: Embed
    health: VideoHealth | None
    count: int
    at: object

    @property
    def title(self):
        known = self.health.title if self.health else ""
        return (
            self.video.title
            or known
            or _("%(type)s without a title") % {"type": self.video.get_type_display()}
        )

    @property
    def credit(self):
        return self.video.credit or (self.health.author if self.health else "")

    @property
    def provider(self):
        return embeds.PROVIDERS[self.video.provider]

    @property
    def is_player(self):
        """Whether readers get its player, as far as is known, and could get a link instead."""
        health = self.health
        return bool(health) and not health.link_only_at and health.state not in videos.TROUBLED

    @property
    def poster(self):
        """The address of the smallest still; empty where there is none of our own."""
        picture = self.video.poster or (self.health.poster if self.health else None)
        if picture is None or not picture.may_be_shown(self.at):
            return ""
        offered = renditions.renditions_of(picture, "16:9")
        return offered[0].address if offered else ""


def _known(user, at):
    """Troubles, links and newcomers; where they are used is asked once for them all."""
    troubled = {videos.key_of(health): health for health in videos.troubled()[:MOST_TROUBLES]}
    links = {videos.key_of(health): health for health in videos.link_only()[:MOST_TROUBLES]}
    recent = _newest(user)
    known = known_uses(user, videos.uses({*troubled, *links, *recent}, at), at)
    healths = VideoHealth.objects.filter(these_videos(recent)).select_related("poster")
    by_key = {videos.key_of(health): health for health in healths}
    return {
        "troubles": _used(troubled, known),
        "links": _used(links, known),
        "recent": [
            Recent(video, by_key.get(key), len(known[key].all), at) for key, video in recent.items()
        ],
    }


def _used(healths, known):
    """Those of them that stand in a story which the person sees."""
    return [
        Trouble(health, [use.story for use in known[key].all])
        for key, health in healths.items()
        if known[key].all
    ]


def _newest(user):
    """The videos that came last into stories of the person, each once."""
    visible = Article.objects.visible_to(user).filter(killed_at=None)
    rows = Embed.objects.exclude(provider="").filter(article__in=visible.values("pk"))
    newest = {}
    for row in rows.select_related("poster").order_by("-pk")[: RECENT * 4]:
        newest.setdefault((row.provider, row.embed_id), row)
    return dict(list(newest.items())[:RECENT])


def _checked():
    """When providers were last asked and will be next, and how many of them did not answer."""
    return videos.asked().aggregate(
        last=Max("checked_at"),
        next=Min("next_check_at"),
        silent=Count("pk", filter=Q(state=VideoHealth.State.SILENT)),
    )


def addresses(site):
    """The video desk, its one question and its two presses."""
    return [
        path("video/", site.admin_view(desk), name="video_desk"),
        path(
            "video/<int:pk>/replace/",
            site.admin_view(video_replace.replace),
            name="video_replace",
        ),
        path(
            "video/<int:pk>/link-only/",
            site.admin_view(video_link.link_only),
            name="video_link_only",
        ),
        path(
            "video/<int:pk>/embed-again/",
            site.admin_view(video_link.embed_again),
            name="video_embed_again",
        ),
    ]
