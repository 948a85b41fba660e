"""Taking a story from readers: withdrawn, killed, or blanked in what is kept."""

from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from articles import autosaves, purging, rendering, renditions, revisions, search, timeline
from articles.models import (
    Address,
    Alarm,
    Article,
    Correction,
    Edition,
    Embed,
    Figure,
    FrontLead,
    Move,
    Note,
    Notice,
    Picture,
    Read,
    Revision,
    Withdrawal,
)
from articles.workflow.editions import drop, scheduled_of
from articles.workflow.moving import Verb, after_what_began, log, moving
from articles.workflow.refusals import Refused


def withdraw(article, *, by, version=None, notice="", reason="", at=None) -> None:
    """Take a story off the site now: its address says so (410), and its schedules go."""
    with moving(article, "withdraw", by=by, version=version, at=at) as (locked, moment):
        moment = after_what_began(locked, moment)
        if timeline.live_edition(locked, moment) is None:
            raise Refused(_("%(slugline)s is not live.") % {"slugline": locked.slugline})
        _end(locked, Withdrawal.Kind.WITHDRAWN, notice, by=by, at=moment)
        log(locked, Verb.WITHDRAW, by=by, at=moment, reason=reason or notice)


def _end(article, kind, notice, *, by, at):
    """Close the story's window; returns how many scheduled versions went with it."""
    waiting = scheduled_of(article, at)
    if waiting:
        drop(article, waiting, by=by, at=at)
    article.withdrawals.filter(at__gt=at).delete()
    Withdrawal.objects.create(article=article, at=at, kind=kind, notice=notice, by=by)
    timeline.retime(article)
    FrontLead.objects.filter(article=article).delete()
    return len(waiting)


@dataclass(frozen=True)
class Hidden:
    """What a kill hid: editions, pictures used nowhere else, links in other stories, schedules."""

    editions: int = 0
    pictures: int = 0
    links: int = 0
    schedules: int = 0

    def __str__(self):
        words = (
            (self.editions, ngettext_lazy("%(count)s version", "%(count)s versions", "count")),
            (self.pictures, ngettext_lazy("%(count)s picture", "%(count)s pictures", "count")),
            (
                self.links,
                ngettext_lazy(
                    "%(count)s link in another story", "%(count)s links in another story", "count"
                ),
            ),
            (self.schedules, ngettext_lazy("%(count)s schedule", "%(count)s schedules", "count")),
        )
        said = [each % {"count": count} for count, each in words if count]
        return ", ".join(said) or _("nothing that readers had")


def kill(article, *, by, notice="", reason="", at=None) -> Hidden:
    """Take text, headline and pictures from everywhere, now and for good; says what it hid.

    Beats history: no past view, preview link or schedule shows the story again. Pictures
    used nowhere else go, links to it in other stories' prose become plain words; that looks
    through the whole paper, so it comes once readers have the story no more, and the tick
    does it where this was cut off. No check is asked.
    """
    with moving(article, "kill", by=by, at=at) as (locked, moment):
        if locked.killed_at:
            raise Refused(_("%(slugline)s was killed already.") % {"slugline": locked.slugline})
        moment = after_what_began(locked, moment)
        schedules = _end(locked, Withdrawal.Kind.KILLED, notice, by=by, at=moment)
        Article.objects.filter(pk=locked.pk).update(killed_at=moment)
        editions = locked.editions.update(is_killed=True)
        search.forget(locked.editions.only("listed_at"))
        move = log(
            locked,
            Verb.KILL,
            by=by,
            at=moment,
            reason=reason or notice,
            hid={"editions": editions, "schedules": schedules},
        )
    return finish_kill(move)


def finish_kill(move) -> Hidden:
    """Hide what only a killed story used and the ways to it; done again, it finds nothing more."""
    with transaction.atomic(), patient():
        article = Article.objects.select_for_update(of=("self",)).get(pk=move.article_id)
        hid = {
            **move.detail["hid"],
            "pictures": _hide_pictures(article, at=move.at),
            "links": _unlink(article),
        }
        Move.objects.filter(pk=move.pk).update(detail=move.detail | {"hid": hid, "done": True})
    return Hidden(**hid)


def unfinished_kills():
    """Kills that were cut off before everything was hidden."""
    return Move.objects.filter(verb=Verb.KILL).exclude(detail__has_key="done")


@contextmanager
def patient():
    """Let a query that looks through the whole paper take its time."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        yield
        cursor.execute("SET LOCAL statement_timeout = DEFAULT")


def _hide_pictures(article, *, at):
    """Take the pictures that only this story uses; their files go once that is settled."""
    ours = _pictures_of(article)
    elsewhere = Edition.objects.exclude(article=article).filter(is_killed=False)
    used = set(elsewhere.filter(lead_picture__in=ours).values_list("lead_picture", flat=True))
    for model, name in ((Figure, "picture"), (Embed, "poster")):
        others = model.objects.exclude(article=article).filter(**{f"{name}__in": ours})
        used |= set(others.values_list(name, flat=True))
    unused = [pk for pk in ours - used if not _stands_in(elsewhere, pk)]
    gone = list(Picture.objects.filter(pk__in=unused, killed_at=None))
    Picture.objects.filter(pk__in=[picture.pk for picture in gone]).update(killed_at=at)
    for picture in gone:
        picture.killed_at = at
    purging.pictures_changed(gone, at=at)
    transaction.on_commit(lambda: [renditions.forget(picture) for picture in gone], robust=True)
    return len(gone)


def _pictures_of(article):
    documents = article.editions.values_list("document", flat=True)
    drafted = revisions.read(article)
    return {
        block.get(name)
        for document in [*documents, drafted]
        for block in document["blocks"].values()
        for name in ("picture", "poster")
    } - {None}


def _stands_in(editions, picture):
    """Whether an edition's text holds the picture, though no draft does any more."""
    written = editions.annotate(written=Cast("document", TextField()))
    holds = Q()
    for name in ("picture", "poster"):
        for end in (",", "}"):
            holds |= Q(written__contains=f'"{name}": {picture}{end}')
    return written.filter(holds).exists()


def _unlink(article):
    """Turn links to the story in other stories' prose into plain words; returns how many."""
    paths = set(Address.objects.filter(article=article).values_list("path", flat=True))
    count, stories = 0, set()
    others = Edition.objects.exclude(article=article)
    for path in sorted(paths):
        for edition in others.filter(body_html__contains=path).only("body_html", "article"):
            html = rendering.unlinked(edition.body_html, paths)
            if html != edition.body_html:
                Edition.objects.filter(pk=edition.pk).update(body_html=html)
                count += 1
                stories.add(edition.article_id)
    if stories:
        purging.purge((f"story-{story}" for story in stories), is_hard=True)
    return count


BLANK = "█████"


def redact(article, *, by, versions: list[int], words: str, reason: str, at=None) -> int:
    """Blank words in kept versions and what was made of them; returns how many versions had them.

    Who blanked what and why stays in the log; the words do not.
    """
    words = words.strip()
    if not words:
        raise Refused(_("Say which words are blanked."))
    if not reason.strip():
        raise Refused(_("Say why: your name and reason stay in the history."))
    with moving(article, "redact", by=by, at=at) as (locked, moment):
        named = list(locked.revisions.filter(number__in=versions))
        if len(named) != len(set(versions)) or not named:
            raise Refused(_("Choose versions of this story."))
        done = [revision for revision in named if _blank_revision(revision, words)]
        if locked.version in [revision.number for revision in done]:
            revisions.write(locked, revisions.upgrade(revisions.newest(locked).document))
        autosaves.forget(locked, words=words)
        _blank_rows(locked, words)
        purging.story_changed(locked, list(locked.editions.all()), is_hard=True)
        log(
            locked,
            Verb.REDACT,
            by=by,
            at=moment,
            reason=reason.strip(),
            versions=sorted(revision.number for revision in done),
        )
    return len(done)


#: What is said about a story beside its versions, and may quote it.
SAID_BESIDE = (
    (Alarm, "words"),
    (Correction, "text"),
    (Move, "reason"),
    (Note, "about"),
    (Note, "text"),
    (Notice, "words"),
    (Read, "words"),
)


def _blank_rows(article, words):
    for model, column in SAID_BESIDE:
        rows = model.objects.filter(article=article, **{f"{column}__contains": words})
        for row in rows:
            said = getattr(row, column).replace(words, BLANK)
            model.objects.filter(pk=row.pk).update(**{column: said})


def _blank_revision(revision, words):
    document = _blanked(revision.document, words)
    if document == revision.document:
        return False
    Revision.objects.filter(pk=revision.pk).update(document=document)
    for edition in revision.editions.all():
        _blank_edition(edition, words)
    return True


def _blank_edition(edition, words):
    document = _blanked(edition.document, words)
    columns = ("headline", "short_headline", "search_headline", "dek", "kicker", "what_is_new")
    Edition.objects.filter(pk=edition.pk).update(
        document=document,
        body_html=edition.body_html.replace(words, BLANK),
        search_text=rendering.search_text(document),
        **{name: getattr(edition, name).replace(words, BLANK) for name in columns},
    )
    if not edition.is_killed:
        search.put([Edition.objects.get(pk=edition.pk)])


def _blanked(value, words):
    if isinstance(value, str):
        return value.replace(words, BLANK)
    if isinstance(value, list):
        return [_blanked(each, words) for each in value]
    if isinstance(value, dict):
        return {key: _blanked(each, words) for key, each in value.items()}
    return value
