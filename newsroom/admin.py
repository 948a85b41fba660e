"""The desk: Newsroom's AdminSite, its first page, its lists and its autocomplete."""

from datetime import datetime

from django.apps import apps
from django.conf import settings
from django.contrib.admin import AdminSite, ModelAdmin, ShowFacets
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.core.exceptions import BadRequest
from django.urls import path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext
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


def titled(filter_class, title):
    """A list's filter under a heading of the desk's own."""

    class Titled(filter_class):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.title = title

    return Titled


def worded(column, words):
    """A list's column under the desk's own word; what is so is said, what is not is a dash."""

    def shown(thing):
        value = getattr(thing, column)
        if value is None or value is False:
            return "–"
        if isinstance(value, datetime):
            return date_format(timezone.localtime(value), "DATETIME_FORMAT")
        return gettext("Yes") if value is True else value

    shown.__name__ = column
    shown.short_description, shown.admin_order_field = words, column
    return shown


class ListAdmin(ModelAdmin):
    """A screen whose list answers what its own filters, search box and actions ask, no more.

    Django's own takes any look-up on any column from the address: a regular expression, a
    year 0, or `body__contains=`, by which whoever sees a story's line could spell out its text.
    """

    class Media:
        js = ["js/desk/pickers.js"]

    # What each choice of a filter would find is counted for nobody: it takes a query each.
    show_facets = ShowFacets.NEVER

    #: What the desk calls the list, where Django's word for what is in it is another.
    list_title = ""
    #: What the desk calls one of them; Django's word where it is empty.
    thing = ""

    def changelist_view(self, request, extra_context=None):
        """The list, named for what is in it; Django's own name for it says “Select … to change”."""
        title = self.list_title or capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

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
        thing = self.thing or self.opts.verbose_name
        title = capfirst(thing) if object_id else gettext("Add %(thing)s") % {"thing": thing}
        named = {"list_title": self.list_title, "title": title}
        return super().changeform_view(
            request, object_id, form_url, {**named, **(extra_context or {})}
        )

    def render_change_form(self, request, context, *args, **kwargs):
        """The form; its labels stand without a colon, as on every other page of the desk."""
        context["adminform"].form.label_suffix = ""
        return super().render_change_form(request, context, *args, **kwargs)

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

    def get_app_list(self, request, app_label=None):
        """Every list by the name that it has on the desk."""
        apps = super().get_app_list(request, app_label)
        for app in apps:
            if app["app_label"] == "auth":
                app["name"] = _("Accounts and roles")
            for model in app["models"]:
                title = getattr(self.get_model_admin(model["model"]), "list_title", "")
                model["name"] = title or model["name"]
        return apps

    def login(self, request, extra_context=None):
        from newsroom.signing_in.views import sign_in

        return sign_in(request)

    def password_change(self, request, extra_context=None):
        named = {"title": gettext("Change the password"), **(extra_context or {})}
        return super().password_change(request, named)

    def password_change_done(self, request, extra_context=None):
        named = {"title": gettext("Password changed"), **(extra_context or {})}
        return super().password_change_done(request, named)

    def app_index(self, request, app_label, extra_context=None):
        """The lists of one part of the desk, under its name alone."""
        name = apps.get_app_config(app_label).verbose_name
        named = gettext("Accounts and roles") if app_label == "auth" else name
        return super().app_index(request, app_label, {"title": named, **(extra_context or {})})

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
