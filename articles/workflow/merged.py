"""Bringing a change of the live version into what else the story has: its draft, its schedules."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles import merging, revisions
from articles.models import Edition, Revision
from articles.workflow.editions import carry_approval, make_again, scheduled_of
from articles.workflow.refusals import Conflicts, Target

DRAFT = "draft"


@dataclass(frozen=True)
class Plan:
    """One version that a change goes into; `editions` are what is scheduled with it."""

    name: str
    label: str
    revision: Revision
    editions: list[Edition]
    merged: object


def plan(article, change, ancestor_of, *, at, choices=None, with_draft=True) -> list[Plan]:
    """How the document `change`, which came from revision `ancestor_of`, goes into the rest.

    Raises Conflicts while a place that both touched is not chosen for.
    """
    choices = choices or {}
    plans = [
        _merged_into(change, ancestor_of, revision, editions, name, label, choices)
        for name, label, revision, editions in _others(article, at, with_draft)
    ]
    open_ones = [Target(p.name, p.label, p.merged) for p in plans if p.merged.conflicts]
    if open_ones:
        raise Conflicts(open_ones)
    return plans


def _others(article, at, with_draft):
    """The draft and what is scheduled; a scheduled version that is the draft counts once."""
    scheduled = scheduled_of(article, at)
    draft = revisions.newest(article)
    if with_draft:
        same = [edition for edition in scheduled if edition.revision_id == draft.pk]
        yield DRAFT, _("your draft"), draft, same
    for edition in scheduled:
        if with_draft and edition.revision_id == draft.pk:
            continue
        start = timezone.localtime(edition.live_from)
        label = _("the version set for %(start)s") % {"start": date_format(start, "j F, H:i")}
        yield f"scheduled-{edition.pk}", label, edition.revision, [edition]


def into(draft, change, base, choices):
    """The draft with a change that came from revision `base`; raises Conflicts."""
    each = _merged(base, draft, change, (choices or {}).get(DRAFT, {}))
    if each.conflicts:
        raise Conflicts([Target(DRAFT, _("your draft"), each)])
    return each


def _merged_into(change, ancestor_of, revision, editions, name, label, choices):
    base = revisions.common_ancestor(ancestor_of, revision) or ancestor_of
    merged = _merged(base, revision, change, choices.get(name, {}))
    return Plan(name, label, revision, editions, merged)


def _merged(base, revision, change, choices):
    documents = (base.document, revision.document, change)
    return merging.resolve(merging.merge(*map(revisions.upgrade, documents)), choices)


def carry_out(article, plans, change: Revision, *, by, at):
    """Keep the merged versions, and make what is scheduled anew from them."""
    for each in plans:
        if each.name == DRAFT:
            revision = _into_draft(article, each, change, by=by, at=at)
        else:
            revision = revisions.keep_aside(
                article,
                each.merged.document,
                by=by,
                at=at,
                kind=Revision.Kind.MERGE,
                parent=each.revision,
                merged_from=change,
                carries=_both(each.revision, change),
            )
            carry_approval(each.revision, revision, by=by, at=at)
        for edition in each.editions:
            make_again(article, edition, revision, by=by, at=at)


def _into_draft(article, draft, change, *, by, at):
    """The working copy with the change in it: the change itself where nothing else was written."""
    if revisions.says_the_same(draft.merged.document, change.document):
        revisions.write(article, change.document)
        revisions.take_up(article, change)
        return change
    revisions.write(article, draft.merged.document)
    revision = revisions.record(
        article,
        by=by,
        at=at,
        kind=Revision.Kind.MERGE,
        merged_from=change,
        carries=_both(draft.revision, change),
    )
    carry_approval(draft.revision, revision, by=by, at=at)
    return revision


def _both(one, other):
    return sorted({*one.carries, *other.carries})
