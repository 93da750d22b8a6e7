"""The product's own processes, as the Procfile lists them, on the test database, a real Redis and a fake provider."""

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from kit import health
from kit.embedded import children, procfile, redis
from kit.embedded.children import Child
from tests.fakes import twilio
from tests.fakes.twilio import FakeTwilio
from tests.operations.processes import free_port

# Where the provider believes us to be; the test carries its reports from there to the port we really listen on.
PUBLIC = "https://www.example.cn"
SECONDS_TO_START = 60


@dataclass
class Centre:
    """A running centre: the address of its web server, its provider, and a broker that can be taken away."""

    url: str
    provider: FakeTwilio
    folder: Path
    broker: redis.Server

    def stop_broker(self) -> None:
        """Take the broker away, socket and all."""
        self.broker.stop()

    def start_broker(self) -> None:
        """Bring it back at the same address."""
        self.broker = redis.start(self.broker.folder, log=self.folder / "redis.log")


def database_url() -> str:
    """The address of the database of this very test process, for processes that it starts."""
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()


@contextmanager
def running(folder: Path) -> Iterator[Centre]:
    """Start Redis, provider, web server, worker and beat; all of them are gone when the block ends."""
    with ExitStack() as stack:
        provider = stack.enter_context(twilio.running())
        broker = redis.start(folder / "redis", log=folder / "redis.log")
        port = free_port()
        centre = Centre(f"http://127.0.0.1:{port}", provider, folder, broker)
        stack.callback(centre.stop_broker)
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "DATABASE_URL": database_url(),
            "CELERY_BROKER_URL": broker.broker_url,
            "DATA_DIR": str(folder),
            "RUN_DIR": str(folder),
            "GRANIAN_HOST": "127.0.0.1",
            "GRANIAN_PORT": str(port),
            "WORKER_PROCESSES": "1",
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PUBLIC_BASE_URL": PUBLIC,
            "TWILIO_ACCOUNT_SID": twilio.ACCOUNT,
            "TWILIO_AUTH_TOKEN": twilio.TOKEN,
            "TWILIO_FROM_NUMBER": "+15005550006",
            "TWILIO_API_BASE_URL": provider.url,
        }
        commands = procfile.read(settings.BASE_DIR / "Procfile")
        started: list[Child] = []
        stack.callback(stop_together, started)
        for name in ("web", "worker", "beat"):
            log = folder / f"{name}.log"
            started.append(
                children.spawn(name, commands[name], log=log, environment=environment, folder=settings.BASE_DIR)
            )
        for child in started:
            children.wait_until(child, partial(is_ready, child.name, port, folder), seconds=SECONDS_TO_START)
        yield centre


def stop_together(started: list[Child]) -> None:
    """Ask all of them to leave, then see them off."""
    for child in started:
        child.ask_to_stop()
    for child in started:
        child.wait_or_kill(20)


def is_ready(name: str, port: int, folder: Path) -> bool:
    """Whether the process serves, or has shown its first sign of life."""
    return health.is_serving("127.0.0.1", port, named="127.0.0.1") if name == "web" else health.is_fresh(name, folder)
