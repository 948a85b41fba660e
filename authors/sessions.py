"""Where a person is signed in. Sessions are opaque to the database: each is read to know whose.

A paper has some hundred; this is asked when somebody looks, and when all of them shall end.
"""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone

from newsroom.signing_in import ages

PLACE = "signed_in_from"
#: By what a browser and a machine are known; many name others beside themselves, these first.
BROWSERS = [
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
]
MACHINES = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
]


@dataclass
class Place:
    """One browser in which somebody is signed in."""

    key: str
    browser: str
    network_address: str
    since: datetime | None
    seen: datetime | None
    is_here: bool = False

    @property
    def words(self):
        return browser_words(self.browser)


def browser_words(browser):
    """“Firefox on Android”, of all that a browser says of itself."""
    known = [
        next((name for mark, name in names if mark in browser), "")
        for names in (BROWSERS, MACHINES)
    ]
    return " on ".join(filter(None, known)) or browser[:60]


def of(person, *, here=None):
    """The places where this person is signed in, the latest first; `here` is this session's key."""
    places = [_place(key, known, here) for key, known in _sessions_of(person)]
    return sorted(places, key=lambda place: (place.is_here, _written(place)), reverse=True)


def _written(place):
    return place.seen.timestamp() if place.seen else 0


def _sessions_of(person):
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        known = session.get_decoded()
        if known.get(SESSION_KEY) == str(person.pk):
            yield session.session_key, known


def _place(key, known, here):
    place = known.get(PLACE, {})
    return Place(
        key=key,
        browser=place.get("browser", ""),
        network_address=place.get("network_address") or "",
        since=_moment(known.get(ages.BEGAN)),
        seen=_moment(known.get(ages.SEEN)),
        is_here=key == here,
    )


def _moment(written):
    return datetime.fromisoformat(written) if written else None


def end_all(person, *, but=None):
    """Sign a person out of every browser, but for the session with this key."""
    keys = [key for key, _ in _sessions_of(person) if key != but]
    Session.objects.filter(session_key__in=keys).delete()
    return len(keys)
