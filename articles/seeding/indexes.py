"""Taking the secondary indexes of the large tables away for a load, and building them after it."""

from django.db import connection

from articles.models import Picture, Section, Topic
from articles.seeding.tables import TABLES
from authors.models import Author

_CONSTRAINTS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), contype::text
    FROM pg_constraint
    WHERE conrelid::regclass::text = ANY(%s) AND contype IN ('u', 'f')
    ORDER BY contype DESC, conname
"""
_INDEXES = """
    SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
    FROM pg_index i
    WHERE i.indrelid::regclass::text = ANY(%s) AND NOT i.indisprimary
    AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid
                    AND c.contype IN ('u', 'p', 'x'))
    ORDER BY i.indrelid::regclass::text <> 'articles_search', 1
"""


def _tables():
    return [*(model._meta.db_table for model in TABLES), "articles_search"]


def take_away():
    """Drop them; returns (statements that may run side by side, those that come after these).

    Links between tables go as well: each is checked at once afterwards, not row by row.
    """
    with connection.cursor() as cursor:
        if connection.in_atomic_block:
            # No link is left to be checked later that is gone by then.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(_CONSTRAINTS, [_tables()])
        constraints = cursor.fetchall()
        cursor.execute(_INDEXES, [_tables()])
        indexes = cursor.fetchall()
        for table, name, _, _ in constraints:
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
    added = [
        (kind, f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
        for table, name, definition, kind in constraints
    ]
    first = [definition for _, definition in indexes]
    first += [statement for kind, statement in added if kind == "u"]
    return first, [statement for kind, statement in added if kind == "f"]


def build(statement):
    """Build one of them, with room for the sort."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("SET lock_timeout = 0")
        cursor.execute("SET maintenance_work_mem = '512MB'")
        cursor.execute(statement)


def settle():
    """Let keys go on after the seeded ones, and have the planner know what is there."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        for model in TABLES:
            table, column = model._meta.db_table, model._meta.pk.column
            # Names of the project's own tables.
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', '{column}'),"  # noqa: S608
                f" (SELECT coalesce(max({column}), 0) + 1 FROM {table}), false)"
            )
        # Where nothing changed since, a count reads the index alone: VACUUM says so.
        verb = "ANALYZE" if connection.in_atomic_block else "VACUUM ANALYZE"
        # Of the small tables too: joins begin with whichever seems the smaller.
        small = (model._meta.db_table for model in (Author, Picture, Section, Topic))
        for table in (*_tables(), *small):
            cursor.execute(f"{verb} {table}")
