"""What readers' pages say, as they come out of the real views."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from articles import revisions, workflow
from articles.models import Article, Edition
from articles.templatetags import paper
from tests.factories import (
    NOON,
    AuthorFactory,
    PictureFactory,
    SectionFactory,
    TopicFactory,
    chief,
    document,
    embed,
    figure,
    published,
    ref,
    related,
)
from tests.pages import (
    YESTERDAY,
    body_with,
    meta,
    page_at,
    path_of,
    preview_of,
    says,
    select,
    story_page,
    with_lead,
)

pytestmark = pytest.mark.django_db


# The head of a story ---------------------------------------------------------------


def test_story_opens_with_kicker_headline_and_dek(client):
    page = story_page(client, kicker="Harbour", headline="The gates are shut", dek="For six hours.")

    assert says(page, ".story-kicker") == ["World Harbour"]
    assert says(page, "h1") == ["The gates are shut"]
    assert says(page, ".story-dek") == ["For six hours."]


def test_byline_is_one_sentence_with_a_link_for_each_person(client):
    ada, ben, cleo = (AuthorFactory(name=name) for name in ("Ada Quay", "Ben Mole", "Cleo Reef"))
    copy = document(author=ada)
    copy["bylines"] = [
        {"author": author.pk, "name": "", "credited_as": "", "role": role}
        for author, role in ((ada, "words"), (cleo, "video"), (ben, "words"))
    ]
    by = chief()
    article = workflow.start(copy, by=by, at=YESTERDAY)
    workflow.publish(article, by=by, at=YESTERDAY)

    page = page_at(client, path_of(article))

    assert says(page, ".byline") == ["By Ada Quay and Ben Mole; video by Cleo Reef"]
    assert [link.get("href") for link in select(page, ".byline a[rel=author]")] == [
        author.get_absolute_url() for author in (ada, ben, cleo)
    ]


def test_time_of_publication_has_its_zone_and_an_exact_form(client):
    at = datetime(2025, 5, 13, 12, 0, 0, 123456, tzinfo=UTC)

    page = story_page(client, at=at)

    assert says(page, ".story-times") == ["Published 13 May 2025, 12:00 UTC"]
    assert select(page, ".story-times time")[0].get("datetime") == "2025-05-13T12:00:00+00:00"


def saved_with(article, by, **fields):
    for name, value in fields.items():
        setattr(article, name, value)
    article.save()
    workflow.keep(article, by=by, at=YESTERDAY)


def test_fix_shows_no_updated_time_and_an_update_does(client):
    by = chief()
    article = published(by=by, at=YESTERDAY)
    saved_with(article, by, dek="The first boat leaves at eight.")
    workflow.publish(article, by=by, at=YESTERDAY + timedelta(hours=1), change="fix")
    fixed = page_at(client, path_of(article))
    saved_with(article, by, dek="The second boat leaves at nine.")
    workflow.publish(
        article,
        by=by,
        at=YESTERDAY + timedelta(hours=2),
        change="update",
        what_is_new="A second boat sails.",
    )

    updated = page_at(client, path_of(article))

    assert says(fixed, ".story-time-label") == ["Published"]
    assert says(updated, ".story-time-label") == ["Published", "Updated"]
    moment = timezone.localtime(YESTERDAY + timedelta(hours=2)).isoformat(timespec="seconds")
    assert select(updated, ".story-times time")[1].get("datetime") == moment
    assert says(updated, ".notice-new") == ["What is new: A second boat sails."]
    assert select(fixed, ".notice-new") == []


def test_correction_is_dated_at_the_foot_and_said_at_the_head(client):
    by = chief()
    article = published(by=by, at=NOON - timedelta(days=400))
    issued = NOON - timedelta(days=399)
    workflow.publish(
        article, by=by, at=issued, change="correction", correction="It was 2.45 metres."
    )

    page = page_at(client, path_of(article))

    assert says(page, ".notice-correction a") == ["This story was corrected on 9 April 2025."]
    assert select(page, ".notice-correction a")[0].get("href") == "#corrections"
    assert says(page, ".correction-head") == ["Correction, 9 April 2025, 12:00 UTC"]
    assert says(page, "#corrections li > div") == ["It was 2.45 metres."]


def test_story_says_once_a_year_how_old_it_is(client):
    old = story_page(client, at=timezone.now() - timedelta(days=800))
    new = story_page(client, at=timezone.now() - timedelta(days=300))

    assert says(old, ".notice-old") == ["This story is 2 years old."]
    assert select(new, ".notice-old") == []


def test_notices_dateline_ownership_and_topics_are_printed(client):
    topic = TopicFactory(name="Ferries")

    page = story_page(
        client,
        topics=[topic],
        dateline="Port Veyra",
        editors_note="Names were changed.",
        ownership_notice="This article is owned by the Ledger.",
    )

    assert says(page, ".dateline") == ["Port Veyra"]
    assert says(page, ".notice-editor") == ["Editor’s note: Names were changed."]
    assert says(page, ".ownership") == ["This article is owned by the Ledger."]
    assert says(page, ".story-topics li") == ["Ferries"]


@pytest.mark.parametrize(
    ("origin", "source", "line"),
    [
        ("sponsor", "Hearth Society", "Paid content. Paid for by Hearth Society."),
        ("agency", "Coastal Wire", "From Coastal Wire."),
        ("partner", "The Isle Post", "From our partner The Isle Post."),
        ("press_release", "Port Office", "Press release from Port Office."),
        (
            "contributed",
            "",
            "Contributed: the writer is not on the staff of The Harbour Ledger.",
        ),
    ],
)
def test_whose_text_it_is_stands_above_the_headline(client, origin, source, line):
    page = story_page(client, origin=origin, origin_source=source)

    assert says(page, ".story-head > .origin") == [line]
    assert select(page, ".story-head > *")[0].get("class").split()[0] == "origin"


def test_our_own_text_carries_no_origin(client):
    assert select(story_page(client), ".origin") == []


def test_paid_card_says_who_paid(client):
    published(at=YESTERDAY, headline="News", weight=1)
    published(at=YESTERDAY, headline="Warm rooms", origin="sponsor", origin_source="Hearth")

    card = next(
        card
        for card in select(page_at(client, "/world/"), ".card")
        if "Warm" in card.text_content()
    )

    assert "is-paid" in card.get("class").split()
    assert says(card, ".card-label") == ["Paid for by Hearth"]


@pytest.mark.parametrize(
    ("language", "direction"), [("ar", "rtl"), ("he-IL", "rtl"), ("es", "ltr")]
)
def test_story_in_another_language_says_so(client, language, direction):
    page = story_page(client, language=language)

    article = select(page, "article.story")[0]
    assert (article.get("lang"), article.get("dir")) == (language, direction)
    assert (page.get("lang"), page.get("dir")) == ("en", "ltr")
    # The paper's own words inside it are in the paper's language.
    assert select(page, ".story-meta")[0].get("lang") == "en"


def test_a_paper_in_arabic_runs_from_right_to_left(client, settings):
    settings.LANGUAGE_CODE = "ar"
    page = story_page(client, language="ar")
    assert (page.get("lang"), page.get("dir")) == ("ar", "rtl")


# The head of a page ----------------------------------------------------------------


def test_head_of_a_story_is_for_search_engines_and_sharing(client, settings):
    article = published(
        at=YESTERDAY,
        **with_lead(PictureFactory()),
        headline="The gates are shut",
        search_headline="Sorrel barrier shut for the first time",
        dek="For six hours the city listened.",
    )

    page = page_at(client, path_of(article))

    address = settings.NEWSROOM_SITE_URL + path_of(article)
    said = meta(page)
    assert says(page, "title") == ["Sorrel barrier shut for the first time – The Harbour Ledger"]
    assert select(page, "link[rel=canonical]")[0].get("href") == address
    assert said["description"] == said["og:description"] == "For six hours the city listened."
    assert said["robots"] == "max-image-preview:large, max-snippet:-1, max-video-preview:-1"
    assert said["og:title"] == "The gates are shut"
    assert said["og:url"] == address
    assert said["og:type"] == "article"
    assert said["og:image"].startswith(f"{settings.NEWSROOM_SITE_URL}/media/renditions/")
    assert (said["og:image:width"], said["og:image:height"]) == ("1280", "720")
    assert "article:modified_time" not in said


def test_story_hidden_from_search_engines_says_so(client):
    assert meta(story_page(client, noindex=True))["robots"] == "noindex"


@pytest.mark.parametrize(
    ("path", "canonical"), [("/", "/"), ("/?page=2", "/?page=2"), ("/?utm_source=x", "/")]
)
def test_lists_name_their_own_address(client, settings, path, canonical):
    page = page_at(client, path)

    found = select(page, "link[rel=canonical]")[0].get("href")
    assert found == settings.NEWSROOM_SITE_URL + canonical


# Cards -----------------------------------------------------------------------------


def test_card_says_what_and_whose_it_is(client):
    published(
        at=YESTERDAY,
        headline="A long headline for the page",
        short_headline="A short one",
        type_of_work="analysis",
        kicker="Idle cranes",
        author=AuthorFactory(name="Ada Quay"),
    )
    published(at=YESTERDAY, headline="The lead", weight=3)

    card = select(page_at(client, "/"), ".card-tile, .card-beside")[0]

    assert says(card, ".card-kicker") == ["Analysis Idle cranes"]
    assert says(card, ".card-headline") == ["A short one"]
    assert says(card, ".card-byline") == ["By Ada Quay"]


def test_river_is_cut_into_days_with_one_word_on_the_zone(client):
    section = SectionFactory(slug="city")
    for days in (3, 2, 2):
        published(at=datetime(2025, 5, 10 + days, 9, 30, tzinfo=UTC), section=section)
    published(at=datetime(2025, 6, 1, tzinfo=UTC), section=section)

    page = page_at(client, "/city/")

    assert says(page, ".river-date") == [
        "Tuesday 13 May 2025 Times are UTC",
        "Monday 12 May 2025",
    ]
    assert says(page, ".river .card time") == ["09:30", "09:30", "09:30"]


# Every page ------------------------------------------------------------------------

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


@pytest.fixture
def hostile_story():
    """Hostile text in every field that readers get, put there past all forms."""
    blocks = {
        ref(): embed(title=HOSTILE, credit=HOSTILE, caption=HOSTILE),
        ref(): {"kind": "pullquote", "quote": HOSTILE, "speaker": HOSTILE},
        ref(): {"kind": "factbox", "title": HOSTILE, "text": HOSTILE},
        ref(): related((HOSTILE, "https://example.org/"), label=HOSTILE[:40]),
        ref(): figure(PictureFactory(), caption=HOSTILE, credit=HOSTILE, alt_text=HOSTILE),
    }
    return published(
        at=YESTERDAY,
        headline=HOSTILE,
        dek=HOSTILE,
        kicker=HOSTILE[:60],
        dateline=HOSTILE[:80],
        editors_note=HOSTILE,
        ownership_notice=HOSTILE,
        blocks=blocks,
        body=body_with(blocks, "one"),
        author=AuthorFactory(name=HOSTILE, bio=HOSTILE, title=HOSTILE, slug="hostile"),
    )


def test_no_page_has_script_or_style_of_its_own(client, hostile_story):
    for path in ("/", "/world/", "/authors/", "/authors/hostile/", "/search/?q=<script>"):
        assert own_code_in(page_at(client, path)) == []
    page = page_at(client, path_of(hostile_story))
    assert own_code_in(page) == []
    assert says(page, "h1") == [HOSTILE]


def own_code_in(page):
    """Inline scripts, styles and handlers, and scripts that are not ours."""
    ours = ("/static/js/video.js", "application/ld+json")  # the latter is data: it never runs
    scripts = [
        tag for tag in select(page, "script") if (tag.get("src") or tag.get("type")) not in ours
    ]
    names = {name for tag in page.iter("*") for name, _ in tag.items()}
    handlers = [name for name in names if name.startswith("on") or name == "style"]
    return [*scripts, *select(page, "style"), *handlers]


# Words for templates -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "month", "letters"),
    [
        ("UTC", 5, "UTC"),
        ("Europe/Berlin", 7, "CEST"),
        ("Europe/Berlin", 1, "CET"),
        ("America/Lima", 5, "UTC−05:00"),
        ("Asia/Kathmandu", 5, "UTC+05:45"),
    ],
)
def test_zone_is_said_in_letters_or_hours(name, month, letters):
    with timezone.override(name):
        assert paper.zone(datetime(2026, month, 13, 12, 0, tzinfo=UTC)) == letters


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/world/2026/05/13/a/", True),
        ("https://example.org/a", True),
        ("//evil.example/", False),
        ("/\\evil.example/", False),
        ("javascript:alert(1)", False),
        ("\x01javascript:alert(1)", False),
        ("", False),
    ],
)
def test_checked_address_keeps_only_what_leads_to_a_page(address, kept):
    assert paper.checked_address(address) == (address if kept else "")


def test_work_label_puts_payment_before_everything():
    paid = Edition(origin=Article.Origin.SPONSOR, type_of_work=Article.Work.OPINION)

    assert paper.work_label(paid) == "Paid for by a sponsor"
    assert paper.work_label(Edition(type_of_work="review")) == "Review"
    assert paper.work_label(Edition(type_of_work="report", origin="staff")) == ""
    assert (
        paper.work_label(Edition(type_of_work="report", origin="press_release")) == "Press release"
    )


def test_blank_document_has_a_page_too():
    """A preview of a story that says nothing yet is a page and not an error."""
    assert says(preview_of(revisions.blank(), YESTERDAY), ".prose") == [""]
