"""The pages of coming in: sign in, the code, the second step, recovery codes, a new password."""

import time
from functools import wraps

from allauth.account.internal.stagekit import clear_login
from allauth.account.views import LoginView, ReauthenticateView
from allauth.mfa.adapter import get_adapter as second_step_adapter
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateWithCode
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import logout
from django.contrib.auth import views as passwords
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from newsroom.signing_in import second_step
from newsroom.signing_in.forms import (
    CodeAgainForm,
    CodeForm,
    FirstCodeForm,
    NewPasswordForm,
    PasswordAgainForm,
    SignInForm,
)
from newsroom.signing_in.locks import is_locked, locked_out

#: Seconds after the codes were shown in which they can be kept as a file.
TO_KEEP = 600
SHOWN = "recovery_codes_shown_at"


class OnTheDesk:
    """A page of allauth in the desk's frame."""

    title = ""

    def get_context_data(self, **kwargs):
        return {
            **admin.site.each_context(self.request),
            "title": self.title,
            "needed": second_step.is_needed_by(self.request.user),
            **super().get_context_data(**kwargs),
        }


# Signing in --------------------------------------------------------------------------


class SignIn(OnTheDesk, LoginView):
    form_class = SignInForm
    template_name = "admin/login.html"
    title = _("Sign in")

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not admin.site.has_permission(request):
            # Somebody who left the desk: the session opens nothing, another may sign in.
            logout(request)
        return super().dispatch(request, *args, **kwargs)

    def _redirect_to_pending_stage(self, request, stage):
        """Whoever comes back to this page begins again, perhaps as somebody else."""
        clear_login(request)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | _of_sign_in(self.request)


sign_in = never_cache(SignIn.as_view())


def _of_sign_in(request):
    return {
        "next": request.POST.get("next", request.GET.get("next", "")),
        "sends_mail": settings.NEWSROOM_SENDS_MAIL,
    }


def refused(request, words, *, status):
    """The page to sign in on, with why nothing was tried."""
    context = {
        **admin.site.each_context(request),
        "title": SignIn.title,
        "form": SignInForm(request=request),
        "refusal": words,
        **_of_sign_in(request),
    }
    return render(request, SignIn.template_name, context, status=status)


class Code(OnTheDesk, AuthenticateView):
    form_class = CodeForm
    template_name = "mfa/authenticate.html"
    title = _("Your code")

    def post(self, request, *args, **kwargs):
        if is_locked(request, self.stage.login.user.get_username()):
            return locked_out(request)
        return super().post(request, *args, **kwargs)


class ProvesAgain(OnTheDesk):
    """Before the second step is changed, whoever sits there shows again who they are."""

    template_name = "account/reauthenticate.html"

    def post(self, request, *args, **kwargs):
        if is_locked(request, request.user.get_username()):
            return locked_out(request)
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"next": self.request.GET.get("next", "")}


class Password(ProvesAgain, ReauthenticateView):
    form_class = PasswordAgainForm
    title = _("Your password, once more")


class CodeAgain(ProvesAgain, ReauthenticateWithCode):
    form_class = CodeAgainForm
    title = _("Your code, once more")


# The second step ----------------------------------------------------------------------


class SetUp(OnTheDesk, ActivateTOTPView):
    form_class = FirstCodeForm
    template_name = "mfa/totp/activate_form.html"
    title = _("Set up your second step")

    def dispatch(self, request, *args, **kwargs):
        if second_step.has_one(request.user):
            return redirect("mfa_deactivate_totp")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        response = super().form_valid(form)
        second_step.was_set_up(self.request)
        return response

    def get_success_url(self):
        return reverse("mfa_view_recovery_codes")


@require_safe
@never_cache
def picture(request):
    """The secret as a square to photograph; an address of its own, since pages take no data:."""
    secret = request.session.get(SECRET_SESSION_KEY)
    if not secret:
        raise Http404
    adapter = second_step_adapter()
    drawn = adapter.build_totp_svg(adapter.build_totp_url(request.user, secret))
    return HttpResponse(drawn, content_type="image/svg+xml")


class TurnOff(OnTheDesk, DeactivateTOTPView):
    template_name = "mfa/totp/deactivate_form.html"
    title = _("Turn off your second step")
    success_url = reverse_lazy("account")

    def dispatch(self, request, *args, **kwargs):
        if not second_step.has_one(request.user):
            return redirect("account")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        response = super().form_valid(form)
        second_step.forget(self.request.session)
        messages.success(self.request, gettext("Your second step is off."))
        return response


def _codes_of(user):
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()


@method_decorator(never_cache, name="dispatch")
class RecoveryCodes(OnTheDesk, ViewRecoveryCodesView):
    template_name = "mfa/recovery_codes/index.html"
    title = _("Your recovery codes")

    def dispatch(self, request, *args, **kwargs):
        if _codes_of(request.user) is None:
            return redirect("account")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if context["can_view_codes"]:
            self.request.session[SHOWN] = time.time()
        return context


@require_safe
@never_cache
def codes_as_file(request):
    """The recovery codes as text, for ten minutes after they were shown."""
    codes = _codes_of(request.user)
    if codes is None or time.time() - request.session.get(SHOWN, 0) > TO_KEEP:
        messages.warning(request, gettext("Recovery codes are shown once. You can make new ones."))
        return redirect("account")
    lines = [
        gettext("Recovery codes for %(username)s at %(paper)s")
        % {"username": request.user.get_username(), "paper": settings.NEWSROOM_NAME},
        gettext("Each opens the desk once, where your phone’s code is asked for."),
        "",
        *codes.wrap().get_unused_codes(),
    ]
    response = HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="recovery-codes.txt"'
    return response


class NewRecoveryCodes(OnTheDesk, GenerateRecoveryCodesView):
    template_name = "mfa/recovery_codes/generate.html"
    title = _("Make new recovery codes")

    def dispatch(self, request, *args, **kwargs):
        if not second_step.has_one(request.user):
            return redirect("account")
        return super().dispatch(request, *args, **kwargs)


# A new password by mail -----------------------------------------------------------------


def _by_mail(view):
    """Only where mail goes out: without, an administrator sets a password."""

    @wraps(view)
    def asked(request, *args, **kwargs):
        if not settings.NEWSROOM_SENDS_MAIL:
            raise Http404
        return view(request, *args, **kwargs)

    return asked


def _framed(title):
    return {
        "site_header": admin.site.site_header,
        "site_title": admin.site.site_title,
        "title": title,
    }


new_password = _by_mail(
    passwords.PasswordResetView.as_view(
        form_class=NewPasswordForm,
        template_name="registration/password_reset_form.html",
        email_template_name="account/new_password_mail.txt",
        subject_template_name="account/new_password_subject.txt",
        extra_email_context={"paper_name": settings.NEWSROOM_NAME},
        extra_context=_framed(_("Forgot your password?")),
    )
)
new_password_sent = _by_mail(
    passwords.PasswordResetDoneView.as_view(extra_context=_framed(_("Look at your mail")))
)
choose_password = _by_mail(
    passwords.PasswordResetConfirmView.as_view(extra_context=_framed(_("Choose a new password")))
)
password_chosen = _by_mail(
    passwords.PasswordResetCompleteView.as_view(extra_context=_framed(_("Password changed")))
)
