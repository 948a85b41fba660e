"""A draft as readers would get it: an edition that is made and never saved."""

from django.shortcuts import render
from django.utils import timezone

from articles import rendering, revisions
from articles.admin.standing import standing, story_or_404
from articles.models import Section, Topic
from authors.models import Author
from newsroom import errors


def draft_context(story, document, *, at):
    """What the public story template prints, for a document that nobody has published.

    What a draft lacks is named, not left out.
    """
    public = rendering.public_document(document, at=at)
    edition = rendering.edition_of(
        public, article=story, live_from=at, listed_at=at, first_published_at=at, path=""
    )
    edition.section = Section.objects.filter(pk=public["fields"]["section"]).first()
    authors = Author.objects.in_bulk([byline["author"] for byline in public["bylines"]])
    people = [
        {
            **byline,
            "name": byline["credited_as"] or byline["name"],
            "author": authors[byline["author"]],
        }
        for byline in public["bylines"]
    ]
    topics = list(Topic.objects.filter(pk__in=public["topics"]))
    return rendering.page_context(edition, people=people, topics=topics, at=at, is_preview=True)


def newest_document(story):
    """What the newest version says; an empty document for a story without one."""
    newest = revisions.newest(story)
    return revisions.upgrade(newest.document) if newest else revisions.blank()


def preview(request, pk):
    """The newest version through the readers' template; never kept, never indexed."""
    story = story_or_404(request, pk)
    if not standing(request, story).reads:
        return errors.permission_denied(request)
    context = draft_context(story, newest_document(story), at=timezone.now())
    return private(render(request, "articles/story.html", context))


def private(response):
    """Let nobody keep or index the page: it says what readers do not see."""
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
