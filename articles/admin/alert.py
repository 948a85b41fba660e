"""The alert line: set it, see what stands above the paper, end it."""

from datetime import timedelta

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from articles import workflow
from articles.admin.fields import PlainTextField, name_of
from articles.admin.front_form import (
    StoryInput,
    name_of_story,
    named_stories,
    offered,
    story_named,
    when_of_story,
)
from articles.admin.times import MomentField, day_words, whole_second
from articles.models import AlertLine

RIGHT = "articles.add_alertline"
#: How long a line stands if nobody says otherwise.
USUAL = timedelta(hours=2)


class AlertForm(forms.Form):
    text = PlainTextField(
        label=gettext_lazy("What readers shall know"),
        max_length=AlertLine._meta.get_field("text").max_length,
        help_text=gettext_lazy("One short sentence, 140 characters at most."),
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    story = PlainTextField(
        label=gettext_lazy("Story it leads to"),
        required=False,
        max_length=400,
        help_text=gettext_lazy("Type a slugline or headline. It leads there once readers have it."),
        widget=StoryInput({"class": "vTextField front-story-input"}),
    )
    ends_at = MomentField(label=gettext_lazy("Ends at"))

    def __init__(self, data, *, user, at, alert):
        self.user, self.at = user, at
        initial = {"ends_at": whole_second((at + USUAL).replace(second=0, microsecond=0))}
        if alert:
            known = named_stories(user, [alert.article_id], at).values()
            initial |= {
                "text": alert.text,
                "ends_at": alert.live_until,
                "story": next(map(name_of_story, known), ""),
            }
        super().__init__(data, initial=initial, label_suffix="")

    def clean_story(self):
        typed = self.cleaned_data["story"]
        return story_named(self.user, typed, self.at) if typed else None


@require_http_methods(["GET", "POST"])
def alert(request):
    """The line that stands now, and the form of the next."""
    if not request.user.has_perm(RIGHT):
        raise PermissionDenied
    now = timezone.now()
    stands = workflow.alert_at(now)
    if request.method == "POST" and request.POST.get("do") == "end":
        return _end(request)
    data = request.POST if request.method == "POST" else None
    form = AlertForm(data, user=request.user, at=now, alert=stands)
    if data and form.is_valid() and _set(request, form, now):
        return redirect("admin:alert")
    context = {
        **admin.site.each_context(request),
        "title": _("Alert line"),
        "form": form,
        "alert": stands,
        "until": day_words(stands.live_until, now) if stands else "",
        "by": name_of(stands.set_by) if stands and stands.set_by else "",
        "offered": [
            {"value": name_of_story(story), "label": when_of_story(story, now)}
            for story in offered(request.user, at=now)
        ],
    }
    return render(request, "articles/desk/alert.html", context)


def _set(request, form, now):
    said = form.cleaned_data
    try:
        line = workflow.set_alert(
            said["text"], by=request.user, article=said["story"], ends_at=said["ends_at"]
        )
    except workflow.Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(
        request,
        _("The alert stands above every page until %(when)s.")
        % {"when": day_words(line.live_until, now)},
    )
    return True


def _end(request):
    try:
        workflow.end_alert(by=request.user)
    except workflow.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The alert has ended."))
    return redirect("admin:alert")


def addresses(site):
    return [path("alert/", site.admin_view(alert), name="alert")]
