"""Who needs a second step, and that they set it up before anything else on the desk."""

from allauth.account.authentication import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
)
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from authors import sessions

#: A session in which the step was set up needs no code until it ends.
SET_UP = "second_step_set_up"
#: Whoever may do this needs the second step: it comes with Publisher and with Administrator.
NEEDS_IT = ("articles.publish_article", "auth.change_user", "authors.add_invitation")
#: What is open before: setting it up, proving who one is, and leaving.
OPEN = frozenset(
    {
        "login",
        "logout",
        "jsi18n",
        "account_login",
        "account_reauthenticate",
        "mfa_reauthenticate",
        "mfa_authenticate",
        "mfa_activate_totp",
        "mfa_picture",
        "invitation",
    }
)
WORDS = _("First set up your second step: open the desk in another window, and come back.")
SIGN_IN_AGAIN = _("Sign in once more, with the code from your phone.")
#: By this header scripts ask (articles.admin.answering).
ASKED_BY_A_SCRIPT = "X-Desk-Person"


class AskForSecondStep:
    """Lead whoever needs a second step, and has none in this session, to the page for it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not settings.NEWSROOM_REQUIRE_SECOND_STEP or not _is_desk(request):
            return None
        return _way_there(request) if is_owed(request) else None


def _is_desk(request):
    match = request.resolver_match
    return request.path.startswith(reverse("admin:index")) and match.url_name not in OPEN


def is_owed(request):
    """Whether this session may go on only with a second step; costs nothing once it was made."""
    user = request.user
    return user.is_authenticated and not was_made(request) and is_needed_by(user)


def is_needed_by(user):
    """Whether somebody's rights are such that a password alone is too little."""
    if not settings.NEWSROOM_REQUIRE_SECOND_STEP:
        return False
    return user.is_superuser or any(map(user.has_perm, NEEDS_IT))


def was_made(request):
    """Whether this session has seen a code of this person."""
    if request.session.get(SET_UP) == request.user.pk:
        return True
    records = get_authentication_records(request, request.user)
    return any(record["method"] == "mfa" for record in records)


def was_set_up(request):
    """This session has it from now on; what signed in with a password alone signs in anew."""
    request.session[SET_UP] = request.user.pk
    sessions.end_all(request.user, but=request.session.session_key)


def forget(session):
    """The step was turned off: this session has it no longer."""
    session.pop(SET_UP, None)
    records = session.get(AUTHENTICATION_METHODS_SESSION_KEY)
    if records:
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [
            record for record in records if record["method"] != "mfa"
        ]


def has_one(user):
    """Whether somebody has set a second step up."""
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


def _way_there(request):
    if request.headers.get(ASKED_BY_A_SCRIPT) or request.headers.get("Sec-Fetch-Dest") == "empty":
        return JsonResponse({"ok": False, "message": WORDS}, status=403)
    if has_one(request.user):
        # Signed in before it was set up, in another browser or by a link.
        logout(request)
        messages.info(request, SIGN_IN_AGAIN)
        return redirect("admin:login")
    return redirect("mfa_activate_totp")
