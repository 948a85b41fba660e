"""The paper's sheets reach a reader as one file."""

from django.contrib.staticfiles import finders

from newsroom.staticfiles import PAPER, joined


def from_disk(name):
    with open(finders.find(name)) as file:
        return file.read()


def test_sheets_are_joined_and_their_addresses_still_lead_there():
    sheets = {
        "css/paper.css": '@import url("fonts.css");\n@import url("pages/front.css");\n',
        "css/fonts.css": '/* For whom\n   this is. */\n\na { src: url("../fonts/a.woff2"); }\n',
        "css/pages/front.css": 'b { src: url("../../img/b.svg"); }\n',
    }
    assert joined("css/paper.css", sheets.get) == (
        'a { src: url("../fonts/a.woff2"); }\n\nb { src: url("../img/b.svg"); }\n\n'
    )


def test_every_sheet_that_the_paper_names_is_there():
    whole = joined(PAPER, from_disk)
    assert "@import" not in whole
    assert ".front-top" in whole
    assert ".story-headline" in whole
