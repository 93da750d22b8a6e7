"""`make test`: see that there is a browser, then run pytest; `python -m tests.run [pytest's arguments]`."""

import os
import sys

import pytest

from tests.browser import chromium

MOST_PROCESSES = 4
WITHOUT_BROWSER = """  No Chromium could be found or installed: the journeys in tests/browser are SKIPPED.
  Install chromium, or set CHROMIUM=/path/to/it. 未找到浏览器，浏览器测试被跳过。"""


def main(arguments: list[str]) -> int:
    """Run the suite on every core; in CI a machine without a browser is a failure."""
    # A hundred processes start, and each would compile the same files again.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    browser = chromium.find() or chromium.install()
    if browser is None:
        sys.stdout.write(f"\n{'!' * 100}\n{WITHOUT_BROWSER}\n{'!' * 100}\n\n")
        if os.environ.get("CI") == "true":
            return 1
    else:
        os.environ["CHROMIUM"] = str(browser)
    sys.stdout.flush()
    # A file stays in one process; the order is ours, the slow ones first (tests/conftest.py).
    everything = ["-n", str(processes()), "--dist", "loadscope", "--no-loadscope-reorder", *gate()]
    return int(pytest.main(arguments or everything))


def gate() -> list[str]:
    """In CI the whole suite must also reach the share of lines and branches that pyproject.toml asks for."""
    return ["--cov", "--cov-report=term:skip-covered", "--no-cov-on-fail"] if os.environ.get("CI") == "true" else []


def processes() -> int:
    """How many test processes: one a core, but each brings a browser and a database, so few."""
    return min(
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, MOST_PROCESSES
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
