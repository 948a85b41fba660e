"""Authors as readers know them, and the desks."""

from django import forms
from django.contrib import admin
from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles import purging, registry
from articles.admin.fields import PLAIN_TEXT, https_lines
from articles.admin.registered import MergingAdmin
from articles.notices import name_of
from authors.models import Author, Desk
from newsroom.admin import ListAdmin, worded

SHORT = _("Short name")


class AuthorForm(forms.ModelForm):
    class Meta:
        labels = {"slug": _("Address"), "user": _("Account")}
        help_texts = {"slug": _("The end of the web address of their page.")}

    def clean_accounts(self):
        return https_lines(self.cleaned_data["accounts"])


@admin.register(Author)
class AuthorAdmin(MergingAdmin):
    form = AuthorForm
    formfield_overrides = PLAIN_TEXT
    autocomplete_fields = ["picture"]
    fieldsets = [
        (None, {"fields": ["name", "slug", "kind", "user", "is_active"]}),
        (
            _("What readers are told"),
            {"fields": ["title", "bio", "picture", "beat", "place", "languages"]},
        ),
        (_("How readers reach them"), {"fields": ["email", "accounts", "fediverse"]}),
    ]
    list_display = ["name", "kind", "title", worded("is_active", _("Writes for us"))]
    list_filter = ["kind", "is_active"]
    search_fields = ["name", "merged__name"]
    show_full_result_count = False
    actions = ["deactivate", "reactivate"]

    merge = registry.merge_authors
    moves = [
        _(
            "Every byline of “{gone}” in a story’s working copy, also in stories that you may not "
            "see, is one of “{kept}”."
        ),
        _(
            "What readers have is listed on the page of “{kept}”, and the address of “{gone}” "
            "leads there."
        ),
        _("An account that signs in as “{gone}” signs in as “{kept}”."),
    ]
    stays = [_("What readers have goes on crediting the name that it credits.")]

    def get_prepopulated_fields(self, request, obj=None):
        """The slug is the author's address: proposed once, then left alone."""
        return {} if obj else {"slug": ["name"]}

    def has_delete_permission(self, request, obj=None):
        return False

    def get_search_results(self, request, queryset, search_term):
        """A new byline is offered those who write for us."""
        found, doubled = super().get_search_results(request, queryset, search_term)
        if request.GET.get("model_name") == "byline":
            found = found.filter(is_active=True)
        return found, doubled

    @admin.action(description=_("Deactivate: writes for us no longer"), permissions=["change"])
    def deactivate(self, request, queryset):
        self._set_active(request, queryset, False)

    @admin.action(description=_("Reactivate: writes for us again"), permissions=["change"])
    def reactivate(self, request, queryset):
        self._set_active(request, queryset, True)

    def _set_active(self, request, authors, is_active):
        """Say of each that they write for us or not; pages and bylines stay as they are."""
        changed = list(authors.exclude(is_active=is_active))
        with transaction.atomic():
            rows = Author.objects.filter(pk__in=[author.pk for author in changed])
            rows.update(is_active=is_active)
            purging.authors_changed(*changed)
        what = gettext("Writes for us again.") if is_active else gettext("Writes for us no longer.")
        for author in changed:
            self.log_change(request, author, what)
        names = ", ".join(map(str, changed))
        if not changed:
            words = gettext("Nothing to change. Pages and bylines stay.")
        elif is_active:
            words = gettext("Write for us again: %(names)s. Pages and bylines stay.")
        else:
            words = gettext("Write for us no longer: %(names)s. Pages and bylines stay.")
        self.message_user(request, words % {"names": names})


class DeskForm(forms.ModelForm):
    class Meta:
        labels = {"slug": SHORT}
        widgets = {"people": forms.CheckboxSelectMultiple}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # A screen to look at, without the right to change, has no fields.
        if people := self.fields.get("people"):
            people.queryset = people.queryset.order_by("first_name", "last_name", "username")
            people.label_from_instance = name_of
            people.widget.can_add_related = False


@admin.register(Desk)
class DeskAdmin(ListAdmin):
    form = DeskForm
    list_display = ["name", worded("slug", SHORT), worded("is_practice", _("Practice desk"))]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}

    def has_delete_permission(self, request, obj=None):
        return False
