"""A draft as readers would get it: an edition that is made and never saved."""

from django.shortcuts import render
from django.utils import timezone

from articles import rendering, revisions
from articles.admin.standing import standing, story_or_404
from articles.models import Edition, Section, Topic
from articles.sanitising import word_count
from articles.workflow import EDITION_COLUMNS
from authors.models import Author
from newsroom import errors


def draft_edition(story, document, *, at):
    """An unsaved edition of a document; what a draft lacks is named, not left out."""
    public = rendering.public_document(document)
    public["corrections"] = [
        {**notice, "issued_at": notice["issued_at"] or at.isoformat()}
        for notice in public["corrections"]
    ]
    fields = public["fields"]
    lead = rendering.lead_figure(public)
    edition = Edition(
        article=story,
        live_from=at,
        listed_at=at,
        first_published_at=at,
        path="",
        lead_picture_id=lead["picture"] if lead else None,
        byline=rendering.byline_sentence(public["bylines"]),
        word_count=word_count(public["body"]),
        document=public,
        **{name: fields[name] for name in EDITION_COLUMNS},
    )
    edition.section = Section.objects.filter(pk=fields["section"]).first()
    edition.body_html = rendering.prose(public)
    return edition


def draft_context(story, document, *, at):
    """What the public story template prints, for a document that nobody has published."""
    edition = draft_edition(story, document, at=at)
    bylines = edition.document["bylines"]
    authors = Author.objects.in_bulk([byline["author"] for byline in bylines])
    people = [
        {
            **byline,
            "name": byline["credited_as"] or byline["name"],
            "author": authors[byline["author"]],
        }
        for byline in bylines
    ]
    return {
        "edition": edition,
        "lead": rendering.lead_context(edition, at=at),
        "body": rendering.story_body(edition, at=at, is_preview=True),
        "byline_groups": rendering.byline_groups(people),
        "topics": list(Topic.objects.filter(pk__in=edition.document["topics"])),
        "sources": rendering.numbered_sources(edition.document),
        "corrections": rendering.dated_corrections(edition.document),
        "at": at,
        "is_preview": True,
    }


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
    response = render(request, "articles/story.html", context)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
