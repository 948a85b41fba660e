"""What stands around a story on its page: its history, newer stories, translations, its series.

One query for what is the story's own, which begins like everything public with what is live;
the history alone looks at editions of the same story that readers had before. The newest of its
topics, or else of its section, are held for all stories that have these at their foot.
"""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import chain

from django.db.models import CharField, F, Q, Value
from django.template.loader import render_to_string

from articles import sponsoring
from articles.models import Edition, EditionTopic
from articles.prepared import Prepared, data, moment, number, several, spread
from articles.showing import held, held_each, shows

#: As many other stories as the foot of a page names.
MOST_MORE = 4
#: So many are asked for: some of them are named elsewhere on the page.
_LOOKED_AT = 4 * MOST_MORE

_HISTORY, _NEWER, _TONGUE, _PART, _MORE, _TARGET = [
    "history",
    "newer",
    "tongue",
    "part",
    "more",
    "target",
]
_COLUMNS = ("what", "article_id", "path", "words", "said_in", "change", "is_retracted", "on")


@dataclass(frozen=True)
class Row:
    """One line of the query: another story, or what changed in this one at some moment."""

    what: str
    article_id: int
    path: str
    words: str
    language: str
    change: str
    is_retracted: bool
    at: datetime

    @property
    def headline(self):
        return self.words

    @cached_property
    def entry(self):
        """Its line in a list of stories, printed once for as long as the row is held."""
        return render_to_string("articles/_more_entry.html", {"row": self})


@dataclass(frozen=True)
class Told:
    """One entry of a story's history: what readers were told, and when."""

    kind: str
    words: str
    at: datetime


@dataclass(frozen=True)
class Series:
    """Where a story stands in a series: its number, how many there are, its neighbours."""

    topic: object
    number: int
    count: int
    before: Row | None
    after: Row | None


@dataclass
class Around:
    """What a page says of other stories; a preview has nothing of it."""

    history: list = field(default_factory=list)
    newer: Row | None = None
    #: This story and its translations, the original first; empty where there is only one.
    tongues: list = field(default_factory=list)
    original: Row | None = None
    series: Series | None = None
    more: list = field(default_factory=list)
    #: The live stories that the text leads to, by key.
    targets: dict = field(default_factory=dict)

    @property
    def what_is_new(self):
        """The newest line that says what an update brought; None without one."""
        return next((told for told in self.history if told.kind == Edition.Change.UPDATE), None)

    @property
    def is_told(self):
        """Whether readers are told of a change: only then is the page called updated."""
        return any(told.kind != Edition.Change.FIRST for told in self.history)


def around(edition, *, topics, corrections, at, linked=((), ())):
    """All that the page of an edition says of other stories, and of itself before.

    `corrections` are those of the document, `linked` the stories (by key) and the paths that
    the text leads to already.
    """
    shows(f"story-{_root(edition)}", *(f"about-{topic.pk}" for topic in topics))
    series_topic = next((topic for topic in topics if topic.is_series), None)
    targets, paths = linked
    rows = [Row(*values) for values in _asked(edition, series_topic, targets, at)]
    found = {
        what: [row for row in rows if row.what == what]
        for what in (_HISTORY, _NEWER, _TONGUE, _PART, _TARGET)
    }
    newer = max(found[_NEWER], key=lambda row: (row.at, row.article_id), default=None)
    tongues, original = _tongues(edition, found[_TONGUE])
    series = _series(edition, series_topic, found[_PART])
    named = {edition.article_id, *targets, *paths}
    named |= {row.article_id for row in found[_TONGUE]}
    named |= {
        row.article_id for row in (newer, series and series.before, series and series.after) if row
    }
    about = _newest_about(topics, at).values() if topics else ()
    more = _more(chain.from_iterable(about), named) or _more(
        _newest_in(edition.section_id, at), named
    )
    return Around(
        history=_history(edition, found[_HISTORY], corrections),
        newer=newer,
        tongues=tongues,
        original=original,
        series=series,
        more=more,
        targets={row.article_id: row for row in found[_TARGET]},
    )


# The queries --------------------------------------------------------------------------


def _asked(edition, series_topic, targets, at):
    """Every row that is this story's alone, in one query of several parts."""
    values = spread("target", targets)
    root, begun = _root(edition), edition.live_from
    return _ASKED.ask(
        len(values),
        root != edition.article_id,
        edition.updated_at is not None and not edition.is_retracted,
        series_topic is not None,
        at=at,
        story=edition.article_id,
        root=root,
        first=edition.first_published_at,
        begun=min(at, begun) if begun else at,
        series=series_topic and series_topic.pk,
        **values,
    )


def _write(targets, is_translation, was_updated, is_part):
    at, story, root = moment("at"), number("story"), number("root")
    live = Edition.objects.live(at)
    listed = live.listed().exclude(article=story)
    parts = [
        _rows(_NEWER, _following(sponsoring.unpaid(listed)), "first_published_at"),
        _rows(_TONGUE, _of_the_original(listed), "first_published_at"),
    ]
    if targets:
        named = live.filter(article__pk__in=several("target", targets))
        parts.append(_rows(_TARGET, named, "first_published_at"))
    if is_translation:
        parts.append(_rows(_TONGUE, listed.filter(article=root), "first_published_at"))
    if was_updated:
        parts.append(_rows(_HISTORY, _begun(), "live_from", words="what_is_new"))
    if is_part:
        tagged = live.listed().filter(edition_topics__topic=number("series"))
        parts.append(_rows(_PART, tagged, "first_published_at"))
    return _together(parts)


_ASKED = Prepared(_write)


def _newest_about(topics, at):
    """The newest stories of each topic, held for the next story about it."""
    names = {("newest", f"about-{topic.pk}"): topic.pk for topic in topics}

    def asked(missing):
        values = {f"topic{place}": names[name] for place, name in enumerate(missing)}
        found = {name: [] for name in missing}
        for what, *rest in _NEWEST_ABOUT.ask(len(missing), at=at, **values):
            found["newest", f"about-{what}"].append(Row(_MORE, *rest))
        return found

    return held_each({name: name[1] for name in names}, asked)


def _write_about(topics):
    at, parts = moment("at"), []
    free = sponsoring.unpaid(Edition.objects.live(at).listed())
    for topic in several("topic", topics):
        about = EditionTopic.objects.filter(topic=topic)
        parts.append(_rows(topic, free.newest_through(about, _LOOKED_AT, at=at), "listed_at"))
    return _together(parts)


_NEWEST_ABOUT = Prepared(_write_about)


def _newest_in(section, at):
    """The newest stories of a section, held for the next story of it."""

    def rows():
        shows(f"section-{section}")
        return [Row(*values) for values in _NEWEST_IN.ask(at=at, section=section)]

    return held(("newest", f"section-{section}"), rows)


def _write_in():
    free = sponsoring.unpaid(Edition.objects.live(moment("at")).listed())
    newest = free.filter(section=number("section")).newest_first().values("pk")[:_LOOKED_AT]
    return _rows(_MORE, Edition.objects.filter(pk__in=newest), "listed_at")


_NEWEST_IN = Prepared(_write_in)


def _together(parts):
    first, *others = parts
    return first.union(*others, all=True)


def _rows(what, editions, on, words="headline"):
    what = Value(what, CharField()) if isinstance(what, str) else what
    return (
        editions.order_by()
        .annotate(what=what, words=F(words), said_in=F("language"), on=F(on))
        .values_list(*_COLUMNS)
    )


def _following(editions):
    """Live stories that were published as a follow-up of this one.

    The story's own column finds them; what was published says whether they are.
    """
    of_this = editions.filter(article__follows=number("story"))
    published = of_this.filter(document__fields__follows=data("story"))
    return published.filter(first_published_at__gt=moment("first"))


def _of_the_original(editions):
    of_it = editions.filter(article__translation_of=number("root"))
    return of_it.filter(document__fields__translation_of=data("root"))


def _root(edition):
    """The story that this one and its translations are told after."""
    return edition.document["fields"].get("translation_of") or edition.article_id


def _begun():
    """What readers were given of this story before, where they were told what is new."""
    return Edition.objects.filter(
        ~Q(what_is_new=""),
        article=number("story"),
        change=Edition.Change.UPDATE,
        live_from__lte=moment("begun"),
        live_from__gt=moment("first"),
        undone_at=None,
        is_killed=False,
    )


# What becomes of it -------------------------------------------------------------------


def _history(edition, rows, corrections):
    """What readers were told, the newest first, down to the first publication.

    Fixes are not in it: nobody was told. A retracted story says what it was retracted for,
    and not again what it once had to say.
    """
    told = [Told(Edition.Change.UPDATE, row.words, row.at) for row in rows]
    told += [Told(c["kind"], c["text"], c["issued_at"]) for c in corrections]
    if not told:
        return []
    told.append(Told(Edition.Change.FIRST, "", edition.first_published_at))
    return sorted(told, key=lambda each: each.at, reverse=True)


def _tongues(edition, rows):
    """(this story and its translations, the original): a language stands for one story."""
    root = _root(edition)
    own = Row(
        _TONGUE,
        edition.article_id,
        edition.path,
        edition.headline,
        edition.language,
        "",
        edition.is_retracted,
        edition.first_published_at,
    )
    rows = sorted(
        [own, *rows],
        key=lambda row: (
            row.article_id != edition.article_id,
            row.article_id != root,
            row.article_id,
        ),
    )
    by_language = {}
    for row in rows:
        by_language.setdefault(row.language, row)
    if len(by_language) < 2:
        return [], None
    chosen = sorted(by_language.values(), key=lambda row: (row.article_id != root, row.language))
    return chosen, chosen[0] if chosen[0].article_id == root else None


def _series(edition, topic, rows):
    """Where the story stands among the live parts, in the order in which they came out."""
    parts = sorted(rows, key=lambda row: (row.at, row.article_id))
    keys = [row.article_id for row in parts]
    if edition.article_id not in keys or len(parts) < 2:
        return None
    place = keys.index(edition.article_id)
    around_it = [None, *parts, None]
    return Series(topic, place + 1, len(parts), around_it[place], around_it[place + 2])


def _more(rows, named):
    rows = {row.article_id: row for row in rows if not {row.article_id, row.path} & named}
    return sorted(rows.values(), key=lambda row: (row.at, row.article_id), reverse=True)[:MOST_MORE]
