"""A kept version as rows of the story form: shown and changed there, and never saved as rows."""

import copy
import uuid

from django.db.models import prefetch_related_objects
from django.utils.dateparse import parse_datetime

from articles import revisions
from articles.models import Byline, Citation, Embed, Figure


def story_as(story, revision):
    """A copy of the story, in memory only, that says what this version says."""
    shown = copy.copy(story)
    document = revisions.upgrade(revision.document)
    for name in revisions.PLAIN_FIELDS:
        setattr(shown, name, document["fields"][name])
    for name in revisions.MOMENT_FIELDS:
        setattr(shown, name, parse_datetime(document["fields"][name]))
    for name in revisions.LINK_FIELDS:
        setattr(shown, f"{name}_id", document["fields"][name])
    shown.body, shown.version = document["body"], revision.number
    return shown


def show_in(formsets, story, document):
    """Let the formsets of a form show a document's rows in place of those the story has."""
    rows = rows_of(document, story)
    for formset in formsets:
        formset.shown_rows = rows.get(formset.model, [])


def rows_of(document, story):
    """{model: rows} of a document, with what they point to; a query for each kind of target."""
    rows = {model: [] for model in revisions.BLOCK_MODELS.values()}
    for ref, block in revisions.blocks_in_order(document):
        model = revisions.BLOCK_MODELS[block["kind"]]
        row = model(article=story, ref=uuid.UUID(ref), **revisions.columns_of(block))
        row.unsaved_links = block.get("links", [])
        rows[model].append(row)
    rows[Byline] = [_byline(story, *each) for each in enumerate(document["bylines"])]
    rows[Citation] = [_citation(story, *each) for each in document["citations"].items()]
    for model, pointer in TARGETS.items():
        prefetch_related_objects(rows[model], pointer)
    return rows


TARGETS = {Figure: "picture", Embed: "poster", Byline: "author", Citation: "source"}


def _byline(story, position, byline):
    return Byline(
        article=story,
        author_id=byline["author"],
        role=byline["role"],
        credited_as=byline["credited_as"],
        position=position,
    )


def _citation(story, ref, citation):
    return Citation(
        article=story,
        ref=uuid.UUID(ref),
        source_id=citation["source"],
        phrase=citation["phrase"],
        shown=citation["shown"],
        address=citation["address"],
        note=citation["note"],
    )
