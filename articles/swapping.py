"""A picture or a video that is replaced, or taken out, everywhere it is used: story by story.

The live version is fixed, which brings the change into draft and schedules; what shows the
old one elsewhere still, the draft by a save and the scheduled version by being set anew,
follows. What is refused is said and stops no other story.
"""

import copy
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from articles import embeds, registry, revisions, timeline, workflow
from articles.embeds import in_text
from articles.models import Edition, Picture, Revision
from articles.workflow.editions import scheduled_of

#: What was decided on the publish sheet and stands when a version is scheduled anew.
AS_DECIDED = ("what_is_new", "to_top", "leave_out", "as_new", "keep_address")


@dataclass
class Outcome:
    """What came of one story: what was done, and the refusal that ended it with its place."""

    article: object
    done: list[str] = field(default_factory=list)
    refused: list[tuple[str, workflow.Refused]] = field(default_factory=list)


def swap(article, picture, other=None, *, by, keep_captions=False, at=None) -> Outcome:
    """Put another picture in the place of this one, or take it out, wherever the story shows it."""
    return _carried_out(article, _OtherPicture(picture, other, keep_captions), by=by, at=at)


def swap_video(article, video, other, *, by, at=None) -> Outcome:
    """Put another video in the place of this one wherever the story shows it.

    `video` is (provider, id), `other` what was recognised.
    """
    return _carried_out(article, _OtherVideo(video, other), by=by, at=at)


def _carried_out(article, change, *, by, at):
    outcome = Outcome(article)
    story = _Story(article, change, by, at or timezone.now())
    for place, step in (
        (registry.LIVE, story.change_live),
        (registry.DRAFT, story.change_draft),
        (registry.SCHEDULED, story.change_scheduled),
    ):
        try:
            if step():
                outcome.done.append(place)
        except workflow.Refused as refusal:
            outcome.refused.append((place, refusal))
            break  # the draft is not to run ahead of a page that could not be changed
    return outcome


def without(document, picture, other=None, *, keep_captions=False):
    """The document with the other picture, or none, wherever it shows this one.

    Credit and alt text were said of this picture, so those of the library stand for the other.
    """
    document = copy.deepcopy(document)
    for ref, block in list(document["blocks"].items()):
        if block.get("poster") == picture.pk:
            block["poster"] = other.pk if other else None
        if block.get("picture") != picture.pk:
            continue
        if other is None:
            del document["blocks"][ref]
            place = revisions.placeholder(block["kind"], ref)
            document["body"] = document["body"].replace(place, "")
        else:
            caption = block["caption"] if keep_captions else ""
            block |= {"picture": other.pk, "credit": "", "alt_text": "", "caption": caption}
    return document


# What is put in whose place ---------------------------------------------------------


@dataclass(frozen=True)
class _OtherPicture:
    picture: Picture
    other: Picture | None
    keep_captions: bool

    def is_due(self, block):
        return self.picture.pk in (block.get("picture"), block.get("poster"))

    def made(self, document):
        return without(document, self.picture, self.other, keep_captions=self.keep_captions)

    def fix_live(self, article, *, by, at, live, **choices):
        document = self.made(revisions.upgrade(live.document))
        workflow.fix_live(article, by=by, at=at, base=live.number, document=document, **choices)

    def save(self, article, *, by, at, draft):
        workflow.save_merged(
            article,
            by=by,
            document=self.made(revisions.upgrade(draft.document)),
            base=draft.number,
            kind=Revision.Kind.SAVE,
            at=at,
        )


@dataclass(frozen=True)
class _OtherVideo:
    video: tuple[str, str]
    other: embeds.Recognised

    def is_due(self, block):
        return in_text.shows(block, self.video)

    def fix_live(self, article, *, by, at, live, **choices):
        workflow.replace_live_video(
            article, by=by, at=at, video=self.video, other=self.other, **choices
        )

    def save(self, article, *, by, at, draft):
        workflow.replace_draft_video(article, by=by, at=at, video=self.video, other=self.other)


# One story --------------------------------------------------------------------------


@dataclass
class _Story:
    """One story, what changes in it, and who changes that; each step says if it did anything."""

    article: object
    change: _OtherPicture | _OtherVideo
    by: object
    at: datetime
    #: The draft's version before its own step: what is scheduled may be no other text.
    draft_was: int = 0

    def change_live(self):
        live = timeline.live_edition(self.article, self.at)
        if live is None or not self._shows(live.revision):
            return False
        wanted = {"by": self.by, "at": self.at, "live": live.revision}
        try:
            self.change.fix_live(self.article, **wanted)
        except workflow.Conflicts as conflicts:
            choices = self._about_the_change(conflicts, live.revision)
            self.change.fix_live(self.article, choices=choices, **wanted)
        return True

    def change_draft(self):
        draft = revisions.newest(self.article)
        self.draft_was = draft.number if draft else 0
        if draft is None or not self._shows(draft):
            return False
        self.change.save(self.article, by=self.by, at=self.at, draft=draft)
        return True

    def change_scheduled(self):
        """Set the draft for the time of the version that it was; any other needs a person."""
        waiting = [
            each for each in scheduled_of(self.article, self.at) if self._shows(each.revision)
        ]
        if not waiting:
            return False
        edition, draft = waiting[0], revisions.newest(self.article)
        if edition.revision.number != self.draft_was or self._shows(draft):
            raise workflow.Refused(
                _(
                    "The scheduled version still shows it. Cancel the schedule, "
                    "then schedule the draft without it."
                )
            )
        is_first = edition.change == Edition.Change.FIRST
        workflow.publish(
            self.article,
            by=self.by,
            version=draft.number,
            go_live_at=edition.live_from,
            scheduled="clear",
            change=None if is_first else edition.change,
            at=self.at,
            **{name: getattr(edition, name) for name in AS_DECIDED},
        )
        return True

    def _shows(self, revision):
        return bool(self._refs(revision))

    def _refs(self, revision):
        blocks = revisions.upgrade(revision.document)["blocks"].items()
        return {ref for ref, block in blocks if self.change.is_due(block)}

    def _about_the_change(self, conflicts, revision):
        """Choices by which this change stands, where each place is its own; else raises."""
        refs = self._refs(revision)
        choices = {
            target.name: {conflict.key: "theirs" for conflict in target.merged.conflicts}
            for target in conflicts.targets
        }
        keys = [key.split(":") for chosen in choices.values() for key in chosen]
        if not all(what == "block" and rest[0] in refs for what, *rest in keys):
            raise conflicts
        return choices
