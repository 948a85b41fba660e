"""How big a seeded paper is, whose keys its stories have, and when each came out."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from articles.seeding.people import Places

YEARS = 12
#: Stories made and stored at once.
BATCH = 2_500
#: What lies ahead, and what is not finished: as many at a small paper as at a large one.
MOST_AHEAD, MOST_DRAFTS = 200, 200
#: Among so many of the newest some are to be taken down at a time ahead.
MOST_NEWEST = 400
#: How many stories come out in each hour of a day, by the paper's clock.
HOURS = [1, 1, 0, 0, 1, 3, 8, 9, 8, 8, 7, 7, 8, 7, 7, 7, 7, 7, 6, 4, 3, 3, 2, 1]


@dataclass(frozen=True)
class Plan:
    """All that a batch has to know to be the same whoever makes it."""

    stories: int
    salt: str
    now: datetime
    places: Places
    #: The highest key that each table has already.
    taken: dict

    @property
    def ahead(self):
        return min(MOST_AHEAD, self.stories // 5)

    @property
    def drafts(self):
        return min(MOST_DRAFTS, self.stories // 5)

    @property
    def total(self):
        return self.stories + self.ahead + self.drafts

    @property
    def batches(self):
        return [
            range(first, min(first + BATCH, self.total)) for first in range(0, self.total, BATCH)
        ]

    def article(self, number):
        return self.taken["article"] + number + 1

    def is_published(self, number):
        return number < self.stories

    def is_ahead(self, number):
        return self.stories <= number < self.stories + self.ahead

    def is_among_the_newest(self, number):
        return self.stories - min(MOST_NEWEST, self.stories // 5) <= number < self.stories

    def begins(self, number, rng):
        """When a story is put before readers: the higher its number the later."""
        if not self.is_published(number):
            return self.now + timedelta(minutes=rng.randint(20, 14 * 24 * 60))
        days = YEARS * 365.25 * (self.stories - number - rng.random()) / self.stories
        midnight = (self.now - timedelta(days=days)).replace(hour=0, minute=0, second=0)
        hour = rng.choices(range(24), HOURS)[0]
        at = midnight + timedelta(hours=hour, seconds=rng.randrange(3600))
        if at < self.now - timedelta(minutes=1):
            return at
        return self.now - timedelta(minutes=1 + rng.randrange(300))
