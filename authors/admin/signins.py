"""The log of sign-ins, to be looked at."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from authors.models import SignIn
from newsroom.admin import ReadOnlyAdmin, titled


@admin.register(SignIn)
class SignInAdmin(ReadOnlyAdmin):
    list_display = ["at", "what", "username", "person", "network_address", "browser"]
    list_title = _("Sign-ins")
    list_filter = ["what", ("at", titled(admin.DateFieldListFilter, _("day")))]
    search_fields = ["username", "person__first_name", "person__last_name"]
    list_select_related = ["person"]
    change_list_template = "admin/authors/signin_change_list.html"
