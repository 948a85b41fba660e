"""Topics: one exists for readers once a story about it is live."""

from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from articles.asof import moment_of
from articles.models import Edition, EditionTopic, Topic
from articles.paging import page_of


@require_safe
def topic_list(request):
    """Topics with a story in the lists; one whose only story was retracted is not named."""
    listed = Edition.objects.live(moment_of(request)).listed()
    topics = Topic.objects.unmerged().filter(Exists(_about(listed)))
    return render(request, "site/topics.html", {"topics": topics})


@require_safe
def topic(request, slug):
    """The story so far, then the stories: the newest first, the parts of a series in order."""
    now = moment_of(request)
    live = Edition.objects.live(now)
    known = Topic.objects.known_as(slug).filter(Exists(_about(live)))
    topic = get_object_or_404(known)
    if topic.slug != slug:
        return redirect(topic, permanent=True)
    about = EditionTopic.objects.filter(topic=topic, edition=OuterRef("pk"))
    stories = live.listed().filter(Exists(about)).for_cards()
    if topic.is_series:
        stories = stories.order_by("first_published_at", "article_id")
    else:
        stories = stories.newest_first()
    page = page_of(stories, request.GET.get("page"))
    return render(request, "site/topic.html", {"topic": topic, "page": page, "at": now})


def _about(editions):
    return editions.filter(edition_topics__topic=OuterRef("pk"))
