"""Ranges for exclusion constraints.

GiST knows `=` only with an extension the embedded server lacks, so a range of one value stands in for it.
"""

from django.contrib.postgres.fields import RangeOperators
from django.db.models import Func, Value
from django.db.models.functions import Extract

Part = tuple[Func, str]


def same(column: str, function: str) -> Part:
    """Rows with the same value in this column; `function` builds its range, such as `int8range`."""
    return Func(column, column, Value("[]"), function=function), RangeOperators.OVERLAPS


def overlapping_times(starts: str, ends: str) -> Part:
    """Rows whose times of day overlap; without times a row takes the whole day."""
    return Func(Extract(starts, "epoch"), Extract(ends, "epoch"), function="numrange"), RangeOperators.OVERLAPS
