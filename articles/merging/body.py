"""The body merged three ways, one top-level element at a time.

Placeholders are placed apart from prose: a video that arrives touches no paragraph.
"""

import re
from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field
from itertools import pairwise

from diff_match_patch import diff_match_patch

from articles.sanitising import plain_text, top_level

PLACEHOLDER = re.compile(r'<figure data-block="([a-z]+)" data-ref="([0-9a-f-]{36})"></figure>')
#: Two elements that share fewer of their words than this are not one that was rewritten.
LIKENESS = 0.4
#: Past this many pairs in one stretch, elements are paired by their order alone.
MAX_PAIRS = 20_000


@dataclass
class Script:
    """What one side made of the base's elements.

    `now` says what each became (those taken out are missing), `moved` which stand elsewhere
    now, `gaps` what stands anew before each: (html, the base's element that moved there).
    """

    now: dict = field(default_factory=dict)
    moved: set = field(default_factory=set)
    gaps: dict = field(default_factory=lambda: defaultdict(list))


@dataclass
class Slot:
    """One place of the merged body: its elements, and whether theirs put them there."""

    elements: list
    by_theirs: bool = False
    #: What was decided here, for an open conflict: {"key", "base", "mine", "theirs"}.
    open: dict | None = None
    #: What theirs took out of this place.
    gone: str = ""


def ref_of(element):
    """The ref of a placeholder, None for prose."""
    found = PLACEHOLDER.fullmatch(element)
    return found[2] if found else None


def merged_slots(base, mine, theirs, choices):
    """The merged body as slots, in order; `choices` settles what both sides touched."""
    base, mine, theirs = top_level(base), top_level(mine), top_level(theirs)
    return _Walk(base, align(base, mine), align(base, theirs), choices).slots()


# One side against the base --------------------------------------------------------------


def align(base, side):
    """The script that makes one side of the base."""
    stretches = list(_stretches(base, side))
    origins = _moves(base, side, stretches)
    script = Script()
    for old, new, at in stretches:
        pairs = _pairs(base, side, old, new, origins)
        for index in new:
            if index in pairs:
                script.now[pairs[index]] = side[index]
                at = pairs[index] + 1
                continue
            script.gaps[at].append((side[index], origins.get(index)))
            if index in origins:
                script.now[origins[index]] = side[index]
                script.moved.add(origins[index])
    return script


def _stretches(base, side):
    """Runs of (base's elements, this side's elements, place in the base), in order.

    A run where both are one element each and the same is what stayed; the others changed.
    """
    old, new, at, there = [], [], 0, 0
    for what, letters in _differences(base, side):
        if what == diff_match_patch.DIFF_EQUAL:
            if old or new:
                yield old, new, old[0] if old else at
            for _ in letters:
                yield [at], [there], at
                at, there = at + 1, there + 1
            old, new = [], []
        elif what == diff_match_patch.DIFF_DELETE:
            old += range(at, at + len(letters))
            at += len(letters)
        else:
            new += range(there, there + len(letters))
            there += len(letters)
    if old or new:
        yield old, new, old[0] if old else at


def _differences(base, side):
    """The library's line mode: a letter an element, then the differences of the letters."""
    library = diff_match_patch()
    # Past this, more elements count as rewritten than were: the story's row is locked meanwhile.
    library.Diff_Timeout = 0.5
    lines = ("".join(_line(element) for element in elements) for elements in (base, side))
    one, other, _ = library.diff_linesToChars(*lines)
    return library.diff_main(one, other, False)


def _line(element):
    return element.replace("\n", " ") + "\n"


def _moves(base, side, stretches):
    """{this side's element: the base's} for what stands elsewhere, unchanged."""
    changed = [(old, new) for old, new, _ in stretches if not _stayed(base, side, old, new)]
    left = defaultdict(deque)
    for old, _ in changed:
        for index in old:
            left[base[index]].append(index)
    return {
        index: left[side[index]].popleft()
        for _, new in changed
        for index in new
        if left.get(side[index])
    }


def _stayed(base, side, old, new):
    return len(old) == len(new) == 1 and base[old[0]] == side[new[0]]


def _pairs(base, side, old, new, origins):
    """{this side's element: the base's} for what was rewritten in its place, in order."""
    if _stayed(base, side, old, new):
        return {new[0]: old[0]}
    gone = set(origins.values())
    old = [i for i in old if i not in gone and not ref_of(base[i])]
    new = [i for i in new if i not in origins and not ref_of(side[i])]
    if len(old) * len(new) > MAX_PAIRS:
        return dict(zip(new, old, strict=False))
    pairs = _likest(base, side, old, new)
    return pairs | _between(pairs, old, new)


def _likest(base, side, old, new):
    """The pairing, in order, whose elements share the most words."""
    ours, others = [_words(base[i]) for i in old], [_words(side[i]) for i in new]
    best = [[(0.0, False)] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            skipped = max(best[i + 1][j][0], best[i][j + 1][0])
            likeness = _likeness(ours[i], others[j])
            paired = likeness + best[i + 1][j + 1][0] if likeness >= LIKENESS else 0
            best[i][j] = (paired, True) if paired > skipped else (skipped, False)
    pairs, i, j = {}, 0, 0
    while i < len(old) and j < len(new):
        score, is_pair = best[i][j]
        if is_pair:
            pairs[new[j]] = old[i]
        down = is_pair or best[i + 1][j][0] == score
        right = is_pair or not down
        i, j = i + down, j + right
    return pairs


def _between(pairs, old, new):
    """What is left between two pairs, paired in order where both sides left as many."""
    found = {}
    fences = [(-1, -1), *((there, here) for there, here in sorted(pairs.items()))]
    fences.append((max(new, default=0) + 1, max(old, default=0) + 1))
    for (new_from, old_from), (new_to, old_to) in pairwise(fences):
        rest_new = [i for i in new if new_from < i < new_to]
        rest_old = [i for i in old if old_from < i < old_to]
        if len(rest_new) == len(rest_old):
            found |= zip(rest_new, rest_old, strict=True)
    return found


def _words(element):
    return Counter(plain_text(element).casefold().split())


def _likeness(one, other):
    both = sum((one & other).values())
    return 2 * both / ((one.total() + other.total()) or 1)


# Both sides -----------------------------------------------------------------------------


class _Walk:
    """From the first element of the base to the last, what each side made of it."""

    def __init__(self, base, mine, theirs, choices):
        self.base, self.mine, self.theirs, self.choices = base, mine, theirs, choices
        self.placed_by_mine = {
            ref for items in mine.gaps.values() for html, _ in items if (ref := ref_of(html))
        }

    def slots(self):
        slots = []
        for index in range(len(self.base) + 1):
            slots += self._gap(index)
            moved = index in self.mine.moved or index in self.theirs.moved
            if index < len(self.base) and not moved:
                slots.append(self._element(index))
        return slots

    def _element(self, index):
        base = self.base[index]
        mine, theirs = self.mine.now.get(index), self.theirs.now.get(index)
        if theirs in (mine, base):
            return Slot([mine] if mine else [])
        if mine == base:
            return Slot([theirs] if theirs else [], by_theirs=True, gone="" if theirs else base)
        return self._touched(
            f"body:{index}", [base], [mine] if mine else [], [theirs] if theirs else []
        )

    def _touched(self, key, base, mine, theirs):
        choice = self.choices.get(key)
        if choice == "theirs":
            return Slot(theirs, by_theirs=True)
        if choice == "both":
            return Slot([*mine, *theirs])
        if choice == "mine":
            return Slot(mine)
        return Slot(mine, open={"key": key, "base": base, "mine": mine, "theirs": theirs})

    def _gap(self, index):
        """What each side put before an element: prose of both is a choice, all else is kept."""
        mine, theirs = self.mine.gaps.get(index, ()), self.theirs.gaps.get(index, ())
        my_words, their_words, opened = self._new_words(index, _prose(mine), _prose(theirs))
        return [
            *([Slot([], open=opened)] if opened else []),
            *self._kept(mine, my_words, by_theirs=False),
            *self._kept(theirs, their_words, by_theirs=True),
        ]

    def _new_words(self, index, mine, theirs):
        """Whose new prose stands here: (mine, theirs, the open conflict or None)."""
        if not mine or not theirs or _holds(mine, theirs):
            return mine, [] if mine else theirs, None
        if _holds(theirs, mine):
            return [], theirs, None
        key = f"body:new-{index}"
        choice = self.choices.get(key)
        if choice == "theirs":
            return [], theirs, None
        if choice == "both":
            return mine, [html for html in theirs if html not in mine], None
        opened = {"key": key, "base": [], "mine": mine, "theirs": theirs}
        return mine, [], None if choice == "mine" else opened

    def _kept(self, items, words, *, by_theirs):
        words = list(words)
        for html, origin in items:
            if origin is not None:
                if by_theirs and origin in self.mine.moved:
                    continue
                slot = self._element(origin)
                yield Slot(slot.elements, by_theirs or slot.by_theirs, slot.open, slot.gone)
            elif ref_of(html):
                if not (by_theirs and ref_of(html) in self.placed_by_mine):
                    yield Slot([html], by_theirs)
            elif html in words:
                words.remove(html)
                yield Slot([html], by_theirs)


def _prose(items):
    return [html for html, origin in items if origin is None and not ref_of(html)]


def _holds(many, few):
    """Whether all of the few stand among the many, in their order."""
    rest = iter(many)
    return all(one in rest for one in few)


# Placeholders ---------------------------------------------------------------------------


def with_placeholders(elements, wanted, sources):
    """The elements with exactly the wanted placeholders, {ref: element}.

    One that is missing comes after what it came after in the first of the sources that has it.
    """
    kept, seen = [], set()
    for element in elements:
        ref = ref_of(element)
        if ref is None or (ref in wanted and ref not in seen):
            kept.append(element)
            seen.add(ref)
    for ref, element in wanted.items():
        if ref not in seen:
            source = next((source for source in sources if element in source), [element])
            kept.insert(_place_after(kept, source, element), element)
            seen.add(ref)
    return kept


def _place_after(kept, source, element):
    where = {other: index for index, other in enumerate(kept)}
    before = reversed(source[: source.index(element)])
    return next((where[other] + 1 for other in before if other in where), 0)
