"""A reader reports an error, and the desk sees to it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles import reports, workflow
from articles.models import ReaderReport
from tests.factories import HOUR, DeskFactory, UserFactory, chief, published

pytestmark = pytest.mark.django_db

NOW = timezone.now()
YESTERDAY = NOW - timedelta(days=1)


def address_of(article):
    return f"/report/{article.editions.first().pk}/"


def send(client, article, text="It has two decks.", **fields):
    return client.post(address_of(article), {"text": text, "reply_to": "", "website": ""} | fields)


def test_report_reaches_the_desk_with_story_and_edition(client):
    ferry = published(at=YESTERDAY)

    response = send(client, ferry, reply_to="reader@post.example")

    kept = ReaderReport.objects.get()
    assert response.headers["Location"] == f"{address_of(ferry)}?sent"
    assert (kept.article, kept.edition) == (ferry, ferry.editions.get())
    assert (kept.text, kept.reply_to) == ("It has two decks.", "reader@post.example")
    assert "127.0.0.1" not in kept.sender
    assert len(kept.sender) == 64


def test_form_and_thanks_set_no_cookie_and_are_kept_by_nobody(client):
    ferry = published(at=YESTERDAY)

    form, thanks = client.get(address_of(ferry)), client.get(f"{address_of(ferry)}?sent")

    for page in (form, thanks):
        assert (page.status_code, page.cookies) == (200, {})
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["X-Robots-Tag"] == "noindex"
    assert "What is wrong?" in form.content.decode()
    assert "Thank you" in thanks.content.decode()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": "  "}, "Say what is wrong."),
        ({"text": "x" * 2001}, "Use 2,000 letters at most: you wrote 2,001."),
        ({"reply_to": "nobody"}, "Your e-mail address is not one."),
        ({"reply_to": "x" * 260 + "@post.example"}, "Your e-mail address is not one."),
    ],
)
def test_report_that_cannot_be_kept_says_why_and_keeps_the_words(client, fields, words):
    response = send(client, published(at=YESTERDAY), **fields)

    assert response.status_code == 400
    assert words in response.content.decode()
    assert "nobody" not in response.content.decode()
    assert not ReaderReport.objects.exists()


def test_what_fills_in_the_hidden_field_is_thanked_and_not_kept(client):
    response = send(client, published(at=YESTERDAY), website="https://spam.example")

    assert response.status_code == 302
    assert not ReaderReport.objects.exists()


def test_form_of_another_site_is_refused(client):
    ferry = published(at=YESTERDAY)

    response = client.post(
        address_of(ferry), {"text": "Wrong."}, headers={"Origin": "https://evil.example"}
    )

    assert response.status_code == 403
    assert not ReaderReport.objects.exists()


def test_sixth_report_of_an_hour_is_told_to_wait(client):
    ferry = published(at=YESTERDAY)
    for _ in range(5):
        assert send(client, ferry).status_code == 302

    refused = send(client, ferry)

    assert refused.status_code == 429
    assert "Please send more in an hour." in refused.content.decode()
    assert ReaderReport.objects.count() == 5


def test_story_takes_sixty_reports_an_hour_from_all_together():
    edition = published(at=YESTERDAY).editions.get()
    ReaderReport.objects.bulk_create(
        ReaderReport(article_id=edition.article_id, edition=edition, text="x", at=NOW)
        for _ in range(60)
    )
    sent = {"text": "Wrong.", "reply_to": "", "network_address": "192.0.2.7"}

    with pytest.raises(reports.TooMany):
        reports.take(edition, **sent, at=NOW + timedelta(minutes=1))
    assert reports.take(edition, **sent, at=NOW + 2 * HOUR).article_id == edition.article_id


def test_sender_is_another_tomorrow():
    today = reports.sender_of("192.0.2.7", NOW)

    assert today == reports.sender_of("192.0.2.7", NOW)
    assert today != reports.sender_of("192.0.2.7", NOW + timedelta(days=1))
    assert today != reports.sender_of("192.0.2.8", NOW)


def test_only_a_live_story_takes_a_report(client):
    by = chief()
    gone = published(by=by, at=YESTERDAY)
    workflow.withdraw(gone, by=by, at=NOW - timedelta(hours=1))
    coming = published(by=by, at=YESTERDAY, go_live_at=NOW + timedelta(days=1))

    for article in (gone, coming):
        assert client.get(address_of(article)).status_code == 404
        assert send(client, article).status_code == 404
    assert client.get("/report/999999/").status_code == 404


# On the desk --------------------------------------------------------------------------


def reported(desk=None, text="It has two decks."):
    ferry = published(at=YESTERDAY, slugline="FERRY", desk=desk.pk if desk else None)
    return ReaderReport.objects.create(article=ferry, edition=ferry.editions.get(), text=text)


def sign_in(client, *roles, desk=None):
    person = UserFactory(roles=roles)
    if desk:
        person.desks.add(desk)
    client.force_login(person)
    return person


def test_editor_of_the_desk_is_told_and_closes_it(client):
    city = DeskFactory()
    report = reported(city, text="<b>Two</b> decks.")
    editor = sign_in(client, "Editor", desk=city)

    desk_page = client.get(reverse("admin:index")).content.decode()
    listed = client.get(reverse("admin:reports")).content.decode()
    client.post(reverse("admin:report_close", args=[report.pk]))

    assert "a reader reports an error" in desk_page
    assert "&lt;b&gt;Two&lt;/b&gt; decks." in listed
    assert report.article.get_desk_url() in listed
    assert ReaderReport.objects.get().closed_by == editor
    assert "FERRY" not in client.get(reverse("admin:reports")).content.decode()
    assert "FERRY" in client.get(f"{reverse('admin:reports')}?show=closed").content.decode()


def test_editor_of_another_desk_is_not_told(client):
    report = reported(DeskFactory())
    sign_in(client, "Editor", desk=DeskFactory())

    assert "FERRY" not in client.get(reverse("admin:reports")).content.decode()
    assert client.post(reverse("admin:report_close", args=[report.pk])).status_code == 404


def test_reporter_has_no_list(client):
    reported()
    sign_in(client, "Reporter")

    assert client.get(reverse("admin:reports")).status_code == 403
    assert "a reader reports" not in client.get(reverse("admin:index")).content.decode()


def test_restricted_story_is_named_to_no_publisher_outside_it(client):
    report = reported()
    report.article.restricted_to.add(UserFactory())
    publisher = sign_in(client, "Publisher")

    assert list(reports.seen_by(publisher)) == []


@pytest.mark.parametrize("count", [1, 4])
def test_list_costs_the_same_for_any_number(client, count, django_assert_max_num_queries):
    for _ in range(count):
        reported()
    sign_in(client, "Publisher")

    with django_assert_max_num_queries(8):
        assert client.get(reverse("admin:reports")).status_code == 200
