"""The stored form of a story body, and what is tidied into it."""

import pytest
from django.core.exceptions import ValidationError

from articles.sanitising import clean_body

REF = "0f8fad5b-d9cb-469f-a165-70867728950e"
OTHER = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
RELATED = f'<figure data-block="related" data-ref="{REF}"></figure>'
EMBED = f'<figure data-block="embed" data-ref="{OTHER}"></figure>'

KEPT = [
    "<p>A ferry ran aground at <strong>low <em>tide</em></strong>, 1 &lt; 2 &amp; 3 &gt; 2.</p>",
    "<h2>Crosshead</h2><h3>Smaller</h3><h4>Smallest</h4><hr><p>H<sub>2</sub>O m<sup>2</sup></p>",
    '<p><a href="https://harbour.example/a?b=1&amp;c=2#d" title="Log" hreflang="nb-NO">a</a></p>',
    '<p><a href="/news/ferry/">ours</a> <a href="#end">end</a></p>',
    '<p><a href="mailto:desk@harbour.example?subject=Ferry">write</a></p>',
    '<p><a href="tel:+4722334455">call</a></p>',
    "<ul><li>one</li><li>two<ol><li>deep</li></ol></li></ul>",
    "<blockquote><p>First.</p><p>Second.</p></blockquote>",
    '<table><thead><tr><th scope="col" colspan="2">Port</th></tr></thead>'
    "<tbody><tr><td>North</td><td></td></tr></tbody></table>",
    f"<p>One.</p>{RELATED}<p>Two.</p>{EMBED}",
    f'<p>The <cite data-source="{REF}">Harbour Post</cite> reports.</p>',
    "<p>10&nbsp;000 boats<br>and a <s>ship</s> 🚢</p>",
    "<p>سفينة 船 क्षेत्र 👩‍🚀</p>",
]


@pytest.mark.parametrize("body", KEPT)
def test_stored_form_of_a_body_is_kept_to_the_letter(body):
    assert clean_body(body) == body


TIDIED = [
    ("", ""),
    ("<p>&nbsp;</p>\n\t<p> <br> </p><p><strong> </strong></p>", ""),
    ("just words", "<p>just words</p>"),
    ("<b>a</b> <i>b</i> <del>c</del> <strike>d</strike>",
     "<p><strong>a</strong> <em>b</em> <s>c</s> <s>d</s></p>"),
    ("<p>\n\tA  line,\n\tbroken.&nbsp;\n</p>\n", "<p>A line, broken.</p>"),
    ("<p>&nbsp;a &nbsp;b <br> &nbsp;c<br><br></p>", "<p>a &nbsp;b<br>c</p>"),
    ("<p><strong>a </strong> b</p>", "<p><strong>a </strong>b</p>"),
    ("<p>a\u200b b\ufeff\u202e c\x07</p>", "<p>a b c</p>"),
    ("<div>one</div><div>two</div>", "<p>one</p><p>two</p>"),
    ("<h1>big</h1><h6>small</h6>", "<h2>big</h2><h4>small</h4>"),
    ("<strong><p>a</p><p>b</p></strong>", "<p><strong>a</strong></p><p><strong>b</strong></p>"),
    ("<p><strong>a<b>b</b></strong></p>", "<p><strong>ab</strong></p>"),
    ("<p>a<ul><li>b</ul>c</p>", "<p>a</p><ul><li>b</li></ul><p>c</p>"),
    ("<blockquote>a<h2>b</h2></blockquote>", "<blockquote><p>a</p><h2>b</h2></blockquote>"),
    ("<ul><li><p>a</p></li><li> </li></ul>", "<ul><li>a</li></ul>"),
    ("<ul><li>a</li><ul><li>b</li></ul></ul>", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
    ("<ul><li><p>a</p><p>b</p></li></ul>", "<ul><li><p>a</p><p>b</p></li></ul>"),
    ("<table><caption>Ports</caption><tr><td>a</table>",
     "<p>Ports</p><table><tbody><tr><td>a</td></tr></tbody></table>"),
    ("<table></table>", ""),
    ("<p><a>a</a> <a href='javascript:x'>b</a> <a href=/x> </a>c</p>", "<p>a b c</p>"),
    ("<p><a href=' https://harbour.example/a b '>a</a></p>",
     '<p><a href="https://harbour.example/a%20b">a</a></p>'),
    ("<p><a href='tel:+47 22 33'>a</a></p>", '<p><a href="tel:+472233">a</a></p>'),
    ("<td colspan=2>a", "<p>a</p>"),
    ("<table><tr><td colspan=0 rowspan=2 scope=row>a</table>",
     '<table><tbody><tr><td rowspan="2">a</td></tr></tbody></table>'),
    ("<p>a<script>b</script><iframe>c</iframe><svg>d</svg></p>", "<p>a</p>"),
]  # fmt: skip


@pytest.mark.parametrize(("given_body", "stored"), TIDIED)
def test_body_is_tidied_without_losing_words(given_body, stored):
    assert clean_body(given_body) == stored


PLACED = [
    (f"<p>a{RELATED}b</p>", f"<p>a</p>{RELATED}<p>b</p>"),
    (f"<p><strong>a{RELATED}b</strong></p>",
     f"<p><strong>a</strong></p>{RELATED}<p><strong>b</strong></p>"),
    (f"<ul><li>a{RELATED}</li><li>b</li></ul><p>c</p>",
     f"<ul><li>a</li><li>b</li></ul>{RELATED}<p>c</p>"),
    (f"<blockquote><p>a</p>{RELATED}<p>b</p>{EMBED}</blockquote>c",
     f"<blockquote><p>a</p><p>b</p></blockquote>{RELATED}{EMBED}<p>c</p>"),
    (f"<table><tr><td>a{RELATED}<td>b</table>",
     f"<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>{RELATED}"),
    (f"<ul><li>{RELATED}</li></ul>", RELATED),
    (f"{RELATED}<p>a</p>{RELATED}", f"{RELATED}<p>a</p>"),
    (RELATED + RELATED.replace("></", ">second</"), f"{RELATED}<p>second</p>"),
    (RELATED.replace("></", ">&nbsp;</"), RELATED),
    (RELATED.replace("></", "><p>Words</p> typed</"), f"{RELATED}<p>Words</p><p>typed</p>"),
    (RELATED.replace(REF, REF.upper()), RELATED),
    (RELATED.replace(REF, "1"), ""),
    (RELATED.replace("related", "video").replace("></", ">words</"), "<p>words</p>"),
    ("<figure><img src=x><figcaption>Caption</figcaption></figure>", "<p>Caption</p>"),
    ("<p>The <cite>Post</cite>, <cite data-source=1>Star</cite></p>", "<p>The Post, Star</p>"),
    (f'<p>a<cite data-source="{REF.upper()}">b</cite></p>',
     f'<p>a<cite data-source="{REF}">b</cite></p>'),
]  # fmt: skip


@pytest.mark.parametrize(("given_body", "stored"), PLACED)
def test_blocks_stand_once_and_empty_between_paragraphs(given_body, stored):
    assert clean_body(given_body) == stored


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("a" * 400_001, "too_long"),
        ("&" * 200_000, "too_long"),
        ("<p>a</p>" * 30_000, "too_long"),
        ("<p><a href='https://harbour.example/" + "a" * 1_900 + "'>" + "<p>a" * 9_000, "too_long"),
        ("<strong><a href='/" + "a" * 1_900 + "'>" + "<p>a" * 9_000, "too_long"),
        ("<strong><a href='/" + "a" * 1_900 + "'>" + "<p>a" * 30_000, "too_deep"),
        ("<blockquote>" * 61 + "a", "too_deep"),
        ("<div>" * 20_000 + "a", "too_deep"),
        ("<b>" * 20_000 + "</p>" * 19_000, "too_deep"),
        ("<ul><li>" * 19_000, "too_deep"),
    ],
)
def test_body_too_long_or_too_deep_is_refused_with_the_way_out(body, code):
    with pytest.raises(ValidationError) as refusal:
        clean_body(body)

    assert refusal.value.code == code
    assert refusal.value.message.endswith(("aste it again as plain text.",))


def test_long_story_within_the_limits_is_kept():
    body = "<p>" + "word " * 19 + "word</p>"

    assert clean_body(body * 3_500) == body * 3_500
