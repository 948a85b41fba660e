"""Intake of an uploaded picture: what is accepted, what is kept of it, and what the desk is told.

The upload itself is never stored. Its pixels are decoded in a process of their own
(`picture_worker.py`), turned the right way up, brought to 8-bit sRGB and written anew, so that
places, serial numbers, comments and anything hidden behind the picture stay behind. Caption,
credit and rights are read first and become text fields.

Rules: JPEG, PNG, GIF or WebP by their first bytes, whatever the name says; 20 MB; 50 megapixels
and 12,000 pixels a side; an animation of up to 300 frames gives its first frame, a longer one is
refused. Transparency and flat colour (palette, 1-bit) are kept as PNG; all else is kept as JPEG.
"""

import hashlib
import json
import logging
import subprocess
import sys
import threading
import uuid
from dataclasses import dataclass
from pathlib import Path

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from articles.models import Picture
from articles.sanitising import clean_text

logger = logging.getLogger(__name__)

MAX_BYTES = 20 * 1024 * 1024
MAX_SECONDS = 60
ACCEPTED = "image/jpeg,image/png,image/gif,image/webp"
WORKER = Path(__file__).with_name("picture_worker.py")

# Decoding is heavy: two at a time of each in a server process, so that uploads and readers
# never wait for one another, and nobody waits so long that threads run out.
PLACES = {"take_in": threading.BoundedSemaphore(2), "rendition": threading.BoundedSemaphore(2)}
WAIT_SECONDS = {"take_in": 60, "rendition": 15}

HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
SENTENCES = {
    "heic": (
        _(
            "This iPhone picture (HEIC) cannot be used. "
            "In the picker choose Options → Most Compatible."
        )
    ),
    "avif": _("This is an AVIF picture. Save it as JPEG or PNG and upload that."),
    "svg": _("This is an SVG drawing, which can carry programs. Export it as PNG and upload that."),
    "pdf": _("This is a PDF, not a picture. Export the page as JPEG or PNG and upload that."),
    "tiff": _("This is a TIFF or camera raw file. Save it as JPEG and upload that."),
    "photoshop": _("This is a Photoshop file. Save a copy as JPEG or PNG and upload that."),
    "empty": _("This file is empty. Choose the picture again."),
    "not_a_picture": _("This is not a picture we can use. Upload a JPEG, PNG, GIF or WebP file."),
    "too_large": _("This file is larger than 20 MB. Export it smaller or as JPEG and upload that."),
    "too_many_pixels": (
        _(
            "This picture has too many pixels. Make it at most 12,000 pixels a side and "
            "50 megapixels in all, then upload it again."
        )
    ),
    "too_many_frames": (
        _("This animation has more than 300 frames. Upload one frame of it as JPEG or PNG.")
    ),
    "damaged": _("This picture is damaged or incomplete. Open it, save it again and upload that."),
    "too_heavy": _(
        "This picture takes too much work to open. Save it as a plain JPEG and try again."
    ),
    "busy": _("Many pictures are being taken in right now. Try again in a minute."),
}


class PictureRefused(ValidationError):
    """An upload that cannot be used, with the sentence that says what to do instead."""

    def __init__(self, reason):
        super().__init__(SENTENCES[reason], code=reason)


class WorkerFailed(Exception):
    """The decoding process was stopped or fell over; the message is the reason."""


@dataclass(frozen=True)
class TakenIn:
    """A picture as the newsroom keeps it: clean bytes, and the texts found in the upload."""

    content: bytes
    extension: str
    width: int
    height: int
    checksum: str
    title: str = ""
    caption: str = ""
    credit: str = ""
    copyright_notice: str = ""
    alt_text: str = ""
    machine_made: str = ""

    def file(self):
        """Return the original to store, under a name nobody can guess."""
        return ContentFile(self.content, name=f"{uuid.uuid4().hex}.{self.extension}")

    def store(self):
        """Store the original and return its name; raises OSError, and leaves no half of a file."""
        field, file = Picture._meta.get_field("original"), self.file()
        name = field.generate_filename(None, file.name)
        try:
            return field.storage.save(name, file)
        except OSError:
            field.storage.delete(name)
            raise


def take_in(upload):
    """Turn an upload into a clean original, or raise PictureRefused with what to do about it."""
    data = read_capped(upload)
    kind = kind_of(data, upload.name or "")
    try:
        facts, content = run_worker("take_in", kind, data)
    except WorkerFailed as failure:
        raise PictureRefused(str(failure)) from failure
    width, height = facts["size"]
    return TakenIn(
        content=content,
        extension=facts["extension"],
        width=width,
        height=height,
        checksum=hashlib.sha256(content).hexdigest(),
        **cleaned_texts(facts["texts"]),
    )


def read_capped(upload):
    """Read the upload into memory, unless it is too large; its stated size is not trusted."""
    if upload.size > MAX_BYTES:
        raise PictureRefused("too_large")
    upload.seek(0)
    data = upload.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise PictureRefused("too_large")
    return data


def kind_of(data, name=""):
    """Name the format from the first bytes alone; no parser sees anything that is refused here."""
    if not data:
        raise PictureRefused("empty")
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "GIF"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "WEBP"
    raise PictureRefused(look_alike(data, name.lower()))


def look_alike(data, name):
    """Say what a refused file seems to be, so that the sentence can help."""
    brand = data[8:12] if data[4:8] == b"ftyp" else b""
    if brand in HEIF_BRANDS or (not brand and name.endswith((".heic", ".heif"))):
        return "heic"
    if brand in {b"avif", b"avis"}:
        return "avif"
    if b"<svg" in data[:2048].lower() or name.endswith((".svg", ".svgz")):
        return "svg"
    if data.startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"8BPS"):
        return "photoshop"
    if data.startswith((b"II*\x00", b"MM\x00*")):
        return "tiff"
    return "damaged" if data.startswith(b"\xff\xd8") else "not_a_picture"


def run_worker(task, kind, data, order=None):
    """Run one task of picture_worker.py; return (facts, new bytes) or raise WorkerFailed."""
    if not PLACES[task].acquire(timeout=WAIT_SECONDS[task]):
        raise WorkerFailed("busy")
    try:
        done = subprocess.run(  # noqa: S603 -- our own script, and no word of it from a reader
            [sys.executable, "-I", str(WORKER), task, kind, json.dumps(order or {})],
            input=data,
            capture_output=True,
            timeout=MAX_SECONDS,
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise WorkerFailed("too_heavy") from None
    finally:
        PLACES[task].release()
    return worker_answer(done, task)


def worker_answer(done, task):
    """Read what the worker said; silence means a limit or a crash, and is logged."""
    head, __, content = done.stdout.partition(b"\n")
    try:
        facts = json.loads(head)
    except ValueError:
        logger.warning(
            "Picture worker ended with %s doing %s: %s", done.returncode, task, done.stderr[-500:]
        )
        raise WorkerFailed("too_heavy") from None
    if "refused" in facts:
        logger.info("Picture refused: %s %s", facts["refused"], facts.get("detail", ""))
        raise WorkerFailed(facts["refused"])
    return facts, content


#: What the IPTC calls pictures that a machine made: its own name of each, as we keep it.
MACHINE_MADE = {
    "trainedAlgorithmicMedia": Picture.MachineMade.WHOLLY,
    "algorithmicMedia": Picture.MachineMade.WHOLLY,
    "compositeWithTrainedAlgorithmicMedia": Picture.MachineMade.PARTLY,
    "compositeSynthetic": Picture.MachineMade.PARTLY,
}


def cleaned_texts(found):
    """Make fields of what the photographer wrote: plain text, nothing that can be mark-up."""
    creator, line = found.get("creator", ""), found.get("credit_line", "")
    names = [creator, line] if creator.casefold() not in line.casefold() else [line or creator]
    texts = {
        "title": found.get("headline") or found.get("title", ""),
        "caption": found.get("caption", ""),
        "credit": "/".join(name for name in names if name),
        "copyright_notice": found.get("copyright_notice", ""),
        "alt_text": found.get("alt_text", ""),
    }
    kind = found.get("source_type", "").strip().rpartition("/")[2]
    cleaned = {name: fitted(name, clean_text(text)) for name, text in texts.items()}
    return cleaned | {"machine_made": MACHINE_MADE.get(kind, "")}


def fitted(name, text):
    """Cut a text to what its field in the library holds."""
    return Truncator(text).chars(Picture._meta.get_field(name).max_length)


class PictureField(forms.FileField):
    """A file field whose cleaned value is a TakenIn.

    Stands in for Django's ImageField, which would let every parser Pillow has, Ghostscript
    included, at a file from outside.
    """

    def __init__(self, **options):
        # An empty file gets our sentence, not Django's.
        super().__init__(allow_empty_file=True, **options)

    def to_python(self, data):
        upload = super().to_python(data)
        return None if upload is None else take_in(upload)

    def widget_attrs(self, widget):
        # Naming the types also makes a phone hand over a JPEG instead of HEIC.
        return {**super().widget_attrs(widget), "accept": ACCEPTED}
