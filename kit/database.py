"""Why the database refused a statement, as psycopg says it."""

import psycopg
from django.db import Error, IntegrityError

LOCK_NOT_AVAILABLE = "55P03"


def waited_in_vain(error: Error) -> bool:
    """Whether a statement waited for a lock longer than `lock_timeout`; trying again may help."""
    return getattr(error.__cause__, "sqlstate", None) == LOCK_NOT_AVAILABLE


def broken_constraint(error: IntegrityError) -> str:
    """The name of the constraint or unique index that a statement broke; empty for a rule without a name."""
    cause = error.__cause__
    return (cause.diag.constraint_name or "") if isinstance(cause, psycopg.Error) else ""
