"""Pages of a list, without counting it."""

from dataclasses import dataclass, replace

from articles.prepared import Prepared

PAGE_SIZE = 30
#: Nobody reads further; deeper pages cost the database for nothing.
LAST_PAGE = 500


@dataclass(frozen=True)
class Page:
    items: list
    number: int
    has_older: bool

    @property
    def newer(self):
        return self.number - 1

    @property
    def older(self):
        return self.number + 1


def page_of(queryset, asked, size=PAGE_SIZE):
    """One page of a list, one query; anything that is no page number means the first page."""
    number = _number(asked)
    return _page(list(_on_page(queryset, number, size)), number, size)


class PreparedPages:
    """The pages of a list whose query is written once for each of them: `write` as for Prepared."""

    def __init__(self, write):
        self._prepared = Prepared(lambda number: _on_page(write(), number, PAGE_SIZE))

    def page_of(self, asked, **values):
        """As `page_of`, with the values that the query is given."""
        number = _number(asked)
        return _page(self._prepared.ask(number, **values), number, PAGE_SIZE)


def _on_page(queryset, number, size):
    start = (number - 1) * size
    return queryset[start : start + size + 1]


def _page(items, number, size):
    return Page(items[:size], number, len(items) > size and number < LAST_PAGE)


def page_through(links, editions, asked, *, at):
    """One page of those editions that rows of bylines or topics lead to, the newest first.

    The rows know where their editions stand in lists, so a page of somebody who wrote much,
    or who left long ago, costs no more than any other: two queries. Who is credited twice
    in a story has it once.
    """
    rows = editions.rows_through(links, at=at).values_list("listed_at", "edition_id")
    page = page_of(rows.distinct(), asked)
    found = editions.in_bulk([pk for _, pk in page.items])
    return replace(page, items=[found[pk] for _, pk in page.items if pk in found])


def _number(asked):
    number = int(asked) if asked and asked.isascii() and asked.isdigit() and len(asked) < 5 else 1
    return min(max(number, 1), LAST_PAGE)
