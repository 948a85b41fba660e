"""Reading on in the log of purges: every row once, however late its transaction was settled."""

from typing import NamedTuple

from django.db import connection

from articles.models import Purge


class Gap(Exception):
    """What was read last is not there any more: what came after it may be gone as well."""


class Row(NamedTuple):
    id: int
    tags: frozenset
    due_at: object
    is_hard: bool


def of_the_database():
    """The log as this database can be read on in."""
    return OnPostgreSQL() if connection.vendor == "postgresql" else OnSQLite()


def ahead(at):
    """What was written before anybody read, and is due later."""
    rows = Purge.objects.filter(due_at__gt=at).values_list("id", "tags", "due_at", "is_hard")
    return [_row(*row) for row in rows.order_by("due_at", "id")]


def _row(key, tags, due_at, is_hard):
    return Row(key, frozenset(tags.split()), due_at, is_hard)


class OnSQLite:
    """There is one writer at a time, so that rows are seen in the order of their keys."""

    def __init__(self):
        self._last = None

    def begin(self):
        self._last = Purge.objects.order_by("-pk").values_list("pk", flat=True).first()

    def read_on(self):
        """What was written since; raises Gap."""
        rows = Purge.objects.order_by("pk")
        if self._last is not None:
            rows = rows.filter(pk__gte=self._last)
        rows = list(rows.values_list("id", "tags", "due_at", "is_hard"))
        if self._last is not None:
            if not rows or rows[0][0] != self._last:
                raise Gap
            rows = rows[1:]
        if rows:
            self._last = rows[-1][0]
        return [_row(*row) for row in rows]


class OnPostgreSQL:
    """Keys are given out before rows are seen, so the log is read by transactions.

    Whatever a transaction below the horizon wrote was seen: all those are settled. Of the
    others the keys that were seen are remembered, until the horizon has passed them.
    """

    READ_ON = """
        SELECT edge.horizon, purge.id, purge.tags, purge.due_at, purge.is_hard, purge.transaction
        FROM (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS horizon) AS edge
        LEFT JOIN articles_purge AS purge
          ON (purge.transaction >= %s AND purge.id <> ALL(%s::bigint[])) OR purge.id = %s
        ORDER BY purge.id
    """

    def __init__(self):
        self._horizon, self._seen, self._last = 0, {}, None

    def begin(self):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
            self._horizon = cursor.fetchone()[0]
        settled = Purge.objects.filter(transaction__gte=self._horizon)
        self._seen = dict(settled.values_list("pk", "transaction"))
        self._last = Purge.objects.order_by("-pk").values_list("pk", flat=True).first()

    def read_on(self):
        """What was settled since; raises Gap."""
        known = [key for key in self._seen if key != self._last]
        with connection.cursor() as cursor:
            cursor.execute(self.READ_ON, [self._horizon, known, self._last])
            found = cursor.fetchall()
        horizon = found[0][0]
        rows = {row[1]: row[2:] for row in found if row[1] is not None}
        is_there = self._last is None or self._last in rows
        if horizon < self._horizon or not is_there:
            raise Gap
        new = [key for key in rows if key not in self._seen and self._is_open(rows[key][-1])]
        self._seen |= {key: rows[key][-1] for key in new}
        self._seen = {key: by for key, by in self._seen.items() if by >= horizon}
        self._horizon = horizon
        self._last = max([*new, *filter(None, [self._last])], default=None)
        return [_row(key, *rows[key][:3]) for key in sorted(new)]

    def _is_open(self, transaction):
        return transaction is not None and transaction >= self._horizon
