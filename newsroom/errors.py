"""The paper's own pages for what goes wrong."""

import sys

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import InterfaceError, OperationalError
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
    """500, without a query: the database may be what failed, and then it is 503."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return unavailable(request)
    return render(request, "errors/500.html", status=500)


#: Seconds after which a database that restarts usually answers again.
TRY_AGAIN_AFTER = 10


def unavailable(request):
    """503 while the database does not answer: what was typed comes back, to be sent again."""
    response = render(
        request,
        "errors/503.html",
        {"typed": _typed(request), "is_post": _is_post(request)},
        status=503,
    )
    response["Retry-After"] = str(TRY_AGAIN_AFTER)
    response["Cache-Control"] = "no-store"
    return response


def _is_post(request):
    return request.method == "POST" and not request.path.endswith("/login/")


def _typed(request):
    """Every field of a posted form, in order; a password is never written back."""
    if not _is_post(request):
        return []
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if "password" not in name
    ]
