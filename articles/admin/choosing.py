"""A change that goes into other versions, too: what was chosen where both touched the same."""

from django.utils import timezone
from django.utils.translation import gettext as _

from articles.admin.conflict import Question, Side, choices_in, input_name, places_of
from articles.workflow.merged import DRAFT

#: The version that readers have: a change typed over an older one meets it first.
LIVE = "live"


def versions_of(story):
    """Names the versions that choices are made between; another one, and they count no more."""
    draft = f"{DRAFT}:{story.version}"
    return " ".join([f"{LIVE}:{story.live_version}", draft, *_scheduled(story)])


def _scheduled(story):
    coming = story.editions.scheduled(timezone.now()).order_by("live_from")
    return [f"scheduled-{pk}:{n}" for pk, n in coming.values_list("pk", "revision__number")]


def posted_choices(request, story):
    """{target: {conflict key: choice}} for the draft and whatever is scheduled."""
    bound_to = versions_of(story)
    targets = [each.partition(":")[0] for each in bound_to.split()]
    return {name: choices_in(request.POST, bound_to, name) for name in targets}


def question_of(request, story, refusal, *, theirs):
    """The page part that asks; `theirs` says what the change is that goes into the versions."""
    chosen = posted_choices(request, story)
    return Question(
        heading=_("Both versions changed the same place"),
        sentence=(
            _(
                "What only one of them changed is kept from both. "
                "Choose for each place that both changed, then press the button again."
            )
        ),
        bound_to=versions_of(story),
        sides=[
            Side(
                title=target.label[:1].upper() + target.label[1:],
                mine=_("What %(label)s says") % {"label": target.label},
                theirs=theirs,
                places=places_of(target.merged.conflicts, chosen.get(target.name, {}), target.name),
            )
            for target in refusal.targets
        ],
        kept=_kept(refusal, chosen),
    )


def _kept(refusal, chosen):
    """Choices made before that are not asked about any more, to be sent again."""
    asked = {(target.name, c.key) for target in refusal.targets for c in target.merged.conflicts}
    return {
        input_name(key, target): choice
        for target, choices in chosen.items()
        for key, choice in choices.items()
        if (target, key) not in asked
    }
