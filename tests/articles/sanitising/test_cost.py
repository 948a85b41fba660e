"""What a body would cost to read is known before it is read, and never put too low."""

import html5lib
import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from articles.sanitising.cost import cost, refuse_costly
from articles.sanitising.limits import MAX_COST

# 150 to 250 KB each: what kept the parser busy for seconds while every tag seemed to be closed.
COSTLY = {
    "ends in attributes": '<div title="</div></div>">' * 9_600,
    "ends in single quotes": "<div title='</div>'>" * 12_500,
    "ends in comments": "<div><!--</div>-->" * 13_000,
    "a comment ended early": "<div><!--></div>-->" * 13_000,
    "ends that end nothing": "<b></x>" * 20_000,
    "ends in an end tag": "<div></div <b>" * 13_000,
    "ends in a text box": "<b><textarea></b></textarea>" * 9_000,
    "forms": "<form><table></form></table></form>" * 6_000,
    "items of two lists": "<li><dd>" * 19_500,
    "letters that are no k": "<k></\u212a>" * 19_500,
    "a link as long as the story": f"<p><a title='<b{'a b' * 60_000}'>" + "<p>a" * 12_000,
    "words open in every paragraph": "<p>" + "<b x=1>" * 250 + "<p>a" * 10_000,
}


@pytest.mark.parametrize("body", COSTLY.values(), ids=COSTLY)
def test_body_made_to_keep_the_parser_busy_is_refused_unread(body):
    with pytest.raises(ValidationError) as refusal:
        refuse_costly(body)

    assert refusal.value.code == "too_deep"


HONEST = {
    "paragraphs": "<p>A <b>bold</b> <a href='/x' title='a > b < c'>link</a>.<br></p>" * 5_000,
    "paragraphs never ended": "<p>word" * 39_000,
    "items never ended": ("<ul>" + "<li>word" * 8 + "</ul>") * 1_500,
    "cells never ended": "<table>" + ("<tr>" + "<td>word" * 8) * 2_000,
    "crossed tags": "<p><b>a<i>b</b>c</i>d</p>" * 4_000,
    "from a word processor": (
        "<!--StartFragment--><p class=MsoNormal style='margin:0cm'><span lang=EN-GB "
        'style="font-family:&quot;Calibri&quot;">word<o:p></o:p></span></p>'
    )
    * 2_500,
    "a few icons": "<svg><path d='M0 0'/></svg><p>word</p>" * 150 + "<p>word</p>" * 5_000,
}


@pytest.mark.parametrize("body", HONEST.values(), ids=HONEST)
def test_honest_copy_however_long_is_within_the_cost(body):
    assert cost(body) <= MAX_COST


PIECES = """<p> </p> <b> </b> <a/href=/x> </a> <i> </i> <ul> </ul> <li> </li> <dd> <table> </table>
    <tr> <td> </td> <div> </div> <span> </span> <br> <svg> </svg> <form> </form> <select> </select>
    <option> <button> </button> <!-- --> </script <script> </script> <textarea> </textarea>
    <p" =' > " <b/title="</div></b>"> <u/title='> </u/a> <k> </k> words""".split()  # noqa: SIM905 -- shorter


@given(
    st.lists(st.sampled_from(PIECES), max_size=12).map(lambda pieces: " ".join([*pieces, ""]) * 9)
)
def test_cost_counts_at_least_what_a_parser_keeps_open(body):
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    parser.parseFragment(body, container="div")

    counted = cost(body + "</i>") - cost(body) - 1
    # A cell opens a row and a body of its table too, and every page has a root.
    assert len(parser.tree.openElements) <= 3 * counted + 1
