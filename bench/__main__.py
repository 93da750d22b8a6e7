"""Run the comparison and print it: ratios first, because absolute rates hold for no other machine."""

import argparse
import itertools
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg

from bench.client import Request, Round, burst, cpu_ms, median, memory_mib
from kit.embedded import postgres

BASE = Path(__file__).resolve().parent.parent
PRODUCT, BARE = 8911, 8912
# The name of the second part, which `--only` knows beside the jobs.
DUTY = "duty"


@dataclass
class Job:
    """One comparison: how the product is asked, how the floor is, and what we aim at (`aim` x the floor's rate)."""

    name: str
    product: Any
    bare: Any
    aim: float | None = None
    rounds: list[tuple[Round, Round]] = field(default_factory=list)
    cpu: list[tuple[float, float]] = field(default_factory=list)


def main() -> None:
    """Fill, serve, measure, print; for each size given."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--leads", type=int, nargs="+", default=[10_000, 100_000])
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--seconds", type=float, default=3.0)
    options.add_argument("--only", nargs="+", default=[], help="names of jobs, and duty; all of them by default")
    chosen = options.parse_args()
    asks_for_jobs = set(chosen.only) != {DUTY}
    rates = {leads: run(leads, chosen) for leads in chosen.leads if asks_for_jobs}
    if len(rates) > 1:
        small, large = rates[min(rates)], rates[max(rates)]
        print(f"\nTime a request at {max(rates):,} leads over {min(rates):,} (aim at most 1.30)")
        for name in large:
            print(f"  {name:<14} {large[name] / small[name]:.2f}")
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


def run(leads: int, chosen: argparse.Namespace) -> dict[str, float]:
    """One size; the median single-connection time of each job in milliseconds."""
    with tempfile.TemporaryDirectory(prefix="bench") as folder:
        database = postgres.start(Path(folder) / "pg")
        os.environ.update(DATABASE_URL=database.url("centre"), DJANGO_SETTINGS_MODULE="bench.settings", DATA_DIR=folder)
        subprocess.run([sys.executable, "-m", "bench.prepare", str(leads)], cwd=BASE, check=True)
        subprocess.run([sys.executable, "-m", "bench.bare", str(leads)], cwd=BASE, check=True)
        servers = [serve("config.wsgi:application", PRODUCT), serve("bench.bare:application", BARE)]
        try:
            return measure(leads, chosen, servers, postgres_pid(Path(folder) / "pg"))
        finally:
            for server in servers:
                server.terminate()
                server.wait()
            database.stop()
            shutil.rmtree(Path(folder) / "static", ignore_errors=True)


def serve(target: str, port: int) -> subprocess.Popen[bytes]:
    """One granian worker with four threads, as the Procfile has it."""
    command = ["granian", "--interface", "wsgi", "--workers", "1", "--blocking-threads", "4", "--port", str(port)]
    command += ["--log-level", "warning", target]
    environment = os.environ | {"MALLOC_ARENA_MAX": "1"}
    return subprocess.Popen([str(Path(sys.executable).parent / command[0]), *command[1:]], cwd=BASE, env=environment)


def postgres_pid(folder: Path) -> int:
    """The postmaster."""
    return int((folder / "postmaster.pid").read_text().split()[0])


def measure(
    leads: int, chosen: argparse.Namespace, servers: list[subprocess.Popen[bytes]], database: int
) -> dict[str, float]:
    """Interleave product and floor, job by job and round by round."""
    secrets = dict(line.split("=", 1) for line in Path(os.environ["DATA_DIR"], "keys").read_text().splitlines())
    rounds, seconds = chosen.rounds, chosen.seconds
    jobs = [job for job in the_jobs(leads, secrets) if not chosen.only or job.name in chosen.only]
    wait_for(PRODUCT, "/healthz")
    wait_for(BARE, "/detail/1")
    for job in jobs:
        burst(PRODUCT, job.product, seconds=1, connections=4)
        burst(BARE, job.bare, seconds=0.5, connections=4)
    for _round, job in itertools.product(range(rounds), jobs):
        pair, spent = [], []
        for server, port, make in ((servers[0], PRODUCT, job.product), (servers[1], BARE, job.bare)):
            before = cpu_ms(server.pid), cpu_ms(database)
            told = burst(port, make, seconds=seconds, connections=4)
            spent.append((cpu_ms(server.pid) + cpu_ms(database) - sum(before)) / max(1, len(told.times)))
            pair.append(told)
        if job.name == "inquiry":
            close_what_was_asked(leads)
        job.rounds.append((pair[0], pair[1]))
        job.cpu.append((spent[0], spent[1]))
    print(f"\n{leads:,} leads, {rounds} interleaved rounds of {seconds} s, 4 connections; then 1 connection")
    print(
        f"{'job':<14} {'product/s':>10} {'bare/s':>8} {'ratio':>6} {'aim':>5} {'CPU ms':>7} {'bare':>6} {'p50 ms':>7} {'p95':>7}"
    )
    single = {}
    for job in jobs:
        alone = burst(PRODUCT, job.product, seconds=seconds, connections=1)
        single[job.name] = alone.quantile(0.5)
        ratio = median([ours.rate / floor.rate for ours, floor in job.rounds])
        aim = f"{job.aim:.2f}" if job.aim else ""
        print(
            f"{job.name:<14} {median([ours.rate for ours, _f in job.rounds]):>10.0f} "
            f"{median([floor.rate for _o, floor in job.rounds]):>8.0f} {ratio:>6.2f} {aim:>5} "
            f"{median([ours for ours, _f in job.cpu]):>7.2f} {median([floor for _o, floor in job.cpu]):>6.2f} "
            f"{alone.quantile(0.5):>7.1f} {alone.quantile(0.95):>7.1f}"
        )
    print(
        f"worker after load: {memory_mib(servers[0].pid):.0f} MiB (aim at most 140), bare {memory_mib(servers[1].pid):.0f}"
    )
    print(Path(os.environ["DATA_DIR"], "statements").read_text(), end="")
    return single


def close_what_was_asked(leads: int) -> None:
    """The consultants' work between two rounds, so that every round meets the same number of open leads."""
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        connection.execute(
            "UPDATE crm_followup SET state = 'cancelled', settled_at = now(), reason = CASE WHEN step IS NULL THEN '' ELSE 'lost' END "
            "WHERE lead_id > %s AND state = 'planned'",
            [leads],
        )
        connection.execute(
            "UPDATE crm_cadencerun SET ended_at = now(), end_reason = 'lost' WHERE lead_id > %s AND ended_at IS NULL",
            [leads],
        )
        connection.execute(
            "UPDATE crm_lead SET stage = 'lost', lost_reason = '-', next_step_at = NULL, escalate_at = NULL WHERE id > %s AND stage = 'new'",
            [leads],
        )


def the_jobs(leads: int, secrets: dict[str, str]) -> list[Job]:
    """What is asked of both."""
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
        Job("lead page", one_lead, get(f"/detail/{leads // 2}"), aim=0.15),
        Job("search", get("/desk/?tab=all&q=%E5%BF%97%E5%BC%BA", manager), get("/search?q=%E5%BF%97%E5%BC%BA")),
        Job("funnel 90 days", get("/reports/funnel/?span=quarter", manager), get("/report")),
    ]


def wait_for(port: int, path: str) -> None:
    """Until the server answers."""
    for _try in range(100):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=2)
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"nothing answers on {port}")


if __name__ == "__main__":
    print(f"bench {uuid.uuid4().hex[:6]} on {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    main()
