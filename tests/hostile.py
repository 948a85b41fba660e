"""Hostile words for tests: our own, and corpora of others where they lie beside the project."""

import json
from pathlib import Path

REF = "0f8fad5b-d9cb-469f-a165-70867728950e"
CORPORA = Path(__file__).parents[2] / "shared" / "corpora"


def corpus(name, key):
    """One column of a corpus; nothing where it is not there."""
    path = CORPORA / name
    lines = path.read_text("utf-8").strip().split("\n") if path.exists() else []
    return [json.loads(line)[key] for line in lines]


XSS = corpus("xss_payloads.jsonl", "payload")
NAUGHTY = corpus("naughty_strings.jsonl", "string")

OWN = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
    '<svg><animate attributeName="href" values="javascript:alert(1)"/></svg>',
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    '<math><annotation-xml encoding="text/html"><script>alert(1)</script></annotation-xml></math>',
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
    "<title><a href='</title><img src=x onerror=alert(1)>'></title>",
    "<textarea></textarea><img src=x onerror=alert(1)>",
    "<template><script>alert(1)</script></template>",
    "<xmp><p title='</xmp><img src=x onerror=alert(1)>'></xmp>",
    "<noembed><img src=x onerror=alert(1)></noembed>",
    "<select><style></select><img src=x onerror=alert(1)></style>",
    "<style><![CDATA[</style><img src=x onerror=alert(1)>]]></style>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!--{cke_protected}%3Cscript%3Ealert(1)%3C%2Fscript%3E-->",
    "<![CDATA[><img src=x onerror=alert(1)>]]>",
    "<plaintext><img src=x onerror=alert(1)>",
    "<iframe src=javascript:alert(1)></iframe><iframe srcdoc='<script>alert(1)</script>'>",
    "<object data=javascript:alert(1)><embed src=javascript:alert(1)></object>",
    "<p onclick=alert(1) style='background:url(javascript:alert(1))' class=x id=location>k</p>",
    "<a href=javascript:alert(1)>k</a>",
    "<a href=' \x01javascript:alert(1)'>k</a>",
    "<a href='\u00a0javascript:alert(1)'>k</a>",
    "<a href='java\tscript:alert(1)'>k</a>",
    "<a href='&#106;avascript&colon;alert(1)'>k</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>k</a>",
    "<a href='vbscript:msgbox(1)'>k</a>",
    "<a href=//evil.example>k</a>",
    "<a href='/\\evil.example'>k</a>",
    "<a href='\\\\evil.example'>k</a>",
    "<a href='/\t/evil.example'>k</a>",
    "<a href=https:evil.example>k</a>",
    "<a href=https:///evil.example>k</a>",
    "<a href=https://site.example@evil.example/>k</a>",
    "<a href='https://site.example\\@evil.example/'>k</a>",
    "<a href='mailto:a@b.example\r\nBcc:c@d.example'>k</a>",
    "<a href=tel:*21*1#>k</a>",
    '<a href="/x" title="&quot;><img src=x onerror=alert(1)>">k</a>',
    '<a data-cke-saved-href="javascript:alert(1)" href="#">k</a>',
    '<a data-cke-pa-onclick="alert(1)" href="#">k</a>',
    f'<figure data-block="video" data-ref="{REF}" data-src="javascript:alert(1)">k</figure>',
    f'<figure data-block="embed" data-ref="{REF}&quot; onload=&quot;">k</figure>',
    '<cite data-source="1&quot; onmouseover=&quot;alert(1)">k</cite>',
    "<table><td><table><tr><td><a href=javascript:alert(1)>k<table><a href=/x>l",
    "<a href=/x><table><tr><td><a href=/y>k",
    "<b><p><i></b><ul><li></i><figure><p>k",
    "<li><p><h2><blockquote><td>k<caption><col>",
    "<ul><li>a<ul><td><tr><table><li>b</table><p>c</ul>d",
    "x\x00y\x0b\ud800z\ufffe<p\x00>k",
    "<" * 50,
    "&" * 50,
    "<p" * 50,
    "&lt;script&gt;alert(1)&lt;/script&gt; &amp;lt;img&amp;gt;",
]
HOSTILE = [*OWN, *XSS, *NAUGHTY]
