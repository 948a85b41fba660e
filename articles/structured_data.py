"""What a story's page tells machines: the same facts as the page, in schema.org's words."""

from django.conf import settings
from django.templatetags.static import static

from articles.models import Article
from articles.outside import whole
from articles.renditions import share_image
from articles.templatetags.paper import checked_address, iso
from authors.models import Author

Work, Origin = Article.Work, Article.Origin

#: Only what the page says in words: a report carries no label, and an explainer is background.
TYPES = {
    Work.REPORT: "NewsArticle",
    Work.ANALYSIS: "AnalysisNewsArticle",
    Work.OPINION: "OpinionNewsArticle",
    Work.BACKGROUND: "BackgroundNewsArticle",
    Work.REVIEW: "ReviewNewsArticle",
    Work.EXPLAINER: "BackgroundNewsArticle",
}
#: What each role in a byline is called; the others only helped.
ROLES = {"words": "author", "reporting": "author", "editing": "editor"}
RATIOS = ("16:9", "4:3", "1:1")
#: Search engines take no smaller picture.
FEWEST_PIXELS = 50_000


def of_story(page):
    """The graph of a story's page; `page` is the context that the page is printed from."""
    return {
        "@context": "https://schema.org",
        "@graph": [_article(page), publisher(), website(), _breadcrumbs(page["edition"])],
    }


# The paper ------------------------------------------------------------------------


def publisher():
    return {
        "@type": "NewsMediaOrganization",
        "@id": whole("/#publisher"),
        "name": settings.NEWSROOM_NAME,
        "url": whole("/"),
        "logo": {"@type": "ImageObject", "url": whole(static("img/icon.svg"))},
    }


def website():
    return {
        "@type": "WebSite",
        "@id": whole("/#website"),
        "name": settings.NEWSROOM_NAME,
        "url": whole("/"),
        "publisher": {"@id": whole("/#publisher")},
    }


# The story ------------------------------------------------------------------------


def _article(page):
    edition = page["edition"]
    address = whole(edition.path)
    facts = {
        "@type": _type(edition),
        "@id": address,
        "url": address,
        "mainEntityOfPage": address,
        "headline": headline(edition),
        "description": edition.dek,
        "image": _images(edition, page["lead"]),
        "datePublished": iso(edition.first_published_at),
        "dateModified": iso(edition.updated_at or edition.first_published_at),
        **_people(page["byline_groups"]),
        "publisher": {"@id": whole("/#publisher")},
        "isPartOf": {"@id": whole("/#website")},
        "articleSection": edition.section.name,
        "keywords": [topic.name for topic in page["topics"]],
        "inLanguage": edition.language,
        "dateline": edition.document["fields"]["dateline"],
        "wordCount": edition.word_count,
        "isAccessibleForFree": True,
        "creativeWorkStatus": "Retracted" if edition.is_retracted else "",
        "correction": [_correction(notice) for notice in page["corrections"]],
        "citation": [_citation(source) for source in page["sources"]],
        **_origin(edition),
    }
    return _without_blanks(facts)


def _without_blanks(facts):
    """What is not known is not said."""
    return {name: value for name, value in facts.items() if value not in ("", [], None)}


def _type(edition):
    if edition.origin == Origin.SPONSOR:
        return "AdvertiserContentArticle"
    return TYPES[edition.type_of_work]


def headline(edition):
    """As the page has it above the text."""
    return f"Retracted: {edition.headline}" if edition.is_retracted else edition.headline


def _images(edition, lead):
    """The lead picture in the three shapes that search engines cut from, while it may be shown."""
    if lead is None:
        return []
    picture = edition.lead_picture
    shared = [share_image(picture, ratio) for ratio in RATIOS]
    return [
        _without_blanks(
            {
                "@type": "ImageObject",
                "url": whole(one.address),
                "contentUrl": whole(one.address),
                "width": one.width,
                "height": one.height,
                "caption": lead["caption"],
                "creditText": lead["credit"],
                "copyrightNotice": picture.copyright_notice,
            }
        )
        for one in shared
        if one.width * one.height >= FEWEST_PIXELS
    ]


def _people(groups):
    """Everybody credited by what they did, in the byline's order and with the name it prints."""
    people = {}
    for _, credited in groups:
        for person in credited:
            role = ROLES.get(person["role"], "contributor")
            people.setdefault(role, []).append(_person(person))
    return people


def _person(person):
    author = person["author"]
    is_agency = author.kind == Author.Kind.AGENCY
    return {
        "@type": "Organization" if is_agency else "Person",
        "name": person["credited_as"] or person["name"],
        "url": whole(author.get_absolute_url()),
    }


def _correction(notice):
    return {
        "@type": "CorrectionComment",
        "text": notice["text"],
        "datePublished": iso(notice["issued_at"]),
    }


def _citation(source):
    address = checked_address(source["address"])
    named = {"@type": "CreativeWork", "name": source["name"]}
    return {**named, "url": whole(address)} if address else named


def _origin(edition):
    """Whose text it is, and where it first stood, where it is not the paper's own."""
    if edition.origin == Origin.STAFF:
        return {}
    name = edition.origin_source
    address = checked_address(edition.document["fields"]["origin_address"])
    address = whole(address) if address else ""
    if edition.origin == Origin.SPONSOR:
        sponsor = {"@type": "Organization", "name": name or "a sponsor", "url": address}
        return {"sponsor": _without_blanks(sponsor)}
    return {
        "sourceOrganization": {"@type": "Organization", "name": name} if name else "",
        "isBasedOn": address,
    }


def _breadcrumbs(edition):
    steps = [
        {"name": settings.NEWSROOM_NAME, "item": whole("/")},
        {"name": edition.section.name, "item": whole(edition.section.get_absolute_url())},
        {"name": headline(edition)},
    ]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, **step}
            for number, step in enumerate(steps, start=1)
        ],
    }
