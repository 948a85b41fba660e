"""Everything happens to a paper at once: the desk by lot, readers at two servers, and the clock.

The desk is a program of its own (`bench.steps`), so that what it changes reaches the servers
through the log of purges only. Every so many steps each server is held against pages that are
made anew (`manage.py check_cache`); what it keeps then is what the next steps have to end.
"""

import json
import re
import subprocess
import sys
import time
from collections import Counter

from bench.programs import ROOT, Doubtful
from bench.readers import Readers
from bench.results import Line

SEED, BATCH = 20261124, 100
#: What is scheduled comes within four seconds or not in this run.
QUIET = 5
MOST_PAGES = 5_000
#: Letters of what the servers said, where readers met an error.
LOGGED = 4_000


class Desk:
    """The program that does one thing to the paper at a time."""

    def __init__(self, place, seed):
        self._said = place.directory / "desk"
        self._log = self._said.open("ab")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.steps", str(seed)],
            cwd=ROOT,
            env=place.whole_environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )
        self.paths, self.done = [], Counter()
        self._told()

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self._process.stdin.close()
        self._process.wait(30)
        self._log.close()

    def step(self):
        """One thing; whether it was done or refused."""
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        self.done[self._told()] += 1

    def _told(self):
        line = self._process.stdout.readline()
        if not line:
            self._process.wait(30)
            raise Doubtful(f"The desk ended: {self._said.read_text()[-2000:]}")
        said = json.loads(line)
        self.paths += said["new"]
        return said["done"]


def measured(place, steps, cluster):
    """Lines: what happened, what readers were answered, and which pages were not right."""
    compared, differing = 0, []
    with (
        place.granian() as one,
        place.granian() as other,
        Desk(place, SEED) as desk,
        Readers([one, other], desk.paths) as readers,
    ):
        for taken in range(1, steps + 1):
            desk.step()
            if taken % BATCH and taken < steps:
                continue
            time.sleep(QUIET)
            for server in (one, other):
                pages, wrong = _checked(place, server)
                compared += pages
                differing += [f"after {taken} steps: {words}" for words in wrong]
            _tell(f"{taken} steps, {pages} pages at each, {len(differing)} differ")
    _tell(*readers.failures[:20], *differing[:20])
    if readers.failures:
        _tell(place.log.read_text()[-LOGGED:])
    refused = sum(number for words, number in desk.done.items() if "(refused" in words)
    return [
        Line("steps of the desk, by lot", [steps]),
        Line("of these refused", [refused]),
        Line("readers meanwhile: answers", [sum(readers.answers.values())]),
        Line("readers: errors", [len(readers.failures)], "", "0", not readers.failures),
        Line("pages compared, in both processes", [compared]),
        Line("pages that differ", [len(differing)], "", "0", not differing),
    ]


def _tell(*lines):
    for line in lines:
        print(line, file=sys.stderr, flush=True)


def _checked(place, server):
    """How many pages of a server were compared, and which are wrong, as `check_cache` says."""
    words = ("check_cache", "--server", server, "--pages", str(MOST_PAGES))
    *wrong, last = place.printed("manage.py", *words, may_fail=True).splitlines() or [""]
    found = re.fullmatch(r"(\d+) pages, (\d+) differ", last)
    if not found or int(found[2]) != len(wrong):
        raise Doubtful(f"check_cache did not compare: {last}")
    return int(found[1]), wrong
