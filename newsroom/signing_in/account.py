"""The page of one's own account: name, password, second step, and where one is signed in."""

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from authors import sessions, signins
from authors.models import SignIn
from newsroom.signing_in import second_step


class NameForm(forms.ModelForm):
    class Meta:
        model = get_user_model()
        fields = ["first_name", "last_name"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        for name in ("first_name", "last_name"):
            self.fields[name].widget.attrs["class"] = "vTextField"


@never_cache
@require_http_methods(["GET", "POST"])
def account(request):
    """One's own account; posted, one's name."""
    person = get_user_model().objects.get(pk=request.user.pk)
    form = NameForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your name is saved."))
        return redirect("account")
    codes = Authenticator.objects.filter(user=person, type=Authenticator.Type.RECOVERY_CODES)
    codes = codes.first()
    context = {
        **admin.site.each_context(request),
        "title": _("Your account"),
        "form": form,
        "has_step": second_step.has_one(person),
        "needed": second_step.is_needed_by(person),
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else 0,
        "places": sessions.of(person, here=request.session.session_key),
        "roles": [_(role.name) for role in person.groups.all()],
    }
    return render(request, "account/account.html", context)


@require_POST
def sign_out_elsewhere(request):
    """End one's sessions in every other browser."""
    ended = sessions.end_all(request.user, but=request.session.session_key)
    signins.note(SignIn.What.EVERYWHERE, request=request, person=request.user)
    words = ngettext("Signed out of 1 other place.", "Signed out of %(count)s other places.", ended)
    messages.success(request, words % {"count": ended})
    return redirect("account")
