"""How many statements a piece of work costs, to compare one row with many; the number itself is nobody's promise."""

from django.db import connection
from django.test.utils import CaptureQueriesContext


def statements(work):
    """The number of statements of a call that is made for the second time, when caches are warm."""
    work()
    with CaptureQueriesContext(connection) as told:
        work()
    return len(told)
