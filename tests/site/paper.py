"""The served paper: every page that links lead to, and one page of each kind."""

import json
import re
from collections import deque
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit, urlunsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from lxml import html

#: Links lead round in circles; a demo paper has far fewer pages.
MOST_PAGES = 5000


@dataclass(frozen=True)
class Answer:
    path: str
    status: int
    kind: str
    body: bytes
    headers: dict = field(compare=False, hash=False)

    @property
    def text(self):
        return self.body.decode()


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


#: No proxy stands between a machine and itself.
_opener = build_opener(ProxyHandler({}), _NoRedirect)


class Paper:
    def __init__(self, address):
        self.address = address.rstrip("/")
        self.answers = {}
        self.linked_from = {}

    def get(self, path):
        """What the paper answers, asked once."""
        if path not in self.answers:
            request = Request(self.address + path, headers={"User-Agent": "site-check"})  # noqa: S310
            try:
                response = _opener.open(request, timeout=60)
            except OSError as error:
                if not hasattr(error, "headers"):
                    raise
                response = error
            self.answers[path] = Answer(
                path,
                response.status,
                response.headers.get_content_type(),
                response.read(),
                dict(response.headers),
            )
        return self.answers[path]

    def crawl(self):
        """Follow every link of every page, from the front on."""
        waiting, seen = deque(["/"]), {"/"}
        while waiting and len(seen) < MOST_PAGES:
            path = waiting.popleft()
            answer = self.get(path)
            for linked in self._links(answer):
                self.linked_from.setdefault(linked, path)
                if linked not in seen:
                    seen.add(linked)
                    waiting.append(linked)

    def _links(self, answer):
        """Paths of this site that a page names, its pictures and stylesheets among them."""
        if answer.status in (301, 302):
            return [path for path in [self._own(answer.headers["Location"], answer.path)] if path]
        if answer.kind != "text/html" or not answer.body or answer.path.startswith("/admin/"):
            return []
        page = html.fromstring(answer.body)
        # Of the many sizes of a picture one is asked for: each is made when it is.
        named = [value for *_, name, value, _ in page.iterlinks() if name in ("href", "src")]
        return [path for path in (self._own(value, answer.path) for value in named) if path]

    def _own(self, value, path):
        """The path and query of an address of this site; None for any other."""
        whole = urlsplit(urljoin(self.address + path, value))
        if whole.scheme not in ("http", "https") or not self.address.endswith(whole.netloc):
            return None
        own = urlunsplit(("", "", whole.path or "/", whole.query, ""))
        # Search pages name each other without end, and the desk is not the readers'.
        return None if own.startswith(("/search/?", "/admin/")) else own

    def pages(self):
        """Every page for people that was found, with its status 200."""
        return [a for a in self.answers.values() if a.kind == "text/html" and a.status == 200]


STORY = re.compile(r"^/[-\w]+/\d{4}/\d{2}/\d{2}/[-\w]+/$")
#: What makes a story's page one of a kind, as a class of something on it or as XPath.
STORIES = {
    "sponsored": "origin-paid",
    "retracted": "retraction",
    "video": "embed-facade",
    "table": "//main//table",
    "gallery": "gallery",
    "picture": "figure",
    "fact box": "factbox",
    "pull quote": "pullquote",
    "corrected": "notice-correction",
    "sources": "sources",
    "right to left": "//main//*[@dir='rtl']",
}


def kinds(paper):
    """One page of each kind: {name: path}. A kind that the paper has no page of is None."""
    found = {"front": "/", "search": "/search/?q=harbour", "search, nothing": "/search/?q=qzx"}
    found |= {"search, empty": "/search/", "404": "/nothing/here/", "corrections": "/corrections/"}
    found |= {"authors": "/authors/", "topics": "/topics/", "archive": "/archive/"}
    found["search, narrowed"] = "/search/?q=harbour&section=city&from=2020-01-01&sort=relevant"
    found["search, narrowed by what is not there"] = "/search/?q=harbour&author=nobody&from=x"
    found |= {f"policy: {name}": f"/{name}/" for name in POLICIES}
    paths = [answer.path for answer in paper.pages()]
    found["section"] = _first(
        paths, r"^/(?!authors|topics|archive|search)[-\w]+/$", set(found.values())
    )
    found["front, page 2"] = _first(paths, r"^/\?page=2$")
    # No section of a demo paper has so many stories: what its second page says of none.
    found["section, page 2"] = found["section"] and f"{found['section']}?page=2"
    found["author"] = _first(paths, r"^/authors/[-\w]+/$")
    found["topic"] = _first(paths, r"^/topics/[-\w]+/$")
    found["archive, year"] = _first(paths, r"^/archive/\d{4}/$")
    found["archive, month"] = _first(paths, r"^/archive/\d{4}/\d{2}/$")
    found["archive, day"] = _first(paths, r"^/archive/\d{4}/\d{2}/\d{2}/$")
    found["report an error"] = _first(paths, r"^/report/\d+/")
    stories = [answer for answer in paper.pages() if STORY.match(answer.path)]
    found |= _stories(stories)
    return found


POLICIES = ("about", "ethics", "ownership", "contact", "privacy")


def _first(paths, pattern, without=()):
    return next((p for p in paths if re.match(pattern, p) and p not in without), None)


def _stories(stories):
    parsed = [(answer.path, html.fromstring(answer.body)) for answer in stories]
    found = {"story": stories[0].path if stories else None}
    for label, path in _works(parsed).items():
        found[f"story: {label}"] = path
    for name, mark in STORIES.items():
        found[f"story: {name}"] = next((path for path, page in parsed if _has(page, mark)), None)
    return found


def _has(page, mark):
    if mark.startswith("//"):
        return bool(page.xpath(mark))
    return any(mark in one.get("class").split() for one in page.xpath("//main//*[@class]"))


def _works(parsed):
    """The first story of each type of work, as its data have it."""
    found = {}
    for path, page in parsed:
        [graph] = page.xpath("//script[@type='application/ld+json']/text()")
        for node in json.loads(graph)["@graph"]:
            if node["@type"].endswith("Article"):
                found.setdefault(node["@type"], path)
    return found
