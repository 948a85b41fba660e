"""“Correct the live story…”: the story form over what readers have, whatever the draft is."""

import copy
from dataclasses import replace
from functools import partial

from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import all_valid
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from articles import comparing, revisions, workflow
from articles.admin import autosaving
from articles.admin.choosing import LIVE, posted_choices, question_of, versions_of
from articles.admin.conflict import Meeting, in_words
from articles.admin.document_rows import show_in, story_as
from articles.admin.forms import DESK_FIELDS, StoryForm
from articles.admin.inlines import INLINES, CorrectionInline
from articles.admin.live_change import ChangeForm
from articles.admin.moves import way_to
from articles.admin.standing import find_story, standing
from articles.admin.story import StoryAdmin, form_parts
from articles.admin.times import time_words
from articles.desk_checks import Level
from articles.models import Article

#: Beside the desk's fields: what a live story keeps, or readers never see.
NOT_SHOWN = frozenset({*DESK_FIELDS, "slug", "desk"})


class LiveMeeting(Meeting):
    """What was typed over one live version meets the one that is live by now."""

    did = _("put live")

    def _people_since(self, begun):
        return [self.newest.by]


class LiveForm(StoryForm):
    """The story form over what readers have: `instance.version` is the live version."""

    #: The story as it stands on the desk; set for each request.
    story = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._grey("slugline", gettext("The draft’s form changes it."))

    def _met(self):
        return super()._met(LiveMeeting, bound_to=versions_of(self.story), target=LIVE)


class LiveStory(StoryAdmin):
    """The parts of the story form, for whoever may change the live version."""

    form = LiveForm
    inlines = [inline for inline in INLINES if inline is not CorrectionInline]
    change_form_template = "admin/articles/article/live_form.html"

    def get_fieldsets(self, request, obj=None):
        return [(title, _for_readers(options)) for title, options in self.fieldsets]

    def has_change_permission(self, request, obj=None):
        """The page has asked already."""
        return True

    def get_inline_instances(self, request, obj=None):
        inlines = [inline(self.model, self.admin_site) for inline in self.inlines]
        for inline in inlines:
            inline.is_asked_for = True
        return inlines

    def render_change_form(self, request, context, add=False, change=True, form_url="", obj=None):
        # Past the story form's own: its bar and its moves belong to the draft.
        context |= form_parts(request, context)
        context["keeping"] = autosaving.keeping_of(request, obj, live=True)
        return super(StoryAdmin, self).render_change_form(
            request, context, add, change, form_url, obj
        )


def _for_readers(options):
    """A group of fields without those that are for the desk only."""
    fields = []
    for each in options["fields"]:
        names = [each] if isinstance(each, str) else each
        kept = tuple(name for name in names if name not in NOT_SHOWN)
        if kept:
            fields.append(kept)
    return {**options, "fields": fields}


@require_http_methods(["GET", "POST"])
@transaction.atomic
def live_form(request, pk):
    """The form; sent with its one button, it puts the change on the live page."""
    story = find_story(request, pk, lock=request.method == "POST")
    if story is None:
        raise Http404
    if not standing(request, story).may("fix_live"):
        raise PermissionDenied
    at = timezone.now()
    live = story.editions.live(at).select_related("revision").first()
    if live is None:
        messages.info(
            request,
            gettext("%(slugline)s is not live: there is nothing to correct.")
            % {"slugline": story.slugline},
        )
        return redirect(story.get_desk_url())
    return autosaving.opened(
        request, partial(_page, request, story, live, at), story=story, live=True
    )


def posted_document(request, story):
    """What the form says, for its preview: nothing is written."""
    at = timezone.now()
    live = story.editions.live(at).select_related("revision").first()
    if live is None:
        raise Http404
    page = LivePage(request, story, live, at)
    page.form.is_valid()
    return page.form.document()


def _page(request, story, live, at):
    page = LivePage(request, story, live, at)
    return page.put_live() if request.method == "POST" else page.drawn()


class LivePage:
    """One request for the form: what it shows, and what came of the button."""

    def __init__(self, request, story, live, at):
        self.request, self.story, self.live, self.at = request, story, live, at
        self.admin = LiveStory(Article, admin.site)
        self.before = revisions.upgrade(live.revision.document)
        self.refusal = None
        self._make_forms(request.POST if request.method == "POST" else None)

    def _make_forms(self, posted):
        shown = story_as(self.story, self.live.revision)
        fields = flatten_fieldsets(self.admin.get_fieldsets(self.request))
        form_class = self.admin.get_form(self.request, shown, change=True, fields=fields)
        form_class.story = self.story
        initial = {"topics": self.before["topics"]}
        self.form = form_class(posted, instance=shown, initial=initial)
        self.formsets, self.inlines = self.admin._create_formsets(self.request, shown, change=True)
        show_in(self.formsets, shown, self.before)
        self.change = ChangeForm(posted, label_suffix="")

    def put_live(self):
        """Put the change before readers; any other button, and Enter, only tries it."""
        valid = [self.form.is_valid(), all_valid(self.formsets), self.change.is_valid()]
        document = self.form.meeting.merged.document if self.form.meeting else self.form.document()
        self.change.ask_for_kind(comparing.guess_change(self.before, document))
        if not all(valid) or self.change.errors:
            return self.drawn()
        is_meant = "_live" in self.request.POST
        edition = self._fixed(document, is_meant=is_meant)
        if edition is None or not is_meant:
            return self.drawn()
        self._say(edition)
        return autosaving.saved(self.request, redirect(self.story.get_desk_url()))

    def _fixed(self, document, *, is_meant):
        """The edition with the change, or None and `refusal` says why; undone unless meant."""
        story = copy.copy(self.story)
        try:
            with transaction.atomic():
                edition = workflow.fix_live(
                    story,
                    by=self.request.user,
                    document=document,
                    base=self.live.revision.number,
                    choices=posted_choices(self.request, self.story),
                    at=self.at,
                    **self.change.decisions(),
                )
                transaction.set_rollback(not is_meant)
        except workflow.Refused as refusal:
            self.refusal = refusal
            return None
        return edition

    def _say(self, edition):
        at = timezone.localtime(edition.live_from)
        messages.success(
            self.request,
            format_html(
                '{}: {} <a href="{}">{}</a>',
                self.story.slugline,
                gettext("Live %(time)s as %(version)s.")
                % {"time": f"{at:%H:%M:%S}", "version": edition.revision},
                edition.path,
                gettext("See it"),
            ),
        )
        if self.form.meeting and self.form.meeting.said:
            messages.info(self.request, self.form.meeting.said)
        if self._goes_into():
            messages.info(
                self.request,
                gettext("The change is in %(versions)s, too.") % {"versions": self._goes_into()},
            )

    # The page ---------------------------------------------------------------------------

    def drawn(self):
        """The page, which runs CKEditor."""
        form, request, story = self.form, self.request, self.story
        fieldsets = self.admin.get_fieldsets(request)
        adminform = helpers.AdminForm(form, fieldsets, {}, model_admin=self.admin)
        rows = self.admin.get_inline_formsets(request, self.formsets, self.inlines, story)
        context = {
            **admin.site.each_context(request),
            "title": gettext("%(slugline)s: the live version") % {"slugline": story.slugline},
            "adminform": adminform,
            "object_id": str(story.pk),
            "original": story,
            "is_popup": False,
            "media": sum((each.media for each in rows), self.admin.media + adminform.media),
            "inline_admin_formsets": rows,
            "errors": helpers.AdminErrorList(form, self.formsets),
            "issued": story.corrections.filter(issued_at__lte=self.at),
            "banner": self._banner(),
            "change_form": self.change,
            "question": self._question(),
            **self._outcome(),
        }
        response = self.admin.render_change_form(request, context, obj=story)
        response.uses_ckeditor = True
        return response

    def _banner(self):
        live = {"live": self.live.revision}
        said = [gettext("You are changing the live version (%(live)s).") % live]
        into = self._goes_into()
        if into and self._is_apart:
            said.append(gettext("Your draft (v%(draft)s) stays.") % {"draft": self.story.version})
        said.append(
            gettext("The change is merged into %(versions)s.") % {"versions": into}
            if into
            else gettext("It is the newest version.")
        )
        return " ".join(said)

    @property
    def _is_apart(self):
        """Whether the draft is another version than what readers have."""
        return self.story.version != self.live.revision.number

    def _goes_into(self):
        """“your draft and the update set for 18:00”: where the change is merged as well."""
        coming = self.story.editions.scheduled(self.at).order_by("live_from")
        times = [time_words(at, self.at) for at in coming.values_list("live_from", flat=True)]
        updates = [gettext("the update set for %(time)s") % {"time": each} for each in times]
        return in_words([*([gettext("your draft")] if self._is_apart else []), *updates])

    def _question(self):
        """What is to be chosen: against a newer live version, the draft, what is scheduled."""
        meeting, asked = self.form.meeting, None
        if isinstance(self.refusal, workflow.Conflicts):
            theirs = gettext("Your change of the live version")
            asked = question_of(self.request, self.story, self.refusal, theirs=theirs)
        if meeting is None:
            return asked
        if asked is None:
            return meeting.question
        return replace(asked, sides=[*meeting.question.sides, *asked.sides])

    def _outcome(self):
        """Why it is not live: what the checks found, or a refusal in words."""
        findings = getattr(self.refusal, "findings", [])
        stops = [finding for finding in findings if finding.stops]
        said = self.change.data
        is_tried = self.change.is_bound and not (self.refusal or self.form.errors)
        return {
            "stops": [(stop, f"#{way_to(self.story, stop).partition('#')[2]}") for stop in stops],
            "refused": "" if stops else str(self.refusal or ""),
            "is_tried": is_tried and not self.change.errors and all_valid(self.formsets),
            "may_leave_out": bool(said.get("leave_out"))
            or any(stop.level == Level.LEAVE_OUT for stop in stops),
            "may_override": bool(said.get("override")) or self._may_override(stops),
        }

    def _may_override(self, stops):
        may = standing(self.request, self.story).may("override")
        return bool(stops) and may and all(stop.may_be_overridden for stop in stops)
