"""Originals of pictures in an S3 bucket, for a paper on several machines (django-storages)."""

from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import ContentFile
from storages.backends.s3 import S3Storage


@contextmanager
def _told_as_a_disk_would():
    """Whoever stores or reads an original knows what to do when a disk fails."""
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise OSError(f"The bucket of originals: {error}") from error


class OriginalsInBucket(S3Storage):
    """The bucket that NEWSROOM_ORIGINALS_BUCKET names; it is private, and stays so."""

    def _open(self, name, mode="rb"):
        with _told_as_a_disk_would(), super()._open(name, mode) as original:
            return ContentFile(original.read(), name=name)

    def _save(self, name, content):
        with _told_as_a_disk_would():
            return super()._save(name, content)

    def delete(self, name):
        with _told_as_a_disk_would():
            super().delete(name)

    def exists(self, name):
        with _told_as_a_disk_would():
            return super().exists(name)

    def url(self, *args, **kwargs):
        """Refuse: readers get renditions."""
        raise ValueError("An original has no address.")
