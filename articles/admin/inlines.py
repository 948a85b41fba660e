"""The rows of the story form: blocks, bylines, citations and waiting corrections."""

import uuid
from functools import cached_property

from django import forms
from django.contrib import admin
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from articles import embeds, revisions
from articles.admin.fields import (
    PLAIN_TEXT,
    UNSEEN_STORY,
    AddressField,
    LengthField,
    LinksField,
    PickedChoiceField,
    posted_links,
    story_label,
)
from articles.admin.formsets import BylineFormSet, LeadFormSet, RefFormSet
from articles.admin.states import lines_for
from articles.admin.widgets import PickedSelect, as_pk
from articles.models import (
    Article,
    Byline,
    Citation,
    Correction,
    Embed,
    FactBox,
    Figure,
    PullQuote,
    RelatedBlock,
)
from articles.sanitising import clean_text

NOTICE_IS_OUT = _("Readers have this notice by now, and it stays. Write a second one.")


class RowForm(forms.ModelForm):
    """A row with a ref made in the browser; the formset looks after refs being unique."""

    ref = forms.UUIDField(
        required=False,
        label=_("Ref"),
        widget=forms.HiddenInput(attrs={"autocomplete": "off"}),
    )

    def validate_unique(self):
        """Nothing to ask the database: the row was found by its ref."""

    def validate_constraints(self):
        """Nothing to ask the database: the formset has looked at the rows together."""


class RelatedRowForm(RowForm):
    links = LinksField(
        required=False,
        label=_("Links"),
        help_text=_("A story of ours, or an address elsewhere."),
    )

    def clean(self):
        super().clean()
        # Links are rows of their own; until they are written, the block's row carries them.
        shown = self.fields["links"].initial or []
        self.instance.unsaved_links = self.cleaned_data.get("links", shown)

    def save(self, commit=True):
        block = super().save(commit)
        if "links" in self.changed_data:
            revisions.write_links(block, self.cleaned_data["links"])
        return block


def links_of(row):
    """The links of a related block's row, as the document has them."""
    if not row.pk:
        return getattr(row, "unsaved_links", [])
    return revisions.read_block(row.kind, row)["links"]


class RelatedFormSet(RefFormSet):
    """Related blocks with their links; the stories behind them in one query."""

    @property
    def stories(self):
        """The stories that the links may name: those whose line this person sees."""
        if not hasattr(self, "_stories"):
            pks = {link["story"] for row in self.rows for link in links_of(row)} - {None}
            if self.is_bound:
                pks |= self._posted_stories()
            visible = lines_for(self.user).filter(pk__in=pks)
            self._stories = {s.pk: s for s in visible} if pks else {}
        return self._stories

    def _posted_stories(self):
        sent = {
            as_pk(link["story"])
            for i in range(self.total_form_count())
            for link in posted_links(self.data, f"{self.add_prefix(i)}-links")
        }
        return sent - {None}

    def add_fields(self, form, index):
        super().add_fields(form, index)
        links = links_of(form.instance)
        field = form.fields["links"]
        field.initial = links
        field.stories = self.stories
        field.kept = frozenset(link["story"] for link in links if link["story"])
        field.widget.labels = dict.fromkeys(field.kept, UNSEEN_STORY) | {
            pk: story_label(story) for pk, story in self.stories.items()
        }


#: What a blank address stands for: the block waits.
NO_VIDEO = embeds.Recognised(provider="", embed_id="")


class EmbedRowForm(RowForm):
    """A video, post, chart, document, map or recording, recognised from its address' letters.

    A blank address waits, or is a post typed in.
    """

    #: What the posted address stands for; None where it is the one that the row has.
    recognised = None
    #: What the pasted code of a post says in words, if it does.
    said = None
    HELP = {
        "address": _(
            "Paste the address or embed code of a video, post, chart, document, map "
            "or recording. What it is follows from it."
        ),
        "title": _("For a post: who wrote it."),
        "credit": _("For example: Coast TV. For a post: where and when."),
        "caption": _("For a post: its words. With them a post needs no address."),
        "length": _("Like 3:25, or in seconds. Readers see it."),
        "transcript": _("Where its words can be read: https://…"),
        "ratio": _(
            "How high it stands: for a chart, a document or a map choose what shows it whole."
        ),
    }

    class Meta:
        widgets = {"address": forms.TextInput(attrs={"class": "vTextField", "inputmode": "url"})}

    length = LengthField(required=False, label=_("Length"), min_value=1)
    transcript = AddressField(required=False, label=_("Transcript"), max_length=500)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, words in self.HELP.items():
            if name in self.fields:
                self.fields[name].help_text = words
        if "address" in self.fields:
            # Pasted iframe code is longer than the address that is kept of it.
            self.fields["address"].max_length = None
            self.fields["address"].validators = []
            self.fields["address"].widget.attrs.pop("maxlength", None)

    def clean_address(self):
        """The watch address of what was pasted; anything that we cannot show is refused."""
        given = self.cleaned_data["address"].strip()
        if given and self.instance.provider and given == self.instance.address:
            return given
        self.recognised = embeds.recognise(given) if given else NO_VIDEO
        if given.startswith("<"):
            self.said = embeds.quotation(given)
        if given.startswith("<") or len(given) > Embed._meta.get_field("address").max_length:
            return self.recognised.watch_address
        return given

    def clean(self):
        super().clean()
        found = self.recognised
        if found is None or self.errors.get("address"):
            return
        video = self.instance
        video.provider, video.embed_id = found.provider, found.embed_id
        video.embed_hash, video.start = found.embed_hash, found.start
        if found.provider:
            self.cleaned_data["type"] = found.type
            if not self._ratio_was_chosen():
                self.cleaned_data["ratio"] = found.ratio
        if found.type == Embed.Type.POST and self.said:
            self._take_over_words()

    def _take_over_words(self):
        """Write what the code of a post says into the fields that are empty."""
        said = {"caption": self.said.words, "title": self.said.who, "credit": self.said.when}
        for name, words in said.items():
            if name in self.fields and not self.cleaned_data.get(name):
                limit = Embed._meta.get_field(name).max_length
                self.cleaned_data[name] = Truncator(clean_text(words)).chars(limit)

    def _ratio_was_chosen(self):
        """Whether a person, now or earlier, gave the video another shape than it came with."""
        if "ratio" in self.changed_data:
            return True
        try:
            came_with = embeds.recognise(self.initial.get("address") or "").ratio
        except embeds.NotAnEmbed:
            came_with = Embed.Ratio.WIDE
        return self.initial.get("ratio", Embed.Ratio.WIDE) != came_with


class CorrectionRowForm(RowForm):
    """A notice that waits for the next publication; its ref is made here."""

    def clean(self):
        super().clean()
        if self.cleaned_data.get("text") and not self.cleaned_data.get("ref"):
            self.cleaned_data["ref"] = uuid.uuid4()
            self.instance.ref = self.cleaned_data["ref"]


class CorrectionFormSet(RefFormSet):
    """Notices that wait. One that went out meanwhile, in the same words, waits no longer."""

    def is_there(self, form):
        typed = form.cleaned_data.get("text") or form.errors.get("text")
        return bool(typed) and not self._went_out(form)

    def _went_out(self, form):
        notice = self.issued.get(form.cleaned_data.get("ref"))
        return notice is not None and notice.text == form.cleaned_data.get("text")

    @cached_property
    def issued(self):
        """Notices that were sent as waiting and that an edition carries by now."""
        sent = self.sent_refs - set(self.rows_by_ref)
        if not sent or not self.instance.pk:
            return {}
        notices = self.instance.corrections.filter(ref__in=sent, edition__isnull=False)
        return {notice.ref: notice for notice in notices}

    def foreign_words(self, ref):
        return NOTICE_IS_OUT if ref in self.issued else super().foreign_words(ref)


class BylineForm(forms.ModelForm):
    position = forms.IntegerField(label=_("Order"), required=False, min_value=0, max_value=999)

    def validate_unique(self):
        """The formset compares the people with each other."""

    def validate_constraints(self):
        """The formset compares the people with each other."""


class StoryInline(admin.StackedInline):
    """Rows that may be changed by whoever may change the story; StoryAdmin asks once."""

    formset = RefFormSet
    form = RowForm
    extra = 0
    template = "admin/articles/article/block_rows.html"
    formfield_overrides = PLAIN_TEXT
    #: Foreign keys drawn as an autocomplete that costs no query a row.
    picked = ()
    #: Whether the page has asked already who may write here.
    is_asked_for = False
    #: What the rows are called in the form, for those who read the page as it is.
    verbose_name_plural = None

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, can_delete_extra=True, **kwargs)
        formset.user = request.user
        return formset

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.picked:
            kwargs["form_class"] = PickedChoiceField
            kwargs["widget"] = PickedSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def _may_edit(self, request, obj):
        if self.is_asked_for:
            return True
        story_admin = self.admin_site.get_model_admin(Article)
        if obj is None:
            return story_admin.has_add_permission(request)
        return story_admin.has_change_permission(request, obj)

    def has_view_permission(self, request, obj=None):
        return self._may_edit(request, obj)

    def has_add_permission(self, request, obj=None):
        return self._may_edit(request, obj)

    def has_change_permission(self, request, obj=None):
        return self._may_edit(request, obj)

    def has_delete_permission(self, request, obj=None):
        return self._may_edit(request, obj)


class RelatedInline(StoryInline):
    model = RelatedBlock
    form = RelatedRowForm
    formset = RelatedFormSet
    fields = ["ref", "label", "links", "left_out"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("links")


class EmbedInline(StoryInline):
    model = Embed
    form = EmbedRowForm
    fields = [
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
    ]
    picked = ["poster"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("poster")


class FigureInline(StoryInline):
    model = Figure
    formset = LeadFormSet
    fields = [
        "ref",
        "picture",
        "is_lead",
        "caption",
        "credit",
        "alt_text",
        "decorative",
        "left_out",
    ]
    picked = ["picture"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("picture")


class PullQuoteInline(StoryInline):
    model = PullQuote
    fields = ["ref", "quote", "speaker"]


class FactBoxInline(StoryInline):
    model = FactBox
    fields = ["ref", "title", "text", "on_top"]


class CitationInline(StoryInline):
    model = Citation
    fields = ["ref", "source", "shown", "phrase", "address", "note"]
    picked = ["source"]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "address":
            kwargs["form_class"] = AddressField
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("source")


class BylineInline(StoryInline):
    model = Byline
    form = BylineForm
    formset = BylineFormSet
    fields = ["author", "role", "credited_as", "position"]
    picked = ["author"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("author")


class CorrectionInline(StoryInline):
    """Notices that wait; those that readers have are shown beside and never changed."""

    model = Correction
    form = CorrectionRowForm
    formset = CorrectionFormSet
    fields = ["ref", "kind", "text"]
    verbose_name_plural = _("corrections waiting")

    def get_queryset(self, request):
        return super().get_queryset(request).filter(edition=None)


INLINES = [
    FigureInline,
    RelatedInline,
    EmbedInline,
    PullQuoteInline,
    FactBoxInline,
    CitationInline,
    BylineInline,
    CorrectionInline,
]
