"""Before Django wakes: a real PostgreSQL of the suite's own, unless DATABASE_URL names one."""

import os
from pathlib import Path

import pytest

from kit.embedded import postgres


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    """Start the embedded server in the process that hands out the work; xdist's workers inherit its address."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    if "DATABASE_URL" not in os.environ:
        parent = Path(os.environ.get("DATA_DIR", Path(__file__).parent.parent / "var")).resolve()
        os.environ["DATABASE_URL"] = postgres.start_for_tests(parent)
