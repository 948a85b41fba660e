"""Saved views: what somebody often asks of the story list, under a name of their own."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from articles.admin.fields import PlainTextField
from articles.models import Article, SavedView

LONGEST = SavedView._meta.get_field("name").max_length
LONGEST_QUERY = SavedView._meta.get_field("query").max_length
#: More than fit above a list help nobody to find one.
MOST = 20


class ViewForm(forms.Form):
    name = PlainTextField(
        max_length=LONGEST,
        error_messages={
            "required": _("Give the view a name."),
            "max_length": _("A view’s name has %(limit_value)d characters at most."),
        },
    )


def views_of(request):
    """The person's views with their addresses, and what the list is asked for now."""
    now = kept_of(request.META.get("QUERY_STRING", ""))
    views = [
        {"view": view, "address": _address(view.query), "is_open": view.query == now}
        for view in request.user.saved_views.all()[:MOST]
    ]
    return {"all": views, "query": now, "longest": LONGEST}


def kept_of(query):
    """What of an address is a question to the list, in one order: no page, no junk."""
    story_list = admin.site.get_model_admin(Article)
    names = {"q", "o", *story_list._filter_names(None)}
    try:
        asked = QueryDict(query).items()
    except ValueError:  # more parts than any form sends
        asked = ()
    kept = QueryDict(mutable=True)
    for name, value in sorted(asked):
        if name.partition("__")[0] in names and value:
            kept[name] = value
    return kept.urlencode()


def _address(query):
    listed = reverse("admin:articles_article_changelist")
    return f"{listed}?{query}" if query else listed


@require_POST
def save_view(request):
    """Keep what the list is asked for under a name; the same name again replaces."""
    _may(request.user)
    query = kept_of(request.POST.get("query", ""))
    form = ViewForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("Not saved. %(why)s") % {"why": form.errors["name"][0]})
    elif len(query) > LONGEST_QUERY:
        messages.error(request, gettext("Not saved. This search is too long to keep: shorten it."))
    else:
        _save(request, form.cleaned_data["name"], query)
    return redirect(_address(query))


def _save(request, name, query):
    views = request.user.saved_views
    if views.exclude(name=name).count() >= MOST:
        messages.error(
            request,
            gettext("Not saved. You have %(count)s views: delete one first.") % {"count": MOST},
        )
        return
    __, is_new = views.update_or_create(name=name, defaults={"query": query})
    words = (
        gettext("The view “%(name)s” is saved.")
        if is_new
        else gettext("The view “%(name)s” is replaced by what you see.")
    )
    messages.success(request, words % {"name": name})


@require_POST
def delete_view(request, pk):
    """Forget one of one's own views; those of others do not exist."""
    _may(request.user)
    view = get_object_or_404(request.user.saved_views, pk=pk)
    view.delete()
    messages.success(request, gettext("The view “%(name)s” is deleted.") % {"name": view.name})
    return redirect(_address(kept_of(request.POST.get("query", ""))))


def _may(user):
    if not user.has_perm("articles.view_article"):
        raise PermissionDenied
