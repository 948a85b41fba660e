"""People on the desk: authors and desks, accounts, invitations, and the log of sign-ins."""

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from django.contrib import admin

from authors.admin import authors, invitations, people, signins

__all__ = ["authors", "invitations", "people", "signins"]

# What allauth shows of itself: nobody looks into a second step, and mail addresses stand
# on the account.
for model in (EmailAddress, EmailConfirmation, Authenticator):
    if admin.site.is_registered(model):
        admin.site.unregister(model)
