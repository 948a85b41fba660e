"""Rows of another table in one column of a query, where each would cost a query of its own."""

from django.db.models import F, JSONField, Subquery
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
