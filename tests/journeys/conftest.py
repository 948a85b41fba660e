"""Journeys are driven in the browser, with the browser tests' fixtures."""

from contextlib import contextmanager

import pytest
from django.utils import timezone

from tests.browser.conftest import (
    _same_contents,
    base_url,
    browser_context_args,
    context,
    shared_context,
    sign_in,
    traffic,
    watch,
)

__all__ = [
    "_same_contents",
    "base_url",
    "browser_context_args",
    "context",
    "shared_context",
    "sign_in",
    "traffic",
    "watch",
]


@pytest.fixture
def another_browser(browser, browser_context_args, context, watch):
    """Open somebody else's browser, watched like the first: `another_browser()`."""
    opened = []

    def another_browser():
        made = browser.new_context(**browser_context_args)
        watch.follow(made)
        opened.append(made)
        return made

    yield another_browser
    for each in opened:
        each.close()


@pytest.fixture
def reader(another_browser):
    """A reader's page: signed in nowhere."""
    return another_browser().new_page()


@pytest.fixture
def site_clock(monkeypatch):
    """Let the site's clock stand at a moment: `with site_clock(at): reader.goto(path)`."""

    @contextmanager
    def site_clock(at):
        with monkeypatch.context() as patch:
            patch.setattr(timezone, "now", lambda: at)
            yield

    return site_clock
