"""The small paper of `a_paper`, for the tests that ask what its pages show."""

import copy

import pytest
from django.db import transaction
from django.utils import timezone

from tests.articles.a_paper import Paper


@pytest.fixture(scope="module")
def paper_made_once(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield Paper()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def first_look(paper_made_once):
    """Every page as it is before any test changes anything."""
    return paper_made_once.look(*paper_made_once.pages)


@pytest.fixture
def paper(paper_made_once):
    """With rows of its own, which a test may change."""
    return copy.deepcopy(paper_made_once)


@pytest.fixture
def clock(monkeypatch):
    """`clock(moment)`: it is then, for who asks for a page."""
    return lambda moment: monkeypatch.setattr(timezone, "now", lambda: moment)
