"""The index on PostgreSQL: a narrow table, asked in two steps.

The planner cannot know whether a word is in half of all stories or in none, and takes seconds
where it guesses wrong. So the newest stories are looked through one by one, and only where
these do not fill a page the index of words is asked.
"""

from django.conf import settings
from django.db import OperationalError, connection, transaction

#: How many of the newest stories are looked through one by one.
NEAR = 2000
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


def hits(asked, shown, lists, span, most, *, ranked):
    """The newest editions that hold the words: [(listed_at, edition, rank)], at most so many."""
    query = _query(asked)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('statement_timeout', %s, true)", [str(int(PATIENCE * 1000))]
            )
            rows, is_whole = _among_the_newest(cursor, query, shown, lists, span, most, ranked)
            if len(rows) < most and not is_whole:
                rows = _among_all(cursor, query, shown, lists, span, most, ranked)
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", None) == "57014":
            raise TookTooLongError from error
        raise
    return rows


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


def _among_the_newest(cursor, query, shown, lists, span, most, ranked):
    """Hits among the newest of the list, and whether that is the whole list."""
    table, only, only_params = _narrowest(lists)
    within, span_params = _span(span)
    shown_sql, shown_params = shown
    rank, rank_params = _rank(query, ranked)
    cursor.execute(
        # Every name in it is written above; what a reader typed is a parameter.
        f"WITH near AS (SELECT DISTINCT edition_id, listed_at FROM {table}"  # noqa: S608
        f" WHERE {only}{within} ORDER BY listed_at DESC, edition_id DESC LIMIT {NEAR})"
        " SELECT total, hit.* FROM (SELECT count(*) AS total FROM near) counted LEFT JOIN"
        f" (SELECT s.listed_at, s.edition_id, {rank} FROM near"
        f" JOIN articles_search s USING (edition_id)"
        f" WHERE s.words @@ {_QUERY}"
        f" AND EXISTS (SELECT 1 FROM ({shown_sql}) shown WHERE shown.pk = s.edition_id)"
        " ORDER BY s.listed_at DESC, s.edition_id DESC LIMIT %s) hit ON true"
        " ORDER BY hit.listed_at DESC, hit.edition_id DESC",
        [*only_params, *span_params, *rank_params, language(), query, *shown_params, most],
    )
    rows = cursor.fetchall()
    return [row[1:] for row in rows if row[1] is not None], rows[0][0] < NEAR


def _among_all(cursor, query, shown, lists, span, most, ranked):
    table, only, only_params = _narrowest(lists)
    within, span_params = _span(span)
    shown_sql, shown_params = shown
    rank, rank_params = _rank(query, ranked)
    of_list = f" AND edition_id IN (SELECT edition_id FROM {table} WHERE {only}true)"  # noqa: S608
    narrowed = of_list if lists else ""
    cursor.execute(
        "WITH s AS MATERIALIZED (SELECT edition_id, listed_at, words FROM articles_search"  # noqa: S608
        f" WHERE words @@ {_QUERY} AND {within}{narrowed})"
        f" SELECT s.listed_at, s.edition_id, {rank} FROM s"
        f" WHERE EXISTS (SELECT 1 FROM ({shown_sql}) shown WHERE shown.pk = s.edition_id)"
        " ORDER BY s.listed_at DESC, s.edition_id DESC LIMIT %s",
        [language(), query, *span_params, *only_params, *rank_params, *shown_params, most],
    )
    return cursor.fetchall()


def _rank(query, ranked):
    return (f"ts_rank(s.words, {_QUERY}, 1)", [language(), query]) if ranked else ("0", [])


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
