"""An archive brought in: own dates, own names, old addresses, and only what is new."""

import pytest

from articles import workflow
from articles.models import Article, Edition
from tests.factories import DAY, NOON, UserFactory, chief, document, published

pytestmark = pytest.mark.django_db


def bring(by, key="old-1", **kwargs):
    kwargs = {"published_at": NOON - 900 * DAY, "at": NOON} | kwargs
    return workflow.import_published(
        kwargs.pop("document", None) or document(author=False, no_byline=True),
        by=by,
        key=key,
        **kwargs,
    )


def test_imported_story_keeps_its_dates_and_its_old_addresses():
    admin = UserFactory(roles=["Administrator"])

    article = bring(admin, updated_at=NOON - 800 * DAY, former_paths=["/?p=123", "/2019/05/04/x/"])

    edition = Edition.objects.live(NOON).get()
    assert edition.first_published_at == NOON - 900 * DAY
    assert edition.updated_at == NOON - 800 * DAY
    assert set(article.addresses.values_list("path", flat=True)) == {
        "/?p=123",
        "/2019/05/04/x/",
        edition.path,
    }
    assert [move.verb for move in article.moves.all()] == ["import"]


def test_names_are_kept_as_they_were_credited():
    admin = UserFactory(roles=["Administrator"])
    made = document(author=False)
    made["bylines"] = [{"author": None, "name": "A. Oldhand", "credited_as": "", "role": "words"}]

    bring(admin, document=made)

    assert Edition.objects.get().byline == "By A. Oldhand"


def test_second_run_brings_only_what_is_new():
    admin = UserFactory(roles=["Administrator"])

    assert [bring(admin, key) is None for key in ("a", "b", "a")] == [False, False, True]
    assert Article.objects.count() == 2


def test_address_of_another_story_and_a_date_to_come_are_refused():
    admin = UserFactory(roles=["Administrator"])
    taken = published(by=chief()).editions.get().path

    with pytest.raises(workflow.Refused, match="belongs to another story"):
        bring(admin, former_paths=[taken])
    with pytest.raises(workflow.Refused, match="in the past"):
        bring(admin, published_at=NOON + DAY)
    assert Article.objects.count() == 1


def test_only_an_administrator_imports():
    with pytest.raises(workflow.NoRight):
        bring(chief())
