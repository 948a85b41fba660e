"""Queries that are written once: they give what the query set gives, each time for other values."""

import pytest
from django.utils import timezone

from articles import asof
from articles.models import Article, Edition
from articles.prepared import Prepared, data, moment, number, text
from tests.factories import DAY, HOUR, chief, published

pytestmark = pytest.mark.django_db

NOW = timezone.now()


def write():
    live = Edition.objects.live(moment("at")).filter(path=text("path"))
    return live.select_related("section").for_cards()


@pytest.fixture
def two_stories():
    by = chief()
    return [published(by=by, at=NOW - n * DAY, headline=f"Ferry {n}") for n in (1, 2)]


def path_of(article):
    return article.editions.get().path


def test_it_is_written_once_and_asked_for_other_values(two_stories):
    written = []
    prepared = Prepared(lambda: written.append("") or write())

    found = [prepared.ask(at=NOW, path=path_of(article)) for article in two_stories]

    assert [[edition.headline for edition in each] for each in found] == [["Ferry 1"], ["Ferry 2"]]
    assert written == [""]


def test_the_same_row_as_from_the_query_set(two_stories, django_assert_num_queries):
    edition = Edition.objects.live(NOW).for_cards().get(path=path_of(two_stories[0]))

    with django_assert_num_queries(1):
        (found,) = Prepared(write).ask(at=NOW, path=edition.path)
        section = found.section

    assert found == edition
    assert section == edition.section
    assert found.get_deferred_fields() == edition.get_deferred_fields()
    names = {f.attname for f in Edition._meta.concrete_fields} - found.get_deferred_fields()
    assert {n: getattr(found, n) for n in names} == {n: getattr(edition, n) for n in names}


def test_nothing_is_live_at_a_moment_before(two_stories):
    path = path_of(two_stories[0])

    assert Prepared(write).ask(at=NOW - DAY - HOUR, path=path) == []


def test_each_shape_is_written_for_itself(two_stories):
    prepared = Prepared(lambda several: Article.objects.filter(pk__gt=number("after"))[:several])

    assert [len(prepared.ask(several, after=0)) for several in (1, 2, 1)] == [1, 2, 1]


def test_a_key_of_a_document(two_stories):
    prepared = Prepared(lambda: Edition.objects.filter(document__fields__headline=data("said")))

    assert [e.headline for e in prepared.ask(said="Ferry 2")] == ["Ferry 2"]
    assert prepared.ask(said=None) == prepared.ask(said=2) == []


def test_rows_are_rows(two_stories):
    prepared = Prepared(
        lambda: Edition.objects.live(moment("at")).newest_first().values_list("headline", "weight")
    )

    assert prepared.ask(at=NOW) == [("Ferry 1", 0), ("Ferry 2", 0)]


def test_what_the_viewer_may_not_know_of_is_left_out(two_stories):
    """Also where the query was written for everybody before, and for nobody else afterwards."""
    prepared, path = Prepared(write), path_of(two_stories[0])
    hidden = Article.objects.filter(pk=two_stories[0].pk).values("pk")
    before = prepared.ask(at=NOW, path=path)

    with asof.leaving_out(hidden):
        meanwhile = prepared.ask(at=NOW, path=path)

    assert (len(before), meanwhile, len(prepared.ask(at=NOW, path=path))) == (1, [], 1)
