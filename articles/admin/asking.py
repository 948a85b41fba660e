"""Pages of one question: what a move does, what it asks, and what came of it."""

from dataclasses import dataclass, field

from django import forms
from django.contrib import admin, messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from articles import workflow
from articles.admin.choosing import question_of
from articles.admin.fields import PlainTextField
from articles.admin.moves import posted_number, refusal_words

asks = require_http_methods(["GET", "POST"])


@dataclass
class Screen:
    """One page: what it says, its form, and the words of its button."""

    verb: str
    form: forms.Form
    button: str
    intro: list = field(default_factory=list)
    template: str = "articles/desk/question.html"
    is_danger: bool = False
    #: The form stands for what readers had when it was opened: another publication makes it stale.
    is_of_live: bool = False
    context: dict = field(default_factory=dict)


def told_of_kill(request, story):
    """The way back to a killed story, of which nothing is asked any more; None for any other."""
    if story.killed_at is None or request.method != "GET":
        return None
    messages.error(request, _("%(slugline)s was killed.") % {"slugline": story.slugline})
    return redirect("admin:articles_article_change", story.pk)


def answer(request, story, screen, act, said, leads_to=None):
    """Show the page; posted, make the move and say what came of it, or why not."""
    if away := told_of_kill(request, story):
        return away
    form = screen.form
    if request.method == "POST" and form.is_valid() and not _is_outdated(request, story, screen):
        try:
            done = act(form.cleaned_data)
        except workflow.Conflicts as refusal:
            form.add_error(None, str(refusal))
            screen.context["choosing"] = question_of(
                request, story, refusal, theirs=_("What the change says")
            )
        except workflow.Refused as refusal:
            form.add_error(None, refusal_words(story, screen.verb, refusal))
        else:
            words = said(done) if callable(said) else said
            messages.success(request, f"{story.slugline}: {words}")
            return leads_to or redirect("admin:articles_article_change", story.pk)
    context = {
        **admin.site.each_context(request),
        "story": story,
        "title": f"{screen.button}: {story.slugline}",
        "screen": screen,
        "form": form,
        "live_version": story.live_version,
        **screen.context,
    }
    return render(request, screen.template, context)


def _is_outdated(request, story, screen):
    """Whether somebody published since the page was opened; the page then says so."""
    if not screen.is_of_live or posted_number(request, "live") == (story.live_version or -1):
        return False
    words = (
        _("Readers have v%(version)s by now. Look at it again, then press once more.")
        if story.is_live
        else _("It is not live. Look at it again, then press once more.")
    )
    screen.form.add_error(None, words % {"version": story.live_version})
    return True


class ScreenForm(forms.Form):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)


def words_field(label, help_text="", *, required=False, rows=3, longest=1000):
    widget = (
        forms.Textarea(attrs={"rows": rows})
        if rows > 1
        else forms.TextInput(attrs={"class": "vTextField"})
    )
    return PlainTextField(
        label=label, help_text=help_text, required=required, max_length=longest, widget=widget
    )
