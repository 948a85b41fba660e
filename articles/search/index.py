"""Keeping the index: a row for every edition, scheduled ones too."""

from django.db import connection

from articles.search import postgresql, sqlite
from articles.search.words import indexed


def database():
    """How this site's database keeps and asks the index."""
    return postgresql if connection.vendor == "postgresql" else sqlite


def create():
    """Make the index, empty."""
    database().create()


def drop():
    """Throw the index away."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS articles_search")


def put(editions):
    """Have these editions found by the words that they have now."""
    database().put([_row(edition) for edition in editions])


BATCH = 200


def fill(editions, text_of) -> int:
    """Put all of these editions into the index, and by them the text that extracts are cut from.

    `text_of` gives the text of a document. Returns how many editions there are.
    """
    editions = editions.filter(is_killed=False).order_by("pk").defer("body_html")
    count, last = 0, 0
    while some := list(editions.filter(pk__gt=last)[:BATCH]):
        for edition in some:
            edition.search_text = text_of(edition.document)
        editions.model.objects.bulk_update(some, ["search_text"])
        put(some)
        count, last = count + len(some), some[-1].pk
    return count


def _row(edition):
    """The edition's place in lists, and its words: what weighs most comes first."""
    return (
        edition.pk,
        edition.section_id,
        edition.listed_at,
        indexed(f"{edition.headline} {edition.kicker}"),
        indexed(edition.dek),
        indexed(edition.byline),
        indexed(edition.search_text),
    )


def relist(edition, listed_at):
    """Move an edition to where it stands from now on; it still says where it stood."""
    database().relist(edition.pk, edition.listed_at, listed_at)


def forget(editions):
    """Take the words of these editions out of the index."""
    database().forget([(edition.pk, edition.listed_at) for edition in editions])
