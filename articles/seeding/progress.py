"""How far a long job is: a bar on a terminal, now and then a plain line anywhere else."""

import time

WIDTH = 28
#: Seconds between two plain lines.
EVERY = 10


class Progress:
    """Told what is done; says how fast it goes and how long it still takes."""

    def __init__(self, out, total, what, clock=time.monotonic):
        self.out, self.total, self.what, self.clock = out, total, what, clock
        self.began = self.said = clock()
        self.done = 0

    def add(self, count):
        self.done += count
        now = self.clock()
        if self.out.isatty():
            bar = "█" * (WIDTH * self.done // self.total)
            self.out.write(f"\r  {bar:·<{WIDTH}} {self._words(now)} \033[K")
            if self.done == self.total:
                self.out.write("\n")
            self.out.flush()
        elif self.done == self.total or now - self.said >= EVERY:
            self.said = now
            self.out.write(f"{self._words(now)}\n")
            self.out.flush()

    def _words(self, now):
        took = max(now - self.began, 0.001)
        words = f"{self.done:,} of {self.total:,} {self.what}, {self.done / took:,.0f} a second"
        if self.done == self.total:
            return f"{words}, in {_minutes(took)}"
        return f"{words}, {_minutes(took / self.done * (self.total - self.done))} left"


def _minutes(seconds):
    minutes, seconds = divmod(round(seconds), 60)
    return f"{minutes}:{seconds:02} min" if minutes else f"{seconds} s"
