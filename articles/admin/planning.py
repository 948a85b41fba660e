"""What is to be written: a story put on the plan, and one that takes up another."""

import re
import uuid
from datetime import timedelta

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from articles import notes, revisions, rights, workflow
from articles.admin import sent_twice
from articles.admin.asking import ScreenForm, words_field
from articles.admin.fields import name_of
from articles.admin.forms import staff
from articles.admin.formsets import as_ref
from articles.admin.handing import PersonField
from articles.admin.moves import posted_version
from articles.admin.standing import standing, story_or_404
from articles.admin.times import MomentField
from articles.models import Article, Section
from authors.models import Desk

LONGEST_NAME = Article._meta.get_field("slugline").max_length
#: A second press of the button within this opens the story that the first one made.
SECOND_PRESS = timedelta(minutes=1)


class PlanForm(ScreenForm):
    """A slugline is enough; who writes it only an editor of the desk or a publisher says."""

    slugline = words_field(
        _("Slugline"),
        _("Working name. Readers never see it."),
        required=True,
        rows=1,
        longest=LONGEST_NAME,
    )
    desk = forms.ModelChoiceField(Desk.objects.order_by("name"), label=_("Desk"), required=False)
    section = forms.ModelChoiceField(Section.objects.all(), label=_("Section"), required=False)
    who = PersonField(label=_("Who"), queryset=None, required=False, empty_label=_("Nobody yet"))
    due_at = MomentField(label=_("Due"), required=False)
    wanted_words = forms.IntegerField(
        label=_("Wanted length"),
        min_value=1,
        max_value=50_000,
        required=False,
        help_text=_("In words."),
    )
    note = words_field(_("Desk note"), _("What is it about? Readers never see it."), longest=4000)

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by
        if says_who(by):
            self.fields["who"].queryset = staff()
        else:
            del self.fields["who"]

    def clean(self):
        super().clean()
        who, desk = self.cleaned_data.get("who"), self.cleaned_data.get("desk")
        for_others = rights.plans_for_others(self.by, desk.pk if desk else None)
        if who and who != self.by and not for_others:
            self.add_error(
                "who",
                gettext("Who writes for %(desk)s its own editors say. Leave it at “Nobody yet”.")
                % {"desk": desk},
            )

    @property
    def writer(self):
        """Who gets it: whom an editor chose; a reporter plans for themselves."""
        return self.cleaned_data["who"] if "who" in self.fields else self.by


def says_who(user):
    """Whether this person gives work to others, on some desk."""
    return user.has_perm("articles.edit_any_article") or user.has_perm("articles.publish_article")


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request):
    """Put a story on the plan; it stands on the board until somebody begins to write."""
    if not rights.may_plan(request.user):
        raise PermissionDenied
    own = rights.only_desk_of(request.user)
    form = PlanForm(request.POST or None, by=request.user, initial={"desk": own})
    if request.method == "POST" and form.is_valid():
        story = _planned_once(request, form)
        if story is not None:
            _say(request, story)
            return redirect("admin:index")
    context = {
        **admin.site.each_context(request),
        "title": gettext("Plan a story"),
        "form": form,
        "edit_session": as_ref(request.POST.get("edit_session")) or uuid.uuid4(),
    }
    return render(request, "articles/desk/plan.html", context)


def _planned_once(request, form):
    """The story of this form, or None where it could not be made; a second press makes no other."""
    made = sent_twice.started_from(request)
    if made is not None:
        return Article.objects.get(pk=made)
    try:
        return sent_twice.begin(request, lambda: _plan(form, request.user, timezone.now()))
    except sent_twice.SentTwice:
        return Article.objects.get(pk=sent_twice.started_from(request))
    except (workflow.Refused, ValidationError) as refusal:
        form.add_error(None, str(refusal))
        return None


def _plan(form, by, at):
    said = form.cleaned_data
    document = revisions.blank()
    document["fields"] |= {
        "slugline": said["slugline"],
        "desk": said["desk"].pk if said["desk"] else None,
        "section": said["section"].pk if said["section"] else None,
    }
    story = workflow.start(document, by=by, at=at, planned=True)
    before = workflow.desk_fields(story)
    story.due_at, story.wanted_words = said["due_at"], said["wanted_words"]
    story.assigned_to = form.writer
    story.save(update_fields=["due_at", "wanted_words", "assigned_to"])
    workflow.set_desk_fields(story, before, by=by, at=at)
    if said["note"]:
        notes.write(story, by=by, text=said["note"], at=at)
    return story


def _say(request, story):
    who = (
        " " + gettext("%(name)s has it.") % {"name": name_of(story.assigned_to)}
        if story.assigned_to
        else ""
    )
    messages.success(
        request,
        format_html(
            '{}: {}{} <a href="{}">{}</a> <a href="{}">{}</a>',
            story.slugline,
            gettext("Planned."),
            who,
            story.get_desk_url(),
            gettext("Open it"),
            reverse("admin:articles_article_plan"),
            gettext("Plan another"),
        ),
    )


# A story that takes up another ---------------------------------------------------------------


@require_POST
def follow_up(request, pk):
    """Start a draft that follows this story: its place and its topics, none of its words."""
    story = story_or_404(request, pk)
    if not standing(request, story).may("follow_up"):
        raise PermissionDenied
    if posted_version(request) < 0:
        messages.error(request, gettext("Not started. Press “New story from this one” again."))
        return redirect("admin:articles_article_change", story.pk)
    now = timezone.now()
    made = _made_just_now(story, request.user, now)
    if made is None:
        made = _begin_following(story, by=request.user, at=now)
        messages.success(
            request,
            gettext("%(slugline)s: a new draft that follows %(slugline_2)s.")
            % {"slugline": made.slugline, "slugline_2": story.slugline},
        )
    return redirect("admin:articles_article_change", made.pk)


@transaction.atomic
def _begin_following(story, *, by, at):
    """The new draft, hidden from whom the story is hidden: its name tells of the story.

    After a restricted story it is for the same people, after one kept ready it is kept ready.
    """
    made = workflow.start(_following(story, by), by=by, at=at)
    people = list(story.restricted_to.all())
    if people or story.kept_ready:
        before = workflow.desk_fields(made)
        if people:
            made.restricted_to.set([*people, *filter(None, [story.created_by])])
        Article.objects.filter(pk=made.pk).update(kept_ready=story.kept_ready)
        made.kept_ready = story.kept_ready
        workflow.set_desk_fields(made, before, by=by, at=at)
    return made


def _made_just_now(story, user, now):
    """What a press a moment ago made and nobody has touched."""
    follow_ups = story.follow_ups.filter(created_by=user, version=1, body="")
    return follow_ups.filter(created_at__gt=now - SECOND_PRESS).order_by("-pk").first()


def _following(story, user):
    document = revisions.blank()
    document["fields"] |= {
        "slugline": next_name(story.slugline, user),
        "follows": story.pk,
        "desk": story.desk_id,
        "section": story.section_id,
        "language": story.language,
    }
    document["topics"] = list(story.topics.order_by("pk").values_list("pk", flat=True))
    return document


def next_name(slugline, user):
    """“FERRY-2” after “FERRY”: the first number that no story known to the person has."""
    stem, number = re.fullmatch(r"(.*?)(?:-(\d{1,3}))?", slugline, re.DOTALL).groups()
    visible = Article.objects.visible_to(user).filter(slugline__startswith=stem[:50])
    taken = set(visible.values_list("slugline", flat=True))
    count = int(number or 1) + 1
    while (name := _numbered(stem, count)) in taken:
        count += 1
    return name


def _numbered(stem, count):
    end = f"-{count}"
    return f"{stem[: LONGEST_NAME - len(end)]}{end}"
