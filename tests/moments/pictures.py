"""Take the guide's pictures: `python -m tests.moments.pictures ADDRESS OUT < sign-ins`.

Standard input holds what `make run` prints: the demo's sign-ins. Each picture is of what an
editor has on screen after the steps that the guide tells.
"""

import io
import re
import shutil
import sys
from datetime import timedelta
from pathlib import Path

from PIL import Image
from playwright.sync_api import expect, sync_playwright

from tests.browser.story_form_page import StoryForm
from tests.moments.house import PHONE, A, House, now, number_of, open_panel, open_sheet, said

COPY = Path(__file__).with_name("copy.txt")
HEADLINE = "Saltmere asks to join the lighthouse league"
DESK = {"viewport": {"width": 1280, "height": 800}}
STAMP = "%Y-%m-%dT%H:%M"
#: What one picture may weigh, in bytes: the guide is read on slow lines, too.
HEAVIEST = 120 * 1024
#: Milliseconds until a page is drawn: its policy forbids Playwright’s own way of waiting.
SETTLED = 800


class Pictures:
    def __init__(self, house, folder):
        self.house, self.folder = house, folder

    def desk(self, username):
        return self.house.window(username, **DESK)

    def phone(self, username):
        return self.house.window(username, **PHONE)

    def take(self, page, name, *, height=None):
        """Keep what the window shows, in a window of this height."""
        size = page.viewport_size
        page.set_viewport_size({**size, "height": height or size["height"]})
        page.wait_for_timeout(SETTLED)
        raw = page.screenshot(animations="disabled", scale="css")
        page.set_viewport_size(size)
        written = shrunk(Image.open(io.BytesIO(raw)))
        (self.folder / f"{name}.png").write_bytes(written)
        sys.stdout.write(f"{name:<14} {len(written) / 1024:6.1f} KB\n")
        sys.stdout.flush()

    def number(self, page, slugline):
        """The number of a demo story."""
        page.goto(f"{A}?q={slugline}")
        page.locator("#result_list a", has_text=slugline).first.click()
        return number_of(page)

    def file_fast(self):
        page = self.phone("reporter")
        page.goto("/admin/file/")
        page.get_by_label("Slugline").fill("PIER")
        page.get_by_label("Headline").fill("Pier closes for the winter")
        page.get_by_label("Text").fill("The pier closes tonight.\n\nIt opens again in March.")
        page.evaluate("scrollTo(0, 0)")
        self.take(page, "file-fast")
        page.get_by_role("button", name="Send to desk").click()
        said(page, "Sent to the desk.")

    def mention(self):
        page = self.desk("editor")
        bus = self.number(page, "BUS-VOTE")
        self.house.form(page, bus)
        open_panel(page, "Notes")
        page.get_by_label("New note").fill("@Gideon Can we hold the front for the result?")
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Add the note").click()
        expect(page.locator("#side-notes")).to_contain_text("hold the front")
        self.bus = bus

    def desk_page(self):
        editor = self.desk("editor")
        editor.goto("/admin/shift-note/")
        editor.get_by_label("What does the next shift").fill(
            "The bus drivers’ result comes at 18:00. Lucía files, Femi has the video."
        )
        editor.get_by_role("button", name="Leave the note").click()
        page = self.desk("publisher")
        page.goto("/admin/")
        self.take(page, "desk", height=1000)

    def copy(self):
        page = self.desk("publisher")
        page.get_by_role("link", name="Paste copy").click()
        page.get_by_label("Copy").fill(COPY.read_text())
        page.get_by_role("button", name="Read the copy").click()
        expect(page.locator(".intake-count")).to_contain_text("14 lines in · 14 placed")
        page.get_by_label("Headline", exact=True).fill(HEADLINE)
        page.get_by_label("Section").select_option(label="World")
        page.evaluate("scrollTo(0, 0)")
        self.take(page, "copy")
        with page.expect_navigation():
            page.get_by_role("button", name="Save draft").click()

    def sheet(self):
        page = self.desk("publisher")
        StoryForm(page).wait()
        page.locator("#id_dek").fill("Nine years of waiting end with a letter.")
        open_sheet(page)
        self.take(page, "sheet", height=1260)
        page.get_by_label("Leave out for now").check()
        page.get_by_role("button", name="Publish now", exact=True).click()
        said(page, "Live ")
        StoryForm(page).wait()
        self.take(page, "live", height=360)

    def video_desk(self):
        page = self.desk("video")
        page.goto("/admin/video/")
        expect(page.locator(".video-lines")).to_contain_text("SALTMERE")
        self.take(page, "video-desk", height=640)

    def form(self):
        page = self.desk("editor")
        self.house.form(page, self.number(page, "CUP-PARADE"))
        open_panel(page, "Checks")
        page.evaluate("scrollTo(0, 0)")
        self.take(page, "form")

    def preview(self):
        page = self.desk("editor")
        self.house.form(page, self.bus)
        page.locator(".story-bar").get_by_text("Preview").click()
        frame = page.frame_locator("iframe.preview-frame")
        expect(frame.locator(".prose")).to_be_visible()
        self.take(page, "preview")
        # On the phone it would be open in another window.
        page.goto("/admin/")

    def phone_form(self):
        page = self.phone("editor")
        page.goto(f"{A}{self.bus}/change/")
        page.locator("#phone-body").scroll_into_view_if_needed()
        page.locator("#phone-body").evaluate("body => scrollTo(0, body.offsetTop - 60)")
        self.take(page, "phone-form")

    def correction(self):
        page = self.desk("publisher")
        barrier = self.number(page, "SURGE-BARRIER")
        page.goto(f"{A}{barrier}/live/")
        StoryForm(page).wait()
        page.get_by_label(re.compile(r"^\s*Correction:")).check()
        page.get_by_label("Notice", exact=True).fill("It was tested eleven times, not ten.")
        page.get_by_role("button", name="Put on the live page").evaluate("button => button.blur()")
        page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        self.take(page, "correction")
        page.get_by_role("link", name="Not now").click()

    def two_people(self):
        anas, gideons = self.desk("editor"), self.desk("publisher")
        ana, gideon = self.house.form(anas, self.bus), self.house.form(gideons, self.bus)
        for form, words in ((ana, "Some 250"), (gideon, "Almost 240")):
            form.select_words("Some 240")
            form.page.keyboard.type(words)
            form.settle()
            form.save()
        expect(gideons.locator(".errorlist.nonfield")).to_contain_text("Choose, or join them.")
        gideon.wait()
        gideons.evaluate("scrollTo(0, 0)")
        self.take(gideons, "two-people")

    def week(self):
        page = self.desk("editor")
        page.goto("/admin/week/")
        self.take(page, "week", height=540)

    def shared(self):
        page = self.desk("editor")
        walks = self.number(page, "WALKS")
        page.goto(f"{A}{walks}/share/")
        page.get_by_label("For whom?").fill("Harbour office")
        page.get_by_label("Works until").fill(f"{now() + timedelta(days=2):{STAMP}}")
        page.get_by_role("button", name="Share draft").click()
        said(page, "Copy it below.")
        address = page.get_by_label("Address for Harbour office").input_value()
        outsider = self.phone("")
        outsider.goto(address)
        self.take(outsider, "shared-draft")

    def as_of(self):
        page = self.desk("editor")
        page.goto(f"/admin/as-of/{now() - timedelta(days=1):{STAMP}}/")
        self.take(page, "as-of")


def shrunk(picture):
    """The picture as a PNG of few colours, as few as its weight asks for."""
    flat = picture.convert("RGB")
    for colours in (128, 64, 32, 16):
        written = io.BytesIO()
        few = flat.quantize(colours, dither=Image.Dither.NONE)
        few.save(written, "PNG", optimize=True)
        if written.tell() <= HEAVIEST:
            return written.getvalue()
    raise AssertionError(f"{written.tell()} bytes, at most {HEAVIEST} are wanted")


#: In this order: what one does, a later one shows.
ALL = [
    Pictures.file_fast,
    Pictures.mention,
    Pictures.desk_page,
    Pictures.copy,
    Pictures.sheet,
    Pictures.video_desk,
    Pictures.form,
    Pictures.preview,
    Pictures.phone_form,
    Pictures.correction,
    Pictures.two_people,
    Pictures.week,
    Pictures.shared,
    Pictures.as_of,
]


def main(address, folder, sign_ins):
    passwords = dict(re.findall(r"^\s{2}(\w+)\s+(\S+)\s", sign_ins, re.MULTILINE))
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu"],
        )
        house = House(browser, address, passwords)
        pictures = Pictures(house, folder)
        for picture in ALL:
            picture(pictures)
        assert house.complaints == [], house.complaints


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.stdin.read())
