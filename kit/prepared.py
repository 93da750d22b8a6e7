"""Querysets that are compiled once: a screen asks the same questions all day, with other keys.

Django turns a queryset into SQL anew at every call, which on a page of five small look-ups costs more than the answers
(docs/adr/0009). `Prepared` keeps what the compiler made; the question is still written as a queryset. Its constants
stand in the statement and only its blanks are parameters: a plan that PostgreSQL keeps can use a partial index only
where it sees the index's condition, and would else be made anew at each asking (docs/adr/0029).

    LEAD = Prepared(lambda: Lead.objects.filter(pk=blank("pk")).select_related("owner"))
    LEAD.all(pk=12)

What a screen asks at once may travel at once (`kit.pipeline.reading`): `ask` it, and read the answers afterwards.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet, Value
from django.db.models.query import get_related_populators  # type: ignore[attr-defined]
from psycopg import sql

Row = TypeVar("Row", bound=Model)


class Blank(Value):
    """The expression behind `blank`."""

    def __init__(self, name: str) -> None:
        """Name it as the caller will."""
        super().__init__(name)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Stand among the parameters until the call brings the value."""
        return "%s", [self]


class Totals:
    """Totals over a queryset, as `aggregate()` gives them, with the SQL made at the first use."""

    def __init__(self, build: Callable[[], QuerySet[Any]], **expressions: Any) -> None:
        """Keep the recipe, and the expressions by the names their totals shall have."""
        self._build, self._expressions = build, expressions

    def __call__(self, **values: Any) -> dict[str, Any]:
        """The totals by name, with every blank filled in. Raises KeyError when one is missing."""
        return self.ask(**values)()

    def ask(self, **values: Any) -> Callable[[], dict[str, Any]]:
        """Ask, and give the answer when it is called for. Raises KeyError when a blank is missing."""
        rows = _asked(*self._plan, values)
        return lambda: dict(zip(self._expressions, rows()[0], strict=True))

    @cached_property
    def _plan(self) -> tuple[str, list[str]]:
        query = self._build().query.clone()
        query.clear_ordering(force=True)
        for name, expression in self._expressions.items():
            query.add_annotation(expression, name)
        query.select, query.default_cols = (), False
        return _with_constants(*query.get_compiler(connection=connection).as_sql())


def _asked(statement: str, blanks: Sequence[str], values: dict[str, Any]) -> Callable[[], list[Any]]:
    """The rows, when they are called for."""
    cursor = connection.cursor()
    cursor.execute(statement, [values[blank] for blank in blanks])

    def rows() -> list[Any]:
        with cursor:
            found: list[Any] = cursor.fetchall()
            return found

    return rows


def _with_constants(statement: str, parameters: Sequence[Any]) -> tuple[str, list[str]]:
    """The statement with its constants written out, and the names of its blanks in their order."""
    coming = iter(parameters)
    blanks = []

    def written(place: re.Match[str]) -> str:
        if place[0] == "%%":
            return "%%"
        value = next(coming)
        if isinstance(value, Blank):
            blanks.append(value.value)
            return "%s"
        return sql.Literal(value).as_string(connection.connection).replace("%", "%%")

    connection.ensure_connection()
    return re.sub("%%|%s", written, statement), blanks


def blank(name: str) -> Any:
    """A place in a queryset that is filled in at each call; it may stand wherever a value may."""
    return Blank(name)


@dataclass(frozen=True, slots=True)
class Plan:
    """What the compiler made: the statement, its blanks, and how a row of values becomes an instance."""

    statement: str
    blanks: list[str]
    attributes: list[str]
    start: int
    end: int
    converters: list[tuple[int, list[Any], Any]]
    related: list[Any]
    annotations: list[tuple[str, int]]


class Prepared(Generic[Row]):
    """A question whose SQL is made at its first use; instances come as the queryset would give them."""

    def __init__(self, build: Callable[[], QuerySet[Row]]) -> None:
        """Keep the recipe; models may not be ready yet."""
        self._build = build

    def all(self, **values: Any) -> list[Row]:
        """The rows, with every blank filled in. Raises KeyError when one is missing."""
        return self.ask(**values)()

    def ask(self, **values: Any) -> Callable[[], list[Row]]:
        """Ask, and give the rows when they are called for. Raises KeyError when a blank is missing."""
        plan = self._plan
        rows = _asked(plan.statement, plan.blanks, values)
        return lambda: [self._instance(plan, row) for row in rows()]

    def first(self, **values: Any) -> Row | None:
        """The first row, or None."""
        return next(iter(self.all(**values)), None)

    def _instance(self, plan: Plan, row: Any) -> Row:
        if plan.converters:
            row = list(row)
            for position, convert, expression in plan.converters:
                for one in convert:
                    row[position] = one(row[position], expression, connection)
        found = self._model.from_db(connection.alias, plan.attributes, row[plan.start : plan.end])
        for populator in plan.related:
            populator.populate(row, found)
        for name, position in plan.annotations:
            setattr(found, name, row[position])
        return found

    @cached_property
    def _model(self) -> type[Row]:
        return self._build().model

    @cached_property
    def _plan(self) -> Plan:
        compiler = self._build().query.get_compiler(connection=connection)
        statement, blanks = _with_constants(*compiler.as_sql())
        select, klass = compiler.select, compiler.klass_info
        start, end = klass["select_fields"][0], klass["select_fields"][-1] + 1
        converters = compiler.get_converters([one[0] for one in select])
        return Plan(
            statement,
            blanks,
            [one[0].target.attname for one in select[start:end]],
            start,
            end,
            [(position, convert, expression) for position, (convert, expression) in converters.items()],
            get_related_populators(klass, select, connection.alias),
            list(compiler.annotation_col_map.items()),
        )
