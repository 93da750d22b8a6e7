"""Before Django wakes: the Chinese texts, and a real PostgreSQL of the suite's own unless DATABASE_URL names one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import database

BASE = Path(__file__).resolve().parent.parent


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    """Start the embedded server in the process that hands out the work; xdist's workers inherit its address."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    if "PYTEST_XDIST_WORKER" not in os.environ:
        compile_texts()
    if "DATABASE_URL" not in os.environ:
        parent = Path(os.environ.get("DATA_DIR", BASE / "var")).resolve()
        os.environ |= database.start_for_tests(parent)


def compile_texts() -> None:
    """Let a fresh checkout speak Chinese, as it will in production; the compiled file is not kept in the repository."""
    po = BASE / "locale/zh_Hans/LC_MESSAGES/django.po"
    mo = po.with_suffix(".mo")
    if not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime:
        subprocess.run(
            [
                Path(sys.executable).with_name("pybabel"),
                "--quiet",
                "compile",
                "--directory",
                "locale",
                "--domain",
                "django djangojs",
            ],
            cwd=BASE,
            check=True,
        )
