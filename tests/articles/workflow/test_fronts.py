"""Fronts in time: draft, launch, schedule, cancel, restore, and a pin beside them."""

import pytest

from articles import workflow
from articles.front import top_at
from articles.models import FrontEdition
from tests.articles.test_front import slot
from tests.factories import DAY, HOUR, NOON, DeskFactory, UserFactory, chief, published, story

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return chief()


@pytest.fixture
def ferry(by):
    return published(by=by, at=NOON - DAY, slugline="FERRY")


@pytest.fixture
def rail(by):
    return published(by=by, at=NOON - 2 * DAY, slugline="RAIL")


@pytest.fixture
def quay(by):
    return published(by=by, at=NOON - 3 * DAY, slugline="QUAY")


def saved(by, *slots, at=NOON):
    version = workflow.front_draft(at).version
    return workflow.save_front_draft(slots, by=by, base_version=version, at=at).version


def launched(by, *slots, at=NOON):
    return workflow.launch_front(by=by, base_version=saved(by, *slots, at=at), at=at)


def scheduled(by, *slots, go_live_at, at=NOON):
    version = saved(by, *slots, at=at)
    return workflow.schedule_front(by=by, base_version=version, go_live_at=go_live_at, at=at)


def leads(at):
    return top_at(at)["lead"].article.slugline


def windows():
    return list(FrontEdition.objects.order_by("live_from").values_list("live_from", "live_until"))


def test_windows_follow_each_other_whatever_is_launched_scheduled_or_cancelled(ferry, rail, by):
    launched(by, slot("lead", rail), at=NOON)
    evening = scheduled(by, slot("lead", ferry), go_live_at=NOON + 4 * HOUR)
    assert windows() == [(NOON, NOON + 4 * HOUR), (NOON + 4 * HOUR, None)]

    launched(by, slot("lead", rail), at=NOON + HOUR)
    assert windows() == [
        (NOON, NOON + HOUR),
        (NOON + HOUR, NOON + 4 * HOUR),
        (NOON + 4 * HOUR, None),
    ]

    workflow.unschedule_front(evening, by=by, at=NOON + 2 * HOUR)
    assert windows() == [(NOON, NOON + HOUR), (NOON + HOUR, None)]


def test_two_launches_in_one_instant_both_count(ferry, rail, by):
    launched(by, slot("lead", rail))
    launched(by, slot("lead", ferry))

    assert leads(NOON + HOUR) == "FERRY"
    assert [until is None for _, until in windows()] == [False, True]


def test_stale_draft_is_refused_and_nothing_changes(ferry, rail, by):
    version = saved(by, slot("lead", rail))
    workflow.save_front_draft([slot("lead", ferry)], by=by, base_version=version, at=NOON)

    for verb in (workflow.launch_front, workflow.discard_front_draft):
        with pytest.raises(workflow.Stale, match="Somebody else saved the front"):
            verb(by=by, base_version=version, at=NOON)
    with pytest.raises(workflow.Stale):
        workflow.save_front_draft([], by=by, base_version=version, at=NOON)

    assert workflow.front_draft(NOON).slots == [slot("lead", ferry)]
    assert not FrontEdition.objects.exists()


def test_draft_follows_the_live_front_until_somebody_saves_it_and_when_it_is_discarded(
    ferry, rail, by
):
    launched(by, slot("lead", rail), at=NOON)
    assert workflow.front_draft(NOON).slots == [slot("lead", rail)]

    version = saved(by, slot("lead", ferry), at=NOON)
    assert leads(NOON) == "RAIL"

    workflow.discard_front_draft(by=by, base_version=version, at=NOON)
    assert workflow.front_draft(NOON).slots == [slot("lead", rail)]


def test_front_of_before_is_restored_and_the_draft_stays(ferry, rail, by):
    first = launched(by, slot("lead", rail), at=NOON)
    launched(by, slot("lead", ferry), at=NOON + HOUR)
    saved(by, slot("beside-1", rail), at=NOON + HOUR)

    again = workflow.restore_front(first, by=by, at=NOON + 2 * HOUR)

    assert leads(NOON + 2 * HOUR) == "RAIL"
    assert again.restored_from == first
    assert workflow.front_draft(NOON + 2 * HOUR).slots == [slot("beside-1", rail)]


def test_time_that_has_passed_or_is_taken_is_refused(ferry, rail, by):
    evening = NOON + 4 * HOUR
    with pytest.raises(workflow.Refused, match="This time has passed"):
        scheduled(by, slot("lead", rail), go_live_at=NOON)
    with pytest.raises(workflow.Refused, match="ends before this front begins"):
        scheduled(by, slot("lead", rail, until=NOON + HOUR), go_live_at=evening)
    first = scheduled(by, slot("lead", rail), go_live_at=evening)
    with pytest.raises(workflow.Refused, match="Another front is scheduled for this time"):
        scheduled(by, slot("lead", ferry), go_live_at=evening)

    with pytest.raises(workflow.Refused, match="not scheduled any more"):
        workflow.unschedule_front(first, by=by, at=evening)
    with pytest.raises(workflow.Refused, match="has not been live"):
        workflow.restore_front(first, by=by, at=NOON)


def test_only_who_leads_the_front_arranges_it(ferry):
    editor = UserFactory(roles=["Night editor"])

    with pytest.raises(workflow.NoRight, match="You may not arrange the front"):
        workflow.save_front_draft([], by=editor, base_version=0, at=NOON)


def test_practice_unknown_and_hidden_stories_are_refused(by):
    practice = story(by=by, slugline="DRILL", desk=DeskFactory(is_practice=True).pk)
    hidden = story(slugline="SECRET")
    hidden.restricted_to.add(UserFactory())

    with pytest.raises(workflow.Refused, match="DRILL is on the practice desk"):
        saved(by, slot("lead", practice))
    with pytest.raises(workflow.Refused, match="no such story"):
        saved(by, slot("lead", hidden))
    with pytest.raises(workflow.Refused, match="no such place"):
        saved(by, slot("river-99", practice) | {"article": published(by=by).pk})


def test_choice_that_a_person_may_not_know_of_stays_in_its_place(ferry, rail, by):
    insider = chief()
    secret = story(by=insider, slugline="SECRET")
    secret.restricted_to.add(insider)
    saved(insider, slot("lead", secret))

    saved(by, slot("beside-1", rail))
    assert [s["place"] for s in workflow.front_draft(NOON).slots] == ["lead", "beside-1"]

    saved(by, slot("lead", rail))
    assert [s["article"] for s in workflow.front_draft(NOON).slots] == [rail.pk]


# A pin beside a front ----------------------------------------------------------------------


def test_pin_changes_one_place_of_the_live_front_and_launches_no_draft(ferry, rail, quay, by):
    launched(by, slot("lead", rail), slot("beside-1", quay), at=NOON)
    saved(by, slot("lead", quay), at=NOON)

    workflow.make_lead(ferry, by=by, at=NOON + HOUR)

    front = top_at(NOON + HOUR)
    assert leads(NOON + HOUR) == "FERRY"
    assert front["beside"][0].article_id == quay.pk
    assert workflow.front_draft(NOON + HOUR).slots == [slot("lead", quay)]

    workflow.put_lead_back(ferry, by=by, at=NOON + 2 * HOUR)
    assert leads(NOON + 2 * HOUR) == "RAIL"


def test_launch_with_a_lead_beats_an_earlier_pin_for_good(ferry, rail, by):
    workflow.make_lead(ferry, by=by, at=NOON)
    launched(by, slot("beside-1", rail), at=NOON + HOUR)
    assert leads(NOON + HOUR) == "FERRY"

    launched(by, slot("lead", rail), at=NOON + 2 * HOUR)
    assert leads(NOON + 2 * HOUR) == "RAIL"
    assert workflow.pinned(NOON + 2 * HOUR) is None

    launched(by, slot("lead", rail, until=NOON + 4 * HOUR), at=NOON + 3 * HOUR)
    assert workflow.pinned(NOON + 5 * HOUR) is None


def test_pin_after_a_front_was_scheduled_beats_it(ferry, rail, by):
    scheduled(by, slot("lead", rail), go_live_at=NOON + 2 * HOUR)
    workflow.make_lead(ferry, by=by, until=NOON + 3 * HOUR, at=NOON + HOUR)

    assert leads(NOON + 2 * HOUR) == "FERRY"
    assert leads(NOON + 3 * HOUR) == "RAIL"


def test_pin_that_a_launch_replaced_is_not_put_back(ferry, rail, quay, by):
    workflow.make_lead(ferry, by=by, at=NOON)
    launched(by, slot("lead", rail), at=NOON + HOUR)
    workflow.make_lead(quay, by=by, at=NOON + 2 * HOUR)

    workflow.put_lead_back(quay, by=by, at=NOON + 3 * HOUR)

    assert leads(NOON + 3 * HOUR) == "RAIL"
