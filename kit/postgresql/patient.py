"""psycopg's pipeline, made patient: statements leave together when an answer is asked for (docs/adr/0029).

psycopg sends each statement as soon as it is given, asks the server whether a transaction is open before it begins
one, waits for the answer to BEGIN, and takes its leave with one more question. Each of these is a system call or a
round trip during which other threads take the interpreter.
"""

from typing import Any

from psycopg import Connection, Pipeline
from psycopg.abc import PQGen
from psycopg.pq import PipelineStatus


class Patient(Pipeline):
    """A pipeline that sends nothing before it has to wait anyway, and does not wait where nothing is outstanding.

    The steps it replaces are psycopg's own, named with an underscore there: `requirements/base.in` pins the version.
    """

    def _communicate_gen(self) -> PQGen[None]:
        """Keep what was queued for later."""
        return
        yield

    def send(self) -> None:
        """Put what was queued on the wire."""
        while self.command_queue:
            self.command_queue.popleft()()
        self.pgconn.send_flush_request()
        self.pgconn.flush()

    def _fetch_gen(self, *, flush: bool) -> PQGen[None]:
        """Send what was queued as one packet, then read the answers to all of it."""
        while self.command_queue:
            self.command_queue.popleft()()
        if flush and self.result_queue:
            self.pgconn.send_flush_request()
        yield from super()._communicate_gen()
        yield from super()._fetch_gen(flush=False)

    def _sync_gen(self) -> PQGen[None]:
        """Wait for whatever is outstanding; a refusal in it ends the refusing here."""
        if self.command_queue or self.result_queue or self.pgconn.pipeline_status == PipelineStatus.ABORTED:
            yield from super()._sync_gen()

    def _exit_gen(self) -> PQGen[None]:
        """As for any other wait."""
        yield from self._sync_gen()


def enter(connection: Connection[Any]) -> None:
    """Let the connection's next pipeline be a patient one."""
    connection._pipeline = Patient(connection)  # noqa: SLF001  (psycopg takes the one it finds)


def say(connection: Connection[Any], statement: str) -> None:
    """Queue a statement without an answer worth reading, as psycopg queues its own BEGIN."""
    connection.wait(connection._exec_command(statement))  # noqa: SLF001  (a cursor costs four times as much)


def send(connection: Connection[Any]) -> None:
    """Let a patient pipeline's statements leave, without waiting for their answers."""
    pipeline = connection._pipeline  # noqa: SLF001  (psycopg keeps it there)
    if isinstance(pipeline, Patient):
        pipeline.send()
