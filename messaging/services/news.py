"""Telling whoever listens."""

import logging
from typing import Any

from django.db import transaction
from django.dispatch import Signal

logger = logging.getLogger(__name__)


def announce(signal: Signal, **what: Any) -> None:
    """Send a signal inside the caller's transaction; listeners that fail lose their own writes, not the caller's."""
    try:
        with transaction.atomic():
            signal.send(None, **what)
    except Exception:  # listeners are strangers with errors of their own
        logger.exception("A listener failed on %s.", what)
