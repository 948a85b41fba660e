"""The bar above a story: where it stands, what readers see, and the moves this person may make."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles import workflow
from articles.admin.reads_said import reads_in_words
from articles.admin.states import readers_have_newest, state_of
from articles.models import Article, Read
from articles.rights import Standing

Stage = Article.Stage


@dataclass(frozen=True)
class Button:
    """One move on offer: a page to open, a button that posts, or one that saves first."""

    label: str
    verb: str
    address: str
    #: "page" opens an address, "post" makes the move, "save" saves the form and then moves.
    way: str
    is_danger: bool = False
    #: After this moment the move comes too late.
    until: datetime | None = None


#: Moves that concern the text: on the form they save first.
SAVED_FIRST = ("submit", "approve", "publish")

#: The moves that bring a story on, always in sight.
MAIN = {
    "submit": _("Send to desk"),
    "send_back": _("Send back…"),
    "approve": _("Approve"),
    "publish": _("Publish…"),
    "change_time": _("Change time…"),
    "second_read": _("I have read it"),
    "answer_read": _("Answer the read…"),
    "restore": _("Bring back"),
}
#: The others, behind “More”.
MORE = {
    "fix_live": _("Correct the live story…"),
    "put_back": _("Put back the version before…"),
    "lead": _("Make lead until…"),
    "lead_back": _("Put the lead before back"),
    "take": _("Take it"),
    "hand_over": _("Hand over to…"),
    "ask_read": _("Ask for a read…"),
    "follow_up": _("New story from this one"),
    "ask_publisher": _("Ask the publisher…"),
    "share": _("Share draft…"),
    "unschedule": _("Cancel the schedule"),
    "spike": _("Spike"),
    "retract": _("Retract…"),
    "withdraw": _("Withdraw…"),
    "kill": _("Kill…"),
    "redact": _("Redact…"),
}
LABELS = MAIN | MORE
#: Moves that ask something first, on a page of their own.
PAGES = {"fix_live": "admin:articles_article_live"} | {
    verb: f"admin:articles_article_{verb}"
    for verb in (
        "send_back",
        "publish",
        "change_time",
        "answer_read",
        "put_back",
        "hand_over",
        "ask_read",
        "ask_publisher",
        "share",
        "lead",
        "retract",
        "withdraw",
        "kill",
        "redact",
    )
}
#: Moves that are made at once, at an address of their own.
POSTED = {"follow_up": "admin:articles_article_follow_up"}
#: Buttons that are another verb's in the workflow.
RIGHT_OF = {"take": "hand_over", "lead_back": "lead"}
DANGER = frozenset({"retract", "withdraw", "kill", "spike", "redact"})


def bar_of(user, story, *, edits, on_form=False):
    """What the bar shows for a story that comes from `with_states`."""
    standing = Standing(user, story, sees=True, edits=edits)
    now = timezone.now()
    offered = [
        verb
        for verb in LABELS
        if standing.may(RIGHT_OF.get(verb, verb)) and _fits(verb, story, standing, now)
    ]
    return {
        "story": story,
        "state": state_of(story),
        "sentence": _practice(story) + _sentence(story),
        "warning": _warning(standing, story) if on_form else "",
        "lacks": _lacks(standing, story, now),
        "buttons": [
            *_undo(standing, story, now),
            *_videos(standing, story, now),
            *(_button(verb, story, on_form) for verb in offered if verb in MAIN),
        ],
        "more": [_button(verb, story, on_form) for verb in offered if verb in MORE],
        # On the form the panel of the reads says more.
        "reads": [] if on_form else reads_in_words(standing),
        "ask_read": reverse(PAGES["ask_read"], args=[story.pk]) if "ask_read" in offered else "",
        "history": reverse("admin:articles_article_history", args=[story.pk]),
        "preview": reverse("admin:articles_article_preview", args=[story.pk]),
        "compare": _compare(standing, story),
        "live": story.live_path,
        "on_form": on_form,
    }


def may_ask_read(standing, story):
    """Whether this person may ask for a read of the story as it stands."""
    return standing.may("ask_read") and _fits("ask_read", story, standing, timezone.now())


def _practice(story):
    return (
        gettext("This is the practice desk: nothing here can be published.") + " "
        if story.is_practice
        else ""
    )


def _sentence(story):
    if story.killed_at:
        at = timezone.localtime(story.killed_at)
        return gettext("On %(at)s. Nobody can publish it.") % {"at": date_format(at, "j F Y, H:i")}
    if story.is_live and not readers_have_newest(story):
        return gettext("Readers see v%(live_version)s. You are on v%(version)s.") % {
            "live_version": story.live_version,
            "version": story.version,
        }
    if story.is_live:
        return gettext("Readers see v%(live_version)s, the newest.") % {
            "live_version": story.live_version
        }
    return gettext("You are on v%(version)s.") % {"version": story.version}


def _compare(standing, story):
    """What readers see beside the draft, where that is another version."""
    if not (story.is_live and standing.reads) or readers_have_newest(story):
        return ""
    return story.get_compare_url(story.live_version, story.version)


def _warning(standing, story):
    """What saving would undo, said before it does."""
    if story.is_approved and not standing.may("approve"):
        return gettext("It is approved. If you change its words, it needs approval again.")
    return ""


def _lacks(standing, story, now):
    """Corrections that readers have and the working copy was written without, with the way."""
    if not story.was_live or story.killed_at or not standing.may("bring_in"):
        return []
    newest = story.revisions.filter(number=story.version).defer("document").first()
    missing = workflow.missing_corrections(newest, at=now) if newest else []
    return [
        {
            "notice": notice,
            "address": reverse("admin:articles_article_bring_in", args=[story.pk, notice.pk]),
        }
        for notice in missing
    ]


def _undo(standing, story, now):
    """Undo, for the minute in which a publication counts as a slip."""
    if not story.is_live or now - story.live_since >= workflow.UNDO_FOR:
        return
    if standing.may("undo") and workflow.slip_of(story, now):
        until = story.live_since + workflow.UNDO_FOR
        address = reverse("admin:articles_article_move", args=[story.pk, "undo"])
        yield Button(gettext("Undo for 60 s"), "undo", address, "post", until=until)


def _videos(standing, story, now):
    """A button for each video that has come for an empty place on the live page."""
    if not story.is_live or story.killed_at or not standing.may("put_video_live"):
        return
    for ref in workflow.slots_open(story, now):
        address = reverse("admin:articles_article_put_video_live", args=[story.pk, ref])
        yield Button(gettext("Put the video on the live page"), "put_video_live", address, "post")


def _fits(verb, story, standing, now):
    """Whether the move makes sense where the story stands; the workflow decides in the end."""
    if story.killed_at:
        return verb == "redact"
    is_new = not readers_have_newest(story)
    was_public = story.is_live or story.was_live or story.scheduled_for is not None
    spiked = story.stage == Stage.SPIKED
    match verb:
        case "submit":
            return standing.edits and story.stage in (Stage.PLANNED, Stage.DRAFT)
        case "send_back":
            return story.stage == Stage.IN_REVIEW and is_new
        case "approve":
            return not spiked and not story.is_approved
        case "publish":
            return not spiked and (standing.edits or is_new)
        case "unschedule" | "change_time":
            return story.scheduled_for is not None
        case "withdraw" | "fix_live":
            return story.is_live
        case "lead" | "retract":
            return story.is_live and not story.is_retracted
        case "lead_back":
            return story.is_live and _is_pinned(story, now)
        case "put_back":
            return story.is_live and _had_another(story)
        case "second_read":
            return story.is_live and _needs_their_read(standing.user, story, now)
        case "answer_read":
            return story.reads.filter(answer=Read.Answer.ASKED).exists()
        case "ask_read":
            return not spiked and is_new
        case "take":
            return story.assigned_to_id != standing.user.pk
        case "share":
            return is_new and not spiked
        case "ask_publisher":
            return not standing.may("publish")
        case "kill" | "hand_over" | "redact" | "follow_up":
            return True
        case "spike":
            return not was_public and not spiked
        case _:
            return spiked


def _needs_their_read(user, story, now):
    """Whether one person wrote and published it, another one than this."""
    own = story.editions.live(now).filter(published_by=user)
    return workflow.needs_second_read(story, now) and not own.exists()


def _is_pinned(story, now):
    pin = workflow.pinned(now)
    return pin is not None and pin.article_id == story.pk


def _had_another(story):
    """Whether readers had another version before the one they have."""
    earlier = story.editions.filter(live_from__lt=story.live_since, undone_at=None)
    return earlier.exclude(revision__number=story.live_version).exists()


def _button(verb, story, on_form):
    danger = verb in DANGER
    if on_form and verb in SAVED_FIRST:
        return Button(LABELS[verb], verb, "", "save")
    if verb in PAGES:
        return Button(LABELS[verb], verb, reverse(PAGES[verb], args=[story.pk]), "page", danger)
    if verb in POSTED:
        return Button(LABELS[verb], verb, reverse(POSTED[verb], args=[story.pk]), "post", danger)
    address = reverse("admin:articles_article_move", args=[story.pk, verb])
    return Button(LABELS[verb], verb, address, "post", danger)
