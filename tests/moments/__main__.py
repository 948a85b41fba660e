"""Play the ten moments one after another: `python -m tests.moments ADDRESS < sign-ins`.

Standard input holds what `make run` prints: the demo's sign-ins.
"""

import re
import shutil
import sys
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from time import monotonic

from playwright.sync_api import expect, sync_playwright

from tests.browser.story_form_page import StoryForm
from tests.moments.house import (
    PHONE,
    A,
    House,
    more,
    now,
    number_of,
    open_panel,
    open_sheet,
    publish_now,
    said,
)

MODEL = Path(__file__).parents[3] / "shared" / "copy" / "000_04d9e89282520f61.txt"
OWN = Path(__file__).with_name("copy.txt")
VIDEO = "https://www.youtube.com/watch?v=HLdemo_0001"
HEADLINE = "Saltmere asks to join the lighthouse league"
STAMP = "%Y-%m-%dT%H:%M"
#: From pasted copy to a published story, for somebody who never saw the desk.
LONGEST = timedelta(minutes=3)


class Moments:
    def __init__(self, house):
        self.house = house
        self.story = self.path = None
        self.steps = []

    @contextmanager
    def step(self, name):
        """One thing that the editor does, and how long it took."""
        started = monotonic()
        yield
        self.steps.append((name, monotonic() - started))

    def copy_is_pasted(self):
        """27 lines in, 27 placed; and from there to a published story."""
        page = self.house.window("publisher")
        copy = (MODEL if MODEL.exists() else OWN).read_text()
        lines = sum(bool(line.strip()) for line in copy.splitlines())
        with self.step("paste the copy"):
            page.goto("/admin/")
            with page.expect_navigation():
                page.get_by_role("link", name="Paste copy").click()
            page.get_by_label("Copy").fill(copy)
            page.get_by_role("button", name="Read the copy").click()
            expect(page.locator(".intake-count")).to_contain_text(
                f"{lines} lines in · {lines} placed"
            )
        with self.step("headline and section"):
            page.get_by_label("Headline", exact=True).fill(HEADLINE)
            page.get_by_label("Section").select_option(label="World")
            with page.expect_navigation():
                page.get_by_role("button", name="Save draft").click()
        form = StoryForm(page)
        form.wait()
        self.story = number_of(page)
        with self.step("dek"):
            page.locator("#id_dek").fill("Nine years of waiting end with a letter.")
        with self.step("publish, leaving out what needs a link"):
            open_sheet(page)
            page.get_by_label("Leave out for now").check()
            page.get_by_role("button", name="Publish now", exact=True).click()
            said(page, "Live ")
        whole = timedelta(seconds=sum(seconds for _, seconds in self.steps))
        assert whole < LONGEST, f"it took {whole}"
        reader = self.house.window()
        reader.goto("/world/")
        reader.get_by_role("link", name=HEADLINE).first.click()
        self.path = reader.evaluate("location.pathname")
        return f"{lines} lines in, {lines} placed; live {whole.total_seconds():.0f} s after"

    def video_address_is_pasted(self):
        """The video that the story waits for comes, and goes onto the live page."""
        page = self.house.window("video")
        page.goto("/admin/video/")
        its = page.locator(".video-lines > li").filter(
            has=page.locator(f'a[href*="/article/{self.story}/"]')
        )
        its.get_by_role("textbox").fill(VIDEO)
        its.get_by_role("button", name="Attach").click()
        its.get_by_role("button", name="Put on the live page").click()
        said(page, "The video is on the live page.")
        reader = self.house.window()
        reader.goto(self.path)
        expect(reader.locator(".prose .embed")).to_have_count(1)
        assert reader.locator("iframe").count() == 0
        return "attached in one step, live in the next, nothing loaded before a click"

    def two_write_in_one_story(self):
        """What only one touched is kept from both; for the rest they choose."""
        anas, gideons = self.house.window("editor"), self.house.window("publisher")
        lines = ["The boat is back.", "It left at seven.", "Forty cars were aboard."]
        story = self.house.new_story(anas, "FERRY-TWO", "Ferry returns twice", lines)
        ana, gideon = self.house.form(anas, story), self.house.form(gideons, story)
        self._rewrite(ana, lines[0], "The boat is back at last.")
        ana.save()
        self._rewrite(gideon, lines[2], "Fifty cars were aboard.")
        gideon.save()
        said(gideons, "changed paragraph 1 while you wrote. Both are kept.")
        gideon.wait()
        assert "back at last" in gideon.html
        assert "Fifty" in gideon.html
        ana = self.house.form(anas, story)
        self._rewrite(ana, lines[1], "It left at eight.")
        ana.save()
        self._rewrite(gideon, lines[1], "It left at nine.")
        gideon.save()
        expect(gideons.locator(".errorlist.nonfield")).to_contain_text("Choose, or join them.")
        gideon.wait()
        gideons.get_by_label("Both, the left one first").check()
        with gideons.expect_navigation():
            gideons.get_by_role("button", name="Save with these choices").click()
        gideon.wait()
        assert "at nine" in gideon.html
        assert "at eight" in gideon.html
        return "one paragraph each: both kept; the same one: side by side, joined"

    def cable_is_pulled(self):
        """The text is safe on the device, and saved when the network is back."""
        page = self.house.window("editor")
        story = self.house.new_story(page, "CABLE", "Cable is cut", ["The line is dead."])
        form = self.house.form(page, story)
        page.context.set_offline(True)
        form.new_line()
        page.keyboard.type("Nobody knows why.")
        trouble = page.locator(".keeping-trouble")
        expect(trouble).to_contain_text("No connection. Your text is safe", timeout=15_000)
        page.context.set_offline(False)
        expect(page.locator(".story-keeping, .keeping")).to_contain_text("Back", timeout=15_000)
        form.save()
        form.wait()
        assert "Nobody knows why." in form.html
        return "“No connection. Your text is safe on this device” → “Back. Saved.”"

    def no_path_evades_the_checks(self):
        """A “TK” stops the sheet, a schedule and the bulk action alike."""
        page = self.house.window("publisher")
        story = self.house.new_story(page, "TK-STORY", "Mayor resigns", ["The mayor left at TK."])
        page.goto(f"{A}{story}/publish/")
        page.get_by_role("button", name="Publish now", exact=True).click()
        expect(page.locator(".errorlist.nonfield")).to_contain_text("Not published: 1 thing.")
        tomorrow = now() + timedelta(days=1)
        page.get_by_label("Time", exact=True).fill(f"{tomorrow:{STAMP}}")
        page.get_by_role("button", name=re.compile(f"Publish .*{tomorrow:%H:%M}")).first.click()
        expect(page.locator(".errorlist.nonfield")).to_contain_text("Not published: 1 thing.")
        page.goto(f"{A}?q=TK-STORY")
        page.locator(".action-select").first.check()
        page.locator("select[name=action]").first.select_option(label="Publish now")
        page.locator(".actions button").first.click()
        said(page, "not published: 1 thing")
        reader = self.house.window()
        reader.goto("/search/?q=mayor+resigns")
        expect(reader.get_by_role("link", name="Mayor resigns")).to_have_count(0)
        return "sheet, schedule and bulk action refuse it with the same words"

    def lead_until_tonight(self):
        """One place of the front changes, ends by itself, and can be put back."""
        page, reader = self.house.window("publisher"), self.house.window()
        reader.goto("/")
        before = reader.locator("h2.card-headline, .card-headline").first.inner_text()
        until = (now() + timedelta(hours=3)).replace(minute=0)
        page.goto(f"{A}{self.story}/change/")
        more(page, "Make lead until…")
        page.get_by_label("Lead until").fill(f"{until:{STAMP}}")
        page.get_by_role("button", name="Make lead", exact=True).click()
        day = "today" if until.date() == now().date() else "tomorrow"
        said(page, f"It leads the front until {day} {until:%H:%M}")
        reader.goto("/")
        expect(reader.locator(".card-headline").first).to_have_text(HEADLINE)
        ends = self._as_of(until + timedelta(minutes=1), "/")
        assert ends.locator(".card-headline").first.inner_text() == before
        page.goto(f"{A}{self.story}/change/")
        more(page, "Put the lead before back")
        reader.goto("/")
        expect(reader.locator(".card-headline").first).to_have_text(before)
        return f"leads until {until:%H:%M}, then “{before}” again; put back at once"

    def correction_is_carried(self):
        """Readers get the notice; draft and schedule get the change."""
        page, reader = self.house.window("publisher"), self.house.window()
        lines = ["Forty people were aboard.", "Nobody was hurt."]
        story = self.house.new_story(page, "BOAT", "Boat runs aground", lines)
        publish_now(page)
        form = self.house.form(page, story)
        form.new_line()
        page.keyboard.type("A tug is on its way.")
        form.settle()
        open_sheet(page)
        page.get_by_label(re.compile(r"^\s*Update:")).check()
        page.get_by_label("What is new?").fill("A tug.")
        start = (now() + timedelta(days=1)).replace(second=0, microsecond=0)
        page.get_by_label("Time", exact=True).fill(f"{start:{STAMP}}")
        page.locator("[name=when][value=later]").click()
        said(page, "Scheduled for ")
        page.goto(f"{A}{story}/live/")
        form.wait()
        form.select_words("Forty")
        page.keyboard.type("Fourteen")
        form.settle()
        page.get_by_label(re.compile(r"^\s*Correction:")).check()
        page.get_by_label("Notice", exact=True).fill("Fourteen people were aboard, not forty.")
        page.get_by_role("button", name="Put on the live page").click()
        said(page, "The change is in your draft and the update set for")
        reader.goto("/corrections/")
        expect(reader.get_by_role("main")).to_contain_text("Fourteen people were aboard, not forty")
        form = self.house.form(page, story)
        assert "Fourteen people" in form.html
        assert "A tug is on its way." in form.html
        self.boat, self.boat_update = story, start
        return "corrected for readers, merged into draft and schedule"

    def clock_goes_back_and_forward(self):
        """The site as it was, and as it will be with the update."""
        reader = self.house.window()
        reader.goto("/search/?q=boat+runs+aground")
        reader.get_by_role("link", name="Boat runs aground").first.click()
        path = reader.evaluate("location.pathname")
        self.boat_path = path
        ahead = self._as_of(self.boat_update + timedelta(minutes=1), path)
        expect(ahead.locator(".prose")).to_contain_text("A tug is on its way.")
        expect(ahead.locator(".prose")).to_contain_text("Fourteen people")
        assert self._as_of(now() - timedelta(days=2), path, status=404)
        return "two days ago nobody knew; tomorrow the tug is on its way, corrected"

    def story_is_killed(self):
        """Gone at its address, on lists, and in every past and future."""
        page, reader = self.house.window("publisher"), self.house.window()
        page.goto(f"{A}{self.boat}/kill/")
        page.get_by_label("Notice to readers").fill("Removed: it put somebody in danger.")
        page.get_by_label("Reason, for the desk").fill("Court order.")
        page.get_by_role("button", name="Kill", exact=True).click()
        said(page, "Killed. Hidden:")
        answer = reader.goto(self.boat_path)
        assert answer.status == 410
        assert "Fourteen" not in answer.text()
        after = self.boat_update + timedelta(minutes=1)
        assert self._as_of(after, self.boat_path, status=410)
        return "410 with the notice alone; not tomorrow either"

    def all_from_a_phone(self):
        """Filed, read, published, corrected and made lead on a phone; nothing runs beside."""
        reporter = self.house.window("reporter", **PHONE)
        reporter.goto("/admin/file/")
        reporter.get_by_label("Slugline").fill("PIER")
        reporter.get_by_label("Headline").fill("Pier closes for the winter")
        reporter.get_by_label("Text").fill("The pier closes tonight.\n\nIt opens in Marsh.")
        reporter.get_by_role("button", name="Send to desk").click()
        said(reporter, "Sent to the desk.")
        page = self.house.window("publisher", **PHONE)
        page.goto(f"{A}?q=PIER")
        page.locator("#result_list a", has_text="PIER").first.click()
        story = number_of(page)
        assert page.locator("iframe.cke_wysiwyg_frame").count() == 0
        box = page.locator("#phone-body .phone-line").nth(1)
        box.fill("It opens in March.")
        open_panel(page, "Place")
        page.locator("#id_section").select_option(label="City")
        open_sheet(page)
        page.get_by_role("button", name="Publish now", exact=True).click()
        said(page, "Live ")
        page.goto(f"{A}{story}/lead/")
        page.get_by_role("button", name="Make lead", exact=True).click()
        said(page, "It leads the front.")
        reader = self.house.window("", **PHONE)
        reader.goto("/")
        expect(reader.locator(".card-headline").first).to_have_text("Pier closes for the winter")
        reader.get_by_role("link", name="Pier closes for the winter").first.click()
        expect(reader.locator(".prose")).to_contain_text("It opens in March.")
        for each in (page, reader):
            assert each.evaluate("document.documentElement.scrollWidth") <= 390
        return "filed, fixed, published and made lead at 390 px, with no worker"

    def _rewrite(self, form, words, by):
        form.select_words(words)
        form.page.keyboard.type(by)
        form.settle()

    def _as_of(self, moment, path, *, status=None):
        page = self.house.window("editor")
        answer = page.goto(f"/admin/as-of/{moment:{STAMP}}{path}")
        if status:
            assert answer.status == status, answer.status
            return True
        return page


MOMENTS = [
    ("Copy is pasted", Moments.copy_is_pasted),
    ("A video address is pasted", Moments.video_address_is_pasted),
    ("Two write in one story", Moments.two_write_in_one_story),
    ("The cable is pulled", Moments.cable_is_pulled),
    ("Checks that no path evades", Moments.no_path_evades_the_checks),
    ("Lead until tonight", Moments.lead_until_tonight),
    ("A correction is carried", Moments.correction_is_carried),
    ("The clock goes back and forward", Moments.clock_goes_back_and_forward),
    ("A story is killed", Moments.story_is_killed),
    ("All from a phone, no worker", Moments.all_from_a_phone),
]


def tell(line):
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(address, sign_ins):
    passwords = dict(re.findall(r"^\s{2}(\w+)\s+(\S+)\s", sign_ins, re.MULTILINE))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        house = House(browser, address, passwords)
        moments = Moments(house)
        for number, (name, play) in enumerate(MOMENTS, 1):
            started = monotonic()
            came_of_it = play(moments)
            tell(f"{number:>2}  {name:<34} {monotonic() - started:6.1f} s  {came_of_it}")
        for name, seconds in moments.steps:
            tell(f"    {name:<40} {seconds:5.1f} s")
        assert house.complaints == [], house.complaints


if __name__ == "__main__":
    main(sys.argv[1], sys.stdin.read())
