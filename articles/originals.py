"""Where the originals of pictures lie: outside everything the web server can reach."""

import os

from django.conf import settings
from django.core.files.storage import FileSystemStorage


class Originals(FileSystemStorage):
    """The folder that NEWSROOM_ORIGINALS names when a file is read or written.

    A model's field keeps its storage from the moment it is made; the folder may be
    another one by then, as in the tests.
    """

    @property
    def base_location(self):
        return settings.NEWSROOM_ORIGINALS

    @property
    def location(self):
        return os.path.abspath(self.base_location)

    def url(self, name):
        """Refuse: readers get renditions."""
        raise ValueError("An original has no address.")
