"""Sends signals to receivers of later apps."""

import logging
from typing import Any

from django.db import transaction
from django.dispatch import Signal

logger = logging.getLogger(__name__)


def announce(signal: Signal, **what: Any) -> bool:
    """Send a signal inside the caller's transaction; receivers that fail lose their own writes, not the caller's.

    Returns whether all receivers succeeded.
    """
    try:
        with transaction.atomic():
            signal.send(None, **what)
    except Exception:  # receivers belong to other apps and have their own errors
        logger.exception("A receiver failed on %s.", what)
        return False
    return True
