"""The forms of signing in: name and password, the code, a new password by mail."""

from threading import Thread

from allauth.account.adapter import get_adapter
from allauth.account.forms import LoginForm, ReauthenticateForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter as second_step
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeOnceMore
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.conf import settings
from django.contrib.auth.forms import PasswordResetForm
from django.contrib.auth.signals import user_login_failed
from django.core.cache import cache
from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from newsroom.signing_in.adapters import mark_of
from newsroom.signing_in.locks import is_locked

LONGEST_NAME = 254
#: More than the codes that are good at any one time: this half minute’s and its neighbours’.
MARKS_KEPT = 4


def _password(**attributes):
    widget = forms.PasswordInput(attrs={"autocomplete": "current-password", **attributes})
    return forms.CharField(label=_("Password"), strip=False, widget=widget)


class SignInForm(LoginForm):
    """Name, or mail address, and password; whoever is not on the desk hears what nobody hears."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["login"] = forms.CharField(
            label=_("Username"),
            max_length=LONGEST_NAME,
            widget=forms.TextInput(
                attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}
            ),
        )
        self.fields["password"] = _password()

    def add_prefix(self, field_name):
        """The name is sent as `username`, as everywhere else in Django."""
        return super().add_prefix("username" if field_name == "login" else field_name)

    def user_credentials(self):
        """What was typed, once: tried as a name and again as an address, a password that is
        wrong would take twice as long where the address is somebody's."""
        return {
            "username": self.cleaned_data["login"],
            "password": self.cleaned_data["password"],
        }

    def _clean_with_password(self, credentials):
        refusal = self._refusal()
        if is_locked(self.request, credentials["username"]):
            raise refusal
        cleaned = super()._clean_with_password(credentials)
        if not self.user.is_active:
            raise refusal  # Django has told of the failure.
        if not self.user.is_staff:
            _tell_of_failure(self.request, credentials["username"])
            raise refusal
        return cleaned

    def _refusal(self):
        return get_adapter(self.request).validation_error("username_password_mismatch")


def _tell_of_failure(request, username):
    """Let axes count the try, and the log keep it."""
    user_login_failed.send(
        sender="newsroom.signing_in", credentials={"username": username}, request=request
    )


class PasswordAgainForm(ReauthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["password"] = _password(autofocus=True)


class CodeField(forms.CharField):
    """Six digits from the app, or eight of a recovery code, with or without blanks."""

    def __init__(self, label, **kwargs):
        widget = forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "autofocus": True,
                "class": "vTextField code-input",
            }
        )
        super().__init__(label=label, max_length=20, widget=widget, **kwargs)

    def to_python(self, value):
        return "".join(super().to_python(value).split())


class OnceOnly:
    """A code that was used opens nothing more, in whichever process it comes in."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["code"] = CodeField(_("Code"))

    def clean_code(self):
        code = super().clean_code()
        is_from_phone = self.authenticator.type == Authenticator.Type.TOTP
        if is_from_phone and not self._is_first_use(mark_of(code)):
            self._emit_authentication_failed(self.authenticator)
            raise second_step().validation_error("incorrect_code")
        return code

    def _is_first_use(self, mark):
        """Note that a code was used; False where it was before, by whoever was quicker."""
        with transaction.atomic():
            kept = Authenticator.objects.select_for_update().get(pk=self.authenticator.pk)
            used = kept.data.get("used", [])
            if any(constant_time_compare(each, mark) for each in used):
                return False
            kept.data["used"] = [*used, mark][-MARKS_KEPT:]
            kept.save(update_fields=["data"])
        self.authenticator.data = kept.data
        return True

    def _emit_authentication_failed(self, authenticator):
        super()._emit_authentication_failed(authenticator)
        _tell_of_failure(context.request, self.user.get_username())


class CodeForm(OnceOnly, AuthenticateForm):
    pass


class CodeAgainForm(OnceOnly, CodeOnceMore):
    pass


class FirstCodeForm(ActivateTOTPForm):
    """The first code, which shows that the phone has the secret."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["code"] = CodeField(_("Code that your phone shows now"))


class NewPasswordForm(PasswordResetForm):
    """A link by mail to choose a new password; the answer takes as long for an address of nobody.

    The link is made from the paper's own address, never from what the request says.
    """

    #: Seconds between two mails to one address.
    QUIET = 600

    def save(self, **options):
        host = settings.NEWSROOM_SITE_URL.partition("://")[2]
        is_https = settings.NEWSROOM_SITE_URL.startswith("https:")
        email = self.cleaned_data["email"]
        if cache.add(f"new-password:{mark_of(email.casefold())}", 1, self.QUIET):
            super().save(**options | {"domain_override": host, "use_https": is_https})

    def send_mail(self, *args, **kwargs):
        Thread(target=super().send_mail, args=args, kwargs=kwargs, daemon=True).start()
