"""What is scheduled: another time for it, or none."""

from django import forms
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles import workflow
from articles.admin import week
from articles.admin.asking import Screen, ScreenForm, answer, asks
from articles.admin.moves import posted_number
from articles.admin.standing import story_to_move
from articles.admin.times import MomentField, day_words, sent_moment, usual_times


class ChangeTimeForm(ScreenForm):
    #: Which button was pressed: the one of the field, or a moment of its own.
    when = forms.CharField(required=False)
    go_live_at = MomentField(label=_("New time"), required=False)

    def clean(self):
        super().clean()
        when, moment = self.cleaned_data.get("when"), self.cleaned_data.get("go_live_at")
        if when != "later":
            self.errors.pop("go_live_at", None)
            moment = sent_moment(when or "")
        if moment is None and "go_live_at" not in self.errors:
            self.add_error("go_live_at", gettext("Say when it goes out."))
        self.cleaned_data["starts_at"] = moment


@asks
def change_time(request, pk):
    """Let what is scheduled go out at another time, or not at all."""
    story = story_to_move(request, pk, "change_time")
    now = timezone.now()
    waiting = story.editions.scheduled(now).select_related("revision").order_by("live_from")
    waiting = waiting.first()
    initial = {"go_live_at": timezone.localtime(waiting.live_from)} if waiting else {}
    embargo = story.embargo_until if story.is_embargoed(now) else None
    screen = Screen(
        "change_time",
        ChangeTimeForm(request.POST or None, initial=initial),
        gettext("Change time"),
        template="articles/desk/change_time.html",
        context={
            "waiting": waiting,
            "when": day_words(waiting.live_from, now) if waiting else "",
            "embargo": embargo,
            "usual": [
                {"moment": moment, "words": day_words(moment, now).capitalize()}
                for moment in usual_times(now, not_before=embargo)
            ],
        },
    )
    return answer(
        request,
        story,
        screen,
        lambda said: _change_time(request, story, waiting, said["starts_at"]),
        lambda edition: (
            gettext("It goes out %(live_from)s.")
            % {"live_from": day_words(edition.live_from, timezone.now())}
        ),
        leads_to=_back(request),
    )


def _back(request):
    """To the week or the desk page where it was pressed, else to the story."""
    if request.POST.get("back") == "desk":
        return redirect("admin:index")
    back = request.POST.get("week")
    return redirect(week.address_of(back)) if back else None


def _change_time(request, story, waiting, moment):
    """Move what the person saw on the page; something else by now is not moved unseen."""
    if waiting is None or posted_number(request, "edition") != waiting.pk:
        raise workflow.Refused(
            gettext("What is scheduled has changed meanwhile. Look at it again.")
        )
    return workflow.change_time(story, by=request.user, edition=waiting, go_live_at=moment)
