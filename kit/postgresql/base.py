"""PostgreSQL as Django knows it, with two habits of this house (docs/adr/0009, 0029).

A connection kept between requests is asked whether it still lives only when its socket has something to say. Django's
own check is a question to the server at the start of every request. A server that stopped has closed its end, which
makes the socket readable at once, and looking at the socket costs no round trip.

A cursor asked how many rows it changed waits for the answer even in a pipeline, so that whatever Django does with the
number is right there too (`kit.pipeline`).
"""

import select
from typing import Any

from django.db.backends.postgresql import base
from psycopg import Connection
from psycopg.pq import PipelineStatus


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
    """PostgreSQL with a cheap pulse."""

    def get_connection_params(self) -> dict[str, Any]:
        """Django's own, with our cursor."""
        return super().get_connection_params() | {"cursor_factory": CountingCursor}

    def close_if_health_check_failed(self) -> None:
        """Ask the server only when something waits to be read on an idle connection."""
        if self.connection is not None and not self.connection.closed and not _is_readable(self.connection.fileno()):
            self.health_check_done = True
        super().close_if_health_check_failed()

    def _savepoint_rollback(self, sid: str) -> None:
        """A pipeline that met a refusal refuses everything until it is settled, the way back included."""
        if self.connection is not None:
            settle(self.connection)
        super()._savepoint_rollback(sid)  # type: ignore[misc]


def _is_readable(socket: int) -> bool:
    poll = select.poll()
    poll.register(socket, select.POLLIN)
    return bool(poll.poll(0))
