"""What checks need to know beside the document, fetched once."""

from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db.models import Exists, OuterRef

from articles import registry, rendering, revisions, sponsoring
from articles.models import Address, Approval, Edition, HouseWord, Picture, Read
from authors.models import Author, DeskPerson


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
    #: Pictures bought for one story that readers get, or will, in another one.
    used_elsewhere: frozenset = frozenset()
    #: Staff credited on text that somebody paid for, by name.
    staff_bylined: tuple = ()
    #: Whether the story leaves the site at a time that is set.
    ends: bool = False
    #: What the house writes another way.
    house_words: tuple = ()
    #: Whether the story lies on the practice desk.
    is_practice: bool = False
    #: The setting NEWSROOM_SECOND_READ, or “required” of somebody whose stories need one.
    second_read: str = "off"
    #: Who moves on what they wrote, with nobody else standing by it.
    unread_writer: int | None = None


def gather(article, document, *, at, leave_out=False, by=None, revision=None):
    """The context of a story's document, in at most thirteen queries whatever it holds.

    `by` moves the story on; `revision` is the version that the document is of, or that it
    was typed over: the newest one unless it is given.
    """
    stories, pictures = _pointed_to(document)
    if revision is None and article.pk:
        revision = revisions.newest(article)
    in_library = Picture.objects.in_bulk(pictures) if pictures else {}
    second_read = _second_read(article, by)
    return Context(
        at=at,
        embargo_until=article.embargo_until,
        leave_out=leave_out,
        live_stories=_live(stories, at),
        pictures=in_library,
        gone_paths=_gone(rendering.linked_paths(document["body"]), at),
        missing_corrections=_missing_corrections(revision, at),
        reads=_reads(article),
        used_elsewhere=_used_elsewhere(article, in_library.values(), at),
        staff_bylined=_staff_bylined(document),
        ends=article.use_until is not None,
        house_words=_house_words(document),
        is_practice=bool(article.desk_id and article.desk.is_practice),
        second_read=second_read,
        unread_writer=_unread_writer(article, document, by, revision, second_read),
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
    asked = Read.objects.filter(article=article).select_related(
        "revision", "asked_by", "answered_by"
    )
    return {read.kind: read for read in asked}


def _used_elsewhere(article, pictures, at):
    """Pictures bought for one story that another one shows readers, or is scheduled to."""
    once = {picture.pk for picture in pictures if picture.one_use_only}
    if not once:
        return frozenset()
    others = registry.holding(once, at).exclude(article=article.pk)
    documents = others.order_by("pk").values_list("document", flat=True).iterator(chunk_size=200)
    return frozenset(pk for made in documents for pk in once if registry.holds(made, {pk}))


def _staff_bylined(document):
    """Only for what somebody paid for: nothing else may not be staff's."""
    credited = [byline["author"] for byline in document["bylines"] if byline["author"]]
    if document["fields"]["origin"] != sponsoring.PAID or not credited:
        return ()
    staff = Author.objects.filter(pk__in=credited, kind=Author.Kind.STAFF)
    return tuple(staff.order_by("name", "pk").values_list("name", flat=True))


def _house_words(document):
    """The house's words, for a document that says something."""
    says = document["body"] or document["blocks"] or document["fields"]["headline"]
    return tuple(HouseWord.objects.all()) if says else ()


def _second_read(article, by):
    """Whether a second read is off, warned of, or required of this person."""
    if by is None or article.pk is None or settings.NEWSROOM_SECOND_READ == "required":
        return settings.NEWSROOM_SECOND_READ
    needs = DeskPerson.objects.filter(person=by, needs_second_read=True).exists()
    return "required" if needs else settings.NEWSROOM_SECOND_READ


def _unread_writer(article, document, by, revision, second_read):
    """The person, where they wrote what they move on and nobody else approved this version."""
    if by is None or second_read == "off":
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
