"""Taking a story from readers: withdrawn, retracted or killed, and what differs between them."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles import revisions, workflow
from articles.admin.asking import Screen, ScreenForm, answer, asks, words_field
from articles.admin.standing import story_to_move
from articles.admin.states import lines_for
from articles.models import RelatedLink, Withdrawal

_NOTICE_LENGTH = Withdrawal._meta.get_field("notice").max_length


class WithdrawForm(ScreenForm):
    notice = words_field(
        _("Notice to readers"),
        _("Stands at the story’s address. Empty: only that it was withdrawn."),
        rows=1,
        longest=_NOTICE_LENGTH,
    )
    reason = words_field(_("Reason, for the desk"), rows=1)


@asks
def withdraw(request, pk):
    """Take a live story off the site, after showing which stories link to it."""
    story = story_to_move(request, pk, "withdraw")
    screen = Screen(
        "withdraw",
        WithdrawForm(request.POST or None),
        gettext("Withdraw"),
        [
            gettext(
                "Takes it off the site. The address says that it was withdrawn. What is scheduled "
                "for it is cancelled; it can be published again at the same address."
            ),
            gettext(
                "To keep the page and say that the paper no longer stands by it, retract it. "
                "Where the law or somebody’s safety asks for it, kill it."
            ),
        ],
        template="articles/desk/withdraw.html",
        is_of_live=True,
        context={"linking": _linking(request, story)},
    )
    return answer(
        request,
        story,
        screen,
        lambda said: workflow.withdraw(story, by=request.user, **said),
        gettext("Withdrawn. Its address says so."),
    )


class RetractForm(ScreenForm):
    notice = words_field(
        _("Notice to readers"),
        _("Why the paper no longer stands by it. It stands on top of the page, for good."),
        required=True,
    )
    body = forms.ChoiceField(
        label=_("The text"),
        choices=[
            ("keep", _("Keep it on the page, under the notice")),
            ("remove", _("Take it off the page: headline and notice stay")),
        ],
        widget=forms.RadioSelect,
        initial="keep",
    )


@asks
def retract(request, pk):
    """Say that the paper no longer stands by a story; its page stays and says so."""
    story = story_to_move(request, pk, "retract")
    screen = Screen(
        "retract",
        RetractForm(request.POST or None),
        gettext("Retract"),
        [
            gettext(
                "We no longer stand by the story. The page stays and says so: “Retracted:” stands "
                "before the headline. It leaves the front, the sections and the search."
            ),
        ],
        is_of_live=True,
        is_danger=True,
    )
    return answer(
        request,
        story,
        screen,
        lambda said: workflow.retract(
            story, by=request.user, notice=said["notice"], hide_body=said["body"] == "remove"
        ),
        gettext("Retracted. Its page says so."),
    )


class KillForm(ScreenForm):
    notice = words_field(
        _("Notice to readers"),
        _("All that its addresses say from now on. Empty: only that a story was taken down."),
        rows=1,
        longest=_NOTICE_LENGTH,
    )
    reason = words_field(
        _("Reason, for the desk"), _("It stays in the history, with your name."), rows=1
    )


@asks
def kill(request, pk):
    """Take text, headline and pictures from everywhere, now; no check is asked."""
    story = story_to_move(request, pk, "kill")
    screen = Screen(
        "kill",
        KillForm(request.POST or None),
        gettext("Kill"),
        [
            gettext(
                "Legal or danger. Text, pictures and headline go everywhere, now. "
                "It cannot be brought back: a killed story is started anew."
            ),
        ],
        template="articles/desk/kill.html",
        is_danger=True,
        context={"linking": _linking(request, story), "hides": _hides(story)},
    )
    return answer(
        request,
        story,
        screen,
        lambda said: workflow.kill(story, by=request.user, **said),
        lambda hidden: gettext("Killed. Hidden: %(hidden)s.") % {"hidden": hidden},
    )


def _hides(story):
    """What a kill will take from readers, counted before it is done."""
    now = timezone.now()
    had = story.editions.filter(live_from__lte=now).count()
    coming = story.editions.scheduled(now).count()
    document = revisions.upgrade(revisions.newest(story).document) if story.version else None
    blocks = document["blocks"].values() if document else ()
    pictures = {block.get(name) for block in blocks for name in ("picture", "poster")} - {None}
    return {
        "had": had,
        "coming": coming,
        "pictures": len(pictures),
        "addresses": list(
            story.editions.filter(live_from__lte=now).values_list("path", flat=True).distinct()
        ),
    }


MOST_LINKING = 50


def _linking(request, story):
    """Stories whose related links lead here; readers will no longer see those links."""
    linking = RelatedLink.objects.filter(story=story).values("block__article")
    stories = lines_for(request.user).filter(pk__in=linking).exclude(pk=story.pk)
    return stories.order_by("-modified_at", "-pk")[:MOST_LINKING]
