"""A list of stories as agencies and partners take them in: ninjs 3.1, one item for all of them.

It comes with the same entries as the other feeds. Each story is a whole item by itself, with its
text where that may leave the site; of any other, what stands on a card and that it may not.
"""

from articles.models import Article
from articles.structured_data import without_blanks
from articles.templatetags.paper import iso

STANDARD = {
    "name": "ninjs",
    "version": "3.1",
    "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#",
}
NOT_ELSEWHERE = "The text may not be published elsewhere."
Weight, Work = Article.Weight, Article.Work
#: From 1, the most urgent, to 9.
URGENCY = {Weight.NORMAL: 5, Weight.NOTABLE: 4, Weight.MAJOR: 3, Weight.LEAD: 2}
#: What the IPTC calls them: http://cv.iptc.org/newscodes/genre/
GENRES = {
    Work.ANALYSIS: "Analysis",
    Work.OPINION: "Opinion",
    Work.BACKGROUND: "Background",
    Work.EXPLAINER: "Background",
    Work.REVIEW: "Review",
}


def package(feed, items, policies):
    """The list as one item; `policies` are (name in schema.org's words, address)."""
    return without_blanks(
        {
            "uri": feed["id"],
            "standard": STANDARD,
            "type": "composite",
            "representationType": "full",
            "versionCreated": iso(feed["updated"]),
            "language": feed["language"],
            "title": feed["title"],
            "descriptions": _values(summary=feed["description"]),
            "copyrightHolder": feed["author_name"],
            "altIds": [
                {"role": "web", "value": feed["link"]},
                {"role": "feed", "value": feed["feed_url"]},
            ],
            "trustIndicators": [
                {"role": f"https://schema.org/{name}", "href": address}
                for name, address in policies
            ],
            "associations": [_story(item, feed) for item in items],
        }
    )


def _story(item, feed):
    told, content = item["wire"], item["content"]
    return without_blanks(
        {
            "name": item["title"],
            "rel": "item",
            "uri": item["unique_id"],
            "standard": STANDARD,
            "type": "text",
            "representationType": "full" if content else "partial",
            "pubStatus": "usable",
            "firstCreated": iso(item["pubdate"]),
            "altIds": [{"role": "web", "value": item["link"]}],
            "headlines": _values(
                main=item["title"], short=told["short_headline"], kicker=told["kicker"]
            ),
            "descriptions": _values(summary=item["summary"]),
            "bodies": _body(content, told["words"]),
            "by": ", ".join(person["name"] for person in item["people"]),
            "infoSources": _sources(item["people"], told["source"]),
            "copyrightHolder": told["source"] or feed["author_name"],
            "usageTerms": "" if content else NOT_ELSEWHERE,
            "associations": _picture(item["media"]),
            **{name: told[name] for name in SAID_AS_IS},
        }
    )


#: What `wire` says under the names of the standard.
SAID_AS_IS = (
    "version",
    "versionCreated",
    "language",
    "urgency",
    "located",
    "genres",
    "subjects",
    "edNote",
)


def wire(edition, corrections, subjects):
    """What the other feeds do not say of a story: numbers and words, nothing to be asked for."""
    genre = GENRES.get(edition.type_of_work)
    return {
        "version": str(edition.pk),
        "versionCreated": iso(edition.live_from),
        "language": edition.language,
        "urgency": URGENCY.get(edition.weight, URGENCY[Weight.NORMAL]),
        "located": edition.document["fields"]["dateline"],
        "genres": [_genre(genre)] if genre else [],
        "subjects": [{**subject, "rel": "about"} for subject in subjects],
        "edNote": "\n".join(_notice(correction) for correction in corrections),
        "short_headline": edition.short_headline,
        "kicker": edition.kicker,
        "source": edition.origin_source,
        "words": edition.word_count,
    }


def _genre(name):
    return {"name": name, "uri": f"http://cv.iptc.org/newscodes/genre/{name}"}


def _notice(correction):
    """For the desk that printed the story: what was wrong, and since when that is said."""
    return (
        f"{correction['kind'].capitalize()}, {iso(correction['issued_at'])}: {correction['text']}"
    )


def _sources(people, source):
    """Whose work it is: those it is credited to, and where the text came from."""
    writers = [{"name": one["name"], "role": "author", "uri": one["url"]} for one in people]
    return [*writers, *([{"name": source, "role": "origin"}] if source else [])]


def _body(content, words):
    if not content:
        return []
    return [{"role": "main", "contentType": "text/html", "wordCount": words, "value": content}]


def _picture(media):
    """The lead picture, while its rights last."""
    if media is None:
        return []
    file = media["attributes"]
    rendition = {
        "name": "16:9",
        "href": file["url"],
        "contentType": file["type"],
        "width": int(file["width"]),
        "height": int(file["height"]),
    }
    told = {
        "name": "lead",
        "rel": "featured",
        "uri": media["lasting_id"],
        "type": "picture",
        "by": media["credit"],
        "copyrightNotice": media["copyright"],
        "digitalSourceType": {"uri": media["source_type"]} if media["source_type"] else None,
        "descriptions": _values(caption=media["title"], altText=media["description"]),
        "renditions": [rendition],
    }
    return [without_blanks(told)]


def _values(**by_role):
    return [{"role": role, "value": value} for role, value in by_role.items() if value]
