"""What time alone changes on a kept page, which the page has to say beforehand."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.utils import timezone

from articles import workflow
from tests.articles.a_paper import SAID_ELSEWHERE, Log, differing, held_against
from tests.factories import DAY, HOUR, saved_again

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)
YEAR = timedelta(days=365)


def until(row, moment):
    row.use_until = moment
    row.save()
    return moment


def developing(paper):
    moment = paper.now + HOUR
    saved_again(paper.story, by=paper.chief, at=paper.now, developing_until=moment.isoformat())
    workflow.publish(paper.story, by=paper.chief, change="fix")
    return moment


def a_year_old(paper):
    return paper.story.editions.get().first_published_at + YEAR


def two_years_old(paper):
    return paper.story.editions.get().first_published_at + 2 * YEAR


def rights_in_the_lead(paper):
    return until(paper.lead, paper.now + HOUR)


def rights_inside(paper):
    return until(paper.inside, paper.now + HOUR)


def rights_in_a_portrait(paper):
    return until(paper.face, paper.now + HOUR)


def rights_in_the_logo(paper):
    paper.publication.logo = paper.face
    paper.publication.save()
    return until(paper.face, paper.now + HOUR)


def rights_in_what_is_shared(paper):
    paper.publication.share_picture = paper.face
    paper.publication.save()
    return until(paper.face, paper.now + HOUR)


def alert_over(paper):
    ends_at = paper.now + HOUR
    workflow.set_alert("The quay is shut.", by=paper.chief, ends_at=ends_at)
    return ends_at


def pin_over(paper):
    ends_at = paper.now + HOUR
    workflow.make_lead(paper.target, by=paper.chief, until=ends_at)
    return ends_at


def place_over(paper):
    ends_at = paper.now + HOUR
    slot = {"place": "lead", "article": paper.target.pk, "kicker": "", "headline": "Old quay"}
    slots = [slot | {"until": ends_at.isoformat()}]
    draft = workflow.save_front_draft(slots, by=paper.chief, base_version=0)
    workflow.launch_front(by=paper.chief, base_version=draft.version)
    return ends_at


def midnight(paper):
    tomorrow = timezone.localtime(paper.now).date() + DAY
    return timezone.make_aware(datetime.combine(tomorrow, time.min))


def no_news_any_more(paper):
    return min(each.editions.get().first_published_at for each in (paper.apart, paper.story)) + (
        2 * DAY
    )


def next_month(paper):
    first = paper.now.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return (first + 32 * DAY).replace(day=1)


LISTS = {"front", "section", "topic", "author", "day"}
INSTANTS = {
    developing: LISTS | {"story"},
    a_year_old: {"story"},
    two_years_old: {"story"},
    rights_in_the_lead: LISTS
    | {"story", "feed", "section feed", "sitemap of stories", "news sitemap"},
    rights_inside: {"story", "feed"},
    rights_in_a_portrait: {"author", "story"},
    rights_in_the_logo: {"front", "apart", "manifest"},
    rights_in_what_is_shared: {"front", "apart", "policy"},
    alert_over: {"front", "story", "apart", "archive"},
    pin_over: {"front"},
    place_over: {"front"},
    midnight: {"front"},
    no_news_any_more: {"news sitemap"},
    next_month: {"security"},
}


@pytest.mark.parametrize("instant", INSTANTS, ids=lambda instant: instant.__name__)
def test_a_page_says_when_time_alone_will_change_it(paper, clock, instant):
    moment, pages = instant(paper), INSTANTS[instant]

    clock(moment - SECOND)
    before = paper.look(*pages)
    clock(moment)
    after = paper.look(*pages)

    assert differing(before, after) == pages
    assert {name: seen.until for name, seen in before.items()} == dict.fromkeys(pages, moment)


def test_nothing_else_on_any_page_depends_on_the_clock(paper, first_look, clock):
    """However much later it is, a page that nothing was to change is what it was."""
    for later in (36 * HOUR, 400 * DAY):
        moment = paper.now + later
        clock(moment)
        after = paper.look(*paper.pages)
        changed = differing(first_look, after)
        announced = {n for n, seen in first_look.items() if seen.until and seen.until <= moment}
        assert changed <= announced, later


# Changes with a time of their own ---------------------------------------------------------


def publish_later(paper, moment):
    paper.published(
        at=paper.now,
        go_live_at=moment,
        section=paper.world,
        author=paper.ada,
        topics=[paper.harbour],
        slug="later",
    )


def update_later(paper, moment):
    saved_again(paper.story, by=paper.chief, at=paper.now, headline="Ferry stays")
    workflow.publish(paper.story, by=paper.chief, go_live_at=moment, change="update")


def taken_down(article, paper, moment):
    before = workflow.desk_fields(article)
    article.use_until = moment
    article.save()
    workflow.set_desk_fields(article, before, by=paper.chief, at=paper.now)


def take_down(paper, moment):
    taken_down(paper.story, paper, moment)


def take_down_what_was_paid_for(paper, moment):
    taken_down(paper.paid, paper, moment)


def schedule_a_front(paper, moment):
    slot = {"place": "lead", "article": paper.target.pk, "kicker": "", "headline": "Old quay"}
    draft = workflow.save_front_draft([slot | {"until": None}], by=paper.chief, base_version=0)
    workflow.schedule_front(by=paper.chief, base_version=draft.version, go_live_at=moment)


SCHEDULED = {
    publish_later: {"front", "section", "topic", "author", "feed", "sitemap", "story"},
    update_later: {"front", "section", "story", "feed"},
    take_down: {"front", "section", "story", "topic", "author", "feed", "before"},
    take_down_what_was_paid_for: {"day", "authors", "feed"},
    schedule_a_front: {"front"},
}


@pytest.mark.parametrize("change", SCHEDULED, ids=lambda change: change.__name__)
def test_what_is_set_for_a_time_is_purged_then(paper, first_look, clock, change):
    moment, log = paper.now + HOUR, Log()

    change(paper, moment)

    clock(moment - SECOND)
    assert differing(first_look, paper.look(*SCHEDULED[change])) - {"news sitemap"} == set()
    clock(moment)
    assert SCHEDULED[change] <= held_against(
        first_look, paper.look(*{*paper.pages} - SAID_ELSEWHERE | SCHEDULED[change]), log, moment
    )
    assert log.names(moment).isdisjoint(first_look["apart"].tags)
