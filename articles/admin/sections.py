"""Sections and topics: where readers find a story."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from articles import registry
from articles.admin.fields import PLAIN_TEXT
from articles.admin.registered import MergingAdmin
from articles.models import Edition, Section, Topic
from newsroom.admin import ListAdmin, titled, worded

ADDRESS = _("Address")


class AddressedForm(forms.ModelForm):
    class Meta:
        labels = {"slug": ADDRESS, "is_series": _("Series")}


@admin.register(Section)
class SectionAdmin(ListAdmin):
    form = AddressedForm
    formfield_overrides = PLAIN_TEXT
    list_display = ["name", worded("slug", ADDRESS), "position", "description"]
    search_fields = ["name"]
    show_full_result_count = False

    def get_readonly_fields(self, request, obj=None):
        """The slug stands in addresses: fixed once a story was published in the section."""
        return ["slug"] if obj and Edition.objects.filter(section=obj).exists() else []

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"slug": ["name"]}

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Topic)
class TopicAdmin(MergingAdmin):
    form = AddressedForm
    formfield_overrides = PLAIN_TEXT
    list_display = ["name", worded("slug", ADDRESS), worded("is_series", _("Series"))]
    list_filter = [("is_series", titled(admin.BooleanFieldListFilter, _("series")))]
    search_fields = ["name"]
    show_full_result_count = False

    merge = registry.merge_topics
    moves = [
        _("Every story about “{gone}”, also one that you may not see, is about “{kept}”."),
        _("What readers have is listed under “{kept}”; the address of “{gone}” leads there."),
    ]
    stays = [_("Kept versions go on saying “{gone}”.")]

    def get_prepopulated_fields(self, request, obj=None):
        """The slug is the address of the topic's feeds: proposed once, then left alone."""
        return {} if obj else {"slug": ["name"]}

    def has_delete_permission(self, request, obj=None):
        """A topic on a published story stays, and so does one that another became."""
        if obj and (obj.edition_topics.exists() or obj.merged.exists()):
            return False
        return super().has_delete_permission(request, obj)

    def get_actions(self, request):
        """No deleting of many at once: that would ask nobody which are on published stories."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions
