"""Queries of which Django writes the SQL once for a process: asked again, their values differ.

For pages that are made under load. Writing a query takes Django longer than answering it takes
the database; what is written here is still said in the words of `Edition.objects`.
"""

import copy
from collections.abc import Callable
from functools import lru_cache

from django.db import connections
from django.db.models import DateTimeField, Expression, IntegerField, JSONField, TextField

from articles import asof

#: So many shapes of a query are remembered at most.
SHAPES = 64


class Given(Expression):
    """A value that is not known yet when a query is written."""

    def __init__(self, name, output_field):
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler, connection):
        return "%s", [self]

    def adapted(self, value, connection):
        return self.output_field.get_db_prep_value(value, connection)


def moment(name: str) -> Given:
    return Given(name, DateTimeField())


def number(name: str) -> Given:
    return Given(name, IntegerField())


def text(name: str) -> Given:
    return Given(name, TextField())


def data(name: str) -> Given:
    """What a key of a JSON column is compared with."""
    return Given(name, JSONField())


def several(name: str, count: int) -> list[Given]:
    """As many numbers as `spread` gives."""
    return [number(f"{name}{place}") for place in range(count)]


def spread(name: str, keys) -> dict[str, int]:
    """Keys as the values of `several`, the last one again until their number is a power of two.

    A query is written for each number of keys that it compares with.
    """
    keys = sorted(keys)
    missing = (1 << (len(keys) - 1).bit_length()) - len(keys) if keys else 0
    return {f"{name}{place}": key for place, key in enumerate(keys + keys[-1:] * missing)}


class Prepared:
    """A query that is written once for each of its shapes.

    `write(*shape)` returns the query set, with `Given` values where they differ from one
    time to the next.
    """

    def __init__(self, write: Callable):
        self._anew = lambda *shape: _Written(write(*shape))
        self._once = lru_cache(maxsize=SHAPES)(self._anew)

    def ask(self, *shape, **values) -> list:
        """What the query set gives for these values, by name."""
        # Somebody's view of another moment has conditions of its own.
        written = self._anew if asof.leaves_out() else self._once
        return written(*shape).ask(values)


class _Written:
    """The SQL of a query set, with the places of what is given among its parameters."""

    def __init__(self, queryset):
        self._queryset = queryset
        self._compiler = queryset.query.get_compiler(queryset.db)
        self._sql, self._params = self._compiler.as_sql()

    def ask(self, values):
        connection = connections[self._queryset.db]
        sql, params = self._sql, tuple(self._filled(values, connection))
        compiler = copy.copy(self._compiler)
        compiler.connection, compiler.as_sql = connection, lambda: (sql, params)
        query = copy.copy(self._queryset.query)
        query.get_compiler = lambda *_, **__: compiler
        asked = type(self._queryset)(self._queryset.model, query, self._queryset.db)
        asked._iterable_class = self._queryset._iterable_class
        asked._fields = self._queryset._fields
        return list(asked)

    def _filled(self, values, connection):
        for param in self._params:
            is_given = isinstance(param, Given)
            yield param.adapted(values[param.name], connection) if is_given else param
