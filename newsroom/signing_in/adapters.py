"""What allauth does as the desk wants it done."""

import base64
import hashlib
import secrets
import time

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from newsroom.request import network_address

NOT_THE_CODE = _("That is not the code. It changes every half minute; a code works once.")


class Account(DefaultAccountAdapter):
    """Nobody signs up; the desk's own pages say what happened."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": (
            _("Please enter the correct username and password. Both mind capitals.")
        ),
        "email_password_mismatch": (
            _("Please enter the correct username and password. Both mind capitals.")
        ),
        "incorrect_password": _("That is not your password."),
    }

    def is_open_for_signup(self, request):
        return False

    def add_message(self, *args, **kwargs):
        """Quiet: a page that comes after says it."""

    def is_safe_url(self, url):
        """Whether a sign-in may lead there: to a path of this site and nowhere else."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_client_ip(self, request):
        return network_address(request) or "unknown"

    def is_reauthentication_required(self, *, app, **kwargs):
        """Whoever has signed in a moment ago is not asked for the password again."""
        request = context.request
        shown = [each["at"] for each in get_authentication_records(request, request.user)]
        return not shown or time.time() - max(shown) > app_settings.REAUTHENTICATION_TIMEOUT


class SecondStep(DefaultMFAAdapter):
    """The code from a phone: its secret is encrypted, so that a copied database opens nothing."""

    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": NOT_THE_CODE}

    def get_totp_label(self, user):
        return user.get_username()

    def encrypt(self, text):
        return _locks().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        """The secret; in place of one that another secret key has locked, one that nobody knows.

        An empty one would do worse than fail: anybody could reckon its codes.
        """
        try:
            return _locks().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return base64.b32encode(secrets.token_bytes(20)).decode()


def _locks():
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(key)) for key in keys])


def _key(secret):
    made = salted_hmac("newsroom.second_step", "key", secret=secret, algorithm="sha256")
    return base64.urlsafe_b64encode(made.digest())


def mark_of(code):
    """What is kept of a code that was used."""
    return hashlib.sha256(code.strip().encode()).hexdigest()
