"""`make chaos`: kill dispatchers, lose answers and receipts, and count what arrives; the suite's own test, made long.

`make chaos ARGS="--messages 500 --seed 7"`; the 10,000 of the default take about half an hour and meet some thousand
kills; fewer than one for a hundred messages, and the run proves nothing and fails. The seed repeats the provider's temper;
the moments of the kills depend on the machine.
"""

import argparse
import os
import sys

import pytest

TEST = "tests/concurrency/test_messaging_chaos.py"


def main() -> int:
    """Read the size, and hand over to pytest; its exit code."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--messages", type=int, default=10_000)
    options.add_argument("--kill-every", type=float, default=0.25, help="seconds between two kills, on average")
    options.add_argument("--seed", type=int, default=1127)
    chosen = options.parse_args()
    os.environ.update(
        CHAOS_MESSAGES=str(chosen.messages), CHAOS_KILL_EVERY=str(chosen.kill_every), CHAOS_SEED=str(chosen.seed)
    )
    return int(pytest.main([TEST, "--capture=no", "--durations=2"]))


if __name__ == "__main__":
    sys.exit(main())
