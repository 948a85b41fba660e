"""Requests that no page of the desk would send: what is not offered is not done either."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from articles import workflow
from articles.models import Article, Move
from tests.articles.admin.conftest import errors_of, said
from tests.factories import (
    DAY,
    HOUR,
    DeskFactory,
    TopicFactory,
    UserFactory,
    chief,
    published,
    story,
)

pytestmark = pytest.mark.django_db

LIST = "admin:articles_article_changelist"


@pytest.fixture
def city():
    return DeskFactory(name="City desk")


@pytest.fixture
def sport():
    return DeskFactory(name="Sport desk")


def hidden(**kwargs):
    ferry = story(slugline="HUSH", **kwargs)
    ferry.restricted_to.add(ferry.created_by)
    return ferry


# Many at once -------------------------------------------------------------------------


ACTIONS = ["submit_stories", "approve_stories", "publish_stories"]


def act(client, action, stories, **more):
    sent = {"action": action, "_selected_action": [each.pk for each in stories], **more}
    return client.post(reverse(LIST), sent)


def moves():
    return set(Move.objects.values_list("article__slugline", "verb"))


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("across", ["0", "1"])
def test_bulk_action_never_touches_or_names_a_hidden_story(client, sign_in, action, across):
    sign_in("Reporter", "Night editor", "Publisher", "Video")
    secret, ferry = hidden(), story(slugline="FERRY")
    before = moves()

    response = act(client, action, [secret, ferry], select_across=across)

    page = client.get(response.url).content.decode()
    assert {slugline for slugline, _ in moves() - before} == {"FERRY"}
    assert "HUSH" not in page


@pytest.mark.parametrize("across", ["0", "1"])
def test_bulk_approval_leaves_stories_of_another_desk(client, sign_in, city, sport, across):
    city.people.add(sign_in("Editor"))
    ours, theirs = story(desk=city.pk), story(desk=sport.pk)

    act(client, "approve_stories", [ours, theirs], select_across=across)

    assert (workflow.is_approved(ours), workflow.is_approved(theirs)) == (True, False)


@pytest.mark.parametrize("across", ["0", "1"])
def test_bulk_sending_leaves_stories_of_others(client, sign_in, across):
    ours, theirs = story(by=sign_in("Reporter")), story()

    act(client, "submit_stories", [ours, theirs], select_across=across)

    stages = [Article.objects.get(pk=each.pk).stage for each in (ours, theirs)]
    assert stages == ["in_review", "draft"]


@pytest.mark.parametrize("action", ["approve_stories", "publish_stories", "delete_selected"])
def test_bulk_action_that_is_not_offered_does_nothing(client, sign_in, action):
    ferry = story(by=sign_in("Reporter"))
    before = moves()

    act(client, action, [ferry], select_across="1", post="yes")

    assert moves() == before
    assert Article.objects.filter(pk=ferry.pk).exists()


# Fields that are not the person's ------------------------------------------------------


#: What belongs to others or to nobody, and would matter if it were taken from a form.
FORGED = {
    "stage": "in_review",
    "version": "99",
    "id": "1",
    "killed_at": "2026-01-01 00:00:00",
    "import_key": "stolen",
    "created_by": "1",
    "is_superuser": "on",
    "published_at": "2026-01-01 00:00:00",
    "weight": "3",
    "noindex": "on",
    "may_syndicate": "",
    "kept_ready": "on",
    "use_until": "2030-01-01T00:00:00",
}


def facts(ferry):
    """Every column, beside those that a save moves on."""
    row = Article.objects.filter(pk=ferry.pk).values().get()
    return {name: row[name] for name in row if name not in ("version", "modified_at", "headline")}


def test_save_takes_no_field_that_the_form_does_not_offer(desk, sign_in, caplog, city, sport):
    reporter = sign_in("Reporter")
    ferry = story(by=reporter, desk=city.pk, assigned_to=None)
    stranger = UserFactory()
    before = facts(ferry)
    people = {"assigned_to": str(stranger.pk), "restricted_to": [str(stranger.pk)]}

    desk.save(ferry, headline="Mine", desk=str(sport.pk), **FORGED, **people)

    ferry.refresh_from_db()
    assert facts(ferry) == before
    assert (ferry.headline, ferry.version) == ("Mine", 2)
    assert not ferry.restricted_to.exists()
    assert "assigned_to, desk, kept_ready" in caplog.text
    assert set(ferry.moves.values_list("verb", flat=True)) == {"start"}


def test_merging_save_takes_no_field_that_the_form_does_not_offer(desk, sign_in, city):
    """A save from an older version goes another way in."""
    reporter = sign_in("Reporter")
    ferry = story(by=reporter, desk=city.pk)
    page = desk.open(ferry)
    Article.objects.filter(pk=ferry.pk).update(dek="Changed meanwhile.")
    ferry.refresh_from_db()
    workflow.keep(ferry, by=chief(), at=timezone.now())
    before = facts(ferry)

    desk.save(ferry, page, headline="Mine", **FORGED)

    ferry.refresh_from_db()
    assert facts(ferry) == before
    assert (ferry.headline, ferry.dek, ferry.version) == ("Mine", "Changed meanwhile.", 3)


def test_new_story_takes_no_field_that_its_form_does_not_offer(desk, sign_in):
    reporter = sign_in("Reporter")

    desk.save(slugline="FERRY", headline="Mine", **FORGED)

    ferry = Article.objects.get()
    assert (ferry.created_by, ferry.assigned_to) == (reporter, reporter)
    assert (ferry.stage, ferry.version, ferry.weight) == ("draft", 1, 0)
    assert (ferry.noindex, ferry.may_syndicate, ferry.kept_ready) == (False, True, False)
    assert (ferry.use_until, ferry.import_key, ferry.killed_at) == (None, None, None)


def test_desk_is_given_to_another_by_an_editor_of_the_desk_only(desk, sign_in, city, sport):
    editor = sign_in("Editor")
    sport.people.add(editor)
    own = story(by=editor, desk=city.pk)
    first = story(by=editor)

    desk.save(own, desk=str(sport.pk))
    desk.save(first, desk=str(city.pk))

    own.refresh_from_db()
    first.refresh_from_db()
    assert (own.desk, first.desk) == (city, city)
    assert not workflow.is_approved(own)


# Embargo -------------------------------------------------------------------------------


def embargoed(by, until, **kwargs):
    ferry = story(by=by, **kwargs)
    Article.objects.filter(pk=ferry.pk).update(embargo_until=until)
    return Article.objects.get(pk=ferry.pk)


def until(moment):
    local = timezone.localtime(moment)
    return {"embargo_until": f"{local:%Y-%m-%dT%H:%M:%S}"}


TODAY = timezone.now().replace(microsecond=0)


def test_reporter_sets_and_lengthens_an_embargo(desk, sign_in):
    ferry = embargoed(sign_in("Reporter"), None)

    for moment in (TODAY + DAY, TODAY + 2 * DAY):
        desk.save(ferry, **until(moment))
        ferry.refresh_from_db()
        assert ferry.embargo_until == moment


@pytest.mark.parametrize("change", [until(TODAY + HOUR), dict.fromkeys(until(TODAY), "")])
def test_reporter_neither_shortens_nor_lifts_an_embargo(desk, sign_in, city, sport, change):
    reporter = sign_in("Reporter", "Editor")
    sport.people.add(reporter)
    ferry = embargoed(reporter, TODAY + DAY, desk=city.pk)

    response = desk.save(ferry, headline="Mine", **change)

    ferry.refresh_from_db()
    assert ferry.embargo_until == TODAY + DAY
    assert any("may shorten or lift it" in error for error in errors_of(response))


@pytest.mark.parametrize("change", [until(TODAY + HOUR), dict.fromkeys(until(TODAY), "")])
def test_editor_of_the_desk_shortens_and_lifts_an_embargo(desk, sign_in, city, change):
    editor = sign_in("Editor")
    city.people.add(editor)
    ferry = embargoed(chief(), TODAY + DAY, desk=city.pk)

    desk.save(ferry, **change)

    ferry.refresh_from_db()
    assert ferry.embargo_until in (None, TODAY + HOUR)


def test_embargo_that_has_passed_may_be_emptied_by_anybody_who_edits(desk, sign_in):
    ferry = embargoed(sign_in("Reporter"), TODAY - DAY)

    desk.save(ferry, **dict.fromkeys(until(TODAY), ""))

    ferry.refresh_from_db()
    assert ferry.embargo_until is None


# Numbers of others' things ----------------------------------------------------------------


def test_version_of_one_story_is_no_version_of_another(client, sign_in):
    reporter = sign_in("Reporter")
    own, theirs = story(by=reporter, headline="Mine"), story(headline="Theirs")
    for headline in ("Theirs again", "Theirs at last"):
        Article.objects.filter(pk=theirs.pk).update(headline=headline)
        theirs.refresh_from_db()
        workflow.keep(theirs, by=theirs.created_by)
    foreign = theirs.revisions.get(number=3)

    asked = {
        "read": client.get(reverse("admin:articles_article_version", args=[own.pk, 3])),
        "by key": client.get(reverse("admin:articles_article_version", args=[own.pk, foreign.pk])),
        "compare": client.get(
            reverse("admin:articles_article_compare", args=[own.pk]), {"a": "1", "b": "3"}
        ),
        "restore": client.post(
            reverse("admin:articles_article_version_restore", args=[own.pk, 3]), {"version": "1"}
        ),
    }

    assert {what: response.status_code for what, response in asked.items()} == dict.fromkeys(
        asked, 404
    )
    own.refresh_from_db()
    assert (own.headline, own.version) == ("Mine", 1)


@pytest.mark.parametrize("make", [hidden, story], ids=["hidden", "of others"])
def test_versions_of_a_story_that_one_may_not_read_are_read_nowhere(client, sign_in, make):
    sign_in("Reporter")
    ferry = make()
    pages = [
        reverse("admin:articles_article_version", args=[ferry.pk, 1]),
        reverse("admin:articles_article_compare", args=[ferry.pk]) + "?a=1&b=1",
        reverse("admin:articles_article_history", args=[ferry.pk]),
        reverse("admin:articles_article_preview", args=[ferry.pk]),
    ]

    statuses = {client.get(page).status_code for page in pages}

    assert statuses == {404 if make is hidden else 403}


def test_past_page_of_one_story_is_no_page_of_another(client, sign_in):
    own = published(by=sign_in("Reporter", "Publisher"), at=timezone.now() - HOUR)
    theirs = published(at=timezone.now() - HOUR)
    edition = theirs.editions.get().pk

    response = client.get(reverse("admin:articles_article_as_it_stood", args=[own.pk, edition]))

    assert response.status_code == 404


def test_unsaved_text_of_a_hidden_story_is_neither_kept_nor_offered(client, sign_in):
    sign_in("Reporter", "Night editor")
    ferry = hidden()
    sent = {"edit_session": str(uuid.uuid4()), "headline": "Mine"}

    kept = client.post(reverse("admin:articles_article_autosave", args=[ferry.pk]), sent)
    here = client.post(reverse("admin:articles_article_here", args=[ferry.pk]), sent)

    assert (kept.status_code, here.status_code) == (404, 404)
    assert not ferry.autosaves.exists()
    assert not ferry.presences.exists()


# Found by typing, and windows over a form ------------------------------------------------


STORY_CHOICES = [("relatedlink", "story"), ("article", "follows"), ("article", "translation_of")]


@pytest.mark.parametrize(("model", "field"), STORY_CHOICES)
@pytest.mark.parametrize("term", ["", "HUSH", "Ferry"])
def test_hidden_story_is_found_by_no_typing(client, sign_in, model, field, term):
    sign_in("Reporter", "Night editor", "Publisher", "Video")
    hidden()

    asked = {"app_label": "articles", "model_name": model, "field_name": field, "term": term}
    found = client.get(reverse("admin:autocomplete"), asked)

    assert found.json()["results"] == []


@pytest.mark.parametrize(
    ("model", "field"),
    [("article", "created_by"), ("article", "assigned_to"), ("revision", "by"), ("move", "by")],
)
def test_typing_names_no_account(client, sign_in, model, field):
    sign_in("Reporter")
    asked = {"app_label": "articles", "model_name": model, "field_name": field, "term": ""}

    assert client.get(reverse("admin:autocomplete"), asked).status_code == 403


@pytest.mark.parametrize("asked", ["?_popup=1", "?_popup=1&_to_field=id", "?_to_field=slugline"])
def test_list_in_a_window_over_a_form_shows_no_hidden_story(client, sign_in, asked):
    sign_in("Reporter", "Night editor", "Publisher", "Video")
    hidden()

    response = client.get(reverse(LIST) + asked)

    assert response.status_code in (200, 400)
    assert "HUSH" not in response.content.decode()


def test_window_over_a_form_saves_nothing_for_who_may_not(client, sign_in):
    sign_in("Reporter")
    topic = TopicFactory(name="Harbour")
    sent = {"name": "Stolen", "slug": "stolen", "_popup": "1"}

    added = client.post(reverse("admin:articles_topic_add"), sent)
    changed = client.post(reverse("admin:articles_topic_change", args=[topic.pk]), sent)

    topic.refresh_from_db()
    assert (added.status_code, changed.status_code) == (403, 403)
    assert topic.name == "Harbour"


@pytest.mark.parametrize("button", ["_saveasnew", "_save_as_new", "_continue", "_popup"])
def test_button_that_the_form_lacks_makes_no_second_story(desk, sign_in, button):
    ferry = story(by=sign_in("Reporter"), headline="Mine")

    desk.save(ferry, button=button)

    assert Article.objects.count() == 1


def test_hidden_story_is_counted_in_no_list(client, sign_in):
    sign_in("Reporter", "Night editor", "Publisher", "Video")
    story(slugline="FERRY")
    hidden()

    listed = client.get(reverse(LIST))

    assert listed.context["cl"].result_count == 1
    assert client.get(reverse(LIST), {"q": "HUSH"}).context["cl"].result_count == 0


# Previews ------------------------------------------------------------------------------


HEADERS = ["X-Preview", "X-Ghost-Preview", "X-Wp-Nonce", "X-Original-Url", "X-Rewrite-Url"]


@pytest.mark.parametrize("header", HEADERS)
def test_no_header_opens_a_draft_to_readers(client, header):
    now = timezone.now()
    ferry = published(headline="Ferry to come", at=now, go_live_at=now + DAY)
    preview = reverse("admin:articles_article_preview", args=[ferry.pk])

    pages = [
        client.get(ferry.editions.get().path, headers={header: "1"}),
        client.get("/", headers={header: preview}),
        client.get(preview, headers={header: "1"}),
    ]

    assert [page.status_code for page in pages] == [404, 200, 302]
    assert all("Ferry to come" not in page.content.decode() for page in pages)


def test_preview_is_kept_and_indexed_by_nobody_and_named_to_no_other_site(client, sign_in):
    ferry = story(by=sign_in("Reporter"))

    response = client.get(reverse("admin:articles_article_preview", args=[ferry.pk]))

    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Referrer-Policy"] in ("strict-origin-when-cross-origin", "no-referrer")


def test_administrator_is_shown_no_reason_that_may_quote_a_text(client, sign_in):
    ferry = story(slugline="FERRY")
    workflow.submit(ferry, by=ferry.created_by)
    workflow.send_back(ferry, by=chief(), reason="Name the mayor’s brother.")
    sent_back = ferry.moves.get(verb="send_back")
    pages = [
        reverse("admin:articles_move_changelist"),
        reverse("admin:articles_move_change", args=[sent_back.pk]),
        reverse("admin:articles_article_change", args=[ferry.pk]),
    ]

    sign_in("Administrator")
    shown = [client.get(page).content.decode() for page in pages]
    sign_in("Administrator", "Editor")
    listed = client.get(pages[0]).content.decode()

    assert all("FERRY" in page and "brother" not in page for page in shown)
    assert "brother" in listed


def test_refused_press_says_so_and_names_only_what_the_person_sees(client, sign_in, city, sport):
    editor = sign_in("Editor")
    sport.people.add(editor)
    theirs = story(slugline="FERRY", desk=city.pk)

    response = client.post(
        reverse("admin:articles_article_move", args=[theirs.pk, "approve"]), {"version": "1"}
    )

    assert said(client.get(response.url)) == ["FERRY: You may not approve this story."]
    assert not workflow.is_approved(theirs)
