"""What a race needs: a moment at which two threads meet, and a database that locks nothing, for negative controls."""

import re
import threading
import time
from contextlib import contextmanager, suppress

from django.db import connection

WRITES = ("INSERT", "UPDATE", "DELETE")
LOCK = re.compile(r" FOR (NO KEY )?UPDATE( OF \S+)?( SKIP LOCKED)?$")
ADVISORY = "SELECT pg_advisory_xact_lock"


@contextmanager
def meeting(barrier, before=WRITES, seconds=1):
    """Let this thread wait for the others before it first writes; who waits for a lock lets the others pass.

    `before` names another statement to wait at, by its beginning, `seconds` how long at most.
    """
    has_met = False

    def meet(execute, sql, params, many, context):
        nonlocal has_met
        if not has_met and sql.startswith(before):
            has_met = True
            with suppress(threading.BrokenBarrierError):
                barrier.wait(timeout=seconds)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(meet):
        yield


@contextmanager
def without_locks():
    """Let this thread's statements lock nothing that they read."""

    def unlocked(execute, sql, params, many, context):
        if sql.startswith(ADVISORY):
            return execute("SELECT 1", (), many, context)
        return execute(LOCK.sub("", sql), params, many, context)

    with connection.execute_wrapper(unlocked):
        yield


def until_somebody_waits(seconds=20):
    """Return as soon as another connection waits for a transaction to end."""
    give_up = time.monotonic() + seconds
    with connection.cursor() as cursor:
        while time.monotonic() < give_up:
            cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted AND transactionid IS NOT NULL")
            if cursor.fetchone():
                return
            time.sleep(0.01)
    raise AssertionError("nobody waited for a lock")
