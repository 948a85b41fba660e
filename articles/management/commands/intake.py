"""Raw copy into a draft, and on to readers when asked: `manage.py intake story.txt`."""

import json
import sys
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from articles import intake, workflow
from articles.intake import filing, matching, resolving, summary
from articles.intake.lines import MOST_BYTES
from articles.models import Section

REFUSED, BLOCKED = 2, 3


class Command(BaseCommand):
    help = "Turn raw copy into a draft story, with its blocks, credits, sources and notes."

    def add_arguments(self, parser):
        parser.add_argument("file", help="A file with the copy, or - for standard input.")
        parser.add_argument("--format", choices=["text", "html"], help="Else it is guessed.")
        parser.add_argument("--headline", default="", help="The headline, before the copy’s own.")
        parser.add_argument("--section", default="", metavar="SLUG", help="Where it stands.")
        parser.add_argument(
            "--video", action="append", default=[], metavar="URL",
            help="The address of the first video that has none; again for the next.",
        )  # fmt: skip
        parser.add_argument(
            "--related", action="append", default=[], metavar="TITLE=URL",
            help="Where a related title leads: a live story of this site, or a page elsewhere.",
        )  # fmt: skip
        parser.add_argument(
            "--leave-out", action="store_true", help="Leave out for now what is not resolved."
        )
        parser.add_argument("--publish", action="store_true", help="Put it before readers now.")
        parser.add_argument(
            "--as", dest="person", default="", metavar="USERNAME", help="Whose story."
        )
        parser.add_argument(
            "--json", action="store_true", help="Print what was made, for programs."
        )

    def handle(self, *args, **options):
        reading = self._read(options)
        edition = blocked = None
        try:
            with transaction.atomic():
                person = _person(options)
                built = _built(reading, options)
                article = filing.put_on_desk(built, by=person, at=timezone.now())
                if options["publish"]:
                    edition, blocked = _published(article, person, options)
        except (workflow.Refused, resolving.NotResolved, ValidationError) as refusal:
            raise not_taken_in(" ".join(getattr(refusal, "messages", [str(refusal)]))) from None
        self._tell(reading, built, article, edition, options)
        if blocked is not None:
            raise CommandError(_findings(blocked), returncode=BLOCKED)

    def _read(self, options):
        raw, name = _raw(options["file"])
        try:
            return intake.read(
                raw,
                format=options["format"],
                filename=name,
                known_sources=matching.known_sources(),
            )
        except intake.IntakeRefused as refusal:
            raise not_taken_in(str(refusal)) from None

    def _tell(self, reading, built, article, edition, options):
        report = summary.of_story(reading, built, article, edition)
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
            return
        for entry in reading.account():
            self.stdout.write(f"{entry['line']:>5}  {entry['says']:<34}  {entry['text'][:60]}")
        self.stdout.write("")
        for waiting in report["unresolved"]:
            self.stdout.write(f"Needs you: {waiting['kind']} “{waiting['title']}”")
        if not report["headline"]:
            candidate = reading.headline_candidate
            self.stdout.write(
                f"No headline found. Line 1 could be it: “{candidate}”" if candidate
                else "No headline found."
            )  # fmt: skip
        for note in built.notes:
            self.stdout.write(f"For the desk: {note}")
        self.stdout.write(f"Saved as {article.slugline}: {report['admin_url']}")
        if edition:
            self.stdout.write(f"Live: {report['url']}")


def _raw(file):
    """The bytes of a file or of standard input, and the file's name."""
    if file == "-":
        stream = getattr(sys.stdin, "buffer", sys.stdin)
        return stream.read(MOST_BYTES + 1), None
    path = Path(file)
    try:
        with path.open("rb") as copy:
            return copy.read(MOST_BYTES + 1), path.name
    except FileNotFoundError:
        raise not_taken_in(f"There is no file {file}.") from None
    except OSError as error:
        raise not_taken_in(f"{file} cannot be read: {error.strerror}.") from None


def _person(options):
    """The account the story is filed under, who must have the right to publish if asked to."""
    if not options["person"]:
        if options["publish"]:
            raise not_taken_in("Say who publishes: --as USERNAME.")
        return None
    person = get_user_model().objects.filter(username=options["person"], is_active=True).first()
    if person is None:
        raise not_taken_in(f"There is no account “{options['person']}”.")
    if options["publish"] and not person.has_perm("articles.publish_article"):
        raise not_taken_in(f"{options['person']} may not press Publish.")
    return person


def _built(reading, options):
    """The document of the reading with what the command line adds to it."""
    section = None
    if options["section"]:
        section = Section.objects.filter(slug=options["section"]).first()
        if section is None:
            raise not_taken_in(f"There is no section “{options['section']}”.")
    built = intake.build(
        reading, section=section.pk if section else None, headline=options["headline"].strip()
    )
    resolving.give_videos(built, options["video"])
    for pair in options["related"]:
        resolving.give_target(built, pair)
    if options["leave_out"]:
        resolving.leave_out_for_now(built)
    return built


def _published(article, person, options):
    """`(edition, None)`, or `(None, refusal)` when a check stopped it: the draft is kept."""
    try:
        edition = workflow.publish(
            article, by=person, version=article.version, leave_out=options["leave_out"]
        )
    except workflow.Blocked as blocked:
        return None, blocked
    return edition, None


def _findings(blocked):
    lines = [
        f"{'Stops' if finding.stops else 'Noted'}: {finding.message} {finding.way_out}"
        for finding in blocked.findings
    ]
    return "\n".join(["Not published; the draft is kept.", *lines])


def not_taken_in(message):
    """The end of the command when nothing was saved; the message says why."""
    return CommandError(message, returncode=REFUSED)
