"""Sections and topics: where readers find a story."""

from django.contrib import admin

from articles.admin.fields import PLAIN_TEXT
from articles.models import Edition, Section, Topic
from newsroom.admin import ListAdmin


@admin.register(Section)
class SectionAdmin(ListAdmin):
    formfield_overrides = PLAIN_TEXT
    list_display = ["name", "slug", "position", "description"]
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
class TopicAdmin(ListAdmin):
    formfield_overrides = PLAIN_TEXT
    list_display = ["name", "slug"]
    search_fields = ["name"]
    show_full_result_count = False
    prepopulated_fields = {"slug": ["name"]}

    def has_delete_permission(self, request, obj=None):
        """A topic on a published story stays: its page is readers' and the editions' own."""
        if obj and obj.edition_topics.exists():
            return False
        return super().has_delete_permission(request, obj)
