"""Taking an address apart by its letters alone, and refusing what two parsers read differently."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from articles.embeds.refusal import NotAnEmbed


@dataclass(frozen=True)
class Address:
    host: str
    path: str
    query: dict
    fragment: str

    def one(self, name):
        """The value of a query parameter that is there once; two of them are two meanings."""
        values = self.query.get(name, [])
        return values[0] if len(values) == 1 else ""

    def given(self, name):
        """The same, but "?", which is sound nowhere, for one that is there and says nothing."""
        return self.one(name) or "?" if name in self.query else ""


# Printable ASCII without what means something to a page, a shell or a second parser.
_LETTERS = re.compile(r"""[!#-&(-;=?-\[\]_a-z~]{1,2048}\Z""", re.ASCII)
_SCHEME = re.compile(r"https?://[^/?#]", re.ASCII | re.IGNORECASE)
_ANY_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(?![0-9]+(?:/|\Z))", re.ASCII | re.IGNORECASE)
_DOTS = re.compile(r"(?:\A|/)(?:\.|%2e){1,2}(?:/|\Z)", re.ASCII | re.IGNORECASE)


def parsed(address):
    """Take an address apart, or refuse it where two parsers could disagree about it."""
    if not _LETTERS.match(address):
        raise NotAnEmbed
    if address.startswith("//"):
        address = f"https:{address}"
    elif not _ANY_SCHEME.match(address):
        address = f"https://{address}"
    if not _SCHEME.match(address):
        raise NotAnEmbed
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
        query = parse_qs(parts.query, keep_blank_values=True, max_num_fields=60)
    except ValueError:
        raise NotAnEmbed from None
    if "@" in parts.netloc or "%" in parts.netloc or port not in (None, 80, 443):
        raise NotAnEmbed
    if _DOTS.search(parts.path):
        raise NotAnEmbed
    return Address(host, parts.path, query, parts.fragment)


def path(pattern):
    """A pattern for a whole path, with or without a slash at its end."""
    return re.compile(rf"{pattern}/?\Z", re.ASCII)


_TIME = re.compile(
    r"(?:([0-9]{1,2})h)?(?:([0-9]{1,4})m)?(?:([0-9]{1,6})s?)?\Z", re.ASCII | re.IGNORECASE
)
_LONGEST_START = 24 * 60 * 60


def start_of(address):
    """Seconds to begin at, from ?t=, ?start= or #t=; 0 for what is not a time."""
    fragment = address.fragment.removeprefix("t=") if address.fragment.startswith("t=") else ""
    given = address.one("t") or address.one("start") or fragment
    match = _TIME.match(given)
    return _clamped(match.groups()) if match else 0


def _clamped(parts):
    hours, minutes, seconds = (int(part or 0) for part in parts)
    return min(hours * 3600 + minutes * 60 + seconds, _LONGEST_START)


def as_written(start):
    """A stored start as it stands in an address: empty for none."""
    start = str(start)
    if not re.fullmatch(r"[0-9]{1,9}", start, re.ASCII) or not int(start):
        return ""
    return str(min(int(start), _LONGEST_START))
