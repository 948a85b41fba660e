"""Inviting people to the desk: by mail, or by a link that an administrator hands on."""

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import add_never_cache_headers

from articles.notices import name_of
from authors import invitations
from authors.admin.people import named_with_rights
from authors.models import Invitation
from newsroom.admin import ListAdmin, worded


class InvitationForm(forms.ModelForm):
    class Meta:
        model = Invitation
        fields = ["email", "first_name", "last_name", "roles", "desks"]
        widgets = {
            "roles": forms.CheckboxSelectMultiple,
            "desks": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # A screen to look at, without the right to change, has no fields.
        if "roles" in self.fields:
            self.fields["roles"].label_from_instance = named_with_rights
            self.fields["desks"].widget.can_add_related = False

    def clean_email(self):
        email = self.cleaned_data["email"]
        known = get_user_model().objects.filter(email__iexact=email, is_active=True).first()
        if known:
            raise forms.ValidationError(
                gettext("The account “%(known)s” has this address already.") % {"known": known}
            )
        return email


@admin.register(Invitation)
class InvitationAdmin(ListAdmin):
    form = InvitationForm
    list_display = ["email", "name", "inviter", worded("invited_at", _("Invited")), "state"]
    search_fields = ["email", "first_name", "last_name"]
    list_select_related = ["invited_by", "person"]
    show_full_result_count = False
    actions = ["send_again", "revoke"]

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        """It stays on record who was invited."""
        return False

    def has_revoke_permission(self, request):
        return request.user.has_perm("authors.delete_invitation")

    @admin.display(description=_("Name"))
    def name(self, invitation):
        return f"{invitation.first_name} {invitation.last_name}".strip() or "–"

    @admin.display(description=_("Invited by"), ordering="invited_by")
    def inviter(self, invitation):
        return name_of(invitation.invited_by, "–")

    @admin.display(description=_("State"))
    def state(self, invitation):
        if invitation.accepted_at:
            return gettext("Accepted: %(person)s") % {
                "person": invitation.person or gettext("account removed")
            }
        until = timezone.localtime(invitation.works_until)
        if invitations.is_open(invitation, at=timezone.now()):
            return gettext("Open until %(until)s") % {"until": date_format(until, "D j M, H:i")}
        return gettext("Ended %(until)s") % {"until": date_format(until, "D j M, H:i")}

    def render_change_form(self, request, context, *args, **kwargs):
        """One button: what is saved is sent."""
        one = {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().render_change_form(request, context | one, *args, **kwargs)

    def save_model(self, request, obj, form, change):
        obj.link = invitations.new_link(obj, by=request.user, at=timezone.now())

    def response_add(self, request, obj, post_url_continue=None):
        return self._sent(request, [(obj, obj.link)]) or super().response_post_save_add(
            request, obj
        )

    @admin.action(description=_("Send again, with a new link"), permissions=["add"])
    def send_again(self, request, queryset):
        waiting = [each for each in queryset if each.accepted_at is None]
        if not waiting:
            self.message_user(request, gettext("Nobody is waiting for these."), messages.WARNING)
            return None
        now = timezone.now()
        links = [(each, invitations.new_link(each, by=request.user, at=now)) for each in waiting]
        for each, __ in links:
            self.log_change(request, each, gettext("Sent again."))
        return self._sent(request, links)

    @admin.action(description=_("Revoke"), permissions=["revoke"])
    def revoke(self, request, queryset):
        now = timezone.now()
        ended = [each for each in queryset if invitations.is_open(each, at=now)]
        for each in ended:
            invitations.revoke(each, at=now)
            self.log_change(request, each, gettext("Revoked."))
        names = ", ".join(each.email for each in ended)
        self.message_user(
            request,
            gettext("Revoked: %(names)s.") % {"names": names}
            if ended
            else gettext("None of these was open."),
        )

    def _sent(self, request, links):
        """Mail each link; those that no mail takes are shown, once, to be handed on."""
        by_hand = [(each, link) for each, link in links if not invitations.mail(each, link)]
        mailed = [each.email for each, _ in links if each not in dict(by_hand)]
        if mailed:
            self.message_user(
                request,
                gettext("Sent to %(addresses)s.") % {"addresses": ", ".join(mailed)},
                messages.SUCCESS,
            )
        if not by_hand:
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Hand this on") if len(by_hand) == 1 else gettext("Hand these on"),
            "links": by_hand,
            "opts": self.opts,
        }
        response = render(request, "admin/authors/invitation_links.html", context)
        add_never_cache_headers(response)
        return response
