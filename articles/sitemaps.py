"""What crawlers read: the sitemap of all that stands, the news of two days, robots.txt."""

import re
from datetime import timedelta

from django.conf import settings
from django.db.models import Exists, F, Max, OuterRef
from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles import crawlers, rendering, sponsoring, views
from articles.models import Edition, PolicyPage, Section, Topic
from articles.outside import whole
from articles.polling import polled, with_last_modified
from articles.renditions import share_image
from articles.sanitising import xml_text
from articles.templatetags.paper import iso
from authors.models import Author
from newsroom.site import publication

#: Stories share a file by their ids, so one never moves to another file.
IDS_A_FILE = 10_000
NEWS_FOR = timedelta(hours=48)
MOST_NEWS = 1_000
#: What the video extension takes: letters of a description, seconds of a film.
LONGEST_DESCRIPTION, LONGEST_VIDEO = 2048, 28_800
#: When a story last changed for its readers.
CHANGED_AT = Coalesce("updated_at", "first_published_at")


def _found(at):
    """What a search engine may find: in the lists, and not kept from it by the desk."""
    return Edition.objects.live(at).listed().filter(noindex=False)


# The sitemap ----------------------------------------------------------------------


@polled
def index(request):
    """The files of the sitemap, each with the time of the newest change in it."""
    now = timezone.now()
    numbered = _found(now).annotate(file=(F("article_id") - 1) / IDS_A_FILE)
    changed = numbered.values("file").annotate(changed_at=Max(CHANGED_AT)).order_by("file")
    files = [{"address": whole(reverse("articles:sitemap_pages"))}]
    for row in changed:
        address = reverse("articles:sitemap_stories", args=[row["file"] + 1])
        files.append({"address": whole(address), "changed_at": iso(row["changed_at"])})
    response = _xml(request, "sitemaps/index.xml", files=files)
    return with_last_modified(response, Edition.objects.changed_at(now))


@polled
def stories(request, number):
    """One file of stories."""
    now = timezone.now()
    last = int(number) * IDS_A_FILE
    editions = _found(now).filter(article_id__gt=last - IDS_A_FILE, article_id__lte=last)
    videos = _videos_of(editions, now)
    pages = [
        {**_story(edition, now), "videos": videos.get(edition.pk, ())}
        for edition in _light(editions).order_by("article_id")
    ]
    if not pages:
        raise Http404
    response = _xml(request, "sitemaps/urlset.xml", pages=pages)
    return with_last_modified(response, Edition.objects.changed_at(now))


@polled
def pages(request):
    """The pages that are not stories: lists, whatever has stories in it, and the policies."""
    now = timezone.now()
    sections = Section.objects.filter(Exists(_found(now).filter(section=OuterRef("pk"))))
    authors = Author.objects.filter(Exists(_found(now).filter(bylines__author=OuterRef("pk"))))
    topics = Topic.objects.unmerged().filter(
        Exists(_found(now).filter(edition_topics__topic=OuterRef("pk")))
    )
    lists = ("front", "corrections", "topics", "archive")
    paths = [*(reverse(f"articles:{name}") for name in lists), reverse("authors:list")]
    paths += [one.get_absolute_url() for one in [*sections, *authors, *topics]]
    shown = PolicyPage.objects.filter(is_shown=True).exclude(role=PolicyPage.Role.CORRECTIONS)
    roles = shown.values_list("role", flat=True)
    paths += [reverse("articles:policy", args=[role]) for role in roles]
    pages = [{"address": whole(path)} for path in paths]
    return _xml(request, "sitemaps/urlset.xml", pages=pages)


def _light(editions):
    """With what a sitemap says of a story, and no more."""
    return editions.select_related("lead_picture").only(
        "path",
        "headline",
        "language",
        "first_published_at",
        "updated_at",
        *(
            f"lead_picture__{name}"
            for name in (
                "width",
                "height",
                "checksum",
                "focal_x",
                "focal_y",
                "use_until",
                "killed_at",
            )
        ),
    )


def _story(edition, at):
    picture = edition.lead_picture
    is_shown = picture is not None and picture.may_be_shown(at)
    return {
        "address": whole(edition.path),
        "changed_at": iso(edition.updated_at or edition.first_published_at),
        "image": whole(share_image(picture).address) if is_shown else "",
    }


# Videos ---------------------------------------------------------------------------


def _videos_of(editions, at):
    """What a search engine may show of the videos that play in these stories, by edition."""
    with_embeds = editions.filter(body_html__contains='data-block="embed"')
    columns = ("headline", "dek", "first_published_at", "body_html", "document")
    placed = {
        edition: rendering.placed_videos(edition)
        for edition in with_embeds.only(*columns).iterator(chunk_size=500)
    }
    blocks = [block for videos in placed.values() for block in videos]
    around = rendering.gather(dict(enumerate(blocks)), at=at)
    return {
        edition.pk: [_video(edition, video) for video in rendering.playable(videos, around)]
        for edition, videos in placed.items()
    }


def _video(edition, video):
    block, poster = video["block"], video["poster"]
    title = block["title"] or edition.headline
    length = block.get("length")
    return {
        "thumbnail": whole(poster["src"] if poster else static("img/share.jpg")),
        "title": xml_text(title),
        "description": xml_text(block["caption"] or edition.dek or title)[:LONGEST_DESCRIPTION],
        "player": whole(video["frame_address"]),
        "duration": length if length and length <= LONGEST_VIDEO else None,
        "published_at": iso(edition.first_published_at),
    }


# News -----------------------------------------------------------------------------


@polled
def news(request):
    """What was first published in the last two days; a story leaves it by the clock alone.

    Nothing that somebody paid for is news. A sitemap may not be empty, so on a quiet
    weekend it names the front.
    """
    now = timezone.now()
    since = now - NEWS_FOR
    # An edition begins no earlier than its story was first published: that narrows by index.
    recent = _found(now).filter(live_from__gt=since, first_published_at__gt=since)
    recent = sponsoring.unpaid(recent)
    newest = _light(recent).order_by("-first_published_at", "-article_id")[:MOST_NEWS]
    pages = [{**_story(edition, now), "news": _news(edition)} for edition in newest]
    pages = pages or [{"address": whole(reverse("articles:front"))}]
    return _xml(request, "sitemaps/urlset.xml", pages=pages)


def _news(edition):
    return {
        "paper": publication().name,
        "language": _news_language(edition.language),
        "published_at": iso(edition.first_published_at),
        "title": xml_text(edition.headline),
    }


def _news_language(language):
    """As Google wants it: two or three letters, and for Chinese the country as well."""
    language = language.lower().replace("_", "-")
    if language.startswith("zh"):
        return "zh-tw" if re.search(r"-(tw|hk|mo|hant)\b", language) else "zh-cn"
    return language.partition("-")[0]


# robots.txt -----------------------------------------------------------------------


@polled
def robots(request):
    """What each crawler may read, as the desk decided, and where the sitemaps are."""
    maps = (reverse("articles:sitemap"), reverse("articles:news_sitemap"))
    lines = crawlers.robots_lines(whole(address) for address in maps)
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


# IndexNow -------------------------------------------------------------------------


@require_safe
def indexnow_key(request, key):
    """The key by which search engines know that a ping came from this paper."""
    if key != settings.NEWSROOM_INDEXNOW_KEY:
        return views.former(request)
    return HttpResponse(key, content_type="text/plain; charset=utf-8")


def _xml(request, template, **context):
    return render(request, template, context, content_type="application/xml; charset=utf-8")
