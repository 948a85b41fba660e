"""The desk's buttons: each calls a verb of the workflow and says what came of it."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.html import format_html, format_html_join
from django.views.decorators.http import require_http_methods, require_POST

from articles import rights, workflow
from articles.admin.fields import PlainTextField
from articles.admin.standing import story_or_404
from articles.models import Article, Withdrawal

#: Moves that need nothing but a press: verb, and what is said when it was made.
PRESSED = {
    "submit": (workflow.submit, "Sent to the desk."),
    "approve": (workflow.approve, "Approved. Not published yet."),
    "unschedule": (workflow.unschedule, "The schedule is cancelled."),
    "spike": (workflow.spike, "Spiked. It can be brought back."),
    "restore": (workflow.restore, "Brought back as a draft."),
    "lead": (workflow.make_lead, "It leads the front now."),
}
#: Moves that stand for one version: somebody's newer save makes them stale.
FOR_ONE_VERSION = frozenset({"submit", "approve", "spike"})
NOT_DONE = {
    "submit": "Not sent",
    "approve": "Not approved",
    "publish": "Not published",
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
    messages.success(request, f"{story.slugline}: {said}")
    return True


def refusal_words(story, verb, refusal):
    """Why a move was not made: how many things, each with its way out as a link."""
    if isinstance(refusal, workflow.NoRight):
        return f"{story.slugline}: {refusal}"
    if not isinstance(refusal, workflow.Blocked):
        return str(refusal)
    stops = [finding for finding in refusal.findings if finding.stops]
    things = "1 thing" if len(stops) == 1 else f"{len(stops)} things"
    return format_html(
        "{} {}: {}. {}",
        story.slugline,
        NOT_DONE.get(verb, "Not done").lower(),
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
}


def way_to(story, finding):
    """The address of the place in the story form where a finding is put right."""
    if finding.ref:
        return f"{story.get_desk_url()}#block-{finding.ref}"
    return f"{story.get_desk_url()}#{ANCHORS.get(finding.field, f'id_{finding.field}')}"


def posted_version(request):
    """The version that the person acted on; a form without one acted on none that exists."""
    sent = request.POST.get("version", "")
    return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 10 else -1


@require_POST
def move(request, pk, verb):
    """A button of the bar that makes a move at once."""
    story = story_or_404(request, pk)
    if verb not in PRESSED:
        raise PermissionDenied
    make_move(request, story, verb, version=posted_version(request))
    return redirect("admin:articles_article_change", story.pk)


# Moves that ask something first -------------------------------------------------


class SendBackForm(forms.Form):
    reason = PlainTextField(
        label="What should change?",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4, "autofocus": True}),
        help_text="The writer gets your words.",
    )


@require_http_methods(["GET", "POST"])
def send_back(request, pk):
    """Give a story back to its writer, with the reason."""
    story = _story_to_move(request, pk, "send_back")
    form = SendBackForm(request.POST or None)
    if form.is_valid():
        version, reason = posted_version(request), form.cleaned_data["reason"]
        try:
            workflow.send_back(story, by=request.user, reason=reason, version=version)
        except workflow.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{story.slugline}: Sent back to its writer.")
            return redirect("admin:articles_article_changelist")
    return _page(request, "articles/desk/send_back.html", story, form=form)


class WithdrawForm(forms.Form):
    notice = PlainTextField(
        label="Notice to readers",
        required=False,
        max_length=Withdrawal._meta.get_field("notice").max_length,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="Stands at the story’s address. Empty: only that it was withdrawn.",
    )
    reason = PlainTextField(
        label="Reason, for the desk",
        required=False,
        max_length=1000,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )


@require_http_methods(["GET", "POST"])
def withdraw(request, pk):
    """Take a live story off the site, after showing which stories link to it."""
    story = _story_to_move(request, pk, "withdraw")
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            workflow.withdraw(
                story, by=request.user, version=posted_version(request), **form.cleaned_data
            )
        except workflow.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{story.slugline}: Withdrawn. Its address says so.")
            return redirect("admin:articles_article_change", story.pk)
    return _page(
        request, "articles/desk/withdraw.html", story, form=form, linking=_linking(request, story)
    )


MOST_LINKING = 50


def _linking(request, story):
    """Stories whose related links lead here; readers will no longer see those links."""
    stories = Article.objects.visible_to(request.user).filter(relatedblocks__links__story=story)
    return stories.order_by("-modified_at", "-pk")[:MOST_LINKING]


def _story_to_move(request, pk, verb):
    story = story_or_404(request, pk)
    if not rights.may(request.user, verb, story):
        raise PermissionDenied
    return story


def _page(request, template, story, **context):
    return render(
        request,
        template,
        {**admin.site.each_context(request), "story": story, "title": story.slugline, **context},
    )
