"""Checks of the blocks: pictures, videos, related links, and their places in the text."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import embeds
from articles.desk_checks.findings import Finding
from articles.models import Embed, Figure
from articles.revisions import blocks_in_order
from articles.sanitising import placeholders


def lead_picture(document, context):
    if not any(block.get("is_lead") for block in document["blocks"].values()):
        yield Finding(
            "lead_picture",
            "figures",
            _("There is no lead picture."),
            _("Add one from the library."),
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
                "credit",
                "figures",
                _("“%(picture)s” has no credit.") % {"picture": picture},
                _("Say who made it."),
                ref,
            )
        if picture and not picture.may_be_shown(context.at):
            yield Finding("credit", "figures", *_why_hidden(picture), ref)


def _why_hidden(picture):
    """What is wrong with a picture that may not be shown, and the way out."""
    if picture.killed_at:
        return (
            _("“%(picture)s” went with a story that was killed.") % {"picture": picture},
            _("Choose another picture."),
        )
    ended = timezone.localtime(picture.use_until)
    return (
        _("The rights in “%(picture)s” ended on %(ended)s.")
        % {"picture": picture, "ended": date_format(ended, "j F Y")},
        _("Renew them or choose another picture."),
    )


def not_again(document, context):
    """Pictures that stay in the stories that have them and go into no other."""
    for ref, figure in _figures(document):
        picture = context.pictures.get(figure["picture"])
        if picture and picture.do_not_use_again:
            yield Finding(
                "not_again",
                "figures",
                _("“%(picture)s” is not to be used again.") % {"picture": picture},
                _("Choose another picture."),
                ref,
            )


def one_use(document, context):
    """Pictures bought for one story that another one has."""
    for ref, figure in _figures(document):
        if figure["picture"] in context.used_elsewhere:
            yield Finding(
                "one_use",
                "figures",
                _("“%(picture)s” was bought for one story, and another story has it.")
                % {"picture": context.pictures[figure["picture"]]},
                _("Choose another picture, or buy this one again."),
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
                _("“%(picture)s” has no alt text.") % {"picture": picture},
                _("Say what it shows, or mark it as decorative."),
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
            yield (
                _("“%(label)s” has no link.") % {"label": block["label"]},
                _("Add one, or leave it out for now."),
            )
        for link in block["links"]:
            if link["story"] and link["story"] not in context.live_stories:
                name = link["title"] or _("The linked story")
                yield (
                    _("“%(name)s” is not live.") % {"name": name},
                    _("Choose another story, or leave it out for now."),
                )
            elif not link["story"] and not link["address"]:
                yield (
                    _("“%(title)s” needs a link.") % {"title": link["title"]},
                    _("Choose it, or leave it out for now."),
                )
    elif block["kind"] == "embed" and not embeds.is_resolved(block):
        yield _waiting(block)
    elif block["kind"] == "figure" and not block["picture"]:
        yield _("A picture block has no picture."), _("Choose one, or leave it out for now.")


#: Type of an embed → its name where it has no title, and what it needs.
WAITING = {
    Embed.Type.VIDEO: (gettext_lazy("The video"), gettext_lazy("“%(title)s” needs a video.")),
    Embed.Type.POST: (gettext_lazy("The post"), gettext_lazy("“%(title)s” needs a post.")),
    Embed.Type.CHART: (gettext_lazy("The chart"), gettext_lazy("“%(title)s” needs a chart.")),
    Embed.Type.DOCUMENT: (
        gettext_lazy("The document"),
        gettext_lazy("“%(title)s” needs a document."),
    ),
    Embed.Type.MAP: (gettext_lazy("The map"), gettext_lazy("“%(title)s” needs a map.")),
    Embed.Type.AUDIO: (
        gettext_lazy("The recording"),
        gettext_lazy("“%(title)s” needs a recording."),
    ),
}


def _waiting(embed):
    """What an embed without its address needs, in the newsroom's words, and the way out."""
    name, needs = WAITING[embed["type"]]
    way_out = (
        _("Paste its address or type its words, or leave it out for now.")
        if embed["type"] == Embed.Type.POST
        else _("Paste its address, or leave it out for now.")
    )
    return needs % {"title": embed["title"] or name}, way_out


#: Kind of block → what is said of it where the text and the blocks do not fit together.
MISSING = {
    "related": gettext_lazy("The text holds a place for a related block that is not there."),
    "embed": gettext_lazy("The text holds a place for an embed block that is not there."),
    "figure": gettext_lazy("The text holds a place for a figure block that is not there."),
    "pullquote": gettext_lazy("The text holds a place for a pullquote block that is not there."),
    "factbox": gettext_lazy("The text holds a place for a factbox block that is not there."),
}
NOWHERE = {
    "related": gettext_lazy("A related block stands nowhere in the text."),
    "embed": gettext_lazy("An embed block stands nowhere in the text."),
    "figure": gettext_lazy("A figure block stands nowhere in the text."),
    "pullquote": gettext_lazy("A pullquote block stands nowhere in the text."),
    "factbox": gettext_lazy("A factbox block stands nowhere in the text."),
}


def missing_row(document, context):
    for kind, ref in placeholders(document["body"]):
        block = document["blocks"].get(ref)
        if block is None or block["kind"] != kind:
            yield Finding(
                "missing_row",
                "body",
                MISSING[kind],
                _("Remove the card from the text, or bring the block back."),
                ref,
            )


def not_placed(document, context):
    placed = {ref for _, ref in placeholders(document["body"])}
    for ref, block in blocks_in_order(document):
        if ref not in placed and not block.get("is_lead"):
            yield Finding(
                "not_placed",
                f"{block['kind']}s",
                NOWHERE[block["kind"]],
                _("Place it where readers should see it, or remove it."),
                ref,
            )
