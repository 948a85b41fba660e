"""Readers never see a draft: every public address against every state of a story.

The table of addresses is compared with the URL resolver, so an address that is added
without a row here fails.
"""

from datetime import timedelta

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from articles import revisions, workflow
from articles.models import Note
from tests.factories import (
    AuthorFactory,
    PictureFactory,
    SectionFactory,
    SourceFactory,
    TopicFactory,
    UserFactory,
    chief,
    cited,
    document,
    embed,
    figure,
    placed,
    published,
    ref,
    related,
)

pytestmark = pytest.mark.django_db

CANARY = "qzxcanary"
DAY = timedelta(days=1)
TODAY = timezone.localtime()

#: Every address that readers can ask for, by the name of its route, and how to ask for it.
#: None: nothing of a story is behind it.
PUBLIC = {
    "articles:feed": ["/feeds/rss.xml", "/feeds/atom.xml", "/feeds/feed.json", "/feeds/ninjs.json"],
    "articles:section_feed": ["/world/feeds/rss.xml", "/world/feeds/feed.json"],
    "articles:topic_feed": [f"/topics/{CANARY}/feeds/atom.xml"],
    "articles:author_feed": [
        f"/authors/{CANARY}/feeds/rss.xml",
        "/authors/live-writer/feeds/feed.json",
    ],
    "articles:indexnow_key": [f"/{CANARY}.txt", "/another-key.txt"],
    "articles:robots": ["/robots.txt"],
    "articles:ads": ["/ads.txt"],
    "articles:trust": ["/trust.txt", "/.well-known/trust.txt"],
    "articles:sitemap": ["/sitemap.xml"],
    "articles:sitemap_pages": ["/sitemap-pages.xml"],
    "articles:sitemap_stories": ["/sitemap-stories-1.xml"],
    "articles:news_sitemap": ["/news-sitemap.xml"],
    "articles:front": ["/", "/?page=2", "/?p=1"],
    "articles:corrections": ["/corrections/"],
    "articles:topics": ["/topics/"],
    "articles:topic": [f"/topics/{CANARY}/"],
    "articles:archive": ["/archive/"],
    "articles:archive_year": [f"/archive/{TODAY:%Y}/"],
    "articles:archive_month": [f"/archive/{TODAY:%Y/%m}/"],
    "articles:archive_day": [f"/archive/{TODAY:%Y/%m/%d}/"],
    "articles:policy": ["/about/", "/about/masthead/"],
    "articles:colours": ["/colours.css"],
    "articles:manifest": ["/site.webmanifest"],
    "articles:favicon": ["/favicon.ico"],
    "articles:security": ["/.well-known/security.txt"],
    "articles:report": ["/report/{edition}/"],
    "articles:former": ["/2019/05/04/boat/", "/nothing/at/all.php?id=1"],
    "articles:search": [f"/search/?q={CANARY}", "/search/?q=boat", "/search/"],
    "articles:rendition": None,  # signed: tests/articles/test_renditions.py
    "articles:section": ["/world/"],
    "articles:shared_draft": [f"/draft/{'x' * 43}/"],  # opened: tests/articles/test_sharing.py
    "articles:story": ["{story}"],
    "authors:list": ["/authors/"],
    "authors:detail": [f"/authors/{CANARY}/", "/authors/live-writer/"],
    "healthz": ["/healthz"],
    "readyz": ["/readyz"],
}


def routes(resolver=None, namespace=""):
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace == "admin" or str(pattern.pattern).startswith("admin/"):
                continue
            inner = ":".join(filter(None, [namespace, pattern.namespace]))
            yield from routes(pattern, inner)
        elif isinstance(pattern, URLPattern) and not str(pattern.pattern).startswith("admin/"):
            yield ":".join(filter(None, [namespace, pattern.name]))


def test_every_public_address_has_a_row():
    assert sorted(set(routes())) == sorted(PUBLIC)


def hidden_document():
    """A story that says the canary in every place where words can stand."""
    shown, link, video, picture, quote, box = (ref() for _ in range(6))
    blocks = {
        link: related((CANARY, f"https://post.example/{CANARY}"), label=CANARY),
        video: embed(title=CANARY, credit=CANARY, caption=CANARY),
        picture: figure(PictureFactory(title=CANARY), caption=CANARY, credit=CANARY),
        quote: {"kind": "pullquote", "quote": CANARY, "speaker": CANARY},
        box: {"kind": "factbox", "title": CANARY, "text": CANARY},
    }
    words = ("kicker", "headline", "short_headline", "search_headline", "dek", "dateline")
    made = document(
        author=AuthorFactory(name=CANARY, slug=CANARY),
        section=SectionFactory(slug="world"),
        slugline=CANARY,
        slug=CANARY,
        editors_note=CANARY,
        ownership_notice=CANARY,
        origin_source=CANARY,
        body=f'<p><cite data-source="{shown}">{CANARY}</cite> boat</p>' + placed(**blocks),
        blocks=blocks,
        citations={shown: cited(SourceFactory(name=CANARY), phrase=CANARY, note=CANARY)},
        topics=[TopicFactory(name=CANARY, slug=CANARY)],
        weight=3,
        **dict.fromkeys(words, CANARY),
    )
    notice = {"ref": ref(), "kind": "correction", "text": CANARY}
    made["corrections"] = [notice | {"hides_body": False, "issued_at": None}]
    return made


def planned(by, now):
    return workflow.start(hidden_document(), by=by, at=now, planned=True)


def draft(by, now):
    return workflow.start(hidden_document(), by=by, at=now)


def in_review(by, now):
    article = draft(by, now)
    workflow.submit(article, by=by, at=now)
    return article


def approved(by, now):
    article = in_review(by, now)
    workflow.approve(article, by=by, at=now)
    return article


def scheduled(by, now):
    article = draft(by, now)
    workflow.publish(article, by=by, at=now, go_live_at=now + timedelta(hours=1))
    return article


def withdrawn(by, now):
    article = draft(by, now)
    workflow.publish(article, by=by, at=now - timedelta(hours=2))
    workflow.withdraw(article, by=by, at=now - timedelta(hours=1))
    return article


def killed(by, now):
    article = draft(by, now)
    workflow.publish(article, by=by, at=now - timedelta(hours=2))
    workflow.kill(article, by=by, at=now - timedelta(hours=1))
    return article


def undone(by, now):
    article = draft(by, now)
    workflow.publish(article, by=by, at=now - timedelta(seconds=40))
    workflow.undo(article, by=by, at=now - timedelta(seconds=20))
    return article


def spiked(by, now):
    article = draft(by, now)
    workflow.spike(article, by=by, at=now)
    return article


def restricted(by, now):
    article = draft(by, now)
    article.restricted_to.add(UserFactory())
    return article


def edited_since(by, now):
    """Live with other words: the draft that came after says the canary."""
    made = hidden_document()
    plain = document(section=SectionFactory(slug="world"))
    article = workflow.start(plain, by=by, at=now)
    workflow.publish(article, by=by, at=now)
    revisions.write(article, made)
    workflow.keep(article, by=by, at=now)
    return article


def noted(by, now):
    """Live, with a desk note and a desk-only source that say the canary."""
    hidden = ref()
    plain = document(
        section=SectionFactory(slug="world"),
        slugline=CANARY,
        body=f'<p>As <cite data-source="{hidden}">a clerk</cite> says.</p>',
        citations={
            hidden: cited(SourceFactory(name=CANARY), shown=False, phrase=CANARY, note=CANARY)
        },
    )
    article = workflow.start(plain, by=by, at=now)
    Note.objects.create(article=article, text=CANARY, by=by)
    workflow.publish(article, by=by, at=now)
    return article


def arranged(by, now):
    """Placed on the live front in words of its own, and not out yet."""
    article = scheduled(by, now)
    slot = {"place": "lead", "article": article.pk, "kicker": CANARY, "headline": CANARY}
    draft = workflow.save_front_draft([slot | {"until": None}], by=by, base_version=0, at=now)
    workflow.launch_front(by=by, base_version=draft.version, at=now)
    workflow.set_alert("The boat is late.", by=by, article=article, ends_at=now + DAY, at=now)
    return article


STATES = [
    arranged,
    planned,
    draft,
    in_review,
    approved,
    scheduled,
    withdrawn,
    killed,
    undone,
    spiked,
    restricted,
    edited_since,
    noted,
]


def story_path(article, now):
    claimed = article.addresses.first()
    return claimed.path if claimed else f"/world/{timezone.localtime(now):%Y/%m/%d}/{CANARY}/"


def edition_of(article):
    made = article.editions.first()
    return made.pk if made else 0


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_no_public_address_shows_a_word_of_what_is_not_live(client, state):
    now = timezone.now()
    by = chief()
    beside = published(
        by=by,
        at=now - timedelta(hours=3),
        author=AuthorFactory(slug="live-writer"),
        section=SectionFactory(slug="world"),
    )
    article = state(by, now)
    beside_path = beside.editions.get().path

    asked = [address for addresses in PUBLIC.values() for address in addresses or []]
    for address in [*asked, beside_path]:
        response = client.get(
            address.format(story=story_path(article, now), edition=edition_of(article))
        )
        words = response.content.decode() + str(dict(response.headers))
        words = words.replace(f'value="{CANARY}"', "")  # the search box repeats the question
        if address == f"/search/?q={CANARY}":
            words = words.replace(f"“{CANARY}”", "")
        assert CANARY not in words, address


@pytest.mark.parametrize(
    "state",
    [planned, draft, in_review, approved, scheduled, undone, spiked, restricted],
    ids=lambda state: state.__name__,
)
def test_a_story_not_yet_live_answers_like_nonsense(client, state):
    now = timezone.now()
    article = state(chief(), now)
    nonsense = client.get("/world/2020/01/01/nobody-wrote-this/")

    hidden = client.get(story_path(article, now))

    assert (hidden.status_code, hidden.content) == (404, nonsense.content)
    assert dict(hidden.headers) == dict(nonsense.headers)


@pytest.mark.parametrize("state", [withdrawn, killed], ids=lambda state: state.__name__)
def test_a_withdrawn_or_killed_story_says_only_that_it_is_gone(client, state):
    now = timezone.now()
    article = state(chief(), now)

    response = client.get(story_path(article, now))

    assert response.status_code == 410


def test_a_link_to_a_story_that_left_the_site_vanishes(client):
    now = timezone.now()
    by = chief()
    target = published(by=by, at=now - timedelta(hours=3), headline=CANARY, slug=CANARY)
    block = {ref(): related(("", target), ("Elsewhere", "https://post.example/"))}
    pointing = published(
        by=by,
        at=now - timedelta(hours=2),
        headline="Pointing",
        blocks=block,
        body="<p>Go.</p>" + placed(**block),
    )
    path = pointing.editions.get().path
    assert CANARY in client.get(path).content.decode()

    workflow.withdraw(target, by=by, at=now - timedelta(hours=1))

    page = client.get(path).content.decode()
    assert CANARY not in page
    assert "Elsewhere" in page
