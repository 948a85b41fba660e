"""Invitations: a link by mail, good for a week and for once, that becomes an account."""

import hashlib
import secrets
import smtplib
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles.notices import name_of
from authors.models import Invitation

WORKS_FOR = timedelta(days=7)


def new_link(invitation, *, by, at) -> str:
    """A link that works from now on, in place of any before; the database keeps its hash only."""
    token = secrets.token_urlsafe(32)
    invitation.key = _key(token)
    invitation.works_until = at + WORKS_FOR
    invitation.invited_by = by
    # Of one that somebody accepts at this moment, that it was accepted stays.
    again = ["key", "works_until", "invited_by"] if invitation.pk else None
    invitation.save(update_fields=again)
    return settings.NEWSROOM_SITE_URL + reverse("admin:invitation", args=[token])


def _key(token):
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def working(token, *, at, invitations=None):
    """The invitation of a link; None where it was used, revoked or replaced, or is too old."""
    invitations = Invitation.objects.all() if invitations is None else invitations
    return invitations.filter(key=_key(token), accepted_at=None, works_until__gt=at).first()


def accept(token, person, *, at):
    """Save the account that an invitation becomes; None where somebody was quicker."""
    with transaction.atomic():
        locked = Invitation.objects.select_for_update()
        invitation = working(token, at=at, invitations=locked)
        if invitation is None:
            return None
        person.save()
        person.groups.set(invitation.roles.all())
        person.desks.set(invitation.desks.all())
        invitation.accepted_at, invitation.person = at, person
        invitation.save(update_fields=["accepted_at", "person"])
    return person


def account_for(invitation):
    """The account as the invitation describes it, without name and password yet."""
    return get_user_model()(
        email=invitation.email,
        first_name=invitation.first_name,
        last_name=invitation.last_name,
        is_staff=True,
    )


def revoke(invitation, *, at) -> None:
    """Let the link work no longer; that it was sent stays on record."""
    invitation.works_until = min(invitation.works_until, at)
    invitation.save(update_fields=["works_until"])


def is_open(invitation, *, at) -> bool:
    return invitation.accepted_at is None and invitation.works_until > at


def mail(invitation, link) -> bool:
    """Send the link; False where no mail goes out, and somebody hands it on."""
    if not settings.NEWSROOM_SENDS_MAIL:
        return False
    inviter = name_of(invitation.invited_by)
    until = timezone.localtime(invitation.works_until)
    said = {
        "paper": settings.NEWSROOM_NAME,
        "inviter": inviter,
        "link": link,
        "until": date_format(until, "l j F, H:i"),
    }
    try:
        send_mail(
            _("%(paper)s: your place on the desk") % said,
            _(
                "%(inviter)s invites you to the desk of %(paper)s.\n\n"
                "Choose a user name and a password here:\n%(link)s\n\n"
                "The link works once, until %(until)s.\n"
            )
            % said,
            settings.DEFAULT_FROM_EMAIL,
            [invitation.email],
        )
    except (smtplib.SMTPException, OSError):
        return False
    return True
