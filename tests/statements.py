"""How many statements a piece of work costs, to compare one row with many; the number itself is nobody's promise."""

from django.db import connection
from django.test.utils import CaptureQueriesContext


def statements(work):
    """The fewest statements of a call that is made several times: what a cache keeps is not counted."""
    return min(once(work) for _time in range(3))


def once(work):
    """The statements of one call, for work that changes something."""
    with CaptureQueriesContext(connection) as told:
        work()
    return len(told)
