"""Giving videos their address and related titles their target before a draft is saved."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import embeds
from articles.intake import matching
from articles.sanitising import clean_address

# Split at the last "=" before an address: titles and addresses may hold one too.
_TITLE_AND_ADDRESS = re.compile(r"(.*\S)\s*=\s*((?:https?://|/).*)", re.DOTALL)


class NotResolved(ValueError):
    """What was given fits nothing in the copy, or leads nowhere; the message says which."""


def is_resolved(block):
    """Whether readers can be shown all of a related or video block."""
    if block["kind"] == "embed":
        return bool(block["provider"])
    return bool(block["links"]) and all(link["story"] or link["address"] for link in block["links"])


def give_videos(built, addresses):
    """Give the videos that wait for one their addresses, in order of the copy.

    Raises NotResolved when there are more addresses than videos, and NotAnEmbed for an
    address that cannot be shown.
    """
    waiting = [
        block for block in _blocks(built) if block["kind"] == "embed" and not block["provider"]
    ]
    if len(addresses) > len(waiting):
        raise NotResolved(_too_many(len(addresses), len(waiting)))
    for block, address in zip(waiting, addresses, strict=False):
        give_video(block, address)


def _too_many(addresses, videos):
    given = ngettext("%(count)s video address", "%(count)s video addresses", addresses)
    waits = ngettext("%(count)s video waits", "%(count)s videos wait", videos)
    return _("%(given)s given, but %(waits)s for one in this copy.") % {
        "given": given % {"count": addresses},
        "waits": waits % {"count": videos} if videos else _("no videos wait"),
    }


def give_video(block, address):
    """Make an embed block play what stands at an address; raises NotAnEmbed."""
    found = embeds.recognise(address)
    for name in ("provider", "embed_id", "embed_hash", "start", "type", "ratio"):
        block[name] = getattr(found, name)
    block["address"] = found.watch_address


def give_target(built, pair):
    """Resolve the related title in "TITLE=URL"; raises NotResolved when no line waits for it."""
    split = _TITLE_AND_ADDRESS.fullmatch(pair.strip())
    if split is None:
        raise NotResolved(_("“%(pair)s” is not TITLE=URL.") % {"pair": pair})
    title, address = split[1], split[2].strip()
    links = [link for link in _waiting(built) if _folded(link["title"]) == _folded(title)]
    if not links:
        raise NotResolved(
            _("No related line in this copy waits for “%(title)s”.") % {"title": title}
        )
    story, address = target(address)
    for link in links:
        link["story"], link["address"] = story, address


def target(address):
    """`(story, "")` for a live story of this paper, `(None, address)` for a page elsewhere."""
    story = matching.story_at(address)
    if story:
        return story, ""
    if matching.path_here(address) is not None:
        raise NotResolved(_("No live story stands at %(address)s.") % {"address": address})
    return None, clean_address(address)


def leave_out_for_now(built):
    """Leave out of publication whatever is not resolved; the draft keeps it."""
    for block in _blocks(built):
        block["left_out"] = not is_resolved(block)


def _blocks(built):
    return list(built.document["blocks"].values())


def _waiting(built):
    return [
        link
        for block in _blocks(built)
        if block["kind"] == "related"
        for link in block["links"]
        if not (link["story"] or link["address"])
    ]


def _folded(title):
    return " ".join(title.split()).casefold()
