"""Make the index of the search anew: `manage.py index_search`."""

from django.core.management.base import BaseCommand
from django.db import transaction

from articles import rendering
from articles.models import Edition
from articles.search import index


class Command(BaseCommand):
    help = "Make the index that readers search in anew, as after a change of the paper's language."

    def handle(self, **options):
        with transaction.atomic():
            index.drop()
            index.create()
            count = index.fill(Edition.objects.all(), rendering.search_text)
        self.stdout.write(f"{count} editions can be found.")
