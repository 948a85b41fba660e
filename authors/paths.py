"""Where pages stand."""

from functools import lru_cache

from django.urls import reverse


@lru_cache(maxsize=10_000)
def path_to(page: str, *slugs: str) -> str:
    """The path of a page by its route, worked out once: that takes longer than printing it."""
    return reverse(page, args=slugs)
