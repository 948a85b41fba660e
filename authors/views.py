"""Author pages. An author exists for readers once a story of theirs is live."""

from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from articles.asof import moment_of
from articles.models import Edition, EditionByline
from articles.paging import page_through
from articles.showing import kept, shows
from authors.models import Author


def _known_to_readers(now):
    return Author.objects.filter(
        Exists(Edition.objects.live(now).filter(bylines__author=OuterRef("pk")))
    )


@kept
@require_safe
def author_list(request):
    """Who has a story in the lists; a retracted one keeps the page of its author alone."""
    shows("news", "authors")
    listed = Edition.objects.live(moment_of(request)).listed()
    authors = Author.objects.filter(Exists(listed.filter(bylines__author=OuterRef("pk"))))
    return render(request, "authors/author_list.html", {"authors": authors})


@kept
@require_safe
def author_detail(request, slug):
    now = moment_of(request)
    author = get_object_or_404(_known_to_readers(now).known_as(slug).select_related("picture"))
    if author.slug != slug:
        return redirect(author, permanent=True)
    shows(f"author-{author.pk}", f"by-{author.pk}")
    stories = Edition.objects.live(now).listed().for_cards()
    bylines = EditionByline.objects.filter(author=author)
    return render(
        request,
        "authors/author_detail.html",
        {
            "author": author,
            "page": page_through(bylines, stories, request.GET.get("page"), at=now),
            "at": now,
        },
    )
