"""Asking for a desk, copy, legal or picture read, and answering it."""

from django import forms

from articles import workflow
from articles.admin.asking import Screen, ScreenForm, answer, asks, words_field
from articles.admin.moves import posted_version
from articles.admin.standing import story_to_move
from articles.models import Read


class AskReadForm(ScreenForm):
    kind = forms.ChoiceField(
        label="Which read", choices=Read.Kind.choices, widget=forms.RadioSelect
    )


@asks
def ask_read(request, pk):
    """Ask for a desk, copy, legal or picture read."""
    story = story_to_move(request, pk, "ask_read")
    screen = Screen(
        "ask_read",
        AskReadForm(request.POST or None, initial={"kind": Read.Kind.DESK}),
        "Ask for a read",
        ["An answer given before counts no more once the same read is asked for again."],
    )
    return answer(
        request,
        story,
        screen,
        lambda said: workflow.ask_read(story, by=request.user, **said),
        lambda read: f"{read.get_kind_display()} asked for.",
    )


class AnswerReadForm(ScreenForm):
    kind = forms.ChoiceField(label="Which read", widget=forms.RadioSelect)
    words = words_field("Words to the writer", "For “Changes wanted”: what should change.")
    #: Which of the two buttons was pressed.
    answer = forms.ChoiceField(choices=[("cleared", "Cleared"), ("changes", "Changes wanted")])

    def __init__(self, *args, reads, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(read.kind, read.get_kind_display()) for read in reads]


@asks
def answer_read(request, pk):
    """Clear the newest version, or say what should change."""
    story = story_to_move(request, pk, "answer_read")
    reads = list(story.reads.select_related("asked_by").order_by("kind"))
    first = next((r.kind for r in reads if r.answer == Read.Answer.ASKED), None)
    screen = Screen(
        "answer_read",
        AnswerReadForm(request.POST or None, reads=reads, initial={"kind": first}),
        "Read",
        [f"Your answer stands for v{story.version}. A later change of the text makes it stale."],
        template="articles/desk/answer_read.html",
        context={"reads": reads},
    )
    version = posted_version(request)
    return answer(
        request,
        story,
        screen,
        lambda said: workflow.answer_read(
            story,
            by=request.user,
            kind=said["kind"],
            cleared=said["answer"] == "cleared",
            words=said["words"],
            version=version,
        ),
        lambda read: f"{read.get_kind_display()}: {read.get_answer_display()}.",
    )
