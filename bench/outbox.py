"""The measurements behind `bench.sending`, on the database that DATABASE_URL names; it is filled and not emptied."""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402  (models need the settings first)
from django.db import connection, transaction  # noqa: E402

from kit import jobs  # noqa: E402
from messaging import gateways  # noqa: E402
from messaging.gateways.twilio import TwilioGateway  # noqa: E402
from messaging.services import dispatch  # noqa: E402
from tests.factories.messaging import MessageFactory  # noqa: E402
from tests.fakes import twilio as fake  # noqa: E402
from tests.journeys import processes  # noqa: E402

PROVIDER = (
    "import sys; from tests.fakes import twilio as fake\n"
    "with fake.running(latency=float(sys.argv[1])) as provider: print(provider.url, flush=True); sys.stdin.read()"
)
# Some years of a busy centre: nearly everything is over, one in twenty-five waits.
FILL = """
    INSERT INTO messaging_message (uuid, dedupe_key, topic, template, body, channel, to_number, address, purpose, state,
        due_at, expires_at, attempts, looks, gateway, provider_sid, provider_status, error_code, segments, words,
        settled_at, created_at, updated_at, day, share)
    SELECT gen_random_uuid(), 'fill:' || n, 'affair:' || n / 4, 'inquiry_received', '【井冈山培训】第' || n || '条', 'sms',
        '+86138' || lpad((n / 4)::text, 8, '0'), '', CASE WHEN n %% 4 = 0 THEN 'follow_up' ELSE 'transactional' END,
        CASE WHEN is_over THEN 'delivered' ELSE 'queued' END,
        CASE WHEN is_over THEN at ELSE now() - n * interval '1 millisecond' END, now() + interval '1 day',
        is_over::int, 0, CASE WHEN is_over THEN 'bench' ELSE '' END, CASE WHEN is_over THEN 'SM' || n END,
        CASE WHEN is_over THEN 'delivered' ELSE '' END, '', 1, '{}', CASE WHEN is_over THEN at END, at, at,
        CASE WHEN is_over AND n %% 4 = 0 THEN at::date END, CASE WHEN is_over AND n %% 4 = 0 THEN 1 END
    FROM (SELECT n, n %% 25 > 0 AS is_over, now() - (n::float / %(rows)s) * interval '1000 days' AS at
          FROM generate_series(1, %(rows)s) n) drawn
"""
SECONDS_A_ROUND = 2.0
PATIENCE = 30.0


def main() -> int:
    """Migrate, measure one part, print it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("part", choices=["sending", "latency", "claiming"])
    for name, kind in (("rounds", int), ("messages", int), ("answer", float), ("texts", int), ("rows", int)):
        options.add_argument(f"--{name}", type=kind, required=True)
    chosen = options.parse_args()
    call_command("migrate", verbosity=0)
    {"sending": sending, "latency": latency, "claiming": claiming}[chosen.part](chosen)
    return 0


def say(text: str) -> None:
    """One line, with the load of the machine at that moment."""
    sys.stdout.write(f"{text} (load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores)\n")
    sys.stdout.flush()


@contextmanager
def provider(answer: float) -> Iterator[str]:
    """The address of a fake provider in a process of its own."""
    server = subprocess.Popen(
        [sys.executable, "-c", PROVIDER, str(answer)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        yield server.stdout.readline().strip()
    finally:
        server.communicate()


def sending(chosen: argparse.Namespace) -> None:
    """Texts a second through one dispatcher, as one worker runs it, and what one costs."""
    with provider(chosen.answer) as url:
        gateway = TwilioGateway(
            account_sid=fake.ACCOUNT,
            auth_token=fake.TOKEN,
            public_base_url="https://centre.example",
            from_number="+15005550006",
            api_base_url=url,
        )
        for number in range(chosen.rounds):
            for place in range(chosen.messages):
                MessageFactory(dedupe_key=f"bench:{number}:{place}")
            began, used = time.monotonic(), time.process_time()
            sent = dispatch.deliver_due(gateway)
            wall, cpu = time.monotonic() - began, time.process_time() - used
            say(
                f"sending: {sent} texts, {sent / wall:.0f}/s (aim 100), {1000 * cpu / sent:.2f} ms of processor time each"
            )


def latency(chosen: argparse.Namespace) -> None:
    """From the commit to the request at the provider, on the real processes, enqueued and found by beat."""
    with tempfile.TemporaryDirectory(prefix="bench") as folder, processes.running(Path(folder)) as centre:
        several(centre, 3)  # whoever works first loads what it needs
        for _round in range(chosen.rounds):
            told("broker up", several(centre, chosen.texts), "aim p50 60")
            told("not enqueued, found by beat", several(centre, 2, enqueue=False), "aim 6000")


def several(centre: processes.Centre, count: int, *, enqueue: bool = True) -> list[float]:
    """Milliseconds from commit to request for so many texts, one after the other."""
    taken = []
    for _ in range(count):
        before = len(centre.provider.requests)
        with transaction.atomic():
            MessageFactory(dedupe_key=f"bench:{time.time_ns()}")
            if enqueue:
                jobs.enqueue("messaging.deliver_due")
        committed = time.monotonic()
        while len(centre.provider.requests) == before:
            if time.monotonic() - committed > PATIENCE:
                raise RuntimeError("A text did not leave.")
            time.sleep(0.0005)
        taken.append(1000 * (time.monotonic() - committed))
        time.sleep(0.1)
    return sorted(taken)


def told(name: str, taken: list[float], aim: str) -> None:
    """Print the middle, the twentieth and the slowest."""
    p95 = taken[min(len(taken) - 1, int(0.95 * len(taken)))]
    say(
        f"commit to request, {name}: p50 {statistics.median(taken):.0f} ms, p95 {p95:.0f}, most {taken[-1]:.0f} ({aim})"
    )


def claiming(chosen: argparse.Namespace) -> None:
    """Claims a second with many rows in the table, and by which index they are found."""
    began = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute(FILL, {"rows": chosen.rows})
        cursor.execute("VACUUM ANALYZE messaging_message")
        cursor.execute("SELECT count(*), count(*) FILTER (WHERE state = 'queued') FROM messaging_message")
        rows, queued = cursor.fetchone()
        say(f"{rows:,} rows, {queued:,} of them waiting, filled in {time.monotonic() - began:.0f} s")
        values = {"gateway": "console", "limit": 1, "channel": "sms", "bound": ""}
        with transaction.atomic():
            cursor.execute(f"EXPLAIN (COSTS OFF) {dispatch.ALL.statement}", values)
            plan = [line for (line,) in cursor.fetchall()]
            transaction.set_rollback(True)
    sys.stdout.write("".join(f"    {line.strip()}\n" for line in plan if "Scan" in line))
    gateway = gateways.current()
    for _round in range(chosen.rounds):
        for at_once in (1, dispatch.AT_ONCE):
            claimed, began, used = 0, time.monotonic(), time.process_time()
            while time.monotonic() - began < SECONDS_A_ROUND and (found := dispatch.claim(gateway, at_once)):
                claimed += len(found)
            wall, cpu = time.monotonic() - began, time.process_time() - used
            say(
                f"claiming {at_once} at once: {claimed / wall:.0f} rows/s (aim 500), {1000 * cpu / claimed:.2f} ms each"
            )


if __name__ == "__main__":
    sys.exit(main())
