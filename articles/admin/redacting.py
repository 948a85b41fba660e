"""Blanking words in kept versions: for the law, by an administrator, with a reason that stays."""

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles import workflow
from articles.admin.asking import Screen, ScreenForm, answer, asks, words_field
from articles.admin.standing import story_to_move


class RedactForm(ScreenForm):
    """Which versions, which words, and why. The text itself is not shown here."""

    words = words_field(
        _("Words to blank"), _("Letter by letter as they stand in the text."), required=True, rows=1
    )
    versions = forms.TypedMultipleChoiceField(
        label=_("In these versions"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    reason = words_field(
        _("Why"), _("Your name and reason stay in the history."), required=True, rows=1
    )

    def __init__(self, *args, story, **kwargs):
        super().__init__(*args, **kwargs)
        kept = story.revisions.defer("document").order_by("-number")
        self.fields["versions"].choices = [
            (revision.number, f"v{revision.number}, {date_format(revision.at, 'j F Y, H:i')}")
            for revision in kept
        ]


@asks
def redact(request, pk):
    """Blank words in kept versions and in what readers were given of them."""
    story = story_to_move(request, pk, "redact")
    screen = Screen(
        "redact",
        RedactForm(request.POST or None, story=story),
        gettext("Redact"),
        [
            gettext(
                "Blanks words for good, in the versions ticked and in what readers were given of "
                "them. Nobody can bring them back. Who did it, when and why stays in the history."
            )
        ],
        is_danger=True,
    )
    return answer(
        request,
        story,
        screen,
        lambda said: workflow.redact(story, by=request.user, **said),
        lambda count: (
            ngettext("Blanked in %(count)s version.", "Blanked in %(count)s versions.", count)
            % {"count": count}
        ),
    )
