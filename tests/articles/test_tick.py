"""The minute's jobs, each at a given instant: what they raise, hold back, make and forget."""

import uuid
from collections import Counter
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test.utils import override_settings

from articles import renditions, revisions, ticking, workflow
from articles.models import (
    Alarm,
    Autosave,
    Edition,
    FrontEdition,
    FrontLead,
    Move,
    Notice,
    Picture,
    Presence,
)
from articles.ticking import due
from tests.factories import (
    DAY,
    HOUR,
    NOON,
    PictureFactory,
    chief,
    figure,
    placed,
    published,
    ref,
    related,
    saved_again,
    story,
)

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
SIX = NOON + 6 * HOUR
Kind = Alarm.Kind


def scheduled(by, *, at=NOON, go_live_at=SIX, **kwargs):
    article = story(by=by, at=at, **kwargs)
    workflow.publish(article, by=by, at=at, go_live_at=go_live_at)
    return article


def with_picture(by, picture, **kwargs):
    """A scheduled story that shows a picture in its text."""
    block = {ref(): figure(picture)}
    body = "<p>Go.</p>" + placed(**block)
    return scheduled(by, blocks=block, body=body, **kwargs)


def ends(picture, at):
    Picture.objects.filter(pk=picture.pk).update(use_until=at)


def alarms(kind=None):
    """The words of what stands, the oldest first."""
    standing = Alarm.objects.filter(cleared_at=None).order_by("pk")
    standing = standing.filter(kind=kind) if kind else standing
    return list(standing.values_list("words", flat=True))


# What goes out within the hour ----------------------------------------------------


@pytest.fixture
def ten():
    """Ten stories for six o'clock, one of which has lost its right in a picture since."""
    by, picture = chief(), PictureFactory(title="Quay at dusk")
    spoilt = with_picture(by, picture, slugline="FERRY")
    others = [scheduled(by, slugline=f"STORY {number}") for number in range(9)]
    ends(picture, NOON + MINUTE)
    return spoilt, picture, others


def test_one_of_ten_scheduled_stories_that_turns_invalid_is_alarmed_an_hour_before(ten):
    done = ticking.do("due", SIX - HOUR)

    [alarm] = Alarm.objects.all()
    assert (alarm.kind, alarm.article) == (Kind.DUE, ten[0])
    assert alarm.words == (
        "FERRY cannot go out at 18:00 as it is: the rights in “Quay at dusk” ended on 13 May 2026."
    )
    assert alarm.raised_at == SIX - HOUR
    assert done == Counter({"alarms raised": 1})


def test_nothing_is_alarmed_earlier_than_an_hour_before(ten):
    ticking.do("due", SIX - HOUR - MINUTE)

    assert alarms() == []


def test_alarm_is_cleared_within_a_minute_of_being_put_right(ten):
    ticking.do("due", SIX - HOUR)
    ends(ten[1], None)

    ticking.do("due", SIX - HOUR + MINUTE)

    assert Alarm.objects.get().cleared_at == SIX - HOUR + MINUTE


def test_alarm_of_what_is_cancelled_is_cleared(ten):
    ticking.do("due", SIX - HOUR)
    workflow.unschedule(ten[0], by=chief(), at=SIX - HOUR)

    ticking.do("due", SIX - HOUR + MINUTE)

    assert alarms() == []


def test_one_of_ten_that_still_fails_at_its_time_is_held_back_and_nine_go_out(ten):
    spoilt, _, others = ten
    ticking.do("due", SIX - 2 * MINUTE)
    assert Edition.objects.live(SIX).count() == 10

    done = ticking.do("due", SIX - MINUTE)

    live = Edition.objects.live(SIX).values_list("article", flat=True)
    assert sorted(live) == sorted(article.pk for article in others)
    hold = Move.objects.get(verb=Move.Verb.HOLD)
    assert (hold.article, hold.by, hold.at) == (spoilt, None, SIX - MINUTE)
    assert hold.reason == "the rights in “Quay at dusk” ended on 13 May 2026."
    assert alarms() == [
        "FERRY does not go out at 18:00: the rights in “Quay at dusk” ended on 13 May 2026."
    ]
    assert done["held back"] == 1


def test_when_the_time_has_come_the_alarm_says_that_it_did_not_go_out_and_who_did(ten):
    ticking.run(SIX - MINUTE)

    ticking.run(SIX)

    assert alarms(Kind.HELD) == [
        "FERRY did not go out at 18:00: the rights in “Quay at dusk” ended on 13 May 2026. "
        "Nine others did."
    ]


def test_held_alarm_stands_until_somebody_publishes(ten):
    spoilt, picture, _ = ten
    ticking.run(SIX - MINUTE)
    for later in (SIX, SIX + HOUR, SIX + DAY):
        ticking.run(later)
        assert len(alarms(Kind.HELD)) == 1
    ends(picture, None)
    workflow.publish(spoilt, by=chief(), at=SIX + DAY)

    ticking.run(SIX + DAY + MINUTE)

    assert alarms(Kind.HELD) == []


def test_held_alarm_is_cleared_by_spiking(ten):
    ticking.run(SIX - MINUTE)
    workflow.spike(ten[0], by=chief(), at=SIX)

    ticking.run(SIX + MINUTE)

    assert alarms(Kind.HELD) == []


def test_held_alarm_is_cleared_by_scheduling_and_may_come_again(ten):
    spoilt, picture, _ = ten
    ticking.run(SIX - MINUTE)
    ends(picture, None)
    workflow.publish(spoilt, by=chief(), at=SIX, go_live_at=SIX + HOUR)
    ticking.run(SIX + MINUTE)
    assert alarms(Kind.HELD) == []
    ends(picture, SIX)

    ticking.run(SIX + HOUR - MINUTE)
    ticking.run(SIX + HOUR)

    assert alarms(Kind.HELD) == [
        "FERRY did not go out at 19:00: the rights in “Quay at dusk” ended on 13 May 2026."
    ]


def test_readers_get_an_invalid_story_when_no_tick_ran_before_its_time(ten):
    """Readers depend on no worker; what is out is never taken back by the tick."""
    ticking.do("due", SIX - timedelta(seconds=5))
    ticking.do("due", SIX + MINUTE)

    assert Edition.objects.live(SIX).count() == 10
    assert Move.objects.filter(verb=Move.Verb.HOLD).count() == 0
    assert alarms() == []


def test_block_that_was_overridden_when_scheduled_stops_nothing():
    by = chief()
    ferry = story(by=by, slugline="FERRY", body="<p>The boat, TK.</p>")
    workflow.publish(ferry, by=by, at=NOON, go_live_at=SIX, override="The name comes by six.")

    ticking.run(SIX - HOUR)
    ticking.run(SIX - MINUTE)

    assert alarms() == []
    assert ferry.editions.count() == 1


def test_override_stays_with_what_is_scheduled_when_its_time_changes():
    by = chief()
    ferry = story(by=by, body="<p>The boat, TK.</p>")
    workflow.publish(ferry, by=by, at=NOON, go_live_at=SIX, override="The name comes by six.")
    workflow.change_time(ferry, by=by, at=NOON, go_live_at=SIX + HOUR)

    ticking.run(SIX + HOUR - MINUTE)

    assert alarms() == []
    assert ferry.editions.get().live_from == SIX + HOUR


def test_override_of_one_check_lets_no_other_through():
    by, picture = chief(), PictureFactory()
    block = {ref(): figure(picture)}
    ferry = story(by=by, blocks=block, body="<p>The boat, TK.</p>" + placed(**block))
    workflow.publish(ferry, by=by, at=NOON, go_live_at=SIX, override="The name comes by six.")
    ends(picture, NOON + MINUTE)

    ticking.do("due", SIX - HOUR)

    assert len(alarms(Kind.DUE)) == 1


@pytest.mark.parametrize(("leave_out", "count"), [(True, 0), (False, 1)])
def test_link_to_a_story_withdrawn_since_counts_unless_it_was_to_be_left_out(leave_out, count):
    by = chief()
    bridge = published(by=by, slugline="BRIDGE")
    block = {ref(): related(("The bridge", bridge))}
    ferry = story(by=by, blocks=block, body="<p>Go.</p>" + placed(**block))
    workflow.publish(ferry, by=by, at=NOON, go_live_at=SIX, leave_out=leave_out)
    workflow.withdraw(bridge, by=by, at=NOON + HOUR)

    ticking.do("due", SIX - HOUR)

    assert len(alarms(Kind.DUE)) == count


def test_update_of_a_live_story_is_not_stopped_by_what_readers_have_already():
    by, picture = chief(), PictureFactory()
    block = {ref(): figure(picture)}
    ferry = published(by=by, blocks=block, body="<p>Go.</p>" + placed(**block))
    saved_again(ferry, by=by, at=NOON + MINUTE, headline="The ferry is late")
    workflow.publish(ferry, by=by, at=NOON + MINUTE, go_live_at=SIX, change="update")
    ends(picture, NOON + HOUR)

    ticking.do("due", SIX - HOUR)

    assert alarms() == []


def test_update_of_a_live_story_is_stopped_by_what_it_brings():
    by, picture = chief(), PictureFactory()
    ferry = published(by=by, slugline="FERRY")
    saved = revisions.read(ferry)
    block = {ref(): figure(picture)}
    saved |= {"blocks": block, "body": "<p>Go.</p>" + placed(**block)}
    revisions.write(ferry, saved)
    workflow.keep(ferry, by=by, at=NOON + MINUTE)
    workflow.publish(ferry, by=by, at=NOON + MINUTE, go_live_at=SIX, change="update")
    ends(picture, NOON + HOUR)

    ticking.run(SIX - MINUTE)

    assert ferry.editions.count() == 1
    assert len(alarms(Kind.HELD)) == 1


def test_one_failing_item_stops_no_other_and_is_said_on_the_desk(ten, monkeypatch):
    spoilt, _, others = ten
    broken = others[0]
    asked = due.stops

    def stops(edition):
        if edition.article_id == broken.pk:
            raise ZeroDivisionError("a bug")
        return asked(edition)

    monkeypatch.setattr(due, "stops", stops)
    done = ticking.do("due", SIX - HOUR)

    assert sorted(Alarm.objects.values_list("kind", "article")) == [
        (Kind.DUE, spoilt.pk),
        (Kind.TROUBLE, broken.pk),
    ]
    assert alarms(Kind.TROUBLE) == ["STORY 0: due failed (ZeroDivisionError). The log says more."]
    assert done == Counter({"alarms raised": 2})


def test_trouble_is_cleared_when_the_item_comes_through(ten, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(due, "stops", lambda edition: 1 / 0)
        ticking.run(SIX - HOUR)
        ticking.run(SIX - HOUR + MINUTE)
    assert len(alarms(Kind.TROUBLE)) == 10

    ticking.run(SIX - HOUR + 2 * MINUTE)

    assert alarms(Kind.TROUBLE) == []
    assert len(alarms(Kind.DUE)) == 1


def test_alarm_of_an_item_that_fails_now_stays(ten, monkeypatch):
    ticking.run(SIX - HOUR)
    monkeypatch.setattr(due, "stops", lambda edition: 1 / 0)

    ticking.run(SIX - HOUR + MINUTE)

    assert len(alarms(Kind.DUE)) == 1


def test_failing_job_stops_no_other_job(ten, monkeypatch):
    monkeypatch.setitem(ticking.JOBS, "due", lambda this: 1 / 0)

    ticking.run(SIX - HOUR)

    assert alarms() == [
        "the tick: due failed (ZeroDivisionError). The log says more.",
        "Rights in “Quay at dusk” ended Wed 13 May, 12:01: scheduled 1. It is not shown any more.",
    ]


def test_second_tick_of_the_same_minute_changes_nothing(ten):
    ticking.run(SIX - MINUTE)
    before = list(Alarm.objects.values()), list(Move.objects.values())

    done = ticking.run(SIX - MINUTE)

    assert (list(Alarm.objects.values()), list(Move.objects.values())) == before
    assert done == Counter()


# The second read ------------------------------------------------------------------------


def alone(**kwargs):
    """A story that its writer published without anybody else."""
    return published(slugline="SCHOOLS", **kwargs)


def test_second_read_is_asked_for_half_an_hour_after_publication():
    alone()

    ticking.do("second read", NOON + 29 * MINUTE)
    assert alarms() == []
    ticking.do("second read", NOON + 30 * MINUTE)

    assert alarms(Kind.SECOND_READ) == ["SCHOOLS: published 12:00, and nobody else has read it."]


def test_second_read_clears_its_alarm():
    schools = alone()
    ticking.run(NOON + HOUR)
    workflow.second_read(schools, by=chief(), at=NOON + HOUR)

    ticking.run(NOON + HOUR + MINUTE)

    assert alarms(Kind.SECOND_READ) == []


def test_story_that_somebody_else_approved_needs_no_second_read():
    writer, editor = chief(), chief()
    schools = story(by=writer)
    workflow.approve(schools, by=editor, at=NOON)
    workflow.publish(schools, by=writer, at=NOON)

    ticking.run(NOON + HOUR)

    assert alarms(Kind.SECOND_READ) == []


@override_settings(NEWSROOM_SECOND_READ="off")
def test_no_second_read_is_asked_for_where_the_paper_wants_none():
    alone()

    ticking.run(NOON + HOUR)

    assert alarms() == []


def test_second_read_that_nobody_gave_in_a_week_is_asked_for_no_more():
    alone()
    ticking.run(NOON + HOUR)

    ticking.run(NOON + 8 * DAY)

    assert alarms(Kind.SECOND_READ) == []


# Rights in pictures -----------------------------------------------------------------------


@pytest.fixture
def strike():
    """A picture in three live stories, one of them the lead, and in a scheduled one."""
    by, picture = chief(), PictureFactory(title="Strike")
    block = {ref(): figure(picture)}
    body = "<p>Go.</p>" + placed(**block)
    live = [published(by=by, blocks=block, body=body) for _ in range(2)]
    leads = {ref(): figure(picture, is_lead=True)}
    live.append(published(by=by, blocks=leads, at=NOON))
    FrontLead.objects.create(article=live[2], by=by, at=NOON)
    with_picture(by, picture, go_live_at=NOON + 2 * DAY)
    ends(picture, NOON + 10 * DAY)
    return picture, live


def test_rights_of_a_live_picture_that_end_are_alarmed_seven_days_before_with_where_used(strike):
    ticking.do("picture rights", NOON + 3 * DAY - MINUTE)
    assert alarms() == []
    Edition.objects.filter(live_from__gt=NOON + DAY).update(
        live_from=NOON + 5 * DAY, listed_at=NOON + 5 * DAY
    )

    ticking.do("picture rights", NOON + 3 * DAY)

    [alarm] = Alarm.objects.all()
    assert (alarm.kind, alarm.picture, alarm.article) == (Kind.RIGHTS, strike[0], None)
    assert alarm.words == (
        "Rights in “Strike” end Sat 23 May, 12:00: live 3, scheduled 1, front 1."
    )


def test_a_picture_in_a_story_of_the_launched_front_is_on_the_front(strike):
    places = {"lead": None, "tile-1": NOON.isoformat()}
    FrontEdition.objects.create(
        live_from=NOON,
        listed_at=NOON,
        slots=[
            {"place": place, "article": article.pk, "kicker": "", "headline": "", "until": until}
            for (place, until), article in zip(places.items(), strike[1], strict=False)
        ],
    )

    ticking.do("picture rights", NOON + 3 * DAY)

    [alarm] = Alarm.objects.all()
    assert alarm.words.endswith(": live 4, front 2."), "the tile’s time is over"


def test_rights_that_are_extended_clear_the_alarm(strike):
    ticking.run(NOON + 4 * DAY)
    ends(strike[0], NOON + 90 * DAY)

    ticking.run(NOON + 4 * DAY + MINUTE)

    assert alarms(Kind.RIGHTS) == []


def test_picture_used_no_longer_clears_the_alarm():
    by, picture = chief(), PictureFactory()
    ferry = with_picture(by, picture)
    ends(picture, NOON + DAY)
    ticking.run(NOON)
    assert len(alarms(Kind.RIGHTS)) == 1
    workflow.unschedule(ferry, by=by, at=NOON)

    ticking.run(NOON + MINUTE)

    assert alarms(Kind.RIGHTS) == []


def test_picture_that_the_draft_dropped_but_readers_still_see_is_alarmed():
    by, picture = chief(), PictureFactory()
    block = {ref(): figure(picture)}
    ferry = published(by=by, blocks=block, body="<p>Go.</p>" + placed(**block))
    saved = revisions.read(ferry) | {"blocks": {}, "body": "<p>Go.</p>"}
    revisions.write(ferry, saved)
    workflow.keep(ferry, by=by, at=NOON)
    ends(picture, NOON + DAY)

    ticking.do("picture rights", NOON)

    assert [words.split(": ")[1] for words in alarms()] == ["live 1."]


def test_rights_that_have_ended_are_said_for_a_week_more(strike):
    ticking.do("picture rights", NOON + 11 * DAY)
    assert alarms()[0].endswith("live 4, front 1. It is not shown any more.")

    ticking.do("picture rights", NOON + 18 * DAY)

    assert alarms() == []


@pytest.mark.parametrize("closed", ["kept_ready", "restricted_to"])
def test_use_in_a_hidden_story_is_no_part_of_what_everybody_reads(strike, closed):
    secret = with_picture(chief(), strike[0], slugline="RAID", go_live_at=NOON + 5 * DAY)
    if closed == "kept_ready":
        type(secret).objects.filter(pk=secret.pk).update(kept_ready=True)
    else:
        secret.restricted_to.add(chief())

    ticking.do("picture rights", NOON + 4 * DAY)

    assert sorted(Alarm.objects.values_list("article", "words"), key=str) == [
        (secret.pk, "Rights in “Strike” end Sat 23 May, 12:00: scheduled 1."),
        (None, "Rights in “Strike” end Sat 23 May, 12:00: live 4, front 1."),
    ]


# Edits that are not live -----------------------------------------------------------------


def test_edit_of_a_live_story_is_missed_two_hours_after_the_last_save():
    by = chief()
    ferry = published(by=by, slugline="FERRY")
    saved_again(ferry, by=by, at=NOON + HOUR, headline="The ferry is late")

    ticking.do("behind", NOON + 3 * HOUR - MINUTE)
    assert alarms() == []
    ticking.do("behind", NOON + 3 * HOUR)

    assert alarms(Kind.BEHIND) == ["FERRY: an edit is not live (v2)"]


def test_published_edit_clears_the_alarm():
    by = chief()
    ferry = published(by=by)
    saved_again(ferry, by=by, at=NOON + HOUR, headline="The ferry is late")
    ticking.run(NOON + 3 * HOUR)
    workflow.publish(ferry, by=by, at=NOON + 4 * HOUR, change="fix")

    ticking.run(NOON + 4 * HOUR + MINUTE)

    assert alarms(Kind.BEHIND) == []


def test_edit_that_is_scheduled_is_not_missed():
    by = chief()
    ferry = published(by=by)
    saved_again(ferry, by=by, at=NOON + HOUR, headline="The ferry is late")
    workflow.publish(ferry, by=by, at=NOON + HOUR, change="update", go_live_at=NOON + DAY)

    ticking.do("behind", NOON + 4 * HOUR)

    assert alarms() == []


def test_edit_that_was_taken_back_is_not_missed():
    by = chief()
    ferry = published(by=by)
    headline = ferry.headline
    saved_again(ferry, by=by, at=NOON + HOUR, headline="The ferry is late")
    saved_again(ferry, by=by, at=NOON + HOUR, headline=headline)

    ticking.do("behind", NOON + 4 * HOUR)

    assert alarms() == []


# Files, and what is forgotten ------------------------------------------------------------------


@pytest.fixture
def made(monkeypatch, settings, tmp_path):
    """Which pictures' share images were made, without decoding any."""
    settings.MEDIA_ROOT = tmp_path
    pictures = []

    def make(picture):
        pictures.append(picture)
        for order in renditions.share_images(picture):
            renditions.write_whole(order.path(), b"jpeg")

    monkeypatch.setattr(renditions, "make_share_images", make)
    return pictures


def test_share_images_of_a_live_and_a_scheduled_story_are_made_once(made):
    by = chief()
    live, coming, gone = (PictureFactory() for _ in range(3))
    for picture, at, go_live_at in (
        (live, NOON, None),
        (coming, NOON, NOON + 5 * DAY),
        (gone, NOON - 2 * DAY, None),
    ):
        article = story(by=by, at=at, blocks={ref(): figure(picture, is_lead=True)})
        workflow.publish(article, by=by, at=at, go_live_at=go_live_at)

    ticking.do("pictures", NOON)
    done = ticking.do("pictures", NOON + MINUTE)

    assert made == [live, coming]
    assert done["share images made"] == 0


def test_picture_that_cannot_be_made_is_said_and_stops_no_other(made, monkeypatch):
    by = chief()
    pictures = [PictureFactory(title=title) for title in ("Torn", "Whole")]
    for picture in pictures:
        published(by=by, blocks={ref(): figure(picture, is_lead=True)})
    make = renditions.make_share_images

    def torn(picture):
        if picture.title == "Torn":
            raise renditions.NotMade("no space left")
        make(picture)

    monkeypatch.setattr(renditions, "make_share_images", torn)
    ticking.run(NOON)

    assert made == [pictures[1]]
    assert alarms(Kind.TROUBLE) == ["Torn: pictures failed (NotMade). The log says more."]


def test_files_of_a_killed_picture_are_deleted(made):
    picture = PictureFactory()
    renditions.make_share_images(picture)
    folder = renditions.share_images(picture)[0].path().parent
    assert folder.exists()
    Picture.objects.filter(pk=picture.pk).update(killed_at=NOON)

    ticking.do("pictures", NOON + MINUTE)

    assert not folder.exists()


def test_what_nobody_asks_for_again_is_forgotten_and_the_rest_stays():
    person = chief()
    ferry = story(by=person)
    for days in (10, 40):
        at = NOON - days * DAY
        Autosave.objects.create(
            article=ferry, person=person, edit_session=uuid.uuid4(), form="x", saved_at=at
        )
        Alarm.objects.create(kind=Kind.DUE, key=f"due:{days}", words="x", cleared_at=at)
    Alarm.objects.create(kind=Kind.ASKED, key="asked:1", words="x", raised_at=NOON - 99 * DAY)
    for seen_at in (NOON - 91 * DAY, NOON - 89 * DAY, None):
        Notice.objects.create(
            person=person, article=ferry, words="x", at=NOON - 99 * DAY, seen_at=seen_at
        )
    for seen_at in (NOON - 2 * DAY, NOON):
        Presence.objects.create(
            article=ferry, person=person, edit_session=uuid.uuid4(), seen_at=seen_at
        )
    for key, expires in (("over", NOON - MINUTE), ("valid", NOON + MINUTE)):
        Session.objects.create(session_key=key, session_data="", expire_date=expires)

    done = ticking.do("pruning", NOON)

    assert list(Autosave.objects.values_list("saved_at", flat=True)) == [NOON - 10 * DAY]
    assert sorted(Alarm.objects.values_list("key", flat=True)) == ["asked:1", "due:10"]
    assert Notice.objects.count() == 2
    assert list(Presence.objects.values_list("seen_at", flat=True)) == [NOON]
    assert list(Session.objects.values_list("session_key", flat=True)) == ["valid"]
    assert done == Counter({"forgotten": 5})
