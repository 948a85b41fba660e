"""What the desk checks before a story moves on.

Each check is a small generator `(document, context)` of findings; LEVELS says how much a
finding weighs at which moment (DESK.md, "When a check may stop whom"). Only the
workflow decides what a finding stops.
"""

import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from django.utils import timezone

from articles.models import Article, Edition, Figure, Picture
from articles.revisions import blocks_in_order
from articles.sanitising import placeholders, plain_text


class Moment(StrEnum):
    SUBMIT = "submit"
    APPROVE = "approve"
    PUBLISH = "publish"
    UPDATE = "update"
    FIX = "fix"


class Level(StrEnum):
    BLOCK = "block"
    #: Stops, unless what is unresolved is left out of this publication.
    LEAVE_OUT = "leave_out"
    WARN = "warn"
    NOTE = "note"


@dataclass(frozen=True)
class Finding:
    """One thing a check found: where, what, and the way out, in words for the desk."""

    check: str
    field: str
    message: str
    way_out: str
    ref: str = ""
    level: Level = Level.NOTE
    is_from_before: bool = False

    @property
    def stops(self):
        return self.level in (Level.BLOCK, Level.LEAVE_OUT)

    @property
    def key(self):
        return (self.check, self.field, self.ref, self.message)


@dataclass(frozen=True)
class Context:
    """What checks need to know beside the document."""

    at: datetime
    embargo_until: datetime | None = None
    leave_out: bool = False
    live_stories: frozenset = frozenset()
    pictures: dict = field(default_factory=dict)


def gather(article, document, *, at, leave_out=False):
    """The context of a story's document, in at most two queries."""
    stories, pictures = set(), set()
    for block in document["blocks"].values():
        stories |= {link["story"] for link in block.get("links", ()) if link["story"]}
        pictures |= {block.get("picture")} - {None}
    live = (
        frozenset(
            Edition.objects.live(at).filter(article__in=stories).values_list("article", flat=True)
        )
        if stories
        else frozenset()
    )
    return Context(
        at=at,
        embargo_until=article.embargo_until,
        leave_out=leave_out,
        live_stories=live,
        pictures=Picture.objects.in_bulk(pictures) if pictures else {},
    )


# The checks -------------------------------------------------------------------


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


def lead_picture(document, context):
    if not any(block.get("is_lead") for block in document["blocks"].values()):
        yield Finding(
            "lead_picture", "figures", "There is no lead picture.", "Add one from the library."
        )


def _figures(document):
    for ref, block in blocks_in_order(document):
        if block["kind"] == Figure.kind and block["picture"]:
            yield ref, block


def credit(document, context):
    for ref, figure in _figures(document):
        picture = context.pictures.get(figure["picture"])
        if not figure["credit"] and not (picture and picture.credit):
            yield Finding(
                "credit", "figures", f"“{picture}” has no credit.", "Say who made it.", ref
            )
        if picture and not picture.may_be_shown(context.at):
            ended = timezone.localtime(picture.use_until)
            yield Finding(
                "credit",
                "figures",
                f"The rights in “{picture}” ended on {ended:%-d %B %Y}.",
                "Renew them or choose another picture.",
                ref,
            )


def alt_text(document, context):
    for ref, figure in _figures(document):
        picture = context.pictures.get(figure["picture"])
        described = figure["alt_text"] or (picture and picture.alt_text)
        if not described and not figure["decorative"]:
            yield Finding(
                "alt_text",
                "figures",
                f"“{picture}” has no alt text.",
                "Say what it shows, or mark it as decorative.",
                ref,
            )


def unresolved(document, context):
    """Related links, videos and pictures that are not there yet, and links to stories not live."""
    for ref, block in blocks_in_order(document):
        if block.get("left_out") or context.leave_out:
            continue
        for message, way_out in _unresolved_in(block, context):
            yield Finding("unresolved", f"{block['kind']}s", message, way_out, ref)


def _unresolved_in(block, context):
    if block["kind"] == "related":
        if not block["links"]:
            yield f"“{block['label']}” has no link.", "Add one, or leave it out for now."
        for link in block["links"]:
            if link["story"] and link["story"] not in context.live_stories:
                name = link["title"] or "The linked story"
                yield f"“{name}” is not live.", "Choose another story, or leave it out for now."
            elif not link["story"] and not link["address"]:
                yield f"“{link['title']}” needs a link.", "Choose it, or leave it out for now."
    elif block["kind"] == "embed" and not block["provider"]:
        name = block["title"] or "The video"
        yield f"“{name}” needs a video.", "Paste its address, or leave it out for now."
    elif block["kind"] == "figure" and not block["picture"]:
        yield "A picture block has no picture.", "Choose one, or leave it out for now."


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


UNFINISHED = re.compile(r"\bTK(?:TK)*\b|\bXXX+\b|\[check\]|\blorem ipsum\b")
UNFINISHED_FOLD = re.compile(r"\[check\]|\blorem ipsum\b", re.IGNORECASE)


def unfinished(document, context):
    for name, label, text in _texts(document):
        found = UNFINISHED.search(text) or UNFINISHED_FOLD.search(text)
        if found:
            yield Finding(
                "unfinished", name, f"“{found[0]}” stands in the {label}.", "Finish the sentence."
            )


def _texts(document):
    fields = document["fields"]
    for name in ("headline", "short_headline", "search_headline", "dek", "kicker"):
        yield name, name.replace("_", " "), fields[name]
    yield "editors_note", "editor’s note", fields["editors_note"]
    for number, paragraph in enumerate(plain_text(document["body"]).splitlines(), 1):
        yield "body", f"text, line {number}", paragraph
    for _, block in blocks_in_order(document):
        for name in ("title", "text", "quote", "caption", "alt_text", "credit"):
            if block.get(name):
                yield f"{block['kind']}s", f"{block['kind']} block", block[name]


def embargo(document, context):
    if context.embargo_until and context.at < context.embargo_until:
        until = timezone.localtime(context.embargo_until)
        yield Finding(
            "embargo",
            "embargo_until",
            f"Under embargo until {until:%-d %B %Y %H:%M %Z}.",
            "Schedule it for that time or later.",
        )


def sponsor_label(document, context):
    fields = document["fields"]
    if fields["origin"] == Article.Origin.SPONSOR and not fields["origin_source"].strip():
        yield Finding(
            "sponsor_label",
            "origin_source",
            "Sponsored text does not name its sponsor.",
            "Name the sponsor under “Whose text”.",
        )


def missing_row(document, context):
    for kind, ref in placeholders(document["body"]):
        block = document["blocks"].get(ref)
        if block is None or block["kind"] != kind:
            yield Finding(
                "missing_row",
                "body",
                f"The text holds a place for a {kind} block that is not there.",
                "Remove the card from the text, or bring the block back.",
                ref,
            )


def not_placed(document, context):
    placed = {ref for _, ref in placeholders(document["body"])}
    for ref, block in blocks_in_order(document):
        if ref not in placed and not block.get("is_lead"):
            yield Finding(
                "not_placed",
                f"{block['kind']}s",
                f"A {block['kind']} block stands nowhere in the text.",
                "Place it where readers should see it, or remove it.",
                ref,
            )


B, O, W, N = Level.BLOCK, Level.LEAVE_OUT, Level.WARN, Level.NOTE  # noqa: E741 -- the table's own letters
#: Check → its level when sent to the desk, approved, published, put over a live story, fixed.
LEVELS = {
    headline: (N, B, B, B, B),
    section: (N, B, B, B, B),
    byline: (N, B, B, B, B),
    headline_length: (N, W, W, W, None),
    dek: (N, W, W, W, None),
    lead_picture: (None, N, W, None, None),
    credit: (N, W, B, B, B),
    alt_text: (N, W, B, B, B),
    unresolved: (N, N, O, O, O),
    unsourced: (N, N, N, N, None),
    unfinished: (N, W, B, B, B),
    embargo: (N, N, B, B, B),
    sponsor_label: (None, B, B, B, B),
    missing_row: (None, W, B, B, B),
    not_placed: (N, N, W, W, None),
}
#: What an update, too, may bring along when the live version already has it.
OLD_SINS_PASS = frozenset({"credit", "alt_text"})


def check(document, context, moment, *, live_document=None):
    """All findings at this moment, the ones that stop first.

    What is already true of the live version never stops a fix or correction: it comes
    as a note, marked as being from before.
    """
    before = set()
    if live_document is not None and moment in (Moment.UPDATE, Moment.FIX):
        before = {finding.key for finding in _run(live_document, context, moment)}
    findings = [_weigh(finding, moment, before) for finding in _run(document, context, moment)]
    return sorted(findings, key=lambda finding: list(Level).index(finding.level))


def _run(document, context, moment):
    for function, levels in LEVELS.items():
        level = levels[list(Moment).index(moment)]
        if level is None:
            continue
        for finding in function(document, context):
            yield replace(finding, level=level)


def _weigh(finding, moment, before):
    if finding.key not in before:
        return finding
    passes = moment is Moment.FIX or finding.check in OLD_SINS_PASS
    return replace(finding, is_from_before=True, level=Level.NOTE if passes else finding.level)
