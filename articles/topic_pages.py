"""Topics: one exists for readers once a story about it is live."""

from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from articles.asof import moment_of
from articles.models import Edition, EditionTopic, Topic
from articles.paging import page_of, page_through
from articles.showing import kept, shows


@kept
@require_safe
def topic_list(request):
    """Topics with a story in the lists; one whose only story was retracted is not named."""
    shows("news", "topics")
    listed = Edition.objects.live(moment_of(request)).listed()
    topics = Topic.objects.unmerged().of(listed)
    return render(request, "site/topics.html", {"topics": topics})


@kept
@require_safe
def topic(request, slug):
    """The story so far, then the stories: the newest first, the parts of a series in order."""
    now = moment_of(request)
    live = Edition.objects.live(now)
    topic = get_object_or_404(Topic.objects.known_as(slug).of(live))
    if topic.slug != slug:
        return redirect(topic, permanent=True)
    shows(f"topic-{topic.pk}", f"about-{topic.pk}")
    stories, asked = live.listed().for_cards(), request.GET.get("page")
    if topic.is_series:
        parts = stories.filter(edition_topics__topic=topic)
        page = page_of(parts.order_by("first_published_at", "article_id"), asked)
    else:
        page = page_through(EditionTopic.objects.filter(topic=topic), stories, asked, at=now)
    return render(request, "site/topic.html", {"topic": topic, "page": page, "at": now})
