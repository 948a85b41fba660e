"""Words from outside run nowhere on the desk's screens, however they came to be stored."""

import lxml.html
import pytest
from django.urls import reverse
from django.utils import timezone

from articles import workflow
from articles.admin.widgets import StoryBodyWidget
from articles.models import Article, Embed, Move, Picture, Revision, Source
from authors.models import Author
from tests import hostile
from tests.articles.admin.conftest import page_of
from tests.factories import (
    HOUR,
    AuthorFactory,
    PictureFactory,
    SourceFactory,
    cited,
    embed,
    figure,
    published,
    ref,
    related,
    story,
)

pytestmark = pytest.mark.django_db

PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg onload=alert(1)>",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "{{ settings.SECRET_KEY }}{% debug %}",
    "javascript:alert(1)",
]


def hostile_story(by, payload):
    """A live story with a newer draft; every text of it was put straight into the database."""
    picture, source, author = PictureFactory(), SourceFactory(), AuthorFactory()
    target = story(by=by)
    blocks = {
        ref(): related((payload, None), ("", target), label="READ"),
        ref(): embed(title=payload),
        ref(): figure(picture, caption=payload, is_lead=True),
        ref(): {"kind": "pullquote", "quote": payload, "speaker": payload},
        ref(): {"kind": "factbox", "title": payload, "text": payload},
    }
    ferry = published(
        by=by,
        at=timezone.now() - HOUR,
        blocks=blocks,
        citations={ref(): cited(source, phrase=payload, note=payload)},
        author=author,
        leave_out=True,
    )
    texts = {"slugline": payload[:60], "headline": payload, "dek": payload, "kicker": payload[:60]}
    Article.objects.filter(pk=ferry.pk).update(
        **texts,
        editors_note=payload,
        ownership_notice=payload,
        origin_address=payload,
        body=payload,
    )
    Article.objects.filter(pk=target.pk).update(slugline=payload[:60], headline=payload)
    Picture.objects.update(title=payload, alt_text=payload, credit=payload)
    Source.objects.update(name=payload, address=payload)
    Author.objects.update(name=payload)
    Embed.objects.update(address=payload, credit=payload)
    ferry.corrections.create(ref=ref(), text=payload)
    ferry.refresh_from_db()
    workflow.keep(ferry, by=by)
    Move.objects.update(reason=payload)
    Revision.objects.update(at=timezone.now())
    return ferry


def assert_nothing_runs(response):
    """No script of the payload's, no handler, no javascript: link, nothing evaluated."""
    text = response.content.decode()
    page = page_of(response)
    own = [s for s in page.xpath("//script[not(@src)]") if "alert" in (s.text or "")]
    assert own == []
    assert page.xpath("//@*[starts-with(name(), 'on')]") == []
    assert page.xpath("//svg[@onload] | //img[@onerror] | //img[@src='x']") == []
    schemes = [
        a.strip().lower() for a in page.xpath("//@href | //@src | //@action | //@formaction")
    ]
    assert [a for a in schemes if a.startswith(("javascript:", "data:text"))] == []
    assert "django-insecure" not in text
    assert "{&#x27;" not in text[:200]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_words_do_not_run_on_any_screen_of_a_story(client, sign_in, payload):
    chief = sign_in("Reporter", "Editor", "Publisher", "Administrator", first_name=payload[:100])
    ferry = hostile_story(chief, payload)
    pages = [
        reverse("admin:index"),
        reverse("admin:articles_article_changelist"),
        ferry.get_desk_url(),
        *(
            reverse(f"admin:articles_article_{name}", args=[ferry.pk])
            for name in ("publish", "preview", "withdraw", "send_back", "history")
        ),
        reverse("admin:articles_picture_changelist"),
        reverse("admin:articles_source_changelist"),
        reverse("admin:articles_move_changelist"),
        reverse("admin:articles_edition_changelist"),
        reverse("admin:authors_author_changelist"),
    ]

    for address in pages:
        response = client.get(address)
        assert response.status_code == 200 or address.endswith("/send-back/"), address
        assert_nothing_runs(response)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_words_do_not_run_for_those_who_only_read(client, sign_in, payload):
    ferry = hostile_story(sign_in("Reporter", "Editor", "Publisher"), payload)

    for roles in (["Publisher"], ["Video"], ["Reporter"]):
        sign_in(*roles)
        assert_nothing_runs(client.get(ferry.get_desk_url()))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_words_come_back_harmless_from_a_conflict(desk, sign_in, payload):
    chief = sign_in("Reporter", "Editor", "Publisher")
    ferry = hostile_story(chief, payload)

    response = desk.save(ferry, base_version="0", headline=f"x{payload}", body=f"<p>{payload}</p>")

    assert "in another window" in response.content.decode()
    assert_nothing_runs(response)


def test_body_is_cleaned_before_the_editor_gets_it(desk, sign_in):
    ferry = story(by=sign_in("Reporter"))
    Article.objects.filter(pk=ferry.pk).update(
        body='<p onclick="x()">Hi</p><script>alert(1)</script><a href="javascript:x">y</a>'
    )

    assert desk.filled(desk.open(ferry))["body"] == ["<p>Hi</p><p>y</p>"]


def test_body_that_was_refused_comes_back_cleaned(desk, sign_in):
    sign_in("Reporter")

    response = desk.save(slugline="", body="<p>Hi</p><img src=x onerror=alert(1)>")

    assert desk.filled(response)["body"] == ["<p>Hi</p>"]


BODIES = [*PAYLOADS, *hostile.OWN, *hostile.XSS]


@pytest.mark.parametrize("start", range(0, len(BODIES), 50))
def test_editor_never_gets_a_body_that_runs(start):
    """Fifty at a time, through the widget that the form uses."""
    widget = StoryBodyWidget()

    for body in BODIES[start : start + 50]:
        shown = widget.format_value(body)
        page = lxml.html.fragment_fromstring(shown, create_parent="div")
        assert page.xpath("//script | //iframe | //svg | //img | //style | //object") == []
        assert page.xpath("//@*[starts-with(name(), 'on')]") == []
        links = [link.strip().lower() for link in page.xpath("//@href")]
        assert [link for link in links if link.startswith(("javascript:", "data:"))] == []
