"""What every request and response passes: refused bytes, sizes and the content security policy."""

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.db import DataError

from newsroom import errors

MEGABYTE = 1024 * 1024
#: The largest picture upload (20 MB) with its form around it.
LARGEST_UPLOAD = 25 * MEGABYTE
#: UTF-8, as clients spell it, and what is a part of it.
UTF_8 = frozenset({"utf-8", "utf8", "us-ascii"})


class ContentSecurityPolicy(CSPMiddleware):
    """Strict everywhere; the looser editor policy only where a view says it shows CKEditor.

    django-csp decides by view decorator, which an AdminSite gives no room for, so the
    two editor screens mark their response with `uses_ckeditor` instead.
    """

    def get_policy_parts(self, request, response, report_only=False):
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only and getattr(response, "uses_ckeditor", False):
            parts.config = settings.EDITOR_CONTENT_SECURITY_POLICY
        return parts


class RefuseBadRequests:
    """Answer what PostgreSQL or the form parser would turn into a 500.

    A NUL in an address or a cookie, an encoding that is not ours, a body over the limit
    and a value no column can hold get a page that says so (400 or 413).
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if _has_nul(request) or _is_other_encoding(request):
            return errors.bad_request(request)
        if _too_large(request):
            return errors.too_large(request)
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, DataError | OverflowError):  # the latter is SQLite's
            return errors.bad_request(request, exception)
        return None


def _has_nul(request):
    """A NUL where values come in unchecked; quoted cookies spell it in octal."""
    return (
        "\x00" in request.path
        or "%00" in request.META.get("QUERY_STRING", "")
        or any("\x00" in value for value in request.COOKIES.values())
    )


def _is_other_encoding(request):
    """Whether the request says it is in something else than UTF-8 (see newsroom/request.py)."""
    if request.content_params is None:
        return True
    return request.content_params.get("charset", "utf-8").lower() not in UTF_8


def _too_large(request):
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return False
    is_upload = request.content_type == "multipart/form-data"
    return length > (LARGEST_UPLOAD if is_upload else settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
