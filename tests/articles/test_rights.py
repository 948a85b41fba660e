"""Rights person by person: desks, own stories, fields, Undo, and what a version may bring along."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from articles import revisions, rights, workflow
from articles.models import Article
from tests.factories import (
    HOUR,
    NOON,
    AuthorFactory,
    DeskFactory,
    UserFactory,
    chief,
    embed,
    placed,
    published,
    ref,
    story,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return DeskFactory(name="City desk")


@pytest.fixture
def sport():
    return DeskFactory(name="Sport desk")


def person(*roles, desk=None, **kwargs):
    made = UserFactory(roles=roles, **kwargs)
    if desk:
        desk.people.add(made)
    return made


def again(user):
    """The same person in another request."""
    return User.objects.get(pk=user.pk)


EDITORS_VERBS = ["approve", "fix_live", "hand_over", "lift_embargo", "send_back", "spike", "submit"]


@pytest.mark.parametrize("verb", EDITORS_VERBS)
def test_editor_s_rights_end_at_their_desks(city, sport, verb):
    ferry = story(desk=city.pk)

    allowed = {
        "of the desk": rights.may(person("Editor", desk=city), verb, ferry),
        "of another": rights.may(person("Editor", desk=sport), verb, ferry),
        "of none": rights.may(person("Editor"), verb, ferry),
        "at night": rights.may(person("Night editor"), verb, ferry),
    }

    assert allowed == {"of the desk": True, "of another": False, "of none": False, "at night": True}


@pytest.mark.parametrize("verb", EDITORS_VERBS)
def test_story_without_a_desk_is_every_editor_s(sport, verb):
    assert rights.may(person("Editor", desk=sport), verb, story())


def test_editor_reads_other_desks_and_changes_nothing_there(city, sport):
    ferry = story(desk=city.pk)
    editor = person("Editor", desk=sport)

    assert rights.Standing(editor, ferry).reads
    assert not rights.Standing(editor, ferry).edits


def test_own_story_may_be_edited_wherever_it_lies(city, sport):
    editor = person("Editor", desk=sport)
    reporter = person("Reporter")
    ferry = story(desk=city.pk, by=reporter)
    handed_over = story(desk=city.pk)
    Article.objects.filter(pk=handed_over.pk).update(assigned_to=editor)
    bylined = story(desk=city.pk, author=AuthorFactory(user=editor))

    assert rights.Standing(reporter, ferry).edits
    assert rights.Standing(editor, Article.objects.get(pk=handed_over.pk)).edits
    assert rights.Standing(editor, bylined).edits
    assert not rights.may(editor, "approve", bylined)


def test_publisher_stands_by_stories_of_every_desk_and_spikes_none(city):
    ferry = story(desk=city.pk)
    publisher = person("Publisher")

    granted = {verb for verb in rights.VERB_PERMISSIONS if rights.may(publisher, verb, ferry)}

    assert granted >= {"approve", "send_back", "publish", "kill", "fix_live", "undo", "bring_in"}
    assert granted.isdisjoint({"save", "submit", "spike", "hand_over", "redact", "restore_version"})


def test_editor_who_may_publish_edits_their_desks_only(city, sport):
    ferry = story(desk=city.pk)
    both = person("Editor", "Publisher", desk=sport)

    assert rights.may(both, "fix_live", ferry)
    assert rights.may(both, "approve", ferry)
    assert not rights.Standing(both, ferry).edits
    assert not rights.may(both, "spike", ferry)


def test_person_without_a_role_sees_no_story():
    ferry = story()

    assert not rights.may_see_line(person(), ferry)
    assert not rights.may_see_line(person(is_active=False, is_superuser=True), ferry)


def test_desks_are_asked_once_for_a_whole_list(city, sport, django_assert_num_queries):
    stories = [story(desk=desk.pk) for desk in (city, sport) for _ in range(3)]
    editor = again(person("Editor", desk=city))
    editor.has_perm("articles.approve_article")

    with django_assert_num_queries(1):
        held = [rights.holds(editor, "articles.approve_article", each) for each in stories]

    assert held == [True] * 3 + [False] * 3


# Restricted and kept ready --------------------------------------------------------


def restricted(*people, **kwargs):
    ferry = story(**kwargs)
    ferry.restricted_to.set(people)
    return ferry


def kept_ready(**kwargs):
    ferry = story(**kwargs)
    Article.objects.filter(pk=ferry.pk).update(kept_ready=True)
    return Article.objects.get(pk=ferry.pk)


def test_restricted_story_exists_for_those_named_and_who_began_it(city):
    maker, named = person("Reporter"), person("Editor")
    ferry = restricted(named, by=maker)

    assert rights.may_see_line(maker, ferry)
    assert rights.may_see_line(named, ferry)
    for other in (chief(), person("Night editor"), person(is_superuser=True)):
        assert not rights.may_see_line(other, ferry)
        assert not any(rights.may(other, verb, ferry) for verb in rights.VERB_PERMISSIONS)


def test_being_named_gives_no_more_than_the_person_s_roles():
    named = person("Reporter")
    ferry = restricted(named)

    assert rights.may_see_line(named, ferry)
    assert not rights.Standing(named, ferry).reads
    assert not rights.Standing(named, ferry).edits


def test_kept_ready_story_exists_for_its_people_its_desk_and_publishers(city, sport):
    writer = person("Reporter")
    ferry = kept_ready(desk=city.pk, author=AuthorFactory(user=writer))

    seen = {
        "writer": rights.may_see_line(writer, ferry),
        "editor of the desk": rights.may_see_line(person("Editor", desk=city), ferry),
        "night editor": rights.may_see_line(person("Night editor"), ferry),
        "publisher": rights.may_see_line(person("Publisher"), ferry),
        "reporter": rights.may_see_line(person("Reporter"), ferry),
        "video": rights.may_see_line(person("Video"), ferry),
        "editor of another desk": rights.may_see_line(person("Editor", desk=sport), ferry),
        "administrator": rights.may_see_line(person("Administrator"), ferry),
    }

    assert [who for who, sees in seen.items() if sees] == [
        "writer",
        "editor of the desk",
        "night editor",
        "publisher",
    ]


def test_story_kept_ready_and_restricted_is_for_those_named_alone(city):
    ferry = kept_ready(desk=city.pk)
    named = person("Reporter")
    ferry.restricted_to.add(named)

    assert rights.may_see_line(named, ferry)
    assert not rights.may_see_line(person("Night editor"), ferry)
    assert not rights.may_see_line(person("Publisher"), ferry)


# Verbs with conditions ---------------------------------------------------------------


def test_nobody_takes_a_story_of_others_into_their_hands_to_read_it(city):
    reporter = person("Reporter")

    with pytest.raises(workflow.NoRight):
        workflow.hand_over(story(desk=city.pk), by=reporter, to=reporter)


def test_publisher_undoes_anybody_s_slip():
    ferry = published(at=NOON)

    workflow.undo(ferry, by=person("Publisher"), at=NOON + timedelta(seconds=30))

    assert not ferry.editions.live(NOON + timedelta(seconds=31)).exists()


def fixed(by, ferry, at):
    live = ferry.editions.live(at).get()
    document = revisions.upgrade(live.revision.document)
    document["fields"]["dek"] = f"Fixed by {by.pk}."
    workflow.fix_live(ferry, by=by, document=document, base=live.revision.number, at=at)


def test_editor_undoes_a_fix_of_their_own_and_no_other(city):
    ferry = published(at=NOON, desk=city.pk)
    editor, colleague = person("Editor", desk=city), person("Editor", desk=city)
    at = NOON + HOUR

    fixed(editor, ferry, at)

    assert rights.may(editor, "undo", ferry)
    assert not rights.may(colleague, "undo", ferry)


def test_editor_does_not_undo_what_a_publisher_published_after_their_fix(city):
    publisher = chief()
    ferry = published(at=NOON, desk=city.pk, by=publisher)
    editor = person("Editor", desk=city)
    fixed(editor, ferry, NOON + HOUR)

    fixed(publisher, ferry, NOON + HOUR + timedelta(seconds=10))

    assert not rights.may(editor, "undo", ferry)


def test_video_staff_put_a_video_live_wherever_they_see_the_story(city):
    ferry = published(at=NOON, desk=city.pk)
    video = person("Video")

    assert rights.may(video, "put_video_live", ferry)
    assert not rights.may(video, "fix_live", ferry)
    assert not rights.may(person("Reporter"), "put_video_live", ferry)


def test_video_staff_may_undo_the_video_that_they_put_live(city):
    slot = ref()
    waiting = {slot: embed(provider="", embed_id="")}
    ferry = published(
        at=NOON, leave_out=True, blocks=waiting, body="<p>One.</p>" + placed(**waiting)
    )
    ferry.embeds.filter(ref=slot).update(provider="youtube", embed_id="dQw4w9WgXcQ")
    video = person("Video")

    workflow.put_video_live(ferry, by=video, ref=slot, at=NOON + HOUR)

    assert rights.may(video, "undo", ferry)
    assert not rights.may(person("Video"), "undo", ferry)


def test_administrator_redacts_and_reads_nothing():
    ferry = published(at=NOON)
    administrator = person("Administrator")

    granted = {verb for verb in rights.VERB_PERMISSIONS if rights.may(administrator, verb, ferry)}

    assert granted == {"redact"}
    assert not rights.Standing(administrator, ferry).reads
    assert rights.may_import(administrator)


# Approval and fields ----------------------------------------------------------------


def approved(**kwargs):
    ferry = story(**kwargs)
    workflow.approve(ferry, by=chief(), at=NOON)
    return ferry


def retyped(ferry, by):
    Article.objects.filter(pk=ferry.pk).update(headline="Another headline")
    ferry.refresh_from_db()
    workflow.keep(ferry, by=by, at=NOON + HOUR)


def test_approval_goes_with_an_editor_s_edit_on_their_own_desk_only(city, sport):
    ours, theirs = approved(desk=city.pk), approved(desk=sport.pk)
    editor = person("Editor", desk=city)

    retyped(ours, editor)
    retyped(theirs, editor)

    assert (workflow.is_approved(ours), workflow.is_approved(theirs)) == (True, False)


def test_older_version_brings_back_no_field_that_its_restorer_may_not_set(city, sport):
    reporter = person("Reporter")
    ferry = story(by=reporter, desk=city.pk, may_syndicate=True, headline="First")
    Article.objects.filter(pk=ferry.pk).update(
        may_syndicate=False, noindex=True, weight=2, desk=sport, headline="Second"
    )
    ferry.refresh_from_db()
    workflow.keep(ferry, by=chief(), at=NOON + HOUR)

    workflow.restore_version(ferry, by=reporter, number=1, at=NOON + 2 * HOUR)

    ferry.refresh_from_db()
    assert ferry.headline == "First"
    assert (ferry.may_syndicate, ferry.noindex, ferry.weight) == (False, True, 2)
    assert ferry.desk == sport


def test_merged_save_sets_no_field_of_others():
    reporter = person("Reporter")
    ferry = story(by=reporter)
    document = revisions.read(ferry)
    document["fields"] |= {"headline": "Mine", "noindex": True, "weight": 3}

    workflow.save_merged(ferry, by=reporter, document=document, base=1, at=NOON + HOUR)

    ferry.refresh_from_db()
    assert (ferry.headline, ferry.noindex, ferry.weight) == ("Mine", False, 0)


def test_fix_of_the_live_version_sets_no_field_of_others(city):
    ferry = published(at=NOON, desk=city.pk)
    editor = person("Editor", desk=city)
    live = ferry.editions.get()
    document = revisions.upgrade(live.revision.document)
    document["fields"] |= {"dek": "Fixed.", "noindex": True, "weight": 3}

    workflow.fix_live(ferry, by=editor, document=document, base=1, at=NOON + HOUR)

    newest = ferry.editions.live(NOON + HOUR).get()
    assert newest.dek == "Fixed."
    assert newest.document["fields"]["noindex"] is False
    assert newest.document["fields"]["weight"] == 0
