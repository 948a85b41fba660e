import threading
import time
from datetime import timedelta

import pytest
from django.db import connection, transaction

from articles import rendering, timeline, workflow
from articles.models import Address, Article, Correction, Edition
from articles.models.correction import FrozenCorrection
from articles.timeline import PublicState, public_state
from tests.factories import (
    DAY,
    HOUR,
    NOON,
    AuthorFactory,
    SectionFactory,
    SourceFactory,
    UserFactory,
    chief,
    cited,
    embed,
    placed,
    published,
    ref,
    related,
    saved_again,
    story,
)

pytestmark = pytest.mark.django_db
Stage = Article.Stage


def verbs(article):
    return [move.verb for move in article.moves.order_by("at", "pk")]


def test_a_story_goes_from_draft_to_readers_through_three_people():
    reporter = UserFactory(roles=["Reporter"])
    article = story(by=reporter)

    workflow.submit(article, by=reporter, at=NOON)
    workflow.approve(article, by=UserFactory(roles=["Editor"]), at=NOON)
    edition = workflow.publish(article, by=UserFactory(roles=["Publisher"]), at=NOON)

    assert verbs(article) == ["start", "submit", "approve", "publish"]
    assert edition.path == "/world/2026/05/13/ferry-returns-to-the-north-quay/"
    assert list(Edition.objects.live(NOON)) == [edition]


def test_one_button_records_every_move_of_the_only_person_on_duty():
    by = chief()
    article = story(by=by)

    workflow.publish(article, by=by, at=NOON)

    assert verbs(article) == ["start", "submit", "approve", "publish"]
    assert {move.by for move in article.moves.all()} == {by}


@pytest.mark.parametrize(
    ("role", "verb", "allowed"),
    [
        ("Reporter", "approve", False),
        ("Reporter", "publish", False),
        ("Reporter", "spike", False),
        ("Video", "submit", False),
        ("Video", "publish", False),
        ("Editor", "approve", True),
        ("Editor", "publish", False),
        ("Editor", "spike", True),
        ("Publisher", "publish", True),
        ("Publisher", "spike", False),
        ("Administrator", "publish", False),
    ],
)
def test_roles_make_their_own_moves_and_no_others(role, verb, allowed):
    article = story()
    person = UserFactory(roles=[role])

    if allowed:
        getattr(workflow, verb)(article, by=person, at=NOON)
        assert article.moves.filter(verb=verb, by=person).count() == 1
    else:
        with pytest.raises(workflow.NoRight):
            getattr(workflow, verb)(article, by=person, at=NOON)
        assert not article.moves.filter(by=person).exists()


def test_reporter_submits_own_stories_only():
    other = UserFactory(roles=["Reporter"])

    with pytest.raises(workflow.NoRight):
        workflow.submit(story(by=UserFactory(roles=["Reporter"])), by=other, at=NOON)


def test_restricted_story_does_not_exist_for_others():
    article = story(by=chief())
    article.restricted_to.add(UserFactory())

    with pytest.raises(workflow.NoRight):
        workflow.publish(article, by=chief(), at=NOON)


def test_publisher_cannot_publish_over_somebody_elses_missing_approval_without_the_right():
    by = UserFactory(roles=["Reporter"])
    by.user_permissions.add(*_permission("publish_article"))
    article = story(by=by)

    with pytest.raises(workflow.Refused, match="is not approved"):
        workflow.publish(article, by=by, at=NOON)

    assert verbs(article) == ["start"]


def _permission(codename):
    from django.contrib.auth.models import Permission

    return Permission.objects.filter(codename=codename)


def test_stale_version_is_refused_and_nothing_changes():
    by = chief()
    article = story(by=by)
    article.headline = "Newer"
    article.save()
    workflow.keep(article, by=by, at=NOON)

    with pytest.raises(workflow.Stale, match="you acted on v1, the newest is v2"):
        workflow.publish(article, by=by, version=1, at=NOON)

    assert not Edition.objects.exists()


def test_blocked_publish_names_each_finding_and_changes_nothing():
    by = chief()
    article = story(by=by, author=False, headline="TK about the ferry")

    with pytest.raises(workflow.Blocked) as refusal:
        workflow.publish(article, by=by, at=NOON)

    assert [f.check for f in refusal.value.findings if f.stops] == ["byline", "unfinished"]
    assert str(refusal.value).startswith("Not done: 2 things. Nobody is credited.")
    assert verbs(article) == ["start"]
    article.refresh_from_db()
    assert article.stage == Stage.DRAFT


def test_send_back_needs_a_reason_and_keeps_it():
    by = chief()
    article = story(by=by)
    workflow.submit(article, by=by, at=NOON)

    with pytest.raises(workflow.Refused, match="Say what should change"):
        workflow.send_back(article, by=by, reason="  ", at=NOON)
    workflow.send_back(article, by=by, reason="Name the second councillor", at=NOON)

    assert article.stage == Stage.DRAFT
    assert article.moves.get(verb="send_back").reason == "Name the second councillor"


def test_spike_is_for_stories_that_readers_never_saw():
    by = chief()
    live = published(by=by)
    draft = story(by=by)

    with pytest.raises(workflow.Refused, match="Withdraw it instead"):
        workflow.spike(live, by=by, at=NOON + HOUR)
    workflow.spike(draft, by=by, at=NOON)
    with pytest.raises(workflow.Refused, match="spiked"):
        workflow.publish(draft, by=by, at=NOON)
    workflow.restore(draft, by=by, at=NOON)

    assert draft.stage == Stage.DRAFT


def test_withdrawn_story_is_gone_with_its_schedule():
    by = chief()
    article = published(by=by)
    saved_again(article, by=by, dek="New")
    workflow.publish(article, by=by, at=NOON, go_live_at=NOON + DAY, change="update")

    workflow.withdraw(article, by=by, at=NOON + HOUR, notice="Withdrawn by the editor.")

    assert public_state(article, NOON + 2 * DAY) == PublicState.WITHDRAWN
    assert article.editions.count() == 1


def test_embargo_refuses_any_earlier_time_and_allows_its_own_second():
    by = chief()
    article = story(by=by)
    Article.objects.filter(pk=article.pk).update(embargo_until=NOON + DAY)

    with pytest.raises(workflow.Blocked):
        workflow.publish(article, by=by, at=NOON)
    with pytest.raises(workflow.Blocked):
        workflow.publish(article, by=by, at=NOON, go_live_at=NOON + DAY - timedelta(microseconds=1))
    edition = workflow.publish(article, by=by, at=NOON, go_live_at=NOON + DAY)

    assert edition.live_from == NOON + DAY
    assert verbs(article)[-1] == "schedule"


def test_publish_is_refused_while_something_is_scheduled():
    by = chief()
    article = story(by=by)
    workflow.publish(article, by=by, at=NOON, go_live_at=NOON + DAY)

    with pytest.raises(workflow.Refused, match="scheduled"):
        workflow.publish(article, by=by, at=NOON + HOUR)


def test_live_story_asks_for_the_kind_of_change():
    by = chief()
    article = published(by=by)

    with pytest.raises(workflow.Refused, match="what kind of change"):
        workflow.publish(article, by=by, at=NOON + HOUR)


def test_correction_is_dated_public_and_frozen():
    by = chief()
    article = published(by=by)

    with pytest.raises(workflow.Refused, match="Say what was wrong"):
        workflow.publish(article, by=by, at=NOON + HOUR, change="correction")
    edition = workflow.publish(
        article, by=by, at=NOON + HOUR, change="correction", correction="It has two decks."
    )

    correction = Correction.objects.get()
    assert (correction.edition, correction.issued_at) == (edition, NOON + HOUR)
    assert [c["text"] for c in edition.document["corrections"]] == ["It has two decks."]
    with pytest.raises(FrozenCorrection):
        correction.delete()
    correction.text = "It has three decks."
    with pytest.raises(FrozenCorrection):
        correction.save()


def test_later_edition_still_carries_the_correction():
    by = chief()
    article = published(by=by)
    workflow.publish(article, by=by, at=NOON + HOUR, change="correction", correction="Two decks.")
    saved_again(article, by=by, dek="New")

    edition = workflow.publish(article, by=by, at=NOON + 2 * HOUR, change="fix")

    assert [c["text"] for c in edition.document["corrections"]] == ["Two decks."]


def test_left_out_blocks_stay_in_the_draft_and_out_of_the_edition():
    by = chief()
    video, link = ref(), ref()
    blocks = {
        video: embed(provider="", embed_id=""),
        link: related(("Somewhere", None), ("Elsewhere", "https://post.example/")),
    }
    article = story(by=by, blocks=blocks, body="<p>Go.</p>" + placed(**blocks))

    with pytest.raises(workflow.Blocked):
        workflow.publish(article, by=by, at=NOON)
    edition = workflow.publish(article, by=by, at=NOON, leave_out=True)

    assert list(edition.document["blocks"]) == [link]
    assert [row["title"] for row in edition.document["blocks"][link]["links"]] == ["Elsewhere"]
    assert article.embeds.count() == 1
    assert rendering.PLACEHOLDER.findall(edition.body_html) == [("related", link)]


def test_old_sin_of_the_live_version_does_not_block_a_fix():
    by = chief()
    article = published(by=by)
    target = published(by=by, headline="Target")
    link = ref()
    blocks = {link: related(("Target", target))}
    article = published(by=by, blocks=blocks, body="<p>Go.</p>" + placed(**blocks))
    workflow.withdraw(target, by=by, at=NOON + HOUR)
    saved_again(article, by=by, dek="New")

    edition = workflow.publish(article, by=by, at=NOON + 2 * HOUR, change="fix")

    assert edition.change == Edition.Change.FIX
    saved_again(article, by=by, dek="Newer")
    with pytest.raises(workflow.Blocked):
        workflow.publish(article, by=by, at=NOON + 3 * HOUR, change="update")


def test_desk_only_facts_never_reach_the_edition():
    by = chief()
    shown, hidden = ref(), ref()
    body = (
        f'<p><cite data-source="{shown}">The Post</cite> and '
        f'<cite data-source="{hidden}">a clerk</cite> say so.</p>'
    )
    article = story(
        by=by,
        body=body,
        slugline="SECRET-SLUGLINE",
        citations={
            shown: cited(SourceFactory(name="The Post"), note="SECRET-NOTE"),
            hidden: cited(SourceFactory(name="SECRET-CLERK"), shown=False),
        },
    )

    edition = workflow.publish(article, by=by, at=NOON)

    frozen = str(edition.document) + edition.body_html + edition.search_text
    assert "SECRET" not in frozen
    assert "secret" not in frozen
    assert '<cite>The Post</cite><sup class="source-mark">' in edition.body_html
    assert "a clerk say so" in edition.body_html


# Addresses -------------------------------------------------------------------------------


def test_taken_address_gets_a_number():
    by = chief()

    paths = [published(by=by).editions.get().path for _ in range(3)]

    assert paths == [
        "/world/2026/05/13/ferry-returns-to-the-north-quay/",
        "/world/2026/05/13/ferry-returns-to-the-north-quay-2/",
        "/world/2026/05/13/ferry-returns-to-the-north-quay-3/",
    ]


def test_address_does_not_follow_the_headline():
    by = chief()
    article = published(by=by)
    article.headline = "Another"
    article.save()
    workflow.keep(article, by=by, at=NOON)

    edition = workflow.publish(article, by=by, at=NOON + DAY, change="update")

    assert edition.path == "/world/2026/05/13/ferry-returns-to-the-north-quay/"
    assert Address.objects.count() == 1


def test_new_section_is_a_new_address_and_the_old_one_stays_claimed():
    by = chief()
    article = published(by=by)
    article.section = SectionFactory(slug="city")
    article.save()
    workflow.keep(article, by=by, at=NOON)

    edition = workflow.publish(article, by=by, at=NOON + DAY, change="fix")

    assert edition.path == "/city/2026/05/13/ferry-returns-to-the-north-quay/"
    assert article.addresses.count() == 2


@pytest.mark.parametrize("headline", ["🚢🚢", "船が戻る", "—"])
def test_headline_without_latin_letters_still_gets_an_address(headline):
    article = published(headline=headline)

    assert article.editions.get().path == f"/world/2026/05/13/story-{article.pk}/"


def test_night_of_the_clock_change_keeps_the_local_day(settings):
    settings.TIME_ZONE = "America/Lima"
    from datetime import UTC, datetime

    from django.utils import timezone

    with timezone.override("America/Lima"):
        article = published(at=datetime(2026, 5, 14, 3, 0, tzinfo=UTC))

    assert article.editions.get().path.startswith("/world/2026/05/13/")


def test_two_moves_at_one_instant_still_follow_each_other():
    by = chief()
    article = published(by=by, at=NOON)
    saved_again(article, by=by, dek="New")

    workflow.publish(article, by=by, at=NOON, change="fix")
    workflow.withdraw(article, by=by, at=NOON)

    starts = list(article.editions.order_by("live_from").values_list("live_from", flat=True))
    assert starts == [NOON, NOON + timedelta(microseconds=1)]
    assert public_state(article, NOON + HOUR) == PublicState.WITHDRAWN


# Taking down ---------------------------------------------------------------------


def live_at(article, *hours):
    return [timeline.live_edition(article, NOON + hour * HOUR) is not None for hour in hours]


@pytest.mark.parametrize("go_live_at", [None, NOON + 3 * HOUR])
def test_story_cannot_go_out_after_its_take_down(go_live_at):
    by = chief()
    passed = NOON + 2 * HOUR if go_live_at else NOON - HOUR
    article = story(by=by)
    take_down_at(article, by, passed)

    with pytest.raises(workflow.Refused, match="to be taken down"):
        workflow.publish(article, by=by, at=NOON, go_live_at=go_live_at)


def take_down_at(article, by, at, *, now=NOON):
    """Set “Take down at” as the form does."""
    before = workflow.desk_fields(article)
    article.use_until = at
    article.save()
    workflow.keep(article, by=by, at=now, before=before)


def test_take_down_time_counts_at_once_for_a_live_story():
    by = chief()
    article = published(by=by)

    take_down_at(article, by, NOON + 8 * HOUR)

    assert live_at(article, 7, 8) == [True, False]
    take_down_at(article, by, NOON + 9 * HOUR)
    assert live_at(article, 8, 9) == [True, False]
    take_down_at(article, by, None)
    assert live_at(article, 8, 9) == [True, True]
    assert verbs(article)[-3:] == ["take_down"] * 3


def test_cancelled_update_leaves_the_take_down_of_the_live_story():
    by = chief()
    article = published(by=by)
    take_down_at(article, by, NOON + 8 * HOUR)
    saved_again(article, by=by, at=NOON + HOUR, dek="New")
    workflow.publish(article, by=by, at=NOON + HOUR, go_live_at=NOON + 3 * HOUR, change="update")

    workflow.unschedule(article, by=by, at=NOON + 2 * HOUR)

    assert live_at(article, 7, 8) == [True, False]


# The address until first publication ---------------------------------------------------


def test_cancelled_first_publication_leaves_no_address_behind():
    by = chief()
    article = published(by=by, headline="Mayor is a thief", go_live_at=NOON + HOUR)
    workflow.unschedule(article, by=by, at=NOON)
    saved_again(article, by=by, at=NOON, headline="Mayor resigns")

    edition = workflow.publish(article, by=by, at=NOON + HOUR)

    assert edition.path == "/world/2026/05/13/mayor-resigns/"


def test_cancelled_move_to_another_section_leaves_the_address_of_the_live_story():
    by = chief()
    sport = SectionFactory(slug="sport")
    published(by=by, section=sport)
    article = published(by=by)
    first = article.editions.get()
    saved_again(article, by=by, at=NOON, section=sport.pk)
    workflow.publish(article, by=by, at=NOON + HOUR, go_live_at=NOON + 2 * HOUR, change="fix")
    workflow.unschedule(article, by=by, at=NOON + HOUR)
    saved_again(article, by=by, at=NOON, section=first.section_id)

    edition = workflow.publish(article, by=by, at=NOON + HOUR, change="fix")

    assert edition.path == first.path


def test_numbered_slug_keeps_to_its_length():
    by = chief()
    published(by=by, slug="a" * 100)

    second = published(by=by, slug="a" * 100)

    assert second.slug == "a" * 98 + "-2"


# Notices -------------------------------------------------------------------------------


def test_fix_does_not_take_a_waiting_correction_along():
    by = chief()
    article = published(by=by)
    article.corrections.create(ref=ref(), text="It was 40.")

    with pytest.raises(workflow.Refused, match="A correction waits"):
        workflow.publish(article, by=by, at=NOON + HOUR, change="fix")


def test_same_notice_is_not_published_twice():
    by = chief()
    article = published(by=by)
    said = {"change": "correction", "correction": "It was 40."}
    workflow.publish(article, by=by, at=NOON + HOUR, **said)
    saved_again(article, by=by, dek="New")

    with pytest.raises(workflow.Refused, match="have this notice already"):
        workflow.publish(article, by=by, at=NOON + 2 * HOUR, **said)


def test_correction_stands_in_the_version_that_readers_have():
    by = chief()
    article = published(by=by)

    edition = workflow.publish(
        article, by=by, at=NOON + HOUR, change="correction", correction="It was 40."
    )
    workflow.keep(article, by=by, at=NOON + 2 * HOUR)

    assert [c["text"] for c in edition.revision.document["corrections"]] == ["It was 40."]
    assert (article.version, edition.revision.number) == (2, 2)


def test_long_byline_is_cut_to_what_a_card_holds():
    by = chief()
    article = story(by=by)
    for number in range(8):
        author = AuthorFactory(name=f"{number} " + "Maximiliana Alexandra " * 4)
        article.bylines.create(author=author, position=number)
    workflow.keep(article, by=by, at=NOON)

    edition = workflow.publish(article, by=by, at=NOON)

    assert (len(edition.byline), edition.byline[-1]) == (500, "…")


# Two at once -----------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_move_that_waits_for_another_counts_from_when_its_turn_comes():
    by = chief()
    article = story(by=by)
    publishing, answers = threading.Event(), []

    def unschedule():
        publishing.wait(5)
        try:
            workflow.unschedule(Article.objects.get(pk=article.pk), by=by)
        except workflow.Refused as refusal:
            answers.append(str(refusal))
        finally:
            connection.close()

    other = threading.Thread(target=unschedule)
    other.start()
    with transaction.atomic():
        Article.objects.select_for_update().get(pk=article.pk)
        publishing.set()
        time.sleep(0.3)
        workflow.publish(article, by=by)
    other.join()

    assert answers == ["Nothing is scheduled for FERRY."]
    assert article.editions.count() == 1
