"""The archive by command: each line by itself, own dates, and only what is new."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from articles.models import Article, Edition
from tests.factories import SectionFactory, UserFactory, chief

pytestmark = pytest.mark.django_db


def line(key="1", **changes):
    section = SectionFactory(slug="world")
    told = {
        "key": key,
        "document": {
            "schema": 2,
            "fields": {"slugline": f"OLD-{key}", "headline": "Old news", "section": section.pk},
            "body": "<p>It was so.</p>",
            "bylines": [{"author": None, "name": "A. Oldhand", "credited_as": "", "role": "words"}],
        },
        "published_at": "2019-05-04T06:00:00+02:00",
        "former_paths": [f"/?p={key}"],
    }
    return json.dumps(told | changes)


def run(tmp_path, *lines, person=None):
    file = tmp_path / "archive.jsonl"
    file.write_text("\n".join(lines))
    person = person or UserFactory(roles=["Administrator"])
    out, err = StringIO(), StringIO()
    try:
        call_command("import_archive", file, "--as", person.username, stdout=out, stderr=err)
    except CommandError as error:
        return out.getvalue().strip(), err.getvalue().strip(), error.returncode
    return out.getvalue().strip(), err.getvalue().strip(), 0


def test_stories_come_in_with_their_dates_and_a_second_run_brings_nothing(tmp_path):
    first = run(tmp_path, line("1"), "", line("2"))
    second = run(tmp_path, line("1"), line("2"), line("3"))

    assert first == ("2 new, 0 here already, 0 refused", "", 0)
    assert second == ("1 new, 2 here already, 0 refused", "", 0)
    edition = Edition.objects.get(article__import_key="1")
    assert edition.first_published_at.isoformat() == "2019-05-04T04:00:00+00:00"
    assert edition.byline == "By A. Oldhand"


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ("{", "Line 1: It is no story: "),
        ("[]", "Line 1: It is no story: "),
        ('{"key": "9"}', "Line 1: 'document' is missing."),
        ({"published_at": "2019-05-04T06:00:00"}, "has no time zone"),
        ({"published_at": "2999-01-01T00:00:00+00:00"}, "in the past"),
        ({"key": " "}, "needs the name that the archive has for it"),
        ({"document": {"schema": 9}}, "This document has schema 9"),
        ({"document": {"fields": {"slugline": "X", "headline": "X"}}}, "headline and a section"),
        ({"former_paths": ["nowhere"]}, "Line 1: "),
    ],
)
def test_story_that_is_wrong_is_named_and_stops_no_other(tmp_path, bad, says):
    told = bad if isinstance(bad, str) else line(**({"key": "9"} | bad))

    out, err, code = run(tmp_path, told, line("2"))

    assert says in err
    assert (out, code) == ("1 new, 0 here already, 1 refused", 3)
    assert Article.objects.count() == 1


def test_only_who_may_import_does(tmp_path):
    assert run(tmp_path, line(), person=chief())[2] == 2
    assert not Article.objects.exists()
