"""PostgreSQL as Django knows it, with two habits of this house (docs/adr/0009, 0029).

A connection kept between requests is asked whether it still lives only when its socket has something to say. Django's
own check is a question to the server at the start of every request. A server that stopped has closed its end, which
makes the socket readable at once, and looking at the socket costs no round trip.

In a pipeline (`kit.pipeline`) BEGIN, COMMIT and ROLLBACK are statements like others and travel with their neighbours,
and a cursor asked how many rows it changed waits for the answer, so that whatever Django does with the number is right.
"""

import select
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.postgresql import base
from django.db.backends.utils import debug_transaction  # type: ignore[attr-defined]  # the stubs lack it
from psycopg import Connection
from psycopg.pq import PipelineStatus, TransactionStatus

from kit.postgresql import patient


def settle(connection: Connection[Any]) -> None:
    """Wait for the answer to everything that was sent in a pipeline; a refusal in it ends the refusing here."""
    if connection.pgconn.pipeline_status != PipelineStatus.OFF:
        with connection.pipeline():
            pass  # a nested pipeline's end waits for every answer


class CountingCursor(base.ServerBindingCursor):  # type: ignore[misc, name-defined]
    """A cursor that never guesses a number of rows."""

    @property
    def rowcount(self) -> int:
        """How many rows the statement found or changed."""
        if self.pgresult is None:
            settle(self.connection)
        return super().rowcount  # type: ignore[no-any-return]


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL with a cheap pulse and a pipeline."""

    # The connection whose statements travel together; after a broken one Django may have opened another meanwhile.
    _pipelined: Connection[Any] | None = None
    _when_sent: Callable[[], None] | None = None

    def get_connection_params(self) -> dict[str, Any]:
        """Django's own, with our cursor."""
        return super().get_connection_params() | {"cursor_factory": CountingCursor}

    def close_if_health_check_failed(self) -> None:
        """Ask the server only when something waits to be read on an idle connection."""
        if self.health_check_done:  # type: ignore[has-type]
            return
        if self.connection is not None and not self.connection.closed and not _is_readable(self.connection.fileno()):
            self.health_check_done = True
        super().close_if_health_check_failed()

    @contextmanager
    def pipeline(self, when_sent: Callable[[], None] | None = None) -> Iterator[None]:
        """Statements travel together until this ends; the first `transaction.atomic()` within is the transaction.

        `when_sent` is called when its COMMIT has left and its answer has not come yet. Within another this is no more
        than a part of that one.
        """
        if self._is_in_pipeline:
            yield
            return
        self.close_if_health_check_failed()
        self.ensure_connection()
        assert self.connection is not None  # noqa: S101  (told to the type checker)
        patient.enter(self.connection)
        self._pipelined, self._when_sent = self.connection, when_sent
        try:
            with self.wrap_database_errors, self.connection.pipeline():
                yield
        finally:
            self._pipelined = self._when_sent = None

    def plan_once(self) -> None:
        """Let PostgreSQL keep the plans of the statements that follow in this pipeline, which ends the setting too.

        Left alone it plans a question anew for ever when it thinks the plan for known values cheaper, and it never
        counts what a dozen indexes to choose from cost.
        """
        self._say("SELECT set_config('plan_cache_mode', 'force_generic_plan', true)")

    @property
    def _is_in_pipeline(self) -> bool:
        return self.connection is not None and self.connection is self._pipelined

    def _set_autocommit(self, autocommit: bool) -> None:  # noqa: FBT001  (Django's signature)
        """In a pipeline a transaction begins with a statement; psycopg would ask for an answer first."""
        if not self._is_in_pipeline:
            super()._set_autocommit(autocommit)  # type: ignore[misc]
        elif not autocommit:
            self._say("BEGIN")

    def _commit(self) -> None:
        """In a pipeline, with the statements that still wait to be sent."""
        if not self._is_in_pipeline:
            super()._commit()  # type: ignore[misc]
            return
        self._say("COMMIT")
        with self.wrap_database_errors:
            if self._when_sent is not None:
                patient.send(self.connection)
                self._when_sent()
            settle(self.connection)

    def _rollback(self) -> None:
        """In a pipeline, after whatever was refused there."""
        if not self._is_in_pipeline:
            super()._rollback()  # type: ignore[misc]
            return
        with self.wrap_database_errors:
            settle(self.connection)
            if self.connection.info.transaction_status != TransactionStatus.IDLE:
                self._say("ROLLBACK")
                settle(self.connection)

    def _say(self, statement: str) -> None:
        with debug_transaction(self, statement), self.wrap_database_errors:
            patient.say(self.connection, statement)

    def _savepoint_rollback(self, sid: str) -> None:
        """A pipeline that met a refusal refuses everything until it is settled, the way back included."""
        if self.connection is not None:
            settle(self.connection)
        super()._savepoint_rollback(sid)  # type: ignore[misc]


def _is_readable(socket: int) -> bool:
    poll = select.poll()
    poll.register(socket, select.POLLIN)
    return bool(poll.poll(0))
