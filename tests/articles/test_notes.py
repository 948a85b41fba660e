"""Desk notes: who may write, read and resolve them, whom they tell, and what they say of that."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import notes, rights, workflow
from articles.models import Article, Note, Notice
from tests.factories import (
    DAY,
    HOUR,
    NOON,
    AuthorFactory,
    DeskFactory,
    UserFactory,
    chief,
    story,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def lucia():
    return UserFactory(roles=["Reporter"], first_name="Lucía", last_name="Mora", username="lucia")


@pytest.fixture
def ana():
    return chief(first_name="Ana", last_name="Diaz", username="ana")


@pytest.fixture
def femi():
    """A reporter who sees the story's line and not its text."""
    return UserFactory(roles=["Reporter"], first_name="Femi", last_name="Ade", username="femi")


@pytest.fixture
def ferry(lucia):
    return story(by=lucia, slugline="FERRY")


def told(person):
    return list(Notice.objects.filter(person=person).order_by("pk").values_list("words", flat=True))


def texts(person, article):
    return [note.text for note in notes.notes_for(rights.Standing(person, article))]


# Writing ------------------------------------------------------------------------------


def test_note_on_a_paragraph_keeps_its_first_words(ferry, ana):
    paragraph = "The boat\u00a0is  back, " + "and everybody on the north quay says so. " * 9

    note = notes.write(ferry, by=ana, text="Who says so?", about=paragraph, at=NOON).note

    assert note.about == "The boat is back, and everybody on the north quay says so."
    assert (note.text, note.by, note.at, list(note.mentions.all())) == (
        "Who says so?",
        ana,
        NOON,
        [],
    )
    assert Notice.objects.count() == 0


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (" \n ", "Write something first."),
        ("x" * 4001, "4,000 characters fit here; this has 4,001. Make it shorter."),
    ],
)
def test_note_without_words_or_with_too_many_is_refused(ferry, ana, text, why):
    with pytest.raises(workflow.Refused) as refusal:
        notes.write(ferry, by=ana, text=text)

    assert str(refusal.value) == why
    assert not Note.objects.exists()


def test_nobody_notes_on_what_they_may_not_read(ferry, femi):
    with pytest.raises(workflow.NoRight):
        notes.write(ferry, by=femi, text="Me too")

    assert not Note.objects.exists()


# Mentions -----------------------------------------------------------------------------


@pytest.mark.parametrize("written", ["@Lucía Mora", "@lucía", "@lucia", "(@LUCÍA MORA)"])
def test_mentioned_person_is_told_that_there_is_a_note_and_not_what_it_says(
    ferry, ana, lucia, written
):
    kept = notes.write(ferry, by=ana, text=f"Source for 40 %? {written}, please", at=NOON)

    assert list(kept.note.mentions.all()) == [lucia]
    assert str(kept) == ""
    assert told(lucia) == ["Ana Diaz mentions you in a note."]
    # By its time the desk page tells a note's line from others.
    assert Notice.objects.get().at == kept.note.at


def test_names_that_are_not_for_the_note_are_said_and_the_note_is_kept(ferry, ana, femi):
    UserFactory(roles=["Editor"], first_name="Bo", last_name="Lind")
    UserFactory(roles=["Editor"], first_name="Bo", last_name="Ito")

    kept = notes.write(ferry, by=ana, text="@Femi Ade @Bo @Zoe and mail a@b.example, @lind")

    assert str(kept) == (
        "Femi Ade may not read this note and was not told. "
        "Nobody was told for “@Bo”: write the whole name. "
        "Nobody was told for “@Zoe”: write the whole name. "
        "Nobody was told for “@lind”: write the whole name."
    )
    assert Note.objects.get() == kept.note
    assert Notice.objects.count() == 0


def test_name_written_over_and_over_is_looked_up_once(ferry, ana, lucia):
    with CaptureQueriesContext(connection) as once:
        notes.write(ferry, by=ana, text="@lucia")
    with CaptureQueriesContext(connection) as often:
        notes.write(ferry, by=ana, text="@lucia " * 500)

    assert len(often) <= len(once)


def test_whole_name_tells_two_of_a_first_name_apart(ferry, ana):
    lind = UserFactory(roles=["Editor"], first_name="Bo", last_name="Lind")
    UserFactory(roles=["Editor"], first_name="Bo", last_name="Ito")

    kept = notes.write(ferry, by=ana, text="@Bo Lind: yours")

    assert list(kept.note.mentions.all()) == [lind]


def test_only_readers_of_the_story_are_offered(ferry, ana, lucia, femi):
    UserFactory(roles=["Editor"], first_name="Lucas", last_name="Gone", is_active=False)
    lukas = UserFactory(roles=["Editor"], first_name="Lukas", last_name="Berg")

    assert notes.people_to_mention(ferry, "lu") == [lucia, lukas]
    assert notes.people_to_mention(ferry, "lucía m") == [lucia]
    assert notes.people_to_mention(ferry, "Fem") == []
    ferry.restricted_to.add(ana)
    assert notes.people_to_mention(ferry, "lu") == [lucia]  # who began it


def test_restricted_story_tells_nobody_for_whom_it_is_not(ferry, ana):
    bo = UserFactory(roles=["Editor"], first_name="Bo", last_name="Lind")
    ferry.restricted_to.add(ana)

    kept = notes.write(ferry, by=ana, text="@Bo Lind")

    assert kept.barred == ["Bo Lind"]
    assert told(bo) == []


# Answers ------------------------------------------------------------------------------


def test_answer_is_told_to_everybody_in_the_talk_but_its_writer(ferry, ana, lucia):
    asked = notes.write(ferry, by=ana, text="Which quay?", about="The boat is back.").note

    first = notes.write(ferry, by=lucia, text="North", answers=asked).note
    second = notes.write(ferry, by=ana, text="Good", answers=first).note

    assert (first.answers, second.answers, second.about) == (asked, asked, "")
    assert told(ana) == ["Lucía Mora answered your note."]
    assert told(lucia) == ["Ana Diaz answered your note."]


def test_who_is_mentioned_in_an_answer_is_told_once(ferry, ana, lucia):
    asked = notes.write(ferry, by=ana, text="Which quay?").note

    notes.write(ferry, by=lucia, text="@Ana Diaz: north", answers=asked)

    assert told(ana) == ["Lucía Mora mentions you in a note."]


# Legal notes --------------------------------------------------------------------------


def test_legal_note_exists_for_editors_of_the_story_publishers_and_its_writer(lucia):
    city = DeskFactory(name="City desk")
    ferry = story(by=lucia, desk=city.pk)
    ours, others = UserFactory(roles=["Editor"]), UserFactory(roles=["Editor"])
    city.people.add(ours)
    publisher, video = UserFactory(roles=["Publisher"]), UserFactory(roles=["Video"])
    notes.write(ferry, by=others, text="Plain")
    own = notes.write(ferry, by=others, text="Ask the court", is_legal=True).note
    notes.write(ferry, by=ours, text="Asked", answers=own)

    assert texts(ours, ferry) == texts(publisher, ferry) == ["Plain", "Ask the court", "Asked"]
    assert texts(others, ferry) == ["Plain", "Ask the court", "Asked"]  # its writer
    assert texts(lucia, ferry) == texts(video, ferry) == ["Plain"]
    counted = {
        person: notes.open_notes_of([ferry.pk], person).get(ferry.pk, 0)
        for person in (lucia, others)
    }
    assert counted == {lucia: 1, others: 2}


def test_mention_in_a_legal_note_reaches_nobody_else(ferry, ana, lucia):
    kept = notes.write(ferry, by=ana, text="@Lucía Mora", is_legal=True)

    assert kept.barred == ["Lucía Mora"]
    assert told(lucia) == []


# Settling -----------------------------------------------------------------------------


def test_note_is_resolved_and_reopened(ferry, ana, lucia):
    note = notes.write(ferry, by=lucia, text="Check the name").note

    notes.resolve(note, by=ana, at=NOON)
    notes.resolve(note, by=lucia, at=NOON + HOUR)
    note.refresh_from_db()
    assert (note.resolved_at, note.resolved_by) == (NOON, ana)
    notes.reopen(note, by=lucia)
    note.refresh_from_db()

    assert (note.resolved_at, note.resolved_by) == (None, None)


def test_reader_of_the_story_resolves_only_their_own_note(ferry, ana):
    video = UserFactory(roles=["Video"])
    own = notes.write(ferry, by=video, text="Which goal?").note
    other = notes.write(ferry, by=ana, text="The second").note

    notes.resolve(own, by=video)
    with pytest.raises(workflow.NoRight):
        notes.resolve(other, by=video)

    assert list(Note.objects.filter(resolved_at=None)) == [other]


# Beside the text ----------------------------------------------------------------------


def test_talks_take_one_query_however_many(ferry, ana, lucia, django_assert_num_queries):
    asked = notes.write(ferry, by=ana, text="Which quay?", at=NOON).note
    notes.write(ferry, by=lucia, text="North", answers=asked, at=NOON + DAY)
    notes.write(ferry, by=lucia, text="Dek is long", at=NOON + HOUR)
    standing = rights.Standing(ana, ferry, reads=True, reads_legal=True)

    with django_assert_num_queries(1):
        said = [
            (talk.note.text, str(talk.note.by), [answer.text for answer in talk.answers])
            for talk in notes.talks_for(standing)
        ]

    assert said == [("Which quay?", "ana", ["North"]), ("Dek is long", "lucia", [])]


def test_paragraphs_are_known_by_their_first_words():
    body = (
        "<p>The <em>boat</em> is back.</p><h2>At seven</h2><ul><li>One</li><li>Two</li></ul><p></p>"
    )

    assert notes.beginnings(body) == ["The boat is back.", "At seven", "One Two"]


def test_redaction_blanks_what_a_note_quotes(ferry, ana):
    admin = UserFactory(roles=["Administrator"])
    notes.write(ferry, by=ana, text="Ask Ann Marsh", about="Ann Marsh was there.")
    assert Article.objects.get() == ferry

    workflow.redact(ferry, by=admin, versions=[1], words="Ann Marsh", reason="Court order")

    note = Note.objects.get()
    assert (note.text, note.about) == ("Ask █████", "█████ was there.")


def test_byline_with_an_account_reads_and_notes(ferry, femi):
    AuthorFactory(user=femi).bylines.create(article=ferry, role="words")

    notes.write(ferry, by=femi, text="Mine too")

    assert texts(femi, ferry) == ["Mine too"]
