"""The practice desk, people whose stories need a second read, and pictures with a flag."""

import pytest
from django.urls import reverse

from articles import workflow
from articles.admin.bar import bar_of
from articles.admin.states import lines_for, state_of
from articles.models import Article, FrontLead, Picture
from authors.models import DeskPerson
from tests.factories import (
    HOUR,
    NOON,
    DeskFactory,
    PictureFactory,
    UserFactory,
    chief,
    published,
    saved_again,
    story,
)

pytestmark = pytest.mark.django_db


def practised(**kwargs):
    return story(desk=DeskFactory(is_practice=True).pk, **kwargs)


# The practice desk ---------------------------------------------------------------------


@pytest.mark.parametrize("way", [{}, {"go_live_at": NOON + 9 * HOUR}, {"breaking": True}])
def test_story_on_the_practice_desk_never_goes_out(way):
    ferry = practised()

    with pytest.raises(workflow.Blocked) as blocked:
        workflow.publish(ferry, by=chief(), override="It must.", at=NOON, **way)

    assert str(blocked.value) == (
        "Not done: 1 thing. This is the practice desk: its stories cannot be published. "
        "Give it to another desk first."
    )


def test_it_is_sent_and_approved_as_any_other_and_published_from_another_desk():
    ferry, boss = practised(), chief()
    workflow.submit(ferry, by=boss, at=NOON)
    workflow.approve(ferry, by=boss, at=NOON)

    saved_again(ferry, by=boss, at=NOON, desk=DeskFactory().pk)
    workflow.publish(ferry, by=boss, at=NOON)

    assert ferry.editions.live(NOON).exists()


def test_live_story_given_to_the_practice_desk_neither_leads_nor_changes():
    ferry, boss = published(at=NOON - HOUR), chief()
    saved_again(ferry, by=boss, at=NOON, desk=DeskFactory(is_practice=True).pk, dek="Another.")

    with pytest.raises(workflow.Refused, match="is on the practice desk"):
        workflow.make_lead(ferry, by=boss, at=NOON)
    with pytest.raises(workflow.Blocked):
        workflow.publish(ferry, by=boss, change="fix", at=NOON)

    assert not FrontLead.objects.exists()
    workflow.kill(ferry, by=boss, at=NOON)


def test_bar_and_lists_say_practice():
    boss = chief()
    practised(by=boss)

    (line,) = lines_for(boss)

    assert state_of(line) == "Draft · Practice"
    assert bar_of(boss, line, edits=True)["sentence"] == (
        "This is the practice desk: nothing here can be published. You are on v1."
    )


# A second read for one person ------------------------------------------------------------


@pytest.fixture
def learner():
    learner = chief()
    DeskPerson.objects.create(person=learner, needs_second_read=True)
    return learner


@pytest.mark.parametrize("setting", ["off", "warn"])
def test_story_of_a_learner_needs_somebody_elses_read(settings, learner, setting):
    settings.NEWSROOM_SECOND_READ = setting
    ferry = story(by=learner)

    with pytest.raises(workflow.Blocked, match="nobody else has read it"):
        workflow.publish(ferry, by=learner, at=NOON)
    workflow.approve(ferry, by=chief(), at=NOON)
    workflow.publish(ferry, by=learner, at=NOON)

    assert not workflow.needs_second_read(ferry, NOON)


def test_stories_of_others_go_out_as_the_setting_says(settings, learner):
    settings.NEWSROOM_SECOND_READ = "off"
    boss = chief()

    workflow.publish(story(by=boss), by=boss, at=NOON)
    workflow.publish(story(by=boss), by=learner, at=NOON)
    workflow.publish(story(by=learner), by=boss, at=NOON)

    assert Article.objects.filter(editions__isnull=False).count() == 3


def test_breaking_news_of_a_learner_is_to_be_read_after(settings, learner):
    settings.NEWSROOM_SECOND_READ = "off"
    ferry = story(by=learner)

    workflow.publish(ferry, by=learner, breaking=True, at=NOON)

    assert workflow.needs_second_read(ferry, NOON)


# Pictures --------------------------------------------------------------------------------


def test_flags_are_set_in_the_library_and_said_where_pictures_are_chosen(client):
    client.force_login(UserFactory(roles=["Editor"]))
    picture = PictureFactory(title="Harbour")
    PictureFactory(title="Bought", one_use_only=True)
    said = {"title": "Harbour", "focal_x": "0.5", "focal_y": "0.5", "do_not_use_again": "on"}

    client.post(reverse("admin:articles_picture_change", args=[picture.pk]), said)

    assert Picture.objects.get(pk=picture.pk).do_not_use_again
    asked = {"app_label": "articles", "model_name": "figure", "field_name": "picture"}
    choices = client.get(reverse("admin:autocomplete"), asked).json()["results"]
    assert {choice["text"] for choice in choices} == {
        "Harbour · Do not use again",
        "Bought · One use only",
    }
    library = reverse("admin:articles_picture_changelist")
    page = client.get(library, {"rights": "do_not_use_again"})
    assert [each.title for each in page.context["cl"].result_list] == ["Harbour"]
