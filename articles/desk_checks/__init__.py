"""What the desk checks before a story moves on.

Each check is a small generator `(document, context)` of findings; the table LEVELS says how
much a finding weighs at which moment. Only the workflow decides what a finding stops.
"""

from articles.desk_checks.context import Context, gather
from articles.desk_checks.findings import NEVER_OVERRIDDEN, Finding, Level, Moment
from articles.desk_checks.table import LEVELS, check

__all__ = [
    "LEVELS",
    "NEVER_OVERRIDDEN",
    "Context",
    "Finding",
    "Level",
    "Moment",
    "check",
    "gather",
]
