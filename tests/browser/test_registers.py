"""Registers in a browser: who is shown to readers, pictures taken in, the point that crops keep."""

import io

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from articles.admin.pictures_form import PictureForm
from articles.models import Picture
from tests import factories
from tests.browser.story_form_page import StoryForm

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def png(colour="navy"):
    data = io.BytesIO()
    Image.new("RGB", (800, 400), colour).save(data, "PNG")
    return data.getvalue()


def as_file(name, content):
    return {"name": name, "mimeType": "image/png", "buffer": content}


@pytest.fixture
def editor(sign_in):
    person = factories.chief()
    sign_in(person)
    return person


def taken_in():
    from django.core.files.uploadedfile import SimpleUploadedFile

    form = PictureForm(
        {"title": "The boat", "focal_x": "0.5", "focal_y": "0.5"},
        {"upload": SimpleUploadedFile("boat.png", png())},
    )
    assert form.is_valid(), form.errors
    return form.save()


@pytest.mark.parametrize(("kind", "shown"), [("person", False), ("outlet", True)])
def test_person_is_cited_for_the_desk_alone(page, editor, kind, shown):
    factories.SourceFactory(name="Jane Doe", kind=kind)
    ferry = factories.story(by=editor, body="<p>The boat is back, Doe says.</p>")
    form = StoryForm(page).open(ferry)

    form.select_words("Doe")
    page.evaluate("storyDesk.cites.cite()")
    page.keyboard.type("Jane", delay=30)
    page.locator(".select2-results__option", has_text="Jane Doe").click()
    form.settle()

    box = form.panel.locator('[name$="-shown"]')
    assert box.is_checked() is shown


def test_what_was_ticked_by_hand_stands(page, editor):
    factories.SourceFactory(name="Jane Doe", kind="person")
    factories.SourceFactory(name="Janet Roe", kind="person")
    ferry = factories.story(by=editor, body="<p>The boat is back, Doe says.</p>")
    form = StoryForm(page).open(ferry)
    form.select_words("Doe")
    page.evaluate("storyDesk.cites.cite()")
    page.keyboard.type("Jane", delay=30)
    page.locator(".select2-results__option", has_text="Jane Doe").click()

    box = form.panel.locator('[name$="-shown"]')
    box.check()
    form.panel.locator(".select2-selection").click()
    page.locator(".select2-results__option", has_text="Janet Roe").click()
    form.settle()

    assert box.is_checked()


def test_many_pictures_say_what_came_of_each(page, editor):
    page.goto(reverse("admin:articles_picture_upload"))

    page.get_by_label("Credit").fill("A. Ortiz")
    page.get_by_label("Pictures").set_input_files(
        [as_file("boat.png", png()), as_file("notes.png", b"none"), as_file("red.png", png("red"))]
    )
    page.get_by_role("button", name="Upload").click()

    lines = page.locator(".picture-taken > li")
    expect(lines).to_have_text(
        [
            "boat A. Ortiz",
            "notes.png This is not a picture we can use. Upload a JPEG, PNG, GIF or WebP file.",
            "red A. Ortiz",
        ],
        timeout=20_000,
    )
    expect(page.get_by_role("status")).to_have_text(
        "2 pictures are in the library. 1 was refused: see the reason beside each."
    )
    assert list(Picture.objects.order_by("title").values_list("title", flat=True)) == [
        "boat",
        "red",
    ]


def test_click_on_the_picture_says_what_every_crop_keeps(page, editor):
    picture = taken_in()
    page.goto(reverse("admin:articles_picture_change", args=[picture.pk]))
    whole = page.locator(".focal-whole")
    box = whole.bounding_box()

    whole.click(position={"x": box["width"] * 0.25, "y": box["height"] * 0.75})
    page.get_by_role("button", name="Save", exact=True).click()

    page.wait_for_url("**/picture/")
    picture.refresh_from_db()
    assert (round(picture.focal_x, 1), round(picture.focal_y, 1)) == (0.2, 0.8)


@pytest.mark.parametrize("name", ["upload", "list", "change", "used", "replace", "swap", "merge"])
def test_no_screen_is_wider_than_a_phone(page, editor, name):
    picture, source = taken_in(), factories.SourceFactory(name="The Harbour Post of the North")
    other = factories.PictureFactory(use_until=timezone.now() - factories.DAY)
    block = {factories.ref(): factories.figure(other, is_lead=True)}
    factories.story(by=editor, blocks=block)
    factories.SourceFactory(name="The Harbour Post")
    addresses = {
        "upload": reverse("admin:articles_picture_upload"),
        "list": reverse("admin:articles_source_changelist"),
        "change": reverse("admin:articles_picture_change", args=[picture.pk]),
        "used": reverse("admin:articles_picture_used", args=[other.pk]),
        "replace": reverse("admin:articles_picture_replace", args=[other.pk]),
        "swap": reverse("admin:articles_picture_replace", args=[other.pk]) + f"?with={picture.pk}",
        "merge": reverse("admin:articles_source_merge", args=[source.pk]),
    }
    page.set_viewport_size({"width": 390, "height": 800})

    page.goto(addresses[name])

    assert page.evaluate("document.documentElement.scrollWidth") <= 390
