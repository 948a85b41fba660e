"""Maps: OpenStreetMap, kept as zoom and middle, with a marker or none."""

import math
import re

from articles.embeds.address import path
from articles.embeds.provider import Provider, Recognised, at

#: A map as wide as a story's text, in the map's own dots.
_WIDTH, _HEIGHT = 640, 360
#: So much of it is asked for that the same zoom is chosen again for a frame a little smaller.
_ASKED = 0.625
_MOST_NORTH, _MOST_ZOOM = 85, 19

_NUMBER = r"-?[0-9]{1,3}(?:\.[0-9]{1,20})?"
_HERE = re.compile(rf"map=([0-9]{{1,2}})/({_NUMBER})/({_NUMBER})(?:&[^\n]*)?\Z", re.ASCII)
_BOX = re.compile(",".join([rf"({_NUMBER})"] * 4) + r"\Z", re.ASCII)
_FRAME = path(r"/export/embed\.html")


def _read_map(address):
    here = _HERE.match(address.fragment)
    if address.path not in ("", "/") or not here:
        return None
    marker = ""
    if "mlat" in address.query or "mlon" in address.query:
        marker = _place(address.one("mlat"), address.one("mlon"))
    return _map(here[1], _place(here[2], here[3]), marker)


def _read_map_frame(address):
    box = _BOX.match(address.one("bbox"))
    if not _FRAME.match(address.path) or not box:
        return None
    west, south, east, north = map(float, box.groups())
    if not (-180 <= west < east <= 180 and -90 < south < north < 90):
        return None
    middle = f"{_degrees((south + north) / 2)}/{_degrees((west + east) / 2)}"
    marker = address.given("marker")
    if "," in marker:
        marker = _place(*marker.split(",", 1))
    return _map(_zoom(east - west, north - south, (south + north) / 2), middle, marker)


def _read_openstreetmap(address):
    return _read_map(address) or _read_map_frame(address)


def _map(zoom, middle, marker):
    return Recognised("openstreetmap", f"{int(zoom)}/{middle}", marker, type="map", ratio="16:9")


def _place(north, east):
    """“52.51628/13.37771”; "?", which is sound nowhere, for what is no place."""
    if not re.fullmatch(_NUMBER, north, re.ASCII) or not re.fullmatch(_NUMBER, east, re.ASCII):
        return "?"
    return f"{_degrees(float(north))}/{_degrees(float(east))}"


def _degrees(value):
    return f"{round(value, 5) + 0.0:.5f}"


def _zoom(wide, high, north):
    """The nearest zoom at which a box of so many degrees is seen whole."""
    dots = 256 / 360
    across = _WIDTH / (wide * dots)
    down = _HEIGHT * math.cos(math.radians(north)) / (high * dots)
    return max(0, min(_MOST_ZOOM, math.floor(math.log2(min(across, down)))))


def _watch_map(part):
    marker = ""
    if part.hash:
        north, east = part.hash.split("/")
        marker = f"?mlat={north}&mlon={east}"
    return f"https://www.openstreetmap.org/{marker}#map={part.id}"


def _frame_map(part):
    zoom, north, east = part.id.split("/")
    marker = part.hash and f"&marker={part.hash.replace('/', '%2C')}"
    box = "%2C".join(_box(int(zoom), float(north), float(east)))
    return f"https://www.openstreetmap.org/export/embed.html?bbox={box}&layer=mapnik{marker}"


def _box(zoom, north, east):
    """West, south, east and north of what is seen around a place."""
    dot = _ASKED / 2 * 360 / 256 / 2**zoom
    wide, high = _WIDTH * dot, _HEIGHT * dot * math.cos(math.radians(north))
    yield _degrees(max(-180, east - wide))
    yield _degrees(max(-_MOST_NORTH, north - high))
    yield _degrees(min(180, east + wide))
    yield _degrees(min(_MOST_NORTH, north + high))


_NORTH = r"-?(?:8[0-4]|[1-7]?[0-9])\.[0-9]{5}"
_EAST = r"-?(?:1[0-7][0-9]|[1-9]?[0-9])\.[0-9]{5}"

PROVIDERS = [
    Provider(
        "openstreetmap",
        id=rf"(?:1[0-9]|[0-9])/{_NORTH}/{_EAST}",
        hash=rf"(?:{_NORTH}/{_EAST})?",
        readers=at(
            "openstreetmap.org www.openstreetmap.org osm.org www.osm.org", _read_openstreetmap
        ),
        short_paths=("/go/",),
        watch=_watch_map,
        frame=_frame_map,
        frame_host="https://www.openstreetmap.org",
    ),
]
