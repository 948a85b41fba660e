"""Saving a story: what was typed is what is kept, cleaned, in one version."""

import pytest
from django.urls import reverse

from articles.models import Article, Move
from tests.articles.admin.conftest import errors_of, only_story, page_of, said
from tests.factories import (
    AuthorFactory,
    DeskFactory,
    PictureFactory,
    SectionFactory,
    SourceFactory,
    TopicFactory,
    UserFactory,
    published,
    story,
)

pytestmark = pytest.mark.django_db


def test_new_story_keeps_fields_blocks_bylines_topics_and_citations(desk, sign_in):
    reporter = sign_in("Reporter")
    section, metro, topic = SectionFactory(slug="city", name="City"), DeskFactory(), TopicFactory()
    author, source, picture = AuthorFactory(), SourceFactory(), PictureFactory()
    target = published(slugline="BRIDGE")
    values = desk.filled(desk.open())
    related = desk.add(
        values,
        "relatedblocks",
        label="READ NEXT",
        links__title=["The bridge opens", "A port elsewhere", "Only a headline"],
        links__address=["", "https://port.example/news", ""],
        links__story=[str(target.pk), "", ""],
    )
    video = desk.add(
        values,
        "embeds",
        address="https://youtu.be/dQw4w9WgXcQ?t=43",
        title="The boat",
        credit="Coast TV",
        length="3:25",
        type="video",
        ratio="16:9",
    )
    lead = desk.add(values, "figures", picture=str(picture.pk), is_lead="on")
    quote = desk.add(values, "pullquotes", quote="It is late.", speaker="A. Ortiz")
    box = desk.add(values, "factboxs", title="The ferry", text="- 40 seats\n- 2 decks", on_top="on")
    cite = desk.add(values, "citations", source=str(source.pk), shown="on", phrase="reports")
    desk.add(values, "bylines", author=str(author.pk), role="words", credited_as="A. Writer")
    values |= {
        "slugline": "FERRY",
        "headline": "Ferry returns",
        "section": str(section.pk),
        "desk": str(metro.pk),
        "topics": [str(topic.pk)],
        "body": (
            f'<p>One, as <cite data-source="{cite}">the Outlet</cite> reports.</p>'
            f'<figure data-block="related" data-ref="{related}">x</figure>'
            f'<figure data-block="embed" data-ref="{video}"></figure>'
            f'<figure data-block="pullquote" data-ref="{quote}"></figure>'
            f'<figure data-block="factbox" data-ref="{box}"></figure><p>Two.</p>'
        ),
    }

    response = desk.send(values)

    ferry = Article.objects.get(slugline="FERRY")
    assert response.url == ferry.get_desk_url()
    assert (ferry.version, ferry.stage, ferry.created_by) == (1, "draft", reporter)
    document = ferry.revisions.get().document
    assert document["fields"] | {} == document["fields"]
    assert document["fields"]["headline"] == "Ferry returns"
    assert document["fields"]["section"] == section.pk
    assert document["fields"]["desk"] == metro.pk
    assert document["topics"] == [topic.pk]
    assert document["bylines"] == [
        {"author": author.pk, "name": "", "credited_as": "A. Writer", "role": "words"}
    ]
    assert document["blocks"] == {
        related: {
            "kind": "related",
            "label": "READ NEXT",
            "left_out": False,
            "links": [
                {"title": "The bridge opens", "address": "", "story": target.pk},
                {
                    "title": "A port elsewhere",
                    "address": "https://port.example/news",
                    "story": None,
                },
                {"title": "Only a headline", "address": "", "story": None},
            ],
        },
        video: {
            "kind": "embed",
            "type": "video",
            "provider": "youtube",
            "embed_id": "dQw4w9WgXcQ",
            "embed_hash": "",
            "start": 43,
            "address": "https://youtu.be/dQw4w9WgXcQ?t=43",
            "title": "The boat",
            "credit": "Coast TV",
            "caption": "",
            "length": 205,
            "transcript": "",
            "ratio": "16:9",
            "poster": None,
            "left_out": False,
        },
        lead: {
            "kind": "figure",
            "picture": picture.pk,
            "caption": "",
            "credit": "",
            "alt_text": "",
            "decorative": False,
            "is_lead": True,
            "left_out": False,
        },
        quote: {"kind": "pullquote", "quote": "It is late.", "speaker": "A. Ortiz"},
        box: {
            "kind": "factbox",
            "title": "The ferry",
            "text": "- 40 seats\n- 2 decks",
            "on_top": True,
        },
    }
    assert document["citations"] == {
        cite: {
            "source": source.pk,
            "name": "",
            "phrase": "reports",
            "shown": True,
            "address": "",
            "note": "",
        }
    }
    assert document["body"].count("</figure>") == 4
    assert ">x</figure>" not in document["body"]


def test_story_opened_and_saved_unchanged_makes_no_version(desk, sign_in):
    editor = sign_in("Editor")
    values = desk.filled(desk.open())
    ref = desk.add(values, "embeds", address="", title="Boat", type="video", ratio="9:16")
    desk.add(values, "bylines", author=str(AuthorFactory().pk), role="words")
    values |= {
        "slugline": "FERRY",
        "body": f'<p>One.</p><figure data-block="embed" data-ref="{ref}"></figure>',
    }
    desk.send(values)
    ferry = only_story()

    desk.save(ferry)

    ferry.refresh_from_db()
    assert ferry.version == 1
    assert ferry.revisions.count() == 1
    assert list(Move.objects.filter(by=editor).values_list("verb", flat=True)) == ["start"]


def test_saved_story_says_when_and_which_version(desk, sign_in, client):
    sign_in("Reporter")

    response = desk.save(slugline="FERRY")

    (message,) = said(client.get(response.url))
    assert message.startswith("Saved ")
    assert message.endswith(" as v1.")


def test_text_fields_and_body_are_cleaned_when_saved(desk, sign_in):
    sign_in("Reporter")

    desk.save(
        slugline="FER\u202eRY",
        headline="  Ferry\x07 \n returns ",
        editors_note="One.\r\n\r\n\r\n\r\nTwo.",
        body='<p onclick="x()">Hi <script>alert(1)</script><b>you</b></p>',
    )

    ferry = only_story()
    assert ferry.slugline == "FERRY"
    assert ferry.headline == "Ferry returns"
    assert ferry.editors_note == "One.\n\nTwo."
    assert ferry.body == "<p>Hi <strong>you</strong></p>"


def test_form_that_arrives_in_pieces_saves_nothing_and_breaks_nothing(client, sign_in):
    sign_in("Reporter")
    address = reverse("admin:articles_article_add")

    answers = [
        client.post(address, sent).status_code
        for sent in (
            {},
            {"slugline": "FERRY"},
            {"slugline": "FERRY", "embeds-TOTAL_FORMS": "x", "embeds-INITIAL_FORMS": "-1"},
            {"slugline": "FERRY", "body": "\x00", "section": "9" * 40, "follows": "٣"},
        )
    ]

    assert answers == [200, 200, 200, 200]
    assert Article.objects.count() == 0


def test_blanks_that_somebody_typed_on_purpose_stay_in_the_body(desk, sign_in):
    sign_in("Reporter")

    desk.save(slugline="FERRY", body="<p>10\u00a0000 seats</p>\n<p>Two.</p>")

    assert only_story().body == "<p>10&nbsp;000 seats</p><p>Two.</p>"


def test_slugline_of_invisible_letters_is_refused(desk, sign_in):
    sign_in("Reporter")

    response = desk.save(slugline="\u200b\u202e")

    assert errors_of(response) == ["This field is required."]
    assert Article.objects.count() == 0


def test_address_of_the_origin_must_be_a_web_address(desk, sign_in):
    sign_in("Reporter")

    response = desk.save(slugline="FERRY", origin_address="javascript:alert(1)")

    assert errors_of(response) == [
        "An address starts with https:// or http://. Copy it whole from the browser."
    ]


def test_error_keeps_everything_typed_blocks_included(desk, sign_in):
    sign_in("Reporter")
    values = desk.filled(desk.open())
    ref = desk.add(values, "pullquotes", quote="It is late.", speaker="A. Ortiz")
    linked = desk.add(
        values,
        "relatedblocks",
        label="READ NEXT",
        links__title=["Night trains"],
        links__address=["half an address"],
        links__story=[""],
    )
    body = f'<p>One.</p><figure data-block="pullquote" data-ref="{ref}"></figure>'
    values |= {"slugline": "", "headline": "Ferry returns", "body": body}

    response = desk.send(values)

    assert Article.objects.count() == 0
    again = desk.filled(response)
    assert again["headline"] == ["Ferry returns"]
    assert again["body"] == [body]
    assert again["pullquotes-0-ref"] == [ref]
    assert again["pullquotes-0-quote"] == ["It is late."]
    assert again["relatedblocks-0-ref"] == [linked]
    assert again["relatedblocks-0-links-title"] == ["Night trains"]
    assert again["relatedblocks-0-links-address"] == ["half an address"]


def test_new_story_sent_twice_is_one_story(desk, sign_in, client):
    sign_in("Reporter")
    values = desk.filled(desk.open()) | {"slugline": "FERRY"}

    first, second = desk.send(values), desk.send(values)

    assert Article.objects.count() == 1
    assert second.url == first.url


def test_save_and_send_to_desk_does_both(desk, sign_in, client):
    sign_in("Reporter")

    response = desk.save(button="_submit", slugline="FERRY")

    assert only_story().stage == "in_review"
    assert said(client.get(response.url))[1] == "FERRY: Sent to the desk."


def test_save_then_publish_leads_to_the_sheet(desk, sign_in):
    sign_in("Reporter", "Publisher")

    response = desk.save(button="_publish", slugline="FERRY")

    ferry = only_story()
    assert response.url == reverse("admin:articles_article_publish", args=[ferry.pk])


def test_a_writer_without_the_right_is_not_offered_publish(desk, sign_in):
    ferry = story(by=sign_in("Reporter"), slugline="FERRY")

    page = page_of(desk.open(ferry))

    labels = [
        b.text_content().strip() for b in page.xpath("//div[@class='story-bar-moves']//button")
    ]
    assert labels[:2] == ["Save", "Send to desk"]
    assert "Publish…" not in labels
    assert page.xpath("//input[@name='_publish']") == []


def test_fields_of_other_roles_are_grey_with_the_reason(desk, sign_in):
    ferry = story(by=sign_in("Reporter"), slugline="FERRY")

    page = page_of(desk.open(ferry))

    grey = {
        name: page.get_element_by_id(f"id_{name}_helptext").text_content().strip()
        for name in ("weight", "noindex", "may_syndicate", "assigned_to", "kept_ready")
        if page.get_element_by_id(f"id_{name}").get("disabled") is not None
    }
    assert grey == {
        "weight": "Publisher sets this.",
        "noindex": "Publisher sets this.",
        "may_syndicate": "An editor sets this.",
        "assigned_to": "An editor sets this.",
        "kept_ready": "An editor sets this.",
    }


def test_fields_of_other_roles_keep_what_they_hold_whatever_is_sent(desk, sign_in):
    reporter = sign_in("Reporter")
    ferry = story(by=reporter, slugline="FERRY")
    other = UserFactory(roles=["Reporter"])
    ferry.restricted_to.add(reporter)

    desk.save(
        ferry,
        headline="Changed",
        weight="3",
        noindex="on",
        kept_ready="on",
        assigned_to=str(other.pk),
        restricted_to=[str(other.pk)],
        use_until="2030-01-01T12:00",
    )

    ferry.refresh_from_db()
    assert ferry.headline == "Changed"
    assert (ferry.weight, ferry.noindex, ferry.kept_ready) == (0, False, False)
    assert ferry.assigned_to == reporter
    assert ferry.use_until is None
    assert list(ferry.restricted_to.all()) == [reporter]


def test_publisher_who_writes_sets_weight(desk, sign_in):
    ferry = story(by=sign_in("Reporter", "Publisher"), slugline="FERRY")

    desk.save(ferry, weight="2")

    ferry.refresh_from_db()
    assert ferry.weight == 2


def test_slug_stands_still_once_published(desk, sign_in):
    chief = sign_in("Reporter", "Editor", "Publisher")
    ferry = published(by=chief, slugline="FERRY", headline="Ferry returns")

    response = desk.save(ferry, slug="another", headline="Ferry sinks")

    assert response.status_code == 302
    ferry.refresh_from_db()
    assert (ferry.slug, ferry.headline) == ("ferry-returns", "Ferry sinks")


def test_slug_can_be_chosen_before_publication(desk, sign_in):
    ferry = story(by=sign_in("Reporter"), slugline="FERRY")

    desk.save(ferry, slug="north-quay")

    ferry.refresh_from_db()
    assert ferry.slug == "north-quay"


def test_form_stands_in_the_order_in_which_a_reporter_works(desk, sign_in):
    sign_in("Reporter")

    page = page_of(desk.open())

    wanted = [
        "slugline", "kicker", "headline", "dek", "figures-TOTAL_FORMS", "body",
        "bylines-TOTAL_FORMS", "no_byline", "editors_note", "corrections-TOTAL_FORMS",
        "section", "weight", "origin", "embargo_until", "slug", "short_headline", "use_until",
    ]  # fmt: skip
    names = page.xpath("//form[@id='article_form']//*[@name]/@name")
    assert sorted(wanted, key=names.index) == wanted


def test_story_cannot_follow_or_translate_itself(desk, sign_in):
    ferry = story(by=sign_in("Reporter"), slugline="FERRY")

    response = desk.save(ferry, follows=str(ferry.pk), translation_of=str(ferry.pk))

    assert errors_of(response) == ["Choose another story than this one."] * 2


def test_story_is_never_deleted_in_the_admin(desk, sign_in, client):
    chief = sign_in("Reporter", "Editor", "Publisher", "Administrator")
    ferry = story(by=chief, slugline="FERRY")

    response = client.post(
        reverse("admin:articles_article_delete", args=[ferry.pk]), {"post": "yes"}
    )

    assert response.status_code == 403
    assert only_story() == ferry


def test_new_story_changed_after_back_is_a_second_save_and_loses_nothing(desk, sign_in, client):
    sign_in("Reporter")
    values = desk.filled(desk.open()) | {"slugline": "FERRY", "headline": "Typed first"}
    desk.send(values)

    response = desk.send(values | {"headline": "Typed after Back"})

    ferry = only_story()
    assert response.url == ferry.get_desk_url()
    assert (ferry.headline, ferry.version) == ("Typed after Back", 2)


def test_new_story_sent_to_the_desk_twice_is_sent_once(desk, sign_in, client):
    sign_in("Reporter")
    values = desk.filled(desk.open()) | {"slugline": "FERRY"}

    desk.send(values, button="_submit")
    response = desk.send(values, button="_submit")

    assert only_story().stage == "in_review"
    assert said(client.get(response.url))[-1] == "Saved already: the form was sent twice."
    assert only_story().moves.filter(verb="submit").count() == 1


def test_take_down_time_of_a_save_is_logged_and_counts_at_once(desk, sign_in):
    chief = sign_in("Reporter", "Editor", "Publisher")
    ferry = published(by=chief, slugline="FERRY")

    desk.save(ferry, use_until="2090-01-01T12:00")

    assert ferry.withdrawals.get().at.year == 2090
    assert ferry.moves.filter(verb=Move.Verb.TAKE_DOWN).count() == 1
    ferry.refresh_from_db()
    assert ferry.version == 1
