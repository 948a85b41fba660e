"""What a reader's page shows, by name, and until when: what decides whether it may be kept.

Names of single things: `story-12` (anything that a live edition says, or that it is not
live), `author-9`, `topic-4`, `picture-7`, `video-3`; `site` (name, sections, policies,
colours: on every page). Names of lists of stories: `section-3`, `by-9` (an author's),
`about-4` (a topic's), `day-2026-11-24`, `month-2026-11`, `year-2026`, `news` (all of
them), `corrections`, `front`; of lists of other things: `authors`, `topics`, `pictures`,
`videos`. `articles.purging` uses the same names when they change.
"""

from collections.abc import Callable
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import Any

from django.conf import settings

_page = ContextVar("what_the_page_being_made_shows", default=None)
_holder = ContextVar("keeper_of_parts_of_pages", default=None)


@dataclass
class Shown:
    """The names of what a page shows, and the first instant at which time alone changes it."""

    tags: set[str] = field(default_factory=set)
    until: datetime | None = None

    def add(self, tags, until=None):
        self.tags.update(tags)
        if until is not None and (self.until is None or until < self.until):
            self.until = until


def shows(*tags: str) -> None:
    """Say that the page, or part of a page, that is being made shows these things."""
    if (page := _page.get()) is not None:
        page.add(tags)


def changes_at(moment: datetime | None) -> None:
    """Say that the page being made says something else from this moment on."""
    if (page := _page.get()) is not None and moment is not None:
        page.add((), moment)


def may_show(picture, at: datetime) -> bool:
    """Whether a picture may stand on the page being made; the answer is part of what it shows."""
    if picture is None:
        return False
    shows(f"picture-{picture.pk}")
    may_be_shown = picture.may_be_shown(at)
    if may_be_shown:
        changes_at(picture.use_until)
    return may_be_shown


@contextmanager
def noting(shown: Shown):
    """Note in `shown` what is shown meanwhile."""
    token = _page.set(shown)
    try:
        yield shown
    finally:
        _page.reset(token)


@contextmanager
def showing_all(*tags: str):
    """What is shown meanwhile goes by these names: it is too much to name each thing."""
    with noting(Shown()) as shown:
        yield
    shows(*tags)
    changes_at(shown.until)


def named_for_caches(tags) -> dict[str, str]:
    """Headers that say what an answer shows, for caches that are told what changed, if any are."""
    if not (settings.NEWSROOM_SURROGATE_KEYS or settings.NEWSROOM_PURGE_ADDRESSES):
        return {}
    return dict.fromkeys(("Surrogate-Key", "xkey"), " ".join(sorted(tags)))


def kept(view: Callable) -> Callable:
    """A view whose page may be kept for everybody until something that it shows changes.

    Only what the view names with `shows` and `changes_at` ends it, so it has to name all.
    The paper as of another moment is never kept. A kept view that another one calls adds
    what it shows to that one's page.
    """

    @wraps(view)
    def noted(request, *args, **kwargs):
        if getattr(request, "as_of", None) is not None or _page.get() is not None:
            return view(request, *args, **kwargs)
        with noting(Shown({"site"})) as shown:
            response = view(request, *args, **kwargs)
        response.page_tags, response.page_until = frozenset(shown.tags), shown.until
        return response

    return noted


def held(name: tuple, make: Callable[[], Any]) -> Any:
    """What `make` returns, held in this process under a name until something in it changes.

    For parts that many pages share: a card, the sections. What `make` shows, the page shows
    too. Where nobody keeps pages (the desk, commands, tests) it is made each time.
    """
    if (holder := _holder.get()) is None:
        return make()
    value, shown = holder((name,), lambda _: {name: _made(make)})[name]
    if (page := _page.get()) is not None:
        page.add(shown.tags, shown.until)
    return value


def held_each(tags: dict[tuple, str], make: Callable[[list], dict]) -> dict:
    """Several parts by name, each of which shows the one thing that `tags` has for it.

    `make(missing)` gives those that are not held, all at once.
    """
    shows(*tags.values())
    if (holder := _holder.get()) is None:
        return make(list(tags))

    def made(missing):
        return {name: (value, Shown({tags[name]})) for name, value in make(missing).items()}

    return {name: value for name, (value, _) in holder(list(tags), made).items()}


def _made(make):
    with noting(Shown()) as shown:
        return make(), shown


@contextmanager
def holding(holder: Callable):
    """Hold parts of pages meanwhile: `holder(names, make)` gives {name: (value, Shown)}.

    `make(missing)` gives those that are not held, in the same shape.
    """
    token = _holder.set(holder)
    try:
        yield
    finally:
        _holder.reset(token)
