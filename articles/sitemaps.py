"""What crawlers read: the sitemap of all that stands, the news of two days, robots.txt."""

import re
from datetime import timedelta

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Subquery
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
from articles.showing import changes_at, kept, may_show, showing_all, shows
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


@kept
@polled
def index(request):
    """The files of the sitemap, each with the time of the newest change in it."""
    shows("news")
    now = timezone.now()
    files = [{"address": whole(reverse("articles:sitemap_pages"))}]
    for number, changed_at in _files(_found(now)):
        address = reverse("articles:sitemap_stories", args=[number])
        files.append({"address": whole(address), "changed_at": iso(changed_at)})
    response = _xml(request, "sitemaps/index.xml", files=files)
    return with_last_modified(response, Edition.objects.changed_at(now))


def _files(found):
    """(number, time of the newest change) of each file that has stories, by one look into
    the index for each (`edition_sitemap_file`), not by reading all that was ever published."""
    last = found.order_by("-article_id").values_list("article_id", flat=True).first() or 0
    numbered = found.annotate(file=(F("article_id") - 1) / IDS_A_FILE, at=CHANGED_AT)
    numbered = numbered.order_by(F("at").desc()).values("at")
    changed = {
        f"file_{number + 1}": Subquery(numbered.filter(file=number)[:1])
        for number in range(-(-last // IDS_A_FILE))
    }
    told = found.order_by("pk").values(**changed).first() or {}
    return [(int(name.split("_")[1]), at) for name, at in told.items() if at]


@kept
@polled
def stories(request, number):
    """One file of stories."""
    now = timezone.now()
    last = int(number) * IDS_A_FILE
    editions = _found(now).filter(article_id__gt=last - IDS_A_FILE, article_id__lte=last)
    with showing_all("news", "pictures", "videos"):
        videos = _videos_of(editions, now)
        pages = [
            {**_story(edition, now), "videos": videos.get(edition.pk, ())}
            for edition in _light(editions).order_by("article_id")
        ]
    if not pages:
        raise Http404
    response = _xml(request, "sitemaps/urlset.xml", pages=pages)
    return with_last_modified(response, Edition.objects.changed_at(now))


@kept
@polled
def pages(request):
    """The pages that are not stories: lists, whatever has stories in it, and the policies."""
    shows("news", "authors", "topics")
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
    is_shown = may_show(picture, at)
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


@kept
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
    with showing_all("news", "pictures"):
        pages = [{**_story(edition, now), "news": _news(edition)} for edition in newest]
    pages = pages or [{"address": whole(reverse("articles:front"))}]
    return _xml(request, "sitemaps/urlset.xml", pages=pages)


def _news(edition):
    changes_at(edition.first_published_at + NEWS_FOR)
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


@kept
@polled
def robots(request):
    """What each crawler may read, as the desk decided, and where the sitemaps are."""
    maps = (reverse("articles:sitemap"), reverse("articles:news_sitemap"))
    lines = crawlers.robots_lines(whole(address) for address in maps)
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


# IndexNow -------------------------------------------------------------------------


@kept
@require_safe
def indexnow_key(request, key):
    """The key by which search engines know that a ping came from this paper."""
    if key != settings.NEWSROOM_INDEXNOW_KEY:
        return views.former(request)
    return HttpResponse(key, content_type="text/plain; charset=utf-8")


def _xml(request, template, **context):
    return render(request, template, context, content_type="application/xml; charset=utf-8")
