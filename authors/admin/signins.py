"""The log of sign-ins, to be looked at."""

from django.contrib import admin

from authors.models import SignIn
from newsroom.admin import ReadOnlyAdmin


@admin.register(SignIn)
class SignInAdmin(ReadOnlyAdmin):
    list_display = ["at", "what", "username", "person", "network_address", "browser"]
    list_filter = ["what", "at"]
    search_fields = ["username", "person__first_name", "person__last_name"]
    list_select_related = ["person"]
    change_list_template = "admin/authors/signin_change_list.html"
