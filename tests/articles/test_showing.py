"""What a page says it shows, held against what each change purges.

Every row makes one change as the desk makes it. Wherever a page's bytes are others then, it
has to show something that was purged; where the page is gone, nobody may get the old one.
"""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from articles import registry, videos, workflow
from articles.models import FrontEdition
from tests.articles.a_paper import SAID_ELSEWHERE, Log, held_against
from tests.factories import DAY, HOUR, UserFactory, saved_again

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)
#: Where a story shows that is in the lists.
LISTS = {"front", "section", "topic", "author", "day", "feed", "section feed"}


def saved(row, **values):
    """As the register's own screen saves it."""
    for name, value in values.items():
        setattr(row, name, value)
    row.full_clean()
    row.save()


def by_action(paper, model, action, row):
    client = Client()
    client.force_login(UserFactory(is_superuser=True))
    asked = {"action": action, "_selected_action": row.pk}
    assert client.post(f"/admin/{model}/", asked).status_code == 302


def changed_now(paper, change, **kwargs):
    """The story saved with another headline, and published as such a change."""
    saved_again(paper.story, by=paper.chief, at=paper.now, headline="Ferry stays")
    workflow.publish(paper.story, by=paper.chief, change=change, **kwargs)


# What the desk does with stories ------------------------------------------------------


def publish(paper):
    paper.published(
        at=paper.now, section=paper.world, author=paper.ada, topics=[paper.harbour], slug="new"
    )


def fix(paper):
    changed_now(paper, "fix")


def update(paper):
    changed_now(paper, "update", what_is_new="It stays.", to_top=True)


def correct(paper):
    workflow.correct(paper.story, by=paper.chief, notice="It has two decks.")


def retract(paper):
    workflow.retract(paper.story, by=paper.chief, notice="It was made up.", hide_body=True)


def withdraw(paper):
    workflow.withdraw(paper.story, by=paper.chief)


def kill(paper):
    workflow.kill(paper.story, by=paper.chief)


def move_to_another_section(paper):
    saved_again(paper.story, by=paper.chief, at=paper.now, section=paper.coast.pk)
    workflow.publish(paper.story, by=paper.chief, change="fix")


def publish_a_follow_up(paper):
    paper.published(at=paper.now, follows=paper.story.pk, section=paper.coast, slug="then")


def publish_a_translation(paper):
    paper.published(
        at=paper.now, translation_of=paper.story.pk, language="de", section=paper.coast, slug="de"
    )


def publish_a_part(paper):
    paper.published(at=paper.now, topics=[paper.series], section=paper.coast, slug="part")


def publish_what_it_leads_to(paper):
    workflow.publish(paper.waiting, by=paper.chief)


def withdraw_what_it_leads_to(paper):
    workflow.withdraw(paper.target, by=paper.chief)


def rename_what_it_leads_to(paper):
    saved_again(paper.target, by=paper.chief, at=paper.now, headline="A quay of old")
    workflow.publish(paper.target, by=paper.chief, change="fix")


def end_what_was_paid_for(paper):
    workflow.withdraw(paper.paid, by=paper.chief)


# What it does with the front ------------------------------------------------------------


def arranged(paper, lead):
    """A draft of the front that this story leads."""
    slot = {"place": "lead", "article": lead.pk, "kicker": "Old", "headline": "", "until": None}
    version = workflow.front_draft(paper.now).version
    return workflow.save_front_draft([slot], by=paper.chief, base_version=version)


def launch_a_front(paper):
    draft = arranged(paper, paper.target)
    workflow.launch_front(by=paper.chief, base_version=draft.version)


def pin(paper):
    workflow.make_lead(paper.target, by=paper.chief)


# The registers and the paper itself -------------------------------------------------------

CHANGES = {
    publish: LISTS | {"month", "sitemap", "sitemap of stories", "news sitemap", "story"},
    fix: LISTS | {"story", "news sitemap", "before"},
    update: LISTS | {"story"},
    correct: {"story", "feed", "corrections", "sitemap"},
    retract: LISTS | {"story", "corrections", "topics", "authors", "sitemap of stories"},
    withdraw: LISTS | {"story", "topics", "authors", "month", "sitemap of pages", "before"},
    kill: LISTS | {"story", "topics", "authors"},
    move_to_another_section: LISTS | {"story"},
    publish_a_follow_up: {"story", "front", "target"},
    publish_a_translation: {"story", "front"},
    publish_a_part: {"story", "before"},
    publish_what_it_leads_to: {"before", "front", "section feed"},
    withdraw_what_it_leads_to: {"story", "target", "front"},
    rename_what_it_leads_to: {"story", "target", "section feed"},
    end_what_was_paid_for: {"day", "feed", "authors"},
    launch_a_front: {"front"},
    pin: {"front"},
    "a section renamed": (lambda p: saved(p.world, name="The World"), {"story", "apart", "front"}),
    "an author renamed": (
        lambda p: saved(p.ada, name="Ada R.", slug="ada-r"),
        {"author", "authors", "story", "section feed", "sitemap of pages"},
    ),
    "an author merged": (
        lambda p: registry.merge_authors(p.ada, p.bea, by=p.chief),
        {"author", "authors", "story"},
    ),
    "an author deactivated": (
        lambda p: by_action(p, "authors/author", "deactivate", p.ada),
        {"author"},
    ),
    "a topic renamed": (
        lambda p: saved(p.harbour, name="The harbour"),
        {"topic", "topics", "story", "feed"},
    ),
    "a topic merged": (
        lambda p: registry.merge_topics(p.harbour, p.quays, by=p.chief),
        {"topic", "topics", "story"},
    ),
    "a series no more": (lambda p: saved(p.series, is_series=False), {"story", "before"}),
    "rights in a lead ended": (
        lambda p: saved(p.lead, use_until=p.now - SECOND),
        LISTS | {"story", "sitemap of stories", "news sitemap"},
    ),
    "rights inside ended": (lambda p: saved(p.inside, use_until=p.now - SECOND), {"story", "feed"}),
    "rights in a portrait ended": (
        lambda p: saved(p.face, use_until=p.now - SECOND),
        {"author", "story"},
    ),
    "a credit changed": (lambda p: saved(p.inside, credit="Coast TV"), {"story", "feed"}),
    "a focal point moved": (lambda p: saved(p.lead, focal_x=0.9), LISTS | {"story"}),
    "a video gone": (lambda p: gone(p.video), {"story", "feed", "sitemap of stories"}),
    "a policy edited": (lambda p: saved(p.policy, title="Who we are"), {"policy", "apart"}),
    "the paper renamed": (
        lambda p: saved(p.publication, name="The Post"),
        {"front", "story", "apart", "feed", "manifest"},
    ),
    "another colour": (lambda p: saved(p.publication, accent="#103040"), {"colours"}),
    "another picture for sharing": (
        lambda p: saved(p.publication, share_picture=p.face),
        {"front", "apart"},
    ),
    "an alert": (lambda p: set_an_alert(p), {"front", "story", "apart", "author"}),
    "a crawler turned away": (
        lambda p: by_action(p, "articles/crawlerrule", "turn_away", p.crawler),
        {"robots"},
    ),
}
#: What every page says: these change the page of a story that has nothing to do with them.
OF_ALL_PAGES = {
    "a section renamed",
    "a policy edited",
    "the paper renamed",
    "another colour",
    "another picture for sharing",
    "an alert",
    "a crawler turned away",
}


def gone(video):
    """Its provider says so, twice."""
    for _ in range(2):
        videos.keep(video, videos.Said(video.State.GONE), at=video.next_check_at - HOUR)


def rows():
    for change, what in CHANGES.items():
        make, pages = what if isinstance(what, tuple) else (change, what)
        name = change if isinstance(change, str) else change.__name__
        yield pytest.param(name, make, pages, id=name.replace("_", " ").replace(" ", "-"))


@pytest.mark.parametrize(("name", "make", "pages"), list(rows()))
def test_what_shows_a_change_is_purged(paper, first_look, name, make, pages):
    log = Log()

    make(paper)

    after = paper.look(*{*paper.pages} - SAID_ELSEWHERE | pages)
    assert pages <= held_against(first_look, after, log, paper.now + DAY)
    if name not in OF_ALL_PAGES:
        assert log.names(paper.now + DAY).isdisjoint(first_look["apart"].tags)


# Changes that take another one back ---------------------------------------------------


def undo(paper):
    workflow.undo(paper.story, by=paper.chief)


def undo_the_first(paper):
    workflow.undo(paper.world.editions.latest("pk").article, by=paper.chief)


def put_an_earlier_front_back(paper):
    workflow.restore_front(FrontEdition.objects.earliest("live_from"), by=paper.chief)


def two_fronts(paper):
    launch_a_front(paper)
    workflow.launch_front(by=paper.chief, base_version=arranged(paper, paper.before).version)


def put_the_lead_back(paper):
    workflow.put_lead_back(paper.target, by=paper.chief)


def set_an_alert(paper):
    ends_at = paper.now + HOUR
    workflow.set_alert("The quay is shut.", by=paper.chief, article=paper.story, ends_at=ends_at)


def end_the_alert(paper):
    workflow.end_alert(by=paper.chief)


TAKEN_BACK = {
    undo: (fix, {"story", "front", "feed"}),
    undo_the_first: (publish, {"front", "section", "author", "feed"}),
    put_an_earlier_front_back: (two_fronts, {"front"}),
    put_the_lead_back: (pin, {"front"}),
    end_the_alert: (set_an_alert, {"front", "story", "apart"}),
    withdraw: (set_an_alert, {"front", "story", "apart"}),
}


@pytest.mark.parametrize("change", TAKEN_BACK, ids=lambda change: change.__name__)
def test_what_shows_a_change_that_is_taken_back_is_purged(paper, change):
    make, pages = TAKEN_BACK[change]
    make(paper)
    before, log = paper.look(*pages), Log()

    change(paper)

    assert held_against(before, paper.look(*pages), log, timezone.now()) == pages
