"""Run the comparison and print it: ratios first, because absolute rates hold for no other machine.

Product and floor take turns, and so do the sizes: what the machine does meanwhile meets all of them alike.
"""

import argparse
import itertools
import os
import subprocess
import sys
import tempfile
import uuid
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench import house
from bench.client import Request, Round, burst, median
from bench.house import BASE, House
from kit.embedded import postgres

# The name of the second part, which `--only` knows beside the jobs.
DUTY = "duty"
WARM_SECONDS = 1.0


@dataclass
class Job:
    """One comparison: how the product is asked, how the floor is, and what we aim at (`aim` x the floor's rate).

    `rounds` are product and floor in turn, `cpu` their milliseconds a request; `alone` are rounds of one connection.
    """

    name: str
    product: Any
    bare: Any
    aim: float | None = None
    rounds: list[tuple[Round, Round]] = field(default_factory=list)
    cpu: list[tuple[float, float]] = field(default_factory=list)
    alone: list[Round] = field(default_factory=list)


def main() -> None:
    """Fill, serve, measure, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--leads", type=int, nargs="+", default=[10_000, 100_000])
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--seconds", type=float, default=3.0)
    options.add_argument("--only", nargs="+", default=[], help="names of jobs, and duty; all of them by default")
    chosen = options.parse_args()
    if set(chosen.only) != {DUTY}:
        with ExitStack() as open_houses:
            houses = [open_houses.enter_context(house.opened(leads, n)) for n, leads in enumerate(chosen.leads)]
            compare(houses, chosen)
    if not chosen.only or DUTY in chosen.only:
        on_duty()


def on_duty() -> None:
    """Routing, duty time, the sweeps and the telephone, on a database of their own."""
    with tempfile.TemporaryDirectory(prefix="bench") as folder:
        database = postgres.start(Path(folder) / "pg")
        os.environ.update(DATABASE_URL=database.url("centre"), DJANGO_SETTINGS_MODULE="bench.settings", DATA_DIR=folder)
        Path(folder, "static").mkdir()
        try:
            subprocess.run([sys.executable, "-m", "bench.duty"], cwd=BASE, check=True)
        finally:
            database.stop()


def compare(houses: list[House], chosen: argparse.Namespace) -> None:
    """Measure the chosen jobs in every house, and print what came of it."""
    jobs = [[job for job in the_jobs(one) if not chosen.only or job.name in chosen.only] for one in houses]
    # The same job of all houses, one after the other.
    turns = [list(zip(houses, same, strict=True)) for same in zip(*jobs, strict=True)]
    for one, job in itertools.chain(*turns):
        burst(one.product.port, job.product, seconds=WARM_SECONDS, connections=4)
        burst(one.floor.port, job.bare, seconds=WARM_SECONDS / 2, connections=4)
    for _round, turn in itertools.product(range(chosen.rounds), turns):
        for one, job in turn:
            measure(one, job, chosen.seconds)
    for _round, turn in itertools.product(range(chosen.rounds), turns):
        for one, job in turn:
            job.alone.append(burst(one.product.port, job.product, seconds=chosen.seconds / 2, connections=1))
            one.close_what_was_asked()
    for one, own in zip(houses, jobs, strict=True):
        print(f"\n{one.leads:,} leads, {chosen.rounds} interleaved rounds of {chosen.seconds} s, 4 connections; then 1")
        table(one, own)
    if len(houses) > 1:
        print(f"\nTime a request at {houses[-1].leads:,} leads over {houses[0].leads:,} (aim at most 1.30)")
        for turn in turns:
            print(f"  {turn[0][1].name:<14} {growth(turn[0][1], turn[-1][1]):.2f}")


def measure(one: House, job: Job, seconds: float) -> None:
    """One round of a job: the product, then the floor."""
    pair, spent = [], []
    for server, make in ((one.product, job.product), (one.floor, job.bare)):
        before = one.spent(server)
        told = burst(server.port, make, seconds=seconds, connections=4)
        spent.append((one.spent(server) - before) / max(1, len(told.times)))
        pair.append(told)
    one.close_what_was_asked()
    job.rounds.append((pair[0], pair[1]))
    job.cpu.append((spent[0], spent[1]))


def table(one: House, jobs: list[Job]) -> None:
    """What a house's jobs gave."""
    print(
        f"{'job':<14} {'product/s':>10} {'bare/s':>8} {'ratio':>6} {'aim':>5} {'CPU ms':>7} {'bare':>6} {'p50 ms':>7} {'p95':>7}"
    )
    for job in jobs:
        ratio = median([ours.rate / floor.rate for ours, floor in job.rounds])
        aim = f"{job.aim:.2f}" if job.aim else ""
        print(
            f"{job.name:<14} {median([ours.rate for ours, _f in job.rounds]):>10.0f} "
            f"{median([floor.rate for _o, floor in job.rounds]):>8.0f} {ratio:>6.2f} {aim:>5} "
            f"{median([ours for ours, _f in job.cpu]):>7.2f} {median([floor for _o, floor in job.cpu]):>6.2f} "
            f"{median([alone.quantile(0.5) for alone in job.alone]):>7.1f} "
            f"{median([alone.quantile(0.95) for alone in job.alone]):>7.1f}"
        )
    print(f"worker after load: {one.product.memory:.0f} MiB (aim at most 140), bare {one.floor.memory:.0f}")
    print(one.statements, end="")


def growth(small: Job, large: Job) -> float:
    """How much longer a request takes in the large house, round by round."""
    rounds = zip(small.alone, large.alone, strict=True)
    return median([there.quantile(0.5) / here.quantile(0.5) for here, there in rounds])


def the_jobs(one: House) -> list[Job]:
    """What is asked of both servers of a house."""
    secrets = one.secrets
    numbers = itertools.count(10_000_000)
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    visitor = {**form, "Cookie": f"csrftoken={secrets['csrf']}", "User-Agent": "Mozilla/5.0"}
    consultant = {"Cookie": f"sessionid={secrets['consultant']}; csrftoken={secrets['csrf']}"}
    manager = {"Cookie": f"sessionid={secrets['manager']}; csrftoken={secrets['csrf']}"}
    own = itertools.cycle(secrets["leads"].split(","))

    def said() -> dict[str, str]:
        return {"name": "王主任", "phone": f"139{next(numbers):08d}", "head_count": "45"}

    def inquire() -> Request:
        token = {"csrfmiddlewaretoken": secrets["csrf"], "origin": secrets["origin"], "consent": "on"}
        return "POST", "/inquire/", urlencode(said() | token).encode(), visitor

    def floor(path: str) -> Any:
        return lambda: ("POST", path, urlencode(said()).encode(), form)

    def get(path: str, headers: dict[str, str] | None = None) -> Any:
        return lambda: ("GET", path, None, headers or {})

    def one_lead() -> Request:
        return "GET", f"/desk/leads/{next(own)}/", None, {**consultant, "HX-Request": "true"}

    return [
        Job("inquiry", inquire, floor("/enquire"), aim=0.75),
        Job("desk list", get("/desk/?tab=open", consultant), get("/list?owner=2"), aim=0.35),
        Job("lead page", one_lead, get(f"/detail/{one.leads // 2}"), aim=0.15),
        Job("search", get("/desk/?tab=all&q=%E5%BF%97%E5%BC%BA", manager), get("/search?q=%E5%BF%97%E5%BC%BA")),
        Job("funnel 90 days", get("/reports/funnel/?span=quarter", manager), get("/report")),
    ]


if __name__ == "__main__":
    print(f"bench {uuid.uuid4().hex[:6]} on {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    main()
