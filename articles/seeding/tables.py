"""The tables of a story, in the order in which they are filled, and how their rows are spelled."""

import json
from datetime import datetime

from django.db import connection

from articles.models import (
    Address,
    Approval,
    Article,
    Byline,
    Correction,
    Edition,
    EditionByline,
    EditionTopic,
    Embed,
    Figure,
    Move,
    PullQuote,
    RelatedBlock,
    RelatedLink,
    Revision,
    Withdrawal,
)

ArticleTopic = Article.topics.through

#: What points comes after what it points at.
TABLES = (
    Article,
    ArticleTopic,
    Byline,
    RelatedBlock,
    RelatedLink,
    Embed,
    Figure,
    PullQuote,
    Revision,
    Approval,
    Edition,
    EditionByline,
    EditionTopic,
    Correction,
    Withdrawal,
    Address,
    Move,
)
#: How many rows of a table one story may have: each story's keys are reserved for it.
KEYS_A_STORY = 8


def fields_of(model):
    return model._meta.concrete_fields


def blank_row(model):
    """A row of defaults, by column name."""
    return {field.attname: _default(field) for field in fields_of(model)}


def _default(field):
    value = field.get_default()
    return getattr(value, "value", value)


# As COPY reads them ------------------------------------------------------------------

_ESCAPED = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_TO_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)


def lines(model, rows):
    """The rows as lines of COPY's text format."""
    columns = [(f.attname, f.get_internal_type() == "JSONField") for f in fields_of(model)]
    spelled = ([_spelled(row[name], is_json) for name, is_json in columns] for row in rows)
    return "".join(["\t".join(values) + "\n" for values in spelled])


def _spelled(value, is_json=False):
    if is_json:
        return _TO_JSON.encode(value).replace("\\", "\\\\")
    if isinstance(value, str):
        is_plain = value.isprintable() and "\\" not in value
        return value if is_plain else value.translate(_ESCAPED)
    if value is None:
        return r"\N"
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value)


def plain_line(values):
    return "\t".join(map(_spelled, values)) + "\n"


# As any database takes them ------------------------------------------------------------


def insertion(model, rows):
    """(the statement, its parameters row by row), for a database without COPY."""
    fields, quoted = fields_of(model), connection.ops.quote_name
    columns = ", ".join(quoted(field.column) for field in fields)
    holes = ", ".join(["%s"] * len(fields))
    # Names of the project's own tables and columns.
    statement = f"INSERT INTO {quoted(model._meta.db_table)} ({columns}) VALUES ({holes})"  # noqa: S608
    return statement, [
        [field.get_db_prep_save(row[field.attname], connection) for field in fields] for row in rows
    ]
