"""Author pages. An author exists for readers once a story of theirs is live."""

from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.models import Edition
from articles.paging import page_of
from authors.models import Author


def _known_to_readers(now):
    return Author.objects.filter(
        Exists(Edition.objects.live(now).filter(bylines__author=OuterRef("pk")))
    )


@require_safe
def author_list(request):
    return render(
        request, "authors/author_list.html", {"authors": _known_to_readers(timezone.now())}
    )


@require_safe
def author_detail(request, slug):
    now = timezone.now()
    author = get_object_or_404(_known_to_readers(now), slug=slug)
    stories = Edition.objects.live(now).by_author(author).newest_first().for_cards()
    return render(
        request,
        "authors/author_detail.html",
        {
            "author": author,
            "page": page_of(stories.distinct(), request.GET.get("page")),
            "at": now,
        },
    )
