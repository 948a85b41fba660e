"""What a document points at by primary key, and what of that is still on file.

A kept version is as old as it is: a topic or a picture that it names may be gone by now.
"""

import copy

from django.db.models import F
from django.db.models.functions import Coalesce

from articles.models import Article, Picture, Section, Source, Topic
from authors.models import Author, Desk

_FIELDS = {"section": Section, "desk": Desk, "follows": Article, "translation_of": Article}


def on_file(document):
    """The document without what is no longer on file, so that it can be shown and written.

    A link whose story is gone keeps its words; a picture's place stays, empty. A source,
    topic or author that was merged is what it became.
    """
    document = copy.deepcopy(document)
    for name, model in _FIELDS.items():
        document["fields"][name] = _kept(model, [document["fields"].get(name)]).get(
            document["fields"].get(name)
        )
    document |= named_today(document)
    _blocks_on_file(document["blocks"])
    return document


def named_today(document):
    """Topics, bylines and citations of a document, with what was merged as what it became."""
    topics = _kept(Topic, document["topics"])
    authors = _kept(Author, [byline["author"] for byline in document["bylines"]])
    sources = _kept(Source, [citation["source"] for citation in document["citations"].values()])
    return {
        "topics": list(dict.fromkeys(topics.values())),
        "bylines": _credited_once(
            {**byline, "author": authors.get(byline["author"])}
            for byline in document["bylines"]
            if byline["author"] in authors or byline["name"]
        ),
        "citations": {
            ref: {**citation, "source": sources.get(citation["source"])}
            for ref, citation in document["citations"].items()
            if citation["source"] in sources or citation["name"]
        },
    }


def followed(before, after):
    """Two documents to be compared, both naming what was merged as what it became.

    No query where they name the same.
    """
    if all(before[part] == after[part] for part in ("topics", "bylines", "citations")):
        return before, after
    return tuple(_in_order({**each, **named_today(each)}) for each in (before, after))


def _in_order(document):
    return {**document, "topics": sorted(document["topics"])}


#: What two of may turn out to be one.
_MERGED = frozenset({Author, Source, Topic})


def _kept(model, pks):
    """{key: the key it has by now} of those on file, in their order; no query where none is asked.

    They differ where it was merged into another.
    """
    asked = [pk for pk in dict.fromkeys(pks) if pk is not None]
    if not asked:
        return {}
    today = Coalesce("merged_into", "pk") if model in _MERGED else F("pk")
    known = dict(model.objects.filter(pk__in=asked).values_list("pk", today))
    return {pk: known[pk] for pk in asked if pk in known}


def _credited_once(bylines):
    """The bylines without a second credit of one person for the same."""
    seen, kept = set(), []
    for byline in bylines:
        credit = byline["author"] or byline["name"], byline["role"]
        if credit not in seen:
            seen.add(credit)
            kept.append(byline)
    return kept


def _blocks_on_file(blocks):
    pointers = ("picture", "poster")
    pictures = _kept(Picture, [block.get(name) for block in blocks.values() for name in pointers])
    links = [link for block in blocks.values() for link in block.get("links", ())]
    stories = _kept(Article, [link["story"] for link in links])
    for block in blocks.values():
        for name in pointers:
            if name in block:
                block[name] = pictures.get(block[name])
        for link in block.get("links", ()):
            link["story"] = stories.get(link["story"])
        if "links" in block:
            block["links"] = [link for link in block["links"] if any(link.values())]
