"""Two that become one, where things are used, and pictures that give way everywhere."""

import pytest

from articles import pointers, registry, revisions, swapping, workflow
from articles.intake import matching
from articles.models import Citation, Edition, EditionByline, EditionTopic, Source, Topic
from authors.models import Author
from tests.factories import (
    DAY,
    HOUR,
    NOON,
    AuthorFactory,
    PictureFactory,
    SourceFactory,
    TopicFactory,
    UserFactory,
    chief,
    cited,
    embed,
    figure,
    placed,
    published,
    ref,
    saved_again,
    story,
)

pytestmark = pytest.mark.django_db


def citing(source, **kwargs):
    mark = ref()
    body = f'<p>The boat is back, <cite data-source="{mark}">the paper</cite> says.</p>'
    return {"citations": {mark: cited(source, **kwargs)}, "body": body}


def with_picture(picture, lead=False, **block):
    """A document's parts that show this picture, and the ref of its block."""
    mark = ref()
    blocks = {mark: figure(picture, is_lead=lead, **block)}
    body = "<p>The boat is back.</p>" + ("" if lead else placed(**blocks))
    return {"blocks": blocks, "body": body}


def names_of(source):
    return sorted(alias.name for alias in source.aliases.all())


# Sources -------------------------------------------------------------------------


@pytest.fixture
def two_posts():
    gone = SourceFactory(name="The Post", address="https://post.example/", off_record="Ask Ana.")
    gone.aliases.create(name="WaPo")
    kept = SourceFactory(name="The Washington Post", off_record="Slow on Sundays.")
    kept.aliases.create(name="wapo")
    return gone, kept


def test_merged_source_takes_citations_and_names_along(two_posts):
    gone, kept = two_posts
    ferry = story(**citing(gone))

    registry.merge_sources(gone, kept, by=chief())

    kept.refresh_from_db()
    assert list(Citation.objects.values_list("article", "source")) == [(ferry.pk, kept.pk)]
    assert names_of(kept) == ["The Post", "wapo"]
    assert names_of(gone) == []
    assert kept.address == "https://post.example/"
    assert kept.off_record == "Slow on Sundays.\n\nAsk Ana."
    assert list(Source.objects.unmerged()) == [kept]
    assert list(Source.objects.named("the post")) == [kept]


def test_kept_versions_and_editions_go_on_saying_what_they_said(two_posts):
    gone, kept = two_posts
    ferry = published(**citing(gone))

    registry.merge_sources(gone, kept, by=chief())

    (version,) = ferry.revisions.all()
    (edition,) = ferry.editions.all()
    for document in (version.document, edition.document):
        assert [each["source"] for each in document["citations"].values()] == [gone.pk]
    assert [each["name"] for each in edition.document["citations"].values()] == ["The Post"]


def test_merge_makes_no_version_and_leaves_approval_and_state(two_posts):
    gone, kept = two_posts
    reporter = UserFactory(roles=["Reporter"])
    ferry = story(by=reporter, **citing(gone))
    workflow.approve(ferry, by=chief(), at=NOON)

    registry.merge_sources(gone, kept, by=chief())
    workflow.keep(ferry, by=reporter, at=NOON + HOUR)

    assert ferry.version == 1
    assert workflow.is_approved(ferry)


def test_older_version_brought_back_names_what_the_source_became(two_posts):
    gone, kept = two_posts
    boss = chief()
    ferry = story(by=boss, **citing(gone))
    saved_again(ferry, by=boss, headline="Another")
    registry.merge_sources(gone, kept, by=boss)

    workflow.restore_version(ferry, by=boss, number=1, at=NOON)

    assert [citation.source for citation in ferry.citations.all()] == [kept]


def test_what_is_published_after_a_merge_names_what_the_source_became(two_posts):
    gone, kept = two_posts
    boss = chief()
    ferry = story(by=boss, **citing(gone))
    registry.merge_sources(gone, kept, by=boss)

    edition = workflow.publish(ferry, by=boss, at=NOON)

    (citation,) = edition.document["citations"].values()
    assert (citation["source"], citation["name"]) == (kept.pk, "The Washington Post")


def test_source_merged_twice_over_is_the_last():
    first, second, third = SourceFactory(), SourceFactory(), SourceFactory()
    boss = chief()

    registry.merge_sources(first, second, by=boss)
    registry.merge_sources(second, third, by=boss)

    assert set(Source.objects.values_list("pk", "merged_into")) == {
        (first.pk, third.pk),
        (second.pk, third.pk),
        (third.pk, None),
    }
    assert names_of(third) == sorted([first.name, second.name])


def test_copy_that_names_a_merged_source_finds_what_it_became(two_posts):
    gone, kept = two_posts
    registry.merge_sources(gone, kept, by=chief())

    assert set(matching._sources(["The Post", "WaPo"]).values()) == {kept}


def test_source_is_not_merged_with_itself_nor_twice(two_posts):
    gone, kept = two_posts
    boss = chief()

    with pytest.raises(registry.NotMerged, match="Choose another source than this one"):
        registry.merge_sources(gone, gone, by=boss)
    registry.merge_sources(gone, kept, by=boss)
    with pytest.raises(registry.NotMerged, match="merged into another by somebody else"):
        registry.merge_sources(gone, kept, by=boss)


def test_reporter_merges_nothing(two_posts):
    with pytest.raises(registry.NotMerged, match="You may not merge sources"):
        registry.merge_sources(*two_posts, by=UserFactory(roles=["Reporter"]))

    assert Source.objects.unmerged().count() == 2


def test_survivor_may_take_the_old_name(two_posts):
    gone, kept = two_posts
    registry.merge_sources(gone, kept, by=chief())

    Source.objects.filter(pk=kept.pk).update(name="The Post")

    assert list(Source.objects.named("The Post")) == [Source.objects.get(pk=kept.pk)]


# Topics and authors -----------------------------------------------------------------


def test_merged_topic_is_moved_on_drafts_and_editions_once_each():
    gone, kept = TopicFactory(), TopicFactory()
    both = published(topics=[gone, kept])
    one = published(topics=[gone])

    registry.merge_topics(gone, kept, by=chief())

    assert {(a.pk, *a.topics.values_list("pk", flat=True)) for a in (both, one)} == {
        (both.pk, kept.pk),
        (one.pk, kept.pk),
    }
    assert set(EditionTopic.objects.values_list("edition__article", "topic")) == {
        (both.pk, kept.pk),
        (one.pk, kept.pk),
    }
    assert Topic.objects.filter(pk=gone.pk).exists()


def test_merged_author_keeps_the_names_that_readers_were_given():
    gone, kept = AuthorFactory(name="L. Pérez"), AuthorFactory(name="Lucía Pérez")
    ferry = published(author=gone)

    registry.merge_authors(gone, kept, by=chief())

    assert [byline.author for byline in ferry.bylines.all()] == [kept]
    (row,) = EditionByline.objects.all()
    assert (row.author, row.credited_as) == (kept, "L. Pérez")
    assert Edition.objects.get().byline == "By L. Pérez"
    assert list(Author.objects.named("l. pérez")) == [kept]


def test_author_credited_twice_in_one_story_is_credited_once_after_a_merge():
    gone, kept = AuthorFactory(), AuthorFactory()
    ferry = story(author=gone)
    ferry.bylines.create(author=kept, position=1)

    registry.merge_authors(gone, kept, by=chief())

    assert [(b.author, b.role) for b in ferry.bylines.all()] == [(kept, "words")]


def test_document_that_credits_both_credits_once_what_they_became():
    gone, kept = AuthorFactory(), AuthorFactory()
    ferry = story(author=gone)
    document = revisions.read(ferry)
    document["bylines"].append({**document["bylines"][0], "author": kept.pk})
    registry.merge_authors(gone, kept, by=chief())

    credited = pointers.on_file(document)["bylines"]

    assert [byline["author"] for byline in credited] == [kept.pk]


def test_account_goes_along_with_its_author():
    person = UserFactory()
    gone, kept = AuthorFactory(user=person), AuthorFactory()

    registry.merge_authors(gone, kept, by=chief())

    gone.refresh_from_db()
    kept.refresh_from_db()
    assert (gone.user, kept.user, gone.is_active) == (None, person, False)


def test_two_accounts_are_two_people():
    gone, kept = AuthorFactory(user=UserFactory()), AuthorFactory(user=UserFactory())

    with pytest.raises(registry.NotMerged, match="they are two people"):
        registry.merge_authors(gone, kept, by=chief())

    assert Author.objects.unmerged().count() == 2


def test_old_address_of_an_author_leads_to_the_new_page(client):
    gone, kept = AuthorFactory(slug="l-perez"), AuthorFactory(slug="lucia-perez")
    published(author=gone, at=NOON)
    registry.merge_authors(gone, kept, by=chief())

    response = client.get("/authors/l-perez/")

    assert (response.status_code, response.headers["Location"]) == (301, "/authors/lucia-perez/")
    assert client.get("/authors/l-perez/feeds/rss.xml").status_code == 200


# Where used -------------------------------------------------------------------------


def test_uses_say_where_each_story_has_a_source():
    source, boss = SourceFactory(), chief()
    drafted = story(by=boss, **citing(source))
    live = published(by=boss, **citing(source))
    desk_only = published(by=boss, **citing(source, shown=False))
    moved_on = published(by=boss, **citing(source))
    document = revisions.read(moved_on) | {"citations": {}}
    revisions.write(moved_on, document | {"body": "<p>The boat is back.</p>"})
    workflow.keep(moved_on, by=boss, at=NOON + HOUR)
    coming = published(by=boss, go_live_at=NOON + DAY, **citing(source))
    story(by=boss, **citing(SourceFactory()))

    assert registry.uses_of(source, NOON + HOUR) == {
        drafted.pk: ["draft"],
        live.pk: ["live"],
        desk_only.pk: ["draft"],
        moved_on.pk: ["live"],
        coming.pk: ["scheduled"],
    }


def test_picture_is_found_over_and_in_the_text_and_before_a_video():
    picture, boss = PictureFactory(), chief()
    over = published(by=boss, **with_picture(picture, lead=True))
    inside = published(by=boss, **with_picture(picture))
    saved_again(inside, by=boss, body="<p>Gone.</p>")
    poster = story(by=boss, blocks={ref(): embed(poster=picture.pk)})
    story(by=boss, **with_picture(PictureFactory()))

    uses = registry.uses_of(picture, NOON + HOUR)

    assert uses[over.pk] == ["live"]
    assert "live" in uses[inside.pk]
    assert uses[poster.pk] == ["draft"]
    assert len(uses) == 3


def test_withdrawn_and_killed_stories_use_nothing_live():
    picture, boss = PictureFactory(), chief()
    withdrawn = published(by=boss, **with_picture(picture, lead=True))
    killed = published(by=boss, **with_picture(picture, lead=True))
    workflow.withdraw(withdrawn, by=boss, notice="", at=NOON + HOUR)
    workflow.kill(killed, by=boss, at=NOON + HOUR)

    assert registry.uses_of(picture, NOON + 2 * HOUR) == {withdrawn.pk: ["draft"]}


def test_authors_and_topics_are_found_by_their_rows():
    author, topic, boss = AuthorFactory(), TopicFactory(), chief()
    live = published(by=boss, author=author, topics=[topic])
    drafted = story(by=boss, author=author, topics=[topic])

    for thing in (author, topic):
        assert registry.uses_of(thing, NOON + HOUR) == {live.pk: ["live"], drafted.pk: ["draft"]}


# Replace and remove ---------------------------------------------------------------------


def figures_of(document):
    return [block for block in document["blocks"].values() if block["kind"] == "figure"]


def live_document(article, at):
    return Edition.objects.live(at).get(article=article).document


def test_replaced_picture_gives_way_on_the_page_and_in_the_draft():
    old, new, boss = PictureFactory(), PictureFactory(), chief()
    ferry = published(by=boss, **with_picture(old, credit="Old", alt_text="Old", caption="A boat"))
    saved_again(ferry, by=boss, headline="Another headline")

    outcome = swapping.swap(ferry, old, new, by=boss, at=NOON + HOUR)

    assert (outcome.done, outcome.refused) == (["live"], [])
    (block,) = figures_of(live_document(ferry, NOON + HOUR))
    assert (block["picture"], block["credit"], block["alt_text"]) == (new.pk, "", "")
    assert block["caption"] == ""
    drafted = revisions.newest(ferry).document
    assert [each["picture"] for each in figures_of(drafted)] == [new.pk]
    assert drafted["fields"]["headline"] == "Another headline"
    assert ferry.editions.order_by("live_from").last().change == "fix"


def test_captions_of_the_stories_are_kept_on_request():
    old, new, boss = PictureFactory(), PictureFactory(), chief()
    ferry = published(by=boss, **with_picture(old, caption="A boat"))

    swapping.swap(ferry, old, new, by=boss, keep_captions=True, at=NOON + HOUR)

    (block,) = figures_of(live_document(ferry, NOON + HOUR))
    assert (block["picture"], block["caption"]) == (new.pk, "A boat")


def test_removed_picture_takes_its_place_in_the_text_along():
    old, boss = PictureFactory(), chief()
    ferry = published(by=boss, **with_picture(old))

    outcome = swapping.swap(ferry, old, by=boss, at=NOON + HOUR)

    assert outcome.done == ["live"]
    document = live_document(ferry, NOON + HOUR)
    assert (document["blocks"], document["body"]) == ({}, "<p>The boat is back.</p>")
    assert revisions.read(ferry)["blocks"] == {}


def test_removed_picture_goes_where_the_draft_wrote_another_caption():
    old, boss = PictureFactory(), chief()
    ferry = published(by=boss, **with_picture(old))
    document = revisions.read(ferry)
    figures_of(document)[0]["caption"] = "Another caption"
    revisions.write(ferry, document)
    workflow.keep(ferry, by=boss, at=NOON)

    outcome = swapping.swap(ferry, old, by=boss, at=NOON + HOUR)

    assert (outcome.done, outcome.refused) == (["live"], [])
    assert registry.uses_of(old, NOON + HOUR) == {}


def test_poster_of_a_video_gives_way_and_the_video_stays():
    old, boss = PictureFactory(), chief()
    mark = ref()
    blocks = {mark: embed(poster=old.pk)}
    ferry = published(by=boss, blocks=blocks, body=f"<p>See.</p>{placed(**blocks)}")

    swapping.swap(ferry, old, by=boss, at=NOON + HOUR)

    assert live_document(ferry, NOON + HOUR)["blocks"][mark]["poster"] is None


def test_draft_alone_gets_a_new_version():
    old, new, boss = PictureFactory(), PictureFactory(), chief()
    ferry = story(by=boss, **with_picture(old, lead=True))

    outcome = swapping.swap(ferry, old, new, by=boss, at=NOON + HOUR)

    assert outcome.done == ["draft"]
    assert (ferry.version, ferry.figures.get().picture) == (2, new)


def test_scheduled_story_keeps_its_time():
    old, new, boss = PictureFactory(), PictureFactory(), chief()
    ferry = published(by=boss, go_live_at=NOON + DAY, **with_picture(old, lead=True))

    outcome = swapping.swap(ferry, old, new, by=boss, at=NOON + HOUR)

    assert outcome.done == ["draft", "scheduled"]
    (edition,) = ferry.editions.all()
    assert (edition.live_from, edition.lead_picture) == (NOON + DAY, new)


def test_scheduled_version_that_is_not_the_draft_is_refused_with_the_reason():
    old, new, boss = PictureFactory(), PictureFactory(), chief()
    ferry = published(by=boss, go_live_at=NOON + DAY, **with_picture(old, lead=True))
    saved_again(ferry, by=boss, headline="Another headline")

    outcome = swapping.swap(ferry, old, new, by=boss, at=NOON + HOUR)

    assert outcome.done == ["draft"]
    [(place, refusal)] = outcome.refused
    assert (place, str(refusal)) == (
        "scheduled",
        "The scheduled version still shows it. Cancel the schedule, "
        "then schedule the draft without it.",
    )


def test_check_that_stops_one_story_is_an_outcome():
    old, new, boss = PictureFactory(), PictureFactory(credit=""), chief()
    ferry = published(by=boss, **with_picture(old))

    outcome = swapping.swap(ferry, old, new, by=boss, at=NOON + HOUR)

    assert [(place, type(refusal)) for place, refusal in outcome.refused] == [
        ("live", workflow.Blocked)
    ]
    assert (outcome.done, ferry.version) == ([], 1)
    (block,) = figures_of(live_document(ferry, NOON + HOUR))
    assert block["picture"] == old.pk
