"""The bar above a story: where it stands, what readers see, and the moves this person may make."""

from dataclasses import dataclass

from django.urls import reverse

from articles.admin.states import state_of
from articles.models import Article
from articles.rights import VERB_PERMISSIONS

Stage = Article.Stage


@dataclass(frozen=True)
class Button:
    """One move on offer: a page to open, a button that posts, or one that saves first."""

    label: str
    verb: str
    address: str
    #: "page" opens an address, "post" makes the move, "save" saves the form and then moves.
    way: str


#: Moves that concern the text: on the form they save first.
SAVED_FIRST = ("submit", "approve", "publish")

LABELS = {
    "submit": "Send to desk",
    "send_back": "Send back…",
    "approve": "Approve",
    "publish": "Publish…",
    "unschedule": "Cancel the schedule",
    "withdraw": "Withdraw…",
    "lead": "Make lead",
    "spike": "Spike",
    "restore": "Bring back",
}
#: Moves that ask something first, on a page of their own.
PAGES = {
    "send_back": "admin:articles_article_send_back",
    "publish": "admin:articles_article_publish",
    "withdraw": "admin:articles_article_withdraw",
}


def bar_of(user, story, *, edits, on_form=False):
    """What the bar shows for a story that comes from `with_states`."""
    return {
        "story": story,
        "state": state_of(story),
        "sentence": _sentence(story),
        "warning": _warning(user, story) if on_form else "",
        "buttons": [
            _button(verb, story, on_form)
            for verb in LABELS
            if user.has_perm(VERB_PERMISSIONS[verb]) and _fits(verb, story, edits)
        ],
        "history": reverse("admin:articles_article_history", args=[story.pk]),
        "preview": reverse("admin:articles_article_preview", args=[story.pk]),
        "live": story.live_path,
        "on_form": on_form,
    }


def _sentence(story):
    if story.is_live and story.live_version != story.version:
        return f"Readers see v{story.live_version}. You are on v{story.version}."
    if story.is_live:
        return f"Readers see v{story.live_version}, the newest."
    return f"You are on v{story.version}."


def _warning(user, story):
    """What saving would undo, said before it does."""
    if story.is_approved and not user.has_perm("articles.approve_article"):
        return "It is approved. If you change its words, it needs approval again."
    return ""


def _fits(verb, story, edits):
    """Whether the move makes sense where the story stands; the workflow decides in the end."""
    is_new = not (story.is_live and story.live_version == story.version)
    was_public = story.is_live or story.was_live or story.scheduled_for is not None
    spiked = story.stage == Stage.SPIKED
    match verb:
        case "submit":
            return edits and story.stage in (Stage.PLANNED, Stage.DRAFT)
        case "send_back":
            return story.stage == Stage.IN_REVIEW and is_new
        case "approve":
            return not spiked and not story.is_approved
        case "publish":
            return not spiked and story.scheduled_for is None and (edits or is_new)
        case "unschedule":
            return story.scheduled_for is not None
        case "withdraw" | "lead":
            return story.is_live
        case "spike":
            return not was_public and not spiked
        case _:
            return spiked


def _button(verb, story, on_form):
    if on_form and verb in SAVED_FIRST:
        return Button(LABELS[verb], verb, "", "save")
    if verb in PAGES:
        return Button(LABELS[verb], verb, reverse(PAGES[verb], args=[story.pk]), "page")
    address = reverse("admin:articles_article_move", args=[story.pk, verb])
    return Button(LABELS[verb], verb, address, "post")
