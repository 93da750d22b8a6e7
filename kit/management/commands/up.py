"""`manage.py up`: everything on one machine."""

import os
import sys
from typing import Any

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Start PostgreSQL, Redis, web, worker and beat; Ctrl-C stops them (the same as `make run`)."""

    help = "Start everything this product consists of on this machine, and stop it on Ctrl-C."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Become the launcher, which must not have Django loaded."""
        os.environ.pop("DJANGO_SETTINGS_MODULE", None)
        os.execv(sys.executable, [sys.executable, "-m", "config.up"])  # noqa: S606  (no shell is wanted)
