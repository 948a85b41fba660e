"""Journeys are driven in the browser, with the browser tests' fixtures."""

from tests.browser.conftest import (
    _same_contents,
    base_url,
    browser_context_args,
    context,
    sign_in,
    watch,
)

__all__ = ["_same_contents", "base_url", "browser_context_args", "context", "sign_in", "watch"]
