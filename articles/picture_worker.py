"""The one place that decodes picture files: a short-lived process with limits of its own.

`pictures.py` and `renditions.py` start this file as a script, hand it bytes on standard input
and read an answer on standard output: one line of JSON, then the bytes of the new file. A
crash in a C decoder, or a file that wants more than a gigabyte, ends this process and nothing
else. Only the standard library and Pillow are imported, so that it starts quickly.
"""

import contextlib
import io
import json
import os
import re
import resource
import sys
import warnings
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from PIL import Image, ImageCms, ImageFile, IptcImagePlugin, WebPImagePlugin  # noqa: F401

MAX_PIXELS = 50_000_000
MAX_SIDE = 12_000
MAX_FRAMES = 300
MEMORY_LIMIT = 1024**3
CPU_SECONDS = 20
MAX_TEXT = 2_000
MAX_XMP = 256 * 1024

TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
ORIENTATION, ARTIST, COPYRIGHT = 0x0112, 0x013B, 0x8298

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
DC = "{http://purl.org/dc/elements/1.1/}"
PHOTOSHOP = "{http://ns.adobe.com/photoshop/1.0/}"
IPTC_CORE = "{http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/}"
IPTC_EXTENSION = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
XMP_NAMES = {
    "headline": f"{PHOTOSHOP}Headline",
    "title": f"{DC}title",
    "caption": f"{DC}description",
    "creator": f"{DC}creator",
    "credit_line": f"{PHOTOSHOP}Credit",
    "copyright_notice": f"{DC}rights",
    "alt_text": f"{IPTC_CORE}AltTextAccessibility",
    "source_type": f"{IPTC_EXTENSION}DigitalSourceType",
}
IIM_NAMES = {
    "headline": (2, 105),
    "title": (2, 5),
    "caption": (2, 120),
    "creator": (2, 80),
    "credit_line": (2, 110),
    "copyright_notice": (2, 116),
}


class Refused(Exception):
    """The file is not accepted; the reason is a key of `pictures.SENTENCES`."""


def set_limits():
    """Bound memory and time, forbid files, and stand behind the pages being served."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    with contextlib.suppress(OSError):
        os.nice(10)
    # A warning about a decompression bomb is an error here, and half a file is no picture.
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    ImageFile.LOAD_TRUNCATED_IMAGES = False


# Intake


def take_in(data, kind):
    """Decode an upload as the one format its first bytes name; return (facts, clean bytes)."""
    open_checked(data, kind).verify()
    picture = open_checked(data, kind)
    picture.load()
    texts = texts_of(picture)
    extension, clean = re_encode(*upright_srgb(picture), kind)
    return {"extension": extension, "size": clean.size, "texts": texts}, clean.content


def open_checked(data, kind):
    """Open the file and refuse, from its header alone, what is too large to decode."""
    try:
        picture = Image.open(io.BytesIO(data), formats=[kind])
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise Refused("too_many_pixels") from None
    width, height = picture.size
    if width < 1 or height < 1:
        raise Refused("damaged")
    if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
        raise Refused("too_many_pixels")
    if getattr(picture, "n_frames", 1) > MAX_FRAMES:
        raise Refused("too_many_frames")
    # Counting the frames of a GIF moves along the file. The first frame is the picture.
    if getattr(picture, "n_frames", 1) > 1:
        picture.seek(0)
    return picture


def upright_srgb(picture):
    """Return (8-bit picture the right way up in sRGB, whether its source was flat colour)."""
    is_flat = picture.mode in {"1", "P"}
    orientation = None
    # A broken EXIF block must not lose a good photo.
    with contextlib.suppress(Exception):
        orientation = picture.getexif().get(ORIENTATION)
    profile = picture.info.get("icc_profile")
    picture = in_srgb(in_eight_bits(picture), profile)
    if orientation in TURNS:
        picture = picture.transpose(TURNS[orientation])
    return picture, is_flat


def in_eight_bits(picture):
    """Bring any mode to L, RGB, CMYK or RGBA, keeping transparency that is really there."""
    mode = picture.mode
    if mode.startswith("I") or mode == "F":
        return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if mode in {"LA", "PA", "La", "RGBA", "RGBa"} or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        is_opaque = picture.getchannel("A").getextrema()[0] == 255
        return picture.convert("RGB") if is_opaque else picture
    if mode in {"L", "RGB", "CMYK"}:
        return picture
    return picture.convert("L" if mode == "1" else "RGB")


def in_srgb(picture, profile):
    """Honour the colour profile before it is dropped: phones and agencies seldom send sRGB."""
    if profile and picture.mode in {"RGB", "RGBA", "CMYK"}:
        mode = "RGBA" if picture.mode == "RGBA" else "RGB"
        # A broken profile must not lose a good photo either: then the numbers stand.
        with contextlib.suppress(ImageCms.PyCMSError, OSError, ValueError, TypeError):
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            picture = ImageCms.profileToProfile(
                picture, source, ImageCms.createProfile("sRGB"), outputMode=mode
            )
    return picture.convert("RGB") if picture.mode == "CMYK" else picture


class Clean:
    """A picture with nothing but pixels in it, encoded."""

    def __init__(self, picture, **options):
        bare = Image.new(picture.mode, picture.size)
        bare.paste(picture)
        self.size = bare.size
        target = io.BytesIO()
        bare.save(target, **options)
        self.content = target.getvalue()


def re_encode(picture, is_flat, kind):
    """Write the picture anew: PNG for transparency and flat colour, JPEG for everything else.

    A 24-bit PNG or WebP without transparency becomes a JPEG with full colour resolution, so
    that lettering in screenshots and charts keeps its edges.
    """
    if is_flat or picture.mode == "RGBA":
        return "png", Clean(picture, format="PNG", compress_level=3)
    subsampling = "4:2:0" if kind == "JPEG" else "4:4:4"
    return "jpg", Clean(picture, format="JPEG", quality=92, subsampling=subsampling)


# What the photographer wrote into the file


def texts_of(picture):
    """Collect caption, credit and rights: XMP first, then IPTC-IIM, then EXIF."""
    found = {}
    for read in (xmp_texts, iim_texts, exif_texts):
        # Metadata is a courtesy; however broken, it never loses the picture.
        with contextlib.suppress(Exception):
            for name, value in read(picture).items():
                if value and not found.get(name):
                    found[name] = value[:MAX_TEXT]
    return found


def xmp_texts(picture):
    raw = picture.info.get("xmp") or picture.info.get("XML:com.adobe.xmp") or b""
    if len(raw) > MAX_XMP:
        return {}
    text = raw.decode("utf-8") if isinstance(raw, bytes) else raw
    text = text.strip("\x00\ufeff \r\n\t")
    # Entities live in a doctype, and XMP has no use for one. Decoded first, so that no other
    # encoding can hide it.
    if re.search(r"<!\s*(DOCTYPE|ENTITY)", text, re.IGNORECASE):
        return {}
    start, end = text.find("<rdf:RDF"), text.rfind("</rdf:RDF>")
    if start >= 0 and end > start:
        text = text[start : end + len("</rdf:RDF>")]
    root = ElementTree.fromstring(text)  # noqa: S314 -- no doctype, bounded size, own process
    return {name: xmp_value(root, tag) for name, tag in XMP_NAMES.items()}


def xmp_value(root, tag):
    """Read one XMP property, written as an attribute, as text, or as a list."""
    for description in root.iter(f"{RDF}Description"):
        if tag in description.attrib:
            return description.attrib[tag]
        element = description.find(tag)
        if element is None:
            continue
        items = list(element.iter(f"{RDF}li"))
        if not items:
            return element.get(f"{RDF}resource") or element.text or ""
        if element.find(f"{RDF}Alt") is not None:
            items = [i for i in items if i.get(XML_LANG) == "x-default"] or items[:1]
        return ", ".join(i.text.strip() for i in items if i.text)
    return ""


def iim_texts(picture):
    records = IptcImagePlugin.getiptcinfo(picture) or {}
    return {name: iim_value(records.get(key)) for name, key in IIM_NAMES.items()}


def iim_value(raw):
    parts = raw if isinstance(raw, list) else [raw or b""]
    return ", ".join(decoded(part) for part in parts if part)


def exif_texts(picture):
    exif = picture.getexif()
    return {
        "creator": exif_value(exif.get(ARTIST)),
        "copyright_notice": exif_value(exif.get(COPYRIGHT)),
    }


def exif_value(value):
    if not value:
        return ""
    raw = value if isinstance(value, bytes) else str(value).encode("latin-1", "replace")
    return decoded(raw).strip("\x00 ")


def decoded(raw):
    """Read old metadata as UTF-8, and as Windows-1252 when it is not that."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


# Renditions, from originals that went through intake


def make_rendition(data, kind, order):
    """Crop, scale and encode one rendition, with its creator and rights written into it."""
    picture = Image.open(io.BytesIO(data), formats=[kind])
    full_width, full_height = picture.size
    left, top, right, bottom = order["window"]
    if kind == "JPEG":
        # Lets the decoder halve the picture while reading it; twice the size needed is kept.
        scale = min(1, 2 * order["width"] / (right - left))
        picture.draft(None, (round(full_width * scale), round(full_height * scale)))
    across, down = picture.width / full_width, picture.height / full_height
    picture = on_white(picture).resize(
        (order["width"], order["height"]),
        Image.Resampling.LANCZOS,
        box=(left * across, top * down, right * across, bottom * down),
        reducing_gap=3.0,
    )
    target = io.BytesIO()
    picture.save(target, **encoding(order["format"], order["width"]), **rights(order))
    return {"size": picture.size}, target.getvalue()


def on_white(picture):
    """Set a transparent picture on the white of the page; JPEG has nothing to see through."""
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        page = Image.new("RGBA", picture.size, "white")
        page.alpha_composite(picture)
        return page.convert("RGB")
    return picture.convert("RGB")


#: Up to this width a rendition is for phones, whose fine screens show less of what is lost.
SMALL = 640


def encoding(name, width):
    if name == "avif":
        # Small ones are smaller by a third at little cost: they are what a page waits for.
        quality, speed = (44, 6) if width <= SMALL else (55, 8)
        return {"format": "AVIF", "quality": quality, "speed": speed, "max_threads": 1}
    return {"format": "JPEG", "quality": 78, "progressive": True, "optimize": True}


def rights(order):
    """The save options that keep creator, copyright and machine in the file, and nothing else."""
    credit, notice, source = order["credit"], order["copyright_notice"], order["source_type"]
    if not credit and not notice and not source:
        return {}
    exif = Image.Exif()
    for tag, text in ((ARTIST, credit), (COPYRIGHT, notice)):
        if text:
            exif[tag] = text.encode()
    return {"exif": exif.tobytes(), "xmp": xmp_packet(credit, notice, source)}


def xmp_packet(credit, notice, source):
    creator = f"<dc:creator><rdf:Seq><rdf:li>{escape(credit)}</rdf:li></rdf:Seq></dc:creator>"
    line = f"<photoshop:Credit>{escape(credit)}</photoshop:Credit>"
    terms = (
        '<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">'
        f"{escape(notice)}</rdf:li></rdf:Alt></dc:rights>"
    )
    kind = f"<Iptc4xmpExt:DigitalSourceType>{escape(source)}</Iptc4xmpExt:DigitalSourceType>"
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"'
        ' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">'
        f"{creator + line if credit else ''}{terms if notice else ''}{kind if source else ''}"
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    ).encode()


def answer(task, kind, data, order):
    """Do the task and return (facts, bytes); whatever goes wrong becomes a reason."""
    try:
        if task == "rendition":
            return make_rendition(data, kind, order)
        return take_in(data, kind)
    except Refused as refusal:
        return {"refused": str(refusal)}, b""
    except MemoryError:
        return {"refused": "too_heavy"}, b""
    # Pillow raises anything from OSError to ValueError and struct.error on a broken file.
    except Exception as error:
        return {"refused": "damaged", "detail": f"{type(error).__name__}: {error}"[:300]}, b""


def main():
    set_limits()
    task, kind, order = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
    facts, content = answer(task, kind, sys.stdin.buffer.read(), order)
    sys.stdout.buffer.write(json.dumps(facts).encode() + b"\n" + content)


if __name__ == "__main__":
    main()
