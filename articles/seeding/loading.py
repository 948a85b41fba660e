"""Putting a batch of stories into the tables: by COPY on PostgreSQL, row by row elsewhere."""

from collections import defaultdict
from io import StringIO

from django.db import connection, transaction

from articles import revisions
from articles.models import Edition
from articles.search import index
from articles.seeding.story import Story
from articles.seeding.tables import TABLES, fields_of, insertion, lines, plain_line
from articles.seeding.text import Pen


def drawn(plan, numbers):
    """The rows of these stories, by table: the same for the same plan, whoever draws them."""
    pen = Pen(f"{plan.salt} {numbers.start}")
    blank = revisions.blank()
    rows = defaultdict(list)
    for number in numbers:
        for model, some in Story(plan, number, pen, blank).written().items():
            rows[model] += some
    return rows


def load(plan, numbers) -> int:
    """Draw these stories and store them with their words; returns how many there were."""
    rows = drawn(plan, numbers)
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _make_quick(cursor)
            _copy(cursor, rows)
        else:
            _insert(cursor, rows)
    return len(numbers)


def _make_quick(cursor):
    """What is lost when the machine goes down is seeded again; long texts are packed faster."""
    cursor.execute("SET LOCAL synchronous_commit = off")
    cursor.execute("SET LOCAL statement_timeout = 0")
    cursor.execute("SET LOCAL lock_timeout = 0")
    cursor.execute(
        "SELECT set_config(name, 'lz4', true) FROM pg_settings"
        " WHERE name = 'default_toast_compression' AND 'lz4' = ANY(enumvals)"
    )


def _copy(cursor, rows):
    for model in TABLES:
        if rows[model]:
            columns = [field.column for field in fields_of(model)]
            _copy_lines(cursor, model._meta.db_table, columns, lines(model, rows[model]))
    _copy_words(cursor, _word_rows(rows))


def _copy_lines(cursor, table, columns, text):
    names = ", ".join(map(connection.ops.quote_name, columns))
    cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN", StringIO(text))


def _copy_words(cursor, word_rows):
    """Into the search table by way of one that holds the texts until they are taken apart."""
    cursor.execute(
        "CREATE TEMPORARY TABLE seeded_words (pk bigint, section bigint, listed_at timestamptz,"
        " a text, b text, c text, d text)"
    )
    columns = ("pk", "section", "listed_at", "a", "b", "c", "d")
    _copy_lines(cursor, "seeded_words", columns, "".join(map(plain_line, word_rows)))
    index.database().put_from(cursor, "seeded_words")
    cursor.execute("DROP TABLE seeded_words")


def _insert(cursor, rows):
    for model in TABLES:
        if rows[model]:
            cursor.executemany(*insertion(model, rows[model]))
    index.database().put(_word_rows(rows))


def _word_rows(rows):
    """As `index.put` makes them, for words that are nothing but small letters and stops."""
    return [
        (
            row["id"],
            row["section_id"],
            row["listed_at"],
            _plain(f"{row['headline']} {row['kicker']}"),
            _plain(row["dek"]),
            _plain(row["byline"]),
            _plain(row["search_text"]),
        )
        for row in rows[Edition]
    ]


def _plain(text):
    for sign in ".,“”":
        text = text.replace(sign, " ")
    return " ".join(text.lower().split())
