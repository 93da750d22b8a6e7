"""Telling whoever listens."""

import logging
from typing import Any

from django.db import transaction
from django.dispatch import Signal

logger = logging.getLogger(__name__)


def announce(signal: Signal, **what: Any) -> bool:
    """Send a signal inside the caller's transaction; listeners that fail lose their own writes, not the caller's.

    Returns whether all of them could deal with it.
    """
    try:
        with transaction.atomic():
            signal.send(None, **what)
    except Exception:  # listeners are strangers with errors of their own
        logger.exception("A listener failed on %s.", what)
        return False
    return True
