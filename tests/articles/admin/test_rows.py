"""Rows are found by their ref: never by order, number or primary key."""

import uuid

import pytest

from articles import revisions, workflow
from articles.models import Article, Citation, Embed, Figure, PullQuote
from tests.articles.admin.conftest import errors_of
from tests.factories import (
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


def quote(words):
    return {"kind": "pullquote", "quote": words, "speaker": ""}


def with_quotes(by, *words):
    """A story with one pull quote for each of these words, in the text; and their refs."""
    blocks = {ref(): quote(each) for each in words}
    body = "<p>One.</p>" + "".join(revisions.placeholder("pullquote", r) for r in blocks)
    return story(by=by, slugline="FERRY", blocks=blocks, body=body), list(blocks)


def quotes(ferry):
    return {str(row.ref): row.quote for row in ferry.pullquotes.all()}


def renumbered(values, prefix, order):
    """The same rows as if Django's script had given them other numbers."""
    moved = {k: v for k, v in values.items() if not k.startswith(f"{prefix}-{0}-")}
    for name in [n for n in values if n.startswith(f"{prefix}-") and n.split("-")[1].isdigit()]:
        moved.pop(name, None)
    for new, old in enumerate(order):
        for name, value in values.items():
            if name.startswith(f"{prefix}-{old}-"):
                moved[name.replace(f"{prefix}-{old}-", f"{prefix}-{new}-", 1)] = value
    return moved


def test_rows_keep_their_identity_when_the_numbers_change(desk, sign_in):
    ferry, (first, second) = with_quotes(sign_in("Reporter"), "One", "Two")
    keys = {str(row.ref): row.pk for row in ferry.pullquotes.all()}
    values = renumbered(desk.filled(desk.open(ferry)), "pullquotes", [1, 0])
    values["pullquotes-0-quote"] = "Two, changed"

    desk.send(values, ferry)

    assert quotes(ferry) == {first: "One", second: "Two, changed"}
    assert {str(row.ref): row.pk for row in ferry.pullquotes.all()} == keys


def test_count_of_initial_rows_in_the_form_does_not_matter(desk, sign_in):
    ferry, (first, second) = with_quotes(sign_in("Reporter"), "One", "Two")
    values = desk.filled(desk.open(ferry)) | {
        "pullquotes-INITIAL_FORMS": "0",
        "pullquotes-0-id": "999999",
        "pullquotes-0-quote": "One, changed",
    }

    desk.send(values, ferry)

    assert quotes(ferry) == {first: "One, changed", second: "Two"}


def test_row_without_a_ref_is_not_there(desk, sign_in):
    ferry, (first,) = with_quotes(sign_in("Reporter"), "One")
    values = desk.filled(desk.open(ferry))
    desk.add(values, "pullquotes", quote="Nobody asked for this")
    values["pullquotes-1-ref"] = ""
    desk.add(values, "relatedblocks", label="READ NEXT")
    values["relatedblocks-0-ref"] = ""

    response = desk.send(values, ferry)

    assert response.status_code == 302
    assert quotes(ferry) == {first: "One"}
    assert ferry.relatedblocks.count() == 0


def test_two_rows_with_one_ref_are_refused(desk, sign_in):
    ferry, (first,) = with_quotes(sign_in("Reporter"), "One")
    values = desk.filled(desk.open(ferry))
    desk.add(values, "pullquotes", ref=first, quote="Two")

    response = desk.send(values, ferry)

    assert set(errors_of(response)) == {
        "Two blocks carry the same mark. Remove one of them and place it again."
    }
    assert quotes(ferry) == {first: "One"}


def test_one_ref_on_blocks_of_two_kinds_is_refused(desk, sign_in):
    ferry, (first,) = with_quotes(sign_in("Reporter"), "One")
    values = desk.filled(desk.open(ferry))
    desk.add(values, "factboxs", ref=first, title="Box")

    response = desk.send(values, ferry)

    assert response.status_code == 200
    assert ferry.factboxs.count() == 0


@pytest.mark.parametrize("prefix", ["pullquotes", "factboxs"])
def test_ref_of_another_story_is_refused(desk, sign_in, prefix):
    reporter = sign_in("Reporter")
    _, (foreign,) = with_quotes(reporter, "Theirs")
    ferry = story(by=reporter, slugline="OURS")
    values = desk.filled(desk.open(ferry))
    desk.add(values, prefix, ref=foreign)

    response = desk.send(values, ferry)

    assert errors_of(response) == [
        "This block belongs to another story. Remove it and place it again."
    ]
    assert PullQuote.objects.get().quote == "Theirs"
    assert ferry.version == Article.objects.get(pk=ferry.pk).version


def test_citation_ref_of_another_story_is_refused(desk, sign_in):
    reporter = sign_in("Reporter")
    source, foreign = SourceFactory(), ref()
    story(by=reporter, citations={foreign: cited(source)})
    ferry = story(by=reporter, slugline="OURS")
    values = desk.filled(desk.open(ferry))
    desk.add(values, "citations", ref=foreign, source=str(source.pk))

    response = desk.send(values, ferry)

    assert len(errors_of(response)) == 1
    assert Citation.objects.count() == 1


def test_ref_that_is_none_is_refused_where_it_can_be_seen(desk, sign_in):
    ferry = story(by=sign_in("Reporter"))
    values = desk.filled(desk.open(ferry))
    desk.add(values, "pullquotes", ref="not-a-uuid", quote="x")

    response = desk.send(values, ferry)

    assert set(errors_of(response)) == {"Enter a valid UUID."}


def test_row_marked_for_deletion_goes(desk, sign_in):
    ferry, (_first, second) = with_quotes(sign_in("Reporter"), "One", "Two")
    values = desk.filled(desk.open(ferry)) | {"pullquotes-0-DELETE": "on"}

    desk.send(values, ferry)

    assert quotes(ferry) == {second: "Two"}


def test_new_row_marked_for_deletion_never_comes_to_be(desk, sign_in):
    ferry = story(by=sign_in("Reporter"))
    values = desk.filled(desk.open(ferry))
    desk.add(values, "embeds", address="no video at all", DELETE="on")

    response = desk.send(values, ferry)

    assert response.status_code == 302
    assert Embed.objects.count() == 0


def test_row_that_somebody_deleted_comes_back_when_it_is_chosen(desk, sign_in):
    reporter = sign_in("Reporter")
    ferry, (first,) = with_quotes(reporter, "One")
    values = desk.filled(desk.open(ferry)) | {"pullquotes-0-quote": "One, changed"}
    ferry.pullquotes.all().delete()
    workflow.keep(ferry, by=reporter)

    stale = desk.send(values, ferry)
    again = desk.filled(stale) | {f"choice-block:{first}": "mine"}
    desk.send(again, ferry)

    assert quotes(ferry) == {first: "One, changed"}


def test_unfinished_blocks_can_be_saved(desk, sign_in):
    ferry = story(by=sign_in("Reporter"))
    values = desk.filled(desk.open(ferry))
    for prefix in ("relatedblocks", "embeds", "figures", "pullquotes", "factboxs"):
        desk.add(values, prefix)
    values |= {"embeds-0-type": "video", "embeds-0-ratio": "16:9", "relatedblocks-0-label": "MORE"}

    response = desk.send(values, ferry)

    assert response.status_code == 302
    counts = [
        getattr(ferry, name).count()
        for name in ("relatedblocks", "embeds", "figures", "pullquotes", "factboxs")
    ]
    assert counts == [1, 1, 1, 1, 1]


# Pictures ------------------------------------------------------------------------


def test_lead_moves_from_one_picture_to_another_in_one_save(desk, sign_in):
    old, new = ref(), ref()
    blocks = {new: figure(PictureFactory()), old: figure(PictureFactory(), is_lead=True)}
    ferry = story(by=sign_in("Reporter"), blocks=blocks)
    values = desk.filled(desk.open(ferry))
    rows = {values[f"figures-{n}-ref"][0]: n for n in (0, 1)}
    values[f"figures-{rows[new]}-is_lead"] = "on"
    del values[f"figures-{rows[old]}-is_lead"]

    response = desk.send(values, ferry)

    assert response.status_code == 302
    assert {str(f.ref): f.is_lead for f in Figure.objects.all()} == {old: False, new: True}


def test_two_lead_pictures_are_refused(desk, sign_in):
    ferry = story(by=sign_in("Reporter"), blocks={ref(): figure(PictureFactory(), is_lead=True)})
    values = desk.filled(desk.open(ferry))
    desk.add(values, "figures", is_lead="on")

    response = desk.send(values, ferry)

    assert errors_of(response) == ["A story has one lead picture. Untick the other one."]


def test_new_lead_takes_the_place_of_a_removed_one(desk, sign_in):
    ferry = story(by=sign_in("Reporter"), blocks={ref(): figure(PictureFactory(), is_lead=True)})
    values = desk.filled(desk.open(ferry)) | {"figures-0-DELETE": "on"}
    new = desk.add(values, "figures", is_lead="on")

    desk.send(values, ferry)

    assert [str(f.ref) for f in ferry.figures.filter(is_lead=True)] == [new]


# Videos ---------------------------------------------------------------------------


def saved_video(desk, sign_in, **fields):
    ferry = story(by=sign_in("Reporter"))
    values = desk.filled(desk.open(ferry))
    desk.add(values, "embeds", **{"type": "video", "ratio": "16:9", **fields})
    return ferry, desk.send(values, ferry)


def test_video_code_is_kept_as_the_watch_address(desk, sign_in):
    code = (
        '<iframe width="560" src="https://www.youtube.com/embed/dQw4w9WgXcQ?start=9" '
        'title="A boat" allowfullscreen></iframe><script>alert(2)</script>'
    )

    saved_video(desk, sign_in, address=code)

    video = Embed.objects.get()
    assert video.address == "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=9s"
    assert (video.provider, video.embed_id, video.start) == ("youtube", "dQw4w9WgXcQ", 9)


def test_short_video_stands_upright_unless_a_person_chose_otherwise(desk, sign_in):
    short = "https://www.youtube.com/shorts/dQw4w9WgXcQ"
    ferry, _ = saved_video(desk, sign_in, address=short)
    assert Embed.objects.get().ratio == "9:16"

    values = desk.filled(desk.open(ferry)) | {"embeds-0-ratio": "1:1"}
    desk.send(values, ferry)
    values = desk.filled(desk.open(ferry)) | {"embeds-0-address": f"{short}?t=3"}
    desk.send(values, ferry)

    assert Embed.objects.get().ratio == "1:1"


def test_post_is_kept_as_a_post(desk, sign_in):
    saved_video(desk, sign_in, address="https://x.com/harbour/status/1234567890")

    assert Embed.objects.get().type == "post"


@pytest.mark.parametrize(
    "address",
    ["https://bit.ly/abc", "javascript:alert(1)", "https://video.example/1", "<iframe></iframe>"],
)
def test_address_that_is_no_video_is_refused_and_kept_in_the_form(desk, sign_in, address):
    _, response = saved_video(desk, sign_in, address=address)

    (error,) = errors_of(response)
    assert error.startswith("This address is not one we can show.")
    assert desk.filled(response)["embeds-0-address"] == [address]
    assert Embed.objects.count() == 0


def test_video_address_taken_out_waits_again(desk, sign_in):
    ferry = story(by=sign_in("Reporter"), blocks={ref(): embed()})
    values = desk.filled(desk.open(ferry)) | {"embeds-0-address": ""}

    desk.send(values, ferry)

    video = Embed.objects.get()
    assert (video.provider, video.embed_id, video.embed_hash, video.start) == ("", "", "", 0)


def test_video_from_an_import_keeps_its_id_when_other_words_change(desk, sign_in):
    ferry = story(by=sign_in("Reporter"), blocks={ref(): embed(address="as it came")})
    values = desk.filled(desk.open(ferry)) | {"embeds-0-title": "Changed"}

    desk.send(values, ferry)

    video = Embed.objects.get()
    assert (video.title, video.provider, video.address) == ("Changed", "youtube", "as it came")


# Related links --------------------------------------------------------------------


def test_links_are_shown_again_in_their_order(desk, sign_in):
    reporter = sign_in("Reporter")
    target = published(slugline="BRIDGE", headline="The bridge opens")
    links = [("Elsewhere", "https://port.example/"), ("", target), ("Only words", None)]
    ferry = story(by=reporter, blocks={ref(): related(*links)})

    response = desk.open(ferry)

    values = desk.filled(response)
    assert values["relatedblocks-0-links-title"] == ["Elsewhere", "", "Only words"]
    assert values["relatedblocks-0-links-address"] == ["https://port.example/", "", ""]
    assert values["relatedblocks-0-links-story"] == ["", str(target.pk), ""]
    assert "BRIDGE · The bridge opens · live" in response.content.decode()


def test_link_with_a_story_and_an_address_is_refused(desk, sign_in):
    reporter = sign_in("Reporter")
    target = story(by=reporter)
    ferry = story(by=reporter)
    values = desk.filled(desk.open(ferry))
    desk.add(
        values,
        "relatedblocks",
        label="MORE",
        links__title=["Both"],
        links__address=["https://port.example/"],
        links__story=[str(target.pk)],
    )

    response = desk.send(values, ferry)

    assert errors_of(response) == ["“Both” has a story and an address. Keep one of them."]


def test_link_to_a_story_that_does_not_exist_for_the_person_is_refused(desk, sign_in):
    secret = story(slugline="SECRET")
    secret.restricted_to.add(secret.created_by)
    ferry = story(by=sign_in("Reporter"))
    values = desk.filled(desk.open(ferry))
    desk.add(
        values,
        "relatedblocks",
        label="MORE",
        links__title=["x"],
        links__address=[""],
        links__story=[str(secret.pk)],
    )

    response = desk.send(values, ferry)

    assert errors_of(response) == ["A linked story does not exist. Choose another."]
    assert "SECRET" not in response.content.decode()


def test_link_to_a_hidden_story_that_stands_already_stays_unnamed(desk, sign_in):
    secret = story(slugline="SECRET", headline="Nobody may know")
    ferry = story(by=sign_in("Reporter"), blocks={ref(): related(("", secret))})
    secret.restricted_to.add(secret.created_by)

    response = desk.open(ferry)
    desk.send(desk.filled(response) | {"headline": "Changed"}, ferry)

    assert "SECRET" not in response.content.decode()
    assert "A story that you may not see" in response.content.decode()
    assert ferry.relatedblocks.get().links.get().story == secret


# Bylines and corrections ------------------------------------------------------------


def test_bylines_are_saved_in_the_order_of_their_numbers(desk, sign_in):
    first, second, third = AuthorFactory(), AuthorFactory(), AuthorFactory()
    ferry = story(by=sign_in("Reporter"), author=first)
    values = desk.filled(desk.open(ferry)) | {"bylines-0-position": "5"}
    desk.add(values, "bylines", author=str(second.pk), role="words", position="2")
    desk.add(values, "bylines", author=str(third.pk), role="video")

    desk.send(values, ferry)

    assert [(b.author, b.position) for b in ferry.bylines.all()] == [
        (second, 0),
        (first, 1),
        (third, 2),
    ]


def test_byline_that_somebody_else_removed_stops_nothing(desk, sign_in):
    reporter = sign_in("Reporter")
    author = AuthorFactory()
    ferry = story(by=reporter, author=author)
    values = desk.filled(desk.open(ferry))
    ferry.bylines.all().delete()

    response = desk.send(values, ferry)

    assert response.status_code == 302
    assert [b.author for b in ferry.bylines.all()] == [author]


def test_person_credited_twice_in_one_role_is_refused(desk, sign_in):
    author = AuthorFactory()
    ferry = story(by=sign_in("Reporter"), author=author)
    values = desk.filled(desk.open(ferry))
    desk.add(values, "bylines", author=str(author.pk), role="words")

    response = desk.send(values, ferry)

    assert errors_of(response) == ["This person is credited twice with the same role."]


def test_byline_row_without_a_person_is_not_there(desk, sign_in):
    ferry = story(by=sign_in("Reporter"), author=False)
    values = desk.filled(desk.open(ferry))
    desk.add(values, "bylines", author="", role="words")

    response = desk.send(values, ferry)

    assert response.status_code == 302
    assert ferry.bylines.count() == 0


def test_waiting_correction_gets_its_ref_on_the_desk(desk, sign_in):
    ferry = story(by=sign_in("Reporter"))
    values = desk.filled(desk.open(ferry))
    desk.add(values, "corrections", kind="correction", text="The boat has 40 seats, not 400.")
    values["corrections-0-ref"] = ""

    desk.send(values, ferry)

    correction = ferry.corrections.get()
    assert correction.text == "The boat has 40 seats, not 400."
    assert isinstance(correction.ref, uuid.UUID)
    assert not correction.is_issued


def test_published_correction_is_shown_and_cannot_be_changed(desk, sign_in):
    chief = sign_in("Reporter", "Editor", "Publisher")
    ferry = published(by=chief)
    workflow.publish(ferry, by=chief, change="correction", correction="It was 40.")
    (issued,) = ferry.corrections.all()
    response = desk.open(ferry)
    values = desk.filled(response)
    desk.add(values, "corrections", ref=str(issued.ref), kind="clarification", text="It was not.")

    desk.send(values, ferry)

    assert "It was 40." in response.content.decode()
    issued.refresh_from_db()
    assert (issued.text, issued.kind) == ("It was 40.", "correction")


@pytest.mark.parametrize("sent", ["abc", "²", "-1", "9" * 5_000])
@pytest.mark.parametrize("name", ["follows", "topics", "bylines-0-author"])
def test_what_is_no_key_is_refused_on_the_form(desk, sign_in, name, sent):
    ferry = story(by=sign_in("Reporter"), headline="As it was")
    values = desk.filled(desk.open(ferry)) | {name: sent}

    response = desk.send(values, ferry)

    assert response.status_code == 200
    assert errors_of(response) != []
