"""A house of one size: a database, and the product and the floor that serve it."""

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from bench.client import cpu_ms, memory_mib
from kit.embedded import postgres

BASE = Path(__file__).resolve().parent.parent
FIRST_PORT = 8911
# The consultants' work between two rounds, so that every round meets the same number of open leads.
CLOSE = """
UPDATE crm_followup SET state = 'cancelled', settled_at = now(), reason = CASE WHEN step IS NULL THEN '' ELSE 'lost' END
    WHERE lead_id > %(leads)s AND state = 'planned';
UPDATE crm_cadencerun SET ended_at = now(), end_reason = 'lost' WHERE lead_id > %(leads)s AND ended_at IS NULL;
UPDATE crm_lead SET stage = 'lost', lost_reason = '-', next_step_at = NULL, escalate_at = NULL
    WHERE id > %(leads)s AND stage = 'new'
"""


@dataclass(frozen=True, slots=True)
class Server:
    """One granian worker with four threads, as the Procfile has it, and the port it answers on."""

    process: "subprocess.Popen[bytes]"
    port: int

    @classmethod
    def start(cls, target: str, port: int, environment: dict[str, str]) -> "Server":
        """Serve a WSGI application."""
        command = [str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "--workers", "1"]
        command += ["--blocking-threads", "4", "--port", str(port), "--log-level", "warning", target]
        return cls(subprocess.Popen(command, cwd=BASE, env=environment | {"MALLOC_ARENA_MAX": "1"}), port)

    def wait_for(self, path: str) -> None:
        """Until it answers."""
        for _try in range(100):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=2)
            except OSError:
                time.sleep(0.2)
            else:
                return
        raise RuntimeError(f"nothing answers on {self.port}")

    @property
    def memory(self) -> float:
        """Resident memory of the worker in MiB."""
        return memory_mib(self.process.pid)


@dataclass(frozen=True, slots=True)
class House:
    """So many leads, who serves them, and what the client needs to be let in (`secrets`)."""

    leads: int
    product: Server
    floor: Server
    url: str
    postmaster: int
    secrets: dict[str, str]
    statements: str

    def spent(self, server: Server) -> float:
        """Processor time of a server and of the database so far, in milliseconds."""
        return cpu_ms(server.process.pid) + cpu_ms(self.postmaster)

    def close_what_was_asked(self) -> None:
        """End what visitors opened since it was filled."""
        with psycopg.connect(self.url, cursor_factory=psycopg.ClientCursor) as connection:
            connection.execute(CLOSE, {"leads": self.leads})


@contextmanager
def opened(leads: int, number: int) -> Iterator[House]:
    """The `number`th house of this run, filled and served until the block ends."""
    with tempfile.TemporaryDirectory(prefix="bench") as name:
        folder = Path(name)
        database = postgres.start(folder / "pg")
        environment = os.environ | {
            "DATABASE_URL": database.url("centre"),
            "DJANGO_SETTINGS_MODULE": "bench.settings",
            "DATA_DIR": name,
        }
        (folder / "static").mkdir()
        for part in ("bench.prepare", "bench.bare"):
            subprocess.run([sys.executable, "-m", part, str(leads)], cwd=BASE, check=True, env=environment)
        port = FIRST_PORT + 2 * number
        product = Server.start("config.wsgi:application", port, environment)
        floor = Server.start("bench.bare:application", port + 1, environment)
        try:
            product.wait_for("/healthz")
            floor.wait_for("/detail/1")
            yield House(
                leads=leads,
                product=product,
                floor=floor,
                url=database.url("centre"),
                postmaster=int((folder / "pg" / "postmaster.pid").read_text().split()[0]),
                secrets=dict(line.split("=", 1) for line in (folder / "keys").read_text().splitlines()),
                statements=(folder / "statements").read_text(),
            )
        finally:
            for server in (product, floor):
                server.process.terminate()
                server.process.wait()
            database.stop()
