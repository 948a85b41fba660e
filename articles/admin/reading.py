"""A story for those who may not change it: its text as readers would get it, or its line alone.

Video staff get the story's videos as a form beside the text, and nothing else.
"""

import copy

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import inlineformset_factory
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import revisions, workflow
from articles.admin.bar import bar_of
from articles.admin.conflict import Meeting
from articles.admin.fields import PickedChoiceField, PlainTextField
from articles.admin.formsets import RefFormSet
from articles.admin.inlines import EmbedRowForm
from articles.admin.notes import panel_of
from articles.admin.preview import draft_context, newest_document
from articles.admin.standing import find_story, standing
from articles.admin.widgets import PickedSelect, as_pk
from articles.models import Article, Embed, Revision

#: What readers see of a story beside its text, in the order in which it is shown.
SHOWN = ("kicker", "headline", "dek", "dateline", "editors_note", "ownership_notice", "methods")


class VideoFormSet(RefFormSet):
    """The story's own videos: none can be added, none removed."""

    def is_there(self, form):
        return bool(form.instance.pk)

    def _should_delete_form(self, form):
        return not self.is_there(form)

    @property
    def deleted_forms(self):
        return []

    def save_new_objects(self, commit=True):
        self.new_objects = []
        return []


def _formfield(db_field, **kwargs):
    if db_field.name == "poster":
        widget = PickedSelect(db_field, admin.site)
        return db_field.formfield(form_class=PickedChoiceField, widget=widget, **kwargs)
    if db_field.choices:
        return db_field.formfield(**kwargs)
    if db_field.get_internal_type() == "CharField":
        widget = forms.TextInput(attrs={"class": "vTextField"})
        return db_field.formfield(form_class=PlainTextField, widget=widget)
    return db_field.formfield(**kwargs)


def video_formset(data, story):
    """The form of a story's videos, for those who may change nothing else."""
    factory = inlineformset_factory(
        Article,
        Embed,
        form=EmbedRowForm,
        formset=VideoFormSet,
        fields=[
            "ref",
            "address",
            "type",
            "title",
            "credit",
            "caption",
            "length",
            "transcript",
            "ratio",
            "poster",
            "left_out",
        ],
        formfield_callback=_formfield,
        extra=0,
        can_delete=False,
    )
    rows = Embed.objects.select_related("poster").order_by("pk")
    return factory(data, instance=story, queryset=rows)


def read(request, story):
    """The page of a story that the person may read, give a video, or only see the line of."""
    may = standing(request, story)
    if request.method == "POST":
        if not may.places_video:
            raise PermissionDenied
        return _place_videos(request, story)
    if not may.reads:
        return render(request, "articles/desk/line.html", _context(request, story))
    return _read_page(request, story, video_formset(None, story) if may.places_video else None)


def _place_videos(request, story):
    """Save the videos as a version of their own kind; everything else stays as it is."""
    with transaction.atomic():
        locked = find_story(request, story.pk, lock=True)
        if locked is None:
            raise Http404
        videos = video_formset(request.POST, locked)
        meeting = _met(request, locked, videos)
        if videos.is_valid() and not (meeting and meeting.is_open):
            if meeting is None:
                videos.save()
            else:
                revisions.write(locked, meeting.merged.document)
            workflow.keep(locked, by=request.user, at=timezone.now(), kind=Revision.Kind.VIDEO)
            if meeting and meeting.said:
                messages.info(request, meeting.said)
            messages.success(
                request,
                _("%(slugline)s: Videos saved as v%(version)s.")
                % {"slugline": locked.slugline, "version": locked.version},
            )
            return redirect("admin:articles_article_change", locked.pk)
    return _read_page(request, story, videos, meeting)


def _met(request, story, videos):
    """The videos as typed, with what was saved since their form was opened; None if nothing."""
    base = as_pk(request.POST.get("base_version"))
    if base == story.version:
        return None
    newest = revisions.newest(story)
    begun = story.revisions.filter(number=base or 0).first()
    typed = copy.deepcopy(revisions.upgrade((begun or newest).document))
    videos.is_valid()
    for form in videos.forms:
        ref = str(form.cleaned_data.get("ref"))
        if ref in typed["blocks"]:
            typed["blocks"][ref] = revisions.read_block("embed", form.instance)
    return Meeting(typed, newest=newest, begun=begun, by=request.user, data=request.POST)


def _read_page(request, story, videos, meeting=None):
    document = newest_document(story)
    fields = [
        (Article._meta.get_field(name).verbose_name, document["fields"][name])
        for name in SHOWN
        if document["fields"][name]
    ]
    context = _context(request, story) | {
        "fields": fields,
        "videos": videos,
        "media": videos.media if videos else "",
        "meeting": meeting,
        "base_version": request.POST.get("base_version", story.version),
        "text": draft_context(story, document, at=timezone.now()),
        "notes": panel_of(request, story, on_form=False),
    }
    return render(request, "articles/desk/read.html", context)


def _context(request, story):
    return {
        **admin.site.each_context(request),
        "title": story.slugline,
        "story": story,
        "opts": Article._meta,
        "bar": bar_of(request.user, story, edits=False),
    }
