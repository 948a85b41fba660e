"""Which readers' pages are kept for everybody, and which lists each of them shows.

The tables are compared with the URL resolver, so a new address has to decide.
"""

import pytest
from django.urls import URLPattern, get_resolver

from articles.showing import kept
from tests.articles.a_paper import Seen
from tests.test_leaks import routes

pytestmark = pytest.mark.django_db

#: Of each route a page (of `a_paper`) or address, and the lists it shows beside single things.
KEPT = {
    "articles:front": ("front", {"front", "news"}),
    "articles:section": ("section", {"section-{world}"}),
    "articles:story": ("story", {"section-{world}", "about-{harbour}", "about-{series}"}),
    "articles:former": ("/nothing/at/all.php", None),
    "articles:topics": ("topics", {"news", "topics"}),
    "articles:topic": ("topic", {"about-{harbour}"}),
    "articles:archive": ("archive", {"news"}),
    "articles:archive_year": ("year", {"news"}),
    "articles:archive_month": ("month", {"news"}),
    "articles:archive_day": ("day", {"news"}),
    "articles:corrections": ("corrections", {"corrections"}),
    "articles:policy": ("policy", set()),
    "articles:feed": ("feed", {"news"}),
    "articles:section_feed": ("section feed", {"section-{world}"}),
    "articles:topic_feed": ("topic feed", {"about-{harbour}"}),
    "articles:author_feed": ("author feed", {"by-{ada}"}),
    "articles:sitemap": ("sitemap", {"news"}),
    "articles:sitemap_pages": ("sitemap of pages", {"news", "authors", "topics"}),
    "articles:sitemap_stories": ("sitemap of stories", {"news", "pictures", "videos"}),
    "articles:news_sitemap": ("news sitemap", {"news", "pictures"}),
    "articles:robots": ("robots", set()),
    "articles:ads": ("ads", set()),
    "articles:trust": ("trust", set()),
    "articles:indexnow_key": ("/a-key-of-ours.txt", set()),
    "articles:colours": ("colours", set()),
    "articles:manifest": ("manifest", set()),
    "articles:security": ("security", set()),
    "authors:list": ("authors", {"news", "authors"}),
    "authors:detail": ("author", {"by-{ada}"}),
}
#: Why nothing is kept of the others.
NOT_KEPT = {
    "articles:search": "what one reader asked",
    "articles:report": "a form, which counts who sends it",
    "articles:shared_draft": "for whoever has its secret address",
    "articles:rendition": "a file, which the web server gives out",
    "articles:favicon": "it only leads to a file",
    "healthz": "has to be true at this moment",
    "readyz": "has to be true at this moment",
}
#: What begins the name of a single thing.
THINGS = ("story-", "author-", "topic-", "picture-", "video-", "site")


def is_kept(view):
    """Whether `kept` is the outermost of what is around a view."""
    return view.__code__ is kept(is_kept).__code__


def views():
    """Route → view, of all that readers can ask for."""
    found = {}

    def walk(resolver, namespace=""):
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLPattern):
                found[":".join(filter(None, [namespace, pattern.name]))] = pattern.callback
            elif pattern.namespace != "admin" and not str(pattern.pattern).startswith("admin/"):
                walk(pattern, pattern.namespace or namespace)

    walk(get_resolver())
    return {name: view for name, view in found.items() if name in set(routes())}


def test_every_public_address_is_kept_or_says_why_not():
    decided = dict.fromkeys(KEPT, True) | dict.fromkeys(NOT_KEPT, False)

    assert {name: is_kept(view) for name, view in views().items()} == decided


@pytest.mark.parametrize("route", KEPT)
def test_a_kept_page_names_its_lists(paper, first_look, settings, route):
    settings.NEWSROOM_INDEXNOW_KEY = "a-key-of-ours"
    page, lists = KEPT[route]
    seen = first_look[page] if page in first_look else Seen.at(paper.pages.get(page, page))

    if lists is None:
        assert (seen.status, seen.tags) == (404, frozenset())
        return
    keys = {name: getattr(row, "pk", None) for name, row in vars(paper).items()}
    assert seen.status == 200
    assert "site" in seen.tags
    shown = {tag for tag in seen.tags if not tag.startswith(THINGS)}
    assert shown == {each.format(**keys) for each in lists}


def test_a_list_names_each_card_and_its_picture(paper, first_look):
    lead, story = f"picture-{paper.lead.pk}", f"story-{paper.story.pk}"

    named = {name for name, seen in first_look.items() if {lead, story} <= seen.tags}

    assert {"front", "section", "topic", "author", "day"} <= named


def test_no_other_page_names_what_it_shows(client, paper):
    edition = paper.story.editions.get()
    for address in ("/search/?q=boat", f"/report/{edition.pk}/", "/favicon.ico", "/healthz"):
        assert not hasattr(client.get(address), "page_tags"), address
