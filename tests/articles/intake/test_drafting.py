"""A reading becomes a document that can be written, with notes for what it has no room for."""

import json
import re
from pathlib import Path

import pytest

from articles import revisions
from articles.intake import IntakeRefused, Matches, build, read
from articles.intake.drafting import shortened
from articles.models import Article, Source
from articles.sanitising import clean_body
from tests.articles.intake.copy_shapes import STORY

CORPORA = Path(__file__).parents[4] / "shared" / "corpora"
UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"


def built(copy, matches=None, **kwargs):
    return build(read(copy), matches or Matches(), **kwargs)


def test_blocks_stand_where_their_lines_stood():
    story = built("One.\n\nREAD NEXT: Trains\n\nTwo.\n\nWATCH: Boats - From Coast TV\n\nThree.")

    related, video = story.document["blocks"]
    assert story.document["body"] == (
        f'<p>One.</p><figure data-block="related" data-ref="{related}"></figure><p>Two.</p>'
        f'<figure data-block="embed" data-ref="{video}"></figure><p>Three.</p>'
    )
    assert story.document["blocks"][related] == {
        "kind": "related",
        "label": "READ NEXT",
        "left_out": False,
        "links": [{"title": "Trains", "address": "", "story": None}],
    }
    assert story.document["blocks"][video]["credit"] == "Coast TV"
    assert story.places == {related: 1, video: 2}


def test_body_is_in_the_form_that_is_stored():
    body = built(STORY).document["body"]

    assert clean_body(body) == body


def test_one_source_is_one_citation_however_often_it_is_named():
    story = built("It failed, the Bay Times reports.\n\nIt is late, the Bay Times reported.")

    [ref] = story.document["citations"]
    assert story.document["citations"][ref] == {
        "source": None,
        "name": "Bay Times",
        "phrase": "the Bay Times reports",
        "shown": True,
        "address": "",
        "note": "",
    }
    cite = f'the <cite data-source="{ref}">Bay Times</cite>'
    assert story.document["body"] == (
        f"<p>It failed, {cite} reports.</p><p>It is late, {cite} reported.</p>"
    )


def test_names_on_file_are_used_and_credit_stays_as_written():
    matches = Matches(
        authors={"ana ruiz": (7, "Ana Ruiz")}, sources={"bay times": Source(pk=9, name="BT")}
    )

    story = built("By ANA RUIZ\n\nIt failed, the Bay Times reports.", matches)

    assert story.document["bylines"] == [
        {"author": 7, "name": "Ana Ruiz", "credited_as": "", "role": "words"}
    ]
    [citation] = story.document["citations"].values()
    assert (citation["source"], citation["name"], citation["shown"]) == (9, "BT", True)


def test_person_on_file_stays_on_the_desk():
    person = Source(pk=9, name="Ilse Varnham", kind=Source.Kind.PERSON)
    copy = "It failed, according to Ilse Varnham."
    reading = read(copy, known_sources=["Ilse Varnham"])

    story = build(reading, Matches(sources={"ilse varnham": person}))

    [citation] = story.document["citations"].values()
    assert (citation["source"], citation["shown"]) == (9, False)


def test_link_to_a_story_of_ours_points_at_the_story():
    story = built(
        '<p>READ NEXT: <a href="/city/a/">Trains</a></p>', Matches(stories={"/city/a/": 4})
    )

    [block] = story.document["blocks"].values()
    assert block["links"] == [{"title": "Trains", "address": "", "story": 4}]


def test_link_that_leads_nowhere_is_told_to_the_desk():
    story = built('<p>READ NEXT: <a href="/city/a/">Trains</a></p>')

    assert story.notes == ["A link that leads nowhere: Trains /city/a/"]


def test_first_line_becomes_the_headline_when_the_desk_says_so():
    copy = "Ferry line opens in May\n\nThe council met on Tuesday.\n\nIt was long."

    offered = built(copy)
    taken = built(copy, headline="Ferry line opens in May")

    assert offered.document["fields"]["headline"] == ""
    assert offered.document["body"].count("<p>") == 3
    assert taken.document["fields"]["headline"] == "Ferry line opens in May"
    assert taken.document["body"].count("<p>") == taken.paragraphs == 2


def test_headline_given_by_hand_leaves_the_one_of_the_copy_to_the_desk():
    story = built("HED: Old words\n\nThe council met.", headline="New words")

    assert story.document["fields"]["headline"] == "New words"
    assert story.notes == ["The copy’s own headline: Old words"]


@pytest.mark.parametrize(
    ("copy", "slugline"),
    [
        ("HED: Ferry line opens in May\n\nText.", "FERRY-LINE-OPENS"),
        ("SLUG: FERRY-2\n\nText.", "FERRY-2"),
        ("The council met on Tuesday.", "COUNCIL-TUESDAY"),
        ("¡!", "PASTED-COPY"),
    ],
)
def test_every_draft_has_a_working_name(copy, slugline):
    assert built(copy).document["fields"]["slugline"] == slugline


def test_agency_copy_says_whose_text_it_is():
    dated = built("LIMA (AP) — The council met.").document["fields"]
    signed = built("By The Associated Press\n\nThe council met.").document["fields"]

    assert (dated["origin"], dated["origin_source"], dated["dateline"]) == ("agency", "AP", "LIMA")
    assert (signed["origin"], signed["origin_source"]) == ("agency", "The Associated Press")


def test_what_does_not_fit_is_shortened_and_kept_whole_for_the_desk():
    long = "word " * 80
    story = built(f"HED: {long}\n\nThe council met.\n\nREAD NEXT: {long}")

    assert len(story.document["fields"]["headline"]) <= 200
    assert [note.count("word") for note in story.notes] == [80, 80]


def test_topics_and_section_not_on_file_are_told_to_the_desk():
    story = built(
        "SECTION: Sport\nTOPICS: boats, trains\n\nThe council met.",
        Matches(topics={"boats": 3, "trains": None}),
    )

    assert story.document["topics"] == [3]
    assert story.notes == [
        "The copy asks for the section Sport.",
        "The copy asks for topics that are not on file: trains.",
    ]


def test_corrections_wait_to_be_published():
    story = built("The council met.\n\nCorrection: It met on Monday.")

    [correction] = story.document["corrections"]
    assert re.fullmatch(UUID, correction.pop("ref"))
    assert correction == {
        "kind": "correction",
        "text": "It met on Monday.",
        "hides_body": False,
        "issued_at": None,
    }


def test_shortened_cuts_at_a_blank():
    assert shortened("one two three", 9) == "one two…"
    assert shortened("one", 9) == "one"


def _hostile():
    paths = [CORPORA / "naughty_strings.jsonl", CORPORA / "xss_payloads.jsonl"]
    texts = [path.read_text(encoding="utf-8") for path in paths if path.exists()]
    rows = [json.loads(line) for text in texts for line in text.split("\n") if line]
    strings = [row.get("string") or row.get("payload") or "" for row in rows]
    return [strings[start : start + 50] for start in range(0, len(strings), 50)]


@pytest.mark.django_db
@pytest.mark.parametrize("format", ["text", "html"])
@pytest.mark.parametrize("strings", [["<script>x</script>", "\ud800", "\x00a"], *_hostile()])
def test_hostile_copy_is_written_or_refused(strings, format):
    for hostile in strings:
        for copy in (hostile, f"WATCH: {hostile}", f"By Jo Pa\n{hostile}\nREAD NEXT: {hostile}"):
            try:
                story = build(read(copy, format=format), Matches())
            except IntakeRefused:
                continue
            assert clean_body(story.document["body"]) is not None
    copy = "\n\n".join(["The council met.", *strings])
    try:
        story = build(read(copy, format=format), Matches())
    except IntakeRefused:
        return
    article = revisions.write(Article(), story.document)
    assert "<script" not in article.body
