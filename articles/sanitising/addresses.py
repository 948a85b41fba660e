"""Web addresses: those that lead out of the site, and those of links in a story."""

import re
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from articles.sanitising.limits import MAX_ADDRESS


def clean_address(value: str) -> str:
    """Return an outward web address as given, blanks around it aside; nothing given is nothing.

    Raises ValidationError with a sentence for the editor unless a browser will take it for what
    it looks like: http or https, a named site, no password, no character that reads two ways.
    """
    address = value.strip(" \t\r\n")
    fault = address and _address_fault(address)
    if fault:
        raise ValidationError(fault, code="address")
    return address


_NOT_IN_ADDRESS = re.compile(
    '[\\s\\\\<>"`\x00-\x20\x7f-\xa0\xad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ud800-\udfff'
    "\ufdd0-\ufdef\ufeff\ufff0-\uffff]"
)
_WEB_START = re.compile(r"https?://[^/?#]", re.IGNORECASE)
_SITE = re.compile(r"(?!\.)(?!.*\.\.)[\w.-]*\w\.?\Z")
_MAILTO = re.compile(
    r"mailto:[a-z0-9.!#$%&'*+=?^_{|}~-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:\?[a-z0-9=&%+.,_~-]*)?\Z",
    re.ASCII | re.IGNORECASE,
)
_TEL = re.compile(r"tel:\+?[0-9().-]{3,30}\Z", re.ASCII | re.IGNORECASE)
_ON_THIS_SITE = re.compile(r"/(?!/)|#")


def _address_fault(address):
    """What is wrong with a web address, as a sentence for the editor; empty when nothing is."""
    if len(address) > MAX_ADDRESS:
        return _("This address is too long (2,000 characters at most). Copy the short form of it.")
    if not _WEB_START.match(address):
        return _("An address starts with https:// or http://. Copy it whole from the browser.")
    if _NOT_IN_ADDRESS.search(address):
        return _(
            "This address has a blank, a backslash, a quote or an invisible character in it. "
            "Copy it again from the browser."
        )
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        __ = parts.port
    except ValueError:
        return _("This address is not complete. Copy it again from the browser.")
    if "@" in parts.netloc:
        return _(
            "This address has a name or a password before the site. Take out what stands up to @."
        )
    if "." not in host.rstrip(".") or not _SITE.match(host):
        return _("This address does not name a site. Copy it again from the browser.")
    return ""


def link_address(value):
    """The href that is stored for a link in the text, or None for one that may not stand there."""
    href = value.strip(" \t\r\n").replace(" ", "%20")
    if len(href) > MAX_ADDRESS or _NOT_IN_ADDRESS.search(href):
        return None
    if _ON_THIS_SITE.match(href) or _MAILTO.match(href) or not _address_fault(href):
        return href
    href = href.replace("%20", "")
    return href if _TEL.match(href) else None
