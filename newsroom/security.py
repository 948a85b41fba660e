"""What every request and response passes: refused bytes, sizes and the content security policy."""

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.db import DataError

from newsroom import errors

MEGABYTE = 1024 * 1024
#: The largest picture upload (20 MB) with its form around it.
LARGEST_UPLOAD = 25 * MEGABYTE


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

    A NUL in an address, a body over the limit and a value no column can hold get
    a page that says so (400 or 413).
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return errors.bad_request(request)
        if _too_large(request):
            return errors.too_large(request)
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, DataError):
            return errors.bad_request(request, exception)
        return None


def _too_large(request):
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return False
    is_upload = request.content_type == "multipart/form-data"
    return length > (LARGEST_UPLOAD if is_upload else settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
