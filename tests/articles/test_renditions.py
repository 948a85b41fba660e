"""Renditions: exact crops, addresses nobody can guess, one making for many askers."""

import io
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.test import override_settings
from django.urls import re_path
from django.utils import timezone
from PIL import Image

from articles import renditions
from articles.models import Picture
from articles.pictures import WorkerFailed
from articles.renditions import (
    Specification,
    address,
    crop_size,
    crop_window,
    height_for,
    picture_tag_data,
    share_image,
    sources,
    widths_for,
)

urlpatterns = [re_path(renditions.PATTERN, renditions.rendition, name="rendition")]
pytestmark = pytest.mark.urls(__name__)

RED, GREEN, BLUE = (200, 30, 30), (30, 160, 60), (30, 30, 200)


def thirds(width=1500, height=600):
    """Red, green, blue from left to right."""
    picture = Image.new("RGB", (width, height), GREEN)
    picture.paste(RED, (0, 0, width // 3, height))
    picture.paste(BLUE, (2 * width // 3, 0, width, height))
    return picture


def in_library(image=None, kind="JPEG", **facts):
    target = io.BytesIO()
    image = image or thirds()
    image.save(target, kind)
    facts = {"checksum": "ab12cd34ef56" + "0" * 52, "title": "Quay", **facts}
    picture = Picture(width=image.width, height=image.height, **facts)
    picture.original.save("quay.jpg", ContentFile(target.getvalue()), save=False)
    picture.save()
    return picture


def unsaved(width=3000, height=2000, **facts):
    return Picture(pk=7, width=width, height=height, checksum="f" * 64, **facts)


@pytest.fixture(autouse=True)
def fresh_media(tmp_path):
    with override_settings(MEDIA_ROOT=tmp_path / "media"):
        yield tmp_path / "media"


def fetch(client, address):
    """Ask for an address and read the answer to its end, which closes the file."""
    response = client.get(address)
    response.body = response.getvalue()
    return response


def opened(response):
    return Image.open(io.BytesIO(response.body))


def is_near(pixel, colour, slack=24):
    return all(abs(a - b) <= slack for a, b in zip(pixel[:3], colour, strict=True))


# Arithmetic


@pytest.mark.parametrize(
    ("size", "ratio", "expected"),
    [
        ((1920, 1080), "16:9", (1920, 1080)),
        ((3000, 2000), "16:9", (3000, 1687)),
        ((3000, 2000), "4:3", (2666, 2000)),
        ((3000, 2000), "1:1", (2000, 2000)),
        ((3000, 2000), "full", (3000, 2000)),
        ((2000, 3000), "16:9", (2000, 1125)),
        ((2000, 3000), "4:3", (2000, 1500)),
        ((2000, 3000), "1:1", (2000, 2000)),
        ((1, 1), "16:9", (1, 1)),
        ((12_000, 1), "1:1", (1, 1)),
        ((1, 12_000), "16:9", (1, 1)),
    ],
)
def test_crop_is_the_largest_that_fits(size, ratio, expected):
    assert crop_size(*size, ratio) == expected


@pytest.mark.parametrize(
    ("focal", "expected"),
    [
        ((500, 500), (500, 0, 2500, 2000)),
        ((0, 0), (0, 0, 2000, 2000)),
        ((1000, 1000), (1000, 0, 3000, 2000)),
        ((400, 900), (200, 0, 2200, 2000)),
        ((333, 500), (0, 0, 2000, 2000)),
        ((334, 500), (2, 0, 2002, 2000)),
        ((667, 0), (1000, 0, 3000, 2000)),
    ],
)
def test_window_is_centred_on_the_focal_point_and_kept_inside(focal, expected):
    assert crop_window(3000, 2000, "1:1", *focal) == expected


@pytest.mark.parametrize("ratio", renditions.RATIOS)
@pytest.mark.parametrize("size", [(1, 1), (7, 5), (333, 1000), (12_000, 4_000), (640, 361)])
def test_window_never_leaves_the_picture(size, ratio):
    for focal_x in range(0, 1001, 125):
        for focal_y in range(0, 1001, 125):
            left, top, right, bottom = crop_window(*size, ratio, focal_x, focal_y)
            assert 0 <= left < right <= size[0]
            assert 0 <= top < bottom <= size[1]
            assert (right - left, bottom - top) == crop_size(*size, ratio)


@pytest.mark.parametrize(
    ("ratio", "heights"),
    [
        ("16:9", [180, 360, 540, 720, 1080]),
        ("4:3", [240, 480, 720, 960, 1440]),
        ("1:1", [320, 640, 960, 1280, 1920]),
        ("full", [213, 427, 640, 853, 1280]),
    ],
)
def test_heights_are_exact(ratio, heights):
    assert [height_for(3000, 2000, ratio, width) for width in renditions.WIDTHS] == heights


@pytest.mark.parametrize(
    ("size", "ratio", "expected"),
    [
        ((3000, 2000), "16:9", [320, 640, 960, 1280, 1920]),
        ((1920, 1080), "16:9", [320, 640, 960, 1280, 1920]),
        ((1919, 1080), "16:9", [320, 640, 960, 1280]),
        ((1280, 853), "1:1", [320, 640]),
        ((320, 200), "full", [320]),
        ((200, 100), "1:1", [100]),
        ((1, 1), "16:9", [1]),
    ],
)
def test_widths_never_exceed_the_source(size, ratio, expected):
    assert widths_for(unsaved(*size), ratio) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0.5, 500), (0, 0), (1, 1000), (0.3337, 334), (-3, 0), (9, 1000), (None, 500),
     (float("nan"), 500), (float("inf"), 500)],
)  # fmt: skip
def test_focal_point_is_always_inside(value, expected):
    assert renditions.thousandths(value) == expected


# Addresses


def test_address_names_picture_file_focal_point_and_size():
    picture = unsaved(focal_x=0.25, focal_y=1)

    found = address(picture, "16:9", 640, "avif")

    assert found.startswith("/media/renditions/7-ffffffffffff-250x1000/16x9-640-")
    assert found.endswith(".avif")
    assert found == address(picture, "16:9", 640, "avif")


def test_every_fact_changes_the_signature():
    picture = unsaved()
    orders = [
        Specification.of(picture, "16:9", 640, "jpeg"),
        Specification.of(picture, "16:9", 640, "avif"),
        Specification.of(picture, "16:9", 960, "jpeg"),
        Specification.of(picture, "4:3", 640, "jpeg"),
        Specification.of(unsaved(focal_x=0.1), "16:9", 640, "jpeg"),
        Specification(8, "f" * 12, 500, 500, "16:9", 640, "jpeg"),
        Specification(7, "e" * 12, 500, 500, "16:9", 640, "jpeg"),
    ]

    assert len({order.signature() for order in orders}) == len(orders)


def test_uncropped_address_does_not_follow_the_focal_point():
    assert address(unsaved(focal_x=0.1), "full", 640, "jpeg") == address(
        unsaved(), "full", 640, "jpeg"
    )


def test_tag_data_needs_neither_database_nor_disk(fresh_media):
    data = picture_tag_data(unsaved())

    assert (data["width"], data["height"]) == (960, 540)
    assert data["src"] == address(unsaved(), "16:9", 960, "jpeg")
    assert [part.split()[1] for part in data["avif_srcset"].split(", ")] == [
        "320w", "640w", "960w", "1280w", "1920w",
    ]  # fmt: skip
    assert data["jpeg_srcset"].count(".jpg ") == 5
    assert not fresh_media.exists()


def test_sources_put_the_better_format_first():
    assert [kind for kind, _ in sources(unsaved(), "1:1")] == ["image/avif", "image/jpeg"]


def test_small_picture_is_offered_at_its_own_size():
    data = picture_tag_data(unsaved(200, 100), "1:1")

    assert (data["width"], data["height"]) == (100, 100)


def test_share_image_is_wide_enough_for_a_large_card():
    share = share_image(unsaved())

    assert (share.width, share.height) == (1280, 720)


# Serving


@pytest.mark.django_db
@pytest.mark.parametrize(("format", "kind"), [("jpeg", "JPEG"), ("avif", "AVIF")])
@pytest.mark.parametrize(
    ("ratio", "size"),
    [("16:9", (640, 360)), ("4:3", (640, 480)), ("1:1", (320, 320)), ("full", (640, 256))],
)
def test_rendition_has_the_promised_size_and_headers(client, ratio, size, format, kind):
    picture = in_library()

    response = fetch(client, address(picture, ratio, size[0], format))

    assert response.status_code == 200
    assert response["Content-Type"] == f"image/{format}"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "Set-Cookie" not in response
    assert "Cookie" not in response.get("Vary", "")
    made = opened(response)
    assert (made.format, made.size) == (kind, size)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("focal_x", "colour"), [(0.0, RED), (0.15, RED), (0.5, GREEN), (0.85, BLUE), (1.0, BLUE)]
)
def test_crop_shows_what_the_focal_point_is_on(client, focal_x, colour):
    picture = in_library(thirds(1920, 400), focal_x=focal_x)

    made = opened(fetch(client, address(picture, "1:1", 320, "jpeg")))

    assert is_near(made.getpixel((160, 160)), colour)


@pytest.mark.django_db
def test_jpeg_is_progressive(client):
    made = opened(fetch(client, address(in_library(), "16:9", 320, "jpeg")))

    assert made.info["progressive"] == 1


@pytest.mark.django_db
@pytest.mark.parametrize("format", ["jpeg", "avif"])
def test_transparent_picture_stands_on_white(client, format):
    image = Image.new("RGBA", (400, 400), (10, 10, 10, 0))
    picture = in_library(image, "PNG")

    made = opened(fetch(client, address(picture, "1:1", 320, format))).convert("RGB")

    assert is_near(made.getpixel((160, 160)), (255, 255, 255), 3)


@pytest.mark.django_db
@pytest.mark.parametrize("format", ["jpeg", "avif"])
def test_creator_and_copyright_stay_in_the_file_and_nothing_else(client, format):
    picture = in_library(
        credit="Zoë <Example>/Agency",
        copyright_notice="© 2026 Example & Co",
        machine_made="wholly",
    )

    response = fetch(client, address(picture, "16:9", 320, format))
    content = response.body

    exif = Image.open(io.BytesIO(content)).getexif()
    assert set(exif) == {0x013B, 0x8298}
    assert "Zoë &lt;Example&gt;/Agency".encode() in content
    assert "© 2026 Example &amp; Co".encode() in content
    assert b"digitalsourcetype/trainedAlgorithmicMedia<" in content
    for trace in (b"GPS", b"Serial"):
        assert trace not in content


@pytest.mark.django_db
def test_second_request_is_served_from_disk(client, monkeypatch):
    picture = in_library()
    wanted = address(picture, "16:9", 320, "jpeg")
    first = fetch(client, wanted).body
    monkeypatch.setattr(renditions, "encode", None)

    assert fetch(client, wanted).body == first


@pytest.mark.django_db
def test_head_and_post(client):
    wanted = address(in_library(), "16:9", 320, "jpeg")

    head = client.head(wanted)

    assert (head.status_code, head["Content-Type"], head.getvalue()) == (200, "image/jpeg", b"")
    assert client.post(wanted).status_code == 405


# Refused


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("16x9-640-", "16x9-641-"),
        ("16x9-640-", "16x9-1920-"),
        ("16x9-640-", "4x3-640-"),
        ("16x9-640-", "2x1-640-"),
        ("16x9-640-", "16x9-0640-"),
        ("16x9-640-", "16x9-640-0"),
        ("500x500", "501x500"),
        ("500x500", "0500x500"),
        ("ab12cd34ef56", "ab12cd34ef57"),
        (".jpg", ".avif"),
        (".jpg", ".webp"),
        (".jpg", ".jpg/"),
        (".jpg", ".jpg%0A"),
        ("renditions/", "renditions/../renditions/"),
        ("renditions/", "renditions/9"),
    ],
)
def test_tampered_address_is_unknown(client, fresh_media, old, new):
    wanted = address(in_library(), "16:9", 640, "jpeg")
    tampered = wanted.replace(old, new)
    assert tampered != wanted

    assert fetch(client, tampered).status_code == 404
    assert not (fresh_media / "renditions").exists()


@pytest.mark.django_db
def test_signature_of_another_picture_is_unknown(client):
    one, other = in_library(), in_library()
    borrowed = address(one, "16:9", 320, "jpeg").replace(
        f"renditions/{one.pk}-", f"renditions/{other.pk}-"
    )

    assert fetch(client, borrowed).status_code == 404


@pytest.mark.django_db
def test_address_signed_with_another_key_is_unknown(client):
    picture = in_library()
    with override_settings(SECRET_KEY="another"):
        forged = address(picture, "16:9", 320, "jpeg")

    assert fetch(client, forged).status_code == 404


@pytest.mark.django_db
def test_address_signed_with_the_key_before_still_works(client):
    picture = in_library()
    with override_settings(SECRET_KEY="before"):
        older = address(picture, "16:9", 320, "jpeg")

    with override_settings(SECRET_KEY_FALLBACKS=["before"]):
        assert fetch(client, older).status_code == 200


@pytest.mark.django_db
def test_deleted_picture_is_unknown(client):
    picture = in_library()
    wanted = address(picture, "16:9", 320, "jpeg")
    picture.delete()

    assert fetch(client, wanted).status_code == 404


@pytest.mark.django_db
def test_replaced_file_is_gone_at_its_old_address(client):
    picture = in_library()
    wanted = address(picture, "16:9", 320, "jpeg")
    fetch(client, wanted)
    Picture.objects.update(checksum="0" * 64)

    assert fetch(client, wanted).status_code == 410


@pytest.mark.django_db
def test_old_focal_point_keeps_its_address(client):
    picture = in_library()
    wanted = address(picture, "1:1", 320, "jpeg")
    Picture.objects.update(focal_x=0.0)

    made = opened(fetch(client, wanted))

    assert is_near(made.getpixel((160, 160)), GREEN)


# Rights


@pytest.mark.django_db
def test_rendition_is_gone_once_rights_have_ended(client):
    picture = in_library(use_until=timezone.now() + timedelta(hours=1))
    wanted = address(picture, "16:9", 320, "jpeg")
    assert fetch(client, wanted).status_code == 200
    Picture.objects.update(use_until=timezone.now() - timedelta(seconds=1))

    gone = fetch(client, wanted)

    assert (gone.status_code, gone.content) == (410, b"")
    assert gone["Cache-Control"] == "public, max-age=60"


@pytest.mark.django_db
def test_extended_rights_bring_it_back(client):
    picture = in_library(use_until=timezone.now() - timedelta(days=1))
    wanted = address(picture, "16:9", 320, "jpeg")
    assert fetch(client, wanted).status_code == 410
    Picture.objects.update(use_until=None)

    assert fetch(client, wanted).status_code == 200


def test_caches_keep_it_no_longer_than_its_rights_last():
    noon = timezone.make_aware(timezone.datetime(2026, 5, 3, 12))
    at = noon - timedelta(seconds=90)

    assert renditions.lifetime(unsaved(use_until=noon), at) == "public, max-age=90, immutable"
    assert renditions.lifetime(unsaved(use_until=noon), noon - timedelta(days=800)) == (
        "public, max-age=31536000, immutable"
    )


# Making


@pytest.mark.django_db
def test_eight_askers_and_one_making(fresh_media, monkeypatch):
    picture = in_library()
    order = Specification.of(picture, "16:9", 640, "jpeg")
    together, makings, paths = threading.Barrier(8), [], []
    encode = renditions.encode

    def counted(*args):
        makings.append(threading.get_ident())
        return encode(*args)

    def ask():
        together.wait()
        paths.append(renditions.make(picture, order))

    monkeypatch.setattr(renditions, "encode", counted)
    askers = [threading.Thread(target=ask) for _ in range(8)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()

    assert len(makings) == 1
    assert set(paths) == {order.path()}
    assert len(paths) == 8
    assert [file.name for file in order.path().parent.iterdir()] == [order.name]


@pytest.mark.django_db
@pytest.mark.parametrize("accident", [WorkerFailed("too_heavy"), OSError(28, "No space left")])
def test_failed_making_is_503_and_leaves_nothing_behind(client, fresh_media, monkeypatch, accident):
    picture = in_library()
    wanted = address(picture, "16:9", 320, "jpeg")

    def fail(*args):
        raise accident

    with monkeypatch.context() as broken:
        broken.setattr(renditions, "encode", fail)
        response = fetch(client, wanted)

    assert (response.status_code, response["Cache-Control"]) == (503, "no-store")
    assert [p for p in fresh_media.rglob("*") if p.suffix in {".jpg", ".avif"}] == []
    assert fetch(client, wanted).status_code == 200


@pytest.mark.django_db
def test_half_written_file_is_never_in_place(fresh_media, monkeypatch):
    order = Specification.of(in_library(), "16:9", 320, "jpeg")

    def full(self, content):
        self.touch()
        raise OSError(28, "No space left")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        renditions.write_whole(order.path(), b"half")

    assert list(order.path().parent.iterdir()) == []


@pytest.mark.django_db
def test_missing_original_is_503_not_500(client):
    picture = in_library()
    picture.original.delete(save=False)
    Picture.objects.update(original="gone.jpg")

    assert fetch(client, address(picture, "16:9", 320, "jpeg")).status_code == 503


@pytest.mark.django_db
def test_share_images_are_made_ahead():
    picture = in_library(thirds(1600, 1200))

    renditions.make_share_images(picture)

    made = {p.name[: p.name.rindex("-")] for p in renditions.renditions_folder().glob("*/*.jpg")}
    assert made == {"16x9-1280", "4x3-1280", "1x1-960"}


@pytest.mark.django_db
def test_forgotten_picture_has_no_files_and_its_neighbour_keeps_them():
    one, other = in_library(), in_library()
    for picture in (one, other):
        renditions.make(picture, Specification.of(picture, "16:9", 320, "jpeg"))

    renditions.forget(one)

    folders = [p.name for p in Path(settings.MEDIA_ROOT, "renditions").glob("*-*")]
    assert folders == [Specification.of(other, "16:9", 320, "jpeg").folder]
