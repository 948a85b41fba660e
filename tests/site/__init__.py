"""The whole paper, as readers and machines get it: `make site-check`."""

import os

import django

# The checks of a story's data are the tests' own, and these know the models.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
django.setup()
