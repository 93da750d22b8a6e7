"""A small HTTP client that keeps its connections, and the processor time of a server's processes."""

import http.client
import os
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
Request = tuple[str, str, bytes | None, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Round:
    """One burst: requests a second, and the times of single requests in milliseconds."""

    rate: float
    times: list[float]

    def quantile(self, share: float) -> float:
        """The time below which that share of requests stayed."""
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def burst(port: int, make: Callable[[], Request], *, seconds: float, connections: int) -> Round:
    """Send requests over so many connections for so long; any answer of 400 or more is an error of the bench."""
    times: list[list[float]] = [[] for _one in range(connections)]
    stop_at = time.perf_counter() + seconds

    def work(mine: list[float]) -> None:
        wire = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while (begun := time.perf_counter()) < stop_at:
            method, path, body, headers = make()
            wire.request(method, path, body, headers)
            answer = wire.getresponse()
            text = answer.read()
            if answer.status >= 400:  # noqa: PLR2004  (HTTP's own border)
                raise RuntimeError(f"{path} answered {answer.status}: {text[:300]!r}")
            mine.append((time.perf_counter() - begun) * 1000)
        wire.close()

    threads = [threading.Thread(target=work, args=(mine,)) for mine in times]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    flat = [one for mine in times for one in mine]
    return Round(len(flat) / (time.perf_counter() - begun), flat)


def family(pid: int) -> Iterator[int]:
    """A process and all that came from it."""
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except FileNotFoundError:
        return
    for child in children:
        yield from family(int(child))


def cpu_ms(pid: int) -> float:
    """Processor time of a process and its family so far, in milliseconds."""
    total = 0
    for one in family(pid):
        try:
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        except FileNotFoundError:
            continue
        total += int(fields[11]) + int(fields[12])
    return total * 1000 / TICK


def memory_mib(pid: int) -> float:
    """The largest resident memory within a process's family, in MiB: the worker."""
    largest = 0
    for one in family(pid):
        for line in Path(f"/proc/{one}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                largest = max(largest, int(line.split()[1]))
    return largest / 1024


def median(values: list[float]) -> float:
    """The middle one."""
    return statistics.median(values)
