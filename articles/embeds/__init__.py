"""Which addresses are something of another site that we can show, and the frame it is shown in.

An address is recognised from its letters alone: nothing here ever goes to the network. What is
kept is a provider and an id; every address a reader's browser meets is built again from constants.
Each family of providers has a module of its own; this one asks them.
"""

from collections.abc import Mapping
from dataclasses import replace

from articles.embeds import audio, charts, documents, maps, posts, videos
from articles.embeds.address import as_written, parsed
from articles.embeds.code import Quotation, unpack
from articles.embeds.length import playing_time, seconds_of
from articles.embeds.posts import IS_MASTODON_HOST
from articles.embeds.provider import Part, Recognised
from articles.embeds.refusal import (
    EMBED_CODE,
    NOT_SHOWN,
    PROVIDERS,
    SHORT_LINK,
    TYPE_IT_IN,
    NotAnEmbed,
)

__all__ = [
    "ALLOW",
    "EMBED_CODE",
    "FRAME_HOSTS",
    "IS_MASTODON_HOST",
    "LOADING",
    "NOT_SHOWN",
    "PROVIDERS",
    "REFERRER_POLICY",
    "SANDBOX",
    "SHORT_LINK",
    "TYPE_IT_IN",
    "NotAnEmbed",
    "Quotation",
    "Recognised",
    "frame_address",
    "is_resolved",
    "playing_time",
    "quotation",
    "recognise",
    "seconds_of",
    "watch_address",
]

_FAMILIES = (videos, posts, charts, documents, maps, audio)
_KNOWN = {provider.key: provider for family in _FAMILIES for provider in family.PROVIDERS}
_AT = {host: provider for provider in _KNOWN.values() for host in provider.readers}

# For the frame-src of the public pages, beside the trusted sites of Mastodon, which are a
# setting. The others are shown as a card with a link.
FRAME_HOSTS = [provider.frame_host for provider in _KNOWN.values() if provider.frame_host]

# Scripts and same origin together are safe only because a frame is never of our own origin.
SANDBOX = (
    "allow-scripts allow-same-origin allow-presentation allow-popups "
    "allow-popups-to-escape-sandbox allow-forms"
)
ALLOW = "accelerometer; autoplay; encrypted-media; gyroscope; picture-in-picture; web-share"
REFERRER_POLICY = "strict-origin-when-cross-origin"
LOADING = "lazy"

_SHORT_HOSTS = frozenset(
    """vm.tiktok.com vt.tiktok.com fb.watch fb.me t.co pic.x.com pic.twitter.com
    bit.ly buff.ly cutt.ly dlvr.it goo.gl is.gd lnkd.in ow.ly rb.gy t.ly tinyurl.com trib.al
    youtube.app.goo.gl bcove.me bcove.video on.soundcloud.com spotify.link spotify.app.link
    go.bsky.app redd.it""".split()  # noqa: SIM905 -- a name a line hides the list
)

#: Kinds whose height the pasted code knows better than we do.
_SIZED = frozenset({"chart", "document", "map"})


def recognise(address_or_code: str) -> Recognised:
    """Return what an address, or pasted embed code, stands for.

    Raises NotAnEmbed for anything else, short links included: where those lead is known only to
    the network. Never anything but NotAnEmbed.
    """
    given = address_or_code.strip(" \t\r\n\f")
    if not given.startswith("<"):
        return _recognise_address(given)
    pasted = unpack(given)
    found = _recognise_address(pasted.address)
    if pasted.ratio and found.type in _SIZED:
        return replace(found, ratio=pasted.ratio)
    return found


def quotation(code: str) -> Quotation:
    """Return the words, the writer and the date that the pasted code of a post carries."""
    try:
        return unpack(code.strip(" \t\r\n\f")).quotation
    except NotAnEmbed:
        return Quotation("", "", "")


def _recognise_address(text):
    address = parsed(text)
    provider = _AT.get(address.host)
    short_paths = provider.short_paths if provider else ()
    if address.host in _SHORT_HOSTS or address.path.startswith(short_paths):
        raise NotAnEmbed(SHORT_LINK)
    read = provider.readers[address.host] if provider else posts.read_mastodon
    found = read(address)
    if found and _is_sound(found.provider, found.embed_id, found.embed_hash):
        return found
    raise NotAnEmbed(TYPE_IT_IN if not provider and posts.looks_like_mastodon(address) else "")


def _is_sound(provider, embed_id, embed_hash):
    known = _KNOWN.get(provider)
    return known is not None and known.is_sound(embed_id, embed_hash)


# Showing


def is_resolved(embed) -> bool:
    """Whether readers can be shown an embed: it has its address, or is a post typed in.

    Takes an embed block of a document or a row of one.
    """
    if _stored(embed, "provider"):
        return True
    return _stored(embed, "type") == "post" and bool(_stored(embed, "caption").strip())


def watch_address(provider: str, embed_id: str, embed_hash: str = "", start: int = 0) -> str:
    """Return the page where a reader finds it at its provider; empty for an id that is none."""
    if not _is_sound(provider, embed_id, embed_hash):
        return ""
    return _KNOWN[provider].watch(Part(embed_id, embed_hash, as_written(start)))


def frame_address(embed) -> str | None:
    """Return the src of the frame an embed is shown in, or None where it is a card with a link.

    Takes a Recognised, an embed block of a document or a row of one. Its parts are looked at
    again: whatever came to be stored, the address begins with one of FRAME_HOSTS or is that of
    a trusted site of Mastodon.
    """
    provider, embed_id = _stored(embed, "provider"), _stored(embed, "embed_id")
    embed_hash = _stored(embed, "embed_hash")
    if not _is_sound(provider, embed_id, embed_hash):
        return None
    frame = _KNOWN[provider].frame
    return frame and frame(Part(embed_id, embed_hash, as_written(_stored(embed, "start"))))


def _stored(embed, name):
    value = embed.get(name) if isinstance(embed, Mapping) else getattr(embed, name, None)
    return "" if value is None else str(value)
