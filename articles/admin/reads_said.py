"""How the reads of a story stand, in the desk's words."""

from articles.admin.fields import name_of
from articles.models import Read


def reads_in_words(story):
    """“Legal read: Cleared, Bo Lind. It stands for v6.” for each read that was asked for."""
    reads = story.reads.select_related("answered_by", "asked_by", "revision").order_by("kind")
    return [_said(read, story.version) for read in reads.defer("revision__document")]


def _said(read, version):
    kind = read.get_kind_display()
    if read.answer == Read.Answer.ASKED:
        return f"{kind}: asked by {name_of(read.asked_by)}, no answer yet."
    stands_for = read.revision.number if read.revision else version
    since = "" if stands_for == version else f" It stands for v{stands_for}."
    words = f" “{read.words}”" if read.words else ""
    return f"{kind}: {read.get_answer_display()}, {name_of(read.answered_by)}.{words}{since}"
