"""What a check says: when it was asked, what it found, and how much that weighs."""

from dataclasses import dataclass
from enum import StrEnum


class Moment(StrEnum):
    """When the checks are asked; a kill asks nothing."""

    SUBMIT = "submit"
    APPROVE = "approve"
    PUBLISH = "publish"
    BREAKING = "breaking"
    UPDATE = "update"
    FIX = "fix"


class Level(StrEnum):
    """How much a finding weighs, the heaviest first."""

    BLOCK = "block"
    #: Stops, unless what is unresolved is left out of this publication.
    LEAVE_OUT = "leave_out"
    #: Breaking news: left out without being asked, and to be seen to afterwards.
    LEFT_OUT = "left_out"
    WARN = "warn"
    NOTE = "note"


#: Checks that no reason passes: what readers were promised, what was agreed with somebody
#: outside, what an edition cannot be made without, and what was only for practice.
NEVER_OVERRIDDEN = frozenset(
    {
        "sponsor_label",
        "sponsor_byline",
        "undo_correction",
        "embargo",
        "headline",
        "section",
        "practice",
    }
)


@dataclass(frozen=True)
class Finding:
    """One thing a check found: where, what, and the way out, in words for the desk."""

    check: str
    field: str
    message: str
    way_out: str
    ref: str = ""
    #: What makes it the same finding in another version of the story; else its message.
    mark: str = ""
    #: The words around it, to tell two findings with one mark apart.
    around: str = ""
    #: The correction that would be undone, by primary key.
    correction: int | None = None
    level: Level = Level.NOTE
    is_from_before: bool = False
    #: Published all the same; somebody has to see to it afterwards.
    is_to_do: bool = False

    @property
    def stops(self):
        return self.level in (Level.BLOCK, Level.LEAVE_OUT)

    @property
    def may_be_overridden(self):
        """Whether a right and a reason publish against it."""
        return self.level == Level.BLOCK and self.check not in NEVER_OVERRIDDEN

    @property
    def key(self):
        """What it has in common with the same finding in another version."""
        return (self.check, self.field, self.ref, self.mark or self.message)
