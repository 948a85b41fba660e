"""Pages of a list, without counting it."""

from dataclasses import dataclass

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
    number = int(asked) if asked and asked.isascii() and asked.isdigit() and len(asked) < 5 else 1
    number = min(max(number, 1), LAST_PAGE)
    start = (number - 1) * size
    items = list(queryset[start : start + size + 1])
    return Page(items[:size], number, len(items) > size and number < LAST_PAGE)
