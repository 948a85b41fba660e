"""What readers reported as wrong: the desk's list, and closing what was seen to."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from articles import reports
from articles.paging import page_of


@require_safe
def listed(request):
    """The reports that wait, the oldest first; or those that were closed, the newest first."""
    if not reports.may_see(request.user):
        raise PermissionDenied
    shows_closed = request.GET.get("show") == "closed"
    found = reports.seen_by(request.user).select_related("article", "edition", "closed_by")
    found = found.defer("edition__document", "edition__body_html", "edition__search_text")
    if shows_closed:
        found = found.filter(closed_at__isnull=False).order_by("-closed_at", "-pk")
    else:
        found = found.filter(closed_at=None).order_by("at", "pk")
    context = {
        **admin.site.each_context(request),
        "title": _("Readers’ reports"),
        "page": page_of(found, request.GET.get("page")),
        "shows_closed": shows_closed,
    }
    return render(request, "articles/desk/reports.html", context)


@require_POST
def close(request, pk):
    """Somebody has seen to a report."""
    if not reports.may_see(request.user):
        raise PermissionDenied
    report = reports.seen_by(request.user).filter(pk=pk).first()
    if report is None:
        raise Http404
    if report.closed_at:
        messages.info(request, _("Somebody else closed it already."))
    else:
        reports.close(report, by=request.user, at=timezone.now())
        messages.success(request, _("Closed."))
    return redirect("admin:reports")


def addresses(site):
    """The list, and its one button."""
    return [
        path("reports/", site.admin_view(listed), name="reports"),
        path("reports/<int:pk>/close/", site.admin_view(close), name="report_close"),
    ]
