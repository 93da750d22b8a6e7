"""Comparisons that PostgreSQL answers from indexes where Django's own spelling makes it read everything."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Func, Q, QuerySet


class AnyOf(Func):
    """`column = ANY(ARRAY(SELECT …))`."""

    template = "(%(expressions)s))"
    arg_joiner = " = ANY("
    output_field = BooleanField()


def any_of(column: str, keys: QuerySet[Any, Any]) -> Q:
    """Whether the column holds one of these keys, which are read once.

    Beside an OR the planner turns `IN (SELECT …)` into a filter over the whole table; this it looks up in an index.
    """
    return Q(AnyOf(column, ArraySubquery(keys.order_by())))
