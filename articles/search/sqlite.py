"""The index on SQLite: FTS5, whose row numbers follow the place in lists.

So the newest come first without a sort.
"""

import re
from math import floor

from django.conf import settings
from django.db import connection

#: The largest id that a row number has room for beside the second.
IDS = 1 << 30
#: What each column weighs: headline, dek, names, text.
WEIGHTS = "0.0, 10.0, 4.0, 2.0, 1.0"
_OPEN, _CLOSE = "\ue000", "\ue001"
_MARKED = re.compile(f"{_OPEN}(.*?){_CLOSE}", re.DOTALL)


def create():
    """Make the table; English words are brought down to their stems."""
    stems = "porter " if settings.LANGUAGE_CODE.split("-")[0].lower() == "en" else ""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE VIRTUAL TABLE articles_search USING fts5("
            "edition_id UNINDEXED, headline, dek, names, words,"
            f" tokenize = '{stems}unicode61 remove_diacritics 2')"
        )


def docid(listed_at, pk):
    """The row number of an edition at its place: the newer the larger."""
    return floor(listed_at.timestamp()) * IDS + pk % IDS


def put(rows):
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT OR REPLACE INTO articles_search"
            " (rowid, edition_id, headline, dek, names, words) VALUES (%s, %s, %s, %s, %s, %s)",
            [(docid(listed_at, pk), pk, *texts) for pk, _, listed_at, *texts in rows],
        )


def relist(pk, before, listed_at):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE articles_search SET rowid = %s WHERE rowid = %s",
            [docid(listed_at, pk), docid(before, pk)],
        )


def forget(places):
    with connection.cursor() as cursor:
        cursor.executemany(
            "DELETE FROM articles_search WHERE rowid = %s",
            [(docid(listed_at, pk),) for pk, listed_at in places],
        )


def hits(asked, shown, lists, span, most, *, ranked):
    """The newest editions that hold the words: [(listed_at, edition, rank)], at most so many."""
    shown_sql, shown_params = shown
    within, params = _span(span)
    rank = f"-bm25(articles_search, {WEIGHTS})" if ranked else "0"
    with connection.cursor() as cursor:
        cursor.execute(
            # Every name in it is written above; what a reader typed is a parameter.
            f"SELECT rowid, edition_id, {rank} FROM articles_search"  # noqa: S608
            f" WHERE articles_search MATCH %s AND {within}"
            f" AND EXISTS (SELECT 1 FROM ({shown_sql}) shown"
            " WHERE shown.pk = articles_search.edition_id)"
            " ORDER BY rowid DESC LIMIT %s",
            [_query(asked), *params, *shown_params, most],
        )
        return cursor.fetchall()


def _query(asked):
    """The search in FTS5's words: each part quoted, so that nothing in it is an operator."""
    wanted = " AND ".join(f'"{" ".join(phrase)}"' for phrase in asked.wanted)
    unwanted = " OR ".join(f'"{" ".join(phrase)}"' for phrase in asked.unwanted)
    return f"({wanted}) NOT ({unwanted})" if unwanted else wanted


def _span(span):
    """The part of the list that is looked through, as a condition on row numbers."""
    conditions, params = ["rowid <= %s"], [docid(span.at, IDS - 1)]
    if span.since:
        conditions.append("rowid >= %s")
        params.append(docid(span.since, 0))
    if span.until:
        conditions.append("rowid < %s")
        params.append(docid(span.until, 0))
    if span.before:
        conditions.append("rowid < %s")
        params.append(docid(*span.before))
    return " AND ".join(conditions), params


def spellings(asked, editions, words):
    """Of the words of these editions, those that the search found."""
    rows = [docid(edition.listed_at, edition.pk) for edition in editions]
    marked = ", ".join(
        f"highlight(articles_search, {column}, '{_OPEN}', '{_CLOSE}')" for column in range(1, 5)
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {marked} FROM articles_search WHERE articles_search MATCH %s"  # noqa: S608
            f" AND rowid IN ({', '.join(['%s'] * len(rows))})",
            [_query(asked), *rows],
        )
        texts = [text for row in cursor.fetchall() for text in row]
    return {word for text in texts for part in _MARKED.findall(text) for word in part.split()}
