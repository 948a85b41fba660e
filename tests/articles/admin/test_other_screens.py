"""Sections, topics, sources, pictures and history."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from articles.admin.story_list import CappedPaginator
from articles.models import Article, Picture, Section, Source, Topic
from tests.articles.admin.conftest import errors_of, page_of
from tests.factories import (
    HOUR,
    PictureFactory,
    SectionFactory,
    SourceFactory,
    TopicFactory,
    published,
    story,
)

pytestmark = pytest.mark.django_db


def change(noun, obj):
    return reverse(f"admin:articles_{noun}_change", args=[obj.pk])


# Sections and topics ---------------------------------------------------------


def test_section_slug_is_fixed_once_a_story_was_published_there(client, sign_in):
    sign_in("Administrator")
    used, unused = SectionFactory(slug="city"), SectionFactory(slug="sport")
    published(section=used, at=timezone.now() - HOUR)
    fields = {"name": "Renamed", "slug": "changed", "position": "1"}

    client.post(change("section", used), fields)
    client.post(change("section", unused), fields | {"name": "Other", "slug": "games"})

    assert set(Section.objects.values_list("name", "slug")) >= {
        ("Renamed", "city"),
        ("Other", "games"),
    }


def test_section_cannot_take_an_address_of_the_site(client, sign_in):
    sign_in("Administrator")

    response = client.post(
        reverse("admin:articles_section_add"), {"name": "Admin", "slug": "admin", "position": "1"}
    )

    assert errors_of(response)[0] == "The site uses /admin/ itself. Choose another word."
    assert Section.objects.count() == 0


def test_topic_of_a_published_story_is_not_deleted(client, sign_in):
    sign_in("Administrator")
    used, unused = TopicFactory(), TopicFactory()
    published(topics=[used], at=timezone.now() - HOUR)

    for topic in (used, unused):
        client.post(reverse("admin:articles_topic_delete", args=[topic.pk]), {"post": "yes"})

    assert list(Topic.objects.all()) == [used]


# Sources ---------------------------------------------------------------------


def test_source_form_warns_of_confidential_names(client, sign_in):
    sign_in("Reporter")

    page = client.get(reverse("admin:articles_source_add"))

    assert "Do not write a confidential source’s name here." in page.content.decode()


def test_source_is_added_with_its_aliases_cleaned(client, sign_in):
    sign_in("Reporter")

    client.post(
        reverse("admin:articles_source_add"),
        {
            "name": " The  Harbour Post ",
            "kind": "outlet",
            "address": "https://post.example/",
            "aliases-TOTAL_FORMS": "1",
            "aliases-INITIAL_FORMS": "0",
            "aliases-0-name": "Harbour\u202e Post",
        },
    )

    source = Source.objects.get()
    assert source.name == "The Harbour Post"
    assert [alias.name for alias in source.aliases.all()] == ["Harbour Post"]


def test_source_address_must_be_a_web_address(client, sign_in):
    sign_in("Editor")
    source = SourceFactory()

    response = client.post(
        change("source", source),
        {
            "name": source.name,
            "kind": "outlet",
            "address": "javascript:alert(1)",
            "aliases-TOTAL_FORMS": "0",
            "aliases-INITIAL_FORMS": "0",
        },
    )

    assert errors_of(response) == [
        "An address starts with https:// or http://. Copy it whole from the browser."
    ]


# Pictures --------------------------------------------------------------------


def drawn():
    file = BytesIO()
    Image.new("RGB", (1400, 900), "navy").save(file, "JPEG")
    return SimpleUploadedFile("boat.jpg", file.getvalue(), content_type="image/jpeg")


def test_picture_is_taken_in_from_an_upload(client, sign_in):
    person = sign_in("Reporter")

    client.post(
        reverse("admin:articles_picture_add"),
        {
            "upload": drawn(),
            "title": "The boat",
            "credit": "A. Ortiz",
            "focal_x": "0.3",
            "focal_y": "0.4",
        },
    )

    picture = Picture.objects.get()
    assert (picture.title, picture.credit) == ("The boat", "A. Ortiz")
    assert (picture.width, picture.height) == (1400, 900)
    assert (picture.focal_x, picture.focal_y) == (0.3, 0.4)
    assert picture.uploaded_by == person
    assert len(picture.checksum) == 64
    picture.original.delete(save=False)


def test_picture_needs_a_file(client, sign_in):
    sign_in("Reporter")

    response = client.post(
        reverse("admin:articles_picture_add"), {"title": "x", "focal_x": "0.5", "focal_y": "0.5"}
    )

    assert errors_of(response) == ["This field is required."]


def test_file_that_is_no_picture_is_refused_with_what_to_do(client, sign_in):
    sign_in("Reporter")
    upload = SimpleUploadedFile("boat.jpg", b"<svg onload=alert(1)>", content_type="image/jpeg")

    response = client.post(
        reverse("admin:articles_picture_add"),
        {"upload": upload, "title": "x", "focal_x": "0.5", "focal_y": "0.5"},
    )

    assert len(errors_of(response)) == 1
    assert Picture.objects.count() == 0


def test_texts_of_a_picture_change_without_a_new_upload(client, sign_in):
    sign_in("Reporter")
    picture = PictureFactory()

    client.post(
        change("picture", picture),
        {"title": "New", "alt_text": "A boat", "credit": "", "focal_x": "0.5", "focal_y": "0.5"},
    )

    before = picture.checksum
    picture.refresh_from_db()
    assert (picture.title, picture.alt_text, picture.checksum) == ("New", "A boat", before)


def test_focal_point_outside_the_picture_is_refused(client, sign_in):
    sign_in("Reporter")
    picture = PictureFactory()

    response = client.post(
        change("picture", picture), {"title": "New", "focal_x": "1.5", "focal_y": "nan"}
    )

    assert errors_of(response) != []
    picture.refresh_from_db()
    assert (picture.focal_x, picture.focal_y) == (0.5, 0.5)


def test_library_shows_a_rendition_of_each_picture(client, sign_in):
    sign_in("Reporter")
    picture = PictureFactory(alt_text="A <b>boat</b>")

    page = page_of(client.get(reverse("admin:articles_picture_changelist")))

    (image,) = page.xpath("//img[@class='picture-thumbnail']")
    assert image.get("src").startswith(f"/media/renditions/{picture.pk}-")
    assert image.get("alt") == "A <b>boat</b>"


# History ---------------------------------------------------------------------


@pytest.mark.parametrize("noun", ["edition", "move"])
def test_history_can_be_read_and_not_changed(client, sign_in, noun):
    sign_in("Administrator")
    ferry = published(at=timezone.now() - HOUR)
    row = getattr(ferry, f"{noun}s").first()

    opened = client.get(change(noun, row))
    posted = client.post(change(noun, row), {"reason": "Rewritten"})
    deleted = client.post(reverse(f"admin:articles_{noun}_delete", args=[row.pk]), {"post": "yes"})

    assert opened.status_code == 200
    assert (posted.status_code, deleted.status_code) == (403, 403)
    assert client.get(reverse(f"admin:articles_{noun}_changelist")).status_code == 200


@pytest.mark.parametrize("noun", ["edition", "move"])
def test_history_of_a_restricted_story_is_not_listed(client, sign_in, noun):
    sign_in("Administrator")
    ferry = published(slugline="HUSH", headline="Hushed", at=timezone.now() - HOUR)
    ferry.restricted_to.add(ferry.created_by)

    page = client.get(reverse(f"admin:articles_{noun}_changelist")).content.decode()

    assert "HUSH" not in page
    assert "Hushed" not in page


# Choosing a story by typing --------------------------------------------------


def test_story_is_named_by_slugline_headline_and_whether_it_is_live(client, sign_in):
    sign_in("Reporter", "Editor")
    story(slugline="FERRY", headline="Ferry returns")
    published(slugline="BRIDGE", headline="Bridge opens", at=timezone.now() - HOUR)
    asked = {"app_label": "articles", "model_name": "relatedlink", "field_name": "story"}

    found = client.get(reverse("admin:autocomplete"), asked | {"term": "r"}).json()["results"]

    assert sorted(result["text"] for result in found) == [
        "BRIDGE · Bridge opens · live",
        "FERRY · Ferry returns · not live",
    ]


def test_list_finds_by_slugline_and_headline(client, sign_in):
    sign_in("Reporter", "Editor")
    story(slugline="FERRY", headline="The boat")
    story(slugline="BRIDGE", headline="A ferry no more")
    story(slugline="RAIL", headline="Trains")

    page = page_of(client.get(reverse("admin:articles_article_changelist"), {"q": "ferry"}))

    assert sorted(page.xpath("//th[@class='field-slugline']/a/text()")) == ["BRIDGE", "FERRY"]


def test_list_never_counts_past_ten_thousand(client, sign_in, monkeypatch):
    stories = Article.objects.order_by("pk")

    assert "LIMIT 10000" in str(stories.values("pk")[:10_000].query)
    assert CappedPaginator(stories, 100).count == 0
