"""What crawlers read: the sitemap of all that stands, the news of two days, robots.txt."""

import re
from datetime import timedelta

from django.conf import settings
from django.db.models import Exists, F, Max, OuterRef
from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Edition, Section
from articles.outside import whole
from articles.polling import polled, with_last_modified
from articles.renditions import share_image
from articles.sanitising import xml_text
from articles.templatetags.paper import iso
from authors.models import Author

#: Stories share a file by their ids, so one never moves to another file.
IDS_A_FILE = 10_000
NEWS_FOR = timedelta(hours=48)
MOST_NEWS = 1_000
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
    pages = [_story(edition, now) for edition in _light(editions).order_by("article_id")]
    if not pages:
        raise Http404
    response = _xml(request, "sitemaps/urlset.xml", pages=pages)
    return with_last_modified(response, Edition.objects.changed_at(now))


@polled
def pages(request):
    """The pages that are not stories: fronts, sections with stories, writers with stories."""
    now = timezone.now()
    sections = Section.objects.filter(Exists(_found(now).filter(section=OuterRef("pk"))))
    authors = Author.objects.filter(Exists(_found(now).filter(bylines__author=OuterRef("pk"))))
    paths = [reverse("articles:front"), reverse("articles:corrections"), reverse("authors:list")]
    paths += [one.get_absolute_url() for one in [*sections, *authors]]
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
    recent = recent.exclude(origin=Article.Origin.SPONSOR)
    newest = _light(recent).order_by("-first_published_at", "-article_id")[:MOST_NEWS]
    pages = [{**_story(edition, now), "news": _news(edition)} for edition in newest]
    pages = pages or [{"address": whole(reverse("articles:front"))}]
    return _xml(request, "sitemaps/urlset.xml", pages=pages)


def _news(edition):
    return {
        "paper": settings.NEWSROOM_NAME,
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
    """The desk, previews and search results are nothing for crawlers; the sitemaps are."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /preview/",
        "Disallow: /search/",
        "",
        f"Sitemap: {whole(reverse('articles:sitemap'))}",
        f"Sitemap: {whole(reverse('articles:news_sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def _xml(request, template, **context):
    return render(request, template, context, content_type="application/xml; charset=utf-8")
