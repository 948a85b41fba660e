"""What is decided about a change of the live version: its kind, and what readers are told."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.publish_form import (
    kind_field,
    lacks_words,
    notice_field,
    reason_field,
    told_to_readers,
    what_is_new_field,
)
from articles.admin.publishing import GUESSED


class ChangeForm(forms.Form):
    """What kind of change of the live version it is, and what readers are told."""

    change = kind_field()
    what_is_new = what_is_new_field(_("For an update: one line, shown to readers."))
    correction = notice_field()
    leave_out = forms.BooleanField(label=_("Leave out for now"), required=False)
    override = reason_field(_("Publish anyway: reason"))

    def clean(self):
        super().clean()
        lack = lacks_words(self.cleaned_data, self.cleaned_data.get("change"))
        if lack:
            self.add_error(*lack)

    def ask_for_kind(self, guess):
        """Refuse a change of no kind, and say what it looks like."""
        if not self.cleaned_data.get("change") and "change" not in self.errors:
            self.add_error(
                "change",
                gettext("Say what kind of change this is. %(guess)s") % {"guess": GUESSED[guess]},
            )

    def decisions(self):
        """What `workflow.fix_live` is told."""
        said = self.cleaned_data
        return {
            **told_to_readers(said, said["change"]),
            "leave_out": said["leave_out"],
            "override": said["override"],
        }
