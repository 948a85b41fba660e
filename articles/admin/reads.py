"""Asking for a desk, copy, legal or picture read, and answering it."""

from django import forms
from django.contrib import messages
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles import revisions, workflow
from articles.admin import side
from articles.admin.asking import Screen, ScreenForm, answer, asks, words_field
from articles.admin.moves import posted_version
from articles.admin.reads_said import words_for
from articles.admin.standing import standing, story_to_move
from articles.models import Read


class AskReadForm(ScreenForm):
    kind = forms.ChoiceField(
        label=_("Which read"), choices=Read.Kind.choices, widget=forms.RadioSelect
    )


@asks
def ask_read(request, pk):
    """Ask for a desk, copy, legal or picture read."""
    story = story_to_move(request, pk, "ask_read")
    screen = Screen(
        "ask_read",
        AskReadForm(request.POST or None, initial={"kind": Read.Kind.DESK}),
        gettext("Ask for a read"),
        [gettext("An answer given before counts no more once the same read is asked for again.")],
    )
    response = answer(
        request,
        story,
        screen,
        lambda said: workflow.ask_read(story, by=request.user, **said),
        lambda read: gettext("%(kind)s asked for.") % {"kind": read.get_kind_display()},
    )
    return _for_panel(request, story, screen.form) or response


class AnswerReadForm(ScreenForm):
    kind = forms.ChoiceField(label=_("Which read"), widget=forms.RadioSelect)
    words = words_field(_("Words to the writer"), _("For “Changes wanted”: what should change."))
    #: Which of the two buttons was pressed.
    answer = forms.ChoiceField(
        choices=[("cleared", _("Cleared")), ("changes", _("Changes wanted"))]
    )

    def __init__(self, *args, reads, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(read.kind, read.get_kind_display()) for read in reads]


@asks
def answer_read(request, pk):
    """Clear the newest version, or say what should change."""
    story = story_to_move(request, pk, "answer_read")
    reads = list(story.reads.select_related("asked_by", "answered_by").order_by("kind"))
    first = next((r.kind for r in reads if r.answer == Read.Answer.ASKED), None)
    screen = Screen(
        "answer_read",
        AnswerReadForm(request.POST or None, reads=reads, initial={"kind": first}),
        gettext("Read"),
        [
            gettext(
                "Your answer stands for v%(version)s. A later change of the text makes it stale."
            )
            % {"version": story.version}
        ]
        if reads
        else [],
        template="articles/desk/answer_read.html",
        context={"reads": [(read, words_for(standing(request, story), read)) for read in reads]},
    )
    version = posted_version(request)
    response = answer(
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
    return _for_panel(request, story, screen.form) or response


# From the panel beside the form ---------------------------------------------------------


def _for_panel(request, story, form):
    """The panel as it stands after the move, for the script that asked from an open form.

    None for a page: that is answered as every question is.
    """
    if request.method != "POST" or "X-Desk-Piece" not in request.headers:
        return None
    reads = story.reads.select_related("revision", "asked_by", "answered_by")
    document = revisions.upgrade(revisions.newest(story).document)
    shown = side.reads_of(request, story, {read.kind: read for read in reads}, document)
    shown |= {"said": _said(request, form), "is_refused": bool(form.errors)}
    return render(request, "articles/desk/side/_reads.html", {"side": {"reads": shown}})


def _said(request, form):
    """What came of it; read here, so that the next page does not say it again."""
    errors = [words for field in form.errors.values() for words in field]
    return " ".join([*errors, *map(str, messages.get_messages(request))])
