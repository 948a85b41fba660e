"""The paper at another moment: a page of the site as it was, or as it will be.

A view asks `moment_of` what time it is. Whoever looks ahead sees no story that does not
exist for them, also where it will be live by then.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

#: Stories that whoever looks at another moment may not know of, as a query of their keys.
_unknown = ContextVar("stories_unknown_to_the_viewer", default=None)


def moment_of(request) -> datetime:
    """The moment at which this page is shown: now, unless somebody asked for another one."""
    return getattr(request, "as_of", None) or timezone.now()


def known(rows):
    """Rows that belong to stories, without those that the viewer may not know of."""
    unknown = _unknown.get()
    return rows if unknown is None else rows.exclude(article__in=unknown)


def leaves_out() -> bool:
    """Whether there are stories that the viewer may not know of."""
    return _unknown.get() is not None


@contextmanager
def leaving_out(stories) -> Iterator[None]:
    """Leave these stories (a query of their keys) out of all that is live, meanwhile."""
    token = _unknown.set(stories)
    try:
        yield
    finally:
        _unknown.reset(token)
