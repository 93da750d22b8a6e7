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


def costs(add, work, *, sizes=(1, 3, 100)):
    """The different numbers of statements at so many rows (one, if all is well); `add(n)` makes the row numbered n."""
    found = set()
    for before, size in zip((0, *sizes), sizes, strict=False):
        for number in range(before, size):
            add(number)
        found.add(statements(work))
    return found
