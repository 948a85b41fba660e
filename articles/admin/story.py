"""The story on the desk: its form and its screens; story_list.py has the list."""

import json
from functools import partial

from django import forms
from django.contrib import admin, messages
from django.core.serializers.json import DjangoJSONEncoder
from django.http import JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from articles import embeds, workflow
from articles.admin import (
    autosaving,
    back,
    checks,
    handing,
    intake,
    leading,
    leaving,
    moves,
    notes,
    planning,
    presence,
    preview,
    publishing,
    reading,
    reads,
    redacting,
    rescheduling,
    saved_views,
    sent_twice,
    sharing,
    side,
    unsaved_preview,
    versions,
)
from articles.admin.answering import signed_in
from articles.admin.bar import bar_of
from articles.admin.fields import (
    PLAIN_TEXT,
    AddressField,
    SeveralChoicesField,
    StoryField,
)
from articles.admin.forms import StoryForm
from articles.admin.inlines import INLINES
from articles.admin.moves import make_move
from articles.admin.standing import find_story, standing, story_or_404
from articles.admin.story_list import StoryList
from articles.admin.widgets import ManySelect, PickedSelect
from articles.models import Article, Embed
from newsroom.admin import ListAdmin

#: What the scripts call each kind of block, and the prefix of its rows.
BLOCK_KINDS = {
    "related": {"prefix": "relatedblocks", "name": _("Related"), "button": _("Related")},
    "embed": {
        "prefix": "embeds",
        "name": _("Video"),
        "button": _("Video"),
        # Beside a video; what a paste turns out to be follows from its address.
        "types": [[value, label] for value, label in Embed.Type.choices if value != "video"],
    },
    "figure": {"prefix": "figures", "name": _("Picture"), "button": _("Picture")},
    "pullquote": {"prefix": "pullquotes", "name": _("Quote"), "button": _("Quote")},
    "factbox": {"prefix": "factboxs", "name": _("Box"), "button": _("Box")},
}
#: Rows stand where a reporter comes to them: after which group of fields.
ROWS_AFTER = {
    1: ["figures"],
    2: ["relatedblocks", "embeds", "pullquotes", "factboxs", "citations", "bylines"],
    4: ["corrections"],
}


def _in_order(fieldsets, formsets):
    """The form's parts around the text, each {"fieldset": …} or {"rows": …}."""
    rows = {formset.formset.prefix: formset for formset in formsets}
    parts = []
    for number, fieldset in enumerate(fieldsets):
        if side.key_of(fieldset):
            break
        parts.append({"fieldset": fieldset, "number": number, "is_head": number == 0})
        parts += [{"rows": rows[name]} for name in ROWS_AFTER.get(number, ()) if name in rows]
    return parts


def form_parts(request, context, story=None):
    """What the page of a story form needs beside Django's context.

    `story` is None where the form is not that of a draft that was saved once.
    """
    return {
        "recognise_url": reverse("admin:articles_article_recognise"),
        "block_kinds": json.dumps(BLOCK_KINDS, cls=DjangoJSONEncoder),
        "order": _in_order(context["adminform"], context["inline_admin_formsets"]),
        "side": side.side_of(request, context, story),
    }


@require_safe
def recognise(request):
    """Say what an address is, from its letters alone: no network, no database."""
    try:
        found = embeds.recognise(request.GET.get("address", ""))
    except embeds.NotAnEmbed as refusal:
        return JsonResponse({"ok": False, "message": refusal.message})
    return JsonResponse(
        {
            "ok": True,
            "provider": found.provider,
            "provider_name": embeds.PROVIDERS[found.provider],
            "type": found.type,
            "ratio": found.ratio,
        }
    )


@admin.register(Article)
class StoryAdmin(StoryList, ListAdmin):
    form = StoryForm
    inlines = INLINES
    formfield_overrides = PLAIN_TEXT
    change_form_template = "admin/articles/article/change_form.html"
    autocomplete_fields = ["topics"]
    fieldsets = [
        (None, {"fields": [("slugline", "desk", "due_at", "wanted_words")]}),
        (None, {"fields": ["kicker", "headline", "dek"]}),
        (None, {"fields": ["body"]}),
        (None, {"fields": ["no_byline"]}),
        (
            _("Notes to readers"),
            {
                "fields": [
                    "editors_note",
                    "methods",
                    "developing_until",
                    "ownership_notice",
                    "dateline",
                ]
            },
        ),
        (
            _("Place"),
            {"fields": ["section", "topics", "language", "follows", "weight"]},
        ),
        (
            _("Rights"),
            {
                "fields": [
                    "origin",
                    "origin_source",
                    "origin_address",
                    "may_syndicate",
                    "embargo_until",
                    "embargo_note",
                ]
            },
        ),
        (_("Address"), {"fields": ["slug"]}),
        (
            _("More"),
            {
                "fields": [
                    "short_headline",
                    "search_headline",
                    "noindex",
                    "restricted_to",
                    "kept_ready",
                    "look_again_on",
                    "use_until",
                    "translation_of",
                    "assigned_to",
                    "type_of_work",
                ],
            },
        ),
    ]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.user = request.user
        form.formsets = request.__dict__.setdefault("desk_formsets", [])
        return autosaving.form_of(request, form)

    def _create_formsets(self, request, obj, change):
        """The rows of the form, which a save that came too late has to look at as well."""
        formsets, inlines = super()._create_formsets(request, obj, change)
        request.__dict__.setdefault("desk_formsets", [])[:] = formsets
        return formsets, inlines

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "origin_address":
            kwargs["form_class"] = AddressField
        if db_field.name == "body":
            # HTML, not plain words: StoryForm.clean_body has its own way with it.
            kwargs |= {"form_class": forms.CharField, "strip": False}
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in ("follows", "translation_of"):
            # A story is started on the desk, not in a window over another story.
            field.widget.can_add_related = False
            field.widget.can_change_related = False
            field.widget.can_view_related = False
        return field

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name in self.autocomplete_fields:
            kwargs["form_class"] = SeveralChoicesField
            kwargs["widget"] = ManySelect(db_field, self.admin_site)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in ("follows", "translation_of"):
            kwargs["form_class"] = StoryField
            kwargs["widget"] = PickedSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    # Rights -------------------------------------------------------------------

    def has_view_permission(self, request, obj=None):
        if obj is None:
            return super().has_view_permission(request)
        return standing(request, obj).reads

    def has_change_permission(self, request, obj=None):
        if obj is None or obj.pk is None:
            return super().has_change_permission(request)
        return standing(request, obj).edits

    def has_delete_permission(self, request, obj=None):
        """A story is spiked or withdrawn, never deleted."""
        return False

    def get_object(self, request, object_id, from_field=None):
        """The story, locked while it is saved; None where it does not exist for the person."""
        return find_story(request, object_id, lock=request.method == "POST")

    # Saving -------------------------------------------------------------------

    def save_model(self, request, obj, form, change):
        if not change:
            obj.created_by = request.user
            obj.assigned_to = obj.assigned_to or request.user
        if form.meeting is None:  # else save_related writes everything, merged
            super().save_model(request, obj, form, change)
        if not change:
            sent_twice.note(request, obj)

    def save_related(self, request, form, formsets, change):
        story, at = form.instance, timezone.now()
        before = story.version
        if form.meeting is None:
            super().save_related(request, form, formsets, change)
            workflow.keep(story, by=request.user, at=at, before=form.handled_before)
        else:
            form.save_merged(at)
            if form.meeting.said:
                messages.info(request, form.meeting.said)
        request.desk_saved_nothing_new = story.version == before

    def construct_change_message(self, request, form, formsets, add=False):
        """Nothing: moves and revisions are the log of a story."""
        return []

    def log_addition(self, request, obj, message):
        """Nothing: moves and revisions are the log of a story."""

    def log_change(self, request, obj, message):
        """Nothing: moves and revisions are the log of a story."""

    def response_add(self, request, obj, post_url_continue=None):
        sent_twice.remember(request, obj)
        return self._after_save(request, obj)

    def response_change(self, request, obj):
        return self._after_save(request, obj)

    def _after_save(self, request, story):
        """Say what was kept, then make the move that the button asked for."""
        if sent_twice.is_repeat(request) and request.desk_saved_nothing_new:
            messages.info(request, gettext("Saved already: the form was sent twice."))
            return autosaving.saved(request, redirect("admin:articles_article_change", story.pk))
        at = timezone.localtime()
        messages.success(
            request,
            gettext("Saved %(at)s as v%(version)s.")
            % {"at": f"{at:%H:%M:%S}", "version": story.version},
        )
        for verb in ("submit", "approve"):
            if f"_{verb}" in request.POST:
                make_move(request, story, verb, version=story.version)
        if "_publish" in request.POST:
            sheet = reverse("admin:articles_article_publish", args=[story.pk])
            keeps = "?keep_address=1" if "keep_address" in request.POST else ""
            return autosaving.saved(request, redirect(f"{sheet}{keeps}"))
        return autosaving.saved(request, redirect("admin:articles_article_change", story.pk))

    # Screens ------------------------------------------------------------------

    def get_urls(self):
        screens = {
            "recognise/": (recognise, "recognise"),
            "intake/": (intake.intake_screen, "intake"),
            "plan/": (planning.plan, "plan"),
            "views/save/": (saved_views.save_view, "save_view"),
            "views/<int:pk>/delete/": (saved_views.delete_view, "delete_view"),
            "<int:pk>/publish/": (publishing.publish, "publish"),
            "<int:pk>/live/": (_live_form, "live"),
            "<int:pk>/preview/": (preview.preview, "preview"),
            "<int:pk>/compare/": (versions.compare, "compare"),
            "<int:pk>/versions/<int:number>/": (versions.version, "version"),
            "<int:pk>/versions/<int:number>/restore/": (versions.restore, "version_restore"),
            "<int:pk>/as-it-stood/<int:edition>/": (versions.as_it_stood, "as_it_stood"),
            "<int:pk>/send-back/": (handing.send_back, "send_back"),
            "<int:pk>/follow-up/": (planning.follow_up, "follow_up"),
            "<int:pk>/hand-over/": (handing.hand_over, "hand_over"),
            "<int:pk>/notes/": (notes.notes_page, "notes"),
            "<int:pk>/share/": (sharing.share, "share"),
            "<int:pk>/share/<int:link>/revoke/": (sharing.unshare, "unshare"),
            "<int:pk>/ask-publisher/": (handing.ask_publisher, "ask_publisher"),
            "<int:pk>/ask-read/": (reads.ask_read, "ask_read"),
            "<int:pk>/answer-read/": (reads.answer_read, "answer_read"),
            "<int:pk>/side/<slug:part>/": (side.piece, "side"),
            "<int:pk>/change-time/": (rescheduling.change_time, "change_time"),
            "<int:pk>/withdraw/": (leaving.withdraw, "withdraw"),
            "<int:pk>/retract/": (leaving.retract, "retract"),
            "<int:pk>/kill/": (leaving.kill, "kill"),
            "<int:pk>/redact/": (redacting.redact, "redact"),
            "<int:pk>/lead/": (leading.lead, "lead"),
            "<int:pk>/put-back/": (back.put_back, "put_back"),
            "<int:pk>/bring-in/<int:correction>/": (back.bring_in, "bring_in"),
            "<int:pk>/put-video-live/<uuid:ref>/": (moves.put_video_live, "put_video_live"),
            "<int:pk>/move/<slug:verb>/": (moves.move, "move"),
            "throw-away/": (autosaving.throw_away, "throw_away"),
        }
        # Asked by scripts: they cannot sign in on a page, so these say themselves who may.
        asked = {
            "signed-in/": (signed_in, "signed_in"),
            "autosave/": (autosaving.autosave, "autosave_new"),
            "<int:pk>/autosave/": (autosaving.autosave, "autosave"),
            "<int:pk>/here/": (presence.here, "here"),
            "<int:pk>/note/": (notes.note, "note"),
            "<int:pk>/note/people/": (notes.people, "note_people"),
            "checks/": (checks.checks, "checks_new"),
            "<int:pk>/checks/": (checks.checks, "checks"),
            "unsaved-preview/": (unsaved_preview.unsaved_preview, "unsaved_preview_new"),
            "<int:pk>/unsaved-preview/": (unsaved_preview.unsaved_preview, "unsaved_preview"),
        }
        return [
            *(
                path(route, self.admin_site.admin_view(view), name=f"articles_article_{name}")
                for route, (view, name) in screens.items()
            ),
            *(
                path(route, view, name=f"articles_article_{name}")
                for route, (view, name) in asked.items()
            ),
            *super().get_urls(),
        ]

    def add_view(self, request, form_url="", extra_context=None):
        """A form for a new story. Sent again, it is a save of the story that it made."""
        started = sent_twice.started_from(request)
        if started is None:
            draw = partial(super().add_view, request, form_url, extra_context)
            try:
                return _with_editor(autosaving.opened(request, draw))
            except sent_twice.SentTwice:
                started = sent_twice.started_from(request)
        return self.change_view(sent_twice.as_second_save(request), str(started))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """The form for who may change the story; for others the text, or only its line."""
        story = find_story(request, object_id)
        if story is not None and not standing(request, story).edits:
            return reading.read(request, story)
        draw = partial(super().change_view, request, object_id, form_url, extra_context)
        return _with_editor(autosaving.opened(request, draw, story=story))

    def history_view(self, request, object_id, extra_context=None):
        """What was done to the story and which versions are kept."""
        return versions.history(request, story_or_404(request, object_id))

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        form = context["adminform"].form
        context |= {
            "title": obj.slugline if obj else gettext("New story"),
            "subtitle": None,
            "keeping": autosaving.keeping_of(request, obj),
            "checks": checks.panel_of(
                request, form, [rows.formset for rows in context["inline_admin_formsets"]]
            ),
        }
        if obj is not None and obj.pk:
            context["bar"] = bar_of(request.user, obj, edits=True, on_form=True)
            context["issued"] = obj.was_live and obj.corrections.filter(edition__isnull=False)
            context["question"] = form.meeting and form.meeting.question
        if context.get("question") and len(context["errors"]) == 1:
            # What both changed is said above the choice: no field is in error.
            context["errors"] = []
        context |= form_parts(request, context, obj if obj is not None and obj.pk else None)
        return super().render_change_form(request, context, add, change, form_url, obj)


def _live_form(request, pk):
    """The story form over the live version: made of this one, so it is imported late."""
    from articles.admin.live_form import live_form

    return live_form(request, pk)


def _with_editor(response):
    """Let the page that shows CKEditor run under the editor's own policy."""
    if isinstance(response, TemplateResponse):
        response.uses_ckeditor = True
    return response
