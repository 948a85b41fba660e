"""What readers find, and what they never find."""

import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from itertools import chain
from urllib.parse import urlencode

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles import rendering, search, workflow
from articles.models import Edition
from articles.search import asking, postgresql
from tests.factories import (
    DAY,
    HOUR,
    NOON,
    AuthorFactory,
    SectionFactory,
    TopicFactory,
    UserFactory,
    chief,
    published,
    saved_again,
    story,
)

pytestmark = pytest.mark.django_db


class _Headlines(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.found, self.depth = [], False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        if "card-headline" in (dict(attrs).get("class") or ""):
            self.found.append("")
            self.depth = tag

    def handle_endtag(self, tag):
        if tag == self.depth:
            self.depth = False

    def handle_data(self, data):
        if self.depth:
            self.found[-1] += data


def page(client, **asked):
    response = client.get("/search/", asked)
    assert response.status_code == 200
    return response.content.decode()


def found(client, q, **more):
    """The headlines of a page of results, in their order."""
    return _Headlines(page(client, q=q, **more)).found


def link(content, words):
    """The address behind a link that says these words."""
    return re.search(rf'<a [^>]*href="([^"]*)"[^>]*>{words}</a>', content)[1].replace("&amp;", "&")


@pytest.fixture
def paper():
    """Four stories of four hours."""
    by = chief()
    told = [
        ("Ferries return", "<p>The north quay is open again.</p>", "Café Señor feeds the crews."),
        ("Quay closed", "<p>The quay north of here is shut.</p>", "No boats."),
        ("Ferry and barge", "<p>A ferry met a barge at the well-known pier.</p>", "They met."),
        ("Barge sunk", "<p>The mayor’s words: “never again”.</p>", "It lies on the ground."),
    ]
    return [
        published(by=by, at=NOON + hour * HOUR, headline=headline, body=body, dek=dek)
        for hour, (headline, body, dek) in enumerate(told)
    ]


# What is found ----------------------------------------------------------------------------


FOUND = [
    ("barge", ["Barge sunk", "Ferry and barge"]),
    ("BARGE ferry", ["Ferry and barge"]),
    ("ferry", ["Ferry and barge", "Ferries return"]),  # by the stem: an English paper
    ("north quay", ["Quay closed", "Ferries return"]),
    ('"north quay"', ["Ferries return"]),
    ("“north quay”", ["Ferries return"]),
    ('"north quay', ["Ferries return"]),
    ("quay -closed", ["Ferries return"]),
    ('quay -"north quay"', ["Quay closed"]),
    ("cafe senor", ["Ferries return"]),
    ("CAFÉ", ["Ferries return"]),
    ("well known", ["Ferry and barge"]),
    ("well-known", ["Ferry and barge"]),
    ("mayor's", ["Barge sunk"]),
    ("barge & ferry", ["Ferry and barge"]),
    ("zeppelin", []),
]


def test_search_finds_words_phrases_and_what_is_without_a_word(client, paper):
    assert [(asked, found(client, asked)) for asked, _ in FOUND] == FOUND


def test_the_most_fitting_come_first_where_that_is_asked(client, paper):
    published(at=NOON + DAY, headline="Weather", body="<p>Rain fell on a barge.</p>", dek="Rain.")

    assert found(client, "barge")[0] == "Weather"
    assert found(client, "barge", sort="relevant")[-1] == "Weather"
    assert sorted(found(client, "barge", sort="relevant")) == sorted(found(client, "barge"))


def test_search_is_narrowed_by_section_writer_topic_and_days(client):
    by, sport = chief(), SectionFactory(slug="sport")
    ada, boats = AuthorFactory(name="Ada Lovell", slug="ada"), TopicFactory(name="Boats")
    published(by=by, at=NOON, headline="One boat", section=sport)
    published(by=by, at=NOON + DAY, headline="Two boats", author=ada)
    published(by=by, at=NOON + 2 * DAY, headline="Three boats", topics=[boats])
    everything = ["Three boats", "Two boats", "One boat"]

    for narrowed, headlines in (
        ({}, everything),
        ({"section": "sport"}, ["One boat"]),
        ({"author": "ada"}, ["Two boats"]),
        ({"author": "lovell"}, ["Two boats"]),
        ({"topic": boats.slug}, ["Three boats"]),
        ({"topic": "boats", "author": "ada"}, []),
        ({"from": "2026-05-14"}, everything[:2]),
        ({"to": "2026-05-14"}, everything[1:]),
        ({"from": "2026-05-15", "to": "2026-05-14"}, everything[:2]),
    ):
        assert found(client, "boat", **narrowed) == headlines, narrowed


def test_each_condition_is_said_and_can_be_removed(client):
    published(at=NOON, headline="One boat", section=SectionFactory(slug="sport"))

    content = page(client, q="boat", section="sport", **{"from": "2026-05-13"}, sort="relevant")

    assert re.findall(r"<li>([^<]*) <a href", content)[:2] == ["In Sport", "From 13 May 2026"]
    assert 'href="?q=boat&amp;from=2026-05-13&amp;sort=relevant"' in content
    assert 'href="?q=boat&amp;section=sport&amp;sort=relevant"' in content
    assert '<option value="sport" selected>' in content


def test_search_marks_what_it_found_and_shows_the_line_around(client):
    words = "<p>" + "Nothing of note happened. " * 40 + "A <em>boatman</em> saw two ferries go. "
    published(at=NOON, headline="Ferry <i>&", body=words + "Rest. " * 60 + "</p>")

    content = page(client, q="ferry")

    assert "<mark>Ferry</mark> &lt;i&gt;&amp;</a>" in content
    extract = re.search(r'card-dek">(.*?)</p>', content)[1]
    assert (extract[:2], extract[-2:]) == ("… ", " …")
    assert "A boatman saw two <mark>ferries</mark> go." in extract
    assert len(extract) < 350


def test_an_extract_is_never_markup():
    text = "<script>alert(1)</script> & boat <b>"

    assert rendering.extract(text, {"boat"}) == (
        "&lt;script&gt;alert(1)&lt;/script&gt; &amp; <mark>boat</mark> &lt;b&gt;"
    )
    assert rendering.extract(text, {"ship"}) == ""


# Pages -----------------------------------------------------------------------------------


@pytest.mark.parametrize("sort", ["", "relevant"])
def test_every_story_stands_on_one_page(client, monkeypatch, sort):
    monkeypatch.setattr(asking, "PAGE_SIZE", 2)
    by = chief()
    for number in range(5):  # two at once, as a scheduled pair goes out
        published(by=by, at=NOON + number // 2 * HOUR, headline=f"Boat {number}")

    address, pages = f"/search/?{urlencode({'q': 'boat', 'sort': sort})}", []
    while address:
        content = client.get(address).content.decode()
        pages.append(_Headlines(content).found)
        older = re.search(r'rel="next" href="([^"]*)"', content)
        address = older and "/search/" + older[1].replace("&amp;", "&")

    assert [len(one) for one in pages] == [2, 2, 1]
    assert pages[0] == ["Boat 4", "Boat 3"] or sort
    assert sorted(chain.from_iterable(pages)) == [f"Boat {number}" for number in range(5)]
    assert "Back to the first results" in content


@pytest.mark.parametrize("sort", ["", "relevant"])
def test_a_mark_that_is_none_leads_to_the_first_results(client, paper, sort):
    for mark in ("x", "r", "-1", "zz-1", "f" * 300 + "-1", "1-0", "r99", "r²"):
        content = page(client, q="barge", before=mark, sort=sort)
        assert "That page of the list is no more" in content, mark
        assert len(_Headlines(content).found) == 2


def test_search_asks_as_often_for_any_number_of_stories(client):
    by, asked = chief(), []
    for count in (2, 12):
        for number in range(count):
            published(by=by, at=NOON + number * HOUR, headline=f"Boat {number}", topics=[])
        with CaptureQueriesContext(connection) as queries:
            page(client, q="boat")
        asked.append(len(queries))

    assert asked[0] == asked[1] <= 10


# What is never found ----------------------------------------------------------------------


def test_only_what_is_live_at_the_moment_is_found(client):
    by, now = chief(), timezone.now()
    story(by=by, at=now, headline="Boat of a draft")
    coming = published(by=by, at=now, go_live_at=now + HOUR, headline="Boat to come")
    gone = published(by=by, at=now - 2 * HOUR, headline="Boat withdrawn")
    workflow.withdraw(gone, by=by, at=now - HOUR)
    changed = published(by=by, at=now - 2 * HOUR, headline="Boat of before")
    saved_again(
        changed, by=by, at=now - HOUR, headline="Ship of now", dek="", body="<p>It left.</p>"
    )
    workflow.publish(changed, by=by, change="fix", at=now - HOUR)

    assert found(client, "boat") == []
    assert found(client, "ship") == ["Ship of now"]
    asked = search.asked_for("boat")
    at_that_time = search.found(asked, now - 90 * timedelta(minutes=1)).items
    assert {edition.headline for edition in at_that_time} == {"Boat withdrawn", "Boat of before"}
    later = search.found(asked, now + 2 * HOUR).items
    assert [edition.article for edition in later] == [coming]


def rows():
    """The editions whose words the index holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT edition_id FROM articles_search ORDER BY edition_id")
        return [pk for (pk,) in cursor.fetchall()]


def editions():
    return list(Edition.objects.order_by("pk").values_list("pk", flat=True))


def test_the_index_follows_what_becomes_of_editions():
    by, now = chief(), timezone.now()
    article = published(by=by, at=now - HOUR, headline="Boat")
    coming = published(by=by, at=now, go_live_at=now + HOUR, headline="Boat to come")
    assert rows() == editions()

    workflow.change_time(coming, by=by, go_live_at=now + 2 * HOUR, at=now)
    assert rows() == editions()

    workflow.unschedule(coming, by=by, at=now)
    assert rows() == editions() == [article.editions.get().pk]

    workflow.kill(article, by=by, at=now)
    assert rows() == []


def test_an_update_to_the_top_moves_the_story_up(client):
    by = chief()
    first = published(by=by, at=NOON, headline="Boat one")
    published(by=by, at=NOON + HOUR, headline="Boat two")
    saved_again(first, by=by, at=NOON + 2 * HOUR, headline="Boat one again")
    workflow.publish(first, by=by, change="update", to_top=True, at=NOON + 2 * HOUR)

    assert found(client, "boat") == ["Boat one again", "Boat two"]


def test_a_redacted_word_is_found_no_more(client):
    by = UserFactory(roles=["Administrator"])
    article = published(at=NOON, headline="Boat", body="<p>Said Marshbank.</p>")
    assert found(client, "marshbank") == ["Boat"]

    workflow.redact(
        article, by=by, versions=[1], words="Marshbank", reason="A court order", at=NOON + HOUR
    )

    assert found(client, "marshbank") == []


def test_the_index_is_made_anew(client, paper):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM articles_search")
    assert found(client, "barge") == []

    call_command("index_search", verbosity=0)

    assert found(client, "barge") == ["Barge sunk", "Ferry and barge"]
    assert rows() == editions()


def test_what_was_paid_for_says_so(client):
    published(
        at=NOON,
        headline="Boats for hire",
        origin="sponsor",
        origin_source="Hire & Co",
        author=False,
        no_byline=True,
    )

    assert "is-paid" in page(client, q="boats")
    assert "Paid" in page(client, q="boats")


# What helps on -------------------------------------------------------------------------------


HELP = [
    ({}, "Headlines, names, and every word"),
    ({"q": "zeppelin"}, "Try fewer of them"),
    ({"q": "-boat"}, "A minus only leaves stories out"),
    ({"q": "-"}, "There is no word in “-”"),
    ({"q": '"'}, "There is no word in"),
    ({"q": "a " * 5000}, "That is more than can be searched for"),
    ({"q": "boat", "section": "nowhere"}, "The paper has no section “nowhere”"),
    ({"q": "boat", "author": "Nobody"}, "The paper knows no writer “Nobody”"),
    ({"q": "boat", "topic": "<b>"}, "The paper knows no topic “&lt;b&gt;”"),
    ({"q": "boat", "from": "2026-13-45"}, "“2026-13-45” is no day"),
    ({"q": "boat", "to": "9999-12-31"}, "“9999-12-31” is no day"),
    ({"q": "boat", "sort": "dearest"}, "There is no order “dearest”"),
    ({"section": "world"}, "Type a word to look for, too."),
    ({"q": "zeppelin", "section": "world"}, "within these limits"),
]


def test_search_says_what_to_try(client, paper):
    for asked, words in HELP:
        content = page(client, **asked)
        assert words in content, asked
        assert '<meta name="robots" content="noindex">' in content


@pytest.mark.parametrize(("name", "factory"), [("author", AuthorFactory), ("topic", TopicFactory)])
def test_what_was_merged_narrows_to_the_survivor(client, name, factory):
    survivor = factory(name="Ada Lovell", slug="ada-lovell")
    factory(name="A. Lovelace", slug="a-lovelace", merged_into=survivor)
    told = {"author": survivor} if name == "author" else {"topics": [survivor]}
    published(by=chief(), at=NOON, headline="Boat", **told)
    published(by=chief(username="other"), at=NOON, headline="Another boat")

    for asked in ("a-lovelace", "a. lovelace"):
        assert found(client, "boat", **{name: asked}) == ["Boat"]


def test_a_name_of_several_writers_offers_them(client):
    by = chief()
    for name in ("Ada Marsh", "Ben Marsh"):
        published(by=by, at=NOON, headline="Boat", author=AuthorFactory(name=name, slug=name[:3]))
    AuthorFactory(name="Unknown Marsh")

    content = page(client, q="boat", author="marsh")

    assert link(content, "Ada Marsh") == "?q=boat&author=Ada"
    assert link(content, "Ben Marsh") == "?q=boat&author=Ben"
    assert "Unknown Marsh" not in content


def test_a_search_that_takes_too_long_is_given_up(client, monkeypatch, paper):
    if connection.vendor == "postgresql":
        monkeypatch.setattr(postgresql, "PATIENCE", 0.02)
        monkeypatch.setattr(
            postgresql,
            "_QUERY",
            "(select websearch_to_tsquery(%s::regconfig, %s) from pg_sleep(1))",
        )
    else:

        def gives_up(*args, **kwargs):
            raise postgresql.TookTooLongError

        monkeypatch.setattr("articles.search.sqlite.hits", gives_up)

    assert "took too long and was given up" in page(client, q="barge")
    assert Edition.objects.exists()


def test_any_other_failure_of_the_database_is_one(monkeypatch, paper):
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL alone has a limit of time")
    monkeypatch.setattr(postgresql, "_among_the_newest", _refuses)

    with pytest.raises(OperationalError):
        search.found(search.asked_for("barge"), NOON + DAY)


def _refuses(*args):
    raise OperationalError("the server closed the connection")


def test_what_lies_behind_the_newest_is_found_too(client, paper, monkeypatch):
    """The second step of PostgreSQL: the index of words, when the newest do not fill a page."""
    monkeypatch.setattr(postgresql, "NEAR", 1)

    assert found(client, "ferry") == ["Ferry and barge", "Ferries return"]
    assert found(client, "ferry", section="world") == ["Ferry and barge", "Ferries return"]
    assert sorted(found(client, "ferry", sort="relevant")) == ["Ferries return", "Ferry and barge"]


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.text(max_size=60) | st.text("\"-−“ abØßœ\u0301漢*():^{}|&!<>'\\", max_size=30))
def test_nothing_typed_breaks_a_search(db, typed):
    asked = search.asked_for(typed.replace("\x00", "").replace("\ud800", ""))
    if asked.wanted:
        found = search.found(asked, datetime(2026, 1, 1, tzinfo=UTC))
        assert search.spellings(asked, found.items) == set()
