"""Checks of how the story stands with the desk: agreements, reads, corrections readers have."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles.desk_checks.findings import Finding
from articles.models import Read
from articles.revisions import drops_approval


def embargo(document, context):
    if context.embargo_until and context.at < context.embargo_until:
        until = timezone.localtime(context.embargo_until)
        yield Finding(
            "embargo",
            "embargo_until",
            _("Under embargo until %(until)s.") % {"until": date_format(until, "j F Y H:i T")},
            _("Schedule it for that time or later."),
        )


def practice(document, context):
    if context.is_practice:
        yield Finding(
            "practice",
            "desk",
            _("This is the practice desk: its stories cannot be published."),
            _("Give it to another desk first."),
        )


def legal_read(document, context):
    read = context.reads.get(Read.Kind.LEGAL)
    if read is None:
        return
    if read.answer == Read.Answer.ASKED:
        yield _unread(
            _("The legal read was asked for and is not given yet."), _("Wait for the answer.")
        )
    elif read.answer == Read.Answer.CHANGES:
        # Without the words: not everybody who sees the checks may see those.
        yield _unread(
            _("The legal read wants changes."), _("Make them and ask for the read again.")
        )
    elif is_stale(read, document):
        yield _unread(
            _("The story changed since its legal read of %(revision)s.")
            % {"revision": read.revision},
            _("Ask for the read again."),
        )


def _unread(message, way_out):
    return Finding("legal_read", "reads", message, way_out)


def is_stale(read, document):
    """Whether the text changed since what was answered for, in more than needs no new answer."""
    return read.revision is None or drops_approval(read.revision.document, document)


#: Reads by which somebody else has read the story, as an approval says it too.
EDITORS_READS = (Read.Kind.DESK, Read.Kind.COPY)


def second_read(document, context):
    if context.unread_writer is None:
        return
    reads = [context.reads[kind] for kind in EDITORS_READS if kind in context.reads]
    if any(_is_second(read, document, context.unread_writer) for read in reads):
        return
    must = context.second_read == "required"
    yield Finding(
        "second_read",
        "reads",
        _("You wrote this and nobody else has read it."),
        _("Ask for a read.")
        if must
        else _("Ask for a read, or publish it and have it read after."),
    )


def _is_second(read, document, writer):
    cleared = read.answer == Read.Answer.CLEARED and read.answered_by_id not in (None, writer)
    return cleared and not is_stale(read, document)


def undo_correction(document, context):
    for correction in context.missing_corrections:
        issued = timezone.localtime(correction.issued_at)
        day = issued.date() != timezone.localtime(context.at).date()
        when = f"{issued:%-d %B %Y, %H:%M}" if day else f"{issued:%H:%M}"
        yield Finding(
            "undo_correction",
            "body",
            _("Would undo the %(kind)s of %(when)s.")
            % {"kind": correction.get_kind_display().lower(), "when": when},
            _("Bring it in"),
            correction=correction.pk,
        )
