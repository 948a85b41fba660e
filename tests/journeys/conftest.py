"""Journeys are driven in the browser, with the browser tests' fixtures."""

from tests.browser.conftest import (
    base_url,
    browser_context_args,
    context,
    sign_in,
    watch,
)

__all__ = ["base_url", "browser_context_args", "context", "sign_in", "watch"]
