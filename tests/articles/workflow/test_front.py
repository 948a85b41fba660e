"""What leads the front: until its time, and what led before comes back when asked."""

import pytest

from articles import workflow
from articles.front import top_at
from articles.models import FrontLead
from tests.factories import DAY, HOUR, NOON, chief, published

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


def leads(at):
    return top_at(at)["lead"].article.slugline


def test_lead_ends_at_its_time(ferry, rail, by):
    workflow.make_lead(rail, by=by, until=NOON + HOUR, at=NOON)

    assert leads(NOON) == "RAIL"
    assert leads(NOON + HOUR) == "FERRY"


def test_lead_before_is_put_back_with_its_time(ferry, rail, by):
    workflow.make_lead(rail, by=by, until=NOON + 3 * HOUR, at=NOON)
    workflow.make_lead(ferry, by=by, at=NOON + HOUR)

    workflow.put_lead_back(ferry, by=by, at=NOON + 2 * HOUR)

    assert leads(NOON + 2 * HOUR) == "RAIL"
    assert FrontLead.objects.get().until == NOON + 3 * HOUR
    assert ferry.moves.first().verb == "lead_back"


def test_lead_before_whose_time_is_over_does_not_come_back(ferry, rail, by):
    workflow.make_lead(rail, by=by, until=NOON + HOUR, at=NOON)
    workflow.make_lead(ferry, by=by, at=NOON + HOUR / 2)

    workflow.put_lead_back(ferry, by=by, at=NOON + 2 * HOUR)

    assert not FrontLead.objects.exists()


def test_longer_time_for_the_lead_forgets_nothing_of_what_led_before(ferry, rail, by):
    workflow.make_lead(rail, by=by, at=NOON)
    workflow.make_lead(ferry, by=by, until=NOON + HOUR, at=NOON)
    workflow.make_lead(ferry, by=by, until=NOON + 2 * HOUR, at=NOON)

    assert FrontLead.objects.get().before == rail


def test_time_that_has_passed_is_refused(ferry, by):
    with pytest.raises(workflow.Refused, match="This time has passed"):
        workflow.make_lead(ferry, by=by, until=NOON, at=NOON)


def test_story_that_is_not_pinned_is_not_taken_off(ferry, rail, by):
    workflow.make_lead(rail, by=by, at=NOON)

    with pytest.raises(workflow.Refused, match="FERRY is not pinned"):
        workflow.put_lead_back(ferry, by=by, at=NOON)
