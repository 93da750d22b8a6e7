"""The signs of life that Celery's worker and beat leave while their loops turn; `kit.health` reads them."""

from typing import Any

from celery import signals
from celery.beat import PersistentScheduler
from django.conf import settings

from kit import health

EVERY_SECONDS = 5.0


class BeatScheduler(PersistentScheduler):  # type: ignore[misc]  # (celery has no types)
    """Celery's own scheduler, which also shows that it is alive."""

    max_interval = EVERY_SECONDS

    def tick(self, *args: Any, **kwargs: Any) -> Any:
        """Do what is due, and show it."""
        touch("beat")
        return super().tick(*args, **kwargs)


def listen() -> None:
    """Hang the worker's signs on Celery's signals."""
    signals.worker_ready.connect(worker_is_ready)
    signals.worker_shutdown.connect(worker_is_gone)


def touch(name: str) -> None:
    """Show that the named process is alive now."""
    sign = health.sign(name, settings.RUN_DIR)
    sign.parent.mkdir(parents=True, exist_ok=True)
    sign.touch()


def worker_is_ready(sender: Any, **kwargs: Any) -> None:
    """The worker consumes: show it now, and from its own event loop ever after."""
    touch("worker")
    sender.timer.call_repeatedly(EVERY_SECONDS, touch, ("worker",))


def worker_is_gone(**kwargs: Any) -> None:
    """A worker that has left is not alive."""
    health.sign("worker", settings.RUN_DIR).unlink(missing_ok=True)
