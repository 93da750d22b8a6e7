"""Health files that Celery's workers and beat touch while their loops run; `kit.health` reads them."""

import logging.config
from typing import Any

from celery import signals
from celery.beat import PersistentScheduler
from django.conf import settings

from kit import checks, health

EVERY_SECONDS = 5


class BeatScheduler(PersistentScheduler):
    """Celery's own scheduler, which also shows that it is alive."""

    max_interval = EVERY_SECONDS

    def setup_schedule(self) -> None:
        """Refuse to start where production is not safe; else open the file of the last runs."""
        checks.refuse_unsafe_start(with_database=False)
        settings.RUN_DIR.mkdir(parents=True, exist_ok=True)
        super().setup_schedule()

    def tick(self, *args: Any, **kwargs: Any) -> Any:
        """Send what is due, and touch the health file."""
        touch("beat")
        return super().tick(*args, **kwargs)


def listen() -> None:
    """Connect the start check and the health files to Celery's signals."""
    signals.setup_logging.connect(logging_starts)
    signals.worker_init.connect(worker_starts)
    signals.worker_ready.connect(worker_is_ready)
    signals.worker_shutdown.connect(worker_is_gone)


def touch(name: str) -> None:
    """Touch the health file of the named process."""
    file = health.alive_file(name, settings.RUN_DIR)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch()


def logging_starts(**kwargs: Any) -> None:
    """Log as every other process does, and not in Celery's own way, which would write rows' contents."""
    logging.config.dictConfig(settings.LOGGING)


def name_of(worker: Any) -> str:
    """The process type that is the first half of a worker's name (`clock@host`)."""
    return str(worker.hostname).partition("@")[0]


def worker_starts(**kwargs: Any) -> None:
    """Refuse to work where production is not safe."""
    checks.refuse_unsafe_start()


def worker_is_ready(sender: Any, **kwargs: Any) -> None:
    """The worker consumes: touch its file now, and from its own event loop from now on."""
    touch(name_of(sender))
    sender.timer.call_repeatedly(EVERY_SECONDS, touch, (name_of(sender),))


def worker_is_gone(sender: Any, **kwargs: Any) -> None:
    """A worker that has stopped has no health file."""
    health.alive_file(name_of(sender), settings.RUN_DIR).unlink(missing_ok=True)
