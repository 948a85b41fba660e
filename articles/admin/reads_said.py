"""How the reads of a story stand, in the desk's words."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.fields import name_of
from articles.desk_checks.standing import is_stale
from articles.models import Read

Answer, Kind = Read.Answer, Read.Kind


def reads_in_words(standing):
    """“Legal read: Cleared, Bo Lind. It stands for v6.” for each read that was asked for.

    What a legal read wants stands there for those alone who may know it.
    """
    story = standing.article
    reads = story.reads.select_related("answered_by", "asked_by", "revision").order_by("kind")
    return [_said(read, standing) for read in reads.defer("revision__document")]


def _said(read, standing):
    kind = read.get_kind_display()
    if read.answer == Answer.ASKED:
        return gettext("%(kind)s: asked by %(name)s, no answer yet.") % {
            "kind": kind,
            "name": name_of(read.asked_by),
        }
    version = standing.article.version
    stands_for = read.revision.number if read.revision else version
    since = (
        ""
        if stands_for == version
        else " " + gettext("It stands for v%(stands_for)s.") % {"stands_for": stands_for}
    )
    words = words_for(standing, read)
    said = f" “{words}”" if words else ""
    return f"{kind}: {read.get_answer_display()}, {name_of(read.answered_by)}.{said}{since}"


def words_for(standing, read):
    """What was said with the answer, as far as this person may know it."""
    return read.words if standing.reads_words_of(read) else ""


# Beside the form ---------------------------------------------------------------------

#: How each answer is said in a word, for the line that stands while the panel is closed.
BRIEF = {
    Answer.ASKED: _("asked"),
    Answer.CLEARED: _("cleared"),
    Answer.CHANGES: _("changes wanted"),
}


@dataclass(frozen=True)
class ReadLine:
    """One kind of read: how it stands, and what this person may do about it."""

    kind: str
    name: str
    says: str = _("not asked")
    brief: str = "–"
    words: str = ""
    is_cleared: bool = False
    is_stale: bool = False
    #: Where the version that was read is compared with the newest.
    compare: str = ""
    may_ask: bool = False
    may_answer: bool = False

    @property
    def short(self):
        return SHORT[Kind(self.kind)]

    @property
    def asks(self):
        return gettext("Ask for a read") if self.brief == "–" else gettext("Ask again")


def read_lines(standing, reads, document, *, may_ask):
    """A line for each kind of read; `reads` are those asked for, `document` the text now."""
    may_answer = standing.may("answer_read") and not standing.article.killed_at
    return [
        _line(standing, Kind(kind), reads.get(kind), document, may_ask, may_answer)
        for kind in Kind.values
    ]


def _line(standing, kind, read, document, may_ask, may_answer):
    if read is None:
        return ReadLine(kind.value, kind.label, may_ask=may_ask)
    waits = read.answer == Answer.ASKED
    stale = not waits and is_stale(read, document)
    return ReadLine(
        kind.value,
        kind.label,
        says=_how(read),
        brief=gettext("changed since") if stale else BRIEF[read.answer],
        words=words_for(standing, read),
        is_cleared=read.answer == Answer.CLEARED,
        is_stale=stale,
        compare=_compare(standing.article, read) if stale else "",
        may_ask=may_ask and not waits,
        may_answer=may_answer and (stale or read.answer != Answer.CLEARED),
    )


def _how(read):
    if read.answer == Answer.ASKED:
        at = timezone.localtime(read.asked_at)
        return gettext("asked by %(name)s, %(at)s") % {
            "name": name_of(read.asked_by),
            "at": date_format(at, "j F, H:i"),
        }
    words = (
        gettext("%(answer)s by %(name)s on %(version)s")
        if read.revision
        else gettext("%(answer)s by %(name)s")
    )
    return words % {
        "answer": BRIEF[read.answer],
        "name": name_of(read.answered_by),
        "version": read.revision,
    }


def _compare(story, read):
    """The version that was read beside the newest, where the newest is another one."""
    if read.revision is None or read.revision.number == story.version:
        return ""
    return story.get_compare_url(read.revision.number, story.version)


#: Each kind of read in a word, for the same line.
SHORT = {
    Kind.DESK: _("desk"),
    Kind.COPY: _("copy"),
    Kind.LEGAL: _("legal"),
    Kind.PICTURE: _("picture"),
}


def brief_of(lines):
    """“desk – · copy – · legal asked”: a picture read is named once there is one."""
    return " · ".join(
        f"{SHORT[line.kind]} {line.brief}"
        for line in lines
        if line.kind != Kind.PICTURE or line.brief != "–"
    )
