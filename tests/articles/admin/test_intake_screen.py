import pytest
from django.urls import reverse

from articles.models import Article, Revision
from tests.factories import (
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
