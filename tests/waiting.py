"""Waiting for what other threads and processes do, and a session of PostgreSQL beside Django's."""

import time
from collections.abc import Callable

import psycopg
from django.db import connection

PATIENCE = 30.0
# Half a second is allowed where a server is away; a busy machine takes longer, and what hangs waits far longer still.
HANGS_AFTER = 5.0


def until(happened: Callable[[], object], *, patience: float = PATIENCE) -> None:
    """Wait until something has happened, so many seconds at most."""
    deadline = time.monotonic() + patience
    while not happened():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.001)


def address() -> str:
    """The test database, as psycopg takes it."""
    parameters = connection.get_connection_params()
    return psycopg.conninfo.make_conninfo(
        **{name: parameters[name] for name in ("dbname", "user", "host", "port") if name in parameters}
    )
