"""From a change on the desk to the new page in every process, in milliseconds.

Run as a program by bench/__main__.py with the addresses of two servers on one database;
publishes the same story again and again, and asks both servers until they say so.
"""

import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
django.setup()

from django.contrib.auth.models import Group, User  # noqa: E402
from django.utils import timezone  # noqa: E402

from articles import purging, revisions, workflow  # noqa: E402
from articles.models import Section  # noqa: E402
from authors.models import Author  # noqa: E402
from bench.programs import fetched  # noqa: E402

PUBLISHED, SCHEDULED = 40, 10
PATIENCE = 5


class Story:
    """A story of the measurement's own, on the front and in its place."""

    def __init__(self):
        self.person, _ = User.objects.get_or_create(username="bench", is_staff=True)
        self.person.groups.set(Group.objects.all())
        document = revisions.blank()
        document["fields"] |= {
            "slugline": "BENCH",
            "headline": "Quay 0 opens",
            "dek": "The first boat leaves at seven.",
            "section": Section.objects.order_by("pk").first().pk,
        }
        document["body"] = "<p>The boat is back.</p><p>It left at seven.</p>"
        author = Author.objects.filter(kind="staff").order_by("pk").first()
        byline = {"author": author.pk, "name": "", "credited_as": "", "role": "words"}
        document["bylines"] = [byline]
        self.article = workflow.start(document, by=self.person)
        edition = workflow.publish(self.article, by=self.person, override="measured")
        self.path = edition.path

    def publish(self, number, go_live_at=None):
        document = revisions.read(self.article)
        document["fields"]["headline"] = f"Quay {number} opens"
        revisions.write(self.article, document)
        workflow.keep(self.article, by=self.person)
        workflow.publish(
            self.article,
            by=self.person,
            change="update",
            go_live_at=go_live_at,
            override="measured",
        )


def seen_at(address, words):
    """The instant at which the page has these words."""
    ends = time.time() + PATIENCE
    while time.time() < ends:
        asked = time.time()
        if words in fetched(address, accepted="identity")[2]:
            return time.time(), asked
        time.sleep(0.001)
    sys.exit(f"The change was not seen within {PATIENCE} s: nothing measured.")


def until_seen(pool, addresses, story, number, go_live_at=None):
    """Milliseconds from the change, or its time, until each server has it."""
    words = f"Quay {number} opens".encode()
    for address in addresses:
        fetched(address + story.path, accepted="identity")
    story.publish(number, go_live_at)
    begins = go_live_at.timestamp() if go_live_at else time.time()
    seen = list(pool.map(lambda address: seen_at(address + story.path, words), addresses))
    if go_live_at and any(asked < begins and at < begins for at, asked in seen):
        sys.exit("A scheduled story was there before its time.")
    return [max(at - begins, 0) * 1000 for at, _ in seen]


def main(addresses):
    story = Story()
    seen = {"told": [], "looking by itself": [], "scheduled": []}
    number = 0
    with ThreadPoolExecutor(len(addresses)) as pool:
        for way in ("told", "looking by itself"):
            # Nobody listens to this name: the servers have to look for themselves.
            purging.CHANNEL = purging.CHANNEL if way == "told" else "newsroom_nobody"
            for _ in range(PUBLISHED if way == "told" else SCHEDULED):
                number += 1
                seen[way] += until_seen(pool, addresses, story, number)
        for _ in range(SCHEDULED):
            number += 1
            soon = timezone.now() + timedelta(seconds=1.5)
            seen["scheduled"] += until_seen(pool, addresses, story, number, soon)
    print(json.dumps(seen))


if __name__ == "__main__":
    main(sys.argv[1:])
