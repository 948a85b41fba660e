"""The desk can be put into another language: every word of it goes through Django's catalogues."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template.base import Lexer, TokenType
from django.urls import reverse
from django.utils.translation import trans_real

from articles import revisions
from articles.merging import words
from tests.factories import chief, published, story

PROJECT = Path(__file__).resolve().parents[1]
FOLDERS = ("admin", "account", "mfa", "articles/desk")
TEMPLATES = sorted(
    file
    for folder in FOLDERS
    for file in (PROJECT / "templates" / folder).rglob("*")
    if file.suffix in (".html", ".txt")
)
SCRIPTS = sorted((PROJECT / "static/js/desk").rglob("*.js"))

SHOWN = {"title", "aria-label", "placeholder", "alt"}
LETTERS = re.compile(r"[^\W\d_]+")
#: Keys of a keyboard, a version's letter and the letters of an address are the same anywhere.
SAME_EVERYWHERE = {"Enter", "J", "K", "A", "B", "T", "v", "https"}


def name_of(file):
    return str(file.relative_to(PROJECT))


class Shown(HTMLParser):
    """The words of a page that somebody sees or hears."""

    def __init__(self, html):
        super().__init__()
        self.words, self.is_hidden = [], False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.is_hidden = tag in ("script", "style")
        given = dict(attributes)
        is_button = tag == "input" and given.get("type") == "submit"
        names = SHOWN | ({"value"} if is_button else set())
        self.words += [given[name] for name in names & given.keys() if given[name]]

    def handle_endtag(self, tag):
        self.is_hidden = False

    def handle_data(self, data):
        if not self.is_hidden and data.strip():
            self.words.append(" ".join(data.split()))


def unmarked(template):
    """What a template says outside translate and blocktranslate."""
    kept, inside = [], None
    for token in Lexer(template).tokenize():
        tag = token.contents.split()[0] if token.token_type == TokenType.BLOCK else ""
        if tag in ("blocktranslate", "comment") or token.contents == "block bodyclass":
            inside = tag
        elif tag == f"end{inside}":
            inside = None
        elif inside is None and token.token_type == TokenType.TEXT:
            kept.append(token.contents)
    words = Shown("".join(kept)).words
    return [each for each in words if set(LETTERS.findall(each)) - SAME_EVERYWHERE]


@pytest.mark.parametrize("template", TEMPLATES, ids=name_of)
def test_template_says_nothing_unmarked(template):
    assert unmarked(template.read_text()) == []


#: A word handed to another template, or said where there is no value.
HANDED_ON = re.compile(r'\b(?:heading|nothing|default(?:_if_none)?)[=:]"([A-Z][^"]*)"')


@pytest.mark.parametrize("template", TEMPLATES, ids=name_of)
def test_template_hands_on_nothing_unmarked(template):
    assert HANDED_ON.findall(template.read_text()) == []


COMMENT = re.compile(r"(?<![:\"'`\\])//[^\n]*|/\*.*?\*/", re.DOTALL)
WRITTEN = r'"(?:[^"\\\n]|\\.)*"'
MARKED = re.compile(rf"\bn?gettext\(\s*{WRITTEN}(?:,\s*{WRITTEN})?")
LITERAL = re.compile(rf"{WRITTEN}|`(?:[^`\\]|\\.)*`")
VALUE = re.compile(r"\$\{(?:[^{}]|\{[^{}]*\})*\}")
#: A sentence, or its beginning: a capital, or a full stop, and more than one word.
SENTENCE = re.compile(r"^[^\w<#.\[]*[A-Z][a-z’]+ [a-z(]|[a-z]{2}[.?!…]$|[a-z] [a-z]+ [a-z]+ [a-z]")
NO_SENTENCE = {
    # Said to the console of the browser.
    "another window holds the old copies",
    # A button's name, and how a script is to be read.
    "Newsblock…",
    "use strict",
}


def unmarked_sentences(script):
    script = MARKED.sub("", COMMENT.sub("", script))
    said = [VALUE.sub("…", each[1:-1]) for each in LITERAL.findall(script)]
    return [each for each in said if SENTENCE.search(each) and each not in NO_SENTENCE]


@pytest.mark.parametrize("script", SCRIPTS, ids=name_of)
def test_script_says_no_sentence_unmarked(script):
    assert unmarked_sentences(script.read_text()) == []


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ('say("Not saved yet.")', ["Not saved yet."]),
        ('say(gettext("Not saved yet."))', []),
        ("say(`Saved by ${name}`)", ["Saved by …"]),
        ('say(ngettext("One line is here.", "%(n)s lines are here.", n))', []),
        ("find('#side .panel'); // Not saved yet.", []),
    ],
)
def test_an_unmarked_sentence_is_found(script, found):
    assert unmarked_sentences(script) == found


class Bracketed:
    """A language in which every message is itself, in brackets."""

    def gettext(self, message):
        return f"⟦{message.rpartition(trans_real.CONTEXT_SEPARATOR)[2]}⟧"

    def ngettext(self, one, many, number):
        return self.gettext(one if number == 1 else many)

    def to_language(self):
        return "en"


@pytest.fixture
def bracketed(monkeypatch):
    monkeypatch.setattr(trans_real._active, "value", Bracketed(), raising=False)


def outside(text):
    """What stands outside the brackets, which may hold others."""
    depth, kept = 0, []
    for sign in text:
        depth += (sign == "⟦") - (sign == "⟧")
        kept.append(sign if depth == 0 else " ")
    return "".join(kept)


#: What the rows of these tests hold, and the paper's own name. “By” stands in a card as readers
#: get it, and readers' templates are not marked.
DATA = re.compile(
    r"The Harbour Ledger|harbour-(?:one|two)|Harbour (?:one|two)|Vera(?: Chief)?|World|UTC"
    r"|(?:By )?Ada Writer\d+|The first boat leaves at seven\.|</?p>|/[\w./-]*|\bv\d+|https?:\S+"
)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "screen", ["desk", "stories", "form", "publish sheet", "week", "video desk"]
)
def test_page_says_every_word_in_another_language(client, bracketed, screen):
    client.force_login(person := chief(first_name="Vera", last_name="Chief"))
    body = "<p>harbour-one</p>"
    waiting = story(by=person, body=body, slugline="harbour-one", headline="Harbour one")
    published(by=person, slugline="harbour-two", headline="Harbour two")
    address = {
        "desk": reverse("admin:index"),
        "stories": reverse("admin:articles_article_changelist"),
        "form": reverse("admin:articles_article_change", args=[waiting.pk]),
        "publish sheet": reverse("admin:articles_article_publish", args=[waiting.pk]),
        "week": reverse("admin:week"),
        "video desk": reverse("admin:video_desk"),
    }[screen]

    shown = Shown(client.get(address).content.decode())

    left = [DATA.sub(" ", outside(each)) for each in shown.words]
    assert [each for each in left if set(LETTERS.findall(each)) - SAME_EVERYWHERE] == []


COPY = """Harbour one

[note to desk: harbour-two]

harbour-one harbour-one harbour-one harbour-one harbour-one harbour-one harbour-one harbour-one.

READ NEXT: Harbour two

WATCH: Harbour two

CORRECTION: harbour-one

-ends-
"""


@pytest.mark.django_db
def test_pasted_copy_says_every_word_in_another_language(client, bracketed):
    client.force_login(chief(first_name="Vera", last_name="Chief"))

    shown = Shown(
        client.post(reverse("admin:articles_article_intake"), {"copy": COPY}).content.decode()
    )

    # Together: a message with something bold in it comes in pieces.
    said = " ".join(each for each in shown.words if each not in " ".join(COPY.split()))
    left = [DATA.sub(" ", each) for each in outside(said).split("  ")]
    assert [each for each in left if set(LETTERS.findall(each)) - SAME_EVERYWHERE] == []


def test_places_of_a_merge_are_named_in_another_language(bracketed):
    base = {**revisions.blank(), "body": "<p>One.</p><p>Two.</p>"}
    video = {"kind": "embed", "type": "video", "title": "", "links": []}
    names = words.Names(base)

    places = [
        words.prose_place("<p>One.</p>", 1),
        words.prose_place("<h2></h2>", 1),
        words.prose_place("<ul><li>1</li></ul>", 0),
        words.named(words.label_of("headline")),
        words.as_it_is(words.block_place(video, names)),
    ]

    said = [outside(name) for place in places for name in (place.words, place.in_sentence)]
    assert [each for each in said if LETTERS.findall(each)] == []


@pytest.mark.django_db
def test_scripts_get_their_words_once(client, bracketed):
    client.force_login(chief())
    address = reverse("admin:jsi18n")

    answer = client.get(address)

    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, max-age=600"
    assert client.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304
