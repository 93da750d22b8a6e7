"""`make bench`: the product beside bare Django in turns; ratios first, because rates hold for no other machine."""

import argparse
import itertools
import os
from collections.abc import Callable
from statistics import median
from urllib.parse import urlencode

from bench import servers
from bench.servers import Bench, Request, burst

# What is asked of the product, what of the floor where it does the same job, and the ratio of their rates that we want.
Job = tuple[Callable[[], Request], Callable[[], Request] | None, float | None]


def jobs(bench: Bench) -> dict[str, Job]:
    """Everything that is measured, by name."""
    numbers, own = itertools.count(10_000_000), itertools.cycle(bench.keys["leads"])
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
        "lead page": (lead_page, get(f"/detail/{bench.keys['leads'][0]}"), 0.08),
        "funnel": (get("/reports/funnel/?span=quarter", manager), None, None),
    }


def compare(bench: Bench, job: Job, *, rounds: int, seconds: float) -> tuple[float, float, float]:
    """The rate over that of the floor, and p50 and p95 with one connection in milliseconds: medians of the rounds."""
    product, floor, _aim = job
    ratios, alone = [], []
    for number in range(rounds + 1):
        ours = burst(bench.product, product, seconds=seconds)
        theirs = burst(bench.floor, floor, seconds=seconds) if floor else ours
        times = burst(bench.product, product, seconds=seconds, connections=1)
        if number:  # the first round warms both up
            ratios.append(len(ours) / len(theirs))
            alone.append(times)
    p50, p95 = (median(times[int(len(times) * share)] for times in alone) for share in (0.5, 0.95))
    return median(ratios), p50, p95


def measure(leads: int, *, rounds: int, seconds: float) -> dict[str, float]:
    """Print what each job takes with so many leads, and give the p50s."""
    p50s = {}
    with servers.running(leads) as bench:
        print(f"{leads:,} leads, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}", flush=True)
        for name, job in jobs(bench).items():
            ratio, p50s[name], p95 = compare(bench, job, rounds=rounds, seconds=seconds)
            beside = f"{ratio:.2f} x bare (wanted {job[2]:.2f})" if job[2] else ""
            print(f"{name:<10} p50 {p50s[name]:.0f} ms, p95 {p95:.0f} {beside}", flush=True)
        print(f"a web process after the load: {servers.memory_mib(bench.pid):.0f} MiB (at most 200)")
    return p50s


def main() -> None:
    """Fill, serve, measure, print; the growth between two sizes with `--leads 100000 1000000`."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--leads", type=int, nargs="+", default=[100_000])
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--seconds", type=float, default=3.0)
    chosen = options.parse_args()
    first, *larger = [measure(leads, rounds=chosen.rounds, seconds=chosen.seconds) for leads in chosen.leads]
    for p50s in larger:
        growth = ", ".join(f"{name} {p50s[name] / first[name]:.2f}" for name in first)
        print(f"p50 over that with {chosen.leads[0]:,} leads (at most 1.5): {growth}")


if __name__ == "__main__":
    main()
