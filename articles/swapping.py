"""A picture that is replaced, or taken out, everywhere it is used: one story at a time.

The live version is fixed, which brings the change into draft and schedules; what shows the
picture elsewhere still, the draft by a save and the scheduled version by being set anew,
follows. What is refused is said and stops no other story.
"""

import copy
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from articles import registry, revisions, timeline, workflow
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
    outcome = Outcome(article)
    story = _Story(article, picture, other, keep_captions, by, at or timezone.now())
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


@dataclass
class _Story:
    """One story, a picture in it, and who changes that; each step says whether it did anything."""

    article: object
    picture: Picture
    other: Picture | None
    keep_captions: bool
    by: object
    at: datetime
    #: The draft's version before its own step: what is scheduled may be no other text.
    draft_was: int = 0

    def change_live(self):
        live = timeline.live_edition(self.article, self.at)
        if live is None or not self._shows(live.revision):
            return False
        wanted = {"base": live.revision.number, "document": self._changed(live.revision)}
        wanted |= {"by": self.by, "at": self.at}
        try:
            workflow.fix_live(self.article, **wanted)
        except workflow.Conflicts as conflicts:
            choices = self._about_the_picture(conflicts, live.revision)
            workflow.fix_live(self.article, choices=choices, **wanted)
        return True

    def change_draft(self):
        draft = revisions.newest(self.article)
        self.draft_was = draft.number if draft else 0
        if draft is None or not self._shows(draft):
            return False
        workflow.save_merged(
            self.article,
            by=self.by,
            document=self._changed(draft),
            base=draft.number,
            kind=Revision.Kind.SAVE,
            at=self.at,
        )
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
                "The scheduled version still shows it. Cancel the schedule, "
                "then schedule the draft without it."
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

    def _changed(self, revision):
        document = revisions.upgrade(revision.document)
        return without(document, self.picture, self.other, keep_captions=self.keep_captions)

    def _shows(self, revision):
        return registry.holds(revisions.upgrade(revision.document), {self.picture.pk})

    def _about_the_picture(self, conflicts, revision):
        """Choices by which this change stands, where each place is the picture's; else raises."""
        blocks = revisions.upgrade(revision.document)["blocks"].items()
        refs = {ref for ref, block in blocks if _has(block, self.picture)}
        choices = {
            target.name: {conflict.key: "theirs" for conflict in target.merged.conflicts}
            for target in conflicts.targets
        }
        keys = [key.split(":") for chosen in choices.values() for key in chosen]
        if not all(what == "block" and rest[0] in refs for what, *rest in keys):
            raise conflicts
        return choices


def _has(block, picture):
    return picture.pk in (block.get("picture"), block.get("poster"))
