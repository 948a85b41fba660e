"""The paper's own pages for what goes wrong."""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.shortcuts import render


def bad_request(request, exception=None):
    """400, or 413 where the form was larger than a story can be."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent):
        return too_large(request)
    return render(request, "errors/400.html", status=400)


def too_large(request):
    return render(request, "errors/413.html", status=413)


def permission_denied(request, exception=None):
    return render(request, "errors/403.html", status=403)


def csrf_failure(request, reason=""):
    return render(request, "errors/403.html", {"is_csrf_failure": True}, status=403)


def not_found(request, exception=None):
    """404: the same bytes for a draft, a scheduled story and nonsense."""
    return render(request, "errors/404.html", status=404)


def gone(request, notice=""):
    """410 for a story that was published and is withdrawn."""
    return render(request, "errors/410.html", {"notice": notice}, status=410)


def server_error(request):
    """500, without a query: the database may be what failed."""
    return render(request, "errors/500.html", status=500)
