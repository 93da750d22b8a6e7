"""Inserting rows with a statement that is compiled once: a hot path inserts the same few shapes all day.

Django compiles each INSERT anew; for the visitor's transaction that was a third of its processor time (docs/adr/0009).
Values still pass through the fields, so that what is stored is what `save()` would store; signals are not sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Field, Model

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Shape:
    """The columns of a table without its key, and the INSERT of so many rows that returns their keys in order."""

    fields: "tuple[Field[Any, Any], ...]"
    statement: str


def insert(rows: Sequence[Row]) -> None:
    """Insert rows of one model in one statement and give each its key."""
    shape = _shape(type(rows[0]), len(rows))
    values = [
        field.get_db_prep_save(field.pre_save(row, add=True), connection) for row in rows for field in shape.fields
    ]
    with connection.cursor() as cursor:
        cursor.execute(shape.statement, values)
        for row, (key,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = key
            row._state.adding, row._state.db = False, connection.alias  # noqa: SLF001  (as Django's own insert does)


@cache
def _shape(model: type[Model], count: int) -> Shape:
    fields = tuple(field for field in model._meta.concrete_fields if not field.primary_key)  # noqa: SLF001  (public API)
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    row = f"({', '.join(['%s'] * len(fields))})"
    table, key = model._meta.db_table, model._meta.pk.column  # noqa: SLF001  (public API)
    rows = ", ".join([row] * count)
    return Shape(fields, f'INSERT INTO "{table}" ({names}) VALUES {rows} RETURNING "{key}"')  # noqa: S608  (our own names)
