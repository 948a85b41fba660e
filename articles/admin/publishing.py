"""The publish sheet: what, when, what kind of change, and what the checks found."""

from datetime import datetime

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods

from articles import desk_checks, rights, timeline, workflow
from articles.admin.fields import PlainTextField
from articles.admin.forms import name_of
from articles.admin.moves import posted_version, way_to
from articles.admin.preview import newest_document
from articles.admin.standing import story_or_404
from articles.desk_checks import Level, Moment
from articles.models import Approval, Edition, Section

Change = Edition.Change

#: Kinds of change, as the sheet offers them for a live story.
CHANGES = [
    (Change.FIX, "Fix (no notice): Spelling, links, layout. Readers are not told, the time stays."),
    (Change.UPDATE, "Update: Something is new. Readers see one line that says what."),
    (Change.CLARIFICATION, "Clarification: It was right but could mislead."),
    (Change.CORRECTION, "Correction: It was wrong. A dated notice stays on the page for good."),
]
WITH_NOTICE = (Change.CLARIFICATION, Change.CORRECTION)
NOW, LATER = "now", "later"


class PublishForm(forms.Form):
    """What the person decides on the sheet."""

    #: Which of the two buttons was pressed.
    when = forms.ChoiceField(choices=[(NOW, "Now"), (LATER, "At a time")])
    go_live_at = forms.DateTimeField(
        label="Time",
        required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    change = forms.ChoiceField(
        label="Kind of change", choices=CHANGES, widget=forms.RadioSelect, required=False
    )
    what_is_new = PlainTextField(
        label="What is new?",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="One line, shown to readers.",
    )
    correction = PlainTextField(
        label="Notice",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For a correction or clarification: what was wrong, and what is right.",
    )
    to_top = forms.BooleanField(label="Move it to the top of lists", required=False)
    leave_out = forms.BooleanField(label="Leave out for now", required=False)

    def __init__(self, *args, live, at, has_waiting, version, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.at, self.has_waiting = at, has_waiting
        self.is_live = live is not None
        self.is_what_readers_have = self.is_live and live.revision.number == version
        self.version = version
        self.fields["go_live_at"].help_text = f"In the site’s time zone, {settings.TIME_ZONE}."
        if not self.is_live:
            for name in ("change", "what_is_new", "correction", "to_top"):
                del self.fields[name]

    def clean(self):
        super().clean()
        when, go_live_at = self.cleaned_data.get("when"), self.cleaned_data.get("go_live_at")
        if when == LATER and "go_live_at" not in self.errors:
            if go_live_at is None:
                self.add_error("go_live_at", "Say when it goes out.")
            elif go_live_at <= self.at:
                self.add_error("go_live_at", "This time has passed.")
        if self.is_live and not self.errors.get("change"):
            self._clean_change()

    def _clean_change(self):
        change = self.cleaned_data.get("change")
        if not change:
            self.add_error("change", "Readers have this story: say what kind of change it is.")
        elif change == Change.UPDATE and self.is_what_readers_have:
            # A second press of the button; a fix may still bring what was left out.
            self.add_error(
                "change", f"Readers have v{self.version} already. Change the story first."
            )
        elif change == Change.UPDATE and not self.cleaned_data.get("what_is_new"):
            self.add_error("what_is_new", "Say in one line what is new: readers see it.")
        elif change in WITH_NOTICE and not (
            self.cleaned_data.get("correction") or self.has_waiting
        ):
            self.add_error("correction", "Say what was wrong: readers get a dated notice.")

    def decisions(self):
        """What `workflow.publish` is told; words for another kind of change are left aside."""
        said = self.cleaned_data
        change = said.get("change") or None
        return {
            "go_live_at": said["go_live_at"] if said["when"] == LATER else None,
            "change": change,
            "what_is_new": said["what_is_new"] if change == Change.UPDATE else "",
            "correction": said["correction"] if change in WITH_NOTICE else "",
            "to_top": said["to_top"] if change == Change.UPDATE else False,
            "leave_out": said["leave_out"],
        }


@require_http_methods(["GET", "POST"])
def publish(request, pk):
    """The sheet; posted, it publishes or schedules and says what readers have now."""
    story = story_or_404(request, pk)
    if not rights.may(request.user, "publish", story):
        raise PermissionDenied
    now = timezone.now()
    live = timeline.live_edition(story, now)
    form = PublishForm(
        request.POST or None,
        live=live,
        at=now,
        version=story.version,
        has_waiting=story.corrections.filter(edition=None).exists(),
        initial=_embargo_first(story, now),
    )
    findings = None
    if request.method == "POST" and form.is_valid():
        try:
            edition = workflow.publish(
                story, by=request.user, version=posted_version(request), **form.decisions()
            )
        except workflow.Blocked as refusal:
            findings = refusal.findings
            form.add_error(None, _not_published(findings))
        except workflow.Refused as refusal:
            form.add_error(None, f"Not published: {refusal}")
        else:
            messages.success(request, _published(edition, now))
            return redirect("admin:articles_article_change", story.pk)
    return render(
        request, "articles/desk/publish.html", _sheet(request, story, form, live, findings, now)
    )


def _embargo_first(story, now):
    """Under embargo the sheet begins with the first time that is allowed."""
    if story.is_embargoed(now):
        return {"go_live_at": timezone.localtime(story.embargo_until)}
    return {}


def _not_published(findings):
    count = sum(finding.stops for finding in findings)
    return f"Not published: {'1 thing' if count == 1 else f'{count} things'}. See below."


def _published(edition, now):
    """“Live 18:05:03. See it”, or the time for which it is scheduled, in the site's zone."""
    start = timezone.localtime(edition.live_from)
    if edition.live_from > now and not Edition.objects.live().filter(pk=edition.pk).exists():
        return f"Scheduled for {start:%A %-d %B %Y %H:%M %Z}."
    return format_html('Live {}. <a href="{}">See it</a>', f"{start:%H:%M:%S}", edition.path)


def _sheet(request, story, form, live, findings, now):
    document = newest_document(story)
    if findings is None:
        findings = _findings(story, document, live, now)
    approval = (
        Approval.objects.filter(revision__article=story, revision__number=story.version)
        .select_related("by")
        .first()
    )
    version = posted_version(request) if request.method == "POST" else story.version
    return {
        **admin.site.each_context(request),
        "title": f"Publish {story.slugline}",
        "story": story,
        "version": version,
        "form": form,
        "live": live,
        "headline": document["fields"]["headline"],
        "dek": document["fields"]["dek"],
        "approval": approval,
        "approved_by": name_of(approval.by) if approval else "",
        "may_approve": rights.may(request.user, "approve", story),
        "address": expected_address(story, document, now),
        "embargoed": story.is_embargoed(now),
        **_sorted(story, findings),
    }


def _findings(story, document, live, now):
    moment = Moment.UPDATE if live or story.editions.exists() else Moment.PUBLISH
    at = max(now, story.embargo_until or now)
    return desk_checks.check(
        document,
        desk_checks.gather(story, document, at=at),
        moment,
        live_document=live.revision.document if live else None,
    )


def _sorted(story, findings):
    """The findings by what they mean for the button, each with the way to its place."""
    ways = [(finding, way_to(story, finding)) for finding in findings]
    return {
        "stops": [(f, way) for f, way in ways if f.level == Level.BLOCK],
        "left_out": [(f, way) for f, way in ways if f.level == Level.LEAVE_OUT],
        "warnings": [(f, way) for f, way in ways if f.level == Level.WARN],
        "notes": [(f, way) for f, way in ways if f.level == Level.NOTE and not f.is_from_before],
        "from_before": [(f, way) for f, way in ways if f.is_from_before and not f.stops],
    }


def expected_address(story, document, now: datetime) -> str:
    """The path that publishing now would give; a taken one gets -2 when it is claimed."""
    fields = document["fields"]
    section = Section.objects.filter(pk=fields["section"]).first()
    slug = story.slug or slugify(fields["headline"])[:80].strip("-")
    if section is None or not slug:
        return ""
    first = story.editions.order_by("live_from").values_list("live_from", flat=True).first()
    day = timezone.localtime(first or now)
    return f"/{section.slug}/{day:%Y/%m/%d}/{slug}/"
