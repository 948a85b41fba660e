"""A page as it goes out: its bodies, their ETags and headers, made ready before anybody asks."""

import re
from hashlib import blake2b
from typing import NamedTuple

from django.conf import settings
from django.utils.http import parse_http_date_safe

from articles import showing
from newsroom.pagecache.encoding import CODINGS, packed
from newsroom.pagecache.store import GRACE, Kept

#: Seconds for which another cache may give an old page away while it fetches the new one.
WHILE_REVALIDATED = 10
#: More names than this in a header is more than proxies take; the page then goes without.
LONGEST_NAMES = 3_000
#: What a kept page costs beside its bodies.
OVERHEAD = 3_000
#: Made anew for every form of the body.
OWN_HEADERS = {"cache-control", "content-length", "content-encoding", "etag", "expires", "vary"}
#: What a client that has the page already is told.
OF_UNCHANGED = {"cache-control", "etag", "last-modified", "surrogate-key", "vary", "xkey"}
SUFFIXES = {"br": "-br", "gzip": "-gz", "identity": ""}


class Variant(NamedTuple):
    """One form of a page. Its first header says how long others may keep it."""

    headers: list
    #: None: unpacked from the gzip form for the few who ask for it.
    body: tuple | None
    etag: str
    changed_at: int | None
    unchanged: list


class Page(Kept):
    """A finished page: a variant for each of `CODINGS`."""

    #: How long a browser and how long other caches may use it without asking.
    __slots__ = ("max_age", "shared")


def margin():
    """Seconds for which a page may be in use elsewhere after it left."""
    return settings.NEWSROOM_SHARED_CACHE_SECONDS + GRACE


def may_be_kept(status, headers, tags):
    """Whether an answer is the same for everybody, whatever its view says."""
    said = {}
    for name, value in headers:
        said[name.lower()] = f"{said.get(name.lower(), '')},{value}".lower()
    varies = {each.strip() for each in said.get("vary", "").split(",")} - {""}
    return (
        bool(tags)
        and status.startswith("200 ")
        and varies <= {"accept-encoding"}
        and not {"set-cookie", "content-encoding", "content-range"} & said.keys()
        and not re.search(r"private|no-store", said.get("cache-control", ""))
    )


def finished(headers, body, tags, until=None):
    """The page that is kept of an answer."""
    said = {name.lower(): value for name, value in headers}
    max_age = re.search(r"max-age=(\d{1,7})", said.get("cache-control", ""))
    page = Page((), tags, until)
    page.max_age = int(max_age[1]) if max_age else 0
    names = showing.named_for_caches(page.tags)
    is_nameless = any(len(value) > LONGEST_NAMES for value in names.values())
    page.shared = 0 if is_nameless else settings.NEWSROOM_SHARED_CACHE_SECONDS
    rest = [each for each in headers if each[0].lower() not in OWN_HEADERS]
    rest += [] if is_nameless else names.items()
    page.value = _variants(page, rest, body, said.get("content-type", ""))
    bodies = {one.etag: one.body for one in page.value if one.body}
    page.weight = OVERHEAD + sum(len(form) for (form,) in bodies.values())
    return page


def _variants(page, headers, body, content_type):
    lasts = ("Cache-Control", lifetime(page, margin()))
    digest = blake2b(body, digest_size=12).hexdigest()
    forms = packed(body, content_type)
    if forms is None:
        plain = _variant([lasts, *headers], f'"{digest}"', body, len(body))
        return (plain,) * len(CODINGS)
    headers = [lasts, *headers, ("Vary", "Accept-Encoding")]
    variants = []
    for coding, form in zip(CODINGS, (*forms, None), strict=True):
        length = len(body) if form is None else len(form)
        said = headers if form is None else [*headers, ("Content-Encoding", coding)]
        variants.append(_variant(said, f'"{digest}{SUFFIXES[coding]}"', form, length))
    return tuple(variants)


def _variant(headers, etag, form, length):
    headers = [*headers, ("ETag", etag), ("Content-Length", str(length))]
    changed_at = next((value for name, value in headers if name == "Last-Modified"), None)
    return Variant(
        headers,
        None if form is None else (form,),
        etag,
        changed_at and parse_http_date_safe(changed_at),
        [each for each in headers if each[0].lower() in OF_UNCHANGED],
    )


def lifetime(page, left):
    """Cache-Control for a page that stays as it is for so many seconds.

    Browsers ask each time, by ETag, unless the view said otherwise. Caches between may keep
    it, but nobody beyond the moment at which something in it changes.
    """
    left = max(int(left), 0)
    shared = min(page.shared, left)
    said = f"public, max-age={min(page.max_age, left)}, s-maxage={shared}"
    if not shared:
        return said
    beyond = left - shared
    said = f"{said}, stale-while-revalidate={min(WHILE_REVALIDATED, beyond)}"
    return f"{said}, stale-if-error={min(page.grace, beyond)}"
