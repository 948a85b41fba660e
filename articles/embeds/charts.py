"""Charts: Datawrapper and Flourish. Their newest version is shown, whichever was pasted."""

from articles.embeds.address import path
from articles.embeds.provider import Provider, Recognised, at

_DATAWRAPPER = path(r"/([A-Za-z0-9]{5})(?:/[0-9]{1,5})?(?:/(?:index|plain)\.html|/embed\.js)?")
_DATAWRAPPER_SHARED = path(r"/_/([A-Za-z0-9]{5})")
_FLOURISH = path(r"/(visualisation|story)/([0-9]+)(?:/embed)?")


def _read_datawrapper(address, pattern=_DATAWRAPPER):
    match = pattern.match(address.path)
    return match and Recognised("datawrapper", match[1], type="chart", ratio="4:3")


def _read_datawrapper_shared(address):
    return _read_datawrapper(address, _DATAWRAPPER_SHARED)


def _read_flourish(address):
    match = _FLOURISH.match(address.path)
    return match and Recognised("flourish", f"{match[1]}/{match[2]}", type="chart", ratio="4:3")


def _datawrapper(part):
    return f"https://datawrapper.dwcdn.net/{part.id}/"


PROVIDERS = [
    Provider(
        "datawrapper",
        id=r"[A-Za-z0-9]{5}",
        readers={
            **at("datawrapper.dwcdn.net", _read_datawrapper),
            **at("datawrapper.de www.datawrapper.de", _read_datawrapper_shared),
        },
        watch=_datawrapper,
        frame=_datawrapper,
        frame_host="https://datawrapper.dwcdn.net",
    ),
    Provider(
        "flourish",
        id=r"(?:visualisation|story)/[0-9]{3,12}",
        readers=at("public.flourish.studio flo.uri.sh", _read_flourish),
        watch=lambda part: f"https://public.flourish.studio/{part.id}/",
        frame=lambda part: f"https://flo.uri.sh/{part.id}/embed",
        frame_host="https://flo.uri.sh",
    ),
]
