"""What a story's page tells machines is what it tells readers, and breaks out of nothing."""

import json
import re
from datetime import datetime, timedelta

import pytest
from django.conf import settings

from articles import revisions, structured_data, workflow
from articles.models import PolicyPage, Publication
from articles.templatetags import machines
from tests.factories import (
    HOUR,
    NOON,
    AuthorFactory,
    PictureFactory,
    SectionFactory,
    SourceFactory,
    TopicFactory,
    chief,
    cited,
    document,
    embed,
    figure,
    placed,
    published,
    ref,
)
from tests.hostile import HOSTILE
from tests.kit import unknown_terms
from tests.pages import YESTERDAY, meta, page_at, path_of, preview_of, says, select, with_lead

pytestmark = pytest.mark.django_db

SITE = settings.NEWSROOM_SITE_URL


def graph_of(page):
    (script,) = select(page, "script[type=application/ld+json]")
    data = json.loads(script.text)
    assert data["@context"] == "https://schema.org"
    return {node["@type"]: node for node in data["@graph"]}


def told(client, article):
    """The story's own node, whatever kind of story it is."""
    graph = graph_of(page_at(client, path_of(article)))
    return next(node for kind, node in graph.items() if kind.endswith("Article"))


def iso(moment):
    return moment.isoformat(timespec="seconds")


def fixed(article, *, by, at, change="fix", **kwargs):
    """The live version with another word in its text."""
    live = article.editions.live(at).get()
    copy = revisions.upgrade(live.revision.document)
    copy["body"] += f"<p>Said at {at:%H:%M}.</p>"
    return workflow.fix_live(
        article, by=by, at=at, document=copy, base=live.revision.number, change=change, **kwargs
    )


def full_story(**kwargs):
    """A story with a fact in each place that the graph has a word for."""
    mark = ref()
    outlet = SourceFactory(name="The Herald", address="https://herald.example/")
    lead = with_lead(PictureFactory(width=1920, height=1280, copyright_notice="© Coast"))
    return published(
        at=YESTERDAY,
        author=AuthorFactory(name="Ada Quay", slug="ada-quay"),
        topics=[TopicFactory(name="Ferries"), TopicFactory(name="Quays")],
        citations={mark: cited(outlet)},
        dateline="SABLE BAY",
        **{
            **lead,
            "body": lead["body"] + f'<p><cite data-source="{mark}">It</cite> says.</p>',
            **kwargs,
        },
    )


# The same facts as the page --------------------------------------------------------


def test_a_story_tells_machines_what_its_page_says(client):
    article = full_story()
    path = path_of(article)
    page = page_at(client, path)

    graph = graph_of(page)
    node = graph["NewsArticle"]

    published_at = iso(article.editions.get().first_published_at)
    images = node.pop("image")
    assert node == {
        "@type": "NewsArticle",
        "@id": SITE + path,
        "url": SITE + path,
        "mainEntityOfPage": SITE + path,
        "headline": "Ferry returns to the north quay",
        "description": "The first boat leaves at seven.",
        "datePublished": published_at,
        "dateModified": published_at,
        "author": [{"@type": "Person", "name": "Ada Quay", "url": f"{SITE}/authors/ada-quay/"}],
        "publisher": {"@id": f"{SITE}/#publisher"},
        "isPartOf": {"@id": f"{SITE}/#website"},
        "articleSection": "World",
        "keywords": ["Ferries", "Quays"],
        "inLanguage": "en",
        "dateline": "SABLE BAY",
        "locationCreated": {"@type": "Place", "name": "SABLE BAY"},
        "wordCount": 3,
        "isAccessibleForFree": True,
        "citation": [
            {"@type": "CreativeWork", "name": "The Herald", "url": "https://herald.example/"}
        ],
    }
    assert [node["headline"]] == says(page, "h1")
    assert [tag.get("href") for tag in select(page, "link[rel=canonical]")] == [node["url"]]
    assert published_at in [tag.get("datetime") for tag in select(page, "time")]
    assert datetime.fromisoformat(node["datePublished"]).tzinfo is not None
    linked = [SITE + tag.get("href") for tag in select(page, ".byline a")]
    assert linked == [person["url"] for person in node["author"]]
    assert client.get("/authors/ada-quay/").status_code == 200
    shapes = [round(image["width"] / image["height"], 2) for image in images]
    assert shapes == [1.78, 1.33, 1.0]
    assert max(image["width"] for image in images) >= 1200
    assert all(image["width"] * image["height"] >= 50_000 for image in images)
    assert all(image["url"] == image["contentUrl"] for image in images)
    assert {(image["creditText"], image["copyrightNotice"]) for image in images} == {
        ("Drawn by the paper", "© Coast")
    }


def test_the_graph_holds_what_it_points_to_and_the_way_here(client):
    section = SectionFactory(slug="city", name="City")
    article = published(at=YESTERDAY, section=section)

    graph = graph_of(page_at(client, path_of(article)))

    assert graph["NewsArticle"]["publisher"]["@id"] == graph["NewsMediaOrganization"]["@id"]
    assert graph["NewsArticle"]["isPartOf"]["@id"] == graph["WebSite"]["@id"]
    assert graph["NewsMediaOrganization"]["name"] == settings.NEWSROOM_NAME
    assert [
        (step["position"], step["name"], step.get("item"))
        for step in graph["BreadcrumbList"]["itemListElement"]
    ] == [
        (1, settings.NEWSROOM_NAME, f"{SITE}/"),
        (2, "City", f"{SITE}/city/"),
        (3, "Ferry returns to the north quay", None),
    ]


@pytest.mark.parametrize(
    ("work", "kind"),
    [
        ("report", "NewsArticle"),
        ("analysis", "AnalysisNewsArticle"),
        ("opinion", "OpinionNewsArticle"),
        ("background", "BackgroundNewsArticle"),
        ("review", "ReviewNewsArticle"),
        ("explainer", "BackgroundNewsArticle"),
    ],
)
def test_each_kind_of_work_has_its_type(client, work, kind):
    assert told(client, published(at=YESTERDAY, type_of_work=work))["@type"] == kind


def test_a_paid_piece_is_no_news(client):
    node = told(
        client,
        published(
            at=YESTERDAY,
            origin="sponsor",
            origin_source="Hearth",
            origin_address="https://hearth.example/",
        ),
    )

    assert node["@type"] == "AdvertiserContentArticle"
    assert node["sponsor"] == {
        "@type": "Organization",
        "name": "Hearth",
        "url": "https://hearth.example/",
    }
    assert "isBasedOn" not in node


def test_agency_text_names_the_agency_and_where_it_first_stood(client):
    node = told(
        client,
        published(
            at=YESTERDAY,
            origin="agency",
            origin_source="Coast Wire",
            origin_address="https://wire.example/boat",
            author=AuthorFactory(name="Coast Wire", slug="coast-wire", kind="agency"),
        ),
    )

    assert node["sourceOrganization"] == {"@type": "Organization", "name": "Coast Wire"}
    assert node["isBasedOn"] == "https://wire.example/boat"
    assert node["author"] == [
        {"@type": "Organization", "name": "Coast Wire", "url": f"{SITE}/authors/coast-wire/"}
    ]


def test_people_are_credited_by_what_they_did_and_as_they_are_named(client):
    ada, ben, cleo = (AuthorFactory(name=name) for name in ("Ada Quay", "Ben Mole", "Cleo Reef"))
    copy = document(author=ada)
    copy["bylines"] = [
        {"author": one.pk, "name": "", "credited_as": as_name, "role": role}
        for one, as_name, role in (
            (ada, "A. Q.", "words"),
            (ben, "", "reporting"),
            (cleo, "", "video"),
            (ben, "", "editing"),
        )
    ]
    by = chief()
    article = workflow.start(copy, by=by, at=YESTERDAY)
    workflow.publish(article, by=by, at=YESTERDAY)

    node = told(client, article)

    assert [person["name"] for person in node["author"]] == ["A. Q.", "Ben Mole"]
    assert [person["name"] for person in node["contributor"]] == ["Cleo Reef"]
    assert [person["name"] for person in node["editor"]] == ["Ben Mole"]


def test_a_story_without_names_or_picture_claims_neither(client):
    node = told(client, published(at=YESTERDAY, author=False, no_byline=True))

    assert not {"author", "correction", "citation", "keywords", "backstory"} & node.keys()
    sizes = [(image["width"], image["height"]) for image in node["image"]]
    assert sizes == [(1280, 720), (960, 720), (720, 720)]
    assert all("/static/img/share" in image["url"] for image in node["image"])


def test_the_paper_s_own_picture_stands_for_a_story_without(client):
    picture = PictureFactory(width=1920, height=1280)
    Publication.objects.create(share_picture=picture)

    node = told(client, published(at=YESTERDAY))

    assert all(f"/renditions/{picture.pk}-" in image["url"] for image in node["image"])
    assert len(node["image"]) == 3


def test_a_picture_whose_rights_have_ended_is_not_offered(client):
    picture = PictureFactory(width=1920, height=1280)
    article = published(at=YESTERDAY, **with_lead(picture))
    assert "/renditions/" in told(client, article)["image"][0]["url"]

    picture.use_until = YESTERDAY + HOUR
    picture.save()

    assert "/renditions/" not in str(told(client, article)["image"])


def test_a_picture_too_small_for_search_engines_is_not_offered(client):
    small = {ref(): figure(PictureFactory(width=300, height=200), is_lead=True)}

    node = told(client, published(at=YESTERDAY, blocks=small))

    # 300 by 169 and 266 by 200 are enough; 200 by 200 is not.
    sizes = [(image["width"], image["height"]) for image in node["image"]]
    assert sizes == [(300, 169), (266, 200)]


def test_a_picture_made_by_a_machine_says_so_to_readers_and_machines(client):
    article = published(at=YESTERDAY, **with_lead(PictureFactory(machine_made="partly")))
    page = page_at(client, path_of(article))

    assert set(says(page, ".credit")) == {"Drawn by the paper · Partly made by a machine"}
    image = graph_of(page)["NewsArticle"]["image"][0]
    assert image["creditText"] == "Drawn by the paper · Partly made by a machine"
    assert image["digitalSourceType"] == (
        "https://schema.org/CompositeWithTrainedAlgorithmicMediaDigitalSource"
    )
    assert unknown_terms([image]) == []


def test_a_desk_only_source_is_not_named(client):
    mark = ref()
    article = published(
        at=YESTERDAY,
        body=f'<p><cite data-source="{mark}">A clerk</cite> says.</p>',
        citations={mark: cited(SourceFactory(name="Secret clerk"), shown=False)},
    )

    assert "citation" not in told(client, article)


def test_a_source_without_an_address_is_named_without_one(client):
    mark = ref()
    article = published(
        at=YESTERDAY,
        body=f'<p><cite data-source="{mark}">It</cite> says.</p>',
        citations={mark: cited(SourceFactory(name="The Herald"))},
    )

    assert told(client, article)["citation"] == [{"@type": "CreativeWork", "name": "The Herald"}]


def test_how_it_was_reported_is_told(client):
    node = told(client, published(at=YESTERDAY, methods="We asked the port."))

    assert node["backstory"] == "We asked the port."


def test_a_video_on_the_page_is_told_as_the_page_shows_it(client):
    key = ref()
    blocks = {key: embed(length=3725, caption="At dawn")}
    article = published(at=YESTERDAY, blocks=blocks, body="<p>Go.</p>" + placed(**blocks))

    page = page_at(client, path_of(article))
    graph = graph_of(page)
    video = graph["VideoObject"]

    address = SITE + path_of(article)
    (facade,) = select(page, "a[data-frame]")
    assert video.pop("thumbnailUrl").startswith(f"{SITE}/static/img/share")
    assert video == {
        "@type": "VideoObject",
        "@id": f"{address}#video-1",
        "name": "The boat leaves",
        "description": "At dawn",
        "uploadDate": iso(article.editions.get().first_published_at),
        "duration": "PT1H2M5S",
        "embedUrl": facade.get("data-frame"),
        "creditText": "Coast TV",
    }
    assert unknown_terms(list(graph.values())) == []
    assert graph["NewsArticle"]["video"] == [{"@id": f"{address}#video-1"}]


def test_a_translation_and_its_original_name_each_other_once_both_are_live(client):
    original = published(at=YESTERDAY)
    assert "workTranslation" not in told(client, original)

    spanish = published(at=YESTERDAY, language="es", translation_of=original.pk)

    (other,) = told(client, original)["workTranslation"]
    assert (other["@id"], other["inLanguage"]) == (SITE + path_of(spanish), "es")
    assert told(client, spanish)["translationOfWork"]["@id"] == SITE + path_of(original)


# Other pages --------------------------------------------------------------------------


def kept(paper):
    """What the desk may say of its paper, all of it."""
    for role in PolicyPage.Role:
        PolicyPage.objects.create(role=role, title=role, text="Words.", is_shown=role != "privacy")
    return Publication.objects.create(**paper)


def test_the_paper_says_who_it_is_and_which_policies_it_shows():
    kept(
        {
            "name": "The Quay Gazette",
            "also_known_as": "The Quay",
            "founded": 1898,
            "contact_email": "desk@quay.example",
            "social_accounts": "https://social.example/@quay\nhttps://video.example/quay",
        }
    )

    publisher, website = structured_data.of_front()["@graph"]

    assert publisher.pop("logo")["width"] >= 112
    assert publisher == {
        "@type": "NewsMediaOrganization",
        "@id": f"{SITE}/#publisher",
        "name": "The Quay Gazette",
        "url": f"{SITE}/",
        "sameAs": ["https://social.example/@quay", "https://video.example/quay"],
        "foundingDate": "1898",
        "contactPoint": {
            "@type": "ContactPoint",
            "contactType": "newsroom",
            "email": "desk@quay.example",
        },
        "publishingPrinciples": f"{SITE}/ethics/",
        "ethicsPolicy": f"{SITE}/ethics/",
        "correctionsPolicy": f"{SITE}/corrections/",
        "ownershipFundingInfo": f"{SITE}/ownership/",
        "actionableFeedbackPolicy": f"{SITE}/contact/",
        "masthead": f"{SITE}/about/masthead/",
        "missionCoveragePrioritiesPolicy": f"{SITE}/about/mission/",
        "verificationFactCheckingPolicy": f"{SITE}/about/checking/",
        "unnamedSourcesPolicy": f"{SITE}/about/sources/",
        "noBylinesPolicy": f"{SITE}/about/bylines/",
        "diversityPolicy": f"{SITE}/about/diversity/",
        "diversityStaffingReport": f"{SITE}/about/staffing/",
    }
    assert (website["name"], website["alternateName"]) == ("The Quay Gazette", "The Quay")
    assert unknown_terms([publisher, website]) == []


def test_a_writer_s_page_says_who_they_are():
    author = AuthorFactory(
        name="Ada Quay",
        slug="ada-quay",
        title="Court reporter",
        beat="Courts, harbour law",
        languages="English, Galician",
        place="Sable Bay",
        bio="Was there.",
        accounts="https://social.example/@ada\njavascript:alert(1)",
        picture=PictureFactory(),
    )

    profile, steps, *_ = structured_data.of_author(author, NOON)["@graph"]

    assert unknown_terms([profile, steps]) == []
    person = profile["mainEntity"]
    assert (profile["@type"], person["@type"], person["name"]) == (
        "ProfilePage",
        "Person",
        "Ada Quay",
    )
    assert person["url"] == f"{SITE}/authors/ada-quay/"
    assert person["jobTitle"] == "Court reporter"
    assert person["knowsAbout"] == ["Courts", "harbour law"]
    assert person["knowsLanguage"] == ["English", "Galician"]
    assert person["workLocation"] == {"@type": "Place", "name": "Sable Bay"}
    assert person["worksFor"] == {"@id": f"{SITE}/#publisher"}
    assert person["sameAs"] == ["https://social.example/@ada"]
    assert "/renditions/" in person["image"]["url"]
    assert [step["name"] for step in steps["itemListElement"]] == [
        settings.NEWSROOM_NAME,
        "Our writers",
        "Ada Quay",
    ]


def test_a_list_says_what_it_is_and_the_way_to_it():
    page, steps, *_ = structured_data.of_list("City", "/city/", "Streets")["@graph"]

    assert (page["@type"], page["name"], page["description"]) == (
        "CollectionPage",
        "City",
        "Streets",
    )
    assert [step.get("item") for step in steps["itemListElement"]] == [f"{SITE}/", f"{SITE}/city/"]


# Cards ----------------------------------------------------------------------------------


def test_a_paid_piece_says_so_on_its_share_card(client):
    article = published(at=YESTERDAY, origin="sponsor", origin_source="Hearth")

    said = meta(page_at(client, path_of(article)))

    assert said["og:title"] == "Paid for by Hearth: Ferry returns to the north quay"
    assert said["description"] == "Paid for by Hearth. The first boat leaves at seven."


def test_a_card_has_a_picture_with_its_size_and_names_the_writer_s_account(client):
    author = AuthorFactory(fediverse="@ada@social.example")

    said = meta(page_at(client, path_of(published(at=YESTERDAY, author=author))))

    assert (said["og:image:width"], said["og:image:height"]) == ("1280", "720")
    assert said["fediverse:creator"] == "@ada@social.example"
    assert said["twitter:card"] == "summary_large_image"
    assert "twitter:site" not in said
    assert said["og:locale"] == "en"


@pytest.mark.parametrize(
    ("accounts", "name"),
    [
        (["https://social.example/@ledger", "https://x.com/ledger_news"], "@ledger_news"),
        (["https://www.twitter.com/Ledger/"], "@Ledger"),
        (["https://x.com/ledger/status/1"], ""),
        (["https://notx.com/ledger", "https://x.com/"], ""),
        ([], ""),
    ],
)
def test_the_paper_s_account_on_x_is_named(accounts, name):
    assert machines.x_account(accounts) == name


def test_a_card_names_the_paper_s_account(client):
    Publication.objects.create(social_accounts="https://x.com/ledger")

    assert meta(page_at(client, "/"))["twitter:site"] == "@ledger"


def test_a_preview_tells_machines_nothing():
    page = preview_of(document(), YESTERDAY)

    assert select(page, "script[type=application/ld+json]") == []


# Times and notices ------------------------------------------------------------------


def test_a_fix_moves_no_date_and_an_update_does(client):
    by = chief()
    article = published(by=by, at=YESTERDAY)
    first = told(client, article)

    fixed(article, by=by, at=YESTERDAY + HOUR)
    after_fix = told(client, article)
    fixed(article, by=by, at=YESTERDAY + 2 * HOUR, change="update", what_is_new="More boats.")
    after_update = told(client, article)

    assert first["dateModified"] == first["datePublished"] == iso(YESTERDAY)
    assert (after_fix["datePublished"], after_fix["dateModified"]) == (
        first["datePublished"],
        first["dateModified"],
    )
    assert after_update["datePublished"] == first["datePublished"]
    assert after_update["dateModified"] == iso(YESTERDAY + 2 * HOUR)
    assert "correction" not in after_update


@pytest.mark.parametrize("kind", ["correction", "clarification"])
def test_a_notice_is_told_with_its_date_and_stays_through_a_fix(client, kind):
    by = chief()
    article = published(by=by, at=YESTERDAY)
    moment = YESTERDAY + HOUR

    workflow.correct(article, by=by, at=moment, notice="It left at eight.", kind=kind)
    corrected = told(client, article)
    fixed(article, by=by, at=moment + HOUR)
    after_fix = told(client, article)

    assert (
        corrected["correction"]
        == after_fix["correction"]
        == [
            {
                "@type": "CorrectionComment",
                "text": "It left at eight.",
                "datePublished": iso(moment),
            }
        ]
    )
    assert corrected["dateModified"] == after_fix["dateModified"] == iso(moment)


def test_a_notice_that_waits_for_tomorrow_is_not_told_today(client):
    by = chief()
    article = published(by=by, at=YESTERDAY)
    saved = revisions.read(article)
    saved["fields"]["dek"] = "Another."
    revisions.write(article, saved)
    workflow.keep(article, by=by, at=YESTERDAY)
    workflow.publish(
        article,
        by=by,
        at=YESTERDAY + HOUR,
        go_live_at=YESTERDAY + timedelta(days=3),
        change="correction",
        correction="It left at eight.",
    )

    node = told_at(client, article.editions.order_by("live_from").first().path)

    assert "correction" not in node


def told_at(client, path):
    return graph_of(page_at(client, path))["NewsArticle"]


def test_a_retraction_is_told_in_the_headline_the_notice_and_the_date(client):
    by = chief()
    article = published(by=by, at=YESTERDAY)
    moment = YESTERDAY + HOUR

    workflow.retract(article, by=by, at=moment, notice="None of it was so.")
    node = told(client, article)

    assert node["headline"] == "Retracted: Ferry returns to the north quay"
    assert node["creativeWorkStatus"] == "Retracted"
    assert node["dateModified"] == iso(moment)
    assert [notice["text"] for notice in node["correction"]] == ["None of it was so."]


# Safety and form -------------------------------------------------------------------


def test_every_type_and_property_is_known_to_schema_org(client):
    by = chief()
    stories = [
        full_story(type_of_work="review"),
        published(
            by=by,
            at=YESTERDAY,
            origin="agency",
            origin_source="Coast Wire",
            origin_address="https://wire.example/boat",
        ),
        published(by=by, at=YESTERDAY, origin="sponsor", origin_source="Hearth"),
    ]
    workflow.correct(stories[1], by=by, at=YESTERDAY + HOUR, notice="It left at eight.")

    for article in stories:
        (script,) = select(page_at(client, path_of(article)), "script[type=application/ld+json]")
        assert unknown_terms(json.loads(script.text)["@graph"]) == []


@pytest.mark.parametrize(
    "headline",
    [
        "</script><script>alert(1)</script>",
        "<!--<script>",
        "]]> &amp; \u2028 '\"\\",
        'Mind the "gap" & <go>',
    ],
)
def test_a_hostile_headline_stays_data(client, headline):
    article = published(at=YESTERDAY, headline=headline)
    response = client.get(path_of(article))

    page = response.content.decode()
    inside = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1]

    assert not set("<>&") & set(inside)
    graph = {node["@type"]: node for node in json.loads(inside)["@graph"]}
    assert graph["NewsArticle"]["headline"] == headline
    assert "unsafe-inline" not in response["Content-Security-Policy"]


def test_no_hostile_words_end_the_script(client):
    article = published(at=YESTERDAY)
    edition = article.editions.get()
    for words in HOSTILE[::25]:
        edition.headline = words.replace("\x00", "")[:200].encode(errors="ignore").decode() or "x"
        type(edition).objects.filter(pk=edition.pk).update(headline=edition.headline)

        page = client.get(edition.path).content.decode()
        inside = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)

        assert not set("<>&") & set(inside[1])
        assert json.loads(inside[1])["@graph"][0]["headline"] == edition.headline


def test_an_address_that_a_browser_might_run_is_not_repeated(client):
    mark = ref()
    article = published(at=YESTERDAY)
    edition = article.editions.get()
    edition.document["citations"] = {
        mark: cited(SourceFactory()) | {"name": "x", "address": "javascript:alert(1)"}
    }
    edition.document["fields"] |= {"origin_address": "javascript:alert(1)"}
    edition.origin = "agency"
    edition.save()

    node = told(client, article)

    assert node["citation"] == [{"@type": "CreativeWork", "name": "x"}]
    assert "isBasedOn" not in node
