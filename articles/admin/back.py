"""Back to what was: the version before, and a correction that a draft was written without."""

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import comparing, revisions, timeline, workflow
from articles.admin.asking import Screen, ScreenForm, answer, asks
from articles.admin.choosing import posted_choices
from articles.admin.standing import story_to_move
from articles.models import Correction


@asks
def put_back(request, pk):
    """Put the version before the live one back before readers; the draft stays."""
    story = story_to_move(request, pk, "put_back")
    live, before = _live_and_before(story)
    screen = Screen(
        "put_back",
        ScreenForm(request.POST or None),
        _("Put back the version before"),
        [
            _(
                "Readers get what they had before, as a fix: they are not told and the time stays. "
                "Your draft stays as it is."
            ),
        ],
        template="articles/desk/put_back.html",
        is_of_live=True,
        context={"live": live, "before": before, "summary": _changed(live, before)},
    )
    return answer(
        request,
        story,
        screen,
        lambda said: workflow.put_back(story, by=request.user),
        lambda edition: _("Readers have v%(number)s again.") % {"number": edition.revision.number},
    )


def _live_and_before(story):
    """What readers have, and what the workflow would put back."""
    live = timeline.live_edition(story, timezone.now())
    if live is None:
        return None, None
    earlier = story.editions.filter(live_from__lt=live.live_from, undone_at=None)
    earlier = earlier.exclude(revision=live.revision_id).select_related("revision")
    return live, earlier.order_by("-live_from").first()


def _changed(live, before):
    if live is None or before is None:
        return ""
    return comparing.compare(
        revisions.upgrade(live.revision.document), revisions.upgrade(before.revision.document)
    ).summary


@asks
def bring_in(request, pk, correction):
    """Bring a correction that readers have into a draft whose text lacks it."""
    story = story_to_move(request, pk, "bring_in")
    notice = Correction.objects.filter(
        pk=correction, article=story, edition__live_from__lte=timezone.now()
    ).first()
    if notice is None:
        raise Http404
    screen = Screen(
        "bring_in",
        ScreenForm(request.POST or None),
        _("Bring it in"),
        [
            _(
                "Readers have this notice and the text that goes with it. Your draft was written "
                "without: publishing it would undo the correction."
            ),
        ],
        template="articles/desk/bring_in.html",
        context={"notice": notice},
    )
    return answer(
        request,
        story,
        screen,
        lambda said: workflow.bring_in(
            story, by=request.user, correction=notice, choices=posted_choices(request, story)
        ),
        lambda revision: (
            _("The correction is in your draft, v%(number)s.") % {"number": revision.number}
        ),
    )
