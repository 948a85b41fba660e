"""Once a minute: what readers never wait for. docs/tick.md says what each job does.

Each job looks at the desk as it stands at one instant and puts right what differs: run
twice it does nothing more, two at once do what one does. An item that fails is said on the
desk page and stops no other. Readers depend on none of it: a story is there on its second
whether a tick runs or not.
"""

from collections import Counter
from collections.abc import Callable
from datetime import datetime

from django.db import connection

from articles.ticking import (
    asked,
    behind,
    chat,
    digests,
    due,
    held,
    kills,
    look_again,
    outer,
    picture_files,
    picture_rights,
    pings,
    pruning,
    second_reads,
    videos,
)
from articles.ticking.rounds import Round

#: In the order of their haste.
JOBS = {
    "kills": kills.look,
    "due": due.look,
    "held": held.look,
    "asked": asked.look,
    "second read": second_reads.look,
    "picture rights": picture_rights.look,
    "behind": behind.look,
    "look again": look_again.look,
    "pictures": picture_files.look,
    "pruning": pruning.look,
    "mail": digests.look,
    # Last: they wait for other hosts.
    "outer caches": outer.look,
    "chat": chat.look,
    "pings": pings.look,
    "videos": videos.look,
}


def run(at: datetime, *, goes_on: Callable[[], bool] = lambda: True) -> Counter:
    """Do every job once, as of this instant; returns what was done, counted.

    Stops between two jobs as soon as `goes_on` says no.
    """
    done = Counter()
    for job in JOBS:
        if not goes_on():
            break
        done += do(job, at)
        if connection.errors_occurred and not connection.in_atomic_block:
            # A connection that broke in one job is made anew for the next.
            connection.close_if_unusable_or_obsolete()
    return done


def do(job: str, at: datetime) -> Counter:
    """Do one job once, as of this instant."""
    this = Round(job, at)
    with this.item("all of it"):
        JOBS[job](this)
    this.end()
    return this.done
