"""The open form says that somebody is here, and hears who else is."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles import presences
from articles.admin.answering import answer, answers, newest_version, refusal, story_to_write
from articles.admin.fields import name_of
from articles.admin.formsets import as_ref
from articles.models import Presence
from articles.sanitising import clean_text

LONGEST_PLACE = Presence._meta.get_field("place").max_length


@require_POST
@answers
def here(request, pk):
    """Note where in the story this window is, or that it closes; say who else has it open."""
    story = story_to_write(request, pk)
    window = {
        "person": request.user,
        "edit_session": as_ref(request.POST.get("edit_session")),
    }
    if window["edit_session"] is None:
        return refusal(400, _("This form does not say which window it is in."))
    at = timezone.now()
    if "leave" in request.POST:
        presences.leave(**window, at=at)
        return answer()
    place = clean_text(request.POST.get("place", ""))[:LONGEST_PLACE]
    presences.arrive(story, **window, place=place, at=at)
    return answer(
        others=[
            {
                "name": name_of(other.person),
                "place": other.place,
                "same_person": other.person_id == request.user.pk,
                # Only their own: which text is in the other window can then be said.
                "window": str(other.edit_session) if other.person_id == request.user.pk else "",
            }
            for other in presences.others(story, **window, at=at)
        ],
        newest=newest_version(request, story),
    )
