"""What a publisher may put out at once: approved stories, and videos that came for a live page."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import embeds, revisions
from articles.admin.desk import hand
from articles.admin.desk.lines import Action, clock, page
from articles.desk_checks import Level, Moment, check
from articles.desk_checks.several import gather_each
from articles.desk_checks.standing import is_stale
from articles.models import Edition, Embed, Read, Revision

#: As many approved stories as are checked for the list, and as many late videos as are looked for.
SHOWN, VIDEOS = 12, 20
#: A video that comes later than this is put on the page from the story itself.
COMES_WITHIN = timedelta(days=60)


def ready_rows(rows):
    """Approved and not published, what is due soonest first; what was for practice never is."""
    approved = [row for row in rows if row.column == hand.APPROVED and not row.is_practice]
    return sorted(approved, key=lambda row: (row.due_at is None, row.due_at or row.since, row.pk))


def kept_versions(pairs):
    """The kept versions of these (story, number), in one query."""
    wanted = Q()
    for pk, number in pairs:
        wanted |= Q(article=pk, number=number)
    if not wanted:
        return {}
    return {(kept.article_id, kept.number): kept for kept in Revision.objects.filter(wanted)}


def ready_lines(user, stories, kept, at):
    """A line for each approved story: what still stops it, and how its legal read stands."""
    versions = [
        (story, kept[story.pk, story.version])
        for story in stories
        if (story.pk, story.version) in kept
    ]
    unread = {story.pk for story, _ in versions if _is_unread(user, story)}
    contexts = gather_each(versions, at=at, by=user, unread=unread)
    return [
        _ready(story, revision, context, kept, at)
        for (story, revision), context in zip(versions, contexts, strict=True)
    ]


def _is_unread(user, story):
    """Whether this person wrote the story and nobody else stands by it."""
    wrote = story.created_by_id == user.pk or story.is_bylined
    return wrote and story.approved_by == user.pk


def _ready(story, revision, context, kept, at):
    document = revisions.upgrade(revision.document)
    live = kept.get((story.pk, story.live_version)) if story.is_live else None
    found = check(
        document,
        context,
        Moment.UPDATE if story.was_live else Moment.PUBLISH,
        live_document=revisions.upgrade(live.document) if live else None,
    )
    legal = context.reads.get(Read.Kind.LEGAL)
    return {
        "story": story,
        "address": story.get_desk_url(),
        "says": _says(found),
        "is_clear": not any(finding.stops for finding in found),
        "legal": _legal(legal, document),
        "due": clock(story.due_at, at) if story.due_at else "",
        "action": page(_("Publish…"), story, "publish"),
    }


def _thing(count):
    return ngettext("%(count)s thing to fix", "%(count)s things to fix", count) % {"count": count}


def _says(found):
    """“checks ✓”, or how many things to fix and how many may be left out."""
    stops = sum(finding.level == Level.BLOCK for finding in found)
    out = sum(finding.level == Level.LEAVE_OUT for finding in found)
    words = [_thing(stops)] if stops else []
    words += [_("%(count)s to leave out") % {"count": out}] if out else []
    return ", ".join(words) or _("checks ✓")


def _legal(read, document):
    if read is None:
        return ""
    if read.answer == Read.Answer.ASKED:
        return _("asked")
    if read.answer == Read.Answer.CHANGES:
        return _("wants changes")
    return _("changed since legal") if is_stale(read, document) else "✓"


# Videos for the live page -----------------------------------------------------------------


def late_videos(at):
    """Videos that came for a story which went out without: the story and the live version."""
    live = Edition.objects.live(at).filter(
        article=OuterRef("article"), leave_out=True, live_from__gte=at - COMES_WITHIN
    )
    came = Embed.objects.exclude(provider="").filter(Exists(live), article__killed_at=None)
    return list(
        came.annotate(live_number=live.values("revision__number")[:1])
        .order_by("-pk")
        .only("pk", "ref", "article_id", "title", "type", "provider")[:VIDEOS]
    )


def arrived(videos, kept, known):
    """A line for each video whose place on the live page is still empty."""
    lines = []
    for video in videos:
        live = kept.get((video.article_id, video.live_number))
        if live is None or video.article_id not in known:
            continue
        block = revisions.upgrade(live.document)["blocks"].get(str(video.ref))
        if block and block["kind"] == "embed" and not embeds.is_resolved(block):
            address = reverse(
                "admin:articles_article_put_video_live", args=[video.article_id, video.ref]
            )
            action = Action(_("Put on page"), address, is_post=True)
            lines.append({**known[video.article_id], "title": video.title, "action": action})
    return lines
