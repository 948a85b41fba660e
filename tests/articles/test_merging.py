"""Two versions brought together: what each unit says, what is asked, and that nothing is lost."""

import copy

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from articles import revisions
from articles.merging import merge, resolve, same
from articles.sanitising import clean_body, placeholders, top_level
from tests import factories

VIDEO, PICTURE, RELATED, QUOTE = (f"00000000-0000-4000-8000-00000000000{n}" for n in range(4))
SOURCE = "00000000-0000-4000-8000-0000000000aa"


def paragraphs(*texts):
    return "".join(f"<p>{text}</p>" for text in texts)


BOAT = (
    "The boat left the north quay at seven.",
    "Forty people were on board.",
    "The council had voted for it in May.",
    "A second boat follows in June.",
)


def document(body=None, **parts):
    base = revisions.blank()
    base["fields"] |= {"slugline": "FERRY", "headline": "Ferry returns", "dek": "At seven."}
    base["fields"] |= parts.pop("fields", {})
    base["body"] = paragraphs(*BOAT) if body is None else body
    return base | parts


def edited(base, body=None, **parts):
    other = copy.deepcopy(base)
    other["fields"] |= parts.pop("fields", {})
    if body is not None:
        other["body"] = body
    return other | parts


def with_block(base, ref, block, after=None):
    """The same with a block, placed after so many elements, or not at all."""
    other = copy.deepcopy(base)
    other["blocks"][ref] = block
    if after is not None:
        elements = top_level(other["body"])
        elements.insert(after, revisions.placeholder(block["kind"], ref))
        other["body"] = "".join(elements)
    return other


def changed(merged):
    return [place.words for place in merged.changed_by_theirs]


def keys(merged):
    return [conflict.key for conflict in merged.conflicts]


# Prose ------------------------------------------------------------------------------------


def test_changes_of_different_paragraphs_are_both_kept():
    base = document()
    mine = edited(base, paragraphs("The boat left at eight.", *BOAT[1:]))
    theirs = edited(base, paragraphs(BOAT[0], "Fifty people were on board.", *BOAT[2:]))

    merged = merge(base, mine, theirs)

    assert merged.document["body"] == paragraphs(
        "The boat left at eight.", "Fifty people were on board.", *BOAT[2:]
    )
    assert merged.conflicts == []
    assert changed(merged) == ["paragraph 2"]


def test_one_paragraph_changed_on_both_sides_is_asked_side_by_side():
    base = document()
    mine = edited(base, paragraphs("The boat left the north quay at eight.", *BOAT[1:]))
    theirs = edited(base, paragraphs("The boat left the <em>south</em> quay at seven.", *BOAT[1:]))

    merged = merge(base, mine, theirs)

    (asked,) = merged.conflicts
    assert merged.document == mine
    assert (asked.key, asked.place.words, asked.joins) == ("body:0", "paragraph 1", True)
    assert asked.base == BOAT[0]
    assert asked.mine == "The boat left the north quay at eight."
    assert asked.theirs == "The boat left the south quay at seven."
    assert asked.theirs_html == "<p>The boat left the <em>south</em> quay at seven.</p>"
    assert merged.changed_by_theirs == []


@pytest.mark.parametrize(
    ("choice", "first"),
    [
        ("mine", ["Mine at seven."]),
        ("theirs", ["Theirs at seven."]),
        ("both", ["Mine at seven.", "Theirs at seven."]),
    ],
)
def test_a_choice_settles_a_paragraph_for_good(choice, first):
    base = document()
    merged = merge(
        base,
        edited(base, paragraphs("Mine at seven.", *BOAT[1:])),
        edited(base, paragraphs("Theirs at seven.", *BOAT[1:])),
    )

    settled = resolve(merged, {"body:0": choice})

    assert settled.document["body"] == paragraphs(*first, *BOAT[1:])
    assert settled.conflicts == []
    assert len(merged.conflicts) == 1


@pytest.mark.parametrize("choices", [{}, {"body:9": "mine"}, {"body:0": "neither"}])
def test_what_is_not_decided_stays_open(choices):
    base = document()
    merged = merge(
        base,
        edited(base, paragraphs("Mine at seven.", *BOAT[1:])),
        edited(base, paragraphs("Theirs at seven.", *BOAT[1:])),
    )

    assert keys(resolve(merged, choices)) == ["body:0"]


def test_choices_add_up():
    base = document()
    merged = merge(
        base,
        edited(base, paragraphs("Mine at seven.", *BOAT[1:]), fields={"headline": "Mine"}),
        edited(base, paragraphs("Theirs at seven.", *BOAT[1:]), fields={"headline": "Theirs"}),
    )

    half = resolve(merged, {"field:headline": "theirs"})

    assert keys(half) == ["body:0"]
    assert keys(resolve(half, {"body:0": "theirs"})) == []
    assert resolve(half, {"body:0": "theirs"}).document == merged.theirs


def test_a_paragraph_taken_out_and_changed_is_asked():
    base = document()
    mine = edited(base, paragraphs(*BOAT[:2], BOAT[3]))
    theirs = edited(base, paragraphs(*BOAT[:2], "The council voted for it in March.", BOAT[3]))

    merged = merge(base, mine, theirs)

    (asked,) = merged.conflicts
    assert merged.document == mine
    assert (asked.place.words, asked.mine, asked.joins) == (
        "after paragraph 2",
        "(taken out)",
        False,
    )
    assert resolve(merged, {asked.key: "theirs"}).document == theirs


def test_new_paragraphs_in_different_places_are_both_kept():
    base = document()
    mine = edited(base, paragraphs(BOAT[0], "Mine is new here.", *BOAT[1:]))
    theirs = edited(base, paragraphs(*BOAT, "Theirs is new at the end."))

    merged = merge(base, mine, theirs)

    assert merged.document["body"] == paragraphs(
        BOAT[0], "Mine is new here.", *BOAT[1:], "Theirs is new at the end."
    )
    assert (merged.conflicts, changed(merged)) == ([], ["paragraph 6"])


def test_new_paragraphs_in_the_same_place_are_asked():
    base = document()
    mine = edited(base, paragraphs(*BOAT, "Mine is new."))
    theirs = edited(base, paragraphs(*BOAT, "Theirs is newer."))

    merged = merge(base, mine, theirs)

    (asked,) = merged.conflicts
    assert (asked.key, asked.place.words) == ("body:new-4", "new text after paragraph 4")
    assert resolve(merged, {asked.key: "both"}).document["body"] == paragraphs(
        *BOAT, "Mine is new.", "Theirs is newer."
    )


def test_the_same_new_paragraph_is_kept_once():
    base = document()
    mine = edited(base, paragraphs(*BOAT, "It is back.", "And mine."))
    theirs = edited(base, paragraphs(*BOAT, "It is back."))

    assert merge(base, mine, theirs).document == mine
    assert merge(base, theirs, mine).document == mine


def test_a_paragraph_moved_by_one_and_changed_by_the_other_is_both():
    base = document()
    mine = edited(base, paragraphs(BOAT[3], *BOAT[:3]))
    theirs = edited(base, paragraphs(*BOAT[:3], "A second boat follows in July."))

    for one, other in ((mine, theirs), (theirs, mine)):
        merged = merge(base, one, other)
        assert merged.document["body"] == paragraphs("A second boat follows in July.", *BOAT[:3])
        assert merged.conflicts == []


def test_a_paragraph_moved_by_both_stands_once():
    base = document()
    mine = edited(base, paragraphs(BOAT[3], *BOAT[:3]))
    theirs = edited(base, paragraphs(BOAT[0], BOAT[3], *BOAT[1:3]))

    assert merge(base, mine, theirs).document == mine


def test_a_rewritten_paragraph_is_told_from_a_new_one():
    base = document()
    mine = edited(base, paragraphs("All new.", BOAT[0], "Sixty people were on board.", *BOAT[2:]))
    theirs = edited(base, paragraphs(BOAT[0], "Fifty people were on board.", *BOAT[2:]))

    (asked,) = merge(base, mine, theirs).conflicts

    assert (asked.base, asked.mine) == (BOAT[1], "Sixty people were on board.")
    assert asked.place.words == "paragraph 3"


@pytest.mark.parametrize(
    ("element", "place"),
    [
        ("<h2>On the quay</h2>", "the subhead “On the quay”"),
        ("<ul><li>One</li><li>Two</li></ul>", "the list after paragraph 4"),
        ("<table><tbody><tr><td>1</td></tr></tbody></table>", "the table after paragraph 4"),
        ("<blockquote><p>So it is.</p></blockquote>", "the quoted passage after paragraph 4"),
    ],
)
def test_other_elements_are_units_with_names(element, place):
    base = document()

    merged = merge(base, edited(base, fields={"dek": "New."}), edited(base, base["body"] + element))

    assert merged.document["body"] == base["body"] + element
    assert changed(merged) == [place]


def test_text_taken_out_by_theirs_is_told():
    base = document()

    merged = merge(base, edited(base, fields={"dek": "New."}), edited(base, paragraphs(*BOAT[1:])))

    assert changed(merged) == [f"text taken out: “{BOAT[0]}”"]


# Fields -------------------------------------------------------------------------------------


def test_different_fields_merge_and_the_same_field_is_asked():
    base = document()
    mine = edited(base, fields={"headline": "Mine", "kicker": "Harbour"})
    theirs = edited(base, fields={"headline": "Theirs", "dek": "At eight."})

    merged = merge(base, mine, theirs)

    (asked,) = merged.conflicts
    assert (asked.key, asked.place.words) == ("field:headline", "headline")
    assert (asked.base, asked.mine, asked.theirs) == ("Ferry returns", "Mine", "Theirs")
    assert merged.document["fields"] == mine["fields"] | {"dek": "At eight."}
    assert changed(merged) == ["dek"]
    joined = resolve(merged, {"field:headline": "both"})
    assert joined.document["fields"]["headline"] == "Mine Theirs"


def test_what_grows_too_long_for_its_field_is_not_joined():
    base = document()
    mine, theirs = (edited(base, fields={"headline": letter * 120}) for letter in "ab")

    merged = merge(base, mine, theirs)

    assert [conflict.joins for conflict in merged.conflicts] == [False]
    assert keys(resolve(merged, {"field:headline": "both"})) == ["field:headline"]


def test_choices_and_switches_are_asked_in_words():
    base = document()
    mine = edited(base, fields={"origin": "agency", "noindex": True})
    theirs = edited(base, fields={"origin": "partner"})

    (asked,) = merge(base, mine, theirs).conflicts

    assert (asked.place.words, asked.base) == ("whose text", "Staff")
    assert (asked.mine, asked.theirs, asked.joins) == ("Agency", "Partner", False)


@pytest.mark.django_db
def test_a_section_is_asked_by_its_name():
    sport, city, world = (factories.SectionFactory(slug=s) for s in ("sport", "city", "world"))
    base = document(fields={"section": world.pk})

    (asked,) = merge(
        base, edited(base, fields={"section": city.pk}), edited(base, fields={"section": sport.pk})
    ).conflicts

    assert (asked.base, asked.mine, asked.theirs) == ("World", "City", "Sport")


def test_a_slug_that_publishing_filled_in_is_no_conflict():
    base = document()

    merged = merge(base, edited(base, fields={"slug": "a"}), edited(base, fields={"slug": "b"}))

    assert (merged.document["fields"]["slug"], merged.conflicts) == ("a", [])


# Blocks -------------------------------------------------------------------------------------


def test_a_video_that_arrives_touches_no_prose():
    """Where the reporter wrote and the video came, at the same place, nobody is asked."""
    base = document()
    mine = edited(base, paragraphs(*BOAT, "Mine is new."))
    theirs = with_block(base, VIDEO, factories.embed(), after=4)

    merged = merge(base, mine, theirs)

    assert merged.conflicts == []
    assert merged.document["blocks"] == theirs["blocks"]
    assert merged.document["body"] == mine["body"] + revisions.placeholder("embed", VIDEO)
    assert changed(merged) == ["the video “The boat leaves”"]


def test_fields_of_a_block_merge_one_by_one():
    base = with_block(
        document(), VIDEO, factories.embed("", "", address="", title="", credit=""), after=2
    )
    mine = with_block(base, VIDEO, base["blocks"][VIDEO] | {"caption": "At the quay"})
    theirs = with_block(base, VIDEO, factories.embed())

    merged = merge(base, mine, theirs)

    assert merged.conflicts == []
    assert merged.document["blocks"][VIDEO] == factories.embed(caption="At the quay")


def test_two_addresses_for_one_slot_are_asked_as_a_whole():
    base = with_block(document(), VIDEO, factories.embed("", "", address=""), after=2)
    mine, theirs = (
        with_block(base, VIDEO, factories.embed(embed_id=name * 11)) for name in ("a", "b")
    )

    merged = merge(base, mine, theirs)

    (asked,) = merged.conflicts
    assert asked.key == f"block:{VIDEO}:address"
    assert asked.theirs == "https://www.youtube.com/watch?v=bbbbbbbbbbb"
    assert resolve(merged, {asked.key: "theirs"}).document == theirs


def test_a_block_taken_out_and_changed_is_asked_and_comes_back_to_its_place():
    base = with_block(document(), QUOTE, {"kind": "pullquote", "quote": "So.", "speaker": ""}, 2)
    mine = document()
    theirs = with_block(base, QUOTE, base["blocks"][QUOTE] | {"speaker": "Ortiz"})

    merged = merge(base, mine, theirs)

    (asked,) = merged.conflicts
    assert (asked.key, asked.place.words) == (f"block:{QUOTE}", "the quote “So.”")
    assert (asked.mine, asked.theirs) == ("(taken out)", "Quote: So.\nSpeaker: Ortiz")
    assert merged.document == mine
    assert resolve(merged, {asked.key: "theirs"}).document == theirs


def test_a_block_taken_out_and_left_alone_is_gone():
    base = with_block(document(), VIDEO, factories.embed(), after=2)
    theirs = edited(base, base["body"] + "<p>New.</p>")

    merged = merge(base, document(), theirs)

    assert merged.document == edited(document(), paragraphs(*BOAT, "New."))
    assert merged.conflicts == []


def test_links_that_both_added_are_joined_by_choice():
    base = with_block(document(), RELATED, factories.related(("Night trains", "")), after=1)
    mine = with_block(base, RELATED, factories.related(("Night trains", ""), ("Mine", "")))
    theirs = with_block(base, RELATED, factories.related(("Night trains", ""), ("Theirs", "")))

    merged = merge(base, mine, theirs)

    (asked,) = merged.conflicts
    assert asked.place.words == "links of the related block “READ NEXT”"
    joined = resolve(merged, {asked.key: "both"}).document["blocks"][RELATED]["links"]
    assert [link["title"] for link in joined] == ["Night trains", "Mine", "Theirs"]


@pytest.mark.django_db
def test_alt_text_never_lands_on_another_picture():
    harbour, ferry = factories.PictureFactory(title="Harbour"), factories.PictureFactory()
    base = with_block(document(), PICTURE, factories.figure(harbour), after=1)
    mine = with_block(base, PICTURE, factories.figure(harbour, alt_text="The harbour at dusk"))
    theirs = with_block(base, PICTURE, factories.figure(ferry))

    merged = merge(base, mine, theirs)

    (asked,) = merged.conflicts
    assert asked.key == f"block:{PICTURE}"
    assert asked.mine == "Picture: Harbour\nAlt text: The harbour at dusk"
    assert merged.document == mine


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("choice", "lead"), [("mine", PICTURE), ("theirs", VIDEO), (None, PICTURE)]
)
def test_two_new_lead_pictures_are_a_choice(choice, lead):
    base = document()
    mine = with_block(base, PICTURE, factories.figure(is_lead=True, caption="Dusk"))
    theirs = with_block(base, VIDEO, factories.figure(is_lead=True, caption="Dawn"))

    merged = merge(base, mine, theirs)
    settled = resolve(merged, {"lead": choice})

    assert [(c.key, c.mine, c.theirs) for c in merged.conflicts] == [
        ("lead", "the picture “Dusk”", "the picture “Dawn”")
    ]
    blocks = settled.document["blocks"]
    assert [ref for ref, block in blocks.items() if block["is_lead"]] == [lead]
    assert set(blocks) == {PICTURE, VIDEO}


def test_a_lead_picture_that_one_side_changed_is_no_choice():
    base = with_block(document(), PICTURE, factories.figure(is_lead=True))
    theirs = with_block(base, PICTURE, factories.figure())
    theirs = with_block(theirs, VIDEO, factories.figure(is_lead=True))

    merged = merge(base, edited(base, fields={"dek": "New."}), theirs)

    assert (merged.document["blocks"], merged.conflicts) == (theirs["blocks"], [])


# Rows ---------------------------------------------------------------------------------------


def credit(author, role="words"):
    return {"author": author, "name": "", "credited_as": f"Person {author}", "role": role}


def test_bylines_are_one_unit_and_may_be_joined():
    base = document(bylines=[credit(1)])
    mine = edited(base, bylines=[credit(1), credit(2)])
    theirs = edited(base, bylines=[credit(1), credit(3, "video")])

    merged = merge(base, mine, theirs)

    (asked,) = merged.conflicts
    assert (asked.key, asked.mine) == ("bylines", "Person 1, Words\nPerson 2, Words")
    joined = resolve(merged, {"bylines": "both"}).document["bylines"]
    assert joined == [credit(1), credit(2), credit(3, "video")]


def test_topics_merge_as_a_set():
    base = document(topics=[1, 2])

    merged = merge(base, edited(base, topics=[1, 2, 3]), edited(base, topics=[2, 4]))

    assert merged.document["topics"] == [2, 3, 4]
    assert (merged.conflicts, changed(merged)) == ([], ["topics"])


def cited(**kwargs):
    return {
        "source": 7,
        "name": "Coast TV",
        "phrase": "",
        "shown": True,
        "address": "",
        "note": "",
    } | kwargs


def test_a_source_that_the_text_still_names_stays():
    marked = f'<p>So <cite data-source="{SOURCE}">Coast TV</cite> said.</p>'
    base = document(paragraphs(*BOAT) + marked, citations={SOURCE: cited()})
    mine = edited(base, paragraphs("It left.", *BOAT[1:]) + marked)
    theirs = edited(base, paragraphs(*BOAT) + marked, citations={})

    merged = merge(base, mine, theirs)

    assert merged.document == mine


def test_fields_of_a_source_merge_one_by_one():
    base = document(citations={SOURCE: cited()})
    mine = edited(base, citations={SOURCE: cited(shown=False)})
    theirs = edited(base, citations={SOURCE: cited(note="by phone")})

    merged = merge(base, mine, theirs)

    assert merged.document["citations"] == {SOURCE: cited(shown=False, note="by phone")}
    assert changed(merged) == ["desk note of the source “Coast TV”"]


def correction(text, issued_at=None):
    return {
        "ref": SOURCE,
        "kind": "correction",
        "text": text,
        "hides_body": False,
        "issued_at": issued_at,
    }


def test_a_published_correction_is_never_merged_away():
    waiting, issued = (
        correction("It was 40."),
        correction("It was 40.", "2026-05-13T12:00:00+00:00"),
    )
    base = document(corrections=[waiting])
    theirs = edited(base, corrections=[issued])

    for mine in (document(), edited(base, corrections=[correction("It was 41.")])):
        merged = merge(base, mine, theirs)
        assert (merged.document["corrections"], merged.conflicts) == ([issued], [])


def test_a_correction_that_waits_and_that_both_rewrote_is_asked():
    base = document(corrections=[correction("It was 40.")])
    mine, theirs = (edited(base, corrections=[correction(f"It was {n}.")]) for n in (41, 42))

    (asked,) = merge(base, mine, theirs).conflicts

    assert (asked.place.words, asked.theirs) == (
        "a correction that waits",
        "Correction: It was 42.",
    )


# In general -----------------------------------------------------------------------------------


def test_documents_of_an_older_schema_merge():
    base = document() | {"schema": 1}
    base["fields"]["use_until"] = None

    merged = merge(base, document(), document(fields={"dek": "New."}))

    assert merged.document == document(fields={"dek": "New."})


def test_same_leaves_out_what_publishing_settles():
    assert same(document(fields={"slug": "a"}), document(fields={"slug": "b"}))
    assert not same(document(), document(fields={"dek": "New."}))


def test_two_hundred_edits_of_a_long_story_merge():
    texts = [" ".join(f"word{(n * m) % 97}" for m in range(1, 45)) for n in range(300)]
    base = document(paragraphs(*texts))
    mine = document(paragraphs(*(f"{t} mine" if n % 3 == 0 else t for n, t in enumerate(texts))))
    theirs = document(paragraphs(*(f"{t} it" if n % 3 == 1 else t for n, t in enumerate(texts))))

    merged = merge(base, mine, theirs)

    assert (merged.conflicts, len(merged.changed_by_theirs)) == ([], 100)


# Any two edits of any story ---------------------------------------------------------------------

WORDS = st.lists(
    st.sampled_from(["boat", "quay", "the", "a", "at", "left"]), min_size=1, max_size=6
)
PROSE = st.builds(
    lambda words, tag: f"<{tag}>{' '.join(words)}</{tag}>", WORDS, st.sampled_from(["p", "p", "h2"])
)
REFS = [VIDEO, PICTURE, RELATED, QUOTE]
QUOTES = st.sampled_from(["One.", "Two.", "Three."])


@st.composite
def a_story(draw):
    story = revisions.blank()
    story["body"] = "".join(draw(st.lists(PROSE, max_size=7)))
    for ref in draw(st.lists(st.sampled_from(REFS), unique=True)):
        block = {"kind": "pullquote", "quote": draw(QUOTES), "speaker": ""}
        story = with_block(story, ref, block, after=draw(st.one_of(st.none(), st.integers(0, 7))))
    story["topics"] = sorted(draw(st.sets(st.integers(1, 4))))
    return story


@st.composite
def an_edit_of(draw, story):
    story = copy.deepcopy(story)
    for what in draw(st.lists(st.sampled_from(sorted(EDITS)), max_size=5)):
        EDITS[what](draw, story)
    return story


def _reorder(draw, story):
    elements = top_level(story["body"])
    if elements:
        moved = elements.pop(draw(st.integers(0, len(elements) - 1)))
        elements.insert(draw(st.integers(0, len(elements))), moved)
    story["body"] = "".join(elements)


def _rewrite(draw, story):
    elements = top_level(story["body"])
    places = [n for n, element in enumerate(elements) if not element.startswith("<figure")]
    if places:
        elements[draw(st.sampled_from(places))] = draw(PROSE)
    story["body"] = "".join(elements)


def _add(draw, story):
    elements = top_level(story["body"])
    elements.insert(draw(st.integers(0, len(elements))), draw(PROSE))
    story["body"] = "".join(elements)


def _take_out(draw, story):
    elements = top_level(story["body"])
    if elements:
        gone = elements.pop(draw(st.integers(0, len(elements) - 1)))
        for _, ref in placeholders(gone):
            del story["blocks"][ref]
    story["body"] = "".join(elements)


def _change_block(draw, story):
    if story["blocks"]:
        ref = draw(st.sampled_from(sorted(story["blocks"])))
        story["blocks"][ref] = {**story["blocks"][ref], "quote": draw(QUOTES)}


def _add_block(draw, story):
    free = [ref for ref in REFS if ref not in story["blocks"]]
    if free:
        block = {"kind": "pullquote", "quote": draw(QUOTES), "speaker": ""}
        ref, after = draw(st.sampled_from(free)), draw(st.integers(0, 7))
        story |= with_block(story, ref, block, after)


def _change_rest(draw, story):
    story["fields"]["headline"] = draw(QUOTES)
    story["topics"] = sorted(draw(st.sets(st.integers(1, 4))))


EDITS = {
    edit.__name__: edit
    for edit in (_reorder, _rewrite, _add, _take_out, _change_block, _add_block, _change_rest)
}


@st.composite
def three(draw):
    base = draw(a_story())
    return base, draw(an_edit_of(base)), draw(an_edit_of(base))


many = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


@many
@given(three())
def test_one_side_alone_is_that_side(stories):
    base, mine, theirs = stories

    assert merge(base, base, theirs).document == theirs
    assert merge(base, mine, base).document == mine
    assert merge(base, mine, mine).document == mine
    for merged in (merge(base, base, theirs), merge(base, mine, base), merge(base, mine, mine)):
        assert merged.conflicts == []


@many
@given(three())
def test_parts_of_one_side_alone_are_those_of_that_side(stories):
    """Without the shortcut for a side that changed nothing: by the units themselves."""
    base, mine, _ = stories
    other = edited(base, fields={"dek": "Something else."})

    assert merge(base, mine, other).document == edited(mine, fields={"dek": "Something else."})
    assert merge(base, other, mine).document == edited(mine, fields={"dek": "Something else."})


@many
@given(three(), st.sampled_from([None, "mine", "theirs", "both"]))
@example((document(paragraphs("a")), document(paragraphs("a", "b")), document("")), "theirs")
def test_nothing_typed_is_lost(stories, choice):
    base, mine, theirs = stories
    asked = merge(base, mine, theirs)

    merged = resolve(asked, {c.key: choice for c in asked.conflicts}) if choice else asked

    shown = merged.document["body"]
    if choice != "both":
        shown += "".join(c.mine_html + c.theirs_html for c in asked.conflicts)
    old, kept = set(top_level(base["body"])), set(top_level(shown))
    for element in {*top_level(mine["body"]), *top_level(theirs["body"])} - old:
        if not element.startswith("<figure"):
            assert element in kept
    for element in old:
        if all(top_level(story["body"]).count(element) == 1 for story in stories):
            assert element in kept


@many
@given(three(), st.sampled_from([None, "mine", "theirs", "both"]))
def test_placeholders_and_blocks_agree(stories, choice):
    base, mine, theirs = stories
    merged = merge(base, mine, theirs)
    if choice:
        merged = resolve(merged, {c.key: choice for c in merged.conflicts})

    document = merged.document
    placed = [ref for _, ref in placeholders(document["body"])]
    assert len(placed) == len(set(placed))
    assert set(placed) <= set(document["blocks"])
    in_text = [{ref for _, ref in placeholders(d["body"])} for d in (mine, theirs)]
    for ref in document["blocks"]:
        sides = [
            refs for d, refs in zip((mine, theirs), in_text, strict=True) if ref in d["blocks"]
        ]
        if all(ref in refs for refs in sides):
            assert ref in placed
    assert clean_body(document["body"]) == document["body"]


@many
@given(three())
def test_every_choice_leaves_nothing_open_and_one_side_alone_where_it_was_asked(stories):
    base, mine, theirs = stories
    merged = merge(base, mine, theirs)

    for choice in ("mine", "theirs"):
        settled = resolve(merged, {c.key: choice for c in merged.conflicts})
        assert settled.conflicts == []
    assert resolve(merged, {c.key: "mine" for c in merged.conflicts}).document == merged.document
    assert merged.base == base
    assert (merged.mine, merged.theirs) == (mine, theirs)
