"""The preview of an open form: what readers would get of what is typed, and nothing is kept."""

import lxml.html
import pytest
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Revision
from tests.factories import HOUR, chief, placed, published, ref, story

pytestmark = pytest.mark.django_db


def address_of(ferry=None):
    if ferry is None:
        return reverse("admin:articles_article_unsaved_preview_new")
    return reverse("admin:articles_article_unsaved_preview", args=[ferry.pk])


@pytest.fixture
def preview(client, desk):
    """The page of this form, with some inputs changed."""

    def previewed(form, ferry=None, **changes):
        values = desk.filled(client.get(form))
        values |= {name.replace("__", "-"): value for name, value in changes.items()}
        sent = {name: value for name, value in values.items() if value is not None}
        return client.post(address_of(ferry), sent)

    return previewed


def words_of(answer):
    """Headline and paragraphs of the page that an answer brings."""
    page = lxml.html.fromstring(answer.json()["html"])
    paragraphs = page.xpath("//*[contains(@class, 'prose')]//p/text()")
    return page.xpath("string(//h1)").strip(), paragraphs


def test_preview_shows_the_form_as_it_stands_and_keeps_none_of_it(preview, sign_in):
    quote = ref()
    blocks = {quote: {"kind": "pullquote", "quote": "As saved", "speaker": "Ada"}}
    ferry = story(by=sign_in("Editor"), blocks=blocks, body=f"<p>One.</p>{placed(**blocks)}")
    versions = Revision.objects.count()

    answer = preview(
        ferry.get_desk_url(),
        ferry,
        headline="Typed just now",
        body=f'<p onclick="x()">Typed.</p>{placed(**blocks)}<script>x()</script>',
        pullquotes__0__quote="Typed, too",
    )

    html = answer.json()["html"]
    assert words_of(answer) == ("Typed just now", ["Typed.", "Typed, too"])
    assert "x()" not in html
    assert answer["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    now = Article.objects.get(pk=ferry.pk)
    assert (now.headline, now.body) == (ferry.headline, ferry.body)
    assert Revision.objects.count() == versions


def test_preview_of_a_new_story_needs_nothing_filled_in(preview, sign_in):
    sign_in("Reporter")

    answer = preview(reverse("admin:articles_article_add"), body="<p>First words.</p>")

    assert words_of(answer) == ("", ["First words."])
    assert not Article.objects.exists()


def test_preview_beside_the_live_form_is_of_the_live_version(preview, sign_in):
    sign_in("Editor")
    ferry = published(at=timezone.now() - HOUR, by=chief(), headline="Live", body="<p>Was.</p>")
    form = reverse("admin:articles_article_live", args=[ferry.pk])

    answer = preview(form, ferry, body="<p>Is.</p>")

    assert words_of(answer) == ("Live", ["Is."])


@pytest.mark.parametrize(
    "wrong",
    [
        {"section": "999999999999999999999", "topics": ["x", "-1"], "follows": "\x00"},
        {"bylines__0__author": "", "bylines__0__role": "", "due_at_0": "31 February"},
        {"embeds-TOTAL_FORMS": "many", "headline": "x" * 5000, "body": "<p>" * 5000},
        {"citations-TOTAL_FORMS": None, "base_version": "-7", "edit_session": "none"},
    ],
)
def test_preview_of_a_form_that_cannot_be_saved_still_shows_the_story(preview, sign_in, wrong):
    ferry = story(by=sign_in("Editor"), headline="The ferry")

    answer = preview(ferry.get_desk_url(), ferry, **wrong)

    assert answer.status_code == 200
    assert 'class="story-headline"' in answer.json()["html"]
