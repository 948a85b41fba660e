"""Hold the pages that a running server hands out against pages that are made anew."""

import time
import urllib.error
import urllib.request
from itertools import islice
from urllib.parse import urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from articles.whole_site import addresses, left
from newsroom.pagecache.checking import Fresh, difference
from newsroom.request import Request

#: So long a purge may be on its way.
ON_ITS_WAY = 2
#: One address that stories left for so many that are there.
LEFT = 5
OF_THIS_MACHINE = {"127.0.0.1", "::1", "localhost"}


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect is an answer."""

    def redirect_request(self, *args, **kwargs):
        return None


class Command(BaseCommand):
    help = (
        "Ask a running server of this paper for its pages, and compare each with one that is made "
        "anew. What differs twice, two seconds apart, is said; the exit code is then 1."
    )

    def add_arguments(self, parser):
        parser.add_argument("--server", default="http://127.0.0.1:8000")
        parser.add_argument(
            "--pages",
            type=int,
            default=1000,
            help=f"How many at most; and a {LEFT}th as many that stories left.",
        )

    def handle(self, *, server, pages, **options):
        self.server = _ours(server)
        # No proxy stands between a machine and itself.
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect())
        application = WSGIHandler()
        application.request_class = Request
        self.fresh = Fresh(application)
        now = timezone.now()
        asked = [*islice(addresses(now), pages), *islice(left(now), pages // LEFT)]
        doubtful = [address for address in asked if self._difference(address)]
        if doubtful:
            time.sleep(ON_ITS_WAY)
        wrong = {address: self._difference(address) for address in doubtful}
        wrong = {address: words for address, words in wrong.items() if words}
        for address, words in wrong.items():
            self.stdout.write(f"{address}  {words}")
        self.stdout.write(f"{len(asked)} pages, {len(wrong)} differ")
        if wrong:
            raise SystemExit(1)

    def _difference(self, address):
        return difference(self._handed_out(address), self.fresh.page(address))

    def _handed_out(self, address):
        site = urlsplit(settings.NEWSROOM_SITE_URL)
        headers = {"Host": site.netloc, "X-Forwarded-Proto": site.scheme}
        request = urllib.request.Request(self.server + address, headers=headers)  # noqa: S310 -- http only, see _ours
        try:
            with self.opener.open(request, timeout=30) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as answer:
            return answer.code, answer.read()
        except OSError as error:
            raise CommandError(f"{self.server} does not answer: {error}") from error


def _ours(server):
    """The server, if it is on this machine or the site itself."""
    asked, site = urlsplit(server), urlsplit(settings.NEWSROOM_SITE_URL)
    is_ours = asked.hostname in OF_THIS_MACHINE or asked.netloc == site.netloc
    if asked.scheme not in ("http", "https") or not is_ours:
        raise CommandError("This asks a server of this machine, or the site itself.")
    return f"{asked.scheme}://{asked.netloc}"
