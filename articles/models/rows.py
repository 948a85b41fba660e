"""Rows of another table in one column of a query, where each would cost a query of its own."""

from datetime import UTC

from django.db.models import DateTimeField, F, JSONField, Subquery
from django.db.models.functions import JSONObject


class Rows(Subquery):
    """The rows of a query as a list of dictionaries; a list of keys where it names no columns.

    Databases promise no order of such a list: whoever needs one sorts it.
    """

    template = "(SELECT jsonb_agg(each.shown) FROM (%(subquery)s) each)"
    output_field = JSONField()

    def __init__(self, queryset, **columns):
        shown = JSONObject(**columns) if columns else F("pk")
        super().__init__(queryset.annotate(shown=shown).values("shown"))

    def as_sqlite(self, compiler, connection, **more):
        template = "(SELECT json_group_array(json(each.shown)) FROM (%(subquery)s) each)"
        return self.as_sql(compiler, connection, template=template, **more)


def instance(model, row):
    """A model's instance from a dictionary of its columns; columns that it lacks are asked for."""
    names = [field.attname for field in model._meta.concrete_fields if field.attname in row]
    return model.from_db(None, names, [_read(model, name, row[name]) for name in names])


def _read(model, name, value):
    """A value of JSON as the column has it: SQLite says no zone, and means UTC."""
    field = model._meta.get_field(name)
    if value is None or not isinstance(field, DateTimeField):
        return value
    moment = field.to_python(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
