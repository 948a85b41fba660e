"""What the readers' templates tell machines beside the page itself."""

import re

from django import template

from articles import rendering, sponsoring, structured_data

register = template.Library()

#: Names on X have fifteen letters at most.
X_ACCOUNT = re.compile(r"https://(?:www\.|mobile\.)?(?:x|twitter)\.com/@?(\w{1,15})/?", re.ASCII)


@register.inclusion_tag("site/_graph.html")
def graph(kind, *about, **more):
    """`{% graph "author" author at %}`: the page's own part of the paper's graph."""
    return {"graph": rendering.json_for_script(GRAPHS[kind](*about, **more))}


GRAPHS = {
    "front": structured_data.of_front,
    "list": structured_data.of_list,
    "author": structured_data.of_author,
    "policy": structured_data.of_policy,
}


@register.filter
def share_title(edition):
    """The headline as a share card has it: what was paid for, or taken back, says so."""
    return sponsoring.share_title(edition, structured_data.headline(edition))


@register.filter
def summary(edition):
    """The dek as it stands away from the page."""
    return sponsoring.summary(edition)


@register.simple_tag
def share_picture(paper):
    """What a page without a picture of its own is shared with: its address and size."""
    return structured_data.share_picture(paper)


@register.filter
def x_account(accounts):
    """The paper's own account on X, as its cards name it: “@ledger”; empty where it has none."""
    found = (X_ACCOUNT.fullmatch(account) for account in accounts)
    return next((f"@{match[1]}" for match in found if match), "")


@register.filter
def fediverse_accounts(groups):
    """The accounts of those credited, each once, in the order of the byline."""
    people = (person["author"] for _, credited in groups for person in credited)
    accounts = [author.fediverse for author in people if author and author.fediverse]
    return list(dict.fromkeys(accounts))


@register.filter
def locale(language):
    """A language as Open Graph has it: “en_GB” where the place is known, else “en”."""
    first, _, place = str(language).replace("_", "-").partition("-")
    return f"{first.lower()}_{place.upper()}" if len(place) == 2 else first.lower()
