"""Pasted embed code: the one address in it counts, and of a post its words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.embeds import EMBED_CODE, NOT_SHOWN, NotAnEmbed, Quotation, quotation, recognise

DID = "did:plc:z72i7hdynmk6r22z27h6tvur"
SKEET = "3l7vzz4w3gk2x"
TOOT = "113456789012345678"

TWEET = (
    '<blockquote class="twitter-tweet"><p lang="en" dir="ltr">The gates are <a href="https://t.co/x">'
    "#shut</a>.<br>No boat sails. "
    '<a href="https://t.co/y">pic.twitter.com/Ab1</a></p>&mdash; Harbour Desk (@harbourdesk) '
    '<a href="https://twitter.com/harbourdesk/status/1700000000000000001?ref_src=twsrc%5Etfw">'
    "May 13, 2026</a></blockquote> "
    '<script async src="https://platform.twitter.com/widgets.js" charset="utf-8"></script>'
)
SKEET_CODE = (
    f'<blockquote class="bluesky-embed" data-bluesky-uri="at://{DID}/app.bsky.feed.post/{SKEET}" '
    'data-bluesky-cid="bafy"><p lang="en">The gates are shut.</p>&mdash; Harbour Desk '
    f'(<a href="https://bsky.app/profile/{DID}?ref_src=embed">@harbour.example.com</a>) '
    f'<a href="https://bsky.app/profile/{DID}/post/{SKEET}?ref_src=embed">13 May 2026</a>'
    '</blockquote><script async src="https://embed.bsky.app/static/embed.js"></script>'
)
TOOT_CODE = (
    '<blockquote class="mastodon-embed" '
    f'data-embed-url="https://mastodon.social/@desk/{TOOT}/embed" style="margin: 0;"> '
    f'<a href="https://mastodon.social/@desk/{TOOT}" target="_blank"> <svg viewBox="0 0 79 75">'
    '<path d="M63"/></svg> <div style="color: #787588;">Post by @desk@mastodon.social</div>'
    "<div>View on Mastodon</div> </a> </blockquote>"
    '<script data-allowed-prefixes="https://mastodon.social/" async '
    'src="https://mastodon.social/embed.js"></script>'
)
DATAWRAPPER_FRAME = (
    '<iframe title="Tides" aria-label="Interactive line chart" id="datawrapper-chart-aBc1D" '
    'src="https://datawrapper.dwcdn.net/aBc1D/1/" scrolling="no" frameborder="0" '
    'style="width: 0; min-width: 100% !important; border: none;" height="416" data-external="1">'
    '</iframe><script type="text/javascript">!function(){"use strict";window.addEventListener('
    '"message",(function(a){var e=document.querySelectorAll("iframe")}))}();</script>'
)

CODE = [
    (TWEET, "post x 1700000000000000001 - 1:1"),
    (SKEET_CODE, f"post bluesky {SKEET} {DID} 1:1"),
    (TOOT_CODE, f"post mastodon mastodon.social/desk/{TOOT} - 1:1"),
    (
        f'<iframe src="https://mastodon.social/@desk/{TOOT}/embed" class="mastodon-embed" '
        'width="400"></iframe><script src="https://mastodon.social/embed.js" async></script>',
        f"post mastodon mastodon.social/desk/{TOOT} - 1:1",
    ),
    (
        '<blockquote class="instagram-media" data-instgrm-captioned data-instgrm-permalink='
        '"https://www.instagram.com/p/AbC-dEf_123/?utm_source=ig_embed&amp;utm_campaign=loading" '
        'data-instgrm-version="14" style=" background:#FFF;"><div style="padding:16px;">'
        '<a href="https://www.instagram.com/p/AbC-dEf_123/">View this post</a><p>'
        '<a href="https://www.instagram.com/p/AbC-dEf_123/">A post shared by Desk (@desk)</a></p>'
        '</div></blockquote><script async src="//www.instagram.com/embed.js"></script>',
        "post instagram AbC-dEf_123 - 1:1",
    ),
    (
        '<blockquote class="tiktok-embed" cite="https://www.tiktok.com/@desk/video/'
        '7000000000000000001" data-video-id="7000000000000000001"><section><a target="_blank" '
        'href="https://www.tiktok.com/@desk">@desk</a><p>Shut</p></section></blockquote>',
        "video tiktok 7000000000000000001 - 9:16",
    ),
    (DATAWRAPPER_FRAME, "chart datawrapper aBc1D - 4:3"),
    (
        '<div style="min-height:620px" id="datawrapper-vis-aBc1D"><script type="text/javascript" '
        'defer src="https://datawrapper.dwcdn.net/aBc1D/embed.js" charset="utf-8" '
        'data-target="#datawrapper-vis-aBc1D"></script><noscript><img '
        'src="https://datawrapper.dwcdn.net/aBc1D/full.png" alt="" /></noscript></div>',
        "chart datawrapper aBc1D - 4:3",
    ),
    (
        '<div class="flourish-embed flourish-chart" data-src="visualisation/8624951?2274258" '
        'data-height="640px"><script src="https://public.flourish.studio/resources/embed.js">'
        "</script></div>",
        "chart flourish visualisation/8624951 - 1:1",
    ),
    (
        "<iframe src='https://flo.uri.sh/story/862495/embed' title='Interactive content' "
        "class='flourish-embed-iframe' style='width:100%;height:1100px;' "
        "sandbox='allow-same-origin allow-scripts'></iframe>",
        "chart flourish story/862495 - 9:16",
    ),
    (
        '<iframe src="https://embed.documentcloud.org/documents/20417938-test-pdf/?embed=1" '
        'title="TEST (Hosted by DocumentCloud)" width="700" height="905" '
        'style="border: 1px solid #aaa;" sandbox="allow-scripts"></iframe>',
        "document documentcloud 20417938 - 1:1",
    ),
    (
        '<iframe width="425" height="350" src="https://www.openstreetmap.org/export/embed.html'
        '?bbox=13.36%2C52.50%2C13.40%2C52.53&amp;layer=mapnik" style="border: 1px solid black">'
        '</iframe><br/><small><a href="https://www.openstreetmap.org/#map=14/52.5/13.4">'
        "View Larger Map</a></small>",
        "map openstreetmap 13/52.51500/13.38000 - 4:3",
    ),
    (
        '<iframe style="border-radius:12px" src="https://open.spotify.com/embed/episode/'
        '4rOoJ6Egrf8K2IrywzwOMk?utm_source=generator" width="100%" height="352"></iframe>',
        "audio spotify episode/4rOoJ6Egrf8K2IrywzwOMk - 16:9",
    ),
    (
        '<iframe allow="autoplay *; encrypted-media *" frameborder="0" height="175" '
        'src="https://embed.podcasts.apple.com/gb/podcast/x/id1200361736?i=1000533080737">'
        "</iframe>",
        "audio applepodcasts gb/1200361736 1000533080737 16:9",
    ),
    (
        '<iframe width="100%" height="166" scrolling="no" allow="autoplay" '
        'src="https://w.soundcloud.com/player/?url=https%3A//api.soundcloud.com/tracks/533446239'
        '&color=%23ff5500&auto_play=false"></iframe><div style="font-size: 10px;"><a '
        'href="https://soundcloud.com/desk" title="Desk">Desk</a></div>',
        "audio soundcloud tracks/533446239 - 16:9",
    ),
]


@pytest.mark.parametrize(("code", "expected"), CODE, ids=[said for _, said in CODE])
def test_code_counts_for_its_address_and_height(code, expected):
    found = recognise(f"\n{code} ")

    parts = (found.type, found.provider, found.embed_id, found.embed_hash or "-", found.ratio)
    assert " ".join(parts) == expected


@pytest.mark.parametrize(
    "code",
    [
        TWEET + TWEET,
        TWEET + DATAWRAPPER_FRAME,
        TWEET.replace("<blockquote", '<blockquote onclick="alert(1)"'),
        DATAWRAPPER_FRAME.replace("<iframe", '<iframe srcdoc="x"'),
        DATAWRAPPER_FRAME.replace("<iframe", "<iframe onload=alert(1)"),
        TWEET.replace("twitter-tweet", "twitter-tweet-x"),
        '<blockquote class="twitter-tweet"></blockquote>',
        '<div class="flourish-embed"></div>',
        '<div class="flourish-embed" data-src="../evil/1"></div>',
        '<div class="flourish-embed" data-src="https://evil.example/visualisation/1"></div>',
        '<blockquote class="bluesky-embed" data-bluesky-uri="at://evil.example"></blockquote>',
        f'<blockquote class="mastodon-embed" data-embed-url="https://evil.example/@d/{TOOT}">',
        '<blockquote class="instagram-media" data-instgrm-permalink="javascript:alert(1)">',
        '<script src="https://datawrapper.dwcdn.net/../evil/embed.js"></script>',
        '<script src="https://evil.example/datawrapper.dwcdn.net/aBc1D/embed.js"></script>',
        '<p class="twitter-tweet"><a href="https://x.com/a/status/12">x</a></p>',
        "<!-- " + TWEET + " -->",
    ],
)
def test_code_that_is_not_one_thing_is_refused(code):
    with pytest.raises(NotAnEmbed) as refusal:
        recognise(code)

    assert refusal.value.message.startswith(str(NOT_SHOWN))


def test_code_without_anything_to_show_is_told_the_way_out():
    with pytest.raises(NotAnEmbed) as refusal:
        recognise("<p>Hello</p>")

    assert refusal.value.message == f"{NOT_SHOWN} {EMBED_CODE}"


# Words


def test_code_of_a_post_on_x_gives_its_words():
    assert quotation(TWEET) == Quotation(
        "The gates are #shut. No boat sails.", "Harbour Desk (@harbourdesk)", "May 13, 2026"
    )


def test_code_of_a_post_on_bluesky_gives_its_words():
    assert quotation(SKEET_CODE) == Quotation(
        "The gates are shut.", "Harbour Desk (@harbour.example.com)", "13 May 2026"
    )


@pytest.mark.parametrize("code", [TOOT_CODE, DATAWRAPPER_FRAME, CODE[4][0], "<", "", "words"])
def test_other_code_has_no_words(code):
    assert quotation(code) == Quotation("", "", "")


@given(st.text(max_size=200))
def test_random_code_is_refused_and_nothing_worse(text):
    for code in (f"<{text}", TWEET[:40] + text, f'<blockquote class="twitter-tweet">{text}'):
        quotation(code)
        with pytest.raises(NotAnEmbed):
            recognise(code)


@given(st.integers(0, len(TWEET)), st.text(min_size=1, max_size=6))
def test_disturbed_code_is_refused_or_the_same_post(position, inserted):
    try:
        found = recognise(TWEET[:position] + inserted + TWEET[position:])
    except NotAnEmbed:
        return

    assert found.provider == "x"
