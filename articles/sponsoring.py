"""What somebody paid for: the rules that keep it apart from the paper's own work.

Readers are told on the page, the card, the search result, the feed and the share card; its
links are no recommendation of ours; it is no news, and no list takes it in by itself.
"""

import re
from urllib.parse import urlsplit

from django.conf import settings

from articles.models import Article

PAID = Article.Origin.SPONSOR
#: Text of others that says so before its first sentence, wherever a summary of it stands.
TOLD_FIRST = frozenset({PAID, Article.Origin.PRESS_RELEASE})


def is_paid(edition) -> bool:
    return edition.origin == PAID


def unpaid(editions):
    """The paper's own work: what fronts, rivers and the news sitemap may take in by themselves."""
    return editions.exclude(origin=PAID)


# What readers are told ------------------------------------------------------------------


def payer(edition) -> str:
    """Who paid, as readers know them."""
    return edition.origin_source or "a sponsor"


def work_label(edition) -> str:
    """What a story is before anything else, payment first; empty for a report of our own."""
    if is_paid(edition):
        return f"Paid for by {payer(edition)}"
    if edition.type_of_work != Article.Work.REPORT:
        return str(edition.get_type_of_work_display())
    if edition.origin == Article.Origin.PRESS_RELEASE:
        return str(edition.get_origin_display())
    return ""


def summary(edition) -> str:
    """The dek as it stands away from the page; what was paid for or sent in says so first."""
    label = f"{work_label(edition)}." if edition.origin in TOLD_FIRST else ""
    return f"{label} {edition.dek}".strip()


def share_title(edition, headline) -> str:
    """The headline on a share card, which may be all that is seen of a story."""
    return f"{work_label(edition)}: {headline}" if is_paid(edition) else headline


# Its links ------------------------------------------------------------------------------

_LINK = re.compile(r'<a ([^>]*?href="(https?://[^"]*)"[^>]*)>')
_REL = re.compile(r' ?rel="([^"]*)"')


def with_marked_links(edition, html: str) -> str:
    """The HTML of a story with `rel="sponsored"` on each link of a paid one that leads away."""
    return _LINK.sub(_marked, html) if is_paid(edition) else html


def _marked(link):
    attributes, address = link.groups()
    if urlsplit(address).netloc == urlsplit(settings.NEWSROOM_SITE_URL).netloc:
        return link[0]
    said = _REL.search(attributes)
    kinds = [*said[1].split(), "sponsored"] if said else ["sponsored"]
    rel = " ".join(dict.fromkeys(kinds))
    return f'<a {_REL.sub("", attributes)} rel="{rel}">'
