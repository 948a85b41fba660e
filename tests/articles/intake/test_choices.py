import pytest

from articles import intake
from articles.intake import choices

COPY = """\
The boat is back in the harbour, its owner said on Monday.

READ NEXT: Night trains return

It left at seven with forty people on board, and nobody was late.

Written by: Nadia Quay
"""


def kinds(reading):
    return [(piece.lines[0], piece.kind) for piece in reading.pieces]


def test_what_is_not_chosen_stays():
    reading = intake.read(COPY)

    assert kinds(choices.changed(reading, {})) == [
        (1, "prose"),
        (3, "related"),
        (5, "prose"),
        (7, "byline"),
    ]


@pytest.mark.parametrize("kind", ["nonsense", "", "related"])
def test_unknown_or_same_choice_changes_nothing(kind):
    reading = intake.read(COPY)

    assert choices.changed(reading, {3: kind}) == reading


def test_line_made_text_keeps_every_word_of_it():
    reading = choices.changed(intake.read(COPY), {3: "prose", 7: "prose"})

    assert [piece.html for piece in reading.of("prose")][1::2] == [
        "READ NEXT: Night trains return",
        "Written by: Nadia Quay",
    ]


@pytest.mark.parametrize("kind", [kind for kind in choices.KINDS if kind not in ("prose", "quote")])
@pytest.mark.django_db
def test_every_kind_can_be_chosen_and_its_words_are_in_the_document(kind):
    reading = choices.changed(intake.read(COPY), {5: kind})

    built = intake.build(reading)

    words = str(built.document) + str(built.notes)
    for word in ("left at seven", "forty people on board", "nobody was late"):
        assert word in words, kind


@pytest.mark.django_db
def test_markup_in_a_line_stays_words_whatever_it_becomes():
    reading = intake.read(
        "The boat is back.\n\nA <b>bold</b> & <script>alert(1)</script> line.\n\nMore."
    )

    for kind in ("subhead", "quote", "prose"):
        body = intake.build(choices.changed(reading, {3: kind})).document["body"]
        assert "<script>" not in body
        assert "&lt;script&gt;" in body
