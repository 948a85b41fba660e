"""A kill: what it will hide is said before; then the address says it is gone, and nothing else."""

import io

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from tests.factories import (
    DAY,
    HOUR,
    PictureFactory,
    UserFactory,
    chief,
    figure,
    placed,
    published,
    ref,
    related,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

SECRET = "Witness in the harbour trial is named"
NAMES = "The witness lives at the old lamp works."
ALT = "A house at the lamp works"
NOTICE = "Removed: it put somebody in danger."


@pytest.fixture
def picture():
    """A picture that can be drawn."""
    target = io.BytesIO()
    Image.new("RGB", (640, 427), (20, 60, 90)).save(target, "JPEG")
    original = ContentFile(target.getvalue(), name="house.jpg")
    return PictureFactory(
        title="House", alt_text=ALT, original=original, width=640, height=427, checksum="c" * 64
    )


@pytest.fixture
def stories(picture):
    """The story, one that links to it in a sentence, and one that relates it."""
    by, now = chief(), timezone.now()
    lead = ref()
    killed = published(
        by=by,
        at=now - DAY,
        slugline="WITNESS",
        headline=SECRET,
        body=f"<p>{NAMES}</p>",
        blocks={lead: figure(picture, is_lead=True)},
    )
    path = killed.editions.get().path
    telling = published(
        by=by,
        at=now - 2 * HOUR,
        slugline="TRIAL",
        headline="Harbour trial begins",
        body=f'<p>Its first day was <a href="{path}">told of</a> here.</p>',
    )
    block, links = ref(), related((SECRET, killed), ("Trial, day by day", "https://post.example/"))
    relating = published(
        by=by,
        at=now - HOUR,
        slugline="JUDGE",
        headline="Judge calls for calm",
        body="<p>See.</p>" + placed(**{block: links}),
        blocks={block: links},
    )
    return killed, telling, relating


def test_a_killed_story_leaves_nothing_behind(stories, page, reader, sign_in, watch):
    killed = stories[0]
    paths = [each.editions.get().path for each in stories]
    picture = read_before(reader, paths)

    sign_in(UserFactory(roles=["Publisher"], first_name="Paz", last_name="Mole"))
    page.goto(killed.get_desk_url())
    page.locator("summary", has_text="More").first.click()
    page.get_by_role("link", name="Kill…").click()
    says_what_it_hides(page, paths[0])
    page.get_by_label("Notice to readers").fill(NOTICE)
    page.get_by_label("Reason, for the desk").fill("Court order of this morning.")
    page.get_by_role("button", name="Kill", exact=True).click()
    expect(page.locator(".messagelist .success")).to_have_text(
        "WITNESS: Killed. Hidden: 1 version, 1 picture, 1 link in another story."
    )
    the_desk_can_do_nothing_more(page)

    the_address_says_the_notice_alone(reader, paths[0])
    assert reader.request.get(picture).status == 410
    others_lead_there_no_more(reader, *paths[1:])
    watch.forgive("410 (Gone)")


def read_before(reader, paths):
    """All is there, the picture and the ways to it; gives the picture's address."""
    reader.goto(paths[1])
    reader.get_by_role("link", name="told of").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text(SECRET)
    expect(reader.locator(".prose > p")).to_have_text([NAMES])
    drawn = reader.get_by_role("img", name=ALT)
    expect(drawn).to_be_visible()
    picture = drawn.evaluate("drawn => drawn.decode().then(() => drawn.currentSrc)")
    assert reader.request.get(picture).status == 200
    reader.goto(paths[2])
    expect(reader.locator(".related-links a")).to_have_text([SECRET, "Trial, day by day"])
    return picture


def says_what_it_hides(page, path):
    expect(page.locator(".desk-question h2:text-is('What it hides') + ul > li")).to_have_text(
        [
            f"{path} answers that it is gone, and with nothing but your notice.",
            "1 version that readers had: not even the site as it stood yesterday shows it.",
            "1 picture, unless another story uses it.",
            "Links to it in the text of other stories: the words stay, the links go.",
        ]
    )
    expect(
        page.locator(".desk-question h2:text-is('Stories that link to it') ~ ul > li")
    ).to_have_text(["JUDGE Judge calls for calm"])


def the_desk_can_do_nothing_more(page):
    expect(page.locator(".story-bar-state strong")).to_have_text("Killed")
    for name in ("Publish…", "Bring back", "Correct the live story…", "Kill…"):
        expect(page.locator(".story-bar").get_by_text(name, exact=True)).to_have_count(0)
    page.get_by_role("link", name="History", exact=True).first.click()
    expect(page.locator(".versions-event.is-move strong").first).to_have_text("Killed")
    expect(page.get_by_role("link", name="As it stood")).to_have_count(0)


def the_address_says_the_notice_alone(reader, path):
    answer = reader.goto(path)
    assert answer.status == 410
    expect(reader.locator(".page-intro")).to_have_text(NOTICE)
    text = answer.text()
    for secret in (SECRET, NAMES, ALT, "Ada Writer", "Court order"):
        assert secret not in text
    for address in ("/", "/world/", "/search/?q=witness"):
        reader.goto(address)
        expect(reader.get_by_role("main")).not_to_contain_text(SECRET)


def others_lead_there_no_more(reader, telling, relating):
    """The words of the sentence stay, its link goes; the related link is not there at all."""
    reader.goto(telling)
    expect(reader.locator(".prose > p")).to_have_text(["Its first day was told of here."])
    expect(reader.locator(".prose a")).to_have_count(0)
    reader.goto(relating)
    expect(reader.locator(".related-links a")).to_have_text(["Trial, day by day"])
    expect(reader.get_by_role("main")).not_to_contain_text(SECRET)
