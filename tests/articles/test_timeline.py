from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from articles import timeline, workflow
from articles.models import Edition
from articles.timeline import PublicState
from tests.factories import DAY, HOUR, NOON, chief, published, saved_again, story

pytestmark = pytest.mark.django_db


def windows(article):
    return list(article.editions.order_by("live_from").values_list("live_from", "live_until"))


def test_second_edition_closes_the_first():
    by = chief()
    article = published(by=by, at=NOON)
    saved_again(article, by=by, dek="New")

    workflow.publish(article, by=by, at=NOON + HOUR, change="update")

    assert windows(article) == [(NOON, NOON + HOUR), (NOON + HOUR, None)]


def test_scheduled_update_leaves_the_live_version_until_that_second():
    by = chief()
    article = published(by=by, at=NOON)
    saved_again(article, by=by, dek="New")

    workflow.publish(article, by=by, at=NOON + HOUR, go_live_at=NOON + DAY, change="update")

    just_before = NOON + DAY - timedelta(microseconds=1)
    assert timeline.live_edition(article, just_before).change == Edition.Change.FIRST
    assert timeline.live_edition(article, NOON + DAY).change == Edition.Change.UPDATE


def test_unscheduled_first_publication_is_forgotten():
    by = chief()
    article = story(by=by)
    workflow.publish(article, by=by, at=NOON, go_live_at=NOON + DAY)

    workflow.unschedule(article, by=by, at=NOON + HOUR)

    assert windows(article) == []
    assert list(article.addresses.all()) == []
    assert timeline.public_state(article, NOON + 2 * DAY) == PublicState.NEVER


def test_first_publication_stays_through_withdrawal_and_return():
    by = chief()
    article = published(by=by, at=NOON)
    workflow.withdraw(article, by=by, at=NOON + HOUR)

    edition = workflow.publish(article, by=by, at=NOON + DAY)

    assert windows(article) == [(NOON, NOON + HOUR), (NOON + DAY, None)]
    assert edition.first_published_at == NOON
    assert edition.listed_at == NOON
    assert edition.path == article.editions.order_by("live_from").first().path


def test_take_down_time_ends_the_edition_without_a_worker():
    by = chief()
    article = story(by=by, at=NOON)
    article.use_until = NOON + DAY
    article.save()
    workflow.publish(article, by=by, at=NOON)

    assert windows(article) == [(NOON, NOON + DAY)]
    assert timeline.public_state(article, NOON + DAY) == PublicState.WITHDRAWN


@pytest.mark.parametrize(
    ("change", "moves"),
    [("fix", False), ("update", True), ("clarification", True), ("correction", True)],
)
def test_reader_sees_an_updated_time_only_for_substantive_changes(change, moves):
    by = chief()
    article = published(by=by, at=NOON)
    saved_again(article, by=by, dek="New")
    notice = "The boat has two decks." if change in ("clarification", "correction") else ""

    edition = workflow.publish(article, by=by, at=NOON + HOUR, change=change, correction=notice)

    assert edition.updated_at == (NOON + HOUR if moves else None)
    assert edition.first_published_at == NOON


def test_update_goes_to_the_top_of_lists_only_by_choice():
    by = chief()
    article = published(by=by, at=NOON)

    saved_again(article, by=by, dek="New")
    stays = workflow.publish(article, by=by, at=NOON + HOUR, change="update")
    saved_again(article, by=by, dek="Newer")
    rises = workflow.publish(article, by=by, at=NOON + 2 * HOUR, change="update", to_top=True)

    assert stays.listed_at == NOON
    assert rises.listed_at == NOON + 2 * HOUR
    assert [row.listed_at for row in rises.bylines.all()] == [NOON + 2 * HOUR]


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["publish", "schedule", "unschedule", "withdraw"]),
        st.integers(min_value=0, max_value=5),
        st.integers(min_value=1, max_value=6),
    ),
    max_size=10,
)


class AnySequence(TestCase):
    @given(STEPS)
    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def test_any_sequence_of_moves_keeps_windows_disjoint(self, steps):
        """Whatever was scheduled, cancelled, published and withdrawn, at any instant there is
        at most one live edition, and the public state agrees with it."""
        by = chief()
        article = story(by=by, at=NOON)
        now = NOON
        instants = {NOON}
        for verb, wait, ahead in steps:
            now += wait * HOUR
            instants |= {now, now + ahead * HOUR}
            self._make(article, verb, by, now, now + ahead * HOUR)
            self._assert_disjoint(article)
        for instant in instants:
            self._assert_single(article, instant)

    def _make(self, article, verb, by, now, later):
        try:
            if verb == "publish":
                workflow.publish(article, by=by, at=now, change="update")
            elif verb == "schedule":
                workflow.publish(article, by=by, at=now, go_live_at=later, change="update")
            else:
                getattr(workflow, verb)(article, by=by, at=now)
        except workflow.Refused:
            pass

    def _assert_disjoint(self, article):
        spans = windows(article)
        for (start, until), (next_start, _) in pairwise(spans):
            assert until is not None
            assert start < until <= next_start
        listed = article.editions.order_by("live_from").values_list("listed_at", flat=True)
        assert list(listed) == sorted(listed)

    def _assert_single(self, article, instant):
        live = list(article.editions.live(instant))
        assert len(live) <= 1
        state = timeline.public_state(article, instant)
        assert (state == PublicState.LIVE) == (len(live) == 1)
