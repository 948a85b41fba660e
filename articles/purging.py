"""What no kept page may say any longer, written into the log in the change's own transaction.

docs/kept-pages.md says who reads the log; `articles.showing` says what the names mean.
What a story says is purged by who changes it, with a call. Plain rows (sections, authors,
topics, pictures, the paper about itself, a pin) are saved by forms of many kinds: `watch`
listens to their saves and deletions, so that none is forgotten, and whoever writes them
past `save` calls.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import CharField, F, Q, Value
from django.db.models.expressions import RawSQL
from django.db.models.signals import post_delete, post_save
from django.utils import timezone

from articles.models import (
    AlertLine,
    CrawlerRule,
    EditionByline,
    EditionTopic,
    FrontLead,
    Picture,
    PolicyPage,
    Publication,
    Purge,
    Section,
    Topic,
)
from authors.models import Author

#: The channel on which PostgreSQL says that the log has grown.
CHANNEL = "newsroom_purges"
#: For so long the log is kept: whoever stopped reading before that begins anew.
KEPT = timedelta(days=2)
#: Told once what was written is settled: who follows the log in this process.
followers: list[Callable[[], None]] = []
#: What a page shows that has a video of which nothing is known yet.
UNKNOWN_VIDEO = "video-unknown"
#: Sooner than this an edition may begin while the change that takes it back is being made.
SOON = timedelta(minutes=1)


def purge(tags: Iterable[str], *, due_at: datetime | None = None, is_hard=False) -> None:
    """Have every kept page that shows any of these made anew, now or when `due_at` comes.

    `is_hard`: nobody gets the old page while the new one is made (a withdrawn story).
    """
    _write([_row(tags, due_at, is_hard)])


def _row(tags, due_at=None, is_hard=False):
    return Purge(tags=" ".join(sorted(set(tags))), due_at=due_at, is_hard=is_hard)


def _write(rows):
    if not rows:
        return
    is_postgresql = connection.vendor == "postgresql"
    if is_postgresql:
        for row in rows:
            row.transaction = RawSQL("pg_current_xact_id()::text::bigint", ())
    Purge.objects.bulk_create(rows)
    if is_postgresql:
        with connection.cursor() as cursor:
            cursor.execute(f"NOTIFY {CHANNEL}")
    for follow in followers:
        if not any(told[1] == follow for told in connection.run_on_commit):
            transaction.on_commit(follow, robust=True)


# Stories -----------------------------------------------------------------------------


def said_by(article, editions) -> frozenset[str]:
    """Names of all that a story's editions are shown in: old places and new."""
    tags = {f"story-{article.pk}", "news"}
    for edition in editions:
        tags |= {f"section-{edition.section_id}", *_dates(edition.listed_at)}
        if edition.document.get("corrections"):
            tags.add("corrections")
        # Pages of these say that there is a newer story, and a translation.
        fields = edition.document["fields"]
        told_after = (fields.get("follows"), fields.get("translation_of"))
        tags |= {f"story-{other}" for other in told_after if other}
    return frozenset(tags)


def _dates(moment):
    day = timezone.localtime(moment)
    return {f"day-{day:%Y-%m-%d}", f"month-{day:%Y-%m}", f"year-{day:%Y}"}


def _named_with(article):
    """Names of the lists by author and by topic that the story is in, in one query."""
    plain = CharField()
    bylines = EditionByline.objects.filter(edition__article=article).order_by()
    topics = EditionTopic.objects.filter(edition__article=article).order_by()
    rows = bylines.annotate(what=Value("by", plain), key=F("author")).values_list("what", "key")
    rows = rows.union(
        topics.annotate(what=Value("about", plain), key=F("topic")).values_list("what", "key")
    )
    return {f"{what}-{key}" for what, key in rows}


def story_changed(article, editions, *, before=frozenset(), is_hard=False) -> None:
    """Purge what shows the story, now and at each instant ahead at which it changes.

    `before` is what `said_by` said of it before the change. Where readers have no edition of
    it then, nobody gets an old page. What has not begun changes nothing now.
    """
    now = timezone.now()
    tags = said_by(article, editions) | before | _named_with(article)
    rows = []
    if any(edition.live_from <= now for edition in editions):
        rows.append(_row(tags, is_hard=is_hard or not _is_live(editions, now)))
    bounds = {e.live_from for e in editions} | {e.live_until for e in editions} - {None}
    rows += [
        _row(tags, due_at=moment, is_hard=not _is_live(editions, moment))
        for moment in sorted(bound for bound in bounds if bound > now)
    ]
    _write(rows)


def _is_live(editions, at):
    return any(
        edition.live_from <= at and (edition.live_until is None or edition.live_until > at)
        for edition in editions
        if not edition.is_killed
    )


def editions_go(article, editions) -> None:
    """Editions that have not begun are taken back; one may begin before that is settled."""
    soon = timezone.now() + SOON
    if any(edition.live_from <= soon for edition in editions):
        purge(said_by(article, editions) | _named_with(article))


def links_changed(before, after) -> None:
    """A working copy leads to other stories than it did: follow-ups are found by its row."""
    names = ("follows", "translation_of")
    tags = {
        f"story-{story}"
        for name in names
        for story in {before["fields"].get(name), after["fields"].get(name)} - {None}
        if before["fields"].get(name) != after["fields"].get(name)
    }
    if tags:
        purge(tags)


def fronts_changed(fronts) -> None:
    """Purge the front, now and where each of these that lies ahead begins."""
    now = timezone.now()
    ahead = sorted(front.live_from for front in fronts if front.live_from > now)
    _write([_row(["front"]), *(_row(["front"], due_at=moment) for moment in ahead)])


# Plain rows -----------------------------------------------------------------------------


def pictures_changed(pictures, *, at=None) -> None:
    """Purge what shows these pictures; one that may not be shown any more is in no old page."""
    moment = at or timezone.now()
    for is_hard in (False, True):
        changed = [p for p in pictures if p.may_be_shown(moment) != is_hard]
        if changed:
            purge(_of_pictures(changed), is_hard=is_hard)


def _of_pictures(pictures):
    """Every page shows the paper's own pictures."""
    of_the_paper = Publication.objects.filter(Q(logo__in=pictures) | Q(share_picture__in=pictures))
    return {"pictures", *(f"picture-{picture.pk}" for picture in pictures)} | (
        {"site"} if of_the_paper.exists() else set()
    )


def authors_changed(*authors, with_stories=False) -> None:
    """Purge what shows these authors; `with_stories`, also the lists of what they wrote."""
    names = ("author", "by") if with_stories else ("author",)
    purge(["authors", *(f"{name}-{author.pk}" for author in authors for name in names)])


def topics_changed(*topics, with_stories=False) -> None:
    """Purge what shows these topics; `with_stories`, also the lists of what is about them."""
    names = ("topic", "about") if with_stories else ("topic",)
    purge(["topics", *(f"{name}-{topic.pk}" for topic in topics for name in names)])


def videos_changed(*names) -> None:
    """Purge what shows these videos: `video-3`, or `UNKNOWN_VIDEO`."""
    purge(["videos", *names])


def site_changed() -> None:
    """Purge every page: each says what the paper says of itself."""
    purge(["site"])


def front_changed() -> None:
    """Purge the front: its lead is another."""
    purge(["front"])


def alert_changed(line) -> None:
    """Purge every page, now and where the line begins or ends."""
    site_changed()
    for moment in (line.live_from, line.live_until):
        if moment > timezone.now():
            purge(["site"], due_at=moment)


#: What the save of a row purges; a new row of these is on no page yet.
IN_USE_ONLY = {
    Author: authors_changed,
    Topic: topics_changed,
    Picture: lambda picture: pictures_changed([picture]),
}
WATCHED = {
    **IN_USE_ONLY,
    AlertLine: alert_changed,
    FrontLead: lambda lead: front_changed(),
    **dict.fromkeys((CrawlerRule, PolicyPage, Publication, Section), lambda row: site_changed()),
}


def watch() -> None:
    """Listen to the saves and deletions of plain rows."""
    for model in WATCHED:
        name = f"purge {model.__name__}"
        post_save.connect(_saved, sender=model, dispatch_uid=name)
        post_delete.connect(_deleted, sender=model, dispatch_uid=name)


def _saved(sender, instance, created, **kwargs):
    if not (created and sender in IN_USE_ONLY):
        WATCHED[sender](instance)


def _deleted(sender, instance, **kwargs):
    WATCHED[sender](instance)
