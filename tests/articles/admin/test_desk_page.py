"""The desk page: what each role finds on it, in which order, and what is never on it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles import notes, revisions, rights, shifts, workflow
from articles.admin.desk.page import DeskPage
from articles.desk_checks import Moment
from articles.front import front_at
from articles.models import Article, Edition, HouseWord, Presence, ShiftNote
from articles.workflow.moving import findings_of
from tests.articles.admin.conftest import page_of
from tests.factories import (
    DAY,
    HOUR,
    DeskFactory,
    UserFactory,
    chief,
    embed,
    placed,
    published,
    ref,
    saved_again,
    story,
)

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def now():
    """Noon of the site's day that it is: the same hours lie before and after it every day."""
    return timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)


@pytest.fixture(autouse=True)
def _without_second_step(settings):
    settings.NEWSROOM_REQUIRE_SECOND_STEP = False


def person(*roles, **kwargs):
    return UserFactory(roles=roles, **kwargs)


def desk(who, at, **asked):
    return DeskPage(who, at, asked).context()


def said(lines):
    """Each line as its slugline, its words, and the labels of what may be pressed."""
    return [
        (line.slugline, line.words, [action.label for action in line.actions]) for line in lines
    ]


def sluglines(lines):
    return [line.slugline for line in lines]


def on_board(context):
    """Column → its sluglines; a column without any is left out."""
    return {
        column["name"]: [card["story"].slugline for card in column["cards"]]
        or [card["slugline"] for card in column.get("live", ())]
        for column in context["board"]
        if column["count"]
    }


def edit(article, **fields):
    Article.objects.filter(pk=article.pk).update(**fields)
    article.refresh_from_db()
    return article


# For whom -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("roles", "words"),
    [
        ([], "You have no role on the desk yet."),
        (["Administrator"], "Nothing on the desk waits for you."),
    ],
)
def test_who_works_on_no_story_finds_a_calm_page(client, sign_in, roles, words):
    sign_in(*roles)
    story(slugline="FERRY")

    text = client.get(reverse("admin:index")).content.decode()

    assert words in text
    assert "FERRY" not in text


def test_reporter_begins_and_finds_own_stories(client, sign_in):
    sign_in("Reporter")

    page = page_of(client.get(reverse("admin:index")))

    buttons = page.xpath("//nav[@class='desk-start']/a/text()")
    assert [words for words in buttons if words in ("File fast", "Paste copy", "New story")] == [
        "File fast",
        "Paste copy",
        "New story",
    ]
    assert "Shift note" not in buttons
    assert page.xpath("//section[contains(@class, 'desk-mine')]/p/text()")[0].strip() == (
        "You have no story in hand."
    )
    assert page.xpath("//input[@id='desk-search']/@name") == ["q"]


def test_clock_is_the_site_s(client, sign_in, settings):
    sign_in("Reporter")
    settings.TIME_ZONE = "America/Lima"

    clock = page_of(client.get(reverse("admin:index"))).xpath("//p[@class='desk-clock']")[0]

    assert clock.text_content().split()[1] == "Lima"


def test_roles_add_up(now):
    found = {
        role: {name for name, value in desk(person(role), now).items() if value is not None}
        for role in ("Reporter", "Editor", "Publisher")
    }

    assert "mine" in found["Reporter"]
    assert "board" not in found["Reporter"]
    assert {"board", "hours", "published"} <= found["Editor"]
    assert "ready" not in found["Editor"]
    assert {"board", "hours", "published", "ready", "front"} <= found["Publisher"]
    everything = desk(chief(), now, list="mine")
    assert {"mine", "ready", "front", "hours", "needs_me"} <= everything.keys()


# Needs me ------------------------------------------------------------------------------


def test_what_was_sent_back_stands_with_its_words_until_it_is_sent_again(
    now, django_capture_on_commit_callbacks
):
    lucia, ana = person("Reporter"), person("Night editor", first_name="Ana")
    ferry = story(by=lucia, slugline="FERRY", at=now - HOUR)
    with django_capture_on_commit_callbacks(execute=True):
        workflow.submit(ferry, by=lucia, at=now - HOUR)
        workflow.send_back(ferry, by=ana, reason="Name the councillor", at=now - 9 * MINUTE)

    [line] = desk(lucia, now)["needs_me"]
    assert (line.words, line.quote) == ("Ana, 11:51", "Name the councillor")
    assert [action.label for action in line.actions] == ["Open", "Seen"]
    assert desk(lucia, now)["mine"][0]["state"] == "Sent back"

    workflow.submit(ferry, by=lucia, at=now)
    assert [line.mark for line in desk(lucia, now)["needs_me"]] == ["•"]


def test_mention_is_quoted_and_replied_to_and_a_legal_note_is_not_quoted(now):
    lucia, ana = person("Reporter", first_name="Lucia"), chief(first_name="Ana", last_name="V")
    ferry = story(by=lucia, slugline="FERRY", at=now - HOUR)
    court = story(by=ana, slugline="COURT", at=now - HOUR)
    boss = chief(first_name="Bo", last_name="Lind")
    notes.write(ferry, by=ana, text="@Lucia Source for 40 %?", at=now - 2 * MINUTE)
    notes.write(court, by=ana, text="@Bo Libel?", is_legal=True, at=now - MINUTE)

    [line] = desk(lucia, now)["needs_me"]
    assert (line.quote, [action.label for action in line.actions]) == (
        "@Lucia Source for 40 %?",
        ["Reply", "Seen"],
    )
    [legal] = [line for line in desk(boss, now)["needs_me"] if line.slugline == "COURT"]
    assert (legal.mark, legal.quote) == ("@", "")


def test_editor_reads_what_waits_on_own_desks_the_oldest_first(now):
    ana, metro = person("Editor"), DeskFactory(name="Metro")
    metro.people.add(ana)
    for name, desk_of, waits in (
        ("NEW", metro, 2),
        ("OLD", metro, 22),
        ("SPORT", DeskFactory(), 9),
    ):
        sent = story(slugline=name, desk=desk_of.pk, at=now - HOUR)
        workflow.submit(sent, by=sent.created_by, at=now - waits * MINUTE)

    assert said(desk(ana, now)["needs_me"]) == [
        ("OLD", "22 min in review", ["Read", "Take it"]),
        ("NEW", "2 min in review", ["Read", "Take it"]),
    ]
    assert desk(person("Publisher"), now)["needs_me"] == []


def test_read_that_is_asked_waits_for_who_may_give_it(now):
    lucia, ana = person("Reporter", first_name="Lucia"), person("Editor")
    ferry = story(by=lucia, slugline="FERRY", at=now - HOUR)
    workflow.ask_read(ferry, by=lucia, kind="legal", at=now - MINUTE)

    assert said(desk(ana, now)["needs_me"]) == [
        ("FERRY", "Legal read asked by Lucia, 11:59", ["Read"])
    ]
    assert desk(lucia, now)["needs_me"] == []


def test_text_changed_since_its_legal_read_is_compared(now):
    by, ana = chief(), person("Night editor")
    ferry, same = story(by=by, slugline="FERRY", at=now), story(by=by, slugline="SAME", at=now)
    for each in (ferry, same):
        workflow.ask_read(each, by=by, kind="legal", at=now)
        workflow.answer_read(each, by=by, kind="legal", cleared=True, at=now)
    saved_again(ferry, by=by, at=now, body="<p>Other words.</p>")
    saved_again(same, by=by, at=now, slugline="SAME AGAIN")

    [line] = desk(ana, now + MINUTE)["needs_me"]

    assert (line.slugline, line.words) == ("FERRY", "changed since legal")
    compare = reverse("admin:articles_article_compare", args=[ferry.pk])
    assert line.actions[0].address == f"{compare}?a=1&b=2"


def test_second_read_is_due_to_everybody_but_who_published(now):
    by, ana = chief(), person("Editor")
    published(by=by, slugline="FERRY", at=now - HOUR)
    story(slugline="DRAFT", at=now)

    assert said(desk(ana, now)["needs_me"]) == [
        ("FERRY", "published 11:00, second read due", ["Read", "I have read it"])
    ]
    assert desk(by, now)["needs_me"] == []
    workflow.second_read(Article.objects.get(slugline="FERRY"), by=ana, at=now)
    assert desk(ana, now)["needs_me"] == []


def test_what_was_planned_for_somebody_is_theirs_to_start(now):
    lucia = person("Reporter")
    planned = story(slugline="STRIKE", planned=True, body="", at=now)
    edit(planned, assigned_to=lucia, due_at=now + 8 * HOUR, wanted_words=500)

    assert said(desk(lucia, now)["given"]) == [("STRIKE", "due 20:00, 500 words", ["Start"])]
    assert desk(person("Reporter"), now)["given"] == []


# Mine ------------------------------------------------------------------------------------


def test_mine_says_where_each_stands_who_has_it_and_what_readers_have(now):
    lucia, ana = person("Reporter"), person("Editor", first_name="Ana")
    draft = edit(
        story(by=lucia, slugline="BUDGET", at=now),
        due_at=now + 6 * HOUR + 30 * MINUTE,
        wanted_words=500,
    )
    Presence.objects.create(article=draft, person=ana, edit_session=ref(), seen_at=now)
    ferry = story(by=lucia, slugline="FERRY", at=now - DAY)
    workflow.publish(ferry, by=chief(), at=now - DAY)
    saved_again(ferry, by=lucia, at=now - HOUR, headline="Other words")
    done = story(by=lucia, slugline="DONE", at=now - DAY)
    workflow.publish(done, by=chief(), at=now - DAY)
    story(slugline="OTHER", at=now)

    lines = [
        [line[name] for name in ("state", "words", "due", "has_it", "readers")]
        for line in desk(lucia, now)["mine"]
    ]

    assert lines == [
        ["Draft", "8/500", "18:30", "me, Ana now", ""],
        ["Live + draft", "8", "", "me", "v1 (v2)"],
    ]


# The board -------------------------------------------------------------------------------


def test_board_has_every_story_in_hand_where_it_stands(now):
    by = chief()

    def made(name, **kwargs):
        return story(by=by, slugline=name, at=now - 2 * HOUR, **kwargs)

    made("PLAN", planned=True, body="")
    made("DRAFT")
    workflow.submit(made("REVIEW"), by=by, at=now)
    workflow.approve(made("APPROVED"), by=by, at=now)
    workflow.publish(made("TIMED"), by=by, at=now, go_live_at=now + HOUR)
    workflow.publish(made("LIVE"), by=by, at=now - HOUR)
    updated, sent = made("UPDATED"), made("SENT")
    for each in (updated, sent):
        workflow.publish(each, by=by, at=now - DAY)
        saved_again(each, by=person("Reporter"), at=now - HOUR, headline="Other words")
    Article.objects.filter(pk=sent.pk).update(stage=Article.Stage.DRAFT)
    workflow.submit(sent, by=by, at=now)
    workflow.spike(made("SPIKED"), by=by, at=now)
    for name, leave in (("WITHDRAWN", workflow.withdraw), ("KILLED", workflow.kill)):
        gone = made(name)
        workflow.publish(gone, by=by, at=now - HOUR)
        leave(gone, by=by, at=now)
    edit(made("READY"), kept_ready=True)

    assert on_board(desk(by, now)) == {
        "planned": ["PLAN"],
        "draft": ["UPDATED", "DRAFT"],
        "review": ["REVIEW", "SENT"],
        "approved": ["APPROVED"],
        "scheduled": ["TIMED"],
        "live": ["LIVE"],
    }


def test_board_counts_truly_shows_the_first_and_leads_to_all(now):
    for number in range(10):
        edit(story(slugline=f"S{number}", at=now), due_at=now + number * HOUR)

    [draft] = [c for c in desk(person("Editor"), now)["board"] if c["name"] == "draft"]

    assert (draft["count"], draft["has_more"]) == (10, True)
    assert [card["story"].slugline for card in draft["cards"]] == [f"S{n}" for n in range(8)]
    assert draft["all"].endswith("?stage__exact=draft")


def test_board_shows_one_desk_where_the_address_asks_for_it(now, client):
    metro, sport, ana = DeskFactory(), DeskFactory(), person("Night editor")
    for name, of in (("METRO", metro), ("SPORT", sport), ("NONE", None)):
        edit(story(slugline=name, desk=of and of.pk, at=now), due_at=now + HOUR)

    context = desk(ana, now, desk=str(metro.pk))
    assert on_board(context) == {"draft": ["METRO"]}
    assert [t["slugline"] for hour in context["hours"] for t in hour["things"]] == ["METRO"]

    client.force_login(ana)
    for asked in ("999", "x" * 50, "1 or 1=1"):
        text = client.get(reverse("admin:index"), {"desk": asked}).content.decode()
        assert "There is no such desk. All desks are shown." in text


def test_card_says_what_is_still_wanted(now):
    slot = ref()
    ferry = story(blocks={slot: embed(provider="", embed_id="")}, at=now)
    workflow.submit(ferry, by=ferry.created_by, at=now)
    workflow.ask_read(ferry, by=ferry.created_by, kind="legal", at=now)
    edit(ferry, due_at=now - MINUTE, wanted_words=400)

    [review] = [c for c in desk(person("Editor"), now)["board"] if c["name"] == "review"]
    [card] = review["cards"]

    assert [mark for mark, _ in card["marks"]] == ["⚖", "▣", "▶"]
    assert (card["words"], card["due"], card["is_late"]) == ("8/400 w", "11:59", True)


def presses(who, now):
    return [
        (action.label, action.to)
        for column in desk(who, now, list="board")["board"]
        for card in column["cards"]
        for action in card["actions"]
    ]


def test_card_offers_what_the_person_may_do_with_that_story(now):
    lucia, metro = person("Reporter"), DeskFactory()
    workflow.submit(story(by=lucia, desk=metro.pk, at=now), by=lucia, at=now)
    story(by=lucia, desk=metro.pk, at=now)
    ana = person("Editor")
    metro.people.add(ana)

    assert presses(lucia, now) == [("Send to desk", "review")]
    assert presses(person("Reporter"), now) == []
    assert presses(person("Editor"), now) == []
    assert presses(ana, now) == [
        ("Send to desk", "review"),
        ("Approve", "approved"),
        ("Back…", "draft"),
    ]
    workflow.approve(Article.objects.get(stage="in_review"), by=ana, at=now)
    assert presses(person("Publisher"), now) == [
        ("Publish…", "scheduled live"),
        ("Back…", "draft"),
    ]


def test_press_on_the_desk_page_comes_back_to_it(client, now):
    ana, ferry = chief(), story(at=now)
    client.force_login(ana)
    approve = reverse("admin:articles_article_move", args=[ferry.pk, "approve"])

    back = client.post(approve, {"version": "1", "back": "desk", "desk": "3", "list": "board"})
    assert back.url == f"{reverse('admin:index')}?desk=3&list=board"
    again = client.post(approve, {"version": "1", "back": "https://elsewhere.example/"})
    assert again.url == ferry.get_desk_url()


# For publishers ---------------------------------------------------------------------------


def test_ready_says_how_many_things_stop_it_as_the_workflow_would(now):
    by, boss = chief(), person("Publisher")
    clean = story(by=by, slugline="CLEAN", at=now - HOUR)
    slot = ref()
    torn = story(
        by=by,
        slugline="TORN",
        body="<p>TK and more.</p>" + placed(**{slot: embed()}),
        blocks={slot: embed(provider="", embed_id="")},
        at=now - HOUR,
    )
    workflow.ask_read(torn, by=by, kind="legal", at=now - HOUR)
    learning = story(by=by, desk=DeskFactory(is_practice=True).pk, at=now - HOUR)
    for each in (clean, torn, learning):
        workflow.approve(each, by=by, at=now - HOUR)
    edit(torn, due_at=now + HOUR)

    lines = desk(boss, now)["ready"]

    assert [(line["story"].slugline, line["says"], line["legal"]) for line in lines] == [
        ("TORN", "2 things to fix, 1 to leave out", "asked"),
        ("CLEAN", "checks ✓", ""),
    ]
    found = findings_of(torn, revisions.newest(torn), Moment.PUBLISH, at=now, by=boss)
    assert sum(finding.stops for finding in found) == 3


def test_video_that_came_for_a_live_page_is_put_there(now):
    by, slot = chief(), ref()
    blocks = {slot: embed(provider="", embed_id="")}
    ferry = published(
        by=by,
        slugline="FERRY",
        blocks=blocks,
        body="<p>One.</p>" + placed(**blocks),
        leave_out=True,
        at=now - HOUR,
    )
    boss = person("Publisher")
    assert desk(boss, now)["arrived"] == []
    ferry.embeds.update(provider="youtube", embed_id="dQw4w9WgXcQ")

    [line] = desk(boss, now)["arrived"]

    assert line["slugline"] == "FERRY"
    assert line["action"].address == reverse(
        "admin:articles_article_put_video_live", args=[ferry.pk, slot]
    )
    workflow.put_video_live(ferry, by=boss, ref=slot, at=now)
    assert desk(boss, now + MINUTE)["arrived"] == []


def test_front_is_the_one_that_readers_have(now):
    by = chief()
    ferries = [published(by=by, slugline=f"F{n}", at=now - (9 - n) * HOUR) for n in range(5)]
    workflow.make_lead(ferries[0], by=by, until=now + HOUR, at=now - 40 * MINUTE)

    front, public = desk(person("Publisher"), now)["front"], front_at(now)

    assert (front["lead"]["name"], front["lead"]["since"], front["lead"]["until"]) == (
        "F0",
        "40 min",
        "13:00",
    )
    assert [each["headline"] for each in front["beside"]] == [
        edition.card_headline for edition in public["beside"]
    ]
    assert [(e["number"], e["name"]) for e in front["beside"]] == [(2, "F4"), (3, "F3"), (4, "F2")]


def test_next_day_has_all_that_happens_by_itself_or_is_due_in_its_order(now):
    by = chief()
    lead = published(by=by, slugline="LEAD", at=now - HOUR)
    workflow.make_lead(lead, by=by, until=now + 5 * HOUR, at=now - HOUR)
    timed = story(by=by, slugline="TIMED", at=now)
    workflow.publish(timed, by=by, at=now, go_live_at=now + HOUR)
    published(by=by, slugline="LATER", at=now - HOUR, go_live_at=now + 2 * DAY)
    edit(story(slugline="PLAN", planned=True, at=now), due_at=now + 2 * HOUR)
    edit(story(slugline="SECRET", at=now), embargo_until=now + 3 * HOUR)
    ends = story(by=by, slugline="ENDS", at=now - HOUR)
    edit(ends, use_until=now + 4 * HOUR)
    workflow.publish(ends, by=by, at=now - HOUR)

    hours = desk(person("Publisher"), now)["hours"]

    assert [(h["hour"], t["slugline"], t["what"]) for h in hours for t in h["things"]] == [
        ("13", "TIMED", "goes out"),
        ("14", "PLAN", "due (plan)"),
        ("15", "SECRET", "embargo ends"),
        ("16", "ENDS", "is taken down"),
        ("17", "LEAD", "lead ends"),
    ]


def test_what_goes_out_is_moved_from_the_desk_page(client):
    boss, now = person("Publisher"), timezone.now()
    timed = story(by=chief(), slugline="TIMED", at=now)
    edition = workflow.publish(timed, by=chief(), at=now, go_live_at=now + HOUR)
    client.force_login(boss)
    address = reverse("admin:articles_article_change_time", args=[timed.pk])
    later = timezone.localtime(now + 3 * HOUR)

    hours = desk(boss, now)["hours"]
    response = client.post(
        address, {"edition": edition.pk, "back": "desk", "when": later.isoformat()}
    )

    [line] = [thing for hour in hours for thing in hour["things"]]
    assert (line["address"], line["edition"]) == (address, edition.pk)
    assert response["Location"] == reverse("admin:index")
    assert timed.editions.get().live_from == later
    assert [
        thing["edition"] for h in desk(person("Editor"), now)["hours"] for thing in h["things"]
    ] == [None]


def test_published_today_says_what_kind_and_who_may_take_it_back(now):
    by, second = chief(), timedelta(seconds=1)
    ferry = published(by=by, slugline="FERRY", at=now - 2 * HOUR)
    published(by=by, slugline="OLD", at=now - DAY)
    fresh = published(by=by, slugline="FRESH", at=now - 30 * second)
    workflow.correct(ferry, by=by, notice="It was the north quay.", at=now - HOUR)

    lines = desk(person("Publisher"), now)["published"]

    assert [
        (line["slugline"], line["said"], line["is_single_read"], bool(line["undo"]), line["kill"])
        for line in lines
    ] == [
        ("FRESH", "", True, True, reverse("admin:articles_article_kill", args=[fresh.pk])),
        (
            "FERRY",
            "corrected",
            True,
            False,
            reverse("admin:articles_article_kill", args=[ferry.pk]),
        ),
        ("FERRY", "", False, False, reverse("admin:articles_article_kill", args=[ferry.pk])),
    ]
    for_an_editor = desk(person("Editor"), now)["published"]
    assert [(line["undo"], line["kill"]) for line in for_an_editor] == [(None, "")] * 3
    assert [line["undo"] for line in desk(by, now + 31 * second)["published"]] == [None] * 3


# The shift note ----------------------------------------------------------------------------


def test_note_is_left_shown_to_the_next_shift_and_seen(client, now):
    ana, metro = person("Editor"), DeskFactory(name="Metro")
    bo, sport = person("Reporter"), person("Reporter")
    metro.people.add(ana, bo)
    client.force_login(ana)

    empty = client.post(reverse("admin:shift_note"), {"text": " "})
    assert "This field is required." in empty.content.decode()
    left = client.post(reverse("admin:shift_note"), {"desk": metro.pk, "text": "Court at 19:00."})
    assert left.url == reverse("admin:index")

    note = ShiftNote.objects.get()
    assert (note.text, note.desk, note.by) == ("Court at 19:00.", metro, ana)
    shown = {who: desk(who, timezone.now())["shift_notes"] for who in (ana, bo, sport)}
    assert [len(shown[who]) for who in (ana, bo, sport)] == [0, 1, 0]
    client.force_login(sport)
    assert client.post(reverse("admin:shift_note_seen", args=[note.pk])).status_code == 404
    assert client.get(reverse("admin:shift_note")).status_code == 403
    client.force_login(bo)
    assert "Court at 19:00." in client.get(reverse("admin:index")).content.decode()
    client.post(reverse("admin:shift_note_seen", args=[note.pk]))
    assert desk(bo, timezone.now())["shift_notes"] == []


def test_note_says_what_happened_since(now):
    by, metro = chief(), DeskFactory()
    ferry = published(by=by, slugline="FERRY", desk=metro.pk, at=now - DAY)
    gone = published(by=by, slugline="GONE", desk=metro.pk, at=now - DAY)
    before = published(by=by, slugline="BEFORE", at=now - 4 * HOUR)
    for of in (None, metro):
        shifts.write(text="Good night.", by=by, desk=of, at=now - 3 * HOUR)
    workflow.correct(ferry, by=by, notice="It was the north quay.", at=now - 2 * HOUR)
    workflow.withdraw(gone, by=by, at=now - 2 * HOUR)
    published(by=by, slugline="NEW", desk=metro.pk, at=now - HOUR)
    published(by=by, slugline="ELSEWHERE", at=now - HOUR)
    workflow.submit(story(desk=metro.pk, at=now - HOUR), by=by, at=now - HOUR)
    assert before.slugline == "BEFORE"

    notes_shown = desk(person("Publisher"), now)["shift_notes"]

    assert {each["note"].desk: each["since"] for each in notes_shown} == {
        None: "2 published, FERRY corrected, GONE withdrawn, 1 waiting",
        metro: "1 published, FERRY corrected, GONE withdrawn, 1 waiting",
    }
    assert desk(person("Publisher"), now + 2 * DAY)["shift_notes"] == []


def test_new_house_words_are_counted_for_a_week(now):
    HouseWord.objects.create(wrong="adviser", right="advisor", added_at=now - DAY)
    HouseWord.objects.create(wrong="grey", right="gray", added_at=now - 8 * DAY)

    assert desk(person("Reporter"), now)["house_words"] == 1


# What is never on it -------------------------------------------------------------------------


@pytest.mark.parametrize("closed", ["restricted", "kept ready"])
def test_hidden_story_is_in_no_list_and_no_count(client, now, closed):
    owner = chief()
    outsider = chief() if closed == "restricted" else person("Editor", "Reporter", "Video")
    shifts.write(text="Good night.", by=owner, at=now - 3 * HOUR)
    slot = ref()
    blocks = {slot: embed(provider="", embed_id="")}
    kwargs = {"by": owner, "at": now - 2 * HOUR, "desk": DeskFactory().pk}
    kwargs |= {"slugline": "HUSH", "headline": "Hushed", "blocks": blocks}
    kwargs["body"] = "<p>One.</p>" + placed(**blocks)
    hidden = [story(planned=True, **kwargs), story(**kwargs), story(**kwargs), story(**kwargs)]
    hidden += [published(leave_out=True, **kwargs), story(**kwargs)]
    edit(hidden[1], due_at=now + HOUR, embargo_until=now + HOUR)
    workflow.submit(hidden[2], by=owner, at=now - HOUR)
    workflow.ask_read(hidden[2], by=owner, kind="legal", at=now - HOUR)
    workflow.approve(hidden[3], by=owner, at=now - HOUR)
    workflow.make_lead(hidden[4], by=owner, until=now + HOUR, at=now - HOUR)
    hidden[4].embeds.update(provider="youtube", embed_id="dQw4w9WgXcQ")
    workflow.publish(hidden[5], by=owner, leave_out=True, go_live_at=now + HOUR, at=now - HOUR)
    assert on_board(desk(outsider, now, list="board")) != {}
    for each in hidden:
        if closed == "restricted":
            each.restricted_to.add(owner)
        else:
            edit(each, kept_ready=True)

    context = desk(outsider, now, list="board")

    assert on_board(context) == {}
    assert (context["needs_me"], context["video_lines"]) == ([], [])
    assert (context["hours"], context["published"], context["published_count"]) == ([], [], 0)
    assert [each["since"] for each in context["shift_notes"]] == ["nothing yet"]
    if closed == "restricted":
        assert (context["ready"], context["ready_count"], context["arrived"]) == ([], 0, [])
    client.force_login(outsider)
    for asked in ({}, {"list": "board"}, {"list": "mine"}):
        assert "HUSH" not in client.get(reverse("admin:index"), asked).content.decode()


def test_slugline_of_others_is_all_that_a_reporter_sees_of_a_draft(client, now):
    reporter = person("Reporter")
    story(slugline="FERRY", headline="The mayor resigns", at=now)
    client.force_login(reporter)

    text = client.get(reverse("admin:index"), {"list": "board"}).content.decode()

    assert "FERRY" in text
    assert "The mayor resigns" not in text


# What it costs -------------------------------------------------------------------------------


def busy(number, by, now):
    """A story of each kind that the page looks at closely."""
    slot = ref()
    blocks = {slot: embed(provider="", embed_id="")}
    kwargs = {"by": by, "blocks": blocks, "body": "<p>One.</p>" + placed(**blocks)}
    kwargs["at"] = now - 2 * HOUR
    sent = story(slugline=f"SENT {number}", **kwargs)
    workflow.submit(sent, by=by, at=now - HOUR)
    workflow.ask_read(sent, by=by, kind="copy", at=now - HOUR)
    ready = story(slugline=f"READY {number}", **kwargs)
    workflow.approve(ready, by=by, at=now - HOUR)
    out = published(slugline=f"OUT {number}", leave_out=True, **kwargs)
    out.embeds.update(provider="youtube", embed_id="dQw4w9WgXcQ")


def test_page_costs_a_publisher_the_same_for_3_and_for_30_stories(
    client, now, django_assert_max_num_queries
):
    by, boss = chief(), person("Publisher")
    shifts.write(text="Good night.", by=by, at=now - 3 * HOUR)
    client.force_login(boss)
    counted = []
    for number in range(10):
        busy(number, by, now)
        if number in (0, 9):
            with django_assert_max_num_queries(34) as queries:
                client.get(reverse("admin:index"))
            counted.append(len(queries))

    assert Article.objects.count() == 30
    assert counted[0] == counted[1]


def test_single_reads_are_those_that_the_workflow_names(settings):
    now = timezone.now()
    by, other = chief(), chief()
    alone = published(by=by, slugline="ALONE", at=now - HOUR)
    read = published(by=by, slugline="READ", at=now - HOUR)
    workflow.second_read(read, by=other, at=now)
    approved = story(by=by, slugline="APPROVED", at=now - HOUR)
    workflow.approve(approved, by=other, at=now - HOUR)
    workflow.publish(approved, by=by, at=now - HOUR)
    cleared = story(by=by, slugline="CLEARED", at=now - HOUR)
    workflow.ask_read(cleared, by=by, kind="copy", at=now - HOUR)
    workflow.answer_read(cleared, by=other, kind="copy", cleared=True, at=now - HOUR)
    workflow.publish(cleared, by=by, at=now - HOUR)
    theirs = story(by=other, slugline="THEIRS", at=now - HOUR)
    workflow.publish(theirs, by=by, at=now - HOUR)

    named = {each.pk for each in Article.objects.all() if workflow.needs_second_read(each, now)}
    found = list(workflow.published_alone(now))

    assert {edition.article_id for edition in found} == named == {alone.pk}
    settings.NEWSROOM_SECOND_READ = "off"
    assert list(workflow.published_alone(now)) == []
    assert Edition.objects.count() == 5
    assert rights.may(other, "second_read", alone)
