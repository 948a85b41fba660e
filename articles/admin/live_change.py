"""What is decided about a change of the live version: its kind, and what readers are told."""

from django import forms

from articles.admin.fields import PlainTextField
from articles.admin.publish_form import CHANGES, WITH_NOTICE
from articles.admin.publishing import GUESSED
from articles.models import Edition

Change = Edition.Change


class ChangeForm(forms.Form):
    """What kind of change of the live version it is, and what readers are told."""

    change = forms.ChoiceField(
        label="Kind of change", choices=CHANGES, widget=forms.RadioSelect, required=False
    )
    what_is_new = PlainTextField(
        label="What is new?",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="For an update: one line, shown to readers.",
    )
    correction = PlainTextField(
        label="Notice",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For a correction or clarification: what was wrong, and what is right.",
    )
    leave_out = forms.BooleanField(label="Leave out for now", required=False)
    override = PlainTextField(
        label="Publish anyway: reason",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Your name and reason stay in the history.",
    )

    def clean(self):
        super().clean()
        change = self.cleaned_data.get("change")
        if change == Change.UPDATE and not self.cleaned_data.get("what_is_new"):
            self.add_error("what_is_new", "Say in one line what is new: readers see it.")
        elif change in WITH_NOTICE and not self.cleaned_data.get("correction"):
            self.add_error("correction", "Say what was wrong: readers get a dated notice.")

    def ask_for_kind(self, guess):
        """Refuse a change of no kind, and say what it looks like."""
        if not self.cleaned_data.get("change") and "change" not in self.errors:
            self.add_error("change", f"Say what kind of change this is. {GUESSED[guess]}")

    def decisions(self):
        """What `workflow.fix_live` is told; words for another kind of change are left aside."""
        said, change = self.cleaned_data, self.cleaned_data["change"]
        return {
            "change": change,
            "what_is_new": said["what_is_new"] if change == Change.UPDATE else "",
            "correction": said["correction"] if change in WITH_NOTICE else "",
            "leave_out": said["leave_out"],
            "override": said["override"],
        }
