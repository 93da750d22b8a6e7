"""What the migrations put into the database is there for every test, whatever the one before committed.

Django empties all tables after a test that commits, the rows of migrations included (the root of the page tree, the
permissions), so that the next test finds nothing. A copy of those rows lies in a schema of the test database, and the
suite's own `flush` command puts them back, which is also quicker than creating every permission anew.
"""

import time
from functools import cache

from django.db import OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper

SCHEMA = "as_migrated"
TRIES = 4
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = %s AND tablename <> 'django_migrations' ORDER BY tablename"
# What PostgreSQL computes by itself cannot be written back.
COLUMNS = (
    "SELECT column_name FROM information_schema.columns "
    "WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER'"
)


def take() -> None:
    """Copy every table that the migrations left filled, and have them restored from now on."""
    quote = connection.ops.quote_name
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {SCHEMA}")
        for table in _filled(cursor):
            cursor.execute(f"CREATE TABLE {SCHEMA}.{quote(table)} AS TABLE public.{quote(table)}")


def restore() -> None:
    """Bring all tables back to how the migrations left them; foreign keys are checked at the end.

    A server's thread may still be at work for a browser that has closed: then PostgreSQL ends one of the two.
    """
    for _try in range(TRIES - 1):
        try:
            return _restore()
        except OperationalError:
            time.sleep(0.5)
    return _restore()


def _restore() -> None:
    quote = connection.ops.quote_name
    with transaction.atomic(), connection.cursor() as cursor:
        everything = ", ".join(quote(table) for table in _column(cursor, TABLES, ["public"]))
        cursor.execute(f"LOCK TABLE {everything} IN SHARE ROW EXCLUSIVE MODE")
        # Triggers and foreign keys are not asked. TRUNCATE takes longer: it makes the files of a hundred tables anew.
        cursor.execute("SET LOCAL session_replication_role = replica")
        copied = _column(cursor, TABLES, [SCHEMA])
        for table in {*copied, *_filled(cursor)}:
            cursor.execute(f"DELETE FROM {quote(table)}")  # noqa: S608  (names of our own tables)
        for table in copied:
            columns = _columns(table)
            copy = f"{SCHEMA}.{quote(table)}"
            cursor.execute(f"INSERT INTO {quote(table)} ({columns}) SELECT {columns} FROM {copy}")  # noqa: S608  (names of our own tables)


@cache
def _columns(table: str) -> str:
    """Those that can be written, asked once a process."""
    with connection.cursor() as cursor:
        return ", ".join(connection.ops.quote_name(column) for column in _column(cursor, COLUMNS, [table]))


def send_everybody_home() -> None:
    """End the sessions that a server's threads have left open, so that the database can be dropped."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def _filled(cursor: CursorWrapper) -> list[str]:
    """The tables with at least one row."""
    tables = _column(cursor, TABLES, ["public"])
    quote = connection.ops.quote_name
    looks = (f"SELECT '{table}' WHERE EXISTS (SELECT FROM public.{quote(table)})" for table in tables)  # noqa: S608  (likewise)
    return _column(cursor, " UNION ALL ".join(looks), None)


def _column(cursor: CursorWrapper, statement: str, values: list[str] | None) -> list[str]:
    """The first column of the answer."""
    cursor.execute(statement, values)
    return [row[0] for row in cursor.fetchall()]
