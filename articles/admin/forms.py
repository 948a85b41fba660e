"""The story form: fields in their rights, the base version, and the body's cleaning."""

import uuid

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils import timezone

from articles import sanitising
from articles.admin.fields import UNSEEN_STORY, StoryField
from articles.admin.states import lines_for
from articles.admin.widgets import LastFilledInput, StoryBodyWidget
from articles.models import Article

PUBLISHER = "articles.publish_article"
FRONT = "articles.lead_front"
EDITOR = "articles.edit_any_article"

#: Fields that a role sets: others see them grey, with the reason.
FIELD_RIGHTS = {
    "weight": (FRONT, "Publisher sets this."),
    "noindex": (PUBLISHER, "Publisher sets this."),
    "use_until": (PUBLISHER, "Publisher sets this."),
    "may_syndicate": (EDITOR, "An editor sets this."),
    "assigned_to": (EDITOR, "An editor sets this."),
    "restricted_to": (EDITOR, "An editor sets this."),
    "kept_ready": (EDITOR, "An editor sets this."),
}
#: How the desk handles a story: no version keeps these, so no version tells that they changed.
DESK_FIELDS = (
    "due_at",
    "wanted_words",
    "embargo_until",
    "embargo_note",
    "restricted_to",
    "kept_ready",
    "assigned_to",
)
ADDRESS_IS_FIXED = "Set at first publication. Does not follow the headline."


class StoryForm(forms.ModelForm):
    """One story. A field that the person may not set is grey and keeps what it holds."""

    # Not named like a column of the story: Django would write it there before the save.
    base_version = forms.IntegerField(
        required=False, widget=forms.HiddenInput(attrs={"autocomplete": "off"})
    )
    edit_session = forms.UUIDField(
        required=False, widget=forms.HiddenInput(attrs={"autocomplete": "off"})
    )
    overwrite = forms.IntegerField(
        required=False, widget=LastFilledInput(attrs={"autocomplete": "off"})
    )

    class Meta:
        model = Article
        fields = "__all__"  # noqa: DJ007 -- StoryAdmin.fieldsets names them
        widgets = {"body": StoryBodyWidget}

    #: Set by StoryAdmin on the class made for each request.
    user = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.is_stale = False
        self.initial |= {"base_version": self.instance.version, "edit_session": uuid.uuid4()}
        for name in self._desk_fields():
            # The form brings back what it showed, and so tells what the person changed.
            self.fields[name].show_hidden_initial = True
        self._grey_out()
        self._pick_stories()
        self._name_people()

    def _desk_fields(self):
        return [name for name in DESK_FIELDS if name in self.fields]

    def _name_people(self):
        """Offer the desk's people by name; one query for both fields."""
        people = staff()
        named = [(person.pk, name_of(person)) for person in people]
        for name, empty in (("assigned_to", [("", "Nobody yet")]), ("restricted_to", [])):
            self.fields[name].queryset = people
            self.fields[name].label_from_instance = name_of
            self.fields[name].choices = [*empty, *named]

    def _grey_out(self):
        for name, (right, reason) in FIELD_RIGHTS.items():
            if name in self.fields and not self.user.has_perm(right):
                self._grey(name, reason)
        if self._has_address():
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
            raise ValidationError("Choose another story than this one.")
        return story

    def clean_embargo_until(self):
        """An embargo cannot outlast the schedule: readers would have the story before."""
        until = self.cleaned_data["embargo_until"]
        scheduled = getattr(self.instance, "scheduled_for", None)
        if until and scheduled and until > scheduled and "embargo_until" in self.changed_data:
            start = timezone.localtime(scheduled)
            raise ValidationError(
                f"It goes out on {start:%-d %B %Y at %H:%M %Z}. Cancel the schedule first."
            )
        return until

    def _keep_what_others_set(self):
        """Leave every desk field that the person did not touch as it is by now."""
        for name in self._desk_fields():
            if self.instance.pk and name in self.cleaned_data and name not in self.changed_data:
                kept = getattr(self.instance, name)
                self.cleaned_data[name] = kept.all() if name == "restricted_to" else kept

    def clean(self):
        super().clean()
        self._keep_what_others_set()
        newest = self.instance.version
        base, overwrite = self.cleaned_data.get("base_version"), self.cleaned_data.get("overwrite")
        if self.instance.pk and newest not in (base, overwrite):
            self.is_stale = True
            raise ValidationError(
                "Not saved: somebody else saved this story meanwhile. Nothing you typed is lost.",
                code="stale",
            )

    @property
    def is_over_theirs(self):
        """Whether the person saw the newer version and chose to save over it."""
        return (
            self.cleaned_data.get("overwrite")
            == self.instance.version
            != (self.cleaned_data.get("base_version"))
        )


def staff():
    """The people a story can be given to."""
    users = get_user_model().objects.filter(is_active=True, is_staff=True)
    return users.order_by("first_name", "last_name", "username")


def name_of(user):
    """A person's name as the desk says it."""
    return (user.get_full_name() or user.get_username()) if user else "somebody"
