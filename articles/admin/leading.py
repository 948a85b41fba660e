"""Making a story the lead of the front, until a time or until another is made lead."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import workflow
from articles.admin.asking import Screen, ScreenForm, answer, asks
from articles.admin.standing import story_to_move
from articles.admin.times import MomentField, day_words


def until_field():
    return MomentField(label=gettext_lazy("Lead until"), required=False)


def lead_words(until, now):
    """What is said of a story that leads now."""
    return (
        _("It leads the front until %(until)s.") % {"until": day_words(until, now)}
        if until
        else _("It leads the front.")
    )


class LeadForm(ScreenForm):
    until = until_field()


@asks
def lead(request, pk):
    """Pin a live story to the head of the front; only that one place of the front changes."""
    story = story_to_move(request, pk, "lead")
    now = timezone.now()
    pin = workflow.pinned(now)
    screen = Screen(
        "lead",
        LeadForm(request.POST or None),
        _("Make lead"),
        [
            _leads_now(pin, story, now),
            _(
                "Without a time it leads until another story is made lead. What led before can be "
                "put back."
            ),
        ],
        is_of_live=True,
    )
    return answer(
        request,
        story,
        screen,
        lambda said: workflow.make_lead(story, by=request.user, **said) or said,
        lambda said: lead_words(said["until"], timezone.now()),
    )


def _leads_now(pin, story, now):
    if pin is None:
        return _("No story is pinned: the newest with weight leads.")
    if pin.article_id == story.pk:
        return lead_words(pin.until, now)
    return _("It takes the place of the story that is pinned now.")
