"""A filled database, the product and the floor that serve it, and a client that times them."""

import http.client
import itertools
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any, NamedTuple

from devserver import children, postgres, procfile
from kit import health
from tests.journeys.processes import surroundings
from tests.operations.processes import free_port

Request = tuple[str, str, str, dict[str, str]]
# As `make run` serves it, but without the development server's checks and the limits that would refuse a load test.
SURROUNDINGS = {
    "DJANGO_SETTINGS_MODULE": "config.settings.dev",
    "DEBUG": "0",
    "GRANIAN_WORKERS": "2",
    **dict.fromkeys(("REQUESTS_PER_ADDRESS", "INQUIRIES_PER_ADDRESS", "INQUIRIES_PER_PHONE"), "1000000/minute"),
}


class Bench(NamedTuple):
    """The ports of two servers on one database, what the client needs to be let in, and the product's process."""

    product: int
    floor: int
    keys: dict[str, Any]
    pid: int


@contextmanager
def running(leads: int) -> Iterator[Bench]:
    """Fill a database of its own; two processes serve the product as production does, two the floor."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench")))
        database = postgres.start(folder / "pg")
        stack.callback(database.stop)
        environment = surroundings(database.url("centre")) | SURROUNDINGS | {"DATA_DIR": str(folder)}
        run = partial(subprocess.run, check=True, env=environment)
        run([sys.executable, "manage.py", "migrate", "-v0"])
        shell = [sys.executable, "manage.py", "shell", "-v0", "-c", f"from bench import fill; fill.fill({leads})"]
        keys = json.loads(run(shell, stdout=subprocess.PIPE).stdout)
        run([sys.executable, "-c", "from bench import bare; bare.build()"])
        ports = free_port(), free_port()
        for port, target in zip(ports, ("bench.bare:application", "config.wsgi:application"), strict=True):
            command = [*procfile.read(Path("Procfile"))["web"][:-1], target]
            own = environment | {"GRANIAN_PORT": str(port)}
            server = children.spawn(target, command, log=folder / f"{port}.log", environment=own)
            stack.callback(server.wait_or_kill, 0)
            children.wait_until(server, partial(health.is_serving, "127.0.0.1", port, named="127.0.0.1"), seconds=60)
        yield Bench(ports[1], ports[0], keys, server.process.pid)


def burst(port: int, make: Callable[[], Request], *, seconds: float, connections: int = 4) -> list[float]:
    """The sorted times of the requests in milliseconds; an answer of 400 or more is an error of the bench."""
    stop_at = time.perf_counter() + seconds

    def work(_number: int) -> list[float]:
        times, connection = [], http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while (begun := time.perf_counter()) < stop_at:
            connection.request(*make())
            answer = connection.getresponse()
            text = answer.read()
            if answer.status >= HTTPStatus.BAD_REQUEST:
                raise RuntimeError(f"{answer.status}: {text[:300]!r}")
            times.append((time.perf_counter() - begun) * 1000)
        return times

    with ThreadPoolExecutor(connections) as pool:
        return sorted(itertools.chain.from_iterable(pool.map(work, range(connections))))


def memory_mib(pid: int) -> float:
    """The largest resident memory among a server and its children, in MiB: one web process."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    statuses = [Path(f"/proc/{one}/status").read_text() for one in (pid, *children)]
    return max(int(text.split("VmRSS:")[1].split()[0]) for text in statuses) / 1024
