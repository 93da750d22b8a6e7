"""What docker-compose.yml starts, started without Docker: the same commands on Debian's PostgreSQL and Redis."""

import json
import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml

from devserver import children, postgres, procfile, redis
from tests.operations import processes

BASE = Path(__file__).resolve().parents[2]
PROCESSES = ("release", "web", "worker", "clock", "beat")
# The demonstration belongs to one machine, and uploads to a volume.
NEVER_IN_CONTAINERS = {"DEBUG", "DEMO_SIGN_INS"}
OURS = {"SECRET_KEY": "k" * 50, "ALLOWED_HOSTS": "www.example.cn", "PUBLIC_BASE_URL": "https://www.example.cn"}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((BASE / "docker-compose.yml").read_text())
    return found


def test_the_procfile_and_the_compose_file_run_the_same_commands(compose):
    composed = {
        name: shlex.split(service["command"]) for name, service in compose["services"].items() if name in PROCESSES
    }
    assert composed == procfile.read(BASE / "Procfile")


def test_the_image_starts_the_web_server_of_the_procfile():
    last = re.findall(r"^CMD (.+)$", (BASE / "Dockerfile").read_text(), re.MULTILINE)[-1]
    assert json.loads(last) == procfile.read(BASE / "Procfile")["web"]


def test_the_image_does_not_run_as_root():
    users = re.findall(r"^USER (.+)$", (BASE / "Dockerfile").read_text(), re.MULTILINE)
    assert users == ["centre"]


@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS", "PUBLIC_BASE_URL"])
def test_the_compose_file_has_no_default_for_secrets(compose, name):
    assert compose["x-app"]["environment"][name].startswith(f"${{{name}:?")


def test_the_containers_get_every_setting_a_server_may_need(compose):
    texts = "".join(
        path.read_text() for path in (BASE / "config/settings").glob("*.py") if path.stem not in {"dev", "test"}
    )
    read = set(re.findall(r"""\b(?:secret|env(?:\.\w+)?)\(\s*["']([A-Z_]+)["']""", texts))
    image = set(re.findall(r"\b([A-Z_]+)=", (BASE / "Dockerfile").read_text()))
    assert read - image - set(compose["x-app"]["environment"]) == NEVER_IN_CONTAINERS


def test_every_setting_of_a_server_is_explained(compose):
    explained = (BASE / "docs/operations.md").read_text()
    assert [name for name in compose["x-app"]["environment"] if f"`{name}`" not in explained] == []


def test_every_long_running_service_is_watched(compose):
    for name in ("web", "worker", "clock", "beat"):
        assert compose["services"][name]["healthcheck"]["test"] == ["CMD", "python", "-m", "kit.health", name]
    assert {"postgres", "valkey"} <= {name for name, service in compose["services"].items() if "healthcheck" in service}


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Debian's PostgreSQL (made as the compose file makes it) and Redis, as the environment that names them."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not installed:
        pytest.skip("no PostgreSQL of the system's own on this machine")
    with ExitStack() as stack:
        database = postgres.start(tmp_path / "pg", binaries=installed[-1])
        stack.callback(database.stop)
        queue = redis.start(tmp_path / "redis", log=tmp_path / "redis.log")
        stack.callback(queue.stop)
        yield {
            "DATABASE_URL": database.url("centre"),
            "CELERY_BROKER_URL": queue.broker_url,
            "CACHE_URL": queue.cache_url,
            "RATE_LIMIT_STORAGE": queue.limits_url,
        }


@pytest.mark.services
def test_the_composed_processes_run_on_ordinary_servers(compose, servers, tmp_path):
    environment = {
        **{name: value for name, value in os.environ.items() if name in {"HOME", "LANG"}},
        **OURS,
        **servers,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "DJANGO_SETTINGS_MODULE": "config.settings.prod",
        "GRANIAN_PORT": str(processes.free_port()),
        "DATA_DIR": str(tmp_path / "data"),
        "RUN_DIR": str(tmp_path / "run"),
        "STATIC_ROOT": str(tmp_path / "static"),
    }

    def run(*command: str) -> None:
        subprocess.run(command, env=environment, cwd=BASE, check=True, capture_output=True, timeout=120)

    def command(name: str) -> list[str]:
        return shlex.split(compose["services"][name]["command"])

    def is_well(name: str) -> bool:
        question = [*compose["services"][name]["healthcheck"]["test"][1:]]
        return subprocess.run(question, env=environment, cwd=BASE, check=False).returncode == 0

    # Compressing what was collected takes half a minute and is WhiteNoise's own business.
    run("python", "manage.py", "collectstatic", "--noinput", "--settings", "tests.operations.uncompressed")
    run(*command("release"))
    started = []
    try:
        for name in ("web", "worker", "clock", "beat"):
            log = tmp_path / f"{name}.log"
            started.append(children.spawn(name, command(name), log=log, environment=environment, folder=BASE))
        for child in started:
            children.wait_until(child, partial(is_well, child.name), seconds=60)
    finally:
        for child in started:
            child.process.send_signal(signal.SIGTERM)
        codes = {child.name: child.process.wait(timeout=60) for child in started}
    assert codes == {"web": 0, "worker": 0, "clock": 0, "beat": 0}
    assert processes.alive_with("RUN_DIR", tmp_path / "run") == []
