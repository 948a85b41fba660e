"""New story from copy: the lines as they came beside what each becomes."""

import uuid
from datetime import timedelta

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from articles import intake
from articles.admin import autosaving, sent_twice
from articles.admin.fields import name_of
from articles.admin.formsets import as_ref
from articles.admin.moves import make_move
from articles.admin.pasted import Desk
from articles.intake import filing, fingerprints
from articles.models import Article, Section

FORMATS = [("", _("Guess")), ("text", _("Text")), ("word", _("Word")), ("web", _("Web"))]
#: A second press of the button comes within this; what comes later was looked at again.
A_DOUBLE_PRESS = timedelta(seconds=5)


class CopyForm(forms.Form):
    """The paste, and what the copy itself may not say."""

    copy = forms.CharField(
        strip=False,
        widget=forms.Textarea(attrs={"rows": 18, "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Paste the copy first.")},
    )
    format = forms.ChoiceField(choices=FORMATS, required=False)
    slugline = forms.CharField(max_length=60, required=False)
    headline = forms.CharField(max_length=200, required=False)
    section = forms.ModelChoiceField(
        Section.objects.all(), required=False, empty_label=_("Choose a section")
    )


@require_http_methods(["GET", "HEAD", "POST"])
def intake_screen(request):
    """Paste, look, change, save: nothing is saved before a button says so."""
    if not request.user.has_perm("articles.add_article"):
        raise PermissionDenied
    form = CopyForm(request.POST or None)
    desk = _desk(form, request.POST) if form.is_bound and form.is_valid() else None
    same = fingerprints.same_copy(request.user, desk.built.fingerprint) if desk else None
    wants_saved = request.POST.get("do") in ("save", "submit")
    if desk and wants_saved and not desk.has_errors:
        if _is_double_press(request):
            return _saved_before(request)
        if same is None or _is_told(request, same):
            try:
                return _save(request, desk)
            except sent_twice.SentTwice:
                return _saved_before(request)
    return render(request, "articles/desk/intake.html", _context(request, form, desk, same))


def _desk(form, posted):
    """The copy as it is read, or None with the reason on the form."""
    try:
        return Desk(form, posted)
    except intake.IntakeRefused as refusal:
        form.add_error("copy", str(refusal))
    except ValidationError as refusal:
        form.add_error(None, refusal)
    return None


def _context(request, form, desk, same):
    window = as_ref(request.POST.get("edit_session")) or uuid.uuid4()
    if sent_twice.started_from(request) is not None:
        window = uuid.uuid4()  # saved once: what is pressed now is another story
    return {
        **admin.site.each_context(request),
        "title": gettext("Paste copy"),
        "form": form,
        "desk": desk,
        "is_pasting": desk is None,
        "same": _in_words(request.user, same) if same else None,
        "goes_on": same is not None and request.POST.get("go_on") == str(same.pk),
        "edit_session": window,
        "keeping": autosaving.keeping_of(request),
    }


# Saving ------------------------------------------------------------------------------


def _save(request, desk):
    moment = timezone.now()
    story = sent_twice.begin(
        request, lambda: filing.put_on_desk(desk.built, by=request.user, at=moment)
    )
    lines = gettext("%(lines)s lines in, %(placed)s placed") % {
        "lines": desk.line_count,
        "placed": desk.placed_count,
    }
    needs = (
        ngettext("; %(count)s still needs you", "; %(count)s still need you", desk.needs)
        % {"count": desk.needs}
        if desk.needs
        else ""
    )
    messages.success(
        request,
        gettext("Saved %(slugline)s: %(lines)s%(needs)s.")
        % {"slugline": story.slugline, "lines": lines, "needs": needs},
    )
    if request.POST["do"] == "submit":
        make_move(request, story, "submit", version=story.version)
    return autosaving.saved(request, redirect(story.get_desk_url()))


def _is_double_press(request):
    """Whether this very form made a story a moment ago."""
    story = Article.objects.filter(pk=sent_twice.started_from(request)).first()
    return story is not None and timezone.now() - story.created_at < A_DOUBLE_PRESS


def _saved_before(request):
    story = Article.objects.get(pk=sent_twice.started_from(request))
    return autosaving.saved(request, redirect(story.get_desk_url()))


# The same copy again -----------------------------------------------------------------


def _is_told(request, same):
    """Whether the person saw that this copy is there already, and goes on."""
    return str(same.pk) in (request.POST.get("told"), request.POST.get("go_on"))


def _in_words(person, same):
    """Who pasted the same copy, and when, with the way to it."""
    at = timezone.localtime(same.created_at)
    who = gettext("you") if same.created_by_id == person.pk else name_of(same.created_by)
    by = gettext("was pasted by %(who)s") % {"who": who} if same.created_by else gettext("came in")
    words = (
        gettext("Same copy %(by)s at %(time)s: %(slugline)s.")
        if at.date() == timezone.localdate()
        else gettext("Same copy %(by)s on %(day)s at %(time)s: %(slugline)s.")
    )
    return {
        "story": same,
        "sentence": words
        % {
            "by": by,
            "day": date_format(at, "j F Y"),
            "time": f"{at:%H:%M}",
            "slugline": same.slugline,
        },
    }
