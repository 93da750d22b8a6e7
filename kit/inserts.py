"""Writing rows of several tables in one statement: what belongs to one act is one round trip (docs/adr/0009).

The rows of each table travel as one JSON text, so a statement is short, is compiled once a process whatever the number
of rows, and PostgreSQL keeps it prepared. Signals are not sent, and models of this house do not override `save()`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

import orjson
from django.db import connection
from django.db.models import Field, Model
from django.db.models.expressions import DatabaseDefault

from kit import jobs

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Table:
    """A model's columns, with or without its key, and how their values are read from an instance.

    `chosen` are the attributes whose value the database may choose.
    """

    model: type[Model]
    fields: "tuple[Field[Any, Any], ...]"
    stamped: "tuple[Field[Any, Any], ...]"
    defaults: tuple[Any, ...]
    columns: tuple[str, ...]
    values: "attrgetter[tuple[Any, ...]]"
    chosen: tuple[str, ...]

    def parameters(self, rows: Sequence[Model]) -> list[Any]:
        """What the insertion wants: the database's own defaults, and the rows as one JSON text."""
        for field in self.stamped:
            for row in rows:
                field.pre_save(row, add=True)
        said = [dict(zip(self.columns, self.values(row), strict=True)) for row in rows]
        return [*self.defaults, orjson.dumps(said, _plain).decode()]

    def insertion(self) -> str:
        """INSERT … SELECT from one JSON parameter."""
        quote = connection.ops.quote_name
        name = quote(self.model._meta.db_table)  # noqa: SLF001  (public API)
        values = ", ".join(_value(field)[0] for field in self.fields)
        columns = ", ".join(quote(column) for column in self.columns)
        return f"INSERT INTO {name} ({columns}) SELECT {values} FROM json_populate_recordset(NULL::{name}, %s)"  # noqa: S608  (our own names)


def insert(*rows: Model, ring: str = "") -> None:
    """Insert rows of any number of models in one statement; whoever needs the key of a row gives it one before.

    `ring` names a task to be started after the commit (`kit.jobs`). Nothing is read back, so the statement
    may travel in a pipeline. Raises IntegrityError.
    """
    groups: dict[tuple[type[Model], bool], list[Model]] = {}
    for row in rows:
        groups.setdefault((type(row), row.pk is not None), []).append(row)
    said = [one for kind, group in groups.items() for one in _table(*kind).parameters(group)]
    with connection.cursor() as cursor:
        cursor.execute(_together(tuple(groups)), said)
    if ring:
        jobs.enqueue(ring)
    for kind, group in groups.items():
        _written(_table(*kind), group)


def insert_new(rows: Sequence[Row], *, unless: str) -> list[Row]:
    """Insert rows of one model and return those whose unique field `unless` held no such value yet.

    What the database chose by itself is read when it is first asked for.
    """
    if not rows:
        return []
    table = _table(type(rows[0]))
    with connection.cursor() as cursor:
        cursor.execute(_unless(table.model, unless), table.parameters(rows))
        keys = {value: key for key, value in cursor.fetchall()}
    new = []
    for row in rows:
        if key := keys.pop(getattr(row, unless), None):
            row.pk = key
            new.append(row)
    _written(table, new)
    return new


def rewrite(rows: Sequence[Model], *names: str) -> None:
    """Write these fields of rows of one model in one statement; Django's bulk_update spells a CASE for every row."""
    if not rows:
        return
    model = type(rows[0])
    fields = [model._meta.get_field(name) for name in names]  # noqa: SLF001  (public API)
    values = {str(field.column): field.attname for field in fields if isinstance(field, Field)}
    said = [{"id": row.pk} | {column: getattr(row, name) for column, name in values.items()} for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(_rewriting(model, tuple(values)), [orjson.dumps(said, _plain).decode()])


@cache
def _rewriting(model: type[Model], columns: tuple[str, ...]) -> str:
    quote = connection.ops.quote_name
    name = quote(model._meta.db_table)  # noqa: SLF001  (public API)
    written = ", ".join(f"{quote(column)} = was.{quote(column)}" for column in columns)
    return f"UPDATE {name} SET {written} FROM json_populate_recordset(NULL::{name}, %s) AS was WHERE {name}.id = was.id"  # noqa: S608  (our own names)


@cache
def _table(model: type[Model], with_key: bool = False) -> Table:  # noqa: FBT001, FBT002  (half of a cache key)
    fields = tuple(field for field in model._meta.concrete_fields if with_key or not field.primary_key)  # noqa: SLF001  (public API)
    stamped = tuple(
        field for field in fields if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    )
    columns = tuple(str(field.column) for field in fields)
    defaults = tuple(one for field in fields for one in _value(field)[1])
    chosen = tuple(field.attname for field in fields if field.has_db_default())  # type: ignore[attr-defined]
    values = attrgetter(*(field.attname for field in fields))
    return Table(model, fields, stamped, defaults, columns, values, chosen)


@cache
def _together(kinds: tuple[tuple[type[Model], bool], ...]) -> str:
    parts = [_table(*kind).insertion() for kind in kinds]
    last = parts.pop()
    before = ", ".join(f"part{n} AS ({insertion})" for n, insertion in enumerate(parts))
    return f"WITH {before} {last}" if before else last


@cache
def _unless(model: type[Model], unless: str) -> str:
    column = connection.ops.quote_name(model._meta.get_field(unless).get_attname())  # type: ignore[union-attr]  # noqa: SLF001
    return f"{_table(model).insertion()} ON CONFLICT ({column}) DO NOTHING RETURNING id, {column}"


def _value(field: "Field[Any, Any]") -> tuple[str, Sequence[Any]]:
    """The column as read from the JSON, or what the database chooses where it is null."""
    column = connection.ops.quote_name(str(field.column))
    if not field.has_db_default():  # type: ignore[attr-defined]
        return column, ()
    compiler = field.model._default_manager.all().query.get_compiler(connection=connection)  # noqa: SLF001
    default, parameters = compiler.compile(field._db_default_expression)  # type: ignore[attr-defined]  # noqa: SLF001
    return f"coalesce({column}, {default})", parameters


def _written(table: Table, rows: Sequence[Model]) -> None:
    alias = connection.alias
    for row in rows:
        row._state.adding, row._state.db = False, alias  # noqa: SLF001  (as Django's own insert does)
        for name in table.chosen:
            if isinstance(vars(row)[name], DatabaseDefault):
                delattr(row, name)


def _plain(value: object) -> str | None:
    """What JSON has no form for, as PostgreSQL reads it."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, DatabaseDefault):
        return None
    raise TypeError(f"{type(value).__name__} has no plain form for a row")
