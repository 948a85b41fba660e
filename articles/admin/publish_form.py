"""What the person decides on the publish sheet, and what the sheet knows before they do."""

from dataclasses import dataclass, field
from datetime import datetime

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles import revisions, timeline
from articles.admin.fields import PlainTextField
from articles.admin.leading import until_field
from articles.admin.times import MomentField, sent_moment, whole_second
from articles.models import Edition, Revision
from articles.workflow.publishing import CLEAR, KEEP

Change = Edition.Change

#: Kinds of change, as the sheet offers them for a live story.
CHANGES = [
    (
        Change.FIX,
        _("Fix (no notice): Spelling, links, layout. Readers are not told, the time stays."),
    ),
    (Change.UPDATE, _("Update: Something is new. Readers see one line that says what.")),
    (Change.CLARIFICATION, _("Clarification: It was right but could mislead.")),
    (Change.CORRECTION, _("Correction: It was wrong. A dated notice stays on the page for good.")),
]
NOW, LATER = "now", "later"


def kind_field():
    return forms.ChoiceField(
        label=_("Kind of change"), choices=CHANGES, widget=forms.RadioSelect, required=False
    )


def what_is_new_field(help_text):
    return PlainTextField(
        label=_("What is new?"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=help_text,
    )


def notice_field():
    return PlainTextField(
        label=_("Notice"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For a correction or clarification: what was wrong, and what is right."),
    )


def reason_field(label):
    return PlainTextField(
        label=label,
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Your name and reason stay in the history."),
    )


def told_to_readers(said, change):
    """What goes with a kind of change; words typed for another kind are left aside."""
    return {
        "change": change,
        "what_is_new": said["what_is_new"] if change == Change.UPDATE else "",
        "correction": said["correction"] if change in Edition.WITH_NOTICE else "",
    }


def lacks_words(said, change, *, notice_waits=False):
    """The field, and what to say of it, that this kind of change still needs; or None."""
    if change == Change.UPDATE and not said.get("what_is_new"):
        return "what_is_new", gettext("Say in one line what is new: readers see it.")
    if change in Edition.WITH_NOTICE and not (said.get("correction") or notice_waits):
        return "correction", gettext("Say what was wrong: readers get a dated notice.")
    return None


@dataclass
class BeforeReaders:
    """Where a story stands before readers when its sheet is opened or sent."""

    at: datetime
    newest: Revision | None
    live: Edition | None
    was_public: bool
    scheduled: list = field(default_factory=list)
    #: The kind of a notice that waits on the story for its publication.
    waiting: str = ""

    @classmethod
    def of(cls, story, at):
        waiting = story.corrections.filter(edition=None).first()
        coming = story.editions.scheduled(at).select_related("revision").order_by("live_from")
        return cls(
            at=at,
            newest=revisions.newest(story),
            live=story.editions.live(at).select_related("revision", "published_by").first(),
            was_public=timeline.public_state(story, at) == timeline.PublicState.WITHDRAWN,
            scheduled=list(coming),
            waiting=waiting.kind if waiting else "",
        )

    @property
    def version(self):
        return self.newest.number if self.newest else 0

    @property
    def is_first(self):
        return self.live is None and not self.was_public


class PublishForm(forms.Form):
    """What the person decides on the sheet; the template shows what fits the story."""

    #: Which button was pressed: now, later (at the time in the field), or a moment of its own.
    when = forms.CharField(required=False)
    go_live_at = MomentField(label=_("Time"), required=False)
    change = kind_field()
    what_is_new = what_is_new_field(_("One line, shown to readers."))
    correction = notice_field()
    to_top = forms.BooleanField(label=_("Move it to the top of lists"), required=False)
    leave_out = forms.BooleanField(label=_("Leave out for now"), required=False)
    scheduled = forms.ChoiceField(
        label=_("What is scheduled already"),
        choices=[
            (KEEP, _("Keep it: this goes into it as well, and it goes out at its time")),
            (CLEAR, _("Cancel it, once this is out")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    keep_address = forms.BooleanField(label=_("Keep the address"), required=False)
    as_new = forms.BooleanField(
        label=_("Count as new"),
        required=False,
        help_text=_("Its date of publication begins again, and it stands at the top of lists."),
    )
    breaking = forms.BooleanField(
        label=_("Breaking"),
        required=False,
        help_text=(
            _(
                "Out with what is there: the desk’s section and your byline stand in, "
                "what is missing is left out and becomes a to-do."
            )
        ),
    )
    lead = forms.BooleanField(label=_("Make it the lead"), required=False)
    lead_until = until_field()
    override = reason_field(_("Reason"))

    def __init__(self, *args, knows, version, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.knows = knows
        self.is_what_readers_have = knows.live is not None and knows.live.revision.number == version

    def clean(self):
        super().clean()
        self._clean_when()
        self._clean_lead()
        if self.knows.live and not self.errors.get("change"):
            self._clean_change()
        if (
            self.knows.scheduled
            and not self.cleaned_data.get("scheduled")
            and "scheduled" not in self.errors
        ):
            self.add_error("scheduled", gettext("Say first what becomes of what is scheduled."))

    def _clean_when(self):
        """The moment meant by the button that was pressed; None for now."""
        when, go_live_at = self.cleaned_data.get("when"), self.cleaned_data.get("go_live_at")
        if when == NOW:
            go_live_at = None
        elif when != LATER:
            go_live_at = sent_moment(when or "")
        if when != NOW and "go_live_at" not in self.errors:
            if go_live_at is None:
                self.add_error("go_live_at", gettext("Say when it goes out."))
            elif go_live_at <= self.knows.at:
                self.add_error("go_live_at", gettext("This time has passed."))
        if when == NOW:
            self.errors.pop("go_live_at", None)  # what stands in the other button's field
        self.cleaned_data["starts_at"] = go_live_at

    def _clean_lead(self):
        """A story leads once readers have it; a time without the tick means both."""
        said = self.cleaned_data
        until = said.get("lead_until")
        said["lead"] = bool(said.get("lead") or until)
        if said["lead"] and said.get("starts_at"):
            self.add_error("lead", gettext("It can be made the lead once it is live."))
        elif until and until <= self.knows.at:
            self.add_error("lead_until", gettext("This time has passed."))

    def _clean_change(self):
        change = self.cleaned_data.get("change")
        if self.is_what_readers_have and change in (None, "", Change.UPDATE):
            # A second press of the button; a fix may still bring what was left out.
            words = gettext("Readers have v%(number)s already. Change the story first.")
            self.add_error("change", words % {"number": self.knows.live.revision.number})
        elif not change:
            self.add_error(
                "change", gettext("Readers have this story: say what kind of change it is.")
            )
        elif lack := lacks_words(self.cleaned_data, change, notice_waits=self.knows.waiting):
            self.add_error(*lack)

    def decisions(self):
        """What `workflow.publish` is told."""
        said, knows = self.cleaned_data, self.knows
        change = (said["change"] or None) if knows.live else None
        return {
            **told_to_readers(said, change),
            "go_live_at": said["starts_at"],
            "to_top": said["to_top"] and change == Change.UPDATE,
            "leave_out": said["leave_out"],
            "scheduled": said["scheduled"] or None,
            "keep_address": said["keep_address"],
            "as_new": said["as_new"] and knows.live is None and knows.was_public,
            "breaking": said["breaking"] and knows.is_first,
            "override": said["override"],
        }


def initial_of(story, knows, guess, chosen=""):
    """What the sheet begins with: the time chosen or the end of an embargo, and the kind of change.

    `chosen` is the moment that a link to the sheet names.
    """
    initial = {"change": knows.waiting or guess}
    moment = sent_moment(chosen)
    if moment and moment > knows.at:
        initial["go_live_at"] = whole_second(moment)
    elif story.is_embargoed(knows.at):
        initial["go_live_at"] = whole_second(story.embargo_until)
    return initial
