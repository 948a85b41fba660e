"""Checks of what the story says: its fields, its prose, whose text it is."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import sponsoring
from articles.desk_checks.findings import Finding
from articles.rendering import linked_paths
from articles.revisions import blocks_in_order
from articles.sanitising import plain_text


def headline(document, context):
    if not document["fields"]["headline"].strip():
        yield Finding("headline", "headline", _("There is no headline."), _("Write one."))


def section(document, context):
    if not document["fields"]["section"]:
        yield Finding(
            "section", "section", _("No section is chosen."), _("Choose where it stands.")
        )


def byline(document, context):
    if not document["bylines"] and not document["fields"]["no_byline"]:
        yield Finding(
            "byline", "bylines", _("Nobody is credited."), _("Add a byline, or tick “No byline”.")
        )


HEADLINE_LENGTH = 100


def headline_length(document, context):
    length = len(document["fields"]["headline"])
    if length > HEADLINE_LENGTH:
        yield Finding(
            "headline_length",
            "headline",
            _("The headline has %(length)s characters.") % {"length": length},
            _("Cut it to %(longest)s, or give cards a short headline.")
            % {"longest": HEADLINE_LENGTH},
        )


def dek(document, context):
    if not document["fields"]["dek"].strip():
        yield Finding("dek", "dek", _("The dek is empty."), _("One sentence under the headline."))


def sponsor_label(document, context):
    fields = document["fields"]
    if fields["origin"] == sponsoring.PAID and not fields["origin_source"].strip():
        yield Finding(
            "sponsor_label",
            "origin_source",
            _("Sponsored text does not name its sponsor."),
            _("Name the sponsor under “Whose text”."),
        )


def sponsor_byline(document, context):
    """Staff do not write what somebody paid for."""
    if document["fields"]["origin"] == sponsoring.PAID and context.staff_bylined:
        names = ", ".join(context.staff_bylined)
        yield Finding(
            "sponsor_byline",
            "bylines",
            _("Sponsored text carries a staff byline: %(names)s.") % {"names": names},
            _("Credit a writer who is not on the staff, or tick “No byline”."),
        )


def sponsor_end(document, context):
    if document["fields"]["origin"] == sponsoring.PAID and not context.ends:
        yield Finding(
            "sponsor_end",
            "use_until",
            _("Sponsored text has no end."),
            _("Set “Take down at” to the day until which it is paid for."),
        )


LEANS = re.compile(r"\b(according to|reportedly|it has been reported)\b", re.IGNORECASE)


def unsourced(document, context):
    paragraphs = re.findall(r"<p>(.*?)</p>", document["body"], re.DOTALL)
    for number, paragraph in enumerate(paragraphs, 1):
        if LEANS.search(paragraph) and "<cite " not in paragraph:
            yield Finding(
                "unsourced",
                "body",
                _("Paragraph %(number)s leans on somebody without a source.") % {"number": number},
                _("Select the words and cite the source."),
            )


def gone_link(document, context):
    """Links in the prose to stories that were withdrawn or killed."""
    for path in sorted(linked_paths(document["body"]) & context.gone_paths.keys()):
        words = (
            _("The text links to %(path)s, a story that was killed.")
            if context.gone_paths[path]
            else _("The text links to %(path)s, a story that was withdrawn.")
        )
        yield Finding(
            "gone_link",
            "body",
            words % {"path": path},
            _("Take the link out, or link to another story."),
        )


UNFINISHED = re.compile(r"\bTK(?:TK)*\b|\bXXX+\b|(?i:\[check\]|\blorem ipsum\b)")


def unfinished(document, context):
    for name, label, ref, text in texts(document):
        for found in UNFINISHED.finditer(text):
            yield Finding(
                "unfinished",
                name,
                _("“%(words)s” stands in the %(place)s.") % {"words": found[0], "place": label},
                _("Finish the sentence."),
                ref,
                mark=found[0].lower(),
                around=text,
            )


#: What the desk calls the places where a story says something.
PLACES = {
    "headline": gettext_lazy("headline"),
    "short_headline": gettext_lazy("short headline"),
    "search_headline": gettext_lazy("search headline"),
    "dek": gettext_lazy("dek"),
    "kicker": gettext_lazy("kicker"),
    "editors_note": gettext_lazy("editor’s note"),
    "related": gettext_lazy("related block"),
    "embed": gettext_lazy("embed block"),
    "figure": gettext_lazy("figure block"),
    "pullquote": gettext_lazy("pullquote block"),
    "factbox": gettext_lazy("factbox block"),
}


def texts(document):
    """Every text of a story as (field, what the desk calls it, ref of its block, words)."""
    fields = document["fields"]
    for name in ("headline", "short_headline", "search_headline", "dek", "kicker", "editors_note"):
        yield name, PLACES[name], "", fields[name]
    line = _("text, line %(number)s")
    for number, paragraph in enumerate(plain_text(document["body"]).splitlines(), 1):
        yield "body", line % {"number": number}, "", paragraph
    for ref, block in blocks_in_order(document):
        for name in ("title", "text", "quote", "caption", "alt_text", "credit"):
            if block.get(name):
                yield f"{block['kind']}s", PLACES[block["kind"]], ref, block[name]
