"""What waits for one person, the oldest first, each with its one press."""

from django.db.models import Q
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import notices, reports, revisions
from articles.admin.desk import hand
from articles.admin.desk.cards import standing_of
from articles.admin.desk.lines import Action, Line, clock, first_name, page, press, waited
from articles.models import Move, Note, Read
from articles.rights import reads_all, works_on

#: As many of one kind as somebody can take in.
MOST = 20
#: How many legal reads are compared with the newest version, which takes both texts.
COMPARED = 20


def _line(story, mark, says, words, since, actions, quote=""):
    address = story.get_desk_url()
    return Line(mark, says, story.slugline, address, words, since, quote, list(actions))


def _open(story, label="", anchor=""):
    return Action(label or _("Open"), f"{story.get_desk_url()}{anchor}")


# Sent back, and told ----------------------------------------------------------------------


def sent_back_moves(user, rows):
    """Stories in this person's hands that were sent back and not sent on since: key → move."""
    drafts = [row.pk for row in rows if row.column == hand.DRAFT and _in_hands_of(user, row)]
    moves = Move.objects.filter(
        article__in=drafts, verb__in=(Move.Verb.SEND_BACK, Move.Verb.SUBMIT)
    )
    last = {move.article_id: move for move in moves.select_related("by").order_by("pk")}
    return {pk: move for pk, move in last.items() if move.verb == Move.Verb.SEND_BACK}


def _in_hands_of(user, row):
    holder = row.created_by_id if row.assigned_to_id is None else row.assigned_to_id
    return holder == user.pk


def told(user, sent_back):
    """What the person was told and has not seen, without what a sent-back story says itself."""
    lines = notices.unseen_by(user)
    for line in lines:
        move = sent_back.get(line["newest"].article_id)
        if move is not None:
            said = notices.words_of(move)
            line["words"] = [words for words in line["words"] if words != said]
    return lines


def notes_among(user, lines):
    """The newest desk note that a notice told of, by story: a mention, or an answer."""
    times = {line["newest"].article_id: line["times"] for line in lines}
    if not times:
        return {}
    at = {each for those in times.values() for each in those}
    notes = Note.objects.filter(article__in=times, at__in=at).exclude(by=user)
    notes = notes.filter(Q(mentions=user) | Q(answers__isnull=False)).order_by("at", "pk")
    return {note.article_id: note for note in notes if note.at in times[note.article_id]}


def told_lines(user, lines, notes, sent_back, stories):
    """A line for each story somebody was told of; a mention or an answer is replied to."""
    for line in lines:
        newest = line["newest"]
        if not line["words"] and newest.article_id in sent_back:
            continue
        story, note = newest.article, notes.get(newest.article_id)
        mark, says = ("@", _("Note")) if note else ("•", _("News"))
        way = _open(story, _("Reply"), "#notes") if note else _open(story)
        quote = _quoted(user, note, stories.get(story.pk)) if note else ""
        words, since = " ".join(line["words"]), line["times"][0]
        yield _line(story, mark, says, words, since, [way, _seen(newest)], quote)


#: So much of a note stands on the desk page.
QUOTED = 140


def _quoted(user, note, story):
    """A note's words, for who reads the story; those of a legal note stand beside it alone."""
    if note.is_legal or story is None or not (story.is_mine or reads_all(user)):
        return ""
    return Truncator(" ".join(note.text.split())).chars(QUOTED)


def _seen(notice):
    return Action(_("Seen"), reverse("admin:notice_seen", args=[notice.pk]), is_post=True)


def sent_back_lines(sent_back, lines, stories, at):
    """A line for each story that was sent back, with the words that came with it."""
    notices_of = {line["newest"].article_id: line for line in lines if not line["words"]}
    for pk, move in sent_back.items():
        if pk not in stories:
            continue
        actions = [_open(stories[pk])]
        if pk in notices_of:
            actions.append(_seen(notices_of[pk]["newest"]))
        words = f"{first_name(move.by) or _('The desk')}, {clock(move.at, at)}"
        yield _line(stories[pk], "↩", _("Sent back"), words, move.at, actions, quote=move.reason)


# For editors ------------------------------------------------------------------------------


def waiting_rows(user, rows):
    """What is in review on the person's desks, what has waited longest first."""
    if not user.has_perm("articles.edit_any_article"):
        return []
    found = [row for row in rows if row.column == hand.REVIEW and works_on(user, row.desk_id)]
    return sorted(found, key=lambda row: (row.since, row.pk))


def review_lines(user, rows, stories, at):
    for row in rows[:MOST]:
        story = stories.get(row.pk)
        if story is None:
            continue
        actions = [_open(story, _("Read"))]
        if story.assigned_to_id != user.pk and standing_of(user, story).may("hand_over"):
            actions.append(press(story, "take"))
        words = _("%(waited)s in review") % {"waited": waited(row.since, at)}
        yield _line(story, "▸", _("In review"), words, row.since, actions)


# Reads ------------------------------------------------------------------------------------


def open_reads(user, rows):
    """Reads without an answer, and what the law cleared of stories that are not finished."""
    if not user.has_perm("articles.approve_article"):
        return []
    keys = [row.pk for row in rows]
    asked = Read.objects.filter(answer=Read.Answer.ASKED, article__killed_at=None)
    asked = asked.exclude(article__stage="spiked")
    legal = Read.objects.filter(
        kind=Read.Kind.LEGAL, answer=Read.Answer.CLEARED, article__in=keys, revision__isnull=False
    )
    reads = (asked | legal).select_related("asked_by", "revision").defer("revision__document")
    return list(reads.order_by("asked_at", "pk")[: 10 * MOST])


def read_lines(user, reads, stories, documents, at):
    """A line for each read that this person may give, and for each that the law gave too early."""
    for read in reads:
        story = stories.get(read.article_id)
        if story is None:
            continue
        if read.answer == Read.Answer.ASKED:
            if read.asked_by_id != user.pk and standing_of(user, story).may("answer_read"):
                yield _asked(read, story, at)
        elif is_stale(read, story, documents) and _concerns(user, story):
            yield _changed(read, story)


def _asked(read, story, at):
    mark = "⚖" if read.kind == Read.Kind.LEGAL else "◔"
    kind = read.get_kind_display()
    words = _("%(kind)s asked by %(person)s, %(time)s") % {
        "kind": kind,
        "person": first_name(read.asked_by) or _("the desk"),
        "time": clock(read.asked_at, at),
    }
    return _line(story, mark, kind, words, read.asked_at, [page(_("Read"), story, "answer_read")])


def _changed(read, story):
    way = Action(_("Compare"), story.get_compare_url(read.revision.number, story.version))
    return _line(story, "⚖", _("Legal read"), _("changed since legal"), read.answered_at, [way])


def _concerns(user, story):
    """Whether the person has a say in when the law reads it again."""
    standing = standing_of(user, story)
    return standing.may("approve") or standing.may("publish")


def maybe_stale(reads, stories):
    """Reads of the law for a version that is not the newest any more."""
    return [
        read
        for read in reads
        if read.answer == Read.Answer.CLEARED
        and read.article_id in stories
        and read.revision.number != stories[read.article_id].version
    ][:COMPARED]


def is_stale(read, story, documents):
    """Whether what the law cleared differs from the newest version where it may not."""
    cleared = documents.get((story.pk, read.revision.number))
    newest = documents.get((story.pk, story.version))
    return bool(cleared and newest) and revisions.drops_approval(cleared, newest)


# Given to me ------------------------------------------------------------------------------


def given_rows(user, rows):
    """What somebody planned for this person, and nobody has begun."""
    return [row for row in rows if row.column == hand.PLANNED and row.assigned_to_id == user.pk][
        :MOST
    ]


def given_lines(rows, stories, at):
    for row in rows:
        story = stories.get(row.pk)
        if story is not None:
            time, count = clock(story.due_at, at) if story.due_at else "", story.wanted_words
            due = _("due %(time)s") % {"time": time} if time else ""
            words = (
                ngettext("%(count)s word", "%(count)s words", count) % {"count": count}
                if count
                else ""
            )
            said = ", ".join(filter(None, [due, words])) or _("no time set")
            yield _line(story, "▫", _("Planned"), said, row.since, [_open(story, _("Start"))])


# Read after publication -------------------------------------------------------------------


def second_read_lines(user, editions, stories, at):
    """What was published by one person alone, for whoever else may read it."""
    if not user.has_perm("articles.approve_article"):
        return
    for edition in editions:
        story = stories.get(edition.article_id)
        if story is not None and edition.published_by_id != user.pk:
            actions = [_open(story, _("Read")), press(story, "second_read")]
            words = _("published %(time)s, second read due") % {
                "time": clock(edition.live_from, at)
            }
            yield _line(story, "◔", _("Second read due"), words, edition.live_from, actions)


# What readers reported --------------------------------------------------------------------


def open_reports(user):
    """What readers reported of stories that are this person's to put right, the oldest first."""
    found = reports.seen_by(user).filter(closed_at=None).select_related("article")
    return list(found.order_by("at", "pk")[:MOST]) if reports.may_see(user) else []


def report_lines(found):
    """A line for each; the reader's words stand in the list alone."""
    for report in found:
        way = Action(_("Open"), f"{reverse('admin:reports')}#report-{report.pk}")
        words = _("a reader reports an error")
        yield _line(report.article, "✉", _("Reader"), words, report.at, [way])
