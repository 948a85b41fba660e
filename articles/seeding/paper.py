"""Seeding a paper from its first author to its last index."""

import signal
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context

from django.db import connection, connections, transaction
from django.db.models import Max

from articles.models import Article
from articles.purging import purge
from articles.seeding import indexes, loading, people
from articles.seeding.plan import Plan
from articles.seeding.tables import TABLES


class NotEmpty(Exception):
    """The paper has stories already."""


@dataclass
class Seeding:
    """One seeding, that may be stopped: `stored` stories are in by then."""

    stories: int
    salt: str
    now: object
    processes: int = 2
    may_add: bool = False
    progress: object = None
    stored: int = 0

    def run(self):
        """Fill the paper; raises NotEmpty where it has stories and none may be added."""
        has_stories = Article.objects.exists()
        if has_stories and not self.may_add:
            raise NotEmpty
        self.plan = self._plan()
        is_postgresql = connection.vendor == "postgresql"
        # A paper that people read keeps its indexes meanwhile, which is slower.
        first, after = indexes.take_away() if is_postgresql and not has_stories else ([], [])
        try:
            self._load()
        finally:
            # Also what was under way when somebody stopped it.
            self.stored = Article.objects.filter(pk__gt=self.plan.taken["article"]).count()
            self._build(first, after)
            if is_postgresql:
                indexes.settle()
            purge({"site"})

    def _plan(self):
        with transaction.atomic():
            places = people.make(self.stories, self.salt)
        highest = {
            model._meta.model_name: model.objects.aggregate(key=Max("pk"))["key"] or 0
            for model in TABLES
        }
        return Plan(self.stories, self.salt, self.now, places, highest)

    def _load(self):
        progress = self.progress(self.plan.total, "stories")
        for count in self._each(loading.load, [(self.plan, one) for one in self.plan.batches]):
            progress.add(count)

    def _build(self, first, after):
        if not first:
            return
        progress = self.progress(len(first) + len(after), "indexes and links")
        for _ in self._each(indexes.build, [(one,) for one in first]):
            progress.add(1)
        for statement in after:
            indexes.build(statement)
            progress.add(1)

    def _each(self, task, orders):
        """What the task returns for each order, as they are done, by so many processes."""
        if self.processes == 1 or connection.vendor != "postgresql" or len(orders) == 1:
            yield from (task(*order) for order in orders)
            return
        # Nobody shares a connection with another process.
        connections.close_all()
        pool = ProcessPoolExecutor(
            self.processes, mp_context=get_context("fork"), initializer=_leave_stopping_to_the_first
        )
        with pool:
            try:
                for done in as_completed([pool.submit(task, *order) for order in orders]):
                    yield done.result()
            except BaseException:
                pool.shutdown(wait=True, cancel_futures=True)
                raise


def _leave_stopping_to_the_first():
    """Ctrl-C is sent to every process: the others end with the batch that they are at."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
