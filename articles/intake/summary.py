"""What a program that sends copy in wants to know about the story it became."""

from django.conf import settings

from articles.models import Edition, Section


def of_story(reading, built, article, edition=None):
    """The story made of a reading, as plain data; `url` only when an edition is live."""
    document, fields = built.document, built.document["fields"]
    related, videos = _blocks(built)
    section = Section.objects.filter(pk=fields["section"]).first()
    told = {
        "article": article.pk,
        "headline": fields["headline"],
        "dek": fields["dek"],
        "section": section.slug if section else "",
        "subheads": [piece.data["words"] for piece in reading.of("subhead")],
        "bylines": [
            {"name": byline["credited_as"] or byline["name"], "role": byline["role"]}
            for byline in document["bylines"]
        ],
        "related": related,
        "videos": videos,
        "sources": [
            {
                "name": citation["name"],
                "phrase": citation["phrase"],
                "known": citation["source"] is not None,
            }
            for citation in document["citations"].values()
        ],
        "ownership": fields["ownership_notice"],
        "corrections": [correction["text"] for correction in document["corrections"]],
        "notes": [note for note in (fields["editors_note"], *built.notes) if note],
        "dateline": fields["dateline"],
        "origin": fields["origin_source"] or fields["origin"],
        "paragraphs": built.paragraphs,
        "unresolved": [
            {"kind": kind, "title": entry["title"]}
            for kind, entries in (("related", related), ("video", videos))
            for entry in entries
            if not entry["resolved"]
        ],
        "admin_url": settings.NEWSROOM_SITE_URL + article.get_desk_url(),
    }
    if edition:
        told["url"] = settings.NEWSROOM_SITE_URL + edition.path
    return told


def _blocks(built):
    """`(related links, videos)` in the order of the text."""
    related, videos = [], []
    for ref, after in built.places.items():
        block = built.document["blocks"][ref]
        if block["kind"] == "embed":
            videos.append(_video(block, after))
        else:
            related += [_link(block, link, after) for link in block["links"]]
    return related, videos


def _video(block, after):
    return {
        "title": block["title"],
        "credit": block["credit"],
        "url": block["address"],
        "resolved": bool(block["provider"]),
        "after_paragraph": after,
    }


def _link(block, link, after):
    return {
        "label": block["label"],
        "title": link["title"],
        "url": link["address"] or _address_of(link["story"]),
        "resolved": bool(link["story"] or link["address"]),
        "after_paragraph": after,
    }


def _address_of(story):
    if story is None:
        return ""
    path = Edition.objects.live().filter(article=story).values_list("path", flat=True).first()
    return settings.NEWSROOM_SITE_URL + path if path else ""
