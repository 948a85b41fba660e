"""A paper to which something happens by lot whenever a line comes in: what, and what is new.

Run as a program by bench/churn.py on an empty database; answers each line with one of JSON.
"""

import json
import logging
import os
import sys
import time
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
django.setup()

from django.utils import timezone  # noqa: E402

from articles.models import Address  # noqa: E402
from tests.factories import DAY, HOUR  # noqa: E402
from tests.newsroom.pagecache.random_paper import Paper  # noqa: E402

SECOND = timedelta(seconds=1)


class InRealTime(Paper):
    """What lies ahead comes within the run, or never."""

    def __init__(self, seed):
        super().__init__(seed, clock=None)

    def later(self):
        return timezone.now() + self.lot.choice([SECOND, 2 * SECOND, 4 * SECOND, HOUR, DAY])

    def time_passes(self):
        time.sleep(self.lot.choice([0.02, 0.1, 0.5]))


def main(seed):
    logging.disable(logging.WARNING)
    paper = InRealTime(seed)
    told, done, last = paper.asked(), "", 0
    while True:
        print(json.dumps({"done": done, "new": told}), flush=True)
        if not sys.stdin.readline():
            return
        done = paper.step()
        new = Address.objects.filter(pk__gt=last).order_by("pk").values_list("pk", "path")
        told = [path for _, path in new]
        last = max([last, *(key for key, _ in new)])


if __name__ == "__main__":
    main(int(sys.argv[1]))
