from io import StringIO

import pytest
from django.conf import settings
from django.contrib.auth import get_user
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from articles.demo import cast, copy_files, paper
from articles.management.commands.demo import password_of
from articles.models import Article, Correction, Edition, Picture, Section
from authors.models import Author
from tests.kit.stories import story_faults
from tests.pages import page_of

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker, _test_settings):
    """The demo, loaded once: what it printed."""
    from django.db import transaction
    from django.test import override_settings

    with django_db_blocker.unblock(), override_settings(NEWSROOM_DEMO=True), transaction.atomic():
        out = StringIO()
        call_command("demo", stdout=out)
        yield out.getvalue()
        transaction.set_rollback(True)


def test_demo_is_refused_on_a_real_paper(settings):
    settings.NEWSROOM_DEMO = False

    with pytest.raises(CommandError, match="NEWSROOM_DEMO=1"):
        call_command("demo")


def test_paper_is_full_and_true_to_its_files(told):
    files = copy_files.read_all()
    published = [file for file in files if file.stage == "published"]

    assert Section.objects.count() == len(cast.SECTIONS) == 8
    assert Author.objects.count() == 12
    assert Edition.objects.live().count() == len(published) >= 60
    assert Article.objects.count() == len(files)
    assert Correction.objects.filter(kind="correction").count() == 2
    assert Picture.objects.exists()
    assert max(Picture.objects.values_list("width", flat=True)) <= 1280


def test_drafts_stand_in_every_state(told):
    stages = set(Article.objects.values_list("stage", flat=True))

    assert stages == {"planned", "draft", "in_review", "spiked"}
    assert (
        Edition.objects.exclude(pk__in=Edition.objects.live())
        .filter(live_from__gt=Article.objects.latest("created_at").created_at)
        .exists()
    )


def test_every_person_signs_in_with_the_printed_password(told):
    for person in cast.USERS:
        password = password_of(person["username"])
        assert password in told
        client = Client()
        sent = {"username": person["username"], "password": password}
        client.post(reverse("admin:login"), sent)
        user = get_user(client)
        assert sorted(user.groups.values_list("name", flat=True)) == sorted(
            paper.ROLES[person["username"]]
        )


def test_every_page_of_the_demo_answers_and_tells_machines_what_it_says(told, client):
    stories = list(Edition.objects.live().values_list("path", flat=True))
    answers = {address: client.get(address) for address in ["/", "/authors/", *stories]}

    assert {answer.status_code for answer in answers.values()} == {200}
    faults = {
        path: story_faults(page_of(answers[path]), settings.NEWSROOM_SITE_URL + path)
        for path in stories
    }
    assert {path: found for path, found in faults.items() if found} == {}
    writers = Author.objects.filter(edition_bylines__edition__in=Edition.objects.live())
    pages = [writer.get_absolute_url() for writer in writers.distinct()]
    assert {client.get(page).status_code for page in pages} == {200}


def test_second_run_changes_nothing(told, settings):
    settings.NEWSROOM_DEMO = True
    before = Article.objects.count()
    out = StringIO()

    call_command("demo", stdout=out)

    assert "nothing was changed" in out.getvalue()
    assert Article.objects.count() == before
