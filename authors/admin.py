"""People: authors as readers know them, desks, and the accounts that sign in."""

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group

from authors.models import Author, Desk
from newsroom.admin import ListAdmin

User = get_user_model()


@admin.register(Author)
class AuthorAdmin(ListAdmin):
    list_display = ["name", "kind", "title", "is_active"]
    list_filter = ["kind", "is_active"]
    search_fields = ["name"]
    show_full_result_count = False

    def get_prepopulated_fields(self, request, obj=None):
        """The slug is the author's address: proposed once, then left alone."""
        return {} if obj else {"slug": ["name"]}

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Desk)
class DeskAdmin(ListAdmin):
    list_display = ["name", "slug"]
    search_fields = ["name"]
    filter_horizontal = ["people"]
    prepopulated_fields = {"slug": ["name"]}

    def has_delete_permission(self, request, obj=None):
        return False


admin.site.unregister([User, Group])


@admin.register(Group)
class RoleAdmin(ListAdmin, GroupAdmin):
    """Roles: the rights that a person gets with each."""

    show_full_result_count = False


@admin.register(User)
class PersonAdmin(ListAdmin, UserAdmin):
    """Accounts. Superusers, and rights given to one person, are for superusers alone."""

    list_display = ["username", "first_name", "last_name", "is_active", "roles"]
    show_full_result_count = False

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    def has_change_permission(self, request, obj=None):
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def get_readonly_fields(self, request, obj=None):
        fixed = ["last_login", "date_joined"]
        return fixed if request.user.is_superuser else [*fixed, "is_superuser", "user_permissions"]

    def has_delete_permission(self, request, obj=None):
        """Somebody who left is made inactive: what they did keeps their name."""
        return False

    @admin.display(description="Roles")
    def roles(self, user):
        return ", ".join(group.name for group in user.groups.all()) or "–"
