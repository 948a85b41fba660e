"""The desk's buttons: each calls a verb of the workflow and says what came of it."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from articles import timeline, workflow
from articles.admin.standing import story_or_404

#: Moves that need nothing but a press: verb, and what is said when it was made.
PRESSED = {
    "submit": (workflow.submit, _("Sent to the desk.")),
    "approve": (workflow.approve, _("Approved. Not published yet.")),
    "unschedule": (workflow.unschedule, _("The schedule is cancelled.")),
    "spike": (workflow.spike, _("Spiked. It can be brought back.")),
    "restore": (workflow.restore, _("Brought back as a draft.")),
    "lead_back": (workflow.put_lead_back, _("It is not pinned to the front any more.")),
    "second_read": (workflow.second_read, _("Read. Thank you.")),
    "take": (lambda story, by: workflow.hand_over(story, by=by, to=by), _("It is in your hands.")),
    "undo": (workflow.undo, _("Undone.")),
}
#: Moves that stand for one version: somebody's newer save makes them stale.
FOR_ONE_VERSION = frozenset({"submit", "approve", "spike"})
NOT_DONE = {
    "submit": _("Not sent"),
    "approve": _("Not approved"),
    "publish": _("Not published"),
}


def make_move(request, story, verb, *, version=None):
    """Make a move that needs no more than a press and tell the person; True when it was made."""
    function, said = PRESSED[verb]
    options = {"version": version} if verb in FOR_ONE_VERSION else {}
    try:
        function(story, by=request.user, **options)
    except workflow.Refused as refusal:
        messages.error(request, refusal_words(story, verb, refusal))
        return False
    messages.success(request, f"{story.slugline}: {said}{_since_undone(story, verb)}")
    return True


def _since_undone(story, verb):
    """What readers have once a slip is undone."""
    if verb != "undo":
        return ""
    live = timeline.live_edition(story, timezone.now())
    if live is None:
        return " " + gettext("Readers no longer have it; its address is unknown to them.")
    return " " + gettext("Readers have v%(number)s again.") % {"number": live.revision.number}


def refusal_words(story, verb, refusal):
    """Why a move was not made: how many things, each with its way out as a link."""
    if not isinstance(refusal, workflow.Blocked):
        words = str(refusal)
        return words if words.startswith(story.slugline) else f"{story.slugline}: {words}"
    stops = [finding for finding in refusal.findings if finding.stops]
    things = ngettext("1 thing", "%(count)s things", len(stops)) % {"count": len(stops)}
    return format_html(
        "{} {}: {}. {}",
        story.slugline,
        NOT_DONE.get(verb, gettext("Not done")).lower(),
        things,
        format_html_join(
            " ",
            '{} <a href="{}">{}</a>',
            ((stop.message, way_to(story, stop), stop.way_out) for stop in stops),
        ),
    )


#: What a finding names that is no single input: the place in the form where it is put right.
ANCHORS = {
    "bylines": "bylines-group",
    "relateds": "block-list",
    "embeds": "block-list",
    "figures": "lead-picture",
    "pullquotes": "block-list",
    "factboxs": "block-list",
    "embargo_until": "id_embargo_until",
    "reads": "reads",
}


def place_of(finding):
    """The place in the story form where a finding is put right, as an address ends on it."""
    if finding.ref and finding.field != "body":
        return f"#block-{finding.ref}"
    return f"#{ANCHORS.get(finding.field, f'id_{finding.field}')}"


def way_to(story, finding):
    """The address where a finding is put right: a place in the story form, or a page of its own."""
    if finding.correction:
        return reverse("admin:articles_article_bring_in", args=[story.pk, finding.correction])
    return f"{story.get_desk_url()}{place_of(finding)}"


# What a form brings back ------------------------------------------------------------


def posted_version(request):
    """The version that the person acted on; a form without one acted on none that exists."""
    return posted_number(request, "version")


def posted_number(request, name):
    sent = request.POST.get(name, "")
    return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 10 else -1


# Moves made at once ------------------------------------------------------------------


@require_POST
def move(request, pk, verb):
    """A button of the bar that makes a move at once."""
    story = story_or_404(request, pk)
    if verb not in PRESSED:
        raise PermissionDenied
    make_move(request, story, verb, version=posted_version(request))
    return _back(request, story)


def _back(request, story):
    """To where the button stood: the desk page, as it was filtered there, or the story."""
    if request.POST.get("back") == "video":
        return redirect("admin:video_desk")
    if request.POST.get("back") != "desk":
        return redirect("admin:articles_article_change", story.pk)
    kept = {name: request.POST[name][:12] for name in ("desk", "list") if request.POST.get(name)}
    return redirect(f"{reverse('admin:index')}{'?' if kept else ''}{urlencode(kept)}")


@require_POST
def put_video_live(request, pk, ref):
    """Put one video on the live page, into the slot that an editor left for it."""
    story = story_or_404(request, pk)
    try:
        edition = workflow.put_video_live(story, by=request.user, ref=str(ref))
    except workflow.Conflicts:
        messages.error(
            request,
            gettext("%(slugline)s: the draft has another video in this place. Ask the publisher.")
            % {"slugline": story.slugline},
        )
    except workflow.Refused as refusal:
        messages.error(request, refusal_words(story, "put_video_live", refusal))
    else:
        messages.success(
            request,
            format_html(
                '{}: {} <a href="{}">{}</a>',
                story.slugline,
                gettext("The video is on the live page."),
                edition.path,
                gettext("See it"),
            ),
        )
    return _back(request, story)


# Many stories at once ------------------------------------------------------------------


def publish_each(request, stories):
    """Publish each story by itself; one that is refused stops no other."""
    for story in stories:
        try:
            edition = workflow.publish(story, by=request.user, version=story.version)
        except workflow.Refused as refusal:
            messages.error(request, _with_sheet(story, refusal))
        else:
            start = timezone.localtime(edition.live_from)
            words = format_html(
                '{}: {} <a href="{}">{}</a>',
                story.slugline,
                gettext("Live %(time)s.") % {"time": f"{start:%H:%M:%S}"},
                edition.path,
                gettext("See it"),
            )
            messages.success(request, words)


def _with_sheet(story, refusal):
    """Why a story was not published, with the way to its sheet where a question is open."""
    words = refusal_words(story, "publish", refusal)
    if isinstance(refusal, workflow.NoRight | workflow.Blocked):
        return words
    sheet = reverse("admin:articles_article_publish", args=[story.pk])
    return format_html('{} <a href="{}">{}</a>', words, sheet, gettext("Open the sheet"))
