"""What machines ask for again and again: an answer that they have already costs no bytes."""

from django.utils.http import http_date
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe


def polled(view):
    """Answer 304 where nothing changed; never let a cache show what has left the site."""
    answer = conditional_page(require_safe(view))
    return cache_control(public=True, max_age=0, must_revalidate=True)(answer)


def with_last_modified(response, changed_at):
    """Say when any edition last began or ended: one that leaves makes a list new as well."""
    if changed_at:
        response["Last-Modified"] = http_date(changed_at.timestamp())
    return response
