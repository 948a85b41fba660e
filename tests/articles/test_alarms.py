"""Who is shown which alarm on the desk page, in which order, with which way to it."""

from datetime import timedelta

import lxml.html
import pytest
from django.urls import reverse
from django.utils import timezone

from articles import alarms, notices, ticking, workflow
from articles.models import Alarm, Article, Notice
from tests.factories import (
    HOUR,
    NOON,
    PictureFactory,
    UserFactory,
    chief,
    published,
    saved_again,
    story,
)

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
Kind = Alarm.Kind


def sound(kind=Kind.DUE, article=None, words="", at=NOON, **kwargs):
    words = words or f"{article}: {kind}"
    alarms.sound(kind, f"{kind}:{article and article.pk}", words, at=at, article=article, **kwargs)
    return Alarm.objects.latest("pk")


def shown(client, person, heading="Alarms"):
    """The lines under this heading of the person's desk page: words, ways and buttons."""
    client.force_login(person)
    page = lxml.html.fromstring(client.get(reverse("admin:index")).content.decode())
    lines = page.xpath(f"//section[h2[starts-with(., '{heading}')]]//li")
    return [
        (
            line.xpath("string(.//*[@class='desk-alarm-words'])"),
            [a.get("href") for a in line.xpath(".//a")],
            [button.text for button in line.xpath(".//form//button")],
        )
        for line in lines
    ]


def words_shown(client, person, heading="Alarms"):
    return [words for words, _, _ in shown(client, person, heading)]


# Raising and clearing -------------------------------------------------------------------


def test_same_matter_is_raised_once_and_takes_new_words():
    ferry = story()

    assert alarms.sound(Kind.DUE, "due:1", "One\nline", at=NOON, article=ferry) is True
    assert alarms.sound(Kind.DUE, "due:1", "Another", at=NOON + HOUR, article=ferry) is False

    [alarm] = Alarm.objects.all()
    assert (alarm.words, alarm.raised_at) == ("Another", NOON)


def test_cleared_matter_may_be_raised_again():
    for at in (NOON, NOON + HOUR):
        alarms.sound(Kind.DUE, "due:1", "Words", at=at)
        assert alarms.clear(Alarm.objects.all(), at=at + MINUTE) == 1

    assert Alarm.objects.count() == 2


def test_long_words_fit_their_column():
    sound(words="x" * 900)

    assert len(Alarm.objects.get().words) == 500


# Who is shown what -----------------------------------------------------------------------


def test_red_alarms_stand_first_and_each_has_its_way(client):
    person = chief()
    ferry, mayor = story(by=person, slugline="FERRY"), story(by=person, slugline="MAYOR")
    picture = PictureFactory()
    sound(Kind.HELD, ferry)
    sound(Kind.RIGHTS, words="Rights end", picture=picture, at=NOON + HOUR)
    sound(Kind.BEHIND, mayor, at=NOON + 2 * HOUR)
    sound(Kind.DUE, mayor, at=NOON + 3 * HOUR)

    assert shown(client, person) == [
        ("MAYOR: due", [mayor.get_desk_url()], []),
        ("FERRY: held", [ferry.get_desk_url()], []),
        ("MAYOR: behind", [mayor.get_desk_url()], []),
        ("Rights end", [reverse("admin:articles_picture_change", args=[picture.pk])], []),
    ]


def test_cleared_alarm_is_gone_from_the_desk_page(client):
    person = chief()
    sound(Kind.HELD, story(by=person))
    alarms.clear(Alarm.objects.all(), at=NOON)

    response = client.get(reverse("admin:index"))

    assert shown(client, person) == []
    assert "Alarms" not in response.content.decode()


def test_red_alarm_is_told_apart_by_more_than_its_place(client):
    person = chief()
    sound(Kind.HELD, story(by=person))
    sound(Kind.BEHIND, story(by=person))
    client.force_login(person)

    page = lxml.html.fromstring(client.get(reverse("admin:index")).content.decode())

    assert [line.get("class") for line in page.xpath("//li[contains(@class, 'desk-alarm')]")] == [
        "desk-alarm is-red",
        "desk-alarm",
    ]


@pytest.mark.parametrize("closed", ["kept_ready", "restricted_to"])
@pytest.mark.parametrize("kind", Kind.values)
def test_alarm_of_a_story_that_does_not_exist_for_a_person_does_not_either(client, closed, kind):
    owner = chief()
    ferry = story(by=owner, slugline="FERRY")
    if closed == "kept_ready":
        Article.objects.filter(pk=ferry.pk).update(kept_ready=True)
        outsider = UserFactory(roles=["Video"])
    else:
        ferry.restricted_to.add(owner)
        outsider = chief()
    sound(kind, ferry)

    assert words_shown(client, owner) == [f"FERRY: {kind}"]
    assert words_shown(client, outsider) == []
    assert "FERRY" not in client.get(reverse("admin:index")).content.decode()


def test_reporter_is_shown_the_alarms_of_own_stories_only(client):
    lucia = UserFactory(roles=["Reporter"])
    sound(Kind.DUE, story(by=lucia, slugline="MINE"))
    sound(Kind.DUE, story(slugline="OTHER"))
    sound(Kind.TROUBLE, words="Mail failed")

    assert words_shown(client, lucia) == ["MINE: due"]


def test_own_edit_that_is_not_live_is_named_as_ones_own(client):
    lucia, editor = chief(), chief()
    ferry = published(by=lucia, slugline="FERRY")
    saved_again(ferry, by=lucia, at=NOON + HOUR, headline="The ferry is late")
    ticking.do("behind", NOON + 4 * HOUR)

    assert words_shown(client, lucia) == ["FERRY: your edit is not live (v2)"]
    assert words_shown(client, editor) == ["FERRY: an edit is not live (v2)"]


def test_words_of_an_alarm_are_words(client):
    person = chief()
    sound(Kind.TROUBLE, words="<b>Bold</b> & more")

    assert words_shown(client, person) == ["<b>Bold</b> & more"]


@pytest.mark.parametrize("count", [1, 12])
def test_alarms_and_notices_cost_two_queries_whatever_stands(
    client, django_assert_num_queries, count
):
    person = chief()
    for number in range(count):
        ferry = story(by=person, slugline=f"STORY {number}")
        sound(Kind.DUE, ferry)
        notices.tell(person, ferry, "Ana approved it.", NOON)
    client.force_login(person)

    with django_assert_num_queries(31):
        client.get(reverse("admin:index"))


# What is asked of the publisher -----------------------------------------------------------


@pytest.fixture
def asked(django_capture_on_commit_callbacks):
    femi = UserFactory(roles=["Video"], first_name="Femi", last_name="Ade")
    ferry = published(slugline="FERRY")
    with django_capture_on_commit_callbacks(execute=True):
        workflow.ask_publisher(ferry, by=femi, words="Put the video on the page.", at=NOON + HOUR)
    return ferry


def test_what_is_asked_of_the_publisher_stands_before_publishers_until_it_is_done(client, asked):
    publisher, editor = UserFactory(roles=["Publisher"]), UserFactory(roles=["Editor"])

    assert shown(client, publisher) == [
        (
            "FERRY: Femi Ade asks: Put the video on the page.",
            [asked.get_desk_url()],
            ["Done"],
        )
    ]
    assert shown(client, editor) == []

    client.force_login(publisher)
    response = client.post(reverse("admin:alarm_done", args=[Alarm.objects.get().pk]))

    assert response.url == reverse("admin:index")
    assert shown(client, publisher) == []


def test_only_a_publisher_says_that_it_is_done(client, asked):
    alarm = Alarm.objects.get()
    client.force_login(UserFactory(roles=["Night editor"]))

    assert client.post(reverse("admin:alarm_done", args=[alarm.pk])).status_code == 403
    assert client.get(reverse("admin:alarm_done", args=[alarm.pk])).status_code == 405

    alarm.refresh_from_db()
    assert alarm.cleared_at is None


def test_done_clears_nothing_that_was_not_asked_or_does_not_exist_for_the_person(client, asked):
    closed = story(slugline="RAID")
    closed.restricted_to.add(chief())
    held = sound(Kind.HELD, asked)
    secret = sound(Kind.ASKED, closed)
    client.force_login(UserFactory(roles=["Publisher"]))

    for pk in (held.pk, secret.pk, 10**30):
        assert client.post(reverse("admin:alarm_done", args=[pk])).status_code == 302

    assert Alarm.objects.filter(cleared_at=None).count() == 3


def test_what_is_done_is_not_raised_again(asked):
    alarms.done(Alarm.objects.get(), at=NOON + HOUR)

    ticking.do("asked", NOON + 2 * HOUR)

    assert Alarm.objects.filter(cleared_at=None).count() == 0


def test_tick_raises_what_was_asked_when_the_server_ended_in_between():
    ferry = published(slugline="FERRY")
    workflow.ask_publisher(ferry, by=chief(), words="Look at this.", at=NOON)
    assert Alarm.objects.count() == 0

    ticking.do("asked", NOON + MINUTE)
    ticking.do("asked", NOON + 2 * MINUTE)

    assert list(Alarm.objects.values_list("kind", "article")) == [(Kind.ASKED, ferry.pk)]


def test_move_that_settles_an_alarm_clears_it_at_once(django_capture_on_commit_callbacks):
    ferry = story()
    sound(Kind.HELD, ferry)
    with django_capture_on_commit_callbacks(execute=True):
        workflow.publish(ferry, by=chief(), at=NOON)

    assert Alarm.objects.get().cleared_at == NOON


# What a person was told ---------------------------------------------------------------------


def test_unseen_notices_stand_on_the_persons_desk_page_one_line_a_story(client):
    lucia = UserFactory(roles=["Reporter"])
    ferry, mayor = story(by=lucia, slugline="FERRY"), story(by=lucia, slugline="MAYOR")
    notices.tell(lucia, ferry, "Ana approved it.", NOON)
    notices.tell(lucia, mayor, "Ana sent it back.", NOON + MINUTE)
    notices.tell(lucia, ferry, "Ana published it.", NOON + 2 * MINUTE)

    assert shown(client, lucia, "Needs me") == [
        ("FERRY Ana approved it. Ana published it.", [ferry.get_desk_url()], ["Seen"]),
        ("MAYOR Ana sent it back.", [mayor.get_desk_url()], ["Seen"]),
    ]
    assert shown(client, chief(), "Needs me") == []


def test_seen_takes_the_line_away_but_not_what_came_since(client):
    lucia = UserFactory(roles=["Reporter"])
    ferry = story(by=lucia, slugline="FERRY")
    notices.tell(lucia, ferry, "Ana approved it.", NOON)
    newest = notices.tell(lucia, ferry, "Ana published it.", NOON)
    notices.tell(lucia, ferry, "Ana corrected it.", NOON + MINUTE)
    client.force_login(lucia)

    response = client.post(reverse("admin:notice_seen", args=[newest.pk]))

    assert response.url == reverse("admin:index")
    assert words_shown(client, lucia, "Needs me") == ["FERRY Ana corrected it."]


def test_nobody_sees_a_notice_for_somebody_else(client):
    lucia = UserFactory(roles=["Reporter"])
    notice = notices.tell(lucia, story(by=lucia), "Ana approved it.", NOON)
    client.force_login(chief())

    assert client.post(reverse("admin:notice_seen", args=[notice.pk])).status_code == 404
    assert client.get(reverse("admin:notice_seen", args=[notice.pk])).status_code == 405
    assert Notice.objects.get().seen_at is None


def test_signed_out_browser_is_sent_to_sign_in(client):
    lucia = UserFactory(roles=["Reporter"])
    notice = notices.tell(lucia, story(by=lucia), "Ana approved it.", NOON)

    response = client.post(reverse("admin:notice_seen", args=[notice.pk]))

    assert response.url.startswith(reverse("admin:login"))
    assert Notice.objects.get().seen_at is None


def test_notice_about_a_story_closed_since_is_not_shown(client):
    lucia, femi = UserFactory(roles=["Reporter"]), UserFactory(roles=["Reporter"])
    ferry = story(by=lucia, slugline="FERRY")
    notices.tell(femi, ferry, "Ana handed it over to you.", NOON)
    ferry.restricted_to.add(lucia)

    assert shown(client, femi, "Needs me") == []
    assert "FERRY" not in client.get(reverse("admin:index")).content.decode()


def test_real_desk_page_shows_what_a_real_tick_raised(client):
    """With today's clock, as the desk has it."""
    person = chief()
    now = timezone.now()
    published(by=person, slugline="SCHOOLS", at=now - HOUR)
    ticking.run(now)

    [words] = words_shown(client, person)

    assert words.startswith("SCHOOLS: published ")
