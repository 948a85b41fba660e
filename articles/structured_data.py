"""What the paper's pages tell machines: the same facts as the page, in schema.org's words."""

from django.templatetags.static import static
from django.urls import reverse

from articles import showing, sponsoring
from articles.models import Article, Picture, PolicyPage
from articles.outside import whole
from articles.renditions import RATIOS, Rendition, share_image
from articles.templatetags.paper import checked_address, iso
from authors.models import Author
from newsroom.site import publication

Work, Origin, Role = Article.Work, Article.Origin, PolicyPage.Role

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
#: The shapes that search engines cut from, each with the paper's own picture for a story without.
SHAPES = {"16:9": "img/share.jpg", "4:3": "img/share-4x3.jpg", "1:1": "img/share-1x1.jpg"}
#: Of pictures that a machine made; of any other the credit says enough.
DIGITAL_SOURCES = {
    Picture.MachineMade.WHOLLY: "https://schema.org/TrainedAlgorithmicMediaDigitalSource",
    Picture.MachineMade.PARTLY: (
        "https://schema.org/CompositeWithTrainedAlgorithmicMediaDigitalSource"
    ),
}
#: Search engines take no smaller picture.
FEWEST_PIXELS = 50_000
#: What each policy page is to the paper in schema.org's words; the others are only pages.
POLICIES = {
    Role.ETHICS: ("publishingPrinciples", "ethicsPolicy"),
    Role.CORRECTIONS: ("correctionsPolicy",),
    Role.OWNERSHIP: ("ownershipFundingInfo",),
    Role.CONTACT: ("actionableFeedbackPolicy",),
    Role.MASTHEAD: ("masthead",),
    Role.MISSION: ("missionCoveragePrioritiesPolicy",),
    Role.CHECKING: ("verificationFactCheckingPolicy",),
    Role.SOURCES: ("unnamedSourcesPolicy",),
    Role.BYLINES: ("noBylinesPolicy",),
    Role.DIVERSITY: ("diversityPolicy",),
    Role.STAFFING: ("diversityStaffingReport",),
}
PAGES = {Role.ABOUT: "AboutPage", Role.CONTACT: "ContactPage"}


def of_story(page):
    """The graph of a story's page; `page` is the context that the page is printed from."""
    paper = publication()
    nodes = _article(page, paper), *_videos(page), _story_steps(page["edition"], paper)
    return _graph(paper, *nodes)


def of_front():
    return _graph(publication())


def of_list(name, path, description="", parent=None):
    """A section's, a topic's or another list's page; `parent` is (name, path) of the one above."""
    paper = publication()
    steps = [parent, (name, path)] if parent else [(name, path)]
    return _graph(paper, _page("CollectionPage", name, path, description), _steps(paper, *steps))


def of_author(author, at):
    """A writer's page: who they are, as the page says it."""
    paper, path = publication(), author.get_absolute_url()
    profile = {**_page("ProfilePage", author.name, path), "mainEntity": _profile(author, at)}
    steps = _steps(paper, ("Our writers", reverse("authors:list")), (author.name, path))
    return _graph(paper, profile, steps)


def of_policy(policy, path):
    paper, kind = publication(), PAGES.get(policy.role, "WebPage")
    return _graph(paper, _page(kind, policy.title, path), _steps(paper, (policy.title, path)))


def _graph(paper, *nodes):
    """These nodes with the two that all pages share, and that they point to."""
    return {
        "@context": "https://schema.org",
        "@graph": [*nodes, _publisher(paper), _website(paper)],
    }


# The paper ------------------------------------------------------------------------


def _publisher(paper):
    facts = {
        "@type": "NewsMediaOrganization",
        "@id": whole("/#publisher"),
        "name": paper.name,
        "url": whole("/"),
        "logo": _logo(paper),
        "sameAs": list(paper.social_accounts),
        "foundingDate": str(paper.founded or ""),
        "contactPoint": _contact(paper),
        **policies(paper),
    }
    return without_blanks(facts)


def _logo(paper):
    if paper.logo is None:
        return _image(Rendition(static("img/logo.png"), 512, 512))
    return _image(share_image(paper.logo, "1:1"))


def _contact(paper):
    if not paper.contact_email:
        return None
    return {
        "@type": "ContactPoint",
        "contactType": "newsroom",
        "email": paper.contact_email,
    }


def policies(paper):
    """Where readers find each policy that is shown, by what it is in schema.org's words."""
    shown = {}
    for policy in paper.policies:
        for name in POLICIES.get(policy.role, ()):
            shown[name] = whole(policy.get_absolute_url())
    return shown


def _website(paper):
    return {
        "@type": "WebSite",
        "@id": whole("/#website"),
        "name": paper.name,
        **({"alternateName": paper.also_known_as} if paper.also_known_as else {}),
        "url": whole("/"),
        "publisher": {"@id": whole("/#publisher")},
    }


# Pages that are not stories -----------------------------------------------------------


def _page(kind, name, path, description=""):
    address = whole(path)
    return without_blanks(
        {
            "@type": kind,
            "@id": address,
            "url": address,
            "name": name,
            "description": description,
            "isPartOf": {"@id": whole("/#website")},
            "publisher": {"@id": whole("/#publisher")},
        }
    )


def _profile(author, at):
    picture = author.picture
    is_shown = showing.may_show(picture, at)
    accounts = [checked_address(each.strip()) for each in author.accounts.splitlines()]
    is_agency = author.kind == Author.Kind.AGENCY
    facts = {
        "@type": _kind_of(author),
        "@id": whole(f"{author.get_absolute_url()}#author"),
        "name": author.name,
        "url": whole(author.get_absolute_url()),
        "description": author.bio,
        "sameAs": [account for account in accounts if account],
        "image": _image(share_image(picture, "1:1")) if is_shown else None,
    }
    if not is_agency:
        facts |= {
            "jobTitle": author.title,
            "knowsAbout": _listed(author.beat),
            "knowsLanguage": _listed(author.languages),
            "workLocation": _place(author.place),
            "worksFor": {"@id": whole("/#publisher")} if _works_here(author) else None,
        }
    return without_blanks(facts)


def _listed(typed):
    """What stands between commas, each by itself."""
    return [part.strip() for part in typed.split(",") if part.strip()]


def _place(name):
    return {"@type": "Place", "name": name} if name else None


def _works_here(author):
    return author.is_active and author.kind == Author.Kind.STAFF


def _kind_of(author):
    return "Organization" if author.kind == Author.Kind.AGENCY else "Person"


# The story ------------------------------------------------------------------------


def _article(page, paper):
    edition = page["edition"]
    address = whole(edition.path)
    facts = {
        "@type": _type(edition),
        "@id": address,
        "url": address,
        "mainEntityOfPage": address,
        "headline": headline(edition),
        "description": edition.dek,
        "image": _images(edition, page["lead"], paper),
        "datePublished": iso(edition.first_published_at),
        "dateModified": iso(edition.updated_at or edition.first_published_at),
        **_people(page["byline_groups"]),
        "publisher": {"@id": whole("/#publisher")},
        "isPartOf": {"@id": whole("/#website")},
        "articleSection": edition.section.name,
        "keywords": [topic.name for topic in page["topics"]],
        "inLanguage": edition.language,
        "dateline": edition.document["fields"]["dateline"],
        "locationCreated": _place(edition.document["fields"]["dateline"]),
        "wordCount": edition.word_count,
        "isAccessibleForFree": True,
        "creativeWorkStatus": "Retracted" if edition.is_retracted else "",
        "correction": [_correction(notice) for notice in page["corrections"]],
        "citation": [_citation(source) for source in page["sources"]],
        "backstory": page["methods"],
        "video": [{"@id": _video_id(edition, n)} for n, _ in enumerate(page["videos"], 1)],
        **_translations(edition, page.get("around")),
        **_origin(edition),
    }
    return without_blanks(facts)


def without_blanks(facts):
    """What is not known is not said."""
    return {name: value for name, value in facts.items() if value not in ("", [], None)}


def _type(edition):
    if sponsoring.is_paid(edition):
        return "AdvertiserContentArticle"
    return TYPES[edition.type_of_work]


def headline(edition):
    """As the page has it above the text."""
    return f"Retracted: {edition.headline}" if edition.is_retracted else edition.headline


def _images(edition, lead, paper):
    """The lead picture in three shapes while it may be shown, else the paper's own."""
    if lead is None:
        return [_image(one) for one in _share_pictures(paper)]
    picture = edition.lead_picture
    said = {
        "caption": lead["caption"],
        "creditText": lead["credit"],
        "copyrightNotice": picture.copyright_notice,
        "digitalSourceType": DIGITAL_SOURCES.get(picture.machine_made),
    }
    return [_image(one, **said) for one in _large_enough(picture)]


def _share_pictures(paper):
    """What stands for a story without a picture."""
    if paper.share_picture:
        return _large_enough(paper.share_picture)
    shapes = [(path, RATIOS[ratio]) for ratio, path in SHAPES.items()]
    return [Rendition(static(path), 720 * across // down, 720) for path, (across, down) in shapes]


def share_picture(paper):
    """The picture that any page without one of its own is shared with."""
    return _share_pictures(paper)[0]


def _large_enough(picture):
    shared = [share_image(picture, ratio) for ratio in SHAPES]
    return [one for one in shared if one.width * one.height >= FEWEST_PIXELS]


def _image(rendition, **said):
    address = whole(rendition.address)
    facts = {
        "@type": "ImageObject",
        "url": address,
        "contentUrl": address,
        "width": rendition.width,
        "height": rendition.height,
    }
    return without_blanks(facts | said)


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
    return {
        "@type": _kind_of(author),
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
    if sponsoring.is_paid(edition):
        name = sponsoring.payer(edition)
        sponsor = {"@type": "Organization", "name": name, "url": address}
        return {"sponsor": without_blanks(sponsor)}
    return {
        "sourceOrganization": {"@type": "Organization", "name": name} if name else "",
        "isBasedOn": address,
    }


def _translations(edition, around):
    """The same story in other languages, where readers have it."""
    if not around or not around.tongues:
        return {}
    others = [row for row in around.tongues if row.article_id != edition.article_id]
    original = around.original
    if original is not None and original.article_id != edition.article_id:
        return {"translationOfWork": _other(original)}
    return {"workTranslation": [_other(row) for row in others] if original else None}


def _other(row):
    return {
        "@type": "NewsArticle",
        "@id": whole(row.path),
        "headline": row.words,
        "inLanguage": row.language,
    }


# Its videos -----------------------------------------------------------------------


def _videos(page):
    edition = page["edition"]
    return [_video(edition, number, video) for number, video in enumerate(page["videos"], 1)]


def _video(edition, number, video):
    """A video as the page shows it. The paper put it there when it published the story."""
    block, poster = video["block"], video["poster"]
    name = block["title"] or edition.headline
    facts = {
        "@type": "VideoObject",
        "@id": _video_id(edition, number),
        "name": name,
        "description": block["caption"] or edition.dek or name,
        "thumbnailUrl": whole(poster["src"] if poster else static(SHAPES["16:9"])),
        "uploadDate": iso(edition.first_published_at),
        "duration": _duration(block.get("length")),
        "embedUrl": video["frame_address"],
        "creditText": block["credit"],
    }
    return without_blanks(facts)


def _video_id(edition, number):
    return whole(f"{edition.path}#video-{number}")


def _duration(seconds):
    """As ISO 8601 has it: PT1H2M3S."""
    if not seconds:
        return ""
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((hours, "H"), (minutes, "M"), (seconds, "S"))
    return "PT" + "".join(f"{number}{letter}" for number, letter in parts if number)


# The way here ---------------------------------------------------------------------


def _story_steps(edition, paper):
    section = edition.section
    return _steps(paper, (section.name, section.get_absolute_url()), (headline(edition), ""))


def _steps(paper, *steps):
    """The way from the front; the last step of a story is the page itself."""
    steps = [(paper.name, "/"), *steps]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            without_blanks(
                {
                    "@type": "ListItem",
                    "position": number,
                    "name": name,
                    "item": whole(path) if path else "",
                }
            )
            for number, (name, path) in enumerate(steps, start=1)
        ],
    }
