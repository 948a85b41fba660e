"""How the house writes a word: what a story writes another way is noted, never stopped."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.desk_checks.findings import Finding
from articles.desk_checks.story import texts

#: Notes of one word; a story that writes it wrong throughout needs no more to be found.
MOST_OF_A_WORD = 5


def house_words(document, context):
    """Each place where the story writes a word as the house does not."""
    if not context.house_words:
        return
    said = [(name, label, ref, _folded(text)) for name, label, ref, text in texts(document)]
    whole = "\n".join(text for *_, text in said).casefold()
    for word in context.house_words:
        # Most words of the house stand in no one story: looked for once, not in every line.
        if _folded(word.wrong).casefold() in whole:
            yield from _findings(word, said)


def _findings(word, said):
    """The first places of one word, and how many more there are."""
    found = [
        (name, label, ref, text, hit)
        for name, label, ref, text in said
        for hit in _hits(word, text)
    ]
    for name, label, ref, text, hit in found[:MOST_OF_A_WORD]:
        message = _("“%(hit)s” stands in the %(place)s: the house writes “%(right)s”.") % {
            "hit": hit,
            "place": label,
            "right": word.right,
        }
        yield Finding(
            "house_words",
            name,
            f"{message} {word.why}".strip(),
            _("Show"),
            ref,
            mark=word.wrong.casefold(),
            around=text,
        )
    more = len(found) - MOST_OF_A_WORD
    if more > 0:
        name, __, ref, text, __ = found[MOST_OF_A_WORD]
        message = ngettext(
            "“%(wrong)s” stands in 1 more place: the house writes “%(right)s”.",
            "“%(wrong)s” stands in %(more)s more places: the house writes “%(right)s”.",
            more,
        )
        yield Finding(
            "house_words",
            name,
            message % {"wrong": word.wrong, "more": more, "right": word.right},
            _("Show"),
            ref,
            mark=f"more {word.wrong.casefold()}",
            around=text,
        )


def _hits(word, text):
    """The wrong word wherever it stands whole and is no part of the right one."""
    right = [match.span() for match in _pattern(word.right).finditer(text)]
    flags = 0 if word.exact_case else re.IGNORECASE
    for match in _pattern(word.wrong, flags).finditer(text):
        if not any(start <= match.start() and match.end() <= end for start, end in right):
            yield match[0]


def _pattern(words, flags=0):
    return re.compile(rf"(?<!\w){re.escape(_folded(words))}(?!\w)", flags)


def _folded(text):
    """Blanks and apostrophes as they are typed on a keyboard."""
    return " ".join(text.replace("’", "'").split())
