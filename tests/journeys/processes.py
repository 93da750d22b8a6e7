"""The product's own processes, as the Procfile lists them, on the test database, a real Redis and a fake provider."""

import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from devserver import children, procfile, redis
from devserver.children import Child
from kit import health
from tests.fakes import twilio
from tests.fakes.twilio import FakeTwilio
from tests.operations.processes import free_port

# Where the provider believes us to be; the test carries its reports from there to the port we really listen on.
PUBLIC = "https://www.example.cn"
SECONDS_TO_START = 60
EVERYTHING = ("web", "worker", "clock", "beat")


@dataclass
class Centre:
    """A running centre: the address of its web server, its provider, and processes that can be taken away."""

    port: int
    provider: FakeTwilio
    folder: Path
    broker: redis.Server
    environment: dict[str, str]
    alive: dict[str, Child] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where its web server listens."""
        return f"http://127.0.0.1:{self.port}"

    def stop_broker(self) -> None:
        """Take the broker away, socket and all."""
        self.broker.stop()

    def start_broker(self) -> None:
        """Bring it back at the same address."""
        self.broker = redis.start(self.broker.folder, log=self.folder / "redis.log")

    def stop_processes(self) -> None:
        """Ask all of them to leave, then see them off."""
        for child in self.alive.values():
            child.ask_to_stop()
        for child in self.alive.values():
            child.wait_or_kill(20)

    def spawn(self, name: str, *, called: str = "") -> None:
        """Start a process of the Procfile, a second one under another name and with signs of life of its own."""
        called = called or name
        folder = self.folder if called == name else self.folder / called
        self.alive[called] = children.spawn(
            called,
            procfile.read(settings.BASE_DIR / "Procfile")[name],
            log=self.folder / f"{called}.log",
            environment={**self.environment, "RUN_DIR": str(folder)},
            folder=settings.BASE_DIR,
        )

    def wait_for(self, name: str, *, called: str = "") -> None:
        """Wait until a process serves, or has shown its first sign of life."""
        called = called or name
        folder = self.folder if called == name else self.folder / called
        ready = partial(is_ready, name, self.port, folder)
        children.wait_until(self.alive[called], ready, seconds=SECONDS_TO_START)

    def start(self, name: str, *, called: str = "") -> None:
        """Start a process and wait for it."""
        self.spawn(name, called=called)
        self.wait_for(name, called=called)

    def kill(self, called: str) -> None:
        """`kill -9` for a process and all its children, and no word of farewell."""
        gone = self.alive.pop(called)
        os.killpg(gone.process.pid, signal.SIGKILL)
        gone.process.wait()
        health.alive_file(called, self.folder).unlink(missing_ok=True)


def database_url() -> str:
    """The address of the database of this very test process, for processes that it starts."""
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()


def surroundings(database: str) -> dict[str, str]:
    """The environment of any process of ours on a database of the tests."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "DATABASE_URL": database,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }


@contextmanager
def running(folder: Path, *, names: Sequence[str] = EVERYTHING, database: str = "", **temper: Any) -> Iterator[Centre]:
    """Start Redis, provider and these processes of the Procfile; all of them are gone when the block ends."""
    with ExitStack() as stack:
        folder.mkdir(exist_ok=True)
        provider = stack.enter_context(twilio.running(**temper))
        broker = redis.start(folder / "redis", log=folder / "redis.log")
        port = free_port()
        environment = {
            **surroundings(database or database_url()),
            "CELERY_BROKER_URL": broker.broker_url,
            "DATA_DIR": str(folder),
            "RUN_DIR": str(folder),
            "GRANIAN_HOST": "127.0.0.1",
            "GRANIAN_PORT": str(port),
            "WORKER_PROCESSES": "1",
            "PUBLIC_BASE_URL": PUBLIC,
            "TWILIO_ACCOUNT_SID": twilio.ACCOUNT,
            "TWILIO_AUTH_TOKEN": twilio.TOKEN,
            "TWILIO_FROM_NUMBER": "+15005550006",
            "TWILIO_API_BASE_URL": provider.url,
        }
        centre = Centre(port, provider, folder, broker, environment)
        # What this process posts is published to that broker, too: Celery reads this name before its settings.
        stack.enter_context(patch.dict(os.environ, CELERY_BROKER_URL=broker.broker_url))
        stack.callback(centre.stop_broker)
        stack.callback(centre.stop_processes)
        for name in names:
            centre.spawn(name)
        for name in names:
            centre.wait_for(name)
        yield centre


def is_ready(name: str, port: int, folder: Path) -> bool:
    """Whether the process serves, or has shown its first sign of life."""
    return health.is_serving("127.0.0.1", port, named="127.0.0.1") if name == "web" else health.is_fresh(name, folder)
