"""“Report an error”: a reader tells the desk what is wrong, without an account or a cookie.

There is no session that a forged request could borrow, so no token is asked for; a form of
another site is refused by where it comes from.
"""

from django.conf import settings
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from articles import reports
from articles.asof import moment_of
from newsroom import errors
from newsroom.request import network_address

SENT = "sent"
#: Nobody sees this field; what fills it in is no reader.
TRAP = "website"


@csrf_exempt  # see above
@require_http_methods(["GET", "HEAD", "POST"])
def report(request, pk):
    """The form, and the thanks; only for an edition of a story that is live."""
    at = moment_of(request)
    found = reports.reported(pk, at)
    if found is None:
        raise Http404
    edition, live = found
    if request.method != "POST":
        return _page(request, live)
    if _is_from_elsewhere(request):
        return _kept_to_oneself(errors.permission_denied(request))
    typed = request.POST.get("text", "")
    try:
        if not request.POST.get(TRAP):
            reports.take(
                edition,
                text=typed,
                reply_to=request.POST.get("reply_to", ""),
                network_address=network_address(request),
                at=at,
            )
    except reports.TooMany as refusal:
        return _page(request, live, typed=typed, error=str(refusal), status=429)
    except reports.NotTaken as refusal:
        return _page(request, live, typed=typed, error=str(refusal), status=400)
    return _kept_to_oneself(redirect(f"{request.path}?{SENT}"))


def _is_from_elsewhere(request):
    """Whether the browser says that a page of another site sent the form."""
    origin = request.headers.get("Origin")
    return origin not in (
        None,
        f"{request.scheme}://{request.get_host()}",
        settings.NEWSROOM_SITE_URL,
    )


def _page(request, live, *, typed="", error="", status=200):
    context = {
        "edition": live,
        "typed": typed,
        "error": error,
        "is_sent": SENT in request.GET and request.method != "POST",
        "longest": reports.LONGEST,
    }
    return _kept_to_oneself(render(request, "articles/report.html", context, status=status))


def _kept_to_oneself(response):
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
