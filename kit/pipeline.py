"""Statements that travel together (docs/adr/0029).

Beside a row or two, most of what a short transaction costs are its round trips: each is two system calls, a wait, and
in a threaded server a queue for the interpreter. In PostgreSQL's pipeline mode statements leave when an answer is asked
for, or with the COMMIT.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def atomic(*, when_sent: Callable[[], None] | None = None) -> Iterator[None]:
    """`transaction.atomic()` that sends a statement only when a result is fetched, or at the end.

    What PostgreSQL refuses is therefore raised at the next fetch or at the commit, as Django's own errors: handle them
    around this block, not inside it. `when_sent` is called when the COMMIT has left and its answer has not come yet.
    Inside somebody else's transaction this is an ordinary savepoint, and nothing is called.
    """
    if connection.in_atomic_block:
        with transaction.atomic():
            yield
        return
    with connection.pipeline(when_sent), transaction.atomic():  # type: ignore[attr-defined]  # the house's own backend
        yield


@contextmanager
def reading(*, planned_once: bool = False) -> Iterator[None]:
    """Questions asked within (`kit.prepared`) travel together, and their answers are there when it ends.

    Each sees the rows of its own instant, unless a transaction around it says otherwise. Outside one, `planned_once`
    lets PostgreSQL keep its plans where it would rather make them anew for each key; that costs a small statement.
    """
    with connection.pipeline():  # type: ignore[attr-defined]  # the house's own backend
        if planned_once and not connection.in_atomic_block:
            connection.plan_once()  # type: ignore[attr-defined]
        yield
