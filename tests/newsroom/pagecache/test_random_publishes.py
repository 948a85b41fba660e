"""Whatever happens to a paper, readers get what would be made now (`random_paper` says how)."""

import pytest

from tests.newsroom.pagecache.random_paper import played

pytestmark = pytest.mark.django_db


def test_no_kept_page_says_what_is_not_so_any_more():
    faults, kept = played(20261124, steps=20, each_time=5)

    assert faults == []
    assert kept > 20  # else nothing was tried
