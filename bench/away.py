"""PostgreSQL stopped under load and started again: readers, an editor, the first publication.

`tests/faults/test_database_away.py` holds the same once and exactly; here it happens several
times under load, and is timed.
"""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from bench.programs import Doubtful, fetched
from bench.results import Line
from bench.wrk import told
from tests.faults.servers import post, typed_fields

STORIES, KEPT = 300, 60
#: Seconds: of load each time, and for which nobody can be asked.
LOAD, DOWN = 12, 3
PATIENCE = 10
#: Two processes and wrk share the machine with the server that starts.
CONNECTIONS = 8

MAKE = """
import json, sys, django; django.setup()
from django.test import Client
from articles import workflow
from tests import factories
by = factories.chief()
def stories(name):
    return [factories.story(by=by, headline=f"{name} {n}") for n in range(int(sys.argv[1]))]
checked = stories("Checked")
for story in checked:
    workflow.submit(story, by=by)
client = Client()
client.force_login(by)
keys = {"checked": checked, "waiting": stories("Waiting"), "due": stories("Due")}
keys = {name: [story.pk for story in found] for name, found in keys.items()}
print(json.dumps(keys | {"session": client.cookies["sessionid"].value}))
"""
SCHEDULE = """
import sys, django; django.setup()
from django.utils.dateparse import parse_datetime
from articles import workflow
from articles.models import Article
story = Article.objects.get(pk=sys.argv[1])
workflow.publish(story, by=story.created_by, go_live_at=parse_datetime(sys.argv[2]))
"""
REASONS = """
import django; django.setup()
from articles.models import Move
print(*Move.objects.filter(verb="send_back").values_list("reason", flat=True), sep="\\n")
"""


class Editor:
    """Somebody at the desk of one process, who sends back and publishes."""

    def __init__(self, address, made):
        self._address, self.made = address, made
        self._cookies = {"sessionid": made["session"]}

    def sends_back(self, number, fields):
        return self._post("checked", number, "send-back", fields)

    def publishes(self, number):
        return self._post("waiting", number, "publish", [("version", "1"), ("when", "now")])

    def _post(self, name, number, move, fields):
        path = f"/admin/articles/article/{self.made[name][number]}/{move}/"
        return post(self._address, path, fields, self._cookies)


def measured(place, times, cluster):
    place.manage("manage.py", "seed", "--stories", str(STORIES))
    made = json.loads(place.printed("-c", MAKE, str(times)))
    paths = ["/", "/news-sitemap.xml", *place.printed("-m", "bench.pages", str(KEPT)).split()]
    listed = place.directory / "kept"
    listed.write_text("\n".join(paths) + "\n")
    seen = {"requests": 0, "failed": 0, "told": 0, "taken": [], "visible": [], "due": []}
    with place.granian() as one, place.granian() as other, ThreadPoolExecutor(6) as pool:
        servers, editor = [one, other], Editor(one, made)
        for number in range(times):
            for server in servers:
                for path in paths:
                    if fetched(server + path)[0] != 200:
                        raise Doubtful(f"{path} is no page.")
            _once(place, cluster, pool, servers, editor, listed, number, seen)
    reasons = place.printed("-c", REASONS).split("\n")
    kept = sum(_reason(number) in reasons for number in range(times))
    return [
        Line(f"stopped {times} times: answers of kept pages", [seen["requests"]]),
        Line("of these errors", [seen["failed"]], "", "0", seen["failed"] == 0),
        Line("saves meanwhile", [times]),
        Line("told so, with all that was typed", [seen["told"]], "", "all", seen["told"] == times),
        Line("kept once it is back", [kept], "", "all", kept == times),
        Line("published once it is back, taken", seen["taken"], "ms", are_times=True),
        _visible("published once it is back, visible", seen["visible"]),
        _visible("was due meanwhile, visible", seen["due"]),
    ]


def _visible(what, times):
    return Line(what, times, "ms", "≤ 1000", max(times) <= 1000, are_times=True)


def _once(place, cluster, pool, servers, editor, listed, number, seen):
    """Stop it under load, save, start it, save again, publish, and wait for both pages."""
    begins = datetime.now(UTC) + timedelta(seconds=5)
    place.printed("-c", SCHEDULE, str(editor.made["due"][number]), begins.isoformat())
    loads = [
        pool.submit(told, server, seconds=LOAD, connections=CONNECTIONS, paths=listed)
        for server in servers
    ]
    time.sleep(1)
    cluster.stop()
    typed = [("version", "1"), ("reason", _reason(number))]
    status, page = editor.sends_back(number, typed)
    seen["told"] += status == 503 and "Nothing you typed is lost." in page
    time.sleep(max(DOWN, (begins - datetime.now(UTC)).total_seconds() + 0.5))
    cluster.start()
    back = time.monotonic()
    due, published = (
        [pool.submit(_until, server, f"{words} {number}", back) for server in servers]
        for words in ("Due", "Waiting")
    )
    status, _ = editor.publishes(number)
    seen["taken"].append((time.monotonic() - back) * 1000)
    if status != 302:
        raise Doubtful("What was published once PostgreSQL was back was not taken.")
    seen["due"] += [page.result() for page in due]
    seen["visible"] += [page.result() for page in published]
    # As the page has it, not as it was typed.
    editor.sends_back(number, [field for field in typed_fields(page) if "csrf" not in field[0]])
    for load in (each.result() for each in loads):
        seen["requests"] += load.requests
        seen["failed"] += load.failed


def _reason(number):
    return f"Name councillor {number} — “in full”"


def _until(server, words, since):
    """Milliseconds until the front of a process has these words."""
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        if words.encode() in fetched(f"{server}/", accepted="identity")[2]:
            return (time.monotonic() - since) * 1000
        time.sleep(0.02)
    raise Doubtful(f"{words} was not seen within {PATIENCE} s.")
