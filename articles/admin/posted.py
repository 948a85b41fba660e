"""What a posted story form says, as a document: nothing is written to find out."""

from articles import revisions
from articles.models import Byline, Citation, Correction


def document_of(form, formsets, begun=None):
    """The document that a validated form and its rows say, before or instead of a save.

    What could not be accepted stands as the story has it. Of a row that was not sent at
    all nothing is said: it stays as in `begun`, the document that the form began with, or
    as the story has it.
    """
    story = form.instance
    rows = {formset.model: formset for formset in formsets}
    document = {
        "schema": revisions.SCHEMA,
        "fields": revisions.read_fields(story),
        "body": story.body,
        "blocks": {
            str(row.ref): read_block(kind, row)
            for kind, model in revisions.BLOCK_MODELS.items()
            for row in rows[model].standing_rows
        },
        "bylines": [revisions.read_byline(row) for row in rows[Byline].standing_rows],
        "topics": _topics(form),
        "citations": {
            str(row.ref): revisions.read_citation(row) for row in rows[Citation].standing_rows
        },
        "corrections": [
            revisions.read_correction(row)
            for row in [*_issued(story), *_standing(rows.get(Correction))]
        ],
    }
    _add_unsent(document, formsets, begun or _as_it_stands(rows))
    return document


def read_block(kind, row):
    """A block's row as the document has it, with the links that were typed for it."""
    return revisions.read_block(kind, row, links=getattr(row, "unsaved_links", None))


def _standing(formset):
    return formset.standing_rows if formset is not None else ()


def _topics(form):
    topics = form.cleaned_data.get("topics")
    if topics is None:
        topics = form.instance.topics.all() if form.instance.pk else ()
    return sorted(topic.pk for topic in topics)


def _issued(story):
    """The notices that an edition carries: no form changes them."""
    if not story.pk:
        return []
    return story.corrections.filter(edition__isnull=False).order_by("issued_at", "pk")


def _add_unsent(document, formsets, begun):
    """Put in the rows that the form neither sent nor marked to be removed."""
    sent = {str(ref) for formset in formsets for ref in getattr(formset, "sent_refs", ())}
    for part in ("blocks", "citations"):
        for ref, row in begun[part].items():
            if ref not in sent:
                document[part][ref] = row
    known = sent | {correction["ref"] for correction in document["corrections"]}
    document["corrections"] += [c for c in begun["corrections"] if c["ref"] not in known]


def _as_it_stands(rows):
    """The rows that the story has by now, or the version that the form shows."""
    return {
        "blocks": {
            str(row.ref): read_block(kind, row)
            for kind, model in revisions.BLOCK_MODELS.items()
            for row in rows[model].unsent_rows
        },
        "citations": {
            str(row.ref): revisions.read_citation(row) for row in rows[Citation].unsent_rows
        },
        "corrections": [
            revisions.read_correction(row)
            for row in (rows[Correction].unsent_rows if Correction in rows else ())
        ],
    }
