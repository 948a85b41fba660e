"""Renditions: the sizes of a picture that readers get, made when first asked for.

Every address carries its whole specification (picture, file, focal point, ratio, width, format)
and a signature over it, so nobody can ask for a size we did not offer or find the picture of a
draft, and the bytes behind an address never change. What an address stands for follows from the
Picture row alone: templates need no query and no look at the disk.
"""

import contextlib
import fcntl
import functools
import logging
import math
import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse, HttpResponseGone
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.views.decorators.http import require_safe

from articles import showing
from articles.models import Picture
from articles.pictures import WorkerFailed, kind_of, run_worker

logger = logging.getLogger(__name__)

RATIOS = {"16:9": (16, 9), "4:3": (4, 3), "1:1": (1, 1), "full": None}
WIDTHS = (320, 640, 960, 1280, 1920)
SOURCE_WIDTH = 960
SHARE_WIDTH = 1280
CONTENT_TYPES = {"avif": "image/avif", "jpeg": "image/jpeg"}
EXTENSIONS = {"avif": "avif", "jpeg": "jpg"}
FORMATS = {extension: name for name, extension in EXTENSIONS.items()}
A_YEAR = 31_536_000
SALT = "articles.renditions"

# For re_path in the project's urls.py, under any name.
PATTERN = (
    r"^media/renditions/(?P<pk>[1-9][0-9]{0,17})-(?P<checksum>[0-9a-f]{12})"
    r"-(?P<focal_x>0|[1-9][0-9]{0,3})x(?P<focal_y>0|[1-9][0-9]{0,3})"
    r"/(?P<ratio>16x9|4x3|1x1|full)-(?P<width>[1-9][0-9]{0,4})"
    r"-(?P<signature>[0-9a-f]{24})\.(?P<extension>avif|jpg)\Z"
)


class NotMade(Exception):
    """The rendition could not be made now; the original is untouched and it may work later."""


# What to make


@dataclass(frozen=True)
class Specification:
    """One rendition of one file, cropped around one focal point (in thousandths)."""

    pk: int
    checksum: str
    focal_x: int
    focal_y: int
    ratio: str
    width: int
    format: str

    @classmethod
    def of(cls, picture, ratio: str, width: int, format: str) -> "Specification":
        # An uncropped rendition is the same wherever the focal point is.
        focal_x, focal_y = (500, 500) if ratio == "full" else focal_point(picture)
        return cls(picture.pk, picture.checksum[:12], focal_x, focal_y, ratio, width, format)

    @property
    def folder(self) -> str:
        return f"{self.pk}-{self.checksum}-{self.focal_x}x{self.focal_y}"

    @property
    def name(self) -> str:
        """The file's name: ratio, width, signature."""
        ratio = self.ratio.replace(":", "x")
        return f"{ratio}-{self.width}-{self.signature()}.{EXTENSIONS[self.format]}"

    def signature(self, key: str | None = None) -> str:
        text = f"{self.folder}/{self.ratio}-{self.width}-{self.format}"
        return signed(text, key or settings.SECRET_KEY)

    def is_signed_by(self, signature: str) -> bool:
        keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
        return any(constant_time_compare(signature, self.signature(key)) for key in keys)

    def path(self) -> Path:
        return renditions_folder() / self.folder / self.name


@functools.lru_cache(maxsize=16_384)
def signed(text: str, key: str) -> str:
    """Sign a specification; 96 bits are plenty against guessing over the network."""
    return salted_hmac(SALT, text, secret=key, algorithm="sha256").hexdigest()[:24]


def renditions_folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "renditions"


def focal_point(picture) -> tuple[int, int]:
    """Return the focal point in thousandths, the middle where it is missing or not a number."""
    return thousandths(picture.focal_x), thousandths(picture.focal_y)


def thousandths(value) -> int:
    if value is None or not math.isfinite(value):
        return 500
    return round(min(max(value, 0.0), 1.0) * 1000)


def crop_size(width: int, height: int, ratio: str) -> tuple[int, int]:
    """Return the largest window of this ratio that fits the picture."""
    if RATIOS[ratio] is None:
        return width, height
    across, down = RATIOS[ratio]
    if width * down > height * across:
        return max(1, height * across // down), height
    return width, max(1, width * down // across)


def crop_window(
    width: int, height: int, ratio: str, focal_x: int = 500, focal_y: int = 500
) -> tuple[int, int, int, int]:
    """Return (left, top, right, bottom), centred on the focal point and kept inside."""
    across, down = crop_size(width, height, ratio)
    left = clamped(width * focal_x / 1000 - across / 2, width - across)
    top = clamped(height * focal_y / 1000 - down / 2, height - down)
    return left, top, left + across, top + down


def clamped(value: float, highest: int) -> int:
    return min(max(math.floor(value + 0.5), 0), highest)


def height_for(width: int, height: int, ratio: str, target: int) -> int:
    """Return the height of a rendition this wide, rounded to the nearest pixel."""
    across, down = RATIOS[ratio] or (width, height)
    return max(1, (2 * target * down + across) // (2 * across))


def widths_for(picture, ratio: str) -> list[int]:
    """Return the widths on offer; never above the source, whose own width is the last resort."""
    across, _ = crop_size(picture.width, picture.height, ratio)
    return [width for width in WIDTHS if width <= across] or [across]


# What templates need


@dataclass(frozen=True)
class Rendition:
    """One size of a picture, as a page names it."""

    address: str
    width: int
    height: int


def address(picture, ratio: str, width: int, format: str) -> str:
    """Return the signed address of one rendition."""
    order = Specification.of(picture, ratio, width, format)
    return f"{settings.MEDIA_URL}renditions/{order.folder}/{order.name}"


def renditions_of(picture, ratio: str, format: str = "jpeg") -> list[Rendition]:
    """Return every rendition on offer in this ratio and format, narrowest first."""
    return [
        Rendition(
            address(picture, ratio, width, format),
            width,
            height_for(picture.width, picture.height, ratio, width),
        )
        for width in widths_for(picture, ratio)
    ]


def sources(picture, ratio: str) -> list[tuple[str, str]]:
    """Return (content type, srcset) for each `<source>`, the best format first."""
    return [
        (content_type, srcset(renditions_of(picture, ratio, format)))
        for format, content_type in CONTENT_TYPES.items()
    ]


def srcset(offered: list[Rendition]) -> str:
    return ", ".join(f"{one.address} {one.width}w" for one in offered)


def picture_tag_data(picture, ratio: str = "16:9") -> dict:
    """Return what a `<picture>` needs, `src` being a JPEG for the middle of the range."""
    jpegs = renditions_of(picture, ratio)
    middle = [one for one in jpegs if one.width <= SOURCE_WIDTH][-1:] or jpegs[:1]
    return {
        "avif_srcset": srcset(renditions_of(picture, ratio, "avif")),
        "jpeg_srcset": srcset(jpegs),
        "src": middle[0].address,
        "width": middle[0].width,
        "height": middle[0].height,
    }


def largest(picture) -> Rendition:
    """Return the whole picture as large as it is served: what opens on a press."""
    return renditions_of(picture, "full")[-1]


def share_image(picture, ratio: str = "16:9") -> Rendition:
    """Return the JPEG that social networks and search engines are given."""
    jpegs = renditions_of(picture, ratio)
    return ([one for one in jpegs if one.width <= SHARE_WIDTH] or jpegs)[-1]


# Making them


def make(picture, order: Specification) -> Path:
    """Make one rendition unless it is there; whoever asks meanwhile waits for the one making.

    Raises NotMade when the original cannot be read, decoding fails or the disk is full.
    """
    path = order.path()
    if path.exists():
        return path
    try:
        with one_at_a_time(order):
            if not path.exists():
                write_whole(path, encode(picture, order))
    except (WorkerFailed, OSError) as failure:
        logger.exception("Rendition %s of picture %s was not made", order.name, order.pk)
        raise NotMade(str(failure)) from failure
    return path


def share_images(picture) -> list[Specification]:
    """The share image and its 4:3 and 1:1."""
    return [
        Specification.of(picture, ratio, share_image(picture, ratio).width, "jpeg")
        for ratio in ("16:9", "4:3", "1:1")
    ]


def make_share_images(picture) -> None:
    """Make the share images ahead of the first reader, at publication."""
    for order in share_images(picture):
        make(picture, order)


@contextlib.contextmanager
def one_at_a_time(order: Specification):
    """Hold the lock of this rendition, across threads and processes.

    The locks are 256 files that are never deleted, because deleting a lock file is a race. Two
    renditions may share one; then one of them waits for nothing worse than the other's making.
    """
    folder = renditions_folder() / ".locks"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / order.signature()[:2]).open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


#: By which other programs know a picture that a machine made.
_SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/"
SOURCE_TYPES = {
    Picture.MachineMade.WHOLLY: f"{_SOURCE_TYPE}trainedAlgorithmicMedia",
    Picture.MachineMade.PARTLY: f"{_SOURCE_TYPE}compositeWithTrainedAlgorithmicMedia",
}


def encode(picture, order: Specification) -> bytes:
    """Decode, crop, scale and encode in the worker; nothing of that happens in this process."""
    with picture.original.open("rb") as original:
        data = original.read()
    job = {
        "window": crop_window(
            picture.width, picture.height, order.ratio, order.focal_x, order.focal_y
        ),
        "width": order.width,
        "height": height_for(picture.width, picture.height, order.ratio, order.width),
        "format": order.format,
        "credit": picture.credit,
        "copyright_notice": picture.copyright_notice,
        "source_type": SOURCE_TYPES.get(picture.machine_made, ""),
    }
    _, content = run_worker("rendition", kind_of(data), data, job)
    return content


def write_whole(path: Path, content: bytes) -> None:
    """Put the file in place in one step, so that no reader ever gets half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        draft.write_bytes(content)
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def forget(picture) -> None:
    """Delete a picture's renditions: it was killed, replaced, or its credit was put right."""
    for folder in renditions_folder().glob(f"{picture.pk}-*"):
        shutil.rmtree(folder, ignore_errors=True)


# Serving them


@require_safe
def rendition(request, pk, checksum, focal_x, focal_y, ratio, width, signature, extension):
    """Serve one rendition: 404 for what we never offered, 410 once its rights have ended."""
    order = Specification(
        int(pk),
        checksum,
        int(focal_x),
        int(focal_y),
        ratio.replace("x", ":"),
        int(width),
        FORMATS[extension],
    )
    if not order.is_signed_by(signature):
        raise Http404
    picture = Picture.objects.filter(pk=order.pk).first()
    if picture is None:
        raise Http404
    now = timezone.now()
    if not picture.may_be_shown(now) or not picture.checksum.startswith(order.checksum):
        return with_fences(HttpResponseGone(content_type="text/plain"), "public, max-age=60")
    try:
        file = make(picture, order).open("rb")
    except (NotMade, FileNotFoundError):
        response = HttpResponse(status=503, content_type="text/plain", headers={"Retry-After": "5"})
        return with_fences(response, "no-store")
    response = FileResponse(file, content_type=CONTENT_TYPES[order.format])
    # A cache before the site drops it when the picture is killed.
    for name, value in showing.named_for_caches([f"picture-{picture.pk}"]).items():
        response[name] = value
    return with_fences(response, lifetime(picture, now))


def lifetime(picture, at) -> str:
    """Let caches keep it for a year, but no longer than its rights last."""
    seconds = A_YEAR
    if picture.use_until is not None:
        seconds = min(seconds, int((picture.use_until - at).total_seconds()))
    return f"public, max-age={seconds}, immutable"


def with_fences(response, cache_control: str):
    """Make sure that a picture is only ever a picture, even when opened on its own."""
    response["Cache-Control"] = cache_control
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
