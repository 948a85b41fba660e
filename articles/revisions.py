"""The document: one plain structure for what a story says.

A revision stores it, intake and import produce it, merging compares it, an edition
freezes it. `read` takes it from the working copy, `write` puts it there, `record` keeps
it as a revision. docs/document.md describes its parts.
"""

import copy
import operator
import uuid
from datetime import UTC

from django.db.models import F, Max
from django.utils.dateparse import parse_datetime
from django.utils.text import slugify

from articles import pointers, purging, rights
from articles.models import (
    Approval,
    Article,
    Byline,
    Citation,
    Correction,
    Embed,
    FactBox,
    Figure,
    PullQuote,
    RelatedBlock,
    RelatedLink,
    Revision,
    Source,
)
from articles.sanitising import clean_body, placeholders
from authors.models import Author

SCHEMA = 3

#: Columns of Article that the document carries as they are.
PLAIN_FIELDS = (
    "slugline",
    "headline",
    "short_headline",
    "search_headline",
    "dek",
    "kicker",
    "slug",
    "dateline",
    "editors_note",
    "ownership_notice",
    "methods",
    "language",
    "type_of_work",
    "origin",
    "origin_source",
    "origin_address",
    "may_syndicate",
    "noindex",
    "no_byline",
    "weight",
)
#: Columns that hold a moment: ISO 8601 in the document, "" for none.
MOMENT_FIELDS = ("developing_until",)
#: Columns that point elsewhere, kept by primary key.
LINK_FIELDS = ("section", "desk", "follows", "translation_of")

BLOCK_MODELS = {model.kind: model for model in (RelatedBlock, Embed, Figure, PullQuote, FactBox)}
#: What each kind of block keeps, beside its ref.
BLOCK_FIELDS = {
    "related": ("label", "left_out"),
    "embed": (
        "type",
        "provider",
        "embed_id",
        "embed_hash",
        "start",
        "address",
        "title",
        "credit",
        "caption",
        "length",
        "transcript",
        "ratio",
        "poster",
        "left_out",
    ),
    "figure": (
        "picture",
        "caption",
        "credit",
        "alt_text",
        "decorative",
        "is_lead",
        "left_out",
    ),
    "pullquote": ("quote", "speaker"),
    "factbox": ("title", "text", "on_top"),
}
_POINTERS = frozenset({"picture", "poster"})


class UnreadableDocument(ValueError):
    """A document with a schema newer than this Newsroom, or with none."""


def blank():
    """The document of a story that says nothing yet."""
    empty = Article()
    return {
        "schema": SCHEMA,
        "fields": {
            **{name: getattr(empty, name) for name in PLAIN_FIELDS},
            **dict.fromkeys(MOMENT_FIELDS, ""),
            **dict.fromkeys(LINK_FIELDS),
        },
        "body": "",
        "blocks": {},
        "bylines": [],
        "topics": [],
        "citations": {},
        "corrections": [],
    }


def upgrade(document):
    """The document in today's schema, whatever Newsroom wrote it; raises UnreadableDocument."""
    schema = document.get("schema") if isinstance(document, dict) else None
    if schema == SCHEMA:
        return document
    if schema not in (1, 2):
        raise UnreadableDocument(f"This document has schema {schema!r}; known is {SCHEMA}.")
    document = copy.deepcopy(document)
    if schema == 1:
        _from_first(document)
    _from_second(document)
    return {**document, "schema": SCHEMA}


def _from_first(document):
    """Schema 1 kept "take down at", and knew no retraction."""
    document["fields"].pop("use_until", None)
    document["corrections"] = [{"hides_body": False, **c} for c in document["corrections"]]


def _from_second(document):
    """Schema 2 had no methods, no developing story, no key points, no length of a video."""
    document["fields"] = {"methods": "", "developing_until": "", **document["fields"]}
    for block in document["blocks"].values():
        if block["kind"] == "factbox":
            block.setdefault("on_top", False)
        elif block["kind"] == "embed":
            block.setdefault("length", None)
            block.setdefault("transcript", "")


# From the working copy --------------------------------------------------------


def read(article):
    """The document of a story as its working copy stands."""
    return {
        "schema": SCHEMA,
        "fields": read_fields(article),
        "body": article.body,
        "blocks": _read_blocks(article),
        "bylines": [read_byline(byline) for byline in article.bylines.all()],
        "topics": sorted(article.topics.values_list("pk", flat=True)),
        "citations": {
            str(citation.ref): read_citation(citation) for citation in article.citations.all()
        },
        "corrections": [
            read_correction(correction)
            for correction in article.corrections.order_by(
                F("issued_at").asc(nulls_last=True), "pk"
            )
        ],
    }


def read_fields(article):
    """A story's own columns as the document has them."""
    fields = {name: getattr(article, name) for name in PLAIN_FIELDS}
    for name in MOMENT_FIELDS:
        moment = getattr(article, name)
        fields[name] = moment.astimezone(UTC).isoformat() if moment else ""
    return fields | {name: getattr(article, f"{name}_id") for name in LINK_FIELDS}


def read_byline(row):
    return {
        "author": row.author_id,
        "name": "",
        "credited_as": row.credited_as,
        "role": row.role,
    }


def read_citation(row):
    return {
        "source": row.source_id,
        "name": "",
        "phrase": row.phrase,
        "shown": row.shown,
        "address": row.address,
        "note": row.note,
    }


def read_correction(row):
    return {
        "ref": str(row.ref),
        "kind": row.kind,
        "text": row.text,
        "hides_body": row.hides_body,
        "issued_at": row.issued_at.isoformat() if row.issued_at else None,
    }


def _read_blocks(article):
    blocks = {}
    for kind, model in BLOCK_MODELS.items():
        rows = model.objects.filter(article=article).order_by("pk")
        if kind == "related":
            rows = rows.prefetch_related("links")
        for row in rows:
            blocks[str(row.ref)] = read_block(kind, row)
    return blocks


def read_block(kind, row, links=None):
    """A block's row as the document has it; `links` in place of those a related block has kept."""
    block = {"kind": kind}
    for name in BLOCK_FIELDS[kind]:
        block[name] = getattr(row, f"{name}_id" if name in _POINTERS else name)
    if kind == "related":
        block["links"] = (
            [
                {"title": link.title, "address": link.address, "story": link.story_id}
                for link in row.links.all()
            ]
            if links is None
            else links
        )
    return block


def blocks_in_order(document):
    """The blocks as [(ref, block)]: those in the text in its order, then the others by ref.

    PostgreSQL keeps the keys of a JSON object in an order of its own, so nothing that is
    printed may follow it.
    """
    blocks = document["blocks"]
    placed = [ref for _, ref in placeholders(document["body"]) if ref in blocks]
    rest = sorted(ref for ref in blocks if ref not in placed)
    return [(ref, blocks[ref]) for ref in dict.fromkeys([*placed, *rest])]


# To the working copy ----------------------------------------------------------


def write(article, document):
    """Make the working copy say what the document says; rows keep their identity by ref.

    Saves the story. Authors and sources that the document only names are put on file; what
    it points at and is gone by now (a topic that was deleted) is left out.
    Corrections that an edition carries stay as they are. Call inside a transaction.
    """
    document = pointers.on_file(upgrade(document))
    fields = document["fields"]
    for name in PLAIN_FIELDS:
        if name in fields:
            setattr(article, name, fields[name])
    for name in MOMENT_FIELDS:
        setattr(article, name, parse_datetime(fields.get(name) or ""))
    for name in LINK_FIELDS:
        setattr(article, f"{name}_id", fields.get(name))
    article.body = clean_body(document["body"])
    article.save()
    article.topics.set(document["topics"])
    _write_blocks(article, document["blocks"])
    _write_bylines(article, document["bylines"])
    _write_citations(article, document["citations"])
    _write_corrections(article, document["corrections"])
    return article


def _write_blocks(article, blocks):
    for kind, model in BLOCK_MODELS.items():
        wanted = {ref: block for ref, block in blocks.items() if block["kind"] == kind}
        model.objects.filter(article=article).exclude(ref__in=wanted).delete()
        # A lead picture gives way before the next one takes its place.
        for ref, block in sorted(wanted.items(), key=lambda item: item[1].get("is_lead", False)):
            row, _ = model.objects.update_or_create(
                article=article,
                ref=uuid.UUID(ref),
                defaults=columns_of(block),
            )
            if kind == "related":
                write_links(row, block["links"])


def columns_of(block):
    """What a block's row holds, by column."""
    return {
        f"{name}_id" if name in _POINTERS else name: block[name]
        for name in BLOCK_FIELDS[block["kind"]]
        if name in block
    }


def write_links(block, links):
    """Make a related block hold exactly these links, in this order."""
    block.links.all().delete()
    RelatedLink.objects.bulk_create(
        RelatedLink(
            block=block,
            position=position,
            title=link["title"],
            address=link["address"] if not link["story"] else "",
            story_id=link["story"],
        )
        for position, link in enumerate(links)
    )


def _write_bylines(article, bylines):
    article.bylines.all().delete()
    Byline.objects.bulk_create(
        Byline(
            article=article,
            author_id=byline["author"] or author_named(byline["name"]).pk,
            position=position,
            role=byline["role"],
            credited_as=byline["credited_as"],
        )
        for position, byline in enumerate(bylines)
    )


def author_named(name):
    """The author on file with this name, or a new guest."""
    name = " ".join(name.split())
    known = Author.objects.named(name).first()
    if known:
        return known
    base = slugify(name) or "author"
    slug, number = base, 1
    while Author.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{base}-{number}"
    return Author.objects.create(name=name, slug=slug, kind=Author.Kind.GUEST)


def source_named(name):
    """The source on file with this name or alias, or a new outlet."""
    name = " ".join(name.split())
    return Source.objects.named(name).order_by("pk").first() or Source.objects.create(name=name)


def _write_citations(article, citations):
    article.citations.exclude(ref__in=citations).delete()
    for ref, citation in citations.items():
        Citation.objects.update_or_create(
            article=article,
            ref=uuid.UUID(ref),
            defaults={
                "source_id": citation["source"] or source_named(citation["name"]).pk,
                "phrase": citation["phrase"],
                "shown": citation["shown"],
                "address": citation["address"],
                "note": citation["note"],
            },
        )


def _write_corrections(article, corrections):
    wanted = {correction["ref"]: correction for correction in corrections}
    waiting = article.corrections.filter(edition=None)
    waiting.exclude(ref__in=wanted).delete()
    issued = {str(row.ref) for row in article.corrections.filter(edition__isnull=False)}
    for ref, correction in wanted.items():
        if ref not in issued:
            Correction.objects.update_or_create(
                article=article,
                ref=uuid.UUID(ref),
                defaults={
                    "kind": correction["kind"],
                    "text": correction["text"],
                    "hides_body": correction["hides_body"],
                },
            )


# Kept versions ----------------------------------------------------------------


def record(article, *, by, at, kind=Revision.Kind.SAVE, merged_from=None, carries=None):
    """Keep the working copy as its newest revision and return it.

    A save that changes nothing makes no revision: the newest one is returned. An
    approval carries over when the person may approve, or when only what never drops it
    changed (`drops_approval`). `carries` names the corrections whose change the text
    holds: else those of the version before. Call with the story's row locked.
    """
    document = read(article)
    parent = newest(article)
    carried = _carried(document, parent.carries if carries is None and parent else carries)
    is_new = parent is None or merged_from is not None or carried != parent.carries
    if not is_new and says_the_same(parent.document, document):
        return parent
    revision = keep_aside(
        article,
        document,
        by=by,
        at=at,
        kind=kind,
        parent=parent,
        merged_from=merged_from,
        carries=carried,
    )
    if parent is not None:
        purging.links_changed(parent.document, document)
    take_up(article, revision)
    _carry_approval(parent, revision, by=by, at=at)
    return revision


def keep_aside(article, document, *, by, at, kind, parent, merged_from=None, carries=()):
    """Keep a document as a revision that is not the working copy. Call with the row locked."""
    last = article.revisions.aggregate(last=Max("number"))["last"] or 0
    return Revision.objects.create(
        article=article,
        number=last + 1,
        parent=parent,
        merged_from=merged_from,
        carries=_carried(document, carries),
        kind=kind,
        document=document,
        by=by,
        at=at,
    )


def take_up(article, revision):
    """Say which revision the working copy holds from now on."""
    article.version = revision.number
    Article.objects.filter(pk=article.pk).update(version=revision.number)


def _carried(document, carries):
    """The corrections of a text: those it had, and those that wait to be published with it."""
    waiting = {c["ref"] for c in document["corrections"] if c["issued_at"] is None}
    return sorted({*(carries or ()), *waiting})


def missing_corrections(revision, *, at) -> list[Correction]:
    """Notices readers have by then whose change this version does not hold."""
    issued = Correction.objects.filter(article=revision.article_id, edition__live_from__lte=at)
    issued = issued.exclude(kind=Correction.Kind.RETRACTION)
    return [row for row in issued if str(row.ref) not in revision.carries]


def says_the_same(before, after):
    """Whether two documents say the same to the desk: slug and correction dates aside."""
    before, after = map(_without_what_publishing_settles, (before, after))
    return before == after or operator.eq(*pointers.followed(before, after))


def common_ancestor(one, other):
    """The newest revision that both came from, over parents and merges; None without one."""
    known = _ancestors(one) & _ancestors(other)
    return Revision.objects.get(pk=max(known)[1]) if known else None


def _ancestors(revision):
    """(number, pk) of a revision and all that it came from, in one query."""
    links = {
        pk: (number, parent, merged)
        for pk, number, parent, merged in Revision.objects.filter(
            article=revision.article_id, number__lte=revision.number
        ).values_list("pk", "number", "parent", "merged_from")
    }
    found, waiting = set(), [revision.pk]
    while waiting:
        pk = waiting.pop()
        if pk not in links or (links[pk][0], pk) in found:
            continue
        number, parent, merged = links[pk]
        found.add((number, pk))
        waiting += [parent, merged]
    return found


def _without_what_publishing_settles(document):
    document = upgrade(document)
    return {
        **document,
        "fields": {**document["fields"], "slug": ""},
        "corrections": [
            {**correction, "issued_at": None} for correction in document["corrections"]
        ],
    }


def newest(article):
    """The revision that the working copy holds, or None for a story never saved."""
    return article.revisions.filter(number=article.version).first()


def _carry_approval(parent, revision, *, by, at):
    approval = Approval.objects.filter(revision=parent).first() if parent else None
    if approval is None:
        return
    if by and rights.holds(by, "articles.approve_article", revision.article):
        Approval.objects.create(revision=revision, by=by, at=at)
    elif not drops_approval(parent.document, revision.document):
        Approval.objects.create(revision=revision, by=approval.by, at=approval.at)


def drops_approval(before, after):
    """Whether a change by somebody who may not approve needs approval again.

    Topics, alt text, credits, related links and videos never do; prose, headline and
    everything else does.
    """
    before, after = pointers.followed(upgrade(before), upgrade(after))
    return _approved_part(before) != _approved_part(after)


_FREE_FIELDS = frozenset(
    {
        "desk",
        "weight",
        "follows",
        "translation_of",
        "noindex",
        "slugline",
        "slug",
        "developing_until",
    }
)
_FREE_KINDS = frozenset({"related", "embed"})


def _approved_part(document):
    document = _without_what_publishing_settles(document)
    blocks = {}
    for ref, block in document["blocks"].items():
        if block["kind"] not in _FREE_KINDS:
            blocks[ref] = {k: v for k, v in block.items() if k not in {"alt_text", "credit"}}
    body = document["body"]
    for ref, block in document["blocks"].items():
        if block["kind"] in _FREE_KINDS:
            body = body.replace(placeholder(block["kind"], ref), "")
    return {
        "fields": {k: v for k, v in document["fields"].items() if k not in _FREE_FIELDS},
        "body": body,
        "blocks": blocks,
        "bylines": document["bylines"],
        "citations": document["citations"],
        "corrections": document["corrections"],
    }


def placeholder(kind, ref):
    """The element that stands in the body where a block belongs."""
    return f'<figure data-block="{kind}" data-ref="{ref}"></figure>'
