"""The queue: PostgreSQL keeps what must be done, Celery only wakes the one who does it.

Losing the whole broker costs at most one beat tick of delay (docs/adr/0003-outbox.md), so results are ignored, nothing
is scheduled inside a worker's memory, and publishing never makes a visitor wait.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

app = Celery("centre")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
