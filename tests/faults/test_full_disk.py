"""A disk that fills up in the middle of an upload: said in the form, and nothing is left."""

import errno
import os

import pytest
from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from articles.models import Picture
from tests import factories

pytestmark = pytest.mark.django_db


def photo(tmp_path):
    file = tmp_path / "photo.jpg"
    Image.new("RGB", (640, 480), "teal").save(file)
    return SimpleUploadedFile("photo.jpg", file.read_bytes(), content_type="image/jpeg")


def fill_up(monkeypatch):
    """Let every file stop half-way, as the kernel does when nothing is left."""
    written = FileSystemStorage._save

    def half(storage, name, content):
        written(storage, name, content.__class__(content.read(100), name=content.name))
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(FileSystemStorage, "_save", half)


def originals():
    return [file for _, _, files in os.walk(settings.NEWSROOM_ORIGINALS) for file in files]


def test_upload_to_a_full_disk_is_refused_in_words_and_works_afterwards(
    client, tmp_path, monkeypatch, settings
):
    settings.NEWSROOM_ORIGINALS = tmp_path / "originals"
    client.force_login(factories.UserFactory(roles=["Editor"]))
    address = reverse("admin:articles_picture_add")
    fields = {"title": "The quay", "focal_x": "0.5", "focal_y": "0.5"}

    with monkeypatch.context() as full:
        fill_up(full)
        answer = client.post(address, fields | {"upload": photo(tmp_path)})

    assert answer.status_code == 200
    assert "its disk may be full. Nothing was saved." in answer.content.decode()
    assert 'value="The quay"' in answer.content.decode()
    assert (Picture.objects.count(), originals()) == (0, [])

    answer = client.post(address, fields | {"upload": photo(tmp_path)})

    assert answer.status_code == 302
    assert len(originals()) == 1
    assert Picture.objects.get().original.size > 100
