"""Pages that nobody has yet, in one process and on one database: milliseconds and queries.

Run as a program, by bench/__main__.py; prints JSON, or, where a number is given, so many
addresses of stories. Every page goes through the front door, so that compressing is counted
too, and what is kept is compared with what Django alone makes of it.
"""

import json
import os
import random
import sys
import time
from io import BytesIO

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from articles.models import Edition  # noqa: E402
from articles.seeding.words import THINGS  # noqa: E402
from newsroom.pagecache import answers  # noqa: E402
from newsroom.pagecache.door import FrontDoor  # noqa: E402
from newsroom.pagecache.keys import Site  # noqa: E402
from newsroom.pagecache.store import Store  # noqa: E402
from newsroom.wsgi import django_application  # noqa: E402

STORIES, WARM, TIMES, SEARCHES = 200, 60, 40, 120
NOBODYS = "qzxvwkj"
COMMON, HALF = THINGS.split()[0], THINGS.split()[9]


class Quiet:
    """Nothing changes while we measure."""

    def ensure(self):
        return True


class Pages:
    """A front door of our own, whose kept pages can be dropped."""

    def __init__(self):
        self.store = Store(256 * 1024 * 1024, margin=answers.margin())
        self.host = settings.NEWSROOM_SITE_URL.partition("://")[2]
        self.door = FrontDoor(django_application, Site(), self.store, Quiet())

    def ask(self, path, query="", application=None):
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "HTTP_HOST": self.host,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(),
        }
        said = []
        answer = (application or self.door)(environ, lambda *start: said.append(start))
        body = b"".join(answer)
        getattr(answer, "close", bool)()
        if not said[0][0].startswith("200 "):
            sys.exit(f"{path}?{query} answered {said[0][0]}: nothing measured.")
        return body

    def timed(self, path, query=""):
        """Milliseconds; a page that is kept has to be what Django alone makes of it."""
        began = time.perf_counter()
        body = self.ask(path, query)
        took = (time.perf_counter() - began) * 1000
        if path in self.store.pages.kept and self.ask(path, query, django_application) != body:
            sys.exit(f"{path} is another page without the door: nothing measured.")
        return took

    def anew(self, path):
        """Milliseconds of a page whose parts are held already."""
        self.store.pages.clear()
        return self.timed(path)

    def queries(self, path):
        self.store.pages.clear()
        with CaptureQueriesContext(connection) as captured:
            self.ask(path)
        return len(captured)


def live_paths(number):
    """Paths of stories drawn from all that readers may read, as many as there are."""
    newest = Edition.objects.order_by("-pk").values_list("pk", flat=True)[0]
    keys = random.Random(6).sample(range(1, newest + 1), min(newest, 4 * number))
    found = []
    for start in range(0, len(keys), 2_000):
        drawn = Edition.objects.live().listed().filter(pk__in=keys[start : start + 2_000])
        found += drawn.order_by("pk").values_list("path", flat=True)
        if len(found) >= number:
            break
    random.Random(6).shuffle(found)
    return found[:number]


def cold(pages):
    paths = live_paths(STORIES + WARM + 10)
    counted, warm, asked = paths[:10], paths[10 : 10 + WARM], paths[10 + WARM :]
    for path in warm:
        pages.ask(path)
    pages.ask("/")
    section = f"/{paths[0].split('/')[1]}/"
    result = {
        "story": {
            "ms": [pages.timed(path) for path in asked],
            "queries": max(pages.queries(path) for path in counted),
        }
    }
    for name, path in {"front": "/", "section": section, "feed": "/feeds/rss.xml"}.items():
        pages.anew(path)
        result[name] = {
            "ms": [pages.anew(path) for _ in range(TIMES)],
            "queries": pages.queries(path),
        }
    return result


def searched(pages):
    """Words of headlines, a word that nobody wrote, one in half of all stories, a phrase."""
    drawn = random.Random(6)
    headlines = list(
        Edition.objects.live().newest_first().values_list("headline", flat=True)[:2000]
    )
    words = [word.strip(".,:;?!’‘“”'\"").lower() for line in headlines for word in line.split()]
    words = [word for word in words if word.isalpha() and len(word) > 3]
    asked = [" ".join(drawn.sample(words, drawn.randint(1, 3))) for _ in range(SEARCHES)]
    kinds = {
        "search": asked,
        "search, no hit": [f"{NOBODYS}{number}".replace("0", "a") for number in range(10)],
        "search, half of all": [HALF] * 10,
        "search, common phrase": [f'"new {COMMON}"'] * 10,
    }
    pages.ask("/search/", "q=warm")
    return {
        name: {"ms": [pages.timed("/search/", f"q={'+'.join(q.split())}") for q in queries]}
        for name, queries in kinds.items()
    }


def desk():
    """The desk's list of stories, as it opens and searched."""
    person = User.objects.filter(username="bench").first() or User.objects.create_superuser("bench")
    client = Client(headers={"host": settings.NEWSROOM_SITE_URL.partition("://")[2]})
    client.force_login(person)
    word = Edition.objects.live().newest_first().values_list("headline", flat=True)[0].split()[0]

    def timed(query):
        began = time.perf_counter()
        response = client.get("/admin/articles/article/", query)
        if response.status_code != 200 or b"result_list" not in response.content:
            sys.exit(
                f"The desk's list: {response.status_code} {response.headers}: nothing measured."
            )
        return (time.perf_counter() - began) * 1000

    timed({}), timed({"q": word})
    return {
        "admin list": {"ms": [timed({}) for _ in range(15)]},
        "admin list, searched": {"ms": [timed({"q": word}) for _ in range(15)]},
    }


if __name__ == "__main__" and len(sys.argv) > 1:
    print("\n".join(live_paths(int(sys.argv[1]))))
elif __name__ == "__main__":
    pages = Pages()
    print(json.dumps(cold(pages) | searched(pages) | desk()))
