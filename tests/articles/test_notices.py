"""Who is told what of a move, and whom mail reaches who did not look."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from articles import notices, ticking, workflow
from articles.models import Alarm, Article, Notice
from tests.factories import (
    DAY,
    HOUR,
    NOON,
    AuthorFactory,
    UserFactory,
    chief,
    published,
    saved_again,
    story,
)

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


after_commit = []


@pytest.fixture(autouse=True)
def _after_commit(monkeypatch):
    """What follows a commit, of which a test makes none, until the test asks what came of it."""
    after_commit.clear()
    monkeypatch.setattr(
        "django.db.transaction.on_commit", lambda do, robust=False: after_commit.append(do)
    )


def commit():
    while after_commit:
        after_commit.pop(0)()


@pytest.fixture
def lucia():
    return UserFactory(
        roles=["Reporter"], first_name="Lucía", last_name="Mora", email="l@x.example"
    )


@pytest.fixture
def ana():
    return chief(first_name="Ana", last_name="Diaz", email="a@x.example")


def told(person):
    commit()
    return list(Notice.objects.filter(person=person).order_by("pk").values_list("words", flat=True))


@pytest.fixture
def ferry(lucia):
    article = story(by=lucia, slugline="FERRY")
    workflow.submit(article, by=lucia, at=NOON)
    return article


# Who is told what ----------------------------------------------------------------------


def test_writer_is_told_why_a_story_was_sent_back(ferry, lucia, ana):
    workflow.send_back(ferry, by=ana, reason="Name the second\ncouncillor", at=NOON)

    assert told(lucia) == ["Ana Diaz sent it back: “Name the second councillor”"]
    assert told(ana) == []


def test_writer_is_told_of_an_approval(ferry, lucia, ana):
    workflow.approve(ferry, by=ana, at=NOON)

    assert told(lucia) == ["Ana Diaz approved it. It is not published yet."]


def test_line_of_a_published_story_does_not_say_that_it_is_not_published(ferry, lucia, ana):
    workflow.approve(ferry, by=ana, at=NOON)
    workflow.publish(ferry, by=ana, at=NOON + HOUR)
    commit()

    [line] = notices.unseen_by(lucia)

    assert line["words"] == ["Ana Diaz approved it.", "Ana Diaz published it."]


def test_publication_by_one_button_is_one_notice(ferry, lucia, ana):
    workflow.publish(ferry, by=ana, at=NOON)

    assert told(lucia) == ["Ana Diaz published it."]


def test_writer_is_told_when_it_goes_out(ferry, lucia, ana):
    workflow.publish(ferry, by=ana, at=NOON, go_live_at=NOON + 6 * HOUR)
    workflow.change_time(ferry, by=ana, at=NOON, go_live_at=NOON + DAY)
    workflow.unschedule(ferry, by=ana, at=NOON)

    assert told(lucia) == [
        "Ana Diaz scheduled it for Wed 13 May, 18:00.",
        "Ana Diaz moved it to Thu 14 May, 12:00.",
        "Ana Diaz cancelled its schedule.",
    ]


def test_whoever_is_bylined_is_told_and_whoever_is_not_is_not(lucia, ana):
    femi, bystander = UserFactory(roles=["Video"]), UserFactory(roles=["Reporter"])
    article = story(by=lucia, author=AuthorFactory(user=femi))
    workflow.publish(article, by=ana, at=NOON)

    assert (len(told(lucia)), len(told(femi)), told(bystander)) == (1, 1, [])


def test_nobody_is_told_what_they_did(ana):
    published(by=ana)
    commit()

    assert Notice.objects.count() == 0


def test_hand_over_tells_who_gets_it_and_who_had_it(ferry, lucia, ana):
    femi = UserFactory(roles=["Reporter"], first_name="Femi", last_name="Ade")

    workflow.hand_over(ferry, by=ana, to=femi, at=NOON)

    assert told(femi) == ["Ana Diaz handed it over to you."]
    assert told(lucia) == ["Ana Diaz handed it over to Femi Ade."]


def test_taking_a_story_tells_who_had_it(ferry, lucia, ana):
    workflow.hand_over(ferry, by=ana, to=ana, at=NOON)

    assert told(lucia) == ["Ana Diaz took it over from you."]
    assert told(ana) == []


def test_putting_a_story_down_tells_who_had_it(ferry, lucia, ana):
    workflow.hand_over(ferry, by=ana, to=None, at=NOON)

    assert told(lucia) == ["Ana Diaz put it down: nobody has it now."]


def test_approver_is_told_once_when_an_approved_story_changes(ferry, lucia, ana):
    workflow.approve(ferry, by=ana, at=NOON)
    saved_again(ferry, by=lucia, at=NOON + MINUTE, headline="Another headline")
    saved_again(ferry, by=lucia, at=NOON + MINUTE, headline="A third one")

    assert told(ana) == ["Lucía Mora changed what you approved. It needs approval again."]


def test_approver_is_not_told_of_a_change_that_keeps_the_approval(ferry, lucia, ana):
    workflow.approve(ferry, by=ana, at=NOON)
    saved_again(ferry, by=chief(), at=NOON + MINUTE, headline="Another headline")

    assert told(ana) == []


def test_answer_to_a_read_is_told_to_who_asked_for_it(ferry, lucia, ana):
    editor = chief()
    workflow.ask_read(ferry, by=editor, kind="legal", at=NOON)
    workflow.answer_read(ferry, by=ana, kind="legal", cleared=False, words="Who says so?", at=NOON)
    commit()
    workflow.answer_read(ferry, by=ana, kind="legal", cleared=True, at=NOON)

    assert told(editor) == [
        "Ana Diaz wants changes (legal read): “Who says so?”",
        "Ana Diaz gave it its legal read.",
    ]
    assert told(lucia) == []


def test_story_that_was_held_back_is_told_to_its_writer_and_to_who_scheduled_it(ferry, lucia, ana):
    edition = workflow.publish(ferry, by=ana, at=NOON, go_live_at=NOON + HOUR)

    workflow.hold(edition, words="its legal read was withdrawn.", at=NOON + HOUR - MINUTE)

    words = "It was held back: its legal read was withdrawn."
    assert told(lucia)[1:] == [words]
    assert told(ana) == [words]


def test_story_that_does_not_exist_for_a_person_is_not_told_to_them(lucia, ana):
    outsider = UserFactory(roles=["Reporter"])
    article = story(by=lucia, author=AuthorFactory(user=outsider))
    article.restricted_to.add(ana)

    workflow.approve(article, by=ana, at=NOON)

    assert (len(told(lucia)), told(outsider)) == (1, [])


def test_somebody_who_left_is_told_nothing(ferry, lucia, ana):
    lucia.is_active = False
    lucia.save()

    workflow.approve(ferry, by=ana, at=NOON)

    assert told(lucia) == []


def test_notice_never_holds_text_of_the_story(lucia, ana):
    text = {"headline": "Canary headline", "body": "<p>Canary words.</p>", "dek": "Canary dek."}
    article = story(by=lucia, **text)
    workflow.submit(article, by=lucia, at=NOON)
    workflow.approve(article, by=ana, at=NOON)
    workflow.publish(article, by=ana, at=NOON + MINUTE)
    workflow.correct(article, by=ana, notice="Canary correction.", at=NOON + 2 * MINUTE)
    workflow.retract(article, by=ana, notice="Canary retraction.", at=NOON + 3 * MINUTE)
    workflow.kill(article, by=ana, reason="Canary reason", at=NOON + HOUR)

    assert len(told(lucia)) == 5
    assert [words for words in told(lucia) if "Canary" in words] == []


def test_very_long_reason_is_cut_to_its_column(ferry, lucia, ana):
    workflow.send_back(ferry, by=ana, reason="x" * 1000, at=NOON)

    [words] = told(lucia)
    assert len(words) == 500
    assert words.endswith("x…")


# Mail ----------------------------------------------------------------------------------


@pytest.fixture
def mails(settings):
    settings.NEWSROOM_SENDS_MAIL = True
    settings.NEWSROOM_SITE_URL = "https://paper.example"
    settings.DEFAULT_FROM_EMAIL = "desk@paper.example"
    return mail


def send(minutes=10):
    commit()
    return ticking.do("mail", NOON + minutes * MINUTE)["mails sent"]


def test_what_was_not_seen_in_ten_minutes_is_mailed_once_one_line_a_story(ferry, lucia, ana, mails):
    workflow.approve(ferry, by=ana, at=NOON)
    workflow.publish(ferry, by=ana, at=NOON + MINUTE)
    mayor = story(by=lucia, slugline="MAYOR")
    workflow.submit(mayor, by=lucia, at=NOON)
    workflow.send_back(mayor, by=ana, reason="Shorter", at=NOON)

    assert (send(9), send(11), send(12)) == (0, 1, 0)

    [message] = mail.outbox
    assert message.to == ["l@x.example"]
    assert message.from_email == "desk@paper.example"
    assert message.subject == "The Harbour Ledger: 2 stories"
    assert message.body == (
        "FERRY: Ana Diaz approved it. It is not published yet. (12:00); "
        "Ana Diaz published it. (12:01)\n"
        f"https://paper.example/admin/articles/article/{ferry.pk}/change/\n\n"
        "MAYOR: Ana Diaz sent it back: “Shorter” (12:00)\n"
        f"https://paper.example/admin/articles/article/{mayor.pk}/change/\n"
    )


def test_one_mail_a_person(ferry, lucia, ana, mails):
    femi = UserFactory(roles=["Reporter"], email="f@x.example")
    workflow.hand_over(ferry, by=ana, to=femi, at=NOON)

    assert send() == 2

    assert sorted(message.to[0] for message in mail.outbox) == ["f@x.example", "l@x.example"]
    assert {message.subject for message in mail.outbox} == {"The Harbour Ledger: FERRY"}


def test_no_mail_of_what_was_seen(ferry, lucia, ana, mails):
    workflow.approve(ferry, by=ana, at=NOON)
    commit()
    notices.see(Notice.objects.get(), at=NOON + MINUTE)

    assert send() == 0


def test_no_mail_without_a_server(ferry, lucia, ana, settings):
    assert settings.NEWSROOM_SENDS_MAIL is False
    workflow.approve(ferry, by=ana, at=NOON)

    assert send() == 0
    assert Notice.objects.get().mailed_at is None


def test_no_mail_about_a_story_closed_to_the_person_since(ferry, lucia, ana, mails):
    femi = UserFactory(roles=["Reporter"], email="f@x.example")
    workflow.hand_over(ferry, by=ana, to=femi, at=NOON)
    commit()
    ferry.restricted_to.add(ana, lucia)

    send()

    assert [message.to for message in mail.outbox] == [["l@x.example"]]


def test_no_mail_about_news_that_is_two_days_old(ferry, lucia, ana, mails):
    workflow.approve(ferry, by=ana, at=NOON)

    assert send(2 * 24 * 60) == 0


@pytest.mark.parametrize(
    "slugline", ["FERRY\r\nBcc: all@x.example", "FERRY\nX: y", "FERRY\u2028X", "FERRY\x0bX"]
)
def test_slugline_makes_no_mail_header(slugline, lucia, ana, mails):
    article = story(by=lucia)
    Article.objects.filter(pk=article.pk).update(slugline=slugline)
    workflow.approve(article, by=ana, at=NOON)

    assert send() == 1

    message = mail.outbox[0].message()
    assert message["Bcc"] is None
    assert message["X"] is None
    assert mail.outbox[0].subject == "The Harbour Ledger: " + " ".join(slugline.split())
    assert mail.outbox[0].recipients() == ["l@x.example"]


def test_reason_with_line_breaks_stays_on_its_line(ferry, lucia, ana, mails):
    workflow.send_back(ferry, by=ana, reason="One\r\n\r\nMAYOR: published it", at=NOON)

    send()

    first, *_ = mail.outbox[0].body.splitlines()
    assert first == "FERRY: Ana Diaz sent it back: “One MAYOR: published it” (12:00)"


@pytest.mark.parametrize("address", ["l@x.example\nBcc: all@x.example", "l@x.example, b@x.example"])
def test_address_that_is_none_gets_no_mail_and_stops_nobody_elses(
    address, ferry, lucia, ana, mails
):
    femi = UserFactory(roles=["Reporter"], email="f@x.example")
    workflow.hand_over(ferry, by=ana, to=femi, at=NOON)
    type(lucia).objects.filter(pk=lucia.pk).update(email=address)

    assert send() == 1

    assert [message.recipients() for message in mail.outbox] == [["f@x.example"]]
    alarm = Alarm.objects.get(kind=Alarm.Kind.TROUBLE)
    assert alarm.words == "Mail to Lucía Mora: mail failed (ValidationError). The log says more."
    assert Notice.objects.get(person=lucia).mailed_at is None


class Refusing(EmailBackend):
    """A server that will not have mail for one person."""

    def send_messages(self, messages):
        if messages[0].to == ["l@x.example"]:
            raise smtplib.SMTPRecipientsRefused({"l@x.example": (550, b"no such user")})
        return super().send_messages(messages)


def test_mail_that_fails_is_marked_as_sent_only_once_it_goes(ferry, lucia, ana, mails, settings):
    femi = UserFactory(roles=["Reporter"], email="f@x.example")
    workflow.hand_over(ferry, by=ana, to=femi, at=NOON)
    works, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, f"{__name__}.Refusing"

    assert send(10) == 1
    assert Notice.objects.get(person=lucia).mailed_at is None
    assert Notice.objects.get(person=femi).mailed_at == NOON + 10 * MINUTE
    settings.EMAIL_BACKEND = works
    assert send(11) == 1

    assert Notice.objects.get(person=lucia).mailed_at == NOON + 11 * MINUTE
    assert [message.to for message in mail.outbox] == [["f@x.example"], ["l@x.example"]]
    assert Alarm.objects.filter(cleared_at=None).count() == 0


class Absent(EmailBackend):
    """A server that does not answer."""

    asked = 0

    def open(self):
        type(self).asked += 1
        raise ConnectionRefusedError

    send_messages = open


def test_server_that_does_not_answer_is_asked_once_a_tick(ferry, lucia, ana, mails, settings):
    femi = UserFactory(roles=["Reporter"], email="f@x.example")
    workflow.hand_over(ferry, by=ana, to=femi, at=NOON)
    settings.EMAIL_BACKEND = f"{__name__}.Absent"
    Absent.asked = 0

    assert send() == 0

    assert Absent.asked == 1
    assert Notice.objects.filter(mailed_at=None).count() == 2
    [alarm] = Alarm.objects.filter(cleared_at=None)
    assert alarm.words == "Mail: mail failed (ConnectionRefusedError). The log says more."


def test_author_without_account_needs_no_notice(ana):
    article = story(by=ana, author=AuthorFactory(user=None))
    workflow.approve(article, by=chief(), at=NOON)

    assert len(told(ana)) == Notice.objects.count() == 1
