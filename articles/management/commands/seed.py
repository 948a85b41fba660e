"""Fill an empty paper with invented stories: `manage.py seed --stories 100000`."""

import argparse

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from articles.seeding.paper import NotEmpty, Seeding
from articles.seeding.progress import Progress


def _count(text):
    number = int(text.replace(",", "").replace("_", ""))
    if not 1 <= number <= 10_000_000:
        raise argparse.ArgumentTypeError("between 1 and 10,000,000")
    return number


class Command(BaseCommand):
    help = (
        "Fill an empty paper with invented stories of twelve years, to learn how a full one "
        "behaves (docs/scale.md). Nothing in it is anybody's; no real paper needs it."
    )

    def add_arguments(self, parser):
        parser.add_argument("--stories", type=_count, required=True, help="How many are published.")
        parser.add_argument(
            "--processes",
            type=int,
            choices=range(1, 17),
            default=2,
            metavar="N",
            help="How many draw and store at once, on PostgreSQL (2).",
        )
        parser.add_argument(
            "--random", default="1", help="Of the same word comes the same paper (1)."
        )
        parser.add_argument(
            "--add", action="store_true", help="Also where the paper has stories of its own."
        )

    def handle(self, *, stories, processes, random, add, **options):
        seeding = Seeding(
            stories=stories,
            salt=random,
            now=timezone.now().replace(microsecond=0),
            processes=processes,
            may_add=add,
            progress=lambda total, what: Progress(self.stderr, total, what),
        )
        try:
            seeding.run()
        except NotEmpty:
            raise CommandError(
                "This paper has stories of its own, and seeded ones cannot be told from them "
                "later. Seed a fresh database (createdb, migrate), or say --add."
            ) from None
        except KeyboardInterrupt:
            raise CommandError(
                f"Stopped: {seeding.stored:,} stories are in, whole and searchable. To start "
                "anew, make a fresh database (dropdb, createdb, migrate); to have more, --add.",
                returncode=130,
            ) from None
        self.stdout.write(f"{seeding.stored:,} stories are in: some scheduled, some drafts.")
