"""Headlines as wires, phones and pranksters send them: the pages stand, whatever they say."""

import re

import html5lib
import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from articles import workflow
from articles.admin.fields import PlainTextField
from articles.models import Article
from tests.factories import HOUR, chief, published, story

pytestmark = pytest.mark.django_db

HEADLINES = {
    "control": "Ferry\x07 aground\x1b[31m at\x9b dawn\x7f",
    "bidi override": "Ferry \u202ednuorga\u202c and \u2067adrift",
    "zero width": "\u200bFer\u200bry\u200d aground\u2060",
    "no characters": "Ferry\ufffe aground\uffff\ufdd0",
    "byte order mark": "\ufeffFerry aground\ufeff",
    "emoji": "Ferry 🚢👩‍🚀🏳️‍🌈 aground",
    "emoji alone": "🚢🌊",
    "combining marks": "Ferry Z" + "\u0301\u0489" * 2_500 + "algo aground",
    "right to left": "سفينة جنحت عند الفجر",
    "lines": "Ferry\u2028aground\x85\x0bat\r\ndawn",
    "a hundred thousand letters": "Ferry " * 16_667,
    "slashes": "../../Ferry//aground\\%2e%2e?#",
}
NEVER_PRINTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ufdd0-\ufdef\ufeff\ufffe\uffff]"
)
PARSE_ERRORS_OF_WORDS = {"invalid-codepoint", "illegal-codepoint-for-numeric-entity"}


COLUMN = Article._meta.get_field("headline")
FIELD = COLUMN.formfield(form_class=PlainTextField)


def typed(headline):
    """A headline as the story form takes it, cut by hand where it is too long."""
    return FIELD.clean(PlainTextField().clean(headline)[: COLUMN.max_length])


def test_headline_too_long_for_its_column_is_refused_by_the_form():
    with pytest.raises(ValidationError) as refusal:
        FIELD.clean(HEADLINES["a hundred thousand letters"])

    assert [error.code for error in refusal.value.error_list] == ["max_length"]


def parsed(page):
    """A page as a parser of others reads it, with what it complains of."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(page)
    return tree, {code for _, code, _ in parser.errors}


def answers(client, article):
    edition = article.editions.live().get()
    byline = edition.bylines.get()
    for path in (
        "/",
        edition.section.get_absolute_url(),
        edition.path,
        byline.author.get_absolute_url(),
        "/search/?q=boat",
    ):
        answer = client.get(path)
        assert (path, answer.status_code) == (path, 200)
        yield path, answer


@pytest.mark.parametrize("headline", HEADLINES.values(), ids=HEADLINES)
def test_odd_headline_through_the_form_leaves_every_page_in_order(headline, client):
    kept = typed(headline)
    article = published(headline=kept, at=timezone.now() - HOUR)

    for path, answer in answers(client, article):
        tree, complaints = parsed(answer.content)
        assert complaints == set()
        assert not NEVER_PRINTED.search(answer.content.decode())
        if path == article.editions.get().path:
            assert tree.findtext(".//h1").strip() == kept.strip()


@pytest.mark.parametrize("headline", HEADLINES.values(), ids=HEADLINES)
def test_odd_headline_has_an_address_of_its_own(headline):
    article = published(headline=typed(headline), at=timezone.now() - HOUR)

    path = article.editions.get().path
    assert re.fullmatch(r"/world/\d{4}/\d\d/\d\d/[\w-]{1,90}/", path, re.ASCII)


@pytest.mark.parametrize("headline", HEADLINES.values(), ids=HEADLINES)
def test_odd_headline_put_in_by_sql_still_gives_readers_a_page(headline, client):
    article = story(at=timezone.now() - HOUR)
    Article.objects.filter(pk=article.pk).update(headline=headline[:200])
    article.refresh_from_db()
    workflow.publish(article, by=chief(), at=timezone.now() - HOUR)

    for _, answer in answers(client, article):
        _, complaints = parsed(answer.content)
        assert complaints <= PARSE_ERRORS_OF_WORDS


@pytest.mark.parametrize(
    "blank", [" ", "\u200b\u2060", "\ufeff", "\x07\x00", "\u3000\u2028", "\u202e"]
)
def test_headline_of_blanks_alone_is_none(blank):
    assert PlainTextField(required=False).clean(blank) == ""


def test_story_without_a_headline_is_not_published():
    with pytest.raises(workflow.Blocked):
        published(headline="", at=timezone.now() - HOUR)
