"""A filled database, the product and the floor that serve it, and a client that times them."""

import http.client
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from kit.embedded import postgres

BASE = Path(__file__).resolve().parent.parent
Request = tuple[str, str, str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Bench:
    """Two servers on one database, and what the client needs to be let in."""

    leads: int
    product: "subprocess.Popen[bytes]"
    floor: "subprocess.Popen[bytes]"
    ports: tuple[int, int]
    keys: dict[str, str]


@contextmanager
def running(leads: int, *, port: int) -> Iterator[Bench]:
    """Fill a database of its own, serve product and floor by two processes of four threads each, as production does."""
    with tempfile.TemporaryDirectory(prefix="bench") as name:
        folder = Path(name)
        database = postgres.start(folder / "pg")
        url = database.url("centre")
        environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "bench.settings", "DATA_DIR": name}
        (folder / "static").mkdir()
        for part in ("bench.fill", "bench.bare"):
            subprocess.run([sys.executable, "-m", part, str(leads)], cwd=BASE, check=True, env=environment)
        servers = [
            subprocess.Popen(granian(target, port + number), cwd=BASE, env=environment)
            for number, target in enumerate(("config.wsgi:application", "bench.bare:application"))
        ]
        try:
            for number, path in enumerate(("/healthz", "/detail/1")):
                _wait_for(port + number, path)
            keys = dict(line.split("=", 1) for line in (folder / "keys").read_text().splitlines())
            yield Bench(leads, *servers, (port, port + 1), keys)
        finally:
            for server in servers:
                server.terminate()
                server.wait()
            database.stop()


def granian(target: str, port: int) -> list[str]:
    """The command that serves a WSGI application."""
    command = [str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "--workers", "2"]
    return [*command, "--blocking-threads", "4", "--port", str(port), "--log-level", "warning", target]


def _wait_for(port: int, path: str) -> None:
    for _try in range(150):
        with suppress(OSError):
            urlopen(f"http://127.0.0.1:{port}{path}", timeout=2).close()
            return
        time.sleep(0.2)
    raise RuntimeError(f"nothing answers on {port}")


def burst(port: int, make: Callable[[], Request], *, seconds: float, connections: int = 4) -> tuple[float, list[float]]:
    """Requests a second, and the sorted times in milliseconds; an answer of 400 or more is an error of the bench."""
    times: list[float] = []
    stop_at = time.perf_counter() + seconds

    def work() -> None:
        wire = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while (begun := time.perf_counter()) < stop_at:
            wire.request(*make())
            answer = wire.getresponse()
            text = answer.read()
            if answer.status >= 400:  # noqa: PLR2004  (HTTP's own border)
                raise RuntimeError(f"{answer.status}: {text[:300]!r}")
            times.append((time.perf_counter() - begun) * 1000)

    threads = [threading.Thread(target=work) for _one in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(times) / seconds, sorted(times)


def memory_mib(pid: int) -> float:
    """The largest resident memory among a server and its children, in MiB: one web process."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    statuses = [Path(f"/proc/{one}/status").read_text() for one in (pid, *children)]
    return max(int(text.split("VmRSS:")[1].split()[0]) for text in statuses) / 1024
