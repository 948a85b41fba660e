"""A cleaned body means in Chromium what it meant to the sanitiser, and runs nothing there."""

import pytest

from articles.sanitising import clean_body
from tests.hostile import OWN, XSS

PAYLOADS = [*OWN, *XSS[:: max(len(XSS) // 60, 1)]]

# As a page would show it, and as the editor would hand it back.
RESERIALISE = """bodies => bodies.map(body => {
  const place = document.createElement("div");
  document.body.append(place);
  place.innerHTML = body;
  const again = document.createElement("div");
  again.innerHTML = place.innerHTML;
  return again.innerHTML;
})"""

WATCH = "() => { window.alert = () => { window.__xss = true; }; }"


@pytest.fixture
def blank_page(page, live_server):
    """A page of the paper's own origin, so that nothing but the words decides what runs."""
    page.route(
        "**/blank", lambda route: route.fulfill(body="<!doctype html><p>", content_type="text/html")
    )
    page.goto(f"{live_server.url}/blank")
    return page


def test_cleaned_body_is_the_same_after_a_browser_had_it(blank_page):
    cleaned = [clean_body(f"<p>k</p>{payload}") for payload in PAYLOADS]

    given_back = blank_page.evaluate(RESERIALISE, cleaned)

    changed = [
        (was, now) for was, now in zip(cleaned, given_back, strict=True) if clean_body(now) != was
    ]
    assert changed == []


def test_nothing_in_a_cleaned_body_runs_in_a_browser(blank_page):
    blank_page.evaluate(WATCH)
    blank_page.evaluate(RESERIALISE, [clean_body(payload) for payload in PAYLOADS])

    # Handlers of things that fail to load fire a little later.
    blank_page.wait_for_timeout(300)
    assert blank_page.evaluate("window.__xss") is None


def test_what_runs_is_seen_to_run(blank_page):
    blank_page.evaluate(WATCH)
    blank_page.evaluate(RESERIALISE, ["<details open ontoggle=alert(1)>k</details>"])

    blank_page.wait_for_function("window.__xss")
