"""What checks need to know beside the document, fetched once."""

from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db.models import Exists, OuterRef

from articles import rendering, revisions
from articles.models import Address, Approval, Edition, Picture, Read
from authors.models import Author


@dataclass(frozen=True)
class Context:
    """What checks need to know beside the document."""

    at: datetime
    embargo_until: datetime | None = None
    leave_out: bool = False
    live_stories: frozenset = frozenset()
    pictures: dict = field(default_factory=dict)
    #: Addresses in the prose whose story left the site, each with whether it was killed.
    gone_paths: dict = field(default_factory=dict)
    #: Corrections that readers have and this version does not hold.
    missing_corrections: tuple = ()
    #: Kind of read → the Read that was asked for.
    reads: dict = field(default_factory=dict)
    #: The setting NEWSROOM_SECOND_READ.
    second_read: str = "off"
    #: Who moves on what they wrote, with nobody else standing by it.
    unread_writer: int | None = None


def gather(article, document, *, at, leave_out=False, by=None, revision=None):
    """The context of a story's document, in at most eight queries whatever it holds.

    `by` moves the story on; `revision` is the version that the document is of, or that it
    was typed over: the newest one unless it is given.
    """
    stories, pictures = _pointed_to(document)
    if revision is None and article.pk:
        revision = revisions.newest(article)
    return Context(
        at=at,
        embargo_until=article.embargo_until,
        leave_out=leave_out,
        live_stories=_live(stories, at),
        pictures=Picture.objects.in_bulk(pictures) if pictures else {},
        gone_paths=_gone(rendering.linked_paths(document["body"]), at),
        missing_corrections=_missing_corrections(revision, at),
        reads=_reads(article),
        second_read=settings.NEWSROOM_SECOND_READ,
        unread_writer=_unread_writer(article, document, by, revision),
    )


def _pointed_to(document):
    stories, pictures = set(), set()
    for block in document["blocks"].values():
        stories |= {link["story"] for link in block.get("links", ()) if link["story"]}
        pictures |= {block.get("picture")} - {None}
    return stories, pictures


def _live(stories, at):
    if not stories:
        return frozenset()
    live = Edition.objects.live(at).filter(article__in=stories)
    return frozenset(live.values_list("article", flat=True))


def _gone(paths, at):
    """Addresses whose story readers had and have no more; of what they never had, nothing."""
    if not paths:
        return {}
    editions = Edition.objects.filter(article=OuterRef("article"))
    begun = editions.filter(live_from__lte=at, undone_at=None)
    gone = Address.objects.filter(Exists(begun), ~Exists(editions.live(at)), path__in=paths)
    return {
        path: killed_at is not None
        for path, killed_at in gone.values_list("path", "article__killed_at")
    }


def _missing_corrections(revision, at):
    return tuple(revisions.missing_corrections(revision, at=at)) if revision else ()


def _reads(article):
    if not article.pk:
        return {}
    asked = Read.objects.filter(article=article).select_related("revision")
    return {read.kind: read for read in asked}


def _unread_writer(article, document, by, revision):
    """The person, where they wrote what they move on and nobody else approved this version."""
    if by is None or settings.NEWSROOM_SECOND_READ == "off":
        return None
    if article.created_by_id != by.pk and not _is_bylined(by, document):
        return None
    return None if _others_stand_by(document, by, revision) else by.pk


def _others_stand_by(document, by, revision):
    """Whether somebody else approved this version and nothing typed since needs it again."""
    if revision is None or revisions.drops_approval(revision.document, document):
        return False
    return Approval.objects.filter(revision=revision).exclude(by=by).exists()


def _is_bylined(by, document):
    authors = [byline["author"] for byline in document["bylines"] if byline["author"]]
    return bool(authors) and Author.objects.filter(pk__in=authors, user=by).exists()
