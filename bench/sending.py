"""`make outbox`: what the outbox promises, measured: texts a second, claims a second, commit to request.

Brings a PostgreSQL, a Redis and a fake provider of its own, and throws them away. Rates depend on the machine and its
load, which is printed with them; processor time a message is the figure to trust on a busy one. `--only` picks parts.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from kit.embedded import postgres

BASE = Path(__file__).resolve().parent.parent
PARTS = ("sending", "latency", "claiming")


def main() -> int:
    """Start a database, let `bench.outbox` measure on it, and end it; the exit code of the measuring."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--messages", type=int, default=1000, help="texts a round of sending")
    options.add_argument("--answer", type=float, default=0.02, help="seconds the provider takes for an answer")
    options.add_argument("--texts", type=int, default=40, help="texts a round of commit to request")
    options.add_argument("--rows", type=int, default=1_000_000, help="rows in the table while claiming")
    chosen = vars(options.parse_args())
    orders = [word for name, value in chosen.items() if name != "only" for word in (f"--{name}", str(value))]
    with tempfile.TemporaryDirectory(prefix="bench") as folder:
        database = postgres.start(Path(folder) / "pg")
        environment = os.environ | {
            "DATABASE_URL": database.url("centre"),
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "DATA_DIR": folder,
        }
        try:
            for part in chosen["only"]:
                done = subprocess.run(
                    [sys.executable, "-m", "bench.outbox", part, *orders], cwd=BASE, env=environment, check=False
                )
                if done.returncode:
                    return done.returncode
        finally:
            database.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
