"""Why a move was not made, in words for the person who made it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.desk_checks import Finding


class Refused(Exception):
    """A move that was not made; the message says why, in words for the person."""


class NoRight(Refused):
    """This person may not make this move with this story."""


class Stale(Refused):
    """Somebody saved, or published, since the version that this move was based on."""


class Blocked(Refused):
    """A check stops the move; `findings` holds everything the checks found."""

    def __init__(self, findings: list[Finding]):
        self.findings = findings
        stops = [finding for finding in findings if finding.stops]
        things = ngettext("1 thing", "%(count)s things", len(stops)) % {"count": len(stops)}
        words = " ".join(f"{finding.message} {finding.way_out}" for finding in stops)
        super().__init__(_("Not done: %(things)s. %(words)s") % {"things": things, "words": words})


class Asked(Refused):
    """Something is scheduled: say first whether it stays. `editions` are what is scheduled."""

    def __init__(self, editions):
        self.editions = list(editions)
        super().__init__(
            _(
                "Something is scheduled for this story already: say whether it stays, "
                "with this change merged in, or is cancelled."
            )
        )


@dataclass(frozen=True)
class Target:
    """A version that a change is merged into: the draft, or something scheduled."""

    name: str
    label: str
    merged: object


class Conflicts(Refused):
    """Two people touched the same place: choose first. `targets` say where and what."""

    def __init__(self, targets: list[Target]):
        self.targets = targets
        count = sum(len(target.merged.conflicts) for target in targets)
        asked = ngettext(
            "Both versions changed one place. Choose for each, or join them.",
            "Both versions changed %(count)s places. Choose for each, or join them.",
            count,
        )
        super().__init__(asked % {"count": count})
