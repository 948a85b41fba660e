"""Addresses as they are read away from the site, in feeds, sitemaps and by machines."""

from django.conf import settings
from django.utils.encoding import iri_to_uri


def whole(address):
    """An address with its host; a path is one of this site."""
    return iri_to_uri(f"{settings.NEWSROOM_SITE_URL}{address}" if address[:1] == "/" else address)
