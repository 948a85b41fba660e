"""The video desk: places that wait, videos that do not play, and one replaced everywhere."""

import pytest
from django.urls import reverse
from django.utils import timezone

from articles import revisions, ticking, workflow
from articles.models import Alarm, Article, VideoHealth
from tests.articles.admin.conftest import page_of, said
from tests.factories import (
    DAY,
    HOUR,
    DeskFactory,
    PictureFactory,
    UserFactory,
    chief,
    embed,
    placed,
    ref,
    story,
)

pytestmark = pytest.mark.django_db
DESK = reverse("admin:video_desk")
WATCH = "https://www.youtube.com/watch?v=HLdemo_0001"
NOT_A_VIDEO = (
    "This address is not a video we can show. YouTube, Vimeo, Dailymotion, TikTok, Facebook, "
    "Brightcove, JW Player work."
)


@pytest.fixture
def boss():
    return chief()


def waiting(by, slugline, *, title="goals", video=None, at=None, **kwargs):
    """A draft with a place after its second paragraph; returns it with the place's ref."""
    key = ref()
    block = {key: video or embed(provider="", embed_id="", title=title)}
    body = "<p>One.</p><p>Two.</p>" + placed(**block) + "<p>Three.</p>"
    at = at or timezone.now() - DAY
    given = {"by": by, "at": at, "blocks": block, "body": body, "slugline": slugline}
    return story(**given | kwargs), key


def live(by, slugline, **kwargs):
    article, key = waiting(by, slugline, **kwargs)
    workflow.publish(article, by=by, leave_out=True, at=timezone.now() - HOUR)
    return article, key


def lines(response, heading="video-waiting"):
    """The lines of one part of the screen, each as one sentence."""
    found = page_of(response).xpath(f"//section[@aria-labelledby='{heading}']//li")
    return [" ".join(line.text_content().split()) for line in found]


def attach(client, article, key, address, **kwargs):
    sent = {"story": article.pk, "ref": key, "address": address}
    return client.post(DESK, sent, **kwargs)


def gone(embed_id="HLdemo_0001", state="gone"):
    now = timezone.now()
    return VideoHealth.objects.create(
        provider="youtube",
        embed_id=embed_id,
        state=state,
        since=now,
        checked_at=now,
        next_check_at=now + 6 * HOUR,
    )


# What waits ---------------------------------------------------------------------------


def test_places_wait_live_first_then_scheduled_then_in_review(client, sign_in, boss):
    waiting(boss, "DRAFTED", title="")
    port, _ = waiting(boss, "PORT", title="harbour")
    workflow.submit(port, by=boss)
    rail, _ = waiting(boss, "RAIL", title="minister")
    time = (timezone.localtime() + DAY).replace(hour=18, minute=30, second=0, microsecond=0)
    workflow.publish(rail, by=boss, leave_out=True, go_live_at=time)
    live(boss, "CUP-FINAL")
    sign_in("Video")

    found = [line.partition(" Address for")[0] for line in lines(client.get(DESK))]

    assert found == [
        "● LIVE CUP-FINAL ¶2 “goals”",
        f"{time:%a} 18:30 RAIL ¶2 “minister”",
        "In review PORT ¶2 “harbour”",
        "Draft DRAFTED ¶2",
    ]


def test_no_place_is_shown_of_a_story_that_is_spiked_killed_or_not_for_everybody(
    client, sign_in, boss
):
    spiked, _ = waiting(boss, "SPIKED")
    workflow.spike(spiked, by=boss)
    killed, _ = live(boss, "KILLED")
    workflow.kill(killed, by=boss)
    secret, key = waiting(boss, "SECRET")
    secret.restricted_to.add(boss)
    sign_in("Video")

    assert lines(client.get(DESK)) == []
    assert "No story waits for a video." in client.get(DESK).content.decode()
    assert attach(client, secret, key, WATCH).status_code == 404
    assert "SECRET" not in client.get(DESK, {"q": "SECRET"}).content.decode().replace(
        'value="SECRET"', ""
    )


def test_only_my_desks_stories_when_asked(client, sign_in, boss):
    sport = DeskFactory()
    waiting(boss, "CUP", desk=sport.pk)
    waiting(boss, "RAIL")
    sport.people.add(sign_in("Video"))

    assert len(lines(client.get(DESK))) == 2
    assert [line.split()[1] for line in lines(client.get(DESK, {"desk": "mine"}))] == ["CUP"]


@pytest.mark.parametrize("count", [1, 4])
@pytest.mark.parametrize("role", ["Video", "Editor"])
def test_screen_asks_the_same_few_questions_for_any_number(
    client, sign_in, boss, django_assert_num_queries, count, role
):
    elsewhere = DeskFactory().pk
    for number in range(count):
        waiting(boss, f"WAITS {number}", desk=elsewhere)
        waiting(boss, f"HAS {number}", video=embed(embed_id=f"HLdemo_000{number}"))
        gone(f"HLdemo_000{number}")
        late, key = live(boss, f"LATE {number}")
        fill(late, key, boss)
    sign_in(role)

    with django_assert_num_queries(19):
        response = client.get(DESK)

    assert len(lines(response, "video-health")) == count
    assert len(lines(response, "video-arrived")) == count


def fill(article, key, by):
    """Somebody gives the working copy of a story its video."""
    document = revisions.read(article)
    document["blocks"][key] = embed(embed_id="HLdemo_0009", title="arrived")
    revisions.write(article, document)
    workflow.keep(article, by=by, at=timezone.now())


# Attaching ----------------------------------------------------------------------------


def test_video_is_attached_in_one_step_and_put_on_the_live_page_in_another(client, sign_in, boss):
    cup, key = live(boss, "CUP-FINAL")
    femi = sign_in("Video")

    response = attach(client, cup, key, "https://youtu.be/HLdemo_0001?t=43", follow=True)

    assert said(response) == ["CUP-FINAL: “goals” is attached, as v2."]
    cup.refresh_from_db()
    newest = revisions.newest(cup)
    assert (newest.kind, newest.by) == ("video", femi)
    block = newest.document["blocks"][key]
    assert (block["provider"], block["embed_id"], block["start"]) == ("youtube", "HLdemo_0001", 43)
    assert block["title"] == "goals"
    assert workflow.is_approved(cup)
    assert lines(response) == []
    [line] = lines(response, "video-arrived")
    assert line.startswith("● LIVE CUP-FINAL “goals” Put on the live page")
    [form] = page_of(response).xpath("//section[@aria-labelledby='video-arrived']//form")
    response = client.post(form.action, {"back": "video"}, follow=True)
    assert said(response) == ["CUP-FINAL: The video is on the live page. See it"]
    assert response.redirect_chain[-1][0] == DESK
    assert lines(response, "video-arrived") == []


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        (
            "https://youtube.com.evil.example/watch?v=HLdemo_0001",
            NOT_A_VIDEO,
        ),
        (
            "https://vm.tiktok.com/abc/",
            f"{NOT_A_VIDEO} It looks like a short link: open it and copy the long address.",
        ),
        ("https://www.datawrapper.de/_/OsYzO/", NOT_A_VIDEO),
        ("<b>no", f"{NOT_A_VIDEO} Paste its address instead of its embed code."),
        ("", "Paste the address first."),
    ],
)
def test_what_is_no_video_is_said_on_its_line_and_stays_typed(client, sign_in, boss, typed, error):
    cup, key = waiting(boss, "CUP-FINAL")
    waiting(boss, "RAIL")
    sign_in("Video")

    response = attach(client, cup, key, typed)

    page = page_of(response)
    assert page.get_element_by_id(f"error-{key}").text_content() == error
    assert page.get_element_by_id(f"address-{key}").value == typed
    assert len(page.xpath("//*[@role='alert']")) == 1
    cup.refresh_from_db()
    assert cup.version == 1


def test_a_place_that_somebody_filled_meanwhile_is_said(client, sign_in, boss):
    cup, key = waiting(boss, "CUP-FINAL")
    fill(cup, key, boss)
    sign_in("Video")

    response = attach(client, cup, key, WATCH)

    assert said(response) == ["Somebody attached “arrived” meanwhile."]
    assert revisions.read(cup)["blocks"][key]["embed_id"] == "HLdemo_0009"


@pytest.mark.parametrize("key", ["", "nonsense", "\x00", ref()])
def test_a_place_that_is_none_is_said(client, sign_in, boss, key):
    cup, _ = waiting(boss, "CUP-FINAL")
    sign_in("Video")

    response = attach(client, cup, key, WATCH)

    assert said(response) == ["CUP-FINAL does not have this place any more."]


def test_pasted_address_stands_in_each_line_until_one_is_chosen(client, sign_in, boss):
    _, key = waiting(boss, "CUP-FINAL")
    waiting(boss, "RAIL")
    waiting(boss, "CUP-PARADE", video=embed())
    sign_in("Video")

    response = client.get(DESK, {"address": WATCH, "q": "cup"})

    page = page_of(response)
    assert "YouTube, video." in page.xpath("//*[@role='status']")[0].text_content()
    assert page.get_element_by_id(f"address-{key}").value == WATCH
    assert len(lines(response)) == 2
    assert lines(response)[1].startswith("CUP-PARADE")
    refused = client.get(DESK, {"address": "https://t.co/abc"})
    assert "It looks like a short link" in refused.content.decode()


def test_publisher_sees_what_waits_and_gets_no_box(client, sign_in, boss):
    cup, key = waiting(boss, "CUP-FINAL")
    sign_in("Publisher")

    assert "Paste address" not in client.get(DESK).content.decode()
    assert attach(client, cup, key, WATCH).status_code == 403


# Health and what came last ------------------------------------------------------------


def test_health_names_what_does_not_play_and_counts_what_the_person_may_see(
    client, sign_in, boss, settings
):
    settings.NEWSROOM_ASKS_PROVIDERS = True
    settings.TIME_ZONE = "UTC"
    video = embed(embed_id="HLdemo_0001")
    for name in ("STADIUM", "A-DRAFT"):
        waiting(boss, name, video=video)
    secret, _ = waiting(boss, "SECRET", video=video)
    secret.restricted_to.add(boss)
    stadium = Article.objects.get(slugline="STADIUM")
    workflow.publish(stadium, by=boss, at=timezone.now())
    waiting(boss, "MAYOR", video=embed(embed_id="HLdemo_0002"))
    hidden, _ = waiting(boss, "HIDDEN", video=embed(embed_id="HLdemo_0003"))
    hidden.restricted_to.add(boss)
    known = gone()
    gone("HLdemo_0002", "refused")
    gone("HLdemo_0003")
    sign_in("Video")

    response = client.get(DESK)

    mayor, first = lines(response, "video-health")
    assert first.startswith("STADIUM removed at YouTube, in 2 stories Replace everywhere the")
    assert "STADIUM (live), A-DRAFT. Readers see that it was removed." in first
    assert mayor.startswith("MAYOR embedding refused by YouTube, in 1 story")
    times = f"Checked {known.checked_at:%H:%M}; next {known.next_check_at:%H:%M}."
    assert times in " ".join(response.content.decode().split())


def test_recent_shows_still_title_credit_and_use(client, sign_in, boss):
    waiting(boss, "ONE", video=embed(embed_id="HLdemo_0001", title="", credit=""))
    waiting(boss, "TWO", video=embed(embed_id="HLdemo_0001", title="", credit=""))
    known = gone(state="plays")
    known.title, known.author, known.poster = "Goals", "TV", PictureFactory()
    known.save()
    sign_in("Video")

    response = client.get(DESK)

    assert lines(response, "video-recent") == [
        "Goals · TV · YouTube · used in 2 Link only for Goals"
    ]
    [image] = page_of(response).xpath("//section[@aria-labelledby='video-recent']//img/@src")
    assert image.startswith(f"/media/renditions/{known.poster_id}-")


def test_refused_video_becomes_a_link_and_is_embedded_again(client, sign_in, boss):
    mayor, _ = live(boss, "MAYOR", video=embed(embed_id="HLdemo_0002"))
    known = gone("HLdemo_0002", "refused")
    femi = sign_in("Video", first_name="Femi", last_name="Ade")
    [form] = page_of(client.get(DESK)).xpath("//section[@aria-labelledby='video-health']//form")

    response = client.post(form.action, follow=True)

    words = "MAYOR: Readers get a link to the video in the place of the player."
    assert said(response) == [words]
    assert lines(response, "video-health") == []
    [line] = lines(response, "video-links")
    assert line.startswith("MAYOR Embed again the video of MAYOR Femi Ade, today ")
    assert line.endswith(" · embedding refused by YouTube · MAYOR (live).")
    [form] = page_of(response).xpath("//section[@aria-labelledby='video-links']//form")
    response = client.post(form.action, follow=True)
    assert lines(response, "video-links") == []
    assert len(lines(response, "video-health")) == 1
    moves = mayor.moves.filter(by=femi).order_by("pk").values_list("verb", flat=True)
    assert list(moves) == ["link_only", "embed_again"]
    known.refresh_from_db()
    assert (known.link_only_at, known.link_only_by) == (None, None)


def test_video_that_no_provider_is_asked_about_becomes_a_link(client, sign_in, boss):
    live(boss, "MAYOR", video=embed("facebook", "1234567"))
    ticking.do("videos", timezone.now())
    sign_in("Video")
    [form] = page_of(client.get(DESK)).xpath("//section[@aria-labelledby='video-recent']//form")

    response = client.post(form.action, follow=True)

    [line] = lines(response, "video-links")
    assert line.startswith("MAYOR Embed again the video of MAYOR")
    assert VideoHealth.objects.get().link_only_at is not None


def test_video_in_stories_that_nobody_shows_a_person_is_no_link_for_them(client, sign_in, boss):
    hidden, _ = live(boss, "HIDDEN", video=embed(embed_id="HLdemo_0002"))
    hidden.restricted_to.add(boss)
    known = gone("HLdemo_0002", "refused")
    sign_in("Video")

    response = client.post(reverse("admin:video_link_only", args=[known.pk]))

    assert response.status_code == 404
    known.refresh_from_db()
    assert known.link_only_at is None


def test_alarm_of_a_video_leads_to_the_video_desk(client, sign_in):
    from articles.admin.alarms import desk_alarms

    Alarm.objects.create(kind=Alarm.Kind.VIDEO, key="video:1", words="Video gone: X (2 stories)")

    assert [each["way"] for each in desk_alarms(sign_in("Video"))] == [DESK]


# Another everywhere -------------------------------------------------------------------


def replace_address(known):
    return reverse("admin:video_replace", args=[known.pk])


def test_empty_address_is_asked_for(client, sign_in, boss):
    live(boss, "STADIUM", video=embed(provider="youtube", embed_id="HLdemo_0001"))
    known = VideoHealth.objects.create(
        provider="youtube", embed_id="HLdemo_0001", next_check_at=timezone.now()
    )
    sign_in("Night editor", "Publisher")

    asked = [client.get(replace_address(known), sent) for sent in ({}, {"address": " "})]

    told = ["Paste the address first." in each.content.decode() for each in asked]
    assert told == [False, True]


def test_dead_video_is_replaced_in_every_story_and_each_result_is_said(client, sign_in, boss):
    video = embed(embed_id="HLdemo_0001")
    stadium, one = waiting(boss, "STADIUM", video=video)
    workflow.publish(stadium, by=boss, at=timezone.now() - HOUR)
    port, two = waiting(boss, "PORT", video=video)
    rail, three = waiting(boss, "RAIL", video=video)
    workflow.publish(rail, by=boss, go_live_at=timezone.now() + DAY)
    known = gone()
    sign_in("Video")

    asked = client.get(replace_address(known), {"address": "https://vimeo.com/76979871"})
    page = " ".join(page_of(asked).text_content().split())
    assert "Live: a fix now: readers are not told, its time stays." in page
    assert "Draft: saved as a new version." in page
    assert "Not in these: you may not change them RAIL" in page
    assert "Replace in 2 stories" in page
    done = client.post(replace_address(known), {"address": "https://vimeo.com/76979871"})

    page = " ".join(page_of(done).text_content().split())
    assert "Replaced: live." in page
    assert "Replaced: draft." in page
    for article, key, embed_id in (
        (stadium, one, "76979871"),
        (port, two, "76979871"),
        (rail, three, "HLdemo_0001"),
    ):
        assert revisions.read(article)["blocks"][key]["embed_id"] == embed_id
    live_now = stadium.editions.live().get()
    assert live_now.document["blocks"][one]["embed_id"] == "76979871"


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("https://example.com/", NOT_A_VIDEO),
        (WATCH, "This is the same video. Paste the address of another."),
        ("", "Paste the address first."),
    ],
)
def test_wrong_new_address_changes_nothing_and_stays_typed(client, sign_in, boss, typed, error):
    port, _ = waiting(boss, "PORT", video=embed(embed_id="HLdemo_0001"))
    known = gone()
    sign_in("Video")

    response = client.post(replace_address(known), {"address": typed})

    page = page_of(response)
    assert page.get_element_by_id("video-address-error").text_content() == error
    assert page.get_element_by_id("video-address").value == typed
    port.refresh_from_db()
    assert port.version == 1


def test_video_of_stories_that_a_person_may_not_see_is_not_there(client, sign_in, boss):
    secret, _ = waiting(boss, "SECRET", video=embed(embed_id="HLdemo_0001"))
    secret.restricted_to.add(boss)
    known = gone()
    sign_in("Video")

    assert client.get(replace_address(known)).status_code == 404
    assert client.post(replace_address(known), {"address": WATCH}).status_code == 404


def test_link_to_the_video_desk_is_for_those_who_work_there(client):
    page = reverse("admin:articles_picture_changelist")
    for role, is_there in (("Video", True), ("Editor", True), ("Reporter", False)):
        client.force_login(UserFactory(roles=[role]))
        assert (f'href="{DESK}"' in client.get(page).content.decode()) is is_there
