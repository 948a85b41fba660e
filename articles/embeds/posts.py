"""Posts: X and Instagram as a card with a link, Bluesky and Mastodon in a frame."""

import re

from django.conf import settings

from articles.embeds.address import path
from articles.embeds.provider import Provider, Recognised, at

# X and Instagram: their own scripts count every reader, so they get no frame.

_X = path(r"/(?:i|i/web|[A-Za-z0-9_]{1,15})/status(?:es)?/([0-9]+)(?:/(?:video|photo)/[0-9])?")
_INSTAGRAM = path(
    r"(?:/(?!stories/)[A-Za-z0-9._]{1,30})?/(p|reels?|tv)/(?!audio/)([\w-]+)"
    r"(?:/embed(?:/captioned)?)?"
)


def _read_x(address):
    match = _X.match(address.path)
    return match and Recognised("x", match[1], type="post", ratio="1:1")


def _read_instagram(address):
    match = _INSTAGRAM.match(address.path)
    if not match:
        return None
    if match[1] == "p":
        return Recognised("instagram", match[2], type="post", ratio="1:1")
    return Recognised("instagram", match[2], ratio="9:16")


# Bluesky: its frame takes the name of a person as well as their did.

_BLUESKY = path(r"/profile/([^/]+)/post/([^/]+)")
_BLUESKY_FRAME = path(r"/embed/([^/]+)/app\.bsky\.feed\.post/([^/]+)")


def _read_bluesky(address, pattern=_BLUESKY):
    match = pattern.match(address.path)
    if not match:
        return None
    return Recognised("bluesky", match[2], match[1].lower(), type="post", ratio="1:1")


def _read_bluesky_frame(address):
    return _read_bluesky(address, _BLUESKY_FRAME)


def _watch_bluesky(part):
    return f"https://bsky.app/profile/{part.hash}/post/{part.id}"


def _frame_bluesky(part):
    return f"https://embed.bsky.app/embed/{part.hash}/app.bsky.feed.post/{part.id}"


# Mastodon is many sites: those that the paper trusts are framed, and no other is recognised.

_NAME = r"(\w+(?:[.-]\w+)*)"
_MASTODON = path(
    rf"(?:(?:/web|/deck)?/@{_NAME}/([0-9]+)|/users/{_NAME}/statuses/([0-9]+))(?:/embed)?"
)


def looks_like_mastodon(address):
    """Whether some site's address has the shape of a post on Mastodon."""
    return bool(_MASTODON.match(address.path))


def read_mastodon(address):
    match = _MASTODON.match(address.path)
    if not match or not _is_trusted(address.host):
        return None
    person, post = match[1] or match[3], match[2] or match[4]
    return Recognised("mastodon", f"{address.host}/{person}/{post}", type="post", ratio="1:1")


def _is_trusted(host):
    return host in settings.NEWSROOM_MASTODON_HOSTS


def _watch_mastodon(part):
    host, person, post = part.id.split("/")
    return f"https://{host}/@{person}/{post}"


def _frame_mastodon(part):
    """A site that is trusted no more is a card with a link."""
    host = part.id.split("/")[0]
    return f"{_watch_mastodon(part)}/embed" if _is_trusted(host) else None


_HOST = r"(?:[a-z0-9-]{1,63}\.)+[a-z]{2,63}"
#: What may stand in the setting, and so in the policy of every page.
IS_MASTODON_HOST = re.compile(_HOST, re.ASCII)

PROVIDERS = [
    Provider(
        "x",
        id=r"[0-9]{1,19}",
        readers={
            **at("x.com www.x.com mobile.x.com", _read_x),
            **at("twitter.com www.twitter.com mobile.twitter.com", _read_x),
        },
        watch=lambda part: f"https://x.com/i/status/{part.id}",
    ),
    Provider(
        "instagram",
        id=r"[A-Za-z0-9_-]{5,39}",
        readers=at("instagram.com www.instagram.com instagr.am www.instagr.am", _read_instagram),
        short_paths=("/share/",),
        watch=lambda part: f"https://www.instagram.com/p/{part.id}/",
    ),
    Provider(
        "bluesky",
        id=r"[a-z2-7]{13}",
        # Whose post it is. The column holds 80 letters, and few names of Bluesky have more.
        hash=rf"(?=[^\n]{{1,80}}\Z)(?:did:plc:[a-z2-7]{{24}}|{_HOST})",
        readers={
            **at("bsky.app www.bsky.app", _read_bluesky),
            **at("embed.bsky.app", _read_bluesky_frame),
        },
        watch=_watch_bluesky,
        frame=_frame_bluesky,
        frame_host="https://embed.bsky.app",
    ),
    Provider(
        "mastodon",
        id=rf"(?=[^\n]{{1,120}}\Z){_HOST}/{_NAME}/[0-9]{{1,20}}",
        readers={},
        watch=_watch_mastodon,
        frame=_frame_mastodon,
    ),
]
