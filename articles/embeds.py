"""Which addresses are a video or a post we can show, and the frame each is shown in.

An address is recognised from its letters alone: nothing here ever goes to the network. What is
kept is a provider and an id; every address a reader's browser meets is built again from constants.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlencode, urlsplit

from django.core.exceptions import ValidationError

PROVIDERS = {
    "youtube": "YouTube",
    "vimeo": "Vimeo",
    "dailymotion": "Dailymotion",
    "tiktok": "TikTok",
    "x": "X",
    "instagram": "Instagram",
    "facebook": "Facebook",
    "brightcove": "Brightcove",
    "jwplayer": "JW Player",
}

# For the frame-src of the public pages. The others are shown as a card with a link.
FRAME_HOSTS = [
    "https://www.youtube-nocookie.com",
    "https://player.vimeo.com",
    "https://geo.dailymotion.com",
    "https://www.tiktok.com",
    "https://players.brightcove.net",
    "https://cdn.jwplayer.com",
]

# Scripts and same origin together are safe only because a frame is never of our own origin.
SANDBOX = (
    "allow-scripts allow-same-origin allow-presentation allow-popups "
    "allow-popups-to-escape-sandbox allow-forms"
)
ALLOW = "accelerometer; autoplay; encrypted-media; gyroscope; picture-in-picture; web-share"
REFERRER_POLICY = "strict-origin-when-cross-origin"
LOADING = "lazy"

# What the id and the second part of a stored embed look like; the same rule when it is shown.
_ID = {
    "youtube": r"(?!videoseries|live_stream)[A-Za-z0-9_-]{11}",
    "vimeo": r"[0-9]{5,20}",
    "dailymotion": r"x[a-z0-9]{4,9}|k[A-Za-z0-9]{10,30}",
    "tiktok": r"[0-9]{15,21}",
    "x": r"[0-9]{1,19}",
    "instagram": r"[A-Za-z0-9_-]{5,39}",
    "facebook": r"[0-9]{5,20}",
    "brightcove": (
        r"[0-9]{1,20}/[A-Za-z0-9-]{1,40}_default/(?:[0-9]{1,20}|ref:[A-Za-z0-9._-]{1,100})"
    ),
    "jwplayer": r"[A-Za-z0-9]{8}",
}
_HASH = {"vimeo": r"(?:[0-9a-f]{8,12})?", "jwplayer": r"[A-Za-z0-9]{8}"}

_HOSTS = {
    "youtube": """youtube.com www.youtube.com m.youtube.com music.youtube.com gaming.youtube.com
        youtube-nocookie.com www.youtube-nocookie.com""",
    "youtu.be": "youtu.be",
    "vimeo": "vimeo.com www.vimeo.com",
    "player.vimeo": "player.vimeo.com",
    "dailymotion": "dailymotion.com www.dailymotion.com",
    "dai.ly": "dai.ly",
    "geo.dailymotion": "geo.dailymotion.com",
    "tiktok": "tiktok.com www.tiktok.com m.tiktok.com",
    "x": "x.com www.x.com mobile.x.com twitter.com www.twitter.com mobile.twitter.com",
    "instagram": "instagram.com www.instagram.com instagr.am www.instagr.am",
    "facebook": "facebook.com www.facebook.com m.facebook.com web.facebook.com",
    "brightcove": "players.brightcove.net",
    "jwplayer": "cdn.jwplayer.com content.jwplatform.com",
}
_SITE_OF = {host: site for site, hosts in _HOSTS.items() for host in hosts.split()}

_SHORT_HOSTS = frozenset(
    """vm.tiktok.com vt.tiktok.com fb.watch fb.me t.co pic.x.com pic.twitter.com
    bit.ly buff.ly cutt.ly dlvr.it goo.gl is.gd lnkd.in ow.ly rb.gy t.ly tinyurl.com trib.al
    youtube.app.goo.gl bcove.me bcove.video on.soundcloud.com spotify.link redd.it""".split()  # noqa: SIM905 -- a name a line hides the list
)
_SHORT_PATHS = {"tiktok": "/t/", "facebook": "/share/", "instagram": "/share/"}

_NAMES = ", ".join(PROVIDERS.values())
NOT_SHOWN = f"This address is not a video we can show. {_NAMES} work."
SHORT_LINK = "It looks like a short link: open it and copy the long address."
EMBED_CODE = "Paste the address of the video or post instead of its embed code."


class NotAnEmbed(ValidationError):
    """The address, or pasted code, is not one video or post of a provider we know."""

    def __init__(self, hint=""):
        super().__init__(f"{NOT_SHOWN} {hint}".strip(), code="not_an_embed")


@dataclass(frozen=True)
class Recognised:
    """A video or post, as an embed block keeps it."""

    provider: str
    embed_id: str
    embed_hash: str = ""
    start: int = 0
    type: str = "video"
    ratio: str = "16:9"

    @property
    def watch_address(self):
        return watch_address(self.provider, self.embed_id, self.embed_hash, self.start)


def recognise(address_or_iframe_code: str) -> Recognised:
    """Return the video or post that an address, or pasted iframe code, stands for.

    Raises NotAnEmbed for anything else, short links included: where those lead is known only to
    the network. Never anything but NotAnEmbed.
    """
    given = address_or_iframe_code.strip(" \t\r\n\f")
    if given.startswith("<"):
        given = _frame_source(given)
    return _recognise_address(given)


def _frame_source(code):
    """The src of the one frame in pasted code; all the rest of it is thrown away."""
    frames = _Frames()
    try:
        frames.feed(code[:20_000])
        frames.close()
    except Exception:
        raise NotAnEmbed(EMBED_CODE) from None
    if len(frames.found) != 1:
        raise NotAnEmbed(EMBED_CODE)
    attributes = frames.found[0]
    # No provider hands out a frame with its own script or page: this code was tampered with.
    if any(name.startswith("on") or name == "srcdoc" for name in attributes):
        raise NotAnEmbed(EMBED_CODE)
    return (attributes.get("src") or "").strip(" \t\r\n\f")


class _Frames(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.found = []

    def handle_starttag(self, tag, attrs):
        if tag == "iframe":
            self.found.append(dict(attrs))


@dataclass(frozen=True)
class _Address:
    host: str
    path: str
    query: dict
    fragment: str

    def one(self, name):
        """The value of a query parameter that is there once; two of them are two meanings."""
        values = self.query.get(name, [])
        return values[0] if len(values) == 1 else ""


# Printable ASCII without what means something to a page, a shell or a second parser.
_LETTERS = re.compile(r"""[!#-&(-;=?-\[\]_a-z~]{1,2048}\Z""", re.ASCII)
_SCHEME = re.compile(r"https?://[^/?#]", re.ASCII | re.IGNORECASE)
_ANY_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(?![0-9]+(?:/|\Z))", re.ASCII | re.IGNORECASE)
_DOTS = re.compile(r"(?:\A|/)(?:\.|%2e){1,2}(?:/|\Z)", re.ASCII | re.IGNORECASE)


def _parsed(address):
    """Take an address apart, or refuse it where two parsers could disagree about it."""
    if not _LETTERS.match(address):
        raise NotAnEmbed
    if address.startswith("//"):
        address = f"https:{address}"
    elif not _ANY_SCHEME.match(address):
        address = f"https://{address}"
    if not _SCHEME.match(address):
        raise NotAnEmbed
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
        query = parse_qs(parts.query, keep_blank_values=True, max_num_fields=60)
    except ValueError:
        raise NotAnEmbed from None
    if "@" in parts.netloc or "%" in parts.netloc or port not in (None, 80, 443):
        raise NotAnEmbed
    if _DOTS.search(parts.path):
        raise NotAnEmbed
    return _Address(host, parts.path, query, parts.fragment)


def _recognise_address(text):
    address = _parsed(text)
    site = _SITE_OF.get(address.host, "")
    short_path = _SHORT_PATHS.get(site)
    if address.host in _SHORT_HOSTS or (short_path and address.path.startswith(short_path)):
        raise NotAnEmbed(SHORT_LINK)
    found = site and _READERS[site](address)
    if not found or not _is_sound(found.provider, found.embed_id, found.embed_hash):
        raise NotAnEmbed
    return found


def _is_sound(provider, embed_id, embed_hash):
    pattern = _ID.get(provider)
    if pattern is None:
        return False
    return bool(
        re.fullmatch(pattern, embed_id, re.ASCII)
        and re.fullmatch(_HASH.get(provider, ""), embed_hash, re.ASCII)
    )


# One reader for each site. Each finds the parts; _is_sound then says whether they are an id.


def _path(pattern):
    return re.compile(rf"{pattern}/?\Z", re.ASCII)


_PART = r"[^/]+"
_YOUTUBE = _path(rf"/(shorts|live|embed|v|e|vi|watch)/({_PART})")
_YOUTU_BE = _path(rf"/({_PART})")
_VIMEO = _path(
    rf"(?:/|/channels/{_PART}/|/groups/{_PART}/videos/|/(?:album|showcase)/[0-9]+/video/"
    rf"|/ondemand/{_PART}/|/manage/videos/|/{_PART}/review/)([0-9]+)(?:/([0-9a-f]+))?"
)
_VIMEO_PLAYER = _path(r"/video/([0-9]+)")
_DAILYMOTION = _path(r"(?:/[a-z]{2})?(?:/embed)?/video/([A-Za-z0-9]+)(?:_[^/]*)?")
_DAI_LY = _path(r"/([A-Za-z0-9]+)")
_DAILYMOTION_PLAYER = re.compile(r"/player(?:/[a-z0-9]+)?\.html\Z", re.ASCII)
_TIKTOK = _path(r"(?:/@[\w.%-]*/video/|/embed/(?:v2/)?|/player/v1/|/v/)([0-9]+)(?:\.html)?")
_X = _path(r"/(?:i|i/web|[A-Za-z0-9_]{1,15})/status(?:es)?/([0-9]+)(?:/(?:video|photo)/[0-9])?")
_INSTAGRAM = _path(
    r"(?:/(?!stories/)[A-Za-z0-9._]{1,30})?/(p|reels?|tv)/(?!audio/)([\w-]+)"
    r"(?:/embed(?:/captioned)?)?"
)
_FACEBOOK = _path(rf"(?:/(?!plugins/){_PART}/videos/(?:{_PART}/)?|/(reel)/)([0-9]+)")
_FACEBOOK_WATCH = _path(r"(?:/watch(?:/live)?|/video\.php)")
_BRIGHTCOVE = re.compile(r"/([0-9]+)/([A-Za-z0-9-]+_default)/index\.html\Z", re.ASCII)
_JWPLAYER = _path(r"/(?:players|previews)/([A-Za-z0-9]+)-([A-Za-z0-9]+)(?:\.html|\.js)?")


def _read_youtube(address):
    if address.path.rstrip("/") == "/watch":
        return Recognised("youtube", address.one("v"), start=_start(address))
    match = _YOUTUBE.match(address.path)
    if not match:
        return None
    ratio = "9:16" if match[1] == "shorts" else "16:9"
    return Recognised("youtube", match[2], start=_start(address), ratio=ratio)


def _read_youtu_be(address):
    match = _YOUTU_BE.match(address.path)
    return match and Recognised("youtube", match[1], start=_start(address))


def _read_vimeo(address, pattern=_VIMEO):
    match = pattern.match(address.path)
    if not match:
        return None
    # Without its hash a private video is not shown, so a wrong one is not let pass as none.
    in_path = match[2] if pattern is _VIMEO else None
    embed_hash = in_path or (address.one("h") or "?" if "h" in address.query else "")
    return Recognised("vimeo", match[1], embed_hash, start=_start(address))


def _read_vimeo_player(address):
    return _read_vimeo(address, _VIMEO_PLAYER)


def _read_dailymotion(address, pattern=_DAILYMOTION):
    match = pattern.match(address.path)
    return match and Recognised("dailymotion", match[1], start=_start(address))


def _read_dai_ly(address):
    return _read_dailymotion(address, _DAI_LY)


def _read_dailymotion_player(address):
    if not _DAILYMOTION_PLAYER.match(address.path):
        return None
    return Recognised("dailymotion", address.one("video"), start=_start(address))


def _read_tiktok(address):
    match = _TIKTOK.match(address.path)
    return match and Recognised("tiktok", match[1], ratio="9:16")


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


def _read_facebook(address):
    if address.path.rstrip("/") == "/plugins/video.php":
        return _read_facebook_plugin(address)
    if _FACEBOOK_WATCH.match(address.path):
        return Recognised("facebook", address.one("v"))
    match = _FACEBOOK.match(address.path)
    return match and Recognised("facebook", match[2], ratio="9:16" if match[1] else "16:9")


def _read_facebook_plugin(address):
    """The plugin names the video by its own address, which has to be one of Facebook's too."""
    inner = _parsed(address.one("href"))
    if _SITE_OF.get(inner.host) != "facebook" or inner.path.startswith("/plugins/"):
        return None
    return _read_facebook(inner)


def _read_brightcove(address):
    match = _BRIGHTCOVE.match(address.path)
    video = address.one("videoId")
    return match and Recognised("brightcove", f"{match[1]}/{match[2]}/{video}")


def _read_jwplayer(address):
    match = _JWPLAYER.match(address.path)
    return match and Recognised("jwplayer", match[1], match[2])


_READERS = {
    "youtube": _read_youtube,
    "youtu.be": _read_youtu_be,
    "vimeo": _read_vimeo,
    "player.vimeo": _read_vimeo_player,
    "dailymotion": _read_dailymotion,
    "dai.ly": _read_dai_ly,
    "geo.dailymotion": _read_dailymotion_player,
    "tiktok": _read_tiktok,
    "x": _read_x,
    "instagram": _read_instagram,
    "facebook": _read_facebook,
    "brightcove": _read_brightcove,
    "jwplayer": _read_jwplayer,
}

_TIME = re.compile(
    r"(?:([0-9]{1,2})h)?(?:([0-9]{1,4})m)?(?:([0-9]{1,6})s?)?\Z", re.ASCII | re.IGNORECASE
)
_LONGEST_START = 24 * 60 * 60


def _start(address):
    """Seconds into the video, from ?t=, ?start= or #t=; 0 for what is not a time."""
    fragment = address.fragment.removeprefix("t=") if address.fragment.startswith("t=") else ""
    given = address.one("t") or address.one("start") or fragment
    match = _TIME.match(given)
    return _clamped(match.groups()) if match else 0


def _clamped(parts):
    hours, minutes, seconds = (int(part or 0) for part in parts)
    return min(hours * 3600 + minutes * 60 + seconds, _LONGEST_START)


# Showing


def watch_address(provider: str, embed_id: str, embed_hash: str = "", start: int = 0) -> str:
    """Return the page where a reader can watch or read it; empty for an id that is none."""
    if not _is_sound(provider, embed_id, embed_hash):
        return ""
    after = _seconds(start)
    match provider:
        case "youtube":
            return f"https://www.youtube.com/watch?v={embed_id}" + (after and f"&t={after}s")
        case "vimeo":
            private = embed_hash and f"/{embed_hash}"
            return f"https://vimeo.com/{embed_id}{private}" + (after and f"#t={after}s")
        case "dailymotion":
            return f"https://www.dailymotion.com/video/{embed_id}" + (after and f"?start={after}")
        case "tiktok":
            # TikTok looks at the id alone and puts the right name in.
            return f"https://www.tiktok.com/@_/video/{embed_id}"
        case "x":
            return f"https://x.com/i/status/{embed_id}"
        case "instagram":
            return f"https://www.instagram.com/p/{embed_id}/"
        case "facebook":
            return f"https://www.facebook.com/watch/?v={embed_id}"
        case "brightcove":
            return _brightcove(embed_id)
        case _:
            return f"https://cdn.jwplayer.com/players/{embed_id}-{embed_hash}.html"


def frame_address(embed) -> str | None:
    """Return the src of the frame an embed is played in, or None where it is a card with a link.

    Takes a Recognised, an embed block of a document or a row of one. Its parts are looked at
    again: whatever came to be stored, the address begins with one of FRAME_HOSTS.
    """
    provider, embed_id = _stored(embed, "provider"), _stored(embed, "embed_id")
    embed_hash = _stored(embed, "embed_hash")
    if not _is_sound(provider, embed_id, embed_hash):
        return None
    after = _seconds(_stored(embed, "start"))
    match provider:
        case "youtube":
            query = after and f"?start={after}"
            return f"https://www.youtube-nocookie.com/embed/{embed_id}{query}"
        case "vimeo":
            private = embed_hash and f"&h={embed_hash}"
            moment = after and f"#t={after}s"
            return f"https://player.vimeo.com/video/{embed_id}?dnt=1{private}{moment}"
        case "dailymotion":
            moment = after and f"&startTime={after}"
            return f"https://geo.dailymotion.com/player.html?video={embed_id}{moment}"
        case "tiktok":
            return f"https://www.tiktok.com/player/v1/{embed_id}"
        case "brightcove":
            return _brightcove(embed_id)
        case "jwplayer":
            return f"https://cdn.jwplayer.com/players/{embed_id}-{embed_hash}.html"
    return None


def _brightcove(embed_id):
    account, player, video = embed_id.split("/")
    query = urlencode({"videoId": video}, safe=":")
    return f"https://players.brightcove.net/{account}/{player}/index.html?{query}"


def _stored(embed, name):
    value = embed.get(name) if isinstance(embed, Mapping) else getattr(embed, name, None)
    return "" if value is None else str(value)


def _seconds(start):
    """A start as it stands in an address: empty for none."""
    start = str(start)
    if not re.fullmatch(r"[0-9]{1,9}", start, re.ASCII) or not int(start):
        return ""
    return str(min(int(start), _LONGEST_START))
