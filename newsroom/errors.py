"""The paper's own pages for what goes wrong."""

import sys

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import DatabaseError, InterfaceError, OperationalError
from django.shortcuts import render

from newsroom.site import bare_publication


def bad_request(request, exception=None):
    """400, or 413 where the form was larger than a story can be."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent):
        return too_large(request)
    return _bare(request, "errors/400.html", 400)


def too_large(request):
    return _bare(request, "errors/413.html", 413)


def permission_denied(request, exception=None):
    return _bare(request, "errors/403.html", 403, is_desk=_is_desk(request))


def csrf_failure(request, reason=""):
    return _bare(request, "errors/403.html", 403, is_csrf_failure=True)


def not_found(request, exception=None):
    """404: the same bytes for a draft, a scheduled story and nonsense."""
    if _is_desk(request):  # whoever is not signed in gets no 404 here
        return _bare(request, "errors/404_desk.html", 404)
    return render(request, "errors/404.html", {"newest": _newest(request)}, status=404)


def _is_desk(request):
    return request.path.startswith("/admin/")


#: Stories that a lost reader is offered.
OFFERED = 5


def _newest(request):
    """The newest stories; none where the database has trouble, because they are not the page."""
    from articles.asof import moment_of
    from articles.models import Edition

    live = Edition.objects.live(moment_of(request)).listed()
    columns = ("headline", "short_headline", "path", "language")
    try:
        return list(live.newest_first().only(*columns)[:OFFERED])
    except DatabaseError:
        return []


def gone(request, notice=""):
    """410 for a story that was published and is withdrawn."""
    return render(request, "errors/410.html", {"notice": notice}, status=410)


def server_error(request):
    """500, without a query: the database may be what failed, and then it is 503."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return unavailable(request)
    return _bare(request, "errors/500.html", 500, is_desk=_is_desk(request))


#: Seconds after which a database that restarts usually answers again.
TRY_AGAIN_AFTER = 10


def unavailable(request):
    """503 while the database does not answer: what was typed comes back, to be sent again."""
    typed = {"typed": _typed(request), "is_post": _is_post(request)}
    response = _bare(request, "errors/503.html", 503, **typed)
    response["Retry-After"] = str(TRY_AGAIN_AFTER)
    response["Cache-Control"] = "no-store"
    return response


def _bare(request, template, status, **context):
    """A page without a query: what went wrong may be the database."""
    return render(request, template, {"paper": bare_publication(), **context}, status=status)


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
