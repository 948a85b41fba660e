"""The video desk in a browser: by keyboard alone, on a narrow screen, light and dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from articles import workflow
from articles.models import VideoHealth
from tests.factories import HOUR, UserFactory, chief, embed, placed, ref, story

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def cup_final(by):
    """A live story with a dead video and an empty place."""
    blocks = {ref(): embed(provider="", embed_id="", title="goals"), ref(): embed()}
    cup = story(by=by, slugline="CUP-FINAL", blocks=blocks, body="<p>One.</p>" + placed(**blocks))
    workflow.publish(cup, by=by, leave_out=True, at=timezone.now() - HOUR)
    VideoHealth.objects.create(
        provider="youtube",
        embed_id="dQw4w9WgXcQ",
        state=VideoHealth.State.GONE,
        since=timezone.now() - HOUR,
        next_check_at=timezone.now() + HOUR,
    )
    return cup


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_late_video_goes_onto_the_live_page_by_keyboard_alone(page, sign_in, scheme):
    cup = cup_final(chief())
    sign_in(UserFactory(roles=["Video"]))
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(reverse("admin:video_desk"))
    box = page.get_by_label("Address for CUP-FINAL, goals")

    box.focus()
    page.keyboard.type("https://t.co/abc")
    page.keyboard.press("Enter")

    expect(page.get_by_role("alert")).to_contain_text("It looks like a short link")
    expect(box).to_be_focused()
    expect(box).to_have_value("https://t.co/abc")
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.keyboard.press("Control+A")
    page.keyboard.type("https://youtu.be/HLdemo_0001")
    page.keyboard.press("Enter")
    put = page.get_by_role("button", name="Put on the live page of CUP-FINAL")
    expect(put).to_be_visible()
    assert serious(page) == []
    put.press("Enter")
    expect(page.locator(".messagelist .success")).to_contain_text("is on the live page")
    assert "HLdemo_0001" in {
        block["embed_id"] for block in cup.editions.live().get().document["blocks"].values()
    }
    page.get_by_role("link", name="Replace everywhere the video of CUP-FINAL").press("Enter")
    page.get_by_label("Address of the new video").fill("https://vimeo.com/76979871")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Replace in 1 story")).to_be_visible()
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def serious(page):
    """What a checker of accessibility finds that keeps somebody out."""
    # It would else load stylesheets by addresses that are none from here.
    found = Axe().run(page, options={"preload": False}).response["violations"]
    return [
        (each["id"], each["nodes"][0]["target"])
        for each in found
        if each["impact"] in ("serious", "critical")
    ]
