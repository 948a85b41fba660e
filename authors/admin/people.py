"""Accounts: who signs in, with which roles and on which desks."""

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, UserChangeForm
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from articles.notices import name_of
from authors import sessions, signins
from authors.models import Desk, DeskPerson, SignIn
from newsroom.admin import ListAdmin, titled, worded

User = get_user_model()

admin.site.unregister([User, Group])

MAY = {
    "Reporter": _("writes, and changes the stories that are theirs"),
    "Video": _("reads every story, and puts videos in their places"),
    "Editor": _("edits, approves, sends back, fixes and corrects the stories of their desks"),
    "Night editor": _("an editor of every desk"),
    "Publisher": _("may press Publish; schedules, withdraws and kills; sets the front"),
    "Administrator": _("keeps accounts, sections and settings; reads no unpublished text"),
}


@admin.register(Group)
class RoleAdmin(ListAdmin, GroupAdmin):
    """Roles: the rights that a person gets with each."""

    list_title = _("Roles")
    thing = _("role")
    list_display = ["role", "may"]
    readonly_fields = ["role", "may"]
    show_full_result_count = False

    def get_fields(self, request, obj=None):
        """What it may in a sentence; its many rights for who may change them."""
        may_change = self.has_change_permission(request, obj)
        return ["name", "permissions"] if may_change or obj is None else ["role", "may"]

    @admin.display(description=_("Role"), ordering="name")
    def role(self, role):
        return gettext(role.name)

    @admin.display(description=_("What it may"))
    def may(self, role):
        return MAY.get(role.name)


def named_with_rights(role):
    """A role where it is given: its name, and what somebody may with it."""
    return " – ".join(map(str, filter(None, [gettext(role.name), MAY.get(role.name)])))


class PersonForm(UserChangeForm):
    """An account, with the desks that its person works on."""

    desks = forms.ModelMultipleChoiceField(
        Desk.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("An editor edits the stories of these desks."),
    )

    class Meta(UserChangeForm.Meta):
        widgets = {"groups": forms.CheckboxSelectMultiple}
        labels = {"groups": _("Roles"), "is_staff": _("On the desk")}
        help_texts = {
            "groups": _("They add up: a person may what any of them may."),
            "is_staff": _("May sign in to the desk."),
            "is_active": _("Without it nobody signs in here. What they did keeps their name."),
        }

    needs_second_read = DeskPerson._meta.get_field("needs_second_read").formfield()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # A screen to look at, without the right to change, has no fields.
        if "groups" in self.fields:
            self.fields["groups"].label_from_instance = named_with_rights
        if self.instance.pk and "desks" in self.fields:
            self.fields["desks"].initial = self.instance.desks.all()
            on_desk = DeskPerson.objects.filter(person=self.instance, needs_second_read=True)
            self.fields["needs_second_read"].initial = on_desk.exists()

    def _save_m2m(self):
        super()._save_m2m()
        if "desks" in self.cleaned_data:
            self.instance.desks.set(self.cleaned_data["desks"])
            DeskPerson.objects.update_or_create(
                person=self.instance,
                defaults={"needs_second_read": self.cleaned_data["needs_second_read"]},
            )


class SomebodysPasswordForm(AdminPasswordChangeForm):
    """A new password for an account; none goes without one."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)


#: What an administrator does to an account at one press: the words of the page that asks.
ACTS = {
    "sign_out": (
        _("Sign out everywhere"),
        _(
            "{name} is signed out in every browser at once, and can sign in again. "
            "What is not saved stays in their browser."
        ),
    ),
    "reset_step": (
        _("Reset second step"),
        _(
            "The code from {name}’s phone and the recovery codes count no longer, and {name} is "
            "signed out everywhere. Do it when a phone is lost, and only for somebody who you know "
            "it is: whoever has the password can then set up a phone of their own."
        ),
    ),
}


JOINED = worded("date_joined", _("Has an account since"))
LAST = worded("last_login", _("Last signed in"))
RIGHTS = (_("Rights of one person"), {"fields": ["is_superuser", "user_permissions"]})


@admin.register(User)
class PersonAdmin(ListAdmin, UserAdmin):
    """Accounts. Superusers, and rights given to one person, are for superusers alone."""

    form = PersonForm
    change_password_form = SomebodysPasswordForm
    list_title = _("Accounts")
    thing = _("account")
    change_form_template = "admin/authors/person_change_form.html"
    add_form_template = "admin/authors/person_add_form.html"
    change_user_password_template = "admin/authors/person_password.html"  # noqa: S105
    #: Everybody signs in with a password.
    add_fieldsets = [
        (None, {"classes": ["wide"], "fields": ["username", "password1", "password2"]})
    ]
    list_display = [
        "username",
        "first_name",
        "last_name",
        worded("is_active", _("Active")),
        "roles",
        LAST,
    ]
    list_filter = [
        ("groups", titled(admin.RelatedFieldListFilter, _("role"))),
        ("is_active", titled(admin.BooleanFieldListFilter, _("whether active"))),
    ]
    # As boxes to tick: there are six roles.
    filter_horizontal = ["user_permissions"]
    show_full_result_count = False

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return super().get_fieldsets(request, obj)
        works = ["is_active", "is_staff", "groups"]
        if self.has_change_permission(request, obj):
            works += ["desks", "needs_second_read"]
        return [
            (None, {"fields": ["username", "first_name", "last_name", "email"]}),
            (gettext("On the desk"), {"fields": works}),
            *([RIGHTS] if request.user.is_superuser else []),
            (gettext("When"), {"fields": [JOINED, LAST]}),
        ]

    def get_urls(self):
        return [
            path(
                f"<int:pk>/{verb.replace('_', '-')}/",
                self.admin_site.admin_view(self._asks(verb)),
                name=f"auth_user_{verb}",
            )
            for verb in ACTS
        ] + super().get_urls()

    def has_change_permission(self, request, obj=None):
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def get_readonly_fields(self, request, obj=None):
        fixed = [JOINED, LAST]
        if request.user.is_superuser:
            return fixed
        # Nobody gives themselves a role: somebody else has to.
        own = ["groups"] if obj is not None and obj.pk == request.user.pk else []
        return [*fixed, "is_superuser", "user_permissions", *own]

    def has_delete_permission(self, request, obj=None):
        """Somebody who left is made inactive: what they did keeps their name."""
        return False

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            context["places"] = len(sessions.of(obj))
            context["has_step"] = Authenticator.objects.filter(user=obj).exists()
            context["may_act"] = self.has_change_permission(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    @admin.display(description=_("Roles"))
    def roles(self, user):
        return ", ".join(gettext(group.name) for group in user.groups.all()) or "–"

    # What an administrator does for somebody ----------------------------------------------

    def _asks(self, verb):
        """The page that asks before it is done."""

        @require_http_methods(["GET", "POST"])
        def asked(request, pk):
            person = self._person(request, pk)
            button, words = ACTS[verb]
            if request.method == "POST":
                messages.success(request, getattr(self, f"_{verb}")(request, person))
                return redirect("admin:auth_user_change", person.pk)
            context = {
                **self.admin_site.each_context(request),
                "title": f"{button}: {name_of(person)}",
                "button": button,
                "words": words.format(name=name_of(person)),
                "person": person,
            }
            return render(request, "admin/authors/person_question.html", context)

        return asked

    def _person(self, request, pk):
        if not self.has_change_permission(request):
            raise PermissionDenied
        person = User.objects.filter(pk=pk).first()
        if person is None:
            raise Http404
        if not self.has_change_permission(request, person):
            raise PermissionDenied
        return person

    def _sign_out(self, request, person):
        sessions.end_all(person)
        signins.note(SignIn.What.EVERYWHERE, request=request, person=person)
        self.log_change(request, person, gettext("Signed out everywhere."))
        return gettext("%(person)s is signed out everywhere.") % {"person": name_of(person)}

    def _reset_step(self, request, person):
        Authenticator.objects.filter(user=person).delete()
        sessions.end_all(person)
        signins.note(SignIn.What.CODE, request=request, person=person)
        self.log_change(request, person, gettext("Second step reset."))
        return gettext("%(person)s sets up a new second step at the next sign-in.") % {
            "person": name_of(person)
        }
