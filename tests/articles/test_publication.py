"""What the paper says of itself: its row before the settings, its files, its policies."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from protego import Protego

from articles import crawlers, paper_files, workflow
from articles.models import CrawlerRule, PolicyPage, Publication
from articles.policy_text import policy_html
from newsroom.site import publication
from tests.factories import (
    DAY,
    HOUR,
    NOON,
    AuthorFactory,
    PictureFactory,
    UserFactory,
    chief,
    published,
)
from tests.pages import YESTERDAY, page_at, path_of, says, select

pytestmark = pytest.mark.django_db

SITE = settings.NEWSROOM_SITE_URL


@pytest.fixture
def admin_client(client):
    client.force_login(UserFactory(roles=["Administrator"]))
    return client


def policy(role="about", **kwargs):
    told = {"title": "About us", "text": "We print.", "is_shown": True} | kwargs
    return PolicyPage.objects.create(role=role, **told)


# The row and the settings -------------------------------------------------------------


def test_what_is_empty_is_as_the_environment_has_it():
    assert publication().name == settings.NEWSROOM_NAME

    Publication.objects.create(tagline="Only this", social_accounts="https://a.example/\nhttps://b")

    paper = publication()
    assert (paper.name, paper.tagline) == (settings.NEWSROOM_NAME, "Only this")
    assert paper.social_accounts == ["https://a.example/", "https://b"]
    assert (paper.address, paper.language) == (SITE, settings.LANGUAGE_CODE)


def test_every_page_bears_the_name_at_once(client):
    paper = Publication.objects.create(name="The Tide")
    assert says(page_at(client, "/"), "h1") == ["The Tide"]

    Publication.objects.filter(pk=paper.pk).update(name="The Ebb")

    assert says(page_at(client, "/"), "h1") == ["The Ebb"]


def test_a_story_page_asks_for_the_paper_once(client, django_assert_num_queries):
    article = published(at=YESTERDAY)
    Publication.objects.create(logo=PictureFactory(), share_picture=PictureFactory())
    client.get(path_of(article))

    with django_assert_num_queries(7) as asked:
        client.get(path_of(article))

    for table in ("articles_publication", "articles_policypage"):
        assert sum(f'FROM "{table}"' in query["sql"] for query in asked.captured_queries) == 1


def test_a_picture_whose_rights_ended_stands_for_the_paper_no_longer():
    logo = PictureFactory(use_until=timezone.now() - HOUR)
    Publication.objects.create(logo=logo)

    assert publication().logo is None
    assert publication(timezone.now() - DAY).logo == logo


def test_the_alert_stands_while_its_time_lasts_and_leads_where_the_story_is():
    by = chief()
    article = published(by=by, at=NOON)
    workflow.set_alert("Stay in.", by=by, article=article, ends_at=NOON + 3 * HOUR, at=NOON + HOUR)

    assert publication(NOON).alert is None
    assert publication(NOON + HOUR).alert.text == "Stay in."
    assert publication(NOON + HOUR).alert.path == path_of(article)
    assert publication(NOON + 3 * HOUR).alert is None

    workflow.withdraw(article, by=by, at=NOON + 2 * HOUR)

    assert publication(NOON + 2 * HOUR).alert.path is None


# Colours ------------------------------------------------------------------------------


def test_colours_are_a_sheet_once_there_are_some(client):
    assert client.get("/colours.css").status_code == 404
    assert select(page_at(client, "/"), "link[href=/colours.css]") == []

    Publication.objects.create(accent="#7a1f2b")

    answer = client.get("/colours.css")
    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert answer.content.decode() == (
        "@media (prefers-color-scheme: light) "
        "{ :root { --accent: #7a1f2b; --on-accent: #ffffff; } }\n"
    )
    assert not answer["ETag"].startswith("W/")
    again = client.get("/colours.css", headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304
    assert len(select(page_at(client, "/"), "link[href=/colours.css]")) == 1


def test_contrast_is_that_of_wcag():
    assert paper_files.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert paper_files.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert paper_files.contrast("#ffffff", "#777777") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(
    ("colours", "fault"),
    [
        ({"accent": "#7A1F2B", "accent_dark": "#f2a0ab"}, {}),
        ({"accent": "#cccccc"}, {"accent": "too light to be read on light pages"}),
        ({"accent_dark": "#7a1f2b"}, {"accent_dark": "too dark to be read on dark pages"}),
        ({"accent": "red"}, {"accent": "Write it like #0b5d6b."}),
        (
            {"social_accounts": "https://a.example/\njavascript:alert(1)"},
            {"social_accounts": "Line 2: an address here starts with https://."},
        ),
        ({"security_contact": "ring us"}, {"security_contact": "Write it like mailto:"}),
    ],
)
def test_the_form_says_what_cannot_be(admin_client, colours, fault):
    Publication.objects.create()
    address = reverse("admin:articles_publication_changelist")
    form = admin_client.get(address)["Location"]

    answer = admin_client.post(form, colours)

    if not fault:
        assert answer.status_code == 302
        assert Publication.objects.get().accent == "#7a1f2b"
    else:
        ((name, words),) = fault.items()
        assert words in " ".join(answer.context["adminform"].form.errors[name])


@pytest.mark.parametrize(("side", "is_taken"), [(111, False), (112, True)])
def test_a_logo_is_large_enough(admin_client, side, is_taken):
    paper = Publication.objects.create()
    logo = PictureFactory(width=side, height=640)
    form = reverse("admin:articles_publication_change", args=[paper.pk])

    admin_client.post(form, {"logo": logo.pk})

    assert (Publication.objects.get().logo == logo) == is_taken


# Files --------------------------------------------------------------------------------


def test_the_manifest_names_the_paper_and_icons_that_are_there(client):
    answer = client.get("/site.webmanifest")

    told = answer.json()
    assert answer["Content-Type"] == "application/manifest+json"
    assert told["name"] == settings.NEWSROOM_NAME
    assert [icon["sizes"] for icon in told["icons"]] == ["192x192", "512x512", "any"]

    Publication.objects.create(name="The Tide", logo=PictureFactory(width=700, height=700))

    told = client.get("/site.webmanifest").json()
    assert told["short_name"] == "The Tide"
    assert [icon["sizes"] for icon in told["icons"]] == ["320x320", "640x640"]


def test_browsers_find_the_icon_where_they_look_for_it(client):
    assert client.get("/favicon.ico")["Location"] == "/static/img/favicon.ico"


def test_security_txt_is_what_rfc_9116_asks_for(client):
    assert client.get("/.well-known/security.txt").status_code == 404
    paper = Publication.objects.create(contact_email="desk@paper.example")

    answer = client.get("/.well-known/security.txt")

    lines = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert lines["Contact"] == "mailto:desk@paper.example"
    assert lines["Canonical"] == f"{SITE}/.well-known/security.txt"
    expires = timezone.datetime.fromisoformat(lines["Expires"])
    assert timedelta(days=150) < expires - timezone.now() < timedelta(days=365)

    Publication.objects.filter(pk=paper.pk).update(security_contact="https://paper.example/holes")

    assert "Contact: https://paper.example/holes\n" in (
        client.get("/.well-known/security.txt").content.decode()
    )


@pytest.mark.parametrize("month", [1, 6, 7, 12])
def test_half_a_year_on_is_the_first_of_a_month(month):
    moment = NOON.replace(month=month, day=28)

    on = paper_files._first_of_month(moment, 6)

    assert (on.day, on.month) == (1, (month + 5) % 12 + 1)
    assert timedelta(days=150) < on - moment < timedelta(days=190)


# Policies -----------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["about", "ethics", "ownership", "contact", "about/sources"])
def test_a_policy_has_its_address_once_readers_may_see_it(client, path):
    kept = policy(path.rpartition("/")[2], is_shown=False)
    assert client.get(f"/{path}/").status_code == 404
    assert says(page_at(client, "/"), f".footer a[href=/{path}/]") == []

    PolicyPage.objects.filter(pk=kept.pk).update(is_shown=True)

    page = page_at(client, f"/{path}/")
    assert (says(page, "h1"), says(page, ".policy p")) == (["About us"], ["We print."])
    assert says(page, f".footer a[href=/{path}/]") == ["About us"]
    assert f"{SITE}/{path}/" in client.get("/sitemap-pages.xml").content.decode()


def test_the_corrections_policy_stands_above_the_corrections(client):
    policy("corrections", title="How we correct", text="We say so.")

    page = page_at(client, "/corrections/")

    assert says(page, ".corrections-policy p") == ["We say so."]
    assert select(page, "a[href=/corrections/][type]") == []
    assert client.get("/corrections/about/").status_code == 404


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("One\n\nTwo", "<p>One</p>\n<p>Two</p>"),
        ("# Large\n\n## Sub\n\n##### Small", "<h2>Large</h2>\n<h2>Sub</h2>\n<h3>Small</h3>"),
        ("- a\n- **b**", "<ul>\n<li>a</li>\n<li><strong>b</strong></li>\n</ul>"),
        ("[us](/about/)", '<p><a href="/about/">us</a></p>'),
        ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>"),
        ("<script>x</script>", "<p>&lt;script&gt;x&lt;/script&gt;</p>"),
        ("[x](javascript:alert)", "<p>[x](javascript:alert)</p>"),
        ("[x](//evil.example)", "<p><a>x</a></p>"),
        ("![x](https://a.example/x.png)", '<p>!<a href="https://a.example/x.png">x</a></p>'),
    ],
)
def test_a_policy_holds_a_small_markdown(typed, printed):
    assert policy_html(typed).strip() == printed


def test_a_policy_is_looked_at_before_readers_see_it(admin_client):
    kept = policy(is_shown=False, text="Not **yet**.")

    answer = admin_client.get(reverse("admin:articles_policypage_preview", args=[kept.pk]))

    assert "Not <strong>yet</strong>." in answer.content.decode()
    assert "readers do not see this page yet" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex"


def test_a_saved_policy_says_who_changed_it(admin_client):
    sent = {"role": "ethics", "title": "Ethics", "text": "We ring first.\n\nAlways."}

    admin_client.post(reverse("admin:articles_policypage_add"), sent)

    kept = PolicyPage.objects.get()
    assert (kept.is_shown, kept.changed_by.username[:6]) == (False, "person")
    assert policy_html(kept.text) == "<p>We ring first.</p>\n<p>Always.</p>\n"


# Crawlers -----------------------------------------------------------------------------


def test_each_crawler_may_do_what_its_row_says(client):
    article = published(at=YESTERDAY)
    crawlers.add_known(timezone.localdate())
    CrawlerRule.objects.filter(purpose="training").update(is_allowed=False)
    CrawlerRule.objects.create(token="Claude", purpose="user", is_allowed=False)

    rules = Protego.parse(client.get("/robots.txt").content.decode())

    for rule in CrawlerRule.objects.all():
        assert rules.can_fetch(SITE + path_of(article), rule.token) == rule.is_allowed
        assert not rules.can_fetch(f"{SITE}/admin/", rule.token)
        assert not rules.can_fetch(f"{SITE}/search/?q=boat", rule.token)
    assert rules.can_fetch(SITE + path_of(article), "Anybot")
    assert list(rules.sitemaps) == [f"{SITE}/sitemap.xml", f"{SITE}/news-sitemap.xml"]


def test_what_may_not_train_models_is_said_to_those_that_no_list_names(client):
    crawlers.add_known(timezone.localdate())
    CrawlerRule.objects.filter(purpose="training").exclude(token="GPTBot").update(is_allowed=False)
    assert "Content-Usage" not in client.get("/robots.txt").content.decode()

    CrawlerRule.objects.filter(token="GPTBot").update(is_allowed=False)

    everybody = client.get("/robots.txt").content.decode().partition("\n\n")[0]
    assert "Content-Usage: train-ai=n" in everybody.splitlines()
    assert "datatrainingallowed=no" in client.get("/trust.txt").content.decode().splitlines()


def test_the_known_crawlers_are_added_once_and_change_nothing(admin_client):
    CrawlerRule.objects.create(token="gptbot", purpose="training", is_allowed=False)
    address = reverse("admin:articles_crawlerrule_add_known")

    admin_client.post(address)
    admin_client.post(address)

    assert CrawlerRule.objects.count() == len(crawlers.KNOWN)
    assert CrawlerRule.objects.filter(is_allowed=False).get().token == "gptbot"
    assert set(
        CrawlerRule.objects.exclude(token="gptbot").values_list("checked_on", flat=True)
    ) == {timezone.localdate()}


def test_crawlers_are_turned_away_from_the_list(admin_client):
    crawlers.add_known(timezone.localdate())
    address = reverse("admin:articles_crawlerrule_changelist")
    page = page_at(admin_client, address)
    assert says(page, ".crawler-costs dt") == [
        "Training of models",
        "Search index",
        "Fetching for a person who asked",
    ]

    chosen = list(CrawlerRule.objects.filter(vendor="OpenAI").values_list("pk", flat=True))
    admin_client.post(address, {"action": "turn_away", "_selected_action": chosen})

    refused = CrawlerRule.objects.filter(is_allowed=False)
    assert set(refused.values_list("vendor", flat=True)) == {"OpenAI"}


# Writers ------------------------------------------------------------------------------


def test_a_writers_page_says_how_to_reach_them(client):
    author = AuthorFactory(
        beat="Ferries",
        place="Port Veyra",
        languages="English",
        email="ada@paper.example",
        accounts="https://www.social.example/@ada/\njavascript:alert(1)",
        fediverse="@ada@social.example",
        picture=PictureFactory(alt_text="Drawing of Ada"),
    )
    published(at=YESTERDAY, author=author)

    page = page_at(client, author.get_absolute_url())

    assert says(page, ".author-facts dd") == [
        "Ferries",
        "Port Veyra",
        "English",
        "ada@paper.example",
        "social.example/@ada@ada@social.example",
    ]
    assert [image.get("alt") for image in select(page, ".author-portrait img")] == [
        "Drawing of Ada"
    ]
    links = [link.get("href") for link in select(page, ".author-facts a[rel=me]")]
    assert links == ["https://www.social.example/@ada/"]
