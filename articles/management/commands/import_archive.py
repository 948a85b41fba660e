"""Bring in an archive: `manage.py import_archive stories.jsonl --as USERNAME`."""

import json
from datetime import datetime
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, transaction
from django.utils import timezone

from articles import revisions, workflow

LONGEST_LINE = 8_000_000


class Command(BaseCommand):
    help = (
        "Bring in published stories, one JSON object a line (docs/archive.md): own dates, "
        "names and addresses are kept, a second run brings only what is new."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="One JSON object a line.")
        parser.add_argument("--as", dest="person", required=True, metavar="USERNAME")

    def handle(self, *, file, person, **options):
        by = get_user_model().objects.filter(username=person, is_active=True).first()
        if by is None:
            raise CommandError(f"There is no account “{person}”.", returncode=2)
        counts = {"new": 0, "here already": 0, "refused": 0}
        try:
            with file.open(encoding="utf-8") as archive:
                for number, line in enumerate(archive, 1):
                    if line.strip():
                        counts[self._bring_in(number, line, by)] += 1
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.", returncode=2) from None
        except UnicodeDecodeError:
            raise CommandError(f"{file} is not UTF-8.", returncode=2) from None
        self.stdout.write(", ".join(f"{count} {what}" for what, count in counts.items()))
        if counts["refused"]:
            raise CommandError("Some stories were refused; the lines above say why.", returncode=3)

    def _bring_in(self, number, line, by):
        """One story by itself: one that is refused stops no other."""
        try:
            story = _told(line)
            with transaction.atomic():
                made = workflow.import_published(by=by, at=timezone.now(), **story)
        except workflow.NoRight as refusal:
            raise CommandError(str(refusal), returncode=2) from None
        except (workflow.Refused, ValidationError, DatabaseError, BadLine) as refusal:
            self.stderr.write(f"Line {number}: {_words(refusal)}")
            return "refused"
        return "new" if made else "here already"


class BadLine(ValueError):
    """A line that is no story; the message says what is wrong with it."""


def _told(line):
    """The arguments of `import_published` that a line holds; raises BadLine."""
    if len(line) > LONGEST_LINE:
        raise BadLine("It is longer than a story can be.")
    try:
        told = json.loads(line)
        document = revisions.upgrade(_filled(told["document"]))
        return {
            "document": document,
            "key": str(told["key"]),
            "published_at": _instant(told["published_at"]),
            "updated_at": _instant(told["updated_at"]) if told.get("updated_at") else None,
            "path": str(told.get("path", "")),
            "former_paths": [str(path) for path in told.get("former_paths", [])],
        }
    except KeyError as missing:
        raise BadLine(f"{missing} is missing.") from None
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise BadLine(f"It is no story: {error}") from None


def _filled(document):
    """A document may leave out what is empty."""
    whole = revisions.blank()
    return whole | document | {"fields": whole["fields"] | document.get("fields", {})}


def _instant(text):
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(f"{text} has no time zone")
    return instant


def _words(refusal):
    return " ".join(getattr(refusal, "messages", None) or [str(refusal).split("\n")[0]])
