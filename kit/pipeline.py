"""A transaction whose statements travel together (docs/adr/0029).

Beside a row or two, most of what a short transaction costs are its round trips: each is two system calls, a wait, and
in a threaded server a queue for the interpreter. In PostgreSQL's pipeline mode statements leave when an answer is asked
for, or with the COMMIT.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def atomic() -> Iterator[None]:
    """`transaction.atomic()` that sends a statement only when a result is fetched, or at the end.

    What PostgreSQL refuses is therefore raised at the next fetch or at the commit, as Django's own errors: handle them
    around this block, not inside it. Inside somebody else's transaction it is an ordinary savepoint.
    """
    if connection.in_atomic_block:
        with transaction.atomic():
            yield
        return
    with connection.pipeline(), transaction.atomic():  # type: ignore[attr-defined]  # the house's own backend
        yield
