"""Two people saved the same story: what differs, theirs beside yours."""

from dataclasses import dataclass
from difflib import SequenceMatcher

from django import forms
from django.core.exceptions import ValidationError

from articles import revisions
from articles.admin.forms import name_of
from articles.models import Byline
from articles.revisions import BLOCK_FIELDS, BLOCK_MODELS, LINK_FIELDS, PLAIN_FIELDS
from articles.sanitising import clean_body, plain_text
from authors.models import Author


@dataclass(frozen=True)
class Difference:
    """One place where the two texts part: a field, some paragraphs, or a block."""

    place: str
    theirs: str
    yours: str


@dataclass(frozen=True)
class Conflict:
    """Who saved meanwhile, when, which version, and where it differs from what was typed."""

    who: str
    at: object
    version: int
    differences: list


def conflict_of(form, formsets):
    """The conflict that a stale form ran into."""
    theirs = revisions.newest(form.instance)
    document = revisions.upgrade(theirs.document)
    return Conflict(
        who=name_of(theirs.by),
        at=theirs.at,
        version=theirs.number,
        differences=[
            *_fields(form, document),
            *_links(form, document),
            *_bylines(formsets, document),
            *_body(form, document),
            *_rows(formsets, document),
        ],
    )


def _fields(form, document):
    for name in PLAIN_FIELDS:
        if name not in form.fields or form.fields[name].disabled:
            continue
        theirs, yours = document["fields"][name], form.cleaned_data.get(name, form[name].value())
        if _said(theirs) != _said(yours):
            yield Difference(str(form.fields[name].label), _said(theirs), _said(yours))


def _links(form, document):
    for name in LINK_FIELDS:
        if name not in form.fields or form.fields[name].disabled:
            continue
        field, yours = form.fields[name], form.cleaned_data.get(name)
        theirs = document["fields"][name]
        if theirs != (yours.pk if yours else None):
            named = field.queryset.filter(pk=theirs).first() if theirs else None
            said = [field.label_from_instance(one) if one else "" for one in (named, yours)]
            yield Difference(str(field.label), *said)


def _bylines(formsets, document):
    formset = next((f for f in formsets if f.model is Byline), None)
    if formset is None:
        return
    yours = [form.cleaned_data.get("author") for form in formset.standing_forms]
    theirs = [byline["author"] for byline in document["bylines"]]
    if theirs != [author.pk if author else None for author in yours]:
        named = Author.objects.in_bulk(theirs)
        yield Difference(
            "Bylines",
            ", ".join(str(named[pk]) for pk in theirs if pk in named),
            ", ".join(str(author) for author in yours if author),
        )


def _said(value):
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value if value is not None else "").replace("\r\n", "\n")


def _body(form, document):
    theirs = plain_text(document["body"]).splitlines()
    yours = plain_text(form.cleaned_data.get("body") or _posted_body(form)).splitlines()
    matcher = SequenceMatcher(None, theirs, yours, autojunk=False)
    for change, a, b, c, d in matcher.get_opcodes():
        if change != "equal":
            place = f"Text, paragraph {a + 1}" if b - a < 2 else f"Text, paragraphs {a + 1} to {b}"
            yield Difference(place, "\n".join(theirs[a:b]), "\n".join(yours[c:d]))


def _posted_body(form):
    try:
        return clean_body(form["body"].value() or "")
    except ValidationError:
        return ""


def _rows(formsets, document):
    """Blocks that differ, found by their ref; a missing side says so."""
    yours = _your_blocks(formsets)
    theirs = {ref: _block_words(block) for ref, block in revisions.blocks_in_order(document)}
    for ref in {**theirs, **yours}:
        before, after = theirs.get(ref), yours.get(ref)
        if before != after:
            kind = document["blocks"][ref]["kind"] if before is not None else "new"
            yield Difference(
                _KINDS.get(kind, "A block"),
                before if before is not None else "(not there)",
                after if after is not None else "(not there)",
            )


_KINDS = {
    "related": "Related links",
    "embed": "Video",
    "figure": "Picture",
    "pullquote": "Pull quote",
    "factbox": "Fact box",
    "new": "A new block",
}
#: The words of each kind by which people tell two states of a block apart.
_WORDS = {
    kind: [
        name
        for name in names
        if name not in {"provider", "embed_id", "embed_hash", "start", "picture", "poster"}
    ]
    for kind, names in BLOCK_FIELDS.items()
}


def _block_words(block):
    words = [_said(block[name]) for name in _WORDS[block["kind"]]]
    words += [_link_words(link) for link in block.get("links", ())]
    return _joined(words)


def _link_words(link):
    return " ".join(filter(None, [link["title"], link["address"], _said(link["story"])]))


def _joined(words):
    return " · ".join(word for word in words if word and word != "no")


def _your_blocks(formsets):
    blocks = {}
    for formset in formsets:
        if formset.model not in BLOCK_MODELS.values():
            continue
        kind = formset.model.kind
        for form in formset.forms:
            ref = form["ref"].value()
            if ref and not form["DELETE"].value():
                blocks[str(ref).lower()] = _form_words(kind, form)
    return blocks


def _form_words(kind, form):
    words = [_said(_value(form, name)) for name in _WORDS[kind] if name in form.fields]
    if kind == "related":
        words += [_link_words(link) for link in form["links"].value() or ()]
    return _joined(words)


def _value(form, name):
    value = form[name].value()
    if isinstance(form.fields[name], forms.BooleanField):
        return bool(value)
    return value
