"""Readers who keep asking while something happens, at a rate that leaves room for it."""

import http.client
import random
import threading
import time
from collections import Counter

#: Seconds between one page and the next.
PAUSE = 0.005


class Readers:
    """Threads, each with a connection to each server: what they were answered, by status.

    `paths` may grow meanwhile. Every second page is one of the newest.
    """

    def __init__(self, addresses, paths, threads=4):
        self.paths, self.answers, self.failures = paths, Counter(), []
        self._addresses = [address.removeprefix("http://") for address in addresses]
        self._is_over = threading.Event()
        self._threads = [
            threading.Thread(target=self._ask, args=[random.Random(number)])
            for number in range(threads)
        ]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *exception):
        self._is_over.set()
        for thread in self._threads:
            thread.join()

    def _ask(self, lot):
        doors = [http.client.HTTPConnection(at, timeout=10) for at in self._addresses]
        while not self._is_over.is_set():
            known = self.paths[-40:] if lot.random() < 0.5 else self.paths
            self._one(lot.choice(doors), lot.choice(known))
            time.sleep(PAUSE)
        for door in doors:
            door.close()

    def _one(self, door, path):
        try:
            door.request("GET", path, headers={"Accept-Encoding": "br"})
            answer = door.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException) as error:
            door.close()
            self.failures.append(f"{path}: {error!r}")
            return
        self.answers[answer.status] += 1
        if answer.status >= 500:
            self.failures.append(f"{path}: {answer.status}")
