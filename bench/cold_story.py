"""How long a story page takes that nobody asked for before: milliseconds and queries.

Run with `make bench` on a paper that holds stories (`make demo`). The fastest and the
median of many renders are printed beside an empty page of the same process, so that the
ratio means something on any machine.
"""

import os
import statistics
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
django.setup()

from django.db import connection  # noqa: E402 -- after setup
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from articles.models import Edition  # noqa: E402

ROUNDS = 30


def timed(client, address):
    """Milliseconds of each round; a page that is not 200 is no result."""
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        response = client.get(address)
        times.append((time.perf_counter() - began) * 1000)
        if response.status_code != 200:
            sys.exit(f"{address} answered {response.status_code}: nothing measured.")
    return times


def main():
    edition = Edition.objects.live().order_by("-word_count").first()
    if edition is None:
        sys.exit("There is no story to render: run `make demo` first.")
    client = Client(headers={"host": "127.0.0.1"})
    timed(client, edition.path)
    with CaptureQueriesContext(connection) as captured:
        client.get(edition.path)
    # Counted now: the next request empties the log.
    queries = len(captured)
    story, plain = timed(client, edition.path), timed(client, "/healthz")
    ratio = statistics.median(story) / statistics.median(plain)
    print(f"story    {edition.path}, {edition.word_count} words")
    print(f"queries  {queries}")
    print(f"ms       min {min(story):.1f}, median {statistics.median(story):.1f}")
    print(f"ratio    {ratio:.1f} times an empty page ({statistics.median(plain):.2f} ms)")


if __name__ == "__main__":
    main()
