"""The log of sign-ins, to be looked at."""

from django.contrib import admin

from authors.models import SignIn
from newsroom.admin import ListAdmin


@admin.register(SignIn)
class SignInAdmin(ListAdmin):
    list_display = ["at", "what", "username", "person", "network_address", "browser"]
    list_filter = ["what", "at"]
    search_fields = ["username", "person__first_name", "person__last_name"]
    list_select_related = ["person"]
    show_full_result_count = False
    change_list_template = "admin/authors/signin_change_list.html"

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
