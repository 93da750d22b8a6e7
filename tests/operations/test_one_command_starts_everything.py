"""The launcher as a person meets it: the same folder through a first start, a refused second one, and every way out."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import psycopg
import pytest

from devserver import up
from tests.operations import processes

pytestmark = pytest.mark.services

SERVED_FROM_OUTSIDE = ("DATABASE_URL", "CELERY_BROKER_URL", "CACHE_URL", "RATE_LIMIT_STORAGE", "DJANGO_SETTINGS_MODULE")


@dataclass
class Running:
    """A launcher that has said it is ready, and what it said."""

    process: subprocess.Popen[str]
    port: int
    said: str

    def worker(self) -> int:
        """The number of the worker's first process."""
        return self.child("config worker --hostname worker")

    def child(self, command: str) -> int:
        """The number of the launcher's child with this command; 0 when there is none."""
        found = ["pgrep", "-P", str(self.process.pid), "-f", command]
        return int(subprocess.run(found, capture_output=True, text=True, check=False).stdout or 0)

    def health_page(self) -> dict[str, Any]:
        with urlopen(f"http://localhost:{self.port}/healthz", timeout=5) as answer:
            found: dict[str, Any] = json.loads(answer.read())
            return found

    def restarts(self) -> int:
        """How many children the health page says were started again."""
        return int(self.health_page().get("processes", {}).get("restarts_in_a_day", 0))

    def health(self) -> int:
        with urlopen(f"http://localhost:{self.port}/healthz", timeout=5) as answer:
            return int(answer.status)


def environment(state: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in SERVED_FROM_OUTSIDE}
    return {**kept, "DATA_DIR": str(state), "DEMO": "0", **more}


def attempt(state: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Start it where it must refuse."""
    command = [sys.executable, "-m", "devserver.up"]
    return subprocess.run(
        command, env=environment(state, **more), cwd=up.BASE, capture_output=True, text=True, timeout=60, check=False
    )


def manage(state: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A developer's `manage.py`, which finds the database of whoever runs in the folder."""
    own = {**environment(state), "DJANGO_SETTINGS_MODULE": "config.settings.dev"}
    return subprocess.run([sys.executable, "manage.py", *words], env=own, cwd=up.BASE, timeout=60, check=False)


@contextmanager
def launched(state: Path) -> Iterator[Running]:
    port = processes.free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "devserver.up"],
        env=environment(state, PORT=str(port)),
        cwd=up.BASE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if "Ctrl-C" in line:
            break
    assert "Ready in" in said, said
    try:
        yield Running(process, port, said)
    finally:
        process.terminate()
        process.communicate(timeout=60)


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One state folder for all tests: the first one makes and migrates the database."""
    return tmp_path_factory.mktemp("state")


def test_a_second_start_is_refused_and_kill_9_loses_nothing(state):
    """A launcher that is killed leaves nobody running, not even a worker that no longer listens; Ctrl-C neither."""
    with launched(state) as running:
        assert running.health() == 200
        see_a_second_one_refused(state)
        lent = dict(line.split("=", 1) for line in (state / "environment").read_text().splitlines())
        with psycopg.connect(lent["DATABASE_URL"], autocommit=True) as connection:
            connection.execute("CREATE TABLE kept (n int)")
            connection.execute("INSERT INTO kept VALUES (1)")
        os.kill(running.worker(), signal.SIGSTOP)
        running.process.kill()
        running.process.wait()
        processes.seconds_until_gone("DATA_DIR", state, patience=20)
    with launched(state) as again:
        assert again.health() == 200
        with psycopg.connect(lent["DATABASE_URL"]) as connection:
            assert connection.execute("SELECT n FROM kept").fetchall() == [(1,)]
        again.process.send_signal(signal.SIGINT)
        assert again.process.wait(timeout=30) == 0
        assert processes.alive_with("DATA_DIR", state) == []


def test_children_that_die_or_hang_restart_and_sigterm_ends_all(state):
    """A developer's `manage.py` finds the database of the launcher, and none after its end."""
    with launched(state) as running:
        assert manage(state, "dumpdata", "routing.routinglock").returncode == 0
        for name in ("config worker --hostname worker", "config beat", "redis-server", "postgres -D"):
            kill_and_see_it_replaced(running, name)
        hang_and_see_it_replaced(running)
        running.process.terminate()
        assert running.process.wait(timeout=30) == 0
        assert processes.alive_with("DATA_DIR", state) == []
    assert not (state / "environment").exists()
    assert manage(state, "dumpdata", "routing.routinglock").returncode != 0


def see_a_second_one_refused(state):
    """It ends at once, with one line."""
    second = attempt(state, PORT=str(processes.free_port()))
    assert second.returncode == 1
    assert second.stdout.startswith("✗ Already running")
    assert len(second.stdout.splitlines()) == 1


def kill_and_see_it_replaced(running, name):
    """The health page says that a child was started again."""
    before, killed = running.restarts(), running.child(name)
    os.kill(killed, signal.SIGKILL)
    until(lambda: running.child(name) not in {0, killed}, seconds=30)
    until(lambda: running.restarts() > before, seconds=30)
    until(lambda: running.health() == 200, seconds=30)


def hang_and_see_it_replaced(running):
    """A web process that hangs is replaced within half a minute."""
    server = running.child("granian")
    workers = subprocess.run(["pgrep", "-P", str(server)], capture_output=True, text=True, check=True)
    hung = int(workers.stdout.split()[0])
    os.kill(hung, signal.SIGSTOP)
    until(lambda: running.child("granian") not in {0, server}, seconds=30)
    until(lambda: running.health() == 200, seconds=30)
    assert not Path(f"/proc/{hung}").exists()


def until(is_so, *, seconds):
    """Wait until something is so; the part that is being replaced may refuse meanwhile."""
    deadline = time.monotonic() + seconds
    while True:
        with suppress(OSError):
            if is_so():
                return
        assert time.monotonic() < deadline, "it never was"
        time.sleep(0.2)


def test_a_taken_port_is_one_line_with_a_remedy(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = attempt(tmp_path, PORT=str(port))
    assert refused.returncode == 1
    assert refused.stdout.startswith(f"✗ Port {port}")
    assert f"PORT={port + 1}" in refused.stdout
    assert len(refused.stdout.splitlines()) == 1


def test_a_port_that_is_no_number_is_one_line_with_a_remedy(tmp_path):
    refused = attempt(tmp_path, PORT="eight")
    assert refused.stdout.startswith("✗ PORT='eight' is no port")
    assert refused.returncode == 1


def test_a_state_folder_that_cannot_be_made_is_one_line(tmp_path):
    (tmp_path / "file").touch()
    refused = attempt(tmp_path / "file" / "var")
    assert refused.returncode == 1
    assert "DATA_DIR" in refused.stdout
    assert len(refused.stdout.splitlines()) == 1
