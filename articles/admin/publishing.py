"""The publish sheet: what, when, what kind of change, and what the checks found."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import admin, messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from articles import comparing, desk_checks, revisions, workflow
from articles.admin.asking import told_of_kill
from articles.admin.checks import sorted_findings
from articles.admin.choosing import posted_choices, question_of
from articles.admin.fields import name_of
from articles.admin.leading import lead_words
from articles.admin.moves import posted_version, refusal_words
from articles.admin.preview import draft_context, newest_document
from articles.admin.publish_form import BeforeReaders, PublishForm, initial_of
from articles.admin.reads_said import reads_in_words
from articles.admin.standing import standing, story_to_move
from articles.admin.times import day_words, usual_times
from articles.desk_checks import Level
from articles.models import Approval, Edition, Section
from articles.workflow.editions import folder_of, proposed_slug
from articles.workflow.publishing import moment_of

Change = Edition.Change

#: What a difference looks like, said before the person decides.
GUESSED = {
    Change.FIX: (
        _(
            "It looks like a fix: only punctuation, spelling, links or descriptions changed since "
            "what readers have."
        )
    ),
    Change.UPDATE: (
        _(
            "Names, numbers, quotes or the headline changed since what readers have. "
            "Is it new? Update. Was it wrong before? Correction."
        )
    ),
    Change.CORRECTION: _("It looks like a correction of what readers have."),
}
#: What the button for “now” says of a live story, by the kind of change.
PUT_LIVE = {
    Change.FIX: _("Put the fix live"),
    Change.UPDATE: _("Put the update live"),
    Change.CLARIFICATION: _("Put the clarification live"),
    Change.CORRECTION: _("Put the correction live"),
}


@require_http_methods(["GET", "POST"])
def publish(request, pk):
    """The sheet; posted, it publishes or schedules and says what readers have now."""
    story = story_to_move(request, pk, "publish")
    if away := told_of_kill(request, story):
        return away
    knows = BeforeReaders.of(story, timezone.now())
    difference = _difference(knows)
    form = PublishForm(
        request.POST or None,
        knows=knows,
        version=posted_version(request) if request.method == "POST" else story.version,
        initial=initial_of(story, knows, difference.guess, request.GET.get("at", ""))
        | {"keep_address": "keep_address" in request.GET},
    )
    refused = {}
    if request.method == "POST" and form.is_valid():
        edition, refused = _try(request, story, form)
        if edition:
            messages.success(request, _published(edition, timezone.now()))
            _lead(request, story, form.cleaned_data)
            return redirect("admin:articles_article_change", story.pk)
        if isinstance(refused.get("why"), workflow.Asked):
            knows.scheduled = refused["why"].editions
    context = _sheet(request, story, form, difference, refused.get("findings"))
    if isinstance(refused.get("why"), workflow.Conflicts):
        context["choosing"] = question_of(
            request, story, refused["why"], theirs=gettext("What you are publishing says")
        )
    return render(request, "articles/desk/publish.html", context)


def _lead(request, story, said):
    """Make what was just published the lead, if the sheet says so."""
    if not (said["lead"] and standing(request, story).may("lead")):
        return
    try:
        workflow.make_lead(story, by=request.user, until=said["lead_until"])
    except workflow.Refused as refusal:
        messages.error(request, refusal_words(story, "lead", refusal))
    else:
        messages.success(request, lead_words(said["lead_until"], timezone.now()))


def _try(request, story, form):
    """Publish as decided; returns the edition, or None and what the sheet must show."""
    try:
        edition = workflow.publish(
            story,
            by=request.user,
            version=posted_version(request),
            choices=posted_choices(request, story),
            **form.decisions(),
        )
    except workflow.Refused as refusal:
        field = "scheduled" if isinstance(refusal, workflow.Asked) else None
        form.add_error(field, _refusal_words(story, refusal))
        return None, {
            "why": refusal,
            "findings": getattr(refusal, "findings", None),
        }
    return edition, {}


def _refusal_words(story, refusal):
    match refusal:
        case workflow.Blocked():
            count = sum(finding.stops for finding in refusal.findings)
            words = ngettext(
                "Not published: 1 thing. See below.",
                "Not published: %(count)s things. See below.",
                count,
            )
            return words % {"count": count}
        case workflow.Asked():
            return gettext("Say first what becomes of what is scheduled.")
        case workflow.Conflicts():
            return gettext("Not published yet. %(refusal)s") % {"refusal": refusal}
        case workflow.Stale():
            return _what_readers_have(story) or gettext("Not published: %(refusal)s") % {
                "refusal": refusal
            }
    return gettext("Not published: %(refusal)s") % {"refusal": refusal}


def _what_readers_have(story):
    """For a second press: that the newest version is out, and who put it there; or nothing."""
    live = story.editions.live(timezone.now()).select_related("revision", "published_by").first()
    if live is None or live.revision.number != story.version:
        return ""
    at = timezone.localtime(live.live_from)
    return gettext("Readers have v%(version)s already: %(name)s published it at %(time)s.") % {
        "version": story.version,
        "name": name_of(live.published_by),
        "time": f"{at:%H:%M:%S}",
    }


def _published(edition, now):
    """“Live 18:05:03. See it · Undo for 60 s · Copy link”, or the time it is set for."""
    start = timezone.localtime(edition.live_from)
    if edition.live_from > now and not Edition.objects.live().filter(pk=edition.pk).exists():
        clock = f"{start:%H:%M:%S}" if start.second else f"{start:%H:%M}"
        return gettext("Scheduled for %(day)s %(clock)s %(zone)s.") % {
            "day": date_format(start, "l j F Y"),
            "clock": clock,
            "zone": f"{start:%Z}",
        }
    return format_html(
        '{} <a href="{}">{}</a> '
        '<button type="submit" form="move-undo" class="said-button">{}</button> '
        '<button type="button" class="said-button" data-copy="{}" hidden>{}</button>',
        gettext("Live %(time)s.") % {"time": f"{start:%H:%M:%S}"},
        edition.path,
        gettext("See it"),
        gettext("Undo for 60 s"),
        edition.path,
        gettext("Copy link"),
    )


# What the sheet shows -----------------------------------------------------------------


@dataclass(frozen=True)
class Difference:
    """What differs from what readers have, and what kind of change it looks like."""

    summary: str = ""
    guess: str = ""


def _difference(knows):
    if knows.live is None or knows.newest is None:
        return Difference()
    before, after = (
        revisions.upgrade(each.document) for each in (knows.live.revision, knows.newest)
    )
    return Difference(
        summary=comparing.compare(before, after).summary,
        guess=comparing.guess_change(before, after),
    )


def _sheet(request, story, form, difference, findings):
    knows = form.knows
    document = newest_document(story)
    if findings is None:
        findings = _findings(request, story, document, form)
    embargo = story.embargo_until if story.is_embargoed(knows.at) else None
    change = form["change"].value()
    return {
        **admin.site.each_context(request),
        "title": gettext("Publish %(slugline)s") % {"slugline": story.slugline},
        "story": story,
        "version": posted_version(request) if request.method == "POST" else story.version,
        "form": form,
        "knows": knows,
        "card": draft_context(story, document, at=knows.at),
        "address": expected_address(story, document, knows.at),
        "readers": _who_read(standing(request, story)),
        "may_lead": standing(request, story).may("lead"),
        "may_approve": standing(request, story).may("approve"),
        "difference": difference,
        "guessed": GUESSED.get(difference.guess, ""),
        "embargoed": embargo,
        "usual": [
            {
                "moment": moment,
                "words": gettext("Publish %(time)s") % {"time": day_words(moment, knows.at)},
            }
            for moment in usual_times(knows.at, not_before=embargo)
        ],
        "now_words": PUT_LIVE.get(change, gettext("Put the update live"))
        if knows.live
        else gettext("Publish now"),
        "put_live": PUT_LIVE if knows.live else {},
        "findings": sorted_findings(story, findings),
        "may_override": _may_override(request, story, findings),
    }


def _who_read(may):
    """Who stands by this version: the approval and the reads, in words."""
    story = may.article
    approval = (
        Approval.objects.filter(revision__article=story, revision__number=story.version)
        .select_related("by")
        .first()
    )
    return {
        "approval": approval,
        "approved_by": name_of(approval.by) if approval else "",
        "reads": reads_in_words(may),
    }


def _findings(request, story, document, form):
    """What the checks say of what the sheet would do as it stands."""
    knows = form.knows
    if knows.is_first:
        change = Change.FIRST
    elif knows.live:
        change = form["change"].value() or Change.UPDATE
    else:
        change = Change.UPDATE
    at = max(knows.at, story.embargo_until or knows.at)
    return desk_checks.check(
        document,
        desk_checks.gather(
            story,
            document,
            at=at,
            leave_out=bool(form["leave_out"].value()) and form.is_bound,
            by=request.user,
            revision=knows.newest,
        ),
        moment_of(change, bool(form["breaking"].value()) and knows.is_first),
        live_document=revisions.upgrade(knows.live.revision.document) if knows.live else None,
    )


def _may_override(request, story, findings):
    """Whether all that stops it may be published against, and by this person."""
    blocks = [finding for finding in findings if finding.level == Level.BLOCK]
    may = standing(request, story).may("override")
    return bool(blocks) and may and all(finding.may_be_overridden for finding in blocks)


@dataclass(frozen=True)
class ExpectedAddress:
    """Where the story would stand, and how many addresses would lead there from then on."""

    path: str
    redirects: int = 0


def expected_address(story, document, now: datetime) -> ExpectedAddress:
    """The path that publishing now would give; a taken one gets -2 when it is claimed."""
    fields = document["fields"]
    section = Section.objects.filter(pk=fields["section"]).first()
    slug = proposed_slug(story, fields["headline"])
    if section is None or not slug:
        return ExpectedAddress("")
    path = f"{folder_of(story, section, now)}{slug}/"
    known = story.editions.filter(undone_at=None)
    open_ones = set(known.filter(live_from__lte=now).values_list("path", flat=True))
    is_new = bool(open_ones) and path not in open_ones
    return ExpectedAddress(path, len(open_ones) if is_new else 0)
