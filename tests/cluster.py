"""Before Django wakes: a real PostgreSQL of the suite's own, unless DATABASE_URL names one."""

import os
from pathlib import Path

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    """Start the embedded server once, in the process that hands out the work."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    if "DATABASE_URL" in os.environ:
        return
    from kit.embedded import postgres

    folder = Path(os.environ.get("DATA_DIR", Path(__file__).parent.parent / "var")) / "test-postgres"
    os.environ["DATABASE_URL"] = postgres.start(folder.resolve())
