"""Two people save one story: nothing is lost, both texts are shown, and one is chosen."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from articles import revisions, workflow
from articles.models import Article
from tests.articles.admin.conftest import errors_of, page_of
from tests.factories import HOUR, NOON, UserFactory, embed, published, ref, story

pytestmark = pytest.mark.django_db


def saved_by_ana(ferry, **fields):
    """Somebody else saves the story while the form is open."""
    ana = UserFactory(roles=["Editor"], first_name="Ana", last_name="Paz")
    Article.objects.filter(pk=ferry.pk).update(**fields)
    ferry.refresh_from_db()
    workflow.keep(ferry, by=ana, at=NOON)
    return ana


def differences(response):
    """The side by side: {where: (theirs, yours)}."""
    rows = page_of(response).xpath("//section[contains(@class, 'story-conflict')]//tbody/tr")
    return {
        row.xpath("th")[0].text_content().strip(): tuple(
            cell.text_content().strip() for cell in row.xpath("td")
        )
        for row in rows
    }


def test_stale_form_saves_nothing_and_keeps_what_was_typed(desk, sign_in):
    ferry = story(by=sign_in("Reporter"), headline="At first")
    opened = desk.open(ferry)
    saved_by_ana(ferry, headline="Theirs", dek="Theirs, too")

    response = desk.save(ferry, page=opened, headline="Mine", kicker="Mine, too")

    ferry.refresh_from_db()
    assert (ferry.headline, ferry.kicker, ferry.version) == ("Theirs", "", 2)
    again = desk.filled(response)
    assert again["headline"] == ["Mine"]
    assert again["kicker"] == ["Mine, too"]
    assert again["base_version"] == ["1"]
    assert errors_of(response) == [
        "Not saved: somebody else saved this story meanwhile. Nothing you typed is lost."
    ]


def test_stale_form_says_who_saved_and_when_and_shows_both_texts(desk, sign_in):
    ferry = story(
        by=sign_in("Reporter"),
        headline="At first",
        body="<p>One.</p><p>Two.</p><p>Three.</p>",
    )
    opened = desk.open(ferry)
    saved_by_ana(ferry, headline="Theirs", body="<p>One.</p><p>Two by Ana.</p><p>Three.</p>")

    response = desk.save(
        ferry, page=opened, headline="Mine", body="<p>One.</p><p>Two by me.</p><p>Three.</p>"
    )

    heading = page_of(response).get_element_by_id("story-conflict-heading").text_content()
    assert heading == "Ana Paz saved v2 on 13 May 2026, 12:00:00 while you wrote"
    assert differences(response) == {
        "Headline": ("Theirs", "Mine"),
        "Text, paragraph 2": ("Two by Ana.", "Two by me."),
    }


def test_conflict_shows_blocks_and_bylines_that_differ(desk, sign_in):
    kept, gone = ref(), ref()
    blocks = {
        kept: {"kind": "pullquote", "quote": "At first", "speaker": ""},
        gone: {"kind": "factbox", "title": "Box", "text": "Line"},
    }
    body = "".join(revisions.placeholder(b["kind"], r) for r, b in blocks.items())
    ferry = story(by=sign_in("Reporter"), blocks=blocks, body=body)
    writer = ferry.bylines.get().author
    opened = desk.open(ferry)
    ferry.pullquotes.update(quote="Theirs")
    ferry.factboxs.all().delete()
    ferry.bylines.all().delete()
    saved_by_ana(ferry)

    response = desk.save(ferry, page=opened)

    assert differences(response) == {
        "Bylines": ("", writer.name),
        "Pull quote": ("Theirs", "At first"),
        "A new block": ("(not there)", "Box · Line"),
    }


def test_save_mine_over_theirs_saves_and_keeps_theirs_in_the_history(desk, sign_in):
    ferry = story(by=sign_in("Reporter"), headline="At first")
    opened = desk.open(ferry)
    saved_by_ana(ferry, headline="Theirs")
    stale = desk.save(ferry, page=opened, headline="Mine")
    button = page_of(stale).xpath("//button[@name='overwrite']")[0]

    response = desk.save(ferry, page=stale, overwrite=["", button.get("value")])

    assert response.status_code == 302
    ferry.refresh_from_db()
    assert (ferry.headline, ferry.version) == ("Mine", 3)
    assert ferry.revisions.get(number=2).document["fields"]["headline"] == "Theirs"


def test_saving_over_theirs_removes_the_rows_they_added(desk, sign_in):
    ferry = story(by=sign_in("Reporter"))
    opened = desk.open(ferry)
    ferry.pullquotes.create(ref=ref(), quote="Theirs")
    saved_by_ana(ferry)
    stale = desk.save(ferry, page=opened)

    desk.save(ferry, page=stale, overwrite="2")

    assert ferry.pullquotes.count() == 0


def test_third_save_meanwhile_is_refused_again(desk, sign_in):
    ferry = story(by=sign_in("Reporter"), headline="At first")
    opened = desk.open(ferry)
    saved_by_ana(ferry, headline="Second")
    stale = desk.save(ferry, page=opened, headline="Mine")
    saved_by_ana(ferry, headline="Third")

    response = desk.save(ferry, page=stale, overwrite="2")

    ferry.refresh_from_db()
    assert ferry.headline == "Third"
    assert differences(response) == {"Headline": ("Third", "Mine")}
    assert page_of(response).xpath("//button[@name='overwrite']/@value") == ["3"]


def test_same_form_sent_twice_makes_no_double_rows(desk, sign_in):
    ferry = story(by=sign_in("Reporter"))
    values = desk.filled(desk.open(ferry))
    desk.add(values, "pullquotes", quote="Once")

    desk.send(values, ferry)
    second = desk.send(values, ferry)

    assert second.status_code == 200
    assert ferry.pullquotes.count() == 1


def test_form_without_a_base_version_saves_nothing(desk, sign_in):
    ferry = story(by=sign_in("Reporter"), headline="At first")

    desk.save(ferry, base_version="", headline="Blind")

    ferry.refresh_from_db()
    assert ferry.headline == "At first"


def test_own_second_save_is_no_conflict(desk, sign_in, client):
    ferry = story(by=sign_in("Reporter"))
    first = desk.save(ferry, headline="Once")

    response = desk.save(ferry, page=client.get(first.url), headline="Twice")

    assert response.status_code == 302
    ferry.refresh_from_db()
    assert (ferry.headline, ferry.version) == ("Twice", 3)


def test_video_attached_meanwhile_is_named_in_the_conflict(desk, sign_in):
    slot = ref()
    blocks = {slot: embed(provider="", embed_id="", title="", credit="")}
    ferry = story(by=sign_in("Reporter"), blocks=blocks)
    opened = desk.open(ferry)
    ferry.embeds.update(title="The boat")
    saved_by_ana(ferry)

    response = desk.save(ferry, page=opened)

    assert differences(response) == {"Video": ("video · The boat · 16:9", "video · 16:9")}


def test_embargo_set_meanwhile_is_kept_by_a_save_that_did_not_touch_it(desk, sign_in):
    by = sign_in("Reporter", "Editor")
    ferry = story(by=by)
    opened_before = desk.open(ferry)
    desk.save(
        ferry,
        embargo_until_0="2030-05-13",
        embargo_until_1="18:00:00",
        restricted_to=[str(by.pk)],
        kept_ready="on",
    )

    desk.save(ferry, page=opened_before, headline="The boat is back")

    ferry.refresh_from_db()
    assert ferry.headline == "The boat is back"
    assert ferry.embargo_until == datetime(2030, 5, 13, 18, tzinfo=UTC)
    assert (list(ferry.restricted_to.all()), ferry.kept_ready) == ([by], True)


def test_embargo_is_lifted_by_who_empties_it(desk, sign_in):
    ferry = story(by=sign_in("Reporter", "Editor"))
    desk.save(ferry, embargo_until_0="2030-05-13", embargo_until_1="18:00:00")

    desk.save(ferry, embargo_until_0="", embargo_until_1="")

    ferry.refresh_from_db()
    assert ferry.embargo_until is None


def test_embargo_cannot_outlast_the_schedule(desk, sign_in):
    by, now = sign_in("Reporter", "Editor", "Publisher"), timezone.now()
    ferry = published(by=by, at=now, go_live_at=now + HOUR)

    response = desk.save(ferry, embargo_until_0="2090-05-13", embargo_until_1="18:00:00")

    ferry.refresh_from_db()
    assert "Cancel the schedule first." in response.content.decode()
    assert ferry.embargo_until is None
