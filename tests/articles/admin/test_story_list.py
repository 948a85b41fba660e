"""The story list: what its filters find, saved views, and what it costs."""

import pytest
from django.urls import reverse
from django.utils import timezone

from articles import workflow
from articles.admin import list_filters, story_list
from articles.admin.fields import name_of
from articles.admin.saved_views import LONGEST, MOST, kept_of
from articles.models import Article, SavedView
from tests.articles.admin.conftest import page_of, said
from tests.factories import (
    DAY,
    HOUR,
    AuthorFactory,
    DeskFactory,
    UserFactory,
    chief,
    embed,
    placed,
    published,
    ref,
    related,
    saved_again,
    story,
)

pytestmark = pytest.mark.django_db

LIST = "admin:articles_article_changelist"


@pytest.fixture
def boss():
    return chief()


def found(client, **asked):
    """The sluglines that the list shows."""
    response = client.get(reverse(LIST), asked)
    assert response.status_code == 200
    return {each.slugline for each in response.context["cl"].result_list}


def set_fields(article, **fields):
    Article.objects.filter(pk=article.pk).update(**fields)


@pytest.fixture
def every_state(boss):
    """A story in each state before readers."""
    before = timezone.now() - DAY
    made = {name: published(by=boss, at=before, slugline=name) for name in (
        "LIVE", "BEHIND", "RETRACTED", "WITHDRAWN", "KILLED", "UPDATE"
    )}  # fmt: skip
    story(by=boss, at=before, slugline="DRAFT")
    saved_again(made["BEHIND"], by=boss, at=before + HOUR, dek="It was late.")
    workflow.retract(made["RETRACTED"], by=boss, notice="It was wrong.", at=before + HOUR)
    workflow.withdraw(made["WITHDRAWN"], by=boss, at=before + HOUR)
    workflow.kill(made["KILLED"], by=boss, at=before + HOUR)
    saved_again(made["UPDATE"], by=boss, at=before + HOUR, dek="It was late.")
    later = {"go_live_at": timezone.now() + DAY, "at": before + HOUR}
    workflow.publish(made["UPDATE"], by=boss, change="fix", **later)
    workflow.publish(story(by=boss, at=before, slugline="SCHEDULED"), by=boss, **later)


def test_filter_by_what_readers_have(every_state, boss):
    now = timezone.now()

    got = {
        name: set(ask(Article.objects.all(), now).values_list("slugline", flat=True))
        for name, (_, ask) in list_filters.PublicState.asked.items()
    }

    assert got == {
        "never": {"DRAFT"},
        "scheduled": {"SCHEDULED", "UPDATE"},
        "live": {"LIVE"},
        "behind": {"BEHIND", "UPDATE"},
        "retracted": {"RETRACTED"},
        "withdrawn": {"WITHDRAWN"},
        "killed": {"KILLED"},
    }


def test_first_publication_undone_counts_as_never(boss):
    now = timezone.now()
    slip = published(by=boss, at=now, slugline="SLIP")
    workflow.undo(slip, by=boss, at=now + HOUR / 120)

    never = list_filters.never(Article.objects.all(), now + HOUR)
    withdrawn = list_filters.withdrawn(Article.objects.all(), now + HOUR)

    assert ([each.slugline for each in never], list(withdrawn)) == (["SLIP"], [])


def test_filters_by_whose_it_is(client, sign_in, boss):
    me = sign_in("Editor")
    mine, ada = AuthorFactory(user=me), AuthorFactory()
    story(by=me, slugline="BEGUN")
    set_fields(story(by=boss, slugline="GIVEN"), assigned_to=me)
    story(by=boss, slugline="SIGNED", author=mine)
    set_fields(story(by=boss, slugline="FREE", author=ada), assigned_to=None)

    assert found(client, mine="yes") == {"BEGUN", "GIVEN", "SIGNED"}
    assert found(client, mine="hand") == {"BEGUN", "GIVEN"}
    assert found(client, mine="free") == {"FREE"}
    assert found(client, author=ada.pk) == {"FREE"}
    assert found(client, author=ada.pk + 99) == found(client, author="x") == set()


def holding(by, slugline, block):
    at = ref()
    return story(by=by, slugline=slugline, blocks={at: block}, body=placed(**{at: block}))


def test_filters_by_what_it_holds_and_needs(client, sign_in):
    me = sign_in("Editor")
    holding(me, "PLAYS", embed())
    holding(me, "WAITS", embed(provider="", embed_id=""))
    holding(me, "LINKED", related(("Elsewhere", "https://port.example/")))
    holding(me, "UNLINKED", related(("Elsewhere", "https://port.example/"), ("Words", None)))

    assert found(client, has="video") == {"PLAYS"}
    assert found(client, needs="video") == {"WAITS"}
    assert found(client, needs="link") == {"UNLINKED"}


def test_what_stands_in_a_story_is_asked_only_by_who_reads_it(client, sign_in, boss):
    me = sign_in("Reporter")
    holding(me, "MINE", embed())
    holding(boss, "THEIRS", embed())

    assert found(client) == {"MINE", "THEIRS"}
    assert found(client, has="video") == {"MINE"}


def test_filters_by_time_and_drawer(client, sign_in):
    me, now = sign_in("Editor"), timezone.now()
    today = timezone.localdate(now)
    noon = now.replace(hour=12)
    set_fields(story(by=me, slugline="TODAY"), due_at=noon)
    set_fields(story(by=me, slugline="LATE"), due_at=now - 2 * DAY)
    set_fields(story(by=me, slugline="COMING"), due_at=now + 2 * DAY)
    set_fields(published(at=now - DAY, slugline="OUT"), due_at=now - 2 * DAY)
    set_fields(story(by=me, slugline="OBIT"), kept_ready=True)
    set_fields(story(by=me, slugline="OLD OBIT"), kept_ready=True, look_again_on=today)

    late = {"LATE", "TODAY"} if noon < timezone.now() else {"LATE"}
    assert found(client, due="today") == {"TODAY"}
    assert found(client, due="late") == late
    assert found(client, drawer="kept") == {"OBIT", "OLD OBIT"}
    assert found(client, drawer="look") == {"OLD OBIT"}


def test_answer_that_a_filter_does_not_have_asks_nothing(client, sign_in):
    story(by=sign_in("Editor"), slugline="FERRY")

    assert found(client, public="x", mine="'", due="\x01") == {"FERRY"}


@pytest.mark.parametrize(
    ("words", "names"),
    [("ferry quay", {"MINE", "THEIRS"}), ("secret", {"MINE"}), ("old mole", set())],
)
def test_search_finds_by_slugline_and_the_headline_that_the_person_may_know(
    client, sign_in, boss, words, names
):
    me = sign_in("Reporter")
    quay = {"headline": "Ferry returns to the quay", "at": timezone.now() - DAY}
    for by, slugline in ((me, "MINE"), (boss, "THEIRS")):
        boat = published(by=boss, slugline=slugline, **quay)
        set_fields(boat, assigned_to=by, headline="Secret ferry at the quay", created_by=by)
    story(by=boss, slugline="OTHER", headline="Old mole")

    assert found(client, q=words) == names


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("quay", {"OLD"}),
        ("qua", set()),
        ("ol", {"OLD"}),
        ("shar", {"NEW"}),
        ("harbour", set()),
        ("secret", set()),
    ],
)
def test_older_stories_of_a_large_paper_are_found_by_whole_words(
    client, sign_in, boss, monkeypatch, words, names
):
    monkeypatch.setattr(story_list, "NEAR", 1)
    sign_in("Reporter")
    old = published(by=boss, slugline="OLD", headline="Ferry returns to the quay")
    set_fields(old, headline="Secret ferry", modified_at=timezone.now() - DAY)
    draft = story(by=boss, slugline="DRAFT", headline="Harbour shut")
    set_fields(draft, modified_at=timezone.now() - DAY)
    published(by=boss, slugline="NEW", headline="Sharks in the bay")

    assert found(client, q=words) == names


def test_list_says_that_nothing_was_found_and_leads_back(client, boss):
    client.force_login(boss)

    [words] = page_of(client.get(reverse(LIST), {"q": "zzz"})).xpath("//p[@class='nothing-listed']")

    assert words.text_content() == "Nothing was found. Show all"
    assert words.xpath("a/@href") == ["?"]


def test_words_are_counted_for_who_reads_the_text(client, sign_in, boss):
    for by in (sign_in("Reporter"), boss):
        set_fields(story(by=by, slugline=f"OF {by.pk}"), wanted_words=500)

    page = page_of(client.get(reverse(LIST), {"o": "1"}))

    assert sorted(page.xpath("//td[@class='field-words']/text()")) == ["8/500", "–/500"]


@pytest.mark.parametrize("stories", [3, 30])
def test_list_costs_the_same_for_3_and_30_stories(
    client, sign_in, django_assert_num_queries, stories
):
    person = sign_in("Reporter", "Video")
    desk = DeskFactory()
    person.saved_views.create(name="Mine", query="mine=yes")
    for number in range(stories):
        story(by=person, slugline=f"STORY {number}", desk=desk.pk)

    with django_assert_num_queries(11):
        client.get(reverse(LIST), {"q": "STORY", "public": "never", "mine": "yes"})


def test_many_are_taken_at_once(client, sign_in, boss):
    me = sign_in("Night editor")
    keys = [story(by=boss, slugline=name).pk for name in ("FERRY", "BRIDGE")]

    response = client.post(
        reverse(LIST), {"action": "take_stories", "_selected_action": keys}, follow=True
    )

    assert Article.objects.filter(assigned_to=me).count() == 2
    assert sorted(said(response)) == [
        "BRIDGE: It is in your hands.",
        "FERRY: It is in your hands.",
    ]


def test_many_are_handed_over_at_once_and_a_refusal_stops_no_other(client, sign_in, boss):
    city, sport = DeskFactory(), DeskFactory()
    me, lucia = sign_in("Editor"), UserFactory(roles=["Reporter"], first_name="Lucía")
    city.people.add(me)
    ours = story(by=boss, slugline="FERRY", desk=city.pk)
    theirs = story(by=boss, slugline="MATCH", desk=sport.pk)
    ticked = {"action": "hand_over_stories", "_selected_action": [ours.pk, theirs.pk]}

    asked = client.post(reverse(LIST), ticked)
    done = client.post(reverse(LIST), ticked | {"to": lucia.pk}, follow=True)

    assert "Hand over 2 stories" in asked.content.decode()
    assert sorted(said(done)) == [
        f"FERRY: {name_of(lucia)} has it now.",
        "MATCH: You may not hand over this story.",
    ]
    assert [story.slugline for story in Article.objects.filter(assigned_to=lucia)] == ["FERRY"]


# Saved views ----------------------------------------------------------------------------


def save(client, name, query="public=live"):
    address = reverse("admin:articles_article_save_view")
    return client.post(address, {"name": name, "query": query}, follow=True)


def test_view_is_saved_opened_replaced_and_deleted(client, sign_in):
    me = sign_in("Reporter")

    first = save(client, "Live ones", "public=live&p=2&mine=yes")
    link = page_of(first).xpath("//section[@class='saved-views']//li/a")[0]
    again = save(client, " Live  ones", "public=behind")
    view = me.saved_views.get()
    gone = client.post(reverse("admin:articles_article_delete_view", args=[view.pk]), follow=True)

    assert said(first) == ["The view “Live ones” is saved."]
    assert (link.text, link.get("aria-current")) == ("Live ones", "true")
    assert link.get("href") == f"{reverse(LIST)}?mine=yes&public=live"
    assert said(again) == ["The view “Live ones” is replaced by what you see."]
    assert view.query == "public=behind"
    assert said(gone) == ["The view “Live ones” is deleted."]
    assert not me.saved_views.exists()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "Not saved. Give the view a name."),
        ("  ", "Not saved. Give the view a name."),
        ("x" * (LONGEST + 1), "Not saved. A view’s name has 60 characters at most."),
    ],
)
def test_view_without_a_name_that_fits_is_not_saved(client, sign_in, name, words):
    sign_in("Reporter")

    response = save(client, name)

    assert said(response) == [words]
    assert response.request["QUERY_STRING"] == "public=live"
    assert not SavedView.objects.exists()


def test_view_that_is_too_long_or_one_too_many_is_not_saved(client, sign_in):
    me = sign_in("Reporter")
    SavedView.objects.bulk_create(SavedView(person=me, name=f"View {n}") for n in range(MOST))

    assert said(save(client, "View 1", f"q={'x' * 600}")) == [
        "Not saved. This search is too long to keep: shorten it."
    ]
    assert said(save(client, "One more")) == ["Not saved. You have 20 views: delete one first."]
    assert said(save(client, "View 1")) == ["The view “View 1” is replaced by what you see."]


def test_view_of_somebody_else_does_not_exist(client, sign_in):
    theirs = UserFactory().saved_views.create(name="Theirs", query="q=secret")
    sign_in("Reporter")

    response = client.post(reverse("admin:articles_article_delete_view", args=[theirs.pk]))

    assert response.status_code == 404
    assert b"Theirs" not in client.get(reverse(LIST)).content
    assert SavedView.objects.filter(pk=theirs.pk).exists()


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("mine=yes&p=3&e=1&body__contains=a", "mine=yes"),
        ("stage__exact=draft&q=a%26b&o=-1", "o=-1&q=a%26b&stage__exact=draft"),
        ("public=&&;=%zz", ""),
        ("&".join(["a=1"] * 2000), ""),
    ],
)
def test_only_questions_to_the_list_are_kept(query, kept):
    assert kept_of(query) == kept
