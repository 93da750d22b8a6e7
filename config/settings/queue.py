"""Celery: broker, queues, and what beat starts."""

from typing import Any

from config.settings.environment import RUN_DIR, env

CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", "memory://")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 150
CELERY_TASK_SOFT_TIME_LIMIT = 120
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# However long the broker is away; Celery's own hundred tries would end the worker within the hour.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = (
    {
        "visibility_timeout": 300,
        "socket_timeout": 5,
        "socket_connect_timeout": 1,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
    }
    if CELERY_BROKER_URL.startswith(("redis", "unix"))
    else {}
)
CELERY_WORKER_CONCURRENCY = env.int("WORKER_PROCESSES", default=2)
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10
CELERY_BEAT_SCHEDULER = "kit.worker_health:BeatScheduler"
CELERY_BEAT_SCHEDULE_FILENAME = str(RUN_DIR / "beat-schedule")
CELERY_TIMEZONE = "UTC"
# Escalations and follow-ups have a worker of their own, so that no backlog of texts delays them (Procfile).
CELERY_TASK_DEFAULT_QUEUE = "texts"
CELERY_TASK_ROUTES = {
    "accounts.*": {"queue": "clocks"},
    "leads.*": {"queue": "clocks"},
    "notices.*": {"queue": "clocks"},
    "attachments.*": {"queue": "reports"},
    "cadences.*": {"queue": "clocks"},
    "pool.*": {"queue": "clocks"},
    "intake.*": {"queue": "clocks"},
    "content.*": {"queue": "reports"},
    "transfer.*": {"queue": "reports"},
}
# Seconds between two starts. Each task only claims rows that are due, so two beats at once do no harm.
INTERVALS = {
    "messaging.deliver_due": 5.0,
    "messaging.settle_uncertain": 30.0,
    "messaging.ask_after_receipts": 60.0,
    "messaging.announce_unheard": 60.0,
    "cadences.take_due": 60.0,
    "leads.remind_due": 60.0,
    "notices.send_digests": 600.0,
    "notices.forget": 3600.0,
    "attachments.forget": 3600.0,
    "intake.escalate_due": 15.0,
    "intake.raise_review_alarm": 60.0,
    "pool.sweep": 600.0,
    "accounts.forget_requests": 3600.0,
    "accounts.send_password_resets": 60.0,
    "transfer.work": 15.0,
    "transfer.forget": 3600.0,
    "content.flush_hits": 60.0,
    "content.publish_scheduled": 60.0,
}
# A start that no worker took before the next one is due is dropped: a worker that was away finds one, not thousands.
CELERY_BEAT_SCHEDULE = {
    task: {"task": task, "schedule": seconds, "options": {"expires": seconds}} for task, seconds in INTERVALS.items()
}
