"""The desk page: for each person what waits for them, and what their roles look after.

Roles add up: the same frame for everybody, with the parts that the person's rights ask for.
What is shown of a story comes from two queries that both begin with the stories which exist
for the person, so that no other part can name one that does not.
"""

from datetime import timedelta
from functools import cached_property

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import rights, shifts, workflow
from articles.admin.alarms import desk_alarms
from articles.admin.desk import board, cards, coming, hand, needs, ready, today, videos
from articles.admin.desk.lines import Line
from articles.models import Article, HouseWord
from articles.notices import name_of
from authors.models import Desk

BOARD, MINE = "board", "mine"
MOST_MINE = 30
WEEK = timedelta(days=7)


class DeskPage:
    """What one person's desk page says at one moment; each thing is asked once."""

    def __init__(self, user, at, asked):
        self.user, self.at, self.asked = user, at, asked

    # Who the person is ------------------------------------------------------------------

    def may(self, name):
        return self.user.has_perm(f"articles.{name}")

    @cached_property
    def writes(self):
        return self.may("add_article")

    @cached_property
    def edits(self):
        return self.may("edit_any_article")

    @cached_property
    def publishes(self):
        return self.may("publish_article")

    @cached_property
    def plans(self):
        """Whether the plan is this person's work; a reporter plans from the week."""
        return (self.edits or self.publishes) and rights.may_plan(self.user)

    @cached_property
    def only_videos(self):
        """Whether the person looks after videos and not after text."""
        return self.may("place_video_article") and not self.edits

    @cached_property
    def sees_stories(self):
        """Whether stories are this person's work; an administrator's are people and settings."""
        return self.writes or self.edits or self.publishes or self.only_videos

    @cached_property
    def shows(self):
        """The list on the right: the one that is asked for, else the one of the role."""
        asked = self.asked.get("list")
        if asked in (BOARD, MINE):
            return asked
        return BOARD if self.edits or self.publishes else MINE

    # Desks ------------------------------------------------------------------------------

    @cached_property
    def desks(self):
        return list(Desk.objects.order_by("name"))

    @cached_property
    def my_desks(self):
        return rights.desks_of(self.user)

    @cached_property
    def desk(self):
        """The desk that the address asks for, or None for all of them."""
        asked = self.asked.get("desk", "")
        return next((desk for desk in self.desks if str(desk.pk) == asked), None)

    @property
    def _desk_key(self):
        return self.desk.pk if self.desk else None

    # What is on it, before anything is named ---------------------------------------------

    @cached_property
    def rows(self):
        return hand.in_hand(self.user, self.at)

    @cached_property
    def columns(self):
        return board.chosen(self.rows, self._desk_key)

    @cached_property
    def mine(self):
        """The person's own, what is due soonest first."""
        own = [row for row in self.rows if row.is_mine]
        return sorted(own, key=board.by_due)[:MOST_MINE]

    @cached_property
    def given(self):
        return needs.given_rows(self.user, self.rows)

    @cached_property
    def sent_back(self):
        return needs.sent_back_moves(self.user, self.rows)

    @cached_property
    def told(self):
        return needs.told(self.user, self.sent_back)

    @cached_property
    def noted(self):
        return needs.notes_among(self.user, self.told)

    @cached_property
    def waiting(self):
        return needs.waiting_rows(self.user, self.rows)

    @cached_property
    def reads(self):
        return needs.open_reads(self.user, self.rows)

    @cached_property
    def ready(self):
        return ready.ready_rows(self.rows) if self.publishes else []

    @cached_property
    def late_videos(self):
        return ready.late_videos(self.at) if self.publishes else []

    @cached_property
    def notes(self):
        return shifts.unseen_by(self.user, self.my_desks, at=self.at)

    @cached_property
    def published(self):
        """What readers got since midnight, or since the oldest shift note."""
        start = min([today.midnight(self.at), *(note.at for note in self.notes)])
        return today.published_since(start, self.at)

    @cached_property
    def published_today(self):
        start = today.midnight(self.at)
        return [edition for edition in self.published if edition.live_from >= start]

    @cached_property
    def single_reads(self):
        watches = self.publishes or self.may("approve_article")
        return today.single_reads(self.at) if watches else []

    @cached_property
    def reports(self):
        return needs.open_reports(self.user)

    @cached_property
    def front(self):
        return today.front_now(self.at) if self.publishes else None

    @cached_property
    def pin(self):
        return self.front["pin"] if self.front else workflow.pinned(self.at)

    @cached_property
    def coming(self):
        return coming.coming(self.rows, self.pin, self.at)

    @cached_property
    def left(self):
        return shifts.left_since(self.notes, self.at)

    @cached_property
    def waiting_for_video(self):
        return videos.waiting(self.at) if self.may("place_video_article") else []

    # What may be named -------------------------------------------------------------------

    @cached_property
    def stories(self):
        """Key → story, for all that is shown with more than its name."""
        keys = {row.pk for row in [*self.given, *self.waiting[: needs.MOST]]}
        keys |= {read.article_id for read in self.reads}
        keys |= {*self.sent_back, *self.noted} | {
            edition.article_id for edition in self.single_reads
        }
        keys |= {row.pk for row in self.ready[: ready.SHOWN]}
        if self.shows == MINE:
            keys |= {row.pk for row in self.mine}
        else:
            keys |= {pk for _, shown in self.columns.values() for pk in shown}
        return cards.stories_by_key(self.user, keys, self.at)

    @cached_property
    def known(self):
        """Key → slugline, desk and address, for all that is only named."""
        editions = [*self.published, *self._on_the_front]
        keys = {edition.article_id for edition in editions}
        keys |= {each.article_id for each in [*self.coming, *self.late_videos, *self.left]}
        keys |= {pk for pk, _ in self.waiting_for_video}
        found = Article.objects.visible_to(self.user).filter(pk__in=keys)
        return {
            story.pk: {
                "pk": story.pk,
                "slugline": story.slugline,
                "desk": story.desk_id,
                "is_killed": story.killed_at is not None,
                "address": story.get_desk_url(),
            }
            for story in found.only("pk", "slugline", "desk", "killed_at")
        }

    @property
    def _on_the_front(self):
        if not self.front:
            return []
        return [edition for edition in [self.front["lead"], *self.front["beside"]] if edition]

    # What the page says ------------------------------------------------------------------

    def context(self):
        """What the template prints."""
        head = {
            "page": self,
            "now": self.at,
            "zone": settings.TIME_ZONE.rpartition("/")[2].replace("_", " "),
        }
        if not self.user.has_perm("articles.view_article"):
            return head
        return head | {
            "alarms": desk_alarms(self.user),
            "shift_notes": self._shift_notes(),
            "house_words": self._house_words(),
            **(self._work() if self.sees_stories else {}),
        }

    def _work(self):
        lines = self._needs_me()
        said = {
            "needs_me": lines,
            "more_in_review": max(0, len(self.waiting) - needs.MOST),
            "given": list(needs.given_lines(self.given, self.stories, self.at)),
            "mine": self._mine() if self.shows == MINE else None,
            "board": self._board() if self.shows == BOARD else None,
            "video_lines": videos.lines(self.waiting_for_video, self.known),
            "hours": None,
        }
        if self.edits or self.publishes:
            said["hours"] = coming.hours(
                self.coming, self.known, publishes=self.publishes, desk=self._desk_key
            )
            said["slots"] = coming.slots(self.at)
            said |= self._readers()
        return said | (self._publishing() if self.publishes else {})

    def _needs_me(self) -> list[Line]:
        user, stories, at = self.user, self.stories, self.at
        found = [
            *needs.sent_back_lines(self.sent_back, self.told, stories, at),
            *needs.told_lines(user, self.told, self.noted, self.sent_back, stories),
            *needs.review_lines(user, self.waiting, stories, at),
            *needs.read_lines(user, self.reads, stories, self._documents, at),
            *needs.second_read_lines(user, self.single_reads, stories, at),
            *needs.report_lines(self.reports),
        ]
        return sorted(found, key=lambda line: (line.since, line.slugline))

    def _mine(self):
        return [
            {
                "story": story,
                "state": self._state(story),
                "words": cards.words_of(self.user, story),
                "due": cards.due(story, self.at),
                "has_it": cards.has_it(self.user, story),
                "readers": cards.readers_have(story),
            }
            for story in (self.stories.get(row.pk) for row in self.mine)
            if story is not None
        ]

    def _state(self, story):
        back = story.pk in self.sent_back
        return _("Sent back") if back else cards.state_and_time(story, self.at)

    def _board(self):
        columns = board.columns(self.user, self.columns, self.stories, self.at, desk=self._desk_key)
        live = today.live_today(self.published_today, self.known, self.at, self._desk_key)
        return board.with_live(columns, live, self._desk_key)

    def _readers(self):
        unread = {edition.pk for edition in self.single_reads}
        lines, count = today.published_lines(
            self.user, self.published_today, self.known, unread, self.at
        )
        return {"published": lines, "published_count": count}

    def _publishing(self):
        arrived = ready.arrived(self.late_videos, self._kept, self.known)
        shown = [
            self.stories[row.pk] for row in self.ready[: ready.SHOWN] if row.pk in self.stories
        ]
        return {
            "ready": ready.ready_lines(self.user, shown, self._kept, self.at),
            "ready_count": len(self.ready),
            "to_publish": len(self.ready) + len(arrived),
            "arrived": arrived,
            "front": today.front_lines(self.front, self.known, self.at),
        }

    @cached_property
    def _kept(self):
        """(story, number) → the kept version, for all whose text is looked at."""
        pairs = {(video.article_id, video.live_number) for video in self.late_videos}
        for row in self.ready[: ready.SHOWN]:
            story = self.stories.get(row.pk)
            if story is not None:
                pairs |= {(story.pk, story.version)}
                pairs |= {(story.pk, story.live_version)} if story.is_live else set()
        for read in needs.maybe_stale(self.reads, self.stories):
            pairs |= {
                (read.article_id, read.revision.number),
                (read.article_id, self.stories[read.article_id].version),
            }
        return ready.kept_versions(pairs)

    @property
    def _documents(self):
        return {pair: kept.document for pair, kept in self._kept.items()}

    def _shift_notes(self):
        waiting = (
            [row.desk_id for row in self.rows if row.column == hand.REVIEW] if self.notes else []
        )
        return [
            {
                "note": note,
                "by": name_of(note.by),
                "since": shifts.since_then(note, self.published, self.left, self.known, waiting),
            }
            for note in self.notes
        ]

    def _house_words(self):
        if not self.may("view_houseword"):
            return 0
        return HouseWord.objects.filter(added_at__gt=self.at - WEEK).count()


def desk_page(request, at=None):
    """The context of a person's desk page."""
    return DeskPage(request.user, at or timezone.now(), request.GET).context()
