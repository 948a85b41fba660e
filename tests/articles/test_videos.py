"""What is known of videos at their providers: asked by the tick, told to the desk and readers."""

import io
import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from articles import embeds, outgoing, rendering, revisions, ticking, videos, workflow
from articles.models import Alarm, Article, Picture, Purge, VideoHealth
from articles.swapping import swap_video
from tests.factories import (
    DAY,
    HOUR,
    NOON,
    PictureFactory,
    UserFactory,
    chief,
    embed,
    figure,
    placed,
    published,
    ref,
    saved_again,
    story,
)

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
KEY = ("youtube", "dQw4w9WgXcQ")
NEW = embeds.recognise("https://vimeo.com/76979871")
State = VideoHealth.State


def showing(make=story, *, video=None, **kwargs):
    """A story that shows a video between its paragraphs."""
    block = {ref(): video or embed()}
    body = "<p>The boat is back.</p>" + placed(**block)
    return make(blocks=block, body=body, **kwargs)


def health(state=State.UNKNOWN, **kwargs):
    since = None if state == State.UNKNOWN else NOON
    given = {"provider": KEY[0], "embed_id": KEY[1], "since": since, "next_check_at": NOON}
    return VideoHealth.objects.create(state=state, **given | kwargs)


def alarms():
    standing = Alarm.objects.filter(kind=Alarm.Kind.VIDEO, cleared_at=None).order_by("pk")
    return list(standing.values_list("words", flat=True))


class Providers:
    """Hosts elsewhere: what each says, and what they were asked."""

    def __init__(self):
        self.says, self.asked = {}, []

    def ask(self, address, *, hosts, most_bytes):
        host = address.split("/")[2]
        assert host in hosts
        self.asked.append(address)
        answer = self.says.get(host)
        if answer is None:
            raise outgoing.NoAnswer("nobody is there")
        status, content = answer
        return outgoing.Answer(status, "", content)

    def plays(self, host="www.youtube.com", **said):
        self.says[host] = (
            200,
            json.dumps({"title": "Goals", "author_name": "TV", **said}).encode(),
        )

    def refuses(self, status, host="www.youtube.com"):
        self.says[host] = (status, b"Not Found")


@pytest.fixture
def providers(monkeypatch, settings):
    settings.NEWSROOM_ASKS_PROVIDERS = True
    made = Providers()
    monkeypatch.setattr(outgoing, "ask", made.ask)
    return made


def tick(at):
    return ticking.do("videos", at)


# Asking -----------------------------------------------------------------------------


def test_a_video_is_asked_for_at_once_and_then_every_six_hours(providers):
    showing()
    providers.plays()

    for at in (NOON, NOON + MINUTE, NOON + 6 * HOUR):
        tick(at)

    address = "https://www.youtube.com/oembed?format=json&url="
    watch = "https%3A%2F%2Fwww.youtube.com%2Fwatch%3Fv%3DdQw4w9WgXcQ"
    assert providers.asked == [address + watch] * 2
    known = VideoHealth.objects.get()
    assert (known.state, known.title, known.author) == (State.PLAYS, "Goals", "TV")
    assert (known.since, known.checked_at) == (NOON, NOON + 6 * HOUR)
    assert known.next_check_at == NOON + 12 * HOUR


def test_one_video_in_many_stories_is_asked_for_once(providers):
    for _ in range(3):
        showing()
    providers.plays()

    tick(NOON)

    assert len(providers.asked) == 1


def test_what_no_provider_is_asked_for_and_what_no_story_shows_are_left_alone(providers):
    showing(video=embed("facebook", "1234567"))
    health(provider="vimeo", embed_id="76979871")

    tick(NOON)

    assert providers.asked == []
    assert [
        (known.provider, known.state) for known in VideoHealth.objects.order_by("provider")
    ] == [
        ("facebook", State.UNKNOWN),
        ("vimeo", State.UNKNOWN),
    ]


@pytest.mark.parametrize(
    ("status", "state"), [(404, "gone"), (410, "gone"), (401, "refused"), (403, "refused")]
)
def test_a_video_that_does_not_play_has_to_say_so_twice(providers, status, state):
    showing()
    health(State.PLAYS)
    providers.refuses(status)

    tick(NOON)
    assert VideoHealth.objects.get().state == State.PLAYS
    tick(NOON + 9 * MINUTE)
    assert len(providers.asked) == 1
    tick(NOON + 10 * MINUTE)

    known = VideoHealth.objects.get()
    assert (known.state, known.since) == (state, NOON + 10 * MINUTE)


@pytest.mark.parametrize("answer", [None, (500, b""), (429, b""), (302, b""), (200, b"<html>")])
def test_trouble_on_the_way_is_never_said_to_be_gone(providers, answer):
    showing()
    health(State.PLAYS)
    providers.says["www.youtube.com"] = answer
    states = []
    at = NOON
    for _ in range(5):
        tick(at)
        known = VideoHealth.objects.get()
        states.append(known.state)
        at = known.next_check_at

    assert states == ["plays", "plays", "silent", "silent", "silent"]
    providers.plays()
    tick(at)
    known = VideoHealth.objects.get()
    assert (known.state, known.failures) == (State.PLAYS, 0)


def test_silence_in_between_does_not_count_as_saying_it_twice(providers):
    showing()
    health(State.PLAYS)
    providers.refuses(404)
    tick(NOON)
    providers.says.clear()
    tick(NOON + 10 * MINUTE)
    providers.refuses(404)

    tick(NOON + 2 * HOUR)

    assert VideoHealth.objects.get().state == State.PLAYS


def test_what_is_gone_stays_gone_while_nobody_answers_and_plays_again(providers):
    showing()
    health(State.GONE)
    tick(NOON)
    assert VideoHealth.objects.get().state == State.GONE
    providers.plays()

    tick(NOON + 6 * HOUR)

    assert VideoHealth.objects.get().state == State.PLAYS


def test_a_tick_asks_for_so_many_and_the_next_goes_on(providers, monkeypatch):
    monkeypatch.setattr("articles.ticking.videos.AT_ONCE", 2)
    blocks = {ref(): embed(embed_id=f"HLdemo_000{n}") for n in range(3)}
    story(blocks=blocks, body=placed(**blocks))
    providers.plays()

    tick(NOON)
    assert len(providers.asked) == 2
    tick(NOON + MINUTE)

    assert len(set(providers.asked)) == 3


def test_a_site_that_asks_nobody_asks_nobody(providers, settings):
    settings.NEWSROOM_ASKS_PROVIDERS = False
    showing()

    tick(NOON)

    assert providers.asked == []
    assert VideoHealth.objects.get().state == State.UNKNOWN


def test_only_the_tick_s_modules_reach_other_hosts():
    root = Path(__file__).parent.parent.parent
    reaching = {
        str(path.relative_to(root))
        for folder in ("articles", "authors", "newsroom")
        for path in (root / folder).rglob("*.py")
        if re.search(r"\boutgoing\.|import outgoing|urllib\.request|http\.client", path.read_text())
    }

    assert reaching == {
        "articles/management/commands/check_cache.py",  # a server of this machine
        "articles/outgoing.py",
        "articles/posters.py",
        "articles/ticking/chat.py",
        "articles/ticking/outer.py",
        "articles/ticking/pings.py",
        "articles/videos.py",
    }
    asking = [
        path.name
        for path in (root / "articles").rglob("*.py")
        if re.search(r"videos\.ask\(|posters\.fetch\(", path.read_text())
    ]
    assert asking == ["videos.py"]


# What the desk is told ---------------------------------------------------------------


def gone_twice(providers, at=NOON):
    providers.refuses(404)
    tick(at)
    tick(at + 10 * MINUTE)
    return at + 10 * MINUTE


def test_alarm_says_which_video_is_gone_and_in_how_many_stories(providers):
    showing(published, slugline="STADIUM")
    showing(published, slugline="FERRY-LATER", go_live_at=NOON + DAY)
    showing(slugline="A DRAFT")

    at = gone_twice(providers)

    assert alarms() == ["Video gone: STADIUM (2 stories)"]
    providers.plays()
    tick(at + 6 * HOUR)
    assert alarms() == []


def test_alarm_is_over_when_no_story_shows_the_video_any_more(providers):
    by = chief()
    ferry = showing(published, by=by)
    at = gone_twice(providers)
    assert alarms() == ["Video gone: FERRY (1 story)"]

    swap_video(ferry, KEY, NEW, by=by, at=at)
    tick(at + MINUTE)

    assert alarms() == []


def test_refused_embedding_is_called_so_and_a_draft_s_video_alarms_nobody(providers):
    showing(published)
    showing(video=embed("vimeo", "76979871"))
    health(State.REFUSED)
    health(State.GONE, provider="vimeo", embed_id="76979871")
    providers.refuses(403)

    tick(NOON)

    assert alarms() == ["Video refused: FERRY (1 story)"]


def test_a_link_only_video_is_a_link_for_readers_and_alarms_nobody(client, providers):
    by = chief()
    ferry = showing(published, by=by)
    known = health(State.REFUSED, next_check_at=NOON + DAY)
    tick(NOON)
    path = ferry.editions.get().path

    workflow.link_only(known, by=by, at=NOON + HOUR)
    workflow.link_only(known, by=by, at=NOON + 2 * HOUR)  # pressed twice
    VideoHealth.objects.update(state=State.PLAYS)
    assert alarms() == []
    tick(NOON + 2 * HOUR)
    page = client.get(path).content.decode()

    assert "Watch it on YouTube" in page
    assert "data-frame" not in page
    assert alarms() == []
    assert VideoHealth.objects.get().link_only_at == NOON + HOUR
    assert ferry.moves.filter(verb="link_only").count() == 1
    purged = Purge.objects.latest("pk")
    assert set(purged.tags.split()) == {"videos", f"video-{known.pk}"}

    workflow.embed_again(known, by=by, at=NOON + 3 * HOUR)
    assert "data-frame" in client.get(path).content.decode()


def test_a_link_only_video_that_is_gone_is_said(providers):
    showing(published)
    health(State.GONE, link_only_at=NOON, next_check_at=NOON + DAY)

    tick(NOON)

    assert alarms() == ["Video gone: FERRY (1 story)"]


def test_who_may_not_replace_videos_makes_no_link_of_one():
    with pytest.raises(workflow.NoRight):
        workflow.link_only(health(), by=UserFactory(roles=["Reporter"]), at=NOON)


def test_a_story_that_some_people_know_of_has_an_alarm_of_its_own(providers):
    showing(published, slugline="OPEN")
    secret = showing(published, slugline="SECRET")
    Article.objects.filter(pk=secret.pk).update(kept_ready=True)

    gone_twice(providers)

    assert sorted(alarms()) == ["Video gone: OPEN (1 story)", "Video gone: SECRET (1 story)"]
    assert Alarm.objects.get(words__contains="SECRET").article == secret


@pytest.mark.parametrize("count", [1, 4])
def test_uses_cost_two_queries_for_any_number(django_assert_num_queries, count):
    for number in range(count):
        showing(published, video=embed(embed_id=f"HLdemo_000{number}"))
    keys = [("youtube", f"HLdemo_000{number}") for number in range(count)]

    with django_assert_num_queries(2):
        uses = videos.uses(keys, NOON)

    assert [list(stories.values()) for stories in uses.values()] == [[["live"]]] * count


def test_use_on_a_page_whose_draft_has_moved_on_is_found():
    by = chief()
    ferry = showing(published, by=by)
    document = revisions.read(ferry)
    document["blocks"], document["body"] = {}, "<p>Without it.</p>"
    revisions.write(ferry, document)
    workflow.keep(ferry, by=by, at=NOON)

    assert videos.uses([KEY], NOON) == {KEY: {ferry.pk: ["live"]}}


# Posters ------------------------------------------------------------------------------


def still(colour="navy"):
    file = io.BytesIO()
    Image.new("RGB", (480, 270), colour).save(file, "JPEG")
    return file.getvalue()


STILL = "https://i.ytimg.com/vi/dQw4w9WgXcQ/hqdefault.jpg"


def test_a_still_is_taken_into_the_library_once(providers):
    showing()
    showing(video=embed(embed_id="HLdemo_0001"))
    providers.plays(thumbnail_url=STILL)
    providers.says["i.ytimg.com"] = (200, still())

    tick(NOON)
    tick(NOON + 6 * HOUR)

    picture = Picture.objects.get()
    assert (picture.title, picture.credit) == ("Goals", "TV")
    assert (picture.width, picture.height) == (480, 270)
    assert {known.poster for known in VideoHealth.objects.all()} == {picture}
    assert providers.asked.count(STILL) == 2


def test_still_of_a_hidden_draft_comes_to_the_library_with_its_publication(providers):
    boss = chief()
    secret = showing(by=boss)
    secret.restricted_to.add(boss)
    providers.plays(thumbnail_url=STILL)
    providers.says["i.ytimg.com"] = (200, still())

    tick(NOON)
    assert not Picture.objects.exists()
    workflow.publish(secret, by=boss, at=NOON + HOUR)
    tick(NOON + 6 * HOUR)

    assert Picture.objects.get().title == "Goals"


@pytest.mark.parametrize("content", [b"<svg/>", b"", still()[:200]])
def test_a_still_that_cannot_be_used_is_asked_for_again_later(providers, content):
    showing()
    providers.plays(thumbnail_url=STILL)
    providers.says["i.ytimg.com"] = (200, content)
    tick(NOON)
    assert VideoHealth.objects.get().poster is None
    providers.says["i.ytimg.com"] = (200, still())

    tick(NOON + 6 * HOUR)

    assert VideoHealth.objects.get().poster is not None


@pytest.mark.parametrize(
    "address", ["https://evil.example/a.jpg", "http://[", "https://127.0.0.1/", 7, None]
)
def test_a_still_elsewhere_is_not_asked_for(providers, address):
    showing()
    providers.plays(thumbnail_url=address)

    tick(NOON)

    assert VideoHealth.objects.get().state == State.PLAYS
    assert len(providers.asked) == 1
    assert not Alarm.objects.exists()


# What readers get ---------------------------------------------------------------------


def page_of(article, at=NOON):
    return str(rendering.story_body(article.editions.get(), at=at))


def test_a_removed_video_says_so_and_leads_nowhere():
    ferry = showing(published)
    health(State.GONE)

    html = page_of(ferry)

    assert "Video removed" in html
    assert "This video was removed at YouTube." in html
    assert "href" not in html
    assert "Play" not in html
    assert "Play" in page_of(ferry, at=NOON - MINUTE)


def test_a_video_that_may_not_be_embedded_is_a_link():
    ferry = showing(published)
    health(State.REFUSED)

    html = page_of(ferry)

    assert "Watch it on YouTube" in html
    assert "data-frame" not in html


@pytest.mark.parametrize("state", [State.UNKNOWN, State.PLAYS, State.SILENT])
def test_any_other_video_plays(state):
    ferry = showing(published)
    health(state)

    assert "data-frame" in page_of(ferry)


def test_the_provider_s_still_stands_where_none_was_chosen_and_costs_no_query(
    django_assert_num_queries,
):
    still, chosen, other = PictureFactory(), PictureFactory(), PictureFactory()
    health(State.PLAYS, poster=still)
    blocks = {ref(): embed(), ref(): embed(poster=chosen.pk), ref(): figure(other)}
    ferry = published(blocks=blocks, body=placed(**blocks))
    edition = ferry.editions.get()

    with django_assert_num_queries(1):
        around = rendering.gather(edition.document["blocks"], at=NOON)

    assert around.pictures == {each.pk: each for each in (still, chosen, other)}
    html = rendering.story_body(edition, at=NOON, surroundings=around)
    assert pictures_in(html) == {still.pk, chosen.pk, other.pk}
    Picture.objects.filter(pk=still.pk).update(use_until=NOON)
    assert pictures_in(page_of(ferry)) == {chosen.pk, other.pk}


def pictures_in(html):
    return {int(pk) for pk in re.findall(r"/media/renditions/(\d+)-", html)}


# Another video everywhere -------------------------------------------------------------


def shown_by(revision):
    blocks = revisions.upgrade(revision.document)["blocks"].values()
    return [(block["provider"], block["embed_id"]) for block in blocks]


def test_video_staff_put_another_in_the_place_of_one_live_and_in_the_draft():
    by, femi = chief(), UserFactory(roles=["Video"])
    ferry = showing(published, by=by)
    saved_again(ferry, by=by, at=NOON, body=ferry.body + "<p>And more.</p>")

    outcome = swap_video(ferry, KEY, NEW, by=femi, at=NOON + HOUR)

    assert (outcome.done, outcome.refused) == (["live"], [])
    live = ferry.editions.live(NOON + HOUR).get()
    assert shown_by(live.revision) == [("vimeo", "76979871")]
    assert live.change == "fix"
    assert "And more" not in live.body_html
    draft = revisions.newest(ferry)
    assert shown_by(draft) == [("vimeo", "76979871")]
    assert "And more" in draft.document["body"]
    [block] = draft.document["blocks"].values()
    assert (block["title"], block["address"]) == ("The boat leaves", "https://vimeo.com/76979871")


def test_a_scheduled_story_is_set_anew_by_a_publisher_and_said_by_others():
    by, femi = chief(), UserFactory(roles=["Video"])
    ferry, train = (
        showing(published, by=by, slugline=name, go_live_at=NOON + DAY) for name in ("F", "T")
    )

    ours = swap_video(ferry, KEY, NEW, by=by, at=NOON + HOUR)
    theirs = swap_video(train, KEY, NEW, by=femi, at=NOON + HOUR)

    assert ours.done == ["draft", "scheduled"]
    assert shown_by(ferry.editions.live(NOON + DAY).get().revision) == [("vimeo", "76979871")]
    assert theirs.done == ["draft"]
    [(place, refusal)] = theirs.refused
    assert (place, type(refusal)) == ("scheduled", workflow.NoRight)
    assert shown_by(train.editions.live(NOON + DAY).get().revision) == [KEY]


def test_a_reporter_replaces_no_video():
    ferry = showing(published)

    outcome = swap_video(ferry, KEY, NEW, by=UserFactory(roles=["Reporter"]), at=NOON + HOUR)

    assert outcome.done == []
    assert [type(refusal) for _, refusal in outcome.refused] == [workflow.NoRight]
