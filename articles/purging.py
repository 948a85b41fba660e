"""What no kept page may say any longer, written into the log in the change's own transaction.

docs/operations.md says how the log is followed; `articles.showing` says what the names mean.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection
from django.db.models.expressions import RawSQL

from articles.models import Purge

#: The channel on which PostgreSQL says that the log has grown.
CHANNEL = "newsroom_purges"


def purge(tags: Iterable[str], *, due_at: datetime | None = None, is_hard=False) -> None:
    """Have every kept page that shows any of these made anew, now or when `due_at` comes.

    `is_hard`: nobody gets the old page while the new one is made (a withdrawn story).
    """
    row = Purge(tags=" ".join(sorted(set(tags))), due_at=due_at, is_hard=is_hard)
    if connection.vendor == "postgresql":
        row.transaction = RawSQL("pg_current_xact_id()::text::bigint", ())
    row.save(force_insert=True)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"NOTIFY {CHANNEL}")
