"""The index on PostgreSQL: a narrow table, asked in steps.

The planner cannot know whether a word is in half of all stories or in none, and takes seconds
where it guesses wrong. So the newest stories are looked through one by one, and only where
these do not fill a page the index of words is asked: for as far back as the page is likely to
go, and for everything where that was too near.
"""

from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.db import OperationalError, connection, transaction

#: How many of the newest stories are looked through one by one.
NEAR = 2000
#: So many hits among them tell how far back the others lie.
TELLING = 3
#: Seconds that a search may take.
PATIENCE = 1.5

#: The languages whose words PostgreSQL brings down to their stems.
LANGUAGES = {
    "ar": "arabic",
    "ca": "catalan",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "ne": "nepali",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}


class TookTooLongError(Exception):
    """The search was given up."""


def language():
    """How the paper's language is called here; words of any other are compared as they are."""
    return LANGUAGES.get(settings.LANGUAGE_CODE.split("-")[0].lower(), "simple")


def create():
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE articles_search (edition_id bigint PRIMARY KEY,"
            " section_id bigint NOT NULL, listed_at timestamptz NOT NULL, words tsvector NOT NULL)"
            " WITH (toast_tuple_target = 128, fillfactor = 90)"
        )
        cursor.execute("ALTER TABLE articles_search ALTER COLUMN words SET STORAGE external")
        cursor.execute("CREATE INDEX articles_search_words ON articles_search USING gin (words)")
        cursor.execute(
            "CREATE INDEX articles_search_newest ON articles_search"
            " (listed_at DESC, edition_id DESC)"
        )
        cursor.execute(
            "CREATE INDEX articles_search_section ON articles_search"
            " (section_id, listed_at DESC, edition_id DESC)"
        )


#: The words of an edition, what weighs most first; the language is asked for in each.
_VECTOR = " || ".join(
    f"setweight(to_tsvector(%s::regconfig, {{{number}}}), '{weight}')"
    for number, weight in enumerate("ABCD")
)
_PUT = "INSERT INTO articles_search (edition_id, section_id, listed_at, words)"


def put(rows):
    lang = language()
    with connection.cursor() as cursor:
        cursor.executemany(
            f"{_PUT} VALUES (%s, %s, %s, {_VECTOR.format(*['%s'] * 4)})"
            " ON CONFLICT (edition_id) DO UPDATE SET section_id = excluded.section_id,"
            " listed_at = excluded.listed_at, words = excluded.words",
            [
                (pk, section, listed_at, lang, a, lang, b, lang, c, lang, d)
                for pk, section, listed_at, a, b, c, d in rows
            ],
        )


def put_from(cursor, table):
    """Put what stands in a table of rows like those of `put`, for editions not in the index yet."""
    cursor.execute(
        # The name is the seeder's own.
        f"{_PUT} SELECT pk, section, listed_at, {_VECTOR.format(*'abcd')} FROM {table}",  # noqa: S608
        [language()] * 4,
    )


def relist(pk, before, listed_at):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE articles_search SET listed_at = %s WHERE edition_id = %s", [listed_at, pk]
        )


def forget(places):
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM articles_search WHERE edition_id = ANY(%s)", [[pk for pk, _ in places]]
        )


class Search(NamedTuple):
    """What is looked for: words, the query of what is shown, the list's keys, and how many."""

    words: str
    shown: tuple
    lists: dict
    most: int
    ranked: bool


def hits(asked, shown, lists, span, most, *, ranked):
    """The newest editions that hold the words: [(listed_at, edition, rank)], at most so many."""
    search = Search(_query(asked), shown, lists, most, ranked)
    # Given up inside a transaction, a search must not spoil that.
    guarded = transaction.atomic() if connection.in_atomic_block else nullcontext()
    try:
        with guarded, connection.cursor() as cursor:
            return _newest_first(cursor, search, span)
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", None) == "57014":
            raise TookTooLongError from error
        raise


def _newest_first(cursor, search, span):
    rows, near = _among_the_newest(cursor, search, span)
    if len(rows) == search.most or near.count < NEAR:
        return rows
    if len(rows) >= TELLING:
        # As thick as they lie here, a page of them lies within half of this.
        reach = 2 * (near.newest - near.oldest) * search.most / len(rows)
        since = max(near.newest - reach, span.since or near.newest - reach)
        further = _among_all(cursor, search, replace(span, since=since))
        if len(further) == search.most:
            return further
    return _among_all(cursor, search, span)


def _query(asked):
    """The search in PostgreSQL's words: each part quoted, so that nothing in it is an operator."""
    parts = [f'"{" ".join(phrase)}"' for phrase in asked.wanted]
    parts += [f'-"{" ".join(phrase)}"' for phrase in asked.unwanted]
    return " ".join(parts)


def _span(span):
    """The part of the list that is looked through, as a condition."""
    conditions, params = ["listed_at <= %s"], [span.at]
    if span.since:
        conditions.append("listed_at >= %s")
        params.append(span.since)
    if span.until:
        conditions.append("listed_at < %s")
        params.append(span.until)
    if span.before:
        conditions.append("(listed_at, edition_id) < (%s, %s)")
        params += span.before
    return " AND ".join(conditions), params


#: Tables that hold where an edition stands in lists, by what they are the list of.
LISTS = {
    "author": ("articles_editionbyline", "author_id"),
    "topic": ("articles_editiontopic", "topic_id"),
    "section": ("articles_search", "section_id"),
}


def _narrowest(lists):
    """The list to look through, and its condition; the query of what is shown asks the rest."""
    for name, (table, column) in LISTS.items():
        if name in lists:
            return table, f"{column} = %s AND ", [lists[name]]
    return "articles_search", "", []


_QUERY = "websearch_to_tsquery(%s::regconfig, %s)"


def _patiently(cursor, query, params):
    """Ask, and for how long to wait, in one message; outside a transaction it is one of its own."""
    cursor.execute(f"SET LOCAL statement_timeout = {int(PATIENCE * 1000)}; {query}", params)
    return cursor.fetchall()


class Near(NamedTuple):
    """How many stories were looked through one by one, and where they stand in lists."""

    count: int
    oldest: datetime | None
    newest: datetime | None


def _among_the_newest(cursor, search, span):
    """Hits among the newest of the list, and how far these go back."""
    table, only, only_params = _narrowest(search.lists)
    within, span_params = _span(span)
    columns = "listed_at, edition_id, words"
    newest = f"FROM {table} WHERE {only}{within} ORDER BY listed_at DESC, edition_id DESC"
    near = f"SELECT {columns} {newest} LIMIT {NEAR}"
    if table != "articles_search":
        # Who is credited twice in a story has it once.
        listed = f"SELECT DISTINCT listed_at, edition_id {newest} LIMIT {NEAR}"
        near = f"SELECT listed.*, words FROM ({listed}) listed"  # noqa: S608
        near += " JOIN articles_search USING (edition_id)"
    found, params = _shown_of(
        search,
        f"(SELECT * FROM ({near}) near WHERE words @@ {_QUERY})",  # noqa: S608
        [*only_params, *span_params, language(), search.words],
    )
    rows = _patiently(
        cursor,
        # Every name in it is written above; what a reader typed is a parameter.
        f"SELECT near.*, hit.* FROM (SELECT count(*), min(listed_at), max(listed_at)"  # noqa: S608
        f" FROM (SELECT listed_at {newest} LIMIT {NEAR}) listed) near"
        f" LEFT JOIN ({found}) hit ON true ORDER BY hit.listed_at DESC, hit.edition_id DESC",
        [*only_params, *span_params, *params],
    )
    return [row[3:] for row in rows if row[3] is not None], Near(*rows[0][:3])


def _among_all(cursor, search, span):
    """Hits that the index of words gives, within the span."""
    table, only, only_params = _narrowest(search.lists)
    within, span_params = _span(span)
    of_list = f" AND edition_id IN (SELECT edition_id FROM {table} WHERE {only}true)"  # noqa: S608
    narrowed = of_list if search.lists else ""
    words = ", words" if search.ranked else ""
    found, params = _shown_of(search, "held", [])
    return _patiently(
        cursor,
        f"WITH held AS MATERIALIZED (SELECT listed_at, edition_id{words} FROM articles_search"  # noqa: S608
        f" WHERE words @@ {_QUERY} AND {within}{narrowed}) {found}",
        [language(), search.words, *span_params, *only_params, *params],
    )


def _shown_of(search, source, params):
    """The newest of the source that are shown; each is asked after in turn, until enough are."""
    shown, shown_params = search.shown
    rank, rank_params = _rank(search)
    query = (
        f"SELECT s.listed_at, s.edition_id, {rank} FROM {source} s CROSS JOIN LATERAL"  # noqa: S608
        f" (SELECT 1 FROM ({shown}) shown WHERE shown.pk = s.edition_id LIMIT 1) shown"
        " ORDER BY s.listed_at DESC, s.edition_id DESC LIMIT %s"
    )
    return query, [*rank_params, *params, *shown_params, search.most]


def _rank(search):
    if not search.ranked:
        return "0", []
    return f"ts_rank(s.words, {_QUERY}, 1)", [language(), search.words]


def spellings(asked, editions, words):
    """Of the words of these editions, those that the search found."""
    if not words or language() == "simple":
        return set(asked.words)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word FROM unnest(%s::text[]) word WHERE"
            " tsvector_to_array(to_tsvector(%s::regconfig, word))"
            " && tsvector_to_array(to_tsvector(%s::regconfig, %s))",
            [sorted(words), language(), language(), " ".join(asked.words)],
        )
        return {word for (word,) in cursor.fetchall()}
