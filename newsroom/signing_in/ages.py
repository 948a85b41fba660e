"""How long a session holds: so long without the desk, and so many days in any case."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

BEGAN = "signed_in_at"
SEEN = "seen_at"
#: A session is not written at every request: it may end so much early.
FRESH = timedelta(minutes=10)
#: What an open page asks by itself, with nobody before it.
NOBODY_ASKS = frozenset({"articles_article_here", "articles_article_signed_in"})


class SessionAges:
    """Push the end of a session on while its person uses the desk."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        session = request.session
        # A reader's page never asks for the session, and so never depends on a cookie.
        if session.accessed and BEGAN in session and not _asks_by_itself(request):
            _push_on(session, timezone.now())
        return response


def _asks_by_itself(request):
    match = request.resolver_match
    return match is not None and match.url_name in NOBODY_ASKS


def begin(session, at):
    """Somebody has just signed in."""
    session[BEGAN] = at.isoformat()
    _write(session, at)


def _push_on(session, at):
    # Whoever signs in by the form gets a number of seconds from allauth first.
    is_ours = isinstance(session.get("_session_expiry"), str)
    if not is_ours or at - datetime.fromisoformat(session[SEEN]) > FRESH:
        _write(session, at)


def _write(session, at):
    session[SEEN] = at.isoformat()
    idle = at + timedelta(hours=settings.NEWSROOM_SESSION_IDLE_HOURS)
    session.set_expiry(min(idle, end_of(session)))


def end_of(session):
    """The moment after which somebody signs in again, however busy they were."""
    began = datetime.fromisoformat(session[BEGAN])
    return began + timedelta(seconds=settings.SESSION_COOKIE_AGE)
