"""Which videos a story's document shows, and another one in the place of one of them."""

import copy

from articles.embeds.provider import Recognised


def shown_in(document) -> set[tuple[str, str]]:
    """The provider and id of everything of another site that the document shows."""
    return {
        (block["provider"], block["embed_id"])
        for block in document["blocks"].values()
        if block["kind"] == "embed" and block["provider"]
    }


def shows(block, video: tuple[str, str]) -> bool:
    """Whether a block of a document is this video."""
    return block["kind"] == "embed" and (block["provider"], block["embed_id"]) == video


def with_other(document, video: tuple[str, str], other: Recognised):
    """The document with another video wherever it shows this one; the desk's words stay."""
    document = copy.deepcopy(document)
    for block in document["blocks"].values():
        if shows(block, video):
            block |= {
                "type": other.type,
                "provider": other.provider,
                "embed_id": other.embed_id,
                "embed_hash": other.embed_hash,
                "start": other.start,
                "address": other.watch_address,
                "ratio": other.ratio,
                "length": None,
                "transcript": "",
            }
    return document
