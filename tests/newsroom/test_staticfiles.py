"""The paper's sheets reach a reader as one file."""

import re
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders

from newsroom.staticfiles import PAPER, joined


def from_disk(name):
    with open(finders.find(name)) as file:
        return file.read()


def test_sheets_are_joined_and_their_addresses_still_lead_there():
    sheets = {
        "css/paper.css": '@import url("fonts.css");\n@import url("pages/front.css");\n',
        "css/fonts.css": '/* For whom\n   this is. */\n\na { src: url("../fonts/a.woff2"); }\n',
        "css/pages/front.css": 'b,\ni {\n  src: url("../../img/b.svg");\n}\n',
    }
    assert joined("css/paper.css", sheets.get) == (
        'a { src: url("../fonts/a.woff2"); }b,i {src: url("../img/b.svg");}'
    )


def test_a_value_on_two_lines_stays_apart():
    assert joined("a.css", {"a.css": "a {\n  width: calc(1px +\n    2px);\n}\n"}.get) == (
        "a {width: calc(1px +\n    2px);}"
    )


def test_every_sheet_that_the_paper_names_is_there():
    whole = joined(PAPER, from_disk)
    assert "@import" not in whole
    assert ".front-top" in whole
    assert ".story-headline" in whole
    assert "@media print" in whole


def test_fonts_are_there_and_those_that_a_page_waits_for_are_small():
    named = re.findall(r'url\("\.\./(fonts/[^"]+)"\)', from_disk("css/fonts.css"))
    assert len(named) == 9
    assert all(finders.find(name) for name in named)
    head = (Path(settings.BASE_DIR) / "templates/site/_head.html").read_text()
    waited_for = re.findall(r"'(fonts/[^']+)'", head)
    assert waited_for == [named[3], named[0]]
    # With its headers a file has to come in two windows of a slow line: static/fonts/README.md.
    assert all(Path(finders.find(name)).stat().st_size < 9_800 for name in waited_for)
