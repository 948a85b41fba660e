"""The panels beside the text: what each says closed and holds open, and what it fetches."""

import pytest
from django.urls import reverse
from django.utils import timezone

from articles import workflow
from articles.admin import used_story
from articles.admin.states import with_states
from articles.admin.used_story import used_in
from articles.admin.versions import last_events
from articles.models import Article
from tests.articles.admin.conftest import page_of
from tests.factories import (
    DAY,
    HOUR,
    NOON,
    SectionFactory,
    SourceFactory,
    TopicFactory,
    UserFactory,
    chief,
    cited,
    published,
    ref,
    related,
    saved_again,
    story,
)

pytestmark = pytest.mark.django_db


def panels_of(response):
    """Name → what its closed line says, in the order of the page."""
    lines = page_of(response).xpath("//details[@name='side']/summary")
    return {line.find("h2").text_content().split()[0]: _says(line) for line in lines}


def _says(line):
    says = line.find("span")
    return "" if says is None else (says.text or "").strip()


def open_panels(response):
    return page_of(response).xpath("//details[@name='side'][@open]/@id")


def piece(client, ferry, part):
    return page_of(client.get(reverse("admin:articles_article_side", args=[ferry.pk, part])))


def words(element):
    return " ".join(element.text_content().split())


# The form -----------------------------------------------------------------------------


def test_each_panel_says_in_a_line_what_it_holds(desk, sign_in):
    person = sign_in("Reporter", "Editor")
    shown, quiet = ref(), ref()
    ferry = story(
        by=person,
        slugline="FERRY",
        section=SectionFactory(slug="city", name="City"),
        topics=[TopicFactory(), TopicFactory()],
        headline="Ferry returns",
        citations={shown: cited(SourceFactory()), quiet: cited(SourceFactory(), shown=False)},
        body="<p>According to officials, it left.</p>",
    )
    today = timezone.localtime()

    opened = desk.open(ferry)

    says = panels_of(opened)
    assert list(says) == [
        "Checks", "Reads", "Notes", "History", "Where", "Sources", "Place", "Rights", "Address",
        "More",
    ]  # fmt: skip
    assert says["Reads"] == "desk – · copy – · legal –"
    assert says["Sources"] == "1 shown, 1 desk only, 1 uncited"
    assert says["Place"] == "City · 2 topics"
    assert says["Rights"] == "Staff · may syndicate"
    assert says["Address"] == f"/city/{today:%Y/%m/%d}/ferry-returns/"
    assert open_panels(opened) == ["side-checks"]


def test_new_story_has_the_panels_of_what_is_typed_alone(desk, sign_in):
    sign_in("Reporter")

    says = panels_of(desk.open())

    assert list(says) == ["Checks", "Sources", "Place", "Rights", "Address", "More"]
    assert (says["Sources"], says["Address"]) == ("none", "")


def test_error_in_a_closed_panel_opens_it_and_what_it_holds_is_posted(desk, sign_in):
    ferry = story(by=sign_in("Reporter"))

    refused = desk.save(ferry, origin_address="javascript:alert(1)", search_headline="Ferry, again")

    assert open_panels(refused) == ["side-rights"]
    assert page_of(refused).xpath("//div[@class='side-column']/@data-refused") == [""]
    assert desk.filled(refused)["search_headline"] == ["Ferry, again"]


def test_changed_section_of_a_live_story_says_what_it_does_to_the_address(desk, sign_in):
    ferry = published(by=sign_in("Reporter", "Editor", "Publisher"), at=timezone.now() - HOUR)
    ferry.refresh_from_db()
    live = ferry.editions.get().path
    before = page_of(desk.open(ferry))
    assert before.xpath("//div[@class='side-moves']/@hidden") == [""]

    response = desk.save(
        ferry,
        section=SectionFactory(slug="sport", name="Sport").pk,
        keep_address="on",
        button="_publish",
    )

    # The sheet begins with what was ticked beside the form.
    assert response.url.endswith("/publish/?keep_address=1")
    sheet = page_of(desk.client.get(response.url))
    assert sheet.xpath("//input[@name='keep_address']/@checked") == ["checked"]
    after = page_of(desk.open(ferry))
    (moves,) = after.xpath("//div[@class='side-moves']")
    assert moves.get("hidden") is None
    assert words(moves).startswith("This changes the address; 1 redirect will be made.")
    assert panels_of(desk.open(ferry))["Address"] == f"/sport/{live.split('/', 2)[2]}"


def test_live_form_has_the_panels_of_what_readers_get(client, sign_in):
    sign_in("Editor")
    ferry = published(at=timezone.now() - HOUR)

    opened = client.get(reverse("admin:articles_article_live", args=[ferry.pk]))

    assert list(panels_of(opened)) == ["Sources", "Place", "Rights", "More"]


# History ------------------------------------------------------------------------------


def test_history_has_the_last_ten_moves_and_versions_newest_first(client, sign_in):
    ferry = story(by=sign_in("Editor"))
    for number in range(1, 9):
        at = NOON + number * HOUR
        saved_again(ferry, by=ferry.created_by, headline=f"Headline {number}", at=at)
    workflow.submit(ferry, by=ferry.created_by, at=NOON + DAY)

    events = last_events(ferry)

    named = [str(event["version"] or event["what"]) for event in events]
    assert named == ["Sent to desk", *(f"v{number}" for number in range(9, 1, -1)), "Started"]
    page = piece(client, ferry, "history")
    links = page.xpath("//div[@class='side-piece']//a/@href")
    compare = reverse("admin:articles_article_compare", args=[ferry.pk])
    assert links[0] == f"{compare}?a=8&b=9"
    assert links[-1] == reverse("admin:articles_article_history", args=[ferry.pk])


# Where used -----------------------------------------------------------------------------


def used_by(person, ferry):
    found = with_states(Article.objects.all()).get(pk=ferry.pk)
    used = used_in(person, found, timezone.now())
    return {use.story.slugline: use.ways for use in used["stories"]}


def test_where_used_names_links_follow_ups_and_translations(client, sign_in):
    person = sign_in("Editor")
    ferry = published(slugline="FERRY", at=timezone.now() - HOUR)
    path = ferry.editions.get().path
    story(slugline="BESIDE", blocks={ref(): related(("", ferry))})
    story(slugline="PROSE", body=f'<p><a href="{path}">The ferry</a></p>', follows=ferry.pk)
    story(slugline="ES", translation_of=ferry.pk)
    story(slugline="OTHER", body=f'<p><a href="{path}extra/">Another</a></p>')
    workflow.make_lead(ferry, by=chief())

    assert used_by(person, ferry) == {
        "ES": ["translation"],
        "PROSE": ["links to it in the text", "follow-up"],
        "BESIDE": ["links to it beside the text"],
    }
    page = piece(client, ferry, "used")
    said = words(page.xpath("//div[@class='side-piece']")[0])
    assert said.startswith("It leads the front until somebody puts another there.")
    assert f"{path} readers see it here" in said


def test_where_used_says_where_it_stopped_looking(client, sign_in, monkeypatch):
    monkeypatch.setattr(used_story, "MOST_LINKING", 1)
    sign_in("Editor")
    ferry = published(slugline="FERRY", at=timezone.now() - HOUR)
    link = f'<p><a href="{ferry.editions.get().path}">The ferry</a></p>'
    limit = (
        "Of the stories that link to it in their text, the newest 1 were looked at; there are more."
    )

    story(slugline="FIRST", body=link)
    assert limit not in words(piece(client, ferry, "used"))
    story(slugline="SECOND", body=link)
    assert limit in words(piece(client, ferry, "used"))


def test_where_used_tells_nothing_of_a_text_that_is_closed_to_the_person():
    reporter = UserFactory(roles=["Reporter"])
    ferry = published(slugline="FERRY", at=timezone.now() - HOUR)
    story(slugline="DRAFT", blocks={ref(): related(("", ferry))})
    hidden = story(slugline="HIDDEN", blocks={ref(): related(("", ferry))})
    hidden.restricted_to.add(chief())
    published(slugline="LIVE", blocks={ref(): related(("", ferry))}, at=timezone.now() - HOUR)

    assert list(used_by(reporter, ferry)) == ["LIVE"]
    assert set(used_by(UserFactory(roles=["Editor"]), ferry)) == {"LIVE", "DRAFT"}


@pytest.mark.parametrize("others", [1, 6])
def test_pieces_cost_the_same_whatever_uses_the_story(django_assert_num_queries, others):
    ferry = published(at=timezone.now() - HOUR)
    person = UserFactory(roles=["Editor"])
    for _ in range(others):
        story(blocks={ref(): related(("", ferry))})
        saved_again(ferry, by=ferry.created_by, headline=f"One of {others}")
    found = with_states(Article.objects.all()).get(pk=ferry.pk)
    person.has_perm("articles.view_article")

    with django_assert_num_queries(11):
        used_in(person, found, timezone.now())
        last_events(found)


def test_piece_that_there_is_not_is_not_found(client, sign_in):
    ferry = story(by=sign_in("Reporter"))

    address = reverse("admin:articles_article_side", args=[ferry.pk, "rumours"])

    assert client.get(address).status_code == 404
