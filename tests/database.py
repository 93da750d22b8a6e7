"""A PostgreSQL server of the suite's own."""

import atexit
import fcntl
import os
from pathlib import Path

from devserver import postgres

FASTER_BUT_FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def start_for_tests(parent: Path) -> str:
    """The DATABASE_URL of a server of this test run's own, stopped at exit; concurrent runs get different ones."""
    parent.mkdir(parents=True, exist_ok=True)
    number = 1
    while True:
        home = parent / f"test-postgres-{number}"
        home.mkdir(exist_ok=True)
        handle = os.open(home, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            number += 1
            continue
        break
    server = postgres.start(home / "data", options=FASTER_BUT_FORGETFUL)
    atexit.register(server.stop)
    return server.url("centre")
