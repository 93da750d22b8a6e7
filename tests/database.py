"""A PostgreSQL server of the suite's own."""

import atexit
import fcntl
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import psycopg
from psycopg import sql

from devserver import postgres

BASE = Path(__file__).resolve().parent.parent
FASTER_BUT_FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def start_for_tests(parent: Path) -> dict[str, str]:
    """The environment of a server of this test run's own, stopped at exit; concurrent runs get different ones."""
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
    return {"DATABASE_URL": server.url("centre"), "MIGRATED_DATABASE": _migrated(server)}


def _migrated(server: postgres.Server) -> str:
    """The database that each test database is a copy of; kept until a migration changes, for `migrate` is slow."""
    name = f"migrated_{_digest_of_migrations()}"
    with psycopg.connect(server.url(postgres.SUPERUSER), autocommit=True) as connection:
        found = [row[0] for row in connection.execute("SELECT datname FROM pg_database WHERE datname LIKE 'migrat%'")]
        if name not in found:
            for earlier in found:
                connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(earlier)))
            connection.execute("CREATE DATABASE migrating")
            own = {"DJANGO_SETTINGS_MODULE": "config.settings.test", "DATABASE_URL": server.url("migrating")}
            command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
            subprocess.run(command, cwd=BASE, env=os.environ | own, check=True)
            connection.execute(sql.SQL("ALTER DATABASE migrating RENAME TO {}").format(sql.Identifier(name)))
    return name


def _digest_of_migrations() -> str:
    """What the migrations are made of: our own files, and the versions of the libraries that bring theirs."""
    digest = hashlib.sha256()
    ours = sorted([*BASE.glob("*/migrations/*.py"), *BASE.glob("*/*/migrations/*.py")])
    for path in [*ours, BASE / "requirements" / "dev.txt"]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
