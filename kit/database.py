"""Why the database refused a statement, as psycopg says it."""

from django.db import Error

LOCK_NOT_AVAILABLE = "55P03"


def waited_in_vain(error: Error) -> bool:
    """Whether a statement waited for a lock longer than `lock_timeout`; trying again may help."""
    return getattr(error.__cause__, "sqlstate", None) == LOCK_NOT_AVAILABLE
