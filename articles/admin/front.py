"""Front: what a person chose for each place, what fills the others, and when it goes out."""

import copy

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from articles import asof, workflow
from articles.admin.fields import name_of
from articles.admin.front_form import (
    FrontForm,
    moved,
    name_of_story,
    named_stories,
    offered,
    posted_pk,
    when_of_story,
    without,
)
from articles.admin.moves import posted_number
from articles.admin.preview import private
from articles.admin.times import MomentField, day_words
from articles.front import LEAD, PLACES, front_at, is_over
from articles.models import Article, FrontEdition, Section

RIGHT = "articles.lead_front"
#: As many fronts of before as the page lists.
MOST_PAST = 12
MOST_CANCELLED = 5


class TimeForm(forms.Form):
    """When the front goes out, and when it is looked at."""

    go_live_at = MomentField(label=gettext_lazy("Goes live at"), required=False)
    preview_at = MomentField(label=gettext_lazy("Preview at"), required=False)

    def __init__(self, data=None):
        super().__init__(data, label_suffix="")


@require_http_methods(["GET", "POST"])
def front(request):
    """The places of the front; posted, what a button does with them."""
    _may_arrange(request.user)
    now = timezone.now()
    draft = workflow.front_draft(now)
    form, times = _forms(request, draft, now)
    if request.method == "POST":
        do, _colon, place = request.POST.get("do", "save").partition(":")
        if do == "discard":
            return _discard(request)
        if done := _arranged(request, form, times, do, place):
            return done
    return render(request, "articles/desk/front.html", _screen(request, draft, form, times, now))


def _may_arrange(user):
    if not user.has_perm(RIGHT):
        raise PermissionDenied


def _forms(request, draft, now):
    data = request.POST if request.method == "POST" else None
    sections = list(Section.objects.all())
    form = FrontForm(request.user, draft.slots, sections, at=now, data=data)
    form.sections = sections
    return form, TimeForm(data)


# What the buttons do -----------------------------------------------------------------------


def _arranged(request, form, times, do, place):
    """Keep what was posted and do what the button says; None where something stands in the way."""
    if not (form.is_valid() and _has_time(times, do)) or _another_is_live(request, form, do):
        return None
    slots = _changed(form.slots, do, place)
    try:
        with transaction.atomic():
            version = posted_number(request, "version")
            draft = workflow.save_front_draft(slots, by=request.user, base_version=version)
            said = _act(request, draft, times, do)
    except workflow.Stale:
        form.add_error(_stale_words(form.at))
        form.is_stale = True
        return None
    except workflow.Refused as refusal:
        form.add_error(str(refusal))
        return None
    if said:
        messages.success(request, said)
    return redirect(f"{reverse('admin:front')}{f'#place-{place}' if place else ''}")


def _changed(slots, do, place):
    match do:
        case "up":
            return moved(slots, place, -1)
        case "down":
            return moved(slots, place, 1)
        case "remove":
            return without(slots, place)
        case _:
            return slots


def _act(request, draft, times, do):
    """Launch or schedule what was just kept, if that was asked; what is said of it."""
    options = {"by": request.user, "base_version": draft.version}
    if do == "launch":
        workflow.launch_front(**options)
        return _("Launched: readers have this front now.")
    if do == "schedule":
        at = times.cleaned_data["go_live_at"]
        workflow.schedule_front(go_live_at=at, **options)
        return _("Scheduled: this front goes live %(when)s.") % {
            "when": day_words(at, timezone.now())
        }
    return _("The draft is saved. Readers do not see it.") if do == "save" else ""


def _has_time(times, do):
    """Whether the times make sense, and there is one where it is needed."""
    if not times.is_valid():
        return False
    if do == "schedule" and not times.cleaned_data["go_live_at"]:
        times.add_error("go_live_at", _("Choose when this front goes live."))
        return False
    return True


def _another_is_live(request, form, do):
    """Whether another front began since the page was opened; launching asks to look first."""
    live = workflow.live_front(form.at)
    if do not in ("launch", "schedule") or posted_pk(request.POST.get("live")) == _pk(live):
        return False
    form.add_error(
        _(
            "Another front went live since you opened this page: it stands under “Fronts”. "
            "Look at it, then press once more."
        )
    )
    return True


def _pk(live):
    return live.pk if live else None


def _stale_words(now):
    draft = workflow.front_draft(now)
    if draft.changed_by is None:
        return _(
            "Somebody launched or discarded the draft while you arranged yours. Yours stands "
            "below, not saved: press once more to keep it."
        )
    return _(
        "%(name)s saved the front %(when)s, while you arranged yours. Yours stands below, not "
        "saved, and beside it what the other says: press once more to keep yours instead."
    ) % {"name": name_of(draft.changed_by), "when": day_words(draft.changed_at, now)}


def _discard(request):
    try:
        workflow.discard_front_draft(
            by=request.user, base_version=posted_number(request, "version")
        )
    except workflow.Stale:
        messages.error(
            request,
            _("Nothing was discarded: somebody else saved the front meanwhile. This is theirs."),
        )
    else:
        messages.success(
            request, _("The draft is discarded. This is the front as readers have it.")
        )
    return redirect("admin:front")


# What the page says ------------------------------------------------------------------------


def _screen(request, draft, form, times, now):
    """The page: places with what stands there, what fills the others, the fronts, the pin."""
    newest = workflow.front_draft(now)
    live = workflow.live_front(now)
    shown = front_at(now, slots=form.slots if form.data and not form.has_errors else draft.slots)
    rows = [_row(row, shown["places"].get(row.place), now) for row in form.rows]
    if getattr(form, "is_stale", False):
        _say_theirs(request.user, rows, newest, now)
    return {
        **admin.site.each_context(request),
        "title": _("Front"),
        "form": form,
        "times": times,
        "parts": _parts(rows),
        "version": newest.version,
        "live": live,
        "is_touched": not workflow.is_untouched(newest),
        "draft": newest,
        "changed_by": name_of(newest.changed_by) if newest.changed_by else "",
        "is_behind": _is_behind(newest, live),
        "fronts": _fronts(request.user, now),
        "cancelled": _cancelled(),
        "pin": _pin(now),
        "offered": [_choice(story, now) for story in offered(request.user, at=now)],
        "now": now,
    }


def _row(row, edition, now):
    """One place: its form, how its story stands, and what readers would get there."""
    story = row.cleaned_data.get("story") if row.is_bound else row.chosen
    return {
        "form": row,
        "place": row.place,
        "label": row.label,
        "story": story,
        "when": when_of_story(story, now) if story else "",
        "stands": bool(story and edition and edition.article_id == story.pk),
        "fill": edition if edition and (not story or edition.article_id != story.pk) else None,
        "may_up": row.place in PLACES[1:],
        "may_down": row.place in PLACES[:-1],
        "theirs": "",
    }


def _say_theirs(user, rows, newest, now):
    """Say at each place what the newer draft has there, where that differs."""
    theirs = {slot["place"]: slot for slot in newest.slots}
    stories = named_stories(user, {slot["article"] for slot in newest.slots}, now)
    for row in rows:
        slot = theirs.get(row["place"])
        if slot == row["form"].as_slot:
            continue
        story = stories.get(slot["article"]) if slot else None
        row["theirs"] = name_of_story(story) if story else _("nothing chosen")


def _parts(rows):
    """The rows by the part of the front that they stand in."""
    parts = {}
    for row in rows:
        parts.setdefault(row["place"].partition("-")[0], []).append(row)
    return parts


def _is_behind(draft, live):
    """Whether a front went live after the draft was saved."""
    return bool(live and not workflow.is_untouched(draft) and live.live_from > draft.changed_at)


def _pin(now):
    pin = workflow.pinned(now)
    if pin is None:
        return None
    return {
        "story": pin.article,
        "until": day_words(pin.until, now) if pin.until else "",
        "put_back": reverse("admin:articles_article_move", args=[pin.article_id, "lead_back"]),
    }


def _cancelled():
    """What was scheduled and did not come, the newest first."""
    content_type = ContentType.objects.get_for_model(FrontEdition)
    logged = LogEntry.objects.filter(content_type=content_type, action_flag=DELETION)
    return logged.select_related("user")[:MOST_CANCELLED]


def _fronts(user, now):
    """What is scheduled, is live and was, the latest first."""
    editions = FrontEdition.objects.select_related("launched_by", "restored_from")
    ahead = list(editions.filter(live_from__gt=now))
    begun = list(editions.filter(live_from__lte=now)[: MOST_PAST + 1])
    leads = {edition.pk: _lead_of(edition) for edition in [*ahead, *begun]}
    stories = named_stories(user, {key for key in leads.values() if key}, now)
    return [
        {
            "edition": edition,
            "state": "scheduled" if edition.live_from > now else "past",
            "is_live": bool(begun) and edition == begun[0],
            "by": name_of(edition.launched_by) if edition.launched_by else "",
            "lead": stories.get(leads[edition.pk]),
            "count": len(edition.slots),
        }
        for edition in [*ahead, *begun]
    ]


def _lead_of(edition):
    return next((slot["article"] for slot in edition.slots if slot["place"] == LEAD), None)


def _choice(story, now):
    return {"value": name_of_story(story), "label": when_of_story(story, now)}


# Other addresses ---------------------------------------------------------------------------


@require_safe
def stories(request):
    """What is offered for the words typed so far."""
    if not (request.user.has_perm(RIGHT) or request.user.has_perm("articles.add_alertline")):
        raise PermissionDenied
    now = timezone.now()
    found = offered(request.user, request.GET.get("q", ""), at=now, most=12)
    return private(JsonResponse({"stories": [_choice(story, now) for story in found]}))


@require_http_methods(["GET", "POST"])
def preview(request):
    """The readers' front at a time, with what is posted, or with the draft as it was saved."""
    _may_arrange(request.user)
    now = timezone.now()
    draft = workflow.front_draft(now)
    if request.method == "GET":
        return _drawn(request, _asked_slots(request, draft), _asked_moment(request, now))
    form, times = _forms(request, draft, now)
    if not (form.is_valid() and times.is_valid()):
        screen = _screen(request, draft, form, times, now)
        return render(request, "articles/desk/front.html", screen)
    return _drawn(request, form.slots, times.cleaned_data["preview_at"] or now)


def _asked_slots(request, draft):
    """The slots of the front that the address names, else the draft's."""
    if "front" not in request.GET:
        return draft.slots
    edition = get_object_or_404(FrontEdition, pk=posted_pk(request.GET["front"]) or 0)
    return edition.slots


def _asked_moment(request, now):
    try:
        return MomentField(required=False).clean(request.GET.get("at", "")) or now
    except forms.ValidationError:
        raise Http404 from None


def _drawn(request, slots, moment):
    """The readers' template; what does not exist for the person stands nowhere on it."""
    asked = copy.copy(request)
    asked.user, asked.as_of = AnonymousUser(), moment
    asked.path = asked.path_info = "/"
    visible = Article.objects.visible_to(request.user)
    hidden = Article.objects.exclude(pk__in=visible.values("pk")).values("pk")
    with asof.leaving_out(hidden):
        context = front_at(moment, slots=slots) | {"is_preview": True}
        return private(render(asked, "site/front.html", context))


@require_POST
def one(request, pk, verb):
    """Cancel a scheduled front, restore one of before, or take its choices into the draft."""
    _may_arrange(request.user)
    edition = FrontEdition.objects.filter(pk=pk).first()
    act = {"cancel": _cancel, "restore": _restore, "copy": _copy}.get(verb)
    if act is None:
        raise Http404
    if edition is None:
        messages.error(request, _("This front is not there any more. Nothing was changed."))
        return redirect("admin:front")
    try:
        messages.success(request, act(request, edition))
    except workflow.Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("admin:front")


def _cancel(request, edition):
    workflow.unschedule_front(edition, by=request.user)
    at = date_format(timezone.localtime(edition.live_from), "l j F Y, H:i")
    words = _("The front of %(time)s was cancelled.") % {"time": at}
    # The front itself is gone: this is all that stays on record of it.
    LogEntry.objects.log_actions(request.user.pk, [edition], DELETION, words, single_object=True)
    return _("The schedule of this front is cancelled.")


def _restore(request, edition):
    workflow.restore_front(edition, by=request.user)
    return _("Restored: readers have this front again.")


def _copy(request, edition):
    now = timezone.now()
    visible = named_stories(request.user, {slot["article"] for slot in edition.slots}, now)
    slots = [
        slot for slot in edition.slots if slot["article"] in visible and not is_over(slot, now)
    ]
    version = posted_number(request, "version")
    workflow.save_front_draft(slots, by=request.user, base_version=version)
    return _("Its choices are in the draft. Readers do not see it yet.")


def addresses(site):
    return [
        path("front/", site.admin_view(front), name="front"),
        path("front/stories/", site.admin_view(stories), name="front_stories"),
        path("front/preview/", site.admin_view(preview), name="front_preview"),
        path("front/<int:pk>/<str:verb>/", site.admin_view(one), name="front_one"),
    ]
