"""What is read from a cleaned body."""

from articles.sanitising import cited_refs, placeholders, plain_text, word_count

REF = "0f8fad5b-d9cb-469f-a165-70867728950e"
OTHER = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
RELATED = f'<figure data-block="related" data-ref="{REF}"></figure>'
EMBED = f'<figure data-block="embed" data-ref="{OTHER}"></figure>'
BODY = (
    f'<h2>Crosshead</h2><p>The <cite data-source="{REF}">Post</cite> said – 10&nbsp;000 &amp; more.'
    f'<br>Next</p>{EMBED}<ul><li>one<ul><li>deep</li></ul></li><li>two</li></ul>{RELATED}'
    f'<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>'
    f'<p><cite data-source="{OTHER}">Star</cite> and <cite data-source="{REF}">Post</cite></p>'
)  # fmt: skip


def test_plain_text_is_the_words_a_reader_sees_line_by_line():
    assert plain_text(BODY).split("\n") == [
        "Crosshead",
        "The Post said – 10 000 & more.",
        "Next",
        "one",
        "deep",
        "two",
        "a b",
        "Star and Post",
    ]


def test_word_count_leaves_out_lone_dashes_and_signs():
    assert word_count(BODY) == 16
    assert word_count("") == 0


def test_placeholders_come_in_text_order():
    assert placeholders(BODY) == [("embed", OTHER), ("related", REF)]


def test_cited_refs_come_once_in_text_order():
    assert cited_refs(BODY) == [REF, OTHER]
