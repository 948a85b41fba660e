"""Outlets, agencies and documents are proposed as sources; people who speak are not."""

import pytest

from articles.intake import read
from articles.intake.attributions import attributions


@pytest.mark.parametrize(
    ("text", "name", "phrase"),
    [
        ("It failed, The Independent reports.", "The Independent", "The Independent reports"),
        (
            "It failed, according to the Saltmarsh Bay Times.",
            "Saltmarsh Bay Times",
            "according to the Saltmarsh Bay Times",
        ),
        ("The plan stands, Express noted.", "Express", "Express noted"),
        ("The mayor told Reuters on Monday that it failed.", "Reuters", "told Reuters"),
        ("As first reported by Politico, it failed.", "Politico", "first reported by Politico"),
        (
            "The Harbour Post’s report found a hole.",
            "The Harbour Post",
            "The Harbour Post’s report",
        ),
        ("It failed, the Harbour Post reported.", "Harbour Post", "the Harbour Post reported"),
        ("Yesterday The Guardian reported a loss.", "The Guardian", "The Guardian reported"),
        ("He said so in an interview with Le Monde.", "Le Monde", "in an interview with Le Monde"),
        (
            "According to a report by the Harbour Post, it failed.",
            "Harbour Post",
            "According to a report by the Harbour Post",
        ),
        (
            "Flu is back, according to the Ministry of Health.",
            "Ministry of Health",
            "according to the Ministry of Health",
        ),
        (
            "Ferries sink, according to the Bay Safety Report.",
            "Bay Safety Report",
            "according to the Bay Safety Report",
        ),
        ("Boats are late, Sky Bolivia reports.", "Sky Bolivia", "Sky Bolivia reports"),
        ("A man of Lima told the Post of it.", "Post", "told the Post"),
        ("In a statement to EFE he said no.", "EFE", "a statement to EFE"),
        (
            "The Agency of Ports said in a report that it failed.",
            "The Agency of Ports",
            "The Agency of Ports said",
        ),
    ],
)
def test_attribution_is_proposed(text, name, phrase):
    found = attributions(text)

    assert [(one.name, one.phrase) for one in found] == [(name, phrase)]
    assert text[found[0].start : found[0].end] == name


@pytest.mark.parametrize(
    "text",
    [
        "The mayor said so.",
        "Ortiz said the plan stands.",
        '"No," Maria Ortiz told reporters.',
        "According to Ortiz, the plan stands.",
        "According to Maria Ortiz, the plan stands.",
        "According to the Prime Minister, the plan stands.",
        "Mr Post said he would go.",
        "Colombia reported that cases rose.",
        "Apple reported a record profit.",
        "Police reported that the road is shut.",
        "She told NATO leaders that it stands.",
        "She shared it on social media platform X, stating that it stands.",
        "The report was first published in March.",
    ],
)
def test_people_places_and_makers_of_news_are_not_proposed(text):
    assert attributions(text) == []


def test_person_who_is_a_known_source_is_proposed():
    found = attributions("Ortiz said the plan stands.", known=frozenset({"ortiz"}))

    assert [one.name for one in found] == ["Ortiz"]


def test_person_who_speaks_elsewhere_in_the_story_is_not_an_outlet():
    reading = read("Maria Ortiz told the court so.\n\nThe road is shut, Ortiz reported.")

    assert reading.sources == []


def test_source_named_twice_goes_by_its_name_inside_a_sentence():
    reading = read(
        "The Harbour Post reported that it failed.\n\nIt is late, the Harbour Post reported."
    )

    assert [source.name for source in reading.sources] == ["Harbour Post"]
