"""Checks of what the story says: its fields, its prose, whose text it is."""

import re

from articles.desk_checks.findings import Finding
from articles.models import Article
from articles.rendering import linked_paths
from articles.revisions import blocks_in_order
from articles.sanitising import plain_text


def headline(document, context):
    if not document["fields"]["headline"].strip():
        yield Finding("headline", "headline", "There is no headline.", "Write one.")


def section(document, context):
    if not document["fields"]["section"]:
        yield Finding("section", "section", "No section is chosen.", "Choose where it stands.")


def byline(document, context):
    if not document["bylines"] and not document["fields"]["no_byline"]:
        yield Finding(
            "byline", "bylines", "Nobody is credited.", "Add a byline, or tick “No byline”."
        )


HEADLINE_LENGTH = 100


def headline_length(document, context):
    length = len(document["fields"]["headline"])
    if length > HEADLINE_LENGTH:
        yield Finding(
            "headline_length",
            "headline",
            f"The headline has {length} characters.",
            f"Cut it to {HEADLINE_LENGTH}, or give cards a short headline.",
        )


def dek(document, context):
    if not document["fields"]["dek"].strip():
        yield Finding("dek", "dek", "The dek is empty.", "One sentence under the headline.")


def sponsor_label(document, context):
    fields = document["fields"]
    if fields["origin"] == Article.Origin.SPONSOR and not fields["origin_source"].strip():
        yield Finding(
            "sponsor_label",
            "origin_source",
            "Sponsored text does not name its sponsor.",
            "Name the sponsor under “Whose text”.",
        )


LEANS = re.compile(r"\b(according to|reportedly|it has been reported)\b", re.IGNORECASE)


def unsourced(document, context):
    paragraphs = re.findall(r"<p>(.*?)</p>", document["body"], re.DOTALL)
    for number, paragraph in enumerate(paragraphs, 1):
        if LEANS.search(paragraph) and "<cite " not in paragraph:
            yield Finding(
                "unsourced",
                "body",
                f"Paragraph {number} leans on somebody without a source.",
                "Select the words and cite the source.",
            )


def gone_link(document, context):
    """Links in the prose to stories that were withdrawn or killed."""
    for path in sorted(linked_paths(document["body"]) & context.gone_paths.keys()):
        what = "killed" if context.gone_paths[path] else "withdrawn"
        yield Finding(
            "gone_link",
            "body",
            f"The text links to {path}, a story that was {what}.",
            "Take the link out, or link to another story.",
        )


UNFINISHED = re.compile(r"\bTK(?:TK)*\b|\bXXX+\b|(?i:\[check\]|\blorem ipsum\b)")


def unfinished(document, context):
    for name, label, ref, text in texts(document):
        for found in UNFINISHED.finditer(text):
            yield Finding(
                "unfinished",
                name,
                f"“{found[0]}” stands in the {label}.",
                "Finish the sentence.",
                ref,
                mark=found[0].lower(),
                around=text,
            )


def texts(document):
    """Every text of a story as (field, what the desk calls it, ref of its block, words)."""
    fields = document["fields"]
    for name in ("headline", "short_headline", "search_headline", "dek", "kicker"):
        yield name, name.replace("_", " "), "", fields[name]
    yield "editors_note", "editor’s note", "", fields["editors_note"]
    for number, paragraph in enumerate(plain_text(document["body"]).splitlines(), 1):
        yield "body", f"text, line {number}", "", paragraph
    for ref, block in blocks_in_order(document):
        for name in ("title", "text", "quote", "caption", "alt_text", "credit"):
            if block.get(name):
                yield f"{block['kind']}s", f"{block['kind']} block", ref, block[name]
