"""What a line is, in the many ways desks write it, and what stays an ordinary sentence."""

import pytest

from articles.intake import read

BEFORE = "The council met on Tuesday and voted for the new ferry line."
AFTER = "The boats will sail at dawn, and again when the tide turns in the evening."
VIDEO = "https://youtu.be/aaaaaaaaaaa"


def between(line):
    """The one piece that a line between two paragraphs became."""
    reading = read(f"{BEFORE}\n\n{line}\n\n{AFTER}", format="text")
    return next(piece for piece in reading.pieces if 3 in piece.lines)


@pytest.mark.parametrize(
    ("line", "label", "title", "address"),
    [
        ("READ NEXT: Night trains return ", "READ NEXT", "Night trains return", ""),
        ("Read More - Night trains return", "Read More", "Night trains return", ""),
        ("ALSO READ – Night trains return", "ALSO READ", "Night trains return", ""),
        ("read also: Night trains return", "read also", "Night trains return", ""),
        ("RELATED | Night trains return", "RELATED", "Night trains return", ""),
        ("Related Story—Night trains return", "Related Story", "Night trains return", ""),
        ("READ NEXT Night Trains Return", "READ NEXT", "Night Trains Return", ""),
        ("More on this: Night trains return", "More on this", "Night trains return", ""),
        ("[SEE ALSO: Night trains return]", "SEE ALSO", "Night trains return", ""),
        ("**READ NEXT:** Night trains return", "READ NEXT", "Night trains return", ""),
        (">> READ MORE: Night trains", "READ MORE", "Night trains", ""),
        ("READ MORE: Trains https://a.example/x", "READ MORE", "Trains", "https://a.example/x"),
        ("READ MORE: Trains (https://a.example/x)", "READ MORE", "Trains", "https://a.example/x"),
        ("READ MORE: Trains\nhttps://a.example/x", "READ MORE", "Trains", "https://a.example/x"),
        ("RELATED STORY\nhttps://a.example/x", "RELATED STORY", "", "https://a.example/x"),
        ("READ NEXT:\n\nNight trains return", "READ NEXT", "Night trains return", ""),
    ],
)
def test_related_line_becomes_a_link(line, label, title, address):
    piece = between(line)

    assert piece.kind == "related"
    assert piece.data == {"label": label, "links": [{"title": title, "address": address}]}


def test_list_under_related_stories_is_one_block():
    piece = between("RELATED STORIES\nNight trains return\n2. Ferry opens: https://a.example/x")

    assert piece.data["links"] == [
        {"title": "Night trains return", "address": ""},
        {"title": "Ferry opens", "address": "https://a.example/x"},
    ]


@pytest.mark.parametrize(
    ("line", "title", "credit", "address"),
    [
        ("WATCH: The boat: who steers? - From Coast TV", "The boat: who steers?", "Coast TV", ""),
        ("Video | The boat sails | Coast TV", "The boat sails", "Coast TV", ""),
        ("ALSO WATCH: The boat sails (Coast TV)", "The boat sails", "Coast TV", ""),
        ("WATCH MORE – The boat – Courtesy of Coast TV", "The boat", "Coast TV", ""),
        ("WATCH: The boat - Coast News", "The boat", "Coast News", ""),
        ("WATCH: The boat - the whole journey", "The boat - the whole journey", "", ""),
        ("WATCH: The boat (full video)", "The boat (full video)", "", ""),
        ("WATCH: The boat - From Coast TV (2:31)", "The boat (2:31)", "Coast TV", ""),
        (f"Watch: The boat {VIDEO}", "The boat", "", VIDEO),
        (f"WATCH: The boat <{VIDEO}>", "The boat", "", VIDEO),
        (f"WATCH: The boat - From Coast TV\n{VIDEO}", "The boat", "Coast TV", VIDEO),
        (f"WATCH:\n{VIDEO}", "", "", VIDEO),
        (VIDEO, "", "", VIDEO),
        (f"<{VIDEO}>", "", "", VIDEO),
    ],
)
def test_video_line_becomes_an_embed(line, title, credit, address):
    piece = between(line)

    assert piece.kind == "embed"
    assert (piece.data["title"], piece.data["credit"]) == (title, credit)
    assert (piece.data["address"], bool(piece.data["provider"])) == (address, bool(address))


def test_player_code_becomes_an_embed():
    piece = between(
        '<iframe src="https://www.youtube.com/embed/aaaaaaaaaaa?start=9" title="A boat"></iframe>'
    )

    assert (piece.kind, piece.data["title"]) == ("embed", "A boat")
    assert (piece.data["embed_id"], piece.data["start"]) == ("aaaaaaaaaaa", 9)


@pytest.mark.parametrize(
    ("line", "credits"),
    [
        ("Written by: Ana Ruiz", [("Ana Ruiz", "words")]),
        ("written by ana ruiz", [("Ana Ruiz", "words")]),
        ("By Ana Ruiz", [("Ana Ruiz", "words")]),
        ("BY ANA RUIZ", [("Ana Ruiz", "words")]),
        ("By Ana Ruiz and Jo Pa", [("Ana Ruiz", "words"), ("Jo Pa", "words")]),
        (
            "By Ana Ruiz, Jo Pa and Bo de la Cruz",
            [("Ana Ruiz", "words"), ("Jo Pa", "words"), ("Bo de la Cruz", "words")],
        ),
        ("By Ana Ruiz, Staff Writer", [("Ana Ruiz", "words")]),
        ("By Jo Pa in Lima", [("Jo Pa", "words")]),
        ("By Jo Pa - Harbour Post", [("Jo Pa", "words")]),
        (
            "(Reporting by Ana Ruiz in Lima; editing by Jo Pa)",
            [("Ana Ruiz", "reporting"), ("Jo Pa", "editing")],
        ),
        ("By Ana Ruiz; video by Jo Pa", [("Ana Ruiz", "words"), ("Jo Pa", "video")]),
        ("Video by Jo Pa", [("Jo Pa", "video")]),
        ("Additional reporting by Jo Pa.", [("Jo Pa", "reporting")]),
        ("Pictures: Jo Pa", [("Jo Pa", "pictures")]),
        ("By The Associated Press", [("The Associated Press", "words")]),
        ("Text: Ana Ruiz; Photos: Jo Pa", [("Ana Ruiz", "words"), ("Jo Pa", "pictures")]),
    ],
)
def test_byline_credits_people_in_order_with_their_roles(line, credits):
    piece = between(line)

    assert piece.kind == "byline"
    assert piece.data["credits"] == credits


def test_words_a_byline_has_no_room_for_go_to_the_desk():
    piece = between("By Ana Ruiz, Staff Writer")

    assert piece.data["desk_notes"] == ["The byline as it came: By Ana Ruiz, Staff Writer"]


@pytest.mark.parametrize(
    ("line", "kind", "value"),
    [
        ("This article is owned by Harbour Post.", "ownership", None),
        ("This story is the property of Harbour Post", "ownership", None),
        ("© 2026 Harbour Post. All rights reserved.", "ownership", None),
        ("Copyright Harbour Post", "ownership", None),
        ("Editor's note: Names are changed.", "editors_note", "Names are changed."),
        ("EDITOR’S NOTE – Names are changed.", "editors_note", "Names are changed."),
        ("[note to desk: check the age]", "desk_note", "check the age"),
        ("[Note to editor check the age]", "desk_note", "check the age"),
        ("[NOTE TO DESK: check\nthe age]", "desk_note", "check\nthe age"),
        ("DESK NOTE: check the age", "desk_note", "check the age"),
        ("Correction: It was the north pier.", "correction", "It was the north pier."),
        ("CLARIFICATION – It was the north pier.", "correction", "It was the north pier."),
        ("An earlier version of this story named another pier.", "correction", None),
    ],
)
def test_notices_and_notes_leave_the_text(line, kind, value):
    piece = between(line)

    assert piece.kind == kind
    assert piece.data["value"] == (line if value is None else value)


@pytest.mark.parametrize("line", ["-30-", "###", "# # #", "ENDS", "(ENDS)", "– ends –", "* * *"])
def test_end_marks_are_left_out(line):
    assert between(line).kind == "end_mark"


@pytest.mark.parametrize(
    "line",
    [
        "Watch the shoreline for an hour and a heron will come.",
        "By noon the square was full.",
        "By Christmas the ferry will sail.",
        "By Ana Ruiz and the crew it was sailed home.",
        "Written by hand, the letter was found in the wall.",
        "Read more books this winter, says the library.",
        "Related costs rose.",
        "Related-party deals rose.",
        "Correction of the river bed began in May.",
        "Video games are popular with children in the city.",
        "Copyright law in Peru changed on Monday.",
        "Reporting by the Harbour Post shows that ferries are late.",
        "Section four of the wall fell.",
        "Ends of rope lay about.",
        '"We will not go"',
        "https://example.org/page",
        "Photo: The ferry at dawn",
    ],
)
def test_ordinary_sentences_stay_prose(line):
    piece = between(line)

    assert (piece.kind, piece.text) == ("prose", line)


@pytest.mark.parametrize(
    ("line", "dateline", "agency", "words"),
    [
        ("LIMA, Nov 3 (Reuters) — The council met.", "LIMA, Nov 3", "Reuters", "The council met."),
        ("LIMA (AP) - The council met.", "LIMA", "AP", "The council met."),
        ("(AP) — The council met.", "", "AP", "The council met."),
        ("NEW YORK, Peru -- The council met.", "NEW YORK, Peru", "", "The council met."),
        ("NATO — a pact — met.", "", "", "NATO — a pact — met."),
        ("Crews (Unite) - they said.", "", "", "Crews (Unite) - they said."),
    ],
)
def test_dateline_is_read_off_the_first_paragraph(line, dateline, agency, words):
    reading = read(f"{line}\n\n{AFTER}", format="text")

    assert (reading.dateline, reading.agency) == (dateline, agency)
    assert reading.pieces[0].html == words


def test_labelled_heads_become_fields():
    reading = read(
        "HED: Ferry opens\nDek: It sails in May\nSLUG: FERRY-OPENS\nSection: City\n"
        f"TOPICS: boats, trains\nKICKER:\nHarbour\n\n{BEFORE}"
    )

    assert {name: reading.value(name) for name in ("headline", "dek", "slugline", "kicker")} == {
        "headline": "Ferry opens",
        "dek": "It sails in May",
        "slugline": "FERRY-OPENS",
        "kicker": "Harbour",
    }
    assert (reading.value("section"), reading.value("topics")) == ("City", "boats, trains")
    assert reading.paragraphs == 1


def test_first_line_is_offered_as_headline_but_not_taken():
    reading = read(f"Ferry line opens in May\n\nBy Ana Ruiz\n\n{BEFORE}\n\n{AFTER}")

    assert (reading.headline, reading.headline_candidate) == ("", "Ferry line opens in May")


def test_first_sentence_is_no_headline():
    assert read(f"{BEFORE}\n\n{AFTER}").headline_candidate == ""


def test_short_line_between_paragraphs_is_a_subhead_with_or_without_blank_lines():
    for gap in ("\n", "\n\n"):
        reading = read(gap.join([BEFORE, "What it costs", AFTER, "The fare is two coins."]))
        assert [piece.kind for piece in reading.pieces] == ["prose", "subhead", "prose", "prose"]


def test_fragments_are_not_all_subheads():
    reading = read("One name\nTwo names\nThree names\nFour names")

    assert [piece.kind for piece in reading.pieces] == ["prose"] * 4


def test_last_line_is_never_a_subhead():
    assert read(f"{BEFORE}\n\n{AFTER}\n\nWhat it costs").of("subhead") == []


def test_hard_wrapped_copy_is_joined():
    reading = read(
        "The council met on Tuesday and voted for the new ferry line, which opens\n"
        "in May after years of talk among the towns on both shores of the bay and\n"
        "a long strike.\n\nWhat it costs\n\n"
        "The fare is two coins a trip, and children sail for nothing as long as a\n"
        "grown person is with them.\n\n"
        "READ NEXT: A long title about the night trains that go on and on to\nthe coast\n"
    )

    assert [piece.kind for piece in reading.pieces] == ["prose", "subhead", "prose", "related"]
    assert reading.pieces[0].lines == [1, 2, 3]
    assert reading.pieces[3].data["links"][0]["title"].endswith("on and on to the coast")


def test_marked_up_text_keeps_its_structure():
    reading = read(
        f"# Ferry opens\n\n{BEFORE}\n\n## What next\n\n> We sail\n> at dawn\n\n• one\n• two\n\n"
        "1. first\n2. second\n\nPort\tFare\nNorth\t2\n"
    )

    assert [piece.kind for piece in reading.pieces] == [
        *("headline", "prose", "subhead", "quote", "list", "list", "table")
    ]
    assert [piece.html for piece in reading.pieces[3:]] == [
        "<p>We sail</p><p>at dawn</p>",
        "<ul><li>one</li><li>two</li></ul>",
        "<ol><li>first</li><li>second</li></ol>",
        "<table><tbody><tr><td>Port</td><td>Fare</td></tr>"
        "<tr><td>North</td><td>2</td></tr></tbody></table>",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "The ferry sails. [note to desk: ask Bo] It is late.",
        "- one [Note to editor: ask Bo]\n- two",
        "> We sail [note to desk: ask Bo] at dawn",
    ],
)
def test_note_inside_the_text_is_taken_out_of_it(line):
    piece = between(line)

    assert piece.data["desk_notes"] == ["ask Bo"]
    assert "note" not in piece.html.lower()
    assert "ask" not in piece.html
