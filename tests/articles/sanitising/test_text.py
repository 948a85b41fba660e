"""What a plain text field may hold."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.sanitising import clean_text
from tests.articles.sanitising.faults import UNPRINTABLE


@pytest.mark.parametrize(
    ("value", "cleaned"),
    [
        ("  Ferry\t aground\r\nat  dawn ", "Ferry aground at dawn"),
        ("Ferry\x0baground\x00\x07\x7f", "Ferry aground"),
        ("Fer\ud800ry\ufffe\uffff", "Ferry"),
        ("\ufeff\u200bFerry\u200d\u200b ", "Ferry"),
        ("zero\u200bwidth\ufeff inside", "zero\u200bwidth inside"),
        ("\u202eyrreF\u202c \u202aleft\u202c", "yrreF left"),
        ("\u2067سفينة\u2069 ran", "\u2067سفينة\u2069 ran"),
        ("a \u2066b \u2067c\u2069 d", "a b \u2067c\u2069 d"),
        ("a\u2069 b\u2066", "a b"),
        ("e" + "\u0301" * 5_000 + "nd", "e" + "\u0301" * 8 + "nd"),
        ("10\u00a0000 and \u00a0 more", "10\u00a0000 and more"),
        ("क्षेत्र 👩‍🚀 🏳️‍🌈", "क्षेत्र 👩‍🚀 🏳️‍🌈"),
        ("<b>not markup</b> &amp;", "<b>not markup</b> &amp;"),
        (" \u3000\u2003\u2028", ""),
        ("", ""),
    ],
)
def test_text_is_one_printable_line(value, cleaned):
    assert clean_text(value) == cleaned
    assert clean_text(cleaned) == cleaned


def test_multiline_text_keeps_lines_and_single_blank_lines():
    value = "\n First \t line\r\n- bullet \x0b- next\u2028\n\n\n\n Second\x00 \n"

    assert clean_text(value, multiline=True) == "First line\n- bullet\n- next\n\nSecond"


@given(st.text(st.characters(), max_size=200), st.booleans())
def test_cleaned_text_is_stable_and_fit_for_xml_and_utf8(value, multiline):
    cleaned = clean_text(value, multiline=multiline)

    assert clean_text(cleaned, multiline=multiline) == cleaned
    assert not UNPRINTABLE.search(cleaned.replace("\n", "") if multiline else cleaned)
    cleaned.encode()


def test_text_of_a_hundred_thousand_marks_takes_no_time():
    begun = time.process_time()
    for mark in ("\u200b", "\u0301", " ", "\u2066", "\u00a0 "):
        clean_text("a" + mark * 100_000 + "b")

    assert time.process_time() - begun < 2
