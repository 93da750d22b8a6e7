"""Ringing a worker's bell: by name, with the caller's commit, and never at a visitor's expense.

The work itself lies in PostgreSQL and beat looks for it every few seconds; the bell only saves that wait. PostgreSQL
carries it too: it delivers a notification exactly when its transaction commits, and equal ones once. A worker hears it
(`kit.listener`); whoever rings needs neither a broker nor Celery (docs/adr/0024).
"""

from django.db import connection

CHANNEL = "bell"
RING = "SELECT pg_notify(%s, %s)"


def enqueue(task: str) -> None:
    """Ring for the named task; it is heard once the present transaction has been committed, else never."""
    with connection.cursor() as cursor:
        cursor.execute(RING, [CHANNEL, task])
