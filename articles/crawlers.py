"""Who may read the paper by machine: the crawlers that are known, and robots.txt."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from articles import purging
from articles.models import CrawlerRule

Purpose = CrawlerRule.Purpose

#: What the desk loses by turning a crawler away, for whoever decides.
COSTS = {
    Purpose.TRAINING: _(
        "Turned away, it no longer takes stories to train models with. The paper stays in search "
        "engines and in answers that link to it."
    ),
    Purpose.SEARCH: _(
        "Turned away, the paper is no longer found and linked to in this company’s answers. "
        "Readers who ask there do not come."
    ),
    Purpose.USER: _(
        "Turned away, a reader who gives the company a story’s address gets no answer from it. "
        "Some of these fetch all the same, because a person asked."
    ),
}

#: (token, company, purpose); those that are obsolete, like anthropic-ai, are left out.
KNOWN = [
    ("GPTBot", "OpenAI", Purpose.TRAINING),
    ("ClaudeBot", "Anthropic", Purpose.TRAINING),
    ("Google-Extended", "Google", Purpose.TRAINING),
    ("Applebot-Extended", "Apple", Purpose.TRAINING),
    ("CCBot", "Common Crawl", Purpose.TRAINING),
    ("Bytespider", "ByteDance", Purpose.TRAINING),
    ("meta-externalagent", "Meta", Purpose.TRAINING),
    ("Amazonbot", "Amazon", Purpose.TRAINING),
    ("OAI-SearchBot", "OpenAI", Purpose.SEARCH),
    ("Claude-SearchBot", "Anthropic", Purpose.SEARCH),
    ("PerplexityBot", "Perplexity", Purpose.SEARCH),
    ("ChatGPT-User", "OpenAI", Purpose.USER),
    ("Claude-User", "Anthropic", Purpose.USER),
]

#: What no crawler has any business with.
NEVER = ("/admin/", "/preview/", "/draft/", "/search/", "/report/")
#: For those that are in no list of ours (draft-ietf-aipref-attach): of every path, as no path is
#: named.
NO_TRAINING = "Content-Usage: train-ai=n"


def add_known(day):
    """Add the known crawlers that have no row yet, each allowed; returns those added."""
    there = {token.lower() for token in CrawlerRule.objects.values_list("token", flat=True)}
    new = [
        CrawlerRule(token=token, vendor=vendor, purpose=purpose, checked_on=day)
        for token, vendor, purpose in KNOWN
        if token.lower() not in there
    ]
    with transaction.atomic():
        purging.site_changed()
        return CrawlerRule.objects.bulk_create(new)


def refuse_training(rules=None) -> bool:
    """Whether the desk turned away every crawler that trains models, and there are some."""
    rules = CrawlerRule.objects.all() if rules is None else rules
    training = [rule.is_allowed for rule in rules if rule.purpose == Purpose.TRAINING]
    return bool(training) and not any(training)


def robots_lines(sitemaps):
    """robots.txt, line by line: everybody, then those turned away by what they read for.

    A crawler takes the one group that names it best, so those allowed are named with the rest
    and no shorter name can be taken for theirs.
    """
    rules = list(CrawlerRule.objects.all())
    lines = ["User-agent: *", *_agents(rule for rule in rules if rule.is_allowed)]
    if refuse_training(rules):
        lines.append(NO_TRAINING)
    lines += [f"Disallow: {path}" for path in NEVER]
    for purpose in Purpose:
        refused = [rule for rule in rules if rule.purpose == purpose and not rule.is_allowed]
        if refused:
            lines += ["", f"# {purpose.label}", *_agents(refused), "Disallow: /"]
    return [*lines, "", *(f"Sitemap: {address}" for address in sitemaps)]


def _agents(rules):
    return [f"User-agent: {rule.token}" for rule in rules]
