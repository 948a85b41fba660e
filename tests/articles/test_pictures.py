"""Intake of pictures: what gets in, what stays behind, and what the desk is told."""

import hashlib
import io
import json
import struct
import threading
import zipfile
import zlib
from pathlib import Path

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageCms, PngImagePlugin

from articles import picture_worker, pictures
from articles.pictures import PictureField, PictureRefused, take_in

CORPUS = Path(__file__).parents[3] / "shared" / "corpora" / "images"
INDEX = CORPUS / "index.jsonl"
LINES = INDEX.read_text("utf-8").splitlines() if INDEX.exists() else []
ROWS = [json.loads(line) for line in LINES]

RED, BLUE = (200, 30, 30), (30, 30, 200)
SCRIPT = b"<script>alert(1)</script>"


def upload(content, name="picture.jpg"):
    return SimpleUploadedFile(name, content)


def encoded(picture, kind="JPEG", **options):
    target = io.BytesIO()
    picture.save(target, kind, **options)
    return target.getvalue()


def two_halves(size=(80, 40), mode="RGB"):
    """Red on the left, blue on the right."""
    picture = Image.new("RGB", size, RED)
    picture.paste(BLUE, (size[0] // 2, 0, *size))
    return picture.convert(mode)


def decoded(taken):
    return Image.open(io.BytesIO(taken.content))


def is_near(pixel, colour, slack=14):
    return all(abs(a - b) <= slack for a, b in zip(pixel[:3], colour, strict=True))


def reason(content, name="picture.jpg"):
    with pytest.raises(PictureRefused) as refusal:
        take_in(upload(content, name))
    assert refusal.value.messages == [pictures.SENTENCES[refusal.value.code]]
    return refusal.value.code


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width, height, depth=8, colour=2, before=b"", data=b"\x00"):
    """A PNG by hand: its header may promise anything."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + before
        + chunk(b"IDAT", zlib.compress(data))
        + chunk(b"IEND", b"")
    )


# The corpus


@pytest.mark.parametrize("row", [pytest.param(row, id=row["file"]) for row in ROWS])
def test_corpus_row_is_accepted_or_refused_as_expected(row):
    content = (CORPUS / row["file"]).read_bytes()

    try:
        taken = take_in(upload(content, row["file"]))
    except PictureRefused:
        taken = None

    assert row["expect"] in {"accept" if taken else "reject", "either"}
    if taken:
        assert decoded(taken).size == (taken.width, taken.height)
        assert decoded(taken).format == {"jpg": "JPEG", "png": "PNG"}[taken.extension]
        assert dict(decoded(taken).getexif()) == {}
        for left_behind in (b"<script", b"<?php", b"PK\x03\x04", b"<html", b"Exif", b"ns.adobe"):
            assert left_behind not in taken.content


# What is kept


def test_photo_is_kept_as_jpeg_with_its_size_and_checksum():
    taken = take_in(upload(encoded(two_halves(), quality=95), "holiday.png"))

    assert (taken.extension, taken.width, taken.height) == ("jpg", 80, 40)
    assert taken.content.startswith(b"\xff\xd8\xff")
    assert taken.checksum == hashlib.sha256(taken.content).hexdigest()
    assert is_near(decoded(taken).getpixel((10, 20)), RED)
    assert is_near(decoded(taken).getpixel((70, 20)), BLUE)


def test_stored_name_says_nothing_about_the_upload():
    taken = take_in(upload(encoded(two_halves()), "../../etc/minister-secret.php.jpg"))

    stem, _, extension = taken.file().name.partition(".")
    assert (len(stem), extension) == (32, "jpg")
    assert taken.file().name != taken.file().name


@pytest.mark.parametrize("orientation", range(1, 9))
def test_picture_is_turned_upright_and_the_turn_forgotten(orientation):
    upright = two_halves()
    undo = {6: 8, 8: 6}.get(orientation, orientation)
    method = picture_worker.TURNS.get(undo)
    exif = Image.Exif()
    exif[0x0112] = orientation
    turned = upright.transpose(method) if method is not None else upright

    taken = take_in(upload(encoded(turned, exif=exif, quality=95)))

    assert (taken.width, taken.height) == (80, 40)
    assert is_near(decoded(taken).getpixel((10, 20)), RED)
    assert is_near(decoded(taken).getpixel((70, 20)), BLUE)
    assert 0x0112 not in decoded(taken).getexif()


def test_broken_exif_does_not_lose_the_photo():
    taken = take_in(upload(encoded(two_halves(), exif=b"Exif\x00\x00MM\x00*\xff\xff\xff\xff")))

    assert (taken.width, taken.height) == (80, 40)


def test_gps_serial_numbers_and_comments_are_gone_from_the_bytes():
    exif = Image.Exif()
    exif[0x010F] = "SECRETMAKER"
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 51.0, 29.25), 3: "E", 4: (2.0, 17.0, 40.5)})
    exif.get_ifd(0x8769).update({0xA431: "SERIAL-0815"})
    content = encoded(
        two_halves(),
        exif=exif,
        comment=b"<?php system($_GET[0]); ?>",
        xmp=b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>exif:GPSLatitude</x:xmpmeta>",
        icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
    )
    for secret in (b"SECRETMAKER", b"SERIAL-0815", b"<?php", b"GPSLatitude", b"ICC_PROFILE"):
        assert secret in content

    taken = take_in(upload(content))

    for trace in (b"SECRETMAKER", b"SERIAL", b"<?php", b"GPS", b"ICC_PROFILE", b"Exif", b"http:"):
        assert trace not in taken.content
    assert dict(decoded(taken).getexif()) == {}


@pytest.mark.parametrize("trailer", [SCRIPT, b"PK\x03\x04 zip", b"#!/bin/sh\nrm -rf /\n"])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_trailing_data_is_gone(kind, trailer):
    taken = take_in(upload(encoded(two_halves(), kind) + trailer))

    assert trailer not in taken.content


def test_zip_behind_a_photo_is_gone():
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as bundle:
        bundle.writestr("run.php", "<?php ?>")

    taken = take_in(upload(encoded(two_halves()) + archive.getvalue()))

    assert not zipfile.is_zipfile(io.BytesIO(taken.content))


# Modes


@pytest.mark.parametrize(
    ("mode", "kind", "extension", "kept"),
    [
        ("RGB", "JPEG", "jpg", "RGB"),
        ("L", "JPEG", "jpg", "L"),
        ("CMYK", "JPEG", "jpg", "RGB"),
        ("RGB", "PNG", "jpg", "RGB"),
        ("L", "PNG", "jpg", "L"),
        ("P", "PNG", "png", "RGB"),
        ("1", "PNG", "png", "L"),
        ("P", "GIF", "png", "RGB"),
        ("RGB", "WEBP", "jpg", "RGB"),
    ],
)
def test_mode_is_brought_to_what_the_web_shows(mode, kind, extension, kept):
    taken = take_in(upload(encoded(two_halves(mode=mode), kind)))

    picture = decoded(taken)
    assert (taken.extension, picture.mode) == (extension, kept)
    if mode in {"RGB", "CMYK", "P"}:
        assert is_near(picture.convert("RGB").getpixel((10, 20)), RED, 30)
        assert is_near(picture.convert("RGB").getpixel((70, 20)), BLUE, 30)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_transparency_is_kept(kind):
    picture = two_halves(mode="RGBA")
    picture.putalpha(Image.new("L", picture.size, 100))

    taken = take_in(upload(encoded(picture, kind, lossless=True)))

    assert (taken.extension, decoded(taken).mode) == ("png", "RGBA")
    assert decoded(taken).getpixel((10, 20)) == (*RED, 100)


def test_transparent_grey_and_transparent_palette_are_kept():
    grey = Image.new("LA", (8, 8), (90, 0))
    palette = two_halves().quantize(4)

    for content in (encoded(grey, "PNG"), encoded(palette, "PNG", transparency=0)):
        taken = take_in(upload(content))
        assert (taken.extension, decoded(taken).mode) == ("png", "RGBA")
        assert decoded(taken).getchannel("A").getextrema()[0] == 0


def test_alpha_that_hides_nothing_does_not_make_a_png():
    assert take_in(upload(encoded(two_halves(mode="RGBA"), "PNG"))).extension == "jpg"


def test_sixteen_bit_grey_keeps_its_tones():
    picture = Image.new("I;16", (20, 10), 0x8000)

    taken = take_in(upload(encoded(picture, "PNG")))

    assert decoded(taken).mode == "L"
    assert abs(decoded(taken).getpixel((5, 5)) - 128) <= 1


def test_broken_colour_profile_does_not_lose_the_photo():
    taken = take_in(upload(encoded(two_halves(), icc_profile=b"not a profile", quality=95)))

    assert is_near(decoded(taken).getpixel((10, 20)), RED)


@pytest.mark.parametrize(("kind", "options"), [("GIF", {}), ("PNG", {}), ("WEBP", {})])
def test_animation_gives_its_first_frame(kind, options):
    frames = [Image.new("RGB", (16, 16), tone) for tone in (RED, BLUE, "white")]
    content = encoded(frames[0], kind, save_all=True, append_images=frames[1:], **options)

    picture = decoded(take_in(upload(content))).convert("RGB")

    assert getattr(picture, "n_frames", 1) == 1
    assert is_near(picture.getpixel((8, 8)), RED, 30)


# What is refused


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "empty.jpg", "empty"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "photo.jpg", "heic"),
        (b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1heic", "IMG_1.HEIC", "heic"),
        (b"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00", "photo.avif", "avif"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "logo.png", "svg"),
        (b"\x1f\x8b\x08\x00\x00", "logo.svgz", "svg"),
        (b"%PDF-1.7\n", "page.jpg", "pdf"),
        (b"8BPS\x00\x01", "layers.jpg", "photoshop"),
        (b"II*\x00\x08\x00\x00\x00", "scan.jpg", "tiff"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "art.jpg", "not_a_picture"),
        (b"MZ\x90\x00", "setup.jpg", "not_a_picture"),
        (b"<html>" + SCRIPT, "page.jpg", "not_a_picture"),
        (b"BM\x00\x00", "paint.jpg", "not_a_picture"),
        (b"\xff\xd8", "stub.jpg", "damaged"),
        (b"\xff\xd8\xff" + b"\x00" * 40, "noise.jpg", "damaged"),
        (b"GIF89a/*" + b"\x00" * 20 + b"*/=alert(1)//", "code.gif", "damaged"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "head.webp", "damaged"),
    ],
)
def test_what_is_no_usable_picture_is_refused_in_words_that_help(content, name, code):
    assert reason(content, name) == code


def test_refused_format_never_reaches_a_decoder(monkeypatch):
    monkeypatch.setattr(pictures, "run_worker", None)

    assert reason(b"%!PS-Adobe-3.0 EPSF-3.0\n", "art.eps") == "not_a_picture"


def test_iphone_sentence_says_where_to_tap():
    with pytest.raises(PictureRefused) as refusal:
        take_in(upload(b"\x00\x00\x00\x18ftypheic", "IMG_0001.HEIC"))

    assert refusal.value.messages == [
        "This iPhone picture (HEIC) cannot be used. In the picker choose Options → Most Compatible."
    ]


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_half_a_file_is_refused(kind, share):
    whole = encoded(Image.effect_noise((300, 200), 60).convert("RGB"), kind)

    assert reason(whole[: int(len(whole) * share)]) == "damaged"


def test_png_with_a_wrong_checksum_is_refused():
    content = bytearray(encoded(two_halves(), "PNG"))
    content[-20] ^= 0xFF

    assert reason(bytes(content)) == "damaged"


@pytest.mark.parametrize(
    ("width", "height"),
    [
        (12_001, 1),
        (1, 12_001),
        (10_000, 5_001),
        (60_000, 60_000),
        (2_147_483_647, 1),
        (14_000, 14_000),
    ],
)
def test_too_many_pixels_are_refused_from_the_header(width, height):
    assert reason(png(width, height)) == "too_many_pixels"


def test_bomb_that_is_small_on_disk_is_refused_before_decoding():
    rows = b"\x00" * (14_000 // 8 + 1) * 14_000
    content = png(14_000, 14_000, depth=1, colour=0, data=rows)
    assert len(content) < 64_000

    assert reason(content) == "too_many_pixels"


def test_png_without_area_is_refused():
    assert reason(png(0, 10)) == "damaged"


def test_text_bomb_in_a_png_is_refused():
    text = b"Comment\x00\x00" + zlib.compress(b"A" * 40_000_000, 9)

    assert reason(png(1, 1, before=chunk(b"zTXt", text), data=b"\x00\x01\x02\x03")) == "damaged"


@pytest.mark.parametrize(("frames", "code"), [(301, "too_many_frames"), (300, None)])
def test_long_animation_is_refused(frames, code):
    pages = [Image.new("RGB", (2, 2), (RED, BLUE)[index % 2]) for index in range(frames)]
    content = encoded(pages[0], "GIF", save_all=True, append_images=pages[1:], duration=20)
    with Image.open(io.BytesIO(content)) as animation:
        assert animation.n_frames == frames

    if code:
        assert reason(content) == code
    else:
        assert take_in(upload(content)).width == 2


def test_file_above_the_cap_is_refused_unread():
    class Unread:
        size, name = pictures.MAX_BYTES + 1, "huge.jpg"

    with pytest.raises(PictureRefused) as refusal:
        take_in(Unread())

    assert refusal.value.code == "too_large"


def test_file_that_lies_about_its_size_is_refused():
    liar = upload(b"\xff\xd8\xff" + bytes(pictures.MAX_BYTES))
    liar.size = 10

    with pytest.raises(PictureRefused) as refusal:
        take_in(liar)

    assert refusal.value.code == "too_large"


@pytest.mark.parametrize(
    "accident",
    [
        "import os; os.abort()",
        "import sys; sys.exit(3)",
        "import resource as r; r.setrlimit(r.RLIMIT_CPU, (1, 1))\nwhile True: pass",
        "print('no json')",
    ],
)
def test_crash_of_the_decoder_is_one_failed_upload(accident, monkeypatch, tmp_path):
    worker = tmp_path / "worker.py"
    worker.write_text(accident)
    monkeypatch.setattr(pictures, "WORKER", worker)

    assert reason(encoded(two_halves())) == "too_heavy"


def test_decoder_that_hangs_is_stopped(monkeypatch, tmp_path):
    worker = tmp_path / "worker.py"
    worker.write_text("import time; time.sleep(60)")
    monkeypatch.setattr(pictures, "WORKER", worker)
    monkeypatch.setattr(pictures, "MAX_SECONDS", 0.5)

    assert reason(encoded(two_halves())) == "too_heavy"


def test_upload_that_finds_no_place_is_asked_to_come_back(monkeypatch):
    monkeypatch.setitem(pictures.PLACES, "take_in", threading.BoundedSemaphore(1))
    monkeypatch.setitem(pictures.WAIT_SECONDS, "take_in", 0.01)

    with pictures.PLACES["take_in"]:
        assert reason(encoded(two_halves())) == "busy"
    assert take_in(upload(encoded(two_halves()))).width == 80


def test_decoder_has_limits_of_its_own(monkeypatch, tmp_path):
    source = pictures.WORKER.read_text()
    hog = source.replace("picture.load()", "picture.load(); bytearray(2 * 1024**3)")
    assert hog != source
    worker = tmp_path / "worker.py"
    worker.write_text(hog)
    monkeypatch.setattr(pictures, "WORKER", worker)

    assert reason(encoded(two_halves())) == "too_heavy"


# Texts in the file

XMP = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
 xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
 photoshop:Credit="Example Agency">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">harbour-04</rdf:li></rdf:Alt></dc:title>
<photoshop:Headline>Ferry leaves the harbour</photoshop:Headline>
<dc:description><rdf:Alt><rdf:li xml:lang="de">Die Fähre</rdf:li>
<rdf:li xml:lang="x-default">The ferry at dawn &amp; after</rdf:li>
</rdf:Alt></dc:description>
<dc:creator><rdf:Seq><rdf:li>Zoë Example</rdf:li></rdf:Seq></dc:creator>
<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">© 2026 Example</rdf:li></rdf:Alt></dc:rights>
<Iptc4xmpCore:AltTextAccessibility><rdf:Alt><rdf:li xml:lang="x-default">A white ferry
turning</rdf:li></rdf:Alt></Iptc4xmpCore:AltTextAccessibility>
</rdf:Description></rdf:RDF></x:xmpmeta>"""


def iptc(**texts):
    """An IPTC-IIM block as Photoshop writes it into a JPEG."""
    numbers = {"title": 5, "creator": 80, "headline": 105, "credit": 110, "rights": 116}
    numbers["caption"] = 120
    records = b"".join(
        b"\x1c\x02" + bytes([numbers[name]]) + struct.pack(">H", len(text)) + text
        for name, text in texts.items()
    )
    block = b"8BIM\x04\x04\x00\x00" + struct.pack(">I", len(records)) + records
    payload = b"Photoshop 3.0\x00" + block + b"\x00" * (len(block) % 2)
    return b"\xff\xed" + struct.pack(">H", len(payload) + 2) + payload


def with_iptc(content, **texts):
    return content[:2] + iptc(**texts) + content[2:]


def test_caption_credit_and_rights_come_from_xmp():
    taken = take_in(upload(encoded(two_halves(), xmp=XMP.encode())))

    assert taken.title == "Ferry leaves the harbour"
    assert taken.credit == "Zoë Example/Example Agency"
    assert taken.copyright_notice == "© 2026 Example"
    assert taken.alt_text == "A white ferry turning"
    assert taken.caption == "The ferry at dawn & after"


@pytest.mark.parametrize(
    ("kind", "machine_made"),
    [
        ("trainedAlgorithmicMedia", "wholly"),
        ("compositeWithTrainedAlgorithmicMedia", "partly"),
        ("digitalCapture", ""),
    ],
)
def test_what_a_machine_made_says_so_in_the_file(kind, machine_made):
    said = (
        "<Iptc4xmpExt:DigitalSourceType"
        ' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"'
        f' rdf:resource="http://cv.iptc.org/newscodes/digitalsourcetype/{kind}"/>'
    )
    xmp = XMP.replace("</rdf:Description>", f"{said}</rdf:Description>")

    taken = take_in(upload(encoded(two_halves(), xmp=xmp.encode())))

    assert taken.machine_made == machine_made


def test_xmp_is_read_from_png_and_webp_too():
    for kind in ("PNG", "WEBP"):
        note = PngImagePlugin.PngInfo()
        note.add_itxt("XML:com.adobe.xmp", XMP)
        content = encoded(two_halves(), kind, xmp=XMP.encode(), pnginfo=note)
        assert b"Example Agency" in content

        taken = take_in(upload(content))

        assert taken.title == "Ferry leaves the harbour"
        assert b"Example Agency" not in taken.content


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_iptc_stands_in_where_xmp_is_silent(encoding):
    content = with_iptc(
        encoded(two_halves()),
        headline="Café fire".encode(encoding),
        caption="Smoke over the quay – “seen for miles”".encode(encoding),
        creator="José Example".encode(encoding),
        rights="© Example".encode(encoding),
    )

    taken = take_in(upload(content))

    assert taken.title == "Café fire"
    assert taken.caption == "Smoke over the quay – “seen for miles”"
    assert taken.credit == "José Example"
    assert taken.copyright_notice == "© Example"


def test_xmp_wins_over_iptc():
    content = with_iptc(
        encoded(two_halves(), xmp=XMP.encode()), headline=b"Old headline", credit=b"Old Agency"
    )

    taken = take_in(upload(content))

    assert (taken.title, taken.credit) == (
        "Ferry leaves the harbour",
        "Zoë Example/Example Agency",
    )


def test_artist_in_exif_is_the_last_resort():
    exif = Image.Exif()
    exif[0x013B], exif[0x8298] = "Ada Example", "Example Press"

    taken = take_in(upload(encoded(two_halves(), exif=exif)))

    assert (taken.credit, taken.copyright_notice) == ("Ada Example", "Example Press")


def test_credit_line_that_names_the_creator_is_not_doubled():
    content = with_iptc(encoded(two_halves()), creator=b"Ada Example", credit=b"ADA EXAMPLE / EP")

    assert take_in(upload(content)).credit == "ADA EXAMPLE / EP"


@pytest.mark.parametrize(
    "trap",
    [
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY e "&a;&a;&a;&a;">]>',
        "<!doctype x>",
    ],
)
def test_xmp_with_a_doctype_is_not_read_but_the_photo_is_kept(trap):
    xmp = trap + XMP.replace("Ferry leaves", "&e; leaves")

    taken = take_in(upload(encoded(two_halves(), xmp=xmp.encode())))

    assert (taken.title, taken.caption, taken.width) == ("", "", 80)


@pytest.mark.parametrize("xmp", [b"<", b"\xff\xfe<\x00", b"<a>" * 5000, b"\x00" * 100])
def test_broken_xmp_does_not_lose_the_photo(xmp):
    taken = take_in(upload(encoded(two_halves(), xmp=xmp)))

    assert (taken.width, taken.title) == (80, "")


def test_texts_are_cleaned_and_fit_their_fields():
    content = with_iptc(
        encoded(two_halves()), headline=b"A\x00B\x07  C\r\nD", credit=b"x" * 900, caption=SCRIPT
    )

    taken = take_in(upload(content))

    assert taken.title == "AB C D"
    assert (len(taken.credit), taken.credit[-1]) == (200, "…")
    # Text, and escaped wherever it is shown.
    assert taken.caption == SCRIPT.decode()


# The form field


class PictureForm(forms.Form):
    file = PictureField()


def test_picture_field_gives_what_was_taken_in():
    form = PictureForm({}, {"file": upload(encoded(two_halves()))})

    assert form.is_valid()
    assert (form.cleaned_data["file"].width, form.cleaned_data["file"].extension) == (80, "jpg")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", pictures.SENTENCES["empty"]),
        (b"%PDF-1.4", pictures.SENTENCES["pdf"]),
        (encoded(two_halves())[:300], pictures.SENTENCES["damaged"]),
    ],
)
def test_picture_field_says_what_to_do(content, sentence):
    form = PictureForm({}, {"file": upload(content)})

    assert form.errors == {"file": [sentence]}


def test_picture_field_can_be_left_empty_when_not_required():
    field = PictureField(required=False)

    assert field.clean(None) is None
    assert field.clean(None, initial="kept") == "kept"


def test_picture_field_asks_the_phone_for_a_jpeg():
    assert 'accept="image/jpeg,image/png,image/gif,image/webp"' in PictureForm().as_p()
