"""The log of sign-ins, to be looked at."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from articles.notices import name_of
from authors.models import SignIn
from authors.sessions import browser_words
from newsroom.admin import ReadOnlyAdmin, titled, worded


@admin.register(SignIn)
class SignInAdmin(ReadOnlyAdmin):
    list_display = [
        worded("at", _("When")),
        "what",
        worded("username", _("Typed name")),
        "who",
        "network_address",
        "from_what",
    ]
    list_title = _("Sign-ins")
    list_filter = ["what", ("at", titled(admin.DateFieldListFilter, _("day")))]
    search_fields = ["username", "person__first_name", "person__last_name"]
    list_select_related = ["person"]
    change_list_template = "admin/authors/signin_change_list.html"

    @admin.display(description=_("Person"), ordering="person")
    def who(self, signin):
        return name_of(signin.person, "–")

    @admin.display(description=_("Browser"), ordering="browser")
    def from_what(self, signin):
        return browser_words(signin.browser)
