"""Author pages. An author exists for readers once a story of theirs is live."""

from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from articles.asof import moment_of
from articles.models import Edition, EditionByline
from articles.paging import page_through
from articles.showing import kept, shows
from authors.models import Author


@kept
@require_safe
def author_list(request):
    """Who has a story in the lists; a retracted one keeps the page of its author alone."""
    shows("news", "authors")
    listed = Edition.objects.live(moment_of(request)).listed()
    return render(request, "authors/author_list.html", {"authors": Author.objects.of(listed)})


@kept
@require_safe
def author_detail(request, slug):
    now = moment_of(request)
    live = Edition.objects.live(now)
    author = get_object_or_404(Author.objects.known_as(slug).of(live).select_related("picture"))
    if author.slug != slug:
        return redirect(author, permanent=True)
    shows(f"author-{author.pk}", f"by-{author.pk}")
    stories = live.listed().for_cards()
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
