"""The shift note: a page to write one, and the button that says it was seen."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from articles import rights, shifts
from articles.admin.asking import ScreenForm, asks, words_field
from authors.models import Desk


class ShiftNoteForm(ScreenForm):
    desk = forms.ModelChoiceField(
        label=_("For"),
        queryset=Desk.objects.order_by("name"),
        required=False,
        empty_label=_("All desks"),
    )
    text = words_field(
        _("What does the next shift have to know?"),
        _("Shown to whoever comes next until they have seen it, for a day and a half."),
        required=True,
        rows=6,
        longest=2000,
    )


@asks
def write(request):
    """Leave a note to the next shift; beneath it, those that were left before."""
    if not request.user.has_perm("articles.add_shiftnote"):
        raise PermissionDenied
    own = rights.only_desk_of(request.user)
    form = ShiftNoteForm(request.POST or None, initial={"desk": own})
    if request.method == "POST" and form.is_valid():
        note = shifts.write(by=request.user, **form.cleaned_data)
        messages.success(
            request,
            gettext("Left for the next shift of %(desk)s.")
            % {"desk": note.desk or gettext("all desks")},
        )
        return redirect("admin:index")
    now = timezone.now()
    context = {
        **admin.site.each_context(request),
        "title": gettext("Shift note"),
        "form": form,
        "earlier": _notes_for(request.user).filter(at__lte=now)[: shifts.LISTED],
    }
    return render(request, "articles/desk/shift_note.html", context)


def _notes_for(person):
    return shifts.for_person(person, rights.desks_of(person))


@require_POST
def seen(request, pk):
    """The person has read a note that concerns them."""
    note = _notes_for(request.user).filter(pk=pk).first()
    if note is None:
        raise Http404
    shifts.see(note, request.user)
    return redirect("admin:index")


def addresses(site):
    """The desk page's own screens."""
    return [
        path("shift-note/", site.admin_view(write), name="shift_note"),
        path("shift-note/<int:pk>/seen/", site.admin_view(seen), name="shift_note_seen"),
    ]
