"""The log of who came in, who tried, and who left; written from signals, never from a screen."""

from datetime import timedelta

from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils import timezone

from authors import sessions
from authors.models import SignIn
from newsroom.request import network_address
from newsroom.signing_in import ages

What = SignIn.What
KEPT = timedelta(days=400)
LONGEST_NAME = SignIn._meta.get_field("username").max_length
LONGEST_BROWSER = SignIn._meta.get_field("browser").max_length


def note(what, *, request=None, person=None, username="", at=None):
    """Write one line: who, from where, with which browser."""
    headers = request.META if request else {}
    return SignIn.objects.create(
        what=what,
        person=person,
        username=_printable(username or (person.get_username() if person else ""), LONGEST_NAME),
        network_address=network_address(request) if request else None,
        browser=_printable(headers.get("HTTP_USER_AGENT", ""), LONGEST_BROWSER),
        at=at or timezone.now(),
    )


def _printable(text, longest):
    """One line without what could move a terminal or a spreadsheet about."""
    return "".join(letter if letter.isprintable() else " " for letter in text)[:longest].strip()


def _named(username):
    """The account that was tried, by its name; None where there is none."""
    return get_user_model().objects.filter(username__iexact=username[:LONGEST_NAME]).first()


@receiver(user_logged_in)
def _came_in(sender, request, user, **kwargs):
    ages.begin(request.session, timezone.now())
    request.session[sessions.PLACE] = {
        "network_address": network_address(request),
        "browser": _printable(request.META.get("HTTP_USER_AGENT", ""), LONGEST_BROWSER),
    }
    note(What.IN, request=request, person=user)


@receiver(user_logged_out)
def _left(sender, request, user, **kwargs):
    if user is not None:
        note(What.OUT, request=request, person=user)


@receiver(user_login_failed)
def _refused(sender, credentials, request=None, **kwargs):
    if request is None or getattr(request, "axes_locked_out", False):
        return
    typed = credentials.get("username") or ""
    note(What.FAILED, request=request, person=_named(typed), username=typed)


def listen_for_locks():
    """Called last: whoever hears of a refusal first, log or lock, is who was there first."""
    from axes.signals import user_locked_out

    user_locked_out.connect(_locked)


def _locked(sender, request, username, **kwargs):
    """Once for each lock, however often somebody goes on trying."""
    typed = _printable(username or "", LONGEST_NAME)
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    said = SignIn.objects.filter(
        what=What.LOCKED, username=typed, network_address=network_address(request), at__gt=since
    )
    if not said.exists():
        note(What.LOCKED, request=request, person=_named(typed), username=typed)


@receiver([authenticator_added, authenticator_removed, authenticator_reset])
def _step_changed(sender, signal, request, user, authenticator, **kwargs):
    """The second step was set up, turned off, or got new recovery codes."""
    if authenticator.type == Authenticator.Type.TOTP or signal is authenticator_reset:
        note(What.CODE, request=request, person=user)


@receiver(post_save, sender=settings.AUTH_USER_MODEL)
def _password_changed(sender, instance, created, **kwargs):
    """A new password was written, by whoever; `set_password` leaves it there until it is saved."""
    if not created and getattr(instance, "_password", None) is not None:
        note(What.PASSWORD, request=context.request, person=instance)


def prune(at):
    """Forget what is older than a year and a month, and the tries that lock no more."""
    SignIn.objects.filter(at__lte=at - KEPT).delete()
    return AccessAttempt.objects.filter(attempt_time__lte=at - timedelta(days=1)).delete()[0]
