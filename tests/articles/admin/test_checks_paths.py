"""No way around the checks: buttons, bulk actions, the sheet, schedules and the command."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from articles import revisions, workflow
from articles.models import Approval, Article, Edition
from tests.articles.admin.conftest import page_of, said
from tests.articles.test_desk_checks_table import CELLS, FAULTS, put_in_the_way
from tests.factories import HOUR, DeskFactory, SectionFactory, UserFactory, chief, published

pytestmark = pytest.mark.django_db

#: What a story may lack at this door; corrections and own stories have tests of their own.
NAMES = [*FAULTS, "legal_read", "embargo"]
LETTER = {(name, moment): cell[0] for name, moment, cell in CELLS}


def stops(name, moment):
    return LETTER[name, moment] in "BO"


@pytest.fixture
def ferry_with():
    """A story by somebody else, with which one check finds fault."""

    def made(name):
        document = FAULTS[name]() if name in FAULTS else FAULTS["lead_picture"]()
        at = timezone.now() - HOUR
        ferry = workflow.start(document, by=UserFactory(roles=["Reporter"]), at=at)
        put_in_the_way(name, ferry, None)
        if name == "embargo":
            Article.objects.filter(pk=ferry.pk).update(embargo_until=timezone.now() + 9 * HOUR)
        return ferry

    return made


@pytest.fixture
def publisher(sign_in):
    return sign_in("Editor", "Publisher", "Night editor")


def sheet(client, ferry, **decisions):
    address = reverse("admin:articles_article_publish", args=[ferry.pk])
    return client.post(address, {"version": ferry.version, "when": "now"} | decisions)


def bulk(client, ferry, action):
    address = reverse("admin:articles_article_changelist")
    return client.post(address, {"action": action, "_selected_action": [ferry.pk]})


def press(client, ferry, verb):
    address = reverse("admin:articles_article_move", args=[ferry.pk, verb])
    return client.post(address, {"version": ferry.version})


@pytest.mark.parametrize("name", NAMES)
def test_sending_to_the_desk_is_never_stopped(client, publisher, ferry_with, name):
    for way in (press, lambda *args: bulk(*args[:2], "submit_stories")):
        ferry = ferry_with(name)

        way(client, ferry, "submit")

        ferry.refresh_from_db()
        assert ferry.stage == Article.Stage.IN_REVIEW


@pytest.mark.parametrize("name", NAMES)
def test_approving_asks_the_same_by_button_and_in_bulk(client, publisher, ferry_with, name):
    for way in (press, lambda *args: bulk(*args[:2], "approve_stories")):
        ferry = ferry_with(name)

        answer = way(client, ferry, "approve")

        approved = Approval.objects.filter(revision__article=ferry).exists()
        assert approved is not stops(name, "approve")
        if not approved:
            shown = client.get(answer.url)
            (words,) = said(shown)
            assert words.startswith(f"{ferry.slugline} not approved: 1 thing.")
            assert page_of(shown).xpath("//ul[@class='messagelist']//a/@href")


@pytest.mark.parametrize("name", NAMES)
def test_publishing_asks_the_same_on_the_sheet_in_bulk_and_for_later(
    client, publisher, ferry_with, name
):
    later = f"{timezone.localtime() + 2 * HOUR:%Y-%m-%dT%H:%M}"
    for way in (
        sheet,
        lambda *args: sheet(*args, when="later", go_live_at=later),
        lambda *args: bulk(*args, "publish_stories"),
    ):
        ferry = ferry_with(name)

        way(client, ferry)

        assert ferry.editions.exists() is not stops(name, "publish")


@pytest.mark.parametrize("name", NAMES)
def test_breaking_asks_only_what_it_must(client, publisher, ferry_with, name):
    ferry = ferry_with(name)

    sheet(client, ferry, breaking="on")

    assert ferry.editions.exists() is not stops(name, "breaking")


@pytest.mark.parametrize("change", ["update", "fix", "correction"])
@pytest.mark.parametrize("name", NAMES)
def test_putting_a_version_over_the_live_one_asks_the_same(client, publisher, name, change):
    ferry = published(at=timezone.now() - HOUR)
    if name in FAULTS:
        revisions.write(ferry, FAULTS[name]())
    else:
        ferry.dek = "The dek is another one."
        ferry.save()
    workflow.keep(ferry, by=publisher)
    put_in_the_way(name, ferry, None)
    if name == "embargo":
        Article.objects.filter(pk=ferry.pk).update(embargo_until=timezone.now() + 9 * HOUR)
    words = {"update": {"what_is_new": "It sails."}, "correction": {"correction": "It was one."}}

    sheet(client, ferry, change=change, **words.get(change, {}))

    moment = "update" if change == "update" else "fix"
    assert (ferry.editions.count() == 1) is stops(name, moment)


def test_breaking_takes_section_and_byline_from_the_desk(client, publisher, ferry_with):
    ferry = ferry_with("section")
    SectionFactory(slug="metro")
    Article.objects.filter(pk=ferry.pk).update(desk=DeskFactory(slug="metro"))

    sheet(client, ferry, breaking="on")

    assert ferry.editions.get().section.slug == "metro"


COPY = """{headline}

By Ana Ruiz

The ferry is back at the north quay, and it left at {when} with a full deck.
"""


@pytest.mark.parametrize(
    ("headline", "when", "section", "says"),
    [
        ("Ferry returns to the north quay", "TK", "world", "“TK” stands in the text, line 1."),
        ("Ferry returns to the north quay", "seven", "", "No section is chosen."),
        ("", "seven", "world", "There is no headline."),
    ],
)
def test_intake_command_publishes_nothing_that_a_check_stops(
    tmp_path, headline, when, section, says
):
    chief(username="wren")
    SectionFactory(slug="world")
    path = tmp_path / "copy.txt"
    path.write_text(COPY.format(headline="", when=when), encoding="utf-8")
    options = ["--publish", "--as", "wren"]
    options += ["--section", section] if section else []
    options += ["--headline", headline] if headline else []

    with pytest.raises(CommandError) as refusal:
        call_command("intake", str(path), *options, stdout=io.StringIO())

    assert f"Stops: {says}" in str(refusal.value)
    assert refusal.value.returncode == 3
    assert Article.objects.count() == 1
    assert not Edition.objects.exists()
