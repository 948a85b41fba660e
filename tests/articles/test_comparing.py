"""Two versions told apart: words, fields, blocks, people; and what kind of change it may be."""

import copy

import pytest

from articles import revisions
from articles.comparing import compare, guess_change
from articles.comparing.pieces import Piece, pieces
from tests import factories

REF, OTHER = "00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"

FIRST = "The boat left the north quay at seven, said Ana Ortiz."
SECOND = "“It is late,” the mayor told 40 people on board."
THIRD = "A second boat follows in June."


def document(*texts, body=None, blocks=None, **parts):
    made = revisions.blank()
    made["fields"] |= {"slugline": "FERRY", "headline": "Ferry returns", "dek": "At seven."}
    made["fields"] |= parts.pop("fields", {})
    made["body"] = "".join(f"<p>{text}</p>" for text in texts) if body is None else body
    made["blocks"] = blocks or {}
    return made | parts


BASE = document(FIRST, SECOND, THIRD)


def told(comparison):
    return [(p.kind, p.number) for p in comparison.paragraphs]


# Words ------------------------------------------------------------------------------------


def test_words_added_and_removed_are_pieces():
    assert pieces("The boat left at seven.", "The red boat left.") == [
        Piece("same", "The "),
        Piece("added", "red "),
        Piece("same", "boat left"),
        Piece("removed", " at seven"),
        Piece("same", "."),
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "New."),
        ("Old.", ""),
        (FIRST, THIRD),
        ("a\ud7ff", "b\ue000 \U0001f6a2"),
        ("a <b>&amp;</b>", "a <i>&</i>"),
        ("x " * 11_000, "y " * 11_000),
    ],
)
def test_pieces_spell_both_texts(before, after):
    both = pieces(before, after)

    assert "".join(p.text for p in both if p.kind != "added") == before
    assert "".join(p.text for p in both if p.kind != "removed") == after


def test_the_same_document_is_no_difference():
    comparison = compare(BASE, copy.deepcopy(BASE))

    assert comparison.is_empty
    assert comparison.summary == ""
    assert told(comparison) == [("same", 1), ("same", 2), ("same", 3)]


def test_every_paragraph_says_what_became_of_it():
    after = document("It is new here.", FIRST, SECOND.replace("40", "50"))

    comparison = compare(BASE, after)

    assert told(comparison) == [("added", 1), ("same", 2), ("changed", 3), ("removed", 3)]
    assert comparison.paragraphs[2].pieces == [
        Piece("same", "“It is late,” the mayor told "),
        Piece("removed", "40"),
        Piece("added", "50"),
        Piece("same", " people on board."),
    ]
    assert comparison.summary == "3 paragraphs"


def test_a_moved_paragraph_is_neither_added_nor_removed():
    comparison = compare(BASE, document(THIRD, FIRST, SECOND))

    assert told(comparison) == [("moved", 1), ("same", 2), ("same", 3)]


@pytest.mark.parametrize(
    ("after", "note"),
    [
        (
            '<p>The <a href="https://b.example/?a=1&amp;b=2">boat</a> left.</p>',
            "Link added: https://b.example/?a=1&b=2\nLink removed: https://a.example/",
        ),
        (
            '<p>The <a href="https://a.example/"><strong>boat</strong></a> left.</p>',
            "Only formatting or source marks changed.",
        ),
    ],
)
def test_what_changed_beside_the_words_is_noted(after, note):
    before = '<p>The <a href="https://a.example/">boat</a> left.</p>'

    (paragraph,) = compare(document(body=before), document(body=after)).paragraphs

    assert (paragraph.kind, paragraph.note) == ("changed", note)
    assert paragraph.pieces == [Piece("same", "The boat left.")]


# Everything else --------------------------------------------------------------------------


@pytest.mark.django_db
def test_fields_are_told_by_label_and_words():
    city, sport = factories.SectionFactory(slug="city"), factories.SectionFactory(slug="sport")
    before = document(FIRST, fields={"section": city.pk})
    after = document(
        FIRST, fields={"section": sport.pk, "headline": "Ferry is back", "noindex": True}
    )

    changes = {change.label: change for change in compare(before, after).fields}

    assert set(changes) == {"headline", "section", "Hide from search engines"}
    assert changes["headline"].before == [Piece("same", "Ferry "), Piece("removed", "returns")]
    assert changes["headline"].after == [Piece("same", "Ferry "), Piece("added", "is back")]
    assert [piece.text for piece in changes["section"].after] == ["Sport"]
    assert [piece.text for piece in changes["Hide from search engines"].after] == ["Yes"]


def test_blocks_are_told_with_what_changed_in_them():
    before = document(blocks={REF: factories.embed()})
    after = document(
        blocks={
            REF: factories.embed(embed_id="aaaaaaaaaaa", caption="At the quay"),
            OTHER: {"kind": "factbox", "title": "The boat", "text": "Built in 1999"},
        }
    )

    video, box = compare(before, after).blocks

    assert (video.what, video.place) == ("changed", "the video “The boat leaves”")
    assert [part.label for part in video.parts] == ["Address or embed code", "Caption", "Plays"]
    assert (box.what, box.place) == ("added", "the box “The boat”")
    assert [(p.label, p.after) for p in box.parts] == [
        ("Title", [Piece("added", "The boat")]),
        ("Text", [Piece("added", "Built in 1999")]),
    ]
    assert compare(before, after).summary == "1 video, 1 box"
    assert [row.what for row in compare(after, before).blocks] == ["changed", "removed"]


def test_a_block_that_moved_says_so():
    block = {REF: factories.embed()}
    here, there = factories.placed(**block) + BASE["body"], BASE["body"] + factories.placed(**block)

    (row,) = compare(document(body=here, blocks=block), document(body=there, blocks=block)).blocks

    assert row.what == "changed"
    assert row.parts[0].after == [Piece("added", "elsewhere in the text")]


def test_links_of_a_related_block_are_told_one_to_a_line():
    before = document(blocks={REF: factories.related(("Night trains", "https://a.example/"))})
    after = document(blocks={REF: factories.related(("Night trains", "https://b.example/"))})

    (row,) = compare(before, after).blocks

    assert [part.label for part in row.parts] == ["Links"]
    assert "".join(p.text for p in row.parts[0].after) == "Night trains → https://b.example/"


@pytest.mark.django_db
def test_people_topics_sources_and_corrections_are_told():
    author, topic = factories.AuthorFactory(name="Lucía Mora"), factories.TopicFactory(name="Boats")
    source = factories.SourceFactory(name="Coast TV")
    before = document(citations={REF: factories.cited(source)})
    after = document(
        bylines=[{"author": author.pk, "name": "", "credited_as": "", "role": "words"}],
        topics=[topic.pk],
        citations={REF: factories.cited(source, shown=False)},
        corrections=[
            {
                "ref": OTHER,
                "kind": "correction",
                "text": "It was 40.",
                "hides_body": False,
                "issued_at": None,
            }
        ],
    )

    comparison = compare(before, after)

    assert comparison.people[0].after == [Piece("added", "Lucía Mora, Words")]
    assert comparison.topics[0].after == [Piece("added", "Boats")]
    (row,) = comparison.sources
    assert (row.place, row.parts[0].label) == ("Coast TV", "Shown to readers")
    assert [(row.what, row.kind) for row in comparison.corrections] == [("added", "correction")]
    assert comparison.summary == "bylines, topics, 1 source, 1 correction"


@pytest.mark.django_db
def test_many_pictures_cost_one_query(django_assert_num_queries):
    for number in (1, 3):
        shown = factories.PictureFactory.create_batch(number)
        blocks = {factories.ref(): factories.figure(picture) for picture in shown}
        with django_assert_num_queries(1):
            assert len(compare(document(), document(blocks=blocks)).blocks) == number


def test_a_version_of_an_older_schema_compares():
    older = copy.deepcopy(BASE) | {"schema": 1}
    older["fields"]["use_until"] = None

    assert compare(older, BASE).is_empty


def test_every_second_paragraph_of_a_long_story_is_compared():
    texts = [" ".join(f"word{(n * m) % 97}" for m in range(1, 45)) for n in range(300)]
    changed = [f"{text} more" if n % 2 else text for n, text in enumerate(texts)]

    comparison = compare(document(*texts), document(*changed))

    assert comparison.summary == "150 paragraphs"


# What kind of change ----------------------------------------------------------------------


def rewritten(old, new):
    return document(*(text.replace(old, new) for text in (FIRST, SECOND, THIRD)))


@pytest.mark.parametrize(
    "after",
    [
        rewritten("seven, said", "seven said"),
        rewritten("“It is late,”", '"It is late,"'),
        rewritten("follows", "folows"),
        rewritten("board", "baord"),
        rewritten("The boat", "The The boat"),
        document(FIRST, SECOND, f'A <a href="https://a.example/">{THIRD[2:]}</a>'),
        document(FIRST, SECOND, THIRD, fields={"search_headline": "Boats", "noindex": True}),
        document(FIRST, SECOND, THIRD, topics=[7]),
        document(FIRST, SECOND, THIRD, blocks={REF: factories.embed()}),
        document(FIRST, SECOND, THIRD, blocks={REF: factories.related(("Trains", ""))}),
        document(FIRST, SECOND, THIRD, fields={"headline": "Ferry, returns!"}),
    ],
)
def test_spelling_links_and_what_is_not_news_is_a_fix(after):
    """In either direction: a slip of the keys made, or put right."""
    assert guess_change(after, BASE) == "fix"


@pytest.mark.parametrize(
    "after",
    [
        rewritten("Ana Ortiz", "Ana Ortis"),
        rewritten("40", "50"),
        rewritten("seven", "eight"),
        rewritten("late", "fate"),
        rewritten("late", "very late"),
        rewritten("told", "had not told"),
        rewritten("June", "July"),
        rewritten("second", "third"),
        rewritten("40", "40%"),
        rewritten("40", "4.0"),
        rewritten("in June", "in June and May"),
        document(FIRST, SECOND),
        document(FIRST, SECOND, THIRD, "It is new."),
        document(FIRST, SECOND, THIRD, fields={"headline": "Ferry return"}),
        document(FIRST, SECOND, THIRD, fields={"dek": "At eight."}),
        document(FIRST, SECOND, THIRD, fields={"type_of_work": "opinion"}),
        document(FIRST, SECOND, THIRD, blocks={REF: factories.figure(caption="The quay")}),
        document(
            FIRST,
            SECOND,
            THIRD,
            bylines=[{"author": 1, "name": "", "credited_as": "", "role": "words"}],
        ),
    ],
)
def test_names_numbers_quotes_and_the_headline_are_asked_about(after):
    assert guess_change(BASE, after) == "update"


def test_alt_text_is_a_fix_and_a_caption_is_not():
    def pictured(**kwargs):
        return document(FIRST, blocks={REF: factories.figure(caption="The quay") | kwargs})

    assert guess_change(pictured(), pictured(alt_text="A quay at dusk", credit="Ana")) == "fix"
    assert guess_change(pictured(), pictured(caption="The north quay")) == "update"
    assert guess_change(pictured(), pictured(picture=7)) == "update"


def test_a_notice_that_waits_makes_it_a_correction():
    notice = {
        "ref": OTHER,
        "kind": "correction",
        "text": "It was 40.",
        "hides_body": False,
        "issued_at": None,
    }

    assert guess_change(BASE, document(FIRST, corrections=[notice])) == "correction"
    issued = document(FIRST, corrections=[notice | {"issued_at": "2026-05-13T12:00:00+00:00"}])
    assert guess_change(issued, issued) == "fix"
