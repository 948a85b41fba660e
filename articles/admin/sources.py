"""Sources: outlets, people, documents and data that stories rely on."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from articles import registry, rights
from articles.admin.fields import PLAIN_TEXT, AddressField
from articles.admin.registered import MergingAdmin
from articles.admin.spreadsheets import as_csv
from articles.admin.used import texts_of
from articles.models import Article, Citation, Edition, Source, SourceAlias

THERE_ALREADY = _("A source with this name and kind is there already.")


class AliasFormSet(forms.BaseInlineFormSet):
    """Rows of a table: the head of the column names the boxes for the eye alone."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        for field in form.fields.values():
            field.widget.attrs["aria-label"] = field.label


class AliasInline(admin.TabularInline):
    model = SourceAlias
    verbose_name = _("name")
    verbose_name_plural = _("Other names")
    formset = AliasFormSet
    extra = 0
    formfield_overrides = PLAIN_TEXT

    def has_add_permission(self, request, obj=None):
        return request.user.has_perm("articles.change_source") or (
            obj is None and request.user.has_perm("articles.add_source")
        )

    has_change_permission = has_delete_permission = has_view_permission = has_add_permission


class SourceForm(forms.ModelForm):
    def clean(self):
        """Compare names here: Django leaves a rule with a condition on a hidden column out."""
        super().clean()
        name, kind = self.cleaned_data.get("name"), self.cleaned_data.get("kind")
        others = Source.objects.unmerged().exclude(pk=self.instance.pk)
        if name and others.filter(name__iexact=name, kind=kind).exists():
            self.add_error("name", THERE_ALREADY)


class CitedFilter(admin.SimpleListFilter):
    title = _("cited")
    parameter_name = "cited"

    def lookups(self, request, model_admin):
        return [("never", gettext("Never cited")), ("yes", gettext("In stories"))]

    def queryset(self, request, sources):
        if self.value() == "never":
            return sources.filter(cited_in=0)
        if self.value() == "yes":
            return sources.filter(cited_in__gt=0)
        return sources


def cited_in(person):
    """How many stories cite each source, of those that the person may know to cite it."""
    now = timezone.now()
    citations = Citation.objects.filter(source=OuterRef("pk"))
    known = Q(article__in=texts_of(person).values("pk"))
    if not rights.reads_all(person):
        live = Edition.objects.live(now).values("article")
        seen = Article.objects.visible_to(person).filter(pk__in=live)
        known |= Q(article__in=seen.values("pk"), shown=True)
    counted = citations.filter(known).order_by().values("source")
    return Coalesce(Subquery(counted.values(n=Count("article", distinct=True))), 0)


@admin.register(Source)
class SourceAdmin(MergingAdmin):
    form = SourceForm
    formfield_overrides = PLAIN_TEXT
    inlines = [AliasInline]
    change_list_template = "admin/articles/source/change_list.html"
    list_display = ["name", "kind", "also_called", "address", "stories"]
    list_filter = ["kind", CitedFilter]
    search_fields = ["name", "aliases__name"]
    search_help_text = _("By name, or by any other name that copy uses.")
    show_full_result_count = False

    merge = registry.merge_sources
    moves = [
        _(
            "Every citation of “{gone}” in a story’s working copy, also in stories that you may "
            "not see, names “{kept}”."
        ),
        _("“{gone}” and its other names become other names of “{kept}”."),
        _(
            "Its note off the record is added to that of “{kept}”; its web address, if that "
            "has none."
        ),
    ]
    stays = [_("Kept versions, and what readers were given, go on saying “{gone}”.")]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(cited_in=cited_in(request.user))

    def get_fields(self, request, obj=None):
        """What is off the record is for those who may change sources."""
        open_to_all = ["name", "kind", "address"]
        return [*open_to_all, "off_record"] if self._keeps(request) else open_to_all

    def _keeps(self, request):
        return request.user.has_perm("articles.change_source")

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "address":
            kwargs["form_class"] = AddressField
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def has_delete_permission(self, request, obj=None):
        return False

    def choice_facts(self, source):
        """What a citation starts with when this source is chosen."""
        return {"shown": source.is_shown_by_default}

    # The list ------------------------------------------------------------------

    def changelist_view(self, request, extra_context=None):
        exports = self.address_of("export") if self._keeps(request) else ""
        return super().changelist_view(request, {"export": exports, **(extra_context or {})})

    @admin.display(description=_("Other names"))
    def also_called(self, source):
        return ", ".join(alias.name for alias in source.aliases.all()) or "–"

    @admin.display(description=_("Stories"), ordering="cited_in")
    def stories(self, source):
        if not source.cited_in:
            return gettext("none")
        address = self.address_of("used", source.pk)
        words = gettext("Stories that cite %(source)s") % {"source": source}
        return format_html(
            '<a href="{}" aria-label="{}: {}">{}</a>',
            address,
            words,
            source.cited_in,
            source.cited_in,
        )

    def get_urls(self):
        export = self.screen("export/", require_safe(self.export_view), "export")
        return [export, *super().get_urls()]

    def export_view(self, request):
        """All sources for a spreadsheet. What is off the record stays here."""
        if not self._keeps(request):
            raise PermissionDenied
        sources = self.get_queryset(request).prefetch_related("aliases").order_by("name", "pk")
        rows = [
            [s.name, s.get_kind_display(), self.also_called(s), s.address, s.cited_in]
            for s in sources
        ]
        heading = [
            gettext("Name"),
            gettext("Kind"),
            gettext("Other names"),
            gettext("Web address"),
            gettext("Stories that you may see"),
        ]
        return as_csv("sources", heading, rows)

    def get_changelist_instance(self, request):
        """The list with every other name, in one query."""
        changelist = super().get_changelist_instance(request)
        changelist.result_list = changelist.result_list.prefetch_related("aliases")
        return changelist
