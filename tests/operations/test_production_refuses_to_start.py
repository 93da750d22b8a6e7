"""The real processes of the Procfile, started with what belongs to development: each ends with a line that says so."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from devserver import procfile
from tests.operations import processes

BASE = Path(__file__).resolve().parents[2]
SAFE = {"SECRET_KEY": "k" * 50, "ALLOWED_HOSTS": "www.example.cn", "CELERY_BROKER_URL": "redis://127.0.0.1:1/0"}
SECRET, DEBUG, DEMO = "✗ SECRET_KEY", "✗ DEBUG is on", "✗ Demo sign-ins are on"

pytestmark = pytest.mark.services


def start(name: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {key: os.environ[key] for key in ("HOME", "DATABASE_URL") if key in os.environ}
    return subprocess.run(
        procfile.read(BASE / "Procfile")[name],
        env={
            **kept,
            **SAFE,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "DJANGO_SETTINGS_MODULE": "config.settings.prod",
            "GRANIAN_PORT": str(processes.free_port()),
            "DATA_DIR": str(folder),
            **environment,
        },
        cwd=BASE,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("name", ["release", "web", "worker", "beat"])
def test_no_process_starts_with_a_development_secret(name, tmp_path):
    ended = start(name, tmp_path, SECRET_KEY="development-only-secret-key-never-for-production")
    assert ended.returncode != 0
    assert "SECRET_KEY is missing, short or a development value" in ended.stdout + ended.stderr


@pytest.mark.parametrize("name", ["release", "web", "worker", "beat"])
def test_no_process_starts_without_a_secret(name, tmp_path):
    ended = start(name, tmp_path, SECRET_KEY="")
    assert ended.returncode != 0
    assert "✗ SECRET_KEY is not set" in ended.stdout + ended.stderr
    assert "Traceback" not in ended.stdout + ended.stderr


@pytest.mark.parametrize(
    ("variable", "value", "line"),
    [("DEBUG", "1", DEBUG), ("DEMO_SIGN_INS", "1", DEMO), ("ALLOWED_HOSTS", "*", "✗ ALLOWED_HOSTS")],
)
def test_the_web_server_refuses_settings_of_development(variable, value, line, tmp_path):
    ended = start("web", tmp_path, **{variable: value})
    assert ended.returncode != 0
    assert line in ended.stderr + ended.stdout


SECRETS = (
    "SECRET_KEY",
    "TWILIO_AUTH_TOKEN",
    "TWILIO_AUTH_TOKEN_PREVIOUS",
    "ALIYUN_ACCESS_KEY_SECRET",
    "ALIYUN_CALLBACK_TOKEN",
    "EMAIL_HOST_PASSWORD",
)


def test_a_secret_may_begin_with_any_sign(tmp_path):
    """Django's own generator of secrets draws a dollar sign too, which django-environ would follow."""
    told = subprocess.run(
        [sys.executable, "-c", f"from config.settings import base; print(*(getattr(base, n) for n in {SECRETS}))"],
        cwd=BASE,
        env={**os.environ, "DATA_DIR": str(tmp_path), **{name: f"$K{place}" for place, name in enumerate(SECRETS)}},
        check=True,
        capture_output=True,
        text=True,
    )
    assert told.stdout.split() == [f"$K{place}" for place, _name in enumerate(SECRETS)]


def test_the_web_server_does_not_start_without_a_database(tmp_path):
    ended = start("web", tmp_path, DATABASE_URL="postgresql:///centre?host=/nowhere")
    assert ended.returncode != 0
    assert "✗ The database does not answer" in ended.stderr + ended.stdout


@pytest.fixture
def ascii_database() -> Iterator[str]:
    """A database that takes any bytes for text, on the suite's server."""
    name = sql.Identifier(f"ascii_{os.getpid()}")
    with psycopg.connect(os.environ["DATABASE_URL"], dbname="postgres", autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'").format(name)
        )
        yield os.environ["DATABASE_URL"].replace("/centre", f"/ascii_{os.getpid()}", 1)
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


@pytest.mark.parametrize("name", ["web", "worker"])
def test_no_process_starts_on_a_database_that_is_not_utf_8(name, ascii_database, tmp_path):
    ended = start(name, tmp_path, DATABASE_URL=ascii_database)
    assert ended.returncode != 0
    assert "The database is SQL_ASCII with ctype C; Chinese text needs UTF-8" in ended.stderr + ended.stdout
