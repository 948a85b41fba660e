"""Two versions that came from a third, brought together without losing what was typed.

Units are fields, top-level elements of the body, blocks by ref and their fields, and rows
beside the text. What one side changed is taken; where both touched the same, mine stands
until somebody chose.
"""

import copy
from dataclasses import dataclass

from django.utils.translation import gettext as _

from articles.merging import rows, words
from articles.merging.account import Account, Conflict
from articles.merging.body import merged_slots, ref_of, with_placeholders
from articles.revisions import placeholder, says_the_same, upgrade
from articles.sanitising import cited_refs, placeholders, plain_text, top_level

__all__ = ["Conflict", "Merged", "merge", "resolve", "same"]

same = says_the_same


@dataclass(frozen=True)
class Merged:
    """The merged document, what is still to be decided, and where it says what theirs said."""

    document: dict
    conflicts: list
    changed_by_theirs: list
    base: dict
    mine: dict
    theirs: dict
    choices: dict


def merge(base, mine, theirs):
    """Bring two documents together that both came from `base`; none of the three is changed."""
    return _merge(*(upgrade(document) for document in (base, mine, theirs)), {})


def resolve(merged, choices):
    """The same merge with these conflicts decided: {key: "mine", "theirs" or "both"}.

    "both" is mine, then theirs. What cannot be joined and what is not named stays open.
    """
    choices = {**merged.choices, **choices}
    return _merge(merged.base, merged.mine, merged.theirs, choices)


def _merge(base, mine, theirs, choices):
    account = Account(choices)
    names = words.Names(base, mine, theirs)
    parts = _parts(base, mine, theirs, account, names)
    document = copy.deepcopy(_whole(base, mine, theirs) or parts)
    return Merged(document, account.conflicts, account.changed, base, mine, theirs, choices)


def _whole(base, mine, theirs):
    """One side as it is, where the other changed nothing; else None."""
    if theirs in (mine, base):
        return mine
    return theirs if mine == base else None


def _parts(base, mine, theirs, account, names):
    fields = rows.merged_fields(base, mine, theirs, account, names)
    slots = merged_slots(base["body"], mine["body"], theirs["body"], account.choices)
    _tell(slots, account)
    blocks = rows.merged_blocks(base, mine, theirs, account, names)
    body = _body(slots, blocks, base, mine, theirs)
    return {
        **mine,
        "fields": fields,
        "body": body,
        "blocks": blocks,
        "bylines": rows.merged_bylines(base, mine, theirs, account, names),
        "topics": rows.merged_topics(base, mine, theirs, account),
        "citations": rows.merged_citations(base, mine, theirs, cited_refs(body), account, names),
        "corrections": rows.merged_corrections(base, mine, theirs, account),
    }


# The body -------------------------------------------------------------------------------


def _tell(slots, account):
    """Put the body's conflicts and what theirs changed in words, by the merged paragraphs."""
    number = 0
    for slot in slots:
        if slot.open:
            account.conflicts.append(_conflict(slot.open, number))
        for element in slot.elements:
            number += words.tag_of(element) == "p"
            if slot.by_theirs and not ref_of(element):
                account.note(words.prose_place(element, number))
        if slot.gone and not ref_of(slot.gone):
            gone = words.quoted(plain_text(slot.gone))
            account.note(words.as_it_is(_("text taken out: %(text)s") % {"text": gone}))


def _conflict(opened, number):
    mine, theirs = opened["mine"], opened["theirs"]
    if opened["base"]:
        element = mine[0] if mine else opened["base"][0]
        is_paragraph = mine and words.tag_of(element) == "p"
        place = (
            words.prose_place(element, number + is_paragraph)
            if mine
            else words.as_it_is(words.after(number))
        )
    else:
        place = words.as_it_is(_("new text %(where)s") % {"where": words.after(number)})
    return Conflict(
        opened["key"],
        place,
        *(_plain(elements) for elements in (opened["base"], mine, theirs)),
        mine_html="".join(mine),
        theirs_html="".join(theirs),
        joins=bool(mine and theirs),
    )


def _plain(elements):
    return "\n".join(map(plain_text, elements)) if elements else str(words.TAKEN_OUT)


def _body(slots, blocks, base, mine, theirs):
    """The elements, with a placeholder for each block that is placed and for nothing else."""
    elements = [element for slot in slots for element in slot.elements]
    placed = [
        {ref for __, ref in placeholders(document["body"])} for document in (base, mine, theirs)
    ]
    wanted = {
        ref: placeholder(block["kind"], ref)
        for ref, block in blocks.items()
        if _is_placed(ref, placed, mine["blocks"], theirs["blocks"])
    }
    sources = [top_level(document["body"]) for document in (mine, theirs, base)]
    return "".join(with_placeholders(elements, wanted, sources))


def _is_placed(ref, placed, mine, theirs):
    """Whether the text shows a block: as the side that changed that says."""
    in_base, in_mine, in_theirs = (ref in refs for refs in placed)
    if ref not in mine or ref not in theirs:
        return in_mine if ref in mine else in_theirs
    return in_theirs if in_mine == in_base else in_mine
