"""Rows of a story found by their ref: no order, id or count of the posted form matters."""

import uuid
from functools import cached_property

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.fields import PickedChoiceField
from articles.admin.widgets import as_pk
from articles.models import Byline
from articles.revisions import BLOCK_MODELS

BLOCK_PREFIXES = tuple(f"{model.__name__.lower()}s" for model in BLOCK_MODELS.values())

TWICE = _("Two blocks carry the same mark. Remove one of them and place it again.")
FOREIGN = _("This block belongs to another story. Remove it and place it again.")


def as_ref(text):
    """The UUID that a form sent, or None."""
    try:
        return uuid.UUID(str(text))
    except ValueError:
        return None


class PickedFormSet(BaseInlineFormSet):
    """Rows whose chosen pictures, sources and authors are fetched for all rows at once.

    The inline's admin sets `user`.
    """

    user = None
    #: Rows of a kept version, where the form shows one in place of the story's own.
    shown_rows = None

    def get_form_kwargs(self, index):
        return {"label_suffix": "", **super().get_form_kwargs(index)}

    @cached_property
    def picked(self):
        """Field name → {primary key: object}, one query a field, none when nothing was sent."""
        fields = {
            name: field
            for name, field in self.form.base_fields.items()
            if isinstance(field, PickedChoiceField)
        }
        if not self.is_bound:
            return {
                name: {
                    pk: one
                    for row in self.rows
                    if (pk := _pk(row, name)) and (one := getattr(row, name))
                }
                for name in fields
            }
        return {name: self._posted_objects(name, field) for name, field in fields.items()}

    def _posted_objects(self, name, field):
        sent = {
            self.data.get(f"{self.add_prefix(i)}-{name}") for i in range(self.total_form_count())
        }
        pks = {as_pk(value) for value in sent} - {None}
        return field.queryset.in_bulk(pks) if pks else {}

    @cached_property
    def rows(self):
        """The rows that the story has, or those of the version that is shown."""
        return list(self.queryset) if self.shown_rows is None else self.shown_rows

    def add_fields(self, form, index):
        super().add_fields(form, index)
        # The row is known already: no look-up by a posted primary key, which may be gone.
        form.fields[self.model._meta.pk.name] = forms.IntegerField(
            required=False, disabled=True, widget=forms.HiddenInput, initial=form.instance.pk
        )
        for name, objects in self.picked.items():
            if name in form.fields:
                form.fields[name].picked = objects


def _pk(row, name):
    return getattr(row, f"{name}_id")


class RefFormSet(PickedFormSet):
    """Blocks, citations and waiting corrections.

    A row without a ref is not there; a row that somebody else deleted comes back as new;
    two rows with one ref, and a ref of another story, are refused.
    """

    def get_queryset(self):
        if not hasattr(self, "_queryset"):
            self._queryset = (
                [form.instance for form in self.initial_forms] if self.is_bound else self.rows
            )
        return self._queryset

    @cached_property
    def rows_by_ref(self):
        return {row.ref: row for row in self.rows}

    def initial_form_count(self):
        return 0 if self.is_bound else len(self.rows)

    @property
    def initial_forms(self):
        if not self.is_bound:
            return super().initial_forms
        return [form for form in self.forms if form.instance.pk]

    @property
    def extra_forms(self):
        if not self.is_bound:
            return super().extra_forms
        return [form for form in self.forms if not form.instance.pk]

    def _construct_form(self, i, **kwargs):
        if self.is_bound:
            row = self.rows_by_ref.get(as_ref(self.data.get(f"{self.add_prefix(i)}-ref")))
            if row is not None:
                kwargs |= {"instance": row, "empty_permitted": False}
        return super()._construct_form(i, **kwargs)

    def is_there(self, form):
        """Whether the row counts: Django's empty rows carry no ref."""
        return bool(form.cleaned_data.get("ref") or form.errors.get("ref"))

    def _should_delete_form(self, form):
        return super()._should_delete_form(form) or not self.is_there(form)

    @property
    def deleted_forms(self):
        # Django asks by position whether a row is new; here its instance knows.
        if not self.is_valid():
            return []
        return [form for form in self.initial_forms if self._should_delete_form(form)]

    @property
    def standing_forms(self):
        """The rows that stay."""
        return [form for form in self.forms if not self._should_delete_form(form)]

    def clean(self):
        standing = [form for form in self.standing_forms if form.cleaned_data.get("ref")]
        taken = self._taken({form.cleaned_data["ref"] for form in standing if not form.instance.pk})
        sent = self._sent_refs()
        for form in standing:
            ref = form.cleaned_data["ref"]
            if sent.count(ref) > 1:
                form.add_error(None, ValidationError(TWICE, code="twice"))
            elif not form.instance.pk and ref in taken:
                form.add_error(None, ValidationError(self.foreign_words(ref), code="foreign"))

    def foreign_words(self, ref):
        """Why a new row cannot have this ref: another row has it."""
        return FOREIGN

    @property
    def standing_rows(self):
        """The rows that were sent and stay, as they were typed, before they are written."""
        return [form.instance for form in self.standing_forms if form.cleaned_data.get("ref")]

    @property
    def sent_refs(self):
        """Refs of the rows that were sent, those to be removed as well."""
        return {as_ref(form["ref"].value()) for form in self.forms} - {None}

    @property
    def unsent_rows(self):
        """Rows of which the form says nothing: they stay."""
        sent = self.sent_refs
        return [row for ref, row in self.rows_by_ref.items() if ref not in sent]

    def _sent_refs(self):
        """Every ref in the posted form that competes with this formset's: those of all blocks."""
        prefixes = BLOCK_PREFIXES if self.prefix in BLOCK_PREFIXES else (self.prefix,)
        return [
            as_ref(value)
            for name, value in self.data.items()
            if name.endswith("-ref") and name.split("-", 1)[0] in prefixes and value
        ]

    def _taken(self, new_refs):
        """Those of the refs that other rows carry already, in this story or another."""
        if not new_refs:
            return set()
        models = BLOCK_MODELS.values() if self.prefix in BLOCK_PREFIXES else (self.model,)
        others = [model.objects.filter(ref__in=new_refs) for model in models]
        if self.shown_rows is not None:
            others = [rows.exclude(article=self.instance) for rows in others]
        return {ref for rows in others for ref in rows.values_list("ref", flat=True)}


class LeadFormSet(RefFormSet):
    """Pictures of a story, one of them its lead."""

    def clean(self):
        super().clean()
        leads = [form for form in self.standing_forms if form.cleaned_data.get("is_lead")]
        for form in leads[1:]:
            form.add_error(
                "is_lead", gettext("A story has one lead picture. Untick the other one.")
            )

    def save(self, commit=True):
        # The old lead gives way before the next one takes its place.
        leads = [form for form in self.standing_forms if form.cleaned_data.get("is_lead")]
        kept = [form.instance.pk for form in leads if form.instance.pk]
        self.instance.figures.filter(is_lead=True).exclude(pk__in=kept).update(is_lead=False)
        return super().save(commit)


class BylineFormSet(PickedFormSet):
    """The people credited, in order. They are saved as one list: a row has no identity."""

    def initial_form_count(self):
        return 0 if self.is_bound else len(self.rows)

    def get_queryset(self):
        return [] if self.is_bound else self.rows

    def _should_delete_form(self, form):
        named = form.cleaned_data.get("author") or form.errors.get("author")
        return super()._should_delete_form(form) or not named

    @property
    def standing_forms(self):
        return [form for form in self.forms if not self._should_delete_form(form)]

    def clean(self):
        seen = set()
        for form in self.standing_forms:
            author, role = form.cleaned_data.get("author"), form.cleaned_data.get("role")
            if author and (author.pk, role) in seen:
                form.add_error(
                    "author", gettext("This person is credited twice with the same role.")
                )
            seen.add((author and author.pk, role))

    def save(self, commit=True):
        """Make the story's bylines this list; untouched when it says the same."""
        self.new_objects, self.changed_objects, self.deleted_objects = [], [], []
        wanted = self.standing_rows
        if [_credit(row) for row in wanted] == [_credit(row) for row in self.rows]:
            return []
        self.instance.bylines.all().delete()
        self.new_objects = Byline.objects.bulk_create(wanted)
        return self.new_objects

    @property
    def standing_rows(self):
        """The people as they will be credited, in order, before they are written."""
        # A person without a number comes last; equal numbers keep the order of the form.
        lines = [form.cleaned_data for form in sorted(self.standing_forms, key=_place)]
        return [
            Byline(
                article=self.instance,
                author=line["author"],
                role=line.get("role", Byline.Role.WORDS),
                credited_as=line.get("credited_as", ""),
                position=position,
            )
            for position, line in enumerate(lines)
            if line.get("author")
        ]


def _credit(row):
    return (row.author_id, row.role, row.credited_as)


def _place(form):
    position = form.cleaned_data.get("position")
    return (position is None, position or 0)
