"""Who may see a story's line, read its text, change it, or give it a video."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone

from articles import revisions, workflow
from articles.models import Article, Edition, Embed
from tests.articles.admin.conftest import errors_of, page_of, said
from tests.factories import HOUR, UserFactory, embed, published, ref, story

pytestmark = pytest.mark.django_db

SECRET = "The mayor will resign"


def change(client, ferry):
    return client.get(reverse("admin:articles_article_change", args=[ferry.pk]))


def test_reporter_sees_the_line_of_others_and_never_their_text(client, sign_in):
    sign_in("Reporter")
    ferry = story(slugline="FERRY", headline=SECRET, body=f"<p>{SECRET}</p>")

    response = change(client, ferry)

    assert page_of(response).xpath("//dl[@class='story-line']/dd/text()")[0] == "FERRY"
    assert SECRET not in response.content.decode()


@pytest.mark.parametrize("page", ["preview", "publish", "send_back", "withdraw"])
def test_reporter_gets_no_other_page_of_a_story_of_others(client, sign_in, page):
    sign_in("Reporter")
    ferry = story(headline=SECRET)

    response = client.get(reverse(f"admin:articles_article_{page}", args=[ferry.pk]))

    assert response.status_code == 403
    assert SECRET not in response.content.decode()


def test_reporter_cannot_save_a_story_of_others(desk, sign_in):
    ferry = story(headline="Theirs")
    sign_in("Reporter")
    values = {"slugline": "MINE", "headline": "Mine", "base_version": "1"}

    response = desk.send(values, ferry)

    ferry.refresh_from_db()
    assert (response.status_code, ferry.headline) == (403, "Theirs")


def test_restricted_story_does_not_exist_for_others(client, sign_in):
    ferry = story(slugline="HUSH")
    ferry.restricted_to.add(ferry.created_by)
    sign_in("Reporter", "Editor", "Publisher")

    pages = [
        client.get(reverse(f"admin:articles_article_{page}", args=[ferry.pk]))
        for page in ("preview", "publish", "send_back", "withdraw")
    ]
    listed = client.get(reverse("admin:articles_article_changelist"))
    opened = change(client, ferry)
    found = client.get(
        reverse("admin:autocomplete"),
        {"app_label": "articles", "model_name": "relatedlink", "field_name": "story", "term": ""},
    )
    front = client.get(reverse("admin:index"))

    assert [page.status_code for page in pages] == [404] * 4
    assert opened.status_code == 302
    assert found.json()["results"] == []
    for response in (listed, found, front):
        assert "HUSH" not in response.content.decode()


def test_restricted_story_opens_for_those_named(client, sign_in):
    ferry = story(slugline="HUSH")
    ferry.restricted_to.add(sign_in("Reporter", "Editor"))

    response = change(client, ferry)

    assert page_of(response).get_element_by_id("id_slugline").get("value") == "HUSH"


def test_editor_changes_stories_of_others(desk, sign_in):
    ferry = story(headline="Theirs")
    sign_in("Editor")

    desk.save(ferry, headline="Better")

    ferry.refresh_from_db()
    assert ferry.headline == "Better"


def test_publisher_reads_the_text_as_readers_would(client, sign_in):
    ferry = story(body="<p>One &amp; only.</p>")
    sign_in("Publisher")

    response = change(client, ferry)

    page = page_of(response)
    text = page.xpath("//div[@class='story-read-text']//p")
    assert [p.text_content() for p in text] == ["One & only."]
    assert page.xpath("//textarea[not(ancestor::*[@id='notes'])]") == []
    assert not hasattr(response, "uses_ckeditor")


def test_publisher_is_offered_what_a_publisher_does(client, sign_in):
    ferry = story()
    sign_in("Publisher")

    moves = page_of(change(client, ferry)).xpath("//div[@class='story-bar-moves']")[0]

    assert " ".join(moves.text_content().split()) == (
        "Preview Approve Publish… More Ask for a read… Share draft… Kill…"
    )


def test_administrator_sees_lines_only(client, sign_in):
    ferry = story(headline=SECRET)
    sign_in("Administrator")

    assert SECRET not in change(client, ferry).content.decode()


@pytest.mark.parametrize(("role", "offered"), [("Administrator", ["Redact…"]), ("Reporter", [])])
def test_line_of_a_story_offers_what_the_person_may_do_without_reading_it(
    client, sign_in, role, offered
):
    sign_in(role)

    page = page_of(change(client, published(at=timezone.now() - HOUR)))

    buttons = page.xpath("//div[@id='content-main']//*[self::a or self::button]")
    assert [button.text_content().strip() for button in buttons] == offered


def test_stranger_is_sent_to_sign_in(client):
    ferry = story()

    response = change(client, ferry)

    assert response.url.startswith(reverse("admin:login"))


def test_list_shows_lines_of_every_visible_story_with_its_state(client, sign_in):
    chief = sign_in("Reporter", "Editor", "Publisher")
    story(slugline="DRAFT", by=chief)
    published(slugline="LIVE", by=chief)

    response = client.get(reverse("admin:articles_article_changelist"))

    rows = {
        row.xpath("th")[0].text_content(): row.xpath("td[@class='field-state']")[0].text_content()
        for row in page_of(response).xpath("//table[@id='result_list']/tbody/tr")
    }
    assert rows == {"DRAFT": "Draft", "LIVE": "Live"}


# Video --------------------------------------------------------------------------


@pytest.fixture
def waiting(sign_in):
    """A story of somebody else with one place for a video, and video staff signed in."""
    slot = ref()
    ferry = story(
        blocks={slot: embed(provider="", embed_id="", title="The boat")},
        body=f"<p>One.</p>{revisions.placeholder('embed', slot)}",
    )
    sign_in("Video")
    return ferry


def videos_of(response):
    form = page_of(response).xpath("//form[contains(@class, 'story-videos')]")[0]
    return dict(form.form_values())


def test_video_staff_attach_a_video_and_nothing_else(client, waiting):
    values = videos_of(change(client, waiting))

    response = client.post(
        waiting.get_desk_url(),
        values
        | {
            "embeds-0-address": "https://youtu.be/dQw4w9WgXcQ",
            "embeds-0-credit": "Coast TV",
            "headline": "Hijacked",
            "body": "<p>Hijacked</p>",
        },
    )

    before = waiting.revisions.get(number=1).document
    newest = waiting.revisions.get(number=2)
    (video,) = newest.document["blocks"].values()
    assert newest.kind == "video"
    assert (video["provider"], video["credit"], video["title"]) == (
        "youtube",
        "Coast TV",
        "The boat",
    )
    assert newest.document["fields"] == before["fields"]
    assert newest.document["body"] == before["body"]
    assert said(client.get(response.url)) == ["FERRY: Videos saved as v2."]


def test_video_staff_read_the_text_and_cannot_type_into_it(client, waiting):
    page = page_of(change(client, waiting))

    assert [p.text_content() for p in page.xpath("//div[@class='story-read-text']/p")] == ["One."]
    assert page.xpath("//*[@name='headline' or @name='body']") == []


def test_video_that_is_none_is_refused_with_what_was_typed(client, waiting):
    values = videos_of(change(client, waiting)) | {"embeds-0-address": "https://bit.ly/x"}

    response = client.post(waiting.get_desk_url(), values)

    assert errors_of(response)[0].startswith("This address is not one we can show.")
    assert videos_of(response)["embeds-0-address"] == "https://bit.ly/x"
    assert waiting.revisions.count() == 1


def test_video_staff_can_neither_add_nor_remove_a_block(client, waiting):
    values = videos_of(change(client, waiting)) | {
        "embeds-TOTAL_FORMS": "2",
        "embeds-0-DELETE": "on",
        "embeds-1-ref": ref(),
        "embeds-1-address": "https://youtu.be/dQw4w9WgXcQ",
        "embeds-1-type": "video",
        "embeds-1-ratio": "16:9",
    }

    client.post(waiting.get_desk_url(), values)

    assert Embed.objects.count() == 1


def test_video_staff_can_save_after_somebody_else_did(client, waiting):
    values = videos_of(change(client, waiting))
    Article.objects.filter(pk=waiting.pk).update(headline="Changed meanwhile", version=1)

    client.post(waiting.get_desk_url(), values | {"embeds-0-credit": "Coast TV"})

    assert Embed.objects.get().credit == "Coast TV"
    waiting.refresh_from_db()
    assert waiting.headline == "Changed meanwhile"


def test_attaching_a_video_keeps_the_approval(client, waiting):
    workflow.approve(waiting, by=UserFactory(roles=["Editor"]))

    values = videos_of(change(client, waiting)) | {
        "embeds-0-address": "https://youtu.be/dQw4w9WgXcQ"
    }
    client.post(waiting.get_desk_url(), values)

    waiting.refresh_from_db()
    assert waiting.version == 2
    assert workflow.is_approved(waiting)


# What a line says -------------------------------------------------------------


ASKED = {"app_label": "articles", "model_name": "relatedlink", "field_name": "story"}


def test_headline_of_others_stands_in_no_list_of_a_reporter(client, sign_in):
    reporter = sign_in("Reporter")
    ferry = story(slugline="FERRY", headline=SECRET)
    workflow.submit(ferry, by=ferry.created_by)
    own = story(by=reporter, slugline="BRIDGE", headline="The bridge is shut")

    pages = [
        client.get(reverse("admin:articles_article_changelist")),
        client.get(reverse("admin:autocomplete"), ASKED | {"term": ""}),
    ]

    for page in pages:
        assert "FERRY" in page.content.decode()
        assert own.headline in page.content.decode()
        assert SECRET not in page.content.decode()
    mine, board = (
        client.get(reverse("admin:index"), {"list": shown}).content.decode()
        for shown in ("mine", "board")
    )
    assert own.headline in mine
    assert "FERRY" in board
    assert SECRET not in mine + board


@pytest.mark.parametrize("word", ["mayor", "resign"])
def test_headline_of_others_is_not_found_by_a_reporter(client, sign_in, word):
    sign_in("Reporter")
    story(slugline="FERRY", headline=SECRET)

    listed = client.get(reverse("admin:articles_article_changelist"), {"q": word})
    found = client.get(reverse("admin:autocomplete"), ASKED | {"term": word})

    assert "FERRY" not in listed.content.decode()
    assert found.json()["results"] == []


def test_reporter_finds_a_live_story_of_others_by_the_headline_that_readers_have(client, sign_in):
    sign_in("Reporter")
    ferry = published(slugline="FERRY", headline="Ferry returns", at=timezone.now() - HOUR)
    ferry.headline = SECRET
    ferry.save()

    found = client.get(reverse("admin:autocomplete"), ASKED | {"term": "ferry ret"})

    assert [one["text"] for one in found.json()["results"]] == ["FERRY · Ferry returns · live"]


def test_chosen_story_of_others_is_named_without_its_headline(desk, sign_in):
    own = story(by=sign_in("Reporter"))
    ferry = story(slugline="FERRY", headline=SECRET)

    response = desk.save(own, follows=str(ferry.pk), slugline="")

    assert "FERRY · not live" in response.content.decode()
    assert SECRET not in response.content.decode()


def test_edition_to_come_is_listed_for_those_who_may_read_it(client, sign_in):
    now = timezone.now()
    published(headline=SECRET, at=now, go_live_at=now + HOUR)
    listed = reverse("admin:articles_edition_changelist")

    sign_in("Reporter")
    for_reporters = client.get(listed).content.decode()
    sign_in("Editor")
    for_editors = client.get(listed).content.decode()

    assert (SECRET in for_reporters, SECRET in for_editors) == (False, True)


def test_address_of_an_edition_to_come_is_told_to_nobody_who_asks_for_it_by_number(client, sign_in):
    now = timezone.now()
    ferry = published(headline=SECRET, at=now, go_live_at=now + HOUR)
    ferry.restricted_to.add(ferry.created_by)
    kind = ContentType.objects.get_for_model(Edition)
    sign_in("Reporter")

    response = client.get(f"/admin/r/{kind.pk}/{ferry.editions.get().pk}/")

    assert response.status_code == 404
