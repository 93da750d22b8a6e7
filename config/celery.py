"""The queue: PostgreSQL keeps what must be done, Celery only wakes the worker that does it.

Losing the whole broker costs no message (docs/adr/0003-outbox.md) and little time (docs/adr/0018), so results are
ignored and nothing is scheduled inside a worker's memory.
"""

import os
import sys
from pathlib import Path

from celery import Celery

from kit import worker_health

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

# Beat names its tasks and runs none itself: without models it needs a third of the memory and starts in a third of
# the time (docs/adr/0002).
IS_BEAT = Path(sys.argv[0]).name == "celery" and "beat" in sys.argv

app = Celery("centre", fixups=[] if IS_BEAT else None)
app.config_from_object("django.conf:settings", namespace="CELERY")
worker_health.listen()
# Requests are answered by threads, and Celery's current app is one thread's.
app.set_default()
if not IS_BEAT:
    app.autodiscover_tasks()
