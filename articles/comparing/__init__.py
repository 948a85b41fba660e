"""Two versions told apart for a reader at the desk: words, fields, blocks and people."""

from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from articles.comparing.guessing import guess_change
from articles.comparing.pieces import ADDED, REMOVED, SAME, Piece, side_by_side
from articles.comparing.prose import Paragraph, moved_blocks, paragraphs
from articles.merging import words
from articles.models import Citation
from articles.revisions import blocks_in_order, upgrade

__all__ = ["Comparison", "Paragraph", "Piece", "compare", "guess_change"]

CHANGED = "changed"


class Change(NamedTuple):
    """One value, before and after, in pieces."""

    label: str
    before: list
    after: list


class Row(NamedTuple):
    """A block, a source or a correction that came, went or changed."""

    kind: str
    what: str
    place: str
    parts: list


@dataclass
class Comparison:
    """What differs; everything in pieces that a template prints escaped."""

    fields: list = field(default_factory=list)
    paragraphs: list = field(default_factory=list)
    blocks: list = field(default_factory=list)
    people: list = field(default_factory=list)
    topics: list = field(default_factory=list)
    sources: list = field(default_factory=list)
    corrections: list = field(default_factory=list)

    @property
    def changed_paragraphs(self):
        return [paragraph for paragraph in self.paragraphs if paragraph.kind != SAME]

    @property
    def is_empty(self):
        return not self.summary

    @property
    def summary(self):
        """“3 paragraphs, headline, 1 video”."""
        parts = [_counted(PARAGRAPHS, self.changed_paragraphs)]
        parts += [change.label[:1].lower() + change.label[1:] for change in self.fields]
        kinds = [row.kind for row in self.blocks]
        parts += [
            words.BLOCKS_COUNTED[kind] % {"count": kinds.count(kind)}
            for kind in dict.fromkeys(kinds)
        ]
        parts += [_("bylines") if self.people else "", _("topics") if self.topics else ""]
        parts += [_counted(SOURCES, self.sources), _counted(CORRECTIONS, self.corrections)]
        return ", ".join(part for part in parts if part)


PARAGRAPHS = ngettext_lazy("%(count)s paragraph", "%(count)s paragraphs", "count")
SOURCES = ngettext_lazy("%(count)s source", "%(count)s sources", "count")
CORRECTIONS = ngettext_lazy("%(count)s correction", "%(count)s corrections", "count")


def _counted(many, rows):
    return many % {"count": len(rows)} if rows else ""


def compare(before, after, *, stories=None):
    """What changed from one document to another; `stories` names those it links to, by key."""
    before, after = upgrade(before), upgrade(after)
    names = words.Names(before, after, stories=stories)
    return Comparison(
        fields=_fields(before, after, names),
        paragraphs=paragraphs(before["body"], after["body"]),
        blocks=_blocks(before, after, names),
        people=_people(before, after, names),
        topics=_topics(before, after, names),
        sources=_sources(before["citations"], after["citations"], names),
        corrections=_corrections(before, after),
    )


def change_of(label, before, after):
    return Change(label, *side_by_side(before, after))


# Fields ---------------------------------------------------------------------------------


def _fields(before, after, names):
    order = words.fields_in_order(before, after)
    before, after = before["fields"], after["fields"]
    return [
        change_of(
            words.label_of(name),
            words.in_words(name, before.get(name), names),
            words.in_words(name, after.get(name), names),
        )
        for name in order
        if _differs(name, before.get(name), after.get(name))
    ]


def _differs(name, before, after):
    """Publishing fills the slug in: that is nobody's change."""
    return before != after and (name != "slug" or (before and after))


# Blocks ---------------------------------------------------------------------------------


def _blocks(before, after, names):
    """In the order of the newer text; what went comes last."""
    order = [ref for document in (after, before) for ref, _ in blocks_in_order(document)]
    moved = moved_blocks(before["body"], after["body"])
    rows = []
    for ref in dict.fromkeys(order):
        old, new = before["blocks"].get(ref), after["blocks"].get(ref)
        parts = _block_parts(old, new, names)
        if ref in moved and old and new:
            parts.append(Change(_("Place"), [], [Piece(ADDED, _("elsewhere in the text"))]))
        if parts or not (old and new):
            block = new or old
            place = words.block_place(block, names)
            rows.append(Row(block["kind"], _what(old, new), place, parts))
    return rows


def _what(old, new):
    if old and new:
        return CHANGED
    return ADDED if new else REMOVED


def _block_parts(old, new, names):
    """What a block says in each of its fields, where that differs."""
    told = [_block_told(block, names) if block else {} for block in (old, new)]
    return [
        change_of(label, *(side.get(label, "") for side in told))
        for label in {**told[1], **told[0]}
        if told[0].get(label, "") != told[1].get(label, "")
    ]


def _block_told(block, names):
    """{label: words} of what a block says; a field that says nothing is left out."""
    model = words.block_model(block["kind"])
    told = {
        words.capital(words.label_of(name, model)): words.in_words(name, block[name], names, model)
        for name in words.said_of(block)
    }
    if block["kind"] == "related":
        told[_("Links")] = words.links_in_words(block["links"], names)
    if block.get("provider"):
        told[_("Plays")] = words.video_in_words({**block, "address": ""})
    return told


# Rows -----------------------------------------------------------------------------------


def _people(before, after, names):
    old, new = (words.bylines_in_words(side["bylines"], names) for side in (before, after))
    return [change_of(_("Bylines"), old, new)] if old != new else []


def _topics(before, after, names):
    old, new = (words.topics_in_words(side["topics"], names) for side in (before, after))
    return [change_of(_("Topics"), old, new)] if before["topics"] != after["topics"] else []


def _sources(before, after, names):
    return [
        Row(
            "source",
            _what(before.get(ref), after.get(ref)),
            names.source(after.get(ref) or before[ref]),
            _source_parts(before.get(ref), after.get(ref), names),
        )
        for ref in sorted({**after, **before})
        if before.get(ref) != after.get(ref)
    ]


def _source_parts(old, new, names):
    if not (old and new):
        return []
    parts = []
    if (old["source"], old["name"]) != (new["source"], new["name"]):
        parts.append(change_of(_("Source"), names.source(old), names.source(new)))
    return parts + [
        change_of(
            words.capital(words.label_of(name, Citation)),
            *(words.in_words(name, side[name], names, Citation) for side in (old, new)),
        )
        for name in ("shown", "phrase", "address", "note")
        if old[name] != new[name]
    ]


def _corrections(before, after):
    """Told apart by what they say; that one has been published since is no change of it."""
    old, new = ({c["ref"]: c for c in side["corrections"]} for side in (before, after))
    rows = []
    for ref in {**new, **old}:
        said = [words.correction_in_words(side[ref]) if ref in side else "" for side in (old, new)]
        if said[0] != said[1]:
            what = _what(*said)
            rows.append(Row("correction", what, "", [change_of(_("Text"), *said)]))
    return rows
