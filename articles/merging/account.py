"""What a merge found: what one side changed alone, and what both touched."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Place:
    """What a place is called, alone and inside a sentence: “headline”, “the headline”.

    `paragraph` is the number of one that is a whole paragraph.
    """

    words: str
    in_sentence: str
    paragraph: int | None = None


@dataclass(frozen=True)
class Conflict:
    """One place that both sides touched, for a person to decide.

    `base`, `mine` and `theirs` are plain words; parts of the body have their HTML as well.
    """

    key: str
    place: Place
    base: str
    mine: str
    theirs: str
    mine_html: str = ""
    theirs_html: str = ""
    joins: bool = False


@dataclass
class Account:
    """Settles one unit after the other and keeps what is to be said about them."""

    choices: dict
    conflicts: list = field(default_factory=list)
    changed: list = field(default_factory=list)

    def settle(self, key, base, mine, theirs, *, place, say, join=None):
        """What the unit says now: one side's change, the choice made, or mine with a conflict."""
        if theirs in (mine, base):
            return mine
        if mine == base:
            self.note(place())
            return theirs
        choice, joined = self.choices.get(key), join(mine, theirs) if join else None
        if choice == "both" and joined is not None:
            return joined
        if choice == "theirs":
            self.note(place())
            return theirs
        if choice != "mine":
            self.conflicts.append(
                Conflict(key, place(), say(base), say(mine), say(theirs), joins=joined is not None)
            )
        return mine

    def note(self, place):
        if place not in self.changed:
            self.changed.append(place)
