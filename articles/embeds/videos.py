"""Videos: YouTube, Vimeo, Dailymotion, TikTok, Facebook, Brightcove and JW Player."""

import re
from urllib.parse import urlencode

from articles.embeds.address import parsed, path, start_of
from articles.embeds.provider import Provider, Recognised, at

_PART = r"[^/]+"

# YouTube

_YOUTUBE = path(rf"/(shorts|live|embed|v|e|vi|watch)/({_PART})")
_YOUTU_BE = path(rf"/({_PART})")


def _read_youtube(address):
    if address.path.rstrip("/") == "/watch":
        return Recognised("youtube", address.one("v"), start=start_of(address))
    match = _YOUTUBE.match(address.path)
    if not match:
        return None
    ratio = "9:16" if match[1] == "shorts" else "16:9"
    return Recognised("youtube", match[2], start=start_of(address), ratio=ratio)


def _read_youtu_be(address):
    match = _YOUTU_BE.match(address.path)
    return match and Recognised("youtube", match[1], start=start_of(address))


def _watch_youtube(part):
    return f"https://www.youtube.com/watch?v={part.id}" + (part.after and f"&t={part.after}s")


def _frame_youtube(part):
    query = part.after and f"?start={part.after}"
    return f"https://www.youtube-nocookie.com/embed/{part.id}{query}"


# Vimeo

_VIMEO = path(
    rf"(?:/|/channels/{_PART}/|/groups/{_PART}/videos/|/(?:album|showcase)/[0-9]+/video/"
    rf"|/ondemand/{_PART}/|/manage/videos/|/{_PART}/review/)([0-9]+)(?:/([0-9a-f]+))?"
)
_VIMEO_PLAYER = path(r"/video/([0-9]+)")


def _read_vimeo(address, pattern=_VIMEO):
    match = pattern.match(address.path)
    if not match:
        return None
    # Without its hash a private video is not shown, so a wrong one is not let pass as none.
    in_path = match[2] if pattern is _VIMEO else None
    return Recognised("vimeo", match[1], in_path or address.given("h"), start=start_of(address))


def _read_vimeo_player(address):
    return _read_vimeo(address, _VIMEO_PLAYER)


def _watch_vimeo(part):
    private = part.hash and f"/{part.hash}"
    return f"https://vimeo.com/{part.id}{private}" + (part.after and f"#t={part.after}s")


def _frame_vimeo(part):
    private = part.hash and f"&h={part.hash}"
    moment = part.after and f"#t={part.after}s"
    return f"https://player.vimeo.com/video/{part.id}?dnt=1{private}{moment}"


# Dailymotion

_DAILYMOTION = path(r"(?:/[a-z]{2})?(?:/embed)?/video/([A-Za-z0-9]+)(?:_[^/]*)?")
_DAI_LY = path(r"/([A-Za-z0-9]+)")
_DAILYMOTION_PLAYER = re.compile(r"/player(?:/[a-z0-9]+)?\.html\Z", re.ASCII)


def _read_dailymotion(address, pattern=_DAILYMOTION):
    match = pattern.match(address.path)
    return match and Recognised("dailymotion", match[1], start=start_of(address))


def _read_dai_ly(address):
    return _read_dailymotion(address, _DAI_LY)


def _read_dailymotion_player(address):
    if not _DAILYMOTION_PLAYER.match(address.path):
        return None
    return Recognised("dailymotion", address.one("video"), start=start_of(address))


def _watch_dailymotion(part):
    moment = part.after and f"?start={part.after}"
    return f"https://www.dailymotion.com/video/{part.id}{moment}"


def _frame_dailymotion(part):
    moment = part.after and f"&startTime={part.after}"
    return f"https://geo.dailymotion.com/player.html?video={part.id}{moment}"


# TikTok

_TIKTOK = path(r"(?:/@[\w.%-]*/video/|/embed/(?:v2/)?|/player/v1/|/v/)([0-9]+)(?:\.html)?")


def _read_tiktok(address):
    match = _TIKTOK.match(address.path)
    return match and Recognised("tiktok", match[1], ratio="9:16")


# Facebook

_FACEBOOK_HOSTS = "facebook.com www.facebook.com m.facebook.com web.facebook.com"
_FACEBOOK = path(rf"(?:/(?!plugins/){_PART}/videos/(?:{_PART}/)?|/(reel)/)([0-9]+)")
_FACEBOOK_WATCH = path(r"(?:/watch(?:/live)?|/video\.php)")


def _read_facebook(address):
    if address.path.rstrip("/") == "/plugins/video.php":
        return _read_facebook_plugin(address)
    if _FACEBOOK_WATCH.match(address.path):
        return Recognised("facebook", address.one("v"))
    match = _FACEBOOK.match(address.path)
    return match and Recognised("facebook", match[2], ratio="9:16" if match[1] else "16:9")


def _read_facebook_plugin(address):
    """The plugin names the video by its own address, which has to be one of Facebook's too."""
    inner = parsed(address.one("href"))
    if inner.host not in _FACEBOOK_HOSTS.split() or inner.path.startswith("/plugins/"):
        return None
    return _read_facebook(inner)


# Brightcove and JW Player: the page of the player is the frame

_BRIGHTCOVE = re.compile(r"/([0-9]+)/([A-Za-z0-9-]+_default)/index\.html\Z", re.ASCII)
_JWPLAYER = path(r"/(?:players|previews)/([A-Za-z0-9]+)-([A-Za-z0-9]+)(?:\.html|\.js)?")


def _read_brightcove(address):
    match = _BRIGHTCOVE.match(address.path)
    video = address.one("videoId")
    return match and Recognised("brightcove", f"{match[1]}/{match[2]}/{video}")


def _brightcove(part):
    account, player, video = part.id.split("/")
    query = urlencode({"videoId": video}, safe=":")
    return f"https://players.brightcove.net/{account}/{player}/index.html?{query}"


def _read_jwplayer(address):
    match = _JWPLAYER.match(address.path)
    return match and Recognised("jwplayer", match[1], match[2])


def _jwplayer(part):
    return f"https://cdn.jwplayer.com/players/{part.id}-{part.hash}.html"


PROVIDERS = [
    Provider(
        "youtube",
        id=r"(?!videoseries|live_stream)[A-Za-z0-9_-]{11}",
        readers={
            **at("youtube.com www.youtube.com m.youtube.com", _read_youtube),
            **at("music.youtube.com gaming.youtube.com", _read_youtube),
            **at("youtube-nocookie.com www.youtube-nocookie.com", _read_youtube),
            **at("youtu.be", _read_youtu_be),
        },
        watch=_watch_youtube,
        frame=_frame_youtube,
        frame_host="https://www.youtube-nocookie.com",
    ),
    Provider(
        "vimeo",
        id=r"[0-9]{5,20}",
        hash=r"(?:[0-9a-f]{8,12})?",
        readers={
            **at("vimeo.com www.vimeo.com", _read_vimeo),
            **at("player.vimeo.com", _read_vimeo_player),
        },
        watch=_watch_vimeo,
        frame=_frame_vimeo,
        frame_host="https://player.vimeo.com",
    ),
    Provider(
        "dailymotion",
        id=r"x[a-z0-9]{4,9}|k[A-Za-z0-9]{10,30}",
        readers={
            **at("dailymotion.com www.dailymotion.com", _read_dailymotion),
            **at("dai.ly", _read_dai_ly),
            **at("geo.dailymotion.com", _read_dailymotion_player),
        },
        watch=_watch_dailymotion,
        frame=_frame_dailymotion,
        frame_host="https://geo.dailymotion.com",
    ),
    Provider(
        "tiktok",
        id=r"[0-9]{15,21}",
        readers=at("tiktok.com www.tiktok.com m.tiktok.com", _read_tiktok),
        short_paths=("/t/",),
        # TikTok looks at the id alone and puts the right name in.
        watch=lambda part: f"https://www.tiktok.com/@_/video/{part.id}",
        frame=lambda part: f"https://www.tiktok.com/player/v1/{part.id}",
        frame_host="https://www.tiktok.com",
    ),
    Provider(
        "facebook",
        id=r"[0-9]{5,20}",
        readers=at(_FACEBOOK_HOSTS, _read_facebook),
        short_paths=("/share/",),
        watch=lambda part: f"https://www.facebook.com/watch/?v={part.id}",
    ),
    Provider(
        "brightcove",
        id=r"[0-9]{1,20}/[A-Za-z0-9-]{1,40}_default/(?:[0-9]{1,20}|ref:[A-Za-z0-9._-]{1,100})",
        readers=at("players.brightcove.net", _read_brightcove),
        watch=_brightcove,
        frame=_brightcove,
        frame_host="https://players.brightcove.net",
    ),
    Provider(
        "jwplayer",
        id=r"[A-Za-z0-9]{8}",
        hash=r"[A-Za-z0-9]{8}",
        readers=at("cdn.jwplayer.com content.jwplatform.com", _read_jwplayer),
        watch=_jwplayer,
        frame=_jwplayer,
        frame_host="https://cdn.jwplayer.com",
    ),
]
