"""Registers on the desk: merged, found where used, taken in, replaced."""

import io
import json

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from articles.models import Alarm, Article, Edition, Picture, Source, Topic
from authors.models import Author
from tests.articles.admin.conftest import errors_of, page_of, said
from tests.factories import (
    DAY,
    HOUR,
    AuthorFactory,
    DeskFactory,
    PictureFactory,
    SourceFactory,
    TopicFactory,
    chief,
    cited,
    figure,
    placed,
    published,
    ref,
    story,
)

pytestmark = pytest.mark.django_db


def address(name, *args):
    app = "authors" if name.startswith("author") else "articles"
    return reverse(f"admin:{app}_{name}", args=args)


def citing(source, **kwargs):
    mark = ref()
    body = f'<p>The boat is back, <cite data-source="{mark}">the paper</cite> says.</p>'
    return {"citations": {mark: cited(source, **kwargs)}, "body": body}


def with_picture(picture):
    blocks = {ref(): figure(picture)}
    return {"blocks": blocks, "body": "<p>The boat is back.</p>" + placed(**blocks)}


def words_of(response):
    return " ".join(page_of(response).get_element_by_id("content").text_content().split())


def listed(response):
    """What a list of the admin shows in its first column."""
    rows = page_of(response).xpath("//table[@id='result_list']/tbody/tr/th")
    return [" ".join(row.text_content().split()) for row in rows]


def used_in(response):
    """The stories of a page that says where something is used: (slugline, state and places)."""
    rows = page_of(response).xpath("//ul[@class='uses']/li")
    return [
        (
            row.xpath("string(a)"),
            " ".join(row.xpath("string(*[@class='uses-state'])").split()),
        )
        for row in rows
    ]


# Sources -------------------------------------------------------------------------


def source_fields(source, **changes):
    return {
        "name": source.name,
        "kind": source.kind,
        "address": source.address,
        "off_record": source.off_record,
        "aliases-TOTAL_FORMS": "0",
        "aliases-INITIAL_FORMS": "0",
    } | changes


def test_editor_keeps_a_note_off_the_record(client, sign_in):
    sign_in("Editor")
    source = SourceFactory()

    client.post(
        address("source_change", source.pk), source_fields(source, off_record="Call after six.")
    )

    source.refresh_from_db()
    assert source.off_record == "Call after six."


def test_what_is_off_the_record_is_shown_to_nobody_else(client, sign_in):
    sign_in("Reporter")
    source = SourceFactory(name="The Post", off_record="Call after six.")
    story(**citing(source))
    addresses = [
        address("source_change", source.pk),
        address("source_changelist"),
        address("source_used", source.pk),
        address("source_history", source.pk),
    ]

    for each in addresses:
        assert "Call after six" not in client.get(each).content.decode()
    client.post(
        address("source_add"), source_fields(SourceFactory.build(name="New"), off_record="Psst.")
    )
    assert Source.objects.get(name="New").off_record == ""


def test_what_is_off_the_record_is_in_no_search_export_or_version(client, sign_in):
    sign_in("Editor")
    source = SourceFactory(name="The Post", off_record="Call after six.")
    ferry = published(at=timezone.now() - HOUR, **citing(source))

    assert listed(client.get(address("source_changelist"), {"q": "six"})) == []
    assert "six" not in client.get(address("source_export")).content.decode()
    assert "six" not in json.dumps(ferry.revisions.get().document)
    assert "six" not in json.dumps(ferry.editions.get().document)


def test_second_source_of_a_name_and_kind_is_refused(client, sign_in):
    sign_in("Editor")
    SourceFactory(name="The Post")
    other = SourceFactory(name="The Herald")

    response = client.post(
        address("source_change", other.pk), source_fields(other, name="the post")
    )

    assert errors_of(response) == ["A source with this name and kind is there already."]


def test_source_is_found_by_another_name(client, sign_in):
    sign_in("Editor")
    SourceFactory(name="The Post").aliases.create(name="WaPo")
    SourceFactory(name="The Herald")

    assert listed(client.get(address("source_changelist"), {"q": "wapo"})) == ["The Post"]


def test_list_says_in_how_many_stories_and_finds_those_never_cited(client, sign_in):
    person = sign_in("Editor")
    SourceFactory(name="Never")
    cited_once, hidden = SourceFactory(name="Once"), SourceFactory(name="Hidden")
    story(by=person, **citing(cited_once))
    secret = story(**citing(hidden))
    secret.restricted_to.add(chief())
    page = address("source_changelist")

    assert listed(client.get(page, {"cited": "never"})) == ["Hidden", "Never"]
    assert listed(client.get(page, {"cited": "yes"})) == ["Once"]


def test_list_of_sources_costs_the_same_for_one_and_for_three(
    client, sign_in, django_assert_num_queries
):
    sign_in("Editor")
    page = address("source_changelist")
    SourceFactory().aliases.create(name="First")
    client.get(page)
    with django_assert_num_queries(8):
        client.get(page)
    for name in ("Second", "Third"):
        SourceFactory().aliases.create(name=name)
    with django_assert_num_queries(8):
        client.get(page)


def test_where_used_names_stories_that_the_person_may_know_of(client, sign_in):
    boss, source = chief(), SourceFactory()
    before = timezone.now() - HOUR
    published(by=boss, at=before, slugline="OUT", **citing(source))
    story(by=boss, at=before, slugline="DRAFTED", **citing(source))
    story(by=boss, at=before, slugline="SECRET", **citing(source)).restricted_to.add(boss)

    def seen_by(role):
        sign_in(role)
        return used_in(client.get(address("source_used", source.pk)))

    assert seen_by("Editor") == [("OUT", "Live"), ("DRAFTED", "Draft")]
    assert seen_by("Reporter") == [("OUT", "Live")]


def test_where_nothing_is_used_the_page_says_so(client, sign_in):
    sign_in("Editor")

    page = words_of(client.get(address("source_used", SourceFactory().pk)))

    assert "No story that you may see uses it." in page


def test_export_makes_no_formula(client, sign_in):
    sign_in("Editor")
    SourceFactory(name="=HYPERLINK(1)").aliases.create(name="+1")
    SourceFactory(name="@once")

    response = client.get(address("source_export"))

    assert response.headers["Content-Disposition"] == 'attachment; filename="sources.csv"'
    assert response.content.decode("utf-8-sig").splitlines() == [
        "Name,Kind,Other names,Web address,Stories that you may see",
        "'=HYPERLINK(1),Outlet,'+1,,0",
        "'@once,Outlet,–,,0",
    ]


def test_choice_of_a_source_says_whether_readers_see_it(client, sign_in):
    sign_in("Editor")
    SourceFactory(name="Jane Doe", kind="person")
    SourceFactory(name="The Post")

    found = client.get(
        reverse("admin:autocomplete"),
        {"app_label": "articles", "model_name": "citation", "field_name": "source", "term": ""},
    ).json()["results"]

    assert [(each["text"], each["shown"]) for each in found] == [
        ("Jane Doe", False),
        ("The Post", True),
    ]


# Merging ---------------------------------------------------------------------------


def test_merge_offers_names_that_are_alike(client, sign_in):
    sign_in("Editor")
    gone = SourceFactory(name="Washington Post")
    SourceFactory(name="The Washington Post")
    SourceFactory(name="Der Spiegel")

    page = page_of(client.get(address("source_merge", gone.pk)))

    offers = page.xpath("//ul[@class='merge-offers']/li/a")
    assert [offer.text_content() for offer in offers] == ["The Washington Post"]


def test_merge_says_what_moves_before_it_does(client, sign_in):
    sign_in("Editor")
    gone, kept = SourceFactory(name="WaPo"), SourceFactory(name="The Washington Post")
    story(slugline="FERRY", **citing(gone))

    response = client.get(address("source_merge", gone.pk), {"into": kept.pk})

    assert used_in(response) == [("FERRY", "Draft")]
    assert "“WaPo” and its other names become other names of" in words_of(response)
    assert Source.objects.unmerged().count() == 2


def test_merge_is_kept_in_the_history_of_both(client, sign_in):
    person = sign_in("Editor")
    gone, kept = SourceFactory(name="WaPo"), SourceFactory(name="The Washington Post")

    response = client.post(address("source_merge", gone.pk), {"into": kept.pk}, follow=True)

    assert said(response) == ["“WaPo” is “The Washington Post” from now on."]
    assert set(LogEntry.objects.values_list("object_id", "change_message", "user")) == {
        (str(kept.pk), "Merged “WaPo” into it.", person.pk),
        (str(gone.pk), "Merged into “The Washington Post”.", person.pk),
    }


def test_page_of_what_was_merged_leads_to_what_it_became(client, sign_in):
    sign_in("Editor")
    gone, kept = SourceFactory(name="WaPo"), SourceFactory(name="The Washington Post")
    client.post(address("source_merge", gone.pk), {"into": kept.pk})

    response = client.get(address("source_change", gone.pk))

    assert response.headers["Location"] == address("source_change", kept.pk)
    assert client.get(address("source_merge", gone.pk)).status_code == 404


@pytest.mark.parametrize("into", ["", "x", "9" * 40, "987654321"])
def test_merge_into_what_is_not_there_asks_again(client, sign_in, into):
    sign_in("Editor")
    gone = SourceFactory()

    response = client.post(address("source_merge", gone.pk), {"into": into})

    assert said(response) == ["What it should be merged into is there no longer. Choose."]
    assert Source.objects.unmerged().count() == 1


def test_form_opened_before_a_merge_saves_what_the_source_became(client, sign_in, desk):
    sign_in("Editor")
    gone, kept = SourceFactory(), SourceFactory()
    topic, into = TopicFactory(), TopicFactory()
    ferry = story(topics=[topic], **citing(gone))
    page = desk.open(ferry)
    client.post(address("source_merge", gone.pk), {"into": kept.pk})
    client.post(address("topic_merge", topic.pk), {"into": into.pk})

    desk.save(ferry, page=page, headline="Another headline")

    ferry.refresh_from_db()
    assert ferry.headline == "Another headline"
    assert [citation.source for citation in ferry.citations.all()] == [kept]
    assert list(ferry.topics.all()) == [into]


def test_topic_that_another_became_is_not_deleted(client, sign_in):
    sign_in("Administrator")
    gone, kept = TopicFactory(), TopicFactory()
    client.post(address("topic_merge", gone.pk), {"into": kept.pk})

    response = client.post(address("topic_delete", kept.pk), {"post": "yes"})

    assert response.status_code == 403
    assert Topic.objects.count() == 2


def test_authors_with_an_account_each_are_not_merged(client, sign_in):
    person = sign_in("Administrator")
    gone, kept = AuthorFactory(user=person), AuthorFactory(user=chief())

    response = client.post(address("author_merge", gone.pk), {"into": kept.pk})

    assert said(response) == ["Both sign in with an account of their own: they are two people."]
    assert Author.objects.unmerged().count() == 2


def test_author_is_deactivated_and_reactivated_from_the_list(client, sign_in):
    sign_in("Editor")
    author = AuthorFactory(name="Lucía")

    def press(action):
        chosen = {"action": action, "_selected_action": [author.pk]}
        response = client.post(address("author_changelist"), chosen, follow=True)
        author.refresh_from_db()
        return said(response), author.is_active

    assert press("deactivate") == (
        ["Write for us no longer: Lucía. Pages and bylines stay."],
        False,
    )
    assert press("reactivate") == (["Write for us again: Lucía. Pages and bylines stay."], True)


def test_new_byline_is_offered_those_who_write_for_us(client, sign_in):
    sign_in("Editor")
    AuthorFactory(name="Here")
    AuthorFactory(name="Left", is_active=False)

    found = client.get(
        reverse("admin:autocomplete"),
        {"app_label": "articles", "model_name": "byline", "field_name": "author", "term": ""},
    ).json()["results"]

    assert [each["text"] for each in found] == ["Here"]


# Pictures: taking in -----------------------------------------------------------------


def drawn(name="the_boat.png", colour="navy"):
    data = io.BytesIO()
    Image.new("RGB", (400, 300), colour).save(data, "PNG")
    return SimpleUploadedFile(name, data.getvalue())


def test_many_pictures_are_taken_in_each_by_itself(client, sign_in):
    person = sign_in("Reporter")
    files = [drawn(), SimpleUploadedFile("notes.txt", b"no picture"), drawn("two.png", "red")]

    response = client.post(address("picture_upload"), {"upload": files, "credit": "A. Ortiz"})

    pictures = Picture.objects.order_by("title")
    assert [(p.title, p.credit, p.uploaded_by) for p in pictures] == [
        ("the boat", "A. Ortiz", person),
        ("two", "A. Ortiz", person),
    ]
    lines = page_of(response).xpath("//ul[@class='picture-taken']/li")
    assert [" ".join(line.text_content().split()) for line in lines] == [
        "the boat A. Ortiz",
        "notes.txt This is not a picture we can use. Upload a JPEG, PNG, GIF or WebP file.",
        "two A. Ortiz",
    ]


def test_script_is_told_what_came_of_its_file(client, sign_in):
    sign_in("Reporter")
    headers = {"Accept": "application/json"}
    page = address("picture_upload")

    first = client.post(page, {"upload": drawn()}, headers=headers).json()
    again = client.post(page, {"upload": drawn()}, headers=headers).json()
    none = client.post(page, {}, headers=headers).json()

    picture = Picture.objects.get()
    assert first == {
        "ok": True,
        "errors": [],
        "title": "the boat",
        "credit": "",
        "address": address("picture_change", picture.pk),
        "thumbnail": first["thumbnail"],
    }
    assert first["thumbnail"].startswith(f"/media/renditions/{picture.pk}-")
    assert (again["ok"], again["errors"]) == (False, ["It is in the library already: “the boat”."])
    assert (none["ok"], none["errors"]) == (False, ["Choose at least one picture."])


def test_more_files_than_one_request_takes_are_named(client, sign_in, monkeypatch):
    monkeypatch.setattr("articles.admin.picture_upload.AT_ONCE", 1)
    sign_in("Reporter")

    response = client.post(
        address("picture_upload"), {"upload": [drawn(), drawn("two.png", "red")]}
    )

    refused = page_of(response).xpath("//li[@data-state='refused']/strong")
    assert [name.text_content() for name in refused] == ["two.png"]
    assert Picture.objects.count() == 1


# Pictures: rights ---------------------------------------------------------------------


def test_library_finds_pictures_by_the_end_of_their_rights(client, sign_in):
    sign_in("Editor")
    now = timezone.now()
    PictureFactory(title="Soon", use_until=now + DAY)
    PictureFactory(title="Over", use_until=now - DAY)
    PictureFactory(title="Later", use_until=now + 30 * DAY)
    PictureFactory(title="Open")
    PictureFactory(title="Killed", killed_at=now)

    def found(**asked):
        page = page_of(client.get(address("picture_changelist"), asked))
        titles = page.xpath("//*[contains(@class, 'field-title')]")
        return [title.text_content().strip() for title in titles]

    assert found(rights="ends") == ["Soon"]
    assert found(rights="ended") == ["Over"]
    assert found(rights="open") == ["Open"]
    assert sorted(found()) == ["Later", "Open", "Over", "Soon"]


def test_picture_whose_rights_ended_is_drawn_nowhere_on_the_desk(client, sign_in):
    sign_in("Editor")
    picture = PictureFactory(use_until=timezone.now() - DAY)

    for page in (address("picture_changelist"), address("picture_change", picture.pk)):
        assert "/media/renditions/" not in client.get(page).content.decode()


def test_rights_are_extended_and_the_alarm_is_over(client, sign_in):
    sign_in("Editor")
    picture = PictureFactory(use_until=timezone.now() + HOUR)
    alarm = Alarm.objects.create(
        kind=Alarm.Kind.RIGHTS, key=f"rights:{picture.pk}", picture=picture
    )
    until = timezone.localtime() + 30 * DAY

    client.post(address("picture_extend", picture.pk), {"use_until": f"{until:%Y-%m-%dT%H:%M}"})

    picture.refresh_from_db()
    alarm.refresh_from_db()
    assert picture.use_until == until.replace(second=0, microsecond=0)
    assert alarm.cleared_at is not None


def test_rights_are_not_extended_to_an_earlier_end(client, sign_in):
    sign_in("Editor")
    picture = PictureFactory(use_until=timezone.now() + 2 * DAY)
    page = address("picture_extend", picture.pk)

    for shift, words in ((-DAY, "This time has passed"), (DAY, "no later than the end so far")):
        until = timezone.localtime() + shift
        response = client.post(page, {"use_until": f"{until:%Y-%m-%dT%H:%M}"})
        (error,) = errors_of(response)
        assert words in error


def test_picture_is_replaced_in_the_stories_that_one_may_change(client, sign_in):
    person = sign_in("Editor")
    city, sport = DeskFactory(), DeskFactory()
    city.people.add(person)
    boss, before = chief(), timezone.now() - HOUR
    old, new = PictureFactory(), PictureFactory()
    kwargs = {"by": boss, "at": before, **with_picture(old)}
    ours = published(slugline="OURS", desk=city.pk, **kwargs)
    theirs = published(slugline="THEIRS", desk=sport.pk, **kwargs)
    secret = published(slugline="SECRET", desk=city.pk, **kwargs)
    secret.restricted_to.add(boss)
    page = address("picture_replace", old.pk)

    first = client.get(page, {"with": new.pk})
    done = client.post(page, {"with": new.pk})

    assert used_in(first) == [("OURS", "live"), ("THEIRS", "live")]
    assert "Replace in 1 story" in words_of(first)
    assert "OURS Ferry returns to the north quay live Done: live." in words_of(done)
    assert "SECRET" not in first.content.decode() + done.content.decode()

    def shown(article):
        document = Edition.objects.live(timezone.now()).get(article=article).document
        return [block["picture"] for block in document["blocks"].values()]

    assert [shown(each) for each in (ours, theirs, secret)] == [[new.pk], [old.pk], [old.pk]]


def test_refusal_of_one_story_is_said_with_its_reason(client, sign_in):
    sign_in("Night editor")
    old, new = PictureFactory(), PictureFactory(credit="")
    published(at=timezone.now() - HOUR, **with_picture(old))

    response = client.post(address("picture_replace", old.pk), {"with": new.pk})

    assert "Not live: FERRY not done: 1 thing." in words_of(response)
    assert Edition.objects.count() == 1


def test_picture_is_removed_from_drafts_and_pages(client, sign_in):
    sign_in("Night editor")
    old, before = PictureFactory(), timezone.now() - HOUR
    published(at=before, slugline="OUT", **with_picture(old))
    story(at=before, slugline="DRAFTED", **with_picture(old))

    response = client.post(address("picture_remove", old.pk))

    assert "Done: live." in words_of(response)
    assert "Done: draft." in words_of(response)
    assert [a.figures.count() for a in Article.objects.all()] == [0, 0]
    assert used_in(client.get(address("picture_used", old.pk))) == []


@pytest.mark.parametrize("given", ["", "0", "x", "9" * 40])
def test_picture_that_cannot_be_shown_replaces_none(client, sign_in, given):
    sign_in("Night editor")
    old = PictureFactory()
    ended = PictureFactory(use_until=timezone.now() - DAY)

    for wanted in (given, ended.pk, old.pk):
        response = client.post(address("picture_replace", old.pk), {"with": wanted})
        assert said(response) == ["That picture cannot be shown. Choose another."]


def test_publisher_may_take_a_picture_out_of_any_story(client, sign_in):
    sign_in("Publisher")
    old = PictureFactory()
    ferry = published(at=timezone.now() - HOUR, **with_picture(old))

    client.post(address("picture_remove", old.pk))

    live = Edition.objects.live(timezone.now()).get(article=ferry)
    assert live.document["blocks"] == {}
    assert ferry.moves.first().verb == "fix"


def test_picture_s_page_leads_to_what_can_be_done_with_it(client, sign_in):
    sign_in("Editor")
    picture = PictureFactory(use_until=timezone.now() + DAY)

    page = page_of(client.get(address("picture_change", picture.pk)))

    ways = page.xpath("//ul[@class='object-tools']/li/a")
    assert [way.text_content() for way in ways] == [
        "Where used",
        "Extend…",
        "Replace everywhere…",
        "Remove everywhere…",
        "History",
    ]
    assert page.xpath("//span[@class='focal']/img/@width") == ["960"]


def test_library_costs_the_same_for_one_and_for_three(client, sign_in, django_assert_num_queries):
    sign_in("Editor")
    page = address("picture_changelist")
    PictureFactory()
    client.get(page)
    with django_assert_num_queries(7):
        client.get(page)
    PictureFactory.create_batch(2)
    with django_assert_num_queries(7):
        client.get(page)
