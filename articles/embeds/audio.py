"""Audio: Spotify, Apple Podcasts and SoundCloud. A list stands higher than one recording."""

from urllib.parse import urlencode

from articles.embeds.address import parsed, path, start_of
from articles.embeds.provider import Provider, Recognised, at

#: A recording is a band, a list of them a box.
_ONE, _LIST = "16:9", "4:3"

# Spotify

_SPOTIFY = path(
    r"(?:/intl-[a-z]{2}(?:-[A-Za-z]{2})?)?(?:/embed(?:-podcast)?)?"
    r"/(track|episode|album|playlist|show|artist)/([A-Za-z0-9]+)(?:/video)?"
)


def _read_spotify(address):
    match = _SPOTIFY.match(address.path)
    return match and Recognised(
        "spotify",
        f"{match[1]}/{match[2]}",
        start=start_of(address),
        type="audio",
        ratio=_ONE if match[1] in ("track", "episode") else _LIST,
    )


def _spotify(part, before=""):
    moment = part.after and f"?t={part.after}"
    return f"https://open.spotify.com/{before}{part.id}{moment}"


# Apple Podcasts

_APPLE = path(r"(?:/([a-z]{2}))?/podcast/(?:[^/]+/)?id([0-9]+)")


def _read_apple(address):
    match = _APPLE.match(address.path)
    episode = address.given("i")
    return match and Recognised(
        "applepodcasts",
        f"{match[1] or 'us'}/{match[2]}",
        episode,
        type="audio",
        ratio=_ONE if episode else _LIST,
    )


def _apple(part, host):
    country, show = part.id.split("/")
    episode = part.hash and f"?i={part.hash}"
    return f"https://{host}/{country}/podcast/id{show}{episode}"


# SoundCloud: by the address of its page, or by the number that its own code has.

_NO_PERSON = (
    r"(?!(?:tracks|playlists|discover|search|you|charts|stream|upload|pages|settings|messages"
    r"|stations|player)/)"
)
_NO_TITLE = (
    r"(?!(?:sets|tracks|albums|reposts|likes|followers|following|comments|popular-tracks"
    r"|toptracks|spotlight)\Z)"
)
_SOUND_PAGE = path(r"/([\w-]+)/(sets/)?([\w-]+)(?:/(s-[A-Za-z0-9]+))?")
_SOUND_NUMBER = path(
    r"/(tracks|playlists)/(?:soundcloud(?::|%3A)(?:tracks|playlists)(?::|%3A))?([0-9]+)"
)
_SOUND_PLAYER = path(r"/player")
_SOUND_HOSTS = "soundcloud.com www.soundcloud.com m.soundcloud.com"


def _read_soundcloud(address):
    match = _SOUND_PAGE.match(address.path)
    # On its pages these are nobody; with a number after them they are what the player says.
    if not match or match[1] in ("tracks", "playlists"):
        return None
    secret = match[4] or address.given("secret_token")
    return _sound(f"{match[1]}/{match[2] or ''}{match[3]}", secret, is_list=match[2])


def _read_soundcloud_player(address):
    """The player names the sound by its own address, which has to be one of SoundCloud's too."""
    if not _SOUND_PLAYER.match(address.path):
        return None
    inner = parsed(address.one("url"))
    if inner.host in _SOUND_HOSTS.split():
        return _read_soundcloud(inner)
    match = inner.host == "api.soundcloud.com" and _SOUND_NUMBER.match(inner.path)
    if not match:
        return None
    secret = inner.given("secret_token")
    return _sound(f"{match[1]}/{match[2]}", secret, is_list=match[1] == "playlists")


def _sound(embed_id, secret, *, is_list):
    # As with a private video, a wrong secret is not let pass as none.
    ratio = _LIST if is_list else _ONE
    return Recognised("soundcloud", embed_id, secret, type="audio", ratio=ratio)


def _is_number(part):
    return part.id.startswith(("tracks/", "playlists/"))


def _watch_soundcloud(part):
    """Its page; what is known by its number only has no other page than the player's."""
    if _is_number(part):
        return _frame_soundcloud(part)
    return f"https://soundcloud.com/{part.id}" + (part.hash and f"/{part.hash}")


def _frame_soundcloud(part):
    if _is_number(part):
        secret = part.hash and f"?secret_token={part.hash}"
        sound = f"https://api.soundcloud.com/{part.id}{secret}"
    else:
        sound = _watch_soundcloud(part)
    return f"https://w.soundcloud.com/player/?{urlencode({'url': sound})}"


PROVIDERS = [
    Provider(
        "spotify",
        id=r"(?:track|episode|album|playlist|show|artist)/[A-Za-z0-9]{22}",
        readers=at("open.spotify.com", _read_spotify),
        watch=_spotify,
        frame=lambda part: _spotify(part, "embed/"),
        frame_host="https://open.spotify.com",
    ),
    Provider(
        "applepodcasts",
        id=r"[a-z]{2}/[0-9]{5,12}",
        hash=r"(?:[0-9]{5,16})?",
        readers=at("podcasts.apple.com embed.podcasts.apple.com", _read_apple),
        watch=lambda part: _apple(part, "podcasts.apple.com"),
        frame=lambda part: _apple(part, "embed.podcasts.apple.com"),
        frame_host="https://embed.podcasts.apple.com",
    ),
    Provider(
        "soundcloud",
        id=(
            r"(?=[^\n]{3,120}\Z)(?:(?:tracks|playlists)/[0-9]{1,15}"
            rf"|{_NO_PERSON}[A-Za-z0-9_-]+/(?:sets/)?{_NO_TITLE}[A-Za-z0-9_-]+)"
        ),
        hash=r"(?:s-[A-Za-z0-9]{3,40})?",
        readers={
            **at(_SOUND_HOSTS, _read_soundcloud),
            **at("w.soundcloud.com", _read_soundcloud_player),
        },
        watch=_watch_soundcloud,
        frame=_frame_soundcloud,
        frame_host="https://w.soundcloud.com",
    ),
]
