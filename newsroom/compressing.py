"""Readers' pages go out compressed, also where no proxy stands before the server."""

from django.middleware.gzip import GZipMiddleware


class CompressPages(GZipMiddleware):
    """Compresses what everybody may read; what belongs to one person stays as it is.

    A page with a secret in it, compressed beside words that somebody else chose, could be
    guessed from its length (BREACH): the desk's pages and shared drafts are left alone.
    """

    def process_response(self, request, response):
        is_page = response.get("Content-Type", "").startswith("text/html")
        kept_from_caches = "no-store" in response.get("Cache-Control", "")
        if not is_page or kept_from_caches or request.path.startswith("/admin/"):
            return response
        return super().process_response(request, response)
