"""The wiring of the project: settings, addresses, the queue and the API router.

Every room may be named here; no app imports this package (settings are read through `django.conf`).
"""

from config.celery import app as celery_app

__all__ = ["celery_app"]
