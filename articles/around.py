"""What stands around a story on its page: its history, newer stories, translations, its series.

One query for what is the story's own, which begins like everything public with what is live;
the history alone looks at editions of the same story that readers had before. The newest of its
topics, or else of its section, are held for all stories that have these at their foot.
"""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import CharField, F, Q, Value

from articles import sponsoring
from articles.models import Edition, EditionTopic
from articles.showing import held, shows

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
    about = [row for topic in topics for row in _newest_about(topic, at)]
    more = _more(about, named) or _more(_newest_in(edition.section_id, at), named)
    return Around(
        history=_history(edition, found[_HISTORY], corrections),
        newer=newer,
        tongues=tongues,
        original=original,
        series=series,
        more=more,
        targets={row.article_id: row for row in found[_TARGET]},
    )


# The one query ------------------------------------------------------------------------


def _asked(edition, series_topic, targets, at):
    """Every row that is this story's alone, in one query of several parts."""
    live = Edition.objects.live(at)
    listed = live.listed().exclude(article=edition.article_id)
    free = sponsoring.unpaid(listed)
    parts = [
        _rows(_NEWER, _following(free, edition), "first_published_at"),
        _rows(_TONGUE, _of_the_original(listed, edition), "first_published_at"),
    ]
    if targets:
        parts.append(_rows(_TARGET, live.filter(article__in=targets), "first_published_at"))
    if edition.article_id and _root(edition) != edition.article_id:
        original = listed.filter(article=_root(edition))
        parts.append(_rows(_TONGUE, original, "first_published_at"))
    if edition.updated_at and not edition.is_retracted:
        parts.append(_rows(_HISTORY, _begun(edition, at), "live_from", words="what_is_new"))
    if series_topic:
        tagged = live.listed().filter(edition_topics__topic=series_topic)
        parts.append(_rows(_PART, tagged, "first_published_at"))
    first, *others = parts
    return first.union(*others, all=True)


def _newest_about(topic, at):
    """The newest stories of a topic, held for the next story about it."""
    about = EditionTopic.objects.filter(topic=topic.pk)
    name = f"about-{topic.pk}"
    return _held(name, lambda: _free(at).newest_through(about, _LOOKED_AT, at=at))


def _newest_in(section, at):
    """The newest stories of a section, held for the next story of it."""
    return _held(f"section-{section}", lambda: _newest(_free(at).filter(section=section)))


def _free(at):
    return sponsoring.unpaid(Edition.objects.live(at).listed())


def _held(name, asked):
    def rows():
        shows(name)
        return [Row(*values) for values in _rows(_MORE, asked(), "listed_at")]

    return held(("newest", name), rows)


def _rows(what, editions, on, words="headline"):
    plain = CharField()
    return (
        editions.order_by()
        .annotate(
            what=Value(what, plain),
            words=F(words),
            said_in=F("language"),
            on=F(on),
        )
        .values_list(*_COLUMNS)
    )


def _newest(editions):
    newest = editions.newest_first().values("pk")[:_LOOKED_AT]
    return Edition.objects.filter(pk__in=newest)


def _following(editions, edition):
    """Live stories that were published as a follow-up of this one.

    The story's own column finds them; what was published says whether they are.
    """
    of_this = editions.filter(article__follows=edition.article_id)
    published = of_this.filter(document__fields__follows=edition.article_id)
    return published.filter(first_published_at__gt=edition.first_published_at)


def _of_the_original(editions, edition):
    root = _root(edition)
    of_it = editions.filter(article__translation_of=root)
    return of_it.filter(document__fields__translation_of=root)


def _root(edition):
    """The story that this one and its translations are told after."""
    return edition.document["fields"].get("translation_of") or edition.article_id


def _begun(edition, at):
    """What readers were given of this story before, where they were told what is new."""
    return Edition.objects.filter(
        ~Q(what_is_new=""),
        article=edition.article_id,
        change=Edition.Change.UPDATE,
        live_from__lte=min(at, edition.live_from) if edition.live_from else at,
        live_from__gt=edition.first_published_at,
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
