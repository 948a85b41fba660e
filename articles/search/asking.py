"""A page of what was found, newest or most fitting first, without counting and without offset."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from articles.models import Edition
from articles.search.index import database
from articles.search.narrowing import YEARS
from articles.search.postgresql import TookTooLongError as TookTooLong
from articles.search.words import WORD, compared

__all__ = ["Found", "TookTooLong", "found", "spellings"]

PAGE_SIZE = 20
#: Most fitting first is said of so many of the newest hits.
MOST_RANKED = 500
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True)
class Span:
    """The part of the list of all editions that is looked through."""

    at: datetime
    since: datetime | None = None
    until: datetime | None = None
    before: tuple[datetime, int] | None = None


@dataclass(frozen=True)
class Found:
    """A page of editions, and where the next one begins (empty at the end of the list)."""

    items: list = field(default_factory=list)
    older: str = ""
    is_first: bool = True
    is_lost: bool = False


def found(asked, at, *, lists=None, since=None, until=None, relevant=False, before=""):
    """The stories that hold what was asked for, as readers have them at a moment.

    `lists` holds the keys of the section, author and topic that they have to be of; `before`
    is what the page before said. Raises TookTooLong.
    """
    lists = lists or {}
    shown = _shown(at, lists)
    if relevant:
        return _most_fitting(asked, Span(at, since, until), shown, lists, before)
    place = _place(before)
    span = Span(at, since, until, place)
    rows = database().hits(asked, shown, lists, span, PAGE_SIZE + 1, ranked=False)
    editions = _editions([row[1] for row in rows[:PAGE_SIZE]], at)
    older = _mark(editions[-1]) if len(rows) > PAGE_SIZE and editions else ""
    return Found(editions, older, is_first=place is None, is_lost=bool(before) and place is None)


def keys_of(asked, editions, at, most):
    """The newest of these editions that hold the words, by key, for the desk's own lists."""
    shown = editions.order_by().values("pk").query.sql_with_params()
    rows = database().hits(asked, shown, {}, Span(at), most, ranked=False)
    return [row[1] for row in rows]


def _most_fitting(asked, span, shown, lists, before):
    rows = database().hits(asked, shown, lists, span, MOST_RANKED, ranked=True)
    ranked = [row[1] for row in sorted(rows, key=lambda row: (-row[2], -_number(row[0]), -row[1]))]
    after = int(before[1:]) if before[:1] == "r" and _is_number(before[1:]) else None
    start = ranked.index(after) + 1 if after in ranked else 0
    keys = ranked[start : start + PAGE_SIZE]
    older = f"r{keys[-1]}" if start + PAGE_SIZE < len(ranked) else ""
    return Found(
        _editions(keys, span.at), older, is_first=not start, is_lost=bool(before) and not start
    )


def _number(place):
    """A place in lists as something to compare: SQLite gives its row number."""
    return place if isinstance(place, int) else place.timestamp()


def _shown(at, lists):
    """The query of what may be shown: the one door of all that readers see."""
    editions = Edition.objects.live(at).listed()
    names = {"section": "section", "author": "bylines__author", "topic": "edition_topics__topic"}
    editions = editions.filter(**{names[of]: key for of, key in lists.items()})
    return editions.order_by().values("pk").query.sql_with_params()


def _editions(keys, at):
    """The editions of a page in its order, asked for through that door once more."""
    shown = (
        Edition.objects.live(at)
        .listed()
        .filter(pk__in=keys)
        .select_related("section", "lead_picture")
    )
    by_key = {edition.pk: edition for edition in shown.defer("document", "body_html")}
    return [by_key[key] for key in keys if key in by_key]


def _mark(edition):
    """Where a page ends, for the address of the next one."""
    return f"{(edition.listed_at - _EPOCH) // _TICK:x}-{edition.pk:x}"


def _place(mark):
    """What `_mark` wrote; None for anything else."""
    listed, dash, pk = mark.rpartition("-")
    try:
        place = _EPOCH + int(listed, 16) * _TICK, int(pk, 16)
    except (ValueError, OverflowError):
        return None
    return place if dash and 0 < place[1] < 1 << 62 and place[0].year in YEARS else None


def _is_number(text):
    return text.isascii() and text.isdigit() and len(text) < 18


def spellings(asked, editions):
    """The words of these editions that the search found: “ferries” where “ferry” was typed."""
    if not editions:
        return set()
    begins = {word[:2] for word in asked.words}
    text = " ".join(part for e in editions for part in (e.headline, e.dek, e.search_text))
    written = set(WORD.findall(text))
    words = {word for each in written for word in compared(each) if word[:2] in begins}
    return database().spellings(asked, editions, words)
