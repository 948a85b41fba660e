"""Sources: outlets, people, documents and data that stories rely on."""

from django.contrib import admin

from articles.admin.fields import PLAIN_TEXT, AddressField
from articles.models import Source, SourceAlias
from newsroom.admin import ListAdmin


class AliasInline(admin.TabularInline):
    model = SourceAlias
    extra = 0
    formfield_overrides = PLAIN_TEXT

    def has_add_permission(self, request, obj=None):
        return request.user.has_perm("articles.change_source") or (
            obj is None and request.user.has_perm("articles.add_source")
        )

    has_change_permission = has_delete_permission = has_view_permission = has_add_permission


@admin.register(Source)
class SourceAdmin(ListAdmin):
    formfield_overrides = PLAIN_TEXT
    inlines = [AliasInline]
    list_display = ["name", "kind", "address"]
    list_filter = ["kind"]
    search_fields = ["name", "aliases__name"]
    show_full_result_count = False

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "address":
            kwargs["form_class"] = AddressField
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def has_delete_permission(self, request, obj=None):
        return False
