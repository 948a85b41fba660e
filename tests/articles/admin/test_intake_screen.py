import uuid

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Revision
from tests.factories import (
    DAY,
    SectionFactory,
    SourceFactory,
    UserFactory,
    published,
)

pytestmark = pytest.mark.django_db

COPY = """\
Saltmere has asked to join the lighthouse league, its council said on Monday.

The move ends nine years of waiting, the Estuary Times reports.

READ NEXT: Night ferries return to the north quay

Members pay by the length of their coast, Ilse Varnham said.

Written by: Nadia Quay

WATCH: The last keeper - From Coast Television

[note to desk: legal has not seen this]
"""
VIDEO = "https://www.youtube.com/watch?v=HLdemo_0001"


@pytest.fixture
def address():
    return reverse("admin:articles_article_intake")


@pytest.fixture
def reporter(client):
    reporter = UserFactory(roles=["Reporter"])
    client.force_login(reporter)
    return reporter


def test_nothing_is_saved_before_a_button_says_so(client, reporter, address):
    response = client.post(address, {"copy": COPY, "do": "read"})

    page = response.content.decode()
    assert response.status_code == 200
    assert "7</strong> lines in" in " ".join(page.split())
    assert "2 need you" in page
    assert not Article.objects.exists()


def test_saved_draft_is_the_reporters_with_its_notes(client, reporter, address):
    response = client.post(address, {"copy": COPY, "do": "save"})

    article = Article.objects.get()
    assert response.url == article.get_desk_url()
    assert (article.created_by, article.assigned_to) == (reporter, reporter)
    assert [note.text for note in article.notes.all()] == ["legal has not seen this"]
    assert article.revisions.get().kind == Revision.Kind.INTAKE
    assert [byline.author.name for byline in article.bylines.all()] == ["Nadia Quay"]


def test_headline_section_and_slugline_typed_here_are_kept(client, reporter, address):
    section = SectionFactory(slug="city")
    typed = {"headline": "Saltmere joins", "section": section.pk, "slugline": "LAMP"}

    client.post(address, {"copy": COPY, "do": "save", **typed})

    article = Article.objects.get()
    assert (article.headline, article.section, article.slugline) == (
        "Saltmere joins",
        section,
        "LAMP",
    )


def test_archive_is_offered_and_the_offer_resolves_the_link(client, reporter, address):
    target = published(headline="Night ferries return to the north quay")
    page = client.post(address, {"copy": COPY, "do": "read"}).content.decode()
    assert f'name="link-5-0" value="{target.pk}"' in page
    assert "100 %" in page

    client.post(address, {"copy": COPY, "do": "save", "link-5-0": str(target.pk)})

    link = Article.objects.exclude(pk=target.pk).get().relatedblocks.get().links.get()
    assert (link.story, link.address) == (target, "")


def test_story_that_was_not_offered_cannot_be_chosen(client, reporter, address):
    hidden = published(headline="Something else entirely")

    client.post(address, {"copy": COPY, "do": "save", "link-5-0": str(hidden.pk)})

    link = Article.objects.exclude(pk=hidden.pk).get().relatedblocks.get().links.get()
    assert not link.is_resolved


def test_typed_addresses_resolve_link_and_video(client, reporter, address):
    typed = {"address-5-0": "https://post.example/ferries", "video-11": VIDEO}

    client.post(address, {"copy": COPY, "do": "save", **typed})

    article = Article.objects.get()
    assert article.relatedblocks.get().links.get().address == "https://post.example/ferries"
    assert (article.embeds.get().provider, article.embeds.get().embed_id) == (
        "youtube",
        "HLdemo_0001",
    )


@pytest.mark.parametrize(
    "typed",
    [
        {"video-11": "https://example.org/film.mp4"},
        {"video-11": "javascript:alert(1)"},
        {"address-5-0": "javascript:alert(1)"},
        {"address-5-0": "/world/2020/01/01/nowhere/"},
    ],
)
def test_wrong_address_saves_nothing_and_keeps_all_that_was_typed(client, reporter, address, typed):
    response = client.post(
        address, {"copy": COPY, "do": "save", "headline": "Saltmere joins", **typed}
    )

    page = response.content.decode()
    [words] = typed.values()
    assert response.status_code == 200
    assert not Article.objects.exists()
    assert 'class="errorlist"' in page
    assert f'value="{words}"' in page
    assert 'value="Saltmere joins"' in page
    assert "Members pay by the length" in page


def test_line_is_made_something_else(client, reporter, address):
    client.post(address, {"copy": COPY, "do": "save", "become-5": "prose", "become-7": "subhead"})

    article = Article.objects.get()
    assert not article.relatedblocks.exists()
    assert "<p>READ NEXT: Night ferries return to the north quay</p>" in article.body
    assert "<h2>Members pay by the length" in article.body


def test_known_person_is_cited_for_the_desk_only(client, reporter, address):
    SourceFactory(name="Ilse Varnham", kind="person")
    SourceFactory(name="Estuary Times")

    client.post(address, {"copy": COPY, "do": "save"})

    shown = {c.source.name: c.shown for c in Article.objects.get().citations.all()}
    assert shown == {"Estuary Times": True, "Ilse Varnham": False}


def test_send_to_desk_saves_and_submits(client, reporter, address):
    client.post(address, {"copy": COPY, "do": "submit"})

    assert Article.objects.get().stage == Article.Stage.IN_REVIEW


@pytest.mark.parametrize("copy", ["", "  \n\n ", "\x00\x01\x02\x03\x04\x05" * 10])
def test_copy_that_is_none_is_refused_with_a_sentence(client, reporter, address, copy):
    response = client.post(address, {"copy": copy, "do": "save"})

    assert response.status_code == 200
    assert 'class="errorlist"' in response.content.decode()
    assert not Article.objects.exists()


def test_hostile_copy_is_words_on_the_screen(client, reporter, address):
    page = client.post(
        address, {"copy": "READ NEXT: <script>alert(1)</script>\n\nText.", "do": "read"}
    ).content.decode()

    assert "<script>alert" not in page


@pytest.mark.parametrize(
    ("roles", "status"), [(["Reporter"], 200), (["Editor"], 200), (["Video"], 403), ([], 403)]
)
def test_only_who_may_start_a_story_pastes_copy(client, address, roles, status):
    client.force_login(UserFactory(roles=roles))

    assert client.get(address).status_code == status


def test_strict_policy_holds_on_the_intake_screen(client, reporter, address):
    assert "unsafe" not in client.get(address).headers["Content-Security-Policy"]


# How it was read, and what is kept as it is ----------------------------------------------


def test_copy_is_read_as_the_desk_says(client, reporter, address):
    html = "<p class=MsoNormal style='mso-x:y'>One.</p><p>Two.</p>"

    guessed = client.post(address, {"copy": html, "do": "read"})
    as_text = client.post(
        address,
        {
            "copy": html,
            "do": "read",
            "format": "text",
            "was_read_as": "word",
            "become-2": "subhead",
        },
    )

    assert (guessed.context["desk"].format, len(guessed.context["desk"].rows)) == ("word", 2)
    assert (as_text.context["desk"].format, len(as_text.context["desk"].rows)) == ("text", 1)
    assert as_text.context["desk"].rows[0].text == html


def test_line_kept_as_it_is_needs_nobody_and_stays_open(client, reporter, address):
    page = client.post(address, {"copy": COPY, "do": "read", "keep-5": "on"}).content.decode()
    assert "1 needs you" in page
    assert 'name="keep-5" checked' in page

    client.post(address, {"copy": COPY, "do": "save", "keep-5": "on"})

    assert not Article.objects.get().relatedblocks.get().links.get().is_resolved


def test_line_is_made_text_or_the_headline_at_a_press(client, reporter, address):
    chosen = {"as_text": "5", "headline_line": "1", "become-5": "related"}

    desk = client.post(address, {"copy": COPY, **chosen}).context["desk"]

    assert {row.number: row.kind for row in desk.rows if row.number in (1, 5)} == {
        1: "headline",
        5: "prose",
    }
    assert desk.built.document["fields"]["headline"].startswith("Saltmere has asked to join")


def test_form_sent_twice_makes_one_story(client, reporter, address):
    sent = {"copy": COPY, "do": "save", "edit_session": str(uuid.uuid4())}
    first = client.post(address, sent)
    second = client.post(address, sent)

    assert first.url == second.url == Article.objects.get().get_desk_url()


# The same copy again ---------------------------------------------------------------------


@pytest.fixture
def pasted_before(client, address):
    femi = UserFactory(roles=["Reporter"], first_name="Femi", last_name="Ade")
    client.force_login(femi)
    client.post(address, {"copy": COPY, "do": "save"})
    Article.objects.update(created_at=timezone.now() - DAY)
    return Article.objects.get()


def test_same_copy_is_noticed_and_saved_when_the_person_goes_on(
    client, pasted_before, reporter, address
):
    again = f"  {COPY.upper()}\n\n\n"
    held = client.post(address, {"copy": again, "do": "save"})
    page = held.content.decode()
    at = timezone.localtime(pasted_before.created_at)
    assert f"Same copy was pasted by Femi Ade on {at:%-d %B %Y} at {at:%H:%M}" in page
    assert f'href="{pasted_before.get_desk_url()}">Open that</a>' in page
    assert Article.objects.count() == 1

    going_on = client.post(address, {"copy": again, "go_on": str(pasted_before.pk)})
    assert "Same copy" not in going_on.content.decode()
    client.post(address, {"copy": again, "do": "save", "told": str(pasted_before.pk)})

    fingerprints = set(Article.objects.values_list("copy_fingerprint", flat=True))
    assert (Article.objects.count(), len(fingerprints)) == (2, 1)


def test_of_copy_that_became_a_hidden_story_nothing_is_said(
    client, pasted_before, reporter, address
):
    pasted_before.restricted_to.add(UserFactory())

    assert "Same copy" not in client.post(address, {"copy": COPY}).content.decode()
    assert client.post(address, {"copy": COPY, "do": "save"}).status_code == 302


def test_other_words_are_other_copy(client, pasted_before, reporter, address):
    page = client.post(address, {"copy": COPY.replace("nine", "ten")}).content.decode()

    assert "Same copy" not in page


def test_command_leaves_the_same_fingerprint(pasted_before, tmp_path):
    file = tmp_path / "copy.txt"
    file.write_text(COPY)

    call_command("intake", str(file))

    fingerprints = set(Article.objects.values_list("copy_fingerprint", flat=True))
    assert fingerprints == {pasted_before.copy_fingerprint}
