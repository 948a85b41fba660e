"""Everything of a document but its prose, merged three ways: fields, blocks and rows."""

from django.utils.translation import gettext as _

from articles.merging import words
from articles.models import Article, Citation
from articles.revisions import blocks_in_order

#: Words that make sense one after the other; other fields are chosen.
JOINED = {
    "headline": " ",
    "dek": " ",
    "kicker": " ",
    "dateline": " ",
    "ownership_notice": " ",
    "editors_note": "\n\n",
    "methods": "\n\n",
    "caption": " ",
    "credit": ", ",
    "alt_text": " ",
    "quote": " ",
    "title": " ",
    "note": " ",
    "text": "\n",
}
#: Parts of a block that make sense together only: what says which video it is.
TOGETHER = {
    "embed": (
        "address",
        "type",
        "provider",
        "embed_id",
        "embed_hash",
        "start",
        "ratio",
        "length",
    ),
    "citation": ("source", "name"),
}
#: What is said about a picture says nothing about another one.
ABOUT_A_PICTURE = ("caption", "credit", "alt_text", "decorative")


def join_of(name, model):
    """How two values of a field are joined; None where they cannot be, or grow too long."""
    if name not in JOINED:
        return None
    longest = model._meta.get_field(name).max_length

    def join(mine, theirs):
        if not mine or not theirs:
            return None
        joined = f"{mine}{JOINED[name]}{theirs}"
        return joined if longest is None or len(joined) <= longest else None

    return join


# Fields ---------------------------------------------------------------------------------


def merged_fields(base, mine, theirs, account, names):
    order = words.fields_in_order(mine, theirs)
    base, mine, theirs = (document["fields"] for document in (base, mine, theirs))
    return {
        name: _field(name, base.get(name), mine.get(name), theirs.get(name), account, names)
        for name in order
        if name in mine or name in theirs
    }


def _field(name, base, mine, theirs, account, names):
    if name == "slug" and not (base and mine and theirs):
        # Publishing fills it in: that is nobody's change.
        return mine or theirs
    return account.settle(
        f"field:{name}",
        base,
        mine,
        theirs,
        place=lambda: words.named(words.label_of(name).lower()),
        say=lambda value: words.in_words(name, value, names),
        join=join_of(name, Article),
    )


# Blocks ---------------------------------------------------------------------------------


def merged_blocks(base, mine, theirs, account, names):
    order = dict.fromkeys(ref for side in (mine, theirs) for ref, __ in blocks_in_order(side))
    base, mine, theirs = (document["blocks"] for document in (base, mine, theirs))
    merged = {}
    for ref in order:
        block = _block(ref, base.get(ref), mine.get(ref), theirs.get(ref), account, names)
        if block is not None:
            merged[ref] = block
    _keep_one_lead(base, mine, theirs, merged, account, names)
    return merged


def _block(ref, base, mine, theirs, account, names):
    if mine is None or theirs is None or _stands_or_falls_whole(base, mine, theirs):
        return account.settle(
            f"block:{ref}",
            base,
            mine,
            theirs,
            place=lambda: words.as_it_is(words.block_place(mine or theirs, names)),
            say=lambda block: words.block_in_words(block, names),
        )
    base = base or {}
    merged = dict(mine)
    for group in _groups(TOGETHER.get(mine["kind"], ()), words.block_fields_in_order(mine, theirs)):
        merged |= _block_part(ref, group, base, mine, theirs, account, names)
    return merged


def _stands_or_falls_whole(base, mine, theirs):
    """Another kind of block, or another picture under words that were written for this one."""
    if mine["kind"] != theirs["kind"]:
        return True
    if mine["kind"] != "figure" or base is None or mine == base or theirs == base:
        return False

    def changed(side, *keys):
        return any(side[key] != base[key] for key in keys)

    return (changed(mine, "picture") and changed(theirs, *ABOUT_A_PICTURE)) or (
        changed(theirs, "picture") and changed(mine, *ABOUT_A_PICTURE)
    )


def _groups(together, names):
    if together:
        yield together
    yield from ((name,) for name in names if name not in together)


def _block_part(ref, group, base, mine, theirs, account, names):
    name, model = group[0], words.block_model(mine["kind"])

    def values(block):
        return [block.get(key) for key in group]

    def place():
        label = _("links") if name == "links" else words.label_of(name, model).lower()
        return _part_of(label, words.block_place(mine, names))

    def say(values):
        part = dict(zip(group, values, strict=True))
        if name == "links":
            return words.links_in_words(part["links"] or (), names)
        if len(group) > 1:
            return words.video_in_words(part)
        return words.in_words(name, part[name], names, model)

    join = _join_links if name == "links" else _of_one(join_of(name, model))
    settled = account.settle(
        f"block:{ref}:{name}",
        values(base),
        values(mine),
        values(theirs),
        place=place,
        say=say,
        join=join if len(group) == 1 else None,
    )
    said = dict(zip(group, settled, strict=True))
    return {key: value for key, value in said.items() if key in mine or key in theirs}


def _part_of(label, whole):
    return words.named(_("%(part)s of %(whole)s") % {"part": label, "whole": whole})


def _of_one(join):
    if join is None:
        return None

    def joined(mine, theirs):
        both = join(mine[0], theirs[0])
        return None if both is None else [both]

    return joined


def _join_links(mine, theirs):
    return [[*mine[0], *(link for link in theirs[0] if link not in mine[0])]]


def _keep_one_lead(base, mine, theirs, merged, account, names):
    """Two new lead pictures are a choice: a story has one."""
    leads = [ref for ref, block in merged.items() if block.get("is_lead")]
    if len(leads) < 2:
        return
    mine, theirs = (_lead(side) or leads[0] for side in (mine, theirs))
    lead = account.settle(
        "lead",
        _lead(base),
        mine if mine in leads else leads[0],
        theirs if theirs in leads else leads[-1],
        place=lambda: words.named(_("lead picture")),
        say=lambda ref: (
            words.block_place(merged[ref], names) if ref in merged else str(words.TAKEN_OUT)
        ),
    )
    for ref in leads:
        merged[ref] = {**merged[ref], "is_lead": ref == lead}


def _lead(blocks):
    return next((ref for ref, block in blocks.items() if block.get("is_lead")), None)


# Sources --------------------------------------------------------------------------------


def merged_citations(base, mine, theirs, cited, account, names):
    """Sources by ref; one that the merged text still names stays, whoever took it away."""
    base, mine, theirs = (document["citations"] for document in (base, mine, theirs))
    merged = {}
    for ref in sorted({**mine, **theirs}):
        citation = _citation(ref, base.get(ref), mine.get(ref), theirs.get(ref), account, names)
        if citation is None and ref in cited:
            citation = mine.get(ref) or theirs.get(ref)
        if citation is not None:
            merged[ref] = citation
    return merged


def _citation(ref, base, mine, theirs, account, names):
    if mine is None or theirs is None:
        return account.settle(
            f"citation:{ref}",
            base,
            mine,
            theirs,
            place=lambda: words.as_it_is(_source_place(mine or theirs, names)),
            say=lambda citation: words.citation_in_words(citation, names),
        )
    base = base or {}
    merged = dict(mine)
    for group in _groups(TOGETHER["citation"], ("phrase", "shown", "address", "note")):
        merged |= _citation_part(ref, group, base, mine, theirs, account, names)
    return merged


def _citation_part(ref, group, base, mine, theirs, account, names):
    name = group[0]

    def say(values):
        part = dict(zip(group, values, strict=True))
        if len(group) > 1:
            return names.source(part) if part["source"] or part["name"] else str(words.NOTHING)
        return words.in_words(name, part[name], names, Citation)

    settled = account.settle(
        f"citation:{ref}:{name}",
        *([side.get(key) for key in group] for side in (base, mine, theirs)),
        place=lambda: (
            _part_of(words.label_of(name, Citation).lower(), _source_place(mine, names))
            if len(group) == 1
            else words.as_it_is(_("a source"))
        ),
        say=say,
        join=_of_one(join_of(name, Citation)) if len(group) == 1 else None,
    )
    return dict(zip(group, settled, strict=True))


def _source_place(citation, names):
    return _("the source %(name)s") % {"name": words.quoted(names.source(citation))}


# People, topics, corrections --------------------------------------------------------------


def merged_bylines(base, mine, theirs, account, names):
    return account.settle(
        "bylines",
        base["bylines"],
        mine["bylines"],
        theirs["bylines"],
        place=lambda: words.named(_("bylines")),
        say=lambda bylines: words.bylines_in_words(bylines, names) or str(words.NOTHING),
        join=_join_bylines,
    )


def _join_bylines(mine, theirs):
    known = {_credit(byline) for byline in mine}
    return [*mine, *(byline for byline in theirs if _credit(byline) not in known)]


def _credit(byline):
    return byline["author"], byline["author"] or byline["name"], byline["role"]


def merged_topics(base, mine, theirs, account):
    base, mine, theirs = (set(document["topics"]) for document in (base, mine, theirs))
    merged = (base & mine & theirs) | (mine - base) | (theirs - base)
    if merged != mine:
        account.note(words.named(_("topics")))
    return sorted(merged)


def merged_corrections(base, mine, theirs, account):
    """All of both sides; one that waits may have been taken away, a published one never."""
    base, mine, theirs = ({c["ref"]: c for c in d["corrections"]} for d in (base, mine, theirs))
    merged = []
    for ref in {**mine, **theirs}:
        one = _correction(ref, base.get(ref), mine.get(ref), theirs.get(ref), account)
        if one is not None:
            merged.append(one)
    return merged


def _correction(ref, base, mine, theirs, account):
    issued = next((c for c in (mine, theirs) if c and c["issued_at"]), None)
    if issued:
        # What readers have been told stays as they were told it.
        if mine is None:
            account.note(words.as_it_is(_("a published correction")))
        return issued
    return account.settle(
        f"correction:{ref}",
        base,
        mine,
        theirs,
        place=lambda: words.as_it_is(_("a correction that waits")),
        say=lambda c: words.correction_in_words(c) if c else str(words.TAKEN_OUT),
    )
