"""The desk: Newsroom's AdminSite, its first page, its lists and its autocomplete."""

from django.conf import settings
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.core.exceptions import BadRequest
from django.urls import path
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page
from django.views.i18n import JavaScriptCatalog

#: What a list's filters may ask of the column they are named for.
FILTER_LOOKUPS = frozenset({"", "exact", "id__exact", "isnull", "gte", "lt"})
LONGEST_SEARCH = 200

#: Kept by the browser for ten minutes, then asked for by its ETag.
SCRIPTS_WORDS = conditional_page(
    cache_control(private=True, max_age=600)(JavaScriptCatalog.as_view())
)


class ListAdmin(ModelAdmin):
    """A screen whose list answers what its own filters, search box and actions ask, no more.

    Django's own takes any look-up on any column from the address: a regular expression, a
    year 0, or `body__contains=`, by which whoever sees a story's line could spell out its text.
    """

    class Media:
        js = ["js/desk/pickers.js"]

    def lookup_allowed(self, lookup, value, request=None):
        """Whether an address may ask this; anything else is a bad request."""
        name, __, asked = lookup.partition("__")
        return asked in FILTER_LOOKUPS and name in set(self._filter_names(request))

    def _filter_names(self, request):
        for listed in self.get_list_filter(request):
            column = listed[0] if isinstance(listed, list | tuple) else listed
            yield getattr(column, "parameter_name", column)

    def get_search_results(self, request, queryset, search_term):
        """Found by the first words of a long question: a database gives up on all of them."""
        return super().get_search_results(request, queryset, search_term[:LONGEST_SEARCH])

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """A form; raises BadRequest for “save as new”, which Django obeys though none offers it."""
        if "_saveasnew" in request.POST:
            raise BadRequest("This form makes no copies.")
        return super().changeform_view(request, object_id, form_url, extra_context)

    def response_action(self, request, queryset):
        """Do what was chosen with the ticked rows; raises BadRequest for what is no row."""
        if not all(map(_is_key, request.POST.getlist(ACTION_CHECKBOX_NAME))):
            raise BadRequest("A ticked row is no number.")
        return super().response_action(request, queryset)


def _is_key(text):
    return text.isascii() and text.isdecimal() and len(text) < 19


class ReadOnlyAdmin(ListAdmin):
    """A screen of what was done, to look at: nothing in it can be changed."""

    show_full_result_count = False

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class Autocomplete(AutocompleteJsonView):
    """Choices found by typing; a screen may say more of its objects than `str` does."""

    def serialize_result(self, obj, to_field_name):
        result = super().serialize_result(obj, to_field_name)
        label = getattr(self.model_admin, "choice_label", None)
        facts = getattr(self.model_admin, "choice_facts", None)
        return result | ({"text": label(obj)} if label else {}) | (facts(obj) if facts else {})


class DeskSite(AdminSite):
    site_header = format_lazy("{} · {}", settings.NEWSROOM_NAME, _("desk"))
    site_title = settings.NEWSROOM_NAME
    index_title = _("Desk")
    empty_value_display = "–"
    # The desk's own way around stands in the header; a story needs the width.
    enable_nav_sidebar = False

    def autocomplete_view(self, request):
        return Autocomplete.as_view(admin_site=self)(request)

    def i18n_javascript(self, request, extra_context=None):
        """What scripts say, in the paper's language: the desk's own and those of Django's forms."""
        return SCRIPTS_WORDS(request)

    def login(self, request, extra_context=None):
        from newsroom.signing_in.views import sign_in

        return sign_in(request)

    def get_urls(self):
        from articles.admin import (
            alarms,
            alert,
            asof,
            audit,
            desk,
            filing,
            front,
            reports,
            videos,
            week,
        )
        from newsroom.signing_in import joining

        return [
            *alarms.addresses(self),
            *alert.addresses(self),
            *asof.addresses(self),
            *audit.addresses(self),
            path("invitation/<str:token>/", joining.invitation, name="invitation"),
            *desk.addresses(self),
            *filing.addresses(self),
            *front.addresses(self),
            *reports.addresses(self),
            *videos.addresses(self),
            *week.addresses(self),
            *super().get_urls(),
        ]

    def index(self, request, extra_context=None):
        """The desk page: what waits for whom."""
        from articles.admin.desk import desk_page

        context = desk_page(request) | (extra_context or {})
        return super().index(request, context)
