"""`make bench`: everything that is promised of the paper's speed, measured in one run.

Wants DATABASE_URL of a PostgreSQL server on which it may make databases (bin/bench).
"""

import argparse
import json
import os
import signal
import statistics
import sys
import tempfile
import time

import psycopg2

from bench import away, churn, crowds, hits, results
from bench.cluster import own_cluster
from bench.programs import Doubtful, Place
from bench.results import Line, p95

SIZES = [1_000, 100_000]
#: What a page that nobody has yet may cost: queries, and ms in the median and for 95 of 100.
COLD = {"story": (4, 5, 10), "front": (4, 10, None)}


#: What is measured on papers that are seeded before.
OF_SEEDED = ["hits", "cold", "changes", "crowds"]


def main():
    asked = _asked()
    # Ended like by Ctrl-C: with everything that was started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="newsroom-bench-") as directory:
        parts, doubts = _measured(asked, directory)
    print(results.written(parts, doubts, time.monotonic() - began, is_all=not asked.only))
    return 1 if doubts else 0


def _asked():
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__.splitlines()[0])
    stories = int(os.environ.get("STORIES", "0"))
    parser.add_argument(
        "--stories", type=int, nargs="+", default=[*SIZES, *filter(None, [stories])]
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3, help="of one target in one round")
    parser.add_argument("--spike", type=int, default=60, help="seconds")
    parser.add_argument("--steps", type=int, default=200, help="of the desk in the churn")
    parser.add_argument("--times", type=int, default=3, help="that PostgreSQL is stopped")
    parser.add_argument("--only", choices=[*OF_SEEDED, "churn", "away"], nargs="+")
    return parser.parse_args()


def _measured(asked, directory):
    """The parts of the results, and what could not be measured."""
    parts, doubts = [], []

    def part(name, title, measure, *what):
        if asked.only and name not in asked.only:
            return
        print(f"Measuring: {title}", file=sys.stderr)
        try:
            parts.append((title, measure(*what)))
        except Doubtful as doubt:
            doubts.append(f"{title}: {doubt}")

    if not asked.only or set(asked.only) & set(OF_SEEDED):
        _of_seeded(part, parts, asked, directory)
    part("churn", "Everything at once", _on_its_own, directory, churn.measured, asked.steps)
    part(
        "away", "PostgreSQL stopped and started", _on_its_own, directory, away.measured, asked.times
    )
    return parts, doubts


def _of_seeded(part, parts, asked, directory):
    for stories in sorted(set(asked.stories)):
        place, seeding = _paper(directory, stories)
        parts.append((f"{stories:,} stories", seeding))
        part("cold", f"Pages made anew, {stories:,} stories", _cold, place)
    if len(asked.stories) > 1:
        part("cold", "Whether a large paper is as quick", _beside, place, asked.stories)
    paths = place.printed("-m", "bench.pages", "20000").split()
    part("hits", "Kept pages", hits.measured, place, paths[0], asked.seconds, asked.rounds)
    part("changes", "From a change to its page", _changes, place)
    part("crowds", "Before one cold page", crowds.crowd, place, paths[1])
    part("crowds", "Cold pages", crowds.cold_load, place, paths, asked.seconds, asked.rounds)
    part("crowds", "A spike", crowds.spike, place, paths, asked.spike)
    part("crowds", "A full worker", crowds.full_worker, place, paths)


def _on_its_own(directory, measure, *what):
    """Measured on an empty paper and a PostgreSQL of its own."""
    with own_cluster() as cluster:
        return measure(_place(directory, cluster.url), *what, cluster=cluster)


def _place(directory, database):
    place = Place(tempfile.mkdtemp(dir=directory), database)
    place.manage("manage.py", "migrate", "--no-input", "--verbosity", "0")
    place.manage("manage.py", "collectstatic", "--no-input", "--verbosity", "0")
    return place


def _paper(directory, stories):
    """A paper with so many stories in a database of its own, and how fast it was seeded."""
    place = _place(directory, _database(stories))
    began = time.monotonic()
    place.manage("manage.py", "seed", "--stories", str(stories), "--add")
    rate = stories / (time.monotonic() - began)
    is_large = stories >= 100_000
    mark = ("≥ 1,000", rate >= 1_000) if is_large else ("", None)
    return place, [Line("seeded, searchable and indexed", [rate], "stories/s", *mark)]


def _database(stories):
    """The address of a database for a paper of this size, on the server that is at hand."""
    server, _, name = os.environ["DATABASE_URL"].rpartition("/")
    made = psycopg2.connect(os.environ["DATABASE_URL"])
    made.autocommit = True
    with made.cursor() as cursor:
        # Seeding takes most of the time: a server that is kept keeps its papers.
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [f"{name}_{stories}"])
        if not cursor.fetchone():
            cursor.execute(f'CREATE DATABASE "{name}_{stories}"')
    made.close()
    return f"{server}/{name}_{stories}"


def _cold(place):
    """Pages that nobody has yet, in one process."""
    seen = json.loads(place.printed("-m", "bench.pages"))
    lines = []
    for name, page in seen.items():
        lines.append(Line(name, page["ms"], "ms", *_mark(name, page["ms"]), are_times=True))
        if "queries" in page:
            most = COLD.get(name, (None,))[0]
            mark = (f"≤ {most}", page["queries"] <= most) if most else ("", None)
            lines.append(Line(f"{name}: queries", [page["queries"]], "", *mark))
    return lines


def _beside(place, sizes):
    """The same pages of the smallest and the largest paper, from a program of its own."""
    papers = [_database(size).rpartition("/")[2] for size in (min(sizes), max(sizes))]
    return place.printed("-m", "bench.sizes", *papers, may_fail=True)


def _mark(name, times):
    median, high = statistics.median(times), p95(times)
    if name in COLD:
        _, most, most_p95 = COLD[name]
        text = f"median ≤ {most}" + (f", p95 ≤ {most_p95}" if most_p95 else "")
        return text, median <= most and (most_p95 is None or high <= most_p95)
    if name.startswith("admin"):
        return "median ≤ 300", median <= 300
    if name in ("search", "search, no hit"):
        return "p95 ≤ 60, max ≤ 1500", high <= 60 and max(times) <= 1500
    if name.startswith("search"):
        return "max ≤ 1500", max(times) <= 1500
    return "", None


def _changes(place):
    """From a publication to its page in two processes."""
    with place.granian() as one, place.granian() as other:
        seen = json.loads(place.printed("-m", "bench.changes", one, other))
    told, alone, late = seen["told"], seen["looking by itself"], seen["scheduled"]
    mark = ("p95 ≤ 250, max ≤ 1000", p95(told) <= 250 and max(told) <= 1000)
    return [
        Line("published, told by PostgreSQL", told, "ms", *mark, are_times=True),
        Line("published, nobody told", alone, "ms", "≤ 1000", max(alone) <= 1000, True),
        Line("late after its time", late, "ms", "≤ 500", max(late) <= 500, True),
    ]


if __name__ == "__main__":
    sys.exit(main())
