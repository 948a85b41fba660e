"""File fast: from a phone to the desk, and nothing typed is lost on the way."""

import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from articles.admin.filing import LATELY
from articles.models import Article, Notice, Picture, Presence
from tests.factories import AuthorFactory, DeskFactory, UserFactory, story

pytestmark = pytest.mark.django_db

VIDEO = "https://youtu.be/HLdemo_0001"
TEXT = "The ferry hit the wall.\r\nNobody was hurt.\r\n\r\n5 < 7 & more follows."
PARAGRAPHS = (
    "<p>The ferry hit the wall.</p><p>Nobody was hurt.</p><p>5 &lt; 7 &amp; more follows.</p>"
)


@pytest.fixture
def address():
    return reverse("admin:file")


@pytest.fixture
def reporter(client):
    reporter = UserFactory(roles=["Reporter"], first_name="Lucía", last_name="Mora")
    client.force_login(reporter)
    return reporter


def typed(**changes):
    return {
        "edit_session": str(uuid.uuid4()),
        "headline": "Ferry hits wall",
        "text": TEXT,
    } | changes


def photo(colour="navy"):
    file = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(file, "JPEG")
    return SimpleUploadedFile("IMG_0001.jpg", file.getvalue(), "image/jpeg")


def heic():
    return SimpleUploadedFile("IMG_0002.heic", b"\x00\x00\x00\x18ftypheic" + b"\x00" * 32)


def test_what_is_filed_lies_on_the_desk_in_review(client, reporter, address):
    author, desk = AuthorFactory(user=reporter), DeskFactory()
    desk.people.add(reporter)

    response = client.post(address, typed(slugline="FERRY", video=VIDEO))

    filed = Article.objects.get()
    assert response.url == address
    assert (filed.slugline, filed.headline, filed.stage) == (
        "FERRY",
        "Ferry hits wall",
        Article.Stage.IN_REVIEW,
    )
    assert (filed.created_by, filed.assigned_to, filed.desk) == (reporter, reporter, desk)
    assert [byline.author for byline in filed.bylines.all()] == [author]
    embed = filed.embeds.get()
    assert (embed.provider, embed.embed_id) == ("youtube", "HLdemo_0001")
    card = f'<figure data-block="embed" data-ref="{embed.ref}"></figure>'
    assert filed.body == PARAGRAPHS + card
    assert not filed.notes.exists()


def test_working_name_is_made_of_the_first_words(client, reporter, address):
    client.post(address, typed())
    client.post(address, typed(headline="", text="Rain again over Saltmere."))

    assert set(Article.objects.values_list("slugline", flat=True)) == {
        "FERRY-HITS-WALL",
        "RAIN-AGAIN-OVER",
    }


def test_picture_of_the_camera_leads_the_story(client, reporter, address):
    client.post(address, typed(camera=photo(), alt_text="The wall", credit="Lucía Mora"))

    figure = Article.objects.get().figures.get()
    assert (figure.is_lead, figure.alt_text, figure.credit) == (True, "The wall", "Lucía Mora")
    picture = figure.picture
    assert (picture.title, picture.alt_text, picture.uploaded_by) == (
        "FERRY-HITS-WALL",
        "The wall",
        reporter,
    )


def test_picture_that_the_library_has_is_taken_from_there(client, reporter, address):
    client.post(address, typed(picture=photo()))
    client.post(address, typed(picture=photo()))

    assert Picture.objects.get().figures.count() == 2


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"picture": heic}, "choose Options → Most Compatible"),
        ({"picture": photo, "camera": photo}, "Choose one picture"),
        ({"video": lambda: "https://example.org/film.mp4"}, "This address is not one we can show."),
        ({"slugline": lambda: "X" * 61}, "at most 60 characters"),
        ({"text": lambda: "x " * 200_001}, "This text is too long for one story"),
    ],
)
def test_what_is_refused_says_why_and_keeps_all_that_was_typed(
    client, reporter, address, wrong, words
):
    sent = typed(credit="Me", breaking="on") | {name: make() for name, make in wrong.items()}

    page = client.post(address, sent).content.decode()

    assert not Article.objects.exists()
    assert words in page
    assert "Ferry hits wall" in page
    assert 'value="Me"' in page
    assert f'name="edit_session" value="{sent["edit_session"]}"' in page
    assert "checked" in page


def test_good_picture_is_kept_while_something_else_is_put_right(client, reporter, address):
    sent = typed(picture=photo(), video="https://example.org/film.mp4")
    page = client.post(address, sent).content.decode()
    picture = Picture.objects.get()
    assert f'name="kept" value="{picture.pk}" checked' in page

    client.post(address, sent | {"picture": "", "video": "", "kept": str(picture.pk)})

    assert Article.objects.get().figures.get().picture == picture


@pytest.mark.parametrize("kept", ["999999", "x", "-1", "9" * 40])
def test_picture_that_is_none_is_left_aside(client, reporter, address, kept):
    client.post(address, typed(kept=kept))

    assert not Article.objects.get().figures.exists()


def test_nothing_is_no_story(client, reporter, address):
    page = client.post(address, typed(headline=" ", text="\r\n", slugline="FERRY")).content.decode()

    assert "There is nothing to send yet." in page
    assert not Article.objects.exists()


def test_sent_twice_it_is_one_story(client, reporter, address):
    sent = typed(video=VIDEO)
    client.post(address, sent)
    response = client.post(address, sent)

    assert response.url == address
    assert Article.objects.count() == 1


def test_other_words_from_the_same_form_are_kept_and_asked_about(client, reporter, address):
    sent = typed()
    client.post(address, sent)

    page = client.post(address, sent | {"text": "The ferry sank."}).content.decode()

    assert "was sent already, with other words" in page
    assert "The ferry sank." in page
    assert f'name="edit_session" value="{sent["edit_session"]}"' not in page
    assert Article.objects.count() == 1


def test_breaking_is_noted_and_told_to_the_desks_editors(client, reporter, address):
    desk, other = DeskFactory(), DeskFactory()
    desk.people.add(reporter)
    editor, elsewhere = UserFactory(roles=["Editor"]), UserFactory(roles=["Editor"])
    desk.people.add(editor)
    other.people.add(elsewhere)
    UserFactory(roles=["Reporter"])

    client.post(address, typed(breaking="on"))

    filed = Article.objects.get()
    assert [note.text for note in filed.notes.all()] == ["Breaking."]
    told = [(notice.person, notice.words) for notice in Notice.objects.all()]
    assert told == [(editor, "Lucía Mora filed it as breaking.")]


def test_page_says_who_of_the_desk_is_there(client, reporter, address):
    ana = UserFactory(roles=["Editor"], first_name="Ana", last_name="Quay")
    bo = UserFactory(roles=["Night editor"], first_name="Bo", last_name="Strand")
    gone, colleague = UserFactory(roles=["Editor"]), UserFactory(roles=["Reporter"])
    open_story = story(by=ana)
    now = timezone.now()
    for person, seen_at in ((ana, now), (bo, now), (colleague, now), (gone, now - LATELY)):
        Presence.objects.create(
            article=open_story, person=person, edit_session=uuid.uuid4(), seen_at=seen_at
        )

    assert "Ana Quay and Bo Strand are on the desk." in client.get(address).content.decode()


def test_page_says_nothing_where_nobody_is_there(client, reporter, address):
    assert "on the desk." not in client.get(address).content.decode()
