"""What stands around a story on its page, beside its text."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import revisions, workflow
from articles.models import Edition, Topic
from tests.factories import (
    AuthorFactory,
    PictureFactory,
    SectionFactory,
    TopicFactory,
    chief,
    document,
    embed,
    figure,
    placed,
    published,
    ref,
    related,
    saved_again,
)
from tests.pages import page_at, select

pytestmark = pytest.mark.django_db

NOW = timezone.now()
HOUR = timedelta(hours=1)
PAID = {"origin": "sponsor", "origin_source": "Hearth"}
YESTERDAY = NOW - timedelta(days=1)
UPDATE = Edition.Change.UPDATE


def path_of(article):
    return article.editions.live(timezone.now()).get().path


def shown(client, article, selector):
    """The words of what the story's page shows there, each with single spaces."""
    page = page_at(client, path_of(article))
    return [" ".join(each.text_content().split()) for each in select(page, selector)]


def updated(article, by, at, words, body):
    saved_again(article, by=by, at=at, body=body)
    workflow.publish(article, by=by, at=at, change=UPDATE, what_is_new=words)


# History ----------------------------------------------------------------------------------


def test_history_tells_updates_and_corrections_and_no_fix(client):
    by = chief()
    ferry = published(by=by, at=YESTERDAY)
    updated(ferry, by, YESTERDAY + HOUR, "The boat has left.", "<p>It left.</p>")
    saved_again(ferry, by=by, at=YESTERDAY + 2 * HOUR, body="<p>It left!</p>")
    workflow.publish(ferry, by=by, at=YESTERDAY + 2 * HOUR, change=Edition.Change.FIX)

    history = shown(client, ferry, ".story-history li")

    assert [entry.partition(",")[0] for entry in history] == ["What is new", "First published"]
    assert history[0].endswith("The boat has left.")
    assert shown(client, ferry, ".notice-new") == ["What is new: The boat has left."]


def test_story_that_never_changed_has_no_history_and_no_update(client):
    ferry = published(at=YESTERDAY)

    assert shown(client, ferry, ".story-history") == []
    assert "Updated" not in " ".join(shown(client, ferry, ".story-times"))


def test_update_taken_back_in_its_minute_is_in_no_history(client):
    by = chief()
    ferry = published(by=by, at=YESTERDAY)
    updated(ferry, by, NOW - timedelta(seconds=40), "A slip.", "<p>Slip.</p>")
    workflow.undo(ferry, by=by, at=NOW - timedelta(seconds=20))

    assert shown(client, ferry, ".story-history") == []
    assert shown(client, ferry, ".notice-new") == []


# Developing -------------------------------------------------------------------------------


@pytest.mark.parametrize(("hours", "is_said"), [(1, True), (-1, False)])
def test_developing_story_says_so_until_its_time(client, hours, is_said):
    until = (NOW + hours * HOUR).isoformat()
    ferry = published(at=YESTERDAY, developing_until=until, section=SectionFactory(slug="world"))

    words = ["Developing. This story is being updated."] if is_said else []
    assert shown(client, ferry, ".notice-developing") == words
    assert len(select(page_at(client, "/world/"), ".card-developing")) == int(is_said)


# Newer stories, languages -----------------------------------------------------------------


def test_newer_story_is_named_once_the_follow_up_is_live(client):
    by = chief()
    ferry = published(by=by, at=YESTERDAY)
    assert shown(client, ferry, ".notice-newer") == []
    published(by=by, at=NOW - HOUR, headline="Ferry stops", follows=ferry.pk)

    assert shown(client, ferry, ".notice-newer") == ["Newer story on this: Ferry stops"]


def test_draft_that_follows_is_not_named(client):
    by = chief()
    ferry = published(by=by, at=YESTERDAY)
    workflow.start(document(headline="Draft words", follows=ferry.pk), by=by, at=NOW)
    other = published(by=by, at=YESTERDAY, headline="Other")
    drafted = revisions.read(other)
    drafted["fields"]["follows"] = ferry.pk
    revisions.write(other, drafted)
    workflow.keep(other, by=by, at=NOW)

    assert shown(client, ferry, ".notice-newer") == []


def test_translations_name_each_other_and_the_original(client):
    by = chief()
    ferry = published(by=by, at=YESTERDAY)
    spanish = published(
        by=by, at=YESTERDAY, headline="El barco", language="es", translation_of=ferry.pk
    )

    heads = [
        [
            (link.get("hreflang"), link.get("href").partition("/world/")[2])
            for link in select(page_at(client, path_of(article)), "link[rel=alternate][hreflang]")
        ]
        for article in (ferry, spanish)
    ]

    tail, other = (path_of(each).removeprefix("/world/") for each in (ferry, spanish))
    assert heads[0] == heads[1] == [("en", tail), ("es", other), ("x-default", tail)]
    assert shown(client, ferry, ".story-languages li") == ["Español"]
    assert shown(client, spanish, ".story-languages li") == ["English"]


def test_translation_that_left_is_named_nowhere(client):
    by = chief()
    ferry = published(by=by, at=YESTERDAY)
    spanish = published(by=by, at=YESTERDAY, language="es", translation_of=ferry.pk)
    workflow.withdraw(spanish, by=by, at=NOW - HOUR)

    assert shown(client, ferry, ".story-languages li") == []
    assert select(page_at(client, path_of(ferry)), "link[hreflang]") == []


# Series, more -----------------------------------------------------------------------------


def test_part_of_a_series_is_counted_and_leads_on(client):
    by = chief()
    topic = TopicFactory(name="The quay")
    Topic.objects.filter(pk=topic.pk).update(is_series=True)
    parts = [
        published(by=by, at=YESTERDAY + n * HOUR, headline=f"Part {n}", topics=[topic])
        for n in range(3)
    ]

    assert shown(client, parts[1], ".series p") == [
        "Part 2 of 3: The quay",
        "Before: Part 0",
        "Next: Part 2",
    ]
    assert shown(client, parts[1], ".more li") == []


def test_more_on_this_shares_a_topic_and_is_named_nowhere_else_on_the_page(client):
    by, topic = chief(), TopicFactory()
    linked = published(by=by, at=YESTERDAY, headline="Linked", topics=[topic])
    block = {ref(): related(("Linked", linked))}
    ferry = published(
        by=by, at=YESTERDAY, topics=[topic], blocks=block, body="<p>Go.</p>" + placed(**block)
    )
    published(by=by, at=YESTERDAY, headline="Paid", topics=[topic], **PAID)
    for number in range(5):
        published(by=by, at=YESTERDAY + number * HOUR, headline=f"More {number}", topics=[topic])
    published(by=by, at=YESTERDAY, headline="Same section")

    assert shown(client, ferry, ".more li a") == ["More 4", "More 3", "More 2", "More 1"]


def test_story_without_topics_leads_on_in_its_section(client):
    by = chief()
    ferry = published(by=by, at=YESTERDAY)
    published(by=by, at=YESTERDAY, headline="Same section")
    published(by=by, at=YESTERDAY, headline="Elsewhere", section=SectionFactory(slug="city"))

    assert shown(client, ferry, ".more li a") == ["Same section"]


def test_related_block_never_leads_to_its_own_page(client):
    by = chief()
    ferry = published(by=by, at=YESTERDAY)
    block = {ref(): related(("Itself", ferry), ("Other", "https://post.example/"))}
    made = revisions.read(ferry)
    made |= {"blocks": block, "body": "<p>Go.</p>" + placed(**block)}
    revisions.write(ferry, made)
    workflow.keep(ferry, by=by, at=NOW - HOUR)
    workflow.publish(ferry, by=by, at=NOW - HOUR, change=Edition.Change.FIX)

    assert shown(client, ferry, ".related li") == ["Other"]


# In and beside the text -------------------------------------------------------------------


def test_key_points_stand_above_the_text_once(client):
    box = {ref(): {"kind": "factbox", "title": "In short", "text": "- One", "on_top": True}}
    ferry = published(at=YESTERDAY, blocks=box, body="<p>Go.</p>" + placed(**box))

    page = page_at(client, path_of(ferry))

    (points,) = select(page, ".is-key-points")
    assert points.text_content().split() == ["In", "short", "One"]
    assert select(page, ".prose .factbox") == []


def test_pictures_in_a_row_are_one_gallery_and_open_large(client):
    blocks = {ref(): figure(PictureFactory(width=2400, height=1600)) for _ in range(2)}
    alone = {ref(): figure(PictureFactory())}
    body = "<p>Go.</p>" + placed(**blocks) + "<p>Then.</p>" + placed(**alone)
    ferry = published(at=YESTERDAY, blocks=blocks | alone, body=body)

    page = page_at(client, path_of(ferry))

    assert len(select(page, ".gallery .figure")) == 2
    assert len(select(page, ".figure")) == 3
    opened = [link.get("href") for link in select(page, ".gallery a.figure-large")]
    assert all(address.startswith("/media/renditions/") for address in opened)


def test_video_says_its_length_publisher_and_transcript(client):
    block = {ref(): embed(length=205, transcript="https://coast.example/words")}
    ferry = published(at=YESTERDAY, blocks=block, body="<p>Go.</p>" + placed(**block))

    page = page_at(client, path_of(ferry))

    (video,) = select(page, ".embed")
    words = " ".join(video.text_content().split())
    assert "Play 3:25" in words
    assert "Coast TV" in words
    assert "Plays from YouTube. Nothing is loaded until you press play." in words
    assert [a.get("href") for a in select(page, ".embed-transcript")] == [
        "https://coast.example/words"
    ]


def test_methods_and_the_writer_stand_at_the_foot(client):
    author = AuthorFactory(beat="Ports", place="Saltmere", email="ada@ledger.example")
    ferry = published(at=YESTERDAY, author=author, methods="Two clerks were asked.")

    assert shown(client, ferry, ".methods") == ["How we reported this Two clerks were asked."]
    assert shown(client, ferry, ".writer-title") == ["Ports · Saltmere"]
    assert shown(client, ferry, ".writer-contact") == ["ada@ledger.example"]


def test_share_and_report_are_plain_links(client):
    ferry = published(at=YESTERDAY)

    page = page_at(client, path_of(ferry))

    assert [a.text_content() for a in select(page, ".share a")] == [
        "E-mail",
        "WhatsApp",
        "Bluesky",
        "Mastodon",
    ]
    report = f"/report/{ferry.editions.get().pk}/"
    assert [a.get("href") for a in select(page, ".report-link a")] == [report, report]


def test_page_costs_the_same_however_much_stands_around_it(client, django_assert_num_queries):
    by, topic = chief(), TopicFactory(is_series=True)
    alone = path_of(published(by=by, at=YESTERDAY, headline="Plain"))
    with CaptureQueriesContext(connection) as plain:
        client.get(alone)
    ferry = published(by=by, at=YESTERDAY, topics=[topic])
    updated(ferry, by, YESTERDAY + HOUR, "It left.", "<p>Left.</p>")
    for number in range(4):
        published(by=by, at=NOW - HOUR, headline=f"More {number}", topics=[topic])
    published(by=by, at=NOW - HOUR, follows=ferry.pk, headline="Newer")
    published(by=by, at=NOW - HOUR, translation_of=ferry.pk, language="es", headline="Otra")
    path = path_of(ferry)

    with django_assert_num_queries(len(plain)):
        assert client.get(path).status_code == 200
