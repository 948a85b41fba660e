"""The story form: fields in their rights, the base version, and the body's cleaning."""

import logging
import uuid

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles import revisions, rights, sanitising, workflow
from articles.admin.conflict import Meeting
from articles.admin.fields import UNSEEN_STORY, StoryField, name_of
from articles.admin.posted import document_of
from articles.admin.states import lines_for
from articles.admin.widgets import StoryBodyWidget
from articles.models import Article

logger = logging.getLogger(__name__)

#: Why a field is grey for who may not set it (`rights.FIELD_PERMISSIONS`).
GREY_BECAUSE = {
    "weight": _("Publisher sets this."),
    "noindex": _("Publisher sets this."),
    "use_until": _("Publisher sets this."),
    "may_syndicate": _("An editor sets this."),
    "assigned_to": _("An editor sets this."),
    "restricted_to": _("An editor sets this."),
    "kept_ready": _("An editor sets this."),
    "look_again_on": _("An editor sets this."),
    "desk": _("An editor of the desk gives it to another."),
}
#: How the desk handles a story: no version keeps these, so no version tells that they changed.
DESK_FIELDS = (
    "due_at",
    "wanted_words",
    "embargo_until",
    "embargo_note",
    "use_until",
    "restricted_to",
    "kept_ready",
    "look_again_on",
    "assigned_to",
)
ADDRESS_IS_FIXED = _("Set at first publication. Does not follow the headline.")


class StoryForm(forms.ModelForm):
    """One story. A field that the person may not set is grey and keeps what it holds."""

    # Not named like a column of the story: Django would write it there before the save.
    base_version = forms.IntegerField(
        required=False, widget=forms.HiddenInput(attrs={"autocomplete": "off"})
    )
    edit_session = forms.UUIDField(
        required=False, widget=forms.HiddenInput(attrs={"autocomplete": "off"})
    )

    class Meta:
        model = Article
        fields = "__all__"  # noqa: DJ007 -- StoryAdmin.fieldsets names them
        widgets = {"body": StoryBodyWidget}

    #: Set by StoryAdmin on the class made for each request; the formsets follow the form.
    user = None
    formsets = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        #: What others saved since the version that this form began with.
        self.meeting = None
        self.handled_before = self._handled_now()
        self.initial |= {"base_version": self.instance.version, "edit_session": uuid.uuid4()}
        for name in self._desk_fields():
            # The form brings back what it showed, and so tells what the person changed.
            self.fields[name].show_hidden_initial = True
        self._grey_out()
        self._pick_stories()
        self._name_people()
        self._name_sections()

    def _handled_now(self):
        """How the desk handled the story before this form, to log what it changes."""
        return workflow.desk_fields(self.instance) if self.is_bound and self.instance.pk else None

    def _desk_fields(self):
        return [name for name in DESK_FIELDS if name in self.fields]

    def _name_people(self):
        """Offer the desk's people by name; one query for both fields."""
        offered = {"assigned_to": [("", gettext("Nobody yet"))], "restricted_to": []}
        offered = {name: empty for name, empty in offered.items() if name in self.fields}
        if not offered:
            return
        people = staff()
        named = [(person.pk, name_of(person)) for person in people]
        for name, empty in offered.items():
            self.fields[name].queryset = people
            self.fields[name].label_from_instance = name_of
            self.fields[name].choices = [*empty, *named]

    @cached_property
    def sections(self):
        """The sections that are offered, by key: also what the address is made of."""
        return {section.pk: section for section in self.fields["section"].queryset}

    def _name_sections(self):
        """Draw the section's choices from what the side panels know as well: one query for both."""
        if "section" in self.fields:
            self.fields["section"].choices = self._section_choices

    def _section_choices(self):
        field = self.fields["section"]
        empty = [] if field.empty_label is None else [("", field.empty_label)]
        named = [(pk, field.label_from_instance(each)) for pk, each in self.sections.items()]
        return [*empty, *named]

    def _grey_out(self):
        standing = rights.Standing(self.user, self.instance)
        for name, reason in GREY_BECAUSE.items():
            if name in self.fields and not standing.sets(name):
                self._grey(name, reason)
        if "slug" in self.fields and self._has_address():
            self._grey("slug", ADDRESS_IS_FIXED)

    def _has_address(self):
        """Whether the story was published or is about to be (`with_states` has looked)."""
        story = self.instance
        return bool(story.pk and (story.was_live or story.scheduled_for))

    def _grey(self, name, reason):
        field = self.fields[name]
        field.disabled = True
        field.help_text = reason

    def _pick_stories(self):
        """Name the stories followed and translated; one that is hidden stays, unnamed."""
        fields = {n: f for n, f in self.fields.items() if isinstance(f, StoryField)}
        linked = {getattr(self.instance, f"{name}_id") for name in fields} - {None}
        visible = lines_for(self.user)
        known = {s.pk: s for s in visible.filter(pk__in=linked)} if linked else {}
        for field in fields.values():
            field.queryset = visible
            field.picked = known | {
                pk: Article(pk=pk, slugline=UNSEEN_STORY) for pk in linked - set(known)
            }

    def clean_body(self):
        return sanitising.clean_body(self.cleaned_data["body"])

    def clean_follows(self):
        return self._another_story("follows")

    def clean_translation_of(self):
        return self._another_story("translation_of")

    def _another_story(self, name):
        story = self.cleaned_data[name]
        if story and story.pk == self.instance.pk:
            raise ValidationError(gettext("Choose another story than this one."))
        return story

    def clean_embargo_until(self):
        """An embargo cannot outlast the schedule: readers would have the story before."""
        until = self.cleaned_data["embargo_until"]
        if "embargo_until" in self.changed_data:
            self._refuse_to_lift(until)
        scheduled = getattr(self.instance, "scheduled_for", None)
        if until and scheduled and until > scheduled and "embargo_until" in self.changed_data:
            start = timezone.localtime(scheduled)
            raise ValidationError(
                gettext("It goes out on %(day)s at %(time)s. Cancel the schedule first.")
                % {"day": date_format(start, "j F Y"), "time": f"{start:%H:%M %Z}"}
            )
        return until

    def _refuse_to_lift(self, until):
        """An embargo was agreed with a source: a reporter may lengthen it, never shorten it."""
        stands = self.instance.embargo_until
        if not self.instance.is_embargoed(timezone.now()) or (until and until >= stands):
            return
        if not rights.may(self.user, "lift_embargo", self.instance):
            raise ValidationError(
                gettext(
                    "It stands until %(stands)s. Only an editor of the desk may shorten or lift it."
                )
                % {"stands": date_format(timezone.localtime(stands), "j F Y, H:i T")}
            )

    def _keep_what_others_set(self):
        """Leave every desk field that the person did not touch as it is by now."""
        for name in self._desk_fields():
            if self.instance.pk and name in self.cleaned_data and name not in self.changed_data:
                kept = getattr(self.instance, name)
                self.cleaned_data[name] = kept.all() if name == "restricted_to" else kept

    def clean(self):
        super().clean()
        self._keep_what_others_set()
        self._log_forged()

    def _log_forged(self):
        """Tell the server's log what was sent for grey fields: no browser sends those."""
        sent = {name.removesuffix("_0") for name in self.data}
        forged = sorted(sent & {name for name, field in self.fields.items() if field.disabled})
        if forged:
            logger.warning(
                "Account %s sent %s for story %s, which others set: left aside",
                self.user.pk,
                ", ".join(forged),
                self.instance.pk or "to come",
            )

    @property
    def is_stale(self):
        """Whether somebody saved the story since the version that this form began with."""
        base = self.cleaned_data.get("base_version")
        return bool(self.instance.pk) and base != self.instance.version

    def full_clean(self):
        """Bring what was typed together with what others saved, before anything is written."""
        super().full_clean()
        if self.is_bound and self.is_stale:
            self.meeting = self._met()
            if self.meeting.is_open:
                self.add_error(None, ValidationError(self.meeting.error, code="stale"))

    def document(self, begun=None):
        """What the form says, as a document, whether or not it can be saved."""
        for formset in self.formsets:
            formset.is_valid()
        return document_of(self, self.formsets, begun)

    def _met(self, meeting=Meeting, **where):
        """What was typed, with what is the newest by now."""
        base = self.cleaned_data.get("base_version")
        begun = self.instance.revisions.filter(number=base or 0).first()
        document = revisions.upgrade(begun.document) if begun else revisions.blank()
        return meeting(
            self.document(document),
            newest=revisions.newest(self.instance),
            begun=begun,
            by=self.user,
            data=self.data,
            **where,
        )

    def save_merged(self, at):
        """Keep what was typed, merged into what others saved since it was begun."""
        self._save_desk_fields()
        workflow.set_desk_fields(self.instance, self.handled_before, by=self.user, at=at)
        workflow.save_merged(
            self.instance,
            by=self.user,
            document=self.meeting.merged.document,
            base=self.instance.version,
            at=at,
        )

    def _save_desk_fields(self):
        """Write how the desk handles the story, apart from what it says."""
        typed = {name: self.cleaned_data[name] for name in self._desk_fields()}
        restricted_to = typed.pop("restricted_to", None)
        Article.objects.filter(pk=self.instance.pk).update(**typed)
        if restricted_to is not None:
            self.instance.restricted_to.set(restricted_to)


def staff():
    """The people a story can be given to."""
    users = get_user_model().objects.filter(is_active=True, is_staff=True)
    return users.order_by("first_name", "last_name", "username")
