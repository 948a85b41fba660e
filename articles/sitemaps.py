"""What crawlers read: the sitemap of all that stands, the news of two days, robots.txt."""

import re
from datetime import timedelta
from html import escape

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
from articles.models import Edition, Picture, PolicyPage, Section, Topic
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
        pages = _told(editions.order_by("article_id"), now)
        urls = [_url(**page, videos=videos.get(row["pk"], ())) for row, page in pages]
    if not urls:
        raise Http404
    return with_last_modified(_urlset(urls), Edition.objects.changed_at(now))


@kept
@polled
def pages(request):
    """The pages that are not stories: lists, whatever has stories in it, and the policies."""
    shows("news", "authors", "topics")
    now = timezone.now()
    found = _found(now)
    sections = Section.objects.filter(Exists(found.filter(section=OuterRef("pk"))))
    authors, topics = Author.objects.of(found), Topic.objects.unmerged().of(found)
    lists = ("front", "corrections", "topics", "archive")
    paths = [*(reverse(f"articles:{name}") for name in lists), reverse("authors:list")]
    paths += [one.get_absolute_url() for one in [*sections, *authors, *topics]]
    shown = PolicyPage.objects.filter(is_shown=True).exclude(role=PolicyPage.Role.CORRECTIONS)
    paths += [policy.get_absolute_url() for policy in shown.only("role")]
    return _urlset(_url(whole(path)) for path in paths)


#: What a sitemap says of a story comes from these columns, and of its lead picture from those.
_OF_A_STORY = ("pk", "path", "first_published_at", "updated_at", "lead_picture_id")
_OF_ITS_PICTURE = {
    name: f"lead_picture__{name}"
    for name in ("width", "height", "checksum", "focal_x", "focal_y", "use_until", "killed_at")
}


def _told(editions, at, *more):
    """(row, what every sitemap says of it) of each of these stories, in their order.

    A file has ten thousand: their rows are read as they are, and each picture once.
    """
    images, zone = {}, timezone.get_current_timezone()
    for row in editions.values(*_OF_A_STORY, *_OF_ITS_PICTURE.values(), *more):
        key = row["lead_picture_id"]
        if key and key not in images:
            picture = Picture(pk=key, **{name: row[of] for name, of in _OF_ITS_PICTURE.items()})
            images[key] = _image(picture, at)
        changed_at = (row["updated_at"] or row["first_published_at"]).astimezone(zone)
        yield (
            row,
            {
                "address": whole(row["path"]),
                "changed_at": changed_at.isoformat(timespec="seconds"),
                "image": images.get(key, ""),
            },
        )


def _image(picture, at):
    """The address of a picture, while it may be shown."""
    return whole(share_image(picture).address) if may_show(picture, at) else ""


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
    newest = recent.order_by("-first_published_at", "-article_id")[:MOST_NEWS]
    with showing_all("news", "pictures"):
        pages = _told(newest, now, "language", "headline")
        urls = [_url(**page, news=_news(row)) for row, page in pages]
    return _urlset(urls or [_url(whole(reverse("articles:front")))])


def _news(row):
    changes_at(row["first_published_at"] + NEWS_FOR)
    return {
        "paper": publication().name,
        "language": _news_language(row["language"]),
        "published_at": iso(row["first_published_at"]),
        "title": xml_text(row["headline"]),
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


# As XML ---------------------------------------------------------------------------

_NAMESPACES = {
    "xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "xmlns:image": "http://www.google.com/schemas/sitemap-image/1.1",
    "xmlns:news": "http://www.google.com/schemas/sitemap-news/0.9",
    "xmlns:video": "http://www.google.com/schemas/sitemap-video/1.1",
}
_XML = "application/xml; charset=utf-8"


def _urlset(urls):
    names = " ".join(f'{name}="{address}"' for name, address in _NAMESPACES.items())
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {names}>\n'
    return HttpResponse([head, *urls, "</urlset>\n"], content_type=_XML)


def _url(address, changed_at="", image="", videos=(), news=None):
    """A page of the sitemap. Of ten thousand, a template would take longer than all the rest."""
    lines = [_tag("loc", address)]
    if changed_at:
        lines.append(_tag("lastmod", changed_at))
    if image:
        lines.append(f"<image:image>{_tag('image:loc', image)}</image:image>")
    lines += [f"<video:video>{_video_tags(video)}</video:video>" for video in videos]
    if news:
        lines.append(f"<news:news>{_news_tags(news)}</news:news>")
    return f"<url>{''.join(lines)}</url>\n"


def _video_tags(video):
    tags = _tag("video:thumbnail_loc", video["thumbnail"]) + _tag("video:title", video["title"])
    tags += _tag("video:description", video["description"])
    tags += _tag("video:player_loc", video["player"])
    if video["duration"]:
        tags += _tag("video:duration", video["duration"])
    return tags + _tag("video:publication_date", video["published_at"])


def _news_tags(news):
    paper = _tag("news:name", news["paper"]) + _tag("news:language", news["language"])
    tags = f"<news:publication>{paper}</news:publication>"
    tags += _tag("news:publication_date", news["published_at"])
    return tags + _tag("news:title", news["title"])


def _tag(name, text):
    return f"<{name}>{escape(str(text))}</{name}>"


def _xml(request, template, **context):
    return render(request, template, context, content_type=_XML)
