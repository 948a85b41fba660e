"""Everything that may happen to a paper, by lot; after each step every page against a new one.

`python -m bench.random_publishes --steps 2000` makes a database of its own beside the one of
DATABASE_URL, as the tests do, and leaves the paper's alone. A fault names the step, the page
and the first line that differs; the same seed draws the same steps.
"""

import argparse
import logging
import os
import sys
import tempfile
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import transaction  # noqa: E402 -- after setup
from django.test.utils import get_runner, override_settings, setup_test_environment  # noqa: E402

from tests.newsroom.pagecache.random_paper import played  # noqa: E402


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=20261124)
    parser.add_argument("--pages", type=int, help="Pages looked at after each step; else all.")
    wanted = parser.parse_args()
    logging.disable(logging.WARNING)
    setup_test_environment()
    with tempfile.TemporaryDirectory() as folder, override_settings(**of_its_own(folder)):
        play(wanted)


def of_its_own(folder):
    """Files in a place that goes afterwards; styles without their collected names."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    return {
        "MEDIA_ROOT": f"{folder}/media",
        "NEWSROOM_ORIGINALS": f"{folder}/originals",
        "STORAGES": {**settings.STORAGES, "staticfiles": plain},
    }


def play(wanted):
    runner = get_runner(settings)(interactive=False, verbosity=0)
    databases = runner.setup_databases()
    began = time.monotonic()
    try:
        with transaction.atomic():
            faults, kept = played(wanted.seed, wanted.steps, each_time=wanted.pages, tell=tell)
            transaction.set_rollback(True)
    finally:
        runner.teardown_databases(databases)
    print(
        f"{wanted.steps} steps, {kept} pages kept, {len(faults)} faults, "
        f"{time.monotonic() - began:.0f} s"
    )
    sys.exit(bool(faults))


def tell(number, done, asked, found):
    for address, words in found.items():
        print(f"{number:5} {done:32} {address}  {words}", flush=True)
    if number % 100 == 0:
        print(f"{number:5} steps, {asked} pages each", flush=True)


if __name__ == "__main__":
    main()
