"""Where the listener hangs in Celery's worker: it starts behind the pool and hears when the worker consumes."""

from typing import Any

from celery import Celery, bootsteps
from django.conf import settings

from kit.listener import Listener


class Listening(bootsteps.StartStopStep):
    """The worker's step: no pool process is forked while the thread exists, and no broker is needed to begin."""

    requires = ("celery.worker.components:Pool",)

    def create(self, worker: Any) -> Any:
        """Make the listener; Celery starts and stops it."""
        worker.listener = Listener(
            worker.app, address=settings.LISTEN_DATABASE_URL, without_broker=settings.WITHOUT_BROKER
        )
        return worker.listener


class Consuming(bootsteps.StartStopStep):
    """The consumer's step: it is stopped and started again whenever the broker goes and comes."""

    requires = ("celery.worker.consumer.tasks:Tasks",)

    def start(self, consumer: Any) -> None:
        """Tasks given to the broker are taken from now on."""
        consumer.controller.listener.worker_consumes(yes=True)

    def stop(self, consumer: Any) -> None:
        """Nobody here takes them any more."""
        consumer.controller.listener.worker_consumes(yes=False)


def attach(app: Celery) -> None:
    """Give the app's workers an ear."""
    app.steps["worker"].add(Listening)
    app.steps["consumer"].add(Consuming)
