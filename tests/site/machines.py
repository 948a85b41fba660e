"""What feed readers, search engines and crawlers get."""

import json
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from lxml import etree, html
from protego import Protego

from articles.models import CrawlerRule
from articles.txt_files import ads_faults, trust_faults
from tests.kit import (
    atom_faults,
    json_feed_faults,
    ninjs_faults,
    sitemap_faults,
    sitemap_index_faults,
)
from tests.kit.stories import story_faults
from tests.site.paper import STORY

FEED = re.compile(r"/feeds/[a-z]+\.(xml|json)$")


def feeds(paper):
    """Every feed that a page names, and the second page of the paper's own."""
    own = [f"/feeds/{name}" for name in ("rss.xml", "atom.xml", "feed.json", "ninjs.json")]
    named = {path for path in paper.linked_from if FEED.search(path)}
    return sorted(named | {*own, *(f"{path}?page=2" for path in own)})


def feed_faults(paper):
    """What is wrong with each of the feeds, by the published schemas."""
    for path in feeds(paper):
        answer = paper.get(path)
        if answer.status != 200:
            yield f"{path} answers {answer.status}"
        elif "atom.xml" in path:
            yield from (f"{path}: {fault}" for fault in atom_faults(answer.body))
        elif "ninjs.json" in path:
            yield from (f"{path}: {fault}" for fault in ninjs_faults(json.loads(answer.body)))
        elif ".json" in path:
            yield from (f"{path}: {fault}" for fault in json_feed_faults(json.loads(answer.body)))
        else:
            yield from (f"{path}: {fault}" for fault in _rss_faults(answer.body))


def _rss_faults(body):
    for item in etree.fromstring(body).iter("item"):
        lacks = [name for name in ("title", "link", "guid", "pubDate") if not item.findtext(name)]
        if lacks:
            yield f"an item lacks {', '.join(lacks)}"


def sitemaps(paper):
    """The files of the sitemap, and the news."""
    return [*_places(paper, paper.get("/sitemap.xml").body), "/news-sitemap.xml"]


def sitemap_faults_of(paper):
    """What is wrong with the sitemaps, by their schema and by where they lead."""
    index = paper.get("/sitemap.xml")
    yield from (f"/sitemap.xml: {fault}" for fault in sitemap_index_faults(index.body))
    for path in sitemaps(paper):
        answer = paper.get(path)
        if answer.status != 200:
            yield f"{path} answers {answer.status}"
            continue
        yield from (f"{path}: {fault}" for fault in sitemap_faults(answer.body))
        for place in _places(paper, answer.body):
            if paper.get(place).status != 200:
                yield f"{path} names {place}, which answers {paper.get(place).status}"


def _places(paper, body):
    names = etree.fromstring(body).xpath("/*/*/*[local-name()='loc']/text()")
    for name in names:
        if name.startswith(paper.address):
            yield name.removeprefix(paper.address)


def robots_faults(paper):
    """Whether robots.txt lets in whom it says, and names sitemaps that are there."""
    text = paper.get("/robots.txt").text
    rules = Protego.parse(text)
    story = next(a.path for a in paper.pages() if STORY.match(a.path))
    for path, is_open in (("/", True), (story, True), ("/search/?q=x", False), ("/admin/", False)):
        if rules.can_fetch(paper.address + path, "Googlebot") is not is_open:
            yield f"Googlebot and {path}: {'shut out' if is_open else 'let in'}"
    maps = [urlsplit(address).path for address in rules.sitemaps]
    if not maps:
        yield "names no sitemap"
    yield from (f"names {path}" for path in maps if paper.get(path).status != 200)
    yield from _crawlers(paper, rules, story)


def _crawlers(paper, rules, story):
    """Each decision about a crawler, as the desk made it."""
    for row in CrawlerRule.objects.all():
        if rules.can_fetch(paper.address + story, row.token) is not row.is_allowed:
            yield f"{row.token} is {'shut out' if row.is_allowed else 'let in'}"


def security_faults(paper):
    """Whether security.txt says whom to write to, and until when that holds (RFC 9116)."""
    answer = paper.get("/.well-known/security.txt")
    if answer.status != 200:
        yield f"answers {answer.status}"
        return
    said = dict(re.findall(r"^([A-Za-z-]+): (.+?)\r?$", answer.text, re.MULTILINE))
    if not re.match(r"(mailto:|https://|tel:)", said.get("Contact", "")):
        yield f"Contact: {said.get('Contact')}"
    try:
        expires = datetime.fromisoformat(said.get("Expires", ""))
    except ValueError:
        yield f"Expires: {said.get('Expires')}"
        return
    if not datetime.now(UTC) < expires < datetime.now(UTC) + timedelta(days=366):
        yield f"Expires: {expires}"


def txt_faults(paper):
    """Whether ads.txt and trust.txt are plain text that holds what each may hold."""
    for path, faults in (("/ads.txt", ads_faults), ("/trust.txt", trust_faults)):
        answer = paper.get(path)
        if answer.status != 200:
            yield f"{path} answers {answer.status}"
            continue
        yield from (f"{path}, line {number}: {fault}" for number, fault in faults(answer.text))


def manifest_faults(paper):
    """Whether the manifest is one and its icons are there."""
    answer = paper.get("/site.webmanifest")
    if answer.status != 200:
        yield f"answers {answer.status}"
        return
    manifest = json.loads(answer.body)
    yield from (f"lacks {n}" for n in ("name", "icons", "start_url") if not manifest.get(n))
    for icon in manifest.get("icons", ()):
        path = urlsplit(icon["src"]).path
        if paper.get(path).status != 200:
            yield f"{path} answers {paper.get(path).status}"


def structured_faults(paper):
    """What is wrong with the structured data and the cards of every story."""
    for answer in stories(paper):
        faults = story_faults(html.fromstring(answer.text), paper.address + answer.path)
        yield from (f"{answer.path}: {fault}" for fault in faults)


def stories(paper):
    return [answer for answer in paper.pages() if STORY.match(answer.path)]
