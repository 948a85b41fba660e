"""`manage.py intake` as a desk runs it: its exit code, its words, and that nothing was saved.

The real command in processes of its own, on a database of its own.
"""

import io
import json
import os
import sqlite3
import subprocess
import sys
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.db import connection

from tests.articles.intake.copy_shapes import STORY

# With the tests that leave the database as they found it: the command's begins as a copy of it.
pytestmark = pytest.mark.django_db

PROJECT = Path(__file__).parents[3]
VIDEO = "https://www.youtube.com/watch?v=aaaaaaaaaaa"
KEYS = [
    "article", "headline", "dek", "section", "subheads", "bylines", "related", "videos", "sources",
    "ownership", "corrections", "notes", "dateline", "origin", "paragraphs", "unresolved",
    "admin_url",
]  # fmt: skip
RESOLVED = [
    "--headline", "Night ferry returns", "--section", "city", "--video", VIDEO,
    "--related", "Old Lighthouse Opens Its Doors to Night Walkers=https://example.org/a=b",
    "--related", "Fishing Crews Ask for a Slower Channel=https://example.org/crews",
]  # fmt: skip

#: A section and the accounts that the command is given.
PEOPLE = """
import django; django.setup()
from django.contrib.auth.models import Group, User
from articles.models import Section
Section.objects.create(name="City", slug="city")
for name, role in (("wren", "Publisher"), ("junior", "Reporter")):
    person = User.objects.create_user(name, is_staff=True)
    person.groups.add(Group.objects.get(name=role))
person = User.objects.get(username="wren")
person.groups.add(*Group.objects.filter(name__in=["Reporter", "Editor"]))
User.objects.create_user("gone", is_staff=True, is_active=False)
"""


@dataclass
class Run:
    """What one start of the command left behind."""

    code: int
    out: str
    said: str


@dataclass
class Site:
    """A scratch paper that the command is run against."""

    database: Path
    environ: dict = field(default_factory=dict)

    def run(self, *arguments, given=b""):
        ended = subprocess.run(
            [sys.executable, *arguments],
            cwd=PROJECT, env=self.environ, input=given, capture_output=True, timeout=120,
            check=False,
        )  # fmt: skip
        return Run(ended.returncode, ended.stdout.decode(), ended.stderr.decode())

    def intake(self, *arguments, given=b""):
        return self.run("manage.py", "intake", *arguments, given=given)

    def saved(self):
        """How many rows there are of all that intake writes."""
        tables = (
            "article",
            "revision",
            "move",
            "note",
            "source",
            "embed",
            "relatedblock",
            "edition",
        )
        with sqlite3.connect(self.database) as connection:
            rows = [
                connection.execute(f"SELECT COUNT(*) FROM articles_{name}").fetchone()[0]  # noqa: S608
                for name in tables
            ]
            [people] = connection.execute("SELECT COUNT(*) FROM authors_author").fetchone()
        connection.close()
        return [*rows, people]


@pytest.fixture(scope="module")
def site(tmp_path_factory, django_db_setup, django_db_blocker):
    place = tmp_path_factory.mktemp("intake")
    database = place / "paper.sqlite3"
    environ = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{database}",
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "NEWSROOM_SECRET_KEY": "for-this-test-only",
        "NEWSROOM_MEDIA_ROOT": str(place / "media"),
        "NEWSROOM_ORIGINALS": str(place / "originals"),
        "NEWSROOM_DEBUG": "0",
        "PYTHONUTF8": "1",
        "PYTHONPATH": str(PROJECT),
    }
    made = Site(database, environ)
    with django_db_blocker.unblock():
        first = _migrated(database)
    for arguments in (*first, ["-c", PEOPLE]):
        ended = made.run(*arguments)
        assert (ended.code, ended.said) == (0, "")
    return made


def _migrated(database):
    """Copy the tests' own database, as migrations left it; what must still be run for that."""
    if connection.vendor != "sqlite":
        return [["manage.py", "migrate", "--no-input", "--verbosity", "0"]]
    connection.cursor().execute("VACUUM INTO %s", [str(database)])
    return []


def docx():
    """A Word file as Word writes it: a zip of XML."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as parts:
        parts.writestr("[Content_Types].xml", "<Types/>")
        parts.writestr("word/document.xml", "<w:document><w:t>The boat sails.</w:t></w:document>")
    return packed.getvalue()


#: What is in the file, and what the command says of it.
NO_COPY = {
    "empty.txt": (b"", "There is no copy here: nothing but blank lines."),
    "blank.txt": (b" \r\n\t\n\xc2\xa0", "There is no copy here: nothing but blank lines."),
    "five.txt": (b"The boat sails. " * 312_500, "This is too long for one story:"),
    "six.txt": (b"The boat sails. " * 375_000, "This is too long for one story:"),
    "binary.txt": (bytes(range(256)) * 20, "This file is not text,"),
    "renamed.txt": (docx(), "This is a Word or zip file, not plain text."),
}
#: Arguments after the name of a file with good copy, and what the command says of them.
NOT_FITTING = {
    "section": (["--section", "nowhere"], "There is no section “nowhere”."),
    "account": (["--as", "nobody"], "There is no account “nobody”."),
    "inactive": (["--as", "gone"], "There is no account “gone”."),
    "no right": (["--publish", "--as", "junior"], "junior may not press Publish."),
    "nobody": (["--publish"], "Say who publishes: --as USERNAME."),
    "videos": (
        ["--video", VIDEO, "--video", VIDEO],
        "2 video addresses given, but 1 video waits for one in this copy.",
    ),
    "video": (["--video", "https://video.example/clip"], "YouTube, Vimeo, Dailymotion"),
    "title": (
        ["--related", "Some other title=https://example.org/"],
        "No related line in this copy waits for “Some other title”.",
    ),
    "scheme": (
        ["--related", "Fishing Crews Ask for a Slower Channel=javascript:alert(1)"],
        "=javascript:alert(1)” is not TITLE=URL.",
    ),
}

#: Many runs in one process, because a start costs seconds; each is the command line's own way in.
MANY = """
import contextlib, io, json, sys
from django.core.management import execute_from_command_line
told = {}
for name, arguments in json.load(sys.stdin).items():
    said, code = io.StringIO(), 0
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
        try:
            execute_from_command_line(["manage.py", "intake", *arguments])
        except SystemExit as end:
            code = end.code
    told[name] = [code, said.getvalue()]
json.dump(told, sys.stdout)
"""


@pytest.fixture(scope="module")
def refusals(site, tmp_path_factory):
    """`{case: (exit code, stderr)}` of every refusal, and the rows before and after them all."""
    place = tmp_path_factory.mktemp("copy")
    runs = {}
    for name, (content, _) in NO_COPY.items():
        (place / name).write_bytes(content)
        runs[name] = [str(place / name)]
    good = place / "good.txt"
    good.write_text(STORY, encoding="utf-8")
    runs |= {name: [str(good), *arguments] for name, (arguments, _) in NOT_FITTING.items()}
    runs |= {"missing": [str(place / "gone.txt")], "directory": [str(place)]}
    before = site.saved()
    ended = site.run("-c", MANY, given=json.dumps(runs).encode())
    assert (ended.code, ended.said) == (0, "")
    return json.loads(ended.out), before, site.saved()


def test_refusal_saves_nothing(refusals):
    _, before, after = refusals

    assert before == after == [0] * 9


@pytest.mark.parametrize(
    ("name", "words"),
    [
        *((name, words) for name, (_, words) in {**NO_COPY, **NOT_FITTING}.items()),
        ("missing", "There is no file "),
        ("directory", "cannot be read: Is a directory."),
    ],
)
def test_refusal_is_one_sentence_and_code_2(refusals, name, words):
    code, said = refusals[0][name]

    assert code == 2
    assert words in said
    assert said.startswith("CommandError: ")
    assert said.endswith(".\n")
    assert "Traceback" not in said
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "given", "words"),
    [
        (["-"], b"", "There is no copy here: nothing but blank lines."),
        (["-"], b"The boat sails. " * 375_000, "This is too long for one story:"),
        (["-"], docx(), "This is a Word or zip file, not plain text."),
    ],
    ids=["empty", "large", "docx"],
)
def test_process_ends_with_code_2_and_saves_nothing(site, arguments, given, words):
    before = site.saved()

    ended = site.intake(*arguments, given=given)

    assert (ended.code, ended.out) == (2, "")
    assert ended.said.startswith(f"CommandError: {words}")
    assert ended.said.count("\n") == 1
    assert site.saved() == before


def test_copy_on_standard_input_is_told_as_json(site):
    ended = site.intake("-", "--json", given=STORY.encode())

    assert (ended.code, ended.said) == (0, "")
    told = json.loads(ended.out)
    assert list(told) == KEYS
    assert told["paragraphs"] == 7
    assert [list(one) for one in told["related"]] == [
        ["label", "title", "url", "resolved", "after_paragraph"]
    ] * 2
    assert [list(one) for one in told["videos"]] == [
        ["title", "credit", "url", "resolved", "after_paragraph"]
    ]
    assert [list(one) for one in told["sources"]] == [["name", "phrase", "known"]] * 3
    assert [list(one) for one in told["bylines"]] == [["name", "role"]]


def test_blocked_publish_prints_each_finding_ends_with_3_and_keeps_the_draft(site):
    articles, *_ = site.saved()

    ended = site.intake("-", "--publish", "--as", "wren", given=STORY.encode())

    assert ended.code == 3
    said = ended.said.splitlines()
    assert said[0] == "CommandError: Not published; the draft is kept."
    assert all(line.startswith(("Stops: ", "Noted: ")) for line in said[1:])
    assert "Stops: There is no headline. Write one." in said
    assert sum("needs a link" in line for line in said) == 2
    assert "Stops: No section is chosen. Choose where it stands." in said
    rows = site.saved()
    assert (rows[0], rows[7]) == (articles + 1, 0)
    assert "Saved as" in ended.out


def test_resolved_copy_is_published_and_told_with_its_address(site):
    ended = site.intake("-", "--json", "--publish", "--as", "wren", *RESOLVED, given=STORY.encode())

    assert (ended.code, ended.said) == (0, "")
    told = json.loads(ended.out)
    assert list(told) == [*KEYS, "url"]
    assert told["unresolved"] == []
    assert "/city/" in told["url"]
    assert site.saved()[7] == 1
