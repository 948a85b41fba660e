"""Checks of the blocks: pictures, videos, related links, and their places in the text."""

from django.utils import timezone

from articles import embeds
from articles.desk_checks.findings import Finding
from articles.models import Embed, Figure
from articles.revisions import blocks_in_order
from articles.sanitising import placeholders


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
            yield Finding("credit", "figures", *_why_hidden(picture), ref)


def _why_hidden(picture):
    """What is wrong with a picture that may not be shown, and the way out."""
    if picture.killed_at:
        return f"“{picture}” went with a story that was killed.", "Choose another picture."
    ended = timezone.localtime(picture.use_until)
    return (
        f"The rights in “{picture}” ended on {ended:%-d %B %Y}.",
        "Renew them or choose another picture.",
    )


def not_again(document, context):
    """Pictures that stay in the stories that have them and go into no other."""
    for ref, figure in _figures(document):
        picture = context.pictures.get(figure["picture"])
        if picture and picture.do_not_use_again:
            yield Finding(
                "not_again",
                "figures",
                f"“{picture}” is not to be used again.",
                "Choose another picture.",
                ref,
            )


def one_use(document, context):
    """Pictures bought for one story that another one has."""
    for ref, figure in _figures(document):
        if figure["picture"] in context.used_elsewhere:
            yield Finding(
                "one_use",
                "figures",
                f"“{context.pictures[figure['picture']]}” was bought for one story, "
                "and another story has it.",
                "Choose another picture, or buy this one again.",
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
    elif block["kind"] == "embed" and not embeds.is_resolved(block):
        yield _waiting(block)
    elif block["kind"] == "figure" and not block["picture"]:
        yield "A picture block has no picture.", "Choose one, or leave it out for now."


def _waiting(embed):
    """What an embed without its address needs, in the newsroom's words, and the way out."""
    kind = embed["type"]
    wanted = "recording" if kind == Embed.Type.AUDIO else kind
    words = " or type its words" if kind == Embed.Type.POST else ""
    return (
        f"“{embed['title'] or f'The {wanted}'}” needs a {wanted}.",
        f"Paste its address{words}, or leave it out for now.",
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
