"""The page of an invitation: whoever has the link chooses a name and a password."""

from allauth.account.internal.flows.login import record_authentication
from django.contrib import admin
from django.contrib.auth import login
from django.contrib.auth.forms import UserCreationForm
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from authors import invitations

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class JoinForm(UserCreationForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["username"].help_text = _("You sign in with it. Letters, digits and @ . + - _")


@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request, token):
    """Become an account; a link that is used, revoked or old says so, and no more."""
    invited = invitations.working(token, at=timezone.now())
    if invited is None:
        return _gone(request)
    form = JoinForm(request.POST or None, instance=invitations.account_for(invited))
    if request.method == "POST" and form.is_valid():
        person = invitations.accept(token, form.save(commit=False), at=timezone.now())
        if person is None:
            return _gone(request)
        login(request, person, backend=BACKEND)
        record_authentication(request, person, "password", username=person.username)
        return redirect("admin:index")
    context = {
        **admin.site.each_context(request),
        "has_permission": False,
        "title": _("Welcome to the desk"),
        "form": form,
        "invited": invited,
    }
    return _unseen(render(request, "account/invitation.html", context))


def _gone(request):
    context = {
        **admin.site.each_context(request),
        "has_permission": False,
        "title": _("This invitation works no longer"),
    }
    return _unseen(render(request, "account/invitation_gone.html", context, status=410))


def _unseen(response):
    """The address opens the desk: no search engine keeps it, no other site hears of it.

    “no-referrer” would have the browser send the form without an origin, which is refused.
    """
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "same-origin"
    return response
