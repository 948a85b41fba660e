"""What kind of change it may be: a guess for the publish sheet, never a decision.

A fix is punctuation, spelling, links and alt text. Anything that may be a matter of fact
(names, numbers, what somebody said, the headline) is told to be an update, so that the
person is asked.
"""

import re

from articles.comparing.pieces import ADDED, REMOVED, SAME, WORD, pieces
from articles.comparing.prose import ADDED as NEW
from articles.comparing.prose import CHANGED, paragraphs
from articles.revisions import upgrade

FIX, UPDATE, CORRECTION = "fix", "update", "correction"

#: Fields whose words readers take for the news.
_TEXTS = (
    "headline",
    "dek",
    "kicker",
    "dateline",
    "editors_note",
    "ownership_notice",
    "methods",
)
#: Fields that say what the story is and whose.
_CLAIMS = ("type_of_work", "origin", "origin_source", "no_byline")
#: Parts of blocks with words of ours; other parts are links, alt text and how it looks.
_BLOCK_TEXTS = {"figure": ("caption",), "pullquote": ("speaker",), "factbox": ("title", "text")}
_QUOTED = re.compile(r"[“\"„«]([^“”\"„«»]+)[”\"»]")
#: What is never mere punctuation.
_COUNTS = re.compile(r"[\d%‰$€£¥]")
_NUMBERS = frozenset(
    """two three four five six seven eight nine ten eleven twelve dozen hundred thousand
    million billion trillion first second third half quarter double""".split()  # noqa: SIM905 -- a name a line hides the list
)
#: Shorter words differ in too few letters to tell a slip of the keys from another word.
_SHORTEST = 4


def guess_change(before, after):
    """“fix”, “update”, or “correction” where a notice waits to be published with it."""
    before, after = upgrade(before), upgrade(after)
    if _has_new_notice(before, after):
        return CORRECTION
    return FIX if all(_is_slight(*each) for each in _texts(before, after)) else UPDATE


def _has_new_notice(before, after):
    known = {correction["ref"] for correction in before["corrections"]}
    return any(c["issued_at"] is None and c["ref"] not in known for c in after["corrections"])


def _texts(before, after):
    """Pairs of what readers read before and after; None where there was or is nothing."""
    for name in (*_TEXTS, *_CLAIMS):
        old, new = (document["fields"].get(name) for document in (before, after))
        if name == "headline" or name in _CLAIMS:
            old, new = (_bare(value) if isinstance(value, str) else value for value in (old, new))
            yield (None, None) if old == new else (old, None)
        else:
            yield old, new
    yield _credits(before), _credits(after)
    for paragraph in paragraphs(before["body"], after["body"]):
        if paragraph.kind in (CHANGED, NEW, REMOVED):
            yield tuple(_side(paragraph, kind) for kind in (REMOVED, ADDED))
    yield from _block_texts(before["blocks"], after["blocks"])


def _side(paragraph, kind):
    text = "".join(piece.text for piece in paragraph.pieces if piece.kind in (SAME, kind))
    return text or None


def _credits(document):
    return [(b["author"], b["name"], b["credited_as"], b["role"]) for b in document["bylines"]]


def _block_texts(before, after):
    for ref in {**before, **after}:
        old, new = before.get(ref), after.get(ref)
        kind = (new or old)["kind"]
        if kind not in _BLOCK_TEXTS:
            continue
        if not (old and new):
            yield old and kind, new and kind
            continue
        if kind == "figure":
            yield old["picture"], new["picture"]
        if kind == "pullquote":
            yield (None, None) if _bare(old["quote"]) == _bare(new["quote"]) else ("quote", None)
        for name in _BLOCK_TEXTS[kind]:
            yield old[name], new[name]


# Two texts ------------------------------------------------------------------------------


def _is_slight(before, after):
    """Whether only punctuation, capitals or spelling tell two texts apart."""
    if before == after:
        return True
    if not isinstance(before, str) or not isinstance(after, str):
        return False
    if [_bare(said) for said in _QUOTED.findall(before)] != [
        _bare(said) for said in _QUOTED.findall(after)
    ]:
        return False
    return all(_is_slip(*swap) for swap in _swaps(before, after))


def _bare(text):
    """Its letters and digits alone."""
    return "".join(filter(str.isalnum, text.casefold()))


def _swaps(before, after):
    """Runs of words taken out and those put in their place, with the words around."""
    old, new, ahead = "", "", ""
    for piece in [*pieces(before, after, tidy=False), None]:
        if piece and piece.kind == REMOVED:
            old += piece.text
        elif piece and piece.kind == ADDED:
            new += piece.text
        elif piece and not WORD.search(piece.text):
            # Two runs with only a blank between them are one.
            old, new = (run + piece.text if run else run for run in (old, new))
        else:
            if _bare(old) != _bare(new) or _COUNTS.search(old + new):
                yield old, new, ahead, piece.text if piece else ""
            old, new = "", ""
            ahead = piece.text if piece else ""


def _is_slip(old, new, ahead, behind):
    """A doubled word taken out, or words each spelt otherwise."""
    if _COUNTS.search(old + new):
        return False
    olds, news = WORD.findall(old), WORD.findall(new)
    before = WORD.findall(ahead)
    if not news and len(olds) == 1:
        beside = {word.casefold() for word in (*before[-1:], *WORD.findall(behind)[:1])}
        return olds[0].casefold() in beside
    starts = not before or bool(re.search(r"[.!?:]\s*[“\"]?$", ahead))
    return len(olds) == len(news) and all(
        _is_spelling(one, other, starts and not place)
        for place, (one, other) in enumerate(zip(olds, news, strict=True))
    )


def _is_spelling(one, other, at_the_start):
    """One word with a slip of the keys put right; a name or a number is never one."""
    if _bare(one) == _bare(other):
        return True
    if {one.casefold(), other.casefold()} & _NUMBERS:
        return False
    if not at_the_start and (one[0].isupper() or other[0].isupper()):
        return False
    one, other = one.casefold(), other.casefold()
    return min(len(one), len(other)) >= _SHORTEST and one[0] == other[0] and _one_slip(one, other)


def _one_slip(one, other):
    """Whether one letter too many, too few or wrong, or two swapped, is all the difference."""
    if len(one) > len(other):
        one, other = other, one
    start = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    rest, longer = one[start:], other[start:]
    if len(one) < len(other):
        return rest == longer[1:]
    return rest[1:] == longer[1:] or (rest[:2] == longer[:2][::-1] and rest[2:] == longer[2:])
