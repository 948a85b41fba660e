"""Site as of: any page of the paper at a time to come or past, for who may look ahead."""

import copy
import re
from datetime import datetime

from django import forms
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import Resolver404, path, resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from articles import asof, rights
from articles.admin.preview import private
from articles.admin.times import MomentField
from articles.models import Article
from newsroom import errors

#: The pages that a reader opens; feeds, sitemaps and files are for machines.
PAGES = {
    *(f"articles:{page}" for page in ("front", "section", "story", "search", "corrections")),
    *(f"articles:{page}" for page in ("topics", "topic", "archive", "policy")),
    *(f"articles:archive_{span}" for span in ("year", "month", "day")),
    "articles:former",
    "authors:list",
    "authors:detail",
}
STAMP = "%Y-%m-%dT%H:%M"
#: What leads to another page of the paper, in the site's own templates.
_TO_A_PAGE = re.compile(r'(?<=[ <])(href|action)="/(?!/|static/|media/|admin/)([^"]*)"')
#: After a first slash, what makes the name of another site of the rest.
_LEADS_AWAY = "/\\\t\r\n"
_BODY = re.compile(r"<body[^>]*>")


class AsOfForm(forms.Form):
    """Which page, and when; the clock is the site's."""

    at = MomentField(label=_("Time"))
    page = forms.CharField(label=_("Page"), max_length=500, required=False, initial="/")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", auto_id="as-of-%s", **kwargs)

    def clean_page(self):
        """The path of a page of this site; a whole address loses its head."""
        asked = re.sub(r"^https?://[^/]+", "", self.cleaned_data["page"].strip())
        return asked if asked.startswith("/") and not asked.startswith("//") else "/"


@require_safe
def choose(request):
    """Ask for a time and a page, and go there."""
    _may_look(request.user)
    form = AsOfForm(request.GET or None, initial={"at": _whole_minute(timezone.now())})
    if form.is_bound and form.is_valid():
        return redirect(_address(form.cleaned_data["at"], form.cleaned_data["page"]))
    context = {"form": form, "title": gettext("Site as of")}
    return render(
        request, "articles/desk/as_of.html", {**admin.site.each_context(request), **context}
    )


@require_safe
def page(request, stamp, page):
    """One page as readers had it, or will have it if nothing changes until then."""
    _may_look(request.user)
    moment = _moment(stamp)
    page = page.lstrip(_LEADS_AWAY)
    asked = _as_readers_ask(request, f"/{page}", moment)
    visible = Article.objects.visible_to(request.user)
    with asof.leaving_out(Article.objects.exclude(pk__in=visible.values("pk")).values("pk")):
        response = _answered(asked)
    if response.has_header("Location"):
        response = redirect(_address(moment, response["Location"]))
    else:
        response.content = _led_on(response.content.decode(), request, moment, f"/{page}")
    return private(response)


def _may_look(user):
    """Whoever looks ahead reads drafts that are scheduled: both rights are needed."""
    if not (user.has_perm("articles.see_other_times") and rights.reads_all(user)):
        raise PermissionDenied


def _moment(stamp) -> datetime:
    """The moment that an address names; raises Http404 for what is none."""
    field = MomentField()
    try:
        return field.clean(stamp)
    except forms.ValidationError:
        raise Http404 from None


def _whole_minute(moment):
    return moment.replace(second=0, microsecond=0)


def _as_readers_ask(request, wanted, moment):
    """The request of a reader without an account, who asks for this path at that moment."""
    asked = copy.copy(request)
    asked.path = asked.path_info = wanted
    asked.user = AnonymousUser()
    asked.GET = QueryDict(request.META.get("QUERY_STRING", ""))
    asked.as_of = moment
    return asked


def _answered(asked):
    """What the page answers; an address that is no page of the paper is not found."""
    try:
        found = resolve(asked.path)
    except Resolver404:
        found = None
    if found is None or found.view_name not in PAGES:
        return errors.not_found(asked)
    try:
        response = found.func(asked, *found.args, **found.kwargs)
    except Http404:
        return errors.not_found(asked)
    return response if isinstance(response, HttpResponse) else errors.not_found(asked)


def _led_on(html, request, moment, wanted):
    """The page with a bar that says when it is, and with links that stay at that time."""
    base = _address(moment, "/")
    html = _TO_A_PAGE.sub(lambda found: f'{found[1]}="{base}{found[2]}"', html)
    stylesheet = f'<link rel="stylesheet" href="{static("css/desk/as-of.css")}">'
    html = html.replace("</head>", f"{stylesheet}</head>", 1)
    form = AsOfForm(initial={"at": moment, "page": wanted})
    bar = render(
        request,
        "articles/desk/_as_of_bar.html",
        {"moment": moment, "form": form, "is_past": moment <= timezone.now()},
    ).content.decode()
    return _BODY.sub(lambda found: found[0] + bar, html, count=1)


def _address(moment, wanted):
    """Where a page stands at a moment."""
    local = timezone.localtime(moment)
    base = reverse("admin:as_of_front", args=[f"{local:{STAMP}}"])
    return base + wanted.lstrip("/")


def addresses(site):
    """The page that asks, and every page of the paper under its time."""
    return [
        path("as-of/", site.admin_view(choose), name="as_of"),
        path("as-of/<str:stamp>/<path:page>", site.admin_view(page), name="as_of_page"),
        path("as-of/<str:stamp>/", site.admin_view(page), {"page": ""}, name="as_of_front"),
    ]
