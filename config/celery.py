"""The queue: PostgreSQL keeps what must be done, Celery only wakes the one who does it.

Only workers and beat load this. Losing the whole broker costs no message (docs/adr/0003-outbox.md) and little time
(docs/adr/0024), so results are ignored and nothing is scheduled inside a worker's memory.
"""

import os
import sys
from pathlib import Path

from celery import Celery

from kit import ears, heartbeat

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

# Beat rings by name and runs no task itself: without models it needs a third of the memory and starts in a third of
# the time (docs/adr/0002).
IS_BEAT = Path(sys.argv[0]).name == "celery" and "beat" in sys.argv

app = Celery("centre", fixups=[] if IS_BEAT else None)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_scheduler = heartbeat.BeatScheduler
heartbeat.listen()
if not IS_BEAT:
    ears.attach(app)
    app.autodiscover_tasks()
