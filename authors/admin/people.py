"""Accounts: who signs in, with which roles and on which desks."""

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import UserChangeForm
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
from newsroom.admin import ListAdmin, titled

User = get_user_model()

admin.site.unregister([User, Group])


@admin.register(Group)
class RoleAdmin(ListAdmin, GroupAdmin):
    """Roles: the rights that a person gets with each."""

    list_title = _("Roles")
    thing = _("role")
    show_full_result_count = False


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
            self.fields["groups"].label_from_instance = lambda role: gettext(role.name)
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


@admin.register(User)
class PersonAdmin(ListAdmin, UserAdmin):
    """Accounts. Superusers, and rights given to one person, are for superusers alone."""

    form = PersonForm
    list_title = _("Accounts")
    thing = _("account")
    change_form_template = "admin/authors/person_change_form.html"
    list_display = ["username", "first_name", "last_name", "is_active", "roles", "last_login"]
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
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or not self.has_change_permission(request, obj):
            return fieldsets
        on_desk = (gettext("On the desk"), {"fields": ["desks", "needs_second_read"]})
        return [*fieldsets[:2], on_desk, *fieldsets[2:]]

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
        fixed = ["last_login", "date_joined"]
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
