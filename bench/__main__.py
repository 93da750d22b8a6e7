"""`make bench`: the product beside bare Django in turns; ratios first, because rates hold for no other machine."""

import argparse
import itertools
import os
import statistics
import sys
from collections.abc import Callable
from contextlib import ExitStack
from urllib.parse import urlencode

from bench import servers
from bench.servers import Bench, Request, burst

# What is asked of the product, what of the floor where it does the same job, and the ratio of their rates that we want.
Job = tuple[Callable[[], Request], Callable[[], Request] | None, float | None]
PORT = 8911


def jobs(bench: Bench) -> dict[str, Job]:
    """Everything that is measured, by name."""
    numbers, own = itertools.count(10_000_000), itertools.cycle(bench.keys["leads"].split(","))
    form = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": "Mozilla/5.0"}
    consultant, manager = ({"Cookie": f"sessionid={bench.keys[role]}"} for role in ("consultant", "manager"))
    said = {"name": "王主任", "head_count": "45", "origin": bench.keys["origin"], "consent": "on"}

    def inquire(path: str) -> Callable[[], Request]:
        return lambda: ("POST", path, urlencode(said | {"phone": f"139{next(numbers):08d}"}), form)

    def get(path: str, headers: dict[str, str] | None = None) -> Callable[[], Request]:
        return lambda: ("GET", path, "", headers or {})

    def lead_page() -> Request:
        return "GET", f"/desk/leads/{next(own)}/", "", consultant | {"HX-Request": "true"}

    return {
        "inquiry": (inquire("/inquire/"), inquire("/enquire"), 0.30),
        "desk list": (get("/desk/?tab=open", consultant), get("/list?owner=2"), 0.22),
        "search": (get(f"/desk/?tab=all&{urlencode({'q': '志强'})}", manager), None, None),
        "lead page": (lead_page, get(f"/detail/{bench.leads // 2}"), 0.08),
        "funnel": (get("/reports/funnel/?span=quarter", manager), None, None),
    }


def compare(bench: Bench, only: list[str], *, rounds: int, seconds: float) -> dict[str, float]:
    """Measure in interleaved rounds, print the medians, and give each job's p50 with one connection in milliseconds."""
    chosen = {name: job for name, job in jobs(bench).items() if not only or name in only}
    ratios: dict[str, list[float]] = {name: [] for name in chosen}
    alone: dict[str, list[list[float]]] = {name: [] for name in chosen}
    for number, (name, (product, floor, _aim)) in itertools.product(range(rounds + 1), chosen.items()):
        ours, _times = burst(bench.ports[0], product, seconds=seconds)
        theirs, _times = burst(bench.ports[1], floor, seconds=seconds) if floor else (ours, [])
        _rate, times = burst(bench.ports[0], product, seconds=seconds, connections=1)
        if number:  # the first round warms both up
            ratios[name].append(ours / theirs)
            alone[name].append(times)
    middle = {}
    for name, (_product, _floor, aim) in chosen.items():
        middle[name], p95 = (statistics.median(t[int(len(t) * q)] for t in alone[name]) for q in (0.5, 0.95))
        ratio = f"{statistics.median(ratios[name]):.2f} x bare (wanted {aim:.2f})" if aim else ""
        print(f"{name:<10} p50 {middle[name]:.0f} ms, p95 {p95:.0f} {ratio}")
    print(f"a web process after the load: {servers.memory_mib(bench.product.pid):.0f} MiB (at most 200)")
    return middle


def main() -> int:
    """Fill, serve, measure, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--leads", type=int, nargs="+", default=[100_000])
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--seconds", type=float, default=3.0)
    options.add_argument("--only", nargs="+", default=[])
    chosen = options.parse_args()
    found = []
    with ExitStack() as stack:
        for number, leads in enumerate(chosen.leads):
            bench = stack.enter_context(servers.running(leads, port=PORT + 2 * number))
            print(f"{leads:,} leads, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}", flush=True)
            found.append(compare(bench, chosen.only, rounds=chosen.rounds, seconds=chosen.seconds))
    if len(found) > 1:
        growth = (f"{name} {found[-1][name] / found[0][name]:.2f}" for name in found[0])
        print(f"p50 at {chosen.leads[-1]:,} over {chosen.leads[0]:,} (at most 1.5): {', '.join(growth)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
