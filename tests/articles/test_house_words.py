"""House words: what the paper writes another way is noted where it stands."""

import pytest
from django.urls import reverse

from articles import desk_checks
from articles.desk_checks import Level, Moment
from articles.models import HouseWord
from tests.factories import NOON, UserFactory, document, story

pytestmark = pytest.mark.django_db


def notes(made):
    context = desk_checks.gather(story(), made, at=NOON)
    findings = desk_checks.check(made, context, Moment.PUBLISH)
    assert {f.level for f in findings if f.check == "house_words"} <= {Level.NOTE}
    return [(f.field, f.message) for f in findings if f.check == "house_words"]


def house(wrong, right, **kwargs):
    return HouseWord.objects.create(wrong=wrong, right=right, **kwargs)


def test_word_is_found_in_every_text_and_says_what_the_house_writes():
    house("e-mail", "email", why="Since 2020.")

    found = notes(document(headline="E-mail from the port", body="<p>No.</p><p>An e-mail.</p>"))

    assert found == [
        ("headline", "“E-mail” stands in the headline: the house writes “email”. Since 2020."),
        ("body", "“e-mail” stands in the text, line 2: the house writes “email”. Since 2020."),
    ]


@pytest.mark.parametrize(
    ("wrong", "right", "exact", "text", "hits"),
    [
        ("mail", "e-mail", False, "Her e-mail and the mail.", 1),
        ("port", "harbour", False, "Ports report: the sport of airports.", 0),
        ("prime minister", "premier", False, "The Prime  Minister spoke.", 1),
        ("internet", "Internet", True, "The internet, an Internet, INTERNET.", 1),
        ("internet", "Internet", False, "The internet, an Internet, INTERNET.", 2),
        ("don't", "do not", False, "We don’t.", 1),
        ("C++", "C plus plus", False, "In C++ it is.", 1),
        ("Kiev", "Kyiv", False, 'See <a href="https://example.org/kiev">this</a>.', 0),
    ],
)
def test_words_are_whole_and_right_ones_pass(wrong, right, exact, text, hits):
    house(wrong, right, exact_case=exact)

    assert len(notes(document(body=f"<p>{text}</p>"))) == hits


def test_one_word_all_over_is_noted_five_times_and_counted():
    house("e-mail", "email")

    found = notes(document(body="<p>An e-mail.</p>" * 8))

    assert len(found) == 6
    assert found[-1] == ("body", "“e-mail” stands in 3 more places: the house writes “email”.")


def test_editor_adds_a_word_and_is_remembered(client):
    editor = UserFactory(roles=["Editor"])
    client.force_login(editor)
    add = reverse("admin:articles_houseword_add")

    client.post(add, {"wrong": "e-mail", "right": "email", "why": ""})
    refused = client.post(add, {"wrong": "email", "right": "email", "why": ""})

    assert (HouseWord.objects.get().wrong, HouseWord.objects.get().added_by) == ("e-mail", editor)
    assert "That is the same word twice." in refused.content.decode()


@pytest.mark.parametrize("words", [1, 4])
def test_list_is_found_by_either_word_and_costs_the_same(client, django_assert_num_queries, words):
    client.force_login(UserFactory(roles=["Editor"]))
    for number in range(words):
        house(f"e-mail{number}", "email", added_by=UserFactory())

    with django_assert_num_queries(7):
        page = client.get(reverse("admin:articles_houseword_changelist"), {"q": "EMAIL"})

    assert page.context["cl"].result_count == words
