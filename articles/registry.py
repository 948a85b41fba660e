"""The newsroom's registers: two sources, topics or authors that are one, and where things are used.

A merge moves what the desk works with and what lists are made of. Kept versions and what
readers were given say what they said; their keys lead to what the thing became.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from articles import purging
from articles.models import (
    Article,
    Byline,
    Citation,
    Edition,
    EditionByline,
    EditionTopic,
    Embed,
    Figure,
    Picture,
    Source,
    SourceAlias,
    Topic,
)
from authors.models import Author

LIVE, SCHEDULED, DRAFT = "live", "scheduled", "draft"
#: In this order they are said.
PLACES = (LIVE, SCHEDULED, DRAFT)


class NotMerged(Exception):
    """Two that do not become one; the message says why, in words for the person."""


# Merging ---------------------------------------------------------------------------


def merge_sources(gone: Source, kept: Source, *, by) -> None:
    """Make two sources one: the citations of working copies move, the names become aliases."""
    with _merging(Source, gone, kept, by=by) as (gone, kept):
        Citation.objects.filter(source=gone).update(source=kept)
        _take_names(gone, kept)
        kept.address = kept.address or gone.address
        kept.off_record = "\n\n".join(filter(None, [kept.off_record, gone.off_record]))
        kept.save(update_fields=["address", "off_record"])


def _take_names(gone, kept):
    """Every name of the one is an alias of the other, each once."""
    known = {kept.name.lower(), *(alias.name.lower() for alias in kept.aliases.all())}
    for name in [gone.name, *(alias.name for alias in gone.aliases.order_by("pk"))]:
        if name.lower() not in known:
            known.add(name.lower())
            SourceAlias.objects.create(source=kept, name=name)
    gone.aliases.all().delete()


def merge_topics(gone: Topic, kept: Topic, *, by) -> None:
    """Make two topics one, on working copies and in what lists of editions are made of."""
    with _merging(Topic, gone, kept, by=by) as (gone, kept):
        _move(Article.topics.through.objects, "topic", gone, kept, once_a="article")
        _move(EditionTopic.objects, "topic", gone, kept, once_a="edition")
        purging.topics_changed(gone, kept, with_stories=True)


def merge_authors(gone: Author, kept: Author, *, by) -> None:
    """Make two authors one: bylines move, and editions credit the name that they credited.

    The account goes along; two authors with an account each are two people, and refused.
    """
    with _merging(Author, gone, kept, by=by) as (gone, kept):
        if gone.user_id and kept.user_id:
            raise NotMerged(_("Both sign in with an account of their own: they are two people."))
        account = gone.user_id or kept.user_id
        Author.objects.filter(pk=gone.pk).update(user=None, is_active=False)
        Author.objects.filter(pk=kept.pk).update(user=account)
        for role in Byline.Role.values:
            _move(Byline.objects.filter(role=role), "author", gone, kept, once_a="article")
        EditionByline.objects.filter(author=gone).update(author=kept)
        purging.authors_changed(gone, kept, with_stories=True)


def _move(rows, name, gone, kept, *, once_a):
    """Let rows name the kept one; a row is dropped where the other is named there already."""
    there = rows.filter(**{name: kept}).values(once_a)
    rows.filter(**{name: gone, f"{once_a}__in": there}).delete()
    rows.filter(**{name: gone}).update(**{name: kept})


@contextmanager
def _merging(model, gone, kept, *, by) -> Iterator[tuple]:
    """Lock both, refuse what cannot become one; from then on the one stands for the other."""
    names = model._meta
    if not by.has_perm(f"{names.app_label}.change_{names.model_name}"):
        raise NotMerged(_("You may not merge %(things)s.") % {"things": names.verbose_name_plural})
    if gone.pk == kept.pk:
        raise NotMerged(
            _("Choose another %(thing)s than this one.") % {"thing": names.verbose_name}
        )
    with transaction.atomic():
        # A story that is saved meanwhile may still point at either.
        both = model.objects.select_for_update(no_key=True).filter(pk__in=[gone.pk, kept.pk])
        locked = {row.pk: row for row in both.order_by("pk")}
        for each in (gone, kept):
            if locked[each.pk].merged_into_id:
                raise NotMerged(
                    _("“%(each)s” was merged into another by somebody else meanwhile.")
                    % {"each": each}
                )
        yield locked[gone.pk], locked[kept.pk]
        model.objects.filter(merged_into=gone.pk).update(merged_into=kept.pk)
        model.objects.filter(pk=gone.pk).update(merged_into=kept.pk)


def survivor(row):
    """What a row stands for by now: itself, or what it was merged into."""
    return (getattr(row, "merged_into", None) or row) if row is not None else None


# Where used ------------------------------------------------------------------------


def uses_of(thing, at) -> dict[int, list[str]]:
    """The stories that use a source, topic, author or picture, and where: {story: [places]}.

    Of everybody: whoever shows it keeps to the stories that the person may see.
    """
    drafted, published = _FOUND_BY[type(thing)](thing, at)
    uses = {}
    settled = set()
    for article, starts, is_draft in published:
        uses.setdefault(article, set()).add(LIVE if starts <= at else SCHEDULED)
        if is_draft:  # the working copy is no other text than this
            settled.add(article)
    for article in set(drafted) - settled:
        uses.setdefault(article, set()).add(DRAFT)
    return {pk: [place for place in PLACES if place in places] for pk, places in uses.items()}


def _source_uses(source, at):
    """By rows where the working copy is what readers have, else by what the editions say."""
    citations = Citation.objects.filter(source=source)
    shown = _public(at).filter(article__in=citations.filter(shown=True).values("article"))
    keys = {source.pk, *source.merged.values_list("pk", flat=True)}

    def cites(document):
        return any(each["source"] in keys for each in document["citations"].values())

    return _drafts(citations), [
        *_facts(shown.filter(_IS_DRAFT)),
        *_facts_where(cites, _public(at).exclude(_IS_DRAFT)),
    ]


def _topic_uses(topic, at):
    links = Article.topics.through.objects.filter(topic=topic)
    return _drafts(links), _facts(_public(at).filter(edition_topics__topic=topic))


def _author_uses(author, at):
    bylines = Byline.objects.filter(author=author)
    return _drafts(bylines), _facts(_public(at).filter(bylines__author=author).distinct())


def _picture_uses(picture, at):
    figures, posters = picture.figures.all(), picture.posters.all()
    return (
        [*_drafts(figures), *_drafts(posters)],
        _facts_where(lambda document: holds(document, {picture.pk}), holding([picture.pk], at)),
    )


def holding(pictures, at):
    """Live and scheduled editions that may hold one of these pictures.

    The working copy's rows name the story; where it has moved on from what readers get,
    only the edition itself can say.
    """
    figures = Figure.objects.filter(picture__in=pictures).values("article")
    posters = Embed.objects.filter(poster__in=pictures).values("article")
    by_rows = Q(article__in=figures) | Q(article__in=posters) | Q(lead_picture__in=pictures)
    return _public(at).filter(by_rows | ~_IS_DRAFT)


def holds(document, pictures) -> bool:
    """Whether a document shows one of these pictures, in the text or over it."""
    return not pictures.isdisjoint(
        block.get(name) for block in document["blocks"].values() for name in ("picture", "poster")
    )


def these_videos(keys) -> Q:
    """The condition that an embed, or what is known of one, is any of these (provider, id)."""
    by_provider = {}
    for provider, embed_id in keys:
        by_provider.setdefault(provider, []).append(embed_id)
    found = Q(pk__in=[])
    for provider, ids in by_provider.items():
        found |= Q(provider=provider, embed_id__in=ids)
    return found


_IS_DRAFT = Q(revision__number=F("article__version"))


def _public(at):
    """What readers see, and will."""
    unended = Q(live_until=None) | Q(live_until__gt=at)
    return Edition.objects.filter(unended, is_killed=False)


def _drafts(rows):
    return set(rows.filter(article__killed_at=None).values_list("article", flat=True))


def _facts(editions):
    """(story, start, whether it is the working copy's text) of each edition."""
    columns = ("article", "live_from", "revision__number", "article__version")
    return [
        (article, starts, number == version)
        for article, starts, number, version in editions.values_list(*columns)
    ]


def _facts_where(is_meant, editions):
    """The same, of those whose document is meant; documents are read a few at a time."""
    columns = ("article", "live_from", "revision__number", "article__version", "document")
    rows = editions.order_by("pk").values_list(*columns).iterator(chunk_size=200)
    return [
        (article, starts, number == version)
        for article, starts, number, version, document in rows
        if is_meant(document)
    ]


_FOUND_BY = {
    Author: _author_uses,
    Picture: _picture_uses,
    Source: _source_uses,
    Topic: _topic_uses,
}
