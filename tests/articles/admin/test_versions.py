"""A story's timeline, one version, two versions, one restored, and pages as they stood."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles import revisions, workflow
from articles.models import Article, Revision
from tests.articles.admin.conftest import page_of, said
from tests.factories import (
    HOUR,
    AuthorFactory,
    PictureFactory,
    SourceFactory,
    TopicFactory,
    UserFactory,
    chief,
    cited,
    figure,
    placed,
    published,
    ref,
    related,
    story,
)
from tests.pages import says, select

pytestmark = pytest.mark.django_db

DAY_AGO = timezone.now() - timedelta(days=1)
#: What the restore buttons of a page say.
RESTORE = "//form[contains(@action, '/restore/')]/button/text()"
BIG = "9" * 30


def address(name, *args):
    return reverse(f"admin:articles_article_{name}", args=args)


def page(client, name, *args, query=""):
    response = client.get(address(name, *args) + query)
    assert response.status_code == 200
    return page_of(response)


def saved(article, by, at, body=None, **fields):
    """One more version of a story."""
    article = Article.objects.get(pk=article.pk)
    for name, value in fields.items():
        setattr(article, name, value)
    if body is not None:
        article.body = body
    article.save()
    return workflow.keep(article, by=by, at=at)


@pytest.fixture
def editor(sign_in):
    return sign_in("Night editor", "Publisher", first_name="Ana", last_name="Paz")


@pytest.fixture
def ferry(editor):
    """Live as v1, with a draft v2 and a moved headline in v3."""
    ferry = published(by=chief(), at=DAY_AGO, headline="Ferry returns")
    saved(ferry, editor, DAY_AGO + HOUR, "<p>The boat is back.</p><p>It left at eight.</p>")
    saved(ferry, editor, DAY_AGO + 2 * HOUR, headline="Ferry is back")
    return Article.objects.get(pk=ferry.pk)


# The timeline -------------------------------------------------------------------------------


def test_timeline_tells_versions_and_moves_newest_first(client, editor, ferry):
    shown = page(client, "history", ferry.pk)

    heads = shown.xpath("//*[@class='versions-what']/p[1]")
    assert [" ".join(head.text_content().split()) for head in heads] == [
        "v3 Saved by Ana Paz newest",
        "v2 Saved by Ana Paz",
        f"Published by {ferry.created_by.get_full_name()} v1",
        f"Approved by {ferry.created_by.get_full_name()} v1",
        f"Sent to desk by {ferry.created_by.get_full_name()} v1",
        f"Started by {ferry.created_by.get_full_name()} v1",
        f"v1 Saved by {ferry.created_by.get_full_name()}",
    ]


def test_a_version_says_what_readers_had_of_it_and_links_there(client, editor, ferry):
    edition = ferry.editions.get()

    shown = page(client, "history", ferry.pk)

    (note,) = says(shown, "#v1 .is-public")
    assert note.startswith("Readers have it since ")
    assert note.endswith("As it stood")
    links = [link.get("href") for link in select(shown, "#v1 .is-public a")]
    assert links == [address("as_it_stood", ferry.pk, edition.pk)]
    assert says(shown, "#v2 .is-public") == []


def test_what_is_scheduled_is_told_without_a_page(client, editor):
    coming = timezone.now() + HOUR
    ferry = story(by=editor, at=DAY_AGO)
    workflow.publish(ferry, by=editor, go_live_at=coming)

    shown = page(client, "history", ferry.pk)

    assert says(shown, "#v1 .is-public")[0].startswith("Goes to readers ")
    assert select(shown, "#v1 .is-public a") == []
    edition = ferry.editions.get()
    assert client.get(address("as_it_stood", ferry.pk, edition.pk)).status_code == 404


def test_moves_are_told_with_their_words(client, editor):
    person = UserFactory(first_name="Femi", last_name="Ade", roles=["Reporter"])
    ferry = story(by=editor, at=DAY_AGO)
    workflow.submit(ferry, by=editor, at=DAY_AGO + HOUR)
    workflow.send_back(ferry, by=editor, reason="Name the councillor", at=DAY_AGO + 2 * HOUR)
    workflow.hand_over(ferry, by=editor, to=person, at=DAY_AGO + 3 * HOUR)
    workflow.ask_read(ferry, by=editor, kind="legal", at=DAY_AGO + 4 * HOUR)
    workflow.answer_read(ferry, by=editor, kind="legal", cleared=True, at=DAY_AGO + 5 * HOUR)

    told = says(page(client, "history", ferry.pk), ".is-move .versions-what")

    assert told[:4] == [
        "Read answered legal read, cleared by Ana Paz v1",
        "Read asked legal read by Ana Paz v1",
        "Handed over Ana Paz → Femi Ade by Ana Paz v1",
        "Sent back by Ana Paz v1 Name the councillor",
    ]


def test_only_what_readers_saw_is_shown_when_asked(client, editor, ferry):
    workflow.fix_live(
        ferry,
        by=editor,
        base=1,
        document=revisions.upgrade(ferry.revisions.get(number=1).document)
        | {"body": "<p>The red boat is back.</p><p>It left at seven.</p>"},
        at=DAY_AGO + 3 * HOUR,
    )

    shown = page(client, "history", ferry.pk, query="?readers=1")

    told = says(shown, ".versions-event .versions-what > p")
    numbers = [line.split()[0] for line in told if line.startswith("v")]
    assert numbers == ["v4", "v1"]
    windows = says(shown, ".is-public")
    assert windows[0].startswith("Readers have it since ")
    assert windows[1].startswith("Readers had it ")
    assert select(shown, "[aria-current=page]")[0].text_content() == "What readers saw"


def test_a_story_that_readers_never_saw_says_so(client, editor):
    shown = page(client, "history", story(by=editor).pk, query="?readers=1")

    assert says(shown, ".versions-events > li") == ["Readers have not seen this story."]


def test_fifty_versions_are_a_page_and_each_move_is_on_one(client, editor):
    ferry = story(by=editor, at=DAY_AGO)
    for number in range(2, 56):
        saved(ferry, editor, DAY_AGO + timedelta(minutes=number), headline=f"Ferry {number}")
        if number in (3, 40):
            workflow.ask_publisher(
                ferry, by=editor, words=f"Ask {number}", at=DAY_AGO + timedelta(minutes=number + 1)
            )

    newest = page(client, "history", ferry.pk)
    older = page(client, "history", ferry.pk, query="?page=2")
    beyond = page(client, "history", ferry.pk, query="?page=9")

    assert len(select(newest, ".is-version")) == 50
    assert [item.get("id") for item in select(older, ".is-version")] == [
        "v5",
        "v4",
        "v3",
        "v2",
        "v1",
    ]
    assert says(newest, ".is-move .versions-reason") == ["Ask 40"]
    assert says(older, ".is-move .versions-reason") == ["Ask 3"]
    assert [link.get("href") for link in select(newest, ".versions-pages a")] == ["?page=2"]
    assert [link.get("href") for link in select(older, ".versions-pages a")] == ["?page=1"]
    assert select(beyond, ".versions-event") == []


@pytest.mark.parametrize("query", ["", "?readers=1"])
def test_timeline_costs_the_same_for_few_and_many_versions(
    client, editor, ferry, query, django_assert_max_num_queries
):
    counts = []
    for more in (1, 3):
        for number in range(more):
            at = DAY_AGO + (2 * more + number) * HOUR
            revision = saved(ferry, editor, at, headline=f"Ferry {more} {number}")
            ferry = Article.objects.get(pk=ferry.pk)
            workflow.publish(
                ferry,
                by=editor,
                version=revision.number,
                change="update",
                what_is_new="New",
                at=at + timedelta(minutes=1),
            )
        page(client, "history", ferry.pk, query=query)
        with django_assert_max_num_queries(40) as captured:
            page(client, "history", ferry.pk, query=query)
        counts.append(len(captured))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("query", ["?page=abc", "?page=-1", f"?page={BIG}", "?readers=2", "?x=1"])
def test_any_question_is_answered(client, editor, ferry, query):
    assert client.get(address("history", ferry.pk) + query).status_code == 200


# One version --------------------------------------------------------------------------------


def test_a_version_is_shown_as_readers_would_get_it(client, editor, ferry):
    response = client.get(address("version", ferry.pk, 2))

    shown = page_of(response)
    assert says(shown, ".story-headline") == ["Ferry returns"]
    assert "It left at eight." in says(shown, ".prose")[0]
    assert says(shown, ".preview-bar")[0].startswith("v2, saved by Ana Paz,")
    assert response["Cache-Control"].startswith("no-store")
    assert response["X-Robots-Tag"] == "noindex"


def test_a_version_that_names_what_is_gone_is_shown_and_restored(client, editor):
    author, topic, picture, source = (
        factory() for factory in (AuthorFactory, TopicFactory, PictureFactory, SourceFactory)
    )
    target = story(by=editor)
    blocks = {ref(): figure(picture), ref(): related(("Also", target), ("", target))}
    mark = ref()
    ferry = story(
        by=editor,
        author=author,
        topics=[topic],
        blocks=blocks,
        citations={mark: cited(source)},
        body=f'<p>The <cite data-source="{mark}">Post</cite> says.</p>{placed(**blocks)}',
    )
    article = Article.objects.get(pk=ferry.pk)
    revisions.write(
        article,
        revisions.read(article)
        | {
            "bylines": [],
            "topics": [],
            "blocks": {},
            "citations": {},
            "body": "<p>Nothing.</p>",
        },
    )
    workflow.keep(article, by=editor)
    for gone in (author, topic, picture, source):
        gone.delete()
    Revision.objects.filter(article=target).delete()
    Article.objects.filter(pk=target.pk).delete()

    shown = page(client, "version", ferry.pk, 1)
    response = client.post(address("version_restore", ferry.pk, 1), {"version": 2}, follow=True)

    assert "The Post says." in says(shown, ".prose")[0]
    assert said(response) == ["FERRY: v1 is in your draft as v3."]
    document = revisions.read(Article.objects.get(pk=ferry.pk))
    assert (document["bylines"], document["topics"], document["citations"]) == ([], [], {})
    assert sorted(block["kind"] for block in document["blocks"].values()) == ["figure", "related"]
    assert page(client, "compare", ferry.pk, query="?a=1&b=2") is not None


# Two versions -------------------------------------------------------------------------------


def test_two_versions_are_compared_word_by_word(client, editor, ferry):
    shown = page(client, "compare", ferry.pk, query="?a=1&b=3")

    assert says(shown, ".compare-summary") == ["1 paragraph, headline."]
    assert says(shown, ".compare-paragraph.is-changed del") == ["seven"]
    assert says(shown, ".compare-paragraph.is-changed ins") == ["eight"]
    assert says(shown, ".compare-values del") == ["returns"]
    assert says(shown, ".compare-values ins") == ["is back"]
    assert says(shown, ".compare-same summary") == ["1 paragraph the same"]
    assert says(shown, ".compare-sides strong") == ["v1", "v3"]


def test_without_numbers_the_newest_is_compared_with_what_readers_have(client, editor, ferry):
    shown = page(client, "compare", ferry.pk)

    assert says(shown, ".compare-sides strong") == ["v1", "v3"]


def test_two_versions_that_say_the_same_say_so(client, editor, ferry):
    shown = page(client, "compare", ferry.pk, query="?a=3&b=3")

    assert says(shown, ".compare-summary") == ["v3 and v3 say the same."]


def test_compared_words_run_nowhere(client, editor):
    ferry = story(by=editor, headline="Old")
    saved(ferry, editor, timezone.now(), headline="<script>alert(1)</script>")

    response = client.get(address("compare", ferry.pk) + "?a=1&b=2")

    assert b"<script>alert" not in response.content
    assert "&lt;script&gt;" in response.content.decode().replace("</ins><ins>", "")


def test_a_linked_story_that_is_hidden_from_the_person_has_no_name(client, sign_in):
    boss = chief()
    hidden, open_one = story(by=boss, slugline="SECRET-NAME"), story(by=boss, slugline="OPEN-NAME")
    hidden.restricted_to.add(boss)
    link = ref()
    ferry = story(by=boss, blocks={link: related(("", open_one))})
    article = Article.objects.get(pk=ferry.pk)
    document = revisions.read(article)
    document["blocks"][link] = related(("", hidden))
    revisions.write(article, document)
    workflow.keep(article, by=boss)
    sign_in("Night editor", "Publisher")

    response = client.get(address("compare", ferry.pk) + "?a=1&b=2")

    assert "OPEN-NAME" in response.content.decode()
    assert "SECRET-NAME" not in response.content.decode()


@pytest.mark.parametrize(
    "query", ["?a=0&b=1", "?a=1&b=99", "?a=x", "?a=-1", "?a=1.5", f"?b={BIG}", "?a=²"]
)
def test_versions_that_are_none_are_not_found(client, editor, ferry, query):
    assert client.get(address("compare", ferry.pk) + query).status_code == 404


@pytest.mark.parametrize("number", [0, 99, 2_147_483_648, 10**25])
def test_a_version_of_another_story_or_of_none_is_not_found(client, editor, ferry, number):
    other = story(by=editor)

    for name in ("version", "as_it_stood"):
        assert client.get(address(name, ferry.pk, number)).status_code == 404
    assert client.post(address("version_restore", ferry.pk, number)).status_code == 404
    assert client.get(address("version", other.pk, 3)).status_code == 404
    edition = ferry.editions.get()
    assert client.get(address("as_it_stood", other.pk, edition.pk)).status_code == 404


# Restored -----------------------------------------------------------------------------------


def test_a_version_is_restored_into_the_draft_and_readers_keep_theirs(client, editor, ferry):
    before = revisions.read(ferry)

    response = client.post(address("version_restore", ferry.pk, 1), {"version": 3}, follow=True)

    assert response.redirect_chain == [(ferry.get_desk_url(), 302)]
    assert said(response) == ["FERRY: v1 is in your draft as v4. Readers see v1."]
    now = Article.objects.get(pk=ferry.pk)
    assert (now.headline, now.version) == ("Ferry returns", 4)
    assert now.body == "<p>The boat is back.</p><p>It left at seven.</p>"
    newest = now.revisions.get(number=4)
    assert (newest.kind, newest.by) == (Revision.Kind.RESTORE, editor)
    assert now.revisions.get(number=3).document["fields"] == before["fields"]
    assert "Version restored v1 by Ana Paz" in " ".join(
        says(page(client, "history", ferry.pk), ".is-move")
    )


def test_restoring_over_somebodys_newer_save_is_refused(client, editor, ferry):
    response = client.post(address("version_restore", ferry.pk, 1), {"version": 2}, follow=True)

    assert response.redirect_chain == [(address("history", ferry.pk), 302)]
    assert said(response)[0].startswith("Not restored: v1. ")
    assert Article.objects.get(pk=ferry.pk).version == 3


def test_restoring_what_the_draft_says_makes_no_version(client, editor):
    ferry = story(by=editor, headline="Same")
    saved(ferry, editor, timezone.now(), headline="Other")
    saved(ferry, editor, timezone.now(), headline="Same")

    response = client.post(address("version_restore", ferry.pk, 1), {"version": 3}, follow=True)

    assert said(response) == ["FERRY: Your draft says what v1 says already."]
    assert Article.objects.get(pk=ferry.pk).version == 3


def test_a_version_is_restored_by_a_press_only(client, editor, ferry):
    assert client.get(address("version_restore", ferry.pk, 1)).status_code == 405


# As it stood --------------------------------------------------------------------------------


def test_the_page_stands_as_it_stood(client, editor, ferry):
    first = ferry.editions.get()
    workflow.publish(
        ferry, by=editor, version=3, change="update", what_is_new="New", at=DAY_AGO + 4 * HOUR
    )

    response = client.get(address("as_it_stood", ferry.pk, first.pk))

    shown = page_of(response)
    assert says(shown, ".story-headline") == ["Ferry returns"]
    assert "It left at seven." in says(shown, ".prose")[0]
    assert "until" in says(shown, ".preview-bar")[0]
    assert response["Cache-Control"].startswith("no-store")
    assert response["X-Robots-Tag"] == "noindex"


def test_no_past_page_of_a_killed_story_is_shown(client, editor, ferry):
    edition = ferry.editions.get()
    workflow.kill(ferry, by=editor, reason="Law")

    response = client.get(address("as_it_stood", ferry.pk, edition.pk))

    assert response.status_code == 404
    assert "was killed" in says(page_of(response), "#content-main")[0]
    assert "Ferry returns" not in response.content.decode()
    shown = page(client, "history", ferry.pk, query="?readers=1")
    assert says(shown, ".versions-event .is-public a") == []


# Rights -------------------------------------------------------------------------------------


def open_addresses(ferry):
    return [
        address("history", ferry.pk),
        address("history", ferry.pk) + "?readers=1",
        address("version", ferry.pk, 1),
        address("compare", ferry.pk) + "?a=1&b=2",
        address("as_it_stood", ferry.pk, ferry.editions.get().pk),
    ]


@pytest.mark.parametrize(
    ("roles", "status", "restored"),
    [
        (("Reporter",), 403, 403),
        (("Video",), 200, 403),
        (("Night editor",), 200, 302),
        (("Publisher",), 200, 403),
    ],
)
def test_who_may_read_looks_and_who_may_edit_restores(client, sign_in, roles, status, restored):
    boss = chief()
    ferry = published(by=boss, at=DAY_AGO)
    saved(ferry, boss, DAY_AGO + HOUR, headline="Newer")
    sign_in(*roles)

    assert [client.get(each).status_code for each in open_addresses(ferry)] == [status] * 5
    sent = client.post(address("version_restore", ferry.pk, 1), {"version": 2})
    assert sent.status_code == restored
    assert Article.objects.get(pk=ferry.pk).version == (3 if restored == 302 else 2)


def test_restore_is_offered_to_who_may_only(client, sign_in):
    boss = chief()
    ferry = published(by=boss, at=DAY_AGO)
    saved(ferry, boss, DAY_AGO + HOUR, headline="Newer")

    offered = {}
    for roles in (("Video",), ("Night editor",)):
        sign_in(*roles)
        pages = page(client, "history", ferry.pk), page(client, "compare", ferry.pk)
        offered[roles] = [shown.xpath(RESTORE) for shown in pages]
    assert offered == {("Video",): [[], []], ("Night editor",): [["Restore"], ["Restore v1"]]}


def test_for_others_a_restricted_storys_versions_do_not_exist(client, sign_in):
    boss = chief()
    ferry = published(by=boss, at=DAY_AGO)
    saved(ferry, boss, DAY_AGO + HOUR, headline="Newer")
    ferry.restricted_to.add(boss)
    sign_in("Night editor", "Publisher")

    assert [client.get(each).status_code for each in open_addresses(ferry)[1:]] == [404] * 4
    sent = client.post(address("version_restore", ferry.pk, 1), {"version": 2})
    assert sent.status_code == 404


def test_signed_out_nobody_looks(client):
    ferry = published(by=chief(), at=DAY_AGO)
    saved(ferry, ferry.created_by, DAY_AGO + HOUR, headline="Newer")

    for each in open_addresses(ferry):
        assert client.get(each).url.startswith("/admin/login/")
