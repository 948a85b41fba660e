"""The front at a moment: a person's choice stands, everything else fills in by itself."""

from datetime import timedelta

import pytest

from articles import workflow
from articles.front import front_at, river_of, top_at
from tests.factories import (
    DAY,
    HOUR,
    NOON,
    PictureFactory,
    SectionFactory,
    chief,
    figure,
    published,
    ref,
    story,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return chief()


@pytest.fixture
def news(by):
    """Six stories with pictures, an hour apart, the first the newest: story 0, story 1, …"""
    picture, section = PictureFactory(), SectionFactory()
    return [
        published(
            by=by,
            at=NOON - timedelta(hours=n + 1),
            slugline=f"NEWS {n}",
            headline=f"News {n}",
            section=section,
            blocks={ref(): figure(picture, is_lead=True)},
        )
        for n in range(6)
    ]


def slot(place, article, *, kicker="", headline="", until=None):
    return {
        "place": place,
        "article": article.pk,
        "kicker": kicker,
        "headline": headline,
        "until": until and until.isoformat(),
    }


def launched(by, *slots, at=NOON):
    draft = workflow.save_front_draft(slots, by=by, base_version=_version(), at=at)
    return workflow.launch_front(by=by, base_version=draft.version, at=at)


def _version():
    return workflow.front_draft(NOON).version


def names(editions):
    return [edition.headline for edition in editions]


def top(at=NOON):
    found = top_at(at)
    return names([found["lead"], *found["beside"]])


def test_choice_stands_in_its_place_and_the_rest_fills_in_around_it(news, by):
    launched(by, slot("lead", news[4]), slot("beside-2", news[5]))

    front = front_at(NOON)

    assert top() == ["News 4", "News 0", "News 5", "News 1"]
    assert names(front["tiles"]) == ["News 2", "News 3"]
    assert sorted(front["chosen"]) == ["beside-2", "lead"]


def test_story_placed_twice_stands_in_the_higher_place(news, by):
    launched(by, slot("lead", news[4]), slot("tile-1", news[4]))

    front = front_at(NOON)

    assert front["lead"].headline == "News 4"
    assert names(front["tiles"]) == ["News 3", "News 5"]


def test_place_says_its_own_words_and_the_story_keeps_its_own(news, by):
    launched(by, slot("lead", news[1], headline="Boats!", kicker="Now"))

    lead = front_at(NOON)["lead"]

    assert (lead.headline, lead.card_headline, lead.kicker) == ("Boats!", "Boats!", "Now")
    assert news[1].editions.get().headline == "News 1"


def test_place_fills_itself_from_its_time_on(news, by):
    launched(by, slot("lead", news[3], until=NOON + HOUR))

    assert top(NOON + HOUR - timedelta(seconds=1))[0] == "News 3"
    assert top(NOON + HOUR)[0] == "News 0"


@pytest.mark.parametrize("verb", ["withdraw", "kill", "retract"])
def test_story_that_readers_lost_leaves_its_place(news, by, verb):
    launched(by, slot("lead", news[3]))
    words = {"notice": "It was not so."} if verb != "withdraw" else {}

    getattr(workflow, verb)(news[3], by=by, at=NOON + HOUR, **words)

    assert top(NOON + HOUR)[0] == "News 0"
    assert "News 3" not in top(NOON + HOUR)


def test_choice_ends_when_its_story_leaves_and_does_not_come_back_with_it(news, by):
    launched(by, slot("lead", news[3]))
    workflow.withdraw(news[3], by=by, at=NOON + HOUR)
    workflow.publish(news[3], by=by, at=NOON + 2 * HOUR)

    assert top(NOON + 3 * HOUR)[0] == "News 0"


def test_scheduled_story_takes_its_place_at_its_time(news, by):
    coming = story(by=by, at=NOON, slugline="COMING", headline="Coming")
    workflow.publish(coming, by=by, at=NOON, go_live_at=NOON + HOUR)
    launched(by, slot("beside-1", coming))

    assert top(NOON)[1] == "News 1"
    assert top(NOON + HOUR)[1] == "Coming"


def test_paid_story_fills_nothing_and_stands_where_a_person_puts_it(news, by):
    paid = {"origin": "sponsor", "origin_source": "Hearth", "weight": 3}
    bought = published(by=by, at=NOON - HOUR / 2, headline="Bought", **paid)

    def everywhere(front):
        rivers = [edition for river in front["rivers"] for edition in river["stories"]]
        return names([*front["places"].values(), *rivers, *front["latest"]])

    assert "Bought" not in everywhere(front_at(NOON))

    launched(by, slot("tile-2", bought))

    assert names(front_at(NOON)["tiles"])[1] == "Bought"


def test_sections_have_rivers_of_what_stands_nowhere_else(news, by):
    city = SectionFactory(slug="city")
    for n in range(6):
        published(by=by, at=NOON - (40 + n) * DAY, headline=f"City {n}", section=city)
    several = [published(by=by, at=NOON - DAY - n * HOUR, headline=f"World {n}") for n in range(30)]
    launched(by, slot(river_of(city), several[20]))

    front = front_at(NOON)
    rivers = {river["section"].slug: names(river["stories"]) for river in front["rivers"]}

    assert rivers["city"] == ["World 20", "City 0", "City 1", "City 2"]
    shown = [e for river in front["rivers"] for e in river["stories"]] + front["latest"]
    shown += [e for place, e in front["places"].items() if not place.startswith("river")]
    assert len({e.pk for e in shown}) == len(shown)
    assert {e.pk for e in front["page"].items} <= {e.pk for e in shown}
    assert names(front_at(NOON, "2")["latest"])[0] == "World 24"


def test_front_of_a_moment_is_the_one_that_was_launched_or_scheduled_for_it(news, by):
    launched(by, slot("lead", news[1]), at=NOON)
    draft = workflow.save_front_draft(
        [slot("lead", news[2])], by=by, base_version=_version(), at=NOON
    )
    workflow.schedule_front(by=by, base_version=draft.version, go_live_at=NOON + HOUR, at=NOON)

    leads = [top(at)[0] for at in (NOON - timedelta(seconds=1), NOON, NOON + HOUR)]

    assert leads == ["News 0", "News 1", "News 2"]


@pytest.mark.parametrize("count", [2, 12])
def test_front_asks_the_same_few_questions_however_much_is_chosen(
    news, by, django_assert_num_queries, count
):
    places = ["lead", "beside-1", "beside-2", "tile-1", "tile-2", "opinion-1"]
    launched(by, *map(slot, places[: count // 2], news))
    old = SectionFactory(slug="old")
    for n in range(35):
        published(by=by, at=NOON - (2 + n) * DAY, section=old if n > 30 else None)

    with django_assert_num_queries(5):
        front_at(NOON)
