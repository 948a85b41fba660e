"""A draft shown to an outsider: what they see, when it ends, and what they may say."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles import sharing, workflow
from articles.models import Article, Move, Note, Notice, ShareLink
from tests.factories import (
    DAY,
    HOUR,
    SourceFactory,
    UserFactory,
    chief,
    cited,
    embed,
    placed,
    published,
    ref,
    related,
    saved_again,
    story,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def ana():
    return chief(first_name="Ana", last_name="Diaz")


@pytest.fixture
def ferry(ana, now):
    return story(by=ana, slugline="FERRY", at=now - DAY)


def shared(article, *, by, at, **kwargs):
    """An address made an hour before `at`, for a day."""
    given = {"for_whom": "Marta Ruiz", "works_until": at + DAY, "at": at - HOUR}
    return workflow.share(article, by=by, **given | kwargs)


def address_of(link):
    return reverse("articles:shared_draft", args=[link.key])


def words_of(response):
    return " ".join(response.content.decode().split())


# Making ---------------------------------------------------------------------------------


def test_sharing_is_a_move_with_for_whom(ferry, ana, now):
    link = shared(ferry, by=ana, at=now)
    other = shared(ferry, by=ana, at=now, for_whom="Court")

    workflow.unshare(link, by=ana, at=now)
    workflow.unshare(link, by=ana, at=now + HOUR)

    link.refresh_from_db()
    assert link.revoked_at == now
    assert len(link.key) == 43
    assert link.key != other.key
    moves = ferry.moves.filter(verb__in=(Move.Verb.SHARE, Move.Verb.UNSHARE)).order_by("pk")
    assert [(move.verb, move.detail["for_whom"], move.by) for move in moves] == [
        ("share", "Marta Ruiz", ana),
        ("share", "Court", ana),
        ("unshare", "Marta Ruiz", ana),
    ]


def _embargoed(article, by, now):
    Article.objects.filter(pk=article.pk).update(embargo_until=now + HOUR)


def _published(article, by, now):
    workflow.publish(article, by=by, at=now - HOUR)


def _spiked(article, by, now):
    workflow.spike(article, by=by, at=now - HOUR)


def _killed(article, by, now):
    workflow.kill(article, by=by, at=now - HOUR)


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (_embargoed, "It cannot be published or shared before"),
        (_published, "Readers have this version already."),
        (_spiked, "FERRY is spiked."),
        (_killed, "FERRY was killed."),
    ],
)
def test_draft_that_nobody_outside_may_see_is_not_shared(ferry, ana, now, made, why):
    made(ferry, ana, now)

    with pytest.raises(workflow.Refused) as refusal:
        workflow.share(ferry, by=ana, for_whom="Court", works_until=now + DAY, at=now)

    assert str(refusal.value).startswith(why)
    assert not ShareLink.objects.exists()


def test_writer_shares_nothing(now):
    lucia = UserFactory(roles=["Reporter"])

    with pytest.raises(workflow.NoRight):
        shared(story(by=lucia), by=lucia, at=now)


# Reading --------------------------------------------------------------------------------


def test_outsider_reads_the_newest_saved_version(client, ferry, ana, now):
    link = shared(ferry, by=ana, at=now)
    saved_again(ferry, by=ana, at=now, headline="Ferry returns on Monday")

    response = client.get(address_of(link))

    page = words_of(response)
    assert response.status_code == 200
    assert "Draft, for Marta Ruiz, not published" in page
    assert "Ferry returns on Monday" in page
    assert "The boat is back." in page
    assert '<meta name="robots" content="noindex">' in page
    kept = ("Cache-Control", "X-Robots-Tag", "Referrer-Policy")
    assert [response[name] for name in kept] == ["no-store", "noindex", "no-referrer"]
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert not response.cookies
    link.refresh_from_db()
    assert link.opened_at is not None


def test_what_is_for_the_desk_only_is_not_on_the_page(client, ana, now):
    secret, link, video = ref(), ref(), ref()
    other = story(by=ana, headline="qzx the story beside")
    blocks = {
        link: related(("qzx not out yet", other), label="READ NEXT"),
        video: embed(provider="", embed_id="", title="qzx video to come"),
    }
    hidden = {secret: cited(SourceFactory(name="qzx clerk"), shown=False, note="qzx", phrase="qzx")}
    ferry = story(
        by=ana,
        slugline="qzx slugline",
        body=f'<p>As <cite data-source="{secret}">a clerk</cite> says.</p>' + placed(**blocks),
        blocks=blocks,
        citations=hidden,
    )
    Note.objects.create(article=ferry, text="qzx desk note", by=ana)
    Note.objects.create(article=ferry, text="qzx legal", is_legal=True, by=ana)
    workflow.ask_read(ferry, by=ana, kind="legal")
    workflow.answer_read(ferry, by=ana, kind="legal", cleared=False, words="qzx says the law")
    Article.objects.filter(pk=ferry.pk).update(embargo_note="qzx note")

    page = words_of(client.get(address_of(shared(ferry, by=ana, at=now))))

    assert "As a clerk says." in page
    assert "qzx" not in page


def test_address_that_never_was_is_unknown(client, ferry, ana, now):
    link = shared(ferry, by=ana, at=now)
    nonsense = client.get("/draft/nothing/")

    unknown = client.get(f"/draft/{'x' * 43}/")

    assert (unknown.status_code, unknown.content) == (404, nonsense.content)
    assert client.get(f"/draft/{link.key}x/").status_code == 404


# What ends it ---------------------------------------------------------------------------


def _revoked(link, by, now):
    workflow.unshare(link, by=by, at=now)


def _out_of_time(link, by, now):
    ShareLink.objects.filter(pk=link.pk).update(works_until=now)


def _restricted(link, by, now):
    article = link.article
    before = workflow.desk_fields(article)
    article.restricted_to.add(by)
    workflow.keep(article, by=by, at=now, before=before)


def _on(verb, **kwargs):
    def moved(link, by, now):
        verb(link.article, by=by, at=now, **kwargs)

    return moved


def _spiked_and_brought_back(link, by, now):
    workflow.spike(link.article, by=by, at=now)
    workflow.restore(link.article, by=by, at=now)


def _published_and_undone(link, by, now):
    workflow.publish(link.article, by=by, at=now)
    workflow.undo(link.article, by=by, at=now)


ENDS = {
    "revoked": (_revoked, "Revoked"),
    "time": (_out_of_time, "Ended: its time is over"),
    "published": (_on(workflow.publish), "Ended: it was published"),
    "undone": (_published_and_undone, "Ended: it was published"),
    "killed": (_on(workflow.kill), "Ended: it was killed"),
    "spiked": (_spiked_and_brought_back, "Ended: it was spiked"),
    "restricted": (_restricted, "Ended: it was restricted"),
    "embargo": (
        lambda link, by, now: _embargoed(link.article, by, now),
        "Closed until its embargo ends",
    ),
}


@pytest.mark.parametrize("way", ENDS)
def test_address_of_a_draft_that_is_over_says_so_calmly(client, ferry, ana, now, way):
    link = shared(ferry, by=ana, at=now)
    end, why = ENDS[way]
    end(link, ana, now)

    response = client.get(address_of(link))
    answered = client.post(address_of(link), {"text": "Too late"})

    assert (response.status_code, answered.status_code) == (404, 404)
    page = words_of(response)
    assert "This draft is not shown here now" in page
    assert ("Ferry returns" in page) == (way == "published")
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies
    assert not Note.objects.exists()
    [listed] = sharing.links_of(Article.objects.get(), now)
    assert listed.over == why


def test_address_works_again_once_the_embargo_is_over(client, ferry, ana, now):
    link = shared(ferry, by=ana, at=now)
    Article.objects.filter(pk=ferry.pk).update(embargo_until=now - HOUR)

    assert client.get(address_of(link)).status_code == 200


def test_update_of_a_live_story_is_shared_until_it_goes_out(client, ana, now):
    ferry = published(by=ana, at=now - 3 * HOUR)
    saved_again(ferry, by=ana, at=now - 2 * HOUR, headline="Ferry returns on Monday")
    link = shared(ferry, by=ana, at=now)
    assert "Ferry returns on Monday" in words_of(client.get(address_of(link)))

    workflow.publish(ferry, by=ana, change="update", what_is_new="It is Monday", at=now)

    response = client.get(address_of(link))
    assert response.status_code == 404
    assert ferry.editions.order_by("-live_from")[0].path in words_of(response)


# Answers ----------------------------------------------------------------------------------


def test_outsider_answers_and_the_story_s_people_are_told(client, ana, now):
    lucia = UserFactory(roles=["Reporter"])
    ferry = story(by=lucia, slugline="FERRY")
    link = shared(ferry, by=ana, at=now)
    text = "Paragraph 2 is fine.\r\n\r\n<b>Name</b> the date."

    sent = client.post(address_of(link), {"text": text})
    client.post(address_of(link), {"text": text})  # pressed twice

    assert (sent.status_code, sent["Location"]) == (302, f"{address_of(link)}?answered#answer")
    assert not sent.cookies
    assert sent["Referrer-Policy"] == "no-referrer"
    note = Note.objects.get()
    assert note.text == "Paragraph 2 is fine.\n\n<b>Name</b> the date."
    assert (note.outsider, note.by, note.article, note.is_legal) == (
        "Marta Ruiz",
        None,
        ferry,
        False,
    )
    told = Notice.objects.order_by("person_id").values_list("person", "words")
    assert set(told) == {
        (person.pk, "Marta Ruiz answered the shared draft.") for person in (ana, lucia)
    }
    link.refresh_from_db()
    assert link.answers_given == 1
    assert "Thank you. The desk has your answer." in words_of(client.get(sent["Location"]))


def test_answer_to_an_address_for_a_legal_read_is_a_legal_note(client, ferry, ana, now):
    client.force_login(ana)
    screen = reverse("admin:articles_article_share", args=[ferry.pk])
    asked = {
        "for_whom": "Court",
        "works_until": f"{now + DAY:%Y-%m-%dT%H:%M}",
    }
    page = client.post(screen, asked | {"is_for_legal_read": "on"}, follow=True)
    assert "<strong>Court</strong>, for a legal read" in page.content.decode()
    client.logout()

    for link in (ShareLink.objects.get(), shared(ferry, by=ana, at=now)):
        client.post(address_of(link), {"text": "Paragraph 2 may not say so."})

    said = Note.objects.order_by("pk").values_list("outsider", "is_legal")
    assert list(said) == [("Court", True), ("Marta Ruiz", False)]


def test_answer_about_a_story_before_the_law_is_a_legal_note(client, ana, now):
    lucia = UserFactory(roles=["Reporter"])
    ferry = story(by=lucia, slugline="FERRY")
    link = shared(ferry, by=ana, at=now)
    workflow.ask_read(ferry, kind="legal", by=ana, at=now)
    Notice.objects.all().delete()

    client.post(address_of(link), {"text": "Name nobody in paragraph 2."})

    note = Note.objects.get()
    assert (note.outsider, note.is_legal) == ("Marta Ruiz", True)
    assert [notice.person for notice in Notice.objects.all()] == [ana]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (" ", "Write something first."),
        ("word " * 801, "4,000 characters fit here; this has 4,004. Make it shorter."),
    ],
)
def test_answer_without_words_or_too_long_comes_back_as_typed(client, ferry, ana, now, text, why):
    link = shared(ferry, by=ana, at=now)

    response = client.post(address_of(link), {"text": text})

    assert response.status_code == 400
    assert why in words_of(response)
    assert f'aria-invalid="true">\n{text}</textarea>' in response.content.decode()
    assert not Note.objects.exists()


def test_address_takes_ten_answers_and_says_so(client, ferry, ana, now):
    link = shared(ferry, by=ana, at=now)
    ShareLink.objects.filter(pk=link.pk).update(answers_given=9)

    tenth = client.post(address_of(link), {"text": "The tenth"})
    eleventh = client.post(address_of(link), {"text": "One more"})

    assert (tenth.status_code, eleventh.status_code) == (302, 429)
    page = words_of(eleventh)
    assert "10 answers came through this address, and it takes no more." in page
    assert "One more</textarea>" in page
    assert [note.text for note in Note.objects.all()] == ["The tenth"]


def test_answer_needs_no_token_and_gets_no_cookie(ferry, ana, now):
    stranger = Client(enforce_csrf_checks=True)
    link = shared(ferry, by=ana, at=now)

    response = stranger.post(address_of(link), {"text": "Fine"})

    assert (response.status_code, dict(response.cookies)) == (302, {})
