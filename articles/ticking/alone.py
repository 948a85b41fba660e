"""Letting one process at a time do what cannot be taken back, such as sending mail."""

import fcntl
from contextlib import contextmanager

from django.db import connection


@contextmanager
def alone(name: str):
    """Yields whether this process is the only one at it; nobody waits.

    PostgreSQL keeps the lock, for every machine of the paper; SQLite is on one machine,
    and a file beside the database does.
    """
    lock = _postgresql_lock if connection.vendor == "postgresql" else _file_lock
    with lock(name) as is_alone:
        yield is_alone


@contextmanager
def _postgresql_lock(name):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [name])
        [is_ours] = cursor.fetchone()
    try:
        yield is_ours
    finally:
        # A connection that broke has let go already.
        if is_ours and connection.connection is not None:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [name])


@contextmanager
def _file_lock(name):
    path = f"{connection.settings_dict['NAME']}-{name.replace(' ', '-')}"
    with open(path, "ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
