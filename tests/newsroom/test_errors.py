"""The pages for what goes wrong; most of them must come out without the database."""

import pytest
from django.core.exceptions import BadRequest, RequestDataTooBig, TooManyFieldsSent
from django.db import OperationalError
from django.test import RequestFactory

from articles.models.edition import EditionQuerySet
from newsroom import errors
from tests.factories import SectionFactory, published
from tests.pages import page_of, says

# No database here unless a test asks for it: pytest-django refuses every query.
REQUEST = RequestFactory().get("/somewhere/<secret>/")


def words(response, selector):
    return says(page_of(response), selector)


@pytest.mark.parametrize(
    ("response", "status", "headline"),
    [
        (errors.bad_request, 400, "We could not read that"),
        (errors.permission_denied, 403, "This page is not open to you"),
        (errors.csrf_failure, 403, "This form has grown old"),
        (errors.too_large, 413, "That is too large"),
        (errors.server_error, 500, "Something broke on our side"),
    ],
)
def test_error_page_comes_out_without_the_database(response, status, headline):
    answer = response(REQUEST)

    assert answer.status_code == status
    assert words(answer, "h1") == [headline]
    assert words(answer, ".masthead-name") == ["The Harbour Ledger"]
    assert '<meta name="robots" content="noindex">' in answer.content.decode()
    assert "secret" not in answer.content.decode()


@pytest.mark.parametrize(
    ("response", "headline"),
    [
        (errors.permission_denied, "This page is not open to you"),
        (errors.not_found, "There is nothing at this address of the desk"),
        (errors.server_error, "Something broke on our side"),
    ],
)
def test_error_on_the_desk_leads_back_to_the_desk(response, headline):
    answer = response(RequestFactory().get("/admin/<secret>/"))

    assert words(answer, "h1") == [headline]
    assert page_of(answer).xpath("//main//a/@href")[0] == "/admin/"
    assert "secret" not in answer.content.decode()


@pytest.mark.parametrize(
    ("exception", "status"),
    [(RequestDataTooBig(), 413), (TooManyFieldsSent(), 413), (BadRequest(), 400), (None, 400)],
)
def test_bad_request_says_too_large_where_that_was_it(exception, status):
    assert errors.bad_request(REQUEST, exception).status_code == status


@pytest.mark.django_db
def test_not_found_offers_a_search_the_sections_and_the_newest(client, django_assert_num_queries):
    published(section=SectionFactory(slug="city"), headline="Ferry <returns>")

    with django_assert_num_queries(5):  # is it a story's, the newest, sections, paper, policies
        answer = client.get("/nothing/here/")

    assert answer.status_code == 404
    assert words(answer, "h1") == ["There is no page at this address"]
    assert words(answer, ".ways-on a") == ["The front page", "City"]
    assert words(answer, "main form[action=/search/] button") == ["Search"]
    assert words(answer, ".error-newest a") == ["Ferry <returns>"]
    assert "nothing" not in answer.content.decode()


@pytest.mark.django_db
def test_not_found_comes_without_stories_where_they_cannot_be_had(client, monkeypatch):
    def broken(self):
        raise OperationalError("no such table")

    monkeypatch.setattr(EditionQuerySet, "newest_first", broken)

    answer = client.get("/nothing/here/")

    assert (answer.status_code, words(answer, ".error-newest")) == (404, [])


@pytest.mark.django_db
def test_gone_shows_the_notice_chosen_or_says_who_took_it_down():
    with_notice = errors.gone(REQUEST, "It named the <wrong> firm.")
    without = errors.gone(REQUEST)

    assert (with_notice.status_code, without.status_code) == (410, 410)
    assert words(with_notice, ".page-intro") == ["It named the <wrong> firm."]
    assert words(without, ".page-intro") == [
        "The Harbour Ledger published a story at this address and has taken it down."
    ]
