"""The notes of a story: beside its form, on its read-only page, and on a page of their own."""

from django import forms
from django.contrib import admin, messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from articles import notes
from articles.admin.answering import answer, answers, refusal
from articles.admin.asking import asks
from articles.admin.fields import name_of
from articles.admin.standing import standing, story_to_read
from articles.admin.widgets import as_pk
from articles.models import Article
from articles.workflow import Refused


class NoteForm(forms.Form):
    """A new note, or an answer to one. The domain says what is wrong with its words."""

    text = forms.CharField(required=False, strip=False)
    about = forms.CharField(required=False)
    is_legal = forms.BooleanField(required=False)
    answers = forms.CharField(required=False)


def panel_of(request, story, *, on_form=None, sent=None):
    """What the panel of the notes shows: the talks that exist for the person.

    On the story form nothing is posted with the form: a script sends the notes by themselves.
    `sent` is a note that was refused, with its `error`: what was typed is shown again.
    """
    may = standing(request, story)
    talks = notes.talks_for(may)
    here = notes.beginnings(story.body)
    shown = [_shown(talk, may, here, sent) for talk in talks]
    still_open = [each for each in shown if not each["is_resolved"]]
    return {
        "story": story,
        "open": still_open,
        "resolved": [each for each in shown if each["is_resolved"]],
        "count": len(still_open),
        "says": str(len(still_open) or ""),
        "beginnings": here,
        "typed": sent if sent and not sent["answers"] else None,
        "on_form": may.edits if on_form is None else on_form,
        "person": request.user.pk,
        "page": reverse("admin:articles_article_notes", args=[story.pk]),
        "ask": reverse("admin:articles_article_note", args=[story.pk]),
        "people": reverse("admin:articles_article_note_people", args=[story.pk]),
    }


def _shown(talk, may, here, sent):
    note = talk.note
    typed = sent if sent and sent["answers"] == str(note.pk) else None
    return {
        "note": note,
        "by": _writer(note),
        "is_resolved": note.resolved_at is not None,
        "resolved_by": name_of(note.resolved_by),
        "is_elsewhere": bool(note.about) and note.about not in here,
        "answers": [{"note": each, "by": _writer(each)} for each in talk.answers],
        "may_resolve": notes.may_resolve(note, may),
        "typed": typed,
    }


def _writer(note):
    return (
        _("%(outsider)s (shared draft)") % {"outsider": note.outsider}
        if note.outsider
        else name_of(note.by)
    )


# What is done -------------------------------------------------------------------------


def _act(request, story):
    """Do what was pressed; says what came of it. Raises Refused."""
    for name, act, said in (
        ("resolve", notes.resolve, _("Resolved.")),
        ("reopen", notes.reopen, _("Reopened.")),
    ):
        if name in request.POST:
            act(_talk(request, story, request.POST[name]), by=request.user)
            return said
    form = NoteForm(request.POST)
    form.is_valid()
    said = form.cleaned_data
    answered = said.pop("answers")
    talk = _talk(request, story, answered) if answered else None
    written = notes.write(story, by=request.user, **{"text": "", "about": "", **said}, answers=talk)
    return " ".join(filter(None, [_("Answered.") if talk else _("Noted."), str(written)]))


def _talk(request, story, key):
    """The note that is meant; raises Http404 for one that does not exist for the person."""
    note = notes.notes_for(standing(request, story)).filter(pk=as_pk(key)).first()
    if note is None:
        raise Http404
    note.article = story
    return note


def _sent(request, error):
    """The note as it was typed, to be shown again with what is wrong with it."""
    return {
        "text": request.POST.get("text", ""),
        "about": request.POST.get("about", ""),
        "is_legal": "is_legal" in request.POST,
        "answers": request.POST.get("answers", ""),
        "error": error,
    }


@asks
def notes_page(request, pk):
    """The notes on a page of their own, which needs no script."""
    story = story_to_read(request, pk)
    sent = None
    if request.method == "POST":
        try:
            said = _act(request, story)
        except Refused as wrong:
            sent = _sent(request, str(wrong))
        else:
            messages.success(request, f"{story.slugline}: {said}")
            return redirect("admin:articles_article_notes", story.pk)
    context = {
        **admin.site.each_context(request),
        "title": _("Notes: %(slugline)s") % {"slugline": story.slugline},
        "story": story,
        "opts": Article._meta,
        "notes": panel_of(request, story, on_form=False, sent=sent),
    }
    response = render(request, "articles/desk/notes.html", context)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@answers
def note(request, pk):
    """What the panel beside the form asks: the list as it stands then, and what came of it."""
    story = story_to_read(request, pk)
    try:
        said = _act(request, story)
    except Refused as wrong:
        return refusal(400, str(wrong))
    panel = panel_of(request, story)
    html = render_to_string("articles/desk/side/_notes_list.html", {"notes": panel})
    return answer(html=html, said=said, count=panel["count"])


@require_GET
@answers
def people(request, pk):
    """Whom a note may mention whose name begins with what was typed after the @."""
    story = story_to_read(request, pk)
    begins = request.GET.get("begins", "")[:100]
    found = notes.people_to_mention(story, begins)
    return answer(people=[name_of(person) for person in found])
