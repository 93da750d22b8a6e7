"""What the environment says, and where this run keeps its files."""

import os
from pathlib import Path

import environ

env = environ.Env()


def secret(name: str) -> str:
    """A secret as it was set; django-environ takes what begins with `$` for the name of another variable."""
    return os.environ.get(name, "")


BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATA_DIR = Path(env.str("DATA_DIR", str(BASE_DIR / "var"))).resolve()
# The health files of running processes (see kit.worker_health); each container needs one of its own.
RUN_DIR = Path(env.str("RUN_DIR", str(DATA_DIR / "run"))).resolve()
# How many proxies of ours stand in front and append to X-Forwarded-For; 0 believes the connection only.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
PUBLIC_BASE_URL = env.str("PUBLIC_BASE_URL", "http://localhost:8000").rstrip("/")
