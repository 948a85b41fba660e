"""The checks of many stories at once, for a list: as many queries as for one."""

from collections import defaultdict

from articles import registry, rendering, revisions
from articles.desk_checks import context
from articles.models import Correction, Picture, Read


def gather_each(versions, *, at, by, unread=()):
    """The context of each (story, newest version), in at most seven queries; house words aside.

    `unread` are the stories that `by` wrote and nobody else stands by. What is known of one
    story's pictures and links is told of all: a document asks for its own.
    """
    if not versions:
        return []
    documents = [revisions.upgrade(revision.document) for _, revision in versions]
    pointed = [context._pointed_to(document) for document in documents]
    stories, pictures = (set().union(*kind) for kind in zip(*pointed, strict=True))
    paths = set().union(*(rendering.linked_paths(document["body"]) for document in documents))
    library = Picture.objects.in_bulk(pictures) if pictures else {}
    known = {
        "at": at,
        "live_stories": context._live(stories, at),
        "pictures": library,
        "gone_paths": context._gone(paths, at),
        "second_read": context._second_read(versions[0][0], by) if unread else "off",
    }
    missing, reads = _missing(versions, at), _reads(versions)
    elsewhere = _elsewhere(library.values(), at)
    unread = unread if known["second_read"] != "off" else ()
    return [
        context.Context(
            embargo_until=article.embargo_until,
            missing_corrections=tuple(missing[article.pk]),
            reads=reads[article.pk],
            used_elsewhere=frozenset(
                pk for pk, others in elsewhere.items() if others - {article.pk}
            ),
            is_practice=article.is_practice,
            unread_writer=by.pk if article.pk in unread else None,
            **known,
        )
        for article, _ in versions
    ]


def _missing(versions, at):
    """Story → the corrections that readers have and its newest version does not hold."""
    carries = {article.pk: revision.carries for article, revision in versions}
    issued = Correction.objects.filter(article__in=carries, edition__live_from__lte=at)
    missing = defaultdict(list)
    for row in issued.exclude(kind=Correction.Kind.RETRACTION):
        if str(row.ref) not in carries[row.article_id]:
            missing[row.article_id].append(row)
    return missing


def _reads(versions):
    reads = defaultdict(dict)
    asked = Read.objects.filter(article__in=[article.pk for article, _ in versions])
    for read in asked.select_related("revision"):
        reads[read.article_id][read.kind] = read
    return reads


def _elsewhere(pictures, at):
    """Picture bought for one story → the stories that show it, or will."""
    once = {picture.pk for picture in pictures if picture.one_use_only}
    found = {pk: set() for pk in once}
    if once:
        shown = registry.holding(once, at).order_by("pk").values_list("article", "document")
        for article, document in shown.iterator(chunk_size=200):
            for pk in once:
                if registry.holds(document, {pk}):
                    found[pk].add(article)
    return found
