"""A body cut between its top-level elements."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.sanitising import clean_body, top_level
from tests.factories import ref


@pytest.mark.parametrize(
    "elements",
    [
        [],
        ["<p>One.</p>", "<h2>Two</h2>", "<p>Three<br>lines &lt;p&gt;</p>"],
        ["<ul><li>a<ul><li>b</li></ul></li></ul>", "<hr>", "<p>c</p>"],
        ["<table><tbody><tr><td>1</td></tr></tbody></table>", "<blockquote><p>q</p></blockquote>"],
        [f'<figure data-block="embed" data-ref="{ref()}"></figure>', "<p>after</p>"],
    ],
)
def test_elements_are_cut_where_they_end(elements):
    body = "".join(elements)

    assert clean_body(body) == body
    assert top_level(body) == elements


@given(st.text("<>/p uli=\"'&;x\n"))
def test_whatever_it_is_the_pieces_are_the_body_again(html):
    assert "".join(top_level(html)) == html
    assert "".join(top_level(clean_body(html))) == clean_body(html)
