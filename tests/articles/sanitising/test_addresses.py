"""Which web addresses may lead out of the site."""

import pytest
from django.core.exceptions import ValidationError

from articles.sanitising import clean_address


@pytest.mark.parametrize(
    "address",
    [
        "https://harbour.example/a/b?c=1&d=%20#e",
        "HTTP://harbour.example:8080",
        "https://harbour.example/@desk/42",
        "https://bücher.example/straße",
        "https://192.0.2.1/log",
        "",
    ],
)
def test_outward_address_is_returned_as_given(address):
    assert clean_address(f" {address}\n") == address


@pytest.mark.parametrize(
    ("address", "sentence_begins"),
    [
        ("javascript:alert(1)", "An address starts with https://"),
        ("\u00a0javascript:alert(1)", "An address starts with https://"),
        ("java\tscript:alert(1)", "An address starts with https://"),
        ("data:text/html,x", "An address starts with https://"),
        ("mailto:desk@harbour.example", "An address starts with https://"),
        ("ftp://harbour.example/", "An address starts with https://"),
        ("harbour.example", "An address starts with https://"),
        ("/news/", "An address starts with https://"),
        ("//evil.example", "An address starts with https://"),
        ("\\\\evil.example", "An address starts with https://"),
        ("https:evil.example", "An address starts with https://"),
        ("https:/evil.example", "An address starts with https://"),
        ("https:///evil.example", "An address starts with https://"),
        ("https://site.example\\@evil.example", "This address has a blank, a backslash"),
        ("https://harbour.example/a b", "This address has a blank, a backslash"),
        ("https://harbour.example/a\nb", "This address has a blank, a backslash"),
        ("https://harbour.example/\x00", "This address has a blank, a backslash"),
        ("https://harbour.example/\u202egpj", "This address has a blank, a backslash"),
        ("https://harbour.example/\u200b", "This address has a blank, a backslash"),
        ("https://harbour.example/\ud800", "This address has a blank, a backslash"),
        ('https://harbour.example/"onclick="', "This address has a blank, a backslash"),
        ("https://harbour.example/<script>", "This address has a blank, a backslash"),
        ("https://desk:word@harbour.example/", "This address has a name or a password"),
        ("https://site.example@evil.example/", "This address has a name or a password"),
        ("https://[", "This address is not complete"),
        ("https://harbour.example:99999/", "This address is not complete"),
        ("https://harbour\uff0fevil.example/", "This address is not complete"),
        ("https://[::1]/", "This address does not name a site"),
        ("https://localhost/", "This address does not name a site"),
        ("https://harbour.example%2eevil.example/", "This address does not name a site"),
        ("https://.example/", "This address does not name a site"),
        ("https://harbour.example/" + "a" * 2_000, "This address is too long"),
    ],
)
def test_address_that_is_not_plainly_outward_is_refused(address, sentence_begins):
    with pytest.raises(ValidationError) as refusal:
        clean_address(address)

    assert refusal.value.message.startswith(sentence_begins)
